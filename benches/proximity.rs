//! How fast is an exact distance to a border, and what does each part of it cost?
//!
//! A million random points in Mali's box against the border with Mauritania, the answers checked against Karney's
//! algorithms on every edge for a part of them; then the nearest of a million points, the `near` command on a million lines of
//! GeoJSON, and each kind of placement. Peers do the same in `benches/peers/proximity.py`.
//!
//!     cargo bench --bench proximity
//!     MAKAN_BORDER=border.geojson cargo bench --bench proximity     # also writes the border for the peers

use makan::cli::near::{self, NearArgs};
use makan::gazetteer::Gazetteer;
use makan::space::{Borders, LonLat, Part, Placement, Targets, nearest_on_segment};
use std::fmt::Write;
use std::time::Instant;

const COUNT: usize = 1_000_000;

/// Points in Mali's box, the same in `peers/proximity.py`.
fn points(count: usize, mut state: u64) -> Vec<LonLat> {
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    (0..count).map(|_| LonLat::new(-12.25 + random() * 16.5, 10.14 + random() * 14.87)).collect()
}

fn time<T>(name: &str, count: usize, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    let each = start.elapsed() / u32::try_from(count).unwrap_or(1);
    println!("{name:<44} {:>10.3?} {:>12.0}/s", start.elapsed(), 1.0 / each.as_secs_f64().max(1e-9));
    result
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let borders = time("read the borders", 1, Borders::embedded);
    let pair = borders.pair("MLI", "MRT").ok_or("no border MLI-MRT")?;
    let index = time("make MLI-MRT ready", 1, || borders.border_index(pair));
    let diabaly = LonLat::new(-6.02, 14.68);
    time("first country_at", 1, || borders.country_at(diabaly));
    time("first nearest_border", 1, || borders.nearest_border(diabaly));

    let all = points(COUNT, 42);
    for _ in 0..3 {
        let sum: f64 = time("border distances", COUNT, || all.iter().map(|&p| index.distance_km(p)).sum());
        assert!((sum / COUNT as f64 - 432.874).abs() < 0.01, "the mean is {}", sum / COUNT as f64);
    }
    let line = borders.line(pair);
    if let Ok(path) = std::env::var("MAKAN_BORDER") {
        let parts: Vec<Vec<[f64; 2]>> = line.iter().map(|l| l.coords().map(|c| [c.x, c.y]).collect()).collect();
        std::fs::write(path, format!("{{\"type\":\"MultiLineString\",\"coordinates\":{parts:?}}}"))?;
    }
    let edges: Vec<_> = line.iter().flat_map(|l| l.lines()).collect();
    let worst = all.iter().take(200).map(|&p| {
        let at = |c: geo_types::Coord| LonLat::new(c.x, c.y);
        let brute =
            edges.iter().map(|e| nearest_on_segment(p, at(e.start), at(e.end)).km).fold(f64::INFINITY, f64::min);
        (index.distance_km(p) - brute).abs()
    });
    println!("largest error of 200 against every edge by Karney: {:.6} mm", worst.fold(0.0, f64::max) * 1e6);
    time("nearest points with bearing (exact foot)", 100_000, || {
        all.iter().take(100_000).filter_map(|&p| index.nearest(p)).count()
    });
    time("nearest_border in any country", 100_000, || {
        all.iter().take(100_000).filter_map(|&p| borders.nearest_border(p)).count()
    });
    time("country_at", 100_000, || all.iter().take(100_000).filter_map(|&p| borders.country_at(p)).count());

    let things: Vec<geo_types::Geometry> =
        points(COUNT, 7).iter().map(|p| geo_types::Point::new(p.lon, p.lat).into()).collect();
    let targets = time("make a million points ready", COUNT, || Targets::new(things.iter().map(Some)));
    time("nearest of a million points", COUNT, || {
        all.iter().filter_map(|&p| targets.nearest(p, f64::INFINITY)).map(|near| near.km).sum::<f64>()
    });
    time("5 nearest of a million points", 100_000, || {
        all.iter().take(100_000).map(|&p| targets.k_nearest(p, 5, f64::INFINITY, |_| true).len()).sum::<usize>()
    });

    let folder = tempfile::tempdir()?;
    let (input, output) = (folder.path().join("in.geojsonl"), folder.path().join("out.geojsonl"));
    let mut text = String::new();
    for (i, p) in all.iter().enumerate() {
        writeln!(
            text,
            "{{\"type\":\"Feature\",\"properties\":{{\"event_id\":\"e{i}\",\"event_type\":\"Battles\",\"fatalities\":{}}},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{:.5},{:.5}]}}}}",
            i % 10,
            p.lon,
            p.lat
        )?;
    }
    std::fs::write(&input, text)?;
    let args = NearArgs {
        layer: input,
        to: "border:MLI-MRT".to_owned(),
        within: None,
        k: 1,
        matrix: false,
        signed: false,
        by_date: None,
        condition: None,
        bands: None,
        output: Some(output),
        format: None,
    };
    let outcome = time("near on a million lines of GeoJSON", COUNT, || {
        near::run(&args, &|| Ok(Gazetteer::default()), &mut std::io::sink())
    })?;
    assert_eq!((outcome.written, outcome.rejected.len()), (COUNT, 0));

    let mali = borders.outline("MLI").ok_or("no outline")?;
    let south = Part::of(Some(180.0));
    time("near X", 1, || Placement::near(diabaly, 0.0));
    time("25 km east of X", 1, || Placement::at_distance(diabaly, 25.0, Some(90.0)));
    time("between X and Y", 1, || Placement::between(&[diabaly, LonLat::new(-5.99, 14.25)]));
    time("in the south of Mali", 1, || Placement::part_of(&mali, south));
    time("at the border near X", 1, || Placement::border(&line, Some(diabaly), Some(&mali)));
    time("60 km from the border", 1, || Placement::border_distance(&line, 60.0, Some(diabaly), Some(&mali)));
    Ok(())
}
