//! A real article, read with a full gazetteer: the standard that the main job is held to.
//!
//! The article and the gazetteer are not part of the repository. They are looked for in `../shared` beside it, or
//! in the folder that the variable `MAKAN_SHARED` names; without them the test says that it was skipped.
#![allow(clippy::unwrap_used, clippy::panic, clippy::explicit_write)]

mod common;

use common::{Row, folder, here, makan, number, rows, stdout};
use makan::space::{LonLat, distance_km};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// What one run over the article found.
struct Seed {
    text: String,
    gold: Value,
    events: Vec<Row>,
    places: Vec<Row>,
    review: Vec<Row>,
}

static SEED: LazyLock<Option<Seed>> = LazyLock::new(|| shared().map(|shared| read(&shared)));

fn shared() -> Option<PathBuf> {
    let folders = [std::env::var_os("MAKAN_SHARED").map(PathBuf::from), Some(here("../shared"))];
    let files = ["seed/article-ar.txt", "seed/gold.json", "geonames/ML.txt"];
    let found = folders.into_iter().flatten().find(|dir| files.iter().all(|file| dir.join(file).is_file()));
    if found.is_none() {
        // Not eprintln!, which the test harness keeps to itself when a test passes.
        let message = "tests/seed.rs: SKIPPED, no seed/article-ar.txt and geonames/ML.txt in ../shared or MAKAN_SHARED";
        writeln!(std::io::stderr(), "{message}").unwrap();
    }
    found
}

fn read(shared: &Path) -> Seed {
    let dir = folder("seed");
    let article = shared.join("seed/article-ar.txt");
    makan(["map", "--published", "2026-01-12", "--border", "MRT", "--gazetteer"])
        .arg(shared.join("geonames/ML.txt"))
        .arg("-o")
        .arg(&dir)
        .arg(&article)
        .assert()
        .success();
    Seed {
        text: fs::read_to_string(article).unwrap(),
        gold: serde_json::from_slice(&fs::read(shared.join("seed/gold.json")).unwrap()).unwrap(),
        events: rows(&dir.join("events.csv")),
        places: rows(&dir.join("places.csv")),
        review: rows(&dir.join("review.csv")),
    }
}

/// Code points of a gold mention.
fn gold_span(mention: &Value) -> (u64, u64) {
    let start = mention["start"].as_u64().unwrap();
    (start, start + mention["surface"].as_str().unwrap().chars().count() as u64)
}

fn span(row: &Row) -> (u64, u64) {
    (row["start"].parse().unwrap(), row["end"].parse().unwrap())
}

fn overlap(a: (u64, u64), b: (u64, u64)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

fn at(row: &Row) -> Option<LonLat> {
    (!row["latitude"].is_empty()).then(|| LonLat::new(number(row, "longitude"), number(row, "latitude")))
}

/// How far a row lies from where the gold says, km; infinite when it lies nowhere.
fn km_off(row: &Row, gold: &Value) -> f64 {
    let truth = LonLat::new(gold["lon"].as_f64().unwrap(), gold["lat"].as_f64().unwrap());
    at(row).map_or(f64::INFINITY, |found| distance_km(found, truth))
}

#[test]
fn the_places_of_the_article_are_found() {
    let Some(seed) = &*SEED else { return };
    let gold = seed.gold["mentions"].as_array().unwrap();
    assert_eq!(gold.len(), 27);
    let missed: Vec<&Value> =
        gold.iter().filter(|g| !seed.places.iter().any(|row| overlap(span(row), gold_span(g)))).collect();
    let missed: Vec<&str> = missed.iter().map(|g| g["surface"].as_str().unwrap()).collect();
    assert!(missed.len() <= 27 - 24, "missed {missed:?}");
    let false_ones: Vec<&str> = seed
        .places
        .iter()
        .filter(|row| !gold.iter().any(|g| overlap(span(row), gold_span(g))))
        .map(|row| row["surface"].as_str())
        .collect();
    assert!(false_ones.len() <= 2, "these are no places: {false_ones:?}");
}

#[test]
fn the_towns_lie_where_they_are() {
    let Some(seed) = &*SEED else { return };
    let mut wrong = Vec::new();
    for name in ["Diabaly", "Nioro du Sahel", "Alatona", "Bamako"] {
        let named = |g: &&Value| g["gold_name"] == name;
        let mentions: Vec<&Value> = seed.gold["mentions"].as_array().unwrap().iter().filter(named).collect();
        assert!(!mentions.is_empty(), "{name}");
        for gold in mentions {
            let found = seed.places.iter().find(|row| overlap(span(row), gold_span(gold)));
            let km = found.map_or(f64::INFINITY, |row| km_off(row, gold));
            if km > 5.0 {
                let meant = found.map_or("not found", |row| row["name"].as_str());
                wrong.push(format!("{name} at {}: {meant:?}, {km:.1} km off", gold["start"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_army_and_a_brigade_are_no_places() {
    let Some(seed) = &*SEED else { return };
    for name in ["الجيش المالي", "كتيبة ماسينا", "للجيش المالي"] {
        let mut count = 0;
        for (byte, _) in seed.text.match_indices(name) {
            let start = seed.text[..byte].chars().count() as u64;
            let inside = (start, start + name.chars().count() as u64);
            let taken = seed.places.iter().find(|row| overlap(span(row), inside));
            assert!(taken.is_none(), "{name}: {taken:?}");
            count += 1;
        }
        assert!(count > 0, "{name} stands in the article");
    }
}

/// The event that the gold calls by this id: the one whose sentence names its place.
fn event<'a>(seed: &'a Seed, id: &str, sentence_has: &str) -> (&'a Row, &'a Value) {
    let gold = seed.gold["events"].as_array().unwrap().iter().find(|e| e["id"] == id).unwrap();
    let found = seed.events.iter().find(|row| row["text"].contains(sentence_has));
    (found.unwrap_or_else(|| panic!("no event of the sentence on {sentence_has}: {:#?}", seed.events)), gold)
}

#[test]
fn the_attack_at_alatona_is_an_event() {
    let Some(seed) = &*SEED else { return };
    let (row, gold) = event(seed, "post", "ألانتونا");
    let told = ["event_type", "sub_event_type", "actor1", "actor2", "claimed_by", "iso3", "admin1", "event_date"];
    assert_eq!(
        told.map(|column| row[column].as_str()),
        ["Battles", "Armed clash", "JNIM", "Military Forces of Mali", "JNIM", "MLI", "Ségou", "2026-01-09"]
    );
    let off = km_off(row, gold);
    assert!(off <= gold["tolerance_km"].as_f64().unwrap(), "{off:.1} km off: {row:#?}");
    // Alatona lies 77 km south of the border, along the meridian.
    assert!((number(row, "km_to_MRT") - 77.0).abs() < 16.0, "{}", row["km_to_MRT"]);
}

#[test]
fn the_rescue_near_nioro_is_an_event() {
    let Some(seed) = &*SEED else { return };
    let (row, gold) = event(seed, "rescue", "غوريل هايري");
    let told = ["event_type", "actor1", "iso3"];
    assert_eq!(told.map(|column| row[column].as_str()), ["Strategic developments", "Military Forces of Mali", "MLI"]);
    let off = km_off(row, gold);
    assert!(off <= gold["tolerance_km"].as_f64().unwrap(), "{off:.1} km off: {row:#?}");
    assert!((0.0..60.0).contains(&number(row, "km_to_MRT")), "{}", row["km_to_MRT"]);
}

#[test]
fn the_ambush_is_an_event_with_an_honest_radius() {
    let Some(seed) = &*SEED else { return };
    let (row, gold) = event(seed, "ambush", "كيسارو");
    assert_eq!((row["actor1"].as_str(), row["actor2"].as_str()), ("JNIM", "Military Forces of Mali"));
    assert_eq!(row["fatalities"], "2");
    assert!(km_off(row, gold) <= number(row, "uncertainty_km"), "the truth lies outside its radius: {row:#?}");
    assert!(!row["km_to_MRT"].is_empty());
    // The village that the text misspells is a guess, and said to be one.
    assert_eq!(
        (row["relation"].as_str(), row["needs_review"].as_str()),
        ("between Kassaro and Sorotabougou (?)", "true")
    );
    let doubtful = seed.review.iter().find(|r| r["surface"] == "سوريبوغو").unwrap();
    assert!(doubtful["candidates"].starts_with("Sorotabougou"), "{doubtful:?}");
}

#[test]
fn what_is_not_resolved_is_listed_with_candidates() {
    let Some(seed) = &*SEED else { return };
    for place in seed.places.iter().filter(|row| row["place_id"].is_empty()) {
        let listed = seed.review.iter().find(|row| row["start"] == place["start"]);
        let listed = listed.unwrap_or_else(|| panic!("{} is not in review.csv", place["surface"]));
        assert_eq!((listed["end"].as_str(), listed["decision"].as_str()), (place["end"].as_str(), ""));
        assert!(seed.text.contains(&listed["sentence"]) && listed["sentence"].contains(&place["surface"]));
        assert!(!listed["candidates"].is_empty(), "{listed:?}");
    }
    for row in &seed.review {
        for candidate in row["candidates"].split("; ").filter(|c| !c.is_empty()) {
            let (_, point) = candidate.rsplit_once(") ").unwrap_or_else(|| panic!("{candidate}"));
            assert!(
                point.contains(',') && point.split(' ').count() == 2,
                "`name (id) lat,lon similarity`: {candidate}"
            );
        }
    }
}

/// The stream says what the layer says.
#[test]
fn places_streams_the_same_mentions() {
    let Some(seed) = &*SEED else { return };
    let shared = shared().unwrap();
    let mut command = makan(["places", "--published", "2026-01-12", "--gazetteer"]);
    let done = command.arg(shared.join("geonames/ML.txt")).arg(shared.join("seed/article-ar.txt")).assert().success();
    let streamed: Vec<Value> = stdout(&done).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let layer: Vec<(u64, u64, &str)> =
        seed.places.iter().map(|r| (span(r).0, span(r).1, r["surface"].as_str())).collect();
    let stream: Vec<(u64, u64, &str)> = streamed
        .iter()
        .map(|m| (m["start"].as_u64().unwrap(), m["end"].as_u64().unwrap(), m["surface"].as_str().unwrap()))
        .collect();
    assert_eq!(stream, layer);
}
