//! Who is meant by what is attacked, and how many by the form of a word.

use super::scan::{ActAt, Clause};
use crate::lexicon::{Act, ActorMention, Count, Role, Target};
use crate::text::Number;

/// Patients that the clause implies by what is attacked: an army camp, a village.
pub(super) fn implied(clause: &Clause<'_>) -> Option<Role> {
    let hostile = |a: &&ActAt| {
        matches!(
            a.act,
            Act::Attack
                | Act::Ambush
                | Act::Blast
                | Act::Suicide
                | Act::Shell
                | Act::Loot
                | Act::Burn
                | Act::Grenade
                | Act::AirStrike
                | Act::Do
        )
    };
    clause.done().find(hostile)?;
    let mut found = None;
    for (target, _, at) in &clause.targets {
        // "A post of the force, in the locality of X, was the object of an attack": the subject stands far off.
        let is_subject = |a: &ActAt| {
            at.end <= a.tokens.start
                && a.tokens.start - at.end <= 20
                && clause.targets.first().is_some_and(|t| t.2 == *at)
                && !clause.acts.iter().any(|b| b.tokens.start >= at.end && b.tokens.end <= a.tokens.start)
                && (at.end..a.tokens.start).any(|t| matches!(clause.key(t), "object" | "objet" | "target" | "cible"))
        };
        let close = clause.acts.iter().filter(hostile).any(|a| at.start.abs_diff(a.tokens.end) <= 8 || is_subject(a));
        match target {
            Target::Military if close => return Some(Role::Soldier),
            Target::Civilian if close => found = found.or(Some(Role::Civilian)),
            _ => {}
        }
    }
    found
}

/// The number that a party's own form names, where no numeral stands before it.
pub(super) fn own_number(party: &ActorMention) -> Option<u32> {
    match party.count {
        Count::One => Some(1),
        Count::Two => Some(2),
        Count::Many => None,
    }
}

/// A number that stands where a toll does: "the toll has risen to 37".
pub(super) fn told_as_toll(clause: &Clause<'_>, number: &Number) -> bool {
    let toll = clause
        .acts
        .iter()
        .any(|a| !a.is_verb && matches!(a.act, Act::Result | Act::Kill) && a.tokens.end <= number.tokens.start);
    let ends = clause.tokens.get(number.tokens.end).is_none_or(|t| {
        !t.is_word() || matches!(t.key.as_str(), "the" | "from" | "according" | "up" | "selon" | "بحسب")
    });
    let to = number
        .tokens
        .start
        .checked_sub(1)
        .is_some_and(|i| matches!(clause.key(i), "to" | "at" | "of" | "a" | "de" | "الي" | "is"));
    toll && ends && to
}
