//! From costs to probabilities: how likely it is that a hit is the place meant.

use super::model::{COST_SCALE, Model, direction_of};
use super::query::Query;
use super::search::Hit;

impl Model {
    /// What the query would cost if it were any name at all, in nats.
    pub(crate) fn chance_cost(&self, query: &Query) -> f32 {
        self.direction(query.script).background(&query.letters) as f32 / COST_SCALE
    }

    /// The similarity that a cost (nats) stands for, between 0 and 1.
    pub(crate) fn alike(&self, query: &Query, cost: f32) -> f64 {
        let [offset, gain, per_letter, _] =
            self.fit().similarity.get(direction_of(query.script)).copied().unwrap_or_default();
        let letters = query.letters.len() as f32;
        let odds = offset + gain * (self.chance_cost(query) - cost) + per_letter * cost / (letters + 1.0);
        f64::from(1.0 / (1.0 + (-odds).exp())).min(0.999)
    }
}

/// The probability of each hit to be the place meant, given the other hits: they share what the
/// chance that the place is not among the known names leaves.
///
/// `hits` are what [`super::SoundIndex::search`] gave for `query`; the sum is at most 1.
#[must_use]
pub fn probability(query: &str, hits: &[Hit]) -> Vec<f64> {
    let model = Model::embedded();
    let query = Query::new(model, query);
    let [offset, gain, rival, _] = model.fit().chance.get(direction_of(query.script)).copied().unwrap_or_default();
    let absent = rival * (model.chance_cost(&query)) + offset;
    let weights: Vec<f64> = hits.iter().map(|hit| f64::from(-gain * hit.cost).exp()).collect();
    let sum: f64 = weights.iter().sum::<f64>() + f64::from(-absent).exp();
    if sum <= 0.0 {
        return vec![0.0; hits.len()];
    }
    weights.into_iter().map(|w| w / sum).collect()
}
