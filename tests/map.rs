//! A user's task: articles in, map layers out.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Row, folder, here, makan, names, number, rows, stderr, stdout};
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::LazyLock;

const LAYERS: [&str; 6] = ["events", "places", "areas", "routes", "borders", "regions"];

/// A report in one sentence: its event lies at Diabaly, on the Sunday before it was published.
const NOTE: &str = "Six soldats ont été tués dimanche dans une embuscade à Diabaly.";

/// The layers of the example articles, made once.
static EXAMPLES: LazyLock<PathBuf> = LazyLock::new(|| {
    let dir = folder("map-examples");
    let done = makan(["map"]).arg(here("examples/articles")).arg("-o").arg(&dir).assert().success();
    fs::write(dir.join("stdout.log"), stdout(&done)).unwrap();
    fs::write(dir.join("stderr.log"), stderr(&done)).unwrap();
    dir
});

/// The events of one input, as CSV rows.
fn events(name: &str, input: &str, content: &[u8], more: &[&str]) -> Vec<Row> {
    let dir = folder(name);
    let mut command = makan(["map", "--quiet", "--format", "csv", "--published", "2026-01-12", "-o", "maps"]);
    if input == "-" {
        command.write_stdin(content);
    } else {
        fs::write(dir.join(input), content).unwrap();
    }
    command.arg(input).args(more).current_dir(&dir).assert().success().stdout("").stderr("");
    rows(&dir.join("maps/events.csv"))
}

fn examples(name: &str, args: &[&str]) -> PathBuf {
    let dir = folder(name);
    makan(["map"]).arg(here("examples/articles")).arg("-o").arg(&dir).args(args).assert().success();
    dir
}

#[test]
fn a_folder_becomes_every_layer_in_the_default_formats() {
    let mut expected: Vec<String> =
        LAYERS.iter().flat_map(|layer| [format!("{layer}.csv"), format!("{layer}.geojson")]).collect();
    expected.extend(["makan.gpkg", "makan.qgz", "review.csv", "stderr.log", "stdout.log"].map(String::from));
    expected.sort();
    assert_eq!(names(&EXAMPLES), expected, "no rejected.csv when nothing was rejected");
    assert_eq!(fs::read_to_string(EXAMPLES.join("stdout.log")).unwrap(), "", "data go to files");
    let said = fs::read_to_string(EXAMPLES.join("stderr.log")).unwrap();
    assert!(said.trim_start().starts_with("14  articles  "), "{said}");
    assert!(said.contains("makan.qgz"), "the files are named: {said}");
}

#[test]
fn every_article_has_events_on_the_map() {
    let found = rows(&EXAMPLES.join("events.csv"));
    let mut articles: Vec<&str> = found.iter().flat_map(|row| row["source_ids"].split("; ")).collect();
    articles.sort_unstable();
    articles.dedup();
    assert_eq!(articles.len(), 14, "{articles:?}");
    let mut ids: Vec<&String> = found.iter().map(|row| &row["event_id"]).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), found.len(), "event ids are distinct");
    for row in &found {
        assert!((-20.0..25.0).contains(&number(row, "longitude")), "{row:?}");
        assert!((4.0..38.0).contains(&number(row, "latitude")), "{row:?}");
        assert!((0.0..=1.0).contains(&number(row, "confidence")), "{row:?}");
        assert!(number(row, "uncertainty_km") > 0.0, "{row:?}");
    }
    let areas = rows(&EXAMPLES.join("areas.csv"));
    assert_eq!(areas.len(), found.len(), "each event has the area that it may lie in");
}

#[test]
fn one_sentence_becomes_one_event() {
    let found = events("map-note", "note.txt", NOTE.as_bytes(), &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    let row = &found[0];
    let told =
        ["location", "iso3", "event_date", "time_precision", "event_type", "actor2", "fatalities", "doc_id", "text"];
    assert_eq!(
        told.map(|column| row[column].as_str()),
        ["Diabaly", "MLI", "2026-01-11", "1", "Battles", "Military Forces of Mali", "6", "note", NOTE]
    );
    assert!((number(row, "latitude") - 14.69).abs() < 0.05 && (number(row, "longitude") + 6.02).abs() < 0.05);
    assert_eq!(row["nearest_border"], "MRT");
    assert!((number(row, "border_km") - 90.0).abs() < 3.0, "{}", row["border_km"]);
}

/// A region or country that the sentence names after the place says where the place lies, not where the event was.
#[test]
fn a_place_in_a_region_is_the_place() {
    for (name, text) in [
        ("country", "Six soldats ont été tués dimanche dans une embuscade à Diabaly, au Mali."),
        ("fr", "Six soldats ont été tués dimanche dans une embuscade à Diabaly, dans la région de Ségou, au Mali."),
        ("en", "Six soldiers were killed on Sunday in an ambush in Diabaly, in the Ségou region of Mali."),
        ("ar", "قُتل ستة جنود يوم الأحد في كمين في مدينة ديابالي بولاية سيغو وسط مالي."),
    ] {
        let found = events(&format!("map-region-{name}"), "note.txt", text.as_bytes(), &[]);
        let places: Vec<&String> = found.iter().map(|row| &row["location"]).collect();
        assert_eq!(places, ["Diabaly"], "{text}");
    }
}

#[test]
fn every_kind_of_input_says_the_same() {
    let json = serde_json::json!({ "id": "note", "text": NOTE, "date": "2026-01-12", "lang": "fr" }).to_string();
    let packed = {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(NOTE.as_bytes()).unwrap();
        gz.finish().unwrap()
    };
    let page = format!("<html><body><nav><a href='/gao'>Gao</a></nav><article><p>{NOTE}</p></article></body></html>");
    let cases: [(&str, &str, Vec<u8>); 11] = [
        ("txt", "note.txt", NOTE.into()),
        ("front", "note.md", format!("---\ndate: 2026-01-12\nlang: fr\n---\n{NOTE}\n").into()),
        ("json", "notes.json", json.clone().into()),
        ("list", "notes.json", format!("[{json}]").into()),
        ("jsonl", "notes.jsonl", format!("\n{json}\n").into()),
        ("csv", "notes.csv", format!("id,date,text\nnote,2026-01-12,\"{NOTE}\"\n").into()),
        ("tsv", "notes.tsv", format!("id\tdate\ttext\nnote\t2026-01-12\t{NOTE}\n").into()),
        ("gz", "note.txt.gz", packed),
        ("zst", "note.txt.zst", zstd::encode_all(NOTE.as_bytes(), 1).unwrap()),
        ("html", "note.html", page.into()),
        ("bom", "note.txt", [b"\xef\xbb\xbf", NOTE.as_bytes()].concat()),
    ];
    let told = |row: &Row| ["doc_id", "event_date", "location", "fatalities", "text"].map(|c| row[c].clone());
    let expected = ["note", "2026-01-11", "Diabaly", "6", NOTE].map(String::from);
    for (name, file, content) in &cases {
        let found = events(&format!("map-input-{name}"), file, content, &[]);
        assert_eq!(found.iter().map(told).collect::<Vec<_>>(), std::slice::from_ref(&expected), "{name}");
    }
    for (name, content) in [("text", NOTE.to_owned()), ("json", json.clone()), ("lines", format!("{json}\n{json}\n"))] {
        let found = events(&format!("map-stdin-{name}"), "-", content.as_bytes(), &[]);
        assert_eq!(told(&found[0])[1..], expected[1..], "{name} on standard input");
    }
}

#[test]
fn a_folder_is_read_to_its_depth_and_other_files_are_passed_over() {
    let dir = folder("map-deep");
    fs::create_dir_all(dir.join("in/2026/january")).unwrap();
    fs::write(dir.join("in/2026/january/note.txt"), NOTE).unwrap();
    fs::write(dir.join("in/2026/photo.png"), b"\x89PNG\0\0").unwrap();
    fs::write(dir.join("in/.hidden.txt"), NOTE).unwrap();
    makan(["map", "in", "-o", "maps", "--format", "csv"]).current_dir(&dir).assert().success();
    let ids: Vec<String> =
        rows(&dir.join("maps/events.csv")).into_iter().map(|mut r| r.remove("doc_id").unwrap()).collect();
    assert_eq!(ids, ["2026/january/note"]);
}

#[test]
fn each_format_has_its_files() {
    let per_layer = |extension: &str| LAYERS.iter().map(|l| format!("{l}.{extension}")).collect::<Vec<_>>();
    let dir = folder("map-formats");
    fs::write(dir.join("note.txt"), NOTE).unwrap();
    let cases = [
        ("geojson", per_layer("geojson")),
        ("geojsonl", per_layer("geojsonl")),
        ("csv", per_layer("csv")),
        ("fgb", per_layer("fgb")),
        ("gpkg", vec!["makan.gpkg".to_owned()]),
        ("qgz", vec!["makan.gpkg".to_owned(), "makan.qgz".to_owned()]),
        ("kml", vec!["makan.kml".to_owned()]),
        ("svg,html", vec!["map.html".to_owned(), "map.svg".to_owned()]),
    ];
    for (format, mut files) in cases {
        let out = format!("maps-{}", format.replace(',', "-"));
        makan(["map", "note.txt", "-q", "-o", &out, "--format", format]).current_dir(&dir).assert().success();
        files.push("review.csv".to_owned());
        files.sort();
        assert_eq!(names(&dir.join(out)), files, "{format}");
    }
    let done = makan(["map", "note.txt", "-o", "none", "--format", "shp"]).current_dir(&dir).assert().code(2);
    assert!(stderr(&done).contains("the formats are geojson"), "{}", stderr(&done));
    assert!(!dir.join("none").exists(), "what was typed is checked before anything is made");
}

#[test]
fn border_adds_the_distance_to_that_border() {
    let dir = examples("map-border", &["--border", "MRT", "--border", "dz", "--format", "csv"]);
    let header = fs::read_to_string(dir.join("events.csv")).unwrap().lines().next().unwrap().to_owned();
    assert!(header.ends_with(",text,km_to_MRT,km_to_DZA"), "{header}");
    let found = rows(&dir.join("events.csv"));
    assert_eq!(found.len(), rows(&EXAMPLES.join("events.csv")).len());
    for row in &found {
        assert!(number(row, "km_to_MRT") >= 0.0 && number(row, "km_to_DZA") >= 0.0);
        if row["nearest_border"] == "MRT" {
            assert_eq!(row["km_to_MRT"], row["border_km"], "the nearest border is that border: {row:?}");
        }
    }
    let done = makan(["map", "note.txt", "-o", "none", "--border", "XYZ"]).assert().code(2);
    assert!(stderr(&done).contains("--border XYZ: no land border of that country is known"), "{}", stderr(&done));
}

#[test]
fn reports_of_one_event_are_merged_unless_told_otherwise() {
    let dir = folder("map-merge");
    let twice = [NOTE, "Une embuscade à Diabaly a tué six soldats dimanche, selon l'armée."];
    let lines = twice.map(|text| serde_json::json!({ "text": text, "date": "2026-01-12" }).to_string()).join("\n");
    fs::write(dir.join("two.jsonl"), lines).unwrap();
    let run = |out: &str, more: &[&str]| {
        makan(["map", "two.jsonl", "-o", out, "--format", "csv"]).args(more).current_dir(&dir).assert().success();
        rows(&dir.join(out).join("events.csv"))
    };
    let merged = run("merged", &[]);
    assert_eq!(merged.len(), 1, "{merged:?}");
    assert_eq!((merged[0]["sources"].as_str(), merged[0]["source_ids"].as_str()), ("2", "two:1; two:2"));
    assert_eq!(merged[0]["fatalities"], "6", "the dead are not counted twice");
    let apart = run("apart", &["--no-merge"]);
    assert_eq!(apart.iter().map(|r| r["source_ids"].as_str()).collect::<Vec<_>>(), ["two:1", "two:2"]);
}

#[test]
fn quiet_says_nothing() {
    let dir = folder("map-quiet");
    let articles = here("examples/articles/fada-road-en.txt");
    let mut command = makan(["map", "--quiet", "--format", "csv", "-o"]);
    command.arg(&dir).arg(articles).assert().success().stdout("").stderr("");
}

#[test]
fn min_confidence_leaves_out_what_is_less_sure() {
    let least = 0.8;
    let dir = examples("map-sure", &["--min-confidence", "0.8", "--format", "csv"]);
    for layer in ["events", "places"] {
        let sure = |row: &Row| row["confidence"].parse::<f64>().is_ok_and(|c| c >= least);
        let kept = rows(&dir.join(layer).with_extension("csv"));
        let all = rows(&EXAMPLES.join(layer).with_extension("csv"));
        assert!(kept.iter().all(sure), "{layer}");
        assert!(!kept.is_empty() && kept.len() < all.len(), "{layer}: {} of {}", kept.len(), all.len());
    }
    let ids: Vec<String> = rows(&dir.join("events.csv")).iter().map(|r| r["event_id"].clone()).collect();
    assert!(rows(&dir.join("areas.csv")).iter().all(|r| ids.contains(&r["event_id"])), "no area without its event");
}

#[test]
fn without_a_date_relative_days_stay_open() {
    let dir = folder("map-undated");
    fs::write(dir.join("note.txt"), NOTE).unwrap();
    makan(["map", "note.txt", "-o", ".", "--format", "csv"]).current_dir(&dir).assert().success();
    let found = rows(&dir.join("events.csv"));
    assert_eq!((found.len(), found[0]["event_date"].as_str()), (1, ""));
    let bad = makan(["map", "note.txt", "-o", ".", "--published", "soon"]).current_dir(&dir).assert().code(2);
    assert!(stderr(&bad).contains("expected one like 2026-01-12"), "{}", stderr(&bad));
}

#[test]
fn any_number_of_threads_makes_the_same_bytes() {
    let dir = folder("map-threads");
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_makan"));
    command
        .env("MAKAN_DATA", "")
        .args(["map", "--jobs", "1", "-q", "-o"])
        .arg(&dir)
        .arg(here("examples/articles"))
        .assert()
        .success();
    for name in names(&dir) {
        let same = fs::read(dir.join(&name)).unwrap() == fs::read(EXAMPLES.join(&name)).unwrap();
        assert!(same, "{name} differs between one thread and two");
    }
}

#[test]
fn explain_tells_why_each_place_was_chosen() {
    let dir = folder("map-explain");
    fs::write(dir.join("note.txt"), NOTE).unwrap();
    let done =
        makan(["map", "note.txt", "-o", ".", "--format", "csv", "--explain"]).current_dir(&dir).assert().success();
    let said = stderr(&done);
    assert!(said.contains("Diabaly → Diabaly") && said.contains("gn:2458187"), "{said}");
}

#[test]
fn the_layers_are_named_as_the_contract_names_them() {
    let header = |name: &str| fs::read_to_string(EXAMPLES.join(name)).unwrap().lines().next().unwrap().to_owned();
    let events = "event_id,doc_id,rank,event_date,time_precision,event_type,sub_event_type,actor1,assoc_actor_1,actor2,\
                  assoc_actor_2,fatalities,injuries,abducted,claimed_by,country,iso3,admin1,admin2,admin3,location,\
                  location_ar,place_id,latitude,longitude,geo_precision,uncertainty_km,relation,confidence,needs_review,\
                  nearest_border,border_km,sources,source_ids,lang,url,text";
    assert_eq!(header("events.csv"), events);
    let places = "doc_id,start,end,surface,place_id,name,name_ar,kind,country,admin1,similarity,confidence,method,\
                  relation,lang,nearest_border,border_km,latitude,longitude";
    assert_eq!(header("places.csv"), places);
    for (file, fields) in [
        ("areas.csv", "event_id,relation,uncertainty_km"),
        ("routes.csv", "event_id,from,to,length_km"),
        ("borders.csv", "iso3_a,iso3_b,name,length_km"),
        ("regions.csv", "iso3,name,name_ar,since,until,kind"),
    ] {
        assert!(header(file).contains(fields), "{file}: {}", header(file));
    }
    assert!(header("review.csv").contains(",candidates,") && header("review.csv").contains(",decision"));
}

#[test]
fn help_shows_examples() {
    for command in ["map", "places", "near"] {
        let done = assert_cmd::Command::new(env!("CARGO_BIN_EXE_makan")).args(["help", command]).assert().success();
        assert!(
            stdout(&done).lines().any(|l| l.trim().starts_with(&format!("makan {command} "))),
            "makan help {command} shows examples"
        );
    }
    makan::<&str>([]).assert().code(2);
}
