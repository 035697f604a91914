//! What was read waits here, country by country, in memory while it is little and in temporary
//! files when it is much: places of one country alone are ever joined, so that one country at a
//! time has to fit into memory.

use super::Entry;
use crate::gazetteer::Name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use tempfile::SpooledTempFile;

/// Bytes of one country that stay in memory.
const IN_MEMORY: usize = 4 << 20;
/// GeoNames numbers beyond this are not joined with alternate names; they are 13 million in 2025.
const MOST_IDS: u64 = 200_000_000;

/// One thing that waits.
#[derive(Serialize, Deserialize)]
pub(super) enum Waiting {
    /// A place, and the number of its source.
    Place(u32, Box<Entry>),
    /// A name for the place with that GeoNames number.
    Name(u64, Name),
}

#[derive(Default)]
pub(super) struct Spool {
    parts: BTreeMap<[u8; 2], u16>,
    files: Vec<BufWriter<SpooledTempFile>>,
    /// The part where each GeoNames number lies, plus one.
    homes: Vec<u16>,
    buffer: Vec<u8>,
}

impl Spool {
    /// Puts a place where others of its country are.
    pub(super) fn place(&mut self, source: u32, entry: Box<Entry>) -> io::Result<()> {
        let country = <[u8; 2]>::try_from(entry.place.country.as_bytes()).unwrap_or_default();
        let next = u16::try_from(self.files.len()).unwrap_or(u16::MAX);
        let part = *self.parts.entry(country).or_insert(next);
        if part == next {
            self.files.push(BufWriter::with_capacity(1 << 15, SpooledTempFile::new(IN_MEMORY)));
        }
        let number = entry.place.id.strip_prefix("gn:").and_then(|id| id.parse::<u64>().ok());
        if let Some(number) = number.filter(|n| *n < MOST_IDS).and_then(|n| usize::try_from(n).ok()) {
            if self.homes.len() <= number {
                self.homes.resize(number + 1, 0);
            }
            if let Some(home) = self.homes.get_mut(number) {
                *home = part + 1;
            }
        }
        self.put(part, &Waiting::Place(source, entry))
    }

    /// Puts a name where its place is; false when no place has that number.
    pub(super) fn name(&mut self, number: u64, name: Name) -> io::Result<bool> {
        let home = usize::try_from(number).ok().and_then(|n| self.homes.get(n)).copied().unwrap_or(0);
        match home.checked_sub(1) {
            Some(part) => self.put(part, &Waiting::Name(number, name)).map(|()| true),
            None => Ok(false),
        }
    }

    fn put(&mut self, part: u16, waiting: &Waiting) -> io::Result<()> {
        self.buffer.clear();
        self.buffer = postcard::to_extend(waiting, std::mem::take(&mut self.buffer)).map_err(io::Error::other)?;
        let Some(file) = self.files.get_mut(usize::from(part)) else { return Ok(()) };
        let len = u32::try_from(self.buffer.len()).map_err(io::Error::other)?;
        file.write_all(&len.to_le_bytes())?;
        file.write_all(&self.buffer)
    }

    /// Gives what waits, country by country in the order of their codes, to `take`.
    pub(super) fn drain<E: From<io::Error>>(
        self,
        mut take: impl FnMut(&mut dyn Iterator<Item = io::Result<Waiting>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut files: Vec<Option<_>> = self.files.into_iter().map(Some).collect();
        for part in self.parts.into_values() {
            let Some(file) = files.get_mut(usize::from(part)).and_then(Option::take) else { continue };
            let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.rewind()?;
            let mut reader = BufReader::with_capacity(1 << 16, file);
            let mut buffer = Vec::new();
            take(&mut std::iter::from_fn(|| next(&mut reader, &mut buffer).transpose()))?;
        }
        Ok(())
    }
}

fn next(reader: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<Option<Waiting>> {
    let mut len = [0; 4];
    match reader.read_exact(&mut len) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    buffer.resize(u32::from_le_bytes(len) as usize, 0);
    reader.read_exact(buffer)?;
    postcard::from_bytes(buffer).map(Some).map_err(io::Error::other)
}
