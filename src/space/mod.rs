//! The ground: geodesics on WGS 84, borders, regions, the spatial index, relative location.

mod lonlat;
pub use lonlat::LonLat;

/// The geodesic distance between two points, km (Karney 2013).
#[must_use]
pub fn distance_km(a: LonLat, b: LonLat) -> f64 {
    use geographiclib_rs::{Geodesic, InverseGeodesic};
    let metres: f64 = Geodesic::wgs84().inverse(a.lat, a.lon, b.lat, b.lon);
    metres / 1000.0
}
