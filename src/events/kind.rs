//! What kind of event the reports tell of.

use super::event::{SubEventType, Toll};
use super::fuse::Draft;
use super::harm::Harm;
use super::report::{Family, Report};
use super::sides::{Class, Stand, class};
use super::verdict::Side;
use super::world::World;
use crate::lexicon::{Act, Role, Weapon};

/// What kind of event it is, by ACLED's codebook: weapons decide before sides, the graver act
/// before the lesser one.
pub(super) fn kind(
    world: &World<'_>,
    draft: &Draft,
    acts: &[Act],
    weapons: &[Weapon],
    agents: &[&Side],
    patients: &[&Side],
    fatalities: Option<Toll>,
) -> SubEventType {
    use SubEventType as S;
    let does = |act: Act| acts.contains(&act);
    let wins = |act: Act| {
        draft.reports.iter().any(|r| r.acts.contains(&act) && (!r.is_vague_site || draft.reports.len() == 1))
    };
    let with = |weapon: Weapon| weapons.contains(&weapon);
    let deaths = fatalities.is_some_and(|t| t.best > 0);
    let implied: Vec<Role> = draft.reports.iter().filter_map(guards).collect();
    let agent = agents.first().map(|a| a.class);
    let armed = Class::is_armed;
    // An army that only comes up beside an attacked village was not attacked.
    let fought = does(Act::Clash) || does(Act::Repel) || does(Act::Ambush);
    let by_default = fought || !implied.contains(&Role::Civilian);
    let hit_armed = patients
        .iter()
        .any(|p| armed(p.class) && (p.patient > 0.5 || Some(p.class) != agent && (p.patient > 0.0 || by_default)));
    // "Five people died": where armed men or a post were hit, they are who is meant.
    let post_hit = hit_armed || implied.contains(&Role::Soldier);
    let is_civil = |p: &Side| matches!(p.class, Class::Civilian | Class::Crowd) && !(p.is_anybody && post_hit);
    let hit_civil = patients.iter().any(|p| is_civil(p) && p.patient > 0.0);
    match draft.family {
        Family::Crowd => {
            if does(Act::Lynch) {
                return S::MobViolence;
            }
            let force = does(Act::Disperse) || with(Weapon::Crowd);
            let clash = draft.reports.iter().any(|r| r.family == Family::Crowd && r.acts.contains(&Act::Clash));
            let riot = does(Act::Riot) || clash || does(Act::Burn) || does(Act::Loot);
            if riot {
                return if does(Act::Protest)
                    || does(Act::Riot) && !does(Act::Loot)
                    || clash
                    || force
                    || implied.contains(&Role::Soldier)
                    || patients.iter().any(|p| p.class == Class::State)
                {
                    S::ViolentDemonstration
                } else {
                    S::MobViolence
                };
            }
            if kills_forces(world, draft) {
                return S::ViolentDemonstration;
            }
            let by_state = patients.iter().any(|p| p.class == Class::State);
            // Demonstrators who die, by whosever hand, met more than order.
            if deaths || does(Act::Attack) && !force && by_state {
                return S::ExcessiveForce;
            }
            if force || does(Act::Arrest) && by_state { S::ProtestWithIntervention } else { S::PeacefulProtest }
        }
        Family::Free | Family::Siege | Family::Move | Family::Detail => S::Other,
        Family::Disrupt => S::DisruptedWeapons,
        // Armed groups make nobody's arrest: whom they detain they abduct.
        Family::Arrest if matches!(agent, Some(Class::Insurgent | Class::Militia)) => S::Abduction,
        Family::Arrest => {
            // Forces who torture whom they arrest, or make him disappear, do more than arrest.
            let told = |act: Act| {
                draft.reports.iter().filter(|r| r.family == Family::Arrest && !r.is_aftermath).any(|r| {
                    r.stands.iter().any(|s| {
                        matches!(s.party.role, Some(Role::Civilian | Role::Person))
                            && s.patient > 0.0
                            && s.act == Some(act)
                    })
                })
            };
            match () {
                () if told(Act::Attack) => S::Attack,
                () if told(Act::Abduct) || does(Act::Abduct) && hit_civil => S::Abduction,
                () => S::Arrests,
            }
        }
        Family::Agree => S::Agreement,
        Family::Base => S::BaseEstablished,
        Family::Change => S::ChangeToGroup,
        // Forces of a state who seize or destroy arms disrupt their use.
        Family::Loot if agent == Some(Class::State) && draft.reports.iter().any(|r| r.hits_arms) => S::DisruptedWeapons,
        Family::Loot => S::Looting,
        Family::Territory if changes_hands_in_peace(draft, acts) => S::NonViolentTransfer,
        Family::Territory => match agent {
            Some(Class::State) => S::GovernmentRegains,
            Some(Class::Insurgent) => S::NonStateOvertakes,
            _ => S::NonViolentTransfer,
        },
        Family::Violence => {
            if does(Act::Sexual) {
                return S::SexualViolence;
            }
            let changes_hands = wins(Act::Take) || wins(Act::Retake);
            let ground =
                does(Act::Clash) || does(Act::Repel) || changes_hands || does(Act::Ambush) && !only_bombs(draft);
            if (does(Act::Suicide) || with(Weapon::Suicide)) && !does(Act::Clash) {
                return S::SuicideBomb;
            }
            // Explosives among the booty went off nowhere.
            let found =
                |a: &Act| matches!(a, Act::Capture | Act::Disrupt | Act::Arrest | Act::Do | Act::Result | Act::Move);
            let is_booty = |r: &Report| r.acts.contains(&Act::Capture) && r.acts.iter().all(found);
            let used = |r: &Report| r.weapons.contains(&Weapon::Bomb) && !is_booty(r);
            let bombs = (does(Act::Blast) || draft.reports.iter().any(used)) && !mine_comes_later(draft);
            let by_air_force = draft.reports.iter().any(|r| {
                // "Killed by drones of the army", where nobody else attacks.
                let kills = !ground && !does(Act::Attack) && r.acts.contains(&Act::Kill);
                (kills || r.acts.contains(&Act::Attack))
                    && r.stands.iter().any(|s| s.party.role == Some(Role::AirForce) && s.agent >= 1.0)
            });
            let air = does(Act::AirStrike)
                || by_air_force
                // "A drone struck ...; the bombs fell on pupils": they fell from it.
                || (with(Weapon::Air) && (!bombs || !does(Act::Blast) && air_first(draft)) && !draft.reports.iter().any(|r| r.acts.contains(&Act::Disrupt)));
            let answers = answers_from_the_air(draft, agent);
            // Whoever is taken away by plane is not bombed.
            let air = air && !answers && (does(Act::AirStrike) || !only_abducts(acts));
            if air && !does(Act::Ambush) && (does(Act::AirStrike) || by_air_force || !ground) {
                return S::AirStrike;
            }
            let shells =
                |r: &Report| r.acts.contains(&Act::Shell) || r.weapons.contains(&Weapon::Artillery) && !is_booty(r);
            let from_the_air = |r: &Report| answers && r.weapons.contains(&Weapon::Air);
            if draft.reports.iter().any(|r| shells(r) && !from_the_air(r)) && !ground {
                return S::Shelling;
            }
            if does(Act::Grenade) || with(Weapon::Grenade) && !ground {
                return S::Grenade;
            }
            if bombs && !ground {
                return S::Explosive;
            }
            let post = implied.contains(&Role::Soldier);
            let two_sides = hit_armed || post && (ground || !hit_civil);
            // Who is meant, where people of both kinds are hit: a bus and its escort.
            let suffered = |fits: &dyn Fn(&&&Side) -> bool| {
                patients.iter().filter(fits).map(|p| p.patient).fold(0.0_f32, f32::max)
            };
            let of_civil = suffered(&|p| is_civil(p)) + if implied.contains(&Role::Civilian) { 2.0 } else { 0.0 };
            let of_armed = suffered(&|p| armed(p.class) && Some(p.class) != agent)
                + if implied.contains(&Role::Soldier) { 2.0 } else { 0.0 };
            let fought = does(Act::Clash) || does(Act::Repel);
            let mainly_civil =
                !fought && hit_civil && !post && of_civil > of_armed + 0.5 && !mostly_armed_dead(world, draft);
            if hit_nobody(fatalities) && (does(Act::Burn) || does(Act::Loot)) && !two_sides && !hit_civil {
                return S::Looting;
            }
            // Herders and farmers who fight: two communities, each with its own arms.
            if does(Act::Clash) && agent.is_none_or(|a| !armed(a)) && !hit_armed && !does(Act::Abduct) {
                return S::ArmedClash;
            }
            if executes(draft) {
                return S::Attack;
            }
            let does_more = |s: &Stand| s.agent >= 2.0 && s.act != Some(Act::Clash);
            let meets = |s: &Stand| s.act == Some(Act::Clash) && s.patient >= 3.0;
            let both_clash = draft.reports.iter().flat_map(|r| &r.stands).any(meets);
            let only_clashes = does(Act::Clash)
                && !draft.reports.iter().flat_map(|r| &r.stands).any(does_more)
                && !acts.iter().any(|a| {
                    // What both sides of a clash burn is no attack on one.
                    matches!(a, Act::Attack | Act::Ambush | Act::Abduct | Act::Arrest)
                        || matches!(a, Act::Loot | Act::Burn) && !both_clash
                });
            // Two armed sides clash, and what else they do in it is told after.
            let clashes_first = draft.reports.first().is_some_and(|r| {
                let armed = |s: &Stand| class(world.lexicon, &s.party).is_armed() && s.act == Some(Act::Clash);
                r.acts.first() == Some(&Act::Clash)
                    && r.is_verbal
                    && r.stands.iter().any(|s| armed(s) && s.agent >= 1.5)
                    && r.stands.iter().any(|s| armed(s) && s.patient >= 2.0)
            });
            if clashes_first && !patients.iter().any(|p| is_civil(p) && p.killed) {
                return S::ArmedClash;
            }
            // "Repelled by villagers", "militiamen and farmers clashed": whoever fights back is no mere victim.
            let civil_dead = patients.iter().any(|p| is_civil(p) && p.killed);
            let repelled = does(Act::Repel) && !civil_dead;
            if agent.is_some_and(armed) && (repelled || only_clashes) && !does(Act::Take) && !does(Act::Retake) {
                return S::ArmedClash;
            }
            if mainly_civil && (deaths || !does(Act::Abduct)) {
                return S::Attack;
            }
            // "A boat was ambushed": nobody but those aboard is told of.
            let on_civil = does(Act::Ambush) && !fought && implied.contains(&Role::Civilian);
            let battle = two_sides || ground && !hit_civil && !on_civil && agent.is_none_or(armed);
            if battle && !only_abducts(acts) {
                let lost = wins(Act::Take) && agent.is_some_and(|a| a == Class::Insurgent);
                return match () {
                    () if wins(Act::Retake) && agent == Some(Class::State) => S::GovernmentRegains,
                    () if lost => S::NonStateOvertakes,
                    () => S::ArmedClash,
                };
            }
            if does(Act::Abduct) && !deaths {
                return S::Abduction;
            }
            // Forces that attack a place, and nobody in it: whoever holds it.
            if agent == Some(Class::State) && patients.is_empty() && implied.is_empty() && !deaths {
                return S::ArmedClash;
            }
            // Clashes of which no side is known to be civilian.
            if ground && !hit_civil && !implied.contains(&Role::Civilian) { S::ArmedClash } else { S::Attack }
        }
    }
}

/// Whom an attacked thing stands for: the police at their post fight as soldiers do.
fn guards(report: &Report) -> Option<Role> {
    report.implied.map(|role| if role == Role::Police { Role::Soldier } else { role })
}

/// Police or soldiers are among the dead.
fn kills_forces(world: &World<'_>, draft: &Draft) -> bool {
    let killed = draft.reports.iter().flat_map(|r| r.harmed(Harm::Killed)).filter(|c| c.toll.best > 0);
    killed.filter_map(|c| c.party.as_ref()).any(|p| class(world.lexicon, p) == Class::State)
}

/// Whoever was taken is killed in the taker's hands.
fn executes(draft: &Draft) -> bool {
    draft.reports.iter().flat_map(|r| &r.counts).any(|c| c.is_captive)
}

/// A place left, or entered after others left it: no fight is told. Who took it first and left it then
/// had won it.
fn changes_hands_in_peace(draft: &Draft, acts: &[Act]) -> bool {
    let at = |wanted: fn(&Act) -> bool| acts.iter().position(wanted);
    let taken = at(|a| matches!(a, Act::Take | Act::Retake));
    let left = at(|a| *a == Act::Withdraw);
    let unopposed = draft.reports.iter().any(|r| r.is_unopposed);
    match (taken, left) {
        (None, _) => true,
        (Some(taken), Some(left)) => unopposed || left < taken,
        (Some(_), None) => unopposed,
    }
}

/// An ambush by a bomb, and no shot after it.
fn only_bombs(draft: &Draft) -> bool {
    let tells = |r: &Report, act: Act| r.acts.contains(&act);
    let shots = draft.reports.iter().any(|r| r.weapons.contains(&Weapon::Small) || tells(r, Act::Clash));
    let mut ambushes = draft.reports.iter().filter(|r| tells(r, Act::Ambush));
    !shots
        && ambushes.all(|r| r.weapons.contains(&Weapon::Bomb) && tells(r, Act::Ambush))
        && draft
            .reports
            .first()
            .is_some_and(|r| tells(r, Act::Blast) || r.weapons.contains(&Weapon::Bomb) && !tells(r, Act::Ambush))
}

/// "Killing two policemen and two civilians": of the dead that one clause counts at least half bore arms.
fn mostly_armed_dead(world: &World<'_>, draft: &Draft) -> bool {
    let of_report = |report: &Report| {
        let killed = report.counts.iter().filter(|c| c.harm == Harm::Killed && c.is_numeral && !c.is_part);
        let of = |test: fn(Class) -> bool| -> u32 {
            let sides = killed.clone().filter(|c| c.party.as_ref().is_some_and(|p| test(class(world.lexicon, p))));
            sides.map(|c| c.toll.best).sum()
        };
        let civil = of(|c| matches!(c, Class::Civilian | Class::Crowd));
        civil > 0 && of(|c| matches!(c, Class::State | Class::Militia)) >= civil
    };
    draft.reports.iter().any(of_report)
}

/// Insurgents attack on the ground, and only then aircraft are told of: they answer, or are hit.
fn answers_from_the_air(draft: &Draft, agent: Option<Class>) -> bool {
    let flies = |r: &Report| r.acts.contains(&Act::AirStrike) || r.weapons.contains(&Weapon::Air);
    let attacks = |r: &Report| {
        r.acts.iter().any(|a| matches!(a, Act::Attack | Act::Ambush | Act::Clash | Act::Repel | Act::Take))
    };
    let on_ground = |r: &Report| attacks(r) && (agent == Some(Class::Insurgent) || guards(r) == Some(Role::Soldier));
    told_before(draft, flies).any(on_ground)
}

/// What flies is told of before, or with, what bursts.
fn air_first(draft: &Draft) -> bool {
    let first = |weapon: Weapon| draft.reports.iter().position(|r| r.weapons.contains(&weapon));
    first(Weapon::Air).is_some_and(|air| first(Weapon::Bomb).is_none_or(|bomb| air <= bomb))
}

/// Armed men attack a post and kill, and only then somebody hits a mine: the attack is the event.
fn mine_comes_later(draft: &Draft) -> bool {
    let bombs =
        |r: &Report| r.acts.iter().any(|a| matches!(a, Act::Blast | Act::Suicide)) || r.weapons.contains(&Weapon::Bomb);
    told_before(draft, bombs).any(|r| {
        let attacks = r.acts.iter().any(|a| matches!(a, Act::Attack | Act::Ambush | Act::Clash));
        let counted = r.harmed(Harm::Killed).any(|c| c.is_numeral && c.toll.best > 0);
        let shown = r.stands.iter().any(|s| s.agent >= 2.0 && s.patient < 1.0);
        attacks && counted && shown && guards(r).is_some()
    })
}

/// The reports before the first of a kind; none where there is no such report.
fn told_before(draft: &Draft, is: impl Fn(&Report) -> bool) -> impl Iterator<Item = &Report> {
    let first = draft.reports.iter().position(is).unwrap_or(0);
    draft.reports.iter().take(first)
}

fn hit_nobody(fatalities: Option<Toll>) -> bool {
    fatalities.is_some_and(|t| t.best == 0)
}

fn only_abducts(acts: &[Act]) -> bool {
    acts.contains(&Act::Abduct)
        && !acts.iter().any(|a| {
            matches!(
                a,
                Act::Attack
                    | Act::Ambush
                    | Act::Clash
                    | Act::Kill
                    | Act::Die
                    | Act::Repel
                    | Act::Neutralise
                    | Act::Injure
            )
        })
}
