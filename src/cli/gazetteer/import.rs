//! `makan gazetteer import`: sources compiled into one file.

use super::super::input::Sink;
use super::super::{Common, Failure, Outcome};
use super::info::megabytes;
use crate::gazetteer::{Columns, Counts, Importer, Rejected};
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Rejections that are told on stderr; all of them are in the file.
const TOLD: u64 = 10;

pub(super) fn import(
    sources: &[PathBuf],
    output: &Path,
    columns: Columns,
    common: &Common,
) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let bar = bar(sources, common.quiet);
    let mut rejections = Rejections { path: output.with_file_name("rejected.csv"), file: None, failed: None };
    let mut importer = {
        let read = bar.clone();
        Importer::new(|rejected| rejections.add(&rejected)).columns(columns).on_read(move |bytes| read.inc(bytes))
    };
    for source in sources {
        importer.read(source)?;
    }
    bar.set_message("compiling");
    let (counts, size) = write(importer, output)?;
    bar.finish_and_clear();
    rejections.finish()?;
    if !common.quiet {
        summary(&counts, sources.len());
        let seconds = start.elapsed().as_secs_f64();
        eprintln!("{}: {} places, {:.1} MB, in {seconds:.1} s", output.display(), counts.places, megabytes(size));
    }
    Ok(if counts.rejected == 0 { Outcome::Done } else { Outcome::SomeRejected })
}

/// Writes the compiled gazetteer in its place once it is whole; gives its size in bytes.
pub(super) fn write(importer: Importer, output: &Path) -> Result<(Counts, usize), Failure> {
    let failed = |e: std::io::Error| Failure(format!("cannot write {}: {e}", output.display()));
    let mut sink = Sink::open(Some(output))?;
    let counts = if output.extension().is_some_and(|e| e == "zst") {
        let mut packed = zstd::Encoder::new(&mut sink, 19).map_err(failed)?;
        let counts = importer.write(&mut packed)?;
        packed.finish().map_err(failed)?;
        counts
    } else {
        importer.write(&mut sink)?
    };
    sink.flush().map_err(failed)?;
    sink.finish()?;
    let size = std::fs::metadata(output).map_err(failed)?.len();
    Ok((counts, usize::try_from(size).unwrap_or(usize::MAX)))
}

fn bar(sources: &[PathBuf], quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bytes = sources.iter().filter_map(|s| std::fs::metadata(s).ok()).map(|m| m.len()).sum();
    let bar = ProgressBar::new(bytes);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} read, {eta} left {msg}") {
        bar.set_style(style);
    }
    bar
}

fn summary(counts: &Counts, sources: usize) {
    eprintln!("{:>9} places read from {sources} sources", counts.read);
    if counts.names + counts.homeless > 0 {
        eprintln!("{:>9} alternate names, {} more of places that are not here", counts.names, counts.homeless);
    }
    eprintln!("{:>9} joined with a place that was known", counts.merged());
    eprintln!("{:>9} rejected{}", counts.rejected, if counts.rejected > 0 { " (rejected.csv)" } else { "" });
}

/// The file of rejections beside the output: made when there is one.
struct Rejections {
    path: PathBuf,
    file: Option<(csv::Writer<File>, u64)>,
    failed: Option<String>,
}

impl Rejections {
    fn add(&mut self, rejected: &Rejected) {
        let source = rejected.path.display().to_string();
        if self.file.is_none() && self.failed.is_none() {
            let made = csv::Writer::from_path(&self.path).and_then(|mut file| {
                file.write_record(["source", "line", "reason"])?;
                Ok(file)
            });
            match made {
                Ok(file) => self.file = Some((file, 0)),
                Err(e) => self.failed = Some(e.to_string()),
            }
        }
        if let Some((file, count)) = &mut self.file {
            *count += 1;
            if *count <= TOLD {
                eprintln!("makan: {source}, line {}: {}", rejected.line, rejected.reason);
            }
            if let Err(e) = file.write_record([&source, &rejected.line.to_string(), &rejected.reason]) {
                self.failed = Some(e.to_string());
            }
        }
    }

    fn finish(self) -> Result<(), Failure> {
        let path = self.path;
        let failed = |e: String| Failure(format!("cannot write {}: {e}", path.display()));
        if let Some(e) = self.failed {
            return Err(failed(e));
        }
        match self.file {
            Some((mut file, count)) => {
                if count > TOLD {
                    eprintln!("makan: {} more in {}", count - TOLD, path.display());
                }
                file.flush().map_err(|e| failed(e.to_string()))
            }
            None => Ok(()),
        }
    }
}
