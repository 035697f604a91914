//! Scores against gold: articles whose places and events are known.
//!
//! [`read_gold`] reads a gold file, [`Scores::score`] compares a report with it, [`Scores::figures`]
//! gives the measures. `docs/evaluation.md` defines each.

mod actors;
mod agree;
mod counts;
mod events;
mod figures;
mod gold;
mod matching;
mod places;
mod relations;

pub use actors::same_actor;
pub use counts::{Bin, Calibration, Counts, Share, calibration, mean, median};
pub use events::{EventScores, RIGHT_PLACE_KM, told_in_gold};
pub use figures::{Accuracy, EventFigures, Figures, Rates, Uncertainty};
pub use gold::{Gold, GoldBackground, GoldError, GoldEvent, GoldMention, GoldRelation, OneOrMany, read_gold};
pub use matching::heaviest_matching;
pub use places::{Miss, PlaceScores};
pub use relations::score_relations;

use crate::events::Report;

/// All scores over any number of articles.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    /// How many articles.
    pub articles: usize,
    /// Names: found, and put where they belong.
    pub places: PlaceScores,
    /// Phrases that place one thing by another.
    pub relations: Counts,
    /// Events.
    pub events: EventScores,
}

impl Scores {
    /// Scores one report; misses are appended to `misses`.
    pub fn score(&mut self, gold: &Gold, report: &Report, misses: &mut Vec<Miss>) {
        self.articles += 1;
        self.places.score(gold, report, misses);
        self.relations.add(score_relations(gold, report, misses));
        self.events.score(gold, report, misses);
    }

    /// Adds the scores of other articles.
    pub fn add(&mut self, other: &Scores) {
        self.articles += other.articles;
        self.places.add(&other.places);
        self.relations.add(other.relations);
        self.events.add(&other.events);
    }

    /// The measures.
    #[must_use]
    pub fn figures(&self) -> Figures {
        Figures::new(self)
    }
}
