//! Points of the ellipsoid's surface as vectors from the Earth's centre, and what can be said of geodesics from them
//! alone: bounds that follow from the chord, and the length by Vincenty's series.

use super::LonLat;

/// Equatorial radius of WGS 84, metres.
pub(super) const A: f64 = 6_378_137.0;
/// Flattening of WGS 84.
pub(super) const F: f64 = 1.0 / 298.257_223_563;
/// Polar radius, metres.
pub(super) const B: f64 = A * (1.0 - F);
/// First eccentricity, squared.
const E2: f64 = F * (2.0 - F);
/// Second eccentricity, squared.
const EP2: f64 = E2 / (1.0 - E2);
/// Largest radius of curvature of any normal section (at the poles), metres.
pub(super) const R_MAX: f64 = A * A / B;
/// Smallest radius of curvature (along the meridian, at the equator), metres.
pub(super) const R_MIN: f64 = B * B / A;

/// A vector from the Earth's centre, metres: x to 0° E on the equator, y to 90° E, z to the north pole.
pub(super) type Vector = [f64; 3];

pub(super) fn vector(p: LonLat) -> Vector {
    let (sin_lat, cos_lat) = p.lat.to_radians().sin_cos();
    let (sin_lon, cos_lon) = p.lon.to_radians().sin_cos();
    let n = A / (1.0 - E2 * sin_lat * sin_lat).sqrt();
    [n * cos_lat * cos_lon, n * cos_lat * sin_lon, n * (1.0 - E2) * sin_lat]
}

/// The point of the surface under a vector that lies on it.
pub(super) fn lonlat(v: Vector) -> LonLat {
    let rho = (v[0] * v[0] + v[1] * v[1]).sqrt();
    LonLat::new(v[1].atan2(v[0]).to_degrees(), v[2].atan2(rho * (1.0 - E2)).to_degrees())
}

/// Moves a vector that lies a little under the surface out to it, along the surface's normal.
pub(super) fn lift(v: Vector) -> Vector {
    // With q = x²/a² + y²/a² + z²/b² and g half its gradient, q(v + t·g) = 1 is solved to the second order: the depth is
    // metres here, so the rest is far below a micrometre.
    let g = [v[0] / (A * A), v[1] / (A * A), v[2] / (B * B)];
    let c = dot(v, g) - 1.0;
    let b = dot(g, g);
    let curve = g[0] * g[0] / (A * A) + g[1] * g[1] / (A * A) + g[2] * g[2] / (B * B);
    let t = -c / (2.0 * b);
    let t = t - t * t * curve / (2.0 * b);
    [v[0] + t * g[0], v[1] + t * g[1], v[2] + t * g[2]]
}

pub(super) fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(super) fn sub(a: Vector, b: Vector) -> Vector {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// The straight distance between two vectors, metres.
pub(super) fn distance(a: Vector, b: Vector) -> f64 {
    let d = sub(a, b);
    dot(d, d).sqrt()
}

pub(super) fn mix(a: Vector, b: Vector, t: f64) -> Vector {
    [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]), a[2] + t * (b[2] - a[2])]
}

fn triple(a: Vector, b: Vector, c: Vector) -> f64 {
    dot(a, [b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2], b[0] * c[1] - b[1] * c[0]])
}

/// True when two short lines over the ground, a–b and c–d, cross or touch.
pub(super) fn cross(a: Vector, b: Vector, c: Vector, d: Vector) -> bool {
    triple(a, b, c) * triple(a, b, d) <= 0.0 && triple(c, d, a) * triple(c, d, b) <= 0.0
}

/// The longest chord, metres, that a geodesic of a length can have: no point with a longer chord is as near.
///
/// A body whose curvature is nowhere less than 1/R rolls freely inside a ball of radius R (Blaschke), which gives for
/// the squared chord f along a geodesic from p: f″ = 2 − 2κh ≤ 2 − f/R², and by comparison chord ≤ 2R sin(s / 2R).
pub(super) fn longest_chord(metres: f64) -> f64 {
    let half = metres / (2.0 * R_MAX);
    if half < std::f64::consts::FRAC_PI_2 { 2.0 * R_MAX * half.sin() } else { f64::INFINITY }
}

/// How much 1 / radius² of the sections met by a geodesic can stray from its estimate at the chord, relative, for each
/// radian of length: the slopes of N (0.0034) and twice 1 + e′²w² (0.0135, at both factors) along the way, rounded up.
const STRAY_PER_RADIAN: f64 = 0.032;
/// The longest chord, metres, that [`Chord::bounds`] was derived for.
const LONGEST_BOUNDED: f64 = 2_500_000.0;

/// A point of the surface, made ready to bound its geodesics by their chords.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chord {
    /// The point.
    pub at: Vector,
    /// Square of its radius of curvature across the meridian, metres².
    n2: f64,
}

fn n2(v: Vector) -> f64 {
    // x² + y² = N² cos²φ and z·a²/b² = N sin φ.
    const Q: f64 = (A * A / (B * B)) * (A * A / (B * B));
    v[0] * v[0] + v[1] * v[1] + v[2] * v[2] * Q
}

impl Chord {
    pub(super) fn from(at: Vector) -> Self {
        Chord { at, n2: n2(at) }
    }

    /// The least and the greatest length, metres, of the geodesic to `q`, a point of the surface.
    ///
    /// The squared chord f from `at` to the point s metres along a geodesic obeys f″ = 2 − k f exactly, where
    /// k = (1 + e′²t²)(1 + e′²u²) / N², t and u being the polar components of the geodesic's and the chord's direction.
    /// Where k lies between two numbers, f lies between the circles of these curvatures (Sturm's comparison); k moves
    /// by at most [`STRAY_PER_RADIAN`]. Below 66 km the two bounds differ by less than 0.2 mm.
    pub(super) fn bounds(&self, q: Vector) -> (f64, f64) {
        let d = sub(q, self.at);
        let c2 = dot(d, d);
        let c = c2.sqrt();
        if c > LONGEST_BOUNDED {
            return (shortest_geodesic(c), f64::INFINITY);
        }
        if c2 == 0.0 {
            return (0.0, 0.0);
        }
        let w = 1.0 + EP2 * d[2] * d[2] / c2;
        let x = w * w / (self.n2 * n2(q)).sqrt() * c2;
        let stray = STRAY_PER_RADIAN * c / R_MIN;
        (c * arc_over_chord(x * (1.0 - stray)), c * arc_over_chord(x * (1.0 + stray)))
    }
}

impl Chord {
    /// From the lower bound for `q`, one for points near it whose chords are no shorter than `chord` metres.
    pub(super) fn low_of_shorter(&self, low: f64, chord: f64, q: Vector) -> f64 {
        let d = sub(q, self.at);
        let c = dot(d, d).sqrt();
        // The arc grows by at most 1.02 metres a metre of chord up to the longest bounded one.
        if c > LONGEST_BOUNDED { shortest_geodesic(chord) } else { low - 1.02 * (c - chord).max(0.0) }
    }
}

/// Length of a circle's arc over its chord, x being the square of chord over radius: the series of 2 asin(√x / 2) / √x,
/// exact to 1e-12 for x below 0.2.
fn arc_over_chord(x: f64) -> f64 {
    const C: [f64; 7] = [
        1.0 / 24.0,
        3.0 / 640.0,
        5.0 / 7168.0,
        35.0 / 294_912.0,
        63.0 / 2_883_584.0,
        231.0 / 54_525_952.0,
        143.0 / 167_772_160.0,
    ];
    1.0 + x * (C[0] + x * (C[1] + x * (C[2] + x * (C[3] + x * (C[4] + x * (C[5] + x * C[6]))))))
}

/// The shortest geodesic, metres, that can have such a chord: the inverse of [`longest_chord`].
pub(super) fn shortest_geodesic(chord: f64) -> f64 {
    2.0 * R_MAX * (chord / (2.0 * R_MAX)).min(1.0).asin()
}

/// The longest geodesic, metres, that can have such a chord, by the same comparison with the least radius of curvature;
/// infinite from a quarter of the way round on.
pub(super) fn longest_geodesic(chord: f64) -> f64 {
    let sine = chord / (2.0 * R_MIN);
    if sine < std::f64::consts::FRAC_1_SQRT_2 { 2.0 * R_MIN * sine.asin() } else { f64::INFINITY }
}

/// A geodesic, seen from where it begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    /// Its length.
    pub metres: f64,
    /// Its first direction, as parts of one length.
    east: f64,
    north: f64,
}

impl Way {
    /// Its first direction, degrees clockwise from north; 0 where it has none.
    pub(super) fn bearing(&self) -> f64 {
        super::compass(self.east.atan2(self.north).to_degrees())
    }
}

/// The geodesic distance in metres between two points of the surface: [`surface_way`].
pub(super) fn surface_distance(p: Vector, q: Vector) -> Option<f64> {
    surface_way(p, q).map(|way| way.metres)
}

/// The geodesic from one point of the surface to another, by Vincenty's series (1975).
///
/// Vincenty's equation for the longitude is iterated until its change is below 1e-9, and the rest of the error, which
/// shrinks geometrically, is added in closed form. Against Karney's algorithm the error is below 0.1 mm up to 5,000 km and
/// below 1 mm up to 15,000 km (property tests). `None` where the iteration does not settle: nearly opposite points.
#[inline]
pub(super) fn surface_way(p: Vector, q: Vector) -> Option<Way> {
    let (rho1, rho2) = ((p[0] * p[0] + p[1] * p[1]).sqrt(), (q[0] * q[0] + q[1] * q[1]).sqrt());
    // Sine and cosine of the reduced latitudes and of the difference in longitude, without trigonometry.
    let (su1, cu1) = (p[2] / B, rho1 / A);
    let (su2, cu2) = (q[2] / B, rho2 / A);
    let norm = rho1 * rho2;
    let (sin_l, cos_l) =
        if norm > 1.0 { ((p[0] * q[1] - p[1] * q[0]) / norm, (p[0] * q[0] + p[1] * q[1]) / norm) } else { (0.0, 1.0) };
    let (mut delta, mut change) = (0.0f64, f64::INFINITY);
    let (mut sin_lambda, mut cos_lambda) = (sin_l, cos_l);
    for _ in 0..8 {
        let cross = cu1 * su2 - su1 * cu2 * cos_lambda;
        let sin_sigma = ((cu2 * sin_lambda).powi(2) + cross * cross).sqrt();
        let cos_sigma = su1 * su2 + cu1 * cu2 * cos_lambda;
        if sin_sigma < 1e-16 {
            return (cos_sigma > 0.0).then_some(Way { metres: 0.0, east: 0.0, north: 0.0 });
        }
        let sigma = sin_sigma.atan2(cos_sigma);
        let sin_alpha = cu1 * cu2 * sin_lambda / sin_sigma;
        let cos2_alpha = (1.0 - sin_alpha * sin_alpha).max(0.0);
        let cos_2sm = if cos2_alpha > 1e-12 { cos_sigma - 2.0 * su1 * su2 / cos2_alpha } else { 0.0 };
        let c = F / 16.0 * cos2_alpha * (4.0 + F * (4.0 - 3.0 * cos2_alpha));
        let bend = cos_2sm + c * cos_sigma * (2.0 * cos_2sm * cos_2sm - 1.0);
        let next = (1.0 - c) * F * sin_alpha * (sigma + c * sin_sigma * bend);
        let before = change;
        change = next - delta;
        if change.abs() < 1e-9 {
            let ratio = if before.is_finite() && before != 0.0 { change / before } else { 0.0 };
            let rest = change / (1.0 - ratio.clamp(-0.5, 0.5));
            let u2 = cos2_alpha * EP2;
            let root = (1.0 + u2).sqrt();
            let k1 = (root - 1.0) / (root + 1.0);
            let a = (1.0 + k1 * k1 / 4.0) / (1.0 - k1);
            let b = k1 * (1.0 - 3.0 / 8.0 * k1 * k1);
            let wave = cos_sigma * (2.0 * cos_2sm * cos_2sm - 1.0)
                - b / 6.0 * cos_2sm * (4.0 * sin_sigma * sin_sigma - 3.0) * (4.0 * cos_2sm * cos_2sm - 3.0);
            let d_sigma = b * sin_sigma * (cos_2sm + b / 4.0 * wave);
            let metres = B * a * (sigma - d_sigma + sin_alpha * rest);
            let east = cu2 * (sin_lambda + rest * cos_lambda);
            return Some(Way { metres, east, north: cross + rest * su1 * cu2 * sin_lambda });
        }
        delta = next;
        // Turn by the small angle delta; its series is exact to rounding (delta is at most f·π).
        let d2 = delta * delta;
        let sin_d = delta * (1.0 - d2 / 6.0 * (1.0 - d2 / 20.0));
        let cos_d = 1.0 - d2 / 2.0 * (1.0 - d2 / 12.0 * (1.0 - d2 / 30.0));
        sin_lambda = sin_l * cos_d + cos_l * sin_d;
        cos_lambda = cos_l * cos_d - sin_l * sin_d;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::{destination, distance_km, inverse};
    use proptest::prelude::*;

    fn point() -> impl Strategy<Value = LonLat> {
        (-180.0..180.0f64, -90.0..90.0f64).prop_map(|(x, y)| LonLat::new(x, y))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn vincenty_agrees_with_karney(a in point(), bearing in 0.0..360.0f64, exponent in -3.0..4.17f64) {
            let km = 10f64.powf(exponent);
            let b = destination(a, bearing, km);
            let exact = distance_km(a, b) * 1000.0;
            let fast = surface_distance(vector(a), vector(b)).unwrap();
            let allowed = if km < 5000.0 { 1e-4 } else { 1e-3 };
            prop_assert!((exact - fast).abs() < allowed, "{exact} {fast}");
            let way = surface_way(vector(a), vector(b)).unwrap();
            let aside = (way.bearing() - inverse(a, b).1 + 540.0).rem_euclid(360.0) - 180.0;
            // What it moves the end by, or what the iteration leaves of the angle.
            let at_end = aside.abs().to_radians() * exact.min(6.4e6);
            prop_assert!(at_end < 1e-3 || aside.abs() < 1e-6, "{a:?} {b:?} {aside}");
        }

        #[test]
        fn the_chord_bounds_the_geodesic(a in point(), b in point()) {
            let exact = distance_km(a, b) * 1000.0;
            let d = sub(vector(a), vector(b));
            let chord = dot(d, d).sqrt();
            prop_assert!(chord <= longest_chord(exact) + 1e-6);
            prop_assert!(shortest_geodesic(chord) <= exact + 1e-3);
            prop_assert!(exact <= longest_geodesic(chord) + 1e-3);
            prop_assert!(chord >= 2.0 * R_MIN * (exact / (2.0 * R_MIN)).min(3.1).sin() - 1e-6 || exact > 9e6);
        }

        #[test]
        fn the_tight_bounds_hold(a in point(), bearing in 0.0..360.0f64, exponent in -3.0..3.4f64) {
            let b = destination(a, bearing, 10f64.powf(exponent));
            let exact = distance_km(a, b) * 1000.0;
            let (low, high) = Chord::from(vector(a)).bounds(vector(b));
            prop_assert!(low <= exact + 1e-7 && exact <= high + 1e-7, "{low} {exact} {high}");
            prop_assert!(exact > 66e3 || high - low < 2e-4, "{low} {exact} {high}");
        }

        #[test]
        fn vectors_go_both_ways(a in point(), depth in 0.0..10.0f64) {
            let v = vector(a);
            let back = lonlat(v);
            prop_assert!(distance_km(a, back) < 1e-9);
            let sunk = mix(v, [0.0; 3], depth / A);
            let risen = lift(sunk);
            let g = risen[0].powi(2) / (A * A) + risen[1].powi(2) / (A * A) + risen[2].powi(2) / (B * B);
            prop_assert!((g - 1.0).abs() < 1e-15 * 1e2, "{}", g - 1.0);
        }
    }
}
