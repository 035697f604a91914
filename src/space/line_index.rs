//! Lines made ready for many distance questions.

use super::ecef::{self, Vector};
use super::{Foot, LonLat, geodesic, nearest_on_segment};
use rstar::{AABB, ParentNode, PointDistance, RStarInsertionStrategy, RTree, RTreeNode, RTreeObject, RTreeParams};

/// Longest piece, metres, that stands for its geodesic: the straight line through its ends is then at most 1.3 m below
/// the ground (the bound takes that off), and the curve above it strays from the geodesic by less than 0.01 mm.
const PIECE_METRES: f64 = 8_000.0;
/// That depth, rounded up, metres.
const RISE_METRES: f64 = 1.3;

/// Up to this distance, metres, the nearest point by the straight chord is near enough to the geodesic's foot that the
/// distances differ by less than 1 mm; beyond it, each piece is solved by Karney's algorithms.
const CHORD_FOOT_METRES: f64 = 1_500_000.0;

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
}

impl Piece {
    /// The squared straight distance from p to the line a–b, and the fraction of the way at which it is reached.
    fn chord2(&self, p: Vector) -> (f64, f64) {
        let (ap, ab) = (ecef::sub(p, self.a), ecef::sub(self.b, self.a));
        let t = (ecef::dot(ap, ab) * self.inverse2).clamp(0.0, 1.0);
        let d = [ap[0] - t * ab[0], ap[1] - t * ab[1], ap[2] - t * ab[2]];
        (ecef::dot(d, d), t)
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
                pieces.push(Piece { a, b, inverse2, rise, line: number as u32 });
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
        LineIndex { tree: RTree::bulk_load_with_params(pieces) }
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
            let metres = candidate.metres(&from, p);
            if metres > limit {
                continue;
            }
            let hit = Hit { metres, line: piece.line as usize, a: piece.a, b: piece.b };
            match known {
                Some(i) if metres < best[i].1.metres => best[i].1 = hit,
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

    /// The nearest piece and its distance in metres, if there is one within the limit.
    fn search(&self, v: Vector, p: LonLat, limit: f64) -> Option<(f64, Piece)> {
        let mut search = Search::new(v, p, limit);
        search.visit(self.tree.root());
        search.settle()
    }
}

/// How many pieces are kept whose distances are not yet told apart by their bounds.
const KEPT: usize = 12;

/// The squared straight distance within which a piece's straight line lies if the ground above it is within the limit.
fn reach2(limit: f64) -> f64 {
    (ecef::longest_chord(limit) + RISE_METRES).powi(2)
}

/// The squared distance, metres², from a point to a box.
fn box_distance2(bounds: &AABB<Vector>, p: Vector) -> f64 {
    let (low, high) = (bounds.lower(), bounds.upper());
    (0..3).map(|i| (low[i] - p[i]).max(p[i] - high[i]).max(0.0).powi(2)).sum()
}

/// How many children of a node are put in order at a time.
const CHUNK: usize = 32;

/// A piece that may be the nearest: bounds of its distance in metres.
#[derive(Debug, Clone, Copy)]
struct Candidate<'a> {
    low: f64,
    high: f64,
    foot: Vector,
    piece: &'a Piece,
}

impl<'a> Candidate<'a> {
    fn of(from: &ecef::Chord, piece: &'a Piece) -> Self {
        let (chord2, t) = piece.chord2(from.at);
        let foot = match t {
            0.0 => piece.a,
            1.0 => piece.b,
            _ => ecef::lift(ecef::mix(piece.a, piece.b, t)),
        };
        let (mut low, high) = from.bounds(foot);
        if t > 0.0 && t < 1.0 {
            // Another point of the piece may have a shorter chord than the point above the straight line's foot.
            low = from.low_of_shorter(low, (chord2.sqrt() - piece.rise).max(0.0), foot);
        }
        Candidate { low, high, foot, piece }
    }

    /// The distance, metres.
    fn metres(&self, from: &ecef::Chord, p: LonLat) -> f64 {
        if self.high < CLOSE_METRES {
            let (low, high) = from.bounds(self.foot);
            return f64::midpoint(low, high);
        }
        match ecef::surface_distance(from.at, self.foot) {
            Some(metres) if metres < CHORD_FOOT_METRES || self.piece.a == self.piece.b => metres,
            _ => nearest_on_segment(p, ecef::lonlat(self.piece.a), ecef::lonlat(self.piece.b)).km * 1000.0,
        }
    }
}

/// One of several nearest points, not yet worked out to its foot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    metres: f64,
    /// The line, by its place in the list.
    pub line: usize,
    a: Vector,
    b: Vector,
}

impl Hit {
    /// The nearest point with distance and bearing.
    pub(super) fn foot(&self, p: LonLat) -> Foot {
        nearest_on_segment(p, ecef::lonlat(self.a), ecef::lonlat(self.b))
    }
}

/// One walk through the tree, the nearest branches first.
struct Search<'a> {
    from: ecef::Chord,
    p: LonLat,
    /// No piece farther than this, metres, is of interest any more.
    limit: f64,
    /// The limit that the search began with.
    asked: f64,
    /// The chord, squared, that such a piece would have at most.
    reach2: f64,
    kept: Vec<Candidate<'a>>,
}

impl<'a> Search<'a> {
    fn new(v: Vector, p: LonLat, limit: f64) -> Self {
        let reach2 = reach2(limit);
        Search { from: ecef::Chord::from(v), p, limit, asked: limit, reach2, kept: Vec::new() }
    }

    fn visit(&mut self, node: &'a ParentNode<Piece>) {
        // Bulk loading may give a node more children than the tree's shape says.
        for children in node.children().chunks(CHUNK) {
            // Children within reach, the nearest first.
            let mut order = [(0.0f64, 0usize); CHUNK];
            let mut count = 0;
            for (i, child) in children.iter().enumerate() {
                let bound = match child {
                    RTreeNode::Parent(inner) => box_distance2(&inner.envelope(), self.from.at),
                    RTreeNode::Leaf(piece) => piece.chord2(self.from.at).0,
                };
                if bound <= self.reach2 {
                    let mut at = count;
                    while at > 0 && order[at - 1].0 > bound {
                        order[at] = order[at - 1];
                        at -= 1;
                    }
                    order[at] = (bound, i);
                    count += 1;
                }
            }
            for &(bound, i) in &order[..count] {
                if bound > self.reach2 {
                    break;
                }
                match &children[i] {
                    RTreeNode::Parent(inner) => self.visit(inner),
                    RTreeNode::Leaf(piece) => self.consider(piece),
                }
            }
        }
    }

    fn consider(&mut self, piece: &'a Piece) {
        let candidate = Candidate::of(&self.from, piece);
        // Neighbours share a corner; it is kept once.
        if candidate.low > self.limit || self.kept.iter().any(|c| c.foot == candidate.foot) {
            return;
        }
        if self.kept.len() == KEPT {
            let limit = self.limit;
            self.kept.retain(|c| c.low <= limit);
        }
        self.kept.push(candidate);
        if candidate.high < self.limit {
            self.limit = candidate.high;
            self.reach2 = reach2(candidate.high);
        }
    }

    /// Measures what the bounds left undecided.
    fn settle(mut self) -> Option<(f64, Piece)> {
        let limit = self.limit;
        self.kept.retain(|c| c.low <= limit);
        self.kept.sort_unstable_by(|a, b| a.high.total_cmp(&b.high));
        let mut best: Option<(f64, Piece)> = None;
        for c in &self.kept {
            if best.is_some_and(|(metres, _)| c.low > metres) {
                continue;
            }
            let metres = c.metres(&self.from, self.p);
            if metres <= self.asked && best.is_none_or(|(least, _)| metres < least) {
                best = Some((metres, *c.piece));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::destination;
    use proptest::prelude::*;

    fn brute_km(p: LonLat, line: &[LonLat]) -> f64 {
        line.windows(2).map(|w| nearest_on_segment(p, w[0], w[1]).km).fold(f64::INFINITY, f64::min)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        /// Anywhere on Earth, poles and antimeridian included, with edges from metres to thousands of km.
        #[test]
        fn answers_as_brute_force(
            lon in -180.0..180.0f64, lat in -90.0..90.0f64, steps in prop::collection::vec((0.0..360.0f64, -2.0..3.3f64), 1..20),
            way in 0.0..360.0f64, off in -3.0..4.0f64,
        ) {
            let mut line = vec![LonLat::new(lon, lat)];
            for (bearing, exponent) in steps {
                line.push(destination(*line.last().unwrap(), bearing, 10f64.powf(exponent)));
            }
            let p = destination(line[line.len() / 2], way, 10f64.powf(off));
            let index = LineIndex::new(&[&line]);
            let brute = brute_km(p, &line);
            prop_assert!((index.distance_km(p) - brute).abs() < 2e-6, "{} {}", index.distance_km(p), brute);
            let nearest = index.nearest(p).unwrap();
            prop_assert!((nearest.foot.km - brute).abs() < 2e-6, "{} {}", nearest.foot.km, brute);
            prop_assert!(index.nearest_within(p, brute * 0.999).is_none());
        }
    }

    #[test]
    fn points_and_nothing() {
        let empty = LineIndex::new::<Vec<LonLat>>(&[]);
        assert!(empty.is_empty() && empty.distance_km(LonLat::new(0.0, 0.0)).is_infinite());
        let one = LineIndex::new(&[[LonLat::new(1.0, 1.0)]]);
        assert_eq!(one.distance_km(LonLat::new(1.0, 1.0)), 0.0);
        assert_eq!(one.nearest(LonLat::new(1.0, 1.0)).unwrap().foot.bearing, 0.0);
    }
}
