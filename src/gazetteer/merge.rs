//! Several sources of one place become one place that keeps every name and source.

use super::{Kind, Place};
use crate::space::{LonLat, distance_km};
use crate::text::key;
use std::collections::HashMap;

/// Merges sources, the most trusted one first: a place keeps the facts of the first source that
/// knows it and gains names, missing facts and sources from the later ones.
///
/// Two entries are one place when they have one id, or when they come from different sources, are
/// of one class of kinds in one country, share a folded name, and lie within the distance that
/// `reach_km` allows. First-level divisions given by ISO 3166-2 code get their names.
#[must_use]
pub fn merge(sources: impl IntoIterator<Item = Vec<Place>>) -> Vec<Place> {
    let mut merged: Vec<Place> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut by_name: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for source in sources {
        let before = merged.len();
        for place in source {
            let same = by_id.get(&place.id).copied().or_else(|| {
                let keys = name_keys(&place);
                let known = keys.into_iter().filter_map(|k| by_name.get(&(place.country.clone(), k))).flatten();
                known.copied().find(|i| *i < before && merged.get(*i).is_some_and(|other| is_same(other, &place)))
            });
            let number = same.unwrap_or(merged.len());
            by_id.entry(place.id.clone()).or_insert(number);
            for key in name_keys(&place) {
                let list = by_name.entry((place.country.clone(), key)).or_default();
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
            match merged.get_mut(number) {
                Some(known) => absorb(known, place),
                None => merged.push(place),
            }
        }
    }
    name_divisions(&mut merged, &by_id);
    merged
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

fn absorb(known: &mut Place, other: Place) {
    for name in std::iter::once(super::Name { text: other.name, lang: None, preferred: false }).chain(other.names) {
        let is_known = name.text == known.name || known.names.iter().any(|n| n.text == name.text);
        if !is_known {
            let has_preferred = known.names.iter().any(|n| n.lang == name.lang && n.preferred);
            known.names.push(super::Name { preferred: name.preferred && !has_preferred, ..name });
        }
    }
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
    for source in other.sources {
        if !known.sources.contains(&source) {
            known.sources.push(source);
        }
    }
}

/// Puts the name of a division where a source gave its code.
fn name_divisions(places: &mut [Place], by_id: &HashMap<String, usize>) {
    let names: HashMap<String, String> = by_id
        .iter()
        .filter(|(id, _)| id.starts_with("iso:"))
        .filter_map(|(id, number)| places.get(*number).map(|p| (id.clone(), p.name.clone())))
        .collect();
    for place in places {
        if let Some(name) = names.get(&place.admin1) {
            place.admin1.clone_from(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: &str, name: &str, kind: Kind, lon: f64, lat: f64) -> Place {
        Place {
            id: id.into(),
            name: name.into(),
            kind,
            country: "ML".into(),
            point: Some(LonLat::new(lon, lat)),
            sources: vec![id.split(':').next().unwrap_or_default().to_owned()],
            ..Place::default()
        }
    }

    #[test]
    fn one_place_of_two_sources_is_one() {
        let merged = merge([
            vec![place("mk:diabaly", "Diabaly", Kind::Town, -6.02, 14.69)],
            vec![
                place("gn:1", "Diabaly", Kind::Village, -6.0197, 14.6937),
                place("gn:2", "Diabaly", Kind::Village, -8.0, 12.0),
                place("gn:3", "Diabaly", Kind::Well, -6.02, 14.69),
            ],
        ]);
        assert_eq!(merged.len(), 3, "far ones and other kinds stay apart");
        assert_eq!(merged[0].sources, ["mk", "gn"]);
        assert_eq!(merged[0].kind, Kind::Town, "the first source is trusted");
    }
}
