//! What is known of words and names, remembered from one text to the next: news uses the same few
//! thousand words again and again, and what the lexicon and the gazetteer say of them stays the same.

use super::clitics::{Clitics, readings};
use super::lexicon::{self, Lexicon};
use super::prominence;
use crate::gazetteer::{Gazetteer, Kind, View, Walk, Walker};
use crate::text::{Lang, Script, Token, key, zipf};
use rustc_hash::FxHashMap;

/// Words, names or likenesses kept; beyond that all are forgotten, so that memory stays bounded.
const MOST: usize = 200_000;

/// One word of a language.
#[derive(Debug)]
pub(super) struct Word {
    /// How frequent it is (see [`zipf`]); `None` when it is in no list.
    pub zipf: Option<f64>,
    /// The phrases of the lexicon that begin with it.
    pub cues: Box<[lexicon::Start<'static>]>,
    /// Its readings with which names of the gazetteer begin.
    pub starts: Box<[Start]>,
}

/// A reading of a word with which some name begins.
#[derive(Debug)]
pub(super) struct Start {
    /// Letters of the word that are clitics.
    pub taken: usize,
    pub clitics: Clitics,
    /// How frequent the word is without them.
    pub zipf: Option<f64>,
    /// Letters without them.
    pub letters: usize,
    pub walk: Walk,
}

/// What the bearers of a name are, together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    /// The highest prominence, 0 to 6.
    pub prominence: f64,
    /// A bit for each kind.
    pub kinds: u64,
    /// The most prominent one is a country or a region by usage.
    pub is_country_like: bool,
    /// The most words that the name is written with.
    pub words: usize,
    /// Some spelling has أ or آ as its first hamza, some has إ, some neither.
    pub hamza: (bool, bool, bool),
    /// The feminine adjective of a country that bears it as a name too (موريتانية).
    pub is_adjective: bool,
}

impl Known {
    /// True when one of the bearers is of one of these kinds.
    pub fn is_any(&self, kinds: &[Kind]) -> bool {
        kinds.iter().any(|k| self.kinds & (1 << *k as u64) != 0)
    }
}

impl Known {
    /// True when there are bearers and all are divisions, regions or countries.
    pub fn is_area(&self) -> bool {
        const AREAS: u64 = 1 << Kind::Country as u64
            | 1 << Kind::Region as u64
            | 1 << Kind::Admin1 as u64
            | 1 << Kind::Admin2 as u64
            | 1 << Kind::Admin3 as u64;
        self.kinds != 0 && self.kinds & !AREAS == 0
    }
}

/// The memory of one thread. It belongs to one recogniser at a time.
#[derive(Default)]
pub(super) struct Memo {
    owner: u64,
    pub words: Words,
    pub names: Names,
}

impl Memo {
    /// Forgets all unless it is this recogniser's own and still small.
    pub fn belong_to(&mut self, owner: u64) {
        let size = self.words.list.len().max(self.names.likeness.len()).max(self.names.known.len());
        if self.owner != owner || size > MOST {
            *self = Memo { owner, ..Memo::default() };
        }
    }
}

/// The words met.
#[derive(Default)]
pub(super) struct Words {
    numbers: [FxHashMap<Box<str>, u32>; Lang::ALL.len()],
    list: Vec<Word>,
}

impl Words {
    /// The number of a token's word.
    pub fn number(&mut self, token: &Token, lang: Lang, walker: &Walker, root: &Walk) -> u32 {
        let Some(numbers) = self.numbers.get_mut(lang as usize) else { return u32::MAX };
        if let Some(number) = numbers.get(token.key.as_str()) {
            return *number;
        }
        let Ok(number) = u32::try_from(self.list.len()) else { return u32::MAX };
        let starts = readings(token)
            .into_iter()
            .filter_map(|r| {
                let walk = walker.step(root, &r.key)?;
                let letters = r.key.chars().count();
                Some(Start { taken: r.taken, clitics: r.clitics, zipf: zipf(&r.key, lang), letters, walk })
            })
            .collect();
        self.list.push(Word { zipf: zipf(&token.key, lang), cues: Lexicon::of(lang).starts(token).into(), starts });
        numbers.insert(token.key.as_str().into(), number);
        number
    }

    /// The word of that number.
    pub fn get(&self, number: u32) -> Option<&Word> {
        self.list.get(number as usize)
    }
}

/// The names met.
#[derive(Default)]
pub(super) struct Names {
    known: FxHashMap<u64, Known>,
    likeness: FxHashMap<Box<str>, f64>,
}

impl Names {
    /// What the bearers are of the name that a walk has come to.
    pub fn known(&mut self, gazetteer: &Gazetteer, walker: &Walker, walk: &Walk) -> Known {
        *self.known.entry(walk.identity()).or_insert_with(|| gather(gazetteer, walker, walk))
    }

    /// How alike the sound of a name and of the nearest known one are, 0 to 1.
    pub fn likeness(&mut self, gazetteer: &Gazetteer, surface: &str) -> f64 {
        if let Some(known) = self.likeness.get(surface) {
            return *known;
        }
        let likeness = gazetteer.likeness(surface);
        self.likeness.insert(surface.into(), likeness);
        likeness
    }
}

fn gather(gazetteer: &Gazetteer, walker: &Walker, walk: &Walk) -> Known {
    let mut known = Known::default();
    for found in walker.matches(walk) {
        let Some(view) = gazetteer.view(found.place) else { continue };
        let prominence = prominence(&view);
        if prominence > known.prominence {
            known.prominence = prominence;
            known.is_country_like = matches!(view.kind(), Kind::Country | Kind::Region);
        }
        known.kinds |= 1 << view.kind() as u64;
        known.words =
            known.words.max(found.name.split([' ', '-', '\'', '’', '‑', 'ʼ']).filter(|w| !w.is_empty()).count());
        match carrier(found.name) {
            Some('إ') => known.hamza.1 = true,
            Some(_) => known.hamza.0 = true,
            None => known.hamza.2 = true,
        }
        known.is_adjective |= view.kind() == Kind::Country && is_adjective(found.name, &view);
    }
    known
}

/// أ, آ or إ, where the first Arabic letter of a name is one of them.
pub(super) fn carrier(text: &str) -> Option<char> {
    text.chars().find(|c| Script::of(*c) == Script::Arabic).filter(|c| matches!(c, 'أ' | 'إ' | 'آ'))
}

/// True for موريتانية where the country is also called موريتانيا.
fn is_adjective(name: &str, country: &View) -> bool {
    let folded = key(name);
    let Some(stem) = folded.strip_suffix('ه').filter(|s| s.ends_with('ي')) else { return false };
    let noun = format!("{stem}ا");
    country.to_place().names.iter().any(|n| key(&n.text) == noun)
}
