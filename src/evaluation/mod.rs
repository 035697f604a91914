//! Scores against gold: articles whose places and events are known.

mod gold;

pub use gold::{Gold, GoldError, GoldEvent, GoldMention, GoldRelation, read_gold};
