//! Expectation maximisation: which letters of the query each unit of the name has written.

use crate::data::Pair;
use makan::names::training::{GAP, UNITS, Unit};

/// What a unit writes: nothing, one letter or two.
pub type Chunk = (Unit, Unit);

const SINGLE: usize = UNITS + 1;
const CHUNKS: usize = SINGLE * SINGLE;

pub fn chunk_index((a, b): Chunk) -> usize {
    // 0 stands for "none": no letter is unit 0.
    usize::from(a) * SINGLE + usize::from(b)
}

/// `probability[unit][chunk]`.
pub struct Table {
    rows: Vec<Vec<f64>>,
}

impl Table {
    pub fn even() -> Table {
        // One letter for one unit is likeliest before anything is known.
        let row: Vec<f64> = (0..CHUNKS)
            .map(|i| match (i / SINGLE, i % SINGLE) {
                (0, 0) => 0.02,
                (_, 0) => 0.02,
                _ => 0.0002,
            })
            .collect();
        Table { rows: vec![row; UNITS] }
    }

    fn get(&self, unit: Unit, chunk: Chunk) -> f64 {
        self.rows[usize::from(unit)][chunk_index(chunk)]
    }
}

/// The chunks that end at letter `j`.
fn chunks(query: &[Unit], j: usize) -> [(usize, Option<Chunk>); 3] {
    [(0, Some((0, 0))), (1, (j >= 1).then(|| (query[j - 1], 0))), (2, (j >= 2).then(|| (query[j - 2], query[j - 1])))]
}

fn sounding(name: &[Unit]) -> Vec<Unit> {
    name.iter().copied().filter(|&c| c != GAP).collect()
}

/// The forward sums, and the probability of the query given the name.
fn forward(table: &Table, name: &[Unit], query: &[Unit]) -> (Vec<Vec<f64>>, f64) {
    let mut sums = vec![vec![0.0; query.len() + 1]; name.len() + 1];
    sums[0][0] = 1.0;
    for (i, &unit) in name.iter().enumerate() {
        for j in 0..=query.len() {
            let mut sum = 0.0;
            for (back, chunk) in chunks(query, j) {
                if let Some(chunk) = chunk {
                    sum += sums[i][j - back] * table.get(unit, chunk);
                }
            }
            sums[i + 1][j] = sum;
        }
    }
    let total = sums[name.len()][query.len()];
    (sums, total)
}

fn backward(table: &Table, name: &[Unit], query: &[Unit]) -> Vec<Vec<f64>> {
    let mut sums = vec![vec![0.0; query.len() + 1]; name.len() + 1];
    sums[name.len()][query.len()] = 1.0;
    for (i, &unit) in name.iter().enumerate().rev() {
        for j in 0..=query.len() {
            for (back, chunk) in chunks(query, j) {
                if let Some(chunk) = chunk {
                    sums[i][j - back] += sums[i + 1][j] * table.get(unit, chunk);
                }
            }
        }
    }
    sums
}

/// The share of its group that each pair takes: how well it explains the query among its rivals.
fn shares(pairs: &[Pair], totals: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; pairs.len()];
    let mut start = 0;
    while start < pairs.len() {
        let end = start + pairs[start..].iter().take_while(|p| p.group == pairs[start].group).count();
        // Flattened, so that one fluke does not take all.
        let flat: Vec<f64> = totals[start..end].iter().map(|t| t.powf(0.5)).collect();
        let sum: f64 = flat.iter().sum();
        if sum > 0.0 {
            for (slot, value) in out[start..end].iter_mut().zip(&flat) {
                *slot = value / sum;
            }
        }
        start = end;
    }
    out
}

/// Nats for each letter and unit above which a pair is taken for a translation.
pub const FOREIGN: f64 = 1.65;

/// Runs EM; returns the table and, for each pair, its weight (0 for a translation).
pub fn train(pairs: &[Pair], rounds: usize) -> (Table, Vec<f64>) {
    let names: Vec<Vec<Unit>> = pairs.iter().map(|p| sounding(&p.name)).collect();
    let mut table = Table::even();
    let mut weights = vec![0.0; pairs.len()];
    for round in 0..rounds {
        let totals: Vec<f64> = pairs
            .iter()
            .zip(&names)
            .map(|(pair, name)| {
                let total = forward(&table, name, &pair.query).1;
                let cost = -total.ln() / (pair.query.len() + name.len()) as f64;
                if round > 2 && cost > FOREIGN { 0.0 } else { total }
            })
            .collect();
        let shares = shares(pairs, &totals);
        let mut counts = vec![vec![0.0; CHUNKS]; UNITS];
        let mut log_likelihood = 0.0;
        let mut kept = 0;
        for (((pair, name), &total), (share, weight)) in
            pairs.iter().zip(&names).zip(&totals).zip(shares.iter().zip(&mut weights))
        {
            *weight = if pair.develop { 0.0 } else { pair.weight * share };
            if *weight <= 0.0 || total <= 0.0 {
                *weight = 0.0;
                continue;
            }
            kept += 1;
            log_likelihood += *weight * total.ln();
            let (before, _) = forward(&table, name, &pair.query);
            let after = backward(&table, name, &pair.query);
            for (i, &unit) in name.iter().enumerate() {
                for j in 0..=pair.query.len() {
                    for (back, chunk) in chunks(&pair.query, j) {
                        let Some(chunk) = chunk else { continue };
                        let mass = before[i][j - back] * table.get(unit, chunk) * after[i + 1][j];
                        if mass > 0.0 {
                            counts[usize::from(unit)][chunk_index(chunk)] += *weight * mass / total;
                        }
                    }
                }
            }
        }
        for row in &mut counts {
            let sum: f64 = row.iter().sum::<f64>() + 1.0;
            for (i, value) in row.iter_mut().enumerate() {
                let floor = if i % SINGLE == 0 { 1e-4 } else { 1e-7 };
                *value = *value / sum + floor;
            }
        }
        table = Table { rows: counts };
        eprintln!("  round {round}: {kept} pairs, {:.3} nats a weight", -log_likelihood / weights.iter().sum::<f64>());
    }
    (table, weights)
}

/// The likeliest chunk of each unit of a name (gaps write nothing and are left out).
pub fn align(table: &Table, pair: &Pair) -> Vec<Chunk> {
    let name = sounding(&pair.name);
    let query = &pair.query;
    let mut best = vec![vec![(f64::NEG_INFINITY, (0, 0)); query.len() + 1]; name.len() + 1];
    best[0][0].0 = 0.0;
    for (i, &unit) in name.iter().enumerate() {
        for j in 0..=query.len() {
            for (back, chunk) in chunks(query, j) {
                let Some(chunk) = chunk else { continue };
                let score = best[i][j - back].0 + table.get(unit, chunk).ln();
                if score > best[i + 1][j].0 {
                    best[i + 1][j] = (score, chunk);
                }
            }
        }
    }
    let mut out = Vec::with_capacity(name.len());
    let mut j = query.len();
    for i in (0..name.len()).rev() {
        let chunk = best[i + 1][j].1;
        j -= usize::from(chunk.0 != 0) + usize::from(chunk.1 != 0);
        out.push(chunk);
    }
    out.reverse();
    out
}
