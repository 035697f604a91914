//! The known places: what a place is, the importers that read other people's files, the compiled
//! store that is opened without parsing, and the embedded core.
//!
//! A [`Gazetteer`] is a stack of [`Store`]s: the core that is part of the program, then whatever
//! the user adds. A place is addressed by [`PlaceRef`]; [`Gazetteer::place`] gives all its facts.

mod build;
mod error;
mod import;
mod merge;
pub(crate) mod place;
mod stack;
mod store;

pub use build::compile;
pub use error::Error;
pub use import::{Imported, Rejected, load, read_source};
pub use merge::merge;
pub use place::{Kind, Name, Place};
pub use stack::{Gazetteer, Match, PlaceRef, Walk, Walker};
pub use store::{Store, View};
