//! A user's task: every place mention of some articles, as a stream.
#![allow(clippy::unwrap_used)]

mod common;

use common::{folder, here, makan, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

/// One text a language, each with a character outside the Basic Multilingual Plane before its places, so
/// that bytes, UTF-16 units and code points all differ.
const TEXTS: [(&str, &str, &[&str]); 3] = [
    ("ar", "𐎀 قُتل جنديان قرب ديـابالي وسيغو، وعاد الباقون إلى باماكو.", &["ديـابالي", "سيغو", "باماكو"]),
    ("fr", "𐎀 À Gao, l’armée a été attaquée ; Djenné et Ménaka restent calmes.", &["Gao", "Djenné", "Ménaka"]),
    ("en", "𐎀 Fighters — “unknown” — left Timbuktu for Gao and Ménaka.", &["Timbuktu", "Gao", "Ménaka"]),
];

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The slice of a text that a mention's offsets point at.
fn slice(text: &str, mention: &Value) -> String {
    let (start, end) = (mention["start"].as_u64().unwrap(), mention["end"].as_u64().unwrap());
    text.chars().skip(start as usize).take((end - start) as usize).collect()
}

#[test]
fn offsets_are_code_points_into_the_text_as_given() {
    for (lang, text, expected) in TEXTS {
        let done = makan(["places", "-"]).write_stdin(text).assert().success();
        let found = lines(&stdout(&done));
        let surfaces: Vec<&str> = found.iter().map(|m| m["surface"].as_str().unwrap()).collect();
        assert_eq!(surfaces, expected, "{lang}");
        for mention in &found {
            assert_eq!(slice(text, mention), mention["surface"].as_str().unwrap(), "{lang}");
            assert_eq!(mention["lang"], lang);
        }
    }
}

/// A mark of byte order, line ends of another system and decomposed letters change no offset.
#[test]
fn offsets_hold_in_texts_from_elsewhere() {
    let text = "Une attaque a\u{300} Se\u{301}gou.\r\n\r\nUne patrouille est partie de Me\u{301}naka vers Gao.\r\n";
    let done = makan(["places", "-"]).write_stdin(format!("\u{feff}{text}")).assert().success();
    let found = lines(&stdout(&done));
    let slices: Vec<String> = found.iter().map(|m| slice(text, m)).collect();
    assert_eq!(slices, ["Se\u{301}gou", "Me\u{301}naka", "Gao"]);
}

#[test]
fn every_line_has_the_fields_of_the_contract_in_order() {
    let done = makan(["places"]).arg(here("examples/articles")).assert().success();
    let text = stdout(&done);
    let fields = "doc_id start end surface place_id name name_ar kind country admin1 similarity confidence method relation \
                  lang latitude longitude";
    for line in text.lines() {
        let mut at = 0;
        for field in fields.split(' ') {
            let found = line[at..].find(&format!("\"{field}\":"));
            at += found.unwrap_or_else(|| panic!("{field} is missing or out of order: {line}"));
        }
    }
    let mentions = lines(&text);
    let keys: Vec<(&str, u64)> =
        mentions.iter().map(|m| (m["doc_id"].as_str().unwrap(), m["start"].as_u64().unwrap())).collect();
    assert!(keys.windows(2).all(|w| w[0].0 != w[1].0 || w[0].1 <= w[1].1), "document order");
    for mention in &mentions {
        let resolved = !mention["place_id"].is_null();
        assert!(resolved || mention["latitude"].is_null(), "{mention}");
        assert!(mention.as_object().unwrap().values().all(|v| v != ""), "empty is null: {mention}");
    }
    assert!(mentions.len() > 150, "{}", mentions.len());
}

#[test]
fn the_file_says_the_same_as_the_stream() {
    let dir = folder("places-file");
    let article = here("examples/articles/kidal-road-ar.txt");
    let streamed = stdout(&makan(["places"]).arg(&article).assert().success());
    makan(["places", "-o"]).arg(dir.join("places.jsonl")).arg(&article).assert().success().stdout("");
    assert_eq!(fs::read_to_string(dir.join("places.jsonl")).unwrap(), streamed);
}

#[test]
fn min_confidence_holds_here_too() {
    let article = here("examples/articles/nioro-blockade-ar.md");
    let done = makan(["places", "--min-confidence", "0.95"]).arg(article).assert().success();
    let found = lines(&stdout(&done));
    assert!(!found.is_empty() && found.iter().all(|m| m["confidence"].as_f64().unwrap() >= 0.95));
}

#[test]
fn a_gazetteer_of_ones_own_is_searched_too() {
    let dir = folder("places-gazetteer");
    fs::write(dir.join("own.csv"), "name,lat,lon,kind,country\nZzyzxville,14.5,-7.25,village,ML\n").unwrap();
    let text = "Une attaque a visé le village de Zzyzxville, au Mali.";
    let mut command = makan(["places", "-", "--gazetteer", "own.csv"]);
    let done = command.write_stdin(text).current_dir(&dir).assert().success();
    let found = lines(&stdout(&done));
    let own = found.iter().find(|m| m["surface"] == "Zzyzxville").unwrap();
    assert_eq!((own["latitude"].as_f64(), own["longitude"].as_f64()), (Some(14.5), Some(-7.25)));
}

/// Who reads the stream may stop; that is no failure, and it comes before the input ends.
#[test]
fn a_broken_pipe_is_success() {
    let dir = folder("places-pipe");
    let line =
        serde_json::json!({ "text": "Des soldats sont arrivés à Gao, à Ménaka, à Kidal et à Tombouctou." }).to_string();
    fs::write(dir.join("many.jsonl"), vec![line; 2000].join("\n")).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_makan"))
        .env("MAKAN_DATA", "")
        .args(["places", "many.jsonl"])
        .current_dir(&dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::with_capacity(1, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.contains("\"surface\":\"Gao\""), "{first}");
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success(), "{said}");
    assert_eq!(said, "");
}

#[test]
fn what_is_no_article_is_told_and_the_rest_is_read() {
    let dir = folder("places-rejected");
    fs::write(
        dir.join("in.jsonl"),
        "{\"text\":\"Une attaque à Gao.\"}\nnot json\n{\"text\":\"Un convoi vers Kidal.\"}\n",
    )
    .unwrap();
    let done = makan(["places", "in.jsonl"]).current_dir(&dir).assert().code(1);
    assert_eq!(lines(&stdout(&done)).len(), 2);
    assert!(stderr(&done).starts_with("makan: in.jsonl, line 2: not JSON"), "{}", stderr(&done));
}
