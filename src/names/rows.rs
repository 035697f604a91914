//! What each symbol costs at each place of one query, so that the search only looks up.

use super::model::{Cost, Direction, NEVER};
use super::units::Unit;

/// The costs of the symbols of a model for one query of fewer than `W` letters (always the same `W`),
/// reckoned when a symbol first comes up. A place is the number of letters that are still to come
/// after it.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// For each symbol a block of two rows of `W`, the cost of writing one letter so that so many are
    /// left, and of writing two, learned as a pair or as one letter and an insertion; then what
    /// silence costs, and the number of the query that all this is for.
    blocks: Vec<Cost>,
    query: Cost,
    /// The letters of the query, the last one first, and what inserting them costs.
    letters: Vec<(Unit, Cost)>,
}

/// Costs of a block beside its two rows; a multiple of 16 bytes keeps the rows apart from a seam of
/// the cache more often than not.
const BESIDE: usize = 8;

impl Rows {
    /// Turns to another query.
    pub(crate) fn begin<const W: usize>(&mut self, direction: &Direction, letters: &[Unit]) {
        self.query = self.query.checked_add(1).unwrap_or_else(|| {
            self.blocks.clear();
            1
        });
        self.blocks.resize(direction.leaf_count().max(self.blocks.len() / block::<W>()) * block::<W>(), 0);
        self.letters.clear();
        self.letters.extend(letters.iter().rev().map(|&letter| (letter, direction.insertion(letter))));
        let pairs = letters.windows(2).rev().enumerate();
        for (left, pair) in pairs {
            let &[a, b] = pair else { continue };
            for &(symbol, cost) in direction.pair(a, b) {
                if self.of::<W>(direction, symbol).is_some()
                    && let Some(slot) = self.blocks.get_mut(usize::from(symbol) * block::<W>() + W + left)
                {
                    *slot = cost.min(*slot);
                }
            }
        }
    }

    #[inline(never)]
    fn fill<const W: usize>(&mut self, direction: &Direction, symbol: u16) {
        let from = usize::from(symbol) * block::<W>();
        let Some(leaf) = direction.leaf(symbol) else { return };
        let Some(rows) = self.blocks.get_mut(from..from + block::<W>()) else { return };
        rows.fill(NEVER);
        let (one, rest) = rows.split_at_mut(W);
        let (two, rest) = rest.split_at_mut(W);
        rest.iter_mut().zip([leaf.silent, self.query]).for_each(|(slot, value)| *slot = value);
        let cost = |letter: Unit| leaf.one.get(usize::from(letter)).copied().unwrap_or(NEVER);
        for (slot, &(letter, _)) in one.iter_mut().zip(&self.letters) {
            *slot = cost(letter);
        }
        // The letter before comes next in the list.
        let befores = one.iter().skip(1).zip(self.letters.iter().skip(1));
        for (((slot, &own), &(_, insert)), (&before, &(_, insert_before))) in
            two.iter_mut().zip(one.iter()).zip(&self.letters).zip(befores)
        {
            *slot = before.saturating_add(insert).min(own.saturating_add(insert_before));
        }
    }

    /// What a symbol costs: writing one letter, and two, by the letters left; and nothing.
    #[inline(always)]
    pub(crate) fn of<const W: usize>(
        &mut self,
        direction: &Direction,
        symbol: u16,
    ) -> Option<(&[Cost; W], &[Cost; W], Cost)> {
        let from = usize::from(symbol) * block::<W>();
        if *self.blocks.get(from + 2 * W + 1)? != self.query {
            self.fill::<W>(direction, symbol);
        }
        let rows = self.blocks.get(from..from + block::<W>())?;
        let (one, rest) = rows.split_first_chunk()?;
        let (two, rest) = rest.split_first_chunk()?;
        Some((one, two, *rest.first()?))
    }
}

/// Costs of a block.
const fn block<const W: usize>() -> usize {
    2 * W + BESIDE
}
