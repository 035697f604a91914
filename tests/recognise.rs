//! Whatever a text holds, its place names are found where they stand, and in time that grows with its length.
#![allow(clippy::unwrap_used)]

mod common;

use common::{folder, makan, stdout};
use makan::article::Article;
use makan::gazetteer::Gazetteer;
use makan::organisations;
use makan::toponyms::Recogniser;
use proptest::prelude::*;
use std::io::Write;

/// Pieces of three languages and two scripts, with marks, characters outside the Basic Multilingual Plane and
/// signs of direction.
const PIECES: &[&str] = &[
    "قرب مدينة ",
    "غاو",
    "وتمبكتو",
    "بسيغو",
    "قُتِل جنود ",
    "تـمـبكتو",
    "\u{200f}",
    "\u{202b}",
    "\u{2069}",
    "à Gao",
    "le village de ",
    "Me\u{301}naka",
    " et ",
    ", ",
    "near Kidal ",
    "between ",
    "Mali’s ",
    "😀",
    "𐎀𐎁",
    "\u{301}\u{302}",
    "\n",
    "«",
    "»",
    "(",
    ")",
    " 25 km ",
    "٢٥ كلم ",
    "S\u{327}\u{301}egou ",
    "Tin-",
    "'",
    "\u{feff}",
    "\t",
    "و",
    "ب",
    "a",
    "A",
    "\u{0}",
    "ﻏﺎﻭ ",
];

fn check(recogniser: &Recogniser, text: &str) {
    let article = Article::new("a", text, None);
    let found = recogniser.find(&article, &organisations(&article));
    let mut end = 0;
    for mention in &found.mentions {
        assert_eq!(&text[mention.range.clone()], mention.surface);
        assert!(mention.range.start >= end && !mention.range.is_empty(), "{text:?}");
        end = mention.range.end;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn offsets_hold_in_mixed_texts(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let gazetteer = Gazetteer::embedded().unwrap();
        check(&Recogniser::new(&gazetteer), &pieces.concat());
    }

    #[test]
    fn offsets_hold_in_any_text(text in "\\PC{0,200}") {
        let gazetteer = Gazetteer::embedded().unwrap();
        check(&Recogniser::new(&gazetteer), &text);
    }
}

/// One line, without any sign that ends a sentence: all of it is read, to its end.
#[test]
fn a_line_of_a_megabyte_is_read() {
    let gazetteer = Gazetteer::embedded().unwrap();
    let recogniser = Recogniser::new(&gazetteer);
    for piece in
        ["des soldats partis de Gao, de Ménaka et du village de Kidal ", "جنود من غاو وميناكا وقرية كيدال في مالي "]
    {
        let times = 1_000_000 / piece.len();
        let article = Article::new("a", piece.repeat(times), None);
        let mentions = recogniser.find(&article, &[]).mentions;
        assert!(mentions.len() >= times * 2, "{}", mentions.len());
        let last = mentions.last().unwrap();
        assert!(article.text.len() - last.range.end < piece.len(), "{last:?}");
    }
}

/// Texts in other encodings, packed, in tables and in pages give the names that plain text gives.
#[test]
fn every_form_of_input_gives_the_same_names() {
    let dir = folder("recognise-forms");
    let french = "Une attaque a visé des soldats à Ménaka, près de la frontière avec le Niger. Des blessés ont été évacués vers Gao.";
    let arabic = "قتل جنود في هجوم قرب مدينة ميناكا شمال مالي، ونقل الجرحى إلى غاو.";
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(french.as_bytes()).unwrap();
    let page = format!(
        "<html lang=fr><body><nav><a href=/>Kidal</a></nav><article><h1>Attaque</h1><p>{french}</p></article></body></html>"
    );
    let forms: [(&str, Vec<u8>, &[&str]); 6] = [
        ("a.txt.gz", packed.finish().unwrap(), &["Ménaka", "Niger", "Gao"]),
        ("b.txt.zst", zstd::encode_all(french.as_bytes(), 1).unwrap(), &["Ménaka", "Niger", "Gao"]),
        ("c.csv", format!("id,text\n1,\"{french}\"\n").into_bytes(), &["Ménaka", "Niger", "Gao"]),
        ("d.html", page.into_bytes(), &["Ménaka", "Niger", "Gao"]),
        ("e.txt", encoding_rs::WINDOWS_1252.encode(french).0.into_owned(), &["Ménaka", "Niger", "Gao"]),
        ("f.txt", encoding_rs::WINDOWS_1256.encode(arabic).0.into_owned(), &["ميناكا", "مالي", "غاو"]),
    ];
    for (name, bytes, expected) in forms {
        std::fs::write(dir.join(name), bytes).unwrap();
        let done = makan(["places", name]).current_dir(&dir).assert().success();
        let text = stdout(&done);
        let surfaces: Vec<String> = text
            .lines()
            .map(|line| {
                serde_json::from_str::<serde_json::Value>(line).unwrap()["surface"].as_str().unwrap().to_owned()
            })
            .collect();
        assert_eq!(surfaces, expected, "{name}");
    }
}

/// Each sentence is read in its own language.
#[test]
fn a_mixed_text_is_read_sentence_by_sentence() {
    let text = "هاجم مسلحون قرية قرب ميناكا.\nDes soldats sont arrivés dans la ville de Gao.\nGunmen attacked the town of Timbuktu on Sunday.";
    let done = makan(["places", "-"]).write_stdin(text).assert().success();
    let out = stdout(&done);
    let found: Vec<(String, String)> = out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|m| (m["surface"].as_str().unwrap().to_owned(), m["lang"].as_str().unwrap().to_owned()))
        .collect();
    let expected = [("ميناكا", "ar"), ("Gao", "fr"), ("Timbuktu", "en")].map(|(s, l)| (s.to_owned(), l.to_owned()));
    assert_eq!(found, expected);
}
