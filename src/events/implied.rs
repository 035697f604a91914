//! Who is meant by what is attacked, and how many by the form of a word.

use super::scan::{ActAt, Clause, Voice};
use crate::lexicon::{Act, ActorMention, Count, Role, Target};
use crate::text::{Lang, Number};
use std::ops::Range;

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
    // "Fifty civilians were killed two days after an attack on the gendarmerie": its target is of the attack before.
    let any_own = clause.done().any(|a| hostile(&a) && !a.is_aftermath)
        || clause.done().any(|a| a.act == Act::Kill && a.is_verb && !a.is_aftermath);
    let of_before = |at: &Range<usize>| {
        let nearest = clause.done().filter(hostile).min_by_key(|a| at.start.abs_diff(a.tokens.end));
        any_own && nearest.is_some_and(|a| a.is_aftermath)
    };
    let mut found = None;
    for (target, _, at) in &clause.targets {
        // "A post of the force, in the locality of X, was the object of an attack": the subject stands far off.
        let is_subject = |a: &ActAt| {
            at.end <= a.tokens.start
                && a.tokens.start - at.end <= 20
                && clause.targets.first().is_some_and(|t| t.2 == *at)
                && !clause.acts.iter().any(|b| b.tokens.start >= at.end && b.tokens.end <= a.tokens.start)
                && (a.is_verb && a.voice == Voice::Passive && clause.lang != Lang::Ar
                    || (at.end..a.tokens.start)
                        .any(|t| matches!(clause.key(t), "object" | "objet" | "target" | "cible")))
        };
        let close = clause.acts.iter().filter(hostile).any(|a| at.start.abs_diff(a.tokens.end) <= 8 || is_subject(a));
        match target {
            _ if of_before(at) => {}
            Target::Military if close => {
                return Some(if is_of_police(clause, at) { Role::Police } else { Role::Soldier });
            }
            // "Attacked the house of an officer": he is who is meant.
            Target::Civilian if close && is_of_armed(clause, at) => return Some(Role::Soldier),
            Target::Civilian if close => found = found.or(Some(Role::Civilian)),
            _ => {}
        }
    }
    found
}

/// A police station, poste de gendarmerie, مركز للشرطة: whose post it is stands in the phrase or right beside it.
fn is_of_police(clause: &Clause<'_>, at: &Range<usize>) -> bool {
    let police = |key: &str| {
        let bare = key.trim_start_matches("لل").trim_start_matches("ال");
        matches!(bare, "police" | "gendarmerie" | "gendarmes" | "commissariat" | "مخفر" | "شرطه" | "درك" | "شرطي")
    };
    let by = |t: usize| clause.tokens.get(t).is_some_and(|t| t.is_word() && police(&t.key));
    let of = matches!(clause.key(at.end), "of" | "de" | "la" | "the");
    at.clone().any(by)
        || at.start.checked_sub(1).is_some_and(by)
        || by(at.end)
        || of && (at.end + 1..at.end + 3).any(by)
}

/// Right after the house or car "of" stands a man under arms.
fn is_of_armed(clause: &Clause<'_>, at: &Range<usize>) -> bool {
    let of = matches!(clause.key(at.end), "of" | "de" | "du" | "d" | "des");
    let armed = |p: &ActorMention| {
        matches!(
            p.role,
            Some(Role::Soldier | Role::Police | Role::Gendarme | Role::Guard | Role::Security | Role::Militia)
        )
    };
    of && clause
        .parties
        .iter()
        .any(|p| p.tokens.start > at.end && p.tokens.start - at.end <= 2 && (p.actor.is_some() || armed(p)))
}

/// The number that a party's own form names, where no numeral stands before it.
pub(super) fn own_number(clause: &Clause<'_>, party: &ActorMention) -> Option<u32> {
    let before = party.tokens.start.checked_sub(1).map_or("", |t| clause.key(t));
    match party.count {
        Count::One => Some(1),
        Count::Two => Some(2),
        // "A national guard".
        Count::Many => matches!((clause.lang, before), (Lang::En, "a" | "an") | (Lang::Fr, "un" | "une")).then_some(1),
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
