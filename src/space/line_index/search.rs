//! The walk through the tree.

use super::{CHORD_FOOT_METRES, CLOSE_METRES, Piece, RISE_METRES};
use crate::space::ecef::{self, Vector};
use crate::space::{Foot, LonLat, geodesic, nearest_on_segment};
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

/// How many children of a node are put in order at a time.
const CHUNK: usize = 32;

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
    pub(super) fn metres(&self, from: &ecef::Chord, p: LonLat) -> f64 {
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
pub(in crate::space) struct Hit {
    /// The distance, metres.
    pub(super) metres: f64,
    /// The line, by its place in the list.
    pub line: usize,
    a: Vector,
    b: Vector,
    foot: Vector,
}

impl Hit {
    pub(super) fn of(metres: f64, candidate: &Candidate<'_>) -> Self {
        let piece = candidate.piece;
        Hit { metres, line: piece.line as usize, a: piece.a, b: piece.b, foot: candidate.foot }
    }

    /// The nearest point, solved on the geodesic.
    pub(super) fn exact(&self, p: LonLat) -> Foot {
        nearest_on_segment(p, ecef::lonlat(self.a), ecef::lonlat(self.b))
    }

    /// The nearest point by the chord: its distance is the least one to within 1 mm; the point itself may lie some 1e-5 of
    /// the distance aside along the line. One inverse problem instead of about ten.
    pub(in crate::space) fn quick(&self, p: LonLat) -> Foot {
        if self.metres >= CHORD_FOOT_METRES && self.a != self.b {
            return self.exact(p);
        }
        let point = ecef::lonlat(self.foot);
        let (km, bearing) = geodesic::inverse(p, point);
        Foot { km, point, bearing: if km < 1e-9 { 0.0 } else { bearing } }
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
        Search { from: ecef::Chord::from(v), p, limit, asked: limit, reach2, kept: Vec::new() }
    }

    pub(super) fn visit(&mut self, node: &'a ParentNode<Piece>) {
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
    pub(super) fn settle(mut self) -> Option<Hit> {
        let limit = self.limit;
        self.kept.retain(|c| c.low <= limit);
        self.kept.sort_unstable_by(|a, b| a.high.total_cmp(&b.high));
        let mut best: Option<Hit> = None;
        for c in &self.kept {
            if best.is_some_and(|b| c.low > b.metres) {
                continue;
            }
            let metres = c.metres(&self.from, self.p);
            if metres <= self.asked && best.is_none_or(|b| metres < b.metres) {
                best = Some(Hit::of(metres, c));
            }
        }
        best
    }
}
