//! The places that a name may mean.

use super::Method;
use crate::gazetteer::{Gazetteer, Kind, Place, PlaceRef, View};
use crate::names::Model;
use crate::text::{Script, key};
use crate::toponyms::prominence;
use std::collections::HashSet;
use std::sync::Arc;

/// The most candidates that are weighed for one name.
const MOST: usize = 16;
/// Names that sound alike are asked for when no bearer of the name is at least this prominent
/// (see [`prominence`]): a division, a city or a curated town needs no second reading.
const PROMINENT: f64 = 2.5;

/// A place that a name may mean, before the text is heard.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    pub place: Arc<Place>,
    pub matched: String,
    pub similarity: f64,
    pub method: Method,
    pub prominence: f64,
}

/// The candidates for a name as written, the most prominent ones first. `year` is the year of
/// the report, which decides between old and new divisions.
pub(super) fn propose(gazetteer: &Gazetteer, surface: &str, year: i16) -> Vec<Proposal> {
    let folded = key(surface);
    let mut found: Vec<(PlaceRef, String, f64, Method)> = Vec::new();
    for m in gazetteer.named(&folded) {
        let method = if m.is_main { Method::Exact } else { Method::Alternate };
        found.push((m.place, m.name.to_owned(), 1.0, method));
    }
    // The article ال comes and goes: الكونة, كونة.
    let other = folded.strip_prefix("ال").map_or_else(|| format!("ال{folded}"), str::to_owned);
    if other.chars().count() >= 3 && Script::of_name(surface) == Script::Arabic {
        found.extend(gazetteer.named(&other).into_iter().map(|m| (m.place, m.name.to_owned(), 0.8, Method::Alternate)));
    }
    let best = found.iter().filter_map(|f| gazetteer.view(f.0)).map(|v| prominence(&v)).fold(0.0, f64::max);
    if best < PROMINENT {
        let script = Script::of_name(surface);
        for (m, probability) in gazetteer.fuzzy(surface, MOST) {
            let alike = Model::embedded().similarity(surface, script, m.name);
            found.push((m.place, m.name.to_owned(), (probability * alike).sqrt(), Method::Fuzzy));
        }
    }
    let mut ids = HashSet::new();
    let mut out: Vec<(View, Proposal)> = Vec::new();
    for (at, matched, similarity, method) in found {
        let Some(view) = gazetteer.view(at) else { continue };
        if similarity > 0.005 && ids.insert(view.id().to_owned()) {
            let proposal = Proposal {
                place: Arc::new(Place::default()),
                matched,
                similarity,
                method,
                prominence: prominence(&view),
            };
            out.push((view, proposal));
        }
    }
    let rank = |p: &Proposal| p.similarity.max(1e-3).ln() + p.prominence;
    // Equal ones stay in the order of the stores, the most trusted first.
    out.sort_by(|a, b| rank(&b.1).total_cmp(&rank(&a.1)));
    let mut kept: Vec<(View, Proposal)> = Vec::new();
    for (view, proposal) in out {
        match kept.iter_mut().find(|(other, _)| is_one_place(other, &view)) {
            // Of an old and a new form of one division, the one in force in that year stands.
            Some(known) if is_in_force(&view, year) && !is_in_force(&known.0, year) => *known = (view, proposal),
            Some(_) => {}
            None => kept.push((view, proposal)),
        }
    }
    kept.truncate(MOST);
    kept.into_iter().map(|(view, proposal)| Proposal { place: Arc::new(view.to_place()), ..proposal }).collect()
}

fn is_in_force(view: &View, year: i16) -> bool {
    view.since().is_none_or(|y| y <= year) && view.until().is_none_or(|y| y >= year)
}

/// Two entries of several sources that are one place, or two states of one division.
fn is_one_place(a: &View, b: &View) -> bool {
    if a.country() != b.country() || key(a.name()) != key(b.name()) {
        return a.kind() == Kind::Country && b.kind() == Kind::Country && a.country() == b.country();
    }
    match (a.kind(), b.kind()) {
        (Kind::Country, Kind::Country) | (Kind::Admin1, Kind::Admin1) | (Kind::Admin2, Kind::Admin2) => true,
        (x, y) if x == y || (x.is_populated() && y.is_populated()) => match (a.point(), b.point()) {
            (Some(p), Some(q)) => (p.lat - q.lat).abs() < 0.04 && (p.lon - q.lon).abs() < 0.04,
            _ => true,
        },
        _ => false,
    }
}
