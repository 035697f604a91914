//! Compiling places into the bytes of a [`super::Store`].

use super::store::{
    DEGREE, FORMAT, HEADER_LEN, MAGIC, NAME_LEN, PLACE_LEN, SECTIONS, cell, checksum, id_hash, lang_code, u32_at,
};
use super::{Error, Place};
use crate::names::SoundIndex;
use crate::text::{KEY_VERSION, key};
use std::collections::{BTreeMap, HashMap};

/// The longest name that is kept, in bytes; what is longer is no name.
const LONGEST: usize = 240;

/// Compiles places, in their order, into the bytes of a store. The same places give the same bytes.
///
/// # Errors
/// When there are more places, names or bytes of text than 32-bit numbers can count.
pub fn compile(places: &[Place]) -> Result<Vec<u8>, Error> {
    let mut strings = Strings::default();
    let mut records = Vec::with_capacity(places.len() * PLACE_LEN);
    let mut names = Vec::new();
    let mut postings: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut name_count = 0u32;
    let mut ids = Vec::with_capacity(places.len());
    let mut grid = Vec::with_capacity(places.len());
    for (number, place) in places.iter().enumerate() {
        let number = u32::try_from(number).map_err(|_| Error::TooLarge("places"))?;
        let first_name = name_count;
        let main = (place.name.as_str(), None, true, true);
        let others = place.names.iter().map(|n| (n.text.as_str(), n.lang, n.preferred, false));
        for (text, lang, preferred, is_main) in std::iter::once(main).chain(others) {
            let folded = key(text);
            if folded.is_empty() || text.len() > LONGEST {
                continue;
            }
            names.extend_from_slice(&strings.add(text)?.to_le_bytes());
            names.extend_from_slice(&number.to_le_bytes());
            names.extend_from_slice(&[lang_code(lang) | u8::from(preferred) << 2 | u8::from(is_main) << 3, 0, 0, 0]);
            let list = postings.entry(folded).or_default();
            // One posting a place and key: the first name of that form stands for the others.
            if list.last().is_none_or(|last| *last < first_name) {
                list.push(name_count);
            }
            name_count = name_count.checked_add(1).ok_or(Error::TooLarge("names"))?;
        }
        ids.push((id_hash(&place.id), number));
        if let Some(point) = place.point {
            grid.push((cell(point), number));
        }
        let count = u16::try_from(name_count - first_name).map_err(|_| Error::TooLarge("names of one place"))?;
        record(place, first_name, count, &mut strings, &mut records)?;
    }
    let [keys, lists, sounds] = index(&postings, &names, &strings)?;
    ids.sort_unstable();
    grid.sort_unstable();
    let pairs = |pairs: Vec<(u32, u32)>| -> Vec<u8> {
        pairs.into_iter().flat_map(|(a, b)| [a.to_le_bytes(), b.to_le_bytes()].concat()).collect()
    };
    let sections: [Vec<u8>; SECTIONS] = [strings.bytes, records, names, keys, lists, sounds, pairs(ids), pairs(grid)];
    let count = u32::try_from(places.len()).map_err(|_| Error::TooLarge("places"))?;
    Ok(assemble(count, &sections))
}

fn assemble(places: u32, sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_LEN + sections.iter().map(Vec::len).sum::<usize>());
    out.extend_from_slice(MAGIC);
    for word in [FORMAT, KEY_VERSION, places, 0] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    let mut at = HEADER_LEN as u64;
    for section in sections {
        out.extend_from_slice(&at.to_le_bytes());
        out.extend_from_slice(&(section.len() as u64).to_le_bytes());
        at += section.len() as u64;
    }
    let sum = checksum(&out);
    out.extend_from_slice(&sum.to_le_bytes());
    sections.iter().for_each(|section| out.extend_from_slice(section));
    out
}

/// The three tables that find names: exact keys, their postings, and their sounds.
fn index(postings: &BTreeMap<String, Vec<u32>>, records: &[u8], strings: &Strings) -> Result<[Vec<u8>; 3], Error> {
    let mut sounding = Vec::with_capacity(postings.len());
    let mut lists = Vec::new();
    let mut keys = fst::MapBuilder::memory();
    for (key, names) in postings {
        let offset = u32::try_from(lists.len()).map_err(|_| Error::TooLarge("postings"))?;
        let count = u32::try_from(names.len()).map_err(|_| Error::TooLarge("names of one form"))?;
        lists.extend_from_slice(&count.to_le_bytes());
        names.iter().for_each(|n| lists.extend_from_slice(&n.to_le_bytes()));
        // The first spelling of a form stands for its sound.
        if let Some(name) = names.first().and_then(|n| strings.of_name(records, *n)) {
            sounding.push((name, offset));
        }
        // The keys come sorted out of the tree and are distinct, so that insertion cannot fail.
        keys.insert(key, u64::from(offset)).map_err(|_| Error::TooLarge("keys"))?;
    }
    let keys = keys.into_inner().map_err(|_| Error::TooLarge("keys"))?;
    let sounds = SoundIndex::build(sounding.iter().copied());
    Ok([keys, lists, sounds])
}

// Degrees within ±180 times 10⁷ fit an i32; years and radii are clamped to their range.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn record(place: &Place, first: u32, count: u16, strings: &mut Strings, out: &mut Vec<u8>) -> Result<(), Error> {
    let sources = place.sources.join("; ");
    let texts =
        [&place.id, &place.name, &place.code, &place.admin1, &place.admin1_old, &place.admin2, &place.admin3, &sources];
    for text in texts {
        out.extend_from_slice(&strings.add(text)?.to_le_bytes());
    }
    let degrees = |d: f64| ((d * DEGREE).round() as i32).to_le_bytes();
    let (lon, lat) = match place.point {
        Some(p) if p.is_valid() => (degrees(p.lon), degrees(p.lat)),
        _ => (i32::MIN.to_le_bytes(), [0; 4]),
    };
    out.extend_from_slice(&lon);
    out.extend_from_slice(&lat);
    out.extend_from_slice(&u32::try_from(place.population).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(&first.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    let is_curated = place.sources.iter().any(|s| s.starts_with("curated"));
    out.extend_from_slice(&[place.kind as u8, u8::from(is_curated)]);
    let country = place.country.as_bytes();
    out.extend_from_slice(&if country.len() == 2 { [country[0], country[1]] } else { [0; 2] });
    out.extend_from_slice(&place.since.unwrap_or(0).to_le_bytes());
    out.extend_from_slice(&place.until.unwrap_or(0).to_le_bytes());
    out.extend_from_slice(&(place.radius_km.unwrap_or(0.0).clamp(0.0, 65000.0) as u16).to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    Ok(())
}

/// The table of strings: each text once, led by its length; offset 0 is the empty text.
struct Strings {
    bytes: Vec<u8>,
    known: HashMap<String, u32>,
}

impl Default for Strings {
    fn default() -> Self {
        Strings { bytes: vec![0, 0], known: HashMap::from([(String::new(), 0)]) }
    }
}

impl Strings {
    /// The text of a name, by its number in the table of names.
    fn of_name(&self, records: &[u8], name: u32) -> Option<&str> {
        let at = u32_at(records, name as usize * NAME_LEN) as usize;
        let len = self.bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes);
        self.bytes.get(at + 2..at + 2 + usize::from(len)).and_then(|b| std::str::from_utf8(b).ok())
    }

    fn add(&mut self, text: &str) -> Result<u32, Error> {
        if let Some(at) = self.known.get(text) {
            return Ok(*at);
        }
        let at = u32::try_from(self.bytes.len()).map_err(|_| Error::TooLarge("text of names"))?;
        let len = u16::try_from(text.len()).map_err(|_| Error::TooLarge("one name"))?;
        self.bytes.extend_from_slice(&len.to_le_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
        self.known.insert(text.to_owned(), at);
        Ok(at)
    }
}
