use super::senses::Sense;
use crate::text::{Script, Token, TokenKind, tokenize};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A phrase of the lexicon, met in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The tokens it covers.
    pub tokens: Range<usize>,
    /// What it may mean.
    pub senses: Vec<Sense>,
    /// Arabic: the first word carries the article, so that something known is meant.
    pub definite: bool,
}

/// A line of a word list that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file: `actors`, or the code of a language.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
}

/// Phrases of one language as paths of words.
#[derive(Debug)]
pub(super) struct Trie {
    words: FxHashMap<Box<str>, u32>,
    steps: FxHashMap<(u32, u32), u32>,
    /// For each node, the last of the senses that end there: one more than its place in `ends`, 0 for none.
    nodes: Vec<u32>,
    ends: Vec<End>,
}

#[derive(Debug, Clone, PartialEq)]
struct End {
    sense: Sense,
    /// The text must write it in capitals (an acronym that is a word otherwise).
    capitals: bool,
    /// The sense of the same node that was added before, as in [`Trie::nodes`].
    before: u32,
}

/// In a phrase: up to six words of the text stand here, and are no part of the match.
const GAP: &str = "…";

/// One way to read a token: the word, and whether the Arabic article was taken off.
type Reading = (u32, bool);

impl Trie {
    /// A trie without phrases.
    pub(super) fn new() -> Trie {
        Trie { words: FxHashMap::default(), steps: FxHashMap::default(), nodes: vec![0], ends: Vec::new() }
    }

    /// Adds one phrase, already inflected.
    pub(super) fn add(&mut self, phrase: &str, sense: Sense) {
        let mut node = 0;
        let verbatim = phrase.strip_prefix('=');
        for token in tokenize(verbatim.unwrap_or(phrase)) {
            let is_gap = token.text == GAP;
            if token.kind == TokenKind::Sign && !is_gap {
                continue;
            }
            let mut word = if is_gap { GAP } else { token.key.as_str() };
            if verbatim.is_none() {
                word = bare(word).unwrap_or(word);
            }
            let word = match self.words.get(word) {
                Some(&known) => known,
                None => {
                    let new = self.words.len() as u32;
                    self.words.insert(word.into(), new);
                    new
                }
            };
            let next_node = self.nodes.len() as u32;
            node = *self.steps.entry((node, word)).or_insert(next_node);
            if node == next_node {
                self.nodes.push(0);
            }
        }
        let capitals = is_short_acronym(phrase);
        let Some(&last) = self.nodes.get(node as usize).filter(|_| node > 0) else { return };
        if self.ends_of(node).all(|e| e.sense != sense || e.capitals != capitals) {
            self.ends.push(End { sense, capitals, before: last });
            self.nodes[node as usize] = self.ends.len() as u32;
        }
    }

    /// The senses that end at a node, the last added first.
    fn ends_of(&self, node: u32) -> impl Iterator<Item = &End> {
        let end = |link: u32| self.ends.get((link as usize).checked_sub(1)?);
        let first = self.nodes.get(node as usize).and_then(|&link| end(link));
        std::iter::successors(first, move |e| end(e.before))
    }

    pub(super) fn hits(&self, tokens: &[Token<'_>]) -> Vec<Hit> {
        let readings: Vec<Vec<Reading>> = tokens.iter().map(|t| self.readings(t)).collect();
        let mut hits = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match self.longest(tokens, &readings, at) {
                Some(hit) => {
                    // "The Movement for Unity and Jihad": its name goes on where "the movement" ends.
                    let article =
                        matches!(tokens.get(at).map(|t| t.key.as_str()), Some("the" | "le" | "la" | "les" | "l"));
                    let whole = if article { self.longest(tokens, &readings, at + 1) } else { None };
                    let hit = whole.filter(|w| w.tokens.end > hit.tokens.end).unwrap_or(hit);
                    at = hit.tokens.end;
                    hits.push(hit);
                }
                None => at += 1,
            }
        }
        hits
    }

    fn longest(&self, tokens: &[Token<'_>], readings: &[Vec<Reading>], start: usize) -> Option<Hit> {
        let mut best: Option<Hit> = None;
        let mut reach = start;
        let gap = self.words.get(GAP).copied();
        // Node, token, article taken off, and where a gap began.
        let mut stack = vec![(0u32, start, false, None)];
        // Depth first, the fullest reading last on the stack and so tried first.
        while let Some((node, at, definite, opened)) = stack.pop() {
            if at > reach {
                let in_capitals = || {
                    tokens.get(start..at).is_some_and(|ts| ts.iter().all(|t| !t.text.chars().any(char::is_lowercase)))
                };
                let mut senses: Vec<Sense> =
                    self.ends_of(node).filter(|e| !e.capitals || in_capitals()).map(|e| e.sense).collect();
                senses.reverse();
                if !senses.is_empty() {
                    best = Some(Hit { tokens: start..opened.unwrap_or(at), senses, definite });
                    reach = at;
                }
            }
            if let Some(&after) = gap.and_then(|g| self.steps.get(&(node, g))) {
                let open = tokens.iter().skip(at).take(7).take_while(|t| !t.is_sign(".,،;؛"));
                stack.extend((0..open.count()).map(|skip| (after, at + skip, definite, Some(at))));
            }
            let mut next = at;
            while at > start && tokens.get(next).is_some_and(|t| t.is_sign("'’ʼ-‐‑«»“”\"(")) {
                next += 1;
            }
            for &(word, stripped) in readings.get(next).into_iter().flatten().rev() {
                if let Some(&node) = self.steps.get(&(node, word)) {
                    stack.push((node, next + 1, if at == start { stripped } else { definite }, opened));
                }
            }
        }
        best
    }

    /// The readings of a token that are words of the lexicon, the fullest first.
    fn readings(&self, token: &Token<'_>) -> Vec<Reading> {
        let mut out = Vec::new();
        if token.kind == TokenKind::Sign {
            return out;
        }
        let mut push = |word: &str, definite: bool| {
            if let Some(&id) = self.words.get(word)
                && !out.iter().any(|(i, _)| *i == id)
            {
                out.push((id, definite));
            }
        };
        push(&token.key, false);
        if token.script == Script::Arabic {
            for (word, definite) in clitic_readings(&token.key) {
                push(word, definite);
            }
            // The indefinite accusative of a noun: هجوما, جنديا.
            if let Some(bare) = token.key.strip_suffix('ا').filter(|w| w.chars().count() >= 3) {
                for (word, definite) in clitic_readings(bare).into_iter().filter(|(_, definite)| !definite) {
                    push(word, definite);
                }
            }
        }
        out
    }
}

/// True for up to five letters, all of them capitals.
fn is_short_acronym(phrase: &str) -> bool {
    let mut letters = phrase.chars().filter(|c| c.is_alphabetic());
    letters.by_ref().take(5).all(char::is_uppercase) && letters.next().is_none()
}

/// The word without the Arabic article; `None` when it has none.
fn bare(word: &str) -> Option<&str> {
    word.strip_prefix("ال").filter(|rest| rest.chars().count() >= 3)
}

/// What a folded Arabic word may be without its clitics (و ف · ب ل ك س · ال), the fullest first.
pub(crate) fn clitic_readings(word: &str) -> Vec<(&str, bool)> {
    let mut out = Vec::with_capacity(6);
    let long_enough = |w: &str| w.chars().count() >= 2;
    let starts = [Some(word), word.strip_prefix('و'), word.strip_prefix('ف')];
    for start in starts.into_iter().flatten().filter(|w| long_enough(w)) {
        out.push((start, false));
        if let Some(rest) = bare(start) {
            out.push((rest, true));
        }
        if let Some(rest) = start.strip_prefix("لل").filter(|w| long_enough(w)) {
            out.push((rest, true));
        }
        for clitic in ['ب', 'ل', 'ك', 'س'] {
            if let Some(rest) = start.strip_prefix(clitic).filter(|w| w.chars().count() >= 3) {
                out.push((rest, false));
                if let Some(rest) = bare(rest) {
                    out.push((rest, true));
                }
            }
        }
    }
    out
}
