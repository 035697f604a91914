//! The exact search.
//!
//! The trie is walked depth first, with a column of costs at each node: what the query costs up to
//! each of its places, given the units so far. A subtree is left out when even the best of what it
//! can hold is dearer than the k-th best so far: each unit below costs at least its least; a letter
//! of the query that nothing below writes is dear; so is a loud unit for which no letter is left, and
//! a letter for which no unit is. A narrow beam goes first, so that the limit is near the truth from
//! the start.

use super::index::{REST_SCALE, SoundIndex, Trie, TrieNode};
use super::model::{COST_SCALE, Cost, DEAR, NEVER, letter_bit};
use super::query::Query;
use super::rows::Rows;
use super::{MAX_NAME, MAX_QUERY};

/// A name found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The caller's number of the name.
    pub name: u32,
    /// The cost of the query given the name: a negative log probability, in nats.
    pub cost: f32,
}

/// Memory that searches reuse. One for each thread.
#[derive(Debug, Default)]
pub struct Searcher {
    rows: Rows,
    visited: u64,
}

/// Nodes that the beam keeps at each depth.
const BEAM: usize = 16;
/// How many lengths of what lies below are told apart.
const LENGTHS: usize = 16;
/// What the beam expects a letter to cost.
const LETTER: i32 = 96;

/// The k best so far, best first; a number stands in it once.
struct Best {
    hits: Vec<(i32, u32)>,
    k: usize,
    /// How much dearer than the best a hit may be.
    reach: i32,
    /// What a new hit must not exceed.
    limit: i32,
}

impl Best {
    fn offer(&mut self, cost: i32, name: u32) {
        if cost > self.limit {
            return;
        }
        if let Some(at) = self.hits.iter().position(|&(_, n)| n == name) {
            match self.hits.get(at) {
                Some(&(old, _)) if old > cost => self.hits.remove(at),
                _ => return,
            };
        }
        let at = self.hits.partition_point(|&hit| hit < (cost, name));
        self.hits.insert(at, (cost, name));
        self.hits.truncate(self.k);
        if self.hits.len() == self.k {
            self.limit = self.limit.min(self.hits.last().map_or(self.limit, |h| h.0));
        }
        self.limit = self.limit.min(self.hits.first().map_or(self.limit, |h| h.0.saturating_add(self.reach)));
    }
}

/// What one search needs at every node. `W` places of the query; a column has two more before
/// (`P` in all) that are never reached.
struct Run<'r, const W: usize, const P: usize> {
    rows: &'r Rows,
    starts: [Cost; P],
    ends: [Cost; P],
    /// The letters of the query.
    letters: u32,
    count: usize,
    /// For each letter, [`DEAR`] for each time that it is still to come from a place on.
    to_come: [[Cost; W]; 32],
    /// By the letters needed below: what each place lacks; and by the room below, what it has too many.
    lacking: [[Cost; W]; LENGTHS],
    crowded: [[Cost; W]; LENGTHS],
    flat: &'r [(Cost, Cost)],
    visited: u64,
    /// How many nodes may have been visited when a trie is done.
    patience: u64,
}

impl Searcher {
    /// Nodes of the index that searches have looked at so far: the work done.
    #[must_use]
    pub fn visited(&self) -> u64 {
        self.visited
    }

    pub(crate) fn search(&mut self, index: &SoundIndex<'_>, query: &str, k: usize, reach: f32) -> Vec<Hit> {
        let query = Query::new(query);
        if k == 0 || query.letters.is_empty() {
            return Vec::new();
        }
        let reach = (reach.max(0.0) * COST_SCALE).min(f32::from(NEVER)) as i32;
        let mut best = Best { hits: Vec::new(), k, reach, limit: i32::from(NEVER) - 1 };
        match query.letters.len() + 1 {
            0..=8 => self.run::<8, 10>(index, &query, &mut best),
            9..=16 => self.run::<16, 18>(index, &query, &mut best),
            17..=32 => self.run::<32, 34>(index, &query, &mut best),
            _ => self.run::<{ MAX_QUERY + 1 }, { MAX_QUERY + 3 }>(index, &query, &mut best),
        }
        let limit = best.limit;
        let hits = best.hits.iter().filter(|hit| hit.0 <= limit);
        hits.map(|&(cost, name)| Hit { name, cost: cost as f32 / COST_SCALE }).collect()
    }

    fn run<const W: usize, const P: usize>(&mut self, index: &SoundIndex<'_>, query: &Query, best: &mut Best) {
        let direction = index.model().direction(query.script);
        self.rows.fill::<P>(direction, &query.letters);
        let mut run = Run::<W, P> {
            rows: &self.rows,
            starts: [NEVER; P],
            ends: [NEVER; P],
            letters: 0,
            count: query.letters.len(),
            to_come: [[0; W]; 32],
            lacking: [[0; W]; LENGTHS],
            crowded: [[0; W]; LENGTHS],
            flat: direction.flat(),
            visited: 0,
            patience: u64::MAX,
        };
        run.starts.iter_mut().skip(2).zip(&query.starts).for_each(|(slot, &cost)| *slot = cost);
        run.ends.iter_mut().skip(2).zip(&query.ends).for_each(|(slot, &cost)| *slot = cost);
        run.expect(query);
        let trie = index.trie(query.script);
        run.beam(trie, best);
        run.patience = run.visited + trie.len() as u64;
        let starts = run.starts;
        run.depth_first(trie, 0, 1, &starts, best);
        self.visited += run.visited;
    }
}

impl<const W: usize, const P: usize> Run<'_, W, P> {
    /// What is still to come at each place: the letters that no end leaves off.
    fn expect(&mut self, query: &Query) {
        let to = query.ends.iter().position(|&cost| cost < NEVER).unwrap_or(0);
        for (at, &letter) in query.letters.iter().enumerate() {
            let bit = letter_bit(letter);
            self.letters |= bit;
            if at < to
                && let Some(row) = self.to_come.get_mut(bit.trailing_zeros() as usize)
            {
                row.iter_mut().take(at + 1).for_each(|cost| *cost += DEAR);
            }
        }
        let dear = |letters: usize| (letters as Cost).saturating_mul(DEAR);
        for (length, (lacking, crowded)) in self.lacking.iter_mut().zip(&mut self.crowded).enumerate() {
            for (place, (lacking, crowded)) in lacking.iter_mut().zip(crowded).enumerate() {
                *lacking = dear(length.saturating_sub(self.count.saturating_sub(place)));
                *crowded = dear(to.saturating_sub(place).saturating_sub(length));
            }
        }
    }

    /// The least that a column leads to below a node, without the least of the units there.
    #[inline]
    fn least_ahead(&self, column: &[Cost; P], node: &TrieNode) -> i32 {
        let mut missing = self.letters & !node.below;
        let mut more = [0; W];
        if let Some(crowded) = self.crowded.get(usize::from(node.room)) {
            more = *crowded;
        }
        if missing != 0 {
            let mut dear = [0; W];
            while missing != 0 {
                let row = self.to_come.get(missing.trailing_zeros() as usize).unwrap_or(&[0; W]);
                dear.iter_mut().zip(row).for_each(|(sum, &cost)| *sum += cost);
                missing &= missing - 1;
            }
            more.iter_mut().zip(&dear).for_each(|(more, &dear)| *more = dear.max(*more));
        }
        let lacking = self.lacking.get(usize::from(node.need).min(LENGTHS - 1)).unwrap_or(&[0; W]);
        let mut low = Cost::MAX;
        for ((&cost, &more), &lacking) in window::<W>(column, 2).iter().zip(&more).zip(lacking) {
            low = low.min(cost.saturating_add(more).saturating_add(lacking));
        }
        i32::from(low)
    }

    /// Visits every node that the limit allows, from the siblings that begin at `at`.
    fn depth_first(&mut self, trie: Trie<'_>, mut at: usize, depth: u8, before: &[Cost; P], best: &mut Best) {
        let mut column = [NEVER; P];
        // A tree has no more to visit than its nodes; only a damaged one has.
        while let Some(node) = trie.node(at).filter(|_| self.visited < self.patience) {
            self.visited += 1;
            let (silent, _) = self.flat.get(usize::from(node.symbol)).copied().unwrap_or((NEVER, 0));
            let low = self.step(before, &mut column, node.symbol, silent);
            let slack = best.limit - rest(node);
            if low <= slack {
                offer(trie, at, &column, &self.ends, best);
                let child = node.child as usize;
                if child > at && usize::from(depth) < MAX_NAME && self.least_ahead(&column, &node) <= slack {
                    self.depth_first(trie, child, depth + 1, &column, best);
                }
            }
            if node.is_last {
                break;
            }
            at += 1;
        }
    }

    /// Follows the most promising nodes of each depth, to learn a limit.
    fn beam(&mut self, trie: Trie<'_>, best: &mut Best) {
        let mut beam: Vec<(i32, usize, [Cost; P])> = Vec::with_capacity(BEAM + 1);
        let mut next = beam.clone();
        self.extend(trie, 0, &self.starts.clone(), &mut next, best);
        for _ in 1..MAX_NAME {
            std::mem::swap(&mut beam, &mut next);
            next.clear();
            for (_, at, column) in &beam {
                self.extend(trie, *at, column, &mut next, best);
            }
        }
    }

    /// The siblings that begin at `at`, into the next beam.
    fn extend(
        &mut self,
        trie: Trie<'_>,
        mut at: usize,
        before: &[Cost; P],
        next: &mut Vec<(i32, usize, [Cost; P])>,
        best: &mut Best,
    ) {
        let mut column = [NEVER; P];
        while let Some(node) = trie.node(at).filter(|_| at < trie.len()) {
            self.visited += 1;
            let (silent, _) = self.flat.get(usize::from(node.symbol)).copied().unwrap_or((NEVER, 0));
            let low = self.step(before, &mut column, node.symbol, silent) + rest(node);
            if low <= best.limit {
                offer(trie, at, &column, &self.ends, best);
                let low = self.promise(&column) + rest(node);
                let place = next.partition_point(|(other, ..)| *other <= low);
                if place < BEAM && node.child as usize > at {
                    next.truncate(BEAM - 1);
                    next.insert(place, (low, node.child as usize, column));
                }
            }
            if node.is_last {
                break;
            }
            at += 1;
        }
    }

    /// What a column promises, were each letter that is left to cost something.
    fn promise(&self, column: &[Cost; P]) -> i32 {
        let left = (0..self.count as i32 + 1).rev();
        column.iter().skip(2).zip(left).map(|(&cost, left)| i32::from(cost) + left * LETTER).min().unwrap_or(0)
    }

    /// The next column: every place of the query reached by writing nothing, one letter or two.
    /// Returns its lowest cost.
    #[inline(always)]
    fn step(&self, before: &[Cost; P], column: &mut [Cost; P], symbol: u16, silent: Cost) -> i32 {
        let (one, two) = self.rows.of::<P>(symbol);
        let (one, two) = (window::<W>(one, 0), window::<W>(two, 0));
        let (here, back1, back2) = (window::<W>(before, 2), window::<W>(before, 1), window::<W>(before, 0));
        let mut out = [NEVER; W];
        let mut low = NEVER;
        let ways = here.iter().zip(back1).zip(back2).zip(one.iter().zip(two));
        for (slot, (((&here, &back1), &back2), (&one, &two))) in out.iter_mut().zip(ways) {
            let cost = here.saturating_add(silent).min(back1.saturating_add(one)).min(back2.saturating_add(two));
            *slot = cost;
            low = low.min(cost);
        }
        if let Some(places) = column.get_mut(2..).and_then(|rest| rest.first_chunk_mut::<W>()) {
            *places = out;
        }
        i32::from(low)
    }
}

#[inline]
fn window<const W: usize>(row: &[Cost], at: usize) -> &[Cost; W] {
    row.get(at..).and_then(|rest| rest.first_chunk()).unwrap_or(&[NEVER; W])
}

#[inline]
fn rest(node: TrieNode) -> i32 {
    i32::from(node.rest) * i32::from(REST_SCALE)
}

/// Offers the names that end at a node.
#[inline]
fn offer<const P: usize>(trie: Trie<'_>, at: usize, column: &[Cost; P], ends: &[Cost; P], best: &mut Best) {
    let mut postings = trie.postings(at).peekable();
    if postings.peek().is_some() {
        let reached = column.iter().zip(ends).map(|(&c, &e)| i32::from(c) + i32::from(e)).min();
        let reached = reached.unwrap_or(i32::from(NEVER));
        postings.for_each(|(name, penalty)| best.offer(reached + i32::from(penalty), name));
    }
}
