//! Who acts and who suffers, over all reports of an event.

use super::fuse::Draft;
use super::report::Family;
use super::sides::Class;
use super::verdict::Side;
use crate::lexicon::{Act, Role};

/// Acts that, where the words leave it open, forces of a state do.
pub(super) fn is_of_state(act: Act) -> bool {
    matches!(act, Act::AirStrike | Act::Neutralise | Act::Free | Act::Arrest | Act::Retake | Act::Disrupt)
}

/// What is likely of a party before the words beside it are read: above 0 it acts.
fn prior(draft: &Draft, side: &Side) -> f32 {
    let state_acts = draft.reports.iter().any(|r| r.acts.iter().any(|a| is_of_state(*a)));
    // Whoever repels is attacked, and those who fall before it attacked.
    let repelled = draft.reports.iter().any(|r| r.acts.contains(&Act::Repel));
    match (side.class, draft.family) {
        (Class::Insurgent, Family::Violence) if repelled => 3.0,
        (Class::Crowd, Family::Crowd) => 3.0,
        (Class::State, Family::Crowd) => -1.0,
        (Class::Crowd, _) => -1.0,
        (Class::Civilian, Family::Crowd) => 0.2,
        (Class::Civilian, _) => -2.0,
        (Class::Insurgent, Family::Arrest) if detains(draft, side) => 1.0,
        (Class::Insurgent, Family::Arrest | Family::Disrupt) => -4.0,
        (Class::State, Family::Arrest | Family::Disrupt) => 3.0,
        (Class::Insurgent, Family::Free) => -1.0,
        (Class::State, Family::Free) => 1.0,
        (Class::Insurgent, Family::Siege | Family::Loot | Family::Territory) => 1.5,
        (Class::Insurgent, _) if state_acts => -0.5,
        (Class::Insurgent, _) => 1.0,
        (Class::State, _) if state_acts => 0.8,
        (Class::State, _) => -0.4,
        (Class::Militia, _) => 0.1,
        (Class::Other, _) => -5.0,
    }
}

/// Jihadists who hold travellers: they do it, and somebody without arms suffers it.
fn detains(draft: &Draft, side: &Side) -> bool {
    let unarmed = |r: Option<Role>| matches!(r, Some(Role::Civilian | Role::Person));
    let held = draft.reports.iter().flat_map(|r| &r.stands).any(|s| unarmed(s.party.role) && s.patient >= 1.0);
    held && side.agent >= 1.0 && side.patient < 0.5
}

/// Who acts and who suffers, the leading party first. Parties of one camp stand on one side: an army
/// and its gendarmes are not each other's enemies, whatever the words seem to say.
pub(super) fn cast<'s>(draft: &Draft, sides: &'s [Side]) -> (Vec<&'s Side>, Vec<&'s Side>) {
    let score = |s: &Side| s.agent - s.patient + prior(draft, s) + if s.is_named { 0.1 } else { 0.0 };
    let mut ranked: Vec<(&Side, f32)> = sides.iter().map(|s| (s, score(s))).collect();
    // Generic names give way to the named group that they mean.
    let has_named = ranked.iter().any(|(s, v)| s.class == Class::Insurgent && s.is_named && *v > 0.0);
    ranked.retain(|(s, _)| !(has_named && s.class == Class::Insurgent && s.name.starts_with("Unidentified")));
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    if draft.family == Family::Crowd {
        let (crowd, others): (Vec<_>, Vec<_>) = ranked.iter().map(|(s, _)| *s).partition(|s| s.class == Class::Crowd);
        let lynched = draft.reports.iter().any(|r| r.acts.contains(&Act::Lynch));
        let suffers = |s: &&Side| s.class == Class::State || lynched && s.class == Class::Civilian;
        return (crowd, others.into_iter().filter(suffers).collect());
    }
    let Some(&(mut lead, top)) = ranked.first() else { return (Vec::new(), Vec::new()) };
    let doer = ranked
        .iter()
        .filter(|(s, _)| s.agent > 1.0 && s.class != Class::Civilian)
        .filter(|(s, _)| s.class != Class::Insurgent || !matches!(draft.family, Family::Arrest | Family::Disrupt))
        .max_by(|a, b| a.0.agent.total_cmp(&b.0.agent));
    if top <= 0.0
        && let Some((doer, _)) = doer
    {
        lead = doer;
    } else if top <= 0.0
        && draft.family == Family::Violence
        && ranked.iter().any(|(s, _)| s.class != Class::Insurgent && s.patient > 0.0 && s.killed)
        && let Some((fell, _)) = ranked.iter().find(|(s, _)| s.class == Class::Insurgent && s.killed)
    {
        // "Three soldiers and six attackers were killed": those who fell attacked.
        lead = fell;
    } else if top <= 0.0 {
        let patients = ranked.iter().map(|(s, _)| *s).collect::<Vec<_>>();
        return (Vec::new(), order_patients(draft, patients));
    }
    // "Malian forces and foreign fighters executed ...": whose comrades have no name of their own.
    if lead.class == Class::Insurgent
        && !lead.is_named
        && let Some((forces, _)) = ranked
            .iter()
            .find(|(s, _)| s.class == Class::State && s.agent >= 1.5 && s.patient == 0.0 && s.order < lead.order)
    {
        lead = forces;
    }
    let mut agents: Vec<&Side> = std::iter::once(lead)
        .chain(
            ranked
                .iter()
                .filter(|(s, v)| s.name != lead.name && *v > 0.5 && s.agent > s.patient && may_join(lead, s))
                .map(|(s, _)| *s),
        )
        .collect();
    // Whoever the text names first leads, unless it only stands beside another.
    agents.sort_by_key(|s| (s.beside, s.order));
    // Forces of a state lay no mines and no ambushes for nobody: it is they who were hit.
    let laid = |a: &Act| matches!(a, Act::Blast | Act::Suicide | Act::Ambush | Act::Shell);
    let hidden = draft.reports.iter().flat_map(|r| &r.acts).any(laid)
        && !draft.reports.iter().flat_map(|r| &r.acts).any(|a| is_of_state(*a));
    if hidden
        && lead.class == Class::State
        && lead.agent < 2.0
        && ranked.iter().all(|(s, _)| s.class != Class::Insurgent)
    {
        return (Vec::new(), order_patients(draft, ranked.iter().map(|(s, _)| *s).collect()));
    }
    let mut patients: Vec<&Side> =
        ranked.iter().rev().map(|(s, _)| *s).filter(|s| !agents.iter().any(|a| a.name == s.name)).collect();
    // Comrades who are hit stand beside the lead, where there is an enemy or can be none but them.
    let (comrades, enemies): (Vec<&Side>, Vec<&Side>) = patients.iter().partition(|s| is_camp(lead, s));
    if !comrades.is_empty() {
        let foe = |s: &&Side| !matches!(s.class, Class::Civilian);
        if lead.agent <= lead.patient + 0.5
            && !enemies.iter().any(foe)
            && lead.class == Class::State
            && draft.family == Family::Violence
        {
            // Nobody but forces of the state is named, and none of them shown to act: they are hit.
            let mut hit: Vec<&Side> = agents.clone();
            hit.extend(comrades);
            hit.extend(enemies);
            return (Vec::new(), order_patients(draft, hit));
        }
        agents.extend(comrades);
        patients = enemies;
    }
    let patients = order_patients(draft, patients);
    (agents, patients)
}

/// The patient that the clause says most of leads; then whoever is not merely beside another.
fn order_patients<'s>(draft: &Draft, mut patients: Vec<&'s Side>) -> Vec<&'s Side> {
    let armed = |s: &Side| s.class.is_armed();
    let told = patients.iter().any(|s| s.patient > 0.0);
    patients.retain(|s| s.patient > 0.0 || armed(s) && !told || draft.family == Family::Crowd);
    // Bombs from afar are coded on whom they hit; a fight is one of armed sides, and civilians hurt in
    // it come second.
    let hit_civilians = patients.iter().any(|s| !armed(s) && s.killed);
    let remote =
        draft.reports.iter().flat_map(|r| &r.acts).any(|a| matches!(a, Act::AirStrike | Act::Shell | Act::Blast));
    let first = |s: &Side| {
        if remote && hit_civilians { s.killed } else { armed(s) && s.patient > 0.5 }
    };
    // Soldiers lent to a mission stand beside it.
    let mission = patients.iter().find(|s| s.is_mission).map(|s| s.name.clone());
    let lent = |s: &Side| mission.is_some() && s.class == Class::State && !s.is_mission && s.is_abroad;
    patients.sort_by_key(|s| lent(s));
    let lent_count = patients.iter().filter(|s| lent(s)).count();
    let own = patients.len() - lent_count;
    if let Some(patients) = patients.get_mut(..own) {
        patients.sort_by(|a, b| {
            first(b).cmp(&first(a)).then(a.beside.cmp(&b.beside)).then(b.patient.total_cmp(&a.patient))
        });
    }
    patients
}

/// Parties that may act together.
fn may_join(a: &Side, b: &Side) -> bool {
    use Class::{Crowd, Insurgent, Militia, State};
    matches!((a.class, b.class), (State | Militia, State | Militia) | (Insurgent, Insurgent) | (Crowd, Crowd))
}

/// Parties that do not fight each other unless the words are sure of it: forces of states, and the
/// auxiliaries of one.
fn is_camp(lead: &Side, other: &Side) -> bool {
    let state = |s: &Side| s.class == Class::State || matches!(s.name.as_str(), "VDP" | "CJTF");
    let sure = lead.agent >= 2.0 && other.patient >= 2.5 && lead.country != other.country;
    state(lead) && state(other) && !sure
}
