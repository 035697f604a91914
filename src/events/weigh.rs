//! News or not: how sure it is that a careful reader would code what the clauses tell as an event of
//! this article, and not pass it over as history, habit, statistics or allusion.
//!
//! A logistic model over what the text shows. Its weights stand in `gazetteer/models/events.tsv`, fitted
//! by `examples/fit_events.rs`.

use super::event::Event;
use super::fuse::Draft;
use super::report::{Family, Report};
use super::world::World;
use crate::article::Article;
use crate::text::{Precision, Weights};
use jiff::civil::Date;
use std::sync::LazyLock;

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::parse(include_str!("../../gazetteer/models/events.tsv")));

/// The weights in force: log-odds a unit of each kind of evidence.
#[must_use]
pub fn weights() -> &'static Weights {
    &WEIGHTS
}

static CALIBRATION: LazyLock<Calibration> = LazyLock::new(|| {
    let told = Weights::parse(include_str!("../../gazetteer/models/events-calibration.tsv"));
    Calibration { slope: told.get("slope"), offset: told.get("offset") }
});

/// How often events of the model's probability are right on articles that nothing was fitted to (Platt 1999):
/// a line in log-odds.
#[derive(Debug, Clone, Copy)]
pub struct Calibration {
    /// Log-odds of being right for one unit of the model's log-odds.
    pub slope: f64,
    /// Log-odds of being right where the model says 1/2.
    pub offset: f64,
}

impl Calibration {
    /// The confidence of an event to which the model gives a probability.
    #[must_use]
    pub fn confidence(&self, probability: f64) -> f64 {
        chance(self.slope * log_odds(probability) + self.offset)
    }

    /// The model's log-odds of an event by its confidence.
    #[must_use]
    pub fn log_odds_of(&self, confidence: f64) -> f64 {
        (log_odds(confidence) - self.offset) / self.slope
    }
}

fn log_odds(p: f64) -> f64 {
    let p = p.clamp(1e-9, 1.0 - 1e-9);
    (p / (1.0 - p)).ln()
}

fn chance(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The calibration in force.
#[must_use]
pub fn calibration() -> &'static Calibration {
    &CALIBRATION
}

/// The least probability with which something is reported as news. Chosen on `tests/gold/dev` for the
/// best F1; what is left out above a quarter is mostly history.
const KEEP: f64 = 0.45;

/// A text in which nothing reaches [`KEEP`] still reports its likeliest event from here on: most texts are
/// written because something happened.
const KEEP_ONLY: f64 = 0.2;

/// The same in a note of a few sentences, which is about one thing.
const KEEP_NOTE: f64 = 0.02;

/// A text no longer than this, sentences and bytes, is a note: telegrams and what human coders write of one
/// event.
const NOTE_SENTENCES: usize = 4;
const NOTE_BYTES: usize = 900;

/// The text is a note and no article.
pub(super) fn is_note(article: &Article) -> bool {
    article.headline == 0 && article.sentences.len() <= NOTE_SENTENCES && article.text.len() <= NOTE_BYTES
}

/// Something that may be an event, with the evidence that it is one.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The event, its confidence being the probability that it is news.
    pub event: Event,
    /// Kinds of evidence and how much of each there is.
    pub evidence: Vec<(&'static str, f64)>,
    /// It has a place of its own that is no wide area.
    is_placed: bool,
    /// Its reports are told as history.
    is_history: bool,
}

impl Candidate {
    pub(super) fn new(
        world: &World<'_>,
        drafts: &[Draft],
        at: usize,
        event: Event,
        shown: bool,
        is_first: bool,
    ) -> Candidate {
        let evidence = evidence(world, drafts, at, &event, shown, is_first);
        let confidence = chance(WEIGHTS.score(&evidence));
        let site = event.site.as_ref();
        let is_placed =
            site.is_some_and(|s| !world.is_area_site(s) || s.mentions.iter().any(|&m| world.breadth(m) <= 3));
        let is_history = event.is_background;
        Candidate { event: Event { confidence, ..event }, evidence, is_placed, is_history }
    }
}

/// The day of a report that is told as news.
fn own_day(report: &Report) -> Option<Date> {
    report.date.as_ref().filter(|d| d.precision == Precision::Day && !report.is_habit).map(|d| d.date)
}

fn evidence(
    world: &World<'_>,
    drafts: &[Draft],
    at: usize,
    event: &Event,
    shown: bool,
    is_first: bool,
) -> Vec<(&'static str, f64)> {
    let Some(draft) = drafts.get(at) else { return Vec::new() };
    let mut out: Vec<(&'static str, f64)> = vec![("bias", 1.0)];
    let mut yes = |name: &'static str, holds: bool| {
        if holds {
            out.push((name, 1.0));
        }
    };
    let reports: Vec<&Report> = draft.reports.iter().filter(|r| r.family != Family::Detail).collect();
    let all = |test: &dyn Fn(&Report) -> bool| !reports.is_empty() && reports.iter().all(|r| test(r));
    let any = |test: &dyn Fn(&Report) -> bool| reports.iter().any(|r| test(r));
    yes(
        match draft.family {
            Family::Violence => "violence",
            Family::Crowd => "crowd",
            Family::Free => "free",
            Family::Disrupt => "disrupt",
            Family::Territory => "territory",
            Family::Arrest => "arrest",
            Family::Agree => "agree",
            Family::Siege => "siege",
            Family::Base => "base",
            Family::Change => "change",
            Family::Loot => "loot",
            Family::Move | Family::Detail => "move",
        },
        true,
    );
    // Where.
    let breadth = event.site.as_ref().and_then(|s| s.mentions.iter().map(|&m| world.breadth(m)).min());
    yes(
        match breadth {
            None => "no place",
            Some(0) => "spot",
            Some(1..=3) => "division",
            Some(_) => "wide area",
        },
        true,
    );
    yes("further place", !is_first);
    // A note is written of one thing, and leaves out the day and often the place that its form has fields for.
    let note = is_note(world.article);
    yes("note", note);
    yes("note, no place", note && breadth.is_none());
    // When.
    let day = reports.iter().filter_map(|r| own_day(r)).next();
    let newest = drafts.iter().flat_map(|d| &d.reports).filter_map(own_day).max();
    let is_old = |d: &Date| world.reference.is_some_and(|r| (r - *d).get_days() > 60);
    yes("own day", day.is_some_and(|d| !is_old(&d)));
    yes("old day", day.is_some_and(|d| is_old(&d) && newest.is_some_and(|n| !is_old(&n))));
    let no_day = day.is_none() && !any(&|r| r.date.is_some());
    yes("no day", no_day);
    yes("note, no day", note && no_day);
    yes("day of speech", day.is_none() && any(&|r| r.told.is_some()));
    let old_year = |r: &Report| r.date.as_ref().is_some_and(|d| d.precision == Precision::Year && world.is_old(d));
    yes("old year", !reports.is_empty() && all(&old_year));
    yes("year or month", day.is_none() && any(&|r| r.is_loose));
    let month_before = |r: &Report| {
        r.date.as_ref().is_some_and(|d| {
            d.precision == Precision::Month && world.reference.is_some_and(|now| (now - d.date).get_days() > 45)
        })
    };
    yes("earlier month", day.is_none() && any(&month_before));
    // How it is told.
    let is_news_now = day.is_some_and(|d| is_old(&d) && newest.is_some_and(|n| is_old(&n)));
    yes("old day, none newer", is_news_now);
    yes("history", all(&|r| r.is_background) && (!is_news_now || any(&|r| r.is_habit)));
    yes("habit", all(&|r| r.is_habit));
    yes("some history", !all(&|r| r.is_background) && any(&|r| r.is_background));
    yes("pluperfect", all(&|r| r.is_earlier) && !any(&|r| r.is_background));
    yes("recent pluperfect", all(&|r| r.is_pluperfect && !r.is_earlier) && !any(&|r| r.is_background));
    yes("general plural", all(&|r| r.is_general));
    yes("aftermath", all(&|r| r.is_aftermath));
    yes("recalled", any(&|r| r.is_recalled) && all(&|r| r.is_recalled || r.date.is_none()));
    yes("noun", !any(&|r| r.is_verbal));
    yes("points back", all(&|r| r.is_definite));
    yes("attempt", all(&|r| r.only_attempted));
    // What it did to whom.
    let counted = any(&|r| r.counts.iter().any(|c| c.is_numeral && c.toll.best > 0));
    let harm = event.fatalities.map_or(0, |t| t.best).max(event.injuries.map_or(0, |t| t.best));
    yes("counted", counted && harm < 200);
    yes("doer shown", shown);
    yes("victim shown", any(&|r| r.stands.iter().any(|s| s.patient > 1.0)));
    yes("allusion", !shown && !counted && day.is_none());
    yes("claimed", event.claimed_by.is_some());
    let insurgents = reports.iter().flat_map(|r| &r.stands).any(|s| {
        matches!(
            super::sides::class(world.lexicon, &s.party),
            super::sides::Class::Insurgent | super::sides::Class::Militia
        )
    });
    yes("arrest of no fighters", draft.family == Family::Arrest && !insurgents);
    yes("siege laid", draft.family == Family::Siege && shown);
    yes(
        "nobody",
        draft.family != Family::Agree && reports.iter().all(|r| r.stands.is_empty() && r.implied.is_none()) && !counted,
    );
    yes("alone", drafts.len() == 1);
    // Where in the article.
    let sentence = reports.first().map_or(0, |r| r.sentence);
    let sentences = world.article.sentences.len().max(1);
    let opens = sentence <= world.article.headline + 1;
    yes("opening", opens);
    let at_end = sentences > 6 && sentence as f64 >= 0.7 * sentences as f64;
    yes("end", at_end);
    // What stands at the end with a day and a spot of its own is rather an entry of a list than an afterthought.
    let dated_spot = breadth == Some(0) && day.is_some_and(|d| !is_old(&d));
    yes("dated spot", dated_spot);
    yes("dated spot, end", dated_spot && at_end);
    yes("counted, end", counted && at_end);
    yes("told twice", draft.reports.len() > 1);
    yes("told at length", draft.reports.len() > 3);
    let narrower = |d: &Draft| !d.is_background() && d.best_sites().is_some_and(|r| !r.is_vague_site);
    yes("summary", breadth.is_some_and(|b| b >= 1) && opens && drafts.iter().skip(at + 1).any(narrower));
    let alike = |d: &Draft| {
        d.family == draft.family
            && d.best_sites()
                .and_then(|r| r.sites.first())
                .zip(event.site.as_ref())
                .is_some_and(|(a, b)| world.same_place(a, b))
    };
    yes("told before there", drafts.iter().take(at).any(alike));
    // How long before publication, and before what was told earlier in the article.
    let days = |from: Option<Date>, to: Option<Date>| from.zip(to).map_or(0, |(a, b)| (b - a).get_days());
    // "Last week's march": a week tells as much of that as a day.
    let week = |r: &Report| r.date.as_ref().filter(|d| d.precision == Precision::Week).map(|d| d.date);
    let about = day.or_else(|| reports.iter().filter_map(|r| week(r)).next());
    let weeks_old = days(about, world.reference);
    if weeks_old > 7 {
        out.push(("weeks old", (f64::from(weeks_old.min(120)) / 7.0).ln()));
    }
    let told_newest = drafts.iter().take(at).flat_map(|d| &d.reports).filter_map(own_day).max();
    let behind = days(about, told_newest);
    if behind > 2 {
        out.push(("behind", (f64::from(behind.min(120)) / 2.0).ln()));
    }
    if harm >= 200 {
        out.push(("huge toll", (f64::from(harm) / 100.0).ln()));
    }
    out
}

/// Leaves out what is no event of its own, and ranks the rest.
///
/// A `note` of a few sentences is written because something happened: its likeliest event stands, however
/// unsure.
pub(super) fn finish(candidates: Vec<Candidate>, note: bool) -> Vec<Event> {
    let news = candidates.iter().filter(|c| !c.is_history);
    let likeliest = news.map(|c| c.event.confidence).fold(0.0, f64::max);
    let floor = if note { KEEP_NOTE } else { KEEP_ONLY };
    let keep = if likeliest < KEEP { likeliest.max(floor) } else { KEEP };
    let mut kept: Vec<Event> = candidates
        .into_iter()
        .filter_map(|c| {
            let mut event = c.event;
            let least = if c.is_history || event.is_ongoing { KEEP } else { keep };
            event.is_background = event.confidence < least;
            // History is kept where it says when or how many.
            let told = event.time_precision == Precision::Day
                || [event.fatalities, event.injuries, event.abducted].into_iter().flatten().any(|t| t.best > 0);
            (!event.is_background || c.is_history && c.is_placed && told).then_some(event)
        })
        .collect();
    kept.sort_by_key(|e| (e.is_background, e.is_ongoing, e.sentences.first().copied(), e.trigger.start));
    for (i, event) in kept.iter_mut().enumerate() {
        event.rank = i as u32 + 1;
        event.confidence = CALIBRATION.confidence(event.confidence);
    }
    kept
}
