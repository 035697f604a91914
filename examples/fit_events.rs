//! Fits the weights by which news is told from history, habit and allusion, and prints them, to be kept as
//! `gazetteer/models/events.tsv`:
//!
//! ```sh
//! cargo run --release --example fit_events -- tests/gold/dev > /tmp/events.tsv
//! ```
//!
//! The line by which the confidence of events is calibrated, to be kept as `gazetteer/models/events-calibration.tsv`, comes
//! from articles that nothing else is fitted to:
//!
//! ```sh
//! cargo run --release --example fit_events -- --calibrate tests/gold/fresh > /tmp/events-calibration.tsv
//! ```
//!
//! Logistic regression with an L2 penalty that pulls each weight back to the one in force. On stderr it
//! says how well weights that were fitted without an article do on that article.

use makan::Reader;
use makan::evaluation::{Scores, read_gold, told_in_gold};
use makan::events::{Coder, calibration, weights};
use makan::gazetteer::{Gazetteer, load};
use makan::resolution::locate;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

/// The pull of each weight back to where it began.
const PENALTY: f64 = 0.02;
const ROUNDS: usize = 1500;

type Row = (usize, Vec<(usize, f64)>, f64);

fn fit(rows: &[&Row], prior: &[f64]) -> Vec<f64> {
    let mut fitted = prior.to_vec();
    let mut square = vec![1e-8; fitted.len()];
    for _ in 0..ROUNDS {
        let mut gradient: Vec<f64> = fitted.iter().zip(prior).map(|(w, p)| PENALTY * (w - p)).collect();
        for (_, evidence, label) in rows.iter().copied() {
            let p = chance(evidence, &fitted);
            for (i, value) in evidence {
                gradient[*i] += (p - label) * value / rows.len() as f64;
            }
        }
        for ((w, g), s) in fitted.iter_mut().zip(&gradient).zip(&mut square) {
            *s += g * g;
            *w -= 0.2 * g / s.sqrt();
        }
    }
    fitted
}

/// The number of the article, the evidence by name, and 1 for news.
type Case = (usize, Vec<(&'static str, f64)>, f64);

fn chance(evidence: &[(usize, f64)], weights: &[f64]) -> f64 {
    let z: f64 = evidence.iter().map(|(i, v)| weights[*i] * v).sum();
    1.0 / (1.0 + (-z).exp())
}

/// Prints the line from the model's log-odds to the share of events that are right, where an event is right with
/// the chance of that line times the confidence of its location.
fn calibrate(reader: &Reader<'_>, folder: &str) -> Result<(), Box<dyn Error>> {
    let mut scores = Scores::default();
    let mut files: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|e| e.path()).collect();
    files.sort();
    for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "json")) {
        let (gold, article) = read_gold(path)?;
        scores.score(&gold, &reader.read(article), &mut Vec::new());
    }
    let cases: Vec<(f64, f64, f64)> = (scores.events.confidences.iter())
        .map(|(event, located, right)| (calibration().log_odds_of(*event), *located, f64::from(u8::from(*right))))
        .collect();
    let (mut slope, mut offset): (f64, f64) = (1.0, 0.0);
    let (mut square, n): ([f64; 2], f64) = ([1e-8; 2], cases.len() as f64);
    for _ in 0..20_000 {
        let mut gradient: [f64; 2] = [0.0; 2];
        for (z, located, right) in &cases {
            let own: f64 = 1.0 / (1.0 + (-(slope * z + offset)).exp());
            let p = (own * located).clamp(1e-6, 1.0 - 1e-6);
            // The chance of the product, by the chain rule.
            let pull = (p - right) / (p * (1.0 - p)) * located * own * (1.0 - own) / n;
            gradient[0] += pull * z;
            gradient[1] += pull;
        }
        for (i, value) in [&mut slope, &mut offset].into_iter().enumerate() {
            square[i] += gradient[i] * gradient[i];
            *value -= 0.1 * gradient[i] / square[i].sqrt();
        }
    }
    let right = cases.iter().filter(|c| c.2 > 0.5).count();
    println!("# The line, in log-odds, from the probability of events.tsv to the share of events that are right.");
    println!("# From {} events of {folder}, {right} of them right, by examples/fit_events.rs.", cases.len());
    println!("slope\t{slope:.3}\noffset\t{offset:.3}");
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut gazetteer = Gazetteer::embedded()?;
    let (mut folders, mut held) = (Vec::new(), None);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--gazetteer" {
            gazetteer.push(load(Path::new(&args.next().ok_or("--gazetteer takes a file")?))?.0);
        } else if arg == "--calibrate" {
            held = Some(args.next().ok_or("--calibrate takes a folder")?);
        } else {
            folders.push(arg);
        }
    }
    let reader = Reader::new(&gazetteer);
    if let Some(folder) = held {
        return calibrate(&reader, &folder);
    }
    let mut cases: Vec<Case> = Vec::new();
    let mut articles = 0;
    for folder in folders {
        let mut files: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|e| e.path()).collect();
        files.sort();
        for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "json")) {
            let (gold, article) = read_gold(path)?;
            let year = article.published.map_or(2025, jiff::civil::Date::year);
            let headed = reader.headed(reader.read_places(article));
            let report = &headed.report;
            let found = Coder::embedded().candidates(
                &report.article,
                &report.found.mentions,
                &report.found.relations,
                &report.resolutions,
            );
            let mut events = Vec::new();
            for candidate in &found {
                let site = candidate.event.site.clone().unwrap_or_default();
                let place =
                    locate(&report.article, &report.found, &report.resolutions, &site.mentions, site.relation, year);
                events.push((candidate.event.clone(), place));
            }
            let report = headed.into_text(events);
            let labels = told_in_gold(&gold, &report);
            for (candidate, label) in found.into_iter().zip(labels) {
                cases.push((articles, candidate.evidence, f64::from(u8::from(label))));
            }
            articles += 1;
        }
    }
    let start = weights();
    let mut names: Vec<&'static str> = cases.iter().flat_map(|c| c.1.iter().map(|f| f.0)).collect();
    names.sort_unstable();
    names.dedup();
    let index: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (*n, i)).collect();
    let prior: Vec<f64> = names.iter().map(|n| start.get(n)).collect();
    let rows: Vec<Row> =
        cases.iter().map(|(a, e, y)| (*a, e.iter().map(|(n, v)| (index[n], *v)).collect(), *y)).collect();
    // Each article by weights that never saw it.
    let (mut right, mut loss, mut kept, mut true_kept) = (0, 0.0, 0, 0);
    for article in 0..articles {
        let others: Vec<&Row> = rows.iter().filter(|r| r.0 != article).collect();
        let weights = fit(&others, &prior);
        for (_, evidence, label) in rows.iter().filter(|r| r.0 == article) {
            let p = chance(evidence, &weights);
            right += usize::from((p >= 0.5) == (*label > 0.5));
            kept += usize::from(p >= 0.5);
            true_kept += usize::from(p >= 0.5 && *label > 0.5);
            loss -= if *label > 0.5 { p.max(1e-9).ln() } else { (1.0 - p).max(1e-9).ln() };
        }
    }
    let positive = rows.iter().filter(|r| r.2 > 0.5).count();
    eprintln!(
        "{} candidates in {articles} articles, {positive} in the gold; left out in turn: {right} right, mean loss {:.3}; \
         of {kept} kept {true_kept} are in the gold",
        rows.len(),
        loss / rows.len().max(1) as f64
    );
    let fitted = fit(&rows.iter().collect::<Vec<_>>(), &prior);
    println!("# Log-odds a unit of each kind of evidence that what clauses tell is an event of the article's news.");
    println!("# Fitted to tests/gold/dev by examples/fit_events.rs.");
    for (name, weight) in names.iter().zip(&fitted) {
        println!("{name}\t{weight:.3}");
    }
    Ok(())
}
