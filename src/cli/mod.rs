//! The command line: one file a command; nothing here that a library user would miss.

mod decisions;
mod evaluate;
mod gazetteer;
mod input;
mod map;
pub mod near;
mod places;
mod resolve;
mod summary;
mod table;

use crate::gazetteer::{Gazetteer, Store, data_folder, fetched, load};
#[cfg(unix)]
use crate::layers;
use clap::{Args, Parser, Subcommand};
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

/// From news reports in Arabic, French and English to map layers of the Sahel.
#[derive(Debug, Parser)]
#[command(name = "makan", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Subcommand)]
enum Command {
    Map(map::MapArgs),
    Places(places::PlacesArgs),
    Resolve(resolve::ResolveArgs),
    Near(near::NearArgs),
    Gazetteer(gazetteer::GazetteerArgs),
    Evaluate(evaluate::EvaluateArgs),
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Add a gazetteer: a compiled one, or any source that `gazetteer import` reads
    #[arg(long, value_name = "FILE", global = true)]
    gazetteer: Vec<PathBuf>,
    /// Leave out the embedded core and what was fetched
    #[arg(long, global = true, requires = "gazetteer")]
    only_gazetteer: bool,
    /// Leave out places and events that are less sure than this, 0 to 1
    #[arg(long, value_name = "X", global = true)]
    min_confidence: Option<f64>,
    /// How many threads work; all cores by default
    #[arg(long, value_name = "N", global = true)]
    jobs: Option<usize>,
    /// Say nothing on stderr but errors
    #[arg(long, short, global = true)]
    quiet: bool,
}

impl Common {
    /// The threads that read articles.
    fn pool(&self) -> Result<rayon::ThreadPool, Failure> {
        threads(self.jobs.unwrap_or(0)).build().map_err(no_threads)
    }

    /// Lets what works without a pool of its own have as many threads as the options ask for.
    fn share_threads(&self) -> Result<(), Failure> {
        self.jobs.map_or(Ok(()), |count| threads(count).build_global().map_err(no_threads))
    }

    /// The gazetteer that the options ask for: the core, then each file in their order, then what was fetched.
    fn gazetteer(&self) -> Result<Gazetteer, Failure> {
        let mut gazetteer = if self.only_gazetteer { Gazetteer::default() } else { Gazetteer::embedded()? };
        for path in &self.gazetteer {
            let (store, rejected) = load(path)?;
            if !self.quiet {
                for line in rejected.iter().take(10) {
                    eprintln!("makan: {}, line {}: {}", path.display(), line.line, line.reason);
                }
                if rejected.len() > 10 {
                    eprintln!("makan: {}: {} more lines are no places", path.display(), rejected.len() - 10);
                }
            }
            gazetteer.push(store);
        }
        let folder = data_folder().filter(|_| !self.only_gazetteer);
        for path in folder.map(|f| fetched(&f)).unwrap_or_default() {
            // A fetched gazetteer was not asked for by name: one that is no good is told of and left out.
            match Store::open_file(&path, path.display().to_string()) {
                Ok(store) => gazetteer.push(store),
                Err(e) => eprintln!("makan: {e} (left out)"),
            }
        }
        Ok(gazetteer)
    }
}

fn threads(count: usize) -> rayon::ThreadPoolBuilder {
    rayon::ThreadPoolBuilder::new().num_threads(count)
}

fn no_threads(error: rayon::ThreadPoolBuildError) -> Failure {
    Failure(format!("cannot start threads: {error}"))
}

/// What went wrong, as a sentence for the person at the keyboard.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Failure(pub String);

impl From<crate::gazetteer::Error> for Failure {
    fn from(error: crate::gazetteer::Error) -> Failure {
        Failure(error.to_string())
    }
}

/// Why a command that prints as it goes came to an end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Halt {
    #[error(transparent)]
    Failed(#[from] Failure),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Halt {
    /// A reader that has seen enough and closed the pipe (`| head`) is a success.
    fn outcome(self) -> Result<Outcome, Failure> {
        match self {
            Halt::Failed(failure) => Err(failure),
            Halt::Io(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(Outcome::Done),
            Halt::Io(e) => Err(Failure(format!("cannot write: {e}"))),
        }
    }
}

/// Whether everything was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All of it.
    Done,
    /// Some input was rejected, and was reported.
    SomeRejected,
}

/// Runs the program on the arguments that it was started with.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not errors; a reader may close the pipe before all of it is read.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    clean_up_when_told_to_end();
    let result = match cli.command {
        Command::Map(args) => map::run(&args, &cli.common),
        Command::Places(args) => places::run(&args, &cli.common),
        Command::Resolve(args) => resolve::run(&args, &cli.common),
        Command::Near(args) => near::command(&args, &cli.common),
        Command::Gazetteer(args) => gazetteer::run(args, &cli.common),
        Command::Evaluate(args) => evaluate::run(&args, &cli.common),
    };
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeRejected) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("makan: {failure}");
            ExitCode::from(2)
        }
    }
}

/// Ctrl-C, or a service manager that ends the program, leaves no half-written file behind; then the signal does what it always does.
#[cfg(unix)]
fn clean_up_when_told_to_end() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    // Without a handler the signal still ends the program; its temporary files go with a later run.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            layers::remove_unfinished();
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
}

#[cfg(not(unix))]
fn clean_up_when_told_to_end() {}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_help_of_every_command_shows_examples() {
        for command in Cli::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains(&format!("makan {}", command.get_name())), "makan help {}", command.get_name());
        }
    }
}
