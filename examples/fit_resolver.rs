//! Fits the weights of the resolver to gold articles and prints them, to be kept as
//! `gazetteer/models/resolver.tsv`:
//!
//! ```sh
//! cargo run --release --example fit_resolver -- tests/gold/dev --gazetteer FULL.makan > /tmp/resolver.tsv
//! ```
//!
//! The articles are read with the embedded core alone, and once more with the gazetteer that is added, so
//! that the weights suit both; and again with a share of the villages kept from the resolver, as the gold was
//! written with the core at hand, while of the villages that reports name it lists two in three.
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
const PENALTY: f64 = 0.003;
const ROUNDS: usize = 1000;
/// The share of lesser places that is hidden from each reading, with the core alone and with more.
const HIDDEN: [[f64; 3]; 2] = [[0.0, 0.3, 0.3], [0.0, 0.12, 0.12]];
/// Below this prominence (0 to 6) a place may be hidden.
const LESSER: f64 = 2.5;
/// Parts of the articles for the cross-validation.
const PARTS: usize = 5;
/// Evidence that can only speak against a place; all that is not listed here or in `FREE` speaks for it.
const AGAINST: [&str; 9] = [
    "in_no",
    "in_far",
    "kind_other",
    "former",
    "country_absent",
    "far_country",
    "fuzzy_far",
    "bare_natural",
    "bare_division",
];
/// Evidence that may speak for or against.
const FREE: [&str; 9] = [
    "unresolved",
    "unresolved_known",
    "unresolved_unheard",
    "unresolved_village",
    "alternate",
    "fuzzy",
    "core_country",
    "kind_alike",
    "kind_asked",
];
/// The least that evidence of a known sign counts.
const LEAST: f64 = 0.05;

/// The part of the articles it belongs to, the evidence of each candidate, and which of them are right.
type Row = (usize, Vec<Vec<(&'static str, f64)>>, Vec<bool>);
/// The evidence of each candidate of a row, by the number of its name.
type Numbered = Vec<Vec<(usize, f64)>>;

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
    for (gazetteer, shares) in [Some(&core), is_more.then_some(&more)].into_iter().flatten().zip(HIDDEN) {
        let (recogniser, resolver) = (Recogniser::new(gazetteer), Resolver::new(gazetteer));
        for folder in &folders {
            let mut files: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|e| e.path()).collect();
            files.sort();
            for (number, path) in files.iter().filter(|p| p.extension().is_some_and(|e| e == "json")).enumerate() {
                let (gold, article) = read_gold(path)?;
                let found = recogniser.find(&article, &makan::organisations(&article));
                for (reading, share) in shares.into_iter().enumerate() {
                    let hide =
                        |place: &Place, known: f64| known < LESSER && chance(&article.id, reading, &place.id) < share;
                    let cases = resolver.training_cases(&article, &found, Some(&hide));
                    rows.extend(cases.into_iter().filter_map(|case| {
                        let mentions = case.mentions.iter().filter_map(|m| found.mentions.get(*m));
                        let gold_of = |range: &std::ops::Range<usize>| {
                            gold.mentions.iter().find(|g| g.bytes(&article.text).is_some_and(|r| r == *range))
                        };
                        let truth =
                            mentions.filter_map(|m| gold_of(&m.range)).find(|g| g.confident && g.lat.is_some())?;
                        let mut right: Vec<bool> =
                            case.candidates.iter().map(|(place, _)| is_right(truth, place)).collect();
                        right.push(!right.contains(&true));
                        let mut evidence: Vec<_> = case.candidates.into_iter().map(|(_, e)| e).collect();
                        evidence.push(case.unresolved);
                        Some((number % PARTS, evidence, right))
                    }));
                }
            }
        }
    }
    let all: Vec<&Row> = rows.iter().collect();
    let start = |name: &str| weights().get(name);
    let mut held_out = 0.0;
    for part in 0..PARTS {
        let (test, train): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|r| r.0 == part);
        let fitted = fit(&train);
        held_out += loss(&test, |name| fitted.get(name).copied().unwrap_or(0.0));
    }
    let fitted = fit(&all);
    let (before, after) = (loss(&all, start), loss(&all, |name| fitted.get(name).copied().unwrap_or(0.0)));
    let mean = |sum: f64| sum / rows.len() as f64;
    eprintln!(
        "{} names, mean loss {:.4} before, {:.4} fitted, {:.4} on articles held out",
        rows.len(),
        mean(before),
        mean(after),
        mean(held_out)
    );
    println!("# Log-odds a unit of each kind of evidence that a candidate is the place meant.");
    println!("# Fitted to tests/gold/dev by examples/fit_resolver.rs.");
    for (name, w) in &fitted {
        println!("{name}\t{w:.3}");
    }
    Ok(())
}

/// A number from 0 to 1 for a place in a reading of an article, always the same (FNV-1a).
fn chance(article: &str, reading: usize, place: &str) -> f64 {
    let bytes = article.bytes().chain([reading as u8, b'/']).chain(place.bytes());
    let mut hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    ((hash ^ (hash >> 33)) >> 11) as f64 / (1_u64 << 53) as f64
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

/// The probabilities of the candidates, and of all right ones together.
fn chances(candidates: &[Vec<(&'static str, f64)>], right: &[bool], weight: impl Fn(&str) -> f64) -> (Vec<f64>, f64) {
    let scores: Vec<f64> = candidates.iter().map(|e| e.iter().map(|(n, v)| weight(n) * v).sum::<f64>()).collect();
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let exp: Vec<f64> = scores.iter().map(|s| (s - top).exp()).collect();
    let all: f64 = exp.iter().sum();
    let shares: Vec<f64> = exp.iter().map(|e| e / all).collect();
    let good = shares.iter().zip(right).filter(|(_, r)| **r).map(|(e, _)| e).sum();
    (shares, good)
}

fn loss(rows: &[&Row], weight: impl Fn(&str) -> f64) -> f64 {
    rows.iter().map(|(_, candidates, right)| -chances(candidates, right, &weight).1.max(1e-12).ln()).sum()
}

fn fit(rows: &[&Row]) -> BTreeMap<&'static str, f64> {
    let mut names: Vec<&'static str> = rows.iter().flat_map(|r| r.1.iter().flatten().map(|f| f.0)).collect();
    names.sort_unstable();
    names.dedup();
    let number: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, n)| (*n, i)).collect();
    let prior: Vec<f64> = names.iter().map(|n| weights().get(n)).collect();
    let mut fitted = prior.clone();
    let mut square = vec![1e-8; fitted.len()];
    // Names as numbers, so that the rounds need no look-ups.
    let numbered: Vec<(Numbered, &Vec<bool>)> = rows
        .iter()
        .map(|(_, c, right)| (c.iter().map(|e| e.iter().map(|(n, v)| (number[n], *v)).collect()).collect(), right))
        .collect();
    for _ in 0..ROUNDS {
        let mut gradient: Vec<f64> = fitted.iter().zip(&prior).map(|(w, p)| PENALTY * (w - p)).collect();
        for (candidates, right) in &numbered {
            let scores: Vec<f64> =
                candidates.iter().map(|e| e.iter().map(|(n, v)| fitted[*n] * v).sum::<f64>()).collect();
            let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let exp: Vec<f64> = scores.iter().map(|s| (s - top).exp()).collect();
            let all: f64 = exp.iter().sum();
            let good: f64 = exp.iter().zip(*right).filter(|(_, r)| **r).map(|(e, _)| e).sum();
            for ((evidence, e), r) in candidates.iter().zip(&exp).zip(*right) {
                let pull = e / all - if *r { e / good.max(1e-300) } else { 0.0 };
                for (n, v) in evidence {
                    gradient[*n] += pull * v / rows.len() as f64;
                }
            }
        }
        for (((name, w), g), s) in names.iter().zip(&mut fitted).zip(&gradient).zip(&mut square) {
            *s += g * g;
            *w -= 0.1 * g / s.sqrt();
            if AGAINST.contains(name) {
                *w = w.min(-LEAST);
            } else if !FREE.contains(name) {
                *w = w.max(LEAST);
            }
        }
    }
    names.into_iter().zip(fitted).collect()
}
