//! `makan evaluate`: scores against gold files.

use super::{Common, Failure, Outcome};
use crate::Reader;
use crate::evaluation::{Miss, PlaceScores, calibration, read_gold};
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Score against articles whose places and events are known
#[derive(Debug, Args)]
pub(super) struct EvaluateArgs {
    /// Gold files, or folders of them
    #[arg(required = true)]
    gold: Vec<PathBuf>,
    /// List each miss with its sentence
    #[arg(long)]
    errors: bool,
}

pub(super) fn run(args: &EvaluateArgs, common: &Common) -> Result<Outcome, Failure> {
    let gazetteer = common.gazetteer()?;
    let reader = Reader::new(&gazetteer);
    let mut scores: BTreeMap<String, PlaceScores> = BTreeMap::new();
    let mut misses: Vec<Miss> = Vec::new();
    for path in gold_files(&args.gold)? {
        let (gold, article) = read_gold(&path).map_err(|e| Failure(e.to_string()))?;
        let lang = article.lang.code();
        let report = reader.read(article);
        scores.entry(lang.to_owned()).or_default().score(&gold, &report, &mut misses);
        scores.entry("all".to_owned()).or_default().score(&gold, &report, &mut Vec::new());
    }
    println!(
        "{:4} {:>22} {:>22} {:>6} {:>6} {:>6} {:>6} {:>7} {:>6} {:>6} {:>6}",
        "", "exact P R F1", "overlap P R F1", "@10", "@25", "@161", "AUC", "set@10", "n", "rel R", "ECE"
    );
    for (lang, s) in &scores {
        let (ece, _) = calibration(&s.confidences);
        let w = |km| PlaceScores::within(&s.errors_km, km);
        println!(
            "{lang:4} {:22} {:22} {:6.3} {:6.3} {:6.3} {:6.3} {:7.3} {:6} {:6.3} {:6.3}",
            format!("{:.3} {:.3} {:.3}", s.exact.precision(), s.exact.recall(), s.exact.f1()),
            format!("{:.3} {:.3} {:.3}", s.overlap.precision(), s.overlap.recall(), s.overlap.f1()),
            w(10.0),
            w(25.0),
            w(161.0),
            PlaceScores::area_under_log_errors(&s.errors_km),
            PlaceScores::within(&s.settlement_errors_km, 10.0),
            s.errors_km.len(),
            s.relations.recall(),
            ece
        );
    }
    if args.errors {
        for miss in &misses {
            println!("{}\t{}\t{}\t{}\t{}", miss.id, miss.what, miss.about, miss.found, miss.sentence);
        }
    }
    Ok(Outcome::Done)
}

/// The gold files among files and folders, in the order of their names.
fn gold_files(inputs: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut out = Vec::new();
    for input in inputs {
        if !input.is_dir() {
            out.push(input.clone());
            continue;
        }
        walk(input, &mut out).map_err(|e| Failure(format!("cannot read {}: {e}", input.display())))?;
    }
    if out.is_empty() {
        return Err(Failure("there is no gold file (*.json) in what was given".to_owned()));
    }
    Ok(out)
}

fn walk(folder: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|e| e.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, out)?;
        } else if path.extension().is_some_and(|e| e == "json") {
            out.push(path);
        }
    }
    Ok(())
}
