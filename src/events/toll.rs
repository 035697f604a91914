//! How many people an event harmed, over all reports of it.

use super::event::Toll;
use super::fuse::Draft;
use super::harm::{Count1, Harm};
use super::world::World;
use crate::lexicon::{Country, Role};
use crate::text::SEVERAL;

/// More people than one event of these wars has harmed: such numbers count over years or countries.
const MOST: u32 = 3000;

/// "Thousands have died": no single event's dead are told so roughly.
fn is_of_a_war(count: &Count1) -> bool {
    count.toll.high.is_none() && count.toll.best >= 1000 && count.toll.best.is_multiple_of(1000)
}

/// The toll of one harm over all reports. The same people are counted once: for each side the
/// first number that is exact stands, a revised one replaces it; a total over "people" is never
/// added to its parts.
pub(super) fn toll(world: &World<'_>, draft: &Draft, harm: Harm, country: Option<Country>) -> Option<Toll> {
    let mut by_side: Vec<(String, Toll, bool)> = Vec::new();
    let mut total: Option<(Toll, bool)> = None;
    let mut parts: Vec<(String, Toll)> = Vec::new();
    let news = |r: &&super::report::Report| draft.is_background() || !(r.is_background || r.is_habit);
    let told_as_news = draft.reports.iter().filter(news).any(|r| r.harmed(harm).next().is_some());
    for report in draft.reports.iter().filter(|r| !told_as_news || news(r)) {
        // Sides of one report that bear one name (women, villagers) add up; across reports they repeat.
        let mut here: Vec<(String, Toll, bool)> = Vec::new();
        let mut here_total: Option<(Toll, bool)> = None;
        for count in report.harmed(harm).filter(|c| c.toll.best <= MOST && !is_of_a_war(c)) {
            let Count1 { toll, party, is_part, is_rest, .. } = count;
            // "A number of assailants" is no number beside others.
            let is_numeral = count.is_numeral && !(toll.is_loose() && toll.best == SEVERAL);
            let general = !is_rest
                && party
                    .as_ref()
                    .is_none_or(|p| p.actor.is_none() && matches!(p.role, Some(Role::Person | Role::Hostage)));
            let name = party.as_ref().and_then(|p| world.name(p, country)).unwrap_or_default();
            let name = if *is_rest { format!("{name}, others") } else { name };
            if *is_part {
                parts.push((name, *toll));
            } else if general {
                here_total = match here_total {
                    Some((t, n)) if is_numeral && n && report.sites.len() < 2 => {
                        Some((if t.best >= toll.best { t } else { *toll }, n))
                    }
                    None => Some((*toll, is_numeral)),
                    Some((_, false)) => Some((*toll, is_numeral)),
                    kept => kept,
                };
            } else if let Some(entry) = here.iter_mut().find(|(n, ..)| *n == name) {
                if is_numeral {
                    *entry = if entry.2 { (name, entry.1.plus(*toll), true) } else { (name, *toll, true) };
                }
            } else {
                here.push((name, *toll, is_numeral));
            }
        }
        let revised = report.counts.iter().any(|c| c.is_revised);
        let told: Vec<u32> = by_side.iter().filter(|(_, _, n)| *n).map(|(_, t, _)| t.best).collect();
        for (name, toll, numeral) in here {
            match by_side.iter_mut().find(|(n, ..)| *n == name) {
                Some(entry) if !numeral && entry.2 => {}
                Some(entry) if !entry.2 && numeral || revised || entry.1.is_loose() && !toll.is_loose() => {
                    *entry = (name, toll, numeral);
                }
                Some(entry) => entry.1 = entry.1.or(toll),
                // "Killed seven of its soldiers ... seven soldiers of B": the same dead by another name.
                None if numeral && toll.best > 1 && told.contains(&toll.best) => {}
                None => by_side.push((name, toll, numeral)),
            }
        }
        if let Some((t, numeral)) = here_total {
            total = match total {
                Some((old, was)) if was && !revised && (t.is_loose() || !old.is_loose()) => {
                    Some((if numeral { old.or(t) } else { old }, was))
                }
                _ => Some((t, numeral)),
            };
        }
    }
    // A vague "soldiers were killed" does not swell an exact count.
    let exact = by_side.iter().any(|(_, _, n)| *n) || total.is_some_and(|(_, n)| n);
    let sum = by_side.iter().filter(|(_, _, n)| *n || !exact).map(|(_, t, _)| *t).reduce(Toll::plus);
    let total = total.filter(|(_, n)| *n || !exact).map(|(t, _)| t);
    match (sum, total) {
        (Some(s), Some(t)) => Some(if t.best >= s.best { t } else { s }),
        (Some(t), None) | (None, Some(t)) => Some(t),
        (None, None) => parts.into_iter().map(|(_, t)| t).reduce(Toll::plus),
    }
}
