//! How a name sounds: from Arabic or Latin spelling to sound units, learned edit costs, the fuzzy
//! index.
//!
//! كيسارو is Kassaro: a reporter hears a name and writes it in Arabic, the gazetteer holds a French
//! spelling of the same sound. A name is cut into sound units (`units`); for each unit in its
//! context the [`Model`] knows what a writer of the other script (or of another spelling habit)
//! puts down for it and how rarely, which gives the cost of a query given a name. [`SoundIndex`]
//! holds all names of a gazetteer and finds the cheapest for a query without visiting the rest;
//! [`probability`] turns the costs of the hits into the chance that each is meant.
//!
//! ```
//! use makan::names::{Model, Searcher, SoundIndex};
//!
//! let names = ["Kassaro", "Kasséla", "Ségou", "Diabaly"];
//! let bytes = SoundIndex::build(names.iter().copied().zip(0..));
//! let index = SoundIndex::open(&bytes)?;
//! let hits = index.search(&mut Searcher::default(), "كيسارو", 2);
//! assert_eq!(names[hits[0].name as usize], "Kassaro");
//! # Ok::<(), makan::names::DamagedFile>(())
//! ```

mod build;
mod chance;
mod index;
mod model;
mod parts;
mod query;
mod read;
mod rows;
mod search;
mod units;

pub use chance::probability;
pub use index::{REACH, SoundIndex};
pub use model::Model;
pub use parts::opens_name;
pub use search::{Hit, Searcher};

/// What the training command (`examples/train_names`) shares with the library.
#[doc(hidden)]
pub mod training {
    pub use super::model::{CONTEXT, COST_SCALE, MODEL_MAGIC, context, style};
    pub use super::units::{ARABIC, E_ACUTE, EDGE, GAP, LATIN_A, OU, UNITS, Unit, is_arabic, sounds, units};

    /// What the query would cost if it were any name at all, in nats.
    #[must_use]
    pub fn chance_cost(model: &super::Model, query: &str) -> f32 {
        model.chance_cost(&super::query::Query::new(model, query))
    }
}

/// Letters of a query that are looked at; the rest is cut off.
pub const MAX_QUERY: usize = 47;
/// Sound units of a name that are looked at; the rest is cut off.
pub const MAX_NAME: usize = 48;
/// Characters of a spelling that are looked at.
pub(crate) const MAX_LETTERS: usize = 120;

/// A file of names or of the model that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DamagedFile {
    what: &'static str,
}

impl DamagedFile {
    pub(crate) fn new(what: &'static str) -> DamagedFile {
        DamagedFile { what }
    }
}

impl std::fmt::Display for DamagedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the name index or model cannot be read: {}", self.what)
    }
}

impl std::error::Error for DamagedFile {}
