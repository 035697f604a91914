//! Places that are taken: "captured Bourem", "seized the town of Ber", "ont pris la ville de Konna".

use super::scan::{ActAt, Clause, Reality, Voice};
use crate::lexicon::{Act, Count};
use crate::text::Lang;

/// Words between the verb and the name.
const BETWEEN: &[&str] = &[
    "the",
    "town",
    "towns",
    "city",
    "village",
    "villages",
    "locality",
    "area",
    "of",
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "strategic",
    "key",
    "nearby",
    "la",
    "le",
    "les",
    "l",
    "ville",
    "localite",
    "de",
    "d",
    "du",
    "base",
    "camp",
];

/// Adds the taking of a place where a verb of seizing has a place as its object; of a person's name or of
/// arms the same verbs say something else.
pub(super) fn add(clause: &mut Clause<'_>) {
    let mut taken = Vec::new();
    for (_, place) in &clause.places {
        let mut at = place.start;
        while at > 0 && place.start - at < 5 && BETWEEN.contains(&clause.key(at - 1)) {
            at -= 1;
        }
        let Some(verb) = at.checked_sub(1) else { continue };
        let of_people = clause.parties.iter().any(|p| p.tokens.start <= place.end && p.tokens.end > place.start);
        if let Some(act) = seizes(clause.lang, clause.key(verb)).filter(|_| !of_people) {
            taken.push((verb, act));
        }
    }
    for (verb, act) in taken {
        if clause.acts.iter().any(|a| matches!(a.act, Act::Take | Act::Retake) && a.tokens.contains(&verb)) {
            continue;
        }
        // The same word alone means people, or arms.
        clause.acts.retain(|a| !(matches!(a.act, Act::Abduct | Act::Capture) && a.tokens == (verb..verb + 1)));
        clause.acts.push(ActAt {
            act,
            is_verb: true,
            count: Count::One,
            definite: false,
            tokens: verb..verb + 1,
            voice: Voice::Open,
            reality: Reality::Happened,
            is_aftermath: false,
        });
        clause.acts.sort_by_key(|a| a.tokens.start);
    }
}

fn seizes(lang: Lang, word: &str) -> Option<Act> {
    match lang {
        Lang::En => match word {
            "captured" | "capture" | "captures" | "capturing" | "seized" | "seize" | "seizes" | "seizing" | "took"
            | "overran" | "conquered" => Some(Act::Take),
            "recaptured" | "retook" | "reconquered" | "liberated" => Some(Act::Retake),
            _ => None,
        },
        Lang::Fr => match word {
            "pris" | "prennent" | "prend" | "prenaient" | "capture" | "capturent" | "conquis" => Some(Act::Take),
            "repris" | "reprend" | "reprennent" | "reconquis" => Some(Act::Retake),
            _ => None,
        },
        Lang::Ar => None,
    }
}
