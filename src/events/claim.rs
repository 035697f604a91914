//! Claims told apart from what they claim: "JNIM claimed both attacks" at the end of an article.

use super::fuse::Draft;
use super::report::Family;
use super::scan::Clause;
use super::sides::{Class, class, stands};
use super::world::World;
use crate::lexicon::{Act, Cue, Sense};
use crate::text::Lang;

/// Gives the events told before a claim the group that claims them.
pub(super) fn attach(world: &World<'_>, clauses: &[Clause<'_>], drafts: &mut [Draft]) {
    for clause in clauses.iter().filter(|c| c.has(Cue::Claim)) {
        let claimants: Vec<_> = stands(world.lexicon, clause)
            .into_iter()
            .filter(|s| s.claims && s.party.actor.is_some() && class(world.lexicon, &s.party) == Class::Insurgent)
            .collect();
        let Some(claimant) = claimants.first() else { continue };
        let count = how_many(world, clause);
        let mut left = count;
        for draft in drafts.iter_mut().rev() {
            let told_before = draft.reports.iter().all(|r| r.sentence <= clause.sentence);
            let here = clause.bytes(&(0..clause.tokens.len()));
            let own = draft.reports.iter().any(|r| here.contains(&r.trigger.start));
            let violent = matches!(draft.family, Family::Violence | Family::Loot | Family::Territory);
            // No rebel claims what the forces did.
            let by_forces = draft.reports.iter().flat_map(|r| &r.acts).any(|a| super::cast::is_of_state(*a));
            if left == 0 || !told_before || !violent || draft.is_background() || by_forces {
                continue;
            }
            left -= 1;
            let named = draft.reports.iter().flat_map(|r| &r.stands).any(|s| {
                s.agent > s.patient && s.party.actor.is_some() && class(world.lexicon, &s.party) != Class::Other
            });
            if named || own && count == 1 {
                continue;
            }
            if let Some(report) = draft.reports.first_mut() {
                let mut stand = claimant.clone();
                (stand.agent, stand.patient, stand.act) = (3.0, 0.0, None);
                report.stands.push(stand);
            }
        }
    }
}

/// How many of the events told before a claim speaks of: "the attack", "both attacks", العمليتين.
fn how_many(world: &World<'_>, clause: &Clause<'_>) -> usize {
    use crate::lexicon::Count;
    let hits = world.lexicon.hits(clause.tokens, clause.lang);
    let mut forms = hits.iter().flat_map(|h| h.senses.iter()).filter_map(|s| match s {
        Sense::Noun(act, count) if super::report::is_violent(*act) => Some(*count),
        _ => None,
    });
    let both = |t: &str| matches!(t, "both" | "two" | "deux" | "twin" | "العمليتين" | "الهجومين");
    if clause.tokens.iter().any(|t| both(&t.key)) {
        return 2;
    }
    // "Claimed the mortar fire" is of one event, however many shells fell.
    if clause.done().any(|a| matches!(a.act, Act::Shell | Act::Blast)) {
        return 1;
    }
    match forms.next_back() {
        Some(Count::Two) => 2,
        Some(Count::Many) if clause.lang != Lang::Ar => 4,
        _ => 1,
    }
}
