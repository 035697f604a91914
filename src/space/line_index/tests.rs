use super::*;
use crate::space::destination;
use crate::space::nearest_on_segment;
use proptest::prelude::*;

fn brute_km(p: LonLat, line: &[LonLat]) -> f64 {
    line.windows(2).map(|w| nearest_on_segment(p, w[0], w[1]).km).fold(f64::INFINITY, f64::min)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Anywhere on Earth, poles and antimeridian included, with edges from metres to thousands of km.
    #[test]
    fn answers_as_brute_force(
        lon in -180.0..180.0f64, lat in -90.0..90.0f64, steps in prop::collection::vec((0.0..360.0f64, -2.0..3.3f64), 1..20),
        way in 0.0..360.0f64, off in -3.0..4.0f64,
    ) {
        let mut line = vec![LonLat::new(lon, lat)];
        for (bearing, exponent) in steps {
            line.push(destination(*line.last().unwrap(), bearing, 10f64.powf(exponent)));
        }
        let p = destination(line[line.len() / 2], way, 10f64.powf(off));
        let index = LineIndex::new(&[&line]);
        let brute = brute_km(p, &line);
        prop_assert!((index.distance_km(p) - brute).abs() < 2e-6, "{} {}", index.distance_km(p), brute);
        let nearest = index.nearest(p).unwrap();
        prop_assert!((nearest.foot.km - brute).abs() < 2e-6, "{} {}", nearest.foot.km, brute);
        prop_assert!(index.nearest_within(p, brute * 0.999).is_none());
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
