//! One place as it lies in a store: each fact is read when asked for.

use super::bytes::{Cursor, checksum, record, u16_at, u32_at, u64_at};
use super::{DEGREE, PLACE_LEN, Section, Store, WHAT_LEN, WHERE_LEN};
use crate::gazetteer::{Kind, Name, Place, Usage};
use crate::space::LonLat;
use crate::text::Lang;
use geo_types::MultiPolygon;

/// One place as it lies in a store: each fact is read when asked for.
#[derive(Clone, Copy)]
pub struct View<'s> {
    store: &'s Store,
    number: u32,
    record: &'s [u8; PLACE_LEN],
}

/// One name as it lies in a store.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameView<'s> {
    pub text: &'s str,
    pub lang: Option<Lang>,
    pub preferred: bool,
    pub usage: Usage,
}

macro_rules! strings {
    ($($(#[$doc:meta])* $name:ident from $table:ident at $offset:literal),* $(,)?) => {
        $($(#[$doc])* #[must_use] pub fn $name(&self) -> &'s str {
            self.store.string(u32_at(self.$table(), $offset))
        })*
    };
}

impl<'s> View<'s> {
    pub(super) fn new(store: &'s Store, number: u32) -> View<'s> {
        View { store, number, record: record(store.section(Section::Places), number) }
    }

    fn place(&self) -> &'s [u8; WHERE_LEN] {
        record(self.store.section(Section::Wheres), u32_at(self.record, 0))
    }

    fn what(&self) -> &'s [u8; WHAT_LEN] {
        record(self.store.section(Section::Whats), u32_at(self.record, 4))
    }

    strings! {
        /// The first-level division today.
        admin1 from place at 0,
        /// The first-level division before the last reform, where it differs.
        admin1_old from place at 4,
        /// The second-level division.
        admin2 from place at 8,
        /// The third-level division.
        admin3 from place at 12,
        /// The GeoNames feature code.
        code from what at 0,
    }

    /// ISO 3166-1 alpha-2 code of the country; empty when it belongs to no one country.
    #[must_use]
    pub fn country(&self) -> &'s str {
        let code = self.place().get(16..18).unwrap_or_default();
        if code.first() == Some(&0) { "" } else { std::str::from_utf8(code).unwrap_or_default() }
    }

    /// The facts that each place has of its own: its number or id, inhabitants, names.
    fn own(&self) -> Cursor<'s> {
        Cursor::new(self.store.section(Section::Facts), u32_at(self.record, 16) as usize)
    }

    /// The stable identifier.
    #[must_use]
    pub fn id(&self) -> String {
        let mut own = self.own();
        match own.number() {
            0 => own.text().to_owned(),
            number => format!("{}{}", self.store.string(u32_at(self.what(), 8)), number - 1),
        }
    }

    /// Inhabitants; 0 when unknown.
    #[must_use]
    pub fn population(&self) -> u32 {
        u32::try_from(population_of(self.own()).0).unwrap_or(u32::MAX)
    }

    /// All names, the main one first.
    pub(crate) fn names(&self) -> impl Iterator<Item = NameView<'s>> + use<'s> {
        names_of(self.own())
    }

    /// The main name.
    #[must_use]
    pub fn name(&self) -> &'s str {
        self.names().next().map_or("", |n| n.text)
    }

    /// The representative point, degrees; `None` when the place has none.
    #[must_use]
    pub fn point(&self) -> Option<LonLat> {
        let (lon, lat) = (u32_at(self.record, 8).cast_signed(), u32_at(self.record, 12).cast_signed());
        let point = LonLat::new(f64::from(lon) / DEGREE, f64::from(lat) / DEGREE);
        (lon != i32::MIN && point.is_valid()).then_some(point)
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        Kind::ALL.get(usize::from(self.what()[12])).copied().unwrap_or_default()
    }

    /// True for a place that was curated by hand.
    #[must_use]
    pub fn is_curated(&self) -> bool {
        self.what()[13] & 1 != 0
    }

    /// Kilometres from the point within which the place lies.
    #[must_use]
    pub fn radius_km(&self) -> Option<f64> {
        Some(f64::from_bits(u64_at(self.what(), 20))).filter(|r| r.is_finite() && *r > 0.0)
    }

    fn year(&self, at: usize) -> Option<i16> {
        Some(u16_at(self.what(), at).cast_signed()).filter(|y| *y != 0)
    }

    /// First year of a division.
    #[must_use]
    pub fn since(&self) -> Option<i16> {
        self.year(14)
    }

    /// Last year of a division.
    #[must_use]
    pub fn until(&self) -> Option<i16> {
        self.year(16)
    }

    /// Where the facts come from.
    pub fn sources(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        self.store.string(u32_at(self.what(), 4)).split("; ").filter(|s| !s.is_empty())
    }

    /// The outline, where the source drew one: degrees, longitude first.
    #[must_use]
    pub fn outline(&self) -> Option<MultiPolygon> {
        self.store.areas().of(self.number)
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
        let other = |n: NameView| Name { text: own(n.text), lang: n.lang, preferred: n.preferred, usage: n.usage };
        Place {
            id: self.id(),
            name: own(self.name()),
            names: self.names().skip(1).map(other).collect(),
            kind: self.kind(),
            code: own(self.code()),
            point: self.point(),
            country: own(self.country()),
            admin1: own(self.admin1()),
            admin1_old: own(self.admin1_old()),
            admin2: own(self.admin2()),
            admin3: own(self.admin3()),
            population: population_of(self.own()).0,
            radius_km: self.radius_km(),
            since: self.since(),
            until: self.until(),
            sources: self.sources().map(own).collect(),
        }
    }
}

/// Inhabitants, and the cursor behind them.
fn population_of(mut facts: Cursor) -> (u64, Cursor) {
    if facts.number() == 0 {
        facts.text();
    }
    (facts.number(), facts)
}

/// The names among the facts of a place.
pub(crate) fn names_of(facts: Cursor<'_>) -> impl Iterator<Item = NameView<'_>> + use<'_> {
    let (_, mut facts) = population_of(facts);
    let count = facts.number();
    (0..count).map_while(move |_| {
        if facts.is_done() {
            return None;
        }
        let flags = facts.byte();
        let lang = Lang::ALL.into_iter().find(|l| *l as u8 + 1 == flags & 3);
        Some(NameView { lang, preferred: flags & 4 != 0, usage: Usage::of(flags >> 3), text: facts.text() })
    })
}

/// The flags of a name in one byte.
pub(crate) fn flags(lang: Option<Lang>, preferred: bool, usage: Usage) -> u8 {
    lang.map_or(0, |l| l as u8 + 1) | u8::from(preferred) << 2 | (usage as u8) << 3
}

/// By which the table of ids is sorted.
pub(crate) fn id_hash(id: &str) -> u64 {
    checksum(id.as_bytes())
}

/// The number at the end of an id, when the id can be made again from it and what stands before.
pub(crate) fn split_id(id: &str) -> Option<(&str, u64)> {
    let digits = id.len() - id.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (prefix, number) = id.split_at(digits);
    let fits = prefix.ends_with(':') && number.len() <= 18 && (number == "0" || !number.starts_with('0'));
    number.parse().ok().filter(|_| fits).map(|n| (prefix, n))
}

#[cfg(test)]
mod tests {
    use super::split_id;

    #[test]
    fn ids_with_a_number_are_kept_as_numbers() {
        assert_eq!(split_id("gn:2458187"), Some(("gn:", 2_458_187)));
        assert_eq!(split_id("osm:node:12"), Some(("osm:node:", 12)));
        for text in ["gn:007", "iso:ML-3", "mk:ml-r-kayes-1991", "gn:", "", "gn:9999999999999999999"] {
            assert_eq!(split_id(text), None, "{text}");
        }
    }
}
