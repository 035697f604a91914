//! What questions from the same neighbourhood have in common: worked out once, for the next ones.

use super::Piece;
use crate::space::LonLat;
use crate::space::ecef::{self, Vector};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// How many cells are remembered; of two that fall together only one is served.
const CELLS: usize = 8192;
/// Cells a degree.
const FINENESS: f64 = 4.0;
/// Beyond this latitude, degrees, there are no cells: they would be too narrow to be like one another.
const LAST_LATITUDE: f64 = 80.0;
/// More pieces than this have no hints: their copy would cost more memory than it is worth.
const MOST_PIECES: usize = 1 << 16;
/// From so many questions on an index remembers them.
const FIRST_ASKED: u32 = 64;
/// From so many questions on it pays to work out which pieces may answer them.
const ASKED_OFTEN: u32 = 8;
/// A list of more pieces than this is no help; so many fill a line of the processor's cache.
pub(super) const LONGEST_LIST: usize = 22;
/// What rounding, and points of a piece that lie a little aside of its geodesic, can take from a margin, metres.
const SLACK_METRES: f64 = 0.01;

/// For each cell of a quarter of a degree, what was learned from the questions asked there: first a corner that bounds the
/// answer from above, later the few pieces of which one is the nearest to any point of the cell.
///
/// Neither changes what is found, only how soon.
#[derive(Debug)]
pub(super) struct Hints {
    /// How often the index was asked, up to [`FIRST_ASKED`]: one that is asked once or twice needs no memory.
    asked: AtomicU32,
    known: OnceLock<Known>,
}

#[derive(Debug)]
struct Known {
    /// All pieces by their number. Those that are nearest to anything from afar are few, so that they stay at hand.
    pieces: Vec<Piece>,
    cells: Vec<Slot>,
}

/// Where a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    column: u16,
    row: u16,
}

#[derive(Debug, Default)]
#[repr(align(64))]
struct Slot {
    /// The number of the piece that was nearest to the last point, and one; 0 where nothing was asked yet.
    last: AtomicU32,
    asked: AtomicU32,
    list: OnceLock<List>,
}

/// The numbers of the pieces of which one is the nearest to any point of the cell; none when they are too many.
#[derive(Debug, Clone, Copy)]
struct List {
    cell: Cell,
    count: u8,
    numbers: [u16; LONGEST_LIST],
}

impl Cell {
    /// The cell that a point lies in.
    fn of(p: LonLat) -> Option<Cell> {
        let (column, row) = ((p.lon + 180.0) * FINENESS, (p.lat + 90.0) * FINENESS);
        // As numbers too large or none at all become the last or first cell, these are told apart here.
        (p.lat.abs() <= LAST_LATITUDE && p.lon.abs() <= 180.0)
            .then_some(Cell { column: column as u16, row: row as u16 })
    }

    fn slot(self) -> usize {
        usize::from(self.column).wrapping_mul(97).wrapping_add(usize::from(self.row)) % CELLS
    }

    fn at(self, x: f64, y: f64) -> Vector {
        let (column, row) = (f64::from(self.column) + x, f64::from(self.row) + y);
        ecef::vector(LonLat::new(column / FINENESS - 180.0, row / FINENESS - 90.0))
    }

    /// A point in the middle, and how far, metres, any point of the cell lies from it at most, straight.
    fn ball(self) -> (Vector, f64) {
        let middle = self.at(0.5, 0.5);
        let corners = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)];
        let farthest = corners.map(|(x, y)| ecef::distance(self.at(x, y), middle)).into_iter().fold(0.0, f64::max);
        // The sides of a cell bulge out of the straight lines between its corners by less than a thousandth.
        (middle, farthest * 1.01)
    }
}

impl Hints {
    pub(super) fn new() -> Self {
        Hints { asked: AtomicU32::new(0), known: OnceLock::new() }
    }

    /// What is known of the neighbourhood of a point. `pieces` gives those of the index.
    pub(super) fn around<'a, I>(&'a self, p: LonLat, count: usize, pieces: impl FnOnce() -> I) -> Option<Hint<'a>>
    where
        I: Iterator<Item = Piece>,
    {
        let cell = Cell::of(p).filter(|_| count <= MOST_PIECES)?;
        let known = match self.known.get() {
            Some(known) => known,
            None if self.asked.fetch_add(1, Relaxed) < FIRST_ASKED => return None,
            None => self.known.get_or_init(|| {
                let mut pieces: Vec<Piece> = pieces().collect();
                pieces.sort_unstable_by_key(|piece| piece.number);
                Known { pieces, cells: std::iter::repeat_with(Slot::default).take(CELLS).collect() }
            }),
        };
        Some(Hint { pieces: &known.pieces, cell, slot: known.cells.get(cell.slot())? })
    }
}

/// A few of the pieces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Few<'a> {
    pieces: &'a [Piece],
    numbers: &'a [u16],
}

impl<'a> Few<'a> {
    pub(super) fn iter(self) -> impl Iterator<Item = &'a Piece> {
        self.numbers.iter().filter_map(move |&number| self.pieces.get(usize::from(number)))
    }
}

/// What is known of a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hint<'a> {
    pieces: &'a [Piece],
    cell: Cell,
    slot: &'a Slot,
}

impl<'a> Hint<'a> {
    /// The pieces of which one is the nearest to any point of the cell, where they are known and few.
    ///
    /// `nearest` tells how far the nearest piece is from a point at most, straight; `within` gives the pieces that come
    /// nearer than so many metres, with others if it likes.
    pub(super) fn pieces<I: Iterator<Item = Piece>>(
        &self,
        nearest: impl FnOnce(Vector) -> f64,
        within: impl FnOnce(Vector, f64) -> I,
    ) -> Option<Few<'a>> {
        let list = match self.slot.list.get() {
            Some(list) => list,
            None if self.slot.asked.fetch_add(1, Relaxed) < ASKED_OFTEN => return None,
            None => self.slot.list.get_or_init(|| {
                let (middle, radius) = self.cell.ball();
                let reach = nearest(middle) + 2.0 * radius;
                let few = short_list(within(middle, reach + gap(reach)), middle, radius);
                let mut numbers = [0; LONGEST_LIST];
                numbers.iter_mut().zip(&few).for_each(|(slot, piece)| *slot = piece.number as u16);
                List { cell: self.cell, count: few.len() as u8, numbers }
            }),
        };
        let numbers = list.numbers.get(..usize::from(list.count)).unwrap_or_default();
        (list.cell == self.cell && !numbers.is_empty()).then_some(Few { pieces: self.pieces, numbers })
    }

    /// A corner of the lines that is likely to be near to points of the cell.
    pub(super) fn corner(&self) -> Option<Vector> {
        let number = self.slot.last.load(Relaxed) as usize;
        self.pieces.get(number.checked_sub(1)?).map(|piece| piece.a)
    }

    /// Keeps the number of the piece that was nearest to a point of the cell.
    pub(super) fn remember(&self, number: u32) {
        if self.slot.last.load(Relaxed) != number + 1 {
            self.slot.last.store(number + 1, Relaxed);
        }
    }
}

/// How much longer, metres, a geodesic may be than another whose chord is as long, up to so many metres.
fn gap(chord: f64) -> f64 {
    ecef::longest_geodesic(chord) - ecef::shortest_geodesic(chord) + SLACK_METRES
}

/// Of some pieces those that may be the nearest one to a point of the surface within a ball; none when they are too many.
///
/// For two points x and y and a p that is r away from the middle m, the difference |p − x| − |p − y| is |m − x| − |m − y|
/// but for r times the most that its slope can be, which is the distance of the unit vectors to x and y: at most
/// 2 |x − y| / (|p − x| + |p − y|). A piece of which no point x can be as near as y, a point of another piece, is left out.
/// Chords stand for geodesics here, with what geodesics of one chord can differ by as a margin.
fn short_list(pieces: impl Iterator<Item = Piece>, middle: Vector, radius: f64) -> Vec<Piece> {
    let mut ordered: Vec<(f64, Piece)> = pieces.map(|piece| (piece.chord2(middle).0.sqrt(), piece)).collect();
    ordered.sort_unstable_by(|(a, x), (b, y)| a.total_cmp(b).then(x.number.cmp(&y.number)));
    let mut kept: Vec<(Vector, f64, Piece)> = Vec::new();
    for (chord, piece) in ordered {
        let low = (chord - piece.rise).max(0.0);
        let loses_to = |&(y, from_middle, _): &(Vector, f64, Piece)| {
            let apart = ecef::distance(piece.a, y).max(ecef::distance(piece.b, y)) + piece.rise;
            let both = low + from_middle - 2.0 * radius;
            both > 0.0 && low - from_middle - radius * 2.0 * apart / both > gap(from_middle + radius)
        };
        if kept.iter().any(loses_to) {
            continue;
        }
        if kept.len() == LONGEST_LIST {
            return Vec::new();
        }
        let y = piece.foot(piece.chord2(middle).1);
        kept.push((y, ecef::distance(y, middle), piece));
    }
    kept.into_iter().map(|(_, _, piece)| piece).collect()
}
