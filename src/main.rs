//! The command line of makan.

use std::process::ExitCode;

fn main() -> ExitCode {
    makan::cli::run()
}
