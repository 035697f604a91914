//! What does one article cost, and which step takes it? Each step is timed by itself over many rounds,
//! its answer is checked inside the loop, and the shares are printed.
//!
//! ```sh
//! cargo bench --bench map
//! ```

#![allow(clippy::expect_used)] // a bench that cannot run has nothing to say

use makan::article::Article;
use makan::events::Coder;
use makan::gazetteer::Gazetteer;
use makan::layers::{Format, assemble, write_all};
use makan::resolution::Resolver;
use makan::toponyms::Recogniser;
use makan::{Reader, organisations};
use std::time::{Duration, Instant};

const ROUNDS: u32 = 30;
const TEXT: &str = include_str!("../examples/articles/kidal-road-ar.txt");

fn time<T>(mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut last = work();
    let start = Instant::now();
    for _ in 0..ROUNDS {
        last = work();
    }
    (start.elapsed() / ROUNDS, last)
}

fn main() {
    let start = Instant::now();
    let gazetteer = Gazetteer::embedded().expect("the core opens");
    let opening = start.elapsed();
    let start = Instant::now();
    let recogniser = Recogniser::new(&gazetteer);
    let first = recogniser.find(&Article::new("a", TEXT, None), &organisations(&Article::new("a", TEXT, None)));
    let lexicons = start.elapsed();
    let article = Article::new("a", TEXT, None);
    let resolver = Resolver::new(&gazetteer);
    let (recognise, found) = time(|| recogniser.find(&article, &organisations(&article)));
    assert_eq!(found.mentions.len(), first.mentions.len());
    let (resolve, resolutions) = time(|| resolver.resolve(&article, &found));
    assert_eq!(resolutions.len(), found.mentions.len());
    let (code, events) =
        time(|| Coder::embedded().code(&article, &found.mentions, &found.relations, &resolutions).len());
    assert!(events > 0);
    let reader = Reader::new(&gazetteer);
    let reports = vec![reader.read(article.clone())];
    let (rows, set) = time(|| assemble(&reports, &[], &gazetteer, &[], true));
    let folder = tempfile::tempdir().expect("a folder");
    let (write, _) = time(|| write_all(folder.path(), Format::DEFAULT, &set).expect("layers are written"));
    let total = opening + lexicons + recognise + resolve + code + rows + write;
    for (step, cost) in [
        ("open the core gazetteer", opening),
        ("compile lexicons, first article", lexicons),
        ("recognise", recognise),
        ("resolve", resolve),
        ("code events", code),
        ("make rows and the ground", rows),
        ("write geojson, csv, gpkg, qgz", write),
    ] {
        println!(
            "{step:34}{:9.3} ms {:5.1} %",
            cost.as_secs_f64() * 1e3,
            100.0 * cost.as_secs_f64() / total.as_secs_f64()
        );
    }
    println!("{:34}{:9.3} ms", "sum", total.as_secs_f64() * 1e3);
}
