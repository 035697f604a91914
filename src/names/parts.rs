//! Parts of a name that speakers leave off or add: clitics, the article, class nouns, and the words
//! that tell one Nioro from another.

use super::model::{Cost, Direction, NEVER};
use super::units::{E_ACUTE, GAP, Unit, latin, units};
use std::sync::LazyLock;

/// Words that say what a place is, and are no part of its name. Folded as [`crate::text::key`] does.
const CLASS_NOUNS: &[&str] = &[
    "مدينه",
    "قريه",
    "بلده",
    "بلديه",
    "ولايه",
    "دايره",
    "منطقه",
    "مقاطعه",
    "محافظه",
    "اقليم",
    "جهه",
    "مخيم",
    "حي",
    "محور",
    "غابه",
    "ville",
    "village",
    "commune",
    "cercle",
    "region",
    "province",
    "prefecture",
    "departement",
    "district",
    "arrondissement",
    "foret",
    "town",
    "city",
    "area",
    "camp",
    "quartier",
    "axe",
    "state",
    "hameau",
];

/// Words between a class noun and the name.
const LINKS: &[&str] = &["de", "du", "des", "d", "la", "le", "les", "l", "of", "the"];

/// Words that tell one part of a name from another of the same name.
const GENERIC: &[&str] = &[
    "الساحل",
    "الشماليه",
    "الجنوبيه",
    "الشرقيه",
    "الغربيه",
    "الوسطي",
    "الكبري",
    "الصغري",
    "sahel",
    "peulh",
    "peul",
    "peuhl",
    "bambara",
    "marka",
    "dogon",
    "samogo",
    "rimaibe",
    "maure",
    "nord",
    "sud",
    "est",
    "ouest",
    "centre",
    "i",
    "ii",
    "iii",
    "1",
    "2",
    "3",
    "a",
    "b",
    "urban",
    "rural",
    "urbain",
    "non",
];

/// One-letter words that Arabic writes joined to the next.
const CLITICS: &[&str] = &["و", "ف", "ب", "ل", "ك"];
/// The Arabic article.
pub(crate) const ARTICLE: &str = "ال";

// Costs in 1/64 nat, chosen on held-out countries (docs/names.md).
pub(crate) const LEAVE_CLITIC: Cost = 180;
pub(crate) const LEAVE_ARTICLE: Cost = 100;
const LEAVE_CLASS: Cost = 16;
const LEAVE_GENERIC: Cost = 120;
/// Adding any other word; what its letters cost in any name comes on top.
const ADD_WORD: Cost = 128;
/// Saying the words of a name in another order.
pub(crate) const REORDER: Cost = 192;

struct Words {
    class: Vec<Vec<Unit>>,
    links: Vec<Vec<Unit>>,
    generic: Vec<Vec<Unit>>,
    clitics: Vec<Unit>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let all = |words: &[&str]| words.iter().map(|word| units(word)).collect::<Vec<_>>();
    Words { class: all(CLASS_NOUNS), links: all(LINKS), generic: all(GENERIC), clitics: all(CLITICS).concat() }
});

pub(crate) fn is_clitic(letter: Unit) -> bool {
    WORDS.clitics.contains(&letter)
}

fn is_one_of(word: &[Unit], words: &[Vec<Unit>]) -> bool {
    let plain = |c: &Unit| if *c == E_ACUTE { latin(b'e') } else { *c };
    words.iter().any(|w| w.len() == word.len() && word.iter().map(plain).eq(w.iter().copied()))
}

/// What it costs to add a word that says nothing of the kind: one of any word's letters.
fn add_word(direction: &Direction, word: &[Unit]) -> Cost {
    let letters = Cost::try_from(direction.background(word)).unwrap_or(NEVER);
    ADD_WORD.saturating_add(letters).min(NEVER)
}

/// What it costs to leave off a word before the rest of the name.
pub(crate) fn leave_before(direction: &Direction, word: &[Unit]) -> Cost {
    match () {
        () if is_one_of(word, &WORDS.class) => LEAVE_CLASS,
        () if is_one_of(word, &WORDS.links) => LEAVE_CLASS,
        () if is_one_of(word, &WORDS.generic) => LEAVE_GENERIC,
        () => add_word(direction, word),
    }
}

/// What it costs to leave off a word after the rest of the name.
pub(crate) fn leave_after(direction: &Direction, word: &[Unit]) -> Cost {
    match () {
        () if is_one_of(word, &WORDS.class) => LEAVE_GENERIC,
        () if is_one_of(word, &WORDS.generic) => LEAVE_GENERIC,
        () if is_one_of(word, &WORDS.links) => LEAVE_CLASS,
        () => add_word(direction, word),
    }
}

/// The ways in which one name may be meant: whole, or without class nouns before it (`Cercle de`)
/// and generic words after it (`du Sahel`, `Peulh`), each with what that costs.
pub(crate) fn spellings(name: &str) -> Vec<(Vec<Unit>, Cost)> {
    let whole = units(name);
    let words: Vec<&[Unit]> = whole.split(|&c| c == GAP).filter(|w| !w.is_empty()).collect();
    let mut out = Vec::with_capacity(1);
    if words.len() > 1 {
        let is_before = |word: &[Unit]| is_one_of(word, &WORDS.class);
        let is_after = |word: &[Unit]| is_one_of(word, &WORDS.generic) || is_one_of(word, &WORDS.class);
        let is_link = |word: &[Unit]| is_one_of(word, &WORDS.links);
        let mut start = 0;
        if words.first().is_some_and(|word| is_before(word)) {
            start = 1 + words.iter().skip(1).take_while(|word| is_link(word)).count();
        }
        let mut end = words.len();
        while end > start + 1 && words.get(end - 1).is_some_and(|word| is_after(word) || is_link(word)) {
            end -= 1;
        }
        for (from, to) in [(start, words.len()), (0, end), (start, end)] {
            if to - from == words.len() || from >= to {
                continue;
            }
            let cost = if from > 0 { LEAVE_CLASS } else { 0 } + if to < words.len() { LEAVE_GENERIC } else { 0 };
            let rest: Vec<Unit> = words.get(from..to).unwrap_or_default().join(&GAP);
            if rest.len() > 2 && !out.iter().any(|(units, _)| *units == rest) {
                out.push((rest, cost));
            }
        }
    }
    out.insert(0, (whole, 0));
    out
}
