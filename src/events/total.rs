//! Tolls of all that an article tells, which are no toll of one event: "11 dead in attack and mine blast".

use super::fuse::Draft;
use super::harm::Harm;
use super::report::Report;

/// Takes a toll told first off its event where it is the sum of what the events then have each.
pub(super) fn take_off(drafts: &mut [Draft]) {
    for harm in [Harm::Killed, Harm::Injured, Harm::Abducted] {
        for at in 0..drafts.len() {
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
