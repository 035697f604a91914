//! Fits the weights of the recogniser to gold articles and prints them, to be kept as
//! `gazetteer/models/recogniser.tsv`:
//!
//! ```sh
//! cargo run --release --example fit_recogniser -- tests/gold/dev > /tmp/recogniser.tsv
//! ```
//!
//! Logistic regression with an L2 penalty, by full-batch gradient steps (Adagrad) from the weights
//! that are in force, so that evidence that the gold never shows keeps its weight.

use makan::evaluation::read_gold;
use makan::gazetteer::{Gazetteer, load};
use makan::toponyms::{Recogniser, weights};
use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::path::Path;

/// The pull of each weight back to where it began.
const PENALTY: f64 = 0.004;
const ROUNDS: usize = 3000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut gazetteer = Gazetteer::embedded()?;
    let mut cases: Vec<(Vec<(&'static str, f64)>, f64)> = Vec::new();
    let mut folders = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--gazetteer" {
            gazetteer.push(load(Path::new(&args.next().ok_or("--gazetteer takes a file")?))?.0);
        } else {
            folders.push(arg);
        }
    }
    let recogniser = Recogniser::new(&gazetteer);
    for folder in folders {
        let mut files: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|e| e.path()).collect();
        files.sort();
        for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "json")) {
            let (gold, article) = read_gold(path)?;
            let truth: HashSet<_> = gold.mentions.iter().filter_map(|m| m.bytes(&article.text)).collect();
            let mut found = 0;
            for span in recogniser.training_spans(&article, &makan::organisations(&article)) {
                let label = truth.contains(&span.range);
                found += usize::from(label);
                cases.push((span.features, f64::from(u8::from(label))));
            }
            eprintln!("{}: {} names, {} spans that are one", article.id, truth.len(), found);
        }
    }
    let start = weights();
    let names: BTreeMap<&'static str, usize> = {
        let mut all: Vec<&'static str> = cases.iter().flat_map(|c| c.0.iter().map(|f| f.0)).collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter().enumerate().map(|(i, n)| (n, i)).collect()
    };
    let prior: Vec<f64> = names.keys().map(|n| start.get(n)).collect();
    let mut fitted = prior.clone();
    let mut square = vec![1e-8; fitted.len()];
    let rows: Vec<(Vec<(usize, f64)>, f64)> =
        cases.iter().map(|(f, y)| (f.iter().map(|(n, v)| (names[n], *v)).collect(), *y)).collect();
    let mut loss = 0.0;
    for _ in 0..ROUNDS {
        let mut gradient: Vec<f64> = fitted.iter().zip(&prior).map(|(w, p)| PENALTY * (w - p)).collect();
        loss = 0.0;
        for (features, label) in &rows {
            let z: f64 = features.iter().map(|(i, v)| fitted[*i] * v).sum();
            let p = 1.0 / (1.0 + (-z).exp());
            loss -= if *label > 0.5 { p.max(1e-12).ln() } else { (1.0 - p).max(1e-12).ln() };
            for (i, v) in features {
                gradient[*i] += (p - label) * v / rows.len() as f64;
            }
        }
        for ((w, g), s) in fitted.iter_mut().zip(&gradient).zip(&mut square) {
            *s += g * g;
            *w -= 0.2 * g / s.sqrt();
        }
    }
    eprintln!("{} spans, mean loss {:.4}", rows.len(), loss / rows.len() as f64);
    println!("# Log-odds a unit of each kind of evidence that a stretch of text is a place name.");
    println!("# Fitted to tests/gold/dev by examples/fit_recogniser.rs.");
    for (name, i) in &names {
        println!("{name}\t{:.3}", fitted[*i]);
    }
    Ok(())
}
