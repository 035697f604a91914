//! A user's task: how far do things lie from a border, a place or other things?
#![allow(clippy::unwrap_used)]

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const EVENTS: &str = "event_id,event_date,event_type,fatalities,latitude,longitude
e1,2026-01-10,Battles,5,14.68,-6.02
e2,2026-01-12,Battles,0,15.23,-9.59
e3,2026-03-01,Protests,,12.65,-8.0
e4,2026-01-11,Battles,2,,
";

fn folder() -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("events.csv"), EVENTS).unwrap();
    let line = |id: &str, lon: f64, lat: f64| {
        format!(
            "{{\"type\":\"Feature\",\"id\":7,\"properties\":{{\"event_id\":\"{id}\",\"note\":\"قرية\"}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon},{lat}]}}}}\n"
        )
    };
    let lines =
        line("e1", -6.02, 14.68) + "\n" + &line("e2", -9.59, 15.23) + "this is no JSON\n" + &line("e5", -6.02, 95.0);
    fs::write(dir.path().join("events.geojsonl"), lines).unwrap();
    let camps = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"Mbera","date":"2026-01-20"},"geometry":{"type":"Point","coordinates":[-5.78,15.85]}},
        {"type":"Feature","properties":{"name":"Niono","date":"2025-01-01"},"geometry":{"type":"Point","coordinates":[-5.99,14.25]}},
        {"type":"Feature","properties":{"name":"Office du Niger","date":null},"geometry":{"type":"Polygon","coordinates":[[[-6.5,14.0],[-5.5,14.0],[-5.5,15.0],[-6.5,15.0],[-6.5,14.0]]]}}]}"#;
    fs::write(dir.path().join("camps.geojson"), camps).unwrap();
    dir
}

fn near(dir: &Path, args: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("makan").unwrap().current_dir(dir).arg("near").args(args).assert()
}

fn text(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

#[test]
fn distances_to_a_border() {
    let dir = folder();
    let done = near(dir.path(), &["events.csv", "--to", "border:MLI-MRT"]).success();
    let table = text(&done);
    let mut rows = table.lines();
    let header = rows.next().unwrap();
    assert!(header.ends_with("distance_km,bearing_deg,nearest"), "{header}");
    // 90.759 km: nearest point at 15.50024° N, -6.02105°, checked with GeographicLib.
    assert!(rows.next().unwrap().ends_with(",90.759,359.9,MLI-MRT"), "{table}");
    assert_eq!(table.lines().count(), 5);
    assert!(table.lines().last().unwrap().ends_with(",,,"), "what has no place keeps its row: {table}");
    let country = text(&near(dir.path(), &["events.csv", "--to", "border:mrt", "--within", "95"]).success());
    assert_eq!(country.lines().count(), 3, "{country}");
}

#[test]
fn another_layer_in_space_and_time() {
    let dir = folder();
    let table = text(&near(dir.path(), &["events.csv", "--to", "camps.geojson", "--k", "2"]).success());
    let rows: Vec<&str> = table.lines().filter(|l| l.starts_with("e1")).collect();
    assert!(rows[0].contains(",0.0,,Office du Niger,1") || rows[0].contains(",0,,Office du Niger,1"), "{table}");
    assert!(rows[1].ends_with("Niono,2"), "{table}");
    let signed = text(&near(dir.path(), &["events.csv", "--to", "camps.geojson", "--signed"]).success());
    assert!(signed.lines().nth(1).unwrap().contains(",-3"), "{signed}");
    let dated = text(&near(dir.path(), &["events.csv", "--to", "camps.geojson", "--by-date", "14"]).success());
    assert_eq!(dated.lines().filter(|l| l.contains("Mbera")).count(), 2, "{dated}");
    assert!(!dated.contains("Niono"));
    let own = text(&near(dir.path(), &["events.csv", "--to", "events.csv", "--where", "fatalities >= 0"]).success());
    assert!(own.lines().nth(1).unwrap().ends_with(",e3"), "{own}");
}

#[test]
fn a_matrix_and_bands() {
    let dir = folder();
    let table = text(&near(dir.path(), &["events.csv", "--to", "camps.geojson", "--matrix"]).success());
    assert!(table.starts_with("name,Mbera,Niono,Office du Niger\ne1,"), "{table}");
    let bands = text(&near(dir.path(), &["events.csv", "--to", "border:MRT", "--bands"]).success());
    let counts: Vec<&str> = bands.lines().skip(1).map(|l| l.split(',').nth(1).unwrap()).collect();
    assert_eq!(counts, ["0", "1", "1", "1", "1"], "{bands}");
}

#[test]
fn a_stream_of_lines() {
    let dir = folder();
    let done = near(dir.path(), &["events.geojsonl", "--to", "border:MLI-MRT", "-o", "out.geojsonl"]).code(1);
    let said = String::from_utf8(done.get_output().stderr.clone()).unwrap();
    assert!(said.contains("line 4") && said.contains("line 5"), "{said}");
    let out = fs::read_to_string(dir.path().join("out.geojsonl")).unwrap();
    assert_eq!(out.lines().count(), 2);
    assert!(
        out.contains("\"id\":7")
            && out.contains("\"note\":\"قرية\",\"distance_km\":90.759,\"bearing_deg\":359.9,\"nearest\":\"MLI-MRT\""),
        "{out}"
    );
    assert!(fs::read_to_string(dir.path().join("rejected.csv")).unwrap().contains("events.geojsonl,4,"));
    // Once more over its own answer: the fields are replaced, not doubled.
    near(dir.path(), &["out.geojsonl", "--to", "point:14.68,-6.02", "-o", "again.geojsonl"]).success();
    let again = fs::read_to_string(dir.path().join("again.geojsonl")).unwrap();
    assert_eq!(again.matches("distance_km").count(), 2);
    assert!(again.starts_with("{\"type\":\"Feature\",\"id\":7,\"properties\":{\"event_id\":\"e1\""), "{again}");
    assert!(again.contains("\"distance_km\":0.0,\"bearing_deg\":null"), "{again}");
    // Both ways of reading give the same answers.
    let table = text(&near(dir.path(), &["again.geojsonl", "--to", "border:DZA", "-o", "a.csv"]).success());
    assert!(table.is_empty());
    assert!(fs::read_to_string(dir.path().join("a.csv")).unwrap().contains("DZA-MLI"));
}

#[test]
fn every_layer_format() {
    let dir = folder();
    for format in ["geojson", "geojsonl", "csv", "gpkg", "fgb", "kml"] {
        let out = format!("out.{format}");
        near(dir.path(), &["events.csv", "--to", "border:MRT", "-o", &out]).success();
        assert!(dir.path().join(out).metadata().unwrap().len() > 100);
    }
    near(dir.path(), &["out.gpkg", "--to", "border:DZA", "-o", "again.csv"]).success();
    assert!(fs::read_to_string(dir.path().join("again.csv")).unwrap().contains("DZA-M"));
}

#[test]
fn a_table_for_people() {
    let dir = folder();
    let table = text(&near(dir.path(), &["events.csv", "--to", "border:MLI-MRT", "--format", "table"]).success());
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].starts_with("event_date  event_type  fatalities  event_id"), "{table}");
    assert!(lines[0].ends_with("distance_km  bearing_deg  nearest"), "{table}");
    assert!(lines[2].starts_with("2026-01-10  Battles ") && lines[2].contains("90.76        0° N"), "{table}");
    let width = |n: usize| lines.get(n).unwrap().chars().count();
    assert_eq!(width(1), width(2).max(width(0)), "{table}");
    let bands =
        text(&near(dir.path(), &["events.csv", "--to", "border:MRT", "--bands", "--format", "table"]).success());
    assert!(bands.starts_with("band_km  count   share"), "{bands}");
    let lines = text(&near(dir.path(), &["events.geojsonl", "--to", "border:MRT", "--format", "table"]).code(1));
    assert_eq!(lines.lines().count(), 4, "{lines}");
}

#[test]
fn any_format_goes_to_stdout() {
    let dir = folder();
    for (format, begins) in
        [("csv", "event_id,"), ("geojson", "{\"type\":\"FeatureCollection\""), ("geojsonl", "{\"type\":\"Feature\"")]
    {
        let out = text(&near(dir.path(), &["events.csv", "--to", "border:MRT", "--format", format]).success());
        assert!(out.starts_with(begins) && out.contains("MLI-MRT"), "{format}: {out}");
    }
    near(dir.path(), &["events.csv", "--to", "border:MRT", "--format", "csv", "-o", "a.csv"]).code(2);
    near(dir.path(), &["events.csv", "--to", "border:MRT", "--format", "shapefile"]).code(2);
}

#[test]
fn every_way_of_reading_gives_the_same_answers() {
    let dir = folder();
    let answers = |layer: &str| {
        let table = text(&near(dir.path(), &[layer, "--to", "border:MRT", "--format", "csv"]).success());
        let mut rows = csv::Reader::from_reader(table.as_bytes());
        let mut column = |name: &str| rows.headers().unwrap().iter().position(|h| h == name).unwrap();
        let (id, km, nearest) = (column("event_id"), column("distance_km"), column("nearest"));
        let mut all: Vec<_> = rows
            .records()
            .map(|r| r.unwrap())
            .filter(|r| !r[km].is_empty())
            .map(|r| (r[id].to_owned(), r[km].to_owned(), r[nearest].to_owned()))
            .collect();
        all.sort();
        all
    };
    let wanted = answers("events.csv");
    assert_eq!(wanted.len(), 3);
    for format in ["geojson", "geojsonl", "csv", "gpkg", "fgb"] {
        let layer = format!("copy.{format}");
        near(dir.path(), &["events.csv", "--to", "point:0,0", "-o", &layer]).success();
        assert_eq!(answers(&layer), wanted, "{format}");
    }
}

#[test]
fn how_deep_inside_of_a_country() {
    let dir = folder();
    fs::write(dir.path().join("p.csv"), "name,latitude,longitude\nBamako,12.65,-8.0\nNema,16.62,-7.25\n").unwrap();
    let table = text(&near(dir.path(), &["p.csv", "--to", "country:MLI", "--signed"]).success());
    let km: Vec<f64> = table.lines().skip(1).map(|l| l.split(',').nth(3).unwrap().parse().unwrap()).collect();
    assert!(km[0] < -90.0 && km[1] > 100.0, "{table}");
    let unsigned = text(&near(dir.path(), &["p.csv", "--to", "country:MLI"]).success());
    assert!(unsigned.lines().nth(1).unwrap().contains(",0.0,"), "{unsigned}");
}

#[test]
fn what_lies_nowhere_on_earth_is_rejected_and_listed() {
    let dir = folder();
    let bad = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Point","coordinates":[-6.0,14.0]}},
        {"type":"Feature","properties":{"name":"b"},"geometry":{"type":"Point","coordinates":[14.0,-600.0]}}]}"#;
    fs::write(dir.path().join("bad.geojson"), bad).unwrap();
    near(dir.path(), &["bad.geojson", "--to", "border:MRT", "-o", "out.csv"]).code(1);
    assert_eq!(fs::read_to_string(dir.path().join("out.csv")).unwrap().lines().count(), 2);
    let list = fs::read_to_string(dir.path().join("rejected.csv")).unwrap();
    assert!(list.contains("bad.geojson,2,\"expected degrees"), "{list}");
}

#[test]
fn what_cannot_be_asked_is_said() {
    let dir = folder();
    for (args, words) in [
        (vec!["--to", "border:XXX"], "those of these countries are: BEN"),
        (vec!["--to", "border:MLI-TCD"], "MLI has BFA-MLI"),
        (vec!["--to", "point:200,5"], "point:LAT,LON"),
        (vec!["--to", "nowhere.geojson"], "no such file"),
        (vec!["--to", "border:MRT", "--where", "deaths > 5"], "the layer has event_id"),
        (vec!["--to", "border:MRT", "--where", "fatalities >"], "--where"),
        (vec!["--to", "border:MRT", "--by-date", "3"], "needs a layer"),
        (vec!["--to", "border:MRT", "--k", "0"], "--k 0"),
        (vec!["--to", "place:Nosuchplaceatall"], "no place is called"),
        (vec!["--to", "border:MRT", "-o", "none/out.csv"], "none/out.csv"),
        (vec!["--to", "border:MRT", "-o", "out.qgz"], "write a .gpkg"),
    ] {
        let failed = near(dir.path(), &[&["events.csv"], args.as_slice()].concat()).code(2);
        let said = String::from_utf8(failed.get_output().stderr.clone()).unwrap();
        assert!(said.contains(words), "{args:?}: {said}");
    }
    near(dir.path(), &["missing.csv", "--to", "border:MRT"]).code(2);
}

/// Stdout and a file get the same table: shapes that are no points stand in `WKT`, and nothing runs as a formula.
#[test]
fn a_table_on_stdout_is_the_table_of_a_file() {
    let dir = folder();
    let camps = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"=1+1"},"geometry":{"type":"LineString","coordinates":[[-6,14],[-6,15]]}}]}"#;
    fs::write(dir.path().join("lines.geojson"), camps).unwrap();
    let args = ["lines.geojson", "--to", "border:MLI-MRT"];
    near(dir.path(), &[&args[..], &["-o", "out.csv"]].concat()).success();
    let table = text(&near(dir.path(), &args).success());
    assert_eq!(table, fs::read_to_string(dir.path().join("out.csv")).unwrap());
    assert!(table.contains("\"LINESTRING (-6 14, -6 15)\",'=1+1,"), "{table}");
}

#[test]
fn a_drawn_map_has_the_ground_beneath() {
    let dir = folder();
    for file in ["near.svg", "near.html"] {
        near(dir.path(), &["events.csv", "--to", "border:MRT", "-o", file]).success();
        let map = fs::read_to_string(dir.path().join(file)).unwrap();
        assert!(map.contains("MAURITANIA") || map.contains("\"Mauritania\""), "{file}: no country is named");
        assert!(map.matches("<path").count() > 12, "{file}: no borders");
        assert!(map.contains("Events: how far from the border MRT"), "{file}: no title");
    }
    let svg = fs::read_to_string(dir.path().join("near.svg")).unwrap();
    assert!(svg.contains("e1 · 91 km"), "an event without a name is called by its id");
    // Other things than events: points with their names, and outlines.
    near(dir.path(), &["camps.geojson", "--to", "border:MRT", "-o", "camps.svg"]).success();
    let svg = fs::read_to_string(dir.path().join("camps.svg")).unwrap();
    assert!(svg.contains("Mbera · ") && svg.contains("fill-opacity=\"0.1\"") && !svg.contains("Killed"), "{svg}");
}

#[test]
fn bands_go_to_a_file() {
    let dir = folder();
    for layer in ["events.csv", "events.geojsonl"] {
        let done = near(dir.path(), &[layer, "--to", "border:MRT", "--bands", "-o", "bands.csv"]);
        assert_eq!(text(&done), "", "{layer}");
        let table = fs::read_to_string(dir.path().join("bands.csv")).unwrap();
        assert!(table.starts_with("band_km,count,share,nearest_km"), "{table}");
        fs::remove_file(dir.path().join("bands.csv")).unwrap();
    }
}

#[test]
fn things_of_one_name_have_a_column_each() {
    let dir = folder();
    fs::write(dir.path().join("two.csv"), "name,latitude,longitude\nKona,12.07,-3.43\nKona,14.94,-3.89\n").unwrap();
    let args = ["events.csv", "--to", "two.csv", "--matrix"];
    assert!(text(&near(dir.path(), &args).success()).starts_with("name,Kona,Kona (2)\n"));
    let json = text(&near(dir.path(), &[&args[..], &["--format", "geojsonl"]].concat()).success());
    assert!(json.contains("\"Kona\":") && json.contains("\"Kona (2)\":"), "{json}");
}

#[test]
fn a_layer_of_a_package_is_named_after_it() {
    let dir = folder();
    fs::write(dir.path().join("p.csv"), "name,latitude,longitude\nBamako,12.65,-8.0\n").unwrap();
    near(dir.path(), &["p.csv", "--to", "point:0,0", "-o", "p.gpkg"]).success();
    let table = text(&near(dir.path(), &["events.csv", "--to", "p.gpkg:p"]).success());
    assert_eq!(table, text(&near(dir.path(), &["events.csv", "--to", "p.gpkg|layername=p"]).success()));
    assert!(table.contains(",Bamako\n"), "{table}");
    let failed = near(dir.path(), &["events.csv", "--to", "p.gpkg:q"]).code(2);
    assert!(String::from_utf8_lossy(&failed.get_output().stderr).contains("found p"));
}

#[test]
fn how_deep_and_in_which_direction() {
    let dir = folder();
    let table = text(&near(dir.path(), &["events.csv", "--to", "camps.geojson", "--signed"]).success());
    // 14.68° N, 6.02° W lies 35.4 km south of the edge at 15° N.
    assert!(table.lines().nth(1).unwrap().contains(",-35.4"), "{table}");
    let bearing: f64 = table.lines().nth(1).unwrap().split(',').nth_back(1).unwrap().parse().unwrap();
    assert!(bearing.min(360.0 - bearing) < 0.2, "{table}");
}

#[test]
fn a_target_that_is_no_point_and_one_with_a_bad_record() {
    let dir = folder();
    let failed = near(dir.path(), &["events.csv", "--to", "place:Mauritania"]).code(2);
    assert!(String::from_utf8_lossy(&failed.get_output().stderr).contains("country:MRT"));
    let done = near(dir.path(), &["events.csv", "--to", "events.geojsonl", "-o", "out.csv"]).code(1);
    assert!(String::from_utf8_lossy(&done.get_output().stderr).contains("events.geojsonl, line 4"));
    assert!(fs::read_to_string(dir.path().join("rejected.csv")).unwrap().contains("events.geojsonl,4,"));
}

/// Ctrl-C in the middle: what stood there still does, and nothing else is left behind.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    let dir = folder();
    let (pipe, out) = (dir.path().join("in.geojsonl"), dir.path().join("out.geojsonl"));
    fs::write(&out, "good\n").unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("makan"))
        .current_dir(dir.path())
        .args(["near", "in.geojsonl", "--to", "border:MRT", "-o", "out.geojsonl"])
        .spawn()
        .unwrap();
    // Opened for writing and held open: the program waits for more.
    let held = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    let temporary = || {
        let names = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(".makan-")).count()
    };
    while temporary() == 0 {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let status = child.wait().unwrap();
    drop(held);
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(2), "{status}");
    assert_eq!(temporary(), 0);
    assert_eq!(fs::read_to_string(&out).unwrap(), "good\n");
}
