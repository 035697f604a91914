//! The ground: geodesics on WGS 84, borders, regions, the spatial index, relative location.
//!
//! All points are degrees on WGS 84, longitude first; all distances are geodesic and in kilometres; all directions are
//! degrees clockwise from north. Method, error and bounds: docs/proximity.md.

mod borders;
mod ecef;
mod geodesic;
mod inside;
mod iso;
mod line_index;
mod lonlat;
mod proximity;
pub mod relative;
mod segment;

pub use borders::{Borders, NearestBorder, Pair, Region, Regions};
pub use geodesic::{along, compass, destination, distance_km, inverse, turn};
pub use iso::{iso2_of, iso3_of};
pub use line_index::{LineIndex, Nearest};
pub use lonlat::LonLat;
pub use proximity::{Near, Targets};
pub use relative::{Part, Placement};
pub use segment::{Foot, nearest_on_segment};
