//! The measures of relations: the phrases that place one thing by another.

use super::counts::Counts;
use super::{Gold, Miss};
use crate::events::Report;
use crate::text::CodePoints;
use crate::toponyms::{Direction, Relation, RelationKind};

/// How far apart, code points, two starts of one name may be: a clitic or an article.
const CLITIC: usize = 2;

/// How far a distance may be from the gold's, km, and as a share of it: miles are told in whole km.
const KM: f64 = 0.5;
const KM_SHARE: f64 = 0.02;

/// A relation of the system: its kind, where its anchors start, and the words that say so.
struct Told {
    kind: String,
    anchors: Vec<usize>,
    km: Option<f64>,
    direction: Option<Direction>,
    /// A bare "in X" of something that has no name and is no event: the gold labels none of these, so
    /// that one which matches nothing is no error.
    is_aside: bool,
    sentence: usize,
    words: String,
}

/// Scores the relations of one report. One is right when its kind and all its anchors are, and the
/// distance and direction that the gold gives; each counts once.
#[must_use]
pub fn score_relations(gold: &Gold, report: &Report, misses: &mut Vec<Miss>) -> Counts {
    let text = &report.article.text;
    let points = CodePoints::new(text);
    let start = |mention: usize| report.found.mentions.get(mention).map(|m| points.at(m.range.start));
    let said = |r: &Relation| Told {
        kind: kind_word(r),
        anchors: sorted(r.anchors.iter().filter_map(|a| start(*a)).collect()),
        km: r.km,
        direction: r.direction,
        is_aside: r.of.is_none() && r.kind == RelationKind::In,
        sentence: r.sentence,
        words: text.get(r.range.clone()).unwrap_or_default().to_owned(),
    };
    let mut all: Vec<Told> = report.found.relations.iter().map(said).collect();
    // An event that stands at a bare name is in that place, whether a preposition says so or not.
    for (event, _) in &report.events {
        let Some(site) = &event.site else { continue };
        let relation = site.relation.and_then(|r| report.found.relations.get(r));
        if relation.is_some_and(|r| r.of.is_none_or(|of| !site.mentions.contains(&of))) {
            continue;
        }
        let anchors = sorted(site.mentions.iter().filter_map(|m| start(*m)).collect());
        if let Some(told) = all.iter_mut().find(|t| t.kind == "in" && t.anchors == anchors) {
            told.is_aside = false;
        } else {
            let (kind, words) = ("in".to_owned(), "(event)".to_owned());
            let sentence = event.sentence;
            all.push(Told { kind, anchors, km: None, direction: None, is_aside: false, sentence, words });
        }
    }
    let mut given = all.iter().filter(|t| !t.is_aside).count();
    let mut found: Vec<Option<Told>> = all.into_iter().map(Some).collect();
    let mut right = 0;
    for truth in &gold.relations {
        let anchors = sorted(truth.anchors.clone());
        // "At X, on the road to Y" is told of X or with it; "in X and Y" is told of each.
        let of = truth.of.filter(|_| truth.kind == "on_road" && anchors.len() == 1);
        let with_of = of.map(|of| sorted(vec![of, anchors.first().copied().unwrap_or_default()]));
        if truth.kind == "in" && anchors.len() > 1 {
            let one = |told: &Option<Told>, anchor: usize| {
                told.as_ref()
                    .is_some_and(|t| t.kind == "in" && t.anchors.len() == 1 && is_near(t.anchors.first(), anchor))
            };
            let each: Vec<Option<usize>> =
                anchors.iter().map(|a| found.iter().position(|told| one(told, *a))).collect();
            if let Some(all) = each.into_iter().collect::<Option<Vec<usize>>>() {
                given += 1;
                right += 1;
                for slot in all.into_iter().filter_map(|i| found.get_mut(i).map(Option::take)) {
                    given -= usize::from(slot.is_some_and(|told| !told.is_aside));
                }
                continue;
            }
        }
        // Near a country is at its border.
        let is_country = gold.mentions.iter().any(|m| Some(&m.start) == anchors.first() && m.is_kind("country"));
        let fits = |told: &Told| {
            let is_alike = is_country
                && matches!(told.kind.as_str(), "near" | "border")
                && matches!(truth.kind.as_str(), "near" | "border");
            if is_alike && is_same(&told.anchors, &anchors) {
                return true;
            }
            if with_of.as_ref().is_some_and(|w| told.kind == truth.kind && is_same(&told.anchors, w)) {
                return true;
            }
            is_kind(&told.kind, &truth.kind, anchors.len())
                && is_same(&told.anchors, &anchors)
                && truth.km.is_none_or(|km| told.km.is_some_and(|k| (k - km).abs() <= KM.max(km * KM_SHARE)))
                && truth.direction.as_ref().is_none_or(|d| told.direction.is_some_and(|t| t.to_string() == *d))
        };
        if let Some(slot) = found.iter_mut().find(|r| r.as_ref().is_some_and(fits)) {
            given += usize::from(slot.as_ref().is_some_and(|told| told.is_aside));
            *slot = None;
            right += 1;
            continue;
        }
        let at = truth.anchors.first().copied().or(truth.of).unwrap_or(0);
        let sentence = report.article.sentence_at(text.char_indices().nth(at).map_or(0, |(i, _)| i));
        let here = report.found.relations.iter().filter(|r| r.sentence == sentence);
        let heard: Vec<String> =
            here.map(|r| format!("{} {}", kind_word(r), text.get(r.range.clone()).unwrap_or_default())).collect();
        misses.push(Miss {
            id: gold.id.clone(),
            what: "relation",
            about: format!("{} {:?} at {at}", truth.kind, truth.anchors),
            found: heard.join(" | "),
            sentence: report.article.sentence_text(sentence).to_owned(),
        });
    }
    for Told { kind, anchors, sentence, words, .. } in found.into_iter().flatten().filter(|t| !t.is_aside) {
        misses.push(Miss {
            id: gold.id.clone(),
            what: "false relation",
            about: String::new(),
            found: format!("{kind} {anchors:?}: {words}"),
            sentence: report.article.sentence_text(sentence).to_owned(),
        });
    }
    Counts { right, given, wanted: gold.relations.len() }
}

/// True when two kinds mean the same: "on the road between A and B" is as much between the two, and
/// less than N km from a border is at the border.
fn is_kind(told: &str, truth: &str, anchors: usize) -> bool {
    let is_stretch = |kind: &str| matches!(kind, "between" | "on_road");
    told == truth
        || anchors == 2 && is_stretch(told) && is_stretch(truth)
        || told == "border_distance" && truth == "border"
}

fn is_same(told: &[usize], truth: &[usize]) -> bool {
    told.len() == truth.len() && told.iter().zip(truth).all(|(a, b)| is_near(Some(a), *b))
}

fn is_near(told: Option<&usize>, truth: usize) -> bool {
    told.is_some_and(|t| t.abs_diff(truth) <= CLITIC)
}

fn sorted(mut starts: Vec<usize>) -> Vec<usize> {
    starts.sort_unstable();
    starts
}

/// The gold's word for a relation; it has none of its own for a quarter in its town.
fn kind_word(relation: &Relation) -> String {
    if relation.kind == RelationKind::QuarterOf {
        return "in".to_owned();
    }
    serde_json::to_value(relation.kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
