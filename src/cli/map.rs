//! `makan map`: articles in, map layers out.

use super::decisions::DecisionsArg;
use super::{Common, Failure, Outcome, input, summary};
use crate::Reader;
use crate::article::{Article, Item, Rejection, read};
use crate::events::Report;
use crate::layers::{Format, LayerSet, assemble, write_all};
use crate::space::Borders;
use clap::Args;
use rayon::prelude::*;
use std::path::PathBuf;
use std::time::Instant;

/// Articles in, map layers out: the main job
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  makan map article.txt --published 2026-01-12 -o maps\n  makan map articles/ --border MRT --border DZA -o maps\n  makan map articles/ --decisions decided.csv -o maps\n  cat article.txt | makan map - -o maps --format geojson,csv"
)]
pub(super) struct MapArgs {
    /// Files, folders (read recursively) or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// The folder for the layers
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
    /// The day of publication of articles that carry none, like 2026-01-12
    #[arg(long, value_name = "DATE", value_parser = crate::article::parse_date)]
    published: Option<jiff::civil::Date>,
    /// The formats to write: geojson, geojsonl, csv, gpkg, qgz, fgb, kml, kmz, svg, html (and, where built in, parquet, png)
    #[arg(long, value_name = "LIST", default_value = "geojson,csv,gpkg,qgz")]
    format: String,
    /// Add the distance to the land border of this country (ISO 3166-1 alpha-3); repeatable
    #[arg(long, value_name = "ISO3")]
    border: Vec<String>,
    /// Print for each mention its candidates and the evidence for each, on stderr
    #[arg(long)]
    explain: bool,
    /// Keep the events of each report apart
    #[arg(long)]
    no_merge: bool,
    #[command(flatten)]
    decisions: DecisionsArg,
}

pub(super) fn run(args: &MapArgs, common: &Common) -> Result<Outcome, Failure> {
    let formats = Format::parse_list(&args.format).map_err(|e| Failure(e.to_string()))?;
    let borders = known_countries(&args.border)?;
    std::fs::create_dir_all(&args.output)
        .map_err(|e| Failure(format!("cannot make the output folder {}: {e}", args.output.display())))?;
    let start = Instant::now();
    let gazetteer = common.gazetteer()?;
    let (decisions, bad_decisions) = args.decisions.read(&gazetteer)?;
    let (articles, mut rejected) = articles(&args.inputs, args.published, common);
    if articles.is_empty() && rejected.is_empty() {
        return Err(Failure(
            "there is no article in what was given; expected .txt .md .html .json .jsonl .csv files".to_owned(),
        ));
    }
    let nothing_read = articles.is_empty();
    rejected.extend(bad_decisions);
    let reader = Reader::with_decisions(&gazetteer, decisions);
    let progress = input::progress(articles.len(), common.quiet);
    let reports: Vec<Report> = common.pool()?.install(|| {
        articles
            .into_par_iter()
            .map(|article| {
                let report = reader.read(article);
                progress.inc(1);
                report
            })
            .collect()
    });
    progress.finish_and_clear();
    if args.explain {
        reports.iter().for_each(input::explain);
    }
    let mut set = assemble(&reports, &rejected, &gazetteer, &borders, !args.no_merge);
    if let Some(least) = common.min_confidence {
        keep_confident(&mut set, least);
    }
    let written = write_all(&args.output, &formats, &set).map_err(|e| Failure(e.to_string()))?;
    if !common.quiet {
        eprint!("{}", summary::of(&set, reports.len(), &written, start.elapsed()));
        args.decisions.report(reader.decisions(), common);
    }
    if nothing_read {
        return Err(Failure(format!("nothing could be read; see {}", args.output.join("rejected.csv").display())));
    }
    Ok(if rejected.is_empty() { Outcome::Done } else { Outcome::SomeRejected })
}

/// The countries of `--border`, checked.
fn known_countries(given: &[String]) -> Result<Vec<String>, Failure> {
    let borders = Borders::embedded();
    let mut out: Vec<String> = Vec::new();
    for code in given {
        let iso3 = code.to_uppercase();
        let iso3 = if iso3.len() == 2 { crate::space::iso3_of(&iso3).unwrap_or_default().to_owned() } else { iso3 };
        if borders.pairs_of(&iso3).next().is_none() {
            return Err(Failure(format!(
                "--border {code}: no land border of that country is known; give an ISO 3166-1 code like MRT or MLI"
            )));
        }
        if !out.contains(&iso3) {
            out.push(iso3);
        }
    }
    Ok(out)
}

/// Reads all inputs; rejections and warnings are told as they come.
fn articles(
    inputs: &[PathBuf],
    published: Option<jiff::civil::Date>,
    common: &Common,
) -> (Vec<Article>, Vec<Rejection>) {
    let (mut articles, mut rejected) = (Vec::new(), Vec::new());
    read(inputs, &mut |item| {
        match item {
            Item::Article(mut article) => {
                article.published = article.published.or(published);
                articles.push(*article);
            }
            Item::Rejected(rejection) => {
                eprintln!("makan: {rejection}");
                rejected.push(rejection);
            }
            Item::Warning(warning) if !common.quiet => eprintln!("makan: {warning}"),
            Item::Warning(_) => {}
        }
        true
    });
    (articles, rejected)
}

/// Leaves out what is less sure than the user wants; events without a place go as well.
fn keep_confident(set: &mut LayerSet, least: f64) {
    let sure = |confidence: Option<f64>| confidence.is_some_and(|c| c >= least);
    set.places.retain(|p| sure(p.confidence));
    set.events.retain(|e| sure(e.confidence));
    let kept: std::collections::HashSet<&str> = set.events.iter().map(|e| e.event_id.as_str()).collect();
    set.areas.retain(|a| kept.contains(a.event_id.as_str()));
    set.routes.retain(|r| kept.contains(r.event_id.as_str()));
}
