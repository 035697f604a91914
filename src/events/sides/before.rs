//! What stands before a party: by, against, an active verb, a noun of an act.

use super::{Class, Stand, class, has_sides};
use crate::events::scan::{ActAt, Clause, Voice};
use crate::lexicon::{Act, ActorMention, Cue, Lexicon};
use crate::text::Lang;

/// Aircraft in Arabic, by their beginnings (folded).
const AIRCRAFT: &[&str] = &["طايره", "طاءره", "مسير", "مروحي", "مقاتله", "طيران", "طاءرات", "طايرات"];

/// What stands before the party: by, against, an active verb, a noun of an act.
pub(super) fn before(lexicon: &Lexicon, clause: &Clause<'_>, i: usize, out: &mut [Stand]) {
    let party = &clause.parties[i];
    let class = class(lexicon, party);
    let start = party.tokens.start;
    // "A drone of the army": whose aircraft it is flies it.
    let flies = |word: &str| AIRCRAFT.iter().any(|w| word.trim_start_matches("ال").starts_with(w));
    if clause.lang == Lang::Ar
        && clause.key(start).starts_with("لل")
        && start.checked_sub(1).is_some_and(|b| flies(clause.key(b)))
    {
        out[i].agent += 3.0;
        return;
    }
    let previous = i.checked_sub(1).map_or(0, |p| clause.parties[p].tokens.end);
    let cue = clause.cues.iter().filter(|(c, at)| {
        matches!(c, Cue::By | Cue::Against | Cue::With | Cue::Beside)
            && at.end <= start
            && at.start >= previous
            && start - at.end <= 4
    });
    let mut settled = false;
    // "Soldiers were killed in fighting against the rebels": these fought and won.
    let fallen = out.iter().take(i).any(|s| s.patient >= 2.0 && s.agent < 1.0);
    let clash =
        |a: &ActAt, at: usize| a.act == Act::Clash && !a.is_verb && a.tokens.end <= at && at - a.tokens.end <= 1;
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
            // "Attacked the town but were repelled by the police".
            Cue::By if clause.acts.iter().rfind(|a| a.tokens.end <= at.end).is_some_and(|a| a.act == Act::Repel) => {
                stand.patient += 3.0
            }
            Cue::By => stand.agent += 3.0,
            Cue::Against if fallen && clause.acts.iter().any(|a| clash(a, at.start)) => stand.agent += 2.5,
            // استهدف المسلحون قرية: the verb's subject stands between it and what is hit.
            Cue::Against
                if clause.lang == Lang::Ar
                    && class == Class::Insurgent
                    && start - at.end <= 1
                    && clause.key(at.start).contains("ستهدف")
                    && hits_next(clause, party.tokens.end) =>
            {
                stand.agent += 2.5
            }
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
    // "Retook the town from the rebels", "ont repris la ville aux rebelles": whoever held it loses it.
    let article = |t: usize| matches!(clause.key(t), "the" | "l" | "les" | "");
    let from = (0..start).rev().find(|&t| !article(t)).is_some_and(|t| matches!(clause.key(t), "from" | "aux"));
    let taken = |a: &ActAt| matches!(a.act, Act::Take | Act::Retake) && a.tokens.end <= start;
    if from && clause.acts.iter().any(|a| taken(a) && start - a.tokens.end <= 9) {
        let stand = &mut out[i];
        (stand.patient, stand.act) = (stand.patient + 3.0, Some(Act::Retake));
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
        } else if act.is_verb && clause.key(act.tokens.start).ends_with("وا") {
            // An Arabic verb in the plural has its subject before it or in itself: what follows is its object.
            stand.patient += 2.5;
        } else if act.is_verb && of_harm {
            // Subject or victim: settled by what follows it.
            let following = clause.parties.get(i + 1).filter(|n| n.tokens.start <= party.tokens.end + 5);
            // "Eleven soldiers were killed when gunmen attacked": these belong to the next verb.
            let parted = |n: &ActorMention| {
                clause.acts.iter().any(|a| a.is_verb && (party.tokens.end..n.tokens.start).contains(&a.tokens.start))
            };
            let has_victim = following.is_some_and(|n| {
                !parted(n)
                    && !clause.key(n.tokens.start).starts_with('و')
                    && (party.tokens.end..n.tokens.start).all(|t| {
                        clause.tokens.get(t).is_none_or(|t| {
                            !t.is_sign(",،.")
                                && !matches!(
                                    t.key.as_str(),
                                    "من" | "في"
                                        | "علي"
                                        | "بينهم"
                                        | "و"
                                        | "مع"
                                        | "الي"
                                        | "خلال"
                                        | "تابعين"
                                        | "عندما"
                                        | "حين"
                                        | "حينما"
                                        | "بعدما"
                                        | "بعد"
                                        | "اثر"
                                        | "عقب"
                                        | "جراء"
                                        | "فيما"
                                        | "بينما"
                                        | "اذ"
                                )
                                && !t.key.starts_with('و')
                        })
                    })
            });
            // "اختطف مسلحون": armed men who stand right behind the verb take others.
            let takes = act.act == Act::Abduct && matches!(class, Class::Insurgent | Class::Militia) && gap.is_empty();
            let active = act.voice != Voice::Passive && (has_victim || takes) && (class != Class::Civilian);
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
    // "A vehicle burnt in a separatist attack": theirs is the attack, and they are no object of what stands before.
    let own_attack = clause.lang == Lang::En
        && clause.acts.iter().any(|a| !a.is_verb && has_sides(a.act) && a.tokens.start == party.tokens.end);
    if act.is_verb && own_attack {
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

/// Something that may be attacked, or somebody, stands within a few words behind a token.
fn hits_next(clause: &Clause<'_>, from: usize) -> bool {
    let near = |start: usize| start >= from && start - from <= 2;
    clause.targets.iter().any(|(_, _, at)| near(at.start)) || clause.parties.iter().any(|p| near(p.tokens.start))
}

/// An earlier party of the clause is the subject of the verb (Arabic, subject first).
fn has_subject(lexicon: &Lexicon, clause: &Clause<'_>, i: usize, act: &ActAt) -> bool {
    clause.parties.iter().take(i).any(|p| {
        p.tokens.end <= act.tokens.start
            && act.tokens.start - p.tokens.end <= 2
            && !matches!(class(lexicon, p), Class::Other | Class::Civilian)
    })
}
