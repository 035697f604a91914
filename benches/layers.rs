//! How many features a second does each format take? Asked for events with all their fields, as the main
//! job writes them; `ogr2ogr` writes the same layer beside it where it is installed.
//!
//!     cargo bench --bench layers              # 200,000 events
//!     MAKAN_BENCH=1000000 cargo bench --bench layers
//!
//! The answer is checked: each file is as long as it must be, and the streaming ones are counted.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::cast_precision_loss)]

use jiff::civil::date;
use makan::layers::{EventRow, Feature, Format, Metadata, Row, Writer};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Event `i`: a point in a grid over Mali, with the fields that events usually have.
fn event(i: usize) -> Feature {
    EventRow {
        event_id: format!("e{i:08x}"),
        doc_id: format!("article-{}", i / 3),
        rank: Some(1),
        event_date: Some(date(2026, 1 + (i % 12) as i8, 1 + (i % 28) as i8)),
        time_precision: Some(1),
        event_type: "Violence against civilians".into(),
        sub_event_type: "Attack".into(),
        actor1: "JNIM".into(),
        actor2: "Civilians (Mali)".into(),
        fatalities: Some((i % 40) as i64),
        country: "Mali".into(),
        iso3: "MLI".into(),
        admin1: "Ségou".into(),
        location: "Diabaly".into(),
        location_ar: "ديابالي".into(),
        place_id: "gn:2458187".into(),
        latitude: Some(11.0 + (i % 1009) as f64 * 0.009),
        longitude: Some(-11.0 + (i % 1499) as f64 * 0.009),
        geo_precision: Some(1),
        uncertainty_km: Some(4.5),
        relation: "at".into(),
        confidence: Some(0.913),
        nearest_border: "MRT".into(),
        border_km: Some(104.2),
        sources: Some(1),
        source_ids: format!("article-{}", i / 3),
        lang: "ar".into(),
        text: "قُتل عدد من المدنيين في هجوم على بلدة ديابالي وسط مالي، بحسب مصدر محلي.".into(),
        ..EventRow::default()
    }
    .to_feature()
}

fn main() {
    let n: usize = std::env::var("MAKAN_BENCH").ok().and_then(|n| n.parse().ok()).unwrap_or(200_000);
    // `cargo test --benches` runs this once, small.
    let n = if std::env::args().any(|a| a == "--test") || !std::env::args().any(|a| a == "--bench") { 500 } else { n };
    let dir = tempfile::tempdir().unwrap();
    // A thousand ready features taken in turn: what is measured is writing, not making them.
    let features: Vec<Feature> = (0..1000.min(n)).map(|i| event(i * 7)).collect();
    println!("{n} events");
    println!("{:<10} {:>12} {:>9} {:>12}", "format", "features/s", "MB", "ogr2ogr/s");
    for format in [Format::GeoJsonL, Format::GeoJson, Format::Csv, Format::Fgb, Format::Gpkg, Format::Kml] {
        let path = dir.path().join(format!("events.{format}"));
        let start = Instant::now();
        let mut writer = Writer::create(&path, format, &Metadata::default()).unwrap();
        writer.begin(&EventRow::layer()).unwrap();
        for feature in features.iter().cycle().take(n) {
            writer.feature(feature).unwrap();
        }
        writer.finish().unwrap();
        let seconds = start.elapsed().as_secs_f64();
        if matches!(format, Format::GeoJsonL | Format::Csv) {
            let lines = std::fs::read(&path).unwrap().iter().filter(|b| **b == b'\n').count();
            assert_eq!(lines, n + usize::from(format == Format::Csv));
        }
        let megabytes = std::fs::metadata(&path).unwrap().len() as f64 / 1e6;
        let rival = ogr2ogr(&dir.path().join("events.geojsonl"), format, dir.path());
        let rival = rival.map_or_else(|| "-".to_owned(), |s| format!("{:.0}", n as f64 / s));
        println!("{:<10} {:>12.0} {megabytes:>9.1} {rival:>12}", format.to_string(), n as f64 / seconds);
    }
}

/// Seconds that `ogr2ogr` needs to read the GeoJSONL and write the same layer, less those it needs to read.
fn ogr2ogr(source: &Path, format: Format, dir: &Path) -> Option<f64> {
    let driver = match format {
        Format::GeoJsonL => "GeoJSONSeq",
        Format::GeoJson => "GeoJSON",
        Format::Csv => "CSV",
        Format::Fgb => "FlatGeobuf",
        Format::Gpkg => "GPKG",
        _ => return None,
    };
    let target = dir.join(format!("rival.{format}"));
    let source = format!("GeoJSONSeq:{}", source.display());
    let run = |command: &mut Command| {
        let start = Instant::now();
        let done = command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).status().ok()?;
        done.success().then(|| start.elapsed().as_secs_f64())
    };
    let read = run(Command::new("ogrinfo").args(["-ro", "-al", "-so", &source]))?;
    let both = run(Command::new("ogr2ogr").args(["-f", driver]).arg(&target).arg(&source))?;
    Some((both - read).max(1e-6))
}
