//! What each symbol costs at each place of one query, so that the search only looks up.

use super::model::{Cost, Direction, NEVER};
use super::units::Unit;

/// The costs of the symbols of a model for one query of fewer than `W` letters, reckoned when a
/// symbol first comes up. A place is the number of letters that are still to come after it.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// For each symbol two rows of `W`: the cost of writing one letter so that so many are left,
    /// and of writing two, learned as a pair or as one letter and an insertion.
    costs: Vec<Cost>,
    /// For each symbol the number of the query that its rows are for, and what silence costs.
    heads: Vec<(u32, Cost)>,
    query: u32,
    /// The letters of the query, the last one first, and what inserting them costs.
    letters: Vec<(Unit, Cost)>,
}

impl Rows {
    /// Turns to another query.
    pub(crate) fn begin<const W: usize>(&mut self, direction: &Direction, letters: &[Unit]) {
        self.query = self.query.checked_add(1).unwrap_or_else(|| {
            self.heads.clear();
            1
        });
        self.costs.resize(direction.leaf_count() * 2 * W, NEVER);
        self.heads.resize(direction.leaf_count(), (0, NEVER));
        self.letters.clear();
        self.letters.extend(letters.iter().rev().map(|&letter| (letter, direction.insertion(letter))));
        let pairs = letters.windows(2).rev().enumerate();
        for (left, pair) in pairs {
            let &[a, b] = pair else { continue };
            for &(symbol, cost) in direction.pair(a, b) {
                self.prepare::<W>(direction, symbol);
                if let Some(slot) = self.costs.get_mut((usize::from(symbol) * 2 + 1) * W + left) {
                    *slot = cost.min(*slot);
                }
            }
        }
    }

    /// Reckons the rows of a symbol unless that is done.
    #[inline]
    pub(crate) fn prepare<const W: usize>(&mut self, direction: &Direction, symbol: u16) {
        match self.heads.get_mut(usize::from(symbol)) {
            Some(head) if head.0 != self.query => {
                head.0 = self.query;
                self.fill::<W>(direction, symbol);
            }
            _ => {}
        }
    }

    #[inline(never)]
    fn fill<const W: usize>(&mut self, direction: &Direction, symbol: u16) {
        let at = usize::from(symbol);
        let (Some(leaf), Some(head)) = (direction.leaf(symbol), self.heads.get_mut(at)) else { return };
        head.1 = leaf.silent;
        let Some(rows) = self.costs.get_mut(at * 2 * W..(at + 1) * 2 * W) else { return };
        rows.fill(NEVER);
        let (one, two) = rows.split_at_mut(W);
        let cost = |letter: Unit| leaf.one.get(usize::from(letter)).copied().unwrap_or(NEVER);
        for (slot, &(letter, _)) in one.iter_mut().zip(&self.letters) {
            *slot = cost(letter);
        }
        // The letter before comes next in the list.
        let befores = one.iter().skip(1).zip(self.letters.iter().skip(1));
        for (((slot, &own), &(_, insert)), (&before, &(_, insert_before))) in
            two.iter_mut().zip(one.iter()).zip(&self.letters).zip(befores)
        {
            *slot = (before + insert).min(own + insert_before);
        }
    }

    /// What a symbol costs: writing one letter, and two, by the letters left; and nothing.
    #[inline]
    pub(crate) fn of<const W: usize>(&self, symbol: u16) -> (&[Cost; W], &[Cost; W], Cost) {
        let silent = self.heads.get(usize::from(symbol)).map_or(NEVER, |head| head.1);
        let rows = self.costs.get(usize::from(symbol) * 2 * W..).unwrap_or_default();
        let Some((one, rows)) = rows.split_first_chunk() else { return (&[NEVER; W], &[NEVER; W], silent) };
        (one, rows.first_chunk().unwrap_or(&[NEVER; W]), silent)
    }
}
