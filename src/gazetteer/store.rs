//! The compiled store: flat little-endian tables in one run of bytes, read where they lie.
//!
//! Every read is bounds-checked and answers with an empty value outside the table, so that a
//! damaged file can give wrong answers but no crash; the header is checked at opening.

use super::{Error, Kind, Name, Place};
use crate::space::LonLat;
use crate::text::{KEY_VERSION, Lang};
use std::borrow::Cow;
use std::ops::Range;

pub(super) const MAGIC: &[u8; 8] = b"makangz\0";
pub(super) const FORMAT: u32 = 1;
pub(super) const HEADER_LEN: usize = 8 + 4 + 4 + 4 + 4 + SECTIONS * 16 + 8;
pub(super) const SECTIONS: usize = 8;
pub(super) const PLACE_LEN: usize = 64;
pub(super) const NAME_LEN: usize = 12;
/// Degrees are stored as whole numbers of 10⁻⁷ degree (about 1 cm).
pub(super) const DEGREE: f64 = 1e7;

/// The tables of a store, in the order of the file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Section {
    Strings,
    Places,
    Names,
    /// An `fst` map from folded name to an offset in `Postings`.
    Keys,
    /// For each key: a count, then as many name numbers.
    Postings,
    /// The sound index over the distinct keys; its numbers are offsets in `Postings`.
    Sounds,
    /// Place numbers sorted by the hash of their id: `(hash u32, place u32)`.
    Ids,
    /// Place numbers sorted by grid cell: `(cell u32, place u32)`.
    Grid,
}

/// The bytes of a store: part of the program, read from a file, or mapped into memory.
pub(super) type Bytes = Box<dyn AsRef<[u8]> + Send + Sync>;

/// A compiled gazetteer.
pub struct Store {
    bytes: Bytes,
    sections: [Range<usize>; SECTIONS],
    places: u32,
    label: String,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("label", &self.label).field("places", &self.places).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens compiled bytes; `label` names them in messages.
    ///
    /// # Errors
    /// When the bytes are no compiled gazetteer, are cut short, or were compiled by another version.
    pub fn open(bytes: impl AsRef<[u8]> + Send + Sync + 'static, label: impl Into<String>) -> Result<Store, Error> {
        let data = bytes.as_ref();
        let damaged = |what: &str| Error::Damaged(what.to_owned());
        let header = data.get(..HEADER_LEN).ok_or_else(|| damaged("it is shorter than its own header"))?;
        if !header.starts_with(MAGIC) {
            return Err(damaged("it does not begin as one"));
        }
        let word = |at: usize| u32_at(header, at);
        if word(8) != FORMAT || word(12) != KEY_VERSION {
            return Err(damaged("it was compiled by another version of makan"));
        }
        if checksum(header.get(..HEADER_LEN - 8).unwrap_or_default()) != u64_at(header, HEADER_LEN - 8) {
            return Err(damaged("its header is damaged"));
        }
        let places = word(16);
        let mut sections: [Range<usize>; SECTIONS] = Default::default();
        for (i, section) in sections.iter_mut().enumerate() {
            let start = usize::try_from(u64_at(header, 24 + i * 16)).unwrap_or(usize::MAX);
            let len = usize::try_from(u64_at(header, 32 + i * 16)).unwrap_or(usize::MAX);
            let end = start.checked_add(len).filter(|end| *end <= data.len());
            *section = start..end.ok_or_else(|| damaged("it is cut short"))?;
        }
        let store = Store { sections, places, label: label.into(), bytes: Box::new(bytes) };
        if store.section(Section::Places).len() != places as usize * PLACE_LEN {
            return Err(damaged("its table of places has the wrong length"));
        }
        if !store.is_empty() && crate::names::SoundIndex::open(store.section(Section::Sounds)).is_err() {
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
    pub fn name_count(&self) -> usize {
        self.section(Section::Names).len() / NAME_LEN
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
        let at = place as usize * PLACE_LEN;
        let record = self.section(Section::Places).get(at..at + PLACE_LEN).unwrap_or(&[0; PLACE_LEN]);
        View { store: self, record }
    }

    /// The string at an offset of the table of strings.
    pub(super) fn string(&self, at: u32) -> &str {
        let strings = self.section(Section::Strings);
        let at = at as usize;
        let Some(len) = strings.get(at..at + 2).map(|b| usize::from(u16_at(b, 0))) else { return "" };
        strings.get(at + 2..at + 2 + len).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default()
    }

    /// The text of a name, its place and its number.
    pub(super) fn name(&self, name: u32) -> (NameView<'_>, u32) {
        let at = name as usize * NAME_LEN;
        let record = self.section(Section::Names).get(at..at + NAME_LEN).unwrap_or(&[0; NAME_LEN]);
        let flags = record.get(8).copied().unwrap_or_default();
        let view = NameView {
            text: self.string(u32_at(record, 0)),
            lang: lang_of(flags & 3),
            preferred: flags & 4 != 0,
            main: flags & 8 != 0,
        };
        (view, u32_at(record, 4))
    }

    /// The numbers of the names in the posting list at `offset`.
    pub(super) fn postings(&self, offset: u64) -> impl Iterator<Item = u32> + '_ {
        let data = self.section(Section::Postings);
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let count = data.get(start..start.saturating_add(4)).map_or(0, |b| u32_at(b, 0) as usize);
        data.get(start.saturating_add(4)..).unwrap_or_default().chunks_exact(4).take(count).map(|b| u32_at(b, 0))
    }

    /// The place with that id.
    #[must_use]
    pub fn find_id(&self, id: &str) -> Option<u32> {
        let table = self.section(Section::Ids);
        let hash = id_hash(id);
        let entry = |i: usize| (u32_at(table, i * 8), u32_at(table, i * 8 + 4));
        let (mut low, mut high) = (0, table.len() / 8);
        while low < high {
            let middle = usize::midpoint(low, high);
            if entry(middle).0 < hash { low = middle + 1 } else { high = middle }
        }
        (low..table.len() / 8).map(entry).take_while(|e| e.0 == hash).map(|e| e.1).find(|p| self.view(*p).id() == id)
    }

    /// The places whose point lies in a box, degrees.
    pub fn in_box(&self, west: f64, south: f64, east: f64, north: f64) -> impl Iterator<Item = u32> + '_ {
        let table = self.section(Section::Grid);
        let count = table.len() / 8;
        let first = cell(LonLat::new(west, south));
        let last = cell(LonLat::new(east, north));
        let columns = first % CELLS..=last % CELLS;
        (first / CELLS..=last / CELLS).flat_map(move |row| {
            let (from, to) = (row * CELLS + *columns.start(), row * CELLS + *columns.end());
            let (mut low, mut high) = (0, count);
            while low < high {
                let middle = usize::midpoint(low, high);
                if u32_at(table, middle * 8) < from { low = middle + 1 } else { high = middle }
            }
            (low..count)
                .map(move |i| (u32_at(table, i * 8), u32_at(table, i * 8 + 4)))
                .take_while(move |e| e.0 <= to)
                .map(|e| e.1)
        })
    }
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

/// One name as it lies in a store.
#[derive(Debug, Clone, Copy)]
pub(super) struct NameView<'s> {
    pub text: &'s str,
    pub lang: Option<Lang>,
    pub preferred: bool,
    pub main: bool,
}

/// One place as it lies in a store: each fact is read when asked for.
#[derive(Clone, Copy)]
pub struct View<'s> {
    store: &'s Store,
    record: &'s [u8],
}

macro_rules! strings {
    ($($(#[$doc:meta])* $name:ident at $offset:literal),*) => {
        $($(#[$doc])* #[must_use] pub fn $name(&self) -> &'s str { self.store.string(u32_at(self.record, $offset)) })*
    };
}

impl<'s> View<'s> {
    strings! {
        /// The stable identifier.
        id at 0,
        /// The main name.
        name at 4,
        /// The GeoNames feature code.
        code at 8,
        /// The first-level division today.
        admin1 at 12,
        /// The first-level division before the last reform, where it differs.
        admin1_old at 16,
        /// The second-level division.
        admin2 at 20,
        /// The third-level division.
        admin3 at 24
    }

    /// The representative point, degrees; `None` when the place has none.
    #[must_use]
    pub fn point(&self) -> Option<LonLat> {
        let (lon, lat) = (u32_at(self.record, 32).cast_signed(), u32_at(self.record, 36).cast_signed());
        (lon != i32::MIN).then(|| LonLat::new(f64::from(lon) / DEGREE, f64::from(lat) / DEGREE))
    }

    /// Inhabitants; 0 when unknown.
    #[must_use]
    pub fn population(&self) -> u32 {
        u32_at(self.record, 40)
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        let number = self.record.get(50).copied().unwrap_or_default();
        Kind::ALL.get(usize::from(number)).copied().unwrap_or_default()
    }

    /// ISO 3166-1 alpha-2 code of the country; empty when it belongs to no one country.
    #[must_use]
    pub fn country(&self) -> &'s str {
        let code = self.record.get(52..54).unwrap_or_default();
        if code.first() == Some(&0) { "" } else { std::str::from_utf8(code).unwrap_or_default() }
    }

    /// Kilometres from the point within which the place lies.
    #[must_use]
    pub fn radius_km(&self) -> Option<f64> {
        Some(u16_at(self.record, 58)).filter(|r| *r != 0).map(f64::from)
    }

    fn year(&self, at: usize) -> Option<i16> {
        Some(u16_at(self.record, at).cast_signed()).filter(|y| *y != 0)
    }

    /// First year of a division.
    #[must_use]
    pub fn since(&self) -> Option<i16> {
        self.year(54)
    }

    /// Last year of a division.
    #[must_use]
    pub fn until(&self) -> Option<i16> {
        self.year(56)
    }

    /// True for a place that was curated by hand.
    #[must_use]
    pub fn is_curated(&self) -> bool {
        self.record.get(51).is_some_and(|flags| flags & 1 != 0)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = NameView<'s>> + use<'s> {
        let start = u32_at(self.record, 44);
        let count = u32::from(u16_at(self.record, 48));
        let store = self.store;
        (start..start.saturating_add(count)).map(move |n| store.name(n).0)
    }

    /// The preferred name in a language, or the first one in it.
    #[must_use]
    pub fn name_in(&self, lang: Lang) -> Option<&'s str> {
        let mut first = None;
        for name in self.names().filter(|n| n.lang == Some(lang)) {
            if name.preferred {
                return Some(name.text);
            }
            first = first.or(Some(name.text));
        }
        first
    }

    /// All facts of the place.
    #[must_use]
    pub fn to_place(&self) -> Place {
        let own = |s: &str| s.to_owned();
        Place {
            id: own(self.id()),
            name: own(self.name()),
            names: self
                .names()
                .filter(|n| !n.main)
                .map(|n| Name { text: own(n.text), lang: n.lang, preferred: n.preferred })
                .collect(),
            kind: self.kind(),
            code: own(self.code()),
            point: self.point(),
            country: own(self.country()),
            admin1: own(self.admin1()),
            admin1_old: own(self.admin1_old()),
            admin2: own(self.admin2()),
            admin3: own(self.admin3()),
            population: u64::from(self.population()),
            radius_km: self.radius_km(),
            since: self.since(),
            until: self.until(),
            sources: self.sources().map(Cow::into_owned).collect(),
        }
    }

    fn sources(&self) -> impl Iterator<Item = Cow<'s, str>> + use<'s> {
        self.store.string(u32_at(self.record, 28)).split("; ").filter(|s| !s.is_empty()).map(Cow::Borrowed)
    }
}

pub(super) fn lang_code(lang: Option<Lang>) -> u8 {
    lang.map_or(0, |l| l as u8 + 1)
}

fn lang_of(code: u8) -> Option<Lang> {
    Lang::ALL.into_iter().find(|l| *l as u8 + 1 == code)
}

/// FNV-1a, 64 bits: quick, and good enough to notice a damaged header.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

pub(super) fn id_hash(id: &str) -> u32 {
    let hash = checksum(id.as_bytes());
    // Both halves folded into one.
    #[allow(clippy::cast_possible_truncation)]
    let folded = (hash ^ (hash >> 32)) as u32;
    folded
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}
