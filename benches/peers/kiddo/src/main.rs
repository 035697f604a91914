//! The nearest of a million points by kiddo's k-d tree, for the same points as benches/proximity.rs:
//!
//!     cargo run --release --manifest-path benches/peers/kiddo/Cargo.toml --target-dir target/peers
//!
//! What it answers is the shortest straight line through the Earth between points on the WGS 84 ellipsoid. That is no geodesic
//! distance, and no direction; makan's answer beside it is both.

use kiddo::{ImmutableKdTree, SquaredEuclidean};
use std::num::NonZero;
use std::time::Instant;

const COUNT: usize = 1_000_000;

fn points(count: usize, mut state: u64) -> Vec<[f64; 3]> {
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    (0..count).map(|_| ecef(-12.25 + random() * 16.5, 10.14 + random() * 14.87)).collect()
}

/// Metres from the middle of the Earth, WGS 84.
fn ecef(lon: f64, lat: f64) -> [f64; 3] {
    const A: f64 = 6_378_137.0;
    const F: f64 = 1.0 / 298.257_223_563;
    let (lon, lat) = (lon.to_radians(), lat.to_radians());
    let e2 = F * (2.0 - F);
    let n = A / (1.0 - e2 * lat.sin() * lat.sin()).sqrt();
    [n * lat.cos() * lon.cos(), n * lat.cos() * lon.sin(), n * (1.0 - e2) * lat.sin()]
}

fn time<T>(name: &str, count: usize, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    let seconds = start.elapsed().as_secs_f64();
    println!("{name:<44} {seconds:>9.3} s {:>12.0}/s", count as f64 / seconds);
    result
}

fn main() {
    let asked = points(COUNT, 42);
    let known = points(COUNT, 7);
    let tree: ImmutableKdTree<f64, 3> =
        time("kiddo: make a million points ready", COUNT, || ImmutableKdTree::new_from_slice(&known));
    for _ in 0..2 {
        let sum: f64 = time("kiddo: nearest of a million points", COUNT, || {
            asked.iter().map(|p| tree.nearest_one::<SquaredEuclidean>(p).distance.sqrt()).sum()
        });
        println!("mean {:.4} km", sum / COUNT as f64 / 1000.0);
    }
    time("kiddo: 5 nearest of a million points", 100_000, || {
        let five = NonZero::<usize>::MIN.saturating_add(4);
        asked.iter().take(100_000).map(|p| tree.nearest_n::<SquaredEuclidean>(p, five).len()).sum::<usize>()
    });
}
