//! Harm that a clause denies: no casualties.

use super::harm::Harm;
use super::scan::{Clause, Reality};
use crate::lexicon::{Act, Cue, Role};

/// "No casualties", "aucune victime", دون وقوع ضحايا: the harm that is denied.
pub(super) fn denied_harm(clause: &Clause<'_>) -> Option<Harm> {
    // "No other casualty": beside those told of.
    let others = |from: usize, to: usize| {
        (from..to).any(|t| matches!(clause.key(t), "other" | "further" | "else" | "autre" | "اخري" | "اخر"))
    };
    let not = |start: usize| {
        clause.cues.iter().any(|(c, at)| {
            *c == Cue::Not
                && at.end <= start
                && start - at.end <= 3
                && !matches!(clause.key(at.start), "ne" | "n" | "not")
                && !others(at.start, start)
                // "Did not announce any dead": nothing is said of them.
                && !clause.cues.iter().any(|(c, said)| *c == Cue::Say && said.start >= at.end && said.end <= start)
        })
    };
    let noun = clause
        .acts
        .iter()
        .find(|a| !a.is_verb && matches!(a.act, Act::Kill | Act::Result | Act::Injure) && not(a.tokens.start));
    let nobody = clause.acts.iter().find(|a| {
        a.reality == Reality::Not
            && matches!(a.act, Act::Kill | Act::Die | Act::Injure)
            && clause.cues.iter().any(|(c, at)| {
                *c == Cue::Not
                    && at.end <= a.tokens.start
                    && a.tokens.start - at.end <= 3
                    && !others(at.start, a.tokens.start)
                    && matches!(clause.key(at.start), "no" | "nobody" | "none" | "personne" | "aucun" | "aucune")
            })
    });
    if let Some(act) = nobody {
        return Some(if act.act == Act::Injure { Harm::Injured } else { Harm::Killed });
    }
    let people = clause.parties.iter().any(|p| p.role == Some(Role::Person) && not(p.tokens.start));
    match noun {
        Some(a) if a.act == Act::Injure => Some(Harm::Injured),
        Some(_) => Some(Harm::Killed),
        None if people => Some(Harm::Killed),
        None => None,
    }
}
