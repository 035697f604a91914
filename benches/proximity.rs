//! How fast is a border distance?

use makan::space::{Borders, LonLat};
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
}
