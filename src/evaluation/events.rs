//! The measures of events. `docs/evaluation.md` defines each.

use super::agree::{Agreement, agreement};
use super::counts::{Counts, Share};
use super::matching::heaviest_matching;
use super::{Gold, GoldEvent, Miss};
use crate::events::{Event, Report};
use crate::resolution::Location;
use crate::space::{LonLat, distance_km};

/// An event is in the right place within this, km, or within the gold's own tolerance where that is more.
pub const RIGHT_PLACE_KM: f64 = 25.0;

/// The scores of events over any number of articles.
#[derive(Debug, Clone, Default)]
pub struct EventScores {
    /// Events in the right place and of the right type; those that the system reports; those of the gold.
    pub found: Counts,
    /// The same whatever the type.
    pub found_any_type: Counts,
    /// Gold events with a point that were told of at all and lie within 10 km.
    pub within_10: Share,
    /// The same within 25 km.
    pub within_25: Share,
    /// Distances of the events that were told of and located, km.
    pub errors_km: Vec<f64>,
    /// Right types among events in the right place.
    pub types: Share,
    /// Right sub-event types among events found.
    pub sub_types: Share,
    /// Right first actors among events found.
    pub actor1: Share,
    /// Right second actors among events found.
    pub actor2: Share,
    /// Both actors right, in either order, among events found.
    pub actors: Share,
    /// Right numbers of dead among events found; none told is 0.
    pub fatalities: Share,
    /// The same among events found that have dead in the gold.
    pub fatalities_told: Share,
    /// Right dates among events found that have a date in the gold.
    pub dates: Share,
    /// Background of the gold that was taken for news.
    pub background_as_news: Share,
    /// For each reported event: the coder's confidence that it is one, that of its location (1 without one),
    /// and whether it was found. The layer events shows the product of the two.
    pub confidences: Vec<(f64, f64, bool)>,
    /// For each reported event that is told of in the gold: the confidence of its location, and
    /// whether the place is right.
    pub location_confidences: Vec<(f64, bool)>,
    /// Events told of and located, whose true point lies within `uncertainty_km`.
    pub inside: Share,
    /// Those `uncertainty_km`.
    pub uncertainties_km: Vec<f64>,
}

/// For each event of a report whether the gold tells of it: it is the best partner of one of the gold's
/// events, in the right place or at the right name and of the right type.
#[must_use]
pub fn told_in_gold(gold: &Gold, report: &Report) -> Vec<bool> {
    let weights: Vec<Vec<i64>> = gold
        .events
        .iter()
        .map(|truth| {
            let weight = |told: &(Event, Option<Location>)| {
                let km = truth_point(truth).zip(told.1.as_ref()).map(|(p, l)| distance_km(p, l.placement.point));
                let named = names_site(truth, &told.0, report);
                let place =
                    if truth_point(truth).is_some() { km.is_some_and(|km| km <= tolerance(truth)) } else { named };
                agreement(truth, &told.0, place, named).weight()
            };
            report.events.iter().map(weight).collect()
        })
        .collect();
    let mut out = vec![false; report.events.len()];
    for (_, at) in heaviest_matching(&weights) {
        if let Some(flag) = out.get_mut(at) {
            *flag = true;
        }
    }
    out
}

/// A reported event beside one of the gold.
struct Pair<'a> {
    truth: &'a GoldEvent,
    event: &'a Event,
    km: Option<f64>,
    agreement: Agreement,
}

impl EventScores {
    /// Scores one report; misses are appended to `misses`.
    pub fn score(&mut self, gold: &Gold, report: &Report, misses: &mut Vec<Miss>) {
        let news: Vec<&(Event, Option<Location>)> = report.events.iter().filter(|(e, _)| !e.is_background).collect();
        let compare = |truth: &GoldEvent, told: &(Event, Option<Location>)| {
            let km = truth_point(truth).zip(told.1.as_ref()).map(|(p, l)| distance_km(p, l.placement.point));
            let is_named = names_site(truth, &told.0, report);
            let is_right_place = match truth_point(truth) {
                Some(_) => km.is_some_and(|km| km <= tolerance(truth)),
                None => is_named,
            };
            (km, agreement(truth, &told.0, is_right_place, is_named))
        };
        let weights: Vec<Vec<i64>> =
            gold.events.iter().map(|t| news.iter().map(|n| compare(t, n).1.weight()).collect()).collect();
        let matches = heaviest_matching(&weights);
        let partner = |i: usize| matches.iter().find(|(g, _)| *g == i).and_then(|(_, n)| news.get(*n));
        let mut outcome = vec![None; news.len()];
        let (mut found, mut any_type) = (0, 0);
        for (i, truth) in gold.events.iter().enumerate() {
            let Some(told) = partner(i) else {
                if truth_point(truth).is_some() {
                    self.within_10.count(false);
                    self.within_25.count(false);
                }
                misses.push(missed(gold, truth, report));
                continue;
            };
            let (km, agreement) = compare(truth, told);
            let pair = Pair { truth, event: &told.0, km, agreement };
            found += usize::from(pair.agreement.is_found());
            any_type += usize::from(pair.agreement.place);
            if let Some(slot) = matches.iter().find(|(g, _)| *g == i).and_then(|(_, n)| outcome.get_mut(*n)) {
                *slot = Some(pair.agreement);
            }
            self.place(&pair, told.1.as_ref());
            self.detail(&pair);
            misses.extend(pair.misses(gold, report, told.1.as_ref()));
        }
        self.found.add(Counts { right: found, given: news.len(), wanted: gold.events.len() });
        self.found_any_type.add(Counts { right: any_type, given: news.len(), wanted: gold.events.len() });
        for ((event, location), outcome) in news.iter().zip(&outcome) {
            let located = location.as_ref().map_or(1.0, |l| l.confidence);
            self.confidences.push((event.confidence, located, outcome.is_some_and(|a| a.is_found())));
            if let (Some(location), Some(agreement)) = (location, outcome) {
                self.location_confidences.push((location.confidence, agreement.place));
            }
            if outcome.is_none() {
                misses.push(Miss {
                    id: gold.id.clone(),
                    what: "false event",
                    about: String::new(),
                    found: describe(event, location.as_ref()),
                    sentence: report.article.sentence_text(event.sentence).to_owned(),
                });
            }
        }
        let unmatched: Vec<&Event> =
            news.iter().zip(&outcome).filter(|(_, o)| o.is_none()).map(|(n, _)| &n.0).collect();
        self.background(gold, report, &unmatched, misses);
    }

    fn place(&mut self, pair: &Pair<'_>, location: Option<&Location>) {
        if truth_point(pair.truth).is_none() {
            return;
        }
        self.within_10.count(pair.km.is_some_and(|km| km <= 10.0));
        self.within_25.count(pair.km.is_some_and(|km| km <= 25.0));
        if let (Some(km), Some(location)) = (pair.km, location) {
            self.errors_km.push(km);
            self.inside.count(km <= location.placement.uncertainty_km);
            self.uncertainties_km.push(location.placement.uncertainty_km);
        }
    }

    fn detail(&mut self, pair: &Pair<'_>) {
        let a = &pair.agreement;
        if a.place {
            self.types.count(a.event_type);
        }
        if !a.is_found() {
            return;
        }
        if pair.truth.sub_type.is_some() {
            self.sub_types.count(a.sub_type);
        }
        self.actor1.count(a.actor1);
        self.actor2.count(a.actor2);
        self.actors.count(a.actors);
        self.fatalities.count(a.fatalities);
        if pair.truth.fatalities.is_some_and(|n| n > 0) {
            self.fatalities_told.count(a.fatalities);
        }
        if let Some(date) = a.date {
            self.dates.count(date);
        }
    }

    /// Background counts as taken for news when an event that is none of the gold's stands in its
    /// sentence.
    fn background(&mut self, gold: &Gold, report: &Report, unmatched: &[&Event], misses: &mut Vec<Miss>) {
        for item in &gold.background {
            let text = &report.article.text;
            let Some((byte, _)) = item.sentence.and_then(|at| text.char_indices().nth(at)) else { continue };
            let sentence = report.article.sentence_at(byte);
            let event = unmatched.iter().find(|e| e.sentence == sentence || e.sentences.contains(&sentence));
            self.background_as_news.count(event.is_some());
            if let Some(event) = event {
                misses.push(Miss {
                    id: gold.id.clone(),
                    what: "background as news",
                    about: item.what.clone(),
                    found: describe(event, None),
                    sentence: report.article.sentence_text(sentence).to_owned(),
                });
            }
        }
    }

    /// Adds the scores of other articles.
    pub fn add(&mut self, other: &EventScores) {
        self.found.add(other.found);
        self.found_any_type.add(other.found_any_type);
        self.within_10.add(other.within_10);
        self.within_25.add(other.within_25);
        self.errors_km.extend(&other.errors_km);
        self.types.add(other.types);
        self.sub_types.add(other.sub_types);
        self.actor1.add(other.actor1);
        self.actor2.add(other.actor2);
        self.actors.add(other.actors);
        self.fatalities.add(other.fatalities);
        self.fatalities_told.add(other.fatalities_told);
        self.dates.add(other.dates);
        self.background_as_news.add(other.background_as_news);
        self.confidences.extend(&other.confidences);
        self.location_confidences.extend(&other.location_confidences);
        self.inside.add(other.inside);
        self.uncertainties_km.extend(&other.uncertainties_km);
    }
}

impl Pair<'_> {
    /// What is wrong with an event that was told of.
    fn misses(&self, gold: &Gold, report: &Report, location: Option<&Location>) -> Vec<Miss> {
        let (t, e, a) = (self.truth, self.event, &self.agreement);
        let word = |w: &Option<String>| w.clone().unwrap_or_else(|| "none".to_owned());
        let number = |n: Option<u32>| n.map_or_else(|| "none".to_owned(), |n| n.to_string());
        let place = || {
            let km = self.km.map_or_else(|| "no point".to_owned(), |km| format!("{km:.0} km off"));
            format!("{} ({km})", location.map_or("unlocated", |l| l.place.name.as_str()))
        };
        let mut wrong: Vec<(&'static str, String, String)> = Vec::new();
        if !a.place {
            wrong.push(("event place", t.place.clone(), place()));
        }
        if !a.event_type {
            wrong.push(("event type", t.event_type.clone(), e.event_type().to_owned()));
        }
        if a.is_found() {
            if !a.sub_type && t.sub_type.is_some() {
                wrong.push(("sub-type", word(&t.sub_type), e.sub_event_type.name().to_owned()));
            }
            if !a.actor1 {
                wrong.push(("actor1", word(&t.actor1), word(&e.actor1)));
            }
            if !a.actor2 {
                wrong.push(("actor2", word(&t.actor2), word(&e.actor2)));
            }
            if !a.fatalities {
                wrong.push(("fatalities", number(t.fatalities), number(e.fatalities.map(|n| n.best))));
            }
            if a.date == Some(false) {
                wrong.push(("date", word(&t.date), word(&e.date.map(|d| d.to_string()))));
            }
        }
        let sentence = report.article.sentence_text(e.sentence);
        wrong
            .into_iter()
            .map(|(what, want, have)| Miss {
                id: gold.id.clone(),
                what,
                about: format!("{}: {want}", t.place),
                found: have,
                sentence: sentence.to_owned(),
            })
            .collect()
    }
}

fn missed(gold: &Gold, truth: &GoldEvent, report: &Report) -> Miss {
    let at = gold.mentions.iter().find(|m| m.surface == truth.first_name()).and_then(|m| m.bytes(&report.article.text));
    let sentence = at.map(|r| report.article.sentence_text(report.article.sentence_at(r.start)).to_owned());
    Miss {
        id: gold.id.clone(),
        what: "missed event",
        about: format!("{} at {}", truth.sub_type.as_ref().unwrap_or(&truth.event_type), truth.place),
        found: String::new(),
        sentence: sentence.unwrap_or_default(),
    }
}

fn describe(event: &Event, location: Option<&Location>) -> String {
    let place = location.map(|l| format!(" at {}", l.place.name)).unwrap_or_default();
    format!("{}{place}", event.sub_event_type)
}

fn truth_point(truth: &GoldEvent) -> Option<LonLat> {
    truth.lat.zip(truth.lon).map(|(lat, lon)| LonLat::new(lon, lat))
}

fn tolerance(truth: &GoldEvent) -> f64 {
    truth.tolerance_km.unwrap_or(0.0).max(RIGHT_PLACE_KM)
}

/// True when the event stands at a name that the gold gives as its place.
fn names_site(truth: &GoldEvent, event: &Event, report: &Report) -> bool {
    let Some(site) = &event.site else { return false };
    let surfaces = site.mentions.iter().filter_map(|m| report.found.mentions.get(*m)).map(|m| m.surface.as_str());
    let mut surfaces = surfaces.map(crate::text::key);
    surfaces.any(|s| truth.names().any(|name| crate::text::key(name) == s))
}

#[cfg(test)]
mod tests;
