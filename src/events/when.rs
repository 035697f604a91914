//! Dates that a clause takes from the one before it: the next day, two days later, the same day, the eve.

use super::fuse::Draft;
use super::report::Report;
use super::scan::{ActAt, Clause};
use crate::lexicon::Act;
use crate::text::{Precision, When};
use jiff::ToSpan;
use jiff::civil::Date;
use std::ops::Range;

/// Gives reports without a date of their own the one that the text implies.
pub(super) fn follow(clauses: &[Clause<'_>], reports: &mut [Report], today: Option<Date>) {
    let mut last: Option<(usize, When)> = None;
    // The last report, if it is history: who died in it is told next.
    let mut history: Option<(usize, When)> = None;
    let mut next = 0;
    for report in reports {
        // A day on which nothing is coded still counts: "On 3 April soldiers entered X. 19 were shot."
        while let Some(clause) = clauses.get(next).filter(|c| c.sentence < report.sentence) {
            next += 1;
            let mut days = clause.dates.iter().filter(|d| d.precision == Precision::Day && !d.since);
            if let (Some(day), None, true) = (days.next(), days.next(), !clause.opens)
                && last.as_ref().is_none_or(|l| l.0 < clause.sentence)
                && !is_spoken(clause, day)
                && !clause.has(crate::lexicon::Cue::Background)
                && !clause.has(crate::lexicon::Cue::Earlier)
            {
                last = Some((clause.sentence, day.clone()));
            }
        }
        // "On Thursday, two days after gunmen attacked B, ...": what was attacked is dated by what came after.
        let holds = |c: &&Clause<'_>| c.bytes(&(0..c.tokens.len())).contains(&report.trigger.start);
        let own = clauses.iter().filter(|c| c.sentence == report.sentence).find(holds);
        if let Some(days) = own.and_then(|c| came_days_after(c, report.trigger.start))
            && let Some(day) = report.date.as_ref().map(|w| w.date).or(today)
            && let Ok(day) = day.checked_sub(days.days())
        {
            report.date = Some(When { tokens: 0..0, range: 0..0, date: day, precision: Precision::Day, since: false });
            continue;
        }
        if let Some(date) = &report.date {
            history =
                (report.is_background && date.precision == Precision::Day).then(|| (report.sentence, date.clone()));
            if date.precision == Precision::Day && !report.is_background && !report.is_earlier {
                last = Some((report.sentence, date.clone()));
            }
            continue;
        }
        if let Some((sentence, date)) = &history
            && report.sites.is_empty()
            && report.sentence <= sentence + 1
        {
            report.is_background = true;
            report.date = Some(date.clone());
            continue;
        }
        history = None;
        let days = clauses.iter().filter(|c| c.sentence == report.sentence).find_map(days_later);
        // "A day before, two soldiers had been killed at B": whatever day that was, it is another event.
        report.is_another |= days.is_some_and(|d| d < 0) && !report.is_vague_site;
        let Some((sentence, date)) = &last else { continue };
        // The same breath, a toll told after its day, or a word that counts from the day before.
        let told_next = report.sites.is_empty() && report.sentence == sentence + 1 && !report.is_background;
        // "The day before, gunmen had attacked B": news as well, whatever the tense.
        let is_counted = days.is_some();
        let days = days.or((*sentence == report.sentence || told_next).then_some(0));
        if let Some(days) = days
            && let Ok(day) = date.date.checked_add(days.days())
        {
            report.date = Some(When { date: day, ..date.clone() });
            report.is_earlier &= !is_counted;
            last = Some((report.sentence, When { date: day, ..date.clone() }));
        }
    }
}

/// Events of which no word tells the day take that of the event told before them in the article, or
/// after them where none is: most articles are about one day. Only then the day of speech counts.
pub(super) fn lend(clauses: &[Clause<'_>], drafts: &mut [Draft]) {
    let day = |d: &Draft| {
        let news = d.reports.iter().filter(|r| !r.is_background && !r.is_earlier && !r.is_habit);
        news.filter_map(|r| r.date.clone()).filter(|w| w.precision == Precision::Day).min_by_key(|w| w.precision)
    };
    let days: Vec<Option<When>> = drafts.iter().map(day).collect();
    let told: Vec<Option<When>> = drafts.iter().map(|d| d.reports.iter().find_map(|r| r.told.clone())).collect();
    // "Date: 13 January 2022", in a line of its own.
    let mut lines = clauses.iter().filter(|c| c.acts.is_empty()).flat_map(|c| &c.dates);
    let line = lines.find(|d| d.precision == Precision::Day && !d.since).cloned();
    for (i, draft) in drafts.iter_mut().enumerate() {
        if draft.reports.iter().any(|r| r.date.is_some()) {
            continue;
        }
        let before = days.iter().take(i).rev().find_map(Clone::clone);
        let after = || days.iter().skip(i + 1).find_map(Clone::clone);
        let own = told.get(i).cloned().flatten();
        draft.lent = before.or(own).or_else(after).or_else(|| line.clone());
    }
}

/// How many days after what was told before.
fn days_later(clause: &Clause<'_>) -> Option<i64> {
    let key = |i: usize| match clause.key(i) {
        "وبعد" | "فبعد" => "بعد",
        "وقبل" | "فقبل" => "قبل",
        key => key,
    };
    (0..clause.tokens.len()).find_map(|i| {
        let days = match (key(i), key(i + 1), key(i + 2)) {
            ("next" | "following", "day", _) => 1,
            ("a", "day", "later") => 1,
            ("lendemain", ..) => 1,
            ("surlendemain", ..) => 2,
            ("اليوم", "التالي" | "الموالي", _) | ("بعد", "يوم", _) => 1,
            ("بيومين" | "يومين", ..) if i > 0 && matches!(key(i - 1), "بعد" | "ذلك" | "بعدها") => {
                2
            }
            ("day", "before" | "earlier", _) if i > 0 && matches!(key(i - 1), "the" | "a" | "one") => -1,
            ("previous", "day", _) if i > 0 && key(i - 1) == "the" => -1,
            ("la", "veille", _) if !matches!(key(i + 2), "de" | "du" | "des" | "d") => -1,
            ("avant", "veille", _) => -2,
            ("اليوم", "السابق", _) | ("قبل", "ذلك", "بيوم") => -1,
            ("قبل", "ذلك", "بيومين") => -2,
            ("days", "earlier" | "before", _) | ("jours", "avant", _) => -number_before(clause, i)?,
            ("jours", "plus", "tot") => -number_before(clause, i)?,
            ("same", "day", _) | ("meme", "jour", _) | ("اليوم", "نفسه" | "ذاته", _) => 0,
            ("days", "later", _) | ("jours", "plus" | "apres", _) => number_before(clause, i)?,
            _ => return None,
        };
        Some(days)
    })
}

/// "Two days after gunmen attacked", "deux jours après que", بعد يومين من مقتل: how many days before what
/// the sentence is about the act at byte `act` happened.
fn came_days_after(clause: &Clause<'_>, act: usize) -> Option<i64> {
    let act = clause.tokens.partition_point(|t| t.range.end <= act);
    (0..act).find_map(|i| {
        let before = |back: usize| i.checked_sub(back).map_or("", |b| clause.key(b));
        let counted = || i.checked_sub(1).and_then(|unit| number_before(clause, unit));
        let days = match (before(1), clause.key(i), clause.key(i + 1)) {
            ("day", "after", _) => (matches!(before(2), "a" | "one")).then_some(1),
            ("days", "after", _) | ("jours", "apres", "que" | "qu") => counted(),
            ("lendemain", "de" | "du" | "d", _) => Some(1),
            (_, "بعد" | "وبعد", "يوم") if clause.key(i + 2) == "من" => Some(1),
            (_, "بعد" | "وبعد", "يومين") if clause.key(i + 2) == "من" => Some(2),
            _ => None,
        }?;
        let parted = clause.tokens.get(i..act).is_some_and(|ts| ts.iter().any(|t| t.is_sign(",،:")));
        (!parted && act - i <= 8).then_some(days)
    })
}

/// "Fifty were killed in A, two days after an attack that cost eleven gendarmes their lives": the tokens in which
/// a clause tells of what it follows on, up to a comma.
pub(super) fn told_after(clause: &Clause<'_>, act: &ActAt) -> Option<Range<usize>> {
    let start = (act.tokens.end + 1..clause.tokens.len()).find(|&i| {
        let unit = i.checked_sub(1).map_or("", |b| clause.key(b));
        match clause.key(i) {
            "after" | "apres" if answers(clause, act, i) => true,
            "after" => matches!(unit, "hours" | "day" | "days" | "week" | "weeks" | "month" | "months"),
            "apres" => matches!(unit, "heures" | "jour" | "jours" | "semaine" | "semaines" | "mois"),
            "بعد" => {
                let unit = clause.key(i + 1);
                matches!(unit, "ساعات" | "يوم" | "يومين" | "ايام" | "اسبوع" | "اسبوعين" | "اسابيع" | "شهر")
            }
            _ => false,
        }
    })?;
    let comma = |t: &usize| clause.tokens.get(*t).is_some_and(|t| t.is_sign(",،"));
    Some(start..(start..clause.tokens.len()).find(comma).unwrap_or(clause.tokens.len()))
}

/// "Youth burned the post after gendarmes killed a resident", "the two clashed, after one had killed a man": what the
/// act answers is another matter.
fn answers(clause: &Clause<'_>, act: &ActAt, after: usize) -> bool {
    let fought = || clause.parties.iter().filter(|p| p.tokens.start < after).count() > 1;
    let of_crowd = matches!(act.act, Act::Protest | Act::Riot | Act::Burn);
    let told = |a: &&ActAt| a.is_aftermath && a.is_verb && a.tokens.start > after && a.act != Act::Clash;
    act.is_verb
        && !act.is_aftermath
        && (of_crowd || act.act == Act::Clash && fought())
        && clause.done().any(|a| told(&a))
}

fn number_before(clause: &Clause<'_>, at: usize) -> Option<i64> {
    clause.numbers.iter().find(|n| n.tokens.end == at && n.best < 30).map(|n| i64::from(n.best))
}

/// A verb of saying stands beside the day: "he said on Friday".
fn is_spoken(clause: &Clause<'_>, day: &When) -> bool {
    /// Words between the two.
    const REACH: usize = 5;
    clause.cues.iter().filter(|(c, _)| *c == crate::lexicon::Cue::Say).any(|(_, at)| {
        let gap = if at.end <= day.tokens.start {
            day.tokens.start - at.end
        } else {
            at.start.saturating_sub(day.tokens.end)
        };
        gap <= REACH
    })
}
