//! Pieces of a file that wait to be written in another order than they came in.

use crate::layers::error::Result;
use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};

/// Bytes of a block of memory; a piece lies in one of them.
const BLOCK: usize = 16 << 20;
/// Blocks that are filled before pieces go to a temporary file: 768 MB.
const BLOCKS: usize = 48;

/// Where a piece waits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The block; `None` is the temporary file.
    block: Option<usize>,
    /// The first byte there.
    at: u64,
    /// Bytes.
    pub(super) size: usize,
}

/// Pieces in memory, and beyond some size in a temporary file.
#[derive(Default)]
pub(super) struct Waiting {
    blocks: Vec<Vec<u8>>,
    file: Option<(BufWriter<File>, u64)>,
}

impl Waiting {
    /// Adds a piece.
    pub(super) fn add(&mut self, piece: &[u8]) -> Result<Place> {
        let size = piece.len();
        let has_room = self.blocks.last().is_some_and(|block| block.len() + size <= BLOCK);
        if !has_room && self.blocks.len() < BLOCKS && size <= BLOCK {
            self.blocks.push(Vec::with_capacity(if self.blocks.is_empty() { 0 } else { BLOCK }));
        }
        let last = self.blocks.len().saturating_sub(1);
        if let Some(block) = self.blocks.last_mut().filter(|block| block.len() + size <= BLOCK) {
            let at = block.len() as u64;
            block.extend_from_slice(piece);
            return Ok(Place { block: Some(last), at, size });
        }
        let (file, length) = match &mut self.file {
            Some(file) => file,
            none => none.insert((BufWriter::with_capacity(1 << 20, tempfile::tempfile()?), 0)),
        };
        file.write_all(piece)?;
        let at = *length;
        *length += size as u64;
        Ok(Place { block: None, at, size })
    }

    /// Writes the pieces in the order of `places`.
    pub(super) fn write(self, places: &[Place], out: &mut impl Write) -> Result<()> {
        let mut file = match self.file {
            Some((file, _)) => Some(file.into_inner().map_err(std::io::IntoInnerError::into_error)?),
            None => None,
        };
        let mut bytes = Vec::new();
        for place in places {
            if let Some(block) = place.block.and_then(|block| self.blocks.get(block)) {
                let from = place.at as usize;
                out.write_all(block.get(from..from + place.size).unwrap_or_default())?;
            } else if let Some(file) = &mut file {
                file.seek(SeekFrom::Start(place.at))?;
                bytes.resize(place.size, 0);
                file.read_exact(&mut bytes)?;
                out.write_all(&bytes)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_in_any_order() {
        let mut waiting = Waiting::default();
        let pieces: Vec<Vec<u8>> = (0..60u8).map(|i| vec![i; if i % 7 == 3 { BLOCK + 1 } else { 300_000 }]).collect();
        let mut places: Vec<Place> = pieces.iter().map(|p| waiting.add(p).unwrap_or_else(|e| panic!("{e}"))).collect();
        assert!(places.iter().any(|p| p.block.is_none()) && places.iter().any(|p| p.block == Some(0)));
        places.reverse();
        let mut out = Vec::new();
        waiting.write(&places, &mut out).unwrap_or_else(|e| panic!("{e}"));
        assert!(out == pieces.into_iter().rev().flatten().collect::<Vec<u8>>());
    }
}
