//! The coder on gold articles, with their gold places: what it finds where, and how well.
//!
//! Reads `tests/gold/dev`, or the folder that `MAKAN_GOLD` names, and prints the figures
//! (`cargo test --test events_gold -- --nocapture`); `MAKAN_SHOW=1` also shows every miss.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a panic here is the report

use makan::article::Article;
use makan::events::{Coder, Event};
use makan::gazetteer::{Kind, Place};
use makan::resolution::Resolution;
use makan::space::LonLat;
use makan::text::Lang;
use makan::toponyms::{Mention, Relation, RelationKind};
use serde_json::Value;

struct Gold {
    article: Article,
    mentions: Vec<Mention>,
    relations: Vec<Relation>,
    resolutions: Vec<Resolution>,
    events: Vec<Value>,
}

fn read(gold: &Value) -> Option<Gold> {
    let text = gold["text"].as_str()?;
    let lang = Lang::parse(gold["lang"].as_str()?)?;
    let mut article = Article::new(gold["id"].as_str()?, text, Some(lang));
    article.published = gold["published"].as_str().and_then(|p| p.parse().ok());
    let byte_of = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(i, _)| i);
    // The gold names no country for a mention: that of the nearest gold event stands in for it.
    let homes: Vec<(LonLat, &str)> = gold["events"]
        .as_array()?
        .iter()
        .filter_map(|e| Some((LonLat::new(e["lon"].as_f64()?, e["lat"].as_f64()?), alpha2(e["country"].as_str()?))))
        .collect();
    let (mut mentions, mut resolutions) = (Vec::new(), Vec::new());
    for m in gold["mentions"].as_array()? {
        let surface = m["surface"].as_str()?;
        let start = byte_of(m["start"].as_u64()? as usize);
        let range = start..start + surface.len();
        if text.get(range.clone()) != Some(surface) {
            continue;
        }
        let kind: Kind = m["kind"].as_str().and_then(|k| k.parse().ok()).unwrap_or_default();
        let point = m["lat"].as_f64().zip(m["lon"].as_f64()).map(|(lat, lon)| LonLat::new(lon, lat));
        let name = m["gold_name"].as_str().unwrap_or(surface);
        let is_dateline = start < 40
            && kind.is_populated()
            && text[range.end..].trim_start_matches([' ', ')', '(']).starts_with(['–', '—', '-', ':', ',', '،'])
            && text[..start].trim().is_empty();
        let sentence = article.sentence_at(start);
        mentions.push(Mention { asked: vec![kind], is_dateline, ..Mention::certain(range, surface, sentence, lang) });
        let nearest = point.and_then(|p| homes.iter().min_by(|a, b| km(a.0, p).total_cmp(&km(b.0, p))));
        let country = nearest.map_or("ML", |h| h.1);
        let place = Place {
            id: format!("{point:?}"),
            name: name.into(),
            kind,
            point,
            country: country.into(),
            admin1: m["admin1"].as_str().unwrap_or_default().into(),
            ..Place::default()
        };
        resolutions.push(Resolution::known(place));
    }
    // Anchors are given by where they start in the text, in code points.
    let index = |v: &Value| v.as_u64().and_then(|n| mentions.iter().position(|m| m.range.start == byte_of(n as usize)));
    let relations = gold["relations"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|r| {
            let kind: RelationKind = serde_json::from_value(r["kind"].clone()).ok()?;
            let anchors: Vec<usize> = r["anchors"].as_array()?.iter().filter_map(index).collect();
            let first = mentions.get(*anchors.first()?)?;
            let last = mentions.get(*anchors.last()?)?;
            Some(Relation {
                kind,
                of: index(&r["of"]),
                km: r["km"].as_f64(),
                direction: None,
                range: first.range.start..last.range.end,
                sentence: first.sentence,
                anchors,
            })
        })
        .collect();
    Some(Gold { article, mentions, relations, resolutions, events: gold["events"].as_array()?.clone() })
}

fn alpha2(iso3: &str) -> &str {
    let known = [
        ("MLI", "ML"),
        ("BFA", "BF"),
        ("NER", "NE"),
        ("NGA", "NG"),
        ("MRT", "MR"),
        ("TCD", "TD"),
        ("BEN", "BJ"),
        ("SDN", "SD"),
        ("UKR", "UA"),
        ("RUS", "RU"),
        ("DZA", "DZ"),
        ("CIV", "CI"),
        ("TGO", "TG"),
        ("LBY", "LY"),
    ];
    known.iter().find(|(a, _)| *a == iso3).map_or("", |(_, b)| b)
}

fn km(a: LonLat, b: LonLat) -> f64 {
    let (dx, dy) = ((a.lon - b.lon) * a.lat.to_radians().cos(), a.lat - b.lat);
    111.2 * (dx * dx + dy * dy).sqrt()
}

fn point(gold: &Gold, event: &Event) -> Option<LonLat> {
    let points: Vec<LonLat> = event
        .site
        .as_ref()?
        .mentions
        .iter()
        .filter_map(|&m| gold.resolutions[m].place.as_ref().and_then(|p| p.point))
        .collect();
    let n = points.len() as f64;
    (!points.is_empty()).then(|| {
        LonLat::new(points.iter().map(|p| p.lon).sum::<f64>() / n, points.iter().map(|p| p.lat).sum::<f64>() / n)
    })
}

#[derive(Default)]
struct Score {
    gold: usize,
    found: usize,
    hit: usize,
    placed: usize,
    sub: usize,
    actor1: (usize, usize),
    actor2: (usize, usize),
    dead: (usize, usize),
    date: (usize, usize),
}

#[test]
fn gold_articles() {
    let folder = std::env::var("MAKAN_GOLD").unwrap_or_else(|_| "tests/gold/dev".into());
    let Ok(files) = std::fs::read_dir(&folder) else {
        eprintln!("no gold in {folder}");
        return;
    };
    let show = std::env::var_os("MAKAN_SHOW").is_some();
    let mut paths: Vec<_> =
        files.flatten().map(|f| f.path()).filter(|p| p.extension().is_some_and(|e| e == "json")).collect();
    paths.sort();
    let mut s = Score::default();
    for path in paths {
        let value: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let Some(gold) = read(&value) else { continue };
        let events = Coder::embedded().code(&gold.article, &gold.mentions, &gold.relations, &gold.resolutions);
        let news: Vec<&Event> = events.iter().filter(|e| !e.is_background).collect();
        let mut used = vec![false; news.len()];
        s.gold += gold.events.len();
        s.found += news.len();
        let mut log = Vec::new();
        for g in &gold.events {
            let at = g["lat"].as_f64().zip(g["lon"].as_f64()).map(|(lat, lon)| LonLat::new(lon, lat));
            let limit = g["tolerance_km"].as_f64().unwrap_or(25.0).max(25.0);
            let near = |e: &Event| at.zip(point(&gold, e)).is_some_and(|(a, b)| km(a, b) <= limit);
            s.placed += usize::from(news.iter().any(|e| near(e)));
            let type_fits = |e: &Event| g["type"].as_str() == Some(e.event_type());
            let sub_fits = |e: &Event| g["sub_type"].as_str() == Some(e.sub_event_type.name());
            let best = (0..news.len())
                .filter(|&i| !used[i] && near(news[i]) && type_fits(news[i]))
                .max_by_key(|&i| (sub_fits(news[i]), g["actor1"].as_str() == news[i].actor1.as_deref()));
            let Some(i) = best else {
                log.push(format!(
                    "  missed: {} / {} at {} by {} on {}",
                    g["type"], g["sub_type"], g["where"], g["actor1"], g["actor2"]
                ));
                continue;
            };
            used[i] = true;
            let e = news[i];
            s.hit += 1;
            s.sub += usize::from(sub_fits(e));
            let mut compare = |name: &str, sum: &mut (usize, usize), want: Option<String>, have: Option<String>| {
                let Some(want) = want else { return };
                sum.1 += 1;
                if have.as_ref() == Some(&want) {
                    sum.0 += 1;
                } else {
                    log.push(format!("  {} at {}: {name} {want} / {have:?}", g["sub_type"], g["where"]));
                }
            };
            let text = |v: &Value| v.as_str().map(str::to_owned);
            compare("actor1", &mut s.actor1, text(&g["actor1"]), e.actor1.clone());
            compare("actor2", &mut s.actor2, text(&g["actor2"]), e.actor2.clone());
            compare(
                "dead",
                &mut s.dead,
                g["fatalities"].as_u64().map(|n| n.to_string()),
                Some(e.fatalities.map_or(0, |t| t.best).to_string()),
            );
            compare("date", &mut s.date, text(&g["date"]), e.date.map(|d| d.to_string()));
            if !sub_fits(e) {
                log.push(format!("  {} at {}: sub-type {}", g["sub_type"], g["where"], e.sub_event_type));
            }
        }
        for (e, used) in news.iter().zip(&used) {
            if !used {
                let at: Vec<&str> =
                    e.site.iter().flat_map(|s| &s.mentions).map(|&m| gold.mentions[m].surface.as_str()).collect();
                log.push(format!(
                    "  extra: {} at {at:?} {:?} / {:?} {:?}: {}",
                    e.sub_event_type,
                    e.actor1,
                    e.actor2,
                    e.date,
                    gold.article.sentence_text(e.sentence)
                ));
            }
        }
        if show && !log.is_empty() {
            eprintln!("{}\n{}", gold.article.id, log.join("\n"));
        }
    }
    let share = |(a, b): (usize, usize)| format!("{a}/{b} = {:.2}", a as f64 / b.max(1) as f64);
    let (p, r) = (s.hit as f64 / s.found.max(1) as f64, s.hit as f64 / s.gold.max(1) as f64);
    eprintln!(
        "events: {} gold, {} found, {} right (place and type): P {p:.2} R {r:.2} F1 {:.2}",
        s.gold,
        s.found,
        s.hit,
        2.0 * p * r / (p + r).max(1e-9)
    );
    eprintln!("some event at the place {}", share((s.placed, s.gold)));
    eprintln!(
        "sub-type {} · actor1 {} · actor2 {} · dead {} · date {}",
        share((s.sub, s.hit)),
        share(s.actor1),
        share(s.actor2),
        share(s.dead),
        share(s.date)
    );
}
