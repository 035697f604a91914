//! `makan evaluate`: scores against gold files.

mod table;

use super::input::{Sink, progress};
use super::{Common, Failure, Outcome};
use crate::Reader;
use crate::evaluation::{Figures, Miss, Scores, read_gold};
use clap::Args;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Score against articles whose places and events are known
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  makan evaluate tests/gold/dev\n  makan evaluate gold.json --errors\n  makan evaluate tests/gold/dev --json | jq '.scores.all.events.found.f1'\n\nThe measures are defined in docs/evaluation.md."
)]
pub(super) struct EvaluateArgs {
    /// Gold files, or folders of them
    #[arg(required = true, value_name = "GOLD")]
    gold: Vec<PathBuf>,
    /// All figures as JSON
    #[arg(long)]
    json: bool,
    /// List each miss with its sentence
    #[arg(long)]
    errors: bool,
    /// Where to write instead of stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What `--json` writes.
#[derive(Serialize)]
struct Answer<'a> {
    rejected: &'a [Rejected],
    /// By language, and `all`.
    scores: &'a BTreeMap<String, Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    misses: Option<&'a [Miss]>,
}

/// The language of an article, its scores and its misses.
type Scored = (String, Scores, Vec<Miss>);

/// A gold file that could not be used.
#[derive(Serialize)]
struct Rejected {
    file: PathBuf,
    reason: String,
}

pub(super) fn run(args: &EvaluateArgs, common: &Common) -> Result<Outcome, Failure> {
    let files = gold_files(&args.gold)?;
    let gazetteer = common.gazetteer()?;
    let reader = Reader::new(&gazetteer);
    let bar = progress(files.len(), common.quiet);
    let read: Vec<Result<Scored, Rejected>> = common.pool()?.install(|| {
        files
            .par_iter()
            .map(|path| {
                let answer = score(path, &reader, common.min_confidence);
                bar.inc(1);
                answer
            })
            .collect()
    });
    bar.finish_and_clear();
    let (mut scores, mut misses, mut rejected) = (BTreeMap::<String, Scores>::new(), Vec::new(), Vec::new());
    for answer in read {
        match answer {
            Ok((lang, one, missed)) => {
                scores.entry(lang).or_default().add(&one);
                scores.entry("all".to_owned()).or_default().add(&one);
                misses.extend(missed);
            }
            Err(reason) => rejected.push(reason),
        }
    }
    for r in &rejected {
        eprintln!("makan: rejected {}: {}", r.file.display(), r.reason);
    }
    if scores.is_empty() {
        return Err(Failure("no gold file could be used".to_owned()));
    }
    let figures: BTreeMap<String, Figures> = scores.into_iter().map(|(lang, s)| (lang, s.figures())).collect();
    let text = if args.json {
        let answer = Answer { rejected: &rejected, scores: &figures, misses: args.errors.then_some(&misses) };
        serde_json::to_string_pretty(&answer).map_err(|e| Failure(e.to_string()))? + "\n"
    } else {
        let mut text = table::table(&figures);
        if args.errors {
            text.push_str(&table::misses(&misses));
        }
        text
    };
    let mut out = Sink::open(args.output.as_deref())?;
    match out.write_all(text.as_bytes()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => return Err(Failure(format!("cannot write: {e}"))),
        _ => out.finish()?,
    }
    Ok(if rejected.is_empty() { Outcome::Done } else { Outcome::SomeRejected })
}

/// Reads one gold file and its article, and scores it: its language, scores and misses. Places and
/// events below the least confidence count as not given.
fn score(path: &Path, reader: &Reader<'_>, least: Option<f64>) -> Result<Scored, Rejected> {
    let (gold, article) = read_gold(path).map_err(|e| Rejected { file: path.to_owned(), reason: e.reason })?;
    let lang = article.lang.code().to_owned();
    let mut report = reader.read(article);
    if let Some(least) = least {
        for resolution in report.resolutions.iter_mut().filter(|r| r.confidence < least) {
            resolution.place = None;
        }
        report.events.retain(|(_, location)| location.as_ref().is_some_and(|l| l.confidence >= least));
    }
    let (mut scores, mut misses) = (Scores::default(), Vec::new());
    scores.score(&gold, &report, &mut misses);
    Ok((lang, scores, misses))
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
