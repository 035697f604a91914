//! Places told by a border.

use super::plane::Plane;
use super::sample::Sample;
use super::{BORDER_STRETCH_KM, BORDER_STRIP_KM, DISTANCE_SHARE, Placement};
use crate::space::{LineIndex, LonLat, destination, inverse};
use geo::{BooleanOps, Buffer, Simplify};
use geo_types::{MultiLineString, MultiPolygon};

/// The border is drawn to this tolerance before it is widened, degrees (about 500 m): the strip is 20 km.
const DRAWN_DEGREES: f64 = 0.005;
/// How finely the border is walked to find its middle, km.
const WALK_KM: f64 = 5.0;

impl Placement {
    /// "At the border with Y", `border` being that line: the strip along it; with `around`, the stretch next to that place;
    /// with `within`, the part in that country or region. `None` when nothing of the border is left.
    #[must_use]
    pub fn border(border: &MultiLineString, around: Option<LonLat>, within: Option<&MultiPolygon>) -> Option<Self> {
        let index = index_of(border);
        let point = match around {
            Some(p) => index.nearest(p)?.foot.point,
            None => middle_of(border, within)?,
        };
        let plane = Plane::at(point);
        let drawn = border.simplify(DRAWN_DEGREES);
        let strip = plane.flatten(&drawn).buffer(BORDER_STRIP_KM);
        let area = cut(&plane, strip, around.map(|_| (point, BORDER_STRETCH_KM)), within);
        let sample = Sample::of(&area)?;
        // On its own side of the line, where a side is known.
        let point = if within.is_some() && !sample.holds(point) { sample.nearest(point) } else { point };
        Some(Self::over(point, area, None))
    }

    /// "60 km from the border with Y": the band at that distance, on the side of `within`, near `around` if that is given.
    #[must_use]
    pub fn border_distance(
        border: &MultiLineString,
        km: f64,
        around: Option<LonLat>,
        within: Option<&MultiPolygon>,
    ) -> Option<Self> {
        let km = km.max(1.0);
        let index = index_of(border);
        let foot = match around {
            Some(p) => index.nearest(p)?.foot.point,
            None => middle_of(border, within)?,
        };
        let plane = Plane::at(foot);
        let flat = plane.flatten(&border.simplify(DRAWN_DEGREES));
        let band = flat.buffer(km * DISTANCE_SHARE.1).difference(&flat.buffer(km * DISTANCE_SHARE.0));
        let area = cut(&plane, band, around.map(|_| (foot, km + BORDER_STRETCH_KM)), within);
        let sample = Sample::of(&area)?;
        // Straight away from the border's foot: towards the place, or where the border stays farthest.
        let bearing = match around {
            Some(p) if p != foot => inverse(foot, p).1,
            _ => {
                let ways = (0..36).map(|i| f64::from(i) * 10.0).filter(|&w| sample.holds(destination(foot, w, km)));
                let away = |w: &f64| index.distance_km(destination(foot, *w, km));
                ways.max_by(|a, b| away(a).total_cmp(&away(b))).unwrap_or(0.0)
            }
        };
        let aim = destination(foot, bearing, km);
        let point = if sample.holds(aim) { aim } else { sample.nearest(aim) };
        Some(Self::over(point, area, None))
    }
}

fn index_of(border: &MultiLineString) -> LineIndex {
    let lines: Vec<Vec<LonLat>> = border.iter().map(|l| l.coords().map(|c| LonLat::new(c.x, c.y)).collect()).collect();
    LineIndex::new(&lines)
}

/// The part of a flat area in a disc and in bounds, in degrees again.
fn cut(plane: &Plane, flat: MultiPolygon, disc: Option<(LonLat, f64)>, within: Option<&MultiPolygon>) -> MultiPolygon {
    let mut area = flat;
    if let Some((centre, km)) = disc {
        area = area.intersection(&plane.flatten(&Placement::disc(centre, km).area));
    }
    if let Some(bounds) = within {
        area = area.intersection(&plane.flatten(bounds));
    }
    plane.raise(&area)
}

/// The point half-way along the border, or along the part of it that runs at or in `within`.
fn middle_of(border: &MultiLineString, within: Option<&MultiPolygon>) -> Option<LonLat> {
    let sample = within.and_then(Sample::of);
    let rim = within.map(|bounds| {
        let rings = bounds.iter().map(|p| p.exterior().coords().map(|c| LonLat::new(c.x, c.y)).collect());
        LineIndex::new(&rings.collect::<Vec<Vec<LonLat>>>())
    });
    let kept = |p: LonLat| match (&sample, &rim) {
        (Some(sample), Some(rim)) => sample.holds(p) || rim.nearest_within(p, 2.0 * WALK_KM).is_some(),
        _ => true,
    };
    let mut walked = Vec::new();
    for line in border {
        for edge in line.lines() {
            let (a, b) = (LonLat::new(edge.start.x, edge.start.y), LonLat::new(edge.end.x, edge.end.y));
            let (km, bearing) = inverse(a, b);
            // One point for each km that is walked stands for it; short edges are joined.
            walked.push((a, km, bearing));
        }
    }
    let mut points = Vec::new();
    let mut since = f64::INFINITY;
    for (a, km, bearing) in walked {
        let mut at = (WALK_KM - since).max(0.0);
        while at <= km {
            points.push(destination(a, bearing, at));
            at += WALK_KM;
            since = 0.0;
        }
        since = if since.is_finite() { WALK_KM - (at - km) } else { km };
    }
    let points: Vec<LonLat> = points.into_iter().filter(|&p| kept(p)).collect();
    points.get(points.len() / 2).copied()
}
