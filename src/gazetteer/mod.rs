//! The known places: what a place is, the tree of divisions, importers, the compiled store and the
//! embedded core.

mod place;
pub use place::{Kind, Name, Place};
