//! How many names a second are found, among how many, and what building the index takes.
//!
//! The names are made from syllables of the region, so that the bench needs no data; the figures for
//! real names come from `examples/measure_names` (docs/names.md).

use divan::{Bencher, black_box};
use makan::names::{Searcher, SoundIndex};

const LATIN: &[&str] = &["ka", "sou", "ba", "né", "goro", "dji", "tin", "bougou", "ma", "ssa", "wè", "ye", "ndi", "la"];
const ARABIC: &[&str] = &["كا", "سو", "با", "ني", "غورو", "جي", "تين", "بوغو", "ما", "سا", "وي", "ي", "ندي", "لا"];

fn main() {
    divan::main();
}

fn name(number: usize, syllables: &[&str]) -> String {
    let mut rest = number.wrapping_mul(2_654_435_761) >> 2;
    let mut name = String::new();
    for _ in 0..3 + number % 4 {
        name += syllables[rest % syllables.len()];
        rest /= syllables.len();
    }
    name
}

fn index(count: usize) -> Vec<u8> {
    let names: Vec<String> = (0..count).map(|number| name(number, LATIN)).collect();
    SoundIndex::build(names.iter().map(String::as_str).zip(0..))
}

#[divan::bench(args = [40_000, 1_000_000], sample_count = 100)]
fn search_arabic(bencher: Bencher<'_, '_>, count: usize) {
    let bytes = index(count);
    let Ok(index) = SoundIndex::open(&bytes) else { return };
    let queries: Vec<String> = (0..1000).map(|number| name(number * 37, ARABIC)).collect();
    let mut searcher = Searcher::default();
    let mut at = 0;
    bencher.bench_local(|| {
        at = (at + 1) % queries.len();
        let hits = index.search(&mut searcher, black_box(&queries[at]), 10);
        assert!(!hits.is_empty());
        hits
    });
}

#[divan::bench(args = [100_000], sample_count = 5)]
fn build(count: usize) -> usize {
    index(black_box(count)).len()
}
