//! The headline of a report says what its text may leave out; places and offsets stay those of the text.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a panic here is the report

mod common;

use makan::Reader;
use makan::article::{Article, parse_date};
use makan::events::Report;
use makan::gazetteer::Gazetteer;
use makan::text::Lang;

const TEXT: &str = "Un élu de Hombori a promis samedi de l'aide aux familles. Les habitants demandent plus de soldats.";

fn read(title: Option<&str>, text: &str) -> Report {
    let gazetteer = Gazetteer::embedded().unwrap();
    let mut article = Article::new("une", text, Some(Lang::Fr));
    article.published = parse_date("2014-05-12").ok();
    article.title = title.map(str::to_owned);
    Reader::new(&gazetteer).read(article)
}

#[test]
fn a_headline_tells_what_happened_and_how_many_died() {
    let report = read(Some("Mali : douze civils tués par une mine à Hombori"), TEXT);
    let [(event, location)] = report.events.as_slice() else { panic!("{:?}", report.events) };
    assert_eq!(event.sub_event_type.to_string(), "Remote explosive/landmine/IED");
    assert_eq!(event.fatalities.map(|t| t.best), Some(12));
    assert_eq!(location.as_ref().map(|l| l.place.name.as_str()), Some("Hombori"));
    assert!(event.in_headline);
    assert!(read(None, TEXT).events.iter().all(|(e, _)| e.fatalities.is_none()));
}

#[test]
fn places_and_offsets_are_those_of_the_text() {
    let (with, without) = (read(Some("Douze civils tués par une mine à Hombori"), TEXT), read(None, TEXT));
    assert_eq!(with.article.text, TEXT);
    assert_eq!(with.article.sentences, without.article.sentences);
    assert_eq!(with.found.mentions, without.found.mentions);
    assert_eq!(with.found.relations, without.found.relations);
    assert_eq!(with.resolutions.len(), without.resolutions.len());
    for mention in &with.found.mentions {
        assert_eq!(TEXT.get(mention.range.clone()), Some(mention.surface.as_str()));
    }
}

#[test]
fn a_headline_that_the_text_repeats_is_not_read_twice() {
    let title = "Douze civils tués par une mine à Hombori";
    let text = format!("{title}\n\nPar notre correspondant. L'explosion a eu lieu samedi.");
    let events = read(Some(title), &text).events;
    assert_eq!(events.len(), 1, "{events:?}");
    assert!(events.iter().all(|(e, _)| !e.in_headline));
}

/// What the analyst reads beside such an event is the headline.
#[test]
fn the_map_quotes_the_headline() {
    let record = serde_json::json!({
        "id": "une", "date": "2014-05-12", "lang": "fr", "text": TEXT,
        "title": "Mali : douze civils tués par une mine à Hombori",
    });
    let folder = common::folder("headline");
    std::fs::write(folder.join("in.jsonl"), record.to_string()).unwrap();
    let (input, out) = (folder.join("in.jsonl"), folder.join("out"));
    let arguments = [input.as_os_str(), "-o".as_ref(), out.as_os_str(), "--format".as_ref(), "csv".as_ref()];
    common::makan(["map".as_ref()].into_iter().chain(arguments)).assert().success();
    let events = common::rows(&out.join("events.csv"));
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0]["text"], "Mali : douze civils tués par une mine à Hombori");
}
