//! Fits the weights of the resolver to gold articles and prints them, to be kept as
//! `gazetteer/models/resolver.tsv`:
//!
//! ```sh
//! cargo run --release --example fit_resolver -- tests/gold/dev --gazetteer FULL.makan > /tmp/resolver.tsv
//! ```
//!
//! The articles are read with the embedded core alone, and once more with the gazetteer that is added, so
//! that the weights suit both.
//!
//! A softmax over the candidates of each name and the state "unresolved", with the other names at the
//! places that the present weights give them (pseudo-likelihood, Besag 1975), an L2 penalty towards
//! the weights in force, and full-batch gradient steps (Adagrad). Run it twice: the ties follow.

use makan::evaluation::{GoldMention, read_gold};
use makan::gazetteer::{Gazetteer, Kind, Place, load};
use makan::resolution::{Resolver, weights};
use makan::space::{LonLat, distance_km};
use makan::toponyms::Recogniser;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

/// The pull of each weight back to where it began.
const PENALTY: f64 = 0.01;
const ROUNDS: usize = 2000;

type Row = (Vec<Vec<(&'static str, f64)>>, Vec<bool>);

fn main() -> Result<(), Box<dyn Error>> {
    let mut more = Gazetteer::embedded()?;
    let (mut folders, mut is_more) = (Vec::new(), false);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--gazetteer" {
            more.push(load(Path::new(&args.next().ok_or("--gazetteer takes a file")?))?.0);
            is_more = true;
        } else {
            folders.push(arg);
        }
    }
    let core = Gazetteer::embedded()?;
    let mut rows: Vec<Row> = Vec::new();
    for gazetteer in [Some(&core), is_more.then_some(&more)].into_iter().flatten() {
        let (recogniser, resolver) = (Recogniser::new(gazetteer), Resolver::new(gazetteer));
        for folder in &folders {
            let mut files: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|e| e.path()).collect();
            files.sort();
            for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "json")) {
                let (gold, article) = read_gold(path)?;
                let found = recogniser.find(&article, &makan::organisations(&article));
                rows.extend(resolver.training_cases(&article, &found).into_iter().filter_map(|case| {
                    let mentions = case.mentions.iter().filter_map(|m| found.mentions.get(*m));
                    let gold_of = |range: &std::ops::Range<usize>| {
                        gold.mentions.iter().find(|g| g.bytes(&article.text).is_some_and(|r| r == *range))
                    };
                    let truth = mentions.filter_map(|m| gold_of(&m.range)).find(|g| g.confident && g.lat.is_some())?;
                    let mut right: Vec<bool> =
                        case.candidates.iter().map(|(place, _)| is_right(truth, place)).collect();
                    right.push(!right.contains(&true));
                    let mut evidence: Vec<_> = case.candidates.into_iter().map(|(_, e)| e).collect();
                    evidence.push(vec![("unresolved", 1.0)]);
                    Some((evidence, right))
                }));
            }
        }
    }
    fit(&rows);
    Ok(())
}

fn is_right(truth: &GoldMention, place: &Place) -> bool {
    let (Some(lat), Some(lon), Some(point)) = (truth.lat, truth.lon, place.point) else { return false };
    let km = distance_km(point, LonLat::new(lon, lat));
    match truth.kind.as_str() {
        "country" => place.kind == Kind::Country && km < 500.0,
        "admin1" => place.kind == Kind::Admin1 && km < 161.0,
        "admin2" => place.kind == Kind::Admin2 && km < 80.0,
        "region" => km < 161.0,
        _ => !place.kind.is_area() && km < 10.0,
    }
}

fn fit(rows: &[Row]) {
    let start = weights();
    let mut names: Vec<&'static str> = rows.iter().flat_map(|r| r.0.iter().flatten().map(|f| f.0)).collect();
    names.sort_unstable();
    names.dedup();
    let number: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (*n, i)).collect();
    let prior: Vec<f64> = names.iter().map(|n| start.get(n)).collect();
    let mut fitted = prior.clone();
    let mut square = vec![1e-8; fitted.len()];
    let mut loss = 0.0;
    for _ in 0..ROUNDS {
        let mut gradient: Vec<f64> = fitted.iter().zip(&prior).map(|(w, p)| PENALTY * (w - p)).collect();
        loss = 0.0;
        for (candidates, right) in rows {
            let scores: Vec<f64> =
                candidates.iter().map(|e| e.iter().map(|(n, v)| fitted[number[n]] * v).sum::<f64>()).collect();
            let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let exp: Vec<f64> = scores.iter().map(|s| (s - top).exp()).collect();
            let all: f64 = exp.iter().sum();
            let good: f64 = exp.iter().zip(right).filter(|(_, r)| **r).map(|(e, _)| e).sum();
            loss -= (good / all).max(1e-12).ln();
            for ((evidence, e), r) in candidates.iter().zip(&exp).zip(right) {
                let pull = e / all - if *r { e / good.max(1e-300) } else { 0.0 };
                for (n, v) in evidence {
                    gradient[number[n]] += pull * v / rows.len() as f64;
                }
            }
        }
        for ((w, g), s) in fitted.iter_mut().zip(&gradient).zip(&mut square) {
            *s += g * g;
            *w -= 0.1 * g / s.sqrt();
        }
    }
    eprintln!("{} names, mean loss {:.4}", rows.len(), loss / rows.len() as f64);
    println!("# Log-odds a unit of each kind of evidence that a candidate is the place meant.");
    println!("# Fitted to tests/gold/dev by examples/fit_resolver.rs.");
    for (name, w) in names.iter().zip(&fitted) {
        println!("{name}\t{w:.3}");
    }
}
