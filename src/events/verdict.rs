//! From the reports of one event to the coded event.

use super::cast::{cast, is_of_state};
use super::event::{Event, Site, SubEventType};
use super::fuse::Draft;
use super::harm::Harm;
use super::kind::kind;
use super::mob::{Mob, is_of_unrest, mob};
use super::report::Family;
use super::sides::{Class, Stand, class};
use super::toll::toll;
use super::weigh::Candidate;
use super::world::World;
use crate::lexicon::{Act, ActorMention, Country, Role, Weapon};
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
    /// It tells of the event and is not shown to take part in it.
    pub only_speaks: bool,
    pub country: Option<Country>,
    /// The reports count it among the dead.
    pub killed: bool,
    /// Told of as people, persons, others, and nothing more.
    pub is_anybody: bool,
    /// Peacekeepers.
    pub is_mission: bool,
    /// Forces of another state than that of the place.
    pub is_abroad: bool,
    /// Place in the order of the text.
    pub order: usize,
}

/// The events of a draft: one, or one a place where the text lists several.
pub(super) fn verdict(world: &World<'_>, drafts: &[Draft], at: usize, draft: &Draft) -> Vec<Candidate> {
    let sites = sites(world, drafts, at, draft);
    let first_site = sites.first();
    let country = world.country_of(first_site);
    let sides = sides(world, draft, country);
    let (agents, patients) = cast(draft, &sides);
    // "Acts of violence" in general say nothing of what one of them was.
    let tells = |r: &&super::report::Report| {
        !(r.is_general && r.is_vague_site) || draft.reports.iter().all(|r| r.is_general && r.is_vague_site)
    };
    let acts: Vec<Act> = draft.reports.iter().filter(tells).flat_map(|r| r.acts.iter().copied()).collect();
    let weapons: Vec<Weapon> = draft.reports.iter().flat_map(|r| r.weapons.iter().copied()).collect();
    let fatalities = toll(world, draft, Harm::Killed, country);
    let injuries = toll(world, draft, Harm::Injured, country);
    let abducted = toll(world, draft, Harm::Abducted, country);
    let mut kind = kind(world, draft, &acts, &weapons, &agents, &patients, fatalities);
    let Some(lead) =
        draft.reports.iter().find(|r| !r.sites.is_empty() && !r.is_vague_site).or_else(|| draft.reports.first())
    else {
        return Vec::new();
    };
    if draft.reports.iter().all(|r| r.only_attempted) && kind == SubEventType::Abduction {
        kind = SubEventType::Attack;
    }
    let mob = mob(world, draft).or_else(|| is_of_unrest(world, drafts, draft).then_some(Mob::Unrest));
    // "A mob stoned two thieves to death": a crowd by name.
    let by_crowd = agents.first().is_some_and(|a| a.class == Class::Crowd && a.agent > a.patient);
    if kind == SubEventType::Attack && by_crowd && mob.is_none() {
        kind = SubEventType::MobViolence;
    }
    match mob {
        Some(Mob::Alone { .. } | Mob::BeatsArmed | Mob::Brawl) => kind = SubEventType::MobViolence,
        Some(Mob::Kills) => kind = SubEventType::Attack,
        Some(Mob::AgainstArmed) => kind = SubEventType::ArmedClash,
        Some(Mob::AgainstForces) => kind = SubEventType::ViolentDemonstration,
        Some(Mob::Unrest) => {
            let hit_forces = patients.iter().any(|s| s.class == Class::State && s.patient > s.agent);
            let fought = acts.iter().any(|a| matches!(a, Act::Clash | Act::Riot));
            kind = if hit_forces || fought { SubEventType::ViolentDemonstration } else { SubEventType::ExcessiveForce };
        }
        None => {}
    }
    // Violence against civilians has civilians for its victims: else two armed sides met.
    let mut patients = patients;
    let foe = |p: &&Side| p.class.is_armed() && p.patient >= 1.0 && agents.iter().all(|a| a.name != p.name);
    if kind == SubEventType::Attack && patients.first().is_some_and(foe) {
        let most = patients.first().map_or(0.0, |p| p.patient);
        let civil = |s: &&Side| s.class == Class::Civilian && (s.killed || s.patient > most + 0.5);
        match patients.iter().position(civil) {
            Some(at) => patients.swap(0, at),
            None => kind = SubEventType::ArmedClash,
        }
    }
    let labelled =
        draft.reports.iter().any(|r| world.is_lead(r.sentence)).then(|| super::label::label(world)).flatten();
    if let Some(label) = labelled.filter(|_| kind.event_type() != "Strategic developments") {
        kind = label;
    }
    // What is told of before does not date the news.
    let of_news = |r: &&super::report::Report| draft.is_background() || !(r.is_background || r.is_pluperfect);
    let dates = || draft.reports.iter().filter_map(|r| r.date.as_ref());
    let when = draft.reports.iter().filter(of_news).filter_map(|r| r.date.as_ref()).min_by_key(|d| d.precision);
    let when = when.or_else(|| dates().filter(|d| d.precision <= Precision::Week).min_by_key(|d| d.precision));
    let (date, time_precision) = match (when, &draft.lent) {
        (Some(w), _) => (Some(w.date), w.precision),
        (None, Some(lent)) => (Some(lent.date), Precision::Week.max(lent.precision)),
        (None, None) => (world.article.published, Precision::Week),
    };
    let (mut actor1, mut actor2) = (agents.first().copied(), patients.first().copied());
    let by_default = |name: &str| country.map(|c| format!("{name} ({})", c.name()));
    let mut default_patient = None;
    let mut default_agent = None;
    match mob {
        Some(Mob::AgainstArmed) => {
            default_agent = by_default("Unidentified Communal Militia");
            actor1 = None;
            actor2 = actor2.or(agents.first().copied());
        }
        Some(Mob::Alone { hits_people }) if kind == SubEventType::MobViolence => {
            (actor1, actor2) = (None, None);
            default_patient = hits_people.then(|| by_default("Civilians")).flatten();
        }
        Some(Mob::Brawl) => {
            (actor1, actor2) = (None, None);
            default_patient = by_default("Rioters");
        }
        Some(Mob::Kills) => {
            actor1 = actor1.filter(|s| s.class == Class::Militia);
            default_agent = by_default("Unidentified Communal Militia");
            default_patient = by_default("Civilians");
        }
        Some(Mob::BeatsArmed) => {
            actor1 = None;
            actor2 = agents.iter().chain(&patients).copied().find(|s| s.class.is_armed() && s.patient > s.agent);
        }
        Some(Mob::AgainstForces | Mob::Unrest) => {
            default_agent = by_default(if kind.event_type() == "Riots" { "Rioters" } else { "Protesters" });
            actor1 = None;
            actor2 = agents.iter().chain(&patients).copied().find(|s| s.class == Class::State);
        }
        _ => {}
    }
    if kind == SubEventType::MobViolence && acts.contains(&Act::Lynch) && default_patient.is_none() {
        default_patient = by_default("Civilians");
    }
    if kind.event_type() == "Battles" && draft.is_communal() {
        (actor1, actor2) = (None, None);
    }
    let of_country = |name: &str| country.map(|c| format!("{name} of {}", c.name()));
    // Jihadists are "neutralised", arrested, bombed by the forces of the country.
    let forces_act = acts.iter().any(|a| is_of_state(*a))
        && patients.iter().all(|p| matches!(p.class, Class::Insurgent | Class::Civilian))
        && (patients.iter().any(|p| p.class == Class::Insurgent) || acts.contains(&Act::Disrupt));
    if actor1.is_none() && default_agent.is_none() && needs_agent(kind) {
        default_agent = match draft.family {
            _ if kind == SubEventType::MobViolence => by_default("Rioters"),
            Family::Crowd => by_default(if kind.event_type() == "Riots" { "Rioters" } else { "Protesters" }),
            _ if forces_act => of_country("Military Forces"),
            _ if kind.event_type() == "Battles" && draft.is_communal() => by_default("Unidentified Communal Militia"),
            _ => by_default("Unidentified Armed Group"),
        };
    }
    // "Two men were arrested": by the forces that the article tells of.
    if actor1.is_none()
        && default_agent.is_none()
        && matches!(kind, SubEventType::Arrests | SubEventType::DisruptedWeapons)
    {
        default_agent = forces_told(world, drafts, country);
    }
    if actor1.is_none()
        && default_agent.is_none()
        && (kind == SubEventType::AirStrike && patients.iter().all(|p| p.class != Class::State)
            || forces_act && matches!(kind, SubEventType::Arrests | SubEventType::DisruptedWeapons))
    {
        default_agent = of_country("Military Forces");
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
        _ if kind.event_type() == "Riots" => default_patient,
        (None, _) if kind.event_type() == "Battles" && actor1.is_none() && draft.is_communal() => {
            by_default("Unidentified Communal Militia")
        }
        (None, Some(role)) if needs_patient(kind) => {
            let name = match role {
                Role::Soldier => of_country("Military Forces"),
                Role::Police => of_country("Police Forces"),
                _ => by_default("Civilians"),
            };
            name.filter(|n| Some(n) != actor1.map(|a| &a.name))
        }
        (None, None) if kind.event_type() == "Violence against civilians" || kind == SubEventType::Looting => {
            by_default("Civilians")
        }
        (None, None) if kind.event_type() == "Battles" => match actor1.map(|a| a.class) {
            Some(Class::State) => by_default("Unidentified Armed Group"),
            Some(Class::Insurgent) => of_country("Military Forces"),
            _ => None,
        },
        _ => None,
    };
    let is_background = draft.is_background();
    let is_ongoing = draft.family == Family::Siege;
    // An army that tells of its operation claims nothing.
    let claims = |s: &&Side| matches!(s.class, Class::Insurgent | Class::Militia);
    let claimed_by = sides
        .iter()
        .filter(claims)
        .find(|s| s.claims)
        .or_else(|| actor1.filter(claims).filter(|a| a.says))
        .map(|s| s.name.clone());
    let mut sentences: Vec<usize> = draft.reports.iter().map(|r| r.sentence).collect();
    sentences.sort_unstable();
    sentences.dedup();
    let base = Event {
        sentence: lead.sentence,
        sentences,
        in_headline: false,
        trigger: lead.trigger.clone(),
        sub_event_type: kind,
        assoc_actor_1: with(actor1, &agents),
        assoc_actor_2: with(actor2, &patients),
        actor1: actor1.map(|a| crowd_name(kind, a)).or(default_agent),
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
    let place = |site: Option<Site>, is_first: bool| {
        let mut event = Event { site, ..base.clone() };
        // One toll for several places is counted once, with the first.
        if !is_first {
            (event.fatalities, event.injuries, event.abducted) = (None, None, None);
        }
        Candidate::new(world, drafts, at, event, shown, is_first)
    };
    if sites.is_empty() {
        return vec![place(None, true)];
    }
    sites.into_iter().enumerate().map(|(i, site)| place(Some(site), i == 0)).collect()
}

/// The forces of a state that act, or tell of what they did, in the rest of the article: the first so told of.
fn forces_told(world: &World<'_>, drafts: &[Draft], country: Option<Country>) -> Option<String> {
    let stands = drafts.iter().flat_map(|d| &d.reports).flat_map(|r| &r.stands);
    let acts = |s: &&Stand| class(world.lexicon, &s.party) == Class::State && (s.says || s.agent > s.patient);
    stands.filter(acts).find_map(|s| world.name(&s.party, country))
}

/// The place of the event told before, its region rather than its village: "11 bandits were killed by
/// an airstrike on Thursday" after an ambush in the west.
fn area_before(drafts: &[Draft], at: usize) -> Option<&Site> {
    let draft = drafts.get(at)?;
    let counted = draft.reports.iter().any(|r| r.counts.iter().any(|c| c.is_numeral && c.toll.best > 0));
    if draft.family != Family::Violence || draft.is_background() || !counted {
        return None;
    }
    drafts.get(..at)?.iter().rev().filter(|d| !d.is_background()).find_map(|d| {
        let told = || d.reports.iter().filter(|r| !r.sites.is_empty());
        told().find(|r| r.is_vague_site).or_else(|| told().next()).and_then(|r| r.sites.first())
    })
}

/// A village lies this near, km, to the place that a note is filed under.
const FILED_KM: f64 = 60.0;

fn sites(world: &World<'_>, drafts: &[Draft], at: usize, draft: &Draft) -> Vec<Site> {
    let told = told_sites(world, drafts, at, draft);
    // A note that says under which place it is filed: where its own is not known, or known far away.
    let Some(filed) = super::elsewhere::filed_under(world).filter(|_| at == 0) else { return told };
    let close = |s: &Site| {
        let known = |m: &&usize| world.place(**m).is_some_and(|p| !p.kind.is_area());
        let km = |m: &usize| filed.mentions.first().and_then(|&f| world.km(*m, f));
        s.mentions.iter().filter(known).any(|m| km(m).is_some_and(|km| km <= FILED_KM))
    };
    if told.iter().any(close) { told } else { vec![filed] }
}

fn told_sites(world: &World<'_>, drafts: &[Draft], at: usize, draft: &Draft) -> Vec<Site> {
    let precise: Vec<&super::report::Report> =
        draft.reports.iter().filter(|r| !r.sites.is_empty() && !r.is_vague_site).collect();
    let Some(&first) = precise.first() else {
        if let Some(site) = super::elsewhere::told_before(world, draft) {
            return vec![site];
        }
        // The narrowest of the areas that the reports name; else where the article has been before.
        let narrowest = draft
            .reports
            .iter()
            .filter_map(|r| r.sites.first())
            .min_by_key(|s| (s.mentions.is_empty(), s.mentions.iter().map(|&m| world.breadth(m)).min()));
        let told = narrowest.or_else(|| area_before(drafts, at)).cloned();
        return told.or_else(|| super::elsewhere::dateline(world, draft)).into_iter().collect();
    };
    // A place that is itself placed tells more than a bare name, and that more than a stretch or a border.
    let rank = |r: &&super::report::Report| {
        let told = |s: &Site| match (world.looseness(s), s.relation.is_some()) {
            (0 | 1, true) => 0,
            (0 | 1, false) => 1,
            (loose, _) => loose,
        };
        if r.sites.len() > 1 { 0 } else { r.sites.first().map_or(4, told) }
    };
    // A headline's town that only gives its name to the division of a village told of later.
    let heads = |r: &super::report::Report| {
        world.is_lead(r.sentence)
            && r.date.is_none()
            && precise.iter().any(|other| {
                let of = |b: &Site| r.sites.iter().any(|a| world.is_named_after(b, a));
                !world.is_lead(other.sentence) && other.sites.iter().any(of)
            })
    };
    let best = precise.iter().copied().min_by_key(|r| (heads(r), rank(r))).unwrap_or(first);
    // Villages of a list that no gazetteer has would all stand at one point: they are one event there.
    let mut has_unknown = false;
    let mut is_told = |s: &&Site| {
        let is_known = s.mentions.is_empty() || s.mentions.iter().any(|&m| world.place(m).is_some());
        is_known || !std::mem::replace(&mut has_unknown, true)
    };
    best.sites.iter().filter(|s| is_told(s)).cloned().collect()
}

/// A party as the event shows it: herders of a people who attack are its militia, and the forces of
/// order that meet a crowd are police.
fn taken_as(world: &World<'_>, draft: &Draft, stand: &Stand) -> (ActorMention, Class) {
    let mut party = stand.party.clone();
    if party.community.is_some()
        && party.role == Some(Role::Civilian)
        && draft.family == Family::Violence
        && stand.agent >= 2.0
        && stand.agent > stand.patient
    {
        party.role = Some(Role::Communal);
    }
    if party.role == Some(Role::Security) && party.actor.is_none() && draft.family == Family::Crowd {
        party.role = Some(Role::Police);
    }
    let class = class(world.lexicon, &party);
    (party, class)
}

fn sides(world: &World<'_>, draft: &Draft, country: Option<Country>) -> Vec<Side> {
    let mut out: Vec<Side> = Vec::new();
    for (told, report) in draft.reports.iter().enumerate() {
        // What is told first tells most.
        let fresh = [1.0, 0.8, 0.6].get(told).copied().unwrap_or(0.4);
        for stand in &report.stands {
            let (party, class) = taken_as(world, draft, stand);
            let Some(name) = world.name(&party, country) else { continue };
            let only_speaks = stand.says && !stand.claims && stand.agent < 0.5 && stand.patient < 0.5;
            // Forces who free hostages did not take them.
            if report.family == Family::Free && draft.family == Family::Violence {
                continue;
            }
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
                country: world.party_country(&stand.party).or(country),
                killed: report
                    .harmed(Harm::Killed)
                    .any(|c| c.toll.best > 0 && c.party.as_ref().is_some_and(|p| p.tokens == stand.party.tokens)),
                is_named: stand.party.actor.is_some(),
                is_anybody: party.role == Some(Role::Person),
                is_mission: world.is_mission(&party),
                is_abroad: world.party_country(&party).is_some_and(|c| Some(c) != country),
                only_speaks,
            };
            match out.iter_mut().find(|s| s.name == side.name) {
                Some(s) => {
                    s.agent += side.agent;
                    s.patient += side.patient;
                    s.claims |= side.claims;
                    s.says |= side.says;
                    s.beside &= side.beside;
                    s.killed |= side.killed;
                    s.only_speaks &= side.only_speaks;
                    s.is_named |= side.is_named;
                    s.is_anybody &= side.is_anybody;
                }
                None => out.push(side),
            }
        }
    }
    // Whoever only speaks has no part in what somebody else did.
    let acts = |s: &Side| !s.only_speaks && s.agent >= 1.0 && s.class != Class::Civilian;
    if out.iter().any(acts) {
        out.retain(|s| !s.only_speaks);
    }
    out
}

/// A crowd is called by what it does: rioters in a riot, protesters in a protest.
fn crowd_name(kind: SubEventType, side: &Side) -> String {
    let (from, to) = match kind.event_type() {
        "Riots" => ("Protesters", "Rioters"),
        "Protests" => ("Rioters", "Protesters"),
        _ => return side.name.clone(),
    };
    match side.name.strip_prefix(from) {
        Some(rest) => format!("{to}{rest}"),
        None => side.name.clone(),
    }
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
