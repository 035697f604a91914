//! One sentence, with what the lexicon says of its words.

use super::lexicon::{Category, Cue};
use crate::text::{Lang, Token, TokenKind};

/// Signs that open or close a quotation.
pub(super) const QUOTES: &str = "«»\"“”„‘";

/// One sentence, with what the lexicon says of its words.
pub(super) struct Context<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token<'a>],
    /// In the order of their first tokens.
    pub cues: &'a [Cue<'static>],
    pub lang: Lang,
    /// For each token, how frequent its word is (see [`crate::text::zipf`]); `None` when it is in no list.
    pub zipfs: &'a [Option<f64>],
}

impl Context<'_> {
    /// How frequent the word at a token is; `None` when it is in no list.
    pub fn zipf(&self, at: usize) -> Option<f64> {
        self.zipfs.get(at).copied().flatten()
    }

    /// The cues whose first token is `at`.
    pub fn cues_at(&self, at: usize) -> impl Iterator<Item = &Cue<'static>> {
        let from = self.cues.partition_point(|c| c.tokens.start < at);
        self.cues.iter().skip(from).take_while(move |c| c.tokens.start == at)
    }

    /// The cues that end just before token `at`.
    pub fn cues_before(&self, at: usize) -> impl Iterator<Item = &Cue<'static>> {
        let from = self.cues.partition_point(|c| c.tokens.start + 6 < at);
        self.cues.iter().skip(from).take_while(move |c| c.tokens.start < at).filter(move |c| c.tokens.end == at)
    }

    pub fn is(&self, at: usize, test: impl Fn(&Category) -> bool) -> bool {
        self.cues_at(at).any(|c| test(c.category))
    }

    /// The token before `at` over which quotation marks, and French and English link words and
    /// articles, are skipped.
    pub fn skip_links(&self, at: usize) -> usize {
        let mut at = at;
        while let Some(before) = at.checked_sub(1)
            && let Some(token) = self.tokens.get(before)
            && (is_link(&token.key) || token.is_sign("'’") || token.is_sign(QUOTES))
        {
            at = before;
        }
        at
    }

    /// The next word of the same name: over white space, hyphens and apostrophes.
    pub fn next_word(&self, at: usize) -> Option<usize> {
        let mut next = at + 1;
        let mut over_apostrophe = false;
        let sign = self.tokens.get(next)?;
        if sign.is_sign("-'’‑ʼ") {
            over_apostrophe = sign.is_sign("'’");
            next += 1;
        }
        let (before, word) = (self.tokens.get(at)?, self.tokens.get(next)?);
        let gap = self.text.get(before.range.end..word.range.start)?;
        let is_joined = !gap.contains(['\n', '\t']) && gap.len() <= 4;
        // Mali's: the possessive is no word of a name.
        let is_possessive = over_apostrophe && self.lang == Lang::En && word.key.as_str() == "s";
        (matches!(word.kind, TokenKind::Word | TokenKind::Number) && is_joined && !is_possessive).then_some(next)
    }

    /// True where a clause or a quotation begins, so that a capital says nothing.
    pub fn is_first_of_clause(&self, at: usize) -> bool {
        match at.checked_sub(1).and_then(|b| self.tokens.get(b)) {
            None => true,
            Some(before) => before.is_sign("«\"“”:.!?•–—‘"),
        }
    }

    /// True when two words stand side by side with nothing but space between them.
    pub fn are_adjacent(&self, left: usize) -> bool {
        match (self.tokens.get(left), self.tokens.get(left + 1)) {
            (Some(a), Some(b)) => {
                self.text.get(a.range.end..b.range.start).is_some_and(|gap| !gap.is_empty() && gap.trim().is_empty())
            }
            _ => false,
        }
    }
}

pub(super) fn is_link(key: &str) -> bool {
    matches!(key, "de" | "du" | "des" | "d" | "l" | "la" | "le" | "les" | "of" | "the")
}

/// A class noun in the plural or dual, by its ending or as a broken plural.
pub(super) fn is_plural(key: &str) -> bool {
    let bare = key.trim_start_matches(['و', 'ف', 'ب', 'ل']);
    key.ends_with('s')
        || key.ends_with("ies")
        || ["ات", "تي", "تين", "تا", "تان"].iter().any(|e| bare.ends_with(e))
        || ["قري", "مدن", "دوائر", "مناطق", "اقاليم", "احياء", "نجوع", "اوديه", "ابار"]
            .iter()
            .any(|w| bare == *w || bare.strip_prefix("ال") == Some(w))
}
