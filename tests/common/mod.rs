//! What the tests of the program share.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One row of a table, by column.
pub type Row = BTreeMap<String, String>;

/// The program with arguments, two threads.
pub fn makan<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_makan"));
    // What was fetched on this machine must not change what the tests see.
    command.env("MAKAN_DATA", "").args(["--jobs", "2"]).args(args);
    command
}

/// A path of the repository.
pub fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// An empty folder of this test alone, kept until its next run.
pub fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// The rows of a CSV file.
pub fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| header.iter().zip(record.iter()).map(|(k, v)| (k.into(), v.into())).collect();
    reader.records().map(|r| row(r.unwrap())).collect()
}

/// A number in a cell.
pub fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} is {:?}", row[column]))
}

/// The names of the files in a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

/// What was written to stdout.
pub fn stdout(done: &Assert) -> String {
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

/// What was written to stderr.
pub fn stderr(done: &Assert) -> String {
    String::from_utf8(done.get_output().stderr.clone()).unwrap()
}
