//! The known places: what a place is, the importers that read other people's files, the compiled
//! store that is opened without parsing, and the embedded core.
//!
//! A [`Gazetteer`] is a stack of [`Store`]s: the core that is part of the program, then whatever
//! the user adds. A place is addressed by [`PlaceRef`]; [`Gazetteer::place`] gives all its facts.

mod check;
mod compile;
mod error;
mod export;
pub mod fetch;
mod folder;
mod import;
mod merge;
pub(crate) mod place;
mod stack;
mod store;

pub use check::{Check, check};
pub use compile::compile;
pub use error::Error;
pub use export::{COLUMNS as EXPORT_COLUMNS, row as export_row};
pub use folder::{DATA_VARIABLE, data_folder, fetched};
pub use import::{Columns, Counts, Importer, Rejected, load};
pub use place::{Kind, Name, Place, Usage};
pub use stack::{Gazetteer, Match, PlaceRef, Walk, Walker};
pub use store::{Store, View};
