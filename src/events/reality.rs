//! Whether an act is told as done, and who is the subject of its verb: voice, negation, attempts,
//! plans, denials.

use super::scan::{ActAt, Clause, Reality, Voice};
use crate::lexicon::{Act, Cue};
use crate::text::{Lang, Token};
use std::ops::Range;

/// Sets voice and reality of every act of the clause.
pub(super) fn judge(clause: &mut Clause<'_>) {
    let judged: Vec<(Voice, Reality, bool)> =
        clause.acts.iter().map(|act| (voice(clause, act), reality(clause, act), is_aftermath(clause, act))).collect();
    for (act, (voice, reality, aftermath)) in clause.acts.iter_mut().zip(judged) {
        act.voice = voice;
        act.reality = reality;
        act.is_aftermath = aftermath;
    }
    if is_accident(clause) {
        clause.acts.iter_mut().for_each(|a| a.reality = Reality::Not);
    }
    // What is foiled did not happen: an attack, a bomb after "foiled", "defused".
    let foiled: Vec<usize> = clause
        .acts
        .iter()
        .filter(|a| a.act == Act::Disrupt && a.reality == Reality::Happened)
        .map(|a| a.tokens.end)
        .collect();
    let vague: Vec<bool> = clause.acts.iter().map(|a| is_vague_ground(clause, a)).collect();
    for (act, vague) in clause.acts.iter_mut().zip(vague) {
        if vague {
            act.reality = Reality::Not;
        }
        let is_attack =
            matches!(act.act, Act::Attack | Act::Ambush | Act::Blast | Act::Suicide | Act::Shell | Act::Abduct);
        if is_attack && foiled.iter().any(|&end| act.tokens.start >= end && act.tokens.start < end + 5) {
            act.reality = Reality::Not;
        }
    }
}

/// The clause tells of a flood, a collision, an epidemic, and of nobody's attack.
pub(super) fn is_accident(clause: &Clause<'_>) -> bool {
    let harmless =
        |act: Act| matches!(act, Act::Kill | Act::Die | Act::Injure | Act::Result | Act::Burn | Act::Do | Act::Move);
    clause.has(Cue::Accident) && clause.acts.iter().all(|a| harmless(a.act) || a.is_aftermath)
}

/// Control of "vast areas" is the state of things, not an event at a place.
fn is_vague_ground(clause: &Clause<'_>, act: &ActAt) -> bool {
    matches!(act.act, Act::Take | Act::Retake | Act::Withdraw)
        && (act.tokens.end..act.tokens.end + 4).any(|t| {
            matches!(
                clause.key(t),
                "مناطق"
                    | "areas"
                    | "zones"
                    | "swathes"
                    | "parts"
                    | "territory"
                    | "territories"
                    | "territoire"
                    | "territoires"
                    | "pans"
                    | "localities"
                    | "أجزاء"
                    | "اجزاء"
                    | "regions"
                    | "تراب"
                    | "بمناطق"
                    | "المناطق"
            )
        })
}

/// The tokens between two spans hold nothing that ends a phrase.
fn is_open(clause: &Clause<'_>, between: Range<usize>) -> bool {
    clause.tokens.get(between).is_some_and(|ts| !ts.iter().any(|t| t.is_sign(",،.:;؛()")))
}

/// The cue stands before the act, at most `reach` tokens away, in one phrase.
fn governs(clause: &Clause<'_>, cue: &Range<usize>, act: &ActAt, reach: usize) -> bool {
    cue.end <= act.tokens.start && act.tokens.start - cue.end <= reach && is_open(clause, cue.end..act.tokens.start)
}

fn reality(clause: &Clause<'_>, act: &ActAt) -> Reality {
    if is_purpose(clause, act) {
        return Reality::Not;
    }
    let mut reality = Reality::Happened;
    for (cue, at) in &clause.cues {
        match cue {
            Cue::Not => {
                // "Que l'on n'a pas identifiés ont attaqué": another verb begins between the two.
                let auxiliary = |t: usize| {
                    matches!(clause.key(t), "ont" | "a" | "avaient" | "avait" | "sont" | "est" | "etaient" | "etait")
                };
                let denied = clause.tokens.get(at.end).map_or("", |t| t.text);
                let begins_anew = clause.lang == Lang::Fr
                    && act.is_verb
                    && ["é", "és", "ée", "ées"].iter().any(|e| denied.ends_with(e))
                    && (at.end + 1..act.tokens.start).any(auxiliary);
                let crossed = begins_anew
                    || clause.acts.iter().any(|a| a.tokens.start >= at.end && a.tokens.end <= act.tokens.start);
                let in_verb = clause.lang == Lang::Fr
                    && act.is_verb
                    && matches!(clause.key(at.start), "pas" | "jamais")
                    && at.start >= act.tokens.end
                    && at.start - act.tokens.end <= 1;
                // French "ne ... que" is "only".
                let only = clause.key(at.start) == "ne" || clause.key(at.start) == "n";
                let reach = if act.is_verb { 3 } else { 2 };
                if (governs(clause, at, act, reach) && !crossed && !only) || in_verb {
                    return Reality::Not;
                }
            }
            // What a clause denies it denies to its end.
            Cue::Deny if at.end <= act.tokens.start && act.tokens.start - at.end <= 20 => return Reality::Not,
            Cue::Plan => {
                let harmless = matches!(act.act, Act::Kill | Act::Die | Act::Injure) && !act.is_verb;
                if governs(clause, at, act, 4) && !harmless && !is_told_beside(clause, at, act)
                    || is_demanded_with(clause, at, act)
                {
                    return Reality::Not;
                }
            }
            Cue::If
                if at.end <= act.tokens.start && act.tokens.start - at.end <= 8
                // "To find out whether", "si" inside a word group: only in the same phrase.
                && is_open(clause, at.end..act.tokens.start) =>
            {
                return Reality::Not;
            }
            Cue::Foil if governs(clause, at, act, 4) => reality = Reality::Attempted,
            _ => {}
        }
    }
    reality
}

/// "The force charged with fighting Boko Haram", "chargée de combattre", المكلفة بمحاربة: to fight is what they are there for.
fn is_purpose(clause: &Clause<'_>, act: &ActAt) -> bool {
    let before = act.tokens.start.checked_sub(1).map_or("", |i| clause.key(i));
    let verb = clause.key(act.tokens.start);
    let is_aim = match clause.lang {
        Lang::Fr => verb.ends_with("re") || verb.ends_with("er"),
        Lang::En => !verb.ends_with("ed"),
        Lang::Ar => false,
    };
    // "Established a headquarters to take over security": what one act is to serve.
    let serves = matches!(act.act, Act::Take | Act::Retake)
        && clause.lang == Lang::En
        && clause.acts.iter().any(|a| {
            a.is_verb && a.tokens.end <= act.tokens.start && !matches!(a.act, Act::Do | Act::Result | Act::Clash)
        });
    (act.act == Act::Clash || serves)
        && act.is_verb
        && is_aim
        && matches!((clause.lang, before), (Lang::Fr, "de" | "pour" | "a" | "d") | (Lang::En, "to" | "with"))
}

/// "Demanding the arrest of the perpetrators of the killing": what is demanded concerns an act that is no news here.
fn is_demanded_with(clause: &Clause<'_>, cue: &Range<usize>, act: &ActAt) -> bool {
    let is_noun = !act.is_verb || clause.key(act.tokens.start).ends_with("ing");
    let is_of = act.tokens.start.checked_sub(1).map(|t| clause.key(t));
    is_noun
        && matches!(is_of, Some("of" | "for" | "de" | "d" | "the"))
        && clause.acts.iter().any(|first| {
            !first.is_verb
                && governs(clause, cue, first, 3)
                && first.tokens.end <= act.tokens.start
                && act.tokens.start - first.tokens.end <= 6
                && is_open(clause, first.tokens.end..act.tokens.start)
        })
}

/// "Threatened a herder and seized his flock": a past tense after "and" tells on.
fn is_told_beside(clause: &Clause<'_>, cue: &Range<usize>, act: &ActAt) -> bool {
    let and = clause.key(act.tokens.start.saturating_sub(1)) == "and";
    let past = clause.tokens.get(act.tokens.start).is_some_and(|t| is_english_participle(&t.text.to_lowercase()));
    let word = |end: &str| clause.tokens.get(cue.end.saturating_sub(1)).is_some_and(|t| t.text.ends_with(end));
    // "A group demanding public housing staged a protest".
    let resumes = word("ing") && act.tokens.start > cue.end;
    clause.lang == Lang::En && act.is_verb && past && (resumes || and && word("ed") && act.tokens.start > cue.end)
}

fn is_aftermath(clause: &Clause<'_>, act: &ActAt) -> bool {
    // "Had been based there since the clashes": a noun that only says from when on.
    let since = |t: usize| matches!(clause.key(t), "since" | "depuis" | "منذ");
    let from = act.tokens.start.saturating_sub(5);
    if !act.is_verb && (from..act.tokens.start).any(|t| since(t) && is_open(clause, t..act.tokens.start)) {
        return true;
    }
    clause.cues.iter().any(|(cue, at)| *cue == Cue::Aftermath && governs(clause, at, act, 8))
}

fn voice(clause: &Clause<'_>, act: &ActAt) -> Voice {
    if act.act == Act::Die {
        return Voice::Passive;
    }
    if !act.is_verb {
        return Voice::Open;
    }
    if clause.lang == Lang::Ar {
        let tam = clause.cues.iter().any(|(c, at)| *c == Cue::Passive && governs(clause, at, act, 1));
        let damma = clause.tokens.get(act.tokens.start).is_some_and(|t| t.text.contains('\u{64f}'));
        let suffered = matches!(clause.key(act.tokens.start).trim_start_matches(['و', 'ف']), k if k.starts_with("اصيب") || k.starts_with("تعرض") || k.starts_with("يصاب"));
        return if tam || damma || suffered { Voice::Passive } else { Voice::Open };
    }
    // "Came under attack", "fell into an ambush", "a subi une attaque": the subject suffers it.
    let suffers =
        ["suffer", "came", "come", "fell", "fall", "under", "subi", "essuy", "tomb", "cible", "objet", "target of"];
    let opening = clause.key(act.tokens.start);
    if act.tokens.len() > 1
        && suffers.iter().any(|s| opening.starts_with(s) || *s == "target of" && opening == "target")
    {
        return Voice::Passive;
    }
    // "IS attacked the village": no form of "to be".
    let in_name = |at: &Range<usize>| clause.parties.iter().any(|p| p.tokens.contains(&at.start));
    // "Avaient été blessés", "had been killed": the form of "to be" ends the pluperfect.
    let ends_in_be = |at: &Range<usize>| matches!(clause.key(at.end.saturating_sub(1)), "ete" | "been");
    let be = clause.cues.iter().any(|(cue, at)| {
        (*cue == Cue::Passive || *cue == Cue::Earlier && ends_in_be(at))
            && at.end <= act.tokens.start
            && act.tokens.start - at.end <= 2
            && is_open(clause, at.end..act.tokens.start)
            && !in_name(at)
    });
    let first = clause.tokens.get(act.tokens.start);
    let text = first.map_or(String::new(), |t| t.text.to_lowercase());
    let (participle, continuous) = match clause.lang {
        Lang::En => (is_english_participle(&text), text.ends_with("ing")),
        _ => (
            text.ends_with(['é', 'i', 'u', 't'])
                || text.ends_with("és")
                || text.ends_with("ée")
                || text.ends_with("ées")
                || text.ends_with("us")
                || text.ends_with("is"),
            text.ends_with("ant"),
        ),
    };
    if continuous {
        return Voice::Active;
    }
    // "Sont entrés": a verb of motion is active with "être".
    if clause.lang == Lang::Fr && text.starts_with("entr") {
        return Voice::Active;
    }
    let by = clause.lang == Lang::En && clause.key(act.tokens.end) == "by";
    if (be || by) && participle {
        return Voice::Passive;
    }
    if !participle {
        return Voice::Active;
    }
    if clause.lang == Lang::Fr {
        // "ont tué" is active; a participle without auxiliary qualifies its noun.
        let have = (1..=2).any(|back| {
            act.tokens.start.checked_sub(back).is_some_and(|i| {
                matches!(clause.key(i), "a" | "ont" | "avait" | "avaient" | "ayant" | "aurait" | "auraient" | "avoir")
            })
        });
        return if have { Voice::Active } else { Voice::Passive };
    }
    // English: what follows tells a participle from a past tense.
    let next = clause.key(act.tokens.end);
    let sign_next = clause.tokens.get(act.tokens.end).is_none_or(|t| t.is_sign(",.;:)-"));
    let counts = matches!(clause.key(act.tokens.end + 1), "least" | "around" | "about");
    // "Detained and questioned a man": the second verb's object is that of both.
    let adverb =
        matches!(clause.key(act.tokens.end + 1), "later" | "then" | "subsequently" | "reportedly" | "summarily");
    let second = act.tokens.end + 1 + usize::from(adverb);
    let shares_object = next == "and"
        && clause.tokens.get(second).is_some_and(|t| is_english_participle(&t.text.to_lowercase()))
        && clause.tokens.get(second + 1).is_some_and(Token::is_word)
        && !goes_on_without_object(clause.key(second + 1));
    let preposition = !counts && !shares_object && goes_on_without_object(next);
    let own_object =
        matches!(act.act, Act::Kill | Act::Injure | Act::Abduct | Act::Neutralise | Act::Arrest | Act::Free);
    if own_object && (preposition || sign_next) { Voice::Passive } else { Voice::Active }
}

/// Words after an English participle that has no object.
fn goes_on_without_object(word: &str) -> bool {
    matches!(
        word,
        "in" | "by"
            | "when"
            | "during"
            | "at"
            | "on"
            | "after"
            | "near"
            | "as"
            | "and"
            | "or"
            | "while"
            | "from"
            | "along"
            | "between"
            | "following"
            | "this"
            | "last"
    )
}

fn is_english_participle(word: &str) -> bool {
    word.ends_with("ed")
        || matches!(
            word,
            "struck"
                | "hit"
                | "shot"
                | "slain"
                | "taken"
                | "stolen"
                | "burnt"
                | "blown"
                | "beaten"
                | "held"
                | "overrun"
                | "set"
                | "seized"
                | "hurt"
                | "ransacked"
                | "retaken"
                | "fought"
                | "robbed"
        )
}
