//! Events coded from texts: the case files in `tests/events/`, and the seed article.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a panic here is the report

use jiff::civil::Date;
use makan::article::Article;
use makan::events::{Coder, Event};
use makan::gazetteer::{Kind, Place};
use makan::resolution::Resolution;
use makan::text::Lang;
use makan::toponyms::{Mention, Relation, RelationKind};

/// A text whose places are marked `[Diabaly]`, `[Kayes|admin1]`, and phrases of place `<between …>`.
struct Marked {
    article: Article,
    mentions: Vec<Mention>,
    relations: Vec<Relation>,
    resolutions: Vec<Resolution>,
}

fn marked(id: &str, text: &str, lang: Lang, published: Option<Date>, country: &str) -> Marked {
    let (mut plain, mut places, mut phrases) = (String::new(), Vec::new(), Vec::new());
    let mut rest = text;
    let mut open: Option<(RelationKind, usize, usize)> = None;
    while let Some(at) = rest.find(['[', '<', '>']) {
        plain.push_str(&rest[..at]);
        let mark = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match mark {
            b'[' => {
                let end = rest.find(']').expect("a closing bracket");
                let (name, kind) = rest[..end].split_once('|').unwrap_or((&rest[..end], "village"));
                let kind: Kind = kind.parse().expect("a kind");
                places.push((plain.len()..plain.len() + name.len(), name.to_owned(), kind));
                plain.push_str(name);
                rest = &rest[end + 1..];
            }
            b'<' => {
                let (kind, after) = rest.split_once(':').expect("a kind of relation");
                let kind = serde_json::from_str(&format!("\"{kind}\"")).expect("a kind of relation");
                open = Some((kind, plain.len(), places.len()));
                rest = after;
            }
            _ => {
                let (kind, start, first) = open.take().expect("an open phrase");
                phrases.push((kind, start..plain.len(), first..places.len()));
            }
        }
    }
    plain.push_str(rest);
    let mut article = Article::new(id, plain, Some(lang));
    article.published = published;
    let mentions: Vec<Mention> = places
        .iter()
        .map(|(range, name, kind)| Mention {
            is_dateline: *kind == Kind::Spot,
            ..Mention::certain(range.clone(), name, article.sentence_at(range.start), lang)
        })
        .collect();
    let resolutions = places
        .iter()
        .map(|(_, name, kind)| {
            let place = Place {
                id: format!("t:{name}"),
                name: name.clone(),
                kind: *kind,
                country: country.into(),
                ..Place::default()
            };
            Resolution::known(place)
        })
        .collect();
    let relations = phrases
        .into_iter()
        .map(|(kind, range, inside)| {
            let placed = kind == RelationKind::Near && inside.len() == 2;
            Relation {
                kind,
                of: placed.then_some(inside.start),
                anchors: if placed { vec![inside.start + 1] } else { inside.collect() },
                km: None,
                direction: None,
                sentence: article.sentence_at(range.start),
                range,
            }
        })
        .collect();
    Marked { article, mentions, relations, resolutions }
}

fn code(m: &Marked) -> Vec<Event> {
    Coder::embedded().code(&m.article, &m.mentions, &m.relations, &m.resolutions)
}

fn shown(m: &Marked, e: &Event) -> Vec<String> {
    let site = e.site.as_ref().map_or("-".to_owned(), |s| {
        s.mentions.iter().map(|&i| m.mentions[i].surface.as_str()).collect::<Vec<_>>().join("–")
    });
    let or = |v: &Option<String>| v.clone().unwrap_or_else(|| "-".to_owned());
    let toll = |t: Option<makan::events::Toll>| t.map_or("-".to_owned(), |t| t.best.to_string());
    vec![
        format!("{}{}", if e.is_background { "~" } else { "" }, e.sub_event_type),
        site,
        or(&e.actor1),
        or(&e.actor2),
        toll(e.fatalities),
        e.date.map_or("-".to_owned(), |d| d.to_string()),
        toll(e.injuries),
        toll(e.abducted),
        or(&e.assoc_actor_1),
        or(&e.assoc_actor_2),
        or(&e.claimed_by),
    ]
}

/// Runs a case file: a head line `# lang published country`, a text, and the events expected of it,
/// each on a line `> sub-event type | place | actor1 | actor2 | killed | date | injured | abducted |
/// with actor1 | with actor2 | claimed by`; `*` is anything, trailing fields may be left out.
fn run(file: &str) -> (usize, Vec<String>) {
    let text = std::fs::read_to_string(format!("tests/events/{file}")).unwrap();
    let (mut cases, mut failures) = (0, Vec::new());
    for block in text.split("\n\n").filter(|b| b.trim_start().starts_with("# ")) {
        let mut lines = block.trim().lines().skip_while(|l| l.starts_with("##"));
        let head: Vec<&str> = lines.next().unwrap()[2..].split(' ').collect();
        let lang = Lang::parse(head[0]).unwrap();
        let (expected, body): (Vec<&str>, Vec<&str>) = lines.partition(|l| l.starts_with('>'));
        let m = marked("case", &body.join("\n"), lang, head[1].parse().ok(), head.get(2).unwrap_or(&"ML"));
        let found: Vec<Vec<String>> = code(&m).iter().map(|e| shown(&m, e)).collect();
        let expected: Vec<Vec<&str>> = expected.iter().map(|l| l[1..].split('|').map(str::trim).collect()).collect();
        let fits = expected.len() == found.len()
            && expected.iter().zip(&found).all(|(e, f)| e.iter().zip(f).all(|(e, f)| *e == "*" || e == f));
        cases += 1;
        if !fits {
            let list = |rows: Vec<String>| rows.iter().map(|r| format!("\n    {r}")).collect::<String>();
            failures.push(format!(
                "{}\n  expected:{}\n  found:{}\n",
                m.article.text,
                list(expected.iter().map(|e| e.join(" | ")).collect()),
                list(found.iter().map(|f| f.join(" | ")).collect())
            ));
        }
    }
    (cases, failures)
}

fn check(file: &str) {
    let (cases, failures) = run(file);
    assert!(cases > 10, "{file} holds too few cases");
    assert!(failures.is_empty(), "{file}: {} of {cases} fail\n\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn english_cases() {
    check("cases-en.txt");
}

#[test]
fn french_cases() {
    check("cases-fr.txt");
}

#[test]
fn arabic_cases() {
    check("cases-ar.txt");
}

#[test]
fn the_seed_article_gives_its_four_events() {
    check_seed("seed-ar.txt");
}

fn check_seed(file: &str) {
    let (cases, failures) = run(file);
    assert_eq!(cases, 1);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn notes_in_the_manner_of_acled() {
    check("cases-notes.txt");
}
