//! A long text read as it comes: unpacked, decoded, line by line, without holding the whole of it.

use super::decode::Coding;
use super::read::open;
use encoding_rs::{CoderResult, Decoder};
use std::io::{BufRead, BufReader, Chain, Cursor, Read};
use std::path::Path;

/// Bytes that the encoding is told by, from the first letter beyond ASCII on.
const SAMPLE: usize = 1 << 18;
/// Bytes that are looked through for such a letter.
const MOST_AHEAD: usize = 1 << 24;

type Source = Chain<Cursor<Vec<u8>>, Box<dyn Read + Send>>;

/// The lines of a file or of standard input as UTF-8.
pub(crate) struct TextStream {
    lines: BufReader<Decoded>,
    /// What the user should know of the encoding.
    pub warning: Option<String>,
}

impl TextStream {
    /// Opens a file, or standard input for `-`.
    ///
    /// # Errors
    /// When it cannot be opened, or is no text; the message says which.
    pub fn open(path: &Path) -> Result<TextStream, String> {
        let broken = |e: std::io::Error| format!("the file cannot be read: {e}");
        let mut source: Box<dyn Read + Send> =
            if path.as_os_str() == "-" { Box::new(std::io::stdin()) } else { open(path).map_err(broken)? };
        let (ahead, is_whole) = look_ahead(&mut source).map_err(broken)?;
        let coding = Coding::of(&ahead, is_whole)?;
        let mut cursor = Cursor::new(ahead);
        cursor.set_position(coding.mark as u64);
        let decoded = Decoded {
            source: cursor.chain(source),
            decoder: coding.encoding.new_decoder_without_bom_handling(),
            bytes: vec![0; 1 << 15],
            pending: 0..0,
            is_end: false,
            is_done: false,
        };
        Ok(TextStream { lines: BufReader::new(decoded), warning: coding.warning })
    }

    /// The next line with its end, appended to `line`; false at the end of the text.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub fn next_line(&mut self, line: &mut String) -> std::io::Result<bool> {
        Ok(self.lines.read_line(line)? > 0)
    }
}

/// Reads ahead until there are enough letters to tell the encoding by; true when that is the whole text.
fn look_ahead(source: &mut dyn Read) -> std::io::Result<(Vec<u8>, bool)> {
    let mut out = Vec::new();
    let mut first = None;
    loop {
        let before = out.len();
        source.take(1 << 16).read_to_end(&mut out)?;
        if out.len() == before {
            return Ok((out, true));
        }
        first = first.or_else(|| out.get(before..)?.iter().position(|b| !b.is_ascii()).map(|at| at + before));
        if first.is_some_and(|at| out.len() >= at + SAMPLE) || out.len() >= MOST_AHEAD {
            return Ok((out, false));
        }
    }
}

/// Bytes of any encoding, read as UTF-8.
struct Decoded {
    source: Source,
    decoder: Decoder,
    bytes: Vec<u8>,
    /// Bytes that are read and not yet decoded.
    pending: std::ops::Range<usize>,
    is_end: bool,
    /// All of the text has been given; a decoder may not be asked again.
    is_done: bool,
}

impl Read for Decoded {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        loop {
            if self.is_done {
                return Ok(0);
            }
            if self.pending.is_empty() && !self.is_end {
                let count = self.source.read(&mut self.bytes)?;
                self.pending = 0..count;
                self.is_end = count == 0;
            }
            let input = self.bytes.get(self.pending.clone()).unwrap_or_default();
            let (result, read, written, _) = self.decoder.decode_to_utf8(input, out, self.is_end);
            self.pending.start += read;
            self.is_done = self.is_end && result == CoderResult::InputEmpty;
            if written > 0 || self.is_done {
                return Ok(written);
            }
            if result == CoderResult::OutputFull {
                // Less room than one letter takes; a buffered reader never asks for so little.
                return Err(std::io::Error::other("no room for a letter"));
            }
        }
    }
}
