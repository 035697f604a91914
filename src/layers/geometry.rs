//! Shapes as the formats want them: finite, rounded, rings turned the way that RFC 7946 asks for.

use super::schema::{Feature, round};
use geo_types::{Coord, Geometry, LineString, Polygon};
use std::borrow::Cow;

/// Decimals of a degree that are written: 7, about 1 cm.
pub(crate) const DECIMALS: u8 = 7;

/// A coordinate as it is written, (longitude, latitude) in degrees.
pub(crate) fn xy(c: Coord<f64>) -> (f64, f64) {
    (round(c.x, DECIMALS), round(c.y, DECIMALS))
}

/// The feature's shape; `None` when it has none, an empty one, or one with numbers that are not finite.
pub(crate) fn shape(feature: &Feature) -> Option<&Geometry<f64>> {
    let geometry = feature.geometry.as_ref()?;
    let mut bounds = Bounds::default();
    (bounds.add(geometry) && !bounds.is_empty()).then_some(geometry)
}

/// A box in degrees: west, south, east, north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { west: f64::INFINITY, south: f64::INFINITY, east: f64::NEG_INFINITY, north: f64::NEG_INFINITY }
    }
}

impl Bounds {
    pub fn is_empty(&self) -> bool {
        self.west > self.east
    }

    /// The bounds of a shape as written.
    pub fn of(geometry: &Geometry<f64>) -> Bounds {
        let mut bounds = Bounds::default();
        bounds.add(geometry);
        bounds
    }

    /// Widens the box to hold a shape; false when one of its numbers is not finite.
    pub fn add(&mut self, geometry: &Geometry<f64>) -> bool {
        let mut finite = true;
        each_coord(geometry, &mut |c| {
            finite &= c.x.is_finite() && c.y.is_finite();
            self.add_coord(c);
        });
        finite
    }

    /// Widens the box to hold a position.
    pub fn add_coord(&mut self, c: Coord<f64>) {
        let (x, y) = xy(c);
        (self.west, self.east) = (self.west.min(x), self.east.max(x));
        (self.south, self.north) = (self.south.min(y), self.north.max(y));
    }

    /// Widens the box to hold another.
    pub fn merge(&mut self, other: Bounds) {
        (self.west, self.east) = (self.west.min(other.west), self.east.max(other.east));
        (self.south, self.north) = (self.south.min(other.south), self.north.max(other.north));
    }
}

/// Calls `f` with every position of a shape.
pub(crate) fn each_coord(geometry: &Geometry<f64>, f: &mut impl FnMut(Coord<f64>)) {
    match geometry {
        Geometry::Point(p) => f(p.0),
        Geometry::Line(l) => [l.start, l.end].into_iter().for_each(f),
        Geometry::LineString(l) => l.coords().copied().for_each(f),
        Geometry::Polygon(p) => rings(p).for_each(|r| r.coords().copied().for_each(&mut *f)),
        Geometry::MultiPoint(m) => m.iter().for_each(|p| f(p.0)),
        Geometry::MultiLineString(m) => m.iter().for_each(|l| l.coords().copied().for_each(&mut *f)),
        Geometry::MultiPolygon(m) => {
            m.iter().for_each(|p| rings(p).for_each(|r| r.coords().copied().for_each(&mut *f)));
        }
        Geometry::GeometryCollection(c) => c.iter().for_each(|g| each_coord(g, &mut *f)),
        Geometry::Rect(r) => rings(&r.to_polygon()).for_each(|r| r.coords().copied().for_each(&mut *f)),
        Geometry::Triangle(t) => rings(&t.to_polygon()).for_each(|r| r.coords().copied().for_each(&mut *f)),
    }
}

fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

/// The rings of a polygon, the outer first: it counterclockwise, the holes clockwise (RFC 7946, 3.1.6).
pub(crate) fn turned_rings(polygon: &Polygon<f64>) -> impl Iterator<Item = Cow<'_, [Coord<f64>]>> {
    rings(polygon).enumerate().map(|(i, ring)| {
        let clockwise = signed_area(&ring.0) < 0.0;
        if clockwise == (i == 0) {
            Cow::Owned(ring.coords().rev().copied().collect())
        } else {
            Cow::Borrowed(ring.0.as_slice())
        }
    })
}

/// Twice the area of a ring on the plane, square degrees: positive when it is counterclockwise.
fn signed_area(ring: &[Coord<f64>]) -> f64 {
    let Some(&o) = ring.first() else { return 0.0 };
    ring.windows(2).map(|w| (w[0].x - o.x) * (w[1].y - o.y) - (w[1].x - o.x) * (w[0].y - o.y)).sum()
}

/// The simple forms that every format knows; lines, boxes and triangles become line strings and polygons.
pub(crate) fn plain(geometry: &Geometry<f64>) -> Cow<'_, Geometry<f64>> {
    match geometry {
        Geometry::Line(l) => Cow::Owned(LineString::from(*l).into()),
        Geometry::Rect(r) => Cow::Owned(r.to_polygon().into()),
        Geometry::Triangle(t) => Cow::Owned(t.to_polygon().into()),
        other => Cow::Borrowed(other),
    }
}
