//! The measures: recognition and resolution of names. `docs/evaluation.md` defines each.

use super::Gold;
use crate::events::Report;
use crate::gazetteer::Kind;
use crate::space::{LonLat, distance_km};
use serde::Serialize;
use std::ops::Range;

/// Half the circumference of the Earth, km: the largest error there is, and what a place left
/// unresolved counts as.
const FARTHEST_KM: f64 = 20_039.0;

/// Counts of true and false answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Counts {
    /// Right answers.
    pub right: usize,
    /// Answers given.
    pub given: usize,
    /// Answers that the gold has.
    pub wanted: usize,
}

impl Counts {
    /// Right among given.
    #[must_use]
    pub fn precision(&self) -> f64 {
        ratio(self.right, self.given)
    }

    /// Right among wanted.
    #[must_use]
    pub fn recall(&self) -> f64 {
        ratio(self.right, self.wanted)
    }

    /// The harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        ratio(2 * self.right, self.given + self.wanted)
    }

    /// Adds the counts of another.
    pub fn add(&mut self, other: Counts) {
        self.right += other.right;
        self.given += other.given;
        self.wanted += other.wanted;
    }
}

/// Right among all; 0 of nothing.
pub(super) fn ratio(right: usize, all: usize) -> f64 {
    // Counts of names are far below 2⁵².
    #[allow(clippy::cast_precision_loss)]
    let quotient = right as f64 / all as f64;
    if all == 0 { 0.0 } else { quotient }
}

/// The scores of places over any number of articles.
#[derive(Debug, Clone, Default)]
pub struct PlaceScores {
    /// Names found with exactly the gold's span.
    pub exact: Counts,
    /// Names found with a span that overlaps the gold's.
    pub overlap: Counts,
    /// The error of each name that was found and has a known point, km.
    pub errors_km: Vec<f64>,
    /// The same, for towns and villages alone.
    pub settlement_errors_km: Vec<f64>,
    /// For each name found that was resolved and has a known point: the confidence, and whether it
    /// was right within 25 km (161 km for countries and regions).
    pub confidences: Vec<(f64, bool)>,
    /// Relations found and right.
    pub relations: Counts,
}

/// One thing that went wrong, for people to look at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Miss {
    /// The article.
    pub id: String,
    /// What went wrong: `missed`, `false`, `misplaced`, `relation`, ...
    pub what: &'static str,
    /// The name or event.
    pub about: String,
    /// What came instead.
    pub found: String,
    /// The sentence.
    pub sentence: String,
}

impl PlaceScores {
    /// Scores one report; misses are appended to `misses`.
    pub fn score(&mut self, gold: &Gold, report: &Report, misses: &mut Vec<Miss>) {
        let text = &report.article.text;
        let wanted: Vec<(Range<usize>, usize)> =
            gold.mentions.iter().enumerate().filter_map(|(i, m)| Some((m.bytes(text)?, i))).collect();
        let found = &report.found.mentions;
        let overlaps = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let sentence = |at: usize| report.article.sentence_text(report.article.sentence_at(at)).to_owned();
        let exact = wanted.iter().filter(|(r, _)| found.iter().any(|m| m.range == *r)).count();
        self.exact.add(Counts { right: exact, given: found.len(), wanted: wanted.len() });
        let mut used = vec![false; found.len()];
        let mut right = 0;
        for (range, i) in &wanted {
            let Some(truth) = gold.mentions.get(*i) else { continue };
            let hit = found
                .iter()
                .enumerate()
                .position(|(n, m)| overlaps(&m.range, range) && !used.get(n).copied().unwrap_or(true));
            let Some(hit) = hit else {
                misses.push(Miss {
                    id: gold.id.clone(),
                    what: "missed",
                    about: truth.surface.clone(),
                    found: String::new(),
                    sentence: sentence(range.start),
                });
                continue;
            };
            if let Some(slot) = used.get_mut(hit) {
                *slot = true;
            }
            right += 1;
            self.place(gold, *i, report, hit, misses);
        }
        for (mention, used) in found.iter().zip(&used) {
            if !used {
                misses.push(Miss {
                    id: gold.id.clone(),
                    what: "false",
                    about: mention.surface.clone(),
                    found: format!("{:.2}", mention.score),
                    sentence: sentence(mention.range.start),
                });
            }
        }
        self.overlap.add(Counts { right, given: found.len(), wanted: wanted.len() });
        self.relate(gold, report, misses);
    }

    /// Scores where a name was put. A country or region has no one point: there, the tolerance of
    /// 161 km (100 miles, Leidner 2008) is what counts as right.
    fn place(&mut self, gold: &Gold, truth: usize, report: &Report, hit: usize, misses: &mut Vec<Miss>) {
        let (Some(truth), Some(mention), Some(resolution)) =
            (gold.mentions.get(truth), report.found.mentions.get(hit), report.resolutions.get(hit))
        else {
            return;
        };
        let (Some(lat), Some(lon), true) = (truth.lat, truth.lon, truth.confident) else { return };
        let place = resolution.place.as_ref();
        let mut km = place.and_then(|p| p.point).map_or(FARTHEST_KM, |p| distance_km(p, LonLat::new(lon, lat)));
        // Label points of one country differ by hundreds of km between sources; the country is what counts.
        let is_area = matches!(truth.kind.as_str(), "country" | "admin1" | "region");
        if truth.kind == "country" && place.is_some_and(|p| p.kind == Kind::Country) && km < 500.0 {
            km = 0.0;
        }
        self.errors_km.push(km);
        if !is_area && matches!(truth.kind.as_str(), "city" | "town" | "village" | "quarter" | "camp") {
            self.settlement_errors_km.push(km);
        }
        let is_right = km <= if is_area { 161.0 } else { 25.0 };
        if place.is_some() {
            self.confidences.push((resolution.confidence, is_right));
        }
        if !is_right {
            let found = place.map_or_else(
                || "unresolved".to_owned(),
                |p| format!("{} ({}, {}) {km:.0} km off", p.name, p.id, p.kind),
            );
            misses.push(Miss {
                id: gold.id.clone(),
                what: "misplaced",
                about: truth.surface.clone(),
                found,
                sentence: report.article.sentence_text(mention.sentence).to_owned(),
            });
        }
    }

    /// A relation is right when its kind and all its anchors are.
    fn relate(&mut self, gold: &Gold, report: &Report, misses: &mut Vec<Miss>) {
        let text = &report.article.text;
        let points = crate::text::CodePoints::new(text);
        let start = |mention: usize| report.found.mentions.get(mention).map(|m| points.at(m.range.start));
        let found: Vec<(String, Option<usize>, Vec<usize>)> = report
            .found
            .relations
            .iter()
            .map(|r| (kind_word(r), r.of.and_then(start), r.anchors.iter().filter_map(|a| start(*a)).collect()))
            .collect();
        let near = |a: usize, b: usize| a.abs_diff(b) <= 2;
        let mut right = 0;
        for truth in &gold.relations {
            let mut anchors = truth.anchors.clone();
            anchors.sort_unstable();
            let fits = found.iter().any(|(kind, _, theirs)| {
                let mut theirs = theirs.clone();
                theirs.sort_unstable();
                *kind == truth.kind
                    && theirs.len() == anchors.len()
                    && theirs.iter().zip(&anchors).all(|(a, b)| near(*a, *b))
            });
            right += usize::from(fits);
            if !fits {
                let at = truth.anchors.first().copied().or(truth.of).unwrap_or(0);
                let byte = text.char_indices().nth(at).map_or(0, |(i, _)| i);
                let heard: Vec<String> = report
                    .found
                    .relations
                    .iter()
                    .filter(|r| r.sentence == report.article.sentence_at(byte))
                    .map(|r| format!("{} {}", kind_word(r), text.get(r.range.clone()).unwrap_or_default()))
                    .collect();
                misses.push(Miss {
                    id: gold.id.clone(),
                    what: "relation",
                    about: format!("{} {:?} at {at}", truth.kind, truth.anchors),
                    found: heard.join(" | "),
                    sentence: report.article.sentence_text(report.article.sentence_at(byte)).to_owned(),
                });
            }
        }
        self.relations.add(Counts { right, given: found.len(), wanted: gold.relations.len() });
    }

    /// The share of errors that are at most so many km.
    #[must_use]
    pub fn within(errors: &[f64], km: f64) -> f64 {
        ratio(errors.iter().filter(|e| **e <= km).count(), errors.len())
    }

    /// The area under the curve of log errors (Jurgens et al. 2015; Gritta et al. 2018): 0 when all
    /// are right, 1 when all are at the other end of the Earth.
    #[must_use]
    pub fn area_under_log_errors(errors: &[f64]) -> f64 {
        let sum: f64 = errors.iter().map(|e| (1.0 + e).ln() / (1.0 + FARTHEST_KM).ln()).sum();
        // Counts of names are far below 2⁵².
        #[allow(clippy::cast_precision_loss)]
        let mean = sum / errors.len() as f64;
        if errors.is_empty() { 0.0 } else { mean }
    }
}

fn kind_word(relation: &crate::toponyms::Relation) -> String {
    serde_json::to_value(relation.kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The expected calibration error of probabilities (Naeini et al. 2015), over ten bins of equal
/// width, with each bin's count, mean probability and share of right answers.
#[must_use]
pub fn calibration(answers: &[(f64, bool)]) -> (f64, Vec<(usize, f64, f64)>) {
    let mut bins = vec![(0usize, 0.0f64, 0usize); 10];
    for (p, right) in answers {
        // The cast keeps the integer part of a number between 0 and 9.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let bin = (p * 10.0).clamp(0.0, 9.0) as usize;
        if let Some(slot) = bins.get_mut(bin) {
            slot.0 += 1;
            slot.1 += p;
            slot.2 += usize::from(*right);
        }
    }
    // Counts of names are far below 2⁵².
    #[allow(clippy::cast_precision_loss)]
    let rows: Vec<(usize, f64, f64)> = bins
        .into_iter()
        .map(|(n, sum, right)| if n == 0 { (0, 0.0, 0.0) } else { (n, sum / n as f64, ratio(right, n)) })
        .collect();
    #[allow(clippy::cast_precision_loss)]
    let error =
        rows.iter().map(|(n, p, right)| *n as f64 * (p - right).abs()).sum::<f64>() / answers.len().max(1) as f64;
    (error, rows)
}
