//! What the text says for and against a place, alone and beside another.

use super::Method;
use super::candidates::Proposal;
use crate::gazetteer::{Kind, Place};
use crate::space::{Borders, LonLat, iso3_of};
use crate::text::key;
use crate::toponyms::{Relation, RelationKind};
use std::collections::HashMap;

/// A list of evidence: its name and value; the weights turn it into log-odds.
pub type Evidence = Vec<(&'static str, f64)>;

/// What the article as a whole says.
#[derive(Debug, Default)]
pub(super) struct Focus {
    /// For each country (ISO 3166-1 alpha-2), its share of what points to a country.
    pub shares: HashMap<String, f64>,
}

/// The countries that makan is made for.
const CORE: [&str; 4] = ["ML", "BF", "NE", "MR"];
/// Their neighbours, which reports of the region name as well.
const AROUND: [&str; 12] = ["DZ", "SN", "GN", "CI", "GH", "TG", "BJ", "NG", "TD", "LY", "MA", "EH"];

/// What speaks for a candidate alone. `asked` are the kinds that the text asks for; with
/// `is_enclosing`, the name stands in brackets after one that its place holds: Manako (Fatoma, Mopti).
pub(super) fn alone(candidate: &Proposal, asked: &[Kind], is_enclosing: bool, focus: &Focus, year: i16) -> Evidence {
    let place = &candidate.place;
    let mut out: Evidence = Vec::with_capacity(8);
    if candidate.similarity < 1.0 {
        out.push(("similarity", candidate.similarity.max(1e-4).ln()));
    }
    match candidate.method {
        Method::Alternate => out.push(("alternate", 1.0)),
        Method::Fuzzy => out.push(("fuzzy", 1.0)),
        _ => {}
    }
    out.push(("prominence", candidate.prominence / 6.0));
    // Bare: the text does not say that it means such a thing.
    let bare = match place.kind {
        kind if kind.is_populated() || matches!(kind, Kind::Country | Kind::Region) => None,
        kind if kind.is_division() => Some("bare_division"),
        _ => Some("bare_natural"),
    };
    if asked.is_empty() {
        out.extend(bare.filter(|_| !(is_enclosing && place.kind.is_division())).map(|name| (name, 1.0)));
    } else if asked.contains(&place.kind) {
        out.push(("kind_asked", 1.0));
    } else if is_alike(asked, place.kind) {
        out.push(("kind_alike", 1.0));
    } else {
        out.push(("kind_other", 1.0));
        out.extend(bare.filter(|_| !asked.iter().any(|k| k.is_area())).map(|name| (name, 1.0)));
    }
    if CORE.contains(&place.country.as_str()) {
        out.push(("core_country", 1.0));
    } else if !place.country.is_empty() && !AROUND.contains(&place.country.as_str()) && place.kind != Kind::Country {
        out.push(("far_country", 1.0));
        // Of a far country the press names what its readers know, and spells it as they know it.
        if candidate.method == Method::Fuzzy {
            out.push(("fuzzy_far", 1.0));
        }
    }
    if let Some(share) = focus.shares.get(&place.country).filter(|_| place.kind != Kind::Country) {
        out.push(("country_share", *share));
    }
    if place.until.is_some_and(|y| y < year) || place.since.is_some_and(|y| y > year) {
        out.push(("former", 1.0));
    }
    out
}

/// Whether the words for some kinds of place are used of another kind as well: any inhabited place is called a
/// town or a village, and its camp, base or airport bears its name; region, zone, منطقة are said of official divisions, of regions by usage, and of the
/// country around a lake, a forest or a range of hills.
fn is_alike(asked: &[Kind], kind: Kind) -> bool {
    let is_of_town = |k: &Kind| matches!(k, Kind::Base | Kind::Post | Kind::Airport | Kind::Mine);
    let populated = kind.is_populated() && asked.iter().any(|k| k.is_populated() || is_of_town(k));
    let area = matches!(
        kind,
        Kind::Region | Kind::Lake | Kind::Forest | Kind::Hill | Kind::Desert | Kind::Valley | Kind::Natural
    );
    populated || (area && asked.iter().any(|k| matches!(k, Kind::Admin1 | Kind::Region)))
}

/// What two places together say, given the phrase that relates them. `of` is the place that is put
/// somewhere, `anchor` the one that it is put by.
pub(super) fn related(relation: &Relation, of: &Place, anchor: &Place) -> Evidence {
    let mut out = Evidence::new();
    let km = rough_km(of.point, anchor.point);
    match relation.kind {
        RelationKind::In | RelationKind::QuarterOf | RelationKind::PartOf => match holds(anchor, of) {
            Some(true) => out.push(("in_yes", 1.0)),
            Some(false) => out.push(("in_no", 1.0)),
            None => out.extend(km.map(|d| ("near", 2.0 - (1.0 + d / 60.0).ln()))),
        },
        RelationKind::Near => out.extend(km.map(|d| ("near", 2.0 - (1.0 + d / 20.0).ln()))),
        RelationKind::Distance => {
            if let (Some(d), Some(said)) = (km, relation.km) {
                // A phrase is sometimes tied to the wrong name: no distance rules a place out.
                out.push(("distance", 2.0 - ((d - said).abs() / (5.0 + 0.25 * said)).min(4.0)));
            }
            out.extend(bearing_fit(relation, of, anchor));
        }
        RelationKind::Direction => {
            out.extend(bearing_fit(relation, of, anchor));
            out.extend(km.map(|d| ("direction_km", 1.5 - (1.0 + d / 60.0).ln())));
        }
        RelationKind::Between | RelationKind::OnRoad | RelationKind::Path => {
            out.extend(km.map(|d| ("between", 2.0 - (1.0 + d / 80.0).ln())));
        }
        RelationKind::Border | RelationKind::BorderDistance => {
            if let (Some(point), Some(iso3)) = (of.point, iso3_of(&anchor.country)) {
                let said = relation.km.unwrap_or(0.0);
                let km = Borders::embedded().km_to_country_border(point, iso3);
                out.extend(km.map(|d| ("border", 1.0 - (1.0 + (d - said).abs() / 30.0).ln())));
            }
        }
        RelationKind::Along => out.extend(km.map(|d| ("near", 1.0 - (1.0 + d / 200.0).ln()))),
    }
    out
}

/// How well the bearing from the anchor fits the direction that the text gives: 1 to −1.
fn bearing_fit(relation: &Relation, of: &Place, anchor: &Place) -> Option<(&'static str, f64)> {
    let said = relation.direction?.bearing()?;
    let (p, a) = (of.point?, anchor.point?);
    let east = (p.lon - a.lon) * a.lat.to_radians().cos();
    let found = east.atan2(p.lat - a.lat).to_degrees();
    Some(("direction", 2.0 * (found - said).to_radians().cos() - 1.0))
}

/// What two places that stand near one another in the text or table say.
pub(super) fn neighbours(name: &str, a: &Place, b: &Place) -> Option<f64> {
    if a.kind == Kind::Country || b.kind == Kind::Country {
        return None;
    }
    let scale = match name {
        "hint_near" => 25.0,
        _ if a.kind.is_area() || b.kind.is_area() => 150.0,
        _ => 60.0,
    };
    // A region by usage is as near as its edge.
    let reach = |p: &Place| p.radius_km.filter(|_| p.kind == Kind::Region).unwrap_or(0.0);
    let km = rough_km(a.point, b.point)?;
    Some(1.0 - (1.0 + (km - reach(a) - reach(b)).max(0.0) / scale).ln())
}

/// Whether an area holds a place, by the names of its divisions; `None` where that cannot be told.
pub(crate) fn holds(area: &Place, place: &Place) -> Option<bool> {
    if area.country != place.country && !area.country.is_empty() && !place.country.is_empty() {
        return Some(false);
    }
    let named = |name: &str| {
        let folded = key(name);
        !folded.is_empty() && (key(&area.name) == folded || area.names.iter().any(|n| key(&n.text) == folded))
    };
    match area.kind {
        Kind::Country => Some(area.country == place.country),
        Kind::Admin1 if place.admin1.is_empty() && place.admin1_old.is_empty() => None,
        Kind::Admin1 => Some(named(&place.admin1) || named(&place.admin1_old)),
        Kind::Admin2 if place.admin2.is_empty() => None,
        Kind::Admin2 => Some(named(&place.admin2)),
        Kind::Region => {
            let (d, radius) = (rough_km(area.point, place.point)?, area.radius_km?);
            Some(d <= radius * 1.3)
        }
        _ => None,
    }
}

/// A quick distance for weighing evidence, km: spherical, on the tangent plane at the middle
/// latitude. It is within 1 % over the distances that count here; outputs use the geodesic.
pub(crate) fn rough_km(a: Option<LonLat>, b: Option<LonLat>) -> Option<f64> {
    let (a, b) = (a?, b?);
    let east = (a.lon - b.lon) * f64::midpoint(a.lat, b.lat).to_radians().cos();
    Some((east.powi(2) + (a.lat - b.lat).powi(2)).sqrt() * 111.19)
}

/// Shares of countries: each country's name counts two, each well-known place one. `known` is the
/// best-known bearer of each mention's name.
pub(super) fn focus<'a>(known: impl Iterator<Item = &'a Proposal>) -> Focus {
    let mut counts: HashMap<String, f64> = HashMap::new();
    for proposal in known.filter(|p| p.prominence >= 3.5 && p.similarity >= 1.0) {
        let weight = if proposal.place.kind == Kind::Country { 2.0 } else { 1.0 };
        *counts.entry(proposal.place.country.clone()).or_default() += weight;
    }
    let total: f64 = counts.values().sum();
    Focus { shares: counts.into_iter().map(|(country, n)| (country, n / (total + 1.0))).collect() }
}
