//! What the last question from the same neighbourhood found: an upper bound to begin the next search with.

use crate::space::LonLat;
use crate::space::ecef::Vector;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// How many cells are remembered; two that fall together only give each other poor hints.
const CELLS: usize = 4096;
/// Cells a degree.
const FINENESS: f64 = 4.0;
/// More pieces than this have no hints: the copy of their corners would cost more memory than it is worth.
const MOST: usize = 1 << 16;

/// For each cell of a quarter of a degree, a corner of the piece that was nearest to the last point asked for.
///
/// Its distance bounds the answer for any point from above, so that a hint, good or bad, changes only how soon the search
/// is done and never what it finds.
#[derive(Debug)]
pub(super) struct Hints {
    corners: Vec<Vector>,
    /// The number of the piece and one; 0 where nothing was asked yet.
    cells: Vec<AtomicU32>,
}

impl Hints {
    /// Hints for pieces that begin at these corners.
    pub(super) fn new(corners: impl ExactSizeIterator<Item = Vector>) -> Self {
        if corners.len() > MOST {
            return Hints { corners: Vec::new(), cells: Vec::new() };
        }
        Hints { corners: corners.collect(), cells: std::iter::repeat_with(AtomicU32::default).take(CELLS).collect() }
    }

    /// The cell that a point lies in.
    pub(super) fn cell(p: LonLat) -> usize {
        let (column, row) = ((p.lon + 180.0) * FINENESS, (p.lat + 90.0) * FINENESS);
        (column as usize).wrapping_mul(97).wrapping_add(row as usize) % CELLS
    }

    /// A corner of the lines that is likely to be near to points of the cell.
    pub(super) fn near(&self, cell: usize) -> Option<Vector> {
        let number = self.cells.get(cell)?.load(Relaxed) as usize;
        self.corners.get(number.checked_sub(1)?).copied()
    }

    /// Keeps the number of the piece that was nearest to a point of the cell.
    pub(super) fn remember(&self, cell: usize, number: u32) {
        if let Some(cell) = self.cells.get(cell)
            && cell.load(Relaxed) != number + 1
        {
            cell.store(number + 1, Relaxed);
        }
    }
}
