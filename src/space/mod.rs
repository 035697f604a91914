//! The ground: geodesics on WGS 84, borders, regions, the spatial index, relative location.

mod lonlat;
pub use lonlat::LonLat;

