//! Compiling places into the bytes of a [`super::Store`].

mod trie;

use super::store::bytes::{Cursor, checksum, put_number, put_text};
use super::store::{
    DEGREE, FORMAT, HEADER_LEN, MAGIC, PLACE_LEN, SECTIONS, cell, flags, id_hash, names_of, pack_areas, split_id,
};
use super::{Error, Place, Usage};
use crate::names::SoundIndex;
use crate::text::{KEY_VERSION, key};
use geo_types::MultiPolygon;
use rayon::slice::ParallelSliceMut;
use std::collections::HashMap;
use std::io::{self, Read, Seek, Write};
use tempfile::SpooledTempFile;
use trie::{Placed, TrieWriter};

/// The longest name that is kept, in bytes; what is longer is no name.
const LONGEST: usize = 240;
/// Names that one index of sounds holds: its node numbers have 24 bits, and a name takes about four
/// nodes, at most some fifteen.
const SOUNDS: usize = 1_000_000;
/// Bytes of sound indexes that are kept in memory before they go to a temporary file.
const IN_MEMORY: usize = 256 << 20;

/// Compiles places, in their order, into the bytes of a store. The same places give the same bytes.
///
/// # Errors
/// When there are more places, names or bytes of text than 32-bit numbers can count.
pub fn compile(places: &[Place]) -> Result<Vec<u8>, Error> {
    let mut compiler = Compiler::default();
    places.iter().try_for_each(|place| compiler.add(place, None))?;
    let mut out = Vec::new();
    compiler.write(&mut out)?;
    Ok(out)
}

/// Takes places one by one and writes the store of them all.
#[derive(Default)]
pub(super) struct Compiler {
    strings: Strings,
    wheres: Records,
    whats: Records,
    places: Vec<u8>,
    facts: Vec<u8>,
    /// The folded names, one after the other.
    keys: Vec<u8>,
    bearers: Vec<Bearer>,
    ids: Vec<(u64, u32)>,
    grid: Vec<(u32, u32)>,
    outlines: Vec<(u32, MultiPolygon)>,
    count: u32,
    names: u32,
}

/// A place and the folded form of one of its names.
#[derive(Clone, Copy)]
struct Bearer {
    key: u32,
    len: u8,
    name: u16,
    place: u32,
}

impl Compiler {
    /// Adds a place.
    pub(super) fn add(&mut self, place: &Place, outline: Option<MultiPolygon>) -> Result<(), Error> {
        let number = self.count;
        self.count = number.checked_add(1).ok_or(Error::TooLarge("places"))?;
        let facts = u32::try_from(self.facts.len()).map_err(|_| Error::TooLarge("names"))?;
        let prefix = match split_id(&place.id) {
            Some((prefix, id)) => {
                put_number(&mut self.facts, id + 1);
                prefix
            }
            None => {
                put_number(&mut self.facts, 0);
                put_text(&mut self.facts, &place.id);
                ""
            }
        };
        put_number(&mut self.facts, place.population);
        self.add_names(place, number)?;
        let what = self.what(place, prefix)?;
        let place_of = self.place_of(place)?;
        // Degrees within ±180 times 10⁷ fit an i32.
        #[allow(clippy::cast_possible_truncation)]
        let degrees = |d: f64| (d * DEGREE).round() as i32;
        let (lon, lat) = match place.point.filter(|p| p.is_valid()) {
            Some(p) => (degrees(p.lon), degrees(p.lat)),
            None => (i32::MIN, 0),
        };
        self.places.extend_from_slice(&place_of.to_le_bytes());
        self.places.extend_from_slice(&what.to_le_bytes());
        self.places.extend_from_slice(&lon.to_le_bytes());
        self.places.extend_from_slice(&lat.to_le_bytes());
        self.places.extend_from_slice(&facts.to_le_bytes());
        self.ids.push((id_hash(&place.id), number));
        if let Some(point) = place.point.filter(|p| p.is_valid()) {
            // The cell of the point as it will be read.
            let stored = crate::space::LonLat::new(f64::from(lon) / DEGREE, f64::from(lat) / DEGREE);
            debug_assert!((stored.lon - point.lon).abs() < 1e-6);
            self.grid.push((cell(stored), number));
        }
        self.outlines.extend(outline.map(|o| (number, o)));
        Ok(())
    }

    fn add_names(&mut self, place: &Place, number: u32) -> Result<(), Error> {
        let is_usable = |text: &str| text.len() <= LONGEST && !key(text).is_empty();
        let main: String = if place.name.len() <= LONGEST {
            place.name.clone()
        } else {
            place.name.chars().take(LONGEST / 4).collect()
        };
        let others: Vec<_> =
            place.names.iter().filter(|n| is_usable(&n.text)).take(usize::from(u16::MAX) - 1).collect();
        put_number(&mut self.facts, others.len() as u64 + 1);
        let others = others.into_iter().map(|n| (n.text.as_str(), flags(n.lang, n.preferred, n.usage)));
        let main = (main.as_str(), flags(None, true, Usage::Plain));
        let first = self.bearers.len();
        for (name, (text, flags)) in (0u16..).zip(std::iter::once(main).chain(others)) {
            self.facts.push(flags);
            put_text(&mut self.facts, text);
            self.names = self.names.checked_add(1).ok_or(Error::TooLarge("names"))?;
            let folded = key(text);
            let Ok(len) = u8::try_from(folded.len()) else { continue };
            let own = self.bearers.get(first..).unwrap_or_default();
            // The first name of a form stands for the others of the place.
            if len > 0 && !own.iter().any(|b| bytes_of(&self.keys, b) == folded.as_bytes()) {
                let key = u32::try_from(self.keys.len()).map_err(|_| Error::TooLarge("text of names"))?;
                self.keys.extend_from_slice(folded.as_bytes());
                self.bearers.push(Bearer { key, len, name, place: number });
            }
        }
        Ok(())
    }

    fn place_of(&mut self, place: &Place) -> Result<u32, Error> {
        let mut out = Vec::with_capacity(super::store::WHERE_LEN);
        for text in [&place.admin1, &place.admin1_old, &place.admin2, &place.admin3] {
            out.extend_from_slice(&self.strings.add(text)?.to_le_bytes());
        }
        let country = <[u8; 2]>::try_from(place.country.as_bytes()).unwrap_or_default();
        out.extend_from_slice(&[country[0], country[1], 0, 0]);
        self.wheres.add(out)
    }

    fn what(&mut self, place: &Place, prefix: &str) -> Result<u32, Error> {
        let mut out = Vec::with_capacity(super::store::WHAT_LEN);
        for text in [place.code.as_str(), &place.sources.join("; "), prefix] {
            out.extend_from_slice(&self.strings.add(text)?.to_le_bytes());
        }
        let is_curated = place.sources.iter().any(|s| s.starts_with("curated"));
        out.extend_from_slice(&[place.kind as u8, u8::from(is_curated)]);
        out.extend_from_slice(&place.since.unwrap_or(0).to_le_bytes());
        out.extend_from_slice(&place.until.unwrap_or(0).to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        out.extend_from_slice(&place.radius_km.unwrap_or(0.0).to_bits().to_le_bytes());
        self.whats.add(out)
    }

    /// Writes the store.
    ///
    /// # Errors
    /// When there are too many names, or when the system cannot write.
    pub(super) fn write(mut self, out: &mut impl Write) -> Result<(), Error> {
        let keys = std::mem::take(&mut self.keys);
        let mut bearers = std::mem::take(&mut self.bearers);
        bearers.par_sort_unstable_by(|a, b| {
            (bytes_of(&keys, a), a.place, a.name).cmp(&(bytes_of(&keys, b), b.place, b.name))
        });
        let mut placed: Vec<(u32, (u32, u32))> = Vec::new();
        let mut too_large = false;
        let mut note = |p: &Placed| match u32::try_from(p.at) {
            Ok(at) => placed.push((at, p.first)),
            Err(_) => too_large = true,
        };
        let mut trie = TrieWriter::default();
        for group in bearers.chunk_by(|a, b| bytes_of(&keys, a) == bytes_of(&keys, b)) {
            let Some(first) = group.first() else { continue };
            let places = group.iter().map(|b| (b.place, u32::from(b.name))).collect();
            trie.add(bytes_of(&keys, first), places, &mut note);
        }
        let trie = trie.finish(&mut note);
        if too_large {
            return Err(Error::TooLarge("folded names"));
        }
        drop((keys, bearers));
        let mut sounds = self.sounds(&placed).map_err(Error::Writing)?;
        drop(placed);
        self.ids.par_sort_unstable();
        self.grid.par_sort_unstable();
        let ids = numbers(self.ids.iter().map(|e| e.1));
        let grid = numbers(self.grid.iter().map(|e| e.1));
        let areas = pack_areas(self.outlines.iter().map(|(number, outline)| (*number, outline)));
        let sounds_len = sounds.stream_position().map_err(Error::Writing)?;
        sounds.rewind().map_err(Error::Writing)?;
        debug_assert_eq!(self.places.len(), self.count as usize * PLACE_LEN);
        let before = [&self.strings.bytes, &self.places, &self.wheres.bytes, &self.whats.bytes, &self.facts, &trie];
        let after = [&ids, &grid, &areas];
        let lengths: Vec<u64> = before.iter().map(|s| s.len() as u64).collect();
        let lengths = lengths.into_iter().chain([sounds_len]).chain(after.iter().map(|s| s.len() as u64));
        let header = header([self.count, self.names], lengths);
        let mut write = |out: &mut dyn Write| -> io::Result<()> {
            out.write_all(&header)?;
            before.iter().try_for_each(|section| out.write_all(section))?;
            io::copy(&mut Read::by_ref(&mut sounds).take(sounds_len), out)?;
            after.iter().try_for_each(|section| out.write_all(section))
        };
        write(out).map_err(Error::Writing)
    }

    /// The indexes of sounds over one spelling of each folded name, led by their count and lengths.
    fn sounds(&self, placed: &[(u32, (u32, u32))]) -> io::Result<SpooledTempFile> {
        let mut out = SpooledTempFile::new(IN_MEMORY);
        let parts = placed.chunks(SOUNDS);
        let count = parts.len();
        out.write_all(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes())?;
        out.write_all(&vec![0; count * 8])?;
        let mut lengths = Vec::with_capacity(count);
        for part in parts {
            let names = part.iter().filter_map(|&(at, (place, name))| Some((self.name(place, name)?, at)));
            let index = SoundIndex::build(names);
            lengths.push(index.len() as u64);
            out.write_all(&index)?;
        }
        let end = out.stream_position()?;
        out.seek(io::SeekFrom::Start(4))?;
        lengths.into_iter().try_for_each(|len| out.write_all(&len.to_le_bytes()))?;
        out.seek(io::SeekFrom::Start(end))?;
        Ok(out)
    }

    fn name(&self, place: u32, name: u32) -> Option<&str> {
        let at = super::store::bytes::record::<PLACE_LEN>(&self.places, place);
        let facts = super::store::bytes::u32_at(at, 16) as usize;
        names_of(Cursor::new(&self.facts, facts)).nth(name as usize).map(|n| n.text)
    }
}

fn bytes_of<'k>(keys: &'k [u8], bearer: &Bearer) -> &'k [u8] {
    let at = bearer.key as usize;
    keys.get(at..at + usize::from(bearer.len)).unwrap_or_default()
}

fn numbers(numbers: impl Iterator<Item = u32>) -> Vec<u8> {
    numbers.flat_map(u32::to_le_bytes).collect()
}

fn header(counts: [u32; 2], lengths: impl Iterator<Item = u64>) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_LEN);
    out.extend_from_slice(MAGIC);
    for word in [FORMAT, KEY_VERSION, counts[0], counts[1]] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    let mut at = HEADER_LEN as u64;
    for len in lengths {
        out.extend_from_slice(&at.to_le_bytes());
        out.extend_from_slice(&len.to_le_bytes());
        at += len;
    }
    debug_assert_eq!(out.len(), 24 + SECTIONS * 16);
    let sum = checksum(&out);
    out.extend_from_slice(&sum.to_le_bytes());
    out
}

/// Records that many places share, each kept once.
#[derive(Default)]
struct Records {
    bytes: Vec<u8>,
    known: HashMap<Vec<u8>, u32>,
}

impl Records {
    fn add(&mut self, record: Vec<u8>) -> Result<u32, Error> {
        if let Some(number) = self.known.get(&record) {
            return Ok(*number);
        }
        let number = u32::try_from(self.known.len()).map_err(|_| Error::TooLarge("divisions"))?;
        self.bytes.extend_from_slice(&record);
        self.known.insert(record, number);
        Ok(number)
    }
}

/// The table of strings that places share: each text once, led by its length; offset 0 is the empty text.
struct Strings {
    bytes: Vec<u8>,
    known: HashMap<String, u32>,
}

impl Default for Strings {
    fn default() -> Self {
        Strings { bytes: vec![0], known: HashMap::from([(String::new(), 0)]) }
    }
}

impl Strings {
    fn add(&mut self, text: &str) -> Result<u32, Error> {
        if let Some(at) = self.known.get(text) {
            return Ok(*at);
        }
        let at = u32::try_from(self.bytes.len()).map_err(|_| Error::TooLarge("text"))?;
        put_text(&mut self.bytes, text);
        self.known.insert(text.to_owned(), at);
        Ok(at)
    }
}
