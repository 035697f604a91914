//! How many megabytes of text a second one core reads for place names, and how many names it finds.
//!
//! ```sh
//! cargo bench --bench recognise -- [FULL.makan] [--peer PYTHON]
//! ```
//!
//! The texts are those of `tests/gold/dev`, one after the other. *First* is the first reading, in which every
//! word is new; *again* is the mean of later ones, as in a long run over news, where words and names come
//! back. `--peer` has flashgeotext (`benches/peers/recognise.py`) read the same texts in the same run.

#![allow(clippy::expect_used)] // a bench that cannot run has nothing to say

use makan::article::Article;
use makan::evaluation::read_gold;
use makan::gazetteer::{Gazetteer, load};
use makan::text::{Lang, tokenize};
use makan::toponyms::Recogniser;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Readings after the first.
const ROUNDS: u32 = 20;
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold/dev");

fn main() {
    let mut gazetteer = Gazetteer::embedded().expect("the core opens");
    let mut peer = None;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--peer" => peer = args.next(),
            "--bench" | "--test" => {}
            file => gazetteer.push(load(Path::new(file)).expect("a gazetteer").0),
        }
    }
    let mut files: Vec<_> = std::fs::read_dir(FOLDER).expect("gold").filter_map(Result::ok).map(|e| e.path()).collect();
    files.sort();
    let articles: Vec<Article> = files.iter().filter_map(|path| read_gold(path).ok()).map(|(_, a)| a).collect();
    let places: u32 = gazetteer.stores().map(|s| s.len()).sum();
    println!("{places} places; MB of text a second on one core");
    println!("{:<10}{:>8}{:>10}{:>10}{:>10}{:>10}", "language", "kB", "names", "first", "again", "tokens");
    for lang in Lang::ALL.into_iter().map(Some).chain([None]) {
        let texts: Vec<&Article> = articles.iter().filter(|a| lang.is_none_or(|l| a.lang == l)).collect();
        let bytes: usize = texts.iter().map(|a| a.text.len()).sum();
        let recogniser = Recogniser::new(&gazetteer);
        let read = || texts.iter().map(|a| recogniser.find(a, &[]).mentions.len()).sum::<usize>();
        let start = Instant::now();
        let names = read();
        let first = start.elapsed().as_secs_f64();
        assert!(names > 100, "the texts are full of names");
        let start = Instant::now();
        for _ in 0..ROUNDS {
            assert_eq!(read(), names);
        }
        let again = start.elapsed().as_secs_f64() / f64::from(ROUNDS);
        let start = Instant::now();
        let tokens: usize = texts.iter().map(|a| tokenize(&a.text).len()).sum();
        assert!(tokens > names);
        let split = start.elapsed().as_secs_f64();
        let speed = |seconds: f64| bytes as f64 / 1e6 / seconds;
        let label = lang.map_or("all", Lang::code);
        println!(
            "{label:<10}{:>8.0}{names:>10}{:>10.2}{:>10.2}{:>10.1}",
            bytes as f64 / 1e3,
            speed(first),
            speed(again),
            speed(split)
        );
    }
    if let Some(python) = peer {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/recognise.py");
        Command::new(python).arg(script).arg(FOLDER).status().expect("the peer runs");
    }
}
