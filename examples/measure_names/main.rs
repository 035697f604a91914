//! Measures the name model: recall of Arabic names among the Latin names of the test countries.
//!
//! `cargo run --release --example measure_names -- cities500.json ML.txt [--model FILE] [--develop]
//! [--errors] [--hits] [--calibration] [--grow COUNT]`. What it prints is explained in docs/names.md.

mod calibration;
#[path = "../train_names/data.rs"]
#[allow(dead_code)]
mod data;
mod gazetteer;

use gazetteer::{Gazetteer, Question};
use makan::names::{Model, Searcher, SoundIndex};
use std::collections::BTreeMap;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    let (mut model_file, mut grow) = (None, None);
    let (mut develop, mut errors, mut hits, mut calibration) = (false, false, false, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--model" => model_file = arguments.next(),
            "--grow" => grow = arguments.next(),
            "--develop" => develop = true,
            "--errors" => errors = true,
            "--hits" => hits = true,
            "--calibration" => calibration = true,
            _ => files.push(argument),
        }
    }
    let [cities, mali] = files.as_slice() else {
        return Err("usage: measure_names CITIES500.JSON ML.TXT [--model FILE] [--develop] [--errors] [--hits] [--calibration] \
             [--grow COUNT]"
            .into());
    };
    let parsed;
    let model = match model_file {
        Some(file) => {
            parsed = Model::parse(&std::fs::read(file)?)?;
            &parsed
        }
        None => Model::embedded(),
    };
    if calibration {
        return calibration::report(model, &Gazetteer::read(cities, mali, develop, false)?);
    }
    if let Some(count) = grow {
        let mut gazetteer = Gazetteer::read(cities, mali, develop, false)?;
        gazetteer.grow(count.parse()?);
        println!("{} names, grown", gazetteer.names.len());
        return grown(model, &gazetteer);
    }
    for romanised in [false, true] {
        let gazetteer = Gazetteer::read(cities, mali, develop, romanised)?;
        report(model, &gazetteer, romanised, errors && !romanised, hits && !romanised)?;
    }
    Ok(())
}

fn report(
    model: &Model,
    gazetteer: &Gazetteer,
    romanised: bool,
    errors: bool,
    hits_wanted: bool,
) -> Result<(), Box<dyn Error>> {
    let start = cpu_seconds();
    let bytes = SoundIndex::build_with(model, gazetteer.names.iter().map(|(name, number)| (name.as_str(), *number)));
    let built = cpu_seconds() - start;
    let index = SoundIndex::open_with(model, &bytes)?;
    let mut searcher = Searcher::default();
    let mut by_country: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut total = [0; 3];
    for question in &gazetteer.questions {
        let hits = index.search(&mut searcher, &question.query, 10);
        let rank = hits.iter().position(|hit| gazetteer.is_near(hit.name, question));
        let scores = [1, usize::from(rank == Some(0)), usize::from(rank.is_some())];
        for sum in [&mut total, by_country.entry(&question.country).or_default()] {
            sum.iter_mut().zip(scores).for_each(|(sum, score)| *sum += score);
        }
        if hits_wanted {
            let chance = makan::names::training::chance_cost(model, &question.query);
            let hits = index.search(&mut searcher, &question.query, 30);
            let near = |hit: &makan::names::Hit| u8::from(gazetteer.is_near(hit.name, question));
            let cells: Vec<String> = hits.iter().map(|hit| format!("{}:{}", hit.cost, near(hit))).collect();
            println!("HITS\t{}\t{chance}\t{}", question.query.chars().count(), cells.join(" "));
        }
        if errors && rank != Some(0) {
            let best: Vec<String> = hits
                .iter()
                .take(rank.map_or(3, |r| r + 1).min(4))
                .map(|hit| format!("{} {:.1}", gazetteer.name_of(hit.name), hit.cost))
                .collect();
            let own = own_cost(model, gazetteer, question);
            println!("{} {} = {own}; rank {rank:?}: {}", question.country, question.query, best.join(", "));
        }
    }
    let percent = |scores: [usize; 3]| {
        let [all, first, ten] = scores.map(|n| n as f64);
        format!("{all:4} queries  recall@1 {:.3}  recall@10 {:.3}", first / all, ten / all)
    };
    println!(
        "{} names of {} places, {}: {}",
        gazetteer.names.len(),
        gazetteer.places.len(),
        if romanised { "with machine romanisations" } else { "without machine romanisations" },
        percent(total)
    );
    if !romanised {
        for (country, scores) in by_country {
            println!("  {country} {}", percent(scores));
        }
    }
    speed(&index, gazetteer, &bytes, built);
    Ok(())
}

/// The speed among names that were grown from real ones.
fn grown(model: &Model, gazetteer: &Gazetteer) -> Result<(), Box<dyn Error>> {
    let start = cpu_seconds();
    let bytes = SoundIndex::build_with(model, gazetteer.names.iter().map(|(name, number)| (name.as_str(), *number)));
    let built = cpu_seconds() - start;
    speed(&SoundIndex::open_with(model, &bytes)?, gazetteer, &bytes, built);
    Ok(())
}

/// The cheapest name of the place that was asked for.
fn own_cost(model: &Model, gazetteer: &Gazetteer, question: &Question) -> String {
    let own: Vec<&(String, u32)> = gazetteer.names.iter().filter(|(_, n)| gazetteer.is_near(*n, question)).collect();
    let bytes = SoundIndex::build_with(model, own.iter().enumerate().map(|(i, (name, _))| (name.as_str(), i as u32)));
    let Ok(index) = SoundIndex::open_with(model, &bytes) else { return String::new() };
    let hits = index.search(&mut Searcher::default(), &question.query, 1);
    hits.first().and_then(|h| own.get(h.name as usize).map(|o| format!("{} {:.1}", o.0, h.cost))).unwrap_or_default()
}

fn speed(index: &SoundIndex<'_>, gazetteer: &Gazetteer, bytes: &[u8], built: f64) {
    let mut searcher = Searcher::default();
    let mut best = f64::MAX;
    for _ in 0..5 {
        let start = cpu_seconds();
        let found: usize = gazetteer.questions.iter().map(|q| index.search(&mut searcher, &q.query, 10).len()).sum();
        assert!(found > 0);
        best = best.min((cpu_seconds() - start) / gazetteer.questions.len() as f64);
    }
    println!(
        "  {:.0} queries/s, {} nodes a query, index {} bytes built in {:.2} s of processor time",
        1.0 / best,
        searcher.visited() / (5 * gazetteer.questions.len() as u64),
        bytes.len(),
        built
    );
}

/// Seconds that this thread has run: other work on the machine does not count.
fn cpu_seconds() -> f64 {
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    nanoseconds.and_then(|line| line.split(' ').next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}
