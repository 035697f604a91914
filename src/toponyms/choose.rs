//! What the spans of a sentence say about each other, and the best set of them.

use super::context::Context;
use super::feature::{Feature, Scale};
use super::span::Span;

/// Below this score what later evidence adds hardly makes a span a name.
const UNLIKELY: f64 = -1.0;

/// A known name inside a longer known one is rather a part of it, and what a class noun announces up
/// to the next sign is one name: its later words are no names of their own.
pub(super) fn nesting(spans: &mut [Span], scale: &Scale) {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|i| spans.get(*i).map(|s| (s.range.start, std::cmp::Reverse(s.range.end))));
    // The farthest end of a known name that begins here or before, with that name's start; and of an
    // announced one that begins before, and here.
    let (mut known_end, mut known_start) = (0, 0);
    let (mut announced_end, mut announced_here, mut here) = (0, 0, usize::MAX);
    for i in order {
        let Some(span) = spans.get_mut(i) else { continue };
        let (start, end) = (span.range.start, span.range.end);
        if start != here {
            announced_end = announced_end.max(announced_here);
            here = start;
        }
        if announced_end >= end {
            span.evidence.add(scale, Feature::InsideChunk, 1.0);
        }
        if known_end > end || known_end == end && known_start < start {
            span.evidence.add(scale, Feature::InsideLonger, 1.0);
        }
        // A longer name that will not be taken ("south Tripoli district") takes nothing in.
        if span.known.is_some() && !span.starts_with_cue && span.evidence.score > UNLIKELY {
            if end > known_end {
                (known_end, known_start) = (end, start);
            }
        } else if span.known.is_none()
            && span.is_whole_chunk
            && span.slot.is_some_and(|s| s.reason == Feature::SlotClass)
        {
            announced_here = announced_here.max(end);
        }
    }
}

/// A span next to a likely one, with only a comma or "and" between, is in a list with it.
pub(super) fn lists(context: &Context, spans: &mut [Span], scale: &Scale) {
    if spans.len() < 2 {
        return;
    }
    let count = context.tokens.len() + 1;
    let (mut ends, mut starts) = (vec![f64::NEG_INFINITY; count], vec![f64::NEG_INFINITY; count]);
    for span in spans.iter() {
        for (table, at) in [(&mut ends, span.tokens.end), (&mut starts, span.tokens.start)] {
            if let Some(best) = table.get_mut(at) {
                *best = best.max(span.evidence.score);
            }
        }
    }
    let is_joint = |at: usize| {
        context
            .tokens
            .get(at)
            .is_some_and(|t| t.is_sign(",،;/") || matches!(t.key.as_str(), "et" | "and" | "و" | "ou" | "or"))
    };
    let follows_with_waw = |at: usize| context.tokens.get(at).is_some_and(|t| t.key.starts_with('و'));
    let best = |table: &[f64], at: usize| table.get(at).copied().unwrap_or(f64::NEG_INFINITY);
    for span in spans {
        let start = span.tokens.start;
        let mut before = f64::NEG_INFINITY;
        if span.clitics.conjunction {
            before = best(&ends, start);
        } else if start >= 1 && is_joint(start - 1) {
            before = best(&ends, start - 1);
            // ", and"
            if before == f64::NEG_INFINITY && start >= 2 && is_joint(start - 2) {
                before = best(&ends, start - 2);
            }
        }
        let end = span.tokens.end;
        let after = if is_joint(end) {
            best(&starts, end + 1)
        } else if follows_with_waw(end) {
            best(&starts, end)
        } else {
            f64::NEG_INFINITY
        };
        if before > 0.5 {
            span.evidence.add(scale, Feature::InList, 1.0);
        } else if after > 1.5 {
            span.evidence.add(scale, Feature::InList, 0.5);
        }
    }
}

/// What a class noun announces (قرية رافان ساركي) is a name of one word or of several: the readings exclude each other, so
/// that a name is likely where they come to more than half together, and then the whole of it.
fn pool(spans: &mut [Span]) {
    let chance = |s: &Span| 1.0 / (1.0 + (-s.evidence.score).exp());
    let is_announced = |s: &Span| s.known.is_none() && s.slot.is_some_and(|s| s.reason == Feature::SlotClass);
    spans.sort_by_key(|s| s.range.start);
    for rivals in spans.chunk_by_mut(|a, b| a.range.start == b.range.start) {
        let total = rivals.iter().map(chance).sum::<f64>().min(MOST_POOLED);
        if total > 0.5
            && rivals.iter().all(|s| is_announced(s) && s.evidence.score <= 0.0)
            && let Some(whole) = rivals.iter_mut().find(|s| s.is_whole_chunk)
        {
            whole.evidence.score = (total / (1.0 - total)).ln();
        }
    }
}

/// Readings that each are unlikely are together no surer than this.
const MOST_POOLED: f64 = 0.8;

/// The set of spans without overlap that has the highest sum of log-odds above zero.
pub(super) fn choose(mut spans: Vec<Span>) -> Vec<Span> {
    pool(&mut spans);
    spans.retain(|s| s.evidence.score > 0.0);
    spans.sort_by_key(|s| (s.range.end, s.range.start));
    let mut best = vec![0.0f64; spans.len() + 1];
    let mut from = vec![0usize; spans.len()];
    for (i, span) in spans.iter().enumerate() {
        let fits = spans.partition_point(|s| s.range.end <= span.range.start).min(i);
        let with = best.get(fits).copied().unwrap_or(0.0) + span.evidence.score;
        let without = best.get(i).copied().unwrap_or(0.0);
        if let Some(slot) = from.get_mut(i) {
            *slot = if with > without { fits } else { usize::MAX };
        }
        if let Some(slot) = best.get_mut(i + 1) {
            *slot = with.max(without);
        }
    }
    let mut keep = vec![false; spans.len()];
    let mut i = spans.len();
    while let Some(last) = i.checked_sub(1) {
        match from.get(last) {
            Some(&fits) if fits != usize::MAX => {
                if let Some(slot) = keep.get_mut(last) {
                    *slot = true;
                }
                i = fits;
            }
            _ => i = last,
        }
    }
    let mut flags = keep.into_iter();
    spans.retain(|_| flags.next().unwrap_or(false));
    spans
}
