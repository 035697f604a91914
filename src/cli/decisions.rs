//! `--decisions FILE`: a filled-in review.csv, obeyed.

use super::table::Table;
use super::{Common, Failure};
use crate::article::{Rejection, TextStream};
use crate::gazetteer::Gazetteer;
use crate::layers::unguard;
use crate::resolution::{DecisionRow, Decisions};
use clap::Args;
use std::path::PathBuf;

/// What an analyst has decided.
#[derive(Debug, Clone, Args)]
pub(super) struct DecisionsArg {
    /// Obey a review.csv whose column `decision` was filled in: a place_id, LAT,LON, or `not a place`;
    /// its column `scope` says what else it holds for: article, region or everywhere (empty: this
    /// mention alone). May be given several times, the last word counts
    #[arg(long = "decisions", value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl DecisionsArg {
    /// Reads the decisions; those that cannot be kept to are told and given back.
    pub(super) fn read(&self, gazetteer: &Gazetteer) -> Result<(Decisions, Vec<Rejection>), Failure> {
        let (mut decisions, mut rejected) = (Decisions::default(), Vec::new());
        for path in &self.files {
            let label = path.display().to_string();
            let failed = |reason: String| Failure(format!("--decisions {label}: {reason}"));
            let mut table = Table::new(TextStream::open(path).map_err(failed)?, path).map_err(failed)?;
            let find = |names: &[&str]| {
                names.iter().find_map(|n| table.header().iter().position(|h| h.eq_ignore_ascii_case(n)))
            };
            let [doc, start, surface, decision, scope] =
                [&["doc_id", "doc"][..], &["start"], &["surface", "name"], &["decision"], &["scope"]].map(find);
            if decision.is_none() || surface.is_none() {
                let header: Vec<&str> = table.header().iter().collect();
                return Err(failed(format!(
                    "expected the columns `decision` and `surface` (or `name`); the columns are {}",
                    header.join(", ")
                )));
            }
            while let Some(record) = table.next().map_err(|e| failed(e.to_string()))? {
                let added = record.and_then(|record| {
                    let cell = |at: Option<usize>| at.and_then(|at| record.cells.get(at)).map_or("", unguard);
                    let row = DecisionRow {
                        line: record.line,
                        doc: cell(doc),
                        start: cell(start),
                        surface: cell(surface),
                        decision: cell(decision),
                        scope: cell(scope),
                    };
                    decisions.add(&row, gazetteer).map_err(|reason| (record.line, reason))
                });
                if let Err((line, reason)) = added {
                    let rejection = Rejection { input: label.clone(), record: None, line: Some(line), reason };
                    eprintln!("makan: {rejection}");
                    rejected.push(rejection);
                }
            }
        }
        Ok((decisions, rejected))
    }

    /// Tells which decisions nothing was found for.
    pub(super) fn report(&self, decisions: &Decisions, common: &Common) {
        if common.quiet || decisions.is_empty() {
            return;
        }
        let (lost, elsewhere) = decisions.unmet();
        for (line, what) in &lost {
            eprintln!("makan: decision of line {line}: {what}");
        }
        let obeyed = decisions.len() - lost.len() - elsewhere;
        eprintln!("{obeyed} of {} decisions obeyed, {elsewhere} for names that do not occur here", decisions.len());
    }
}
