//! Names found in an article: [`Mention`]s, and the [`Relation`]s that place one thing by another.

mod mention;
mod relation;
pub use mention::Mention;
pub use relation::{Direction, Relation, RelationKind};
