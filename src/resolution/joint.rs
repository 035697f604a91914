//! The assignment of one state to each variable that has the highest sum of scores.
//!
//! First, states that no best assignment can hold are struck out: those that another state of the
//! variable beats whatever the others do (dead-end elimination; Desmet et al. 1992, Goldstein 1994).
//! It mostly leaves one state a variable. What is left falls into parts that nothing ties together;
//! each is searched by branch and bound, beginning with what local improvement finds. A search that
//! does not close within [`MOST_NODES`] keeps the best assignment seen.

/// Branches that are looked at before the search of a part is cut off.
const MOST_NODES: usize = 4_000;
/// Rounds of striking out states, and of local improvement.
const ROUNDS: usize = 20;
/// Scores that differ by less are equal.
const EQUAL: f64 = 1e-12;

/// The scores of a joint choice.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    /// For each variable, the score of each state alone.
    unary: Vec<Vec<f64>>,
    /// For a pair of variables, the score of each pair of states (row: state of the first).
    pairs: Vec<Pair>,
    /// For each variable, its pairs.
    pairs_of: Vec<Vec<usize>>,
}

/// The scores of two variables together.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub first: usize,
    pub second: usize,
    /// The states of the second variable.
    pub width: usize,
    /// The score of each pair of states, row by row.
    pub score: Vec<f64>,
}

impl Pair {
    #[inline]
    fn at(&self, a: usize, b: usize) -> f64 {
        self.score.get(a * self.width + b).copied().unwrap_or(0.0)
    }

    /// The score where `variable`, one of the two, has a state and the other one another.
    #[inline]
    fn of(&self, variable: usize, state: usize, others: usize) -> f64 {
        if self.first == variable { self.at(state, others) } else { self.at(others, state) }
    }

    fn other(&self, variable: usize) -> usize {
        if self.first == variable { self.second } else { self.first }
    }
}

impl Model {
    /// A model of variables and pairs of two different ones.
    pub fn new(unary: Vec<Vec<f64>>, pairs: Vec<Pair>) -> Model {
        let mut pairs_of = vec![Vec::new(); unary.len()];
        for (number, pair) in pairs.iter().enumerate() {
            for variable in [pair.first, pair.second] {
                if let Some(list) = pairs_of.get_mut(variable) {
                    list.push(number);
                }
            }
        }
        Model { unary, pairs, pairs_of }
    }

    /// The best assignment found, and whether it is proven to be the best there is.
    pub fn solve(&self) -> (Vec<usize>, bool) {
        let alive = self.alive();
        let greedy = (0..self.unary.len()).map(|v| best_of(&alive, v, |s| self.alone(v, s))).collect();
        let mut states = self.improve(greedy, &alive);
        // A second start: every variable at the state that its pairs like best.
        let social = (0..self.unary.len()).map(|v| best_of(&alive, v, |s| self.optimistic(v, s, &alive))).collect();
        let other = self.improve(social, &alive);
        if self.score(&other) > self.score(&states) + EQUAL {
            states = other;
        }
        let mut is_proven = true;
        for part in self.parts(&alive) {
            let mut search = Search::new(self, &alive, part, &states);
            search.branch(0, 0.0);
            is_proven &= search.nodes < MOST_NODES;
            for (variable, state) in search.part.iter().zip(&search.best) {
                if let Some(slot) = states.get_mut(*variable) {
                    *slot = *state;
                }
            }
        }
        (states, is_proven)
    }

    fn alone(&self, variable: usize, state: usize) -> f64 {
        self.unary.get(variable).and_then(|s| s.get(state)).copied().unwrap_or(0.0)
    }

    fn pairs_of(&self, variable: usize) -> impl Iterator<Item = &Pair> {
        self.pairs_of.get(variable).into_iter().flatten().filter_map(|p| self.pairs.get(*p))
    }

    /// The score of an assignment.
    pub fn score(&self, states: &[usize]) -> f64 {
        let at = |v: usize| states.get(v).copied().unwrap_or(0);
        let alone: f64 = (0..self.unary.len()).map(|v| self.alone(v, at(v))).sum();
        alone + self.pairs.iter().map(|p| p.at(at(p.first), at(p.second))).sum::<f64>()
    }

    /// The scores of a variable's states when all others are as given.
    pub fn given(&self, variable: usize, states: &[usize]) -> Vec<f64> {
        let mut out = self.unary.get(variable).cloned().unwrap_or_default();
        for pair in self.pairs_of(variable) {
            let theirs = states.get(pair.other(variable)).copied().unwrap_or(0);
            for (state, score) in out.iter_mut().enumerate() {
                *score += pair.of(variable, state, theirs);
            }
        }
        out
    }

    /// The score of a state where every pair is as good as it can be.
    fn optimistic(&self, variable: usize, state: usize, alive: &[Vec<usize>]) -> f64 {
        let best = |pair: &Pair| {
            let theirs = alive.get(pair.other(variable)).into_iter().flatten();
            theirs.map(|o| pair.of(variable, state, *o)).fold(f64::NEG_INFINITY, f64::max).max(-1e6)
        };
        self.alone(variable, state) + self.pairs_of(variable).map(best).sum::<f64>()
    }

    /// The states of each variable that a best assignment may hold.
    fn alive(&self) -> Vec<Vec<usize>> {
        let mut alive: Vec<Vec<usize>> = self.unary.iter().map(|s| (0..s.len()).collect()).collect();
        for _ in 0..ROUNDS {
            let mut has_changed = false;
            for variable in 0..alive.len() {
                let mut own = std::mem::take(alive.get_mut(variable).unwrap_or(&mut Vec::new()));
                // The better states alone strike out the others first.
                let mut rivals = own.clone();
                rivals.sort_by(|a, b| self.alone(variable, *b).total_cmp(&self.alone(variable, *a)).then(a.cmp(b)));
                let before = own.len();
                for rival in rivals {
                    if own.contains(&rival) {
                        own.retain(|s| *s == rival || !self.is_beaten(variable, *s, rival, &alive));
                    }
                }
                has_changed |= own.len() < before;
                if let Some(slot) = alive.get_mut(variable) {
                    *slot = own;
                }
            }
            if !has_changed {
                break;
            }
        }
        alive
    }

    /// True when a rival scores more than a state whatever the others do.
    fn is_beaten(&self, variable: usize, state: usize, rival: usize, alive: &[Vec<usize>]) -> bool {
        let mut lead = self.alone(variable, state) - self.alone(variable, rival);
        for pair in self.pairs_of(variable) {
            let theirs = alive.get(pair.other(variable)).into_iter().flatten();
            let gain = theirs.map(|o| pair.of(variable, state, *o) - pair.of(variable, rival, *o));
            lead += gain.fold(f64::NEG_INFINITY, f64::max).max(-1e12);
        }
        lead < -EQUAL
    }

    /// The variables that are still open, in parts that no pair ties together; those with fewer states first.
    fn parts(&self, alive: &[Vec<usize>]) -> Vec<Vec<usize>> {
        let is_open = |v: usize| alive.get(v).is_some_and(|s| s.len() > 1);
        let mut seen = vec![false; alive.len()];
        let mut parts = Vec::new();
        for start in (0..alive.len()).filter(|v| is_open(*v)) {
            let (mut part, mut next) = (Vec::new(), vec![start]);
            while let Some(variable) = next.pop() {
                match seen.get_mut(variable) {
                    Some(slot) if !*slot => *slot = true,
                    _ => continue,
                }
                part.push(variable);
                next.extend(self.pairs_of(variable).map(|p| p.other(variable)).filter(|o| is_open(*o)));
            }
            if !part.is_empty() {
                part.sort_by_key(|v| (alive.get(*v).map_or(0, Vec::len), *v));
                parts.push(part);
            }
        }
        parts
    }

    /// Changes one variable at a time for the better until none can be.
    fn improve(&self, mut states: Vec<usize>, alive: &[Vec<usize>]) -> Vec<usize> {
        for _ in 0..ROUNDS {
            let mut has_changed = false;
            for variable in (0..states.len()).filter(|v| alive.get(*v).is_some_and(|s| s.len() > 1)) {
                let scores = self.given(variable, &states);
                let score = |s: usize| scores.get(s).copied().unwrap_or(f64::NEG_INFINITY);
                let best = best_of(alive, variable, score);
                if let Some(slot) = states.get_mut(variable)
                    && score(best) > score(*slot) + EQUAL
                {
                    *slot = best;
                    has_changed = true;
                }
            }
            if !has_changed {
                break;
            }
        }
        states
    }
}

/// The first of a variable's live states with the highest score.
fn best_of(alive: &[Vec<usize>], variable: usize, score: impl Fn(usize) -> f64) -> usize {
    let states = alive.get(variable).into_iter().flatten();
    let scored = states.map(|s| (*s, score(*s)));
    scored.fold((0, f64::NEG_INFINITY), |best, (s, score)| if score > best.1 { (s, score) } else { best }).0
}

/// A search of the best states of one part, all other variables being settled.
struct Search {
    part: Vec<usize>,
    /// For each variable of the part, its live states.
    states: Vec<Vec<usize>>,
    /// For each depth and variable of the part, what each live state adds to those chosen so far.
    gains: Vec<Vec<Vec<f64>>>,
    /// For each variable of the part, the later ones that it is tied to, with the scores of live states.
    later: Vec<Vec<(usize, Vec<Vec<f64>>)>>,
    /// For each depth, more than the pairs among the variables from there on can add.
    rest: Vec<f64>,
    nodes: usize,
    best: Vec<usize>,
    best_score: f64,
    chosen: Vec<usize>,
}

impl Search {
    fn new(model: &Model, alive: &[Vec<usize>], part: Vec<usize>, settled: &[usize]) -> Search {
        let states: Vec<Vec<usize>> = part.iter().map(|v| alive.get(*v).cloned().unwrap_or_default()).collect();
        let place = |variable: usize| part.iter().position(|v| *v == variable);
        let mut gains: Vec<Vec<f64>> = Vec::with_capacity(part.len());
        let mut later: Vec<Vec<(usize, Vec<Vec<f64>>)>> = vec![Vec::new(); part.len()];
        let mut pair_most = vec![0.0; part.len()];
        for (number, (variable, own)) in part.iter().zip(&states).enumerate() {
            let mut gain: Vec<f64> = own.iter().map(|s| model.alone(*variable, *s)).collect();
            for pair in model.pairs_of(*variable) {
                let other = pair.other(*variable);
                match place(other) {
                    None => {
                        let theirs = settled.get(other).copied().unwrap_or(0);
                        for (slot, state) in gain.iter_mut().zip(own) {
                            *slot += pair.of(*variable, *state, theirs);
                        }
                    }
                    Some(at) if at > number => {
                        let theirs = states.get(at).map(Vec::as_slice).unwrap_or_default();
                        let row = |s: &usize| theirs.iter().map(|o| pair.of(*variable, *s, *o)).collect();
                        let table: Vec<Vec<f64>> = own.iter().map(row).collect();
                        let most = table.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
                        if let (Some(list), Some(slot)) = (later.get_mut(number), pair_most.get_mut(number)) {
                            list.push((at, table));
                            *slot += most.max(-1e12);
                        }
                    }
                    Some(_) => {}
                }
            }
            gains.push(gain);
        }
        let mut rest = vec![0.0; part.len() + 1];
        for at in (0..part.len()).rev() {
            rest[at] = rest[at + 1] + pair_most[at];
        }
        let best: Vec<usize> = part.iter().map(|v| settled.get(*v).copied().unwrap_or(0)).collect();
        let mut search = Search {
            chosen: vec![0; part.len()],
            gains: vec![gains; part.len() + 1],
            part,
            states,
            later,
            rest,
            nodes: 0,
            best,
            best_score: f64::NEG_INFINITY,
        };
        search.best_score = search.score_of_best();
        search
    }

    /// What the assignment that the search begins with scores within the part.
    fn score_of_best(&mut self) -> f64 {
        let mut score = 0.0;
        for depth in 0..self.part.len() {
            let wanted = self.best.get(depth);
            let state = self.states.get(depth).and_then(|s| s.iter().position(|s| Some(s) == wanted)).unwrap_or(0);
            score += self.choose(depth, state);
        }
        score
    }

    /// Gives the variable at a depth one of its states; returns what that adds.
    fn choose(&mut self, depth: usize, state: usize) -> f64 {
        let (before, after) = self.gains.split_at_mut(depth + 1);
        let (Some(now), Some(next)) = (before.last(), after.first_mut()) else { return 0.0 };
        for (to, from) in next.iter_mut().zip(now).skip(depth + 1) {
            to.clone_from(from);
        }
        for (at, table) in self.later.get(depth).into_iter().flatten() {
            if let (Some(gain), Some(row)) = (next.get_mut(*at), table.get(state)) {
                gain.iter_mut().zip(row).for_each(|(gain, score)| *gain += score);
            }
        }
        now.get(depth).and_then(|g| g.get(state)).copied().unwrap_or(0.0)
    }

    fn branch(&mut self, depth: usize, score: f64) {
        self.nodes += 1;
        if self.nodes >= MOST_NODES {
            return;
        }
        if depth == self.part.len() {
            if score > self.best_score + EQUAL {
                self.best_score = score;
                self.best.clone_from(&self.chosen);
            }
            return;
        }
        let Some(gains) = self.gains.get(depth) else { return };
        let most = |gain: &Vec<f64>| gain.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let open: f64 = gains.iter().skip(depth).map(most).sum();
        if score + open + self.rest.get(depth).copied().unwrap_or(0.0) <= self.best_score + EQUAL {
            return;
        }
        let own = gains.get(depth).cloned().unwrap_or_default();
        let mut order: Vec<usize> = (0..own.len()).collect();
        order.sort_by(|a, b| own.get(*b).unwrap_or(&0.0).total_cmp(own.get(*a).unwrap_or(&0.0)).then(a.cmp(b)));
        for state in order {
            let gain = self.choose(depth, state);
            if let (Some(slot), Some(state)) =
                (self.chosen.get_mut(depth), self.states.get(depth).and_then(|s| s.get(state)))
            {
                *slot = *state;
            }
            self.branch(depth + 1, score + gain);
        }
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
                    let width = unary[second].len();
                    let score = (0..unary[first].len() * width).map(|_| seed.next().unwrap_or(0.0)).collect();
                    pairs.push(Pair { first, second, width, score });
                }
            }
            let model = Model::new(unary, pairs);
            let (states, proven) = model.solve();
            prop_assert!(proven);
            prop_assert!((model.score(&states) - brute(&model)).abs() < 1e-9);
        }
    }
}
