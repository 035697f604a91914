//! The compiled store: flat little-endian tables in one run of bytes, read where they lie.
//!
//! Opening looks at the header alone, however large the store is; every read after that is
//! bounds-checked and answers with an empty value outside the tables, so that a damaged file can
//! give wrong answers but no crash.

mod areas;
pub(super) mod bytes;
mod mapped;
pub(super) mod trie;
mod view;

use super::Error;
use crate::names::SoundIndex;
use crate::space::LonLat;
use crate::text::KEY_VERSION;
pub(super) use areas::{Areas, pack as pack_areas};
use bytes::{Cursor, checksum, record, u32_at, u64_at};
use std::ops::Range;
use std::path::Path;
use trie::Trie;
pub use view::View;
pub(super) use view::{flags, id_hash, names_of, split_id};

pub(super) const MAGIC: &[u8; 8] = b"makangz\0";
/// The version of the form of the tables. Another one is refused, not guessed at.
pub(super) const FORMAT: u32 = 2;
/// Magic, four words, the section table, a checksum of all that.
pub(super) const HEADER_LEN: usize = 8 + 4 * 4 + SECTIONS * 16 + 8;
pub(super) const SECTIONS: usize = 10;
pub(super) const PLACE_LEN: usize = 20;
pub(super) const WHERE_LEN: usize = 20;
pub(super) const WHAT_LEN: usize = 28;
/// Degrees are stored as whole numbers of 10⁻⁷ degree (about 1 cm).
pub(super) const DEGREE: f64 = 1e7;

/// The tables of a store, in the order of the file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Section {
    /// Texts that many places share, each led by its length; the empty one is at 0.
    Strings,
    /// For each place: its `Wheres` record, its `Whats` record, longitude, latitude, offset in `Facts`.
    Places,
    /// Divisions and country: what neighbours share.
    Wheres,
    /// Code, sources, prefix of the id, kind, flags, years, radius: what places of a kind share.
    Whats,
    /// For each place: number or id, inhabitants, names.
    Facts,
    /// The places by folded name: see [`trie`].
    Keys,
    /// The sound indexes over the distinct folded names, led by their count and lengths; their numbers are
    /// offsets of places in `Keys`.
    Sounds,
    /// Place numbers sorted by the hash of their id.
    Ids,
    /// Place numbers sorted by grid cell.
    Grid,
    /// The outlines of divisions: see [`areas`].
    Areas,
}

/// The bytes of a store: part of the program, read from a file, or mapped into memory.
type Bytes = Box<dyn AsRef<[u8]> + Send + Sync>;

/// A compiled gazetteer.
pub struct Store {
    bytes: Bytes,
    sections: [Range<usize>; SECTIONS],
    places: u32,
    names: u32,
    sounds: Vec<Range<usize>>,
    label: String,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("label", &self.label).field("places", &self.places).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens a compiled file by mapping it into memory: nothing is read but its header, until it is
    /// asked for.
    ///
    /// # Errors
    /// When the file cannot be opened, or as [`Store::open`].
    pub fn open_file(path: &Path, label: impl Into<String>) -> Result<Store, Error> {
        let io = |source| Error::Io { path: path.to_owned(), source };
        let file = std::fs::File::open(path).map_err(io)?;
        Store::open(mapped::map(&file).map_err(io)?, label)
    }

    /// Opens compiled bytes; `label` names them in messages.
    ///
    /// # Errors
    /// When the bytes are no compiled gazetteer, are cut short, or were compiled by another version.
    pub fn open(bytes: impl AsRef<[u8]> + Send + Sync + 'static, label: impl Into<String>) -> Result<Store, Error> {
        let label = label.into();
        let data = bytes.as_ref();
        let damaged = |what: &'static str| Error::Damaged { label: label.clone(), what };
        let magic = data.get(..MAGIC.len()).ok_or_else(|| damaged("it is shorter than its own header"))?;
        if magic != MAGIC {
            return Err(damaged("it does not begin as one"));
        }
        if u32_at(data, 8) != FORMAT || u32_at(data, 12) != KEY_VERSION {
            return Err(damaged("it was compiled by another version of makan"));
        }
        let header = data.get(..HEADER_LEN).ok_or_else(|| damaged("it is shorter than its own header"))?;
        if checksum(header.get(..HEADER_LEN - 8).unwrap_or_default()) != u64_at(header, HEADER_LEN - 8) {
            return Err(damaged("its header is damaged"));
        }
        let mut sections: [Range<usize>; SECTIONS] = Default::default();
        for (i, section) in sections.iter_mut().enumerate() {
            let start = usize::try_from(u64_at(header, 24 + i * 16)).unwrap_or(usize::MAX);
            let len = usize::try_from(u64_at(header, 32 + i * 16)).unwrap_or(usize::MAX);
            let end = start.checked_add(len).filter(|end| *end <= data.len());
            *section = start..end.ok_or_else(|| damaged("it is cut short"))?;
        }
        let mut store = Store {
            sections,
            places: u32_at(header, 16),
            names: u32_at(header, 20),
            sounds: Vec::new(),
            label: label.clone(),
            bytes: Box::new(bytes),
        };
        if store.section(Section::Places).len() != store.places as usize * PLACE_LEN {
            return Err(damaged("its table of places has the wrong length"));
        }
        store.sounds = sound_ranges(store.section(Section::Sounds));
        let sounds = store.section(Section::Sounds);
        let is_sound = |r: &Range<usize>| SoundIndex::open(sounds.get(r.clone()).unwrap_or_default()).is_ok();
        if store.sounds.is_empty() != store.is_empty() || !store.sounds.iter().all(is_sound) {
            return Err(damaged("its index of sounds is damaged or was made with another model"));
        }
        Ok(store)
    }

    /// What the store is called in messages.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The number of places.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.places
    }

    /// True when it holds no place.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places == 0
    }

    /// The number of names.
    #[must_use]
    pub fn name_count(&self) -> u32 {
        self.names
    }

    /// The size in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        (*self.bytes).as_ref().len()
    }

    pub(super) fn section(&self, section: Section) -> &[u8] {
        let range = self.sections.get(section as usize).cloned().unwrap_or_default();
        (*self.bytes).as_ref().get(range).unwrap_or_default()
    }

    /// The place of that number.
    #[must_use]
    pub fn view(&self, place: u32) -> View<'_> {
        View::new(self, place)
    }

    /// The string at an offset of the table of strings.
    fn string(&self, at: u32) -> &str {
        Cursor::new(self.section(Section::Strings), at as usize).text()
    }

    /// The table of exact names.
    pub(super) fn keys(&self) -> Trie<'_> {
        Trie::new(self.section(Section::Keys))
    }

    /// The outlines of divisions.
    pub(super) fn areas(&self) -> Areas<'_> {
        Areas::new(self.section(Section::Areas))
    }

    /// The indexes of sounds, which share the names among them.
    pub(super) fn sounds(&self) -> impl Iterator<Item = SoundIndex<'_>> {
        let bytes = self.section(Section::Sounds);
        self.sounds.iter().filter_map(move |r| SoundIndex::open(bytes.get(r.clone()).unwrap_or_default()).ok())
    }

    /// The place with that id.
    #[must_use]
    pub fn find_id(&self, id: &str) -> Option<u32> {
        let table = self.section(Section::Ids);
        let hash = id_hash(id);
        let count = u32::try_from(table.len() / 4).unwrap_or(u32::MAX);
        let place = |i: u32| u32_at(record::<4>(table, i), 0);
        let first = lower_bound(count, |i| id_hash(&self.view(place(i)).id()) < hash);
        let ids = (first..count).map(|i| (place(i), self.view(place(i)).id()));
        ids.take_while(|(_, found)| id_hash(found) == hash).find(|(_, found)| found == id).map(|(place, _)| place)
    }

    /// The places whose point lies in a box, degrees, and some near it.
    pub fn in_box(&self, west: f64, south: f64, east: f64, north: f64) -> impl Iterator<Item = u32> + '_ {
        let table = self.section(Section::Grid);
        let count = u32::try_from(table.len() / 4).unwrap_or(u32::MAX);
        let place = move |i: u32| u32_at(record::<4>(table, i), 0);
        let cell_of = move |i: u32| self.view(place(i)).point().map_or(u32::MAX, cell);
        let (first, last) = (cell(LonLat::new(west, south)), cell(LonLat::new(east, north)));
        let columns = first % CELLS..=last % CELLS;
        (first / CELLS..=last / CELLS).flat_map(move |row| {
            let (from, to) = (row * CELLS + *columns.start(), row * CELLS + *columns.end());
            let low = lower_bound(count, |i| cell_of(i) < from);
            (low..count).take_while(move |i| cell_of(*i) <= to).map(place)
        })
    }
}

/// The first of `count` numbers for which `is_before` does not hold, when it holds for all before that one.
fn lower_bound(count: u32, is_before: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = u32::midpoint(low, high);
        if is_before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// The most indexes of sounds that a store may have; more means damage.
const MOST_SOUNDS: u32 = 4096;

fn sound_ranges(section: &[u8]) -> Vec<Range<usize>> {
    let count = u32_at(section, 0).min(MOST_SOUNDS) as usize;
    let mut at = 4 + count * 8;
    let lengths = (0..count).map(|i| usize::try_from(u64_at(section, 4 + i * 8)).unwrap_or(usize::MAX));
    lengths
        .map(|len| {
            let start = at;
            at = at.saturating_add(len);
            start..at
        })
        .collect()
}

/// Cells of the grid in one row: a quarter of a degree each.
pub(super) const CELLS: u32 = 1440;

/// The grid cell of a point.
pub(super) fn cell(point: LonLat) -> u32 {
    let index = |degrees: f64, most: f64| (degrees * 4.0).floor().clamp(0.0, most);
    // The cast keeps the integer part of a number that the clamp holds within range.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let (column, row) =
        (index(point.lon + 180.0, f64::from(CELLS) - 1.0) as u32, index(point.lat + 90.0, 719.0) as u32);
    row * CELLS + column
}
