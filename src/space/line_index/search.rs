//! The walk through the tree.

use super::hints::{Few, LONGEST_LIST};
use super::{CHORD_FOOT_METRES, CLOSE_METRES, PARABOLA_METRES, PARABOLA_STEP_METRES, Piece, RISE_METRES};
use crate::space::ecef::{self, Vector};
use crate::space::{Foot, LonLat, nearest_on_segment};
use rstar::{AABB, ParentNode, RTreeNode};

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

/// How many children of a node are looked at at a time.
const CHUNK: usize = 16;

/// A piece that may be the nearest: bounds of its distance in metres.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) low: f64,
    high: f64,
    foot: Vector,
    piece: &'a Piece,
}

impl<'a> Candidate<'a> {
    pub(super) fn of(from: &ecef::Chord, piece: &'a Piece) -> Self {
        let (chord2, t) = piece.chord2(from.at);
        let foot = piece.foot(t);
        let (mut low, high) = from.bounds(foot);
        if t > 0.0 && t < 1.0 {
            // Another point of the piece may have a shorter chord than the point above the straight line's foot.
            low = from.low_of_shorter(low, (chord2.sqrt() - piece.rise).max(0.0), foot);
        }
        Candidate { low, high, foot, piece }
    }

    /// The distance, measured, and the nearest point to go with it.
    pub(super) fn measured(&self, from: &ecef::Chord, p: LonLat) -> Hit {
        let piece = self.piece;
        let (line, number) = (piece.line as usize, piece.number);
        let hit = |metres, foot| Hit { metres, line, number, a: piece.a, b: piece.b, foot };
        if self.high < CLOSE_METRES {
            let (low, high) = from.bounds(self.foot);
            return hit(f64::midpoint(low, high), self.foot);
        }
        match ecef::surface_distance(from.at, self.foot) {
            Some(metres) if metres < CHORD_FOOT_METRES || piece.a == piece.b => return hit(metres, self.foot),
            Some(metres) if metres < PARABOLA_METRES => {
                if let Some((metres, foot)) = self.lowest(from) {
                    return hit(metres, foot);
                }
            }
            _ => (),
        }
        let exact = nearest_on_segment(p, ecef::lonlat(piece.a), ecef::lonlat(piece.b));
        hit(exact.km * 1000.0, ecef::vector(exact.point))
    }

    /// The lowest point of the parabola through the distances, metres, of three points of the piece around the chord's
    /// foot, and where it lies.
    ///
    /// The foot of the geodesic lies within some 1e-5 of the distance from the chord's; over the kilometre around it the
    /// distance differs from its parabola by less than 0.01 mm (its third derivative is about 1 / distance²).
    fn lowest(&self, from: &ecef::Chord) -> Option<(f64, Vector)> {
        let piece = self.piece;
        let step = (PARABOLA_STEP_METRES * piece.inverse2.sqrt()).min(0.5);
        let middle = piece.chord2(from.at).1.clamp(step, 1.0 - step);
        let at = |t: f64| ecef::lift(ecef::mix(piece.a, piece.b, middle + t * step));
        let metres = |t: f64| ecef::surface_distance(from.at, at(t));
        let (before, here, after) = (metres(-1.0)?, metres(0.0)?, metres(1.0)?);
        let (slope, curve) = (0.5 * (after - before), before - 2.0 * here + after);
        let t = if curve > 0.0 { (-slope / curve).clamp(-1.0, 1.0) } else { -slope.signum() };
        Some((here + t * (slope + 0.5 * t * curve), at(t)))
    }
}

/// One of several nearest points, not yet worked out to its foot.
#[derive(Debug, Clone, Copy)]
pub(in crate::space) struct Hit {
    /// The distance, metres.
    pub(super) metres: f64,
    /// The line, by its place in the list.
    pub line: usize,
    /// The piece, by its place in the list.
    pub(super) number: u32,
    a: Vector,
    b: Vector,
    foot: Vector,
}

impl Hit {
    /// The nearest point, solved on the geodesic.
    pub(super) fn exact(&self, p: LonLat) -> Foot {
        nearest_on_segment(p, ecef::lonlat(self.a), ecef::lonlat(self.b))
    }

    /// The nearest point as the search left it: its distance is the least one to within 1 mm; up to 1,000 km the point
    /// itself may lie some 1e-5 of the distance aside along the line.
    pub(in crate::space) fn quick(&self, p: LonLat) -> Foot {
        if self.metres >= PARABOLA_METRES && self.a != self.b {
            return self.exact(p);
        }
        let point = ecef::lonlat(self.foot);
        let Some(way) = ecef::surface_way(ecef::vector(p), self.foot) else { return self.exact(p) };
        let km = way.metres / 1000.0;
        Foot { km, point, bearing: if km < 1e-9 { 0.0 } else { way.bearing() } }
    }
}

/// One walk through the tree, the nearest branches first.
pub(super) struct Search<'a> {
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
    pub(super) fn new(v: Vector, p: LonLat, limit: f64) -> Self {
        let reach2 = reach2(limit);
        Search { from: ecef::Chord::from(v), p, limit, asked: limit, reach2, kept: Vec::with_capacity(KEPT) }
    }

    /// Nothing beyond this point of the lines can be the nearest.
    pub(super) fn not_beyond(&mut self, corner: Vector) {
        let (_, high) = self.from.bounds(corner);
        if high < self.limit {
            self.limit = high;
            self.reach2 = reach2(high);
        }
    }

    pub(super) fn visit(&mut self, node: &'a ParentNode<Piece>) {
        // Bulk loading may give a node more children than the tree's shape says.
        for children in node.children().chunks(CHUNK) {
            let mut bounds = [f64::INFINITY; CHUNK];
            let (mut nearest, mut least, mut within) = (0, f64::INFINITY, 0u32);
            for (i, (child, bound)) in children.iter().zip(&mut bounds).enumerate() {
                *bound = match child {
                    RTreeNode::Parent(inner) => box_distance2(&inner.envelope(), self.from.at),
                    RTreeNode::Leaf(piece) => piece.chord2(self.from.at).0,
                };
                (nearest, least) = if *bound < least { (i, *bound) } else { (nearest, least) };
                within |= u32::from(*bound <= self.reach2) << i;
            }
            if within == 0 {
                continue;
            }
            // The nearest first, which mostly leaves nothing of the others: putting those in order too costs more
            // (mispredicted branches) than it saves.
            self.enter(children, nearest, least);
            within &= !(1 << nearest);
            while within != 0 {
                let i = within.trailing_zeros() as usize;
                within &= within - 1;
                self.enter(children, i, bounds[i]);
            }
        }
    }

    /// One of a few pieces.
    pub(super) fn among(&mut self, few: Few<'a>) {
        let mut chords = [f64::INFINITY; LONGEST_LIST];
        let (mut nearest, mut least) = (None, f64::INFINITY);
        for (piece, chord2) in few.iter().zip(&mut chords) {
            *chord2 = piece.chord2(self.from.at).0;
            (nearest, least) = if *chord2 < least { (Some(piece), *chord2) } else { (nearest, least) };
        }
        let Some(nearest) = nearest else { return };
        self.consider(nearest);
        for (piece, chord2) in few.iter().zip(chords) {
            if chord2 <= self.reach2 && piece.number != nearest.number {
                self.consider(piece);
            }
        }
    }

    fn enter(&mut self, children: &'a [RTreeNode<Piece>], i: usize, bound: f64) {
        match children.get(i) {
            Some(_) if bound > self.reach2 => (),
            Some(RTreeNode::Parent(inner)) => self.visit(inner),
            Some(RTreeNode::Leaf(piece)) => self.consider(piece),
            None => (),
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
    pub(super) fn settle(mut self) -> Option<Hit> {
        let limit = self.limit;
        self.kept.retain(|c| c.low <= limit);
        self.kept.sort_unstable_by(|a, b| a.high.total_cmp(&b.high));
        let mut best: Option<Hit> = None;
        for c in &self.kept {
            if best.is_some_and(|b| c.low > b.metres) {
                continue;
            }
            let hit = c.measured(&self.from, self.p);
            if hit.metres <= self.asked && best.is_none_or(|b| hit.metres < b.metres) {
                best = Some(hit);
            }
        }
        best
    }
}
