use super::*;
use crate::article::Article;
use crate::events::{Site, SubEventType, Toll};
use crate::gazetteer::Place;
use crate::resolution::GeoPrecision;
use crate::space::{Placement, destination};
use crate::text::{Lang, Precision};
use crate::toponyms::{Found, Mention};
use std::sync::Arc;

const TEXT: &str = "One killed in Alpha. Two killed in Beta. In 2012 Gamma fell.";
const ORIGIN: LonLat = LonLat { lon: 0.0, lat: 15.0 };

/// A point so many km east of the origin.
fn east(km: f64) -> LonLat {
    destination(ORIGIN, 90.0, km)
}

fn gold(events: &[String]) -> Gold {
    let json = format!(
        r#"{{"id":"x","lang":"en","text":"","mentions":[],"events":[{}],"background":[{{"what":"fall","sentence":41}}]}}"#,
        events.join(",")
    );
    serde_json::from_str(&json).unwrap()
}

fn truth(event_type: &str, place: &str, km: f64, rest: &str) -> String {
    let p = east(km);
    format!(r#"{{"type":"{event_type}","where":"{place}","lat":{},"lon":{}{rest}}}"#, p.lat, p.lon)
}

/// An event in a sentence, put so many km east of the origin, with a radius of 5 km.
fn told(sub: SubEventType, sentence: usize, km: f64, confidence: f64) -> (Event, Option<Location>) {
    let event = Event {
        sentence,
        sentences: vec![sentence],
        in_headline: false,
        trigger: 0..1,
        sub_event_type: sub,
        actor1: Some("JNIM".to_owned()),
        assoc_actor_1: None,
        actor2: None,
        assoc_actor_2: None,
        fatalities: Some(Toll::exactly(2)),
        injuries: None,
        abducted: None,
        claimed_by: None,
        date: Some("2025-06-14".parse().unwrap()),
        time_precision: Precision::Day,
        site: Some(Site { mentions: vec![sentence], relation: None }),
        is_background: false,
        is_ongoing: false,
        rank: 1,
        confidence,
    };
    let location = Location {
        placement: Placement { uncertainty_km: 5.0, ..Placement::disc(east(km), 5.0) },
        place: Arc::new(Place::default()),
        precision: GeoPrecision::Place,
        relation: "at".to_owned(),
        route: None,
        confidence: 0.9,
        doubt: String::new(),
    };
    (event, Some(location))
}

fn report(events: Vec<(Event, Option<Location>)>) -> Report {
    let article = Article::new("x", TEXT, Some(Lang::En));
    assert_eq!(article.sentences.len(), 3);
    let mention = |name: &str, sentence| {
        let start = TEXT.find(name).unwrap();
        Mention::certain(start..start + name.len(), name, sentence, Lang::En)
    };
    let mentions = vec![mention("Alpha", 0), mention("Beta", 1), mention("Gamma", 2)];
    Report { article, found: Found { mentions, relations: Vec::new() }, resolutions: Vec::new(), events }
}

fn score(gold: &Gold, report: &Report) -> (EventScores, Vec<&'static str>) {
    let (mut scores, mut misses) = (EventScores::default(), Vec::new());
    scores.score(gold, report, &mut misses);
    (scores, misses.iter().map(|m| m.what).collect())
}

#[test]
fn one_found_one_of_another_type_one_too_many() {
    use SubEventType::{ArmedClash, Attack, PeacefulProtest};
    let gold = gold(&[
        truth(
            "Battles",
            "Alpha",
            0.0,
            r#","sub_type":"Armed clash","actor1":"Katiba Macina","fatalities":2,"date":"2025-06-13""#,
        ),
        truth("Riots", "Beta", 100.0, ""),
    ]);
    // 4 km from Alpha; 20 km from Beta and of another type; in the sentence of the background.
    let report = report(vec![
        told(ArmedClash, 0, 4.0, 0.95),
        told(Attack, 1, 120.0, 0.85),
        told(PeacefulProtest, 2, 900.0, 0.35),
    ]);
    let (s, misses) = score(&gold, &report);
    assert_eq!(s.found, Counts { right: 1, given: 3, wanted: 2 });
    assert_eq!(s.found_any_type, Counts { right: 2, given: 3, wanted: 2 });
    assert_eq!((s.within_10, s.within_25), (Share { right: 1, of: 2 }, Share { right: 2, of: 2 }));
    assert_eq!((s.types, s.sub_types), (Share { right: 1, of: 2 }, Share { right: 1, of: 1 }));
    // Katiba Macina is coded as JNIM; no second actor on both sides; two dead; a day late.
    let right = Share { right: 1, of: 1 };
    assert_eq!([s.actor1, s.actor2, s.actors, s.fatalities, s.fatalities_told], [right; 5]);
    assert_eq!(s.dates, Share { right: 0, of: 1 });
    assert_eq!(s.background_as_news, Share { right: 1, of: 1 });
    assert_eq!(s.confidences, [(0.95, 0.9, true), (0.85, 0.9, false), (0.35, 0.9, false)]);
    assert_eq!(s.location_confidences, [(0.9, true), (0.9, true)]);
    // 4 km lies within 5 km, 20 km does not.
    assert_eq!(s.inside, Share { right: 1, of: 2 });
    assert_eq!(misses, ["date", "event type", "false event", "background as news"]);
}

#[test]
fn a_name_put_elsewhere_is_told_but_not_found() {
    let gold = gold(&[truth("Battles", "Alpha", 0.0, "")]);
    let (s, misses) = score(&gold, &report(vec![told(SubEventType::ArmedClash, 0, 300.0, 0.9)]));
    assert_eq!((s.found.right, s.found_any_type.right, s.within_25), (0, 0, Share { right: 0, of: 1 }));
    assert_eq!((s.errors_km.len(), s.inside), (1, Share { right: 0, of: 1 }));
    assert!((s.errors_km[0] - 300.0).abs() < 1e-6);
    assert_eq!(misses, ["event place"]);
    // At another name it is not told at all.
    let (s, misses) = score(&gold, &report(vec![told(SubEventType::ArmedClash, 1, 300.0, 0.9)]));
    assert_eq!((s.errors_km.len(), s.within_25), (0, Share { right: 0, of: 1 }));
    assert_eq!(misses, ["missed event", "false event"]);
}

#[test]
fn the_tolerance_of_the_gold_is_granted() {
    let at = |rest: &str| gold(&[truth("Battles", "Alpha", 0.0, rest)]);
    let report = report(vec![told(SubEventType::ArmedClash, 1, 40.0, 0.9)]);
    assert_eq!(score(&at(""), &report).0.found.right, 0);
    assert_eq!(score(&at(r#","tolerance_km":10"#), &report).0.found.right, 0);
    assert_eq!(score(&at(r#","tolerance_km":50"#), &report).0.found.right, 1);
}

#[test]
fn background_is_not_reported() {
    let gold = gold(&[truth("Battles", "Alpha", 0.0, "")]);
    let mut old = told(SubEventType::ArmedClash, 0, 0.0, 0.9);
    old.0.is_background = true;
    let (s, _) = score(&gold, &report(vec![old]));
    assert_eq!(s.found, Counts { right: 0, given: 0, wanted: 1 });
}

#[test]
fn two_events_at_one_place_are_told_apart_by_their_details() {
    let gold = gold(&[
        truth("Battles", "Alpha", 0.0, r#","fatalities":7"#),
        truth("Battles", "Alpha", 0.0, r#","fatalities":2"#),
    ]);
    // The first reported has two dead: it is the second of the gold.
    let mut seven = told(SubEventType::ArmedClash, 1, 1.0, 0.9);
    seven.0.fatalities = Some(Toll::exactly(7));
    let (s, _) = score(&gold, &report(vec![told(SubEventType::ArmedClash, 0, 1.0, 0.9), seven]));
    assert_eq!(s.found, Counts { right: 2, given: 2, wanted: 2 });
    assert_eq!(s.fatalities, Share { right: 2, of: 2 });
}
