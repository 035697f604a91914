//! Where something lies that a text places by other things: a point, the area that it may lie in, and a radius.
//!
//! The radii and shares below are first values, from the coding rules of conflict data and from what is known of how people
//! use such words; they are to be fitted again on gold. `uncertainty_km` is in every case the radius around the point
//! that holds nine tenths of the area, each square kilometre of it taken as equally likely.

mod border;
mod plane;
mod sample;
#[cfg(test)]
mod tests;

use super::{LonLat, along, destination, distance_km, inverse};
use geo::{BooleanOps, Buffer, ConvexHull};
use geo_types::{LineString, MultiPoint, MultiPolygon};
use plane::Plane;
use sample::Sample;

/// The share of probability that `uncertainty_km` holds.
pub const HELD: f64 = 0.9;

/// How far "near X" reaches from the edge of X, km. UCDP's second precision code means "within about 25 km of a known
/// point", and ACLED's second one "the wider vicinity"; web texts use "near" for villages well below that (Derungs & Purves
/// 2016), so this is the outer bound.
pub const NEAR_KM: f64 = 25.0;

/// "N km from X" is rounded, and often a length by road: between these shares of N lies the straight distance. Roads are
/// 1.2 to 1.4 times as long as the straight line in thinly settled land (detour index), so the lower bound is 1 / 1.4.
pub const DISTANCE_SHARE: (f64, f64) = (0.7, 1.15);

/// Half the angle that a stated direction spans, degrees: eight winds part the circle in cones of ±22.5° (Frank 1996);
/// press use is looser than that.
pub const DIRECTION_HALF_ANGLE: f64 = 30.0;

/// Half the angle for a direction between the eight winds (NNE), degrees: who says it means it.
pub const FINE_HALF_ANGLE: f64 = 18.0;

/// "East of X" with no distance: from here to there, km from X. It says the place is no longer X itself, and that no other
/// known place is nearer; districts of the Sahel are 50 to 100 km across.
pub const DIRECTION_REACH_KM: (f64, f64) = (3.0, 50.0);
/// Where the mark of "east of X" is put, km from X: texts name the nearest place that readers know, so that near is likelier
/// than far, and coders of conflict data put such events at X itself.
pub const DIRECTION_MARK_KM: f64 = 20.0;

/// Where on a stretch its mark is put, as a share of the way from the end that is named first: texts name first the end
/// that the place is told by, and coders of conflict data put such events at that end. A mark in the middle
/// would be the right one if each km of the way were as likely.
pub const STRETCH_MARK: f64 = 0.25;

/// Half the width of the band "between X and Y", as a share of the distance, and the least, km.
pub const BETWEEN_BAND: (f64, f64) = (0.15, 5.0);

/// The same "on the road X–Y": with a detour of 1.25 a road strays about that share of the distance from the straight line.
pub const ROAD_BAND: (f64, f64) = (0.2, 5.0);

/// The share of a country's or region's area that "the south of" it names: half for the four main directions.
pub const SIDE_SHARE: f64 = 0.5;
/// The same for "the south-west of", and for "the centre of".
pub const CORNER_SHARE: f64 = 1.0 / 3.0;
/// The same for "the far north of".
pub const EXTREME_SHARE: f64 = 0.25;

/// How far "at the border" reaches to both sides, km: the strip that posts, markets and bush tracks of the border fill;
/// ACLED codes such events to the nearest known place, typically within that.
pub const BORDER_STRIP_KM: f64 = 20.0;
/// How much of the border "at the border near X" means, km along it to both sides.
pub const BORDER_STRETCH_KM: f64 = 60.0;
/// "The three-border area": around the point where three countries meet, km. The press means parts of Gao, Ménaka,
/// Tillabéri and Sahel regions by it.
pub const THREE_BORDERS_KM: f64 = 120.0;
/// "Along the river at X", "on the bank near X": no river lines are known, so a disc, km.
pub const ALONG_KM: f64 = 25.0;

/// Corners of a polygon that stands for a circle.
const CIRCLE: usize = 48;
/// The longest straight stretch, km, of a line or ring that is drawn: a geodesic of that length bends by some metres.
const DRAWN_KM: f64 = 50.0;

/// Where something lies, as far as a text says.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// The point to put on the map, degrees.
    pub point: LonLat,
    /// The area in which it may lie, degrees, longitude first; outer rings anticlockwise (RFC 7946).
    pub area: MultiPolygon,
    /// The stretch that the text names, where it names one.
    pub line: Option<LineString>,
    /// The radius around the point, km, that holds the true place with a probability of nine tenths.
    pub uncertainty_km: f64,
}

/// A part of an area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Towards where, degrees clockwise from north; `None` for the centre.
    pub bearing: Option<f64>,
    /// How much of the area, 0 to 1.
    pub share: f64,
}

impl Part {
    /// "The south of", "the north-west of", "the centre of" (no bearing).
    #[must_use]
    pub fn of(bearing: Option<f64>) -> Self {
        let main = bearing.is_some_and(|b| (b / 90.0 - (b / 90.0).round()).abs() < 1e-6);
        Part { bearing, share: if main { SIDE_SHARE } else { CORNER_SHARE } }
    }

    /// "The far north of", "the extreme south of".
    #[must_use]
    pub fn extreme(bearing: f64) -> Self {
        Part { bearing: Some(bearing), share: EXTREME_SHARE }
    }
}

impl Placement {
    /// A disc: the place itself with the radius that is known of it, km.
    #[must_use]
    pub fn disc(point: LonLat, km: f64) -> Self {
        let km = km.max(0.1);
        let ring = (0..CIRCLE).map(|i| destination(point, -360.0 * i as f64 / CIRCLE as f64, km));
        // Nine tenths of a disc lie within √0.9 of its radius.
        Placement { point, area: polygon(ring), line: None, uncertainty_km: km * HELD.sqrt() }
    }

    /// "Near X", X being known to reach `extent_km` from its point.
    #[must_use]
    pub fn near(anchor: LonLat, extent_km: f64) -> Self {
        Self::disc(anchor, NEAR_KM + extent_km.max(0.0))
    }

    /// "25 km from X", "25 km east of X". Without a direction the point stays at X, and the disc reaches as far as the
    /// distance can.
    #[must_use]
    pub fn at_distance(anchor: LonLat, km: f64, bearing: Option<f64>) -> Self {
        let km = km.max(0.1);
        match bearing {
            None => {
                // All is near the rim: the radius that holds it is the far end of what N km can mean.
                let reach = km * DISTANCE_SHARE.1;
                Placement { uncertainty_km: reach, ..Self::disc(anchor, reach) }
            }
            Some(bearing) => {
                let area = sector(anchor, bearing, km * DISTANCE_SHARE.0, km * DISTANCE_SHARE.1);
                Self::over(destination(anchor, bearing, km), area, None)
            }
        }
    }

    /// "East of X", "in the direction of Y from X".
    #[must_use]
    pub fn towards(anchor: LonLat, bearing: f64) -> Self {
        let (from, to) = DIRECTION_REACH_KM;
        let area = sector(anchor, bearing, from, to);
        Self::over(destination(anchor, bearing, DIRECTION_MARK_KM), area, None)
    }

    /// "Between X and Y"; of three and more, the ground that they enclose. `None` without points.
    #[must_use]
    pub fn between(points: &[LonLat]) -> Option<Self> {
        match *points {
            [] => None,
            [only] => Some(Self::near(only, 0.0)),
            [a, b] => Some(Self::band(a, b, BETWEEN_BAND)),
            _ => {
                let all = points.iter().map(|p| geo_types::Point::new(p.lon, p.lat)).collect::<MultiPoint>();
                let hull = all.convex_hull();
                let plane = Plane::around(&hull)?;
                let flat = plane.flatten(&hull);
                let area = plane.raise(&flat.buffer(BETWEEN_BAND.1));
                let sample = Sample::of(&area)?;
                Some(Self::over(sample.middle(), area, None))
            }
        }
    }

    /// "On the road from X to Y", "on the X–Y axis", "from X to Y": the stretch and a band around it. No road network is
    /// known, so the line is straight.
    #[must_use]
    pub fn on_road(a: LonLat, b: LonLat) -> Self {
        Self::band(a, b, ROAD_BAND)
    }

    fn band(a: LonLat, b: LonLat, (share, least): (f64, f64)) -> Self {
        let km = distance_km(a, b);
        let point = along(a, b, STRETCH_MARK);
        let line = stretch(a, b);
        let plane = Plane::at(along(a, b, 0.5));
        let area = plane.raise(&plane.flatten(&line).buffer((km * share).max(least)));
        Self::over(point, area, Some(line))
    }

    /// "In region R": its polygon. `None` when it is empty.
    #[must_use]
    pub fn region(area: &MultiPolygon) -> Option<Self> {
        let sample = Sample::of(area)?;
        Some(Self::over(sample.middle(), area.clone(), None))
    }

    /// "In the south of R". `None` when the area is empty.
    #[must_use]
    pub fn part_of(area: &MultiPolygon, part: Part) -> Option<Self> {
        let sample = Sample::of(area)?;
        let plane = Plane::around(area)?;
        let cutter = match part.bearing {
            Some(bearing) => {
                let (sin, cos) = bearing.to_radians().sin_cos();
                let along = |p: LonLat| {
                    let flat = plane.flat(p);
                    flat.x * sin + flat.y * cos
                };
                plane.half(bearing, sample.quantile(along, 1.0 - part.share))
            }
            None => {
                let middle = sample.middle();
                let radius = sample.quantile(|p| distance_km(middle, p), part.share);
                plane.flatten(&Self::disc(middle, radius).area)
            }
        };
        let cut = plane.raise(&plane.flatten(area).intersection(&cutter));
        Self::region(&cut)
    }

    /// Something along a river or its bank at a place.
    #[must_use]
    pub fn along_river(anchor: LonLat) -> Self {
        Self::disc(anchor, ALONG_KM)
    }

    /// "The three-border area", around the point where three countries meet.
    #[must_use]
    pub fn three_borders(point: LonLat) -> Self {
        Self::disc(point, THREE_BORDERS_KM)
    }

    /// The same placement, kept to a country or region that the text names as well; unchanged where they do not meet.
    #[must_use]
    pub fn within(self, bounds: &MultiPolygon) -> Self {
        let Some(plane) = Plane::around(bounds) else { return self };
        let cut = plane.raise(&plane.flatten(&self.area).intersection(&plane.flatten(bounds)));
        let Some(sample) = Sample::of(&cut) else { return self };
        let point = if sample.holds(self.point) { self.point } else { sample.nearest(self.point) };
        Self::over(point, cut, self.line)
    }

    /// The placement at a point in an area, its radius taken from the area.
    fn over(point: LonLat, area: MultiPolygon, line: Option<LineString>) -> Self {
        let uncertainty_km =
            Sample::of(&area).map_or(NEAR_KM, |sample| sample.quantile(|p| distance_km(point, p), HELD));
        Placement { point, area, line, uncertainty_km }
    }
}

/// The ring between two distances, in a direction.
fn sector(anchor: LonLat, bearing: f64, from: f64, to: f64) -> MultiPolygon {
    let main = (bearing / 45.0 - (bearing / 45.0).round()).abs() < 1e-6;
    let half = if main { DIRECTION_HALF_ANGLE } else { FINE_HALF_ANGLE };
    let steps = CIRCLE / 4;
    let turned = |i: usize| bearing + half * (2.0 * i as f64 / steps as f64 - 1.0);
    let outer = (0..=steps).rev().map(|i| destination(anchor, turned(i), to));
    let inner = (0..=steps).map(|i| destination(anchor, turned(i), from));
    polygon(outer.chain(inner))
}

/// The geodesic from a to b with enough points to be drawn in degrees.
fn stretch(a: LonLat, b: LonLat) -> LineString {
    let (km, bearing) = inverse(a, b);
    let parts = (km / DRAWN_KM).ceil().max(1.0);
    let inner = (1..parts as u64).map(|i| destination(a, bearing, km * i as f64 / parts));
    std::iter::once(a).chain(inner).chain([b]).map(|p| (p.lon, p.lat)).collect()
}

/// A polygon of one ring; the points anticlockwise.
fn polygon(ring: impl Iterator<Item = LonLat>) -> MultiPolygon {
    let ring: LineString = ring.map(|p| (p.lon, p.lat)).collect();
    MultiPolygon(vec![geo_types::Polygon::new(ring, vec![])])
}
