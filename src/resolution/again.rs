//! A second search for a name that stayed without a good place, on the ground that the text leaves for it.
//!
//! Of the names of a whole continent many sound like an ill-written one, and each takes its share of the
//! likelihood. When the rest of the article is resolved, it is known in which country, in which division and
//! near which town the name is said to lie: the names there are few, and one of them is the likelier meant.

use super::candidates::{MOST, PROMINENT, Proposal, Search};
use super::evidence::{holds, km_outside, rough_km};
use super::focus::Focus;
use super::resolve::{Joint, Variable};
use super::{Method, Resolution};
use crate::gazetteer::{Gazetteer, Kind, Place, View};
use crate::space::{Borders, LonLat, Part, Placement, iso3_of};
use crate::text::key;
use crate::toponyms::{Direction, Found, RelationKind};
use geo::Contains;
use geo_types::MultiPolygon;
use std::sync::Arc;

/// Shorter names sound like too many others.
const SHORTEST: usize = 4;
/// From this share on a country is what the article is about.
const MAIN_SHARE: f64 = 0.35;
/// Slips of the pen are thought of only on the very ground that the text names.
const SLIPS_FROM: f64 = 2.0;

/// The ground that the text leaves for a name.
#[derive(Debug, Default)]
struct Ground {
    /// Areas that hold it.
    areas: Vec<Arc<Place>>,
    /// Points that it lies near, each with how far "near" reaches, km.
    spots: Vec<(LonLat, f64)>,
    /// Parts of countries that hold it: "Djibo (north)".
    sides: Vec<MultiPolygon>,
}

impl Ground {
    /// The ground that the phrases about a variable's mentions leave for it.
    fn of(variable: &Variable, found: &Found, resolutions: &[Resolution], focus: &Focus) -> Ground {
        let mut ground = Ground::default();
        let place = |m: usize| resolutions.get(m)?.place.as_ref().filter(|p| p.kind != Kind::Country);
        let is_own = |m: usize| variable.members.contains(&m);
        for relation in &found.relations {
            let is_placed = relation.of.is_some_and(is_own);
            let others = || relation.anchors.iter().filter(|a| !is_own(**a)).filter_map(|a| place(*a));
            let reach = match relation.kind {
                RelationKind::In | RelationKind::QuarterOf if is_placed => {
                    ground.areas.extend(others().cloned());
                    continue;
                }
                RelationKind::PartOf if is_placed => {
                    let country = relation.anchors.iter().find_map(|a| resolutions.get(*a)?.place.as_ref());
                    let country = country.map_or_else(|| focus.main(), |p| Some(p.country.as_str()));
                    ground.sides.extend(country.and_then(|c| side(c, relation.direction)));
                    continue;
                }
                RelationKind::Near if is_placed => 40.0,
                RelationKind::Distance if is_placed => 10.0 + 1.3 * relation.km.unwrap_or(50.0),
                RelationKind::Direction if is_placed => 80.0,
                RelationKind::Between | RelationKind::OnRoad
                    if is_placed || relation.anchors.iter().copied().any(is_own) =>
                {
                    120.0
                }
                _ => continue,
            };
            let spots = others().filter(|p| !p.kind.is_area()).filter_map(|p| Some((p.point?, reach)));
            ground.spots.extend(spots);
        }
        ground
    }

    /// How well a place fits the ground, in log-odds; above [`SLIPS_FROM`] it lies on it.
    fn fit(&self, focus: &Focus, view: &View) -> f64 {
        let mut fit = 0.0;
        if focus.sureness > 0.3 {
            fit += match focus.shares.get(view.country()) {
                Some(share) if *share >= MAIN_SHARE => 0.0,
                Some(_) => -1.0,
                None => -3.0,
            };
        }
        if !self.areas.is_empty() {
            let place = view.to_place();
            let inside = |area: &Arc<Place>| match holds(area, &place) {
                Some(true) => 3.0,
                // The names of divisions in lists are not complete; lists and coders draw their bounds differently.
                _ => match km_outside(&place, area) {
                    Some(km) if km < 25.0 => 2.0,
                    Some(km) if km < 60.0 => 0.0,
                    _ => -2.5,
                },
            };
            fit += self.areas.iter().map(inside).fold(f64::INFINITY, f64::min);
        }
        for (spot, reach) in &self.spots {
            fit += match rough_km(view.point(), Some(*spot)) {
                Some(km) if km <= *reach => 2.0,
                Some(km) if km <= 2.0 * *reach => 0.0,
                _ => -2.5,
            };
        }
        for side in &self.sides {
            let holds = view.point().is_some_and(|p| side.contains(&geo_types::Point::new(p.lon, p.lat)));
            fit += if holds { 2.0 } else { -1.5 };
        }
        fit
    }

    fn is_empty(&self) -> bool {
        self.areas.is_empty() && self.spots.is_empty() && self.sides.is_empty()
    }
}

/// The part of a country (ISO 3166-1 alpha-2) that a direction names.
fn side(country: &str, direction: Option<Direction>) -> Option<MultiPolygon> {
    let outline = Borders::embedded().outline(iso3_of(country)?)?;
    Some(Placement::part_of(&outline, Part::of(direction?.bearing()))?.area)
}

/// For each name that has no good place, with its number, what it may mean on its ground.
pub(super) fn search_again(
    gazetteer: &Gazetteer,
    joint: &Joint,
    found: &Found,
    year: i16,
) -> Vec<(usize, Vec<Proposal>)> {
    let resolutions = joint.resolutions(found.mentions.len());
    let mut out = Vec::new();
    for (number, variable) in joint.variables.iter().enumerate() {
        let Some(mention) = variable.members.first().and_then(|m| found.mentions.get(*m)) else { continue };
        let is_known = variable.proposals.iter().any(|p| p.method != Method::Fuzzy && p.prominence >= PROMINENT);
        if variable.is_decided
            || mention.written.is_some()
            || is_known
            || key(&mention.surface).chars().count() < SHORTEST
        {
            continue;
        }
        let chosen = joint.chosen(number);
        let ground = Ground::of(variable, found, &resolutions, &joint.focus);
        let is_open = match chosen {
            None => true,
            Some(proposal) => proposal.method == Method::Fuzzy && !ground.is_empty(),
        };
        if !is_open || ground.is_empty() && joint.focus.sureness <= 0.3 {
            continue;
        }
        let fit = |view: &View| ground.fit(&joint.focus, view);
        let spellings = [mention.surface.as_str()];
        let search = Search { spellings: &spellings, year, most: MOST, fit: Some(&fit), slips_from: SLIPS_FROM };
        out.push((number, search.run(gazetteer)));
    }
    out
}
