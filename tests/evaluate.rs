//! A user's task: how good is makan on articles of mine whose answers I know?

#![allow(clippy::unwrap_used, clippy::expect_used)] // a panic here is the report

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// One article with two places and one event; one of the places is labelled where it is not.
const GOLD: &str = r#"{"id":"one","lang":"en","published":"2025-06-17",
    "text":"Gunmen killed five civilians in Diabaly on Saturday. The mayor of Bamako condemned the attack.",
    "mentions":[
        {"surface":"Diabaly","start":32,"kind":"town","lat":14.6937,"lon":-6.0197,"geonameid":2458187,"confident":true},
        {"surface":"Bamako","start":66,"kind":"city","lat":14.65,"lon":-8.0,"confident":true}],
    "relations":[{"kind":"in","of":null,"anchors":[32]}],
    "events":[{"type":"Violence against civilians","sub_type":"Attack","where":"Diabaly","lat":14.6937,"lon":-6.0197,
        "tolerance_km":5,"date":"2025-06-14","actor1":"Unidentified Armed Group (Mali)","actor2":"Civilians (Mali)","fatalities":5}],
    "background":[{"what":"nothing of the kind","sentence":53}]}"#;

fn evaluate(dir: &Path, args: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("makan").unwrap().current_dir(dir).arg("evaluate").args(args).assert()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn gold() -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("one.json"), GOLD).unwrap();
    dir
}

#[test]
fn figures_for_scripts() {
    let dir = gold();
    let done = evaluate(dir.path(), &["one.json", "--json", "--errors"]).success();
    let answer: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    let all = &answer["scores"]["all"];
    assert_eq!(all, &answer["scores"]["en"]);
    assert_eq!(all["articles"], 1);
    assert_eq!(
        all["recognition_exact"],
        serde_json::json!({"right":2,"given":2,"wanted":2,"precision":1.0,"recall":1.0,"f1":1.0})
    );
    // Diabaly is where it is; Bamako is labelled two degrees of latitude, 221 km, north of where it is.
    let resolution = &all["resolution"];
    assert_eq!(
        (&resolution["n"], &resolution["within_25"], &resolution["within_161"]),
        (&2.into(), &0.5.into(), &0.5.into())
    );
    let mean = resolution["mean_km"].as_f64().unwrap();
    assert!((mean - 111.0).abs() < 5.0, "{mean}");
    let events = &all["events"];
    assert_eq!(
        events["found"],
        serde_json::json!({"right":1,"given":1,"wanted":1,"precision":1.0,"recall":1.0,"f1":1.0})
    );
    for what in ["within_10", "within_25", "types", "sub_types", "actor1", "actor2", "fatalities", "dates"] {
        assert_eq!(events[what], serde_json::json!({"right":1,"of":1}), "{what}");
    }
    assert_eq!(events["background_as_news"], serde_json::json!({"right":0,"of":1}));
    assert_eq!(all["calibration_places"]["n"], 2);
    assert_eq!(all["calibration_places"]["bins"].as_array().unwrap().len(), 10);
    assert_eq!(all["uncertainty"]["inside"]["of"], 1);
    let misses = answer["misses"].as_array().unwrap();
    assert_eq!(misses.len(), 1, "{misses:?}");
    assert_eq!((&misses[0]["what"], &misses[0]["about"]), (&"misplaced".into(), &"Bamako".into()));
    assert!(misses[0]["sentence"].as_str().unwrap().starts_with("The mayor of Bamako"));
}

#[test]
fn a_table_for_people() {
    let dir = gold();
    let done = evaluate(dir.path(), &["."]).success();
    let table = text(&done.get_output().stdout);
    for title in ["Recognition of place names", "Resolution of the names found", "Relations", "Events", "Calibration"] {
        assert!(table.contains(&format!("\n{title}\n")), "{title} in\n{table}");
    }
    let found = table.lines().find(|l| l.starts_with("found: F1")).unwrap();
    assert_eq!(found.split_whitespace().collect::<Vec<_>>(), ["found:", "F1", "1.000", "1.000"]);
    assert!(!table.contains("Misses"));
}

#[test]
fn the_text_beside_the_gold() {
    let dir = gold();
    let mut gold: Value = serde_json::from_str(GOLD).unwrap();
    let article = gold.as_object_mut().unwrap().remove("text").unwrap();
    fs::write(dir.path().join("one.json"), gold.to_string()).unwrap();
    evaluate(dir.path(), &["one.json"]).code(2);
    fs::write(dir.path().join("article-en.txt"), article.as_str().unwrap()).unwrap();
    evaluate(dir.path(), &["one.json"]).success();
    fs::rename(dir.path().join("article-en.txt"), dir.path().join("one.txt")).unwrap();
    evaluate(dir.path(), &["one.json"]).success();
}

#[test]
fn broken_gold_is_named_and_the_rest_scored() {
    let dir = gold();
    fs::write(dir.path().join("broken.json"), "{\"id\":").unwrap();
    fs::write(dir.path().join("shifted.json"), GOLD.replace("\"start\":32", "\"start\":31")).unwrap();
    let done = evaluate(dir.path(), &[".", "--json"]).code(1);
    let answer: Value = serde_json::from_slice(&done.get_output().stdout).unwrap();
    assert_eq!(answer["scores"]["all"]["articles"], 1);
    assert_eq!(answer["rejected"].as_array().unwrap().len(), 2);
    let said = text(&done.get_output().stderr);
    assert!(said.contains("broken.json") && said.contains("not a gold file"), "{said}");
    assert!(said.contains("shifted.json") && said.contains("\"Diabaly\" does not stand at code point 31"), "{said}");
    let none = evaluate(dir.path(), &["broken.json", "missing.json"]).code(2);
    assert!(text(&none.get_output().stderr).contains("missing.json"));
    assert!(none.get_output().stdout.is_empty());
}
