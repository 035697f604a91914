//! The layers are written, the same each time, and come back as they went out.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "layers/fixture.rs"]
mod fixture;

use makan::layers::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const FORMATS: &[Format] = Format::ALL;

fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir).unwrap().map(|e| e.unwrap());
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

fn written(formats: &[Format]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    write_all(dir.path(), formats, &fixture::set()).unwrap();
    dir
}

/// Also what `tests/qgis/run` opens.
#[test]
fn all_formats_are_written_and_the_same_each_time() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("layers");
    let _ = fs::remove_dir_all(&dir);
    let paths = write_all(&dir, FORMATS, &fixture::set()).unwrap();
    let first = files(&dir);
    assert_eq!(paths.len(), first.len());
    assert!(first.keys().all(|name| !name.ends_with(".tmp")), "{:?}", first.keys());
    let again = files(written(FORMATS).path());
    for (name, bytes) in &first {
        assert!(again[name] == *bytes, "{name} differs between two runs");
    }
}

#[test]
fn what_is_written_is_read_back() {
    let dir = written(FORMATS);
    for (layer, features) in fixture::set().layers() {
        for format in FORMATS.iter().copied().filter(|f| f.is_readable()) {
            let path = dir.path().join(format!("{}.{format}", format.stem().unwrap_or(&layer.name)));
            let (got, back) = read(&path, Some(&layer.name)).unwrap();
            let case = format!("{} in {format}", layer.name);
            let located = features.iter().filter(|f| f.geometry.is_some()).count();
            assert_eq!(back.len(), if format == Format::Fgb { located } else { features.len() }, "{case}");
            assert_eq!(got.geometry, layer.geometry, "{case}");
            for field in &layer.fields {
                let i = got.index(&field.name).unwrap_or_else(|| panic!("{case}: {} is missing", field.name));
                let j = layer.index(&field.name).unwrap();
                let text = |i: usize, layer: &Layer, feature: &Feature| {
                    layer.fields[i].cell(&feature.values[i]).to_text().into_owned()
                };
                let mut wrote: Vec<_> = features
                    .iter()
                    .filter(|f| format != Format::Fgb || f.geometry.is_some())
                    .map(|f| number(&text(j, &layer, f)))
                    .collect();
                let mut read: Vec<_> = back.iter().map(|f| number(&text(i, &got, f))).collect();
                if format == Format::Fgb {
                    // Stands in the order of its index.
                    wrote.sort();
                    read.sort();
                }
                assert_eq!(read, wrote, "{case}: {}", field.name);
            }
        }
    }
}

/// 3 and 3.0 are one number.
fn number(text: &str) -> String {
    text.strip_suffix(".0").unwrap_or(text).to_owned()
}

#[test]
fn geojson_is_rfc_7946() {
    let dir = written(&[Format::GeoJson, Format::GeoJsonL]);
    let text = fs::read_to_string(dir.path().join("events.geojson")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(json.get("crs").is_none());
    assert_eq!(json["name"], "events");
    assert_eq!(json["attribution"], "Places: GeoNames, CC BY 4.0; Borders: © OpenStreetMap contributors");
    assert_eq!(json["bbox"], serde_json::json!([-9.59, 11.32, 2.4, 18.44]));
    let first = &json["features"][0];
    assert_eq!(first["geometry"], serde_json::json!({"type": "Point", "coordinates": [-8.92, 13.0]}));
    let p = &first["properties"];
    assert_eq!(
        (&p["event_date"], &p["fatalities"], &p["needs_review"]),
        (&"2026-01-03".into(), &7.into(), &false.into())
    );
    assert_eq!(
        (&p["actor2"], &p["km_to_MRT"], &p["km_to_BFA"]),
        (&serde_json::Value::Null, &100.3.into(), &serde_json::Value::Null)
    );
    assert_eq!(p["location_ar"], "كاسارو");
    let lines = fs::read_to_string(dir.path().join("events.geojsonl")).unwrap();
    assert_eq!(lines.lines().count(), 10);
    assert_eq!(serde_json::from_str::<serde_json::Value>(lines.lines().next().unwrap()).unwrap(), *first);
    // Outer rings turn counterclockwise; the fixture's Mali is drawn clockwise.
    let (_, regions) = read(&written(&[Format::GeoJson]).path().join("regions.geojson"), None).unwrap();
    let Some(geo_types::Geometry::Polygon(mali)) = &regions[0].geometry else { panic!() };
    let area: f64 = mali.exterior().lines().map(|l| l.start.x * l.end.y - l.end.x * l.start.y).sum();
    assert!(area > 0.0);
}

#[test]
fn csv_is_safe_in_spreadsheets() {
    let dir = written(&[Format::Csv]);
    let places = fs::read_to_string(dir.path().join("places.csv")).unwrap();
    assert!(places.starts_with("doc_id,start,end,surface,place_id,name,name_ar,kind,country,admin1,similarity,confidence,method,relation,lang,nearest_border,border_km,latitude,longitude\n"));
    assert!(places.contains(",'=غير معروف,"), "{places}");
    assert!(places.contains(",0.988,"), "{places}");
    let events = fs::read_to_string(dir.path().join("events.csv")).unwrap();
    assert!(events.contains(",-8.92,"), "numbers are left alone: {events}");
    let routes = fs::read_to_string(dir.path().join("routes.csv")).unwrap();
    assert_eq!(routes.lines().nth(1), Some("\"LINESTRING (-8.92 13, -8.7 12.9)\",e00000001,Kassaro,Souribougou,28.0"));
    let review = fs::read_to_string(dir.path().join("review.csv")).unwrap();
    assert!(review.starts_with("doc_id,start,end,surface,sentence,lang,reason,candidates,evidence,decision,scope\n"));
}

#[test]
fn a_table_of_another_tool_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sites.csv");
    fs::write(&path, "\u{FEFF}code;Name;Lat;Lon;opened\n007;Mopti;14.49;-4.2;2020-05-01\n1;'=x;;;\n").unwrap();
    let (layer, features) = read(&path, None).unwrap();
    let kinds: Vec<_> = layer.fields.iter().map(|f| (f.name.as_ref(), f.kind)).collect();
    assert_eq!(kinds[0], ("code", FieldType::Text));
    assert_eq!(kinds[4], ("opened", FieldType::Date));
    assert_eq!(features[0].values[0], Value::Text("007".into()));
    assert_eq!(features[0].geometry, Some(geo_types::Point::new(-4.2, 14.49).into()));
    assert_eq!((&features[1].geometry, &features[1].values[1]), (&None, &Value::Text("=x".into())));
    fs::write(&path, "lat,lon\n95,3\n").unwrap();
    let message = read(&path, None).unwrap_err().to_string();
    assert!(
        message.ends_with("sites.csv: line 2: expected latitude and longitude in degrees, found \"95\" and \"3\""),
        "{message}"
    );
}

#[test]
fn lines_that_are_not_json_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.geojsonl");
    fs::write(&path, "\n{\"type\":\"Feature\",\"properties\":{\"b\":1,\"a\":2.5},\"geometry\":null}\n{\n").unwrap();
    let message = read(&path, None).unwrap_err().to_string();
    assert!(message.contains("a.geojsonl: line 3: expected a GeoJSON feature"), "{message}");
}

#[test]
fn a_failure_leaves_the_good_files_in_place() {
    let dir = written(&[Format::GeoJson]);
    let before = files(dir.path());
    let path = dir.path().join("events.geojson");
    let mut writer = Writer::create(&path, Format::GeoJson, &Metadata::default()).unwrap();
    writer.begin(&EventRow::layer()).unwrap();
    drop(writer);
    assert_eq!(files(dir.path()), before);
    let missing = Writer::create(&dir.path().join("no/where.csv"), Format::Csv, &Metadata::default());
    assert!(missing.err().unwrap().is_io());
    assert!(Format::parse_list("geojson,shp").unwrap_err().to_string().starts_with("\"shp\" is no format"));
}

/// What a hostile article may hold stays text in every format that someone's browser opens.
#[test]
fn nothing_from_an_article_becomes_markup() {
    let mut set = fixture::set();
    let evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u{8}\u{2028}]]>'\"&";
    set.meta.title = evil.into();
    set.meta.attribution = vec![evil.into()];
    let event = &mut set.events[0];
    for field in [
        &mut event.text,
        &mut event.location,
        &mut event.location_ar,
        &mut event.actor1,
        &mut event.event_type,
        &mut event.url,
        &mut event.event_id,
        &mut event.country,
    ] {
        *field = evil.into();
    }
    set.areas[0].event_id = evil.into();
    set.regions[0].name = evil.into();
    let dir = tempfile::tempdir().unwrap();
    write_all(dir.path(), &[Format::Html, Format::Svg, Format::Kml, Format::Qgz, Format::GeoJson], &set).unwrap();
    for name in ["map.html", "map.svg", "makan.kml"] {
        let text = fs::read_to_string(dir.path().join(name)).unwrap();
        for bad in ["<img", "<script>alert", "\u{8}"] {
            assert!(!text.contains(bad), "{name} contains {bad:?}");
        }
        assert_eq!(text.matches("</script>").count(), if name == "map.html" { 3 } else { 0 }, "{name}");
    }
    let mut archive = zip::ZipArchive::new(fs::File::open(dir.path().join("makan.qgz")).unwrap()).unwrap();
    let project = std::io::read_to_string(archive.by_name("makan.qgs").unwrap()).unwrap();
    assert!(!project.contains("<img") && !project.contains('\u{8}') && project.contains("&lt;img"));
    let (_, events) = read(&dir.path().join("events.geojson"), None).unwrap();
    assert!(events[0].values.contains(&Value::Text(evil.into())));
}

/// Nothing to map is no reason to fail: every file is there, and a project over it opens.
#[test]
fn an_empty_run_writes_all_files() {
    let dir = tempfile::tempdir().unwrap();
    let paths = write_all(dir.path(), FORMATS, &LayerSet::default()).unwrap();
    assert!(paths.iter().all(|p| p.exists()));
    for format in [Format::GeoJson, Format::GeoJsonL, Format::Csv, Format::Fgb] {
        let (_, features) = read(&dir.path().join(format!("events.{format}")), None).unwrap();
        assert_eq!(features.len(), 0, "{format}");
    }
    let (layer, features) = read(&dir.path().join("makan.gpkg"), Some("routes")).unwrap();
    assert_eq!(
        (layer.fields, features.len()),
        (
            RouteRow::layer()
                .fields
                .iter()
                .map(|f| {
                    let kind = if let FieldType::Real(_) = f.kind { FieldType::Real(15) } else { f.kind };
                    Field::new(f.name.clone(), kind)
                })
                .collect(),
            0
        )
    );
}

/// A project without its GeoPackage would be an empty one.
#[test]
fn a_project_brings_its_geopackage() {
    let dir = written(&[Format::Qgz]);
    assert!(dir.path().join("makan.gpkg").exists());
    assert!(!dir.path().join("rejected.csv").exists());
    let mut set = fixture::set();
    set.rejected.push(RejectedRow { input: "a.txt".into(), reason: "empty".into(), ..RejectedRow::default() });
    write_all(dir.path(), &[Format::Csv], &set).unwrap();
    assert_eq!(
        fs::read_to_string(dir.path().join("rejected.csv")).unwrap(),
        "input,record,line,reason\na.txt,,,empty\n"
    );
    write_all(dir.path(), &[Format::Csv], &fixture::set()).unwrap();
    assert_eq!(fs::read_to_string(dir.path().join("rejected.csv")).unwrap(), "input,record,line,reason\n");
}

/// QGIS exports its key as a field `fid`, and other tools tell names apart by letter case.
#[test]
fn fields_that_collide_in_a_geopackage_are_kept_apart() {
    let dir = tempfile::tempdir().unwrap();
    let mut layer = Layer::new("sites \"1\"", GeometryType::Any);
    layer.fields = ["fid", "Name", "name", "geom"].map(|n| Field::new(n, FieldType::Text)).into();
    let path = dir.path().join("sites.gpkg");
    let mut writer = Writer::create(&path, Format::Gpkg, &Metadata::default()).unwrap();
    writer.begin(&layer).unwrap();
    let values = ["a", "b", "c", "d"].map(Value::from).to_vec();
    writer
        .feature(&Feature { geometry: Some(geo_types::Point::new(-4.2, 14.5).into()), values: values.clone() })
        .unwrap();
    writer.finish().unwrap();
    let (back, features) = read(&path, None).unwrap();
    let names: Vec<_> = back.fields.iter().map(|f| f.name.as_ref()).collect();
    assert_eq!((back.name.as_str(), names), ("sites \"1\"", vec!["fid_1", "Name", "name_1", "geom_1"]));
    assert_eq!(features[0].values, values);
}

/// Shapes of every kind, with holes and in mixed layers, come back as they went out.
#[test]
fn every_shape_comes_back() {
    use geo_types::*;
    let ring = |x: f64, r: f64| LineString::from(vec![(x - r, -r), (x + r, -r), (x + r, r), (x - r, r), (x - r, -r)]);
    let hole = LineString(ring(0.0, 1.0).0.into_iter().rev().collect());
    let polygon = Polygon::new(ring(0.0, 2.0), vec![hole]);
    let line = LineString::from(vec![(0.0, 0.0), (1.0, 0.5), (2.5, 1.25)]);
    let shapes: Vec<Geometry<f64>> = vec![
        Point::new(-4.25, 14.5).into(),
        line.clone().into(),
        polygon.clone().into(),
        MultiPoint::from(vec![(1.0, 2.0), (3.0, 4.0)]).into(),
        MultiLineString(vec![line.clone(), LineString::from(vec![(9.0, 9.0), (8.0, 8.0)])]).into(),
        MultiLineString(vec![line]).into(),
        MultiPolygon(vec![polygon, Polygon::new(ring(9.0, 0.5), vec![])]).into(),
    ];
    let dir = tempfile::tempdir().unwrap();
    let mut layer = Layer::new("shapes", GeometryType::Any);
    layer.fields.push(Field::new("n", FieldType::Int));
    for format in Format::ALL.iter().copied().filter(|f| f.is_readable()) {
        let path = dir.path().join(format!("shapes.{format}"));
        let mut writer = Writer::create(&path, format, &Metadata::default()).unwrap();
        writer.begin(&layer).unwrap();
        for (n, shape) in shapes.iter().enumerate() {
            let values = vec![Value::Int(n as i64)];
            writer.feature(&Feature { geometry: Some(shape.clone()), values }).unwrap();
        }
        writer.finish().unwrap();
        let (back, mut features) = read(&path, None).unwrap();
        assert_eq!(back.geometry, GeometryType::Any, "{format}");
        features.sort_by_key(|f| if let Value::Int(n) = f.values[0] { n } else { -1 });
        for (feature, shape) in features.iter().zip(&shapes) {
            assert_eq!(feature.geometry.as_ref(), Some(shape), "{format}");
        }
        assert_eq!(features.len(), shapes.len());
    }
}

#[test]
fn the_spatial_index_of_a_geopackage_is_in_order() {
    use geo_types::{Geometry, Point, Rect, coord};
    let dir = tempfile::tempdir().unwrap();
    for n in [0usize, 1, 51, 52, 3000] {
        let path = dir.path().join(format!("{n}.gpkg"));
        let mut writer = Writer::create(&path, Format::Gpkg, &Metadata::default()).unwrap();
        let place = |i: usize| (-17.0 + (i * 37 % 1009) as f64 * 0.041, 3.0 + (i * 91 % 997) as f64 * 0.027);
        for (name, kind) in [("a \"point\"", GeometryType::Point), ("boxes", GeometryType::Polygon)] {
            writer.begin(&Layer::new(name, kind)).unwrap();
            for i in 0..n {
                let (x, y) = place(i);
                let shape: Geometry<f64> = match kind {
                    GeometryType::Point => Point::new(x, y).into(),
                    _ => Rect::new(coord! { x: x, y: y }, coord! { x: x + 0.3, y: y + 0.2 }).into(),
                };
                writer.feature(&Feature { geometry: Some(shape), values: Vec::new() }).unwrap();
            }
        }
        writer.finish().unwrap();
        let db = rusqlite::Connection::open(&path).unwrap();
        for name in ["a \"point\"", "boxes"] {
            let tree = format!("rtree_{name}_geom");
            let check: String = db.query_row("SELECT rtreecheck(?)", [&tree], |row| row.get(0)).unwrap();
            assert_eq!(check, "ok", "{n} {name}");
            let quoted = tree.replace('"', "\"\"");
            let inside = |db: &rusqlite::Connection| -> i64 {
                let sql = format!(
                    "SELECT count(*) FROM \"{quoted}\" WHERE maxx >= -5 AND minx <= 3 AND maxy >= 10 AND miny <= 14"
                );
                db.query_row(&sql, [], |row| row.get(0)).unwrap()
            };
            let size = if name == "boxes" { (0.3, 0.2) } else { (0.0, 0.0) };
            let brute =
                (0..n).map(place).filter(|(x, y)| x + size.0 >= -5.0 && *x <= 3.0 && y + size.1 >= 10.0 && *y <= 14.0);
            let found = inside(&db);
            assert_eq!(found, brute.count() as i64, "{n} {name}");
            // Whoever edits the package later goes on with the same tree.
            for id in 1..=n as i64 {
                db.execute(&format!("DELETE FROM \"{quoted}\" WHERE id = ?"), [id]).unwrap();
            }
            db.execute(&format!("INSERT INTO \"{quoted}\" VALUES (7, -4, -4, 12, 12)"), []).unwrap();
            assert_eq!(inside(&db), 1);
        }
    }
}

#[test]
fn what_has_not_changed_is_left_alone_and_what_fails_leaves_the_good_file() {
    let dir = tempfile::tempdir().unwrap();
    let formats = [Format::GeoJson, Format::Gpkg];
    write_all(dir.path(), &formats, &fixture::set()).unwrap();
    let time = |name: &str| fs::metadata(dir.path().join(name)).unwrap().modified().unwrap();
    let (before, package) = (time("events.geojson"), time("makan.gpkg"));
    let mut other = fixture::set();
    other.places.clear();
    write_all(dir.path(), &formats, &other).unwrap();
    assert_eq!(time("events.geojson"), before);
    assert!(time("makan.gpkg") >= package);
    let good = files(dir.path());
    // A file that cannot be put in place: none of the others is, either.
    fs::remove_file(dir.path().join("review.csv")).unwrap();
    fs::create_dir(dir.path().join("review.csv")).unwrap();
    write_all(dir.path(), &formats, &fixture::set()).unwrap_err();
    fs::remove_dir(dir.path().join("review.csv")).unwrap();
    let after = files(dir.path());
    assert_eq!(after.len() + 1, good.len());
    assert!(after.iter().all(|(name, bytes)| good[name] == *bytes));
}

/// A limit on the length of files stands for a disk that is full.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_good_files() {
    let dir = tempfile::tempdir().unwrap();
    let run = |limit: &str, article: &str| {
        let text = dir.path().join("article.txt");
        fs::write(&text, article).unwrap();
        let program = assert_cmd::cargo::cargo_bin("makan");
        let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" map \"$1\" -o \"$2\"");
        let out = dir.path().join("maps");
        std::process::Command::new("bash").args(["-c", &script]).arg(program).args([text, out]).output().unwrap()
    };
    let done = run("unlimited", "Two soldiers were killed near Diabaly on 3 January 2026.");
    assert!(done.status.success());
    let good = files(&dir.path().join("maps"));
    for kilobytes in ["4", "64", "200"] {
        let failed = run(kilobytes, "Five farmers were killed near Nioro on 5 January 2026.");
        let said = String::from_utf8_lossy(&failed.stderr).into_owned();
        assert_eq!(failed.status.code(), Some(2), "{kilobytes}: {said}");
        assert!(said.contains("maps"), "{kilobytes}: {said}");
        assert!(files(&dir.path().join("maps")) == good, "{kilobytes} kB: the folder has changed");
    }
}

/// GeoParquet holds every row with its shape and box, in groups; `tests/qgis/parquet` reads it with others' programs.
#[cfg(feature = "parquet")]
#[test]
fn geoparquet_holds_every_row() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sites.parquet");
    let mut layer = Layer::new("sites", GeometryType::Point);
    layer.fields = vec![
        Field::new("Geometry", FieldType::Text),
        Field::new("n", FieldType::Int),
        Field::new("day", FieldType::Date),
        Field::new("sure", FieldType::Flag),
    ];
    let count = 120_000;
    let mut writer = Writer::create(&path, Format::Parquet, &Metadata::default()).unwrap();
    writer.begin(&layer).unwrap();
    for n in 0..count {
        let name = if n % 3 == 0 { Value::Null } else { Value::from("قرية") };
        let day = Value::Date(jiff::civil::date(1970, 1, 31));
        let geometry = (n % 5 > 0).then(|| geo_types::Point::new(-4.2 + n as f64 / 1e6, 14.5).into());
        writer.feature(&Feature { geometry, values: vec![name, Value::Int(n), day, Value::Flag(n % 2 == 0)] }).unwrap();
    }
    writer.finish().unwrap();
    let file = SerializedFileReader::new(fs::File::open(&path).unwrap()).unwrap();
    assert_eq!(file.metadata().num_row_groups(), 3);
    let text = file.metadata().file_metadata().key_value_metadata().unwrap();
    let geo = text.iter().find(|k| k.key == "geo").and_then(|k| k.value.clone()).unwrap();
    let geo: serde_json::Value = serde_json::from_str(&geo).unwrap();
    let column = &geo["columns"]["geometry"];
    assert_eq!((&geo["version"], &column["geometry_types"]), (&"1.1.0".into(), &serde_json::json!(["Point"])));
    assert_eq!(column["covering"]["bbox"]["ymax"], serde_json::json!(["bbox", "ymax"]));
    let mut rows = 0;
    for (n, row) in file.get_row_iter(None).unwrap().enumerate() {
        let row = row.unwrap();
        let names: Vec<_> = row.get_column_iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Geometry_1", "n", "day", "sure", "geometry", "bbox"]);
        assert_eq!(row.get_string(0).ok().map(String::as_str), (n % 3 > 0).then_some("قرية"));
        assert_eq!((row.get_long(1).unwrap(), row.get_bool(3).unwrap()), (n as i64, n % 2 == 0));
        let x = row.get_group(5).ok().map(|g| g.get_double(0).unwrap());
        assert_eq!(x.is_some(), n % 5 > 0, "row {n}");
        rows += 1;
    }
    assert_eq!(rows, count);
}
