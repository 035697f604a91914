//! What several commands share: the progress bar, where results go, and the explanation of a choice.

use super::Failure;
use crate::events::Report;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// A progress bar on stderr; a hidden one when that is no terminal, or when there is little to do.
pub(super) fn progress(len: usize, quiet: bool) -> ProgressBar {
    if quiet || len < 20 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(len as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} articles, {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// A count of rows on stderr, for a table whose length is not known before its end.
pub(super) fn rows_bar(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} rows, {per_sec}") {
        bar.set_style(style);
    }
    bar
}

/// Where a command's data go: stdout, or a file that appears when it is whole.
pub(super) enum Sink {
    Stdout(BufWriter<std::io::Stdout>),
    File { writer: BufWriter<File>, temporary: tempfile::TempPath, path: PathBuf },
}

impl Sink {
    pub(super) fn open(path: Option<&Path>) -> Result<Sink, Failure> {
        let Some(path) = path else { return Ok(Sink::Stdout(BufWriter::new(std::io::stdout()))) };
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::NamedTempFile::new_in(folder)
            .map_err(|e| Failure(format!("cannot write {}: {e}", path.display())))?;
        let (file, temporary) = file.into_parts();
        Ok(Sink::File { writer: BufWriter::new(file), temporary, path: path.to_owned() })
    }

    /// Puts a file in its place.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self {
            Sink::Stdout(mut out) => match out.flush() {
                Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure(format!("cannot write: {e}"))),
                _ => Ok(()),
            },
            Sink::File { mut writer, temporary, path } => {
                let done = writer.flush().map_err(|e| e.to_string());
                let done = done.and_then(|()| temporary.persist(&path).map_err(|e| e.to_string()));
                done.map_err(|e| Failure(format!("cannot write {}: {e}", path.display())))
            }
        }
    }
}

/// Completes a table; a reader that has closed the pipe has seen enough.
pub(super) fn finish(table: csv::Writer<Sink>) -> Result<(), Failure> {
    match table.into_inner() {
        Ok(sink) => sink.finish(),
        Err(e) if e.error().kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(e) => Err(Failure(format!("cannot write: {}", e.error()))),
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Sink::Stdout(out) => out.write(bytes),
            Sink::File { writer, .. } => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Sink::Stdout(out) => out.flush(),
            Sink::File { writer, .. } => writer.flush(),
        }
    }
}

/// Prints for each mention what it may mean and what speaks for and against each place, in log-odds.
pub(super) fn explain(report: &Report) {
    eprintln!("── {}", report.article.id);
    for (mention, resolution) in report.found.mentions.iter().zip(&report.resolutions) {
        let chosen = resolution.place.as_ref().map_or("unresolved", |p| p.name.as_str());
        eprintln!(
            "{} → {chosen} (confidence {:.2}; a place name with probability {:.2})",
            mention.surface, resolution.confidence, mention.score
        );
        eprintln!("    {}", report.article.sentence_text(mention.sentence));
        for (rank, candidate) in resolution.candidates.iter().take(5).enumerate() {
            let place = &candidate.place;
            let point = place.point.map_or_else(|| "no point".to_owned(), |p| format!("{:.4}, {:.4}", p.lat, p.lon));
            eprintln!(
                "  {}. {} ({}, {}, {}) at {point}, by the name {}, in all {:+.2}",
                rank + 1,
                place.name,
                place.id,
                place.kind,
                place.country,
                candidate.matched,
                candidate.odds()
            );
            candidate.explanation().iter().for_each(|line| eprintln!("        {line}"));
        }
        let (odds, terms) = resolution.explanation_of_none();
        if !terms.is_empty() {
            eprintln!("  none of these, in all {odds:+.2}");
            terms.iter().for_each(|line| eprintln!("        {line}"));
        }
    }
}
