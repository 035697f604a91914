//! A user's task: places for a table of names that somebody else extracted or coded.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Row, folder, makan, number, rows, stderr, stdout};
use std::fs;
use std::path::Path;

/// The rows that a table comes back with.
fn resolved(test: &str, table: &str) -> Vec<Row> {
    let folder = folder(test);
    fs::write(folder.join("names.csv"), table).unwrap();
    makan(["resolve"]).arg(folder.join("names.csv")).arg("-o").arg(folder.join("out.csv")).assert().success();
    rows(&folder.join("out.csv"))
}

fn lies_near(row: &Row, lat: f64, lon: f64) -> bool {
    !row["latitude"].is_empty()
        && (number(row, "latitude") - lat).abs() < 0.1
        && (number(row, "longitude") - lon).abs() < 0.1
}

#[test]
fn rows_come_back_as_they_were_with_their_places() {
    let table = "id,name,note\n7,Diabaly,\"a, b\"\n8,ديابالي,=1+1\n9,Qqqxzvv,\n";
    let done = makan(["resolve", "-"]).write_stdin(table).assert().success();
    let text = stdout(&done);
    let header = "id,name,note,place_id,matched_name,latitude,longitude,kind,admin1,country,similarity,confidence,method,candidates";
    assert_eq!(text.lines().next().unwrap(), header);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[1].starts_with("7,Diabaly,\"a, b\",gn:"), "{text}");
    assert!(lines[2].starts_with("8,ديابالي,'=1+1,gn:"), "{text}");
    assert!(lines[3].starts_with("9,Qqqxzvv,,,,,,,,,,,,"), "an unknown name stays unresolved: {text}");
    assert_eq!(lines.len(), 4);
}

#[test]
fn columns_of_the_table_keep_their_names_and_cells() {
    let rows = resolved("resolve_columns", "name,country,admin1,kind\nNioro,MLI,Kayes,ville\nGao,مالي,,\n");
    assert_eq!(rows[0]["country"], "MLI");
    assert_eq!(rows[0]["kind"], "ville");
    assert_eq!(rows[0]["place_country"], "Mali");
    assert_eq!(rows[0]["place_kind"], "town");
    assert!(lies_near(&rows[0], 15.23, -9.59), "the town of the former region: {:?}", rows[0]);
    assert_eq!(rows[0]["method"], "exact");
    assert!(lies_near(&rows[1], 16.27, -0.04));
    assert!(rows[1]["candidates"].starts_with("Gao (gn:2457163) 16.2700,-0.0400 1.00"), "{}", rows[1]["candidates"]);
}

/// Koro is a town of Mali and one of Côte d'Ivoire, and several villages.
#[test]
fn what_the_table_says_decides_between_places_of_one_name() {
    let table =
        "name,country,admin1,near\nKoro,Mali,Mopti,\nKoro,Côte d'Ivoire,,\nKoro,,,Bankass\nKoro,,,\"8.55,-7.46\"\n";
    let rows = resolved("resolve_hints", table);
    assert!(lies_near(&rows[0], 14.07, -3.08), "{:?}", rows[0]);
    assert_eq!(rows[1]["place_country"], "Ivory Coast");
    assert!(lies_near(&rows[2], 14.07, -3.08), "{:?}", rows[2]);
    assert!(number(&rows[3], "longitude") < -5.0, "{:?}", rows[3]);
}

#[test]
fn a_document_is_resolved_as_one_wherever_its_rows_stand() {
    let table = "doc,name\na,Bankass\nb,Gao\na,Koro\n";
    let rows = resolved("resolve_doc", table);
    assert!(lies_near(&rows[2], 14.07, -3.08), "{:?}", rows[2]);
    assert_eq!(rows.iter().map(|r| r["doc"].as_str()).collect::<Vec<_>>(), ["a", "b", "a"]);
}

#[test]
fn bad_rows_are_listed_and_stop_nothing() {
    let folder = folder("resolve_bad");
    let table = "name,country\nGao,ML\n,ML\n\"Mopti,ML\nKidal,Atlantis\nDiabaly,ML,surplus\n\nSégou\n";
    fs::write(folder.join("names.csv"), table).unwrap();
    let done = makan(["resolve"]).arg(folder.join("names.csv")).arg("-o").arg(folder.join("out.csv")).assert().code(1);
    let out = rows(&folder.join("out.csv"));
    let names: Vec<&str> = out.iter().map(|r| r["name"].as_str()).collect();
    assert_eq!(names, ["Gao", "", "\"Mopti", "Kidal", "Ségou"]);
    assert!(out.iter().all(|r| r["name"].is_empty() == r["place_id"].is_empty()), "{out:?}");
    let rejected = rows(&folder.join("rejected.csv"));
    assert_eq!(rejected.iter().map(|r| r["line"].as_str()).collect::<Vec<_>>(), ["3", "6"]);
    assert!(rejected[1]["reason"].contains("expected 2 cells"), "{rejected:?}");
    assert!(stderr(&done).contains("no country is called \"Atlantis\""), "{}", stderr(&done));
}

#[test]
fn tables_of_other_encodings_and_delimiters_are_read() {
    let folder = folder("resolve_encodings");
    let table = "name;pays\nSégou;Mali\nMénaka;Mali\n";
    fs::write(folder.join("a.csv"), encoding_rs::WINDOWS_1252.encode(table).0).unwrap();
    let utf16: Vec<u8> = "\u{feff}name\tdoc\nديابالي\tx\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(folder.join("b.tsv"), utf16).unwrap();
    let run = |file: &str| stdout(&makan(["resolve", "--quiet"]).arg(folder.join(file)).assert().success());
    let text = run("a.csv");
    assert!(text.starts_with("name;pays;place_id;"), "{text}");
    assert!(text.contains("Ségou;Mali;gn:"), "{text}");
    assert!(run("b.tsv").lines().nth(1).unwrap().starts_with("ديابالي\tx\tgn:"));
    let done = makan(["resolve"]).arg(Path::new("/no/such.csv")).assert().code(2);
    assert!(stderr(&done).contains("no/such.csv"));
    let done = makan(["resolve", "-"]).write_stdin("place\nGao\n").assert().code(2);
    assert!(stderr(&done).contains("expected a column `name`"), "{}", stderr(&done));
}

/// The order of the rows and every cell are the same however many threads there are.
#[test]
fn many_rows_keep_their_order() {
    let folder = folder("resolve_many");
    let known = ["Gao", "موبتي", "Diabali", "Tombouctou", "Nioro du Sahel", "Djibbo"];
    let table: String = (0..9000).map(|i| format!("{i},{},{}\n", known[i % 6], i % 11)).collect();
    fs::write(folder.join("names.csv"), format!("id,name,note\n{table}")).unwrap();
    let run = |jobs: &str| {
        stdout(
            &makan(["resolve", "--quiet", "--candidates", "2"])
                .arg(folder.join("names.csv"))
                .env("RAYON_NUM_THREADS", jobs)
                .assert()
                .success(),
        )
    };
    let text = run("1");
    assert_eq!(text.lines().count(), 9001);
    assert!(text.lines().skip(1).enumerate().all(|(i, line)| line.starts_with(&format!("{i},"))));
    assert_eq!(text, run("2"));
}
