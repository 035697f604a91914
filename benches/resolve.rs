//! What does it cost to resolve an article of forty mentions, and a table of names?
//!
//! ```sh
//! cargo bench --bench resolve -- ML.txt BF.txt      # gazetteers besides the core
//! ```
//!
//! Cold: the resolver has seen nothing before, as at the first article of a run. Warm: it knows the names.

#![allow(clippy::expect_used)] // a bench that cannot run has nothing to say

use makan::article::{Article, Item, read};
use makan::gazetteer::{Gazetteer, load};
use makan::organisations;
use makan::resolution::{NameResolver, NameRow, Resolver};
use makan::toponyms::Recogniser;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const MENTIONS: usize = 40;
const ROUNDS: u32 = 20;

fn time<T>(rounds: u32, mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut last = work();
    let start = Instant::now();
    for _ in 0..rounds {
        last = work();
    }
    (start.elapsed() / rounds, last)
}

fn main() {
    let mut gazetteer = Gazetteer::embedded().expect("the core opens");
    for path in std::env::args().skip(1).filter(|a| !a.starts_with("--")) {
        gazetteer.push(load(Path::new(&path)).expect("a gazetteer").0);
    }
    let recogniser = Recogniser::new(&gazetteer);
    let mut text = String::new();
    let mut mentions = 0;
    let examples = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/articles"));
    read(&[examples], &mut |item| {
        if let Item::Article(article) = item {
            mentions += recogniser.find(&article, &organisations(&article)).mentions.len();
            text.push_str(&article.text);
            text.push_str("\n\n");
        }
        mentions < MENTIONS
    });
    let article = Article::new("forty", text, None);
    let mut found = recogniser.find(&article, &organisations(&article));
    assert!(found.mentions.len() >= MENTIONS, "{} mentions", found.mentions.len());
    found.mentions.truncate(MENTIONS);
    found.relations.retain(|r| r.of.iter().chain(&r.anchors).all(|m| *m < MENTIONS));
    let (cold, resolved) = time(ROUNDS, || Resolver::new(&gazetteer).resolve(&article, &found));
    assert_eq!(resolved.len(), MENTIONS);
    let resolver = Resolver::new(&gazetteer);
    let (warm, again) = time(ROUNDS, || resolver.resolve(&article, &found));
    assert_eq!(resolved, again);
    println!("article of {MENTIONS} mentions, cold {:9.3} ms", cold.as_secs_f64() * 1e3);
    println!("article of {MENTIONS} mentions, warm {:9.3} ms", warm.as_secs_f64() * 1e3);
    for (what, country, admin1) in [("a name alone", "", ""), ("a name with its country and region", "Mali", "Kayes")] {
        let names = ["Diabaly", "كيسارو", "Nioro du Sahel", "Mourdya", "Sandare", "تورودو", "Yelimane", "Bafulabe"];
        let rows: Vec<NameRow> = names
            .iter()
            .map(|name| NameRow {
                name: (*name).to_owned(),
                country: country.to_owned(),
                admin1: admin1.to_owned(),
                ..NameRow::default()
            })
            .collect();
        let resolver = NameResolver::new(&gazetteer, 10, 2025);
        let (all, answers) =
            time(ROUNDS, || rows.iter().flat_map(|r| resolver.resolve(std::slice::from_ref(r))).count());
        assert_eq!(answers, rows.len());
        println!("{what}: {:.0} rows/s on one core", rows.len() as f64 / all.as_secs_f64());
    }
}
