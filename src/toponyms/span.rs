//! Stretches of a sentence that may be a place name.

use super::clitics::{Clitics, bare_start, readings};
use super::context::Context;
use super::evidence;
use super::feature::{Evidence, Feature, Scale};
use super::lexicon::Category;
use super::memo::{Known, Names, Words};
use super::slot::{LONGEST_UNKNOWN, Slot, goes_on, slots};
use crate::gazetteer::{Gazetteer, Kind, Walk, Walker};
use crate::text::{Lang, Script, Token, zipf};
use std::ops::Range;

/// The longest name, in tokens.
const LONGEST: usize = 7;

/// A stretch of tokens that may be a place name.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub tokens: Range<usize>,
    /// Bytes of the bare name.
    pub range: Range<usize>,
    pub clitics: Clitics,
    /// What bears the name letter for letter.
    pub known: Option<Known>,
    /// The frequency and the letters of the only word, without its clitics.
    pub word: Option<(Option<f64>, usize)>,
    /// Why an unknown name was looked for here.
    pub slot: Option<Slot>,
    /// An Arabic name might go on.
    pub is_cut: bool,
    /// Kinds that the class noun before or after asks for.
    pub asked: &'static [Kind],
    pub evidence: Evidence,
    /// Stands for the folded letters of the name.
    pub hash: u64,
    /// A given name or a title before it, or another capitalised word, speaks for a person.
    pub is_of_person: bool,
    /// No word after it carries on.
    pub is_whole_chunk: bool,
    /// Nothing before or after it speaks for a place, or against one.
    pub is_cueless: bool,
    /// It begins with a class noun or a word of direction, which are hardly parts of a name.
    pub starts_with_cue: bool,
}

/// What the search for spans takes.
pub(super) struct Search<'s> {
    pub context: &'s Context<'s>,
    pub gazetteer: &'s Gazetteer,
    pub walker: &'s Walker<'s>,
    pub words: &'s Words,
    /// The number of each token's word in `words`.
    pub numbers: &'s [u32],
    pub names: &'s mut Names,
    pub scale: &'s Scale,
    /// Byte ranges of names of organisations and persons, in order.
    pub others: &'s [Range<usize>],
    /// True when weights are to be fitted: all spans are kept with all their evidence.
    pub is_fit: bool,
}

/// Arabic prepositions that are words of their own, folded.
const PREPOSITIONS: &[&str] =
    &["في", "من", "الي", "علي", "عن", "عند", "لدي", "قرب", "نحو", "منذ", "خلال", "ضد", "حول", "عبر", "داخل", "خارج"];

impl Search<'_> {
    /// All spans of a sentence that are names of the gazetteer, or stand where a place name is due.
    pub fn spans(&mut self) -> Vec<Span> {
        let slots = slots(self.context);
        let mut out = Vec::new();
        for (start, slot) in slots.iter().enumerate() {
            let Some(token) = self.context.tokens.get(start).filter(|t| t.is_word()) else { continue };
            let first = out.len();
            // A Latin name begins with a capital, but for those whose noun is never left out.
            let is_small = token.script == Script::Latin && !token.is_capitalised() && !self.is_arabic_article(start);
            if !is_small || self.context.is(start, |c| matches!(c, Category::Part | Category::Tri)) {
                self.known(start, token, *slot, &mut out);
            }
            if let Some(slot) = slot {
                self.unknown(start, token, *slot, first, &mut out);
            }
        }
        for span in &mut out {
            evidence::describe(self, span);
        }
        out
    }

    fn push(
        &self,
        tokens: Range<usize>,
        range: Range<usize>,
        clitics: Clitics,
        known: Option<Known>,
        out: &mut Vec<Span>,
    ) {
        let surface = self.context.text.get(range.clone()).unwrap_or_default();
        out.push(Span {
            hash: fingerprint(self.context.tokens, &tokens, surface),
            tokens,
            range,
            clitics,
            known,
            word: None,
            slot: None,
            is_cut: false,
            asked: &[],
            evidence: Evidence::new(self.is_fit),
            is_of_person: false,
            is_whole_chunk: false,
            is_cueless: false,
            starts_with_cue: false,
        });
    }

    /// "el-Facher", "al-Junaynah": a small article that a hyphen ties to a capital.
    fn is_arabic_article(&self, at: usize) -> bool {
        let tokens = self.context.tokens;
        let is_article = tokens.get(at).is_some_and(|t| matches!(t.key.as_str(), "el" | "al"));
        is_article && tokens.get(at + 1).is_some_and(|t| t.is_sign("-")) && tokens.get(at + 2).is_some_and(is_capital)
    }

    /// An Arabic preposition stands right before: its complement begins with no "and" (في وتيرة is no و + تيرة).
    fn is_governed(&self, start: usize) -> bool {
        let before = start.checked_sub(1).filter(|b| self.context.are_adjacent(*b));
        before.and_then(|b| self.context.tokens.get(b)).is_some_and(|t| PREPOSITIONS.contains(&t.key.as_str()))
    }

    /// Names of the gazetteer that begin at a token, in every reading of its clitics.
    fn known(&mut self, start: usize, token: &Token, slot: Option<Slot>, out: &mut Vec<Span>) {
        let words = self.words;
        let Some(word) = self.numbers.get(start).and_then(|n| words.get(*n)) else { return };
        let is_governed = self.is_governed(start);
        for reading in word.starts.iter().filter(|r| !(is_governed && r.clitics.conjunction)) {
            let mut walk: Option<Walk> = None;
            let mut at = start;
            loop {
                let position = walk.as_ref().unwrap_or(&reading.walk);
                if self.walker.is_name(position) {
                    let known = self.names.known(self.gazetteer, self.walker, position);
                    let end = self.context.tokens.get(at).map_or(0, |t| t.range.end);
                    self.push(start..at + 1, bare_start(token, reading.taken)..end, reading.clitics, Some(known), out);
                    if let Some(span) = out.last_mut() {
                        span.word = (at == start).then_some((reading.zipf, reading.letters));
                        span.slot = slot;
                    }
                }
                let Some(next) = self.context.next_word(at).filter(|n| *n < start + LONGEST) else { break };
                let Some(word) = self.context.tokens.get(next) else { break };
                let Some(further) = self.walker.step(position, &word.key) else { break };
                walk = Some(further);
                at = next;
            }
        }
    }

    /// Proposes names that no gazetteer has by that spelling, where a place name is due. Spans from
    /// `first` on begin at the same token.
    fn unknown(&mut self, start: usize, token: &Token, slot: Slot, first: usize, out: &mut Vec<Span>) {
        let context = self.context;
        let is_latin = token.script == Script::Latin;
        if context.is(start, |c| matches!(c, Category::People)) {
            return;
        }
        let is_in = slot.reason == Feature::SlotIn;
        let is_locative =
            is_in && !context.cues_before(context.skip_links(start)).any(|c| matches!(c.category, Category::In));
        let is_governed = self.is_governed(start);
        for reading in readings(token).into_iter().filter(|r| !(is_governed && r.clitics.conjunction)) {
            let c = reading.clitics;
            let is_wanted = !c.article
                && (is_latin
                    || if is_locative {
                        c.preposition == Some('ب')
                    } else {
                        c.preposition.is_none() && c.conjunction == slot.has_conjunction
                    });
            // A common word in a weak slot is no unknown village; asking how it sounds would only cost time.
            let most = match slot.reason {
                Feature::SlotList | Feature::SlotPlaceList | Feature::SlotVerb => 3.5,
                Feature::SlotIn => 4.0,
                _ => f64::INFINITY,
            };
            let frequency = || {
                if reading.taken == 0 { context.zipf(start) } else { zipf(&reading.key, context.lang) }
            };
            if !is_wanted || frequency().is_some_and(|z| z >= most) {
                continue;
            }
            let mut at = start;
            let mut words = 1;
            loop {
                let range = bare_start(token, reading.taken)..context.tokens.get(at).map_or(0, |t| t.range.end);
                let is_known = out.iter().skip(first).any(|s| s.range == range && s.known.is_some());
                let next = context.next_word(at).filter(|n| words < LONGEST_UNKNOWN && goes_on(context, *n, is_latin));
                // "New Millennium City area": the class noun is no part of the name before it.
                let next =
                    next.filter(|n| context.lang != Lang::En || !context.is(*n, |c| matches!(c, Category::Class(_))));
                // A Latin name is taken whole; an Arabic one may end after each word.
                if !is_known && (!is_latin || next.is_none()) {
                    self.push(start..at + 1, range, c, None, out);
                    if let Some(span) = out.last_mut() {
                        span.slot = Some(slot);
                        span.is_cut = next.is_some() && !is_latin;
                        span.word = (at == start).then(|| (frequency(), reading.key.chars().count()));
                    }
                }
                let Some(next) = next else { break };
                at = next;
                words += 1;
            }
        }
    }
}

/// A number for the folded letters of a name: those of its tokens, but for the clitics before it.
fn fingerprint(tokens: &[Token], range: &Range<usize>, surface: &str) -> u64 {
    let is_whole = tokens.get(range.start).is_some_and(|t| surface.starts_with(t.text));
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let mut feed = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    if is_whole {
        tokens.get(range.clone()).unwrap_or_default().iter().for_each(|t| feed(t.key.as_bytes()));
    } else {
        feed(crate::text::key(surface).as_bytes());
    }
    hash
}

pub(super) fn is_capital(token: &Token) -> bool {
    token.is_word() && token.is_capitalised()
}
