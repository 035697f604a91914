//! Which side each party of a clause is on: evidence from the words beside it.

use super::harm::is_rest;
use super::scan::{ActAt, Clause, Voice};
use crate::lexicon::{Act, ActorKind, ActorMention, Cue, Lexicon, Role};
use crate::text::Lang;
use std::ops::Range;

/// What the clause says of one party.
#[derive(Debug, Clone)]
pub(super) struct Stand {
    pub party: ActorMention,
    /// Evidence that it does the act.
    pub agent: f32,
    /// Evidence that it suffers the act.
    pub patient: f32,
    /// It stands beside another party of its side.
    pub beside: bool,
    /// It says that it did it.
    pub claims: bool,
    /// It says so, or says anything.
    pub says: bool,
    /// The act done to or by it, if the words show one.
    pub act: Option<Act>,
}

/// Who speaks for a party, before its name.
const SPEAKERS: &[&str] = &[
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "statement",
    "communique",
    "source",
    "sources",
    "porte",
    "parole",
    "ناطق",
    "الناطق",
    "متحدث",
    "المتحدث",
    "مصدر",
    "مصادر",
    "بيان",
    "لبيان",
];

/// The class of a party, for what is likely where the words leave it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    State,
    Insurgent,
    Militia,
    Civilian,
    Crowd,
    Other,
}

pub(super) fn class(lexicon: &Lexicon, party: &ActorMention) -> Class {
    if let Some(actor) = party.actor.and_then(|a| lexicon.actor(a)) {
        return match actor.kind {
            ActorKind::State | ActorKind::Foreign | ActorKind::Peacekeeper => Class::State,
            ActorKind::Rebel => Class::Insurgent,
            ActorKind::Militia => Class::Militia,
            ActorKind::Organisation | ActorKind::Community => Class::Other,
        };
    }
    match party.role {
        Some(
            Role::Soldier
            | Role::AirForce
            | Role::Police
            | Role::Gendarme
            | Role::Guard
            | Role::Ranger
            | Role::Security
            | Role::Mercenary
            | Role::Peacekeeper,
        ) => Class::State,
        Some(Role::Militant | Role::Gunman | Role::Bandit | Role::Group) => Class::Insurgent,
        Some(Role::Member) => Class::Insurgent,
        Some(Role::Militia | Role::Communal) => Class::Militia,
        Some(Role::Civilian | Role::Person | Role::Hostage | Role::Prisoner) => Class::Civilian,
        Some(Role::Protester | Role::Rioter) => Class::Crowd,
        None => Class::Other,
    }
}

/// Acts that one side does to another.
pub(super) fn has_sides(act: Act) -> bool {
    !matches!(act, Act::Result | Act::Do | Act::Protest | Act::Riot | Act::Agree | Act::Change | Act::Die)
}

/// Tokens that tell what the act answers or objects to: "in reaction to the killing of a farmer",
/// "protested over the death of two boys". Who acts and suffers there is of another event.
pub(super) fn reaction(clause: &Clause<'_>) -> Option<Range<usize>> {
    let objects = |i: usize| match clause.key(i) {
        "retaliation" | "retribution" | "reprisal" | "revenge" | "reaction" | "represailles" => true,
        "denouncing" | "denounce" | "condemning" | "condemn" | "denoncer" | "denoncant" | "condamner" => true,
        "احتجاجا" | "تنديدا" | "انتقاما" | "للتنديد" | "للاحتجاج" => true,
        "response" => clause.key(i + 1) == "to",
        "ردا" => clause.key(i + 1) == "علي",
        "over" | "against" | "contre" | "about" | "علي" | "ضد" => clause
            .done()
            .any(|a| matches!(a.act, Act::Protest | Act::Riot) && a.tokens.end <= i && i - a.tokens.end <= 12),
        _ => false,
    };
    let told = |i: &usize| {
        clause.done().any(|a| has_sides(a.act) && a.tokens.end <= *i)
            || clause.done().any(|a| matches!(a.act, Act::Protest | Act::Riot) && a.tokens.end <= *i)
    };
    let start = (0..clause.tokens.len()).find(|&i| objects(i) && told(&i))?;
    let end = (start..clause.tokens.len()).find(|&i| clause.tokens.get(i).is_some_and(|t| t.is_sign(",،;؛")));
    Some(start..end.unwrap_or(clause.tokens.len()))
}

/// Where every party of the clause stands.
pub(super) fn stands(lexicon: &Lexicon, clause: &Clause<'_>) -> Vec<Stand> {
    let mut out: Vec<Stand> = clause
        .parties
        .iter()
        .map(|party| Stand {
            party: party.clone(),
            agent: 0.0,
            patient: 0.0,
            beside: false,
            claims: false,
            says: false,
            act: None,
        })
        .collect();
    let reaction = reaction(clause);
    for i in 0..out.len() {
        let elsewhere = reaction.as_ref().is_some_and(|r| r.contains(&clause.parties[i].tokens.start));
        if elsewhere || class(lexicon, &clause.parties[i]) == Class::Other {
            continue;
        }
        before(lexicon, clause, i, &mut out);
        after(lexicon, clause, i, &mut out);
    }
    coordinate(lexicon, clause, &mut out);
    // "12 soldiers killed and 5 others wounded": the others are of those named before.
    for i in 1..out.len() {
        let others = is_rest(clause.key(out[i].party.tokens.start)) && out[i].party.tokens.len() == 1;
        if others && out[i - 1].patient > 0.0 && out[i - 1].agent < 1.0 {
            out[i].patient = 0.0;
        }
    }
    announce(lexicon, &mut out);
    // Whoever a group is linked to is no party; nor is who must go, in a demand.
    let bystanders = bystanders(clause);
    let mut at = 0;
    out.retain(|s| {
        at += 1;
        let elsewhere = reaction.as_ref().is_some_and(|r| r.contains(&s.party.tokens.start));
        class(lexicon, &s.party) != Class::Other && !elsewhere && !bystanders.get(at - 1).copied().unwrap_or(false)
    });
    out
}

/// An army that announces the death of militants tells of its own deed, unless they are shown to act.
fn announce(lexicon: &Lexicon, out: &mut [Stand]) {
    let class = |s: &Stand| class(lexicon, &s.party);
    let killed = out.iter().any(|s| {
        class(s) == Class::Insurgent
            && s.patient >= 2.0
            && s.agent < 1.0
            && matches!(s.act, Some(Act::Kill | Act::Neutralise))
    });
    let shown = out.iter().any(|s| s.agent >= 1.5);
    if !killed || shown {
        return;
    }
    if let Some(stand) = out.iter_mut().find(|s| s.says && class(s) == Class::State && s.patient < 1.0) {
        stand.agent += 2.0;
        stand.act = stand.act.or(Some(Act::Kill));
    }
}

/// Parties of the clause that take no part in what it tells: groups that somebody is linked to, with
/// those joined to them ("linked to al-Qaeda and Islamic State"), and groups of which it only says
/// that they are active somewhere.
pub(super) fn bystanders(clause: &Clause<'_>) -> Vec<bool> {
    let mut out: Vec<bool> = Vec::with_capacity(clause.parties.len());
    for (i, party) in clause.parties.iter().enumerate() {
        let (start, end) = (party.tokens.start, party.tokens.end);
        let kin = clause.cues.iter().any(|(c, at)| *c == Cue::Kin && at.end <= start && start - at.end <= 2);
        let with_kin = i > 0 && out.last() == Some(&true) && joined(clause, i - 1);
        let dwells = clause.cues.iter().any(|(c, at)| *c == Cue::Dwell && at.start >= end && at.start - end <= 4);
        out.push(kin || with_kin || dwells);
    }
    out
}

/// What stands before the party: by, against, an active verb, a noun of an act.
fn before(lexicon: &Lexicon, clause: &Clause<'_>, i: usize, out: &mut [Stand]) {
    let party = &clause.parties[i];
    let class = class(lexicon, party);
    let start = party.tokens.start;
    let previous = i.checked_sub(1).map_or(0, |p| clause.parties[p].tokens.end);
    let cue = clause.cues.iter().filter(|(c, at)| {
        matches!(c, Cue::By | Cue::Against | Cue::With | Cue::Beside)
            && at.end <= start
            && at.start >= previous
            && start - at.end <= 4
    });
    let mut settled = false;
    for (cue, at) in cue {
        let stand = &mut out[i];
        match cue {
            // "Which it laid for a unit": the dative is the victim.
            Cue::By
                if clause.lang == Lang::Ar
                    && clause.key(start).starts_with('ل')
                    && clause.key(at.start).contains("نصب") =>
            {
                stand.patient += 3.0
            }
            Cue::By => stand.agent += 3.0,
            Cue::Against => stand.patient += 3.0,
            Cue::With => {}
            _ => stand.beside = true,
        }
        // The nearest cue decides over words farther off.
        settled |= !matches!(cue, Cue::With) && start - at.end <= 2;
    }
    if settled {
        return;
    }
    let nearest = clause
        .acts
        .iter()
        .filter(|a| has_sides(a.act) || a.act == Act::Do)
        .rfind(|a| a.tokens.end <= start && a.tokens.start >= previous && start - a.tokens.end <= 6);
    let Some(act) = nearest else { return };
    let gap: Vec<&str> = (act.tokens.end..start).map(|t| clause.key(t)).collect();
    let crossed = clause.tokens.get(act.tokens.end..start).is_some_and(|ts| ts.iter().any(|t| t.is_sign(",،.:")));
    let own = clause.key(start);
    let stand = &mut out[i];
    stand.act = Some(act.act);
    let of_harm = matches!(
        act.act,
        Act::Kill | Act::Injure | Act::Abduct | Act::Free | Act::Arrest | Act::Neutralise | Act::Sexual
    );
    let against = gap.iter().any(|w| {
        matches!(
            *w,
            "on" | "against"
                | "contre"
                | "sur"
                | "علي"
                | "ضد"
                | "upon"
                | "into"
                | "لوحده"
                | "لدوريه"
                | "لقافله"
                | "لرتل"
        )
    });
    if clause.lang == Lang::Ar {
        let dative = own.starts_with("لل") || (own.starts_with('ل') && !own.starts_with("لق"));
        // "Positions of the army": whoever owns what is attacked is hit.
        let owns = clause
            .targets
            .iter()
            .any(|(_, _, at)| at.start >= act.tokens.end && at.end <= start && start - at.end <= 1);
        // "Suspected of belonging to a group": who is arrested is one of it.
        let belongs = (start.saturating_sub(3)..start)
            .any(|t| ["انتما", "ينتم", "منتم", "تنتم"].iter().any(|s| clause.key(t).contains(s)));
        let from = clause.targets.iter().any(|(_, _, at)| {
            at.end <= start && start - at.end <= 1 && at.start.checked_sub(1).is_some_and(|b| clause.key(b) == "من")
        });
        if belongs {
            stand.patient += 1.5;
        } else if dative && owns && from {
            // "Shots from a patrol of the army".
            stand.agent += 2.0;
        } else if dative && owns && !of_harm && has_sides(act.act) {
            stand.patient += 3.0;
        } else if act.is_verb
            && act.act == Act::Arrest
            && class == Class::State
            && act.voice != Voice::Passive
            && gap.is_empty()
        {
            // It is the forces who arrest.
            stand.agent += 2.5;
        } else if act.is_verb && of_harm {
            // Subject or victim: settled by what follows it.
            let following = clause.parties.get(i + 1).filter(|n| n.tokens.start <= party.tokens.end + 5);
            let has_victim = following.is_some_and(|n| {
                !clause.key(n.tokens.start).starts_with('و')
                    && (party.tokens.end..n.tokens.start).all(|t| {
                        clause.tokens.get(t).is_none_or(|t| {
                            !t.is_sign(",،.")
                                && !matches!(
                                    t.key.as_str(),
                                    "من" | "في" | "علي" | "بينهم" | "و" | "مع" | "الي" | "خلال" | "تابعين"
                                )
                                && !t.key.starts_with('و')
                        })
                    })
            });
            let active = act.voice != Voice::Passive && has_victim && (class != Class::Civilian);
            if active { stand.agent += 2.5 } else { stand.patient += 2.5 }
        } else if act.is_verb {
            match (against || dative, act.voice) {
                (true, _) | (_, Voice::Passive) => stand.patient += 2.5,
                _ if gap.is_empty() && class != Class::Civilian && !has_subject(lexicon, clause, i, act) => {
                    stand.agent += 2.0
                }
                _ => stand.patient += 1.0,
            }
        } else if dative
            && !of_harm
            && matches!(
                (class, act.act),
                (Class::Insurgent, _) | (Class::State | Class::Militia, Act::Attack | Act::AirStrike)
            )
        {
            // "An attack of the group": the dative of a noun is its author.
            stand.agent += 2.0;
        } else if of_harm || against || dative {
            stand.patient += 3.0;
        } else if gap.is_empty() {
            match class {
                Class::Civilian => stand.patient += 2.0,
                _ => stand.agent += 1.5,
            }
        }
        return;
    }
    if act.is_verb {
        match act.voice {
            Voice::Passive => {}
            _ if crossed && gap.len() > 3 => {}
            _ => stand.patient += 2.0,
        }
        return;
    }
    // "Frappes russes", "an attack from the group".
    let own = clause.lang == Lang::Fr && gap.is_empty() && matches!(act.act, Act::AirStrike | Act::Shell);
    let from = gap.contains(&"from") && matches!(class, Class::Insurgent | Class::Militia);
    if own || from {
        stand.agent += 2.5;
        return;
    }
    let of = gap.iter().any(|w| matches!(*w, "of" | "de" | "du" | "des" | "d"));
    if of_harm && of || against {
        stand.patient += 3.0;
    } else if of {
        match class {
            Class::Insurgent | Class::Militia => stand.agent += 2.0,
            Class::State if matches!(act.act, Act::AirStrike | Act::Clash) => stand.agent += 2.0,
            _ => stand.patient += 1.0,
        }
    }
}

/// An earlier party of the clause is the subject of the verb (Arabic, subject first).
fn has_subject(lexicon: &Lexicon, clause: &Clause<'_>, i: usize, act: &ActAt) -> bool {
    clause.parties.iter().take(i).any(|p| {
        p.tokens.end <= act.tokens.start
            && act.tokens.start - p.tokens.end <= 2
            && !matches!(class(lexicon, p), Class::Other | Class::Civilian)
    })
}

/// What stands after the party: the verb it is the subject of, the noun it makes its own.
fn after(lexicon: &Lexicon, clause: &Clause<'_>, i: usize, out: &mut [Stand]) {
    let party = &clause.parties[i];
    let class = class(lexicon, party);
    let end = party.tokens.end;
    let next = clause.parties.get(i + 1).map_or(usize::MAX, |p| p.tokens.start);
    let stand = &mut out[i];
    let claims = clause.cues.iter().any(|(c, at)| {
        *c == Cue::Claim
            && ((at.start >= end && at.start - end <= 4 && at.start < next)
                || (party.tokens.start >= at.end && party.tokens.start - at.end <= 3))
    });
    // "A spokesman for the coalition", ناطق باسم: it speaks, whoever acted.
    let speaks = (1..=4).filter_map(|back| party.tokens.start.checked_sub(back)).any(|t| {
        SPEAKERS.contains(&clause.key(t)) && clause.parties.iter().all(|p| p.tokens.end <= t || p.tokens.start > t)
    });
    stand.says = speaks
        || clause.cues.iter().any(|(c, at)| {
            *c == Cue::Say
                && ((at.start >= end && at.start - end <= 2 && at.start < next)
                    || (clause.lang == Lang::Ar && party.tokens.start >= at.end && party.tokens.start - at.end <= 2))
        });
    if claims && matches!(class, Class::Insurgent | Class::Militia) {
        stand.claims = true;
        stand.agent += 2.5;
    }
    let reach = if clause.lang == Lang::Ar { 4 } else { 9 };
    let Some(act) =
        clause.acts.iter().find(|a| a.tokens.start >= end && a.tokens.start - end <= reach && a.act != Act::Result)
    else {
        return;
    };
    let gap: Vec<&str> = (end..act.tokens.start).map(|t| clause.key(t)).collect();
    let crossed = clause.tokens.get(end..act.tokens.start).is_some_and(|ts| ts.iter().any(|t| t.is_sign(",،:;")));
    let other_party = next < act.tokens.start;
    if act.act == Act::Die {
        if !crossed {
            // Those who die fighting may be of either side.
            stand.patient += if class == Class::Civilian { 2.5 } else { 1.2 };
            stand.act = Some(Act::Kill);
        }
        return;
    }
    if !act.is_verb {
        // "Suffered a deadly attack", "a été la cible d'une embuscade": the subject is hit.
        let suffers = |w: &&str| {
            ["suffer", "subi", "essuy", "cible", "victime", "objet", "under", "victim", "target"]
                .iter()
                .any(|s| w.starts_with(s))
        };
        if !crossed && has_sides(act.act) && gap.iter().any(suffers) {
            stand.patient += 2.5;
            stand.act = Some(act.act);
            return;
        }
        // "A JNIM attack", "the militants' ambush".
        if clause.lang == Lang::En
            && gap.iter().all(|w| matches!(*w, "s" | "" | "drone" | "air" | "complex" | "deadly"))
            && has_sides(act.act)
        {
            stand.agent += 2.0;
        }
        return;
    }
    if !(has_sides(act.act) || act.act == Act::Do) {
        return;
    }
    // Another party between is the subject, unless the two are joined.
    if other_party && (stand.patient > 0.0 || !joined(clause, i)) {
        return;
    }
    match (clause.lang, act.voice) {
        (Lang::Ar, Voice::Passive) | (Lang::En | Lang::Fr, Voice::Passive) => {
            if !crossed {
                stand.patient += 2.0;
                stand.act = Some(act.act);
            }
        }
        (Lang::Ar, _) => {
            // Subject before its verb; a verb with "which it" (نصبته) has its subject after it.
            let with_pronoun =
                clause.tokens.get(act.tokens.start).is_some_and(|t| t.key.ends_with("ته") || t.key.ends_with("تها"));
            let of_harm = matches!(act.act, Act::Kill | Act::Injure | Act::Abduct | Act::Arrest | Act::Neutralise);
            // Gunmen are rather the ones who kill: their victims may stand far behind the verb.
            let far = if matches!(class, Class::Insurgent | Class::Militia) { 12 } else { 3 };
            let has_object = clause
                .parties
                .iter()
                .any(|p| p.tokens.start >= act.tokens.end && p.tokens.start - act.tokens.end <= far)
                || clause.numbers.iter().any(|n| n.tokens.start == act.tokens.end);
            if of_harm && !has_object && !crossed {
                // "Seven soldiers had been killed": without an object the verb is passive.
                stand.patient += 2.0;
                stand.act = Some(act.act);
            } else if !crossed && !with_pronoun && class != Class::Civilian && gap.len() <= 3 && stand.patient < 2.0 {
                stand.agent += 1.5;
            }
        }
        // A convoy "hits a mine": whoever does so suffers it.
        _ if act.act == Act::Blast && matches!(class, Class::State | Class::Civilian | Class::Militia) => {
            stand.patient += 2.5;
            stand.act = Some(act.act);
        }
        // "Villagers attacked near Koro": without an object it is they who were.
        _ if class == Class::Civilian && clause.lang == Lang::En && bare(clause, act) => {
            stand.patient += 2.0;
            stand.act = Some(act.act);
        }
        _ => {
            if stand.patient < 2.0 && !(crossed && gap.len() > 6) {
                stand.agent += 2.0;
            }
        }
    }
}

/// A participle without an object: "villagers attacked in Koro".
fn bare(clause: &Clause<'_>, act: &ActAt) -> bool {
    let attack = matches!(act.act, Act::Attack | Act::Ambush | Act::Loot | Act::Burn | Act::Shell);
    let past = clause.tokens.get(act.tokens.end.saturating_sub(1)).is_some_and(|t| t.key.ends_with("ed"));
    let next = clause.tokens.get(act.tokens.end);
    attack
        && past
        && next.is_none_or(|t| {
            t.is_sign(",.;:)") || matches!(t.key.as_str(), "in" | "near" | "at" | "on" | "along" | "between" | "while")
        })
}

/// Party `i` and the next one are joined by "and".
fn joined(clause: &Clause<'_>, i: usize) -> bool {
    let (Some(a), Some(b)) = (clause.parties.get(i), clause.parties.get(i + 1)) else { return false };
    let gap: Vec<&str> = (a.tokens.end..b.tokens.start).map(|t| clause.key(t)).filter(|k| !k.is_empty()).collect();
    gap.len() <= 4
        && (gap.iter().any(|w| matches!(*w, "and" | "et" | "و" | "ou" | "or"))
            || (clause.lang == Lang::Ar
                && b.tokens.start <= a.tokens.end + 3
                && clause.key(b.tokens.start).starts_with('و'))
            || (clause.lang == Lang::Ar && gap.first().is_some_and(|w| w.starts_with('و')))
            || clause
                .tokens
                .get(a.tokens.end..b.tokens.start)
                .is_some_and(|ts| ts.len() <= 2 && ts.iter().any(|t| t.is_sign(",،/-"))))
}

/// Parties that are joined share their side; two sides "between" or "with" face each other.
fn coordinate(lexicon: &Lexicon, clause: &Clause<'_>, out: &mut [Stand]) {
    let between = clause.cues.iter().find(|(c, at)| {
        *c == Cue::With && clause.acts.iter().any(|a| a.act == Act::Clash && a.tokens.start <= at.start + 6)
    });
    for i in 0..out.len().saturating_sub(1) {
        let (a, b) = (class(lexicon, &out[i].party), class(lexicon, &out[i + 1].party));
        if a == Class::Other || b == Class::Other {
            continue;
        }
        let gap = out[i].party.tokens.end..out[i + 1].party.tokens.start;
        if let Some((_, at)) = between
            && (at.start < out[i].party.tokens.start || gap.contains(&at.start))
            && (a != b || out[i].party.actor != out[i + 1].party.actor)
            && out[i].patient < 1.0
        {
            out[i].agent += 1.5;
            out[i + 1].patient += 3.0;
            continue;
        }
        // "JNIM militants and Dozo militiamen clashed": joined, and against each other.
        let end = out[i + 1].party.tokens.end;
        let fight = clause
            .acts
            .iter()
            .any(|c| c.act == Act::Clash && c.is_verb && c.tokens.start >= end && c.tokens.start - end <= 3)
            && !clause.cues.iter().any(|(c, at)| matches!(c, Cue::With | Cue::Against) && at.start >= end);
        let apart = a != b
            || a != Class::State && out[i].party.actor != out[i + 1].party.actor
            || out[i].party.community != out[i + 1].party.community;
        if fight && joined(clause, i) && apart && out.len() == 2 {
            (out[i].agent, out[i].patient) = (3.0, 0.0);
            (out[i + 1].agent, out[i + 1].patient) = (0.0, 3.0);
            (out[i].act, out[i + 1].act) = (Some(Act::Clash), Some(Act::Clash));
            continue;
        }
        let armed = |c| matches!(c, Class::State | Class::Militia);
        if (joined(clause, i) || out[i + 1].beside) && (a == b || (armed(a) && armed(b))) {
            let (agent, patient) = (out[i].agent, out[i].patient);
            let (agent2, patient2) = (out[i + 1].agent, out[i + 1].patient);
            if agent2 == 0.0 && patient2 == 0.0 || out[i + 1].beside {
                (out[i + 1].agent, out[i + 1].patient) = (agent * 0.9, patient * 0.9);
                out[i + 1].act = out[i + 1].act.or(out[i].act);
            } else if agent == 0.0 && patient == 0.0 {
                (out[i].agent, out[i].patient) = (agent2, patient2);
                out[i].act = out[i + 1].act;
            }
        }
    }
}
