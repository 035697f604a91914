//! Names that a hyphen goes on with: what stands before it is no place of its own.

use super::context::Context;
use super::lexicon::Category;
use super::span::{Span, is_capital};
use std::ops::Range;

/// The bytes of each chosen span with what hyphens tie to it: "Lougou-Mossi" is one name, also where only Lougou is known.
///
/// Two places with a hyphen between ("the Gao-Ansongo axis") stay two, and words of the lexicon stay outside ("Gao-Nord").
pub(super) fn joined(context: &Context, spans: &[Span]) -> Vec<Range<usize>> {
    let is_taken = |at: usize| spans.iter().any(|s| s.tokens.contains(&at));
    let ends = |at: usize| context.tokens.get(at).map(|t| t.range.clone());
    let ties = |hyphen: usize, word: usize| {
        let (Some(sign), Some(next)) = (context.tokens.get(hyphen), context.tokens.get(word)) else { return false };
        let (left, right) = if word > hyphen { (sign, next) } else { (next, sign) };
        sign.is_sign("-‑")
            && left.range.end == right.range.start
            && is_capital(next)
            && !is_taken(word)
            && context.is(word, |_| true) == context.is(word, is_of_name)
    };
    let touches = |hyphen: usize, word: usize| match (ends(hyphen), ends(word)) {
        (Some(hyphen), Some(word)) => hyphen.start == word.end || hyphen.end == word.start,
        _ => false,
    };
    let whole = |span: &Span| {
        let mut tokens = span.tokens.clone();
        while tokens.end > 0 && touches(tokens.end, tokens.end - 1) && ties(tokens.end, tokens.end + 1) {
            tokens.end += 2;
        }
        while tokens.start >= 2 && touches(tokens.start - 1, tokens.start) && ties(tokens.start - 1, tokens.start - 2) {
            tokens.start -= 2;
        }
        let start = if tokens.start == span.tokens.start {
            Some(span.range.start)
        } else {
            ends(tokens.start).map(|r| r.start)
        };
        let end =
            if tokens.end == span.tokens.end { Some(span.range.end) } else { ends(tokens.end - 1).map(|r| r.end) };
        start.zip(end).map_or_else(|| span.range.clone(), |(start, end)| start..end)
    };
    spans.iter().map(whole).collect()
}

/// Words of the lexicon that may be part of a name.
fn is_of_name(category: &Category) -> bool {
    matches!(category, Category::First | Category::Last | Category::People)
}
