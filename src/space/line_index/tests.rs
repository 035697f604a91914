use super::*;
use crate::space::destination;
use crate::space::nearest_on_segment;
use proptest::prelude::*;

fn brute_km(p: LonLat, line: &[LonLat]) -> f64 {
    line.windows(2).map(|w| nearest_on_segment(p, w[0], w[1]).km).fold(f64::INFINITY, f64::min)
}

/// A line by its beginning and, for each step, the bearing in degrees and the power of ten of its length, km.
fn line_of(lon: f64, lat: f64, steps: &[(f64, f64)]) -> Vec<LonLat> {
    let mut line = vec![LonLat::new(lon, lat)];
    for &(bearing, exponent) in steps {
        line.push(destination(*line.last().unwrap(), bearing, 10f64.powf(exponent)));
    }
    line
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Anywhere on Earth, poles and antimeridian included, with edges from metres to thousands of km.
    #[test]
    fn answers_as_brute_force(
        lon in -180.0..180.0f64, lat in -90.0..90.0f64, steps in prop::collection::vec((0.0..360.0f64, -2.0..3.3f64), 1..20),
        way in 0.0..360.0f64, off in -3.0..4.0f64,
    ) {
        let line = line_of(lon, lat, &steps);
        let p = destination(line[line.len() / 2], way, 10f64.powf(off));
        let index = LineIndex::new(&[&line]);
        let brute = brute_km(p, &line);
        prop_assert!((index.distance_km(p) - brute).abs() < 2e-6, "{} {}", index.distance_km(p), brute);
        let nearest = index.nearest(p).unwrap();
        prop_assert!((nearest.foot.km - brute).abs() < 2e-6, "{} {}", nearest.foot.km, brute);
        prop_assert!(index.nearest_within(p, brute * 0.999).is_none());
    }

    /// Where the foot is the lowest point of a parabola.
    #[test]
    fn answers_far_away_as_brute_force(
        lon in -180.0..180.0f64, lat in -90.0..90.0f64, steps in prop::collection::vec((0.0..360.0f64, -1.0..2.5f64), 1..6),
        way in 0.0..360.0f64, off in 990.0..2600.0f64,
    ) {
        let line = line_of(lon, lat, &steps);
        let p = destination(line[line.len() / 2], way, off);
        let index = LineIndex::new(&[&line]);
        let brute = brute_km(p, &line);
        prop_assert!((index.distance_km(p) - brute).abs() < 1e-6, "{} {}", index.distance_km(p), brute);
        let quick = index.search(p, f64::INFINITY).unwrap().quick(p);
        prop_assert!((quick.km - brute).abs() < 2e-6, "{} {}", quick.km, brute);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// What was asked before changes no answer, however near or far the earlier questions were.
    #[test]
    fn an_index_has_no_memory_that_shows(
        lon in -180.0..180.0f64, lat in -80.0..80.0f64, steps in prop::collection::vec((0.0..360.0f64, -1.0..2.5f64), 1..20),
        asked in prop::collection::vec((0.0..360.0f64, -4.0..3.6f64), 1..140),
    ) {
        let line = line_of(lon, lat, &steps);
        let used = LineIndex::new(&[&line]);
        for (way, exponent) in asked {
            let p = destination(line[line.len() / 2], way, 10f64.powf(exponent));
            let fresh = LineIndex::new(&[&line]);
            prop_assert_eq!(used.distance_km(p).to_bits(), fresh.distance_km(p).to_bits());
            prop_assert_eq!(used.distance_km(p).to_bits(), fresh.distance_km(p).to_bits());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Once a neighbourhood was asked often, its questions are answered from a short list.
    #[test]
    fn a_short_list_answers_as_brute_force(
        lon in -180.0..180.0f64, lat in -80.0..80.0f64, steps in prop::collection::vec((0.0..360.0f64, -1.0..1.8f64), 1..25),
        way in 0.0..360.0f64, off in -1.0..3.4f64,
        around in prop::collection::vec((-0.2..0.2f64, -0.2..0.2f64), 120..140),
    ) {
        let line = line_of(lon, lat, &steps);
        let middle = destination(line[line.len() / 2], way, 10f64.powf(off));
        let used = LineIndex::new(&[&line]);
        for (x, y) in around {
            let p = LonLat::new((middle.lon + x + 540.0).rem_euclid(360.0) - 180.0, (middle.lat + y).clamp(-90.0, 90.0));
            let fresh = LineIndex::new(&[&line]);
            let (km, first) = (used.distance_km(p), fresh.distance_km(p));
            prop_assert!((km - first).abs() < 2e-7, "{km} {first}");
            prop_assert!((km - brute_km(p, &line)).abs() < 2e-6);
        }
    }
}

#[test]
fn points_and_nothing() {
    let empty = LineIndex::new::<Vec<LonLat>>(&[]);
    assert!(empty.is_empty() && empty.distance_km(LonLat::new(0.0, 0.0)).is_infinite());
    let one = LineIndex::new(&[[LonLat::new(1.0, 1.0)]]);
    assert_eq!(one.distance_km(LonLat::new(1.0, 1.0)), 0.0);
    assert_eq!(one.nearest(LonLat::new(1.0, 1.0)).unwrap().foot.bearing, 0.0);
}
