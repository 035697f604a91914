//! The measures of relations: the phrases that place one thing by another.

use super::counts::Counts;
use super::{Gold, Miss};
use crate::events::Report;
use crate::text::CodePoints;
use crate::toponyms::{Relation, RelationKind};

/// How far apart, code points, two starts of one name may be: a clitic or an article.
const CLITIC: usize = 2;

/// A relation of the system: its kind, where its anchors start, and the words that say so.
struct Told {
    kind: String,
    anchors: Vec<usize>,
    sentence: usize,
    words: String,
}

/// Scores the relations of one report. One is right when its kind and all its anchors are; each
/// counts once.
#[must_use]
pub fn score_relations(gold: &Gold, report: &Report, misses: &mut Vec<Miss>) -> Counts {
    let text = &report.article.text;
    let points = CodePoints::new(text);
    let start = |mention: usize| report.found.mentions.get(mention).map(|m| points.at(m.range.start));
    let said = |r: &Relation| Told {
        kind: kind_word(r),
        anchors: sorted(r.anchors.iter().filter_map(|a| start(*a)).collect()),
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
        if !all.iter().any(|t| t.kind == "in" && t.anchors == anchors) {
            let (kind, words) = ("in".to_owned(), "(event)".to_owned());
            all.push(Told { kind, anchors, sentence: event.sentence, words });
        }
    }
    let given = all.len();
    let mut found: Vec<Option<Told>> = all.into_iter().map(Some).collect();
    let mut right = 0;
    for truth in &gold.relations {
        let anchors = sorted(truth.anchors.clone());
        let fits = |told: &Told| {
            told.kind == truth.kind
                && told.anchors.len() == anchors.len()
                && told.anchors.iter().zip(&anchors).all(|(a, b)| a.abs_diff(*b) <= CLITIC)
        };
        if let Some(slot) = found.iter_mut().find(|r| r.as_ref().is_some_and(fits)) {
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
    for Told { kind, anchors, sentence, words } in found.into_iter().flatten() {
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
