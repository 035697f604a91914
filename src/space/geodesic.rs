//! Geodesics on the WGS 84 ellipsoid by Karney's algorithms (2013), exact to about 15 nanometres.

use super::LonLat;
use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};
use std::sync::LazyLock;

/// The WGS 84 ellipsoid with its series, made once.
pub(super) static EARTH: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

/// The length of the geodesic between two points, km.
///
/// # Units
/// Points in degrees, longitude first; the answer in kilometres.
///
/// ```
/// use makan::space::{distance_km, LonLat};
/// let (bamako, diabaly) = (LonLat::new(-8.0, 12.65), LonLat::new(-6.02, 14.68));
/// assert_eq!(distance_km(bamako, diabaly).round(), 310.0);
/// ```
#[must_use]
pub fn distance_km(a: LonLat, b: LonLat) -> f64 {
    let metres: f64 = EARTH.inverse(a.lat, a.lon, b.lat, b.lon);
    metres / 1000.0
}

/// The length of the geodesic between two points, km, and its direction at `a`.
///
/// # Units
/// Points in degrees, longitude first; kilometres; degrees clockwise from north, 0 to 360 (0 for a point and itself).
#[must_use]
pub fn inverse(a: LonLat, b: LonLat) -> (f64, f64) {
    let (metres, azimuth, _, _): (f64, f64, f64, f64) = EARTH.inverse(a.lat, a.lon, b.lat, b.lon);
    (metres / 1000.0, if metres == 0.0 { 0.0 } else { compass(azimuth) })
}

/// The point that lies so many km from `a` in a direction.
///
/// # Units
/// `bearing_deg` in degrees clockwise from north at `a`; `km` in kilometres (a negative one goes backwards).
#[must_use]
pub fn destination(a: LonLat, bearing_deg: f64, km: f64) -> LonLat {
    let (lat, lon): (f64, f64) = EARTH.direct(a.lat, a.lon, bearing_deg, km * 1000.0);
    LonLat::new(lon, lat)
}

/// The point at a fraction of the way from `a` to `b` along their geodesic: 0 is `a`, 1 is `b`.
#[must_use]
pub fn along(a: LonLat, b: LonLat, fraction: f64) -> LonLat {
    let (km, bearing) = inverse(a, b);
    destination(a, bearing, km * fraction)
}

/// A direction in degrees brought into 0 (included) to 360 (excluded).
#[must_use]
pub fn compass(degrees: f64) -> f64 {
    let turned = degrees.rem_euclid(360.0);
    if turned >= 360.0 { 0.0 } else { turned }
}

/// The angle between two directions, 0 to 180 degrees.
#[must_use]
pub fn turn(a: f64, b: f64) -> f64 {
    let d = compass(a - b);
    d.min(360.0 - d)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point() -> impl Strategy<Value = LonLat> {
        (-180.0..180.0f64, -90.0..90.0f64).prop_map(|(x, y)| LonLat::new(x, y))
    }

    proptest! {
        #[test]
        fn destination_undoes_inverse(a in point(), b in point()) {
            let (km, bearing) = inverse(a, b);
            prop_assert!(distance_km(destination(a, bearing, km), b) < 1e-7);
        }

        #[test]
        fn distance_is_symmetric(a in point(), b in point()) {
            prop_assert!((distance_km(a, b) - distance_km(b, a)).abs() < 1e-9);
        }
    }

    #[test]
    fn known_distances() {
        // GeographicLib's GeodSolve: Timbuktu to Bamako, and once round the equator's half.
        assert_eq!(distance_km(LonLat::new(-3.0, 16.77), LonLat::new(-3.0, 16.77)), 0.0);
        let quarter = distance_km(LonLat::new(0.0, 0.0), LonLat::new(0.0, 90.0));
        assert!((quarter - 10001.965729).abs() < 1e-6, "{quarter}");
        assert_eq!(turn(350.0, 10.0), 20.0);
        assert_eq!(compass(-90.0), 270.0);
    }
}
