//! The gazetteer in the program is what its committed sources make.
#![allow(clippy::unwrap_used)]

mod common;

use common::{folder, here, makan};
use std::fs;

/// Makes `gazetteer/core.makan.zst` anew, the most trusted source first.
const COMMAND: &str = "cargo run --release -- gazetteer import gazetteer/curated/*.csv gazetteer/core/divisions.tsv \
                       gazetteer/core/places.tsv -o gazetteer/core.makan.zst";

#[test]
fn the_embedded_core_is_made_from_the_committed_tables() {
    let curated = here("gazetteer/curated");
    let mut sources: Vec<String> = fs::read_dir(&curated)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".csv"))
        .map(|name| format!("gazetteer/curated/{name}"))
        .collect();
    // The order of the shell's `*`.
    sources.sort();
    sources.extend(["gazetteer/core/divisions.tsv", "gazetteer/core/places.tsv"].map(String::from));
    // Without .zst it is not packed: a newer zstd may pack the same bytes otherwise.
    let made = folder("core").join("core.makan");
    makan(["gazetteer", "import"]).args(&sources).arg("-o").arg(&made).current_dir(here(".")).assert().success();
    let packed = fs::File::open(here("gazetteer/core.makan.zst")).unwrap();
    let same = zstd::decode_all(packed).unwrap() == fs::read(made).unwrap();
    assert!(same, "gazetteer/core.makan.zst is not what its tables make; it is made anew by\n  {COMMAND}");
}
