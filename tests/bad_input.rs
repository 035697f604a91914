//! A user's mishaps: each gives a sentence that helps and the exit code of the contract, and the rest of the
//! input is still mapped.
#![allow(clippy::unwrap_used)]

mod common;

use common::{folder, makan, names, rows, stderr};
use std::fs;
use std::path::{Path, PathBuf};

const GOOD: &str = "Six soldats ont été tués dimanche dans une embuscade à Diabaly.";

/// A folder with one good article, `good.txt`, and files that are not.
fn desk(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let dir = folder(&format!("bad-{name}"));
    fs::write(dir.join("good.txt"), GOOD).unwrap();
    for (file, content) in files {
        fs::write(dir.join(file), content).unwrap();
    }
    dir
}

/// Maps `bad` beside the good article: exit code 1, the sentence on stderr and in `rejected.csv`, and the good
/// article on the map. Then `bad` alone: exit code 2.
fn rejected(dir: &Path, bad: &str, line: &str, reason: &str) {
    let run = |out: &str, inputs: &[&str]| {
        makan(["map", "--format", "csv", "-o", out]).args(inputs).current_dir(dir).assert()
    };
    let beside = run("beside", &[bad, "good.txt"]).code(1);
    let place = if line.is_empty() { bad.to_owned() } else { format!("{bad}, line {line}") };
    let said = stderr(&beside);
    assert!(said.contains(&format!("makan: {place}")) && said.contains(reason), "{said}");
    let list = rows(&dir.join("beside/rejected.csv"));
    assert_eq!(list.len(), 1, "{list:?}");
    assert_eq!((list[0]["input"].as_str(), list[0]["line"].as_str()), (bad, line));
    assert!(list[0]["reason"].contains(reason), "{list:?}");
    let events = rows(&dir.join("beside/events.csv"));
    assert_eq!(events.iter().map(|e| e["location"].as_str()).collect::<Vec<_>>(), ["Diabaly"]);
    let alone = run("alone", &[bad]).code(2);
    assert!(stderr(&alone).contains("nothing could be read; see alone/rejected.csv"), "{}", stderr(&alone));
    assert_eq!(rows(&dir.join("alone/rejected.csv")), list);
}

/// `bad` with two good records in it: exit code 1, and both good ones are on the map.
fn partly(dir: &Path, bad: &str, line: &str, reason: &str) {
    let done = makan(["map", "--format", "csv", "-o", "maps", bad]).current_dir(dir).assert().code(1);
    let said = stderr(&done);
    assert!(said.contains(&format!("makan: {bad}, line {line}")) && said.contains(reason), "{said}");
    let list = rows(&dir.join("maps/rejected.csv"));
    assert_eq!((list.len(), list[0]["line"].as_str()), (1, line), "{list:?}");
    let events = rows(&dir.join("maps/events.csv"));
    let ids: Vec<&str> = events.iter().flat_map(|e| e["source_ids"].split("; ")).collect();
    assert_eq!(ids, ["a", "z"], "{events:?}");
}

/// The command cannot be done: exit code 2, this sentence alone.
fn refused(dir: &Path, args: &[&str], sentence: &str) {
    let done = makan(args).current_dir(dir).assert().code(2).stdout("");
    let said = stderr(&done);
    assert!(said.starts_with(&format!("makan: {sentence}")), "{said}");
    assert_eq!(said.lines().count(), 1, "one sentence, no trace: {said}");
}

fn record(id: &str, place: &str) -> String {
    serde_json::json!({ "id": id, "text": GOOD.replace("Diabaly", place) }).to_string()
}

#[test]
fn a_missing_file() {
    rejected(&desk("missing", &[]), "nowhere.txt", "", "the file cannot be read: No such file or directory");
}

#[test]
fn an_empty_file() {
    rejected(&desk("empty", &[("empty.txt", b"")]), "empty.txt", "", "there is no text in it");
    rejected(&desk("blank", &[("blank.md", b" \n\t\n")]), "blank.md", "", "there is no text in it");
    rejected(&desk("empty-lines", &[("empty.jsonl", b"\n\n")]), "empty.jsonl", "", "the file is empty");
    rejected(&desk("empty-list", &[("empty.json", b"[]")]), "empty.json", "", "there is no record in it");
}

#[test]
fn a_binary_file() {
    let dir = desk("binary", &[("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01")]);
    rejected(&dir, "photo.txt", "", "this is a binary file, not text");
}

#[test]
fn a_damaged_archive() {
    rejected(&desk("gz", &[("note.txt.gz", b"this is not gzip")]), "note.txt.gz", "", "the file cannot be read");
    rejected(&desk("zst", &[("note.txt.zst", b"this is not zstd")]), "note.txt.zst", "", "the file cannot be read");
}

/// Damage is told and read around; what was never UTF-8 is read as what it is.
#[test]
fn broken_utf8() {
    let mut damaged = "قُتل ستة جنود في كمين في مدينة ديابالي، وأصيب أربعة آخرون بجروح.".as_bytes().to_vec();
    damaged[6] = 0xff;
    let latin1: Vec<u8> = GOOD.chars().map(|c| c as u8).collect();
    let dir = desk("utf8", &[("damaged.txt", &damaged), ("latin1.txt", &latin1)]);
    let done = makan(["map", "damaged.txt", "latin1.txt", "good.txt", "--no-merge", "--format", "csv", "-o", "maps"])
        .current_dir(&dir)
        .assert()
        .success();
    let said = stderr(&done);
    assert!(said.contains("makan: damaged.txt: it is not valid UTF-8 at byte 6;"), "{said}");
    assert!(said.contains("makan: latin1.txt: it is not UTF-8; read as windows-1252"), "{said}");
    let events = rows(&dir.join("maps/events.csv"));
    let found: Vec<_> = events.iter().map(|e| (e["doc_id"].as_str(), e["location"].as_str())).collect();
    assert_eq!(found, [("damaged", "Diabaly"), ("latin1", "Diabaly"), ("good", "Diabaly")]);
    assert_eq!(events[1]["text"], GOOD, "its letters are what they were");
    assert!(!dir.join("maps/rejected.csv").exists(), "nothing was rejected");
}

#[test]
fn a_line_that_is_not_json() {
    let lines = [&record("a", "Gao"), "{\"id\": \"b\", \"text\": \"cut off", &record("z", "Ménaka")].join("\n");
    partly(&desk("json", &[("news.jsonl", lines.as_bytes())]), "news.jsonl", "2", "not JSON");
    rejected(&desk("json-file", &[("news.json", b"{\n\"text\": oops}")]), "news.json", "2", "not JSON");
}

#[test]
fn a_record_without_text() {
    for (name, bad) in [
        ("none", r#"{"id":"b","title":"A title alone"}"#),
        ("empty", r#"{"id":"b","text":""}"#),
        ("blank", r#"{"id":"b","text":"  \n"}"#),
        ("null", r#"{"id":"b","text":null}"#),
    ] {
        let lines = [&record("a", "Gao"), bad, &record("z", "Ménaka")].join("\n");
        let dir = desk(&format!("text-{name}"), &[("news.jsonl", lines.as_bytes())]);
        partly(&dir, "news.jsonl", "2", "the record has no text");
        assert_eq!(rows(&dir.join("maps/rejected.csv"))[0]["record"], "b", "{name}: the record is named");
    }
    let lines = [&record("a", "Gao"), "[1, 2]", &record("z", "Ménaka")].join("\n");
    partly(&desk("record", &[("news.jsonl", lines.as_bytes())]), "news.jsonl", "2", "expected a record with `text`");
}

#[test]
fn a_table_without_text() {
    let dir = desk("table", &[("news.csv", b"id,body\n1,Gao\n")]);
    rejected(&dir, "news.csv", "1", "expected a column `text`; the columns are id, body");
}

#[test]
fn a_folder_without_articles() {
    let dir = desk("folder", &[]);
    fs::create_dir(dir.join("photos")).unwrap();
    fs::write(dir.join("photos/a.png"), b"\x89PNG\0").unwrap();
    refused(&dir, &["map", "photos", "-o", "maps"], "there is no article in what was given; expected .txt");
    refused(&dir, &["places", "photos"], "there is no article in what was given; expected .txt");
}

#[test]
fn an_unknown_target() {
    let dir = desk("target", &[("events.csv", b"event_id,latitude,longitude\ne1,14.68,-6.02\n")]);
    let to = |target: &'static str| ["near", "events.csv", "--to", target];
    refused(&dir, &to("place:Qwxyzzy"), "no place is called \"Qwxyzzy\"; try `makan gazetteer search`");
    refused(&dir, &to("border:XYZ"), "no border is known of \"XYZ\"; those of these countries are: ");
    refused(&dir, &to("border:MLI-NGA"), "no border MLI-NGA is known; MLI has BFA-MLI CIV-MLI DZA-MLI");
    refused(&dir, &to("country:ZZZ"), "no border is known of \"ZZZ\"");
    refused(&dir, &to("point:95,200"), "point:95,200 is no point; it is point:LAT,LON in degrees");
    refused(&dir, &to("camps.gpkg"), "--to \"camps.gpkg\": no such file; the target is border:MRT");
    refused(&dir, &["near", "gone.csv", "--to", "border:MRT"], "gone.csv: No such file or directory");
}

#[test]
fn an_unwritable_output() {
    let dir = desk("output", &[("maps", b"a file in the place of the folder")]);
    refused(&dir, &["map", "good.txt", "-o", "maps"], "cannot make the output folder maps: ");
    refused(&dir, &["map", "good.txt", "-o", "maps/january"], "cannot make the output folder maps/january: ");
    refused(&dir, &["places", "good.txt", "-o", "maps/places.jsonl"], "cannot write maps/places.jsonl: ");
    assert_eq!(fs::read(dir.join("maps")).unwrap(), b"a file in the place of the folder");
}

/// A folder in the place of one file: no half of a map is left behind.
#[test]
fn a_folder_in_the_place_of_a_file() {
    let dir = desk("half", &[]);
    fs::create_dir_all(dir.join("maps/events.csv")).unwrap();
    refused(&dir, &["map", "good.txt", "-q", "-o", "maps"], "maps/events.csv: is a directory");
    assert_eq!(names(&dir.join("maps")), ["events.csv"], "the folder holds what it held before");
}

#[test]
fn an_unknown_gazetteer() {
    let dir = desk("gazetteer", &[("junk.csv", b"\0\0\0\x01junk"), ("junk.makan", b"no gazetteer")]);
    let with = |file: &'static str| ["places", "good.txt", "--gazetteer", file];
    refused(&dir, &with("gone.txt"), "cannot read the gazetteer gone.txt: No such file");
    refused(&dir, &with("junk.makan"), "junk.makan is no gazetteer that makan can read: expected");
    makan(with("junk.csv")).current_dir(&dir).assert().code(2).stdout("");
}

/// The list of an earlier run does not stand beside the layers of this one.
#[test]
fn a_mended_input_leaves_no_rejections() {
    let dir = desk("mended", &[("other.txt", b"")]);
    let run =
        || makan(["map", "good.txt", "other.txt", "-q", "--format", "csv", "-o", "maps"]).current_dir(&dir).assert();
    run().code(1);
    fs::write(dir.join("other.txt"), GOOD.replace("Diabaly", "Gao")).unwrap();
    run().success();
    assert_eq!(rows(&dir.join("maps/rejected.csv")).len(), 0);
}
