//! The exact search.
//!
//! The trie is walked depth first, with a column of costs at each node: what the query costs so far,
//! by the number of its letters that are still to come. A subtree is left out when even the best of
//! what it can hold is dearer than the k-th best so far: the node says what writing so many letters
//! costs the cheapest name below, whatever the letters, and which letters are dear for all of them.
//! A narrow beam goes first, so that the limit is near the truth from the start.

use super::index::{AHEAD_SHIFT, LAST, LENGTHS, SoundIndex, Trie};
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
    /// Of each width of columns its own.
    rows: [Rows; 4],
    dear: Vec<Cost>,
    visited: u64,
}

/// Siblings that are stepped to before the first of them is looked into: what they wait for in memory
/// is fetched side by side.
const ABREAST: usize = 8;

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
        let mut slack = [self.limit as Cost; W];
        slack.iter_mut().zip(to_come).for_each(|(slack, &cost)| *slack = slack.saturating_sub(cost));
        slack
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
    /// The letters of the query, as a set.
    letters: u32,
    /// What must be added where letters are dear: for each of [`STEPS`] and each byte of the set of
    /// letters a row for each of its values that some letters of the query make up.
    dear: &'r [[Cost; W]],
    visited: u64,
    /// How many nodes may have been visited when a trie is done.
    patience: u64,
}

/// Rows of [`Run::dear`] for one of the steps.
const DEAR_ROWS: usize = 4 * 256;

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
            // A node tells LENGTHS numbers of letters apart, all but one of the second width.
            match query.letters.len() + 1 {
                0..=8 => self.run::<8, 10>(0, index, &query, &mut best),
                9..=LENGTHS => self.run::<16, 18>(1, index, &query, &mut best),
                16..=32 => self.run::<32, 34>(2, index, &query, &mut best),
                _ => self.run::<{ MAX_QUERY + 1 }, { MAX_QUERY + 3 }>(3, index, &query, &mut best),
            }
        }
        let limit = best.limit;
        let hits = best.hits.iter().filter(|hit| hit.0 <= limit);
        hits.map(|&(cost, name)| Hit { name, cost: cost as f32 / COST_SCALE }).collect()
    }

    fn run<const W: usize, const P: usize>(
        &mut self,
        width: usize,
        index: &SoundIndex<'_>,
        query: &Query,
        best: &mut Best,
    ) {
        let direction = index.model().direction(query.script);
        let Some(rows) = self.rows.get_mut(width) else { return };
        rows.begin::<W>(direction, &query.letters);
        let mut ends = [NEVER; W];
        ends.iter_mut().zip(query.ends.iter().rev()).for_each(|(slot, &cost)| *slot = cost);
        let cuts: Vec<_> = ends.iter().copied().enumerate().filter(|&(_, cost)| cost < NEVER).collect();
        let cut = cuts.last().map_or(0, |&(cut, _)| cut);
        let letters = expect::<W>(&mut self.dear, query, cut);
        let dear = self.dear.as_chunks().0;
        let mut run = Run::<W, P> { rows, direction, ends, cuts, letters, dear, visited: 0, patience: u64::MAX };
        let mut starts = [NEVER; P];
        starts.iter_mut().zip(query.starts.iter().rev()).for_each(|(slot, &cost)| *slot = cost);
        let trie = index.trie(query.script);
        if best.hits.len() < best.k {
            run.beam(trie, &starts, best);
        }
        run.patience = run.visited + trie.len() as u64;
        run.depth_first(trie, 0, 1, (&starts, &[0; W]), best);
        self.visited += run.visited;
    }
}

/// Lays out [`Run::dear`] for the letters that no end leaves off, and returns their set.
fn expect<const W: usize>(dear: &mut Vec<Cost>, query: &Query, cut: usize) -> u32 {
    dear.resize(dear.len().max(2 * DEAR_ROWS * W), 0);
    let mut all = 0;
    let mut own = [[[0; W]; 32]; 2];
    for (left, &letter) in query.letters.iter().rev().enumerate().skip(cut) {
        let bit = letter_bit(letter);
        all |= bit;
        let [first, second] = STEPS;
        for (rows, step) in own.iter_mut().zip([first, second - first]) {
            if let Some(row) = rows.get_mut(bit.trailing_zeros() as usize) {
                row.iter_mut().skip(left + 1).for_each(|cost| *cost += step);
            }
        }
    }
    let (tables, _) = dear.as_chunks_mut::<W>();
    for (table, own) in tables.chunks_exact_mut(DEAR_ROWS).zip(&own) {
        for ((number, rows), own) in table.chunks_exact_mut(256).enumerate().zip(own.chunks_exact(8)) {
            let letters = (all >> (8 * number)) as usize & 255;
            // All sets of these letters, in the order of their numbers.
            let mut set = 0usize;
            loop {
                let mut sum = rows.get(set & set.wrapping_sub(1)).filter(|_| set > 0).copied().unwrap_or([0; W]);
                if let Some(own) = own.get(set.trailing_zeros() as usize) {
                    sum.iter_mut().zip(own).for_each(|(sum, &cost)| *sum += cost);
                }
                if let Some(row) = rows.get_mut(set) {
                    *row = sum;
                }
                set = set.wrapping_sub(letters) & letters;
                if set == 0 {
                    break;
                }
            }
        }
    }
    all
}

impl<const W: usize, const P: usize> Run<'_, W, P> {
    /// A column with the least that each place leads to below a node by the number of letters that
    /// are left.
    #[inline(always)]
    fn with_number(&self, column: &[Cost; P], ahead: &[u8; LENGTHS + 1]) -> [Cost; W] {
        let mut number = [0; W];
        number.iter_mut().zip(ahead).for_each(|(slot, &steps)| *slot = Cost::from(steps) << AHEAD_SHIFT);
        if W > LENGTHS + 1 {
            let most = number.get(LENGTHS - 1).copied().unwrap_or(0);
            number.iter_mut().skip(LENGTHS).for_each(|slot| *slot = most);
        }
        if self.cuts.len() > 1 {
            number = self.ahead_of_cuts(&number);
        }
        number.iter_mut().zip(column).for_each(|(sum, &cost)| *sum = sum.saturating_add(cost));
        number
    }

    /// What each place has to add below a node for letters that are dear there.
    #[inline(always)]
    fn dear(&self, below: [u32; 2]) -> [Cost; W] {
        let mut sum = [0; W];
        for (below, table) in below.into_iter().zip(self.dear.chunks_exact(DEAR_ROWS)) {
            let missing = (self.letters & !below).to_le_bytes();
            for (rows, byte) in table.chunks_exact(256).zip(missing) {
                let row = rows.get(usize::from(byte)).unwrap_or(&[0; W]);
                sum.iter_mut().zip(row).for_each(|(sum, &cost)| *sum += cost);
            }
        }
        sum
    }

    #[inline(always)]
    fn ahead_of_cuts(&self, ahead: &[Cost; W]) -> [Cost; W] {
        let mut out = [NEVER; W];
        let padded = [[NEVER; W], *ahead];
        for &(cut, cost) in &self.cuts {
            let before = window::<W>(padded.as_flattened(), W - cut.min(W));
            for (slot, &ahead) in out.iter_mut().zip(before) {
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
        let mut columns = [[NEVER; P]; ABREAST];
        let mut is_last = false;
        // A tree has no more to visit than its nodes; only a damaged one has.
        while !is_last && self.visited < self.patience {
            let slack = best.slack(dear);
            let (mut count, mut open) = (0, 0u32);
            for (number, column) in (0..).zip(&mut columns) {
                let (Some(symbol), Some((ahead, _))) = (trie.symbol(at + number), trie.ahead(at + number)) else {
                    is_last = true;
                    break;
                };
                self.step(before, column, symbol & !LAST);
                open |= u32::from(is_within(&self.with_number(column, ahead), &slack)) << number;
                count += 1;
                if symbol & LAST != 0 {
                    is_last = true;
                    break;
                }
            }
            self.visited += count as u64;
            while open != 0 {
                let number = open.trailing_zeros() as usize;
                open &= open - 1;
                let at = at + number;
                let Some((column, (ahead, below))) = columns.get(number).zip(trie.ahead(at)) else { continue };
                let own = self.dear(below);
                if is_within(&self.with_number(column, ahead), &best.slack(&own))
                    && let Some(node) = trie.node(at)
                {
                    self.offer(trie, at, column, &own, best);
                    let child = node.child as usize;
                    if node.tail == 0 && child > at && usize::from(depth) < MAX_NAME {
                        self.depth_first(trie, child, depth + 1, (column, &own), best);
                    }
                }
            }
            at += count;
        }
    }

    /// Follows the most promising nodes of each depth, to learn a limit.
    fn beam(&mut self, trie: Trie<'_>, starts: &[Cost; P], best: &mut Best) {
        let mut beam: Vec<(i32, usize, [Cost; P])> = Vec::with_capacity(BEAM + 1);
        let mut next = Vec::with_capacity(BEAM + 1);
        self.extend(trie, 0, starts, &mut next, best);
        for _ in 1..MAX_NAME {
            if next.is_empty() {
                break;
            }
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
            let slack = [worst as Cost; W];
            if is_within(window(&column, 0), &slack)
                && let Some((ahead, below)) = trie.ahead(at)
            {
                let mut least = self.with_number(&column, ahead);
                if is_within(&least, &slack) {
                    let own = self.dear(below);
                    least.iter_mut().zip(&own).for_each(|(sum, &cost)| *sum = sum.saturating_add(cost));
                    let low = i32::from(least.into_iter().fold(Cost::MAX, Cost::min));
                    if low <= worst
                        && let Some(node) = trie.node(at)
                    {
                        self.offer(trie, at, &column, &own, best);
                        if node.tail == 0 && node.child as usize > at {
                            let place = next.partition_point(|(other, ..)| *other <= low);
                            next.truncate(BEAM - 1);
                            next.insert(place.min(next.len()), (low, node.child as usize, column));
                        }
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
        let Some((one, two, silent)) = self.rows.of::<W>(self.direction, symbol) else { return };
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

    /// Offers the names that end at a node or after its tail; `dear` are the letters that are dear
    /// for all of them.
    #[inline]
    fn offer(&mut self, trie: Trie<'_>, at: usize, column: &[Cost; P], dear: &[Cost; W], best: &mut Best) {
        let Some(node) = trie.node(at) else { return };
        let mut postings = trie.postings(at, &node).peekable();
        if postings.peek().is_none() {
            return;
        }
        let mut column = *column;
        if node.tail > 0 {
            let slack = best.slack(dear);
            for symbol in trie.tail(&node) {
                let before = column;
                self.step(&before, &mut column, symbol);
                if !is_within(window(&column, 0), &slack) {
                    return;
                }
            }
        }
        let mut reached = Cost::MAX;
        for (&cost, &end) in window::<W>(&column, 0).iter().zip(&self.ends) {
            reached = cost.saturating_add(end).min(reached);
        }
        postings.for_each(|(name, penalty)| best.offer(i32::from(reached) + i32::from(penalty), name));
    }
}

/// True when some place of a column is within its limit.
#[inline(always)]
fn is_within<const W: usize>(column: &[Cost; W], slack: &[Cost; W]) -> bool {
    let mut within = false;
    for (cost, slack) in column.iter().zip(slack) {
        within |= cost <= slack;
    }
    within
}

#[inline(always)]
fn window<const W: usize>(row: &[Cost], at: usize) -> &[Cost; W] {
    row.get(at..).and_then(|rest| rest.first_chunk()).unwrap_or(&[NEVER; W])
}
