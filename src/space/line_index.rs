//! Lines made ready for many distance questions.

use super::ecef::{self, Vector};
use super::{Foot, LonLat, geodesic, nearest_on_segment};
use rstar::{AABB, PointDistance, RTree, RTreeObject};

/// Longest piece, metres, that stands for its geodesic: the straight line through its ends is then at most 1.3 m below
/// the ground (the bound takes that off), and the curve above it strays from the geodesic by less than 0.01 mm.
const PIECE_METRES: f64 = 8_000.0;

/// Up to this distance, metres, the nearest point by the straight chord is near enough to the geodesic's foot that the
/// distances differ by less than 1 mm; beyond it, each piece is solved by Karney's algorithms.
const CHORD_FOOT_METRES: f64 = 1_500_000.0;

/// A piece of a geodesic, as it stands in the tree.
#[derive(Debug, Clone, Copy)]
struct Piece {
    a: Vector,
    b: Vector,
    /// How far the ground rises above the straight line a–b at most, metres.
    rise: f64,
    /// The number of the piece's first vertex; the next number is its last one.
    vertex: u32,
    /// The line it is part of.
    line: u32,
}

impl Piece {
    /// The straight distance from p to the line a–b, and the fraction of the way at which it is reached.
    fn chord(&self, p: Vector) -> (f64, f64) {
        let t = ecef::nearest_fraction(p, self.a, self.b);
        let d = ecef::sub(p, ecef::mix(self.a, self.b, t));
        (ecef::dot(d, d).sqrt(), t)
    }
}

impl RTreeObject for Piece {
    type Envelope = AABB<Vector>;

    fn envelope(&self) -> Self::Envelope {
        let low = std::array::from_fn(|i| self.a[i].min(self.b[i]) - self.rise);
        let high = std::array::from_fn(|i| self.a[i].max(self.b[i]) + self.rise);
        AABB::from_corners(low, high)
    }
}

impl PointDistance for Piece {
    /// A lower bound of the squared chord, metres², from the point to any point of the piece.
    fn distance_2(&self, point: &Vector) -> f64 {
        (self.chord(*point).0 - self.rise).max(0.0).powi(2)
    }
}

/// The nearest point of a set of lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// Which of the lines, by its place in the list that the index was made of.
    pub line: usize,
    /// The nearest point with distance and bearing.
    pub foot: Foot,
}

/// An index over geodesic polylines: answers how far a point lies from them, exactly.
///
/// The pieces stand in an R*-tree (rstar) as vectors from the Earth's centre, in metres. Candidates come in the order of
/// their chord; from the chord follows a lower bound of the geodesic, and the search ends when that bound passes the best
/// distance found. No answer is pruned away.
#[derive(Debug)]
pub struct LineIndex {
    tree: RTree<Piece>,
}

impl LineIndex {
    /// An index over polylines in degrees, longitude first. Lines of one point count as that point.
    #[must_use]
    pub fn new<L: AsRef<[LonLat]>>(lines: &[L]) -> Self {
        let mut pieces = Vec::new();
        let mut vertex = 0u32;
        for (number, line) in lines.iter().enumerate() {
            let line = line.as_ref();
            let Some(&first) = line.first() else { continue };
            let mut push = |a: Vector, b: Vector| {
                let d = ecef::sub(b, a);
                let rise = ecef::dot(d, d) / (8.0 * ecef::R_MIN) * 1.01 + 1e-6;
                pieces.push(Piece { a, b, rise, vertex, line: number as u32 });
                vertex += 1;
            };
            let mut last = (first, ecef::vector(first));
            if line.len() == 1 {
                push(last.1, last.1);
            }
            for &next in &line[1..] {
                let end = ecef::vector(next);
                let d = ecef::sub(end, last.1);
                let parts = (ecef::dot(d, d).sqrt() / PIECE_METRES).ceil();
                let mut at = last.1;
                if parts > 1.0 {
                    let (km, bearing) = geodesic::inverse(last.0, next);
                    let parts = (km * 1000.0 / PIECE_METRES).ceil();
                    for i in 1..parts as u64 {
                        let v = ecef::vector(geodesic::destination(last.0, bearing, km * i as f64 / parts));
                        push(at, v);
                        at = v;
                    }
                }
                push(at, end);
                last = (next, end);
            }
            vertex += 1;
        }
        LineIndex { tree: RTree::bulk_load(pieces) }
    }

    /// True when there is no line in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tree.size() == 0
    }

    /// The geodesic distance to the nearest line, km, to within 1 mm; infinite when there is no line.
    #[must_use]
    pub fn distance_km(&self, p: LonLat) -> f64 {
        self.search(ecef::vector(p), p, f64::INFINITY).map_or(f64::INFINITY, |(metres, ..)| metres / 1000.0)
    }

    /// The nearest point of the lines, with distance, direction and the line it is on; `None` when there is no line.
    #[must_use]
    pub fn nearest(&self, p: LonLat) -> Option<Nearest> {
        self.nearest_within(p, f64::INFINITY)
    }

    /// The nearest point of the lines that is at most so many km away.
    #[must_use]
    pub fn nearest_within(&self, p: LonLat, km: f64) -> Option<Nearest> {
        let (_, piece) = self.search(ecef::vector(p), p, km * 1000.0)?;
        let foot = nearest_on_segment(p, ecef::lonlat(piece.a), ecef::lonlat(piece.b));
        Some(Nearest { line: piece.line as usize, foot })
    }

    /// Distance in metres and the piece.
    fn search(&self, v: Vector, p: LonLat, limit: f64) -> Option<(f64, Piece)> {
        let mut best: Option<(f64, Piece)> = None;
        let mut reach = ecef::longest_chord(limit);
        let mut solved_vertex = u32::MAX;
        for (piece, chord2) in self.tree.nearest_neighbor_iter_with_distance_2(v) {
            if chord2 > reach * reach {
                break;
            }
            let (_, t) = piece.chord(v);
            // Neighbours share their vertex: it is measured once.
            let vertex = match t {
                0.0 => piece.vertex,
                1.0 => piece.vertex + 1,
                _ => u32::MAX,
            };
            if vertex != u32::MAX && vertex == solved_vertex {
                continue;
            }
            let metres = distance_to(v, p, piece, t);
            if best.is_none_or(|(least, _)| metres < least) && metres <= limit {
                best = Some((metres, *piece));
                reach = ecef::longest_chord(metres);
                solved_vertex = vertex;
            }
        }
        best
    }
}

/// Metres from a point to a piece, `t` being the nearest fraction by the chord.
fn distance_to(v: Vector, p: LonLat, piece: &Piece, t: f64) -> f64 {
    let foot = match t {
        0.0 => piece.a,
        1.0 => piece.b,
        _ => ecef::lift(ecef::mix(piece.a, piece.b, t)),
    };
    match ecef::surface_distance(v, foot) {
        Some(metres) if metres < CHORD_FOOT_METRES => metres,
        _ => nearest_on_segment(p, ecef::lonlat(piece.a), ecef::lonlat(piece.b)).km * 1000.0,
    }
}
