//! `makan resolve`: a table of place names in, the same table with their places out.

mod columns;

use super::decisions::DecisionsArg;
use super::table::{Record, Table};
use super::{Common, Failure, Outcome, input};
use crate::article::{Rejection, TextStream};
use crate::layers::{Countries, RejectedRow, Row, guard};
use crate::resolution::{Answer, Chosen, Decisions, Memory, NameResolver, NameRow, Verdict};
use clap::Args;
use columns::Columns;
use indicatif::ProgressBar;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Places for a table of names that were extracted elsewhere
///
/// The table (CSV or TSV with a header) has a column `name`; what else is known of a name helps to
/// find it: `country` (a code or a name in any language), `admin1` and `admin2` (of today or of old, in
/// any spelling), `kind` (village, ville, قرية), `near` (a place, or LAT,LON), `doc` (rows of one
/// document help each other). The same rows come back in their order with all of their columns, and
/// `place_id matched_name latitude longitude kind admin1 country similarity confidence method
/// candidates`. A column that the table has already keeps its place and its cells: the new one of that
/// name is called `place_kind`, `place_admin1`, `place_country` and so on.
///
/// A row without a name comes back without a place; it is reported, listed in rejected.csv beside the
/// output file, and the exit code is 1. Without a column `doc` any number of rows needs the same
/// memory; with one, all rows are held.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    makan resolve names.csv > places.csv\n  \
    makan resolve coded-events.csv --gazetteer ML.txt -o located.csv\n  \
    makan resolve names.tsv --candidates 5 --min-confidence 0.5 -o located.tsv\n  \
    printf 'name,country,admin1\\nكيسارو,ML,Kayes\\n' | makan resolve - --gazetteer ML.txt")]
pub(super) struct ResolveArgs {
    /// A table with a column `name`, .csv or .tsv (may be .gz or .zst), or - for standard input
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// How many candidates to list for a name
    #[arg(long, value_name = "K", default_value_t = 10)]
    candidates: usize,
    /// The year of the reports, which decides between old and new divisions
    #[arg(long, value_name = "YEAR", default_value_t = 2025)]
    year: i16,
    /// Where to write instead of stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    decisions: DecisionsArg,
}

/// Rows that are resolved together in one go.
const BATCH: usize = 4096;
/// Answers that are kept for rows that ask the same.
const MOST_KNOWN: usize = 50_000;

pub(super) fn run(args: &ResolveArgs, common: &Common) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let label = args.input.display().to_string();
    let stream = TextStream::open(&args.input).map_err(|e| Failure(format!("{label}: {e}")))?;
    if let Some(warning) = stream.warning.as_ref().filter(|_| !common.quiet) {
        eprintln!("makan: {label}: {warning}");
    }
    let mut table = Table::new(stream, &args.input).map_err(|e| Failure(format!("{label}: {e}")))?;
    let columns = Columns::of(table.header()).map_err(|e| Failure(format!("{label}: {e}")))?;
    let gazetteer = common.gazetteer()?;
    let (decisions, rejected) = args.decisions.read(&gazetteer)?;
    let mut job = Job {
        resolver: NameResolver::new(&gazetteer, args.candidates, args.year),
        countries: Countries::new(&gazetteer),
        known: Memory::new(MOST_KNOWN),
        columns: &columns,
        args,
        common,
        label: &label,
        rejected,
        decisions,
        counts: Counts::default(),
    };
    let delimiter = output_delimiter(args, table.delimiter());
    let mut out =
        csv::WriterBuilder::new().delimiter(delimiter).from_writer(input::Sink::open(args.output.as_deref())?);
    let bar = input::rows_bar(common.quiet);
    let pool = common.pool()?;
    let written = out
        .write_record(columns.header().iter().map(|h| guard(h).into_owned()))
        .and_then(|()| pool.install(|| job.all(&mut table, &mut out, &bar)));
    bar.finish_and_clear();
    if let Err(error) = written {
        return match error.kind() {
            csv::ErrorKind::Io(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(Outcome::Done),
            _ => Err(Failure(format!("cannot write: {error}"))),
        };
    }
    input::finish(out)?;
    job.finish(start)
}

/// The delimiter of the output: a tab for .tsv, else that of the input.
fn output_delimiter(args: &ResolveArgs, input: u8) -> u8 {
    match args.output.as_deref().and_then(Path::extension).and_then(|e| e.to_str()) {
        Some("tsv") => b'\t',
        Some("csv") if input == b'\t' => b',',
        _ => input,
    }
}

#[derive(Default)]
struct Counts {
    rows: usize,
    resolved: usize,
    ignored: usize,
}

struct Job<'a> {
    resolver: NameResolver<'a>,
    countries: Countries<'a>,
    known: Memory<NameRow, Option<Arc<Answer>>>,
    columns: &'a Columns,
    args: &'a ResolveArgs,
    common: &'a Common,
    label: &'a str,
    rejected: Vec<Rejection>,
    decisions: Decisions,
    counts: Counts,
}

impl Job<'_> {
    fn all(&mut self, table: &mut Table, out: &mut csv::Writer<input::Sink>, bar: &ProgressBar) -> csv::Result<()> {
        let has_docs = self.columns.doc.is_some();
        let most = if has_docs { usize::MAX } else { BATCH };
        loop {
            let mut batch: Vec<Record> = Vec::new();
            while batch.len() < most
                && let Some(record) = table.next()?
            {
                match record {
                    Ok(record) => batch.push(record),
                    Err((line, reason)) => self.reject(Some(line), None, &reason),
                }
            }
            if batch.is_empty() {
                return Ok(());
            }
            let rows: Vec<NameRow> = batch.iter().map(|r| self.columns.row(&r.cells)).collect();
            let verdicts: Vec<Option<Verdict>> =
                batch.iter().zip(&rows).map(|(record, row)| self.verdict(record, row)).collect();
            let answers = if has_docs {
                self.by_document(&batch, &rows, &verdicts, bar)
            } else {
                self.one_by_one(&rows, &verdicts, bar)
            };
            for ((record, row), answer) in batch.iter().zip(&rows).zip(&answers) {
                self.write(record, row, answer.as_deref(), out)?;
            }
        }
    }

    /// What an analyst decided for a row.
    fn verdict(&self, record: &Record, row: &NameRow) -> Option<Verdict> {
        let fits = |place: &_| self.resolver.says_where(row) && self.resolver.fits(row, place);
        self.decisions.of_row(self.columns.document(&record.cells), &row.name, fits)
    }

    /// Each row by itself.
    fn one_by_one(
        &self,
        rows: &[NameRow],
        verdicts: &[Option<Verdict>],
        bar: &ProgressBar,
    ) -> Vec<Option<Arc<Answer>>> {
        let one = |(row, verdict): (&NameRow, &Option<Verdict>)| {
            bar.inc(1);
            if row.name.trim().is_empty() {
                return None;
            }
            if let Some(verdict) = verdict {
                let chosen = Chosen::from_iter([(0, verdict.clone())]);
                return self.resolver.resolve_with(std::slice::from_ref(row), &chosen).pop().map(Arc::new);
            }
            self.known.get(row.clone(), |row| self.resolver.resolve(std::slice::from_ref(row)).pop().map(Arc::new))
        };
        rows.par_iter().zip(verdicts).with_min_len(16).map(one).collect()
    }

    /// The rows of each document together, wherever they stand in the table.
    fn by_document(
        &self,
        batch: &[Record],
        rows: &[NameRow],
        verdicts: &[Option<Verdict>],
        bar: &ProgressBar,
    ) -> Vec<Option<Arc<Answer>>> {
        let mut documents: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut order: Vec<Vec<usize>> = Vec::new();
        for (number, record) in batch.iter().enumerate() {
            if rows.get(number).is_none_or(|r| r.name.trim().is_empty()) {
                continue;
            }
            match self.columns.document(&record.cells) {
                // A row of no document stands alone.
                "" => order.push(vec![number]),
                doc => documents.entry(doc).or_default().push(number),
            }
        }
        order.extend(documents.into_values());
        let one = |numbers: &Vec<usize>| {
            let asked: Vec<NameRow> = numbers.iter().filter_map(|n| rows.get(*n).cloned()).collect();
            bar.inc(asked.len() as u64);
            let verdict = |(own, number): (usize, &usize)| Some((own, verdicts.get(*number)?.clone()?));
            let chosen: Chosen = numbers.iter().enumerate().filter_map(verdict).collect();
            let answers = self.resolver.resolve_with(&asked, &chosen);
            numbers.iter().copied().zip(answers.into_iter().map(Arc::new)).collect::<Vec<_>>()
        };
        let mut out = vec![None; rows.len()];
        for (number, answer) in order.par_iter().flat_map_iter(one).collect::<Vec<_>>() {
            if let Some(slot) = out.get_mut(number) {
                *slot = Some(answer);
            }
        }
        out
    }

    fn write(
        &mut self,
        record: &Record,
        row: &NameRow,
        answer: Option<&Answer>,
        out: &mut csv::Writer<input::Sink>,
    ) -> csv::Result<()> {
        self.counts.rows += 1;
        for cell in self.columns.given(&record.cells) {
            out.write_field(cell.as_ref())?;
        }
        let Some(answer) = answer else {
            self.reject(Some(record.line), None, "the row has no name");
            out.write_record(columns::ADDED.map(|_| ""))?;
            return Ok(());
        };
        if !answer.ignored.is_empty() {
            self.counts.ignored += 1;
            if self.counts.ignored <= 10 && !self.common.quiet {
                let (line, why) = (record.line, answer.ignored.join("; "));
                eprintln!("makan: {}, line {line}, {:?}: {why}; resolved without it", self.label, row.name.trim());
            }
        }
        let least = self.common.min_confidence.unwrap_or(0.0);
        let cells = columns::cells(&answer.resolution, least, self.args.candidates, &self.countries);
        self.counts.resolved += usize::from(!cells[0].is_empty());
        out.write_record(cells.iter().map(|c| c.as_str()))
    }

    fn reject(&mut self, line: Option<u64>, record: Option<String>, reason: &str) {
        let rejection = Rejection { input: self.label.to_owned(), record, line, reason: reason.to_owned() };
        eprintln!("makan: {rejection}");
        self.rejected.push(rejection);
    }

    /// Lists what was rejected, and tells what was done.
    fn finish(mut self, start: Instant) -> Result<Outcome, Failure> {
        self.rejected.sort_by(|a, b| (&a.input, a.line).cmp(&(&b.input, b.line)));
        let beside = self.args.output.as_deref().map(|p| p.with_file_name("rejected.csv"));
        if let Some(path) = beside.filter(|_| !self.rejected.is_empty()) {
            let failed = |e: &dyn std::fmt::Display| Failure(format!("cannot write {}: {e}", path.display()));
            let mut out = csv::Writer::from_writer(input::Sink::open(Some(&path))?);
            let fields = RejectedRow::layer().fields;
            out.write_record(fields.iter().map(|f| f.name.as_ref())).map_err(|e| failed(&e))?;
            for r in &self.rejected {
                let line = r.line.map_or_else(String::new, |l| l.to_string());
                let record = r.record.clone().unwrap_or_default();
                out.write_record([&*guard(&r.input), &*guard(&record), &line, &*guard(&r.reason)])
                    .map_err(|e| failed(&e))?;
            }
            out.into_inner().map_err(|e| failed(&e.error()))?.finish()?;
        }
        if !self.common.quiet {
            let Counts { rows, resolved, ignored } = self.counts;
            let seconds = start.elapsed().as_secs_f64();
            eprintln!("{rows} rows, {resolved} resolved, in {seconds:.1} s");
            if ignored > 10 {
                eprintln!("{ignored} rows hold something that was not understood and not used");
            }
            if !self.rejected.is_empty() {
                eprintln!("{} rows rejected", self.rejected.len());
            }
            self.args.decisions.report(&self.decisions, self.common);
        }
        if self.counts.rows == 0 {
            return Err(Failure(format!("{}: there is no row in it", self.label)));
        }
        Ok(if self.rejected.is_empty() { Outcome::Done } else { Outcome::SomeRejected })
    }
}
