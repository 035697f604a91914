//! The measures of relations: the phrases that place one thing by another.

use super::counts::Counts;
use super::{Gold, Miss};
use crate::events::Report;
use crate::text::CodePoints;
use crate::toponyms::Relation;

/// How far apart, code points, two starts of one name may be: a clitic or an article.
const CLITIC: usize = 2;

/// Scores the relations of one report. One is right when its kind and all its anchors are; each
/// counts once.
#[must_use]
pub fn score_relations(gold: &Gold, report: &Report, misses: &mut Vec<Miss>) -> Counts {
    let text = &report.article.text;
    let points = CodePoints::new(text);
    let start = |mention: usize| report.found.mentions.get(mention).map(|m| points.at(m.range.start));
    let mut found: Vec<Option<(String, Vec<usize>)>> = report
        .found
        .relations
        .iter()
        .map(|r| Some((kind_word(r), sorted(r.anchors.iter().filter_map(|a| start(*a)).collect()))))
        .collect();
    let mut right = 0;
    for truth in &gold.relations {
        let anchors = sorted(truth.anchors.clone());
        let fits = |(kind, theirs): &(String, Vec<usize>)| {
            *kind == truth.kind
                && theirs.len() == anchors.len()
                && theirs.iter().zip(&anchors).all(|(a, b)| a.abs_diff(*b) <= CLITIC)
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
    Counts { right, given: found.len(), wanted: gold.relations.len() }
}

fn sorted(mut starts: Vec<usize>) -> Vec<usize> {
    starts.sort_unstable();
    starts
}

fn kind_word(relation: &Relation) -> String {
    serde_json::to_value(relation.kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
