//! Fits the weights of the recogniser to gold articles and prints them, to be kept as
//! `gazetteer/models/recogniser.tsv`:
//!
//! ```sh
//! cargo run --release --example fit_recogniser -- tests/gold/dev --gazetteer FULL.makan > /tmp/recogniser.tsv
//! ```
//!
//! The articles are read with the embedded core alone, and once more with the gazetteer that is added,
//! so that the weights suit both. With `--show WORD` it prints the evidence for that name instead.
//!
//! Logistic regression with an L2 penalty, by full-batch gradient steps (Adagrad) from the weights
//! that are in force, so that evidence that the gold never shows keeps its weight.

use makan::article::Article;
use makan::evaluation::read_gold;
use makan::gazetteer::{Gazetteer, load};
use makan::toponyms::{Recogniser, weights};
use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::path::Path;

/// The pull of each weight back to where it began.
const PENALTY: f64 = 0.004;
const ROUNDS: usize = 3000;
/// How much more a name counts than a span that is none: the likeliest weights would rather miss a
/// name than give a false one, and the F1 of both is best where they are told apart evenly.
const NAME: f64 = 1.5;

fn main() -> Result<(), Box<dyn Error>> {
    let mut cases: Vec<(Vec<(&'static str, f64)>, f64)> = Vec::new();
    let (mut folders, mut more, mut shown) = (Vec::new(), Gazetteer::embedded()?, None);
    let mut is_more = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--gazetteer" => {
                more.push(load(Path::new(&args.next().ok_or("--gazetteer takes a file")?))?.0);
                is_more = true;
            }
            "--show" => shown = args.next(),
            _ => folders.push(arg),
        }
    }
    let core = Gazetteer::embedded()?;
    for gazetteer in [Some(&core), is_more.then_some(&more)].into_iter().flatten() {
        let recogniser = Recogniser::new(gazetteer);
        for folder in &folders {
            let mut files: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|e| e.path()).collect();
            files.sort();
            for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "json" || e == "txt")) {
                gather(&recogniser, path, shown.as_deref(), &mut cases)?;
            }
        }
    }
    if shown.is_some() {
        return Ok(());
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
            let weight = if *label > 0.5 { NAME } else { 1.0 };
            for (i, v) in features {
                gradient[*i] += weight * (p - label) * v / rows.len() as f64;
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
    // Evidence that the articles never show keeps its weight.
    let mut lines: BTreeMap<&str, f64> = start.iter().collect();
    lines.extend(names.iter().map(|(name, i)| (*name, fitted[*i])));
    for (name, weight) in lines {
        println!("{name}\t{weight:.3}");
    }
    Ok(())
}

/// Adds the spans of an article with what they are: a name, or none. A plain text has no answers; it can only be shown.
fn gather(
    recogniser: &Recogniser,
    path: &Path,
    shown: Option<&str>,
    cases: &mut Vec<(Vec<(&'static str, f64)>, f64)>,
) -> Result<(), Box<dyn Error>> {
    let (truth, article): (HashSet<_>, Article) = if path.extension().is_some_and(|e| e == "json") {
        let (gold, article) = read_gold(path)?;
        (gold.mentions.iter().filter_map(|m| m.bytes(&article.text)).collect(), article)
    } else if shown.is_some() {
        (HashSet::new(), Article::new(path.to_string_lossy(), std::fs::read_to_string(path)?, None))
    } else {
        return Ok(());
    };
    let mut found = 0;
    for span in recogniser.training_spans(&article, &makan::organisations(&article)) {
        let label = truth.contains(&span.range);
        if shown.is_some_and(|word| article.text[span.range.clone()].contains(word)) {
            let score = weights().score(&span.features);
            let pieces: Vec<String> = span.features.iter().map(|(n, v)| format!("{n}={v:.4}")).collect();
            let surface = &article.text[span.range.clone()];
            println!("{}\t{label}\t{:?}\t{surface}\t{score:.2}\t{}", article.id, span.range, pieces.join(" "));
        }
        found += usize::from(label);
        cases.push((span.features, f64::from(u8::from(label))));
    }
    eprintln!("{}: {} names, {found} spans that are one", article.id, truth.len());
    Ok(())
}
