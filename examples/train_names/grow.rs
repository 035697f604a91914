//! Decision trees: which neighbours of a unit change what is written for it.

use crate::em::Chunk;
use makan::names::training::{CONTEXT, EDGE, GAP, UNITS, Unit, units};
use std::collections::BTreeMap;

/// One unit seen written: what for, between which neighbours, with what weight.
pub struct Token {
    pub context: [Unit; CONTEXT],
    pub chunk: Chunk,
    pub weight: f64,
}

/// How far trees grow.
#[derive(Clone, Copy)]
pub struct Limits {
    /// Nats that a question must gain.
    pub gain: f64,
    /// Weight that each answer must hold.
    pub least: f64,
    /// Weight that the parent's distribution has in its child's.
    pub parent: f64,
}

pub enum Node {
    Ask { position: u8, set: u8, yes: u16, no: u16 },
    Leaf(u16),
}

/// The forest of one direction.
#[derive(Default)]
pub struct Forest {
    pub nodes: Vec<Node>,
    pub roots: Vec<u16>,
    /// Probability of each chunk in each leaf, all adding up to 1.
    pub leaves: Vec<BTreeMap<Chunk, f64>>,
}

/// Sets of neighbours that a question may ask for: each unit, and classes of sound.
pub fn sets() -> Vec<u128> {
    let set = |names: &str| -> u128 { names.split(' ').flat_map(units).fold(0, |bits, u| bits | 1 << u) };
    let mut out = vec![
        1 << EDGE,
        1 << GAP,
        1 << EDGE | 1 << GAP,
        set("a e i o u y é ā ī ū ou oo ee ا و ي ى"),
        set("e i é y ī ee ي"),
        set("o u ou ū oo w و"),
        set("a ā ا"),
        set("a o u ou ā ū oo"),
        set("m n ŋ gn م ن"),
        set("l r n m ل ر ن م"),
        set("b p m f v w ph ب ف م"),
        set("t d s z n l r ss th ت د س ز ن ل ر"),
        set("k g c q gh kh qu gu ck ك ق غ خ ج"),
        set("ch sh j dj tch ش ج"),
        set("b d g j z v dj gh ب د ج ز"),
        set("p t k f s ch c ss ck ت ك ف س ش"),
        set("ţ ş ḩ ḑ ط ص ح ض ع ق"),
        set("0 1 2 3 4 5 6 7 8 9"),
    ];
    let any: u128 = (2..UNITS as u32).fold(0, |bits, u| bits | 1 << u);
    out.push(any & !out[3]);
    out.extend((2..UNITS as u32).map(|u| 1u128 << u));
    out
}

fn counts<'t>(tokens: impl Iterator<Item = &'t Token>) -> BTreeMap<Chunk, f64> {
    let mut out = BTreeMap::new();
    tokens.for_each(|t| *out.entry(t.chunk).or_insert(0.0) += t.weight);
    out
}

fn log_likelihood(counts: &[f64]) -> f64 {
    let total: f64 = counts.iter().sum();
    counts.iter().filter(|&&c| c > 0.0).map(|c| c * (c / total).ln()).sum()
}

/// Grows the tree of each unit.
pub fn grow(tokens: &[Vec<Token>], sets: &[u128], limits: Limits, floor: &dyn Fn(Chunk) -> f64) -> Forest {
    let mut forest = Forest::default();
    for tokens in tokens {
        let root = forest.nodes.len() as u16;
        forest.roots.push(root);
        let all: Vec<&Token> = tokens.iter().collect();
        let parent = BTreeMap::new();
        branch(&mut forest, all, &parent, sets, limits, floor);
    }
    forest
}

fn branch(
    forest: &mut Forest,
    tokens: Vec<&Token>,
    parent: &BTreeMap<Chunk, f64>,
    sets: &[u128],
    limits: Limits,
    floor: &dyn Fn(Chunk) -> f64,
) {
    let own = counts(tokens.iter().copied());
    let total: f64 = own.values().sum();
    let mut mixed: BTreeMap<Chunk, f64> = parent.clone();
    if parent.is_empty() {
        own.keys().for_each(|&chunk| {
            mixed.insert(chunk, floor(chunk));
        });
    }
    mixed.values_mut().for_each(|p| *p *= limits.parent / (limits.parent + total));
    for (chunk, count) in &own {
        *mixed.entry(*chunk).or_insert(0.0) += count / (limits.parent + total);
    }
    let at = forest.nodes.len();
    let Some((position, set)) = best_question(&tokens, &own, sets, limits) else {
        forest.nodes.push(Node::Leaf(forest.leaves.len() as u16));
        forest.leaves.push(mixed);
        return;
    };
    forest.nodes.push(Node::Leaf(0));
    let (yes, no): (Vec<&Token>, Vec<&Token>) =
        tokens.into_iter().partition(|t| sets[set] >> t.context[position] & 1 == 1);
    let yes_at = forest.nodes.len() as u16;
    branch(forest, yes, &mixed, sets, limits, floor);
    let no_at = forest.nodes.len() as u16;
    branch(forest, no, &mixed, sets, limits, floor);
    forest.nodes[at] = Node::Ask { position: position as u8, set: set as u8, yes: yes_at, no: no_at };
}

fn best_question(
    tokens: &[&Token],
    own: &BTreeMap<Chunk, f64>,
    sets: &[u128],
    limits: Limits,
) -> Option<(usize, usize)> {
    let total: f64 = own.values().sum();
    if total < 2.0 * limits.least {
        return None;
    }
    let number: BTreeMap<Chunk, usize> = own.keys().enumerate().map(|(i, &chunk)| (chunk, i)).collect();
    let width = number.len();
    let all: Vec<f64> = own.values().copied().collect();
    let base = log_likelihood(&all);
    let mut best: Option<(f64, usize, usize)> = None;
    for position in 0..CONTEXT {
        let mut rows = vec![Vec::new(); 128];
        for token in tokens {
            let row: &mut Vec<f64> = &mut rows[usize::from(token.context[position])];
            if row.is_empty() {
                row.resize(width, 0.0);
            }
            row[number[&token.chunk]] += token.weight;
        }
        for (at, &set) in sets.iter().enumerate() {
            let mut yes = vec![0.0; width];
            let mut weight = 0.0;
            for (neighbour, row) in rows.iter().enumerate() {
                if set >> neighbour & 1 == 1 {
                    for (slot, value) in yes.iter_mut().zip(row) {
                        *slot += value;
                        weight += value;
                    }
                }
            }
            if weight < limits.least || total - weight < limits.least {
                continue;
            }
            let no: Vec<f64> = all.iter().zip(&yes).map(|(a, y)| (a - y).max(0.0)).collect();
            let gain = log_likelihood(&yes) + log_likelihood(&no) - base;
            if gain > limits.gain && best.is_none_or(|(g, ..)| gain > g + 1e-9) {
                best = Some((gain, position, at));
            }
        }
    }
    best.map(|(_, position, set)| (position, set))
}
