//! Lines made ready for many distance questions.

mod hints;
mod search;

use super::ecef::{self, Vector};
use super::{Foot, LonLat, geodesic};
use hints::Hints;
use rstar::{AABB, PointDistance, RStarInsertionStrategy, RTree, RTreeObject, RTreeParams};
pub(super) use search::Hit;
use search::{Candidate, Search};

/// Longest piece, metres, that stands for its geodesic: the straight line through its ends is then at most 1.3 m below
/// the ground (the bound takes that off), and the curve above it strays from the geodesic by less than 0.01 mm.
const PIECE_METRES: f64 = 8_000.0;
/// That depth, rounded up, metres.
const RISE_METRES: f64 = 1.3;

/// Up to this distance, metres, the nearest point by the straight chord is near enough to the geodesic's foot that the
/// distances differ by less than 1 mm.
const CHORD_FOOT_METRES: f64 = 1_000_000.0;

/// Up to this distance, metres, the lowest point of a parabola through three distances is; beyond it, each piece is solved
/// by Karney's algorithms.
const PARABOLA_METRES: f64 = 2_500_000.0;
/// How far apart, metres, the three points of that parabola lie.
const PARABOLA_STEP_METRES: f64 = 1_000.0;

/// Up to this distance, metres, the bounds by the chord leave less than 0.2 mm open, and their middle is the distance.
const CLOSE_METRES: f64 = 66_000.0;

/// The shape of the tree: measured best for a search in three dimensions among borders (benches/proximity.rs).
#[derive(Debug)]
struct Shape;

impl RTreeParams for Shape {
    const MIN_SIZE: usize = 2;
    const MAX_SIZE: usize = 16;
    const REINSERTION_COUNT: usize = 1;
    type DefaultInsertionStrategy = RStarInsertionStrategy;
}

/// A piece of a geodesic, as it stands in the tree.
#[derive(Debug, Clone, Copy)]
struct Piece {
    a: Vector,
    b: Vector,
    /// 1 / |b − a|², metres⁻²; 0 when they are one point.
    inverse2: f64,
    /// How far the ground rises above the straight line a–b at most, metres.
    rise: f64,
    /// The line it is part of.
    line: u32,
    /// Its place in the list of pieces.
    number: u32,
}

impl Piece {
    /// The squared straight distance from p to the line a–b, and the fraction of the way at which it is reached.
    fn chord2(&self, p: Vector) -> (f64, f64) {
        let (ap, ab) = (ecef::sub(p, self.a), ecef::sub(self.b, self.a));
        let t = (ecef::dot(ap, ab) * self.inverse2).clamp(0.0, 1.0);
        let d = [ap[0] - t * ab[0], ap[1] - t * ab[1], ap[2] - t * ab[2]];
        (ecef::dot(d, d), t)
    }

    /// The point of the ground at a fraction of the way.
    fn foot(&self, t: f64) -> Vector {
        match t {
            0.0 => self.a,
            1.0 => self.b,
            _ => ecef::lift(ecef::mix(self.a, self.b, t)),
        }
    }
}

impl RTreeObject for Piece {
    type Envelope = AABB<Vector>;

    fn envelope(&self) -> Self::Envelope {
        // With the rise, so that the box is never farther than the bound of the piece.
        let low = std::array::from_fn(|i| self.a[i].min(self.b[i]) - self.rise);
        let high = std::array::from_fn(|i| self.a[i].max(self.b[i]) + self.rise);
        AABB::from_corners(low, high)
    }
}

impl PointDistance for Piece {
    /// A lower bound of the squared chord, metres², from the point to any point of the piece.
    fn distance_2(&self, point: &Vector) -> f64 {
        let chord = self.chord2(*point).0.sqrt() - self.rise;
        chord.max(0.0).powi(2)
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
    tree: RTree<Piece, Shape>,
    hints: Hints,
}

impl LineIndex {
    /// An index over polylines in degrees, longitude first. Lines of one point count as that point.
    #[must_use]
    pub fn new<L: AsRef<[LonLat]>>(lines: &[L]) -> Self {
        let mut pieces = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let line = line.as_ref();
            let Some(&first) = line.first() else { continue };
            let mut push = |a: Vector, b: Vector| {
                let d = ecef::sub(b, a);
                let length2 = ecef::dot(d, d);
                let rise = length2 / (8.0 * ecef::R_MIN) * 1.01 + 1e-6;
                let inverse2 = if length2 > 0.0 { 1.0 / length2 } else { 0.0 };
                pieces.push(Piece { a, b, inverse2, rise, line: number as u32, number: pieces.len() as u32 });
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
        }
        LineIndex { tree: RTree::bulk_load_with_params(pieces), hints: Hints::new() }
    }

    /// True when there is no line in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tree.size() == 0
    }

    /// The geodesic distance to the nearest line, km, to within 1 mm; infinite when there is no line.
    #[must_use]
    pub fn distance_km(&self, p: LonLat) -> f64 {
        self.search(p, f64::INFINITY).map_or(f64::INFINITY, |hit| hit.metres / 1000.0)
    }

    /// The nearest point of the lines, with distance, direction and the line it is on; `None` when there is no line.
    #[must_use]
    pub fn nearest(&self, p: LonLat) -> Option<Nearest> {
        self.nearest_within(p, f64::INFINITY)
    }

    /// The nearest point of the lines that is at most so many km away.
    #[must_use]
    pub fn nearest_within(&self, p: LonLat, km: f64) -> Option<Nearest> {
        let hit = self.search(p, km)?;
        Some(Nearest { line: hit.line, foot: hit.exact(p) })
    }

    /// The nearest points of the `k` nearest groups of lines within so many km, the nearest first. `group` names the group
    /// of a line, or `None` to leave the line out.
    pub(super) fn k_nearest(&self, p: LonLat, k: usize, within: f64, group: impl Fn(usize) -> Option<u32>) -> Vec<Hit> {
        let mut best: Vec<(u32, Hit)> = Vec::new();
        if k == 0 {
            return Vec::new();
        }
        let from = ecef::Chord::from(ecef::vector(p));
        let mut limit = within * 1000.0;
        let mut reach = ecef::longest_chord(limit);
        for (piece, chord2) in self.tree.nearest_neighbor_iter_with_distance_2(from.at) {
            if chord2 > reach * reach {
                break;
            }
            let Some(group) = group(piece.line as usize) else { continue };
            let known = best.iter().position(|(g, _)| *g == group);
            let candidate = Candidate::of(&from, piece);
            if candidate.low > limit || known.is_some_and(|i| candidate.low > best[i].1.metres) {
                continue;
            }
            let hit = candidate.measured(&from, p);
            if hit.metres > limit {
                continue;
            }
            match known {
                Some(i) if hit.metres < best[i].1.metres => best[i].1 = hit,
                Some(_) => continue,
                None => best.push((group, hit)),
            }
            best.sort_by(|x, y| x.1.metres.total_cmp(&y.1.metres).then(x.0.cmp(&y.0)));
            best.truncate(k);
            if best.len() == k {
                limit = best[k - 1].1.metres;
                reach = ecef::longest_chord(limit);
            }
        }
        best.into_iter().map(|(_, hit)| hit).collect()
    }

    /// All corners of the lines, and the points by which long edges are cut.
    pub(super) fn corners(&self) -> impl Iterator<Item = LonLat> {
        self.tree.iter().flat_map(|piece| [piece.a, piece.b]).map(ecef::lonlat)
    }

    /// The corners of these lines that lie within so many km of the box around the others, each with its line and whether
    /// its piece crosses one of theirs.
    pub(super) fn corners_near(&self, other: &LineIndex, km: f64) -> Vec<(usize, LonLat, bool)> {
        let bounds = other.tree.root().envelope();
        let margin = km.min(50_000.0) * 1000.0 + RISE_METRES;
        let grown = |piece: &AABB<Vector>, by: f64| {
            AABB::from_corners(piece.lower().map(|x| x - by), piece.upper().map(|x| x + by))
        };
        let near = self.tree.locate_in_envelope_intersecting(grown(&bounds, margin));
        let crosses = |piece: &Piece| {
            let touching = other.tree.locate_in_envelope_intersecting(grown(&piece.envelope(), RISE_METRES));
            touching.into_iter().any(|theirs| ecef::cross(piece.a, piece.b, theirs.a, theirs.b))
        };
        near.into_iter()
            .flat_map(|piece| {
                let crossed = crosses(piece);
                [piece.a, piece.b].map(|v| (piece.line as usize, ecef::lonlat(v), crossed))
            })
            .collect()
    }

    /// The nearest piece, if there is one within so many km.
    pub(super) fn search(&self, p: LonLat, km: f64) -> Option<Hit> {
        let mut search = Search::new(ecef::vector(p), p, km * 1000.0);
        let hint = self.hints.around(p, self.tree.size(), || self.tree.iter().copied());
        let corner = hint.and_then(|hint| hint.corner());
        let few = hint
            .and_then(|hint| hint.pieces(|v| self.least_chord(v, corner), |v, metres| self.pieces_within(v, metres)));
        if let Some(few) = few {
            search.among(few);
            return search.settle();
        }
        corner.into_iter().for_each(|corner| search.not_beyond(corner));
        search.visit(self.tree.root());
        let hit = search.settle()?;
        if let Some(hint) = hint {
            hint.remember(hit.number);
        }
        Some(hit)
    }

    /// At least the straight distance, metres, to the nearest piece, and hardly more; `corner` is one of a piece nearby.
    fn least_chord(&self, v: Vector, corner: Option<Vector>) -> f64 {
        let mut search = Search::new(v, ecef::lonlat(v), f64::INFINITY);
        corner.into_iter().for_each(|corner| search.not_beyond(corner));
        search.visit(self.tree.root());
        // No chord is longer than its geodesic.
        search.settle().map_or(f64::INFINITY, |hit| hit.metres)
    }

    fn pieces_within(&self, v: Vector, metres: f64) -> impl Iterator<Item = Piece> {
        self.tree.locate_within_distance(v, (metres + RISE_METRES).powi(2)).copied()
    }
}

#[cfg(test)]
mod tests;
