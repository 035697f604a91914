//! Names found in an article: [`Mention`]s, and the [`Relation`]s that place one thing by another.
//!
//! Three witnesses are heard for every stretch of text: the gazetteer knows the name; the words
//! around it announce a place; other words speak against it (organisations, persons, adjectives,
//! common words). A logistic model weighs them (`gazetteer/models/recogniser.tsv`), and the best set of stretches that do
//! not overlap is taken. A grammar over mentions and lexicon words then reads the relations.

mod around;
mod aside;
mod capital;
mod choose;
mod clitics;
mod context;
mod coordinates;
mod evidence;
mod feature;
mod hyphens;
mod lexicon;
mod memo;
mod mention;
mod organisation;
mod prominence;
mod recognise;
mod relate;
mod relation;
mod shape;
mod slot;
mod span;
mod unknown;

pub(crate) use lexicon::{Category, Lexicon};
pub use mention::Mention;
pub(crate) use prominence::prominence;
pub use recognise::{Found, Recogniser, TrainingSpan, weights};
pub use relation::{Direction, Relation, RelationKind};
