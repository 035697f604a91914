//! The one place of the program that is `unsafe`: mapping a file into memory.

use memmap2::Mmap;
use std::fs::File;
use std::io;

/// Maps a file, to be read only.
///
/// Why it is `unsafe`: another process may write to the file, or cut it off, while it is mapped. All
/// reads of a store are bounds-checked against the length at opening and check texts anew each time,
/// so that changed bytes give wrong answers and nothing worse. A file that is cut off while it is
/// in use ends the process by a signal, as with any mapped file; makan itself never writes into a
/// compiled file but puts a new one in its place, which leaves the old one whole for those who read it.
#[allow(unsafe_code)]
pub(super) fn map(file: &File) -> io::Result<Mmap> {
    // SAFETY: nothing is ever written through the map, and see above.
    unsafe { Mmap::map(file) }
}
