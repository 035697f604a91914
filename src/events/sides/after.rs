//! What stands after a party: the verb it is the subject of, the noun it makes its own.

use super::{Class, Stand, class, has_sides, joined};
use crate::events::captive::is_meant_by_pronoun;
use crate::events::harm::is_joined_participle;
use crate::events::scan::{ActAt, Clause, Voice};
use crate::lexicon::{Act, Cue, Lexicon};
use crate::text::Lang;

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
/// What stands after the party: the verb it is the subject of, the noun it makes its own.
pub(super) fn after(lexicon: &Lexicon, clause: &Clause<'_>, i: usize, bystanders: &[bool], out: &mut [Stand]) {
    let party = &clause.parties[i];
    let class = class(lexicon, party);
    let (start, end) = (party.tokens.start, party.tokens.end);
    // "JNIM, linked to al-Qaeda, attacked": a group that it is only linked to is no other subject.
    let by = |j: &usize| !bystanders.get(*j).copied().unwrap_or(false);
    let next = (i + 1..clause.parties.len()).find(by).and_then(|j| clause.parties.get(j));
    let next = next.map_or(usize::MAX, |p| p.tokens.start);
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
    if stand.says && tells_of_thing(clause, end, act) || is_joined_participle(clause, act) {
        return;
    }
    if act.act == Act::Die {
        if !crossed {
            // Those who die fighting may be of either side.
            stand.patient += if class == Class::Civilian { 2.5 } else { 1.2 };
            stand.act = Some(Act::Kill);
        }
        return;
    }
    if !act.is_verb {
        // اتهم سكان الجيش بقتل: whoever is accused of the act is told to have done it.
        let accused = clause.lang == Lang::Ar
            && clause.key(act.tokens.start).starts_with('ب')
            && !crossed
            && (gap.len() <= 2 || joined(clause, i))
            && (start.saturating_sub(6)..start).any(|t| clause.key(t).contains("تهم"))
            && !matches!(class, Class::Civilian);
        if accused && has_sides(act.act) {
            stand.agent += 2.5;
            stand.act = Some(act.act);
            return;
        }
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
        // "Left three soldiers dead": an adjective says what became of them.
        let said_of = !gap.contains(&"the") && !clause.numbers.iter().any(|n| n.tokens.end == act.tokens.start);
        if clause.lang == Lang::En && matches!(clause.key(act.tokens.start), "dead" | "wounded" | "injured" | "hurt") {
            if !crossed && said_of {
                stand.patient += 2.5;
                stand.act = Some(act.act);
            }
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
    if clause.lang != Lang::Ar && is_accused(clause, i, act) {
        if class != Class::Civilian {
            (stand.agent, stand.patient, stand.act) = (2.5, 0.0, Some(act.act));
        }
        return;
    }
    // Another party between is the subject, unless the two are joined.
    if other_party && (stand.patient > 0.0 || !joined(clause, i)) {
        return;
    }
    // Whoever repels an attack was attacked.
    if act.act == Act::Repel && act.voice != Voice::Passive && matches!(class, Class::State | Class::Militia) {
        stand.patient += 2.0;
        stand.act = Some(Act::Attack);
        return;
    }
    match (clause.lang, act.voice) {
        (Lang::Ar, Voice::Passive) | (Lang::En | Lang::Fr, Voice::Passive) => {
            // "Were kidnapped by armed men near B and released": both are said of those kidnapped.
            let shared = stand.agent >= 3.0 && clause.is_by(start) && gap.iter().any(|w| matches!(*w, "and" | "et"));
            if !crossed && !shared {
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
        _ if i > 0 && is_meant_by_pronoun(clause, start, act) => {
            stand.patient += 2.5;
            stand.act = Some(act.act);
            if let Some(subject) = out.get_mut(i - 1).filter(|s| s.agent < 1.0 && s.patient < 1.0) {
                subject.agent += 2.0;
            }
        }
        _ => {
            if stand.patient < 2.0 && !(crossed && gap.len() > 6) {
                stand.agent += 2.0;
                stand.act = stand.act.or((act.act == Act::Clash).then_some(Act::Clash));
            }
        }
    }
}

/// What goes off or hits by itself, in the words of what a party tells.
const THINGS: &[&str] = &[
    "bomb",
    "bombs",
    "mine",
    "landmine",
    "ied",
    "device",
    "explosion",
    "blast",
    "rocket",
    "rockets",
    "shell",
    "shells",
    "mortar",
    "engin",
    "engins",
    "bombe",
    "mines",
    "obus",
    "roquettes",
    "drone",
    "لغم",
    "لغما",
    "الغام",
    "عبوه",
    "انفجار",
    "انفجارا",
    "قذيفه",
    "قذائف",
    "صاروخ",
];

/// "The army said that a mine went off": between the verb of saying, or what joins its clause to it, and the
/// act stands a subject of its own, and no pronoun for whoever speaks.
fn tells_of_thing(clause: &Clause<'_>, from: usize, act: &ActAt) -> bool {
    let said = clause.cues.iter().filter(|(c, at)| *c == Cue::Say && at.end <= act.tokens.start).map(|(_, at)| at.end);
    let opens = said.max().unwrap_or(from).max(from);
    let words: Vec<&str> = (opens..act.tokens.start).map(|t| clause.key(t)).filter(|w| !w.is_empty()).collect();
    let subject = words.iter().find(|w| !matches!(**w, "that" | "que" | "qu" | "ان" | "بان" | "how"));
    let own = |w: &str| match clause.lang {
        Lang::Ar => w.ends_with('ه') && w.starts_with("ان") || w.ends_with("ها") || w.starts_with("قوات"),
        Lang::En => matches!(w, "it" | "its" | "they" | "their" | "he" | "his" | "we" | "our"),
        Lang::Fr => matches!(w, "il" | "elle" | "ils" | "elles" | "ses" | "son" | "sa" | "leurs" | "leur" | "avoir"),
    };
    let strikes = matches!(act.act, Act::Attack | Act::Kill | Act::Injure) && words.iter().any(|w| THINGS.contains(w));
    (act.act == Act::Blast || strikes) && subject.is_some_and(|w| !own(w))
}

/// "Residents accused the army of having killed": the party stands between the verb of blame and "of".
fn is_accused(clause: &Clause<'_>, i: usize, act: &ActAt) -> bool {
    let Some(party) = clause.parties.get(i) else { return false };
    let blames = |t: usize| ["accus", "blam", "imput"].iter().any(|w| clause.key(t).starts_with(w));
    let before = (party.tokens.start.saturating_sub(6)..party.tokens.start).any(blames);
    let of = |t: usize| matches!(clause.key(t), "of" | "for" | "de" | "d");
    let mut others = clause.parties.iter().skip(i + 1).filter(|p| p.tokens.end <= act.tokens.start);
    let last = others.next_back().map_or(party.tokens.end, |p| p.tokens.end);
    before && (last..act.tokens.start).take(2).any(of)
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
