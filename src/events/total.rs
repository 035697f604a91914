//! Tolls of all that an article tells, which are no toll of one event: "11 dead in attack and mine blast".

use super::family::is_violent;
use super::fuse::Draft;
use super::harm::Harm;
use super::report::Report;
use super::scan::Clause;
use crate::lexicon::{Act, Count, Target};

/// Takes a toll told first off its event where it is the sum of what the events then have each.
pub(super) fn take_off(drafts: &mut [Draft]) {
    for harm in [Harm::Killed, Harm::Injured, Harm::Abducted] {
        for at in 0..drafts.len() {
            take_off_sum(drafts, at, harm);
            if let Some(total) = told_for_all(drafts, at, harm)
                && let Some(draft) = drafts.get_mut(at)
            {
                for report in draft.reports.iter_mut().filter(|r| told(r, harm) == total) {
                    report.counts.retain(|c| c.harm != harm || !c.is_numeral);
                }
            }
        }
    }
}

/// The clause counts over several events: "29 killed in two attacks", "in less than two days", "in two villages".
pub(super) fn counts_over_several(clause: &Clause<'_>) -> bool {
    let told = |at: usize| clause.numbers.iter().any(|n| n.tokens.end <= at && at - n.tokens.end <= 2 && n.best >= 2);
    let events = clause.done().any(|a| {
        !a.is_verb
            && is_violent(a.act)
            && !matches!(a.act, Act::Kill | Act::Die | Act::Injure | Act::Neutralise)
            && (a.count == Count::Two || a.count == Count::Many && told(a.tokens.start))
    });
    let villages = clause.targets.iter().any(|(target, count, at)| {
        let is_settlement = *target == Target::Civilian && SETTLEMENTS.contains(&clause.key(at.start));
        is_settlement && (*count == Count::Two || *count == Count::Many && told(at.start))
    });
    let in_time = |at: usize| (1..=6).filter_map(|b| at.checked_sub(b)).any(|b| WITHIN.contains(&clause.key(b)));
    let times = (0..clause.tokens.len()).any(|at| {
        let key = clause.key(at);
        TIMES.contains(&key) && in_time(at) && told(at) || LONG_TIMES.contains(&key) && in_time(at)
    });
    (events || villages || times) && !counts_the_first(clause)
}

/// "Two attacks, the first in A, where three died": all that is counted behind "the first" is of it.
fn counts_the_first(clause: &Clause<'_>) -> bool {
    let first = (0..clause.tokens.len()).find(|&t| super::cut::is_first(clause.key(t)));
    // In "two attacks" the number counts these.
    let of_events = |n: &crate::text::Number| clause.acts.iter().any(|a| !a.is_verb && a.tokens.start == n.tokens.end);
    let dated = |n: &crate::text::Number| clause.dates.iter().any(|d| d.tokens.contains(&n.tokens.start));
    clause.has_second
        && first.is_some_and(|first| {
            clause.numbers.iter().filter(|n| n.tokens.end <= first).all(|n| of_events(n) || dated(n))
        })
}

/// Inhabited places, in the plural or dual.
const SETTLEMENTS: &[&str] = &["villages", "localites", "hameaux", "communities", "قريتين", "قري", "بلدتين", "بلدات"];
/// What opens a stretch of time in which something is counted.
const WITHIN: &[&str] = &["in", "within", "over", "en", "durant", "pendant", "خلال", "في", "غضون"];
/// Times that a number counts.
const TIMES: &[&str] = &["days", "weeks", "months", "jours", "semaines", "mois", "ايام", "اسابيع", "شهور", "اشهر"];
/// Times of more than a day.
const LONG_TIMES: &[&str] = &["week", "month", "semaine", "يومين", "اسبوع", "الاسبوع", "اسبوعين", "شهر", "شهرين"];

/// Takes off a toll that its clause counts over several events, where the text then tells their own.
fn take_off_sum(drafts: &mut [Draft], at: usize, harm: Harm) {
    let Some(draft) = drafts.get(at).filter(|d| !d.is_background()) else { return };
    let Some(sum) = draft.reports.iter().find(|r| r.is_of_several && told(r, harm) > 1) else { return };
    // "Ten killed in two attacks, the first in A where six died": the greatest counts over both.
    let most =
        |r: &Report| r.harmed(harm).filter(|c| c.is_numeral && !c.is_part).map(|c| c.toll.best).max().unwrap_or(0);
    let (total, sentence) = (most(sum), sum.sentence);
    let own_of_sum = told(sum, harm) - total.min(told(sum, harm));
    let own = |d: &Draft| {
        let own = |r: &&Report| !r.is_of_several && r.sentence >= sentence && told(r, harm) < total;
        d.reports.iter().filter(own).map(|r| told(r, harm)).max().unwrap_or(0)
    };
    let parts: u32 = drafts.iter().filter(|d| !d.is_background()).map(own).sum::<u32>() + own_of_sum;
    // The dead of a few of the events may be told of, or all; three wounded are no part of it that stands for all.
    if 2 * parts >= total
        && let Some(draft) = drafts.get_mut(at)
    {
        for report in draft.reports.iter_mut().filter(|r| r.is_of_several && most(r) == total) {
            report.counts.retain(|c| c.harm != harm || !c.is_numeral || c.toll.best < total);
        }
    }
}

/// The toll that the first report of a draft tells for this event and others.
fn told_for_all(drafts: &[Draft], at: usize, harm: Harm) -> Option<u32> {
    let draft = drafts.get(at).filter(|d| !d.is_background())?;
    let total = draft.reports.first().map(|r| told(r, harm)).filter(|t| *t > 1)?;
    let least = |d: &Draft| d.reports.iter().map(|r| told(r, harm)).filter(|t| *t > 0 && *t < total).max();
    let own = least(draft)?;
    let first = draft.reports.first().map(|r| r.sentence)?;
    let others = drafts
        .iter()
        .enumerate()
        .filter(|(i, d)| *i != at && !d.is_background() && d.reports.first().is_some_and(|r| r.sentence >= first));
    let others: Vec<u32> = others.filter_map(|(_, d)| least(d)).collect();
    (!others.is_empty() && own + others.iter().sum::<u32>() == total).then_some(total)
}

/// The people that a report counts under a harm.
fn told(report: &Report, harm: Harm) -> u32 {
    report.harmed(harm).filter(|c| c.is_numeral && !c.is_part).map(|c| c.toll.best.min(10_000)).sum()
}
