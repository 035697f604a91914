//! Names that a hyphen goes on with: what stands before it is no place of its own.

use super::context::Context;
use super::lexicon::Category;
use super::span::{Span, is_capital};
use std::ops::Range;

/// The bytes of each chosen span with what hyphens tie to it: "Lougou-Mossi" is one name, also where only Lougou is known.
///
/// Two places with a hyphen between ("the Gao-Ansongo axis") stay two, and words of the lexicon stay outside ("Gao-Nord").
pub(super) fn joined(context: &Context, spans: &[Span]) -> Vec<Range<usize>> {
    let range = |at: usize| context.tokens.get(at).map(|t| t.range.clone());
    // A word, a hyphen and another word, without a space.
    let are_tied = |left: usize| {
        let hyphen = context.tokens.get(left + 1).filter(|t| t.is_sign("-‑"));
        hyphen
            .zip(range(left).zip(range(left + 2)))
            .is_some_and(|(hyphen, (left, right))| left.end == hyphen.range.start && hyphen.range.end == right.start)
    };
    let is_free = |word: usize| {
        context.tokens.get(word).is_some_and(is_capital)
            && !spans.iter().any(|s| s.tokens.contains(&word))
            && context.is(word, |_| true) == context.is(word, is_of_name)
    };
    let whole = |span: &Span| {
        let (first, last) = (span.tokens.start, span.tokens.end.saturating_sub(1));
        let (mut start, mut end) = (first, last);
        while are_tied(end) && is_free(end + 2) {
            end += 2;
        }
        while start >= 2 && are_tied(start - 2) && is_free(start - 2) {
            start -= 2;
        }
        // The span's own ends leave out clitics.
        let from = range(start).filter(|_| start < first).map_or(span.range.start, |r| r.start);
        let to = range(end).filter(|_| end > last).map_or(span.range.end, |r| r.end);
        from..to
    };
    spans.iter().map(whole).collect()
}

/// Words of the lexicon that may be part of a name.
fn is_of_name(category: &Category) -> bool {
    matches!(category, Category::First | Category::Last | Category::People)
}
