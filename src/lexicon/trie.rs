use super::senses::Sense;
use crate::text::{Lang, Script, Token, TokenKind, tokenize};
use std::collections::HashMap;
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

/// Phrases as paths of words.
#[derive(Debug, Default)]
pub(super) struct Trie {
    words: HashMap<Box<str>, u32>,
    steps: HashMap<(u32, u32), u32>,
    ends: Vec<Vec<End>>,
}

#[derive(Debug, Clone, PartialEq)]
struct End {
    sense: Sense,
    lang: Option<Lang>,
    /// The text must write it in capitals (an acronym that is a word otherwise).
    capitals: bool,
}

/// In a phrase: up to six words of the text stand here, and are no part of the match.
const GAP: &str = "…";

/// One way to read a token: the word, and whether the Arabic article was taken off.
type Reading = (u32, bool);

impl Trie {
    /// Adds one phrase, already inflected. `lang` limits it to texts in that language.
    pub(super) fn add(&mut self, phrase: &str, lang: Option<Lang>, sense: Sense) {
        let mut node = 0;
        if self.ends.is_empty() {
            self.ends.push(Vec::new());
        }
        let verbatim = phrase.strip_prefix('=');
        let mut any = false;
        for token in tokenize(verbatim.unwrap_or(phrase)) {
            let is_gap = token.text == GAP;
            if token.kind == TokenKind::Sign && !is_gap {
                continue;
            }
            let mut word = if is_gap { GAP } else { token.key.as_str() };
            if verbatim.is_none() {
                word = bare(word).unwrap_or(word);
            }
            let next_word = self.words.len() as u32;
            let word = *self.words.entry(word.into()).or_insert(next_word);
            let next_node = self.ends.len() as u32;
            node = *self.steps.entry((node, word)).or_insert(next_node);
            if node == next_node {
                self.ends.push(Vec::new());
            }
            any = true;
        }
        let letters = phrase.chars().filter(|c| c.is_alphabetic());
        let end =
            End { sense, lang, capitals: letters.clone().count() <= 5 && letters.clone().all(char::is_uppercase) };
        if let Some(ends) = self.ends.get_mut(node as usize).filter(|ends| any && !ends.contains(&end)) {
            ends.push(end);
        }
    }

    pub(super) fn hits(&self, tokens: &[Token<'_>], lang: Lang) -> Vec<Hit> {
        let readings: Vec<Vec<Reading>> = tokens.iter().map(|t| self.readings(t)).collect();
        let mut hits = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match self.longest(tokens, &readings, lang, at) {
                Some(hit) => {
                    at = hit.tokens.end;
                    hits.push(hit);
                }
                None => at += 1,
            }
        }
        hits
    }

    fn longest(&self, tokens: &[Token<'_>], readings: &[Vec<Reading>], lang: Lang, start: usize) -> Option<Hit> {
        let mut best: Option<Hit> = None;
        let mut reach = start;
        let gap = self.words.get(GAP).copied();
        // Node, token, article taken off, and where a gap began.
        let mut stack = vec![(0u32, start, false, None)];
        // Depth first, the fullest reading last on the stack and so tried first.
        while let Some((node, at, definite, opened)) = stack.pop() {
            if at > reach
                && let Some(ends) = self.ends.get(node as usize)
            {
                let in_capitals = || {
                    tokens.get(start..at).is_some_and(|ts| ts.iter().all(|t| !t.text.chars().any(char::is_lowercase)))
                };
                let senses: Vec<Sense> = ends
                    .iter()
                    .filter(|e| e.lang.is_none_or(|l| l == lang) && (!e.capitals || in_capitals()))
                    .map(|e| e.sense)
                    .collect();
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
            while at > start && tokens.get(next).is_some_and(|t| t.is_sign("'’ʼ-‐‑«»“”\"")) {
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
        }
        out
    }
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
