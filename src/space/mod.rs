//! The ground: geodesics on WGS 84, borders, regions, the spatial index, relative location.

mod borders;
mod ecef;
mod geodesic;
mod line_index;
mod lonlat;
mod segment;

pub use borders::Borders;
pub use geodesic::{along, compass, destination, distance_km, inverse, turn};
pub use line_index::{LineIndex, Nearest};
pub use lonlat::LonLat;
pub use segment::{Foot, nearest_on_segment};
