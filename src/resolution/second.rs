//! A second look at a name that stayed unresolved, near the place that its sentence ties it to.
//!
//! Of 100,000 names many sound like an ill-written one, and the best of them all may lie anywhere. Near
//! the other end of "between X and Y" there are some hundred: what is too weak a likeness in a country is
//! worth an analyst's eye there. Nothing is resolved by it: the candidates are listed, for review and for
//! the stretch that the phrase describes.

use super::evidence::rough_km;
use super::{Candidate, Chosen, Method, Resolution};
use crate::gazetteer::Gazetteer;
use crate::names::Model;
use crate::space::LonLat;
use crate::text::{Script, key};
use crate::toponyms::{Found, RelationKind};
use std::sync::Arc;

/// How far around the known place is looked, km.
const REACH_KM: f64 = 40.0;
/// Names less alike are not listed.
const LEAST_ALIKE: f64 = 0.04;
/// The most names that are listed.
const MOST: usize = 3;

/// Adds candidates to mentions that no place was chosen for, from around the places they are tied to.
pub(super) fn look_again(gazetteer: &Gazetteer, found: &Found, chosen: &Chosen, resolutions: &mut [Resolution]) {
    for relation in &found.relations {
        let near = matches!(
            relation.kind,
            RelationKind::Between
                | RelationKind::OnRoad
                | RelationKind::Path
                | RelationKind::Near
                | RelationKind::Distance
        );
        if !near {
            continue;
        }
        let members: Vec<usize> = relation.anchors.iter().copied().chain(relation.of).collect();
        let known = members.iter().find_map(|m| {
            let place = resolutions.get(*m)?.place.as_ref().filter(|p| !p.kind.is_area())?;
            place.point
        });
        let Some(known) = known else { continue };
        for &member in &members {
            let is_open = !chosen.contains_key(&member) && resolutions.get(member).is_some_and(|r| r.place.is_none());
            let Some(mention) = found.mentions.get(member).filter(|m| is_open && m.written.is_none()) else { continue };
            let around = alike_around(gazetteer, &mention.surface, known);
            let Some(resolution) = resolutions.get_mut(member) else { continue };
            // First in the list, where an analyst looks.
            resolution.candidates.retain(|c| around.iter().all(|a| a.place.id != c.place.id));
            resolution.candidates.splice(0..0, around);
        }
    }
}

/// Sounds that one script writes for another, and ears take for one another.
const HEADS: [&str; 13] = [
    "اأإآعويaeiouhwy",
    "بbpvf",
    "تطدضذtdz",
    "جgjdyz",
    "سصشثزszcxjgt",
    "رغلrlg",
    "قكغخكgkqcxrh",
    "فfvpb",
    "مmn",
    "نnml",
    "هحخhk",
    "ويwvuyijo",
    "لln",
];

/// The first sounds of two names can be one: where ears and pens err, they rarely err there.
fn same_head(a: &str, b: &str) -> bool {
    let head = |name: &str| key(name).chars().next();
    let (Some(a), Some(b)) = (head(a), head(b)) else { return false };
    a == b || HEADS.iter().any(|class| class.contains(a) && class.contains(b))
}

/// The places around a point whose names sound like this one, the most alike first.
fn alike_around(gazetteer: &Gazetteer, surface: &str, centre: LonLat) -> Vec<Candidate> {
    let script = Script::of_name(surface);
    let high = REACH_KM / 111.0;
    let wide = high / centre.lat.to_radians().cos().max(0.1);
    let places = gazetteer.in_box(centre.lon - wide, centre.lat - high, centre.lon + wide, centre.lat + high);
    let mut out: Vec<Candidate> = Vec::new();
    for at in places {
        let Some(view) = gazetteer.view(at).filter(|v| !v.kind().is_area()) else { continue };
        let km = rough_km(view.point(), Some(centre)).unwrap_or(f64::INFINITY);
        if !(1.0..=REACH_KM).contains(&km) {
            continue;
        }
        let place = view.to_place();
        let names = std::iter::once(place.name.as_str()).chain(place.names.iter().map(|n| n.text.as_str()));
        let best = names
            .filter(|n| same_head(surface, n))
            .map(|n| (Model::embedded().similarity(surface, script, n), n.to_owned()))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((alike, matched)) = best else { continue };
        if alike >= LEAST_ALIKE {
            out.push(Candidate {
                place: Arc::new(place),
                matched,
                similarity: alike,
                method: Method::Context,
                evidence: Vec::new(),
                heard: Vec::new(),
            });
        }
    }
    out.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then_with(|| a.place.id.cmp(&b.place.id)));
    out.dedup_by(|a, b| a.place.id == b.place.id);
    out.truncate(MOST);
    out
}
