//! `makan places`: every place mention, resolved, one JSON object a line.

use super::decisions::DecisionsArg;
use super::{Common, Failure, Outcome, input};
use crate::Reader;
use crate::article::{Item, read};
use crate::events::Report;
use crate::layers::{Countries, PlaceRow, Row, json_object, place_row};
use crate::text::CodePoints;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Every place mention, resolved, one JSON object a line on stdout
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  makan places article.txt\n  makan places article.txt --explain > /dev/null\n  makan places articles/ | jq -r 'select(.place_id == null) | .surface'"
)]
pub(super) struct PlacesArgs {
    /// Files, folders (read recursively) or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// The day of publication of articles that carry none, like 2026-01-12
    #[arg(long, value_name = "DATE", value_parser = crate::article::parse_date)]
    published: Option<jiff::civil::Date>,
    /// Where to write instead of stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print for each mention its candidates and the evidence for each, on stderr
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    decisions: DecisionsArg,
}

pub(super) fn run(args: &PlacesArgs, common: &Common) -> Result<Outcome, Failure> {
    let gazetteer = common.gazetteer()?;
    let (decisions, bad_decisions) = args.decisions.read(&gazetteer)?;
    let reader = Reader::with_decisions(&gazetteer, decisions);
    let countries = Countries::new(&gazetteer);
    let mut out = input::Sink::open(args.output.as_deref())?;
    let (mut read_any, mut rejected, mut failure) = (false, false, None);
    read(&args.inputs, &mut |item| match item {
        Item::Article(mut article) => {
            read_any = true;
            article.published = article.published.or(args.published);
            let report = reader.read_places(*article);
            if args.explain {
                input::explain(&report);
            }
            match write(&report, &countries, common, &mut out) {
                Ok(()) => true,
                Err(error) => {
                    failure = Some(error);
                    false
                }
            }
        }
        Item::Rejected(rejection) => {
            rejected = true;
            eprintln!("makan: {rejection}");
            true
        }
        Item::Warning(warning) => {
            if !common.quiet {
                eprintln!("makan: {warning}");
            }
            true
        }
    });
    match failure {
        // Whoever reads the pipe has seen enough.
        Some(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(Outcome::Done),
        Some(error) => return Err(Failure(format!("cannot write: {error}"))),
        None => out.finish()?,
    }
    args.decisions.report(reader.decisions(), common);
    match (read_any, rejected || !bad_decisions.is_empty()) {
        (false, true) => Err(Failure("nothing could be read".to_owned())),
        (false, false) => Err(Failure(
            "there is no article in what was given; expected .txt .md .html .json .jsonl .csv files".to_owned(),
        )),
        (true, true) => Ok(Outcome::SomeRejected),
        (true, false) => Ok(Outcome::Done),
    }
}

fn write(report: &Report, countries: &Countries, common: &Common, out: &mut impl Write) -> std::io::Result<()> {
    let points = CodePoints::new(&report.article.text);
    let layer = PlaceRow::layer();
    for number in 0..report.found.mentions.len() {
        let Some(row) = place_row(report, number, &points, countries) else { continue };
        if common.min_confidence.is_some_and(|least| row.confidence.unwrap_or(0.0) < least) {
            continue;
        }
        writeln!(out, "{}", json_object(&layer, &row.to_feature()))?;
    }
    out.flush()
}
