//! The exact search: the trie depth first, a column of costs a node, subtrees left out that cannot
//! hold a better name than the k best so far.

use super::index::{SoundIndex, Trie};
use super::model::{COST_SCALE, Cost, Direction, NEVER};
use super::query::{Query, fill};
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
    /// Costs of the symbols at each place of the query, one row a symbol: `one`, then `two`.
    rows: Vec<Cost>,
    silent: Vec<Cost>,
    /// The search that filled a row last.
    filled: Vec<u32>,
    now: u32,
    /// Nodes that searches have looked at, since the searcher was made.
    visited: u64,
}

/// The k best so far, best first; a number stands in it once.
struct Best {
    hits: Vec<(i32, u32)>,
    k: usize,
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
    }
}

impl Searcher {
    /// Nodes of the index that searches have looked at so far: the work done.
    #[must_use]
    pub fn visited(&self) -> u64 {
        self.visited
    }

    pub(crate) fn search(&mut self, index: &SoundIndex<'_>, query: &str, k: usize) -> Vec<Hit> {
        let query = Query::new(query);
        if k == 0 || query.letters.is_empty() {
            return Vec::new();
        }
        let trie = index.trie(query.script);
        let direction = index.model().direction(query.script);
        let mut best = Best { hits: Vec::new(), k, limit: i32::from(NEVER) - 1 };
        match query.letters.len() + 1 {
            0..=8 => self.run::<8, 10>(trie, direction, &query, &mut best),
            9..=16 => self.run::<16, 18>(trie, direction, &query, &mut best),
            17..=32 => self.run::<32, 34>(trie, direction, &query, &mut best),
            _ => self.run::<{ MAX_QUERY + 1 }, { MAX_QUERY + 3 }>(trie, direction, &query, &mut best),
        }
        best.hits.iter().map(|&(cost, name)| Hit { name, cost: cost as f32 / COST_SCALE }).collect()
    }

    /// `W` places of the query, and `P` = `W` + 2 of a column, which begins with two that are never.
    fn run<const W: usize, const P: usize>(
        &mut self,
        trie: Trie<'_>,
        direction: &Direction,
        query: &Query,
        best: &mut Best,
    ) {
        self.prepare::<W>(direction);
        let mut columns = [[NEVER; P]; MAX_NAME + 1];
        let mut ends = [NEVER; W];
        ends.iter_mut().zip(&query.ends).for_each(|(slot, &end)| *slot = end);
        if let Some(first) = columns.first_mut() {
            first.iter_mut().skip(2).zip(&query.starts).for_each(|(slot, &start)| *slot = start);
        }
        let mut at = 0;
        let count = trie.len();
        while at < count {
            let Some(node) = trie.node(at) else { break };
            self.visited += 1;
            let depth = usize::from(node.depth).clamp(1, MAX_NAME);
            let silent = self.row::<W>(direction, query, node.symbol);
            let (one, two) = self.costs::<W>(node.symbol);
            let Ok([before, column]) = columns.get_disjoint_mut([depth - 1, depth]) else { break };
            let low = step::<W, P>(before, column, silent, one, two);
            if i32::from(low) + i32::from(node.rest) > best.limit {
                at += (node.size as usize).max(1);
                continue;
            }
            let mut postings = trie.postings(at).peekable();
            if postings.peek().is_some() {
                let reached = column.iter().skip(2).zip(&ends).map(|(&c, &e)| i32::from(c) + i32::from(e)).min();
                let reached = reached.unwrap_or(i32::from(NEVER));
                postings.for_each(|(name, penalty)| best.offer(reached + i32::from(penalty), name));
            }
            at += 1;
        }
    }

    fn prepare<const W: usize>(&mut self, direction: &Direction) {
        let symbols = direction.leaf_count();
        self.rows.resize((symbols * 2 * W).max(self.rows.len()), NEVER);
        self.silent.resize(symbols.max(self.silent.len()), NEVER);
        self.filled.resize(symbols.max(self.filled.len()), 0);
        self.now = self.now.wrapping_add(1);
        if self.now == 0 {
            self.filled.fill(0);
            self.now = 1;
        }
    }

    /// Fills the row of a symbol at its first use in a search; returns the cost of its silence.
    #[inline]
    fn row<const W: usize>(&mut self, direction: &Direction, query: &Query, symbol: u16) -> Cost {
        let number = usize::from(symbol);
        let Some(filled) = self.filled.get_mut(number) else { return NEVER };
        if *filled != self.now {
            *filled = self.now;
            if let Some(row) = self.rows.get_mut(number * 2 * W..(number + 1) * 2 * W) {
                row.fill(NEVER);
                let (one, two) = row.split_at_mut(W);
                let silent = fill(direction, &query.letters, symbol, one, two);
                if let Some(slot) = self.silent.get_mut(number) {
                    *slot = silent;
                }
            }
        }
        self.silent.get(number).copied().unwrap_or(NEVER)
    }

    #[inline]
    fn costs<const W: usize>(&self, symbol: u16) -> (&[Cost; W], &[Cost; W]) {
        let row = self.rows.get(usize::from(symbol) * 2 * W..).unwrap_or_default();
        let one = row.first_chunk().unwrap_or(&[NEVER; W]);
        let two = row.get(W..).and_then(|rest| rest.first_chunk()).unwrap_or(&[NEVER; W]);
        (one, two)
    }
}

/// The next column: every place of the query reached by writing nothing, one letter or two.
/// Returns its lowest cost.
#[inline]
fn step<const W: usize, const P: usize>(
    before: &[Cost; P],
    column: &mut [Cost; P],
    silent: Cost,
    one: &[Cost; W],
    two: &[Cost; W],
) -> Cost {
    let mut low = NEVER;
    let places = before.iter().skip(2).zip(before.iter().skip(1)).zip(before.iter());
    let costs = one.iter().zip(two.iter());
    for (slot, (((&here, &back1), &back2), (&one, &two))) in column.iter_mut().skip(2).zip(places.zip(costs)) {
        let cost = here.saturating_add(silent).min(back1.saturating_add(one)).min(back2.saturating_add(two));
        *slot = cost;
        low = low.min(cost);
    }
    low
}
