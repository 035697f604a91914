//! Whether a point lies inside an area whose bounds are geodesics.

use super::ecef;
use super::{LonLat, along, distance_km};

/// Longest edge, km, that is judged as one; longer ones are cut along their geodesic.
const EDGE_KM: f64 = 8.0;
/// An edge of that length bulges towards the pole by less than this, degrees, up to 80° of latitude.
const BULGE_DEGREES: f64 = 1e-4;

/// Rings made ready to tell inside from outside, by the parity of crossings along the meridian to the north pole.
///
/// Rings may cross the antimeridian and go round a pole; holes and parts are told apart by parity alone, so their order
/// and direction do not matter. A ring that winds round the Earth's axis is taken to hold the pole it is nearer to.
#[derive(Debug)]
pub(super) struct Inside {
    edges: Vec<(LonLat, LonLat)>,
    /// For each slab of longitude the edges that reach into it, as a range of `members`.
    slabs: Vec<u32>,
    members: Vec<u32>,
    /// West end and width of a slab, degrees.
    west: f64,
    width: f64,
    holds_north_pole: bool,
}

/// A difference of longitudes brought into −180 to 180.
fn difference(a: f64, b: f64) -> f64 {
    let d = a - b;
    if d > 180.0 {
        d - 360.0
    } else if d < -180.0 {
        d + 360.0
    } else {
        d
    }
}

impl Inside {
    /// From closed rings in degrees, the first point repeated at the end or not.
    pub(super) fn new<R: AsRef<[LonLat]>>(rings: &[R]) -> Self {
        let mut edges = Vec::new();
        let mut holds_north_pole = false;
        for ring in rings {
            let ring = ring.as_ref();
            let (mut winding, mut north) = (0.0, 0.0);
            let closing = ring.last().copied().zip(ring.first().copied());
            let pairs = ring.windows(2).map(|w| (w[0], w[1])).chain(closing);
            for (a, b) in pairs.filter(|(a, b)| a != b) {
                winding += difference(b.lon, a.lon);
                north += a.lat;
                push_edge(&mut edges, a, b);
            }
            holds_north_pole ^= winding.abs() > 180.0 && north > 0.0;
        }
        let (mut west, mut east) = (f64::INFINITY, f64::NEG_INFINITY);
        for &(a, b) in &edges {
            let wraps = (a.lon - b.lon).abs() > 180.0;
            west = west.min(if wraps { -180.0 } else { a.lon.min(b.lon) });
            east = east.max(if wraps { 180.0 } else { a.lon.max(b.lon) });
        }
        let count = (edges.len() / 4).clamp(1, 4096);
        let width = ((east - west) / count as f64).max(1e-9);
        let mut inside =
            Inside { edges, slabs: vec![0; count + 1], members: Vec::new(), west, width, holds_north_pole };
        inside.fill();
        inside
    }

    fn slab(&self, lon: f64) -> usize {
        (((lon - self.west) / self.width) as usize).min(self.slabs.len() - 2)
    }

    fn fill(&mut self) {
        let spans: Vec<[(usize, usize); 2]> = self
            .edges
            .iter()
            .map(|&(a, b)| {
                let (low, high) = (a.lon.min(b.lon), a.lon.max(b.lon));
                if high - low > 180.0 {
                    [(self.slab(-180.0), self.slab(low)), (self.slab(high), self.slab(180.0))]
                } else {
                    [(self.slab(low), self.slab(high)), (1, 0)]
                }
            })
            .collect();
        let all = || spans.iter().enumerate().flat_map(|(i, s)| s.iter().map(move |&(x, y)| (i, x, y)));
        for (_, from, to) in all() {
            (from..=to).for_each(|s| self.slabs[s + 1] += 1);
        }
        for s in 1..self.slabs.len() {
            self.slabs[s] += self.slabs[s - 1];
        }
        let mut next = self.slabs.clone();
        self.members = vec![0; *self.slabs.last().unwrap_or(&0) as usize];
        for (i, from, to) in all() {
            for slot in &mut next[from..=to] {
                self.members[*slot as usize] = i as u32;
                *slot += 1;
            }
        }
    }

    /// True when the point lies inside.
    pub(super) fn contains(&self, p: LonLat) -> bool {
        let mut parity = self.holds_north_pole;
        let mut at = |lon: f64| {
            if lon < self.west || lon > self.west + self.width * (self.slabs.len() - 1) as f64 + 1e-9 {
                return;
            }
            let s = self.slab(lon);
            for &i in &self.members[self.slabs[s] as usize..self.slabs[s + 1] as usize] {
                let (a, b) = self.edges[i as usize];
                parity ^= crosses_north_of(p, a, b);
            }
        };
        at(p.lon);
        parity
    }
}

fn push_edge(edges: &mut Vec<(LonLat, LonLat)>, a: LonLat, b: LonLat) {
    // A degree of latitude or longitude is at most 111.7 km.
    let reach = 111.7 * ((a.lat - b.lat).abs() + difference(a.lon, b.lon).abs());
    let parts = if reach > EDGE_KM { (distance_km(a, b) / EDGE_KM).ceil().max(1.0) } else { 1.0 };
    let mut last = a;
    for i in 1..parts as u64 {
        let next = along(a, b, i as f64 / parts);
        edges.push((last, next));
        last = next;
    }
    edges.push((last, b));
}

/// True when the edge a–b crosses the meridian of p north of it.
fn crosses_north_of(p: LonLat, a: LonLat, b: LonLat) -> bool {
    let (da, db) = (difference(a.lon, p.lon), difference(b.lon, p.lon));
    if (da > 0.0) == (db > 0.0) || (da - db).abs() > 180.0 {
        return false;
    }
    let (low, high) = (a.lat.min(b.lat), a.lat.max(b.lat));
    if high < 80.0 && low > -80.0 {
        if p.lat > high + BULGE_DEGREES {
            return false;
        }
        if p.lat < low - BULGE_DEGREES {
            return true;
        }
    }
    // Where the straight line through the edge's ends meets the plane of the meridian, lifted to the ground.
    let (sin, cos) = p.lon.to_radians().sin_cos();
    let (va, vb) = (ecef::vector(a), ecef::vector(b));
    let side = |v: ecef::Vector| v[1] * cos - v[0] * sin;
    let (sa, sb) = (side(va), side(vb));
    let t = if sa == sb { 0.5 } else { (sa / (sa - sb)).clamp(0.0, 1.0) };
    ecef::lonlat(ecef::lift(ecef::mix(va, vb, t))).lat > p.lat
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::destination;
    use proptest::prelude::*;

    fn disc(centre: LonLat, km: f64) -> Vec<LonLat> {
        (0..90).map(|i| destination(centre, f64::from(i) * 4.0, km)).collect()
    }

    proptest! {
        #[test]
        fn a_disc_holds_what_is_nearer_than_its_radius(
            lon in -180.0..180.0f64, lat in -90.0..90.0f64, km in 0.1..2000.0f64,
            bearing in 0.0..360.0f64, share in 0.0..2.0f64,
        ) {
            let centre = LonLat::new(lon, lat);
            // A disc around the pole has to wind round it; the ring is nearer to that pole by construction.
            let inside = Inside::new(&[disc(centre, km)]);
            let p = destination(centre, bearing, km * share);
            prop_assume!((share - 1.0).abs() > 0.01);
            prop_assert_eq!(inside.contains(p), share < 1.0);
        }
    }

    #[test]
    fn edges_are_geodesics_not_straight_degrees() {
        // The geodesic between two points at 60° N goes far north of the parallel.
        let ring = [LonLat::new(0.0, 60.0), LonLat::new(60.0, 60.0), LonLat::new(30.0, 50.0)];
        let inside = Inside::new(&[ring]);
        assert!(inside.contains(LonLat::new(30.0, 62.0)));
        assert!(!inside.contains(LonLat::new(30.0, 64.0)));
    }

    #[test]
    fn holes_and_the_antimeridian() {
        let square = |w: f64, e: f64, s: f64, n: f64| {
            vec![LonLat::new(w, s), LonLat::new(e, s), LonLat::new(e, n), LonLat::new(w, n)]
        };
        let inside = Inside::new(&[square(170.0, -170.0, -10.0, 10.0), square(179.0, -179.0, -1.0, 1.0)]);
        assert!(inside.contains(LonLat::new(175.0, 0.0)) && inside.contains(LonLat::new(-175.0, 0.0)));
        assert!(inside.contains(LonLat::new(180.0, 5.0)) && inside.contains(LonLat::new(-180.0, 5.0)));
        assert!(!inside.contains(LonLat::new(180.0, 0.0)) && !inside.contains(LonLat::new(160.0, 0.0)));
    }
}
