//! A flat map of some ground, in kilometres: azimuthal equidistant on the ellipsoid.

use crate::space::{LonLat, destination, inverse};
use geo::orient::{Direction, Orient};
use geo::{BoundingRect, MapCoords};
use geo_types::{Coord, MultiPolygon, Polygon, Rect};

/// The map around a centre: distances and directions from there are true; at 1,000 km across them lengths are 0.4 % long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane {
    centre: LonLat,
}

/// A span, km, longer than any ground on one map.
const FAR: f64 = 15_000.0;

impl Plane {
    pub(super) fn at(centre: LonLat) -> Self {
        Plane { centre }
    }

    /// Around the middle of a geometry's box; `None` for an empty one.
    pub(super) fn around<G>(geometry: &G) -> Option<Self>
    where
        G: BoundingRect<f64>,
        G::Output: Into<Option<Rect>>,
    {
        let middle = geometry.bounding_rect().into()?.center();
        Some(Plane { centre: LonLat::new(middle.x, middle.y) })
    }

    /// A point on the map: km east and north of the centre.
    pub(super) fn flat(&self, p: LonLat) -> Coord {
        let (km, bearing) = inverse(self.centre, p);
        let (sin, cos) = bearing.to_radians().sin_cos();
        Coord { x: km * sin, y: km * cos }
    }

    /// The point of the ground at a point of the map, to 1e-6 degree.
    fn ground(&self, c: Coord) -> LonLat {
        let p = destination(self.centre, c.x.atan2(c.y).to_degrees(), c.x.hypot(c.y));
        let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
        LonLat::new(round(p.lon), round(p.lat))
    }

    pub(super) fn flatten<G: MapCoords<f64, f64>>(&self, geometry: &G) -> G::Output {
        geometry.map_coords(|c| self.flat(LonLat::new(c.x, c.y)))
    }

    /// Back to degrees, outer rings anticlockwise.
    pub(super) fn raise(&self, flat: &MultiPolygon) -> MultiPolygon {
        let raised = flat.map_coords(|c| {
            let p = self.ground(c);
            Coord { x: p.lon, y: p.lat }
        });
        raised.orient(Direction::Default)
    }

    /// The half of the map that lies farther than `from` km towards a bearing.
    pub(super) fn half(&self, bearing: f64, from: f64) -> MultiPolygon {
        let (sin, cos) = bearing.to_radians().sin_cos();
        let at = |ahead: f64, aside: f64| Coord { x: ahead * sin + aside * cos, y: ahead * cos - aside * sin };
        let ring = vec![at(from, FAR), at(FAR, FAR), at(FAR, -FAR), at(from, -FAR)];
        MultiPolygon(vec![Polygon::new(ring.into(), vec![])]).orient(Direction::Default)
    }
}
