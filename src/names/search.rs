//! The exact search.
//!
//! The trie is walked depth first, with a column of costs at each node: what the query costs so far,
//! by the number of its letters that are still to come. A subtree is left out when even the best of
//! what it can hold is dearer than the k-th best so far: the node says what writing so many letters
//! costs the cheapest name below, whatever the letters, and which letters are dear for all of them.
//! A narrow beam goes first, so that the limit is near the truth from the start.

use super::index::{AHEAD_SHIFT, LAST, LENGTHS, SoundIndex, Trie, TrieNode};
use super::model::{COST_SCALE, Cost, Direction, NEVER, STEPS, letter_bit};
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
const BEAM: usize = 8;

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
    /// What each place of a column may have cost, where so much is still to come.
    #[inline]
    fn slack<const W: usize>(&self, to_come: &[Cost; W]) -> [Cost; W] {
        to_come.map(|cost| (self.limit as Cost).saturating_sub(cost))
    }

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

/// What one search needs at every node. `W` places of the query, each the number of letters that
/// are still to come; a column has two more after them (`P` in all) that are never reached.
struct Run<'r, const W: usize, const P: usize> {
    rows: &'r mut Rows,
    direction: &'r Direction,
    /// Cost of ending with so many letters left.
    ends: [Cost; W],
    /// The same, those that are possible: how many letters an end leaves off, at what cost.
    cuts: Vec<(usize, Cost)>,
    /// The letters of the query, and for each the rows to add where it is dear, by the steps.
    letters: u32,
    dear: [[[Cost; W]; 32]; 2],
    visited: u64,
    /// How many nodes may have been visited when a trie is done.
    patience: u64,
}

/// What is ahead of each place below a node at least.
struct Ahead<const W: usize> {
    number: [Cost; W],
    dear: [Cost; W],
}

impl Searcher {
    /// Nodes of the index that searches have looked at so far: the work done.
    #[must_use]
    pub fn visited(&self) -> u64 {
        self.visited
    }

    pub(crate) fn search(&mut self, index: &SoundIndex<'_>, query: &str, k: usize, reach: f32) -> Vec<Hit> {
        let first = Query::new(index.model(), query);
        if k == 0 || first.letters.is_empty() {
            return Vec::new();
        }
        let reach = (reach.max(0.0) * COST_SCALE).min(f32::from(NEVER)) as i32;
        let mut best = Best { hits: Vec::with_capacity(k.min(64) + 1), k, reach, limit: i32::from(NEVER) - 1 };
        for query in std::iter::once(first).chain(Query::reordered(index.model(), query)) {
            match query.letters.len() + 1 {
                0..=8 => self.run::<8, 10>(index, &query, &mut best),
                9..=16 => self.run::<16, 18>(index, &query, &mut best),
                17..=32 => self.run::<32, 34>(index, &query, &mut best),
                _ => self.run::<{ MAX_QUERY + 1 }, { MAX_QUERY + 3 }>(index, &query, &mut best),
            }
        }
        let limit = best.limit;
        let hits = best.hits.iter().filter(|hit| hit.0 <= limit);
        hits.map(|&(cost, name)| Hit { name, cost: cost as f32 / COST_SCALE }).collect()
    }

    fn run<const W: usize, const P: usize>(&mut self, index: &SoundIndex<'_>, query: &Query, best: &mut Best) {
        let direction = index.model().direction(query.script);
        self.rows.begin::<W>(direction, &query.letters);
        let mut run = Run::<W, P> {
            rows: &mut self.rows,
            direction,
            ends: [NEVER; W],
            cuts: Vec::new(),
            letters: 0,
            dear: [[[0; W]; 32]; 2],
            visited: 0,
            patience: u64::MAX,
        };
        let mut starts = [NEVER; P];
        starts.iter_mut().zip(query.starts.iter().rev()).for_each(|(slot, &cost)| *slot = cost);
        run.ends.iter_mut().zip(query.ends.iter().rev()).for_each(|(slot, &cost)| *slot = cost);
        run.expect(query);
        let trie = index.trie(query.script);
        run.beam(trie, &starts, best);
        run.patience = run.visited + trie.len() as u64;
        run.depth_first(trie, 0, 1, (&starts, &[0; W]), best);
        self.visited += run.visited;
    }
}

impl<const W: usize, const P: usize> Run<'_, W, P> {
    /// What is still to come at each place: the letters that no end leaves off.
    fn expect(&mut self, query: &Query) {
        self.cuts.extend(self.ends.iter().copied().enumerate().filter(|&(_, cost)| cost < NEVER));
        let cut = self.cuts.last().map_or(0, |&(cut, _)| cut);
        for (left, &letter) in query.letters.iter().rev().enumerate().skip(cut) {
            let bit = letter_bit(letter);
            self.letters |= bit;
            let [first, second] = STEPS;
            for (rows, step) in self.dear.iter_mut().zip([first, second - first]) {
                if let Some(row) = rows.get_mut(bit.trailing_zeros() as usize) {
                    row.iter_mut().skip(left + 1).for_each(|cost| *cost += step);
                }
            }
        }
    }

    /// The least that each place of a column leads to below a node, without what that column has
    /// cost: by the number of letters left, and by those that are dear there.
    #[inline]
    fn ahead(&self, node: &TrieNode) -> Ahead<W> {
        let mut number = [0; W];
        for (left, slot) in number.iter_mut().enumerate() {
            let steps = node.ahead.get(left.min(LENGTHS - 1)).copied().unwrap_or(0);
            *slot = Cost::from(steps) << AHEAD_SHIFT;
        }
        if self.cuts.len() > 1 {
            number = self.ahead_of_cuts(&number);
        }
        let mut dear: [Cost; W] = [0; W];
        for (below, rows) in node.below.into_iter().zip(&self.dear) {
            let mut missing = self.letters & !below;
            while missing != 0 {
                let row = rows.get(missing.trailing_zeros() as usize).unwrap_or(&[0; W]);
                dear.iter_mut().zip(row).for_each(|(sum, &cost)| *sum = sum.saturating_add(cost));
                missing &= missing - 1;
            }
        }
        Ahead { number, dear }
    }

    #[inline(never)]
    fn ahead_of_cuts(&self, ahead: &[Cost; W]) -> [Cost; W] {
        let mut out = [NEVER; W];
        for &(cut, cost) in &self.cuts {
            for (slot, &ahead) in out.iter_mut().skip(cut).zip(ahead) {
                *slot = ahead.saturating_add(cost).min(*slot);
            }
        }
        out
    }

    /// Visits every node that the limit allows, from the siblings that begin at `at`: `dear` are
    /// the letters that are dear for all of them.
    fn depth_first(
        &mut self,
        trie: Trie<'_>,
        mut at: usize,
        depth: u8,
        (before, dear): (&[Cost; P], &[Cost; W]),
        best: &mut Best,
    ) {
        let mut column = [NEVER; P];
        let mut slack = best.slack(dear);
        // A tree has no more to visit than its nodes; only a damaged one has.
        while let Some(symbol) = trie.symbol(at).filter(|_| self.visited < self.patience) {
            self.visited += 1;
            self.step(before, &mut column, symbol & !LAST);
            if is_within(&column, &slack)
                && let Some(node) = trie.node(at)
            {
                let ahead = self.ahead(&node);
                if ahead.least(&column) <= best.limit {
                    self.offer(trie, at, &node, &column, best);
                    let child = node.child as usize;
                    if node.tail == 0 && child > at && usize::from(depth) < MAX_NAME {
                        self.depth_first(trie, child, depth + 1, (&column, &ahead.dear), best);
                    }
                    slack = best.slack(dear);
                }
            }
            if symbol & LAST != 0 {
                break;
            }
            at += 1;
        }
    }

    /// Follows the most promising nodes of each depth, to learn a limit.
    fn beam(&mut self, trie: Trie<'_>, starts: &[Cost; P], best: &mut Best) {
        let mut beam: Vec<(i32, usize, [Cost; P])> = Vec::with_capacity(BEAM + 1);
        let mut next = Vec::with_capacity(BEAM + 1);
        self.extend(trie, 0, starts, &mut next, best);
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
        while let Some(symbol) = trie.symbol(at).filter(|_| at < trie.len()) {
            self.visited += 1;
            self.step(before, &mut column, symbol & !LAST);
            let worst =
                if next.len() < BEAM { best.limit } else { next.last().map_or(0, |last| last.0.min(best.limit)) };
            if is_within(&column, &[worst as Cost; W])
                && let Some(node) = trie.node(at)
            {
                let low = self.ahead(&node).least(&column);
                if low <= worst {
                    self.offer(trie, at, &node, &column, best);
                    if node.tail == 0 && node.child as usize > at {
                        let place = next.partition_point(|(other, ..)| *other <= low);
                        next.truncate(BEAM - 1);
                        next.insert(place.min(next.len()), (low, node.child as usize, column));
                    }
                }
            }
            if symbol & LAST != 0 {
                break;
            }
            at += 1;
        }
    }

    /// The next column: every place of the query reached by writing nothing, one letter or two.
    #[inline(always)]
    fn step(&mut self, before: &[Cost; P], column: &mut [Cost; P], symbol: u16) {
        self.rows.prepare::<W>(self.direction, symbol);
        let (one, two, silent) = self.rows.of::<W>(symbol);
        let (here, back1, back2) = (window::<W>(before, 0), window::<W>(before, 1), window::<W>(before, 2));
        let mut out = [NEVER; W];
        let ways = here.iter().zip(back1).zip(back2).zip(one.iter().zip(two));
        for (slot, (((&here, &back1), &back2), (&one, &two))) in out.iter_mut().zip(ways) {
            *slot = here.saturating_add(silent).min(back1.saturating_add(one)).min(back2.saturating_add(two));
        }
        if let Some(places) = column.first_chunk_mut::<W>() {
            *places = out;
        }
    }

    /// Offers the names that end at a node or after its tail.
    #[inline]
    fn offer(&mut self, trie: Trie<'_>, at: usize, node: &TrieNode, column: &[Cost; P], best: &mut Best) {
        let mut postings = trie.postings(at, node).peekable();
        if postings.peek().is_none() {
            return;
        }
        let mut column = *column;
        for symbol in trie.tail(node) {
            let before = column;
            self.step(&before, &mut column, symbol);
            let low = window::<W>(&column, 0).iter().copied().min().unwrap_or(0);
            if i32::from(low) > best.limit {
                return;
            }
        }
        let mut reached = Cost::MAX;
        for (&cost, &end) in window::<W>(&column, 0).iter().zip(&self.ends) {
            reached = cost.saturating_add(end).min(reached);
        }
        postings.for_each(|(name, penalty)| best.offer(i32::from(reached) + i32::from(penalty), name));
    }
}

impl<const W: usize> Ahead<W> {
    /// The least that a column leads to.
    #[inline]
    fn least<const P: usize>(&self, column: &[Cost; P]) -> i32 {
        let mut low = Cost::MAX;
        for ((&cost, &number), &dear) in window::<W>(column, 0).iter().zip(&self.number).zip(&self.dear) {
            low = cost.saturating_add(number).saturating_add(dear).min(low);
        }
        i32::from(low)
    }
}

/// True when some place of a column is within its limit.
#[inline(always)]
fn is_within<const W: usize, const P: usize>(column: &[Cost; P], slack: &[Cost; W]) -> bool {
    let mut within = false;
    for (cost, slack) in window::<W>(column, 0).iter().zip(slack) {
        within |= cost <= slack;
    }
    within
}

#[inline]
fn window<const W: usize>(row: &[Cost], at: usize) -> &[Cost; W] {
    row.get(at..).and_then(|rest| rest.first_chunk()).unwrap_or(&[NEVER; W])
}
