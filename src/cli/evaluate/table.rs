//! The scores as a table for people: a column a language, a section a question.

use crate::evaluation::{Accuracy, Calibration, Figures, Miss, Rates, Share};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A line of the table.
type Line = (&'static str, fn(&Figures) -> String);

/// The sections, each with its lines.
const SECTIONS: &[(&str, &[Line])] = &[
    ("", &[("articles", |f| f.articles.to_string())]),
    (
        "Recognition of place names",
        &[
            ("names in the gold", |f| f.recognition_exact.counts.wanted.to_string()),
            ("exact: precision", |f| three(f.recognition_exact.precision)),
            ("exact: recall", |f| three(f.recognition_exact.recall)),
            ("exact: F1", |f| three(f.recognition_exact.f1)),
            ("overlap: precision", |f| three(f.recognition_overlap.precision)),
            ("overlap: recall", |f| three(f.recognition_overlap.recall)),
            ("overlap: F1", |f| three(f.recognition_overlap.f1)),
        ],
    ),
    (
        "Resolution of the names found",
        &[
            ("names with a known point", |f| f.resolution.n.to_string()),
            ("left unresolved", |f| f.resolution.unresolved.to_string()),
            ("within 10 km", |f| of_some(&f.resolution, f.resolution.within_10)),
            ("within 25 km", |f| of_some(&f.resolution, f.resolution.within_25)),
            ("within 161 km", |f| of_some(&f.resolution, f.resolution.within_161)),
            ("mean error, km", |f| km(f.resolution.mean_km)),
            ("median error, km", |f| km(f.resolution.median_km)),
            ("log-error AUC (0 best)", |f| of_some(&f.resolution, f.resolution.auc)),
            ("towns, villages, camps", |f| f.resolution_settlements.n.to_string()),
            ("· within 10 km", |f| of_some(&f.resolution_settlements, f.resolution_settlements.within_10)),
            ("· within 25 km", |f| of_some(&f.resolution_settlements, f.resolution_settlements.within_25)),
        ],
    ),
    (
        "Relations",
        &[
            ("in the gold", |f| f.relations.counts.wanted.to_string()),
            ("precision", |f| given(&f.relations)),
            ("recall", |f| wanted(&f.relations, f.relations.recall)),
            ("F1", |f| wanted(&f.relations, f.relations.f1)),
        ],
    ),
    (
        "Events",
        &[
            ("in the gold", |f| f.events.found.counts.wanted.to_string()),
            ("reported", |f| f.events.found.counts.given.to_string()),
            ("found: precision", |f| given(&f.events.found)),
            ("found: recall", |f| wanted(&f.events.found, f.events.found.recall)),
            ("found: F1", |f| wanted(&f.events.found, f.events.found.f1)),
            ("any type: precision", |f| given(&f.events.found_any_type)),
            ("any type: recall", |f| wanted(&f.events.found_any_type, f.events.found_any_type.recall)),
            ("any type: F1", |f| wanted(&f.events.found_any_type, f.events.found_any_type.f1)),
            ("within 10 km", |f| share(f.events.within_10)),
            ("within 25 km", |f| share(f.events.within_25)),
            ("mean error, km", |f| km(f.events.mean_km)),
            ("median error, km", |f| km(f.events.median_km)),
            ("type (in place)", |f| share(f.events.types)),
            ("sub-type", |f| share(f.events.sub_types)),
            ("actor1", |f| share(f.events.actor1)),
            ("actor2", |f| share(f.events.actor2)),
            ("both actors, any order", |f| share(f.events.actors)),
            ("fatalities", |f| share(f.events.fatalities)),
            ("· where some died", |f| share(f.events.fatalities_told)),
            ("date", |f| share(f.events.dates)),
            ("background as news", |f| share(f.events.background_as_news)),
        ],
    ),
    (
        "Calibration",
        &[
            ("places: ECE", |f| ece(&f.calibration_places)),
            ("event locations: ECE", |f| ece(&f.calibration_locations)),
            ("events: ECE", |f| ece(&f.calibration_events)),
            ("inside uncertainty_km", |f| share(f.uncertainty.inside)),
            ("· should be", |f| three(f.uncertainty.expected)),
            ("· median radius, km", |f| km(f.uncertainty.median_km)),
        ],
    ),
];

/// Width of the names of the lines, and of a column.
const NAME: usize = 26;
const COLUMN: usize = 16;

/// The table: `all` first, then the languages.
pub(super) fn table(figures: &BTreeMap<String, Figures>) -> String {
    let mut columns: Vec<(&String, &Figures)> = figures.iter().collect();
    columns.sort_by_key(|(lang, _)| *lang != "all");
    let mut out = line("", columns.iter().map(|(lang, _)| (*lang).clone()));
    for (title, lines) in SECTIONS {
        if !title.is_empty() {
            out.push_str(&format!("\n{title}\n"));
        }
        for (name, figure) in *lines {
            out.push_str(&line(name, columns.iter().map(|(_, f)| figure(f))));
        }
    }
    if let Some(all) = figures.get("all") {
        out.push_str("\nReliability, all languages: answers, mean confidence, share that is right\n");
        let tables = [&all.calibration_places, &all.calibration_locations, &all.calibration_events];
        out.push_str(&line("confidence", ["places", "event locations", "events"].map(str::to_owned).into_iter()));
        for bin in 0..10 {
            let name = format!("0.{bin} to {}", if bin == 9 { "1.0".to_owned() } else { format!("0.{}", bin + 1) });
            out.push_str(&line(&name, tables.iter().map(|t| reliability(t, bin))));
        }
    }
    out
}

/// The misses, a line each: article, what, about, found, sentence, tabs between.
pub(super) fn misses(misses: &[Miss]) -> String {
    let mut out = String::from("\nMisses\n");
    for m in misses {
        let sentence = m.sentence.replace(['\n', '\t', '\r'], " ");
        // Writing to a string does not fail.
        let _ = writeln!(out, "{}\t{}\t{}\t{}\t{}", m.id, m.what, m.about, m.found, sentence);
    }
    out
}

fn line(name: &str, cells: impl Iterator<Item = String>) -> String {
    let mut out = format!("{name:NAME$}");
    for cell in cells {
        out.push_str(&format!("{cell:>COLUMN$}"));
    }
    format!("{}\n", out.trim_end())
}

fn reliability(calibration: &Calibration, bin: usize) -> String {
    match calibration.bins.get(bin) {
        Some(b) if b.n > 0 => format!("{} {:.2} {:.2}", b.n, b.confidence, b.accuracy),
        _ => "–".to_owned(),
    }
}

fn three(x: f64) -> String {
    format!("{x:.3}")
}

fn km(x: Option<f64>) -> String {
    x.map_or_else(|| "–".to_owned(), |x| format!("{x:.1}"))
}

fn share(s: Share) -> String {
    if s.of == 0 { "–".to_owned() } else { format!("{}/{} {:.3}", s.right, s.of, s.value()) }
}

fn of_some(accuracy: &Accuracy, x: f64) -> String {
    if accuracy.n == 0 { "–".to_owned() } else { three(x) }
}

fn given(rates: &Rates) -> String {
    if rates.counts.given == 0 { "–".to_owned() } else { three(rates.precision) }
}

fn wanted(rates: &Rates, x: f64) -> String {
    if rates.counts.wanted == 0 { "–".to_owned() } else { three(x) }
}

fn ece(calibration: &Calibration) -> String {
    if calibration.n == 0 { "–".to_owned() } else { three(calibration.ece) }
}
