//! Scores against gold: articles whose places and events are known.

mod gold;
mod score;

pub use gold::{Gold, GoldError, GoldEvent, GoldMention, GoldRelation, OneOrMany, read_gold};
pub use score::{Counts, Miss, PlaceScores, calibration};
