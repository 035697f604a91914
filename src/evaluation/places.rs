//! The measures of places: recognition and resolution of names. `docs/evaluation.md` defines each.

use super::counts::{Counts, mean, ratio};
use super::{Gold, GoldMention};
use crate::events::Report;
use crate::gazetteer::{Kind, Place};
use crate::space::{Borders, LonLat, distance_km, iso3_of};
use crate::toponyms::Mention;
use serde::Serialize;
use std::ops::Range;

/// Half the circumference of the Earth, km: the largest error there is, and what a place left
/// unresolved counts as.
const FARTHEST_KM: f64 = 20_039.0;

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
        // Descriptions ("the Malian capital") are no names, and the gold labels names.
        let is_name = |m: &Mention| m.stands_for.is_none();
        let found = &report.found.mentions;
        let given = found.iter().filter(|m| is_name(m)).count();
        let overlaps = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let sentence = |at: usize| report.article.sentence_text(report.article.sentence_at(at)).to_owned();
        let exact = wanted.iter().filter(|(r, _)| found.iter().any(|m| m.range == *r)).count();
        self.exact.add(Counts { right: exact, given, wanted: wanted.len() });
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
            if !used && is_name(mention) {
                misses.push(Miss {
                    id: gold.id.clone(),
                    what: "false",
                    about: mention.surface.clone(),
                    found: format!("{:.2}", mention.score),
                    sentence: sentence(mention.range.start),
                });
            }
        }
        self.overlap.add(Counts { right, given, wanted: wanted.len() });
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
        if place.is_some_and(|p| same_country(truth, p, LonLat::new(lon, lat))) {
            km = 0.0;
        }
        let is_area = ["country", "admin1", "region"].iter().any(|kind| truth.is_kind(kind));
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

    /// The share of errors that are at most so many km.
    #[must_use]
    pub fn within(errors: &[f64], km: f64) -> f64 {
        ratio(errors.iter().filter(|e| **e <= km).count(), errors.len())
    }

    /// The area under the curve of log errors (Jurgens et al. 2015; Gritta et al. 2018): 0 when all
    /// are right, 1 when all are at the other end of the Earth.
    #[must_use]
    pub fn area_under_log_errors(errors: &[f64]) -> f64 {
        let logs: Vec<f64> = errors.iter().map(|e| (1.0 + e).ln() / (1.0 + FARTHEST_KM).ln()).collect();
        mean(&logs).unwrap_or(0.0)
    }

    /// Those errors, km, that belong to names that were resolved.
    #[must_use]
    pub fn resolved_errors(errors: &[f64]) -> Vec<f64> {
        errors.iter().copied().filter(|e| *e < FARTHEST_KM).collect()
    }

    /// Adds the scores of other articles.
    pub fn add(&mut self, other: &PlaceScores) {
        self.exact.add(other.exact);
        self.overlap.add(other.overlap);
        self.errors_km.extend(&other.errors_km);
        self.settlement_errors_km.extend(&other.settlement_errors_km);
        self.confidences.extend(&other.confidences);
    }
}

/// True when a country is what was meant and that country is what was found: by its number in
/// GeoNames, or because the gold's point lies in it.
fn same_country(truth: &GoldMention, place: &Place, point: LonLat) -> bool {
    if place.kind != Kind::Country || !truth.is_kind("country") {
        return false;
    }
    let by_number = truth.geonameid.is_some_and(|id| place.id == format!("gn:{id}"));
    by_number || iso3_of(&place.country).is_some_and(|iso3| Borders::embedded().country_at(point) == Some(iso3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_under_log_errors() {
        // ln(1 + 0) = 0; the farthest error is 1: the mean of the two is a half.
        let area = PlaceScores::area_under_log_errors;
        assert!((area(&[0.0, FARTHEST_KM]) - 0.5).abs() < 1e-12);
        // ln(1 + 100) / ln(20 040) = 4.6151 / 9.9055.
        assert!((area(&[100.0]) - 0.46591).abs() < 1e-4, "{}", area(&[100.0]));
        assert_eq!(area(&[]), 0.0);
        assert_eq!(PlaceScores::within(&[1.0, 10.0, 30.0, 200.0], 10.0), 0.5);
    }

    #[test]
    fn a_country_is_the_same_wherever_its_point_is() {
        let json = r#"{"surface":"Niger","start":0,"kind":"country","lat":16.0,"lon":8.0}"#;
        let truth: GoldMention = serde_json::from_str(json).unwrap();
        let country = |code: &str| Place { kind: Kind::Country, country: code.to_owned(), ..Place::default() };
        let point = LonLat::new(8.0, 16.0);
        assert!(same_country(&truth, &country("NE"), point));
        assert!(!same_country(&truth, &country("NG"), point));
        assert!(!same_country(&truth, &Place { kind: Kind::Town, ..country("NE") }, point));
    }
}
