//! A user's task: decide the doubtful places of some articles, and have it kept.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Row, folder, here, makan, number, rows, stderr};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const COLUMNS: [&str; 6] = ["doc_id", "start", "surface", "decision", "scope", "sentence"];

/// Two articles on one region, a third from elsewhere. Tagaranta is in no gazetteer.
fn articles(folder: &Path) {
    let texts = [
        (
            "first",
            "Two soldiers were killed near the village of Tagaranta on Monday. The patrol had left Ménaka for Tagaranta.",
        ),
        (
            "second",
            "Gunmen burned the market of the village of Tagaranta, officials in the region of Ménaka said on Friday.",
        ),
        ("third", "A school in the village of Tagaranta was closed, the mayor of Kayes said on Friday."),
    ];
    fs::create_dir_all(folder.join("in")).unwrap();
    for (id, text) in texts {
        fs::write(folder.join("in").join(format!("{id}.txt")), text).unwrap();
    }
}

fn map(folder: &Path, decisions: Option<&str>, code: i32) -> String {
    let mut command = makan(["map", "--published", "2024-05-10", "--format", "csv"]);
    command.arg(folder.join("in")).arg("-o").arg(folder.join("out"));
    if let Some(file) = decisions {
        command.arg("--decisions").arg(folder.join(file));
    }
    stderr(&command.assert().code(code))
}

/// Writes review rows back with decisions filled in.
fn decide(folder: &Path, file: &str, filled: &[(&Row, &str, &str)]) {
    let mut out = csv::Writer::from_path(folder.join(file)).unwrap();
    out.write_record(COLUMNS).unwrap();
    for (row, decision, scope) in filled {
        let cell = |column: &str| match column {
            "decision" => (*decision).to_owned(),
            "scope" => (*scope).to_owned(),
            other => row[other].clone(),
        };
        out.write_record(COLUMNS.map(cell)).unwrap();
    }
    out.flush().unwrap();
}

fn named<'r>(rows: &'r [Row], doc: &str, surface: &str) -> Vec<&'r Row> {
    rows.iter().filter(|r| r["doc_id"] == doc && r["surface"] == surface).collect()
}

/// What each article's Tagaranta was found by.
fn methods(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows(&folder.join("out/places.csv")).iter().filter(|r| r["surface"] == "Tagaranta") {
        out.entry(row["doc_id"].clone()).or_default().push(row["method"].clone());
    }
    out
}

#[test]
fn what_an_analyst_decided_is_obeyed_and_reused() {
    let folder = folder("decisions_loop");
    articles(&folder);
    map(&folder, None, 0);
    let review = rows(&folder.join("out/review.csv"));
    let open = named(&review, "first", "Tagaranta");
    assert!(!open.is_empty(), "the unknown village is to be reviewed: {review:?}");
    assert!(open.iter().all(|r| r["decision"].is_empty() && r["scope"].is_empty()));

    // This mention alone.
    decide(&folder, "decided.csv", &[(open[0], "15.60,2.40", "")]);
    let told = map(&folder, Some("decided.csv"), 0);
    assert!(told.contains("1 of 1 decisions obeyed"), "{told}");
    let found = methods(&folder);
    assert_eq!(found["first"].iter().filter(|m| *m == "decision").count(), 1, "{found:?}");
    assert!(!found["second"].contains(&"decision".to_owned()));

    // The same name in the region: the second article names Ménaka, the third does not.
    decide(&folder, "decided.csv", &[(open[0], "15.60,2.40", "region")]);
    map(&folder, Some("decided.csv"), 0);
    let found = methods(&folder);
    assert!(found["first"].iter().all(|m| m == "decision"), "{found:?}");
    assert_eq!(found["second"], ["decision"]);
    assert_ne!(found["third"], ["decision"]);
    let places = rows(&folder.join("out/places.csv"));
    let decided = named(&places, "second", "Tagaranta")[0];
    assert_eq!(
        (number(decided, "confidence"), number(decided, "latitude"), number(decided, "longitude")),
        (1.0, 15.6, 2.4)
    );
    assert_eq!(decided["country"], "Mali");
    let again = rows(&folder.join("out/review.csv"));
    assert!(named(&again, "second", "Tagaranta").is_empty(), "what is decided needs no review");
    let events = rows(&folder.join("out/events.csv"));
    assert!(events.iter().any(|e| e["doc_id"] == "second" && e["latitude"] == "15.6"), "{events:?}");

    decide(&folder, "decided.csv", &[(open[0], "15.60,2.40", "everywhere")]);
    map(&folder, Some("decided.csv"), 0);
    assert_eq!(methods(&folder)["third"], ["decision"]);
}

#[test]
fn what_is_no_place_goes() {
    let folder = folder("decisions_no_place");
    articles(&folder);
    map(&folder, None, 0);
    let review = rows(&folder.join("out/review.csv"));
    let open = named(&review, "third", "Tagaranta");
    decide(&folder, "decided.csv", &[(open[0], "Not a place", "article")]);
    map(&folder, Some("decided.csv"), 0);
    assert!(!methods(&folder).contains_key("third"));
    assert!(methods(&folder).contains_key("second"));
}

#[test]
fn bad_and_stale_decisions_are_reported() {
    let folder = folder("decisions_bad");
    articles(&folder);
    let lines = "doc_id,start,surface,decision,scope\n\
                 first,9999,Tagaranta,\"15.6,2.4\",\n\
                 gone,3,Tagaranta,\"15.6,2.4\",\n\
                 first,46,Tagaranta,gn:0,\n\
                 first,46,Tagaranta,somewhere,\n\
                 first,46,Tagaranta,\"15.6,2.4\",always\n\
                 first,46,,\"15.6,2.4\",\n\
                 first,46,Tagaranta,,\n";
    fs::write(folder.join("decided.csv"), lines).unwrap();
    let told = map(&folder, Some("decided.csv"), 1);
    assert!(told.contains("decision of line 2: \"Tagaranta\" is no longer found at 9999 in article first"), "{told}");
    assert!(told.contains("0 of 2 decisions obeyed, 1 for names that do not occur here"), "{told}");
    let rejected = rows(&folder.join("out/rejected.csv"));
    assert_eq!(rejected.iter().map(|r| r["line"].as_str()).collect::<Vec<_>>(), ["4", "5", "6", "7"]);
    assert!(rejected[0]["reason"].contains("no place has the id \"gn:0\""), "{rejected:?}");

    fs::write(folder.join("other.csv"), "a,b\n1,2\n").unwrap();
    let told = map(&folder, Some("other.csv"), 2);
    assert!(told.contains("expected the columns `decision`"), "{told}");
}

#[test]
fn tables_take_decisions_too() {
    let folder = folder("decisions_resolve");
    fs::write(folder.join("names.csv"), "name,country\nTagaranta,Mali\nTagaranta,Senegal\nGao,Mali\n").unwrap();
    fs::write(
        folder.join("decided.csv"),
        "name,decision,scope\nTagaranta,\"15.6,2.4\",region\nGao,not a place,everywhere\n",
    )
    .unwrap();
    makan(["resolve"])
        .arg(folder.join("names.csv"))
        .arg("-o")
        .arg(folder.join("out.csv"))
        .arg("--decisions")
        .arg(folder.join("decided.csv"))
        .assert()
        .success();
    let out = rows(&folder.join("out.csv"));
    assert_eq!((out[0]["method"].as_str(), out[0]["latitude"].as_str()), ("decision", "15.6"));
    assert_ne!(out[1]["method"], "decision", "the table puts that one in another country");
    assert_eq!((out[2]["method"].as_str(), out[2]["place_id"].as_str()), ("decision", ""));
}

#[test]
fn the_examples_have_a_review_to_fill_in() {
    let folder = folder("decisions_examples");
    makan(["map", "--format", "csv"])
        .arg(here("examples/articles"))
        .arg("-o")
        .arg(folder.join("out"))
        .assert()
        .success();
    let review = rows(&folder.join("out/review.csv"));
    assert!(review.iter().all(|r| r.contains_key("decision") && r.contains_key("scope")));
}
