//! What the text says for and against a place, alone and beside another.

use super::Method;
use super::candidates::{PROMINENT, Proposal};
use super::focus::Focus;
use super::spelling::changes;
use crate::gazetteer::{Kind, Place};
use crate::space::{Borders, LonLat, iso3_of};
use crate::text::key;
use crate::toponyms::{Relation, RelationKind};

/// A list of evidence: its name and value; the weights turn it into log-odds.
pub type Evidence = Vec<(&'static str, f64)>;

/// The countries that makan is made for.
const CORE: [&str; 4] = ["ML", "BF", "NE", "MR"];
/// Their neighbours, which reports of the region name as well.
const AROUND: [&str; 12] = ["DZ", "SN", "GN", "CI", "GH", "TG", "BJ", "NG", "TD", "LY", "MA", "EH"];

/// What is at least so prominent is a city, or a first-level division.
const WELL_KNOWN: f64 = 3.5;

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
        // No text calls a city of half a million a village.
        if is_great(place) && asked.first() == Some(&Kind::Village) {
            out.push(("great_village", 1.0));
        }
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
    if place.kind != Kind::Country && !place.country.is_empty() {
        match focus.shares.get(&place.country) {
            Some(share) => out.push(("country_share", *share)),
            None => {
                out.push(("country_absent", focus.sureness));
                // Boko Haram at a village of Mali: a place that is known far and wide may be named all the same.
                let is_small = candidate.prominence < PROMINENT;
                if is_small && candidate.place.kind.is_populated() {
                    out.push(("small_abroad", focus.sureness));
                }
                if is_small && !focus.range.is_empty() && !focus.range.contains(&place.country) {
                    out.push(("out_of_range", 1.0));
                }
            }
        }
    }
    if candidate.method == Method::Fuzzy {
        // Logo is no Lagos: the name of a city is known, and the press of its own script writes it right.
        if candidate.prominence >= WELL_KNOWN && candidate.surface.chars().any(|c| c.is_ascii_alphabetic()) {
            out.push(("fuzzy_known", 1.0));
        }
        out.extend(spelt(&candidate.surface, &candidate.matched).map(|alike| ("spelt", alike)));
        if candidate.is_grounded {
            out.push(("grounded", 1.0));
        }
    }
    if place.until.is_some_and(|y| y < year) || place.since.is_some_and(|y| y > year) {
        out.push(("former", 1.0));
    }
    out
}

/// By how much a better known town of the same country and name outshines a village: whoever writes Sikasso means the
/// city, and says so where a hamlet is meant.
pub(super) fn eclipsed(candidate: &Proposal, all: &[Proposal]) -> Option<f64> {
    /// Between a village and a town of the same name a text may go either way.
    const SLACK: f64 = 2.0;
    let is_rival = |p: &&Proposal| {
        p.similarity >= 1.0 && p.place.kind.is_populated() && p.place.country == candidate.place.country
    };
    if !candidate.place.kind.is_populated() {
        return None;
    }
    let most = all.iter().filter(is_rival).map(|p| p.prominence).fold(0.0, f64::max);
    Some(most - candidate.prominence - SLACK).filter(|by| *by > 0.0)
}

/// What speaks for "none of these": that no bearer of the name is known, that the text calls it a village,
/// that the gazetteer knows few places there (`sparse`, 1 for none to 0).
pub(super) fn unresolved(proposals: &[Proposal], asked: &[Kind], sparse: f64) -> Evidence {
    let bearers = || proposals.iter().filter(|p| p.method != Method::Fuzzy);
    let mut out: Evidence = vec![("unresolved", 1.0), ("unresolved_sparse", sparse)];
    if bearers().next().is_none() {
        out.push(("unresolved_unheard", 1.0));
    } else if bearers().any(|p| p.prominence >= PROMINENT) {
        out.push(("unresolved_known", 1.0));
    }
    if asked.iter().any(|k| matches!(k, Kind::Village | Kind::Quarter | Kind::Camp)) {
        out.push(("unresolved_village", 1.0));
    }
    out
}

/// How alike two names of one script are written, 1 to 0: a third of the letters changed counts as
/// nothing alike. `None` across scripts.
fn spelt(a: &str, b: &str) -> Option<f64> {
    let (changes, letters) = changes(a, b)?;
    Some((1.0 - 3.0 * changes as f64 / letters.max(1) as f64).max(0.0))
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

/// So far from the distance that a text gives, km, a place is another one.
const FAR_OFF_KM: f64 = 60.0;

/// What two places together say, given the phrase that relates them. `of` is the place that is put
/// somewhere, `anchor` the one that it is put by.
pub(super) fn related(relation: &Relation, of: &Place, anchor: &Place) -> Evidence {
    let mut out = Evidence::new();
    let km = rough_km(of.point, anchor.point);
    match relation.kind {
        RelationKind::In | RelationKind::QuarterOf | RelationKind::PartOf => {
            let outside = km_outside(of, anchor);
            match holds(anchor, of) {
                Some(true) => out.push(("in_yes", 1.0)),
                Some(false) => {
                    out.push(("in_no", 1.0));
                    out.extend(outside.map(|d| ("in_far", (1.0 + d / 50.0).ln())));
                }
                // Nine tenths of a commune's villages lie within 30 km of its seat; a phrase is sometimes tied to the
                // wrong name, so that no distance rules a place out.
                None => out.extend(outside.map(|d| ("in_km", (1.5 - d / 20.0).max(-3.0)))),
            }
        }
        // Nobody calls a place near that is a day's drive away; an area is near by its edge.
        RelationKind::Near => {
            // What is near a country lies in another one.
            if anchor.kind == Kind::Country && of.country == anchor.country {
                out.push(("near_own", 1.0));
            }
            let km = match anchor.kind {
                Kind::Country => of
                    .point
                    .zip(iso3_of(&anchor.country))
                    .and_then(|(point, iso3)| Borders::embedded().km_to_country_border(point, iso3)),
                kind if kind.is_area() => km_outside(of, anchor),
                _ => km,
            };
            out.extend(km.map(|d| ("near", 2.0 - (1.0 + d / 20.0).ln() - (d / 50.0).min(4.0))));
        }
        RelationKind::Distance => {
            if let (Some(d), Some(said)) = (km, relation.km) {
                // A phrase is sometimes tied to the wrong name: no distance rules a place out.
                out.push(("distance", 2.0 - ((d - said).abs() / (5.0 + 0.25 * said)).min(4.0)));
                // A text that gives 35 km may round or err, but does not mean another province.
                let beyond = (d - said).abs() - FAR_OFF_KM.max(said);
                if beyond > 0.0 {
                    out.push(("distance_far", (1.0 + beyond / FAR_OFF_KM).ln().min(3.0)));
                }
            }
            out.extend(bearing_fit(relation, of, anchor));
        }
        RelationKind::Direction => {
            out.extend(bearing_fit(relation, of, anchor));
            out.extend(km.map(|d| ("direction_km", 1.5 - (1.0 + d / 60.0).ln())));
        }
        RelationKind::Between | RelationKind::OnRoad | RelationKind::Path => {
            let value = km.map(|d| 2.0 - (1.0 + d / 80.0).ln());
            // Convoys and travellers go from city to city, however far.
            let is_far = relation.kind == RelationKind::Path && is_great(anchor) && is_great(of);
            out.extend(value.map(|v| ("between", if is_far { v.max(1.0) } else { v })));
        }
        RelationKind::Border | RelationKind::BorderDistance => {
            if let (Some(point), Some(iso3)) = (of.point, iso3_of(&anchor.country)) {
                let said = relation.km.unwrap_or(0.0);
                let km = Borders::embedded().km_to_country_border(point, iso3);
                out.extend(km.map(|d| ("border", 1.0 - (1.0 + (d - said).abs() / 30.0).ln())));
                // "On the border with Guinea" is said of no village a day's drive from it.
                let beyond = km.map_or(0.0, |d| d - said - FAR_OFF_KM);
                if beyond > 0.0 {
                    out.push(("border_far", (1.0 + beyond / FAR_OFF_KM).ln().min(3.0)));
                }
            }
        }
        RelationKind::Along => out.extend(km.map(|d| ("along", 1.0 - (1.0 + d / 200.0).ln()))),
    }
    out
}

/// How far a place lies outside an area of which only the point and the size are known, km.
pub(super) fn km_outside(place: &Place, area: &Place) -> Option<f64> {
    rough_km(place.point, area.point).map(|d| (d - reach(area)).max(0.0))
}

/// How far an area reaches from its point, km, where its names do not tell what it holds; of a town,
/// how far its commune does.
pub(super) fn reach(area: &Place) -> f64 {
    area.radius_km.unwrap_or(match area.kind {
        Kind::Country => 600.0,
        Kind::Admin1 | Kind::Region => 120.0,
        Kind::Admin2 => 45.0,
        Kind::Admin3 => 15.0,
        kind if kind.is_area() => 30.0,
        _ => 10.0,
    })
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
    // "In Zamfara and Kaduna": beside a state that shares its name with no town, the other is a state as well.
    if name == "listed" {
        return (a.kind.is_division() && a.kind == b.kind).then_some(1.0);
    }
    if a.kind == Kind::Country || b.kind == Kind::Country {
        return None;
    }
    let scale = match name {
        "hint_near" => 25.0,
        _ if a.kind.is_area() || b.kind.is_area() => 150.0,
        _ => 60.0,
    };
    // A region by usage is as near as its edge.
    let usage = |p: &Place| p.radius_km.filter(|_| p.kind == Kind::Region).unwrap_or(0.0);
    let km = rough_km(a.point, b.point)?;
    let value = 1.0 - (1.0 + (km - usage(a) - usage(b)).max(0.0) / scale).ln();
    Some(if is_great(a) || is_great(b) { value.max(-0.2) } else { value })
}

/// A city that texts name wherever they speak of, so that its distance speaks against nothing.
fn is_great(place: &Place) -> bool {
    place.population >= 500_000 && place.kind.is_populated()
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
