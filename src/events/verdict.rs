//! From the reports of one event to the coded event.

use super::event::{Event, Site, SubEventType};
use super::fuse::Draft;
use super::harm::Harm;
use super::kind::kind;
use super::report::Family;
use super::sides::{Class, class};
use super::toll::toll;
use super::world::World;
use crate::lexicon::{Act, Country, Role, Weapon};
use crate::text::Precision;

/// A party's evidence summed over the event.
#[derive(Debug, Clone)]
pub(super) struct Side {
    pub name: String,
    pub class: Class,
    pub agent: f32,
    pub patient: f32,
    pub beside: bool,
    pub claims: bool,
    pub says: bool,
    pub is_named: bool,
    /// Place in the order of the text.
    pub order: usize,
}

/// The events of a draft: one, or one a place where the text lists several.
pub(super) fn verdict(world: &World<'_>, draft: &Draft) -> Vec<Event> {
    let sites = sites(world, draft);
    let first_site = sites.first();
    let country = world.country_of(first_site);
    let sides = sides(world, draft, country);
    let (agents, patients) = cast(draft, &sides);
    let acts: Vec<Act> = draft.reports.iter().flat_map(|r| r.acts.iter().copied()).collect();
    let weapons: Vec<Weapon> = draft.reports.iter().flat_map(|r| r.weapons.iter().copied()).collect();
    let fatalities = toll(world, draft, Harm::Killed, country);
    let injuries = toll(world, draft, Harm::Injured, country);
    let abducted = toll(world, draft, Harm::Abducted, country);
    let mut kind = kind(draft, &acts, &weapons, &agents, &patients, fatalities);
    let Some(lead) =
        draft.reports.iter().find(|r| !r.sites.is_empty() && !r.is_vague_site).or_else(|| draft.reports.first())
    else {
        return Vec::new();
    };
    if draft.reports.iter().all(|r| r.only_attempted) && kind == SubEventType::Abduction {
        kind = SubEventType::Attack;
    }
    let when = draft.reports.iter().filter_map(|r| r.date.as_ref()).min_by_key(|d| d.precision);
    let (date, time_precision) = match when {
        Some(w) => (Some(w.date), w.precision),
        None => (world.article.published, Precision::Week),
    };
    let (mut actor1, mut actor2) = (agents.first().copied(), patients.first().copied());
    let by_default = |name: &str| country.map(|c| format!("{name} ({})", c.name()));
    let mut default_agent = None;
    if actor1.is_none() && needs_agent(kind) {
        default_agent = match draft.family {
            Family::Crowd => by_default(if kind.event_type() == "Riots" { "Rioters" } else { "Protesters" }),
            _ => by_default("Unidentified Armed Group"),
        };
    }
    if matches!(kind, SubEventType::Agreement) && actor1.is_none() {
        (actor1, actor2) = (actor2, None);
    }
    // Crowds and developments name whom they concern only where it is a party to them.
    if matches!(kind, SubEventType::PeacefulProtest) {
        actor2 = None;
    }
    let with = |main: Option<&Side>, list: &[&Side]| -> Option<String> {
        let rest: Vec<&str> =
            list.iter().skip(1).filter(|s| Some(&s.name) != main.map(|m| &m.name)).map(|s| s.name.as_str()).collect();
        (!rest.is_empty()).then(|| rest.join("; "))
    };
    let implied = draft.reports.iter().find_map(|r| r.implied);
    let default_patient = match (actor2, implied) {
        (None, Some(role)) if needs_patient(kind) => {
            let name = match role {
                Role::Soldier => country.map(|c| format!("Military Forces of {}", c.name())),
                _ => by_default("Civilians"),
            };
            name.filter(|n| Some(n) != actor1.map(|a| &a.name))
        }
        (None, None) if kind.event_type() == "Violence against civilians" => by_default("Civilians"),
        _ => None,
    };
    let is_background = draft.is_background();
    let is_ongoing = draft.family == Family::Siege;
    let claimed_by = sides.iter().find(|s| s.claims).or_else(|| actor1.filter(|a| a.says)).map(|s| s.name.clone());
    let mut sentences: Vec<usize> = draft.reports.iter().map(|r| r.sentence).collect();
    sentences.sort_unstable();
    sentences.dedup();
    let base = Event {
        sentence: lead.sentence,
        sentences,
        trigger: lead.trigger.clone(),
        sub_event_type: kind,
        assoc_actor_1: with(actor1, &agents),
        assoc_actor_2: with(actor2, &patients),
        actor1: actor1.map(|a| a.name.clone()).or(default_agent),
        actor2: actor2.map(|a| a.name.clone()).or(default_patient),
        fatalities,
        injuries,
        abducted,
        claimed_by,
        date,
        time_precision,
        site: None,
        is_background,
        is_ongoing,
        rank: 0,
        confidence: 0.0,
    };
    let shown =
        agents.iter().any(|a| a.agent > 0.0 && a.class != Class::Civilian || a.is_named && a.class == Class::Insurgent);
    let base = Event { confidence: confidence(world, draft, &base, first_site, shown), ..base };
    if sites.is_empty() {
        return vec![base];
    }
    let several = sites.len() > 1;
    sites
        .into_iter()
        .enumerate()
        .map(|(i, site)| {
            let mut event = Event { site: Some(site), ..base.clone() };
            // One toll for several places is counted once, with the first.
            if several && i > 0 {
                (event.fatalities, event.injuries, event.abducted) = (None, None, None);
            }
            event
        })
        .collect()
}

fn sites(world: &World<'_>, draft: &Draft) -> Vec<Site> {
    let precise: Vec<&super::report::Report> =
        draft.reports.iter().filter(|r| !r.sites.is_empty() && !r.is_vague_site).collect();
    let Some(&first) = precise.first() else {
        if let Some(site) = super::elsewhere::told_before(world, draft) {
            return vec![site];
        }
        // The narrowest of the areas that the reports name.
        return draft
            .reports
            .iter()
            .filter_map(|r| r.sites.first())
            .min_by_key(|s| s.mentions.iter().map(|&m| world.breadth(m)).min())
            .cloned()
            .into_iter()
            .collect();
    };
    // A place that is itself placed, or stands between two, tells more than a bare name nearby.
    let best = precise
        .iter()
        .copied()
        .find(|r| r.sites.len() > 1 || r.sites.iter().any(|s| s.relation.is_some()))
        .unwrap_or(first);
    best.sites.clone()
}

fn sides(world: &World<'_>, draft: &Draft, country: Option<Country>) -> Vec<Side> {
    let mut out: Vec<Side> = Vec::new();
    for (told, report) in draft.reports.iter().enumerate() {
        // What is told first tells most.
        let fresh = [1.0, 0.8, 0.6].get(told).copied().unwrap_or(0.4);
        for stand in &report.stands {
            let Some(name) = world.name(&stand.party, country) else { continue };
            let class = class(world.lexicon, &stand.party);
            let own_act = stand.act.is_none_or(|a| super::report::belongs(draft.family, a) || matches!(a, Act::Do));
            let weight = if own_act { fresh } else { 0.3 * fresh };
            let side = Side {
                name,
                class,
                agent: stand.agent * weight,
                patient: stand.patient * weight,
                beside: stand.beside,
                claims: stand.claims,
                says: stand.says,
                order: out.len(),
                is_named: stand.party.actor.is_some(),
            };
            match out.iter_mut().find(|s| s.name == side.name) {
                Some(s) => {
                    s.agent += side.agent;
                    s.patient += side.patient;
                    s.claims |= side.claims;
                    s.says |= side.says;
                    s.beside &= side.beside;
                    s.is_named |= side.is_named;
                }
                None => out.push(side),
            }
        }
    }
    out
}

/// Who acts and who suffers, the leading party first.
fn cast<'s>(draft: &Draft, sides: &'s [Side]) -> (Vec<&'s Side>, Vec<&'s Side>) {
    let prior = |s: &Side| -> f32 {
        let state_acts = draft.reports.iter().any(|r| {
            r.acts.iter().any(|a| {
                matches!(
                    a,
                    Act::AirStrike
                        | Act::Neutralise
                        | Act::Free
                        | Act::Arrest
                        | Act::Retake
                        | Act::Disrupt
                        | Act::Repel
                )
            })
        });
        match (s.class, draft.family) {
            (Class::Crowd, Family::Crowd) => 3.0,
            (Class::State, Family::Crowd) => -1.0,
            (Class::Crowd, _) => -1.0,
            (Class::Civilian, Family::Crowd) => 0.2,
            (Class::Civilian, _) => -2.0,
            (Class::Insurgent, Family::Free | Family::Arrest | Family::Disrupt) => -1.0,
            (Class::State, Family::Free | Family::Arrest | Family::Disrupt) => 1.0,
            (Class::Insurgent, Family::Siege | Family::Loot | Family::Territory) => 1.5,
            (Class::Insurgent, _) if state_acts => -0.5,
            (Class::Insurgent, _) => 1.0,
            (Class::State, _) if state_acts => 0.8,
            (Class::State, _) => -0.4,
            (Class::Militia, _) => 0.1,
            (Class::Other, _) => -5.0,
        }
    };
    let score = |s: &Side| s.agent - s.patient + prior(s) + if s.is_named { 0.1 } else { 0.0 };
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
        .max_by(|a, b| a.0.agent.total_cmp(&b.0.agent));
    if top <= 0.0
        && let Some((doer, _)) = doer
    {
        lead = doer;
    } else if top <= 0.0 {
        let patients = ranked.iter().map(|(s, _)| *s).collect::<Vec<_>>();
        return (Vec::new(), order_patients(draft, patients));
    }
    let mut agents: Vec<&Side> = std::iter::once(lead)
        .chain(
            ranked
                .iter()
                .filter(|(s, v)| s.name != lead.name && *v > 0.5 && s.agent > s.patient && same_camp(lead, s))
                .map(|(s, _)| *s),
        )
        .collect();
    // Whoever the text names first leads, unless it only stands beside another.
    agents.sort_by_key(|s| (s.beside, s.order));
    let patients: Vec<&Side> =
        ranked.iter().rev().map(|(s, _)| *s).filter(|s| !agents.iter().any(|a| a.name == s.name)).collect();
    let patients = order_patients(draft, patients);
    (agents, patients)
}

/// The patient that the clause says most of leads; then whoever is not merely beside another.
fn order_patients<'s>(draft: &Draft, mut patients: Vec<&'s Side>) -> Vec<&'s Side> {
    let armed = |s: &Side| matches!(s.class, Class::State | Class::Insurgent | Class::Militia);
    let told = patients.iter().any(|s| s.patient > 0.0);
    patients.retain(|s| s.patient > 0.0 || armed(s) && !told || draft.family == Family::Crowd);
    // ACLED codes a fight as one of armed sides; civilians hurt in it come second.
    patients.sort_by(|a, b| {
        (armed(b) && b.patient > 0.5)
            .cmp(&(armed(a) && a.patient > 0.5))
            .then(a.beside.cmp(&b.beside))
            .then(b.patient.total_cmp(&a.patient))
    });
    patients
}

fn same_camp(a: &Side, b: &Side) -> bool {
    use Class::{Insurgent, Militia, State};
    matches!(
        (a.class, b.class),
        (State | Militia, State | Militia) | (Insurgent, Insurgent) | (Class::Crowd, Class::Crowd)
    )
}

fn needs_agent(kind: SubEventType) -> bool {
    matches!(kind.event_type(), "Battles" | "Violence against civilians" | "Protests" | "Riots")
        || matches!(
            kind,
            SubEventType::Explosive
                | SubEventType::Shelling
                | SubEventType::SuicideBomb
                | SubEventType::Grenade
                | SubEventType::Looting
        )
}

fn needs_patient(kind: SubEventType) -> bool {
    matches!(kind.event_type(), "Battles" | "Violence against civilians" | "Explosions/Remote violence")
        || kind == SubEventType::Looting
}

/// How sure it is that a careful reader would code this event: a logistic sum of what the text
/// shows. The weights are set by hand and checked on the case files, not fitted.
fn confidence(world: &World<'_>, draft: &Draft, event: &Event, site: Option<&Site>, shown: bool) -> f64 {
    let mut logit: f64 = -0.2;
    let yes = |b: bool, w: f64| if b { w } else { 0.0 };
    logit += yes(site.is_some_and(|s| !world.is_area_site(s)), 1.2);
    logit += yes(site.is_some(), 0.3);
    logit += yes(event.fatalities.is_some() || event.injuries.is_some() || event.abducted.is_some(), 0.8);
    logit += yes(draft.reports.iter().any(|r| r.date.as_ref().is_some_and(|d| d.precision == Precision::Day)), 0.6);
    logit += yes(event.actor1.is_some() && event.actor2.is_some(), 0.4);
    logit += yes(draft.reports.len() > 1, 0.3);
    logit += yes(shown, 0.5);
    let dated = draft.reports.iter().any(|r| r.date.is_some());
    let counted = draft.reports.iter().any(|r| r.counts.iter().any(|c| c.is_numeral));
    // An act without a doer, a day or a number is mostly an allusion.
    logit -= yes(!shown && !dated && !counted, 2.5);
    logit -= yes(
        matches!(draft.family, Family::Siege | Family::Change | Family::Agree | Family::Territory | Family::Move)
            && !shown,
        1.0,
    );
    logit -= yes(draft.reports.iter().all(|r| r.is_general), 2.0);
    logit -= yes(event.is_background, 0.5);
    1.0 / (1.0 + (-logit).exp())
}

/// Leaves out what is no event of its own, and ranks the rest.
pub(super) fn finish(world: &World<'_>, events: Vec<Event>) -> Vec<Event> {
    let precise = |e: &Event| e.site.as_ref().is_some_and(|s| !world.is_area_site(s));
    let counted = |e: &Event| [e.fatalities, e.injuries, e.abducted].into_iter().flatten().any(|t| t.best > 0);
    let narrow = |e: &Event| e.site.as_ref().is_some_and(|s| s.mentions.iter().any(|&m| world.breadth(m) <= 3));
    let any_news = events.iter().any(|e| !e.is_background && (precise(e) || narrow(e) || counted(e)));
    let any_sure = events.iter().any(|e| !e.is_background && e.confidence >= 0.45);
    let mut kept: Vec<Event> = events
        .into_iter()
        .filter(|e| {
            let dated = e.time_precision == Precision::Day;
            if e.confidence < 0.45 && any_sure {
                return false;
            }
            if e.is_background {
                return precise(e) && (dated || counted(e)) || narrow(e) && dated && counted(e);
            }
            let lesser = e.event_type() == "Strategic developments";
            match lesser {
                true => precise(e) || (!any_news && e.site.is_some()) || narrow(e) && dated,
                false => precise(e) || narrow(e) || !any_news || counted(e) && e.site.is_some(),
            }
        })
        .collect();
    // Where nothing is newer, what the article recalls with its day is its news: a report on the
    // killings of last spring.
    if kept.iter().all(|e| e.is_background)
        && let Some(reference) = world.reference
    {
        for event in kept.iter_mut().filter(|e| e.time_precision == Precision::Day) {
            let recent = event
                .date
                .is_some_and(|d| d.checked_add(jiff::ToSpan::days(365)).is_ok_and(|limit| limit >= reference));
            event.is_background = !recent;
        }
    }
    kept.sort_by_key(|e| (e.is_background, e.is_ongoing, e.sentences.first().copied(), e.trigger.start));
    for (i, event) in kept.iter_mut().enumerate() {
        event.rank = i as u32 + 1;
    }
    kept
}
