use super::*;
use crate::space::{Borders, Regions, turn};
use geo::{Validation, Winding};
use proptest::prelude::*;

const DIABALY: LonLat = LonLat::new(-6.02, 14.68);

fn check(name: &str, placement: &Placement) {
    assert!(placement.area.is_valid(), "{name}: the area is not valid");
    assert!(placement.area.iter().all(|p| p.exterior().is_ccw()), "{name}: a ring goes clockwise");
    assert!(placement.area.iter().flat_map(|p| p.interiors()).all(Winding::is_cw), "{name}: a hole goes anticlockwise");
    assert!(placement.uncertainty_km > 0.0 && placement.point.is_valid(), "{name}");
    let held = Sample::of(&placement.area).unwrap();
    let share = held.quantile(|p| distance_km(placement.point, p), HELD);
    assert!(placement.uncertainty_km >= share * 0.97, "{name}: {} holds less than {share}", placement.uncertainty_km);
}

#[test]
fn discs_and_sectors() {
    let near = Placement::near(DIABALY, 0.0);
    check("near", &near);
    assert_eq!(near.area.0[0].exterior().0.len(), CIRCLE + 1);
    assert!((near.uncertainty_km - 23.7).abs() < 0.1);

    let east = Placement::at_distance(DIABALY, 25.0, Some(90.0));
    check("25 km east", &east);
    assert!((distance_km(DIABALY, east.point) - 25.0).abs() < 1e-6);
    assert!((10.0..16.0).contains(&east.uncertainty_km), "{}", east.uncertainty_km);
    for c in east.area.0[0].exterior() {
        let (km, bearing) = inverse(DIABALY, LonLat::new(c.x, c.y));
        assert!((17.4..28.8).contains(&km) && turn(bearing, 90.0) < 30.01);
    }
    let fine = Placement::at_distance(DIABALY, 25.0, Some(22.5));
    assert!(fine.uncertainty_km < east.uncertainty_km);

    let around = Placement::at_distance(DIABALY, 25.0, None);
    check("25 km", &around);
    assert_eq!((around.point, around.uncertainty_km), (DIABALY, 25.0 * 1.15));
    check("east", &Placement::towards(DIABALY, 90.0));
    check("river", &Placement::along_river(DIABALY));
    check("nothing", &Placement::disc(DIABALY, 0.0));
}

#[test]
fn between_and_on_the_road() {
    let niono = LonLat::new(-5.99, 14.25);
    let segou = LonLat::new(-6.26, 13.43);
    let between = Placement::between(&[DIABALY, niono]).unwrap();
    check("between two", &between);
    let km = distance_km(DIABALY, niono);
    assert!((distance_km(between.point, niono) - km * (1.0 - STRETCH_MARK)).abs() < 1e-6);
    assert!((km * 0.5..km * 0.8).contains(&between.uncertainty_km), "{km} {}", between.uncertainty_km);
    assert_eq!(between.line.as_ref().unwrap().0.len(), 2);
    let road = Placement::on_road(segou, LonLat::new(-0.05, 16.27));
    check("Ségou–Gao", &road);
    assert!(road.line.as_ref().unwrap().0.len() > 10);
    let three = Placement::between(&[DIABALY, niono, segou]).unwrap();
    check("between three", &three);
    assert!(three.line.is_none());
    assert!(Placement::between(&[]).is_none());
    check("one", &Placement::between(&[DIABALY]).unwrap());
    check("twice the same", &Placement::between(&[DIABALY, DIABALY]).unwrap());
}

#[test]
fn parts_of_countries_and_regions() {
    let mali = Borders::embedded().outline("MLI").unwrap();
    let whole = Placement::region(&mali).unwrap();
    check("Mali", &whole);
    let south = Placement::part_of(&mali, Part::of(Some(180.0))).unwrap();
    check("south of Mali", &south);
    assert!(south.point.lat < whole.point.lat && south.uncertainty_km < whole.uncertainty_km);
    use geo::GeodesicArea;
    let share = |p: &Placement| p.area.geodesic_area_unsigned() / mali.geodesic_area_unsigned();
    assert!((share(&south) - 0.5).abs() < 0.02, "{}", share(&south));
    for (name, part, expected) in [
        ("centre", Part::of(None), CORNER_SHARE),
        ("south-west", Part::of(Some(225.0)), CORNER_SHARE),
        ("far north", Part::extreme(0.0), EXTREME_SHARE),
    ] {
        let placed = Placement::part_of(&mali, part).unwrap();
        check(name, &placed);
        assert!((share(&placed) - expected).abs() < 0.08, "{name} {}", share(&placed));
    }
    let regions = Regions::embedded();
    for region in regions.all() {
        let area = regions.polygon(region);
        check(&region.name, &Placement::region(&area).unwrap());
        check(&region.name, &Placement::part_of(&area, Part::of(Some(0.0))).unwrap());
    }
    assert!(Placement::region(&MultiPolygon(vec![])).is_none());
}

#[test]
fn borders_strips_and_bands() {
    let borders = Borders::embedded();
    let line = borders.line(borders.pair("MLI", "MRT").unwrap());
    let mali = borders.outline("MLI").unwrap();
    let index = borders.border_index(borders.pair("MLI", "MRT").unwrap());

    let at = Placement::border(&line, Some(DIABALY), Some(&mali)).unwrap();
    check("border near Diabaly", &at);
    assert!(at.uncertainty_km < 65.0, "{}", at.uncertainty_km);
    assert!(distance_km(at.point, DIABALY) < 95.0);
    let whole = Placement::border(&line, None, None).unwrap();
    check("the whole border", &whole);
    assert!(index.distance_km(whole.point) < 0.1 && whole.uncertainty_km > 400.0);
    let regions = Regions::embedded();
    let kayes = regions.polygon(regions.coded("ML.03").unwrap());
    let in_kayes = Placement::border(&line, None, Some(&kayes)).unwrap();
    check("the border in Kayes", &in_kayes);
    assert!(in_kayes.uncertainty_km < whole.uncertainty_km && in_kayes.point.lon < -8.0);

    let band = Placement::border_distance(&line, 60.0, Some(DIABALY), Some(&mali)).unwrap();
    check("60 km from the border", &band);
    assert!((index.distance_km(band.point) - 60.0).abs() < 3.0);
    check("anywhere 60 km from it", &Placement::border_distance(&line, 60.0, None, Some(&mali)).unwrap());
    let tri = borders.three_borders("MLI", "NER", "BFA").unwrap();
    check("three borders", &Placement::three_borders(tri));
    check("in Mali only", &Placement::three_borders(tri).within(&mali));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_placement_is_sound(
        lon in -17.0..25.0f64, lat in 4.0..36.0f64, km in 0.0..400.0f64, bearing in 0.0..360.0f64, other in 0.0..360.0f64,
    ) {
        let a = LonLat::new(lon, lat);
        let b = destination(a, bearing, km);
        let c = destination(a, other, km / 2.0 + 1.0);
        check("distance", &Placement::at_distance(a, km, Some(bearing)));
        check("towards", &Placement::towards(a, bearing));
        check("between", &Placement::between(&[a, b]).unwrap());
        check("road", &Placement::on_road(a, b));
        check("three", &Placement::between(&[a, b, c]).unwrap());
    }
}
