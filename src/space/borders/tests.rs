use super::*;
use crate::space::{distance_km, nearest_on_segment};
use proptest::prelude::*;

const CORE: [&str; 13] = ["MLI", "MRT", "BFA", "NER", "SEN", "GIN", "CIV", "DZA", "TCD", "BEN", "TGO", "NGA", "GHA"];

#[test]
fn the_embedded_files_are_whole() {
    let borders = Borders::embedded();
    assert_eq!(borders.pairs().len(), 66);
    let names: Vec<String> = borders.pairs_of("MLI").map(Pair::name).collect();
    assert_eq!(names, ["BFA-MLI", "CIV-MLI", "DZA-MLI", "GIN-MLI", "MLI-MRT", "MLI-NER", "MLI-SEN"]);
    assert!(CORE.iter().all(|c| borders.is_known(c)));
    assert_eq!(borders.world().topology.owners.len(), 221);
    assert_eq!(Regions::embedded().all().len(), 235);
}

#[test]
fn borders_have_the_lengths_that_atlases_give() {
    // The World Factbook, km; borders along rivers and wadis depend on the scale, hence 6 %.
    for (a, b, km) in [("MLI", "MRT", 2236.0), ("DZA", "MLI", 1359.0), ("MLI", "NER", 838.0), ("BFA", "NER", 622.0)] {
        let borders = Borders::embedded();
        let line = borders.line(borders.pair(b, a).unwrap());
        let length: f64 = line
            .0
            .iter()
            .flat_map(|l| l.lines())
            .map(|l| distance_km(LonLat::new(l.start.x, l.start.y), LonLat::new(l.end.x, l.end.y)))
            .sum();
        assert!((length / km - 1.0).abs() < 0.06, "{a}-{b} {length}");
    }
}

#[test]
fn lengths_are_those_of_the_lines() {
    let borders = Borders::embedded();
    for pair in borders.pairs() {
        let edges = borders.line(pair).0.iter().flat_map(LineString::lines).collect::<Vec<_>>();
        let ends = |l: &geo_types::Line| (LonLat::new(l.start.x, l.start.y), LonLat::new(l.end.x, l.end.y));
        let length: f64 = edges.iter().map(ends).map(|(a, b)| distance_km(a, b)).sum();
        assert!((length - borders.length_km(pair).unwrap()).abs() < 0.001, "{} {length}", pair.name());
    }
}

#[test]
fn what_is_drawn_lies_near_the_border_and_fits_together() {
    use geo::{Distance, Euclidean, Validation};
    let borders = Borders::embedded();
    for pair in borders.pairs() {
        let (drawn, line) = (borders.drawn_line(pair), borders.line(pair));
        assert_eq!(drawn.0.len(), line.0.len(), "{}", pair.name());
        let index = borders.border_index(pair);
        for c in drawn.0.iter().flat_map(LineString::coords) {
            assert!(index.distance_km(LonLat::new(c.x, c.y)) < 1e-5, "{} {c:?}", pair.name());
        }
        // As a map draws it, straight in degrees.
        for c in line.0.iter().flat_map(LineString::coords).step_by(5) {
            assert!(Euclidean.distance(&geo_types::Point(*c), &drawn) < 0.00182, "{} {c:?}", pair.name());
        }
    }
    for iso3 in CORE {
        let outline = borders.drawn_outline(iso3).unwrap();
        assert!(outline.is_valid(), "{iso3}");
        let corners: std::collections::HashSet<[u64; 2]> =
            outline.0.iter().flat_map(|p| p.exterior().coords()).map(|c| [c.x.to_bits(), c.y.to_bits()]).collect();
        for pair in borders.pairs_of(iso3) {
            let line = borders.drawn_line(pair);
            let all = || line.0.iter().flat_map(LineString::coords);
            assert!(all().all(|c| corners.contains(&[c.x.to_bits(), c.y.to_bits()])), "{iso3} {}", pair.name());
        }
    }
}

#[test]
fn towns_lie_in_their_countries_and_regions() {
    for (name, lon, lat, country, region) in [
        ("Bamako", -8.0, 12.65, "MLI", Some("Bamako")),
        ("Diabaly", -6.02, 14.68, "MLI", Some("Ségou")),
        ("Nioro du Sahel", -9.59, 15.23, "MLI", Some("Kayes")),
        ("Taoudenni", -3.98, 22.68, "MLI", Some("Tombouctou")),
        ("Djibo", -1.63, 14.10, "BFA", Some("Soum")),
        ("Bassikounou", -5.94, 15.87, "MRT", Some("Hodh ech Chargui")),
        ("Tillabéri", 1.45, 14.21, "NER", Some("Tillabéri")),
        ("Nzérékoré", -8.82, 7.75, "GIN", Some("Nzérékoré")),
        ("Maiduguri", 13.15, 11.83, "NGA", Some("Borno")),
        ("Laayoune", -13.2, 27.15, "ESH", None),
        ("Dakar", -17.44, 14.69, "SEN", Some("Dakar")),
        ("Paris", 2.35, 48.86, "FRA", None),
        ("Nairobi", 36.82, -1.29, "KEN", None),
        ("Suva", 178.44, -18.12, "FJI", None),
        ("Vostok station", 106.84, -78.46, "ATA", None),
    ] {
        let p = LonLat::new(lon, lat);
        assert_eq!(Borders::embedded().country_at(p), Some(country), "{name}");
        assert_eq!(Regions::embedded().at(p, 2026).map(|r| r.name.as_str()), region, "{name}");
    }
    assert_eq!(Borders::embedded().country_at(LonLat::new(-30.0, 0.0)), None);
    let djibo = LonLat::new(-1.63, 14.10);
    assert_eq!(Regions::embedded().at(djibo, 2024).map(|r| r.name.as_str()), Some("Sahel"));
}

#[test]
fn nearest_borders() {
    let borders = Borders::embedded();
    let near = borders.nearest_border(LonLat::new(-6.02, 14.68)).unwrap();
    assert_eq!((near.own, near.other, near.pair.name().as_str()), ("MLI", "MRT", "MLI-MRT"));
    assert!((90.0..95.0).contains(&near.foot.km), "{near:?}");
    // Paris is far from any border of Mali, but the distance can be asked.
    assert!(borders.km_to_country_border(LonLat::new(2.35, 48.86), "MRT").unwrap() > 2000.0);
    assert!(borders.nearest_border_of(LonLat::new(2.35, 48.86), "FRA").is_none());
    let bamako = LonLat::new(-8.0, 12.65);
    assert!(borders.signed_km(bamako, "MLI").unwrap() < -90.0 && borders.signed_km(bamako, "MRT").unwrap() > 300.0);
}

#[test]
fn outlines_are_closed_and_turn_left() {
    for code in CORE {
        use geo::Validation;
        let outline = Borders::embedded().outline(code).unwrap();
        assert!(outline.is_valid(), "{code}");
        let outline = Borders::embedded().detailed_outline(code).unwrap();
        for polygon in &outline {
            assert!(polygon.exterior().is_closed() && polygon.exterior().0.len() > 3);
        }
    }
    for region in Regions::embedded().all() {
        use geo::Validation;
        assert!(Regions::embedded().polygon(region).is_valid(), "{region:?}");
    }
    let liptako = Borders::embedded().three_borders("MLI", "NER", "BFA").unwrap();
    assert!(distance_km(liptako, LonLat::new(0.235, 14.995)) < 5.0, "{liptako:?}");
    assert_eq!(Borders::embedded().three_borders("MLI", "MRT", "NER"), None);
    let kayes = Regions::embedded().polygon(Regions::embedded().coded("ML.03").unwrap());
    assert_eq!(kayes.0.len(), 1);
}

/// Every piece of every border of a country, solved one by one.
fn brute_km(borders: &Borders, p: LonLat, iso3: &str) -> f64 {
    let lines = borders.pairs_of(iso3).flat_map(|pair| borders.line(pair).0);
    let lines: Vec<_> = lines.flat_map(|l| l.lines().collect::<Vec<_>>()).collect();
    let at = |c: geo_types::Coord| LonLat::new(c.x, c.y);
    lines.iter().map(|l| nearest_on_segment(p, at(l.start), at(l.end)).km).fold(f64::INFINITY, f64::min)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_index_answers_as_brute_force(lon in -18.0..36.0f64, lat in -5.0..38.0f64, which in 0usize..13) {
        let p = LonLat::new(lon, lat);
        let brute = brute_km(Borders::embedded(), p, CORE[which]);
        let near = Borders::embedded().nearest_border_of(p, CORE[which]).unwrap();
        prop_assert!((near.foot.km - brute).abs() < 2e-6, "{} {}", near.foot.km, brute);
    }
}

#[test]
fn who_is_in_sight() {
    let borders = Borders::embedded();
    let seen = |bounds| borders.countries_in(bounds).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(seen([-3.0, 16.0, -2.0, 17.0]), "MLI");
    assert_eq!(seen([-4.0, 9.0, 4.5, 16.0]), "BEN BFA CIV GHA MLI NER NGA TGO");
    // The rest of the world too, and no country for its islands elsewhere.
    assert_eq!(seen([2.0, 48.0, 3.0, 49.0]), "FRA");
    assert!(seen([13.0, 12.0, 15.5, 13.5]).contains("CMR"));
}
