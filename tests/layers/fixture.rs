//! Ten invented events in Mali, with what belongs to them, through the public constructors.

use geo_types::{Geometry, LineString, MultiLineString, Polygon};
use jiff::civil::date;
use makan::layers::*;
use makan::space::LonLat;

pub const TYPES: [(&str, &str); 6] = [
    ("Battles", "Armed clash"),
    ("Explosions/Remote violence", "Remote explosive/landmine/IED"),
    ("Violence against civilians", "Attack"),
    ("Strategic developments", "Looting/property destruction"),
    ("Protests", "Peaceful protest"),
    ("Riots", "Mob violence"),
];

/// name, Arabic name, admin1, lat, lon, radius km, type, killed, needs review
type Case = (&'static str, &'static str, &'static str, f64, f64, f64, usize, Option<i64>, bool);

const CASES: [Case; 10] = [
    ("Kassaro", "كاسارو", "Kayes", 13.0, -8.92, 14.0, 0, Some(7), false),
    ("Diabaly", "ديابالي", "Ségou", 14.69, -6.02, 2.0, 2, Some(23), false),
    ("Nioro du Sahel", "نيورو الساحل", "Nioro", 15.23, -9.59, 5.0, 3, None, true),
    ("Bamako", "باماكو", "Bamako", 12.65, -8.0, 3.0, 4, None, false),
    ("Boni", "بوني", "Douentza", 15.08, -2.22, 6.0, 1, Some(3), false),
    ("Ménaka", "ميناكا", "Ménaka", 15.92, 2.4, 25.0, 2, Some(41), true),
    ("Kidal", "كيدال", "Kidal", 18.44, 1.41, 4.0, 0, Some(12), false),
    ("Tombouctou", "تمبكتو", "Tombouctou", 16.77, -3.01, 2.0, 1, Some(1), false),
    ("Sikasso", "سيكاسو", "Sikasso", 11.32, -5.67, 60.0, 3, None, true),
    ("Mopti", "موبتي", "Mopti", 14.49, -4.2, 2.0, 5, Some(2), false),
];

const SENTENCES: [(&str, &str); 3] = [
    ("ar", "قُتل عدد من الجنود في كمين قرب كاسارو، بحسب مصدر محلي."),
    ("fr", "Des hommes armés ont attaqué la localité à l'aube, selon « un élu »."),
    ("en", "Gunmen raided the town at dawn & burned <several> shops, \"a resident\" said."),
];

fn circle(lon: f64, lat: f64, km: f64) -> Geometry<f64> {
    let ring = (0..=48).map(|i| {
        let a = f64::from(i % 48) * std::f64::consts::TAU / 48.0;
        (lon + km / 111.3 / lat.to_radians().cos() * a.cos(), lat + km / 110.6 * a.sin())
    });
    Polygon::new(LineString::from(ring.collect::<Vec<_>>()), vec![]).into()
}

fn line(coords: &[(f64, f64)]) -> LineString<f64> {
    LineString::from(coords.to_vec())
}

/// A rough Mali and its neighbours, by hand to about half a degree.
const MALI: [(f64, f64); 27] = [
    (-12.2, 14.8),
    (-11.5, 15.6),
    (-10.7, 15.4),
    (-9.4, 15.4),
    (-5.5, 15.5),
    (-5.3, 16.3),
    (-5.5, 16.5),
    (-6.5, 25.0),
    (-4.8, 25.0),
    (1.2, 21.1),
    (1.8, 20.3),
    (3.2, 19.8),
    (3.2, 19.1),
    (4.2, 19.1),
    (4.2, 16.8),
    (3.5, 15.4),
    (0.2, 14.9),
    (-2.0, 14.2),
    (-4.3, 13.1),
    (-5.3, 11.8),
    (-5.5, 10.4),
    (-7.9, 10.2),
    (-8.4, 11.4),
    (-9.0, 12.4),
    (-11.4, 12.2),
    (-11.4, 13.0),
    (-12.2, 14.8),
];

pub fn set() -> LayerSet {
    let mut set = LayerSet { km_to: vec!["MRT".into(), "BFA".into()], ..LayerSet::default() };
    set.meta.title = "Reported events in Mali (test)".into();
    set.meta.attribution = vec!["Places: GeoNames, CC BY 4.0".into(), "Borders: © OpenStreetMap contributors".into()];
    set.meta.made_from = "10 articles".into();
    for (i, &(name, name_ar, admin1, lat, lon, km, kind, killed, needs_review)) in CASES.iter().enumerate() {
        let (lang, text) = SENTENCES[i % 3];
        let event_id = format!("e{:08x}", i * 7919 + 1);
        set.events.push(EventRow {
            event_id: event_id.clone(),
            doc_id: format!("article-{}", i + 1),
            rank: Some(1),
            event_date: Some(date(2026, 1, 3 + i as i8)),
            time_precision: Some(if i == 8 { 3 } else { 1 }),
            event_type: TYPES[kind].0.into(),
            sub_event_type: TYPES[kind].1.into(),
            actor1: if i % 2 == 0 { "JNIM".into() } else { "Military Forces of Mali".into() },
            actor2: if kind == 2 { "Civilians (Mali)".into() } else { String::new() },
            fatalities: killed,
            injuries: (i == 1).then_some(9),
            abducted: (i == 2).then_some(2),
            claimed_by: if i == 0 { "JNIM".into() } else { String::new() },
            country: "Mali".into(),
            iso3: "MLI".into(),
            admin1: admin1.into(),
            location: name.into(),
            location_ar: name_ar.into(),
            place_id: format!("gn:{}", 2_450_000 + i),
            latitude: Some(lat),
            longitude: Some(lon),
            geo_precision: Some(if km > 20.0 { 3 } else { 1 }),
            uncertainty_km: Some(km),
            relation: if i == 0 { "between Kassaro and Souribougou".into() } else { "at".into() },
            confidence: Some(if needs_review { 0.41 } else { 0.9 }),
            needs_review,
            nearest_border: "MRT".into(),
            border_km: Some(120.04 + i as f64),
            sources: Some(1),
            source_ids: format!("article-{}", i + 1),
            lang: lang.into(),
            url: format!("https://example.org/{}?a=1&b=2", i + 1),
            text: text.into(),
            km_to: vec![Some(100.26 + i as f64), None],
            ..EventRow::default()
        });
        set.areas.push(AreaRow {
            event_id: event_id.clone(),
            relation: "at".into(),
            uncertainty_km: Some(km),
            geometry: Some(circle(lon, lat, km)),
        });
        set.places.push(PlaceRow {
            doc_id: format!("article-{}", i + 1),
            start: Some(12),
            end: Some(18),
            surface: name_ar.into(),
            place_id: format!("gn:{}", 2_450_000 + i),
            name: name.into(),
            name_ar: name_ar.into(),
            kind: "town".into(),
            country: "Mali".into(),
            admin1: admin1.into(),
            similarity: Some(0.987_654_3),
            confidence: Some(0.9),
            method: "alternate".into(),
            relation: "at".into(),
            lang: lang.into(),
            nearest_border: "MRT".into(),
            border_km: Some(100.26),
            point: Some(LonLat::new(lon, lat)),
        });
    }
    set.places
        .push(PlaceRow { doc_id: "article-1".into(), surface: "=غير معروف".into(), ..PlaceRow::default() });
    set.routes.push(RouteRow {
        event_id: set.events[0].event_id.clone(),
        from: "Kassaro".into(),
        to: "Souribougou".into(),
        length_km: Some(28.04),
        geometry: Some(line(&[(-8.92, 13.0), (-8.7, 12.9)]).into()),
    });
    for (other, name, from, to) in [
        ("MRT", "Mali – Mauritania", 0, 7),
        ("DZA", "Algeria – Mali", 8, 12),
        ("NER", "Mali – Niger", 13, 16),
        ("BFA", "Burkina Faso – Mali", 16, 19),
        ("CIV", "Côte d’Ivoire – Mali", 19, 21),
        ("GIN", "Guinea – Mali", 21, 24),
        ("SEN", "Mali – Senegal", 24, 26),
    ] {
        let (a, b) = if other < "MLI" { (other, "MLI") } else { ("MLI", other) };
        set.borders.push(BorderRow {
            iso3_a: a.into(),
            iso3_b: b.into(),
            name: name.into(),
            length_km: Some(1000.0),
            geometry: Some(MultiLineString(vec![line(&MALI[from..=to])]).into()),
        });
    }
    let mut region = |iso3: &str, name: &str, name_ar: &str, ring: &[(f64, f64)]| {
        let shape = Polygon::new(line(ring), vec![]).into();
        set.regions.push(RegionRow {
            iso3: iso3.into(),
            name: name.into(),
            name_ar: name_ar.into(),
            since: None,
            until: None,
            kind: "country".into(),
            geometry: Some(shape),
        });
    };
    let close = |mut part: Vec<(f64, f64)>, rest: &[(f64, f64)]| {
        part.extend_from_slice(rest);
        part.push(part[0]);
        part
    };
    region("MLI", "Mali", "مالي", &MALI);
    region("MRT", "Mauritania", "موريتانيا", &close(MALI[..8].to_vec(), &[(-8.7, 27.3), (-17.0, 21.0), (-16.5, 16.0)]));
    region(
        "DZA",
        "Algeria",
        "الجزائر",
        &close(MALI[8..13].to_vec(), &[(11.9, 23.5), (8.0, 37.0), (-2.0, 35.0), (-8.7, 27.3)]),
    );
    region(
        "NER",
        "Niger",
        "النيجر",
        &close(MALI[13..17].to_vec(), &[(3.6, 11.7), (13.4, 13.7), (15.0, 23.0), (11.9, 23.5)]),
    );
    region(
        "BFA",
        "Burkina Faso",
        "بوركينا فاسو",
        &close(MALI[16..20].to_vec(), &[(-5.5, 10.4), (-2.8, 9.7), (2.4, 11.9)]),
    );
    region(
        "CIV",
        "Côte d’Ivoire",
        "ساحل العاج",
        &close(MALI[20..22].to_vec(), &[(-7.5, 4.4), (-2.9, 5.1), (-2.8, 9.7)]),
    );
    region(
        "GIN",
        "Guinea",
        "غينيا",
        &close(MALI[21..25].to_vec(), &[(-13.7, 12.6), (-15.0, 11.0), (-13.0, 9.0), (-8.5, 7.6)]),
    );
    region(
        "SEN",
        "Senegal",
        "السنغال",
        &close(MALI[24..26].to_vec(), &[(-12.2, 14.8), (-16.5, 16.0), (-17.4, 14.7), (-16.7, 12.4)]),
    );
    set.review.push(ReviewRow {
        doc_id: "article-1".into(),
        start: Some(12),
        end: Some(18),
        surface: "=غير معروف".into(),
        sentence: SENTENCES[0].1.into(),
        lang: "ar".into(),
        reason: "no candidate".into(),
        ..ReviewRow::default()
    });
    set
}
