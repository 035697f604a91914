//! Which place each mention means: candidates, evidence, one joint choice per article, confidence.
//!
//! Mentions of one name are one variable. Each variable has candidate places and the state
//! "unresolved"; what the text says of the place alone gives each candidate a score, what it says of
//! two places together gives each pair one. The assignment with the highest sum is taken: found
//! exactly where the search closes, and by local improvement within a bound otherwise.

mod again;
mod candidates;
mod chain;
mod choice;
mod decisions;
mod evidence;
mod explain;
mod focus;
mod hints;
mod joint;
mod locate;
mod memory;
mod names;
mod resolve;
mod seat;
mod second;
mod spelling;
mod ties;

pub use choice::{Candidate, Method, Resolution};
pub use decisions::{DecisionRow, Decisions, Scope, Verdict};
pub use evidence::Evidence;
pub use explain::Heard;
pub use locate::{GeoPrecision, Location, REVIEW_BELOW, Radii, locate, radii, relation_label};
pub(crate) use memory::Memory;
pub use names::{Answer, NameResolver, NameRow};
pub use resolve::{Chosen, Hidden, Resolver, TrainingCase, weights};
