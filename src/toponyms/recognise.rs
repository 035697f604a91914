//! From an article to its mentions and relations.

use super::span::{Context, Span, prominence, spans};
use super::{Mention, Relation, coordinates, relate};
use crate::article::Article;
use crate::gazetteer::{Gazetteer, Kind, Walker};
use crate::text::{Weights, tokenize};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// What was found in an article.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The mentions, in the order of the text; they do not overlap.
    pub mentions: Vec<Mention>,
    /// The relations between them, in the order of the text.
    pub relations: Vec<Relation>,
}

impl Found {
    /// Keeps the mentions that are marked so, and the relations that these still make: a relation
    /// whose place or last anchor has gone goes with it.
    pub(crate) fn keep(&mut self, kept: &[bool]) {
        let is_kept = |mention: usize| kept.get(mention).copied().unwrap_or(true);
        if (0..self.mentions.len()).all(is_kept) {
            return;
        }
        let moved: Vec<Option<usize>> = (0..self.mentions.len())
            .scan(0, |next, mention| {
                let own = is_kept(mention).then_some(*next);
                *next += usize::from(own.is_some());
                Some(own)
            })
            .collect();
        let mut keep = (0..self.mentions.len()).map(is_kept);
        self.mentions.retain(|_| keep.next().unwrap_or(true));
        let moved = |mention: usize| moved.get(mention).copied().flatten();
        self.relations.retain_mut(|relation| {
            let had_anchors = !relation.anchors.is_empty();
            relation.anchors = relation.anchors.iter().filter_map(|a| moved(*a)).collect();
            let placed = relation.of.map(moved);
            relation.of = placed.flatten();
            placed != Some(None) && !(had_anchors && relation.anchors.is_empty())
        });
    }
}

/// The weights of the recogniser's evidence; `gazetteer/models/README.md` says how they are fitted.
#[must_use]
pub fn weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    WEIGHTS.get_or_init(|| Weights::parse(include_str!("../../gazetteer/models/recogniser.tsv")))
}

/// Finds place names with one gazetteer. Made once, used for any number of articles.
pub struct Recogniser<'g> {
    gazetteer: &'g Gazetteer,
    walker: Walker<'g>,
    weights: &'g Weights,
}

/// A span with its evidence, for fitting the weights.
#[derive(Debug, Clone)]
pub struct TrainingSpan {
    /// Bytes of the bare name.
    pub range: Range<usize>,
    /// The evidence.
    pub features: Vec<(&'static str, f64)>,
}

impl<'g> Recogniser<'g> {
    /// A recogniser over a gazetteer, with the embedded weights.
    #[must_use]
    pub fn new(gazetteer: &'g Gazetteer) -> Self {
        Recogniser { gazetteer, walker: gazetteer.walker(), weights: weights() }
    }

    /// Finds the place names of an article and the phrases that relate them. `others` are the byte
    /// ranges of names of organisations and persons, which may hold names of places.
    #[must_use]
    pub fn find(&self, article: &Article, others: &[Range<usize>]) -> Found {
        let mut found = Found::default();
        let sentences = self.scored(article, others);
        for (number, (sentence, spans)) in article.sentences.iter().zip(sentences).enumerate() {
            let Some(text) = article.text.get(sentence.range.clone()) else { continue };
            let tokens = tokenize(text);
            let context = Context::new(text, &tokens, sentence.lang, &[]);
            let offset = sentence.range.start;
            let mut chosen: Vec<Mention> = coordinates::find(text)
                .into_iter()
                .map(|(range, point)| Mention {
                    surface: text.get(range.clone()).unwrap_or_default().to_owned(),
                    range: range.start + offset..range.end + offset,
                    sentence: number,
                    lang: sentence.lang,
                    asked: Vec::new(),
                    score: 1.0,
                    is_country_like: false,
                    written: Some(point),
                    is_dateline: false,
                })
                .collect();
            for span in choose(spans) {
                let range = span.range.start + offset..span.range.end + offset;
                if chosen.iter().any(|m| m.range.start < range.end && range.start < m.range.end) {
                    continue;
                }
                chosen.push(Mention {
                    surface: text.get(span.range.clone()).unwrap_or_default().to_owned(),
                    is_dateline: is_dateline(article, number, text, &span.range),
                    range,
                    sentence: number,
                    lang: sentence.lang,
                    score: 1.0 / (1.0 + (-span.score).exp()),
                    is_country_like: self.is_country_like(&span),
                    asked: span.asked,
                    written: None,
                });
            }
            chosen.sort_by_key(|m| m.range.start);
            let first = found.mentions.len();
            found.mentions.extend(chosen);
            relate::relations(&context, offset, number, &mut found, first);
        }
        found
    }

    fn is_country_like(&self, span: &Span) -> bool {
        let views = span.matches.iter().filter_map(|m| self.gazetteer.view(m.place));
        views
            .max_by(|a, b| prominence(a).total_cmp(&prominence(b)))
            .is_some_and(|v| matches!(v.kind(), Kind::Country | Kind::Region))
    }

    /// All spans with their evidence, for fitting the weights to articles with known answers.
    #[must_use]
    pub fn training_spans(&self, article: &Article, others: &[Range<usize>]) -> Vec<TrainingSpan> {
        let sentences = self.scored(article, others);
        let offsets = article.sentences.iter().map(|s| s.range.start);
        offsets
            .zip(sentences)
            .flat_map(|(offset, spans)| {
                spans.into_iter().map(move |s| TrainingSpan {
                    range: s.range.start + offset..s.range.end + offset,
                    features: s.features,
                })
            })
            .collect()
    }

    /// The spans of each sentence, scored twice: what the first round is sure of is evidence in the
    /// second, in lists and where a name is repeated.
    fn scored(&self, article: &Article, others: &[Range<usize>]) -> Vec<Vec<Span<'g>>> {
        let mut sentences: Vec<Vec<Span<'g>>> = Vec::with_capacity(article.sentences.len());
        let mut sure: HashMap<String, f64> = HashMap::new();
        for sentence in &article.sentences {
            let text = article.text.get(sentence.range.clone()).unwrap_or_default();
            let offset = sentence.range.start;
            let inside: Vec<Range<usize>> = others
                .iter()
                .filter(|r| r.start < sentence.range.end && r.end > offset)
                .map(|r| r.start.saturating_sub(offset)..r.end.saturating_sub(offset))
                .collect();
            let tokens = tokenize(text);
            let context = Context::new(text, &tokens, sentence.lang, &inside);
            let mut spans = spans(&context, self.gazetteer, &self.walker);
            nesting(&mut spans);
            for span in &mut spans {
                span.score = self.weights.score(&span.features);
                if span.score > 0.0 {
                    let key = crate::text::key(text.get(span.range.clone()).unwrap_or_default());
                    let best = sure.entry(key).or_insert(0.0);
                    *best = best.max(span.score);
                }
            }
            list_evidence(&context, &mut spans);
            sentences.push(spans);
        }
        for (sentence, spans) in article.sentences.iter().zip(&mut sentences) {
            let text = article.text.get(sentence.range.clone()).unwrap_or_default();
            for span in spans {
                let key = crate::text::key(text.get(span.range.clone()).unwrap_or_default());
                if sure.get(&key).is_some_and(|best| *best > span.score + 0.5) {
                    span.features.push(("seen_elsewhere", 1.0));
                }
                span.score = self.weights.score(&span.features);
            }
        }
        sentences
    }
}

/// A known name inside a longer known one is rather a part of it.
fn nesting(spans: &mut [Span]) {
    let known: Vec<Range<usize>> = spans.iter().filter(|s| !s.matches.is_empty()).map(|s| s.range.clone()).collect();
    // What a class noun announces up to the next sign is one name: its later words are no names of their own.
    let announced: Vec<Range<usize>> = spans
        .iter()
        .filter(|s| s.features.contains(&("slot_class", 1.0)) && s.features.contains(&("whole_chunk", 1.0)))
        .map(|s| s.range.clone())
        .collect();
    for span in spans {
        if announced.iter().any(|k| k.start < span.range.start && span.range.end <= k.end) {
            span.features.push(("inside_chunk", 1.0));
        }
        let is_inside =
            known.iter().any(|k| k.start <= span.range.start && span.range.end <= k.end && *k != span.range);
        if is_inside {
            span.features.push(("inside_longer", 1.0));
        }
    }
}

/// A span next to a likely one, with only a comma or "and" between, is in a list with it.
fn list_evidence(context: &Context, spans: &mut [Span]) {
    let ends: HashMap<usize, f64> = spans.iter().map(|s| (s.tokens.end, s.score)).collect();
    let starts: HashMap<usize, f64> = spans.iter().map(|s| (s.tokens.start, s.score)).collect();
    let is_joint = |at: usize| {
        context
            .tokens
            .get(at)
            .is_some_and(|t| t.is_sign(",،;/") || matches!(t.key.as_str(), "et" | "and" | "و" | "ou" | "or"))
    };
    for span in spans {
        let start = span.tokens.start;
        let mut before = None;
        if span.clitics.conjunction {
            before = ends.get(&start);
        } else if start >= 1 && is_joint(start - 1) {
            before = ends.get(&(start - 1));
            // ", and"
            if before.is_none() && start >= 2 && is_joint(start - 2) {
                before = ends.get(&(start - 2));
            }
        }
        let end = span.tokens.end;
        let after = if is_joint(end) {
            starts.get(&(end + 1))
        } else {
            starts.get(&end).filter(|_| follows_with_waw(context, end))
        };
        if before.is_some_and(|s| *s > 0.5) {
            span.features.push(("in_list", 1.0));
        } else if after.is_some_and(|s| *s > 1.5) {
            span.features.push(("in_list", 0.5));
        }
    }
}

fn follows_with_waw(context: &Context, at: usize) -> bool {
    context.tokens.get(at).is_some_and(|t| t.key.starts_with('و'))
}

/// The set of spans without overlap that has the highest sum of log-odds above zero.
fn choose(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|s| s.score > 0.0);
    spans.sort_by_key(|s| (s.range.end, s.range.start));
    let mut best = vec![0.0f64; spans.len() + 1];
    let mut from = vec![0usize; spans.len()];
    for (i, span) in spans.iter().enumerate() {
        let fits = spans.partition_point(|s| s.range.end <= span.range.start).min(i);
        let with = best.get(fits).copied().unwrap_or(0.0) + span.score;
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

/// True for a name at the head of the article that only says where the report was written:
/// "BAMAKO, 12 May (AFP) –", "باماكو –".
fn is_dateline(article: &Article, sentence: usize, text: &str, range: &Range<usize>) -> bool {
    let is_head = article.sentences.iter().take(sentence).all(|s| {
        // Only a title line may stand before it.
        article.text.get(s.range.clone()).is_some_and(|t| t.ends_with('\n'))
    });
    let before = text.get(..range.start).unwrap_or_default();
    if !is_head || sentence > 2 || before.split_whitespace().count() > 4 || before.contains('.') {
        return false;
    }
    let after = text.get(range.end..).unwrap_or_default();
    let head: String = after.chars().take(60).collect();
    let Some(dash) = head.find(['–', '—', ':']).or_else(|| head.find(" - ")).or_else(|| head.find("- ")) else {
        return false;
    };
    let between = head.get(..dash).unwrap_or_default();
    // Between the name and the dash stand only a country, a date or an agency.
    let words = between.split_whitespace().count();
    let is_marked = between.contains('(')
        || between.chars().any(|c| c.is_numeric())
        || between.trim().is_empty()
        || between.contains([',', '،', '/']);
    words <= 8 && is_marked
}
