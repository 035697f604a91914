//! Opening a source: plain or packed (`.zip`, `.gz`, `.zst`), told by its first bytes.

use crate::gazetteer::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;

/// How a zip file begins.
const ZIP: &[u8; 4] = b"PK\x03\x04";

/// Told of each run of bytes that is read from a source, packed or not.
pub type OnRead = Rc<dyn Fn(u64)>;

/// The text of a source.
pub(super) struct Source {
    pub(super) reader: Box<dyn BufRead>,
}

/// Opens a source; of a zip file, the largest member that is not a read-me.
pub(super) fn open(path: &Path, on_read: &OnRead) -> Result<Source, Error> {
    open_io(path, on_read).map_err(|source| Error::Io { path: path.to_owned(), source })
}

fn open_io(path: &Path, on_read: &OnRead) -> io::Result<Source> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(4).read_to_end(&mut head)?;
    file.rewind()?;
    let counted = |file| Counted { inner: file, on_read: Rc::clone(on_read) };
    let reader: Box<dyn Read> = match head.as_slice() {
        head if head == ZIP => return member(file, on_read),
        [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(counted(file)))),
        [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::Decoder::new(counted(file))?),
        _ => Box::new(counted(file)),
    };
    Ok(Source { reader: Box::new(BufReader::with_capacity(1 << 18, reader)) })
}

/// The largest member of a zip file, unpacked as it is read, its checksum looked at in the end.
fn member(mut file: File, on_read: &OnRead) -> io::Result<Source> {
    let bad = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
    let (start, packed, crc, method) = {
        let mut archive = zip::ZipArchive::new(BufReader::new(file.try_clone()?)).map_err(|e| bad(e.to_string()))?;
        let is_talk = |name: &str| {
            let name = name.to_lowercase();
            name.contains("readme") || name.contains("languagecodes") || name.ends_with('/')
        };
        let mut best: Option<(u64, usize)> = None;
        for i in 0..archive.len() {
            let member = archive.by_index_raw(i).map_err(|e| bad(e.to_string()))?;
            if member.name().is_ok_and(|name| !is_talk(&name)) && best.is_none_or(|(size, _)| size < member.size()) {
                best = Some((member.size(), i));
            }
        }
        let (_, best) = best.ok_or_else(|| bad("the zip file holds no table".to_owned()))?;
        let member = archive.by_index_raw(best).map_err(|e| bad(e.to_string()))?;
        let start = member.data_start().ok_or_else(|| bad("the zip file is damaged".to_owned()))?;
        (start, member.compressed_size(), member.crc32(), member.compression())
    };
    file.seek(SeekFrom::Start(start))?;
    let bytes = Counted { inner: file.take(packed), on_read: Rc::clone(on_read) };
    let unpacked: Box<dyn Read> = match method {
        zip::CompressionMethod::Stored => Box::new(bytes),
        zip::CompressionMethod::Deflated => Box::new(flate2::read::DeflateDecoder::new(BufReader::new(bytes))),
        other => return Err(bad(format!("the zip file is packed by {other}, which makan does not read"))),
    };
    let checked = Checked { inner: flate2::CrcReader::new(unpacked), crc };
    Ok(Source { reader: Box::new(BufReader::with_capacity(1 << 18, checked)) })
}

struct Counted<R> {
    inner: R,
    on_read: OnRead,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buf)?;
        (self.on_read)(read as u64);
        Ok(read)
    }
}

struct Checked<R> {
    inner: flate2::CrcReader<R>,
    crc: u32,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buf)?;
        if read == 0 && !buf.is_empty() && self.inner.crc().sum() != self.crc {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the zip file is damaged: its checksum does not fit",
            ));
        }
        Ok(read)
    }
}

/// Reads all of a zip file's table and throws it away: whether it can be read to its end.
///
/// # Errors
/// When it cannot be opened, is no zip file, is cut short, or its checksum does not fit.
pub(in crate::gazetteer) fn verify_zip(path: &Path) -> io::Result<u64> {
    let mut head = [0; 4];
    File::open(path)?.read_exact(&mut head)?;
    if head != *ZIP {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it does not begin as a zip file"));
    }
    let mut source = open_io(path, &(Rc::new(|_| {}) as OnRead))?;
    io::copy(&mut source.reader, &mut io::sink())
}
