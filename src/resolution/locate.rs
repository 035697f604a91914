//! Where something lies that a text describes: the place itself, or the ground that a phrase leaves.

use super::Resolution;
use crate::gazetteer::{Kind, Place};
use crate::space::{Borders, LonLat, Part, Placement, Regions, iso3_of};
use crate::toponyms::{Direction, Found, Relation, RelationKind};
use geo_types::MultiPolygon;
use std::sync::Arc;

/// How closely a location is known, as ACLED counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GeoPrecision {
    /// The place itself.
    Place = 1,
    /// Near a place, or a part of a district.
    Near = 2,
    /// A region.
    Region = 3,
}

/// Where something lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// The point, the area around it and its radius.
    pub placement: Placement,
    /// The place that the location is told by.
    pub place: Arc<Place>,
    /// How closely it is known.
    pub precision: GeoPrecision,
    /// How the text placed it, in English: `at`, `near X`, `between X and Y`.
    pub relation: String,
    /// The ends of the stretch, where the text names one.
    pub route: Option<(String, String)>,
    /// The probability that the location is right, 0 to 1.
    pub confidence: f64,
    /// Why a person should look at it; empty when there is no need.
    pub doubt: String,
}

/// Below this confidence a location is marked for review.
pub const REVIEW_BELOW: f64 = 0.6;

/// Locates what the mentions `at` and the phrase `relation` describe. `None` when nothing that the
/// article names has a place.
#[must_use]
pub fn locate(
    found: &Found,
    resolutions: &[Resolution],
    at: &[usize],
    relation: Option<usize>,
    year: i16,
) -> Option<Location> {
    let locator = Locator { found, resolutions, year };
    // What the phrase says of a place that is known by itself only helped to find it.
    let is_known = |r: &&Relation| r.of.is_some_and(|of| at.contains(&of) && locator.place(of).is_some());
    let phrase = relation.and_then(|r| found.relations.get(r)).filter(|r| !is_known(r));
    if let Some(location) = phrase.and_then(|r| locator.by_relation(r, at)) {
        return Some(location);
    }
    let resolved = at.iter().find_map(|m| locator.place(*m).map(|p| (*m, p)));
    if let Some((mention, (place, confidence))) = resolved {
        return Some(locator.itself(mention, &place, confidence));
    }
    // The name means nothing known: what the text says of it still narrows it down.
    let mut phrases: Vec<&Relation> =
        found.relations.iter().filter(|r| r.of.is_some_and(|of| at.contains(&of))).collect();
    phrases.sort_by_key(|r| rank(r.kind));
    let mut location = phrases.into_iter().find_map(|r| locator.by_relation(r, at))?;
    let name = at.first().and_then(|m| found.mentions.get(*m)).map_or("", |m| m.surface.as_str());
    location.doubt = format!("{name} is not in the gazetteer");
    location.confidence *= 0.7;
    Some(location)
}

/// The phrases that narrow a place down most come first.
fn rank(kind: RelationKind) -> u8 {
    match kind {
        RelationKind::Distance => 0,
        RelationKind::QuarterOf => 1,
        RelationKind::Near => 2,
        RelationKind::Direction => 3,
        RelationKind::Between | RelationKind::OnRoad | RelationKind::Path => 4,
        RelationKind::BorderDistance => 5,
        RelationKind::In | RelationKind::Along => 6,
        RelationKind::PartOf => 7,
        RelationKind::Border => 8,
    }
}

struct Locator<'a> {
    found: &'a Found,
    resolutions: &'a [Resolution],
    year: i16,
}

impl Locator<'_> {
    /// The place of a mention, with the confidence that it is the one meant.
    fn place(&self, mention: usize) -> Option<(Arc<Place>, f64)> {
        let resolution = self.resolutions.get(mention)?;
        let place = resolution.place.as_ref().filter(|p| p.point.is_some())?;
        Some((Arc::clone(place), resolution.confidence))
    }

    /// The place itself, or the whole of an area.
    fn itself(&self, mention: usize, place: &Arc<Place>, confidence: f64) -> Location {
        let (placement, precision) = self.ground(place);
        let relation = match precision {
            GeoPrecision::Region => format!("in region {}", place.name),
            _ => "at".to_owned(),
        };
        let surface = self.found.mentions.get(mention).map_or("", |m| m.surface.as_str());
        let doubt =
            if confidence < REVIEW_BELOW { format!("{surface} may not mean {}", place.name) } else { String::new() };
        Location { placement, place: Arc::clone(place), precision, relation, route: None, confidence, doubt }
    }

    /// The ground of a place: a disc of the size of its kind, or the polygon of a division.
    fn ground(&self, place: &Place) -> (Placement, GeoPrecision) {
        let point = place.point.unwrap_or(LonLat::new(0.0, 0.0));
        if let Some(area) = self.polygon(place)
            && let Some(placement) = Placement::region(&area)
        {
            // The label point of the gazetteer is where people expect a region's mark.
            return (Placement { point, ..placement }, GeoPrecision::Region);
        }
        let (km, precision) = extent(place);
        (Placement::disc(point, km), precision)
    }

    /// The polygon of a country or first-level division, as it stood in the year of the report.
    fn polygon(&self, place: &Place) -> Option<MultiPolygon> {
        let iso3 = iso3_of(&place.country)?;
        match place.kind {
            Kind::Country => Borders::embedded().outline(iso3),
            Kind::Admin1 => {
                let regions = Regions::embedded();
                let names = std::iter::once(place.name.as_str()).chain(place.names.iter().map(|n| n.text.as_str()));
                let region =
                    names.filter_map(|n| regions.named(iso3, n)).find(|r| r.stood_in(self.year) || r.until.is_none());
                region.map(|r| regions.polygon(r))
            }
            _ => None,
        }
    }

    /// The country that most of the article's places lie in.
    fn home(&self) -> Option<Arc<Place>> {
        let mut counts: Vec<(String, usize)> = Vec::new();
        for place in self.resolutions.iter().filter_map(|r| r.place.as_ref()).filter(|p| !p.country.is_empty()) {
            match counts.iter_mut().find(|(c, _)| *c == place.country) {
                Some((_, n)) => *n += 1,
                None => counts.push((place.country.clone(), 1)),
            }
        }
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let (country, _) = counts.first()?;
        let named = self
            .resolutions
            .iter()
            .filter_map(|r| r.place.as_ref())
            .find(|p| p.kind == Kind::Country && p.country == *country);
        named.map(Arc::clone).or_else(|| {
            let outline = Borders::embedded().outline(iso3_of(country)?)?;
            let point = Placement::region(&outline)?.point;
            Some(Arc::new(Place {
                id: format!("iso:{}", iso3_of(country)?),
                name: country.clone(),
                kind: Kind::Country,
                country: country.clone(),
                point: Some(point),
                ..Place::default()
            }))
        })
    }

    fn by_relation(&self, relation: &Relation, at: &[usize]) -> Option<Location> {
        let anchors: Vec<(Arc<Place>, f64)> = relation.anchors.iter().filter_map(|a| self.place(*a)).collect();
        let bearing = relation.direction.and_then(Direction::bearing);
        let wind = relation.direction.map(|d| d.to_string());
        let first = anchors.first();
        let point = first.and_then(|(p, _)| p.point);
        let name = first.map(|(p, _)| p.name.clone()).unwrap_or_default();
        let mut route = None;
        let mut precision = GeoPrecision::Near;
        let mut confidence = anchors.iter().map(|(_, c)| *c).product::<f64>();
        let mut doubt = String::new();
        let label;
        let placement = match relation.kind {
            RelationKind::Near => {
                label = Some(format!("near {name}"));
                Placement::near(point?, first.map_or(0.0, |(p, _)| extent(p).0 / 2.0))
            }
            RelationKind::QuarterOf => {
                label = Some(format!("in {name}"));
                self.ground(&first?.0).0
            }
            RelationKind::Distance => {
                let km = relation.km?;
                label = Some(match &wind {
                    Some(wind) => format!("{km} km {wind} of {name}"),
                    None => format!("{km} km from {name}"),
                });
                Placement::at_distance(point?, km, bearing)
            }
            RelationKind::Direction => {
                label = Some(format!("{} of {name}", wind.unwrap_or_default()));
                Placement::towards(point?, bearing?)
            }
            RelationKind::Between | RelationKind::OnRoad | RelationKind::Path => {
                let points: Vec<LonLat> = anchors.iter().filter_map(|(p, _)| p.point).collect();
                match (points.as_slice(), anchors.as_slice()) {
                    ([a, b], [(x, _), (y, _)]) if a != b => {
                        route = Some((x.name.clone(), y.name.clone()));
                        label = Some(if relation.kind == RelationKind::Between {
                            format!("between {} and {}", x.name, y.name)
                        } else {
                            format!("on the road {}–{}", x.name, y.name)
                        });
                        if relation.kind == RelationKind::Between {
                            Placement::between(&points)?
                        } else {
                            Placement::on_road(*a, *b)
                        }
                    }
                    ([a, ..], _) => {
                        if relation.anchors.len() > 1 {
                            let lost = relation.anchors.iter().filter(|m| self.place(**m).is_none());
                            let names: Vec<&str> =
                                lost.filter_map(|m| self.found.mentions.get(*m)).map(|m| m.surface.as_str()).collect();
                            doubt = format!("{} is not in the gazetteer", names.join(", "));
                            confidence *= 0.8;
                        }
                        label = Some(format!("near {name}"));
                        Placement::near(*a, 0.0)
                    }
                    _ => return None,
                }
            }
            RelationKind::In => {
                let (place, _) = first?;
                let (placement, closeness) = self.ground(place);
                precision = closeness.max(GeoPrecision::Near);
                label = Some(format!("in region {name}"));
                placement
            }
            RelationKind::Along => {
                label = Some(format!("along {name}"));
                let near = at.iter().find_map(|m| self.place(*m)).and_then(|(p, _)| p.point);
                Placement::along_river(near.or(point)?)
            }
            RelationKind::PartOf => {
                precision = GeoPrecision::Region;
                let whole = first.map(|(p, _)| Arc::clone(p)).or_else(|| self.home())?;
                label = Some(format!("{} of {}", wind.unwrap_or_default(), whole.name));
                if anchors.is_empty() {
                    confidence = 0.8;
                }
                let placement = match self.polygon(&whole) {
                    Some(area) => Placement::part_of(&area, Part::of(bearing))?,
                    None => {
                        let (km, _) = extent(&whole);
                        let centre = whole.point?;
                        let moved = bearing.map_or(centre, |b| crate::space::destination(centre, b, km / 2.0));
                        Placement::disc(moved, km * 0.7)
                    }
                };
                return Some(Location {
                    placement,
                    place: whole,
                    precision,
                    relation: label.unwrap_or_default(),
                    route,
                    confidence,
                    doubt,
                });
            }
            RelationKind::Border | RelationKind::BorderDistance => return self.at_border(relation, at),
        };
        let place = Arc::clone(&first?.0);
        if doubt.is_empty() && confidence < REVIEW_BELOW {
            doubt = format!("{} may not be the place meant", place.name);
        }
        Some(Location { placement, place, precision, relation: label.unwrap_or_default(), route, confidence, doubt })
    }

    /// At, near or some km from a border: of the country named with the article's own, of the two
    /// named, or of whichever there is near the place that the clause names.
    fn at_border(&self, relation: &Relation, at: &[usize]) -> Option<Location> {
        let borders = Borders::embedded();
        let home = self.home()?;
        let mut sides: Vec<Arc<Place>> = relation
            .anchors
            .iter()
            .filter_map(|a| self.place(*a))
            .map(|(p, _)| p)
            .filter(|p| p.kind == Kind::Country)
            .collect();
        if sides.len() < 2 && !sides.iter().any(|p| p.country == home.country) {
            sides.insert(0, Arc::clone(&home));
        }
        let around =
            at.iter().filter(|m| !relation.anchors.contains(m)).find_map(|m| self.place(*m)).and_then(|(p, _)| p.point);
        let [a, b] = sides.as_slice() else { return None };
        let pair = borders.pair(iso3_of(&a.country)?, iso3_of(&b.country)?)?;
        let line = borders.line(pair);
        let within = borders.outline(iso3_of(&home.country)?);
        let placement = match relation.km {
            Some(km) => Placement::border_distance(&line, km, around, within.as_ref())?,
            None => Placement::border(&line, around, within.as_ref())?,
        };
        let name = format!("{}–{}", a.name, b.name);
        let text = match relation.km {
            Some(km) => format!("{km} km from the border {name}"),
            None => format!("near the border {name}"),
        };
        let precision = if around.is_some() { GeoPrecision::Near } else { GeoPrecision::Region };
        Some(Location {
            placement,
            place: Arc::clone(&home),
            precision,
            relation: text,
            route: None,
            confidence: 0.8,
            doubt: String::new(),
        })
    }
}

/// The radius, km, within which something "at" a place of a kind lies, and how closely that is known.
///
/// Points of villages in gazetteers are off by 1 to 3 km, and what happens "in" a village happens in
/// its fields as well; a city reaches farther than a village; a river, a forest or a division without
/// a polygon is known only as a stretch. To be fitted to gold.
fn extent(place: &Place) -> (f64, GeoPrecision) {
    if let Some(radius) = place.radius_km {
        return (radius, if place.kind == Kind::Region { GeoPrecision::Region } else { GeoPrecision::Near });
    }
    match place.kind {
        Kind::Country => (500.0, GeoPrecision::Region),
        Kind::Admin1 => (150.0, GeoPrecision::Region),
        Kind::Region => (150.0, GeoPrecision::Region),
        Kind::Admin2 => (50.0, GeoPrecision::Near),
        Kind::Admin3 => (18.0, GeoPrecision::Near),
        Kind::City => (8.0, GeoPrecision::Place),
        Kind::Town => (5.0, GeoPrecision::Place),
        Kind::River => (100.0, GeoPrecision::Near),
        Kind::Forest | Kind::Hill | Kind::Lake | Kind::Valley | Kind::Wadi => (20.0, GeoPrecision::Near),
        Kind::Desert => (80.0, GeoPrecision::Near),
        Kind::Quarter | Kind::Airport | Kind::Post | Kind::Base | Kind::Spot => (3.0, GeoPrecision::Place),
        _ => (5.0, GeoPrecision::Place),
    }
}
