//! The assignment of one state to each variable that has the highest sum of scores.
//!
//! Branch and bound over the variables, the least ambiguous first. The bound of a branch adds, for
//! each variable that is still open, its best state given those already chosen, with the best that
//! any pair among the open ones could add. A search that does not close within [`MOST_NODES`] keeps
//! the best assignment seen, which local improvement has made at least as good as a greedy one.

/// Branches that are looked at before the search is cut off.
const MOST_NODES: usize = 20_000;

/// The scores of a joint choice.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    /// For each variable, the score of each state alone.
    pub unary: Vec<Vec<f64>>,
    /// For a pair of variables, the score of each pair of states (row: state of the first).
    pub pairs: Vec<Pair>,
}

/// The scores of two variables together.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub first: usize,
    pub second: usize,
    pub score: Vec<Vec<f64>>,
}

impl Pair {
    fn at(&self, a: usize, b: usize) -> f64 {
        self.score.get(a).and_then(|row| row.get(b)).copied().unwrap_or(0.0)
    }
}

impl Model {
    /// The best assignment found, and whether it is proven to be the best there is.
    pub fn solve(&self) -> (Vec<usize>, bool) {
        let greedy: Vec<usize> = self.unary.iter().map(|states| best_state(states)).collect();
        let mut best = self.improve(greedy);
        let mut best_score = self.score(&best);
        // A second start: every variable at the state that its pairs like best.
        let social: Vec<usize> = (0..self.unary.len()).map(|v| best_state(&self.optimistic(v))).collect();
        let other = self.improve(social);
        let other_score = self.score(&other);
        if other_score > best_score + 1e-12 {
            (best, best_score) = (other, other_score);
        }
        let mut order: Vec<usize> = (0..self.unary.len()).collect();
        order.sort_by_key(|v| (self.unary.get(*v).map_or(0, Vec::len), *v));
        let mut search = Search {
            model: self,
            order: &order,
            nodes: 0,
            best,
            best_score,
            chosen: vec![usize::MAX; self.unary.len()],
        };
        search.branch(0, 0.0);
        (search.best.clone(), search.nodes < MOST_NODES)
    }

    /// The score of an assignment.
    pub fn score(&self, states: &[usize]) -> f64 {
        let at = |v: usize| states.get(v).copied().unwrap_or(0);
        let alone: f64 = self.unary.iter().enumerate().map(|(v, s)| s.get(at(v)).copied().unwrap_or(0.0)).sum();
        alone + self.pairs.iter().map(|p| p.at(at(p.first), at(p.second))).sum::<f64>()
    }

    /// The scores of a variable's states when all others are as given.
    pub fn given(&self, variable: usize, states: &[usize]) -> Vec<f64> {
        let mut out = self.unary.get(variable).cloned().unwrap_or_default();
        for pair in self.pairs.iter().filter(|p| p.first == variable || p.second == variable) {
            for (state, score) in out.iter_mut().enumerate() {
                let other = |v: usize| states.get(v).copied().unwrap_or(0);
                *score += if pair.first == variable {
                    pair.at(state, other(pair.second))
                } else {
                    pair.at(other(pair.first), state)
                };
            }
        }
        out
    }

    fn optimistic(&self, variable: usize) -> Vec<f64> {
        let mut out = self.unary.get(variable).cloned().unwrap_or_default();
        for pair in self.pairs.iter().filter(|p| p.first == variable || p.second == variable) {
            let other = if pair.first == variable { pair.second } else { pair.first };
            let states = self.unary.get(other).map_or(0, Vec::len);
            for (state, score) in out.iter_mut().enumerate() {
                let value = |o: usize| if pair.first == variable { pair.at(state, o) } else { pair.at(o, state) };
                *score += (0..states).map(value).fold(f64::NEG_INFINITY, f64::max).max(-1e6);
            }
        }
        out
    }

    /// Changes one variable at a time for the better until none can be.
    fn improve(&self, mut states: Vec<usize>) -> Vec<usize> {
        for _ in 0..20 {
            let mut changed = false;
            for variable in 0..states.len() {
                let scores = self.given(variable, &states);
                let best = best_state(&scores);
                let current = states.get(variable).and_then(|s| scores.get(*s)).copied().unwrap_or(f64::NEG_INFINITY);
                if scores.get(best).is_some_and(|b| *b > current + 1e-12)
                    && let Some(slot) = states.get_mut(variable)
                {
                    *slot = best;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        states
    }
}

/// The first of the states with the highest score.
fn best_state(scores: &[f64]) -> usize {
    scores.iter().enumerate().fold((0, f64::NEG_INFINITY), |best, (i, s)| if *s > best.1 { (i, *s) } else { best }).0
}

struct Search<'m> {
    model: &'m Model,
    order: &'m [usize],
    nodes: usize,
    best: Vec<usize>,
    best_score: f64,
    chosen: Vec<usize>,
}

impl Search<'_> {
    fn branch(&mut self, depth: usize, score: f64) {
        self.nodes += 1;
        if self.nodes >= MOST_NODES {
            return;
        }
        let Some(&variable) = self.order.get(depth) else {
            if score > self.best_score + 1e-12 {
                self.best_score = score;
                self.best.clone_from(&self.chosen);
            }
            return;
        };
        if score + self.bound(depth) <= self.best_score + 1e-12 {
            return;
        }
        let gains = self.gains(variable);
        let mut states: Vec<usize> = (0..gains.len()).collect();
        states.sort_by(|a, b| gains.get(*b).unwrap_or(&0.0).total_cmp(gains.get(*a).unwrap_or(&0.0)).then(a.cmp(b)));
        for state in states {
            if let Some(slot) = self.chosen.get_mut(variable) {
                *slot = state;
            }
            self.branch(depth + 1, score + gains.get(state).copied().unwrap_or(0.0));
        }
        if let Some(slot) = self.chosen.get_mut(variable) {
            *slot = usize::MAX;
        }
    }

    /// What each state of a variable adds to the variables already chosen.
    fn gains(&self, variable: usize) -> Vec<f64> {
        let mut out = self.model.unary.get(variable).cloned().unwrap_or_default();
        for pair in self.model.pairs.iter().filter(|p| p.first == variable || p.second == variable) {
            let other = if pair.first == variable { pair.second } else { pair.first };
            let Some(&taken) = self.chosen.get(other).filter(|s| **s != usize::MAX) else { continue };
            for (state, score) in out.iter_mut().enumerate() {
                *score += if pair.first == variable { pair.at(state, taken) } else { pair.at(taken, state) };
            }
        }
        out
    }

    /// More than the open variables can add.
    fn bound(&self, depth: usize) -> f64 {
        let open: Vec<usize> = self.order.iter().skip(depth).copied().collect();
        let alone: f64 = open.iter().map(|v| self.gains(*v).into_iter().fold(f64::NEG_INFINITY, f64::max)).sum();
        let is_open = |v: usize| self.chosen.get(v) == Some(&usize::MAX);
        let together: f64 = self
            .model
            .pairs
            .iter()
            .filter(|p| is_open(p.first) && is_open(p.second))
            .map(|p| p.score.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max))
            .sum();
        alone + together
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn brute(model: &Model) -> f64 {
        let mut best = f64::NEG_INFINITY;
        let mut states = vec![0; model.unary.len()];
        loop {
            best = best.max(model.score(&states));
            let mut v = 0;
            loop {
                if v == states.len() {
                    return best;
                }
                states[v] += 1;
                if states[v] < model.unary[v].len() {
                    break;
                }
                states[v] = 0;
                v += 1;
            }
        }
    }

    proptest! {
        #[test]
        fn the_best_of_all_assignments_is_found(
            unary in prop::collection::vec(prop::collection::vec(-5.0f64..5.0, 1..4), 1..6),
            seeds in prop::collection::vec(-4.0f64..4.0, 200),
        ) {
            let mut pairs = Vec::new();
            let mut seed = seeds.iter().copied().cycle();
            for first in 0..unary.len() {
                for second in first + 1..unary.len() {
                    let score = unary[first].iter().map(|_| unary[second].iter().map(|_| seed.next().unwrap_or(0.0)).collect()).collect();
                    pairs.push(Pair { first, second, score });
                }
            }
            let model = Model { unary, pairs };
            let (states, proven) = model.solve();
            prop_assert!(proven);
            prop_assert!((model.score(&states) - brute(&model)).abs() < 1e-9);
        }
    }
}
