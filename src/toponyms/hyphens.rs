//! Names that go on, by a hyphen, an apostrophe or a word that only a name can be: their beginning is no place of its own.

use super::context::Context;
use super::feature::Feature;
use super::lexicon::Category;
use super::span::{Span, is_capital};
use crate::names::opens_name;
use crate::text::Script;
use std::ops::Range;

/// The bytes of each chosen span with what hyphens tie to it: "Lougou-Mossi" is one name, also where only Lougou is known.
///
/// Two places with a hyphen between ("the Gao-Ansongo axis") stay two, but for what only opens names ("Tin-Hamma"), and words of
/// the lexicon stay outside ("Gao-Nord"). The range of a span that another took in overlaps with that one's.
pub(super) fn joined(context: &Context, spans: &[Span]) -> Vec<Range<usize>> {
    let range = |at: usize| context.tokens.get(at).map(|t| t.range.clone());
    // A word, a hyphen and another word, without a space; an apostrophe after more than the article or preposition of French.
    let is_arabic = |at: usize| context.tokens.get(at).is_some_and(|t| t.is_word() && t.script == Script::Arabic);
    let are_tied = |left: usize| {
        let long = context.tokens.get(left).is_some_and(|t| t.text.chars().count() > LONGEST_ELISION);
        let hyphen = context.tokens.get(left + 1).filter(|t| t.is_sign("-‑") || long && t.is_sign("'’"));
        hyphen.zip(range(left).zip(range(left + 2))).is_some_and(|(hyphen, (left_end, right))| {
            // Arabic leaves a space after the hyphen as often as not.
            let gap = usize::from(is_arabic(left));
            left_end.end == hyphen.range.start && right.start - hyphen.range.end <= gap
        })
    };
    // The spans stand in order and apart.
    let holder = |word: usize| {
        let next = spans.partition_point(|s| s.tokens.end <= word);
        spans.get(next).filter(|s| s.tokens.contains(&word))
    };
    let is_free = |word: usize| {
        (context.tokens.get(word).is_some_and(is_capital) || is_arabic(word) && context.zipf(word).is_none())
            && holder(word).is_none()
            && context.is(word, |_| true) == context.is(word, is_of_name)
    };
    // "Bella Beri", where only a Bella is known: a capital on a word of no list.
    let is_strange = |word: usize| {
        context.tokens.get(word).is_some_and(|t| is_capital(t) && t.script == Script::Latin && t.text.len() > 2)
            && !context.is(word, |_| true)
            && holder(word).is_none()
            && context.zipf(word).is_none()
    };
    let whole = |span: &Span| {
        let (first, last) = (span.tokens.start, span.tokens.end.saturating_sub(1));
        let (mut start, mut end) = (first, last);
        let by_apostrophe = context.tokens.get(end + 1).is_some_and(|t| t.is_sign("'’"));
        if are_tied(end)
            && (by_apostrophe || context.text.get(span.range.clone()).is_some_and(opens_name))
            && let Some(next) = holder(end + 2).filter(|s| s.tokens.start == end + 2)
        {
            end = next.tokens.end.saturating_sub(1);
        }
        // "Goma-Coura village", where a Goma is known and no Coura: what no gazetteer has is no second place, but for a
        // stop of a road.
        let is_stop = |s: &Span| s.slot.is_some_and(|slot| slot.reason == Feature::SlotRoad);
        if are_tied(end)
            && let Some(next) = holder(end + 2).filter(|s| s.tokens.start == end + 2)
            && next.known.is_none()
            && !is_stop(next)
            && !is_stop(span)
        {
            end = next.tokens.end.saturating_sub(1);
        }
        while are_tied(end) && is_free(end + 2) {
            end += 2;
        }
        // "Kangara Peulh (Karimama)": the people of a quarter or hamlet ends its name.
        let is_of_people = |word: usize| {
            context.tokens.get(word).is_some_and(|t| is_capital(t) && t.script == Script::Latin)
                && holder(word).is_none()
                && context.is(word, |c| *c == Category::People)
                && context.tokens.get(word + 1).is_some_and(|t| t.is_sign("("))
        };
        if known_by_few(span) && context.are_adjacent(end) && is_of_people(end + 1) {
            end += 1;
        }
        if known_by_few(span) {
            while context.are_adjacent(end) && is_strange(end + 1) {
                end += 1;
            }
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

/// Letters that French leaves before an apostrophe, at most: l', d', qu'.
const LONGEST_ELISION: usize = 2;

/// What is at least so prominent is meant by its bare name: cities and first-level divisions.
const WELL_KNOWN: f64 = 3.5;

/// No city, region or country bears the name.
fn known_by_few(span: &Span) -> bool {
    span.known.is_none_or(|known| known.prominence < WELL_KNOWN)
}

/// Words of the lexicon that may be part of a name.
fn is_of_name(category: &Category) -> bool {
    matches!(category, Category::First | Category::Last | Category::People)
}
