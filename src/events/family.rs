//! Events that may be one are of one family: what a clause mainly reports.

use super::scan::{ActAt, Clause, Voice};
use super::sides::{Class, class};
use crate::lexicon::{Act, Count, Cue, Lexicon, Role};
use crate::text::Lang;

/// Events that may be one are of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    Violence,
    Crowd,
    Free,
    Disrupt,
    Territory,
    Arrest,
    Agree,
    Siege,
    Base,
    Change,
    Loot,
    Move,
    /// No event, but a toll of one told before: "no one was hurt".
    Detail,
}

/// Acts that harm people or are meant to.
const HARM: &[Act] = &[
    Act::Attack,
    Act::Ambush,
    Act::Clash,
    Act::Repel,
    Act::Kill,
    Act::Die,
    Act::Neutralise,
    Act::Injure,
    Act::Blast,
    Act::AirStrike,
    Act::Shell,
    Act::Suicide,
    Act::Grenade,
];

/// The same, and what is done to people without killing them.
pub(super) fn is_violent(act: Act) -> bool {
    HARM.contains(&act) || matches!(act, Act::Abduct | Act::Sexual)
}

pub(super) fn belongs(family: Family, act: Act) -> bool {
    match family {
        Family::Violence => {
            is_violent(act)
                || matches!(act, Act::Loot | Act::Burn | Act::Capture | Act::Take | Act::Retake | Act::Lynch)
        }
        Family::Crowd => matches!(
            act,
            Act::Protest
                | Act::Riot
                | Act::Lynch
                | Act::Disperse
                | Act::Attack
                | Act::Kill
                | Act::Die
                | Act::Injure
                | Act::Clash
                | Act::Burn
                | Act::Loot
                | Act::Siege
        ),
        Family::Free => matches!(act, Act::Free),
        Family::Disrupt => act == Act::Disrupt,
        Family::Territory => matches!(act, Act::Take | Act::Retake | Act::Withdraw),
        Family::Arrest => act == Act::Arrest,
        Family::Agree => act == Act::Agree,
        Family::Siege => act == Act::Siege,
        Family::Base => act == Act::Base,
        Family::Change => act == Act::Change,
        Family::Loot => matches!(act, Act::Loot | Act::Burn | Act::Capture),
        Family::Move => act == Act::Move,
        Family::Detail => true,
    }
}

/// The family of what the clause mainly reports.
pub(super) fn family(lexicon: &Lexicon, clause: &Clause<'_>) -> Option<Family> {
    let all: Vec<&ActAt> = clause.done().filter(|a| !matches!(a.act, Act::Do | Act::Result)).collect();
    // "Attacks" in general do not hide what else the clause tells.
    let counted = |a: &ActAt| {
        let gap = |n: &crate::text::Number| n.tokens.start.checked_sub(a.tokens.end);
        a.act == Act::Kill && clause.numbers.iter().filter_map(gap).any(|gap| gap <= 1)
    };
    let general = |a: &&ActAt| {
        !a.is_verb
            && !counted(a)
            && a.count == Count::Many
            && matches!(a.act, Act::Attack | Act::Abduct | Act::Kill | Act::Ambush)
    };
    let firm: Vec<&ActAt> = all.iter().copied().filter(|a| !general(a)).collect();
    let main = if firm.is_empty() { all } else { firm };
    let does = |act: Act| main.iter().any(|a| a.act == act);
    let first = |acts: &[Act]| main.iter().position(|a| acts.contains(&a.act) && !a.is_aftermath);
    let crowd_acts = [Act::Protest, Act::Riot, Act::Lynch];
    let fighters = clause.parties.iter().any(|p| matches!(class(lexicon, p), Class::Insurgent | Class::Militia));
    let crowd_people = clause.parties.iter().any(|p| class(lexicon, p) == Class::Crowd);
    let protesters = clause.parties.iter().any(|p| p.role == Some(Role::Protester));
    let fired = main.iter().any(|a| matches!(a.act, Act::Attack | Act::Kill | Act::Die | Act::Injure));
    let clashed = crowd_people && main.iter().any(|a| a.act == Act::Clash);
    // A demonstration is broken up, whoever is hurt in it.
    let broken_up = main.iter().any(|a| a.act == Act::Disperse && a.is_verb && !a.is_aftermath) && does(Act::Protest);
    // Demonstrators who burn or loot do so as a crowd.
    let wrecked = crowd_people && main.iter().any(|a| matches!(a.act, Act::Burn | Act::Loot));
    if (protesters && fired || clashed || wrecked || broken_up) && !fighters && !does(Act::Abduct) && !does(Act::Blast)
    {
        return Some(Family::Crowd);
    }
    // "Two people died during a demonstration": nobody but the crowd and its foes is told of.
    let only_suffers = main.iter().all(|a| !is_violent(a.act) || matches!(a.act, Act::Die | Act::Injure));
    if only_suffers && !fighters && first(&[Act::Protest, Act::Riot]).is_some() {
        return Some(Family::Crowd);
    }
    // It is people who lynch, unless a group is named that did.
    let named = clause.parties.iter().any(|p| p.actor.is_some() && class(lexicon, p) == Class::Insurgent);
    if first(&[Act::Lynch]).is_some() && !named {
        return Some(Family::Crowd);
    }
    if let Some(crowd) = first(&crowd_acts)
        .or_else(|| main.iter().position(|a| a.act == Act::Disperse && (crowd_people || main.len() == 1)))
    {
        let violence = main.iter().position(|a| is_violent(a.act) && !a.is_aftermath);
        if violence.is_none_or(|v| crowd < v) || (crowd_people && !fighters) {
            return Some(Family::Crowd);
        }
    }
    if first(&[Act::Sexual]).is_some() {
        return Some(Family::Violence);
    }
    // Students and residents who bar a road lay no siege.
    if let Some(bars) = first(&[Act::Siege]).and_then(|at| main.get(at))
        && !fighters
        && main.iter().all(|a| !is_violent(a.act))
        && people_bar(lexicon, clause, bars)
    {
        return Some(Family::Crowd);
    }
    let strong = main.iter().any(|a| HARM.contains(&a.act));
    if does(Act::Free) {
        let fought = main
            .iter()
            .any(|a| HARM.contains(&a.act) && (!a.is_aftermath || a.act == Act::Clash) && a.act != Act::Injure);
        // "Released nine fighters who had been taken in the battles of B": what is told of them came before.
        let freed = main.iter().find(|a| a.act == Act::Free && a.is_verb);
        let had = |t: usize| matches!(clause.key(t), "كانوا" | "كان" | "كانت" | "had" | "avaient" | "avait");
        let before = freed.is_some_and(|f| {
            let harms = || main.iter().filter(|a| HARM.contains(&a.act) && a.act != Act::Injure);
            harms().all(|a| !a.is_verb && a.tokens.start >= f.tokens.end && (f.tokens.end..a.tokens.start).any(had))
        });
        let fought = fought && !before;
        if !fought && !freed_later(clause) {
            return Some(Family::Free);
        }
    }
    if does(Act::Disrupt) {
        let fought = main.iter().any(|a| {
            matches!(a.act, Act::Kill | Act::Die | Act::Clash | Act::Neutralise | Act::Repel | Act::AirStrike)
        });
        if !fought {
            return Some(Family::Disrupt);
        }
    }
    let ordered: [(Family, &[Act]); 3] =
        [(Family::Agree, &[Act::Agree]), (Family::Siege, &[Act::Siege]), (Family::Change, &[Act::Change])];
    let violence = main.iter().position(|a| is_violent(a.act));
    // "Burned fuel tankers days after it announced a blockade": what they burned is the news.
    let wrecks = main.iter().any(|a| a.is_verb && matches!(a.act, Act::Burn | Act::Loot) && !a.is_aftermath);
    let only_named = main.iter().filter(|a| a.act == Act::Siege).all(|a| !a.is_verb);
    if wrecks && only_named && does(Act::Siege) && violence.is_none() {
        return Some(Family::Loot);
    }
    for (family, acts) in ordered {
        // Whoever breaks a siege and takes the town back has done more than that.
        if family == Family::Siege && does(Act::Retake) {
            continue;
        }
        if let Some(at) = first(acts)
            && violence.is_none_or(|v| at < v && main.get(v).is_some_and(|a| a.is_aftermath || !a.is_verb))
        {
            return Some(family);
        }
    }
    if let Some(at) = first(&[Act::Arrest])
        && violence.is_none_or(|v| {
            at < v
                && main.get(v).is_some_and(|a| {
                    !matches!(a.act, Act::Kill | Act::Die | Act::Neutralise | Act::Clash) || a.is_aftermath
                })
        })
    {
        return Some(Family::Arrest);
    }
    // "Handed over its base after clashes": what it came after is not what is told.
    let after_it = main.iter().filter(|a| is_violent(a.act)).all(|a| a.is_aftermath && !a.is_verb);
    if after_it && main.iter().any(|a| a.is_verb && a.act == Act::Withdraw && !a.is_aftermath) {
        return Some(Family::Territory);
    }
    if strong || does(Act::Abduct) {
        return Some(Family::Violence);
    }
    if main.iter().any(|a| matches!(a.act, Act::Take | Act::Retake | Act::Withdraw)) {
        return Some(Family::Territory);
    }
    [
        (Act::Arrest, Family::Arrest),
        (Act::Agree, Family::Agree),
        (Act::Siege, Family::Siege),
        (Act::Base, Family::Base),
        (Act::Loot, Family::Loot),
        (Act::Burn, Family::Loot),
        (Act::Capture, Family::Loot),
        (Act::Change, Family::Change),
        (Act::Move, Family::Move),
    ]
    .into_iter()
    .find(|(act, _)| does(*act))
    .map(|(_, family)| family)
}

/// People without arms, and nobody armed, stand before a verb of barring.
fn people_bar(lexicon: &Lexicon, clause: &Clause<'_>, bars: &ActAt) -> bool {
    // "Police arrested demonstrators who barred the road": those right before the verb bar it.
    let nearest = clause.parties.iter().rfind(|p| p.tokens.end <= bars.tokens.start);
    if nearest.is_some_and(|p| class(lexicon, p) == Class::Crowd) {
        return true;
    }
    let mut parties = clause.parties.iter().map(|p| (class(lexicon, p), p.tokens.end <= bars.tokens.start));
    let armed = Class::is_armed;
    parties.clone().all(|(c, before)| !armed(c) || !before)
        && parties.any(|(c, before)| before && matches!(c, Class::Crowd | Class::Civilian))
}

/// "Abducted the chief, he was released the next day": the news is that he was taken.
fn freed_later(clause: &Clause<'_>) -> bool {
    let freed = clause.done().find(|a| a.act == Act::Free).map(|a| a.tokens.start);
    let told = |a: &ActAt| {
        let be = clause.cues.iter().any(|(c, at)| *c == Cue::Passive && at.end == a.tokens.start);
        // An Arabic verb tells by itself, unless "who" or "whom" stands before it.
        let relative = || {
            let before = a.tokens.start.checked_sub(1).map_or("", |i| clause.key(i));
            matches!(
                before,
                "الذي"
                    | "التي"
                    | "الذين"
                    | "اللذين"
                    | "اللتين"
                    | "اللواتي"
                    | "ممن"
                    | "كان"
                    | "كانت"
                    | "كانوا"
            )
        };
        let finite = clause.lang == Lang::Ar && !relative();
        // "Aid workers who were kidnapped were released": of those who are free now.
        let of_them = (1..=3)
            .filter_map(|back| a.tokens.start.checked_sub(back))
            .any(|t| matches!(clause.key(t), "who" | "whom" | "qui") && clause.lang != Lang::Ar);
        a.is_verb && !a.is_aftermath && !of_them && (a.voice == Voice::Active || be || finite)
    };
    let taken = clause.done().find(|a| a.act == Act::Abduct);
    taken.is_some_and(|a| told(a) && freed.is_some_and(|f| a.tokens.end <= f))
}
