//! `makan gazetteer`: what places are known and from where.

use super::{Common, Failure, Outcome};
use crate::gazetteer::{compile, merge, read_source};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// What places are known, and from where
#[derive(Debug, Args)]
pub(super) struct GazetteerArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Compile sources into one gazetteer file, the most trusted source first
    Import {
        /// GeoNames country files, tables of places
        #[arg(required = true)]
        sources: Vec<PathBuf>,
        /// The compiled gazetteer; packed when its name ends in .zst
        #[arg(long, short)]
        output: PathBuf,
    },
}

pub(super) fn run(args: GazetteerArgs, common: &Common) -> Result<Outcome, Failure> {
    match args.action {
        Action::Import { sources, output } => import(&sources, &output, common),
    }
}

fn import(sources: &[PathBuf], output: &Path, common: &Common) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Done;
    let mut read = Vec::with_capacity(sources.len());
    for path in sources {
        let imported = read_source(path)?;
        for rejected in &imported.rejected {
            eprintln!("makan: {}, line {}: {}", path.display(), rejected.line, rejected.reason);
            outcome = Outcome::SomeRejected;
        }
        read.push(imported.places);
    }
    let count: usize = read.iter().map(Vec::len).sum();
    let places = merge(read);
    let mut bytes = compile(&places)?;
    if output.extension().is_some_and(|e| e == "zst") {
        bytes =
            zstd::encode_all(bytes.as_slice(), 19).map_err(|e| Failure(format!("cannot pack the gazetteer: {e}")))?;
    }
    std::fs::write(output, &bytes).map_err(|e| Failure(format!("cannot write {}: {e}", output.display())))?;
    if !common.quiet {
        eprintln!(
            "{count} entries of {} sources became {} places in {}",
            sources.len(),
            places.len(),
            output.display()
        );
    }
    Ok(outcome)
}
