//! Where something lies that a text describes: the place itself, or the ground that a phrase leaves.

mod border;
mod ends;
mod fallback;
mod ground;
mod label;

pub use ground::{Radii, radii};
pub use label::relation_label;

use super::Resolution;
use super::evidence::rough_km;
use super::focus::spoken_of;
use crate::article::Article;
use crate::gazetteer::{Kind, Place};
use crate::lexicon::Country;
use crate::space::{Borders, LonLat, Part, Placement, Regions, destination, iso3_of};
use crate::toponyms::{Direction, Found, Relation, RelationKind};
use geo_types::MultiPolygon;
use ground::extent;
use std::collections::BTreeMap;
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

/// What remains of the confidence in a place where it only tells about where a name lies that is not known.
const LOST: f64 = 0.5;

/// Below this confidence a location is marked for review.
pub const REVIEW_BELOW: f64 = 0.6;

/// Locates what the mentions `at` and the phrase `relation` describe. `None` when nothing that the
/// article names has a place.
#[must_use]
pub fn locate(
    article: &Article,
    found: &Found,
    resolutions: &[Resolution],
    at: &[usize],
    relation: Option<usize>,
    year: i16,
) -> Option<Location> {
    let locator = Locator { article: Some(article), found, resolutions, year };
    // What the phrase says of a place that is known by itself only helped to find it.
    let is_known = |r: &&Relation| {
        r.of.is_some_and(|of| {
            (at.contains(&of) || r.kind == RelationKind::PartOf && r.anchors.is_empty()) && locator.place(of).is_some()
        })
    };
    let phrase = relation.and_then(|r| found.relations.get(r)).filter(|r| !is_known(r));
    if let Some(mut location) = phrase.and_then(|r| locator.by_relation(r, at)) {
        radii().apply(&mut location, phrase.map(|r| r.kind));
        return Some(location);
    }
    // "Djibo (north)": the side of the country where a known place lies is no wider answer than the place.
    let sided = relation.and_then(|r| found.relations.get(r)).filter(|r| r.kind == RelationKind::PartOf);
    let resolved =
        sided.and_then(|r| r.of).into_iter().chain(at.iter().copied()).find_map(|m| locator.place(m).map(|p| (m, p)));
    if let Some((mention, (place, confidence))) = resolved {
        let mut location = locator.itself(mention, &place, confidence);
        radii().apply(&mut location, None);
        return Some(location);
    }
    locator.fallback(at)
}

/// A town or village that names the commune around it as well.
fn is_seat(place: &Place) -> bool {
    matches!(place.kind, Kind::Admin3 | Kind::City | Kind::Town | Kind::Village)
}

/// The commune of a town or village that is its seat, as a disc.
fn commune(place: &Place) -> Option<Placement> {
    let point = place.point.filter(|_| is_seat(place))?;
    Some(Placement::disc(point, radii().get("place.commune")))
}

struct Locator<'a> {
    /// The text, for the nationalities that it names.
    article: Option<&'a Article>,
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

    fn surface(&self, mention: usize) -> &str {
        self.found.mentions.get(mention).map_or("", |m| m.surface.as_str())
    }

    /// The place itself, or the whole of an area.
    fn itself(&self, mention: usize, place: &Arc<Place>, confidence: f64) -> Location {
        let (placement, precision) = self.ground(place);
        let relation = match place.kind.is_area() {
            true => format!("in region {}", place.name),
            false => "at".to_owned(),
        };
        let surface = self.surface(mention);
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
            return (self.at_seat(place, Placement { point, ..placement }), GeoPrecision::Region);
        }
        let (km, precision) = extent(place);
        (self.at_seat(place, Placement::disc(point, km)), precision)
    }

    /// What is only known to lie in a division stands at its seat, where most of its people are and coders of
    /// events put it (ACLED's codebook); the ground stays the whole division.
    fn at_seat(&self, place: &Place, whole: Placement) -> Placement {
        let own = self.resolutions.iter().filter(|r| r.place.as_ref().is_some_and(|p| p.id == place.id));
        let Some(seat) = own.filter_map(|r| r.seat).next() else { return whole };
        let moved = rough_km(Some(seat), Some(whole.point)).unwrap_or(0.0);
        Placement { point: seat, uncertainty_km: whole.uncertainty_km + moved / 2.0, ..whole }
    }

    /// The polygon of a country or division, as it stood in the year of the report: the outline that the gazetteer
    /// stores, or the embedded one of a first-level division.
    fn polygon(&self, place: &Place) -> Option<MultiPolygon> {
        let own = self.resolutions.iter().filter(|r| r.place.as_ref().is_some_and(|p| p.id == place.id));
        if let Some(outline) = own.filter_map(|r| r.outline.as_ref()).next() {
            return Some(outline.as_ref().clone());
        }
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

    /// The country that most of the article's places lie in; else that of most of its people and forces. "At the border
    /// with Mali" speaks for Mali only where nothing else speaks for a country.
    fn home(&self) -> Option<Arc<Place>> {
        let is_border = |m: usize| self.found.relations.iter().any(|r| r.is_border_of(m));
        let vote = |counts_borders: bool| {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            let places = self.resolutions.iter().enumerate().filter(|(m, _)| counts_borders || !is_border(*m));
            for place in places.filter_map(|(_, r)| r.place.as_ref()).filter(|p| !p.country.is_empty()) {
                *counts.entry(place.country.as_str()).or_default() += 1;
            }
            counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map(|(country, _)| country.to_owned())
        };
        let people = || {
            let counts = spoken_of(self.article?).counts;
            counts
                .into_iter()
                .max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0)))
                .map(|(country, _)| country)
        };
        // Without any place the article is nowhere: its armies roam.
        let told = vote(true)?;
        let country = &vote(false).or_else(people).unwrap_or(told);
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
                name: Country::parse(country).map_or_else(|| country.clone(), |c| c.name().to_owned()),
                kind: Kind::Country,
                country: country.clone(),
                point: Some(point),
                ..Place::default()
            }))
        })
    }

    fn by_relation(&self, relation: &Relation, at: &[usize]) -> Option<Location> {
        match relation.kind {
            RelationKind::Border | RelationKind::BorderDistance => return self.at_border(relation, at),
            RelationKind::PartOf => return self.part_of(relation),
            RelationKind::Between | RelationKind::OnRoad | RelationKind::Path => return self.stretch(relation),
            _ => {}
        }
        let Some((place, confidence)) = relation.anchors.iter().find_map(|a| self.place(*a)) else {
            let holds = matches!(relation.kind, RelationKind::In | RelationKind::Near | RelationKind::QuarterOf);
            return relation.anchors.iter().filter(|_| holds).find_map(|a| self.holder(*a));
        };
        let point = place.point?;
        let bearing = relation.direction.and_then(Direction::bearing);
        let mut precision = GeoPrecision::Near;
        let placement = match relation.kind {
            RelationKind::Near => Placement::near(point, extent(&place).0 / 2.0),
            RelationKind::QuarterOf => self.ground(&place).0,
            RelationKind::Distance => Placement::at_distance(point, relation.km?, bearing),
            RelationKind::Direction => Placement::towards(point, bearing?),
            RelationKind::Along => {
                let near = at.iter().find_map(|m| self.place(*m)).and_then(|(p, _)| p.point);
                Placement::along_river(near.unwrap_or(point))
            }
            // In: the place itself, however wide it is; what lies in a town that is a seat lies in its commune.
            _ => {
                let commune = relation.of.and_then(|_| commune(&place));
                let (placement, closeness) = commune.map_or_else(|| self.ground(&place), |disc| (disc, precision));
                let is_own = relation.of.is_none();
                precision = if is_own { closeness } else { closeness.max(GeoPrecision::Near) };
                placement
            }
        };
        // What is put somewhere by the phrase has no place of its own.
        let lost = relation.of.filter(|of| self.place(*of).is_none());
        let (confidence, doubt) = match lost {
            Some(of) => (confidence * LOST, format!("{} is not in the gazetteer", self.surface(of))),
            None if confidence < REVIEW_BELOW => (confidence, format!("{} may not be the place meant", place.name)),
            None => (confidence, String::new()),
        };
        let is_itself = relation.kind == RelationKind::In && relation.of.is_none() && !place.kind.is_area();
        let text = if is_itself { "at".to_owned() } else { label::phrase(relation, &[place.name.as_str()], "") };
        Some(Location { placement, place, precision, relation: text, route: None, confidence, doubt })
    }

    /// "In the south of R", "the centre of the country".
    fn part_of(&self, relation: &Relation) -> Option<Location> {
        let anchor = relation.anchors.iter().find_map(|a| self.place(*a));
        let confidence = anchor.as_ref().map_or(0.8, |(_, c)| *c);
        let whole = anchor.map(|(p, _)| p).or_else(|| self.home())?;
        let bearing = relation.direction.and_then(Direction::bearing);
        let placement = match self.polygon(&whole) {
            Some(area) => Placement::part_of(&area, Part::of(bearing))?,
            None => {
                let (km, _) = extent(&whole);
                let centre = whole.point?;
                let moved = bearing.map_or(centre, |b| destination(centre, b, km / 2.0));
                Placement::disc(moved, km * 0.7)
            }
        };
        // The side of a town is still the town.
        let precision = if whole.kind.is_area() { GeoPrecision::Region } else { GeoPrecision::Near };
        let relation = label::phrase(relation, &[whole.name.as_str()], "");
        let doubt = String::new();
        Some(Location { placement, place: whole, precision, relation, route: None, confidence, doubt })
    }
}
