//! Which of the dates of a clause is the day of its act.

use super::family::is_violent;
use super::scan::{ActAt, Clause};
use crate::lexicon::{Act, Cue};
use crate::text::{Lang, Precision, When};
use jiff::civil::Date;
use std::ops::Range;

/// Words for what comes after something.
pub(super) const AFTER: [&str; 9] = ["since", "after", "following", "depuis", "apres", "منذ", "بعد", "عقب", "اثر"];

/// The date of the act, and the day on which somebody told of it. Of several dates the most exact
/// stands, then the closest to the trigger.
pub(super) fn date(clause: &Clause<'_>, trigger: &ActAt, today: Option<Date>) -> (Option<When>, Option<When>) {
    // What is told happened by the day after the report at the latest, wherever on Earth it was written.
    let is_to_come = |d: &When| today.and_then(|t| t.tomorrow().ok()).is_some_and(|limit| d.date > limit);
    // "Attacked ... in response to the killing of a member on July 31": the day of what is answered.
    let reaction = super::sides::reaction(clause);
    let answers = |d: &When| {
        let inside = |r: &Range<usize>| r.contains(&d.tokens.start) && !r.contains(&trigger.tokens.start);
        reaction.as_ref().is_some_and(|r| {
            let acts = clause.acts.iter().any(|a| r.contains(&a.tokens.start) && a.tokens.end <= d.tokens.start);
            inside(r) && acts
        })
    };
    let (told, own): (Vec<&When>, Vec<&When>) = clause
        .dates
        .iter()
        .filter(|d| {
            !d.since
                && !is_to_come(d)
                && !is_of_another(clause, d, trigger)
                && !is_of_a_noun(clause, d, trigger)
                && !is_in_apposition(clause, d, trigger)
                && !answers(d)
                && !is_dateline(clause, d)
        })
        .partition(|d| is_day_of_speech(clause, d));
    // "Killed five years ago": what stands right at the act is its own, however loose.
    let at_once = |d: &When| d.tokens.start >= trigger.tokens.end && d.tokens.start - trigger.tokens.end <= 1;
    let closest = |dates: &[&When]| {
        dates
            .iter()
            .min_by_key(|d| {
                let loose = d.precision == Precision::Year && at_once(d);
                (!loose, d.precision, d.tokens.start.abs_diff(trigger.tokens.start))
            })
            .map(|d| When::clone(d))
    };
    (closest(&own), closest(&told))
}

/// "NIAMEY, Aug 5 (Reuters) - Gunmen ...": the day of writing, before the text begins.
fn is_dateline(clause: &Clause<'_>, date: &When) -> bool {
    let end = clause.tokens.iter().take(14).position(|t| t.is_sign("–—-:/") && t.range.start > date.range.end);
    clause.opens
        && date.tokens.start > 0
        && end.is_some_and(|end| {
            let opens = clause.acts.iter().all(|a| a.tokens.start > end)
                && clause.places.iter().any(|(_, p)| p.start < date.tokens.start);
            opens && clause.acts.iter().any(|a| a.tokens.start > end)
        })
}

/// The date stands right after another act: "the army, which broke the siege in February, ...", or an
/// accident: "against the collapse, last Saturday, of a pit".
fn is_of_another(clause: &Clause<'_>, date: &When, trigger: &ActAt) -> bool {
    let before = |end: usize| (end <= date.tokens.start).then(|| date.tokens.start - end);
    let harms = |act: Act| {
        is_violent(act)
            || matches!(
                act,
                Act::Burn | Act::Loot | Act::Capture | Act::Take | Act::Retake | Act::Withdraw | Act::Neutralise
            )
    };
    let alike = |a: &&ActAt| a.act == trigger.act || harms(a.act) == harms(trigger.act);
    let gap = |a: &ActAt| match a.tokens.end <= date.tokens.start {
        true => date.tokens.start - a.tokens.end,
        false => a.tokens.start.saturating_sub(date.tokens.end),
    };
    let own = clause.acts.iter().filter(alike).map(gap).min();
    let others = clause
        .acts
        .iter()
        .filter(|a| !alike(a) && !matches!(a.act, Act::Result | Act::Do | Act::Move))
        .map(|a| a.tokens.end);
    let accidents = clause.cues.iter().filter(|(c, _)| *c == Cue::Accident).map(|(_, at)| at.end);
    let other = others.chain(accidents).filter_map(before).min();
    other.is_some_and(|o| o <= 4 && own.is_none_or(|own| o < own))
}

/// The year of another matter: "l'accord de 2015", اتفاق لعام 2015, "lost after their expulsion in 1989".
pub(super) fn is_of_a_noun(clause: &Clause<'_>, date: &When, trigger: &ActAt) -> bool {
    const OF: [&str; 7] = ["of", "from", "de", "du", "d", "لعام", "لسنه"];
    let (start, end) = (date.tokens.start, trigger.tokens.end);
    let before = |back: usize| start.checked_sub(back).map_or("", |i| clause.key(i));
    let is_behind = OF.contains(&before(1)) && start > end + 3 && !matches!(before(2), "في" | "in" | "en" | "");
    let acts = |from: usize| clause.acts.iter().any(|a| a.tokens.start >= from && a.tokens.end <= start);
    // "Connected to the 2012 coup": the year stands before the noun of another act.
    let names_another = |a: &ActAt| a.tokens.start == date.tokens.end && !a.is_verb && a.tokens != trigger.tokens;
    if clause.lang == Lang::En && date.precision == Precision::Year && clause.acts.iter().any(names_another) {
        return true;
    }
    let is_after_another = (end..start).rev().take(12).any(|t| AFTER.contains(&clause.key(t)) && !acts(t));
    date.precision == Precision::Year && !date.since && (is_behind || is_after_another)
}

/// "X, the president deposed in February, has been arrested": the day of what stands between commas.
fn is_in_apposition(clause: &Clause<'_>, date: &When, trigger: &ActAt) -> bool {
    const OPENING: [&str; 16] =
        ["the", "a", "an", "who", "which", "whose", "le", "la", "les", "l", "un", "une", "qui", "dont", "الذي", "التي"];
    let comma = |t: &usize| clause.tokens.get(*t).is_some_and(|t| t.is_sign(",،"));
    let (start, end) = (date.tokens.start, date.tokens.end);
    let Some(opening) = (0..start).rev().find(comma) else { return false };
    // "..., le mardi 3 mai, ..." is a date alone.
    end <= trigger.tokens.start
        && opening > 0
        && OPENING.contains(&clause.key(opening + 1))
        && start - opening > 2
        && clause.tokens.get(end).is_some_and(|t| t.is_sign(",،"))
}

/// "Said on Friday", "a-t-on appris mardi", أعلنت الشرطة أمس: a verb of saying stands right before the
/// day, with no act and no "that" between.
fn is_day_of_speech(clause: &Clause<'_>, date: &When) -> bool {
    let complements = ["that", "que", "qu", "ان", "انه", "انها", "بان", "إن"];
    clause.cues.iter().any(|(cue, at)| {
        let gap = at.end..date.tokens.start;
        matches!(cue, Cue::Say | Cue::Claim)
            && at.end <= date.tokens.start
            && gap.len() <= 5
            && !gap.clone().any(|t| complements.contains(&clause.key(t)) || clause.tokens.get(t).is_some_and(|t| t.is_sign(".;:")))
            && !opens_quote(clause, gap.clone())
            && !clause.acts.iter().any(|a| a.tokens.start >= at.start && a.tokens.start < date.tokens.start && a.act != Act::Result)
            // "Tuesday's attack", "said Monday a bomb ...": an act right after the day has it.
            && !(clause.lang != Lang::Ar
                && clause.tokens.get(date.tokens.end..date.tokens.end + 2).is_some_and(|ts| ts.iter().any(|t| t.key == "s"))
                && clause.acts.iter().any(|a| a.tokens.start >= date.tokens.end && a.tokens.start <= date.tokens.end + 3))
    })
}

/// A quotation begins between the two and does not end there: أوردت «رويترز» أمس quotes a name only.
fn opens_quote(clause: &Clause<'_>, gap: Range<usize>) -> bool {
    let signs = clause.tokens.get(gap).unwrap_or_default();
    let count = |set: &str| signs.iter().filter(|t| t.is_sign(set)).count();
    count("«“") > count("»”") || count("\"") % 2 == 1
}
