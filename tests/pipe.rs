//! A reader that closes the pipe (`| head`) has seen enough: no command calls that a failure.
#![allow(clippy::unwrap_used)]

mod common;

use common::here;
use std::process::{Command, Stdio};

#[test]
fn a_closed_pipe_is_a_success() {
    for args in [
        &["gazetteer", "info"][..],
        &["gazetteer", "search", "Gao"],
        &["gazetteer", "show", "gn:2453348"],
        &["gazetteer", "at", "14.69,-6.02"],
        &["gazetteer", "export", "--country", "ML"],
        &["places", "examples/articles"],
        &["near", "output/events.csv", "--to", "border:MRT"],
        &["near", "output/regions.geojson", "--to", "border:MRT"],
        &["near", "output/events.csv", "--to", "border:MRT", "--format", "geojson"],
        &["evaluate", "tests/gold/dev/ar-01-supply-convoy-far-north.json"],
        &["help", "near"],
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_makan"));
        command.env("MAKAN_DATA", "").args(args).current_dir(here(".")).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.code() == Some(0) && !said.contains("panicked"), "{args:?}: {:?} {said}", done.status);
    }
}
