use super::*;
use crate::space::{destination, distance_km, nearest_on_segment};
use geo_types::{MultiPoint, Point, line_string, polygon};
use proptest::prelude::*;

fn geometries() -> Vec<Geometry> {
    vec![
        Geometry::Point(Point::new(-8.0, 12.65)),
        Geometry::LineString(line_string![(x: -6.0, y: 14.0), (x: -4.0, y: 14.5), (x: 0.0, y: 16.0)]),
        Geometry::Polygon(polygon![(x: -3.0, y: 10.0), (x: 0.0, y: 10.0), (x: 0.0, y: 12.0), (x: -3.0, y: 12.0)]),
        Geometry::MultiPoint(MultiPoint::from(vec![(2.0, 13.0), (3.0, 14.0)])),
    ]
}

fn brute(p: LonLat, geometry: &Geometry) -> f64 {
    let (mut lines, mut rings) = (vec![], vec![]);
    gather(geometry, &mut lines, &mut rings);
    if !rings.is_empty() && Inside::new(&rings).contains(p) {
        return 0.0;
    }
    let edge = |w: &[LonLat]| nearest_on_segment(p, w[0], w[w.len() - 1]).km;
    let all = lines.iter().chain(&rings);
    all.map(|l| if l.len() == 1 { edge(l) } else { l.windows(2).map(edge).fold(f64::INFINITY, f64::min) })
        .fold(f64::INFINITY, f64::min)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_order_is_that_of_brute_force(lon in -12.0..6.0f64, lat in 8.0..20.0f64, k in 1usize..6, within in 50.0..3000.0f64) {
        let things = geometries();
        let targets = Targets::new(things.iter().map(Some));
        let p = LonLat::new(lon, lat);
        let mut expected: Vec<f64> = things.iter().map(|g| brute(p, g)).filter(|&km| km <= within).collect();
        expected.sort_by(f64::total_cmp);
        expected.truncate(k);
        let found = targets.k_nearest(p, k, within, |_| true);
        prop_assert_eq!(found.len(), expected.len());
        for (near, km) in found.iter().zip(expected) {
            prop_assert!((near.km - km).abs() < 2e-6, "{:?} {}", near, km);
            prop_assert!((brute(p, &things[near.thing]) - near.km).abs() < 2e-6);
        }
        let first = targets.nearest(p, within).map(|n| (n.thing, (n.km * 1e5).round()));
        prop_assert_eq!(first, found.first().map(|n| (n.thing, (n.km * 1e5).round())));
    }

    #[test]
    fn many_points_as_brute_force(seed in prop::collection::vec((-180.0..180.0f64, -90.0..90.0f64), 1..200), lon in -180.0..180.0f64, lat in -90.0..90.0f64) {
        let things: Vec<Geometry> = seed.iter().map(|&(x, y)| Geometry::Point(Point::new(x, y))).collect();
        let targets = Targets::new(things.iter().map(Some));
        let p = LonLat::new(lon, lat);
        let mut expected: Vec<f64> = seed.iter().map(|&(x, y)| distance_km(p, LonLat::new(x, y))).collect();
        expected.sort_by(f64::total_cmp);
        for (near, km) in targets.k_nearest(p, 7, f64::INFINITY, |_| true).iter().zip(expected) {
            prop_assert!((near.km - km).abs() < 2e-6, "{:?} {}", near, km);
        }
    }
}

#[test]
fn inside_of_a_polygon_the_distance_is_nought_and_the_edge_is_told() {
    let things = geometries();
    let targets = Targets::new(things.iter().map(Some));
    let near = targets.nearest(LonLat::new(-1.5, 11.0), f64::INFINITY).unwrap();
    assert_eq!((near.thing, near.km, near.inside, near.bearing), (2, 0.0, true, None));
    assert!((near.signed_km() + 110.6).abs() < 2.0, "{}", near.signed_km());
    let outside = targets.nearest(LonLat::new(-1.5, 9.0), f64::INFINITY).unwrap();
    assert!(!outside.inside && outside.signed_km() > 100.0 && outside.bearing.is_some());
}

#[test]
fn lines_and_polygons_as_the_source() {
    let things = geometries();
    let targets = Targets::new(things.iter().map(Some));
    // A line that crosses the polygon with no corner in it.
    let across = Geometry::LineString(line_string![(x: -4.0, y: 11.0), (x: 1.0, y: 11.0)]);
    let near = targets.k_nearest_to(&across, 4, f64::INFINITY, |_| true);
    assert_eq!((near[0].thing, near[0].km), (2, 0.0));
    assert_eq!(near.len(), 4);
    // A polygon that holds a target.
    let around =
        Geometry::Polygon(polygon![(x: -9.0, y: 12.0), (x: -7.0, y: 12.0), (x: -7.0, y: 13.0), (x: -9.0, y: 13.0)]);
    assert_eq!(targets.k_nearest_to(&around, 1, f64::INFINITY, |_| true)[0].km, 0.0);
    // The corner of the target against the middle of the source.
    let south = Geometry::LineString(line_string![(x: -12.0, y: 12.0), (x: -6.0, y: 12.0)]);
    let near = targets.k_nearest_to(&south, 1, f64::INFINITY, |_| true)[0];
    assert_eq!(near.thing, 0);
    let expected = nearest_on_segment(LonLat::new(-8.0, 12.65), LonLat::new(-12.0, 12.0), LonLat::new(-6.0, 12.0));
    assert!((near.km - expected.km).abs() < 2e-6, "{} {}", near.km, expected.km);
    let single = destination(LonLat::new(-8.0, 12.65), 45.0, 10.0);
    let point = Geometry::Point(Point::new(single.lon, single.lat));
    assert!((targets.k_nearest_to(&point, 1, 11.0, |_| true)[0].km - 10.0).abs() < 1e-6);
}

#[test]
fn nothing_is_near_nothing() {
    let targets = Targets::new([None, None]);
    assert!(targets.is_empty() && targets.len() == 2);
    assert!(targets.nearest(LonLat::new(0.0, 0.0), f64::INFINITY).is_none());
}
