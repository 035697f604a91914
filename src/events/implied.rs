//! Who is meant by what is attacked, and how many by the form of a word.

use super::scan::{ActAt, Clause};
use crate::lexicon::{Act, ActorMention, Count, Role, Target};

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
        let close = clause.acts.iter().filter(hostile).any(|a| at.start.abs_diff(a.tokens.end) <= 8);
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
