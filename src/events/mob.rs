//! People without arms by calling who do violence: crowds, villagers, peoples at odds.

use super::fuse::Draft;
use super::report::Family;
use super::sides::{Class, Stand, class};
use super::world::World;
use crate::lexicon::{Act, Count, Role};

/// What people without arms do in an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mob {
    /// They attack people or property, and nobody armed takes part: a riot.
    Alone { hits_people: bool },
    /// They kill armed men: a fight of a communal militia.
    AgainstArmed,
    /// They clash with the forces of the state: a demonstration that turned violent.
    AgainstForces,
}

/// The violence of people without arms that the reports tell, if there is any.
pub(super) fn mob(world: &World<'_>, draft: &Draft) -> Option<Mob> {
    if !matches!(draft.family, Family::Violence | Family::Loot) {
        return None;
    }
    let stands = || draft.reports.iter().flat_map(|r| &r.stands);
    let peaceful = |s: &Stand| s.party.actor.is_none() && s.party.role == Some(Role::Civilian);
    let violent = |act: Option<Act>| {
        act.is_none_or(|a| {
            matches!(a, Act::Attack | Act::Burn | Act::Loot | Act::Kill | Act::Lynch | Act::Injure | Act::Capture)
        })
    };
    let crowd = |s: &Stand| peaceful(s) && !is_bare_men(world, s) && s.party.count == Count::Many && !s.says;
    let does = |s: &&Stand| crowd(s) && s.agent >= 1.5 && s.agent > s.patient && violent(s.act);
    let acts = |act: Act| draft.reports.iter().any(|r| r.acts.contains(&act));
    let of = |s: &Stand| class(world.lexicon, &s.party);
    let brawls = |s: &Stand| s.act.is_none_or(|a| matches!(a, Act::Clash | Act::Injure));
    if acts(Act::Clash)
        && draft.reports.iter().all(|r| r.weapons.is_empty())
        && stands().any(|s| crowd(s) && brawls(s))
        && stands().any(|s| of(s) == Class::State && brawls(s))
        && !stands().any(|s| matches!(of(s), Class::Insurgent | Class::Militia))
    {
        return Some(Mob::AgainstForces);
    }
    stands().find(does)?;
    let armed = |s: &Stand| matches!(of(s), Class::State | Class::Insurgent | Class::Militia);
    if stands().any(|s| armed(s) && s.patient >= 2.0 && s.agent < 1.0) && acts(Act::Kill) {
        return Some(Mob::AgainstArmed);
    }
    if stands().any(armed) || acts(Act::Abduct) || acts(Act::Sexual) || acts(Act::Clash) {
        return None;
    }
    let hits_people = stands().any(|s| of(s) == Class::Civilian && s.patient >= 1.5 && s.patient > s.agent);
    // "They lined up the men and shot nine": a doer without a victim or a target is rather one.
    let hits_things =
        acts(Act::Burn) || acts(Act::Loot) || acts(Act::Lynch) || draft.reports.iter().any(|r| r.implied.is_some());
    (hits_people || hits_things).then_some(Mob::Alone { hits_people })
}

/// "Some ten men on motorcycles": men of no calling are armed men rather than a crowd.
fn is_bare_men(world: &World<'_>, stand: &Stand) -> bool {
    let words = world.article.text.get(stand.party.range.clone()).unwrap_or_default().to_lowercase();
    let last = words.split_whitespace().next_back().unwrap_or_default();
    matches!(
        last.trim_start_matches(['و', 'ف', 'ب', 'ل']),
        "men" | "man" | "hommes" | "homme" | "رجال" | "رجلا" | "رجلان" | "رجلين"
    )
}
