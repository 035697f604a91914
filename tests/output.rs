//! The committed map of the example articles is what the program makes today, byte for byte.
#![allow(clippy::unwrap_used)]

mod common;

use common::{folder, here, makan, names};
use std::fs;

/// Makes `output/` anew; run it and read `git diff` when the program has changed what it writes.
const COMMAND: &str = "cargo run --release -- map examples/articles -o output";

#[test]
fn the_committed_layers_are_those_of_the_example_articles() {
    let dir = folder("output");
    makan(["map", "examples/articles", "-o"]).arg(&dir).current_dir(here(".")).assert().success();
    let committed = here("output");
    assert!(committed.is_dir(), "output/ is missing; it is made by\n  {COMMAND}");
    assert_eq!(names(&committed), names(&dir), "output/ holds other files; it is made anew by\n  {COMMAND}");
    let differ = |name: &&String| fs::read(committed.join(name)).unwrap() != fs::read(dir.join(name)).unwrap();
    let all = names(&dir);
    let changed: Vec<&String> = all.iter().filter(differ).collect();
    assert!(
        changed.is_empty(),
        "{changed:?} of output/ are not what makan writes now; they are made anew by\n  {COMMAND}"
    );
}
