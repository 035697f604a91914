//! Fits the weights by which an event's site is chosen to gold articles and prints them, to be kept as
//! `gazetteer/models/sites.tsv`:
//!
//! ```sh
//! cargo run --release --example fit_sites -- tests/gold/dev --gazetteer ML.txt [--check OTHER-GOLD] > /tmp/sites.tsv
//! ```
//!
//! A conditional logit: in each clause that reports an event one of its places or phrases is the site, or
//! none. Right are those that lie where a gold event of the article lies. The weights are drawn back to
//! the ones in force (L2), so that evidence which the gold never shows keeps its weight.

use makan::Reader;
use makan::evaluation::{Gold, read_gold};
use makan::events::{Coder, Report, site_weights};
use makan::gazetteer::{Gazetteer, load};
use makan::resolution::locate;
use makan::space::{LonLat, distance_km};
use makan::text::key;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

/// The pull of each weight back to where it began.
const PENALTY: f64 = 0.1;
const ROUNDS: usize = 2000;
/// A site is right within this, km, or within the gold's own tolerance where that is more.
const RIGHT_KM: f64 = 25.0;
/// How much a clause counts in which no place is right: it may tell of something else.
const NONE_COUNTS: f64 = 0.25;

/// One clause: its candidates with their evidence, which of them are right, and how much it counts.
struct Case {
    candidates: Vec<Vec<(&'static str, f64)>>,
    right: Vec<bool>,
    counts: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut gazetteer = Gazetteer::embedded()?;
    let (mut folders, mut others) = (Vec::new(), Vec::new());
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--gazetteer" {
            gazetteer.push(load(Path::new(&args.next().ok_or("--gazetteer takes a file")?))?.0);
        } else if arg == "--check" {
            others.push(args.next().ok_or("--check takes a folder")?);
        } else {
            folders.push(arg);
        }
    }
    let reader = Reader::new(&gazetteer);
    let cases = read_folders(&reader, &folders)?;
    let others = read_folders(&reader, &others)?;
    let start = site_weights();
    let mut names: Vec<&'static str> =
        cases.iter().chain(&others).flat_map(|c| c.candidates.iter().flatten().map(|f| f.0)).collect();
    names.push("none");
    names.sort_unstable();
    names.dedup();
    let index: BTreeMap<&'static str, usize> = names.iter().enumerate().map(|(i, n)| (*n, i)).collect();
    let prior: Vec<f64> = names.iter().map(|n| start.get(n)).collect();
    eprintln!("{} clauses; right with the weights in force: {}", cases.len(), share(&cases, &index, &prior));
    let fitted = fit(&cases, &index, &prior);
    eprintln!("right with the fitted ones: {}", share(&cases, &index, &fitted));
    if !others.is_empty() {
        eprintln!("elsewhere: {} before, {} now", share(&others, &index, &prior), share(&others, &index, &fitted));
    }
    println!("# Log-odds a unit of each kind of evidence that a place or phrase is where a clause's event happened.");
    for (name, weight) in names.iter().zip(&fitted) {
        println!("{name}\t{weight:.2}");
    }
    Ok(())
}

fn read_folders(reader: &Reader<'_>, folders: &[String]) -> Result<Vec<Case>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for folder in folders {
        let mut files: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|e| e.path()).collect();
        files.sort();
        for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "json")) {
            let (gold, article) = read_gold(path)?;
            let report = reader.headed(reader.read_places(article)).report;
            cases.extend(read_cases(&gold, &report));
        }
    }
    Ok(cases)
}

fn read_cases(gold: &Gold, report: &Report) -> Vec<Case> {
    let (found, resolutions) = (&report.found, &report.resolutions);
    let year = report.article.published.map_or(2025, jiff::civil::Date::year);
    let told = Coder::embedded().site_cases(&report.article, &found.mentions, &found.relations, resolutions);
    let is_right = |site: &makan::events::Site| {
        let location = locate(&report.article, found, resolutions, &site.mentions, site.relation, year);
        gold.events.iter().any(|event| {
            let names: Vec<String> = event.names().map(key).collect();
            let mut own = site.mentions.iter().filter_map(|m| found.mentions.get(*m)).map(|m| key(&m.surface));
            let near = event.lat.zip(event.lon).zip(location.as_ref()).is_some_and(|((lat, lon), l)| {
                distance_km(LonLat::new(lon, lat), l.placement.point) <= event.tolerance_km.unwrap_or(0.0).max(RIGHT_KM)
            });
            near || own.any(|name| names.contains(&name))
        })
    };
    let cases = told.into_iter().filter(|c| !c.candidates.is_empty()).map(|case| {
        let right: Vec<bool> = case.candidates.iter().map(|(site, _)| is_right(site)).collect();
        let counts = if right.iter().any(|r| *r) { 1.0 } else { NONE_COUNTS };
        Case { candidates: case.candidates.into_iter().map(|(_, e)| e).collect(), right, counts }
    });
    cases.collect()
}

/// The scores of the candidates, and last that of "none of them".
fn scores(case: &Case, index: &BTreeMap<&'static str, usize>, weights: &[f64]) -> Vec<f64> {
    let own = case.candidates.iter().map(|e| e.iter().map(|(n, v)| weights[index[n]] * v).sum());
    own.chain([weights[index["none"]]]).collect()
}

fn share(cases: &[Case], index: &BTreeMap<&'static str, usize>, weights: &[f64]) -> String {
    let scored = cases.iter().filter(|c| c.right.iter().any(|r| *r));
    let (mut right, mut all) = (0, 0);
    for case in scored {
        let scores = scores(case, index, weights);
        let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
        right += usize::from(best.is_some_and(|b| case.right.get(b) == Some(&true)));
        all += 1;
    }
    format!("{right} of {all}")
}

/// Adagrad on the marginal likelihood of the right candidates.
fn fit(cases: &[Case], index: &BTreeMap<&'static str, usize>, prior: &[f64]) -> Vec<f64> {
    let mut weights = prior.to_vec();
    let mut square = vec![1e-8; weights.len()];
    let total: f64 = cases.iter().map(|c| c.counts).sum();
    for _ in 0..ROUNDS {
        let mut gradient: Vec<f64> = weights.iter().zip(prior).map(|(w, p)| PENALTY * (w - p)).collect();
        for case in cases {
            let scores = scores(case, index, &weights);
            let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let odds: Vec<f64> = scores.iter().map(|s| (s - top).exp()).collect();
            let is_right = |i: usize| case.right.get(i).copied().unwrap_or(!case.right.contains(&true));
            let all: f64 = odds.iter().sum();
            let hits: f64 = odds.iter().enumerate().filter(|(i, _)| is_right(*i)).map(|(_, o)| o).sum();
            for (i, odd) in odds.iter().enumerate() {
                let pull = odd / all - if is_right(i) { odd / hits } else { 0.0 };
                let pull = pull * case.counts / total;
                match case.candidates.get(i) {
                    Some(evidence) => evidence.iter().for_each(|(n, v)| gradient[index[n]] += pull * v),
                    None => gradient[index["none"]] += pull,
                }
            }
        }
        for ((w, g), s) in weights.iter_mut().zip(&gradient).zip(&mut square) {
            *s += g * g;
            *w -= 0.1 * g / s.sqrt();
        }
    }
    weights
}
