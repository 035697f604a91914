//! What each symbol costs at each place of one query, so that the search only looks up.

use super::model::{Cost, Direction, NEVER};
use super::units::Unit;

/// The costs of every symbol of a model for one query. `P` places: those of the query (one more
/// than its letters) and some that are never reached.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// For each symbol two rows of `P`: at place j the cost of writing letter j−1 alone, and of
    /// writing letters j−2 and j−1, learned as a pair or as one letter and an insertion.
    costs: Vec<Cost>,
}

impl Rows {
    pub(crate) fn fill<const P: usize>(&mut self, direction: &Direction, letters: &[Unit]) {
        self.costs.clear();
        self.costs.resize(direction.leaf_count() * 2 * P, NEVER);
        let mut inserts = [NEVER; P];
        for (place, &letter) in (1..P).zip(letters) {
            if let Some(slot) = inserts.get_mut(place) {
                *slot = direction.insertion(letter);
            }
            let rows = self.costs.chunks_exact_mut(2 * P);
            for (row, &cost) in rows.zip(direction.column(letter)) {
                if let Some(slot) = row.get_mut(place) {
                    *slot = cost;
                }
            }
        }
        let shift = |row: &[Cost; P]| {
            let mut out = [NEVER; P];
            out.iter_mut().skip(1).zip(row).for_each(|(slot, &cost)| *slot = cost);
            out
        };
        let inserts_before = shift(&inserts);
        for row in self.costs.chunks_exact_mut(2 * P) {
            let (one, two) = row.split_at_mut(P);
            let Some(one) = one.first_chunk::<P>() else { continue };
            let before = shift(one);
            for (place, slot) in two.iter_mut().enumerate() {
                let at = |row: &[Cost; P]| row.get(place).copied().unwrap_or(NEVER);
                *slot = at(&before).saturating_add(at(&inserts)).min(at(one).saturating_add(at(&inserts_before)));
            }
        }
        for (place, pair) in (2..P).zip(letters.windows(2)) {
            let &[a, b] = pair else { continue };
            for &(symbol, cost) in direction.pair(a, b) {
                if let Some(slot) = self.costs.get_mut((usize::from(symbol) * 2 + 1) * P + place) {
                    *slot = cost.min(*slot);
                }
            }
        }
    }

    /// The rows of a symbol: writing one letter, and two.
    #[inline]
    pub(crate) fn of<const P: usize>(&self, symbol: u16) -> (&[Cost; P], &[Cost; P]) {
        let rows = self.costs.get(usize::from(symbol) * 2 * P..).unwrap_or_default();
        let Some((one, rows)) = rows.split_first_chunk() else { return (&[NEVER; P], &[NEVER; P]) };
        (one, rows.first_chunk().unwrap_or(&[NEVER; P]))
    }
}
