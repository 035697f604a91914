//! The point of a geodesic segment that lies nearest to a given point, exactly.

use super::geodesic::{EARTH, compass, inverse};
use super::{LonLat, distance_km};
use geographiclib_rs::{DirectGeodesic, InverseGeodesic};

/// The nearest point of a line, with the way to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foot {
    /// The geodesic distance, km.
    pub km: f64,
    /// The nearest point of the line, degrees.
    pub point: LonLat,
    /// The direction of the nearest point from the given one, degrees clockwise from north (0 when they are one).
    pub bearing: f64,
}

/// Mean radius of the Earth, metres; only steers the steps of the iteration.
const MEAN_RADIUS: f64 = 6_371_008.8;
/// Below a quarter of the way round, distance to a point is convex along a geodesic; km with a margin.
const CONVEX_KM: f64 = 9_000.0;
/// Longest piece, km, that is searched for one minimum where the distance need not be convex.
const PIECE_KM: f64 = 250.0;

/// The nearest point to `p` of the geodesic segment from `a` to `b`.
///
/// The foot is where the geodesic from `p` meets the segment at a right angle, or an end of it. Each step solves the
/// right-angled triangle with the reduced length m and geodesic scale M of the geodesic from `p`, as a gnomonic projection
/// centred there would (Karney 2011; Baselga & Martínez-Llario 2018), inside a bracket that only shrinks. Exact to 1 µm.
#[must_use]
pub fn nearest_on_segment(p: LonLat, a: LonLat, b: LonLat) -> Foot {
    let (length, azimuth) = inverse(a, b);
    let (start, end) = (distance_km(p, a), distance_km(p, b));
    let far = start.min(end) + length > CONVEX_KM;
    let pieces = if far { (length / PIECE_KM).ceil().max(1.0) } else { 1.0 };
    let mut best = if start <= end { (start, a) } else { (end, b) };
    let mut from = 0.0;
    for i in 1..=pieces as u64 {
        let to = length * i as f64 / pieces;
        let found = minimum(p, a, azimuth, from * 1000.0, to * 1000.0);
        if let Some((km, point)) = found.filter(|&(km, _)| km < best.0) {
            best = (km, point);
        }
        from = to;
    }
    let (km, point) = best;
    Foot { km, point, bearing: if km < 1e-9 { 0.0 } else { inverse(p, point).1 } }
}

/// The interior minimum of the distance from `p` between two positions (metres from `a`) on the geodesic from `a`;
/// `None` where the minimum is an end, except that inner ends of pieces are answered as they are.
fn minimum(p: LonLat, a: LonLat, azimuth: f64, mut low: f64, mut high: f64) -> Option<(f64, LonLat)> {
    let mut best: Option<(f64, LonLat)> = None;
    let mut slope_at = |s: f64| -> (f64, f64) {
        let (lat, lon, heading): (f64, f64, f64) = EARTH.direct(a.lat, a.lon, azimuth, s);
        type Full = (f64, f64, f64, f64, f64, f64, f64);
        let (metres, _, arriving, m, _, scale, _): Full = EARTH.inverse(p.lat, p.lon, lat, lon);
        if best.is_none_or(|(km, _)| metres / 1000.0 < km) {
            best = Some((metres / 1000.0, LonLat::new(lon, lat)));
        }
        if metres < 1e-6 {
            return (0.0, 0.0);
        }
        let cosine = compass(heading - arriving).to_radians().cos();
        let step = -MEAN_RADIUS * (m * cosine).atan2(scale * MEAN_RADIUS);
        (cosine, step)
    };
    let (left, right) = (slope_at(low), slope_at(high));
    if left.0 >= 0.0 || right.0 <= 0.0 {
        return best;
    }
    let mut s = if left.1.abs() < right.1.abs() { low + left.1 } else { high + right.1 };
    for _ in 0..60 {
        if !(s > low && s < high) {
            s = f64::midpoint(low, high);
        }
        let (slope, step) = slope_at(s);
        if slope < 0.0 {
            low = s
        } else {
            high = s
        }
        if step.abs() < 1e-6 || high - low < 1e-6 {
            break;
        }
        s += step;
    }
    best
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::space::destination;
    use proptest::prelude::*;

    /// The dense numerical reference: the segment cut into 200 parts, then the best part and its neighbours again.
    pub(crate) fn dense_km(p: LonLat, a: LonLat, b: LonLat) -> f64 {
        let (length, azimuth) = inverse(a, b);
        let (mut low, mut high) = (0.0, length);
        let (mut best, mut at) = (f64::INFINITY, 0.0);
        for _ in 0..6 {
            let step = (high - low) / 200.0;
            for i in 0..=200 {
                let s = low + step * f64::from(i);
                let km = distance_km(p, destination(a, azimuth, s));
                if km < best {
                    (best, at) = (km, s);
                }
            }
            (low, high) = ((at - step).max(0.0), (at + step).min(length));
        }
        best
    }

    fn point() -> impl Strategy<Value = LonLat> {
        (-180.0..180.0f64, -90.0..90.0f64).prop_map(|(x, y)| LonLat::new(x, y))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn agrees_with_the_dense_reference_anywhere(
            p in point(), a in point(), bearing in 0.0..360.0f64, exponent in -3.0..4.0f64,
        ) {
            let b = destination(a, bearing, 10f64.powf(exponent));
            let foot = nearest_on_segment(p, a, b);
            prop_assert!((foot.km - dense_km(p, a, b)).abs() < 1e-5, "{} {}", foot.km, dense_km(p, a, b));
            prop_assert!((distance_km(p, foot.point) - foot.km).abs() < 1e-8);
        }

        #[test]
        fn agrees_with_the_dense_reference_close_by(
            a in point(), bearing in 0.0..360.0f64, length in 0.0..1500.0f64,
            fraction in -0.1..1.1f64, aside in -90.0..90.0f64, off in -4.0..3.0f64,
        ) {
            let b = destination(a, bearing, length);
            let p = destination(destination(a, bearing, length * fraction), bearing + aside, 10f64.powf(off));
            let foot = nearest_on_segment(p, a, b);
            prop_assert!((foot.km - dense_km(p, a, b)).abs() < 1e-5, "{} {}", foot.km, dense_km(p, a, b));
        }
    }

    #[test]
    fn degenerate_segments_and_odd_places() {
        let p = LonLat::new(-5.0, 15.0);
        assert_eq!(nearest_on_segment(p, p, p).km, 0.0);
        let q = LonLat::new(-6.0, 15.0);
        assert_eq!(nearest_on_segment(p, q, q).km, distance_km(p, q));
        assert!(nearest_on_segment(p, q, LonLat::new(-4.0, 15.0)).km < 1.0);
        // Across the antimeridian, and over the pole.
        let foot = nearest_on_segment(LonLat::new(180.0, 1.0), LonLat::new(179.0, 0.0), LonLat::new(-179.0, 0.0));
        assert!((foot.km - distance_km(LonLat::new(180.0, 1.0), LonLat::new(180.0, 0.0))).abs() < 1e-8);
        let foot = nearest_on_segment(LonLat::new(90.0, 89.0), LonLat::new(0.0, 80.0), LonLat::new(180.0, 80.0));
        assert!(foot.point.lat > 89.999_999 && (foot.km - 111.694).abs() < 0.01, "{foot:?}");
    }
}
