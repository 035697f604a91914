//! How fast is a border distance?

use makan::space::{Borders, LonLat, Part, Placement};
use std::time::Instant;

fn main() {
    let t = Instant::now();
    let borders = Borders::embedded();
    println!("decode {:?}", t.elapsed());
    let t = Instant::now();
    let Some(pair) = borders.pair("MLI", "MRT") else { return };
    let index = borders.border_index(pair);
    println!("index {:?}", t.elapsed());
    let t = Instant::now();
    println!("{:?} {:?}", borders.country_at(LonLat::new(-6.02, 14.68)), t.elapsed());
    let t = Instant::now();
    println!("{:?} {:?}", borders.nearest_border(LonLat::new(-6.02, 14.68)), t.elapsed());
    let mut state = 42u64;
    let mut random = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let points: Vec<LonLat> =
        (0..1_000_000).map(|_| LonLat::new(-12.25 + random() * 16.5, 10.14 + random() * 14.87)).collect();
    for _ in 0..3 {
        let t = Instant::now();
        let sum: f64 = points.iter().map(|&p| index.distance_km(p)).sum();
        println!("{:?} mean {}", t.elapsed(), sum / 1e6);
    }
    let line = borders.line(pair);
    let Some(mali) = borders.outline("MLI") else { return };
    let diabaly = LonLat::new(-6.02, 14.68);
    let time = |name: &str, work: &dyn Fn() -> f64| {
        let t = Instant::now();
        let km = work();
        println!("{name:<24} {:>10.3?} {km:.1}", t.elapsed());
    };
    let km = |p: Option<Placement>| p.map_or(0.0, |p| p.uncertainty_km);
    time("near", &|| Placement::near(diabaly, 0.0).uncertainty_km);
    time("25 km east", &|| Placement::at_distance(diabaly, 25.0, Some(90.0)).uncertainty_km);
    time("between", &|| km(Placement::between(&[diabaly, LonLat::new(-5.99, 14.25)])));
    time("region", &|| km(Placement::region(&mali)));
    time("south of Mali", &|| km(Placement::part_of(&mali, Part::of(Some(180.0)))));
    time("border near Diabaly", &|| km(Placement::border(&line, Some(diabaly), Some(&mali))));
    time("60 km from the border", &|| km(Placement::border_distance(&line, 60.0, Some(diabaly), Some(&mali))));
    time("whole border", &|| km(Placement::border(&line, None, Some(&mali))));
}
