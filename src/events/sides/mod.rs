//! Which side each party of a clause is on: evidence from the words beside it.

mod after;
mod before;

use super::harm::is_rest;
use super::scan::{ActAt, Clause, Voice};
use crate::lexicon::{Act, ActorKind, ActorMention, Cue, Lexicon, Role};
use crate::text::Lang;
use after::after;
use before::before;
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

impl Class {
    /// Forces of a state, rebels and jihadists, militias.
    pub(super) fn is_armed(self) -> bool {
        matches!(self, Class::State | Class::Insurgent | Class::Militia)
    }
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
    // ", massacrés à Sandana", ", killed at Sandana": a participle goes on about the same.
    let goes_on = |i: usize| {
        let word = clause.tokens.get(i + 1).map_or(String::new(), |t| t.text.to_lowercase());
        match clause.lang {
            Lang::Fr => ["é", "és", "ée", "ées"].iter().any(|e| word.ends_with(e)) || word == "qui",
            Lang::En => matches!(word.as_str(), "who" | "killed" | "shot" | "murdered" | "abducted" | "arrested"),
            Lang::Ar => matches!(clause.key(i + 1), "الذي" | "التي" | "الذين" | "اللذين"),
        }
    };
    let end =
        (start..clause.tokens.len()).find(|&i| clause.tokens.get(i).is_some_and(|t| t.is_sign(",،;؛")) && !goes_on(i));
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
    let bystanders = bystanders(clause);
    for i in 0..out.len() {
        let elsewhere = reaction.as_ref().is_some_and(|r| r.contains(&clause.parties[i].tokens.start));
        if elsewhere || class(lexicon, &clause.parties[i]) == Class::Other {
            continue;
        }
        before(lexicon, clause, i, &mut out);
        after(lexicon, clause, i, &bystanders, &mut out);
    }
    coordinate(lexicon, clause, &mut out);
    alone_in_clash(lexicon, clause, &mut out);
    manages(lexicon, clause, &mut out);
    far_subject(lexicon, clause, &mut out);
    // "12 soldiers killed and 5 others wounded": the others are of those named before.
    for i in 1..out.len() {
        let others = is_rest(clause.key(out[i].party.tokens.start)) && out[i].party.tokens.len() == 1;
        if others && out[i - 1].patient > 0.0 && out[i - 1].agent < 1.0 {
            out[i].patient = 0.0;
        }
    }
    announce(lexicon, &mut out);
    // Whoever a group is linked to is no party; nor is who must go, in a demand.
    let mut at = 0;
    out.retain(|s| {
        at += 1;
        let elsewhere = reaction.as_ref().is_some_and(|r| r.contains(&s.party.tokens.start));
        class(lexicon, &s.party) != Class::Other && !elsewhere && !bystanders.get(at - 1).copied().unwrap_or(false)
    });
    out
}

/// "The chief of A, accused of working with the army, was killed by jihadists": a passive verb right after
/// a comma has the first of the clause for its subject, where nobody stands nearer.
fn far_subject(lexicon: &Lexicon, clause: &Clause<'_>, out: &mut [Stand]) {
    if clause.lang == Lang::Ar || out.iter().any(|s| s.patient > 0.0) {
        return;
    }
    let after_comma = |act: &ActAt| {
        clause.cues.iter().any(|(c, at)| {
            let comma = at.start.checked_sub(1).and_then(|t| clause.tokens.get(t)).is_some_and(|t| t.is_sign(","));
            *c == Cue::Passive && comma && at.end <= act.tokens.start && act.tokens.start - at.end <= 2
        })
    };
    let Some(act) = clause.done().find(|a| a.voice == Voice::Passive && has_sides(a.act) && after_comma(a)) else {
        return;
    };
    let first = out.iter_mut().find(|s| s.party.tokens.end <= act.tokens.start && s.agent == 0.0);
    if let Some(subject) = first.filter(|s| class(lexicon, &s.party) != Class::Other) {
        subject.patient += 2.0;
        subject.act = Some(act.act);
    }
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
        out.push(kin || with_kin || dwells || describes(clause, i));
    }
    out
}

/// "The VDP, a pro-government militia, ...": what stands between commas behind a group is the same group.
fn describes(clause: &Clause<'_>, i: usize) -> bool {
    /// Words of the description before its noun.
    const REACH: usize = 4;
    let Some((named, party)) = i.checked_sub(1).and_then(|b| clause.parties.get(b)).zip(clause.parties.get(i)) else {
        return false;
    };
    let is_sign = |t: usize| clause.tokens.get(t).is_some_and(|t| t.is_sign(",،("));
    let opens =
        matches!(clause.key(named.tokens.end + 1), "a" | "an" | "the" | "un" | "une" | "le" | "la" | "l" | "des");
    let is_noun = party.actor.is_none() && matches!(party.role, Some(Role::Militia | Role::Group | Role::Militant));
    let (gap, end) = (named.tokens.end..party.tokens.start, party.tokens.end);
    named.actor.is_some()
        && is_noun
        && is_sign(gap.start)
        && opens
        && gap.len() <= REACH + 1
        && (end..end + REACH).any(|t| clause.tokens.get(t).is_none_or(|t| t.is_sign(",،).")))
}

/// Party `i` and the next one are joined by "and".
fn joined(clause: &Clause<'_>, i: usize) -> bool {
    let (Some(a), Some(b)) = (clause.parties.get(i), clause.parties.get(i + 1)) else { return false };
    let gap: Vec<&str> = (a.tokens.end..b.tokens.start).map(|t| clause.key(t)).filter(|k| !k.is_empty()).collect();
    let beside =
        |(cue, at): &(Cue, Range<usize>)| *cue == Cue::Beside && a.tokens.end <= at.start && at.end <= b.tokens.start;
    gap.len() <= 4
        && (clause.cues.iter().any(beside)
            || gap.iter().any(|w| matches!(*w, "and" | "et" | "و" | "ou" | "or"))
            || (clause.lang == Lang::Ar
                && b.tokens.start <= a.tokens.end + 3
                && clause.key(b.tokens.start).starts_with('و'))
            || (clause.lang == Lang::Ar && gap.first().is_some_and(|w| w.starts_with('و')))
            || clause
                .tokens
                .get(a.tokens.end..b.tokens.start)
                .is_some_and(|ts| ts.len() <= 2 && ts.iter().any(|t| t.is_sign(",،/-"))))
}

/// تمكن الجيش من قتل: whoever managed to do what the verbal noun behind says has done it.
fn manages(lexicon: &Lexicon, clause: &Clause<'_>, out: &mut [Stand]) {
    if clause.lang != Lang::Ar {
        return;
    }
    let manage = |key: &str| {
        let bare = key.trim_start_matches(['و', 'ف']);
        matches!(bare, "تمكن" | "تمكنت" | "تمكنوا" | "نجح" | "نجحت" | "نجحوا" | "استطاع" | "استطاعت" | "استطاعوا")
    };
    for stand in out.iter_mut().filter(|s| class(lexicon, &s.party).is_armed() && s.agent < 1.0) {
        let (start, end) = (stand.party.tokens.start, stand.party.tokens.end);
        let before = start.checked_sub(1).is_some_and(|t| manage(clause.key(t)));
        let behind = manage(clause.key(end));
        let from = end + usize::from(behind);
        let done = clause.done().find(|a| {
            has_sides(a.act)
                && a.tokens.start > from
                && a.tokens.start - from <= 4
                && matches!(clause.key(a.tokens.start - 1), "من" | "في")
        });
        if let Some(act) = done.filter(|_| before || behind) {
            (stand.agent, stand.patient, stand.act) = (2.5, 0.0, Some(act.act));
        }
    }
}

/// "Two people died in clashes with the police": where only one of the sides that clash is told of, it fights
/// whoever is not named.
fn alone_in_clash(lexicon: &Lexicon, clause: &Clause<'_>, out: &mut [Stand]) {
    let with = |s: &Stand| {
        clause.cues.iter().any(|(c, at)| {
            let start = s.party.tokens.start;
            let noun = |a: &ActAt| a.act == Act::Clash && !a.is_verb && a.tokens.end == at.start;
            *c == Cue::With && at.end <= start && start - at.end <= 2 && clause.acts.iter().any(noun)
        })
    };
    let armed = |s: &Stand| class(lexicon, &s.party).is_armed();
    let fights = |s: &Stand| s.agent > 0.0 || s.patient > 0.0;
    if out.iter().any(|s| armed(s) && fights(s)) {
        return;
    }
    if let Some(stand) = out.iter_mut().find(|s| armed(s) && with(s)) {
        stand.agent += 1.5;
        stand.act = Some(Act::Clash);
    }
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
            && !clause.cues.iter().any(|(c, at)| {
                // "Clashed with heavy weapons" names no foe.
                let foe = clause.parties.iter().any(|p| p.tokens.start >= at.end && p.tokens.start - at.end <= 4);
                matches!(c, Cue::With | Cue::Against) && at.start >= end && foe
            });
        let words = |p: &ActorMention| {
            clause.tokens.get(p.tokens.clone()).map(|ts| ts.iter().map(|t| t.key.as_str()).collect::<Vec<_>>())
        };
        let militias = a == Class::Militia && a == b && words(&out[i].party) != words(&out[i + 1].party);
        let apart = a != b
            || militias
            || a != Class::State && out[i].party.actor != out[i + 1].party.actor
            || out[i].party.community != out[i + 1].party.community;
        let before = |s: &Stand| s.party.tokens.start <= out[i + 1].party.tokens.start;
        let only_two = out.iter().filter(|s| before(s)).count() == 2;
        if fight && joined(clause, i) && apart && only_two {
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
