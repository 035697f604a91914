//! The model file, little-endian; src/names/model.rs reads it.

use crate::data::Pair;
use crate::em::Chunk;
use crate::grow::{Forest, Node};
use makan::names::training::{COST_SCALE, EDGE, MODEL_MAGIC, UNITS, Unit};

/// Share of all that any unit writes which is left to letters that it was never seen to write.
const UNSEEN: f64 = 0.004;
/// Share left to a letter that no unit wrote.
const INSERTED: f64 = 0.02;
/// Share left to silence.
const SILENT: f64 = 0.004;

/// How often letters are written, one by one and after one another.
pub struct Letters {
    single: Vec<f64>,
    pairs: Vec<Vec<f64>>,
}

impl Letters {
    pub fn count(pairs: &[Pair], weights: &[f64]) -> Letters {
        let into_arabic =
            pairs.iter().flat_map(|p| &p.query).next().is_some_and(|&c| makan::names::training::is_arabic(c));
        let mut single = vec![0.0; UNITS];
        let mut after = vec![vec![0.0; UNITS]; UNITS];
        for (slot, unit) in single.iter_mut().zip(0..) {
            // Every letter of the script may come.
            *slot = if makan::names::training::is_arabic(unit) == into_arabic { 0.5 } else { 0.05 };
        }
        for (pair, weight) in pairs.iter().zip(weights) {
            let mut before = EDGE;
            for &letter in pair.query.iter().chain([&EDGE]) {
                after[usize::from(before)][usize::from(letter)] += weight;
                single[usize::from(letter)] += weight;
                before = letter;
            }
        }
        let total: f64 = single.iter().sum();
        single.iter_mut().for_each(|p| *p /= total);
        for row in &mut after {
            let sum: f64 = row.iter().sum();
            for (value, single) in row.iter_mut().zip(&single) {
                *value = (*value + 20.0 * single) / (sum + 20.0);
            }
        }
        Letters { single, pairs: after }
    }

    /// The probability of a chunk before anything is known of the unit.
    pub fn floor(&self, (a, b): Chunk) -> f64 {
        let p = |u: Unit| self.single[usize::from(u)];
        match (a, b) {
            (0, 0) => 0.1,
            (a, 0) => p(a),
            (a, b) => p(a) * p(b) * 0.1,
        }
    }
}

pub fn header() -> Vec<u8> {
    MODEL_MAGIC.to_vec()
}

fn cost(p: f64) -> u16 {
    (-p.max(1e-9).ln() * f64::from(COST_SCALE)).round().clamp(0.0, 2000.0) as u16
}

pub fn direction(out: &mut Vec<u8>, sets: &[u128], forest: &Forest, letters: &Letters) {
    put(out, sets.len() as u16);
    sets.iter().for_each(|set| out.extend_from_slice(&set.to_le_bytes()));
    put(out, forest.nodes.len() as u16);
    for node in &forest.nodes {
        let (position, set, yes, no) = match *node {
            Node::Ask { position, set, yes, no } => (position, set, yes, no),
            Node::Leaf(leaf) => (255, 0, leaf, 0),
        };
        out.extend_from_slice(&[position, set]);
        put(out, yes);
        put(out, no);
    }
    forest.roots.iter().for_each(|&root| put(out, root));
    letters.single.iter().for_each(|p| put(out, cost(UNSEEN * p)));
    letters.single.iter().for_each(|p| put(out, cost(INSERTED * p)));
    for p in letters.pairs.iter().flatten() {
        out.push((cost(*p) / 4).min(255) as u8);
    }
    put(out, forest.leaves.len() as u16);
    for leaf in &forest.leaves {
        let silent = leaf.get(&(0, 0)).copied().unwrap_or(0.0);
        put(out, cost((silent).max(SILENT)));
        let mut chunks: Vec<(Chunk, f64)> = leaf.iter().map(|(&chunk, &p)| (chunk, p)).collect();
        chunks.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut one: Vec<(Chunk, f64)> = chunks.iter().copied().filter(|((a, b), _)| *a != 0 && *b == 0).collect();
        one.truncate(60);
        out.push(one.len() as u8);
        for ((a, _), p) in one {
            out.push(a);
            put(out, cost(p + UNSEEN * letters.single[usize::from(a)]));
        }
        let mut two: Vec<(Chunk, f64)> = chunks.into_iter().filter(|((_, b), p)| *b != 0 && *p > 5e-4).collect();
        two.truncate(30);
        out.push(two.len() as u8);
        for ((a, b), p) in two {
            out.extend_from_slice(&[a, b]);
            put(out, cost(p));
        }
    }
}

/// The numbers that turn costs into similarities and probabilities; see docs/names.md.
pub fn fit(out: &mut Vec<u8>) {
    for number in SIMILARITY.iter().chain(&CHANCE).flatten() {
        out.extend_from_slice(&number.to_le_bytes());
    }
}

/// Offset, gain over chance, cost a letter. Set by hand: a scale for readers, not a probability.
const SIMILARITY: [[f32; 4]; 2] = [[4.0, 0.1, -5.0, 0.0], [4.0, 0.1, -5.0, 0.0]];
/// Offset, gain, share of the chance cost. Fitted on held-out Arabic names; taken over for Latin ones.
const CHANCE: [[f32; 4]; 2] = [[0.0, 0.7, 0.15, 0.0], [0.0, 0.7, 0.15, 0.0]];

fn put(out: &mut Vec<u8>, number: u16) {
    out.extend_from_slice(&number.to_le_bytes());
}
