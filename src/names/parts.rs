//! Parts of a name that speakers leave off or add: clitics, the article, class nouns, and the words
//! that tell one Nioro from another.

use super::model::{Cost, Direction, NEVER};
use super::units::{E_ACUTE, GAP, Unit, latin, units};
use std::sync::LazyLock;

/// The words, by kind: a table that readers can add to.
static PARTS: &str = include_str!("../../gazetteer/names/parts.tsv");

/// The Arabic article.
pub(crate) const ARTICLE: &str = "ال";

// Costs in 1/64 nat, chosen on held-out countries (docs/names.md).
pub(crate) const LEAVE_CLITIC: Cost = 180;
pub(crate) const LEAVE_ARTICLE: Cost = 100;
const LEAVE_CLASS: Cost = 16;
const LEAVE_GENERIC: Cost = 120;
const LEAVE_FIRST: Cost = 192;
const LEAVE_LAST: Cost = 192;
/// Adding any other word; what its letters cost in any name comes on top.
const ADD_WORD: Cost = 128;
/// Saying the words of a name in another order.
pub(crate) const REORDER: Cost = 192;

#[derive(Default)]
struct Words {
    class: Vec<Vec<Unit>>,
    links: Vec<Vec<Unit>>,
    generic: Vec<Vec<Unit>>,
    first: Vec<Vec<Unit>>,
    last: Vec<Vec<Unit>>,
    clitics: Vec<Unit>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut all = Words::default();
    for (kind, words) in PARTS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t')) {
        let words = words.split('|').map(|word| units(word.trim()));
        match kind {
            "class" => all.class.extend(words),
            "link" => all.links.extend(words),
            "generic" => all.generic.extend(words),
            "first" => all.first.extend(words),
            "last" => all.last.extend(words),
            "clitic" => all.clitics.extend(words.flatten()),
            _ => {}
        }
    }
    all
});

pub(crate) fn is_clitic(letter: Unit) -> bool {
    WORDS.clitics.contains(&letter)
}

fn is_one_of(word: &[Unit], words: &[Vec<Unit>]) -> bool {
    let plain = |c: &Unit| if *c == E_ACUTE { latin(b'e') } else { *c };
    words.iter().any(|w| w.len() == word.len() && word.iter().map(plain).eq(w.iter().copied()))
}

/// The word only opens names, being what places are named after: Tin, In, Ouro, وادي.
#[must_use]
pub fn opens_name(word: &str) -> bool {
    is_one_of(&units(word), &WORDS.first)
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
        () if is_one_of(word, &WORDS.first) => LEAVE_FIRST.min(add_word(direction, word)),
        () => add_word(direction, word),
    }
}

/// What it costs to leave off a word after the rest of the name.
pub(crate) fn leave_after(direction: &Direction, word: &[Unit]) -> Cost {
    match () {
        () if is_one_of(word, &WORDS.class) => LEAVE_GENERIC,
        () if is_one_of(word, &WORDS.generic) => LEAVE_GENERIC,
        () if is_one_of(word, &WORDS.links) => LEAVE_CLASS,
        () if is_one_of(word, &WORDS.last) => LEAVE_LAST.min(add_word(direction, word)),
        () => add_word(direction, word),
    }
}

/// The ways in which one name may be meant: whole, or without what stands before it (`Cercle de`,
/// `Tin`) and after it (`du Sahel`, `Peulh`, `Koura`), each with what that costs.
pub(crate) fn spellings(name: &str) -> Vec<(Vec<Unit>, Cost)> {
    let whole = units(name);
    let words: Vec<&[Unit]> = whole.split(|&c| c == GAP).filter(|w| !w.is_empty()).collect();
    let mut out = Vec::with_capacity(1);
    if words.len() > 1 {
        let is_after = |word: &[Unit]| is_one_of(word, &WORDS.generic) || is_one_of(word, &WORDS.class);
        let is_link = |word: &[Unit]| is_one_of(word, &WORDS.links);
        let (start, before) = match words.first() {
            Some(word) if is_one_of(word, &WORDS.class) => {
                (1 + words.iter().skip(1).take_while(|word| is_link(word)).count(), LEAVE_CLASS)
            }
            Some(word) if is_one_of(word, &WORDS.first) => (1, LEAVE_FIRST),
            _ => (0, 0),
        };
        let mut end = words.len();
        let mut after = LEAVE_GENERIC;
        while end > start + 1 && words.get(end - 1).is_some_and(|word| is_after(word) || is_link(word)) {
            end -= 1;
        }
        if end == words.len() && end > start + 1 && words.last().is_some_and(|word| is_one_of(word, &WORDS.last)) {
            end -= 1;
            after = LEAVE_LAST;
        }
        for (from, to) in [(start, words.len()), (0, end), (start, end)] {
            if to - from == words.len() || from >= to {
                continue;
            }
            let cost = if from > 0 { before } else { 0 } + if to < words.len() { after } else { 0 };
            let rest: Vec<Unit> = words.get(from..to).unwrap_or_default().join(&GAP);
            if rest.len() > 2 && !out.iter().any(|(units, _)| *units == rest) {
                out.push((rest, cost));
            }
        }
    }
    out.insert(0, (whole, 0));
    out
}
