//! Several sources of one place become one place that keeps every name and source.

use super::import::Entry;
use super::{Kind, Name, Place};
use crate::space::{LonLat, distance_km};
use crate::text::key;
use std::collections::HashMap;

/// Joins what the sources know of the places of one country, the most trusted source first: a place
/// keeps the facts of the first source that knows it and gains names, missing facts and sources from
/// the later ones.
///
/// Two entries are one place when they have one id, or when they come from different sources, are
/// of one class of kinds, share a folded name, and lie within the distance that `reach_km` allows.
#[derive(Default)]
pub(super) struct Merger {
    merged: Vec<Entry>,
    by_id: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    source: u32,
    /// How many entries the earlier sources gave; these, and no others, are in `by_name`.
    before: usize,
    /// Entries that got names since they were put into `by_name`.
    touched: Vec<usize>,
}

impl Merger {
    /// Takes an entry of a source; sources come one after the other.
    pub(super) fn add(&mut self, source: u32, entry: Entry) {
        if source != self.source {
            self.source = source;
            self.index();
        }
        let by_id = self.by_id.get(&entry.place.id).copied();
        let same = by_id.or_else(|| {
            let known = name_keys(&entry.place).into_iter().filter_map(|k| self.by_name.get(&k)).flatten();
            known.copied().find(|i| self.merged.get(*i).is_some_and(|other| is_same(&other.place, &entry.place)))
        });
        let number = same.unwrap_or(self.merged.len());
        if by_id.is_none() {
            self.by_id.insert(entry.place.id.clone(), number);
        }
        match self.merged.get_mut(number) {
            Some(known) => {
                absorb(known, entry);
                self.touched.push(number);
            }
            None => self.merged.push(entry),
        }
    }

    /// Makes the entries of the sources so far known by their names.
    fn index(&mut self) {
        let numbers: Vec<usize> = self.touched.drain(..).chain(self.before..self.merged.len()).collect();
        for number in numbers {
            let Some(entry) = self.merged.get(number) else { continue };
            for key in name_keys(&entry.place) {
                let list = self.by_name.entry(key).or_default();
                if !list.contains(&number) {
                    list.push(number);
                }
            }
        }
        self.before = self.merged.len();
    }

    /// Adds a name that a source gives apart from its place.
    pub(super) fn name(&mut self, id: &str, name: Name) {
        if let Some(entry) = self.by_id.get(id).and_then(|number| self.merged.get_mut(*number)) {
            entry.place.add_name(name);
        }
    }

    /// The places, each once. Divisions that a source gave by their ISO 3166-2 code have their names.
    pub(super) fn finish(mut self) -> Vec<Entry> {
        let names: HashMap<String, String> = self
            .by_id
            .iter()
            .filter(|(id, _)| id.starts_with("iso:"))
            .filter_map(|(id, number)| self.merged.get(*number).map(|e| (id.clone(), e.place.name.clone())))
            .collect();
        for entry in &mut self.merged {
            if let Some(name) = names.get(&entry.place.admin1) {
                entry.place.admin1.clone_from(name);
            }
        }
        self.merged
    }
}

fn name_keys(place: &Place) -> Vec<String> {
    let mut keys: Vec<String> =
        std::iter::once(place.name.as_str()).chain(place.names.iter().map(|n| n.text.as_str())).map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn is_same(a: &Place, b: &Place) -> bool {
    let Some(reach) = reach_km(a.kind, b.kind) else { return false };
    match (a.point, b.point) {
        (Some(p), Some(q)) => near(p, q, reach),
        _ => a.kind.is_area(),
    }
}

fn near(p: LonLat, q: LonLat, km: f64) -> bool {
    // A degree of latitude is at least 110.5 km: most pairs need no geodesic.
    (p.lat - q.lat).abs() <= km / 110.5 && distance_km(p, q) <= km
}

/// How far apart two entries of one name may lie and still be one place, km; `None` when their
/// kinds exclude it. Villages of one name often lie 10 km apart, while sources differ by 1 or 2 km;
/// label points of regions differ by 100 km and more.
fn reach_km(a: Kind, b: Kind) -> Option<f64> {
    match (a, b) {
        (Kind::Country, Kind::Country) => Some(3000.0),
        (Kind::Admin1, Kind::Admin1) => Some(300.0),
        (Kind::Admin2, Kind::Admin2) => Some(80.0),
        (Kind::Admin3, Kind::Admin3) => Some(30.0),
        (Kind::Quarter, Kind::Quarter) => Some(3.0),
        _ if a.is_populated() && b.is_populated() && a != Kind::Quarter && b != Kind::Quarter => Some(4.0),
        _ if a == b => Some(5.0),
        _ => None,
    }
}

fn absorb(known: &mut Entry, other: Entry) {
    known.outline = known.outline.take().or(other.outline);
    if known.codes.iter().all(String::is_empty) {
        known.codes = other.codes;
    }
    let (known, other) = (&mut known.place, other.place);
    known.add_name(Name { text: other.name, ..Name::default() });
    other.names.into_iter().for_each(|name| known.add_name(name));
    let fill = |own: &mut String, their: String| {
        if own.is_empty() {
            *own = their;
        }
    };
    fill(&mut known.code, other.code);
    fill(&mut known.admin1, other.admin1);
    fill(&mut known.admin1_old, other.admin1_old);
    fill(&mut known.admin2, other.admin2);
    fill(&mut known.admin3, other.admin3);
    known.point = known.point.or(other.point);
    known.population = known.population.max(other.population);
    known.radius_km = known.radius_km.or(other.radius_km);
    known.since = known.since.or(other.since);
    for source in other.sources {
        if !known.sources.contains(&source) {
            known.sources.push(source);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, name: &str, kind: Kind, lon: f64, lat: f64) -> Entry {
        let place = Place {
            id: id.into(),
            name: name.into(),
            kind,
            country: "ML".into(),
            point: Some(LonLat::new(lon, lat)),
            sources: vec![id.split(':').next().unwrap_or_default().to_owned()],
            ..Place::default()
        };
        Entry { place, ..Entry::default() }
    }

    #[test]
    fn one_place_of_two_sources_is_one() {
        let mut merger = Merger::default();
        merger.add(0, entry("mk:diabaly", "Diabaly", Kind::Town, -6.02, 14.69));
        merger.add(1, entry("gn:1", "Diabaly", Kind::Village, -6.0197, 14.6937));
        merger.add(1, entry("gn:2", "Diabaly", Kind::Village, -8.0, 12.0));
        merger.add(1, entry("gn:3", "Diabaly", Kind::Well, -6.02, 14.69));
        merger.name("gn:1", Name { text: "ديابالي".into(), ..Name::default() });
        let merged: Vec<Place> = merger.finish().into_iter().map(|e| e.place).collect();
        assert_eq!(merged.len(), 3, "far ones and other kinds stay apart");
        assert_eq!(merged[0].sources, ["mk", "gn"]);
        assert_eq!(merged[0].kind, Kind::Town, "the first source is trusted");
        assert_eq!(merged[0].names.len(), 1, "a name for either id is a name of the one place");
    }

    #[test]
    fn a_name_that_one_source_gave_joins_the_next_ones() {
        let mut merger = Merger::default();
        merger.add(0, entry("a:1", "Tombouctou", Kind::Town, -3.0, 16.77));
        let mut second = entry("b:1", "Tombouctou", Kind::Town, -3.0, 16.77);
        second.place.names.push(Name { text: "Timbuktu".into(), ..Name::default() });
        merger.add(1, second);
        merger.add(2, entry("c:1", "Timbuktu", Kind::Town, -3.01, 16.77));
        assert_eq!(merger.finish().len(), 1);
    }
}
