//! From an article to its mentions and relations.

use super::choose::{choose, lists, nesting};
use super::context::Context;
use super::feature::{Feature, Scale};
use super::hyphens;
use super::lexicon::{Cue, phrases_at};
use super::memo::{Memo, Words};
use super::span::{Search, Span};
use super::{Mention, Relation, aside, capital, coordinates, relate};
use crate::article::Article;
use crate::gazetteer::{Gazetteer, Kind, Walk, Walker};
use crate::text::{Lang, Token, Weights, tokenize};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

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

/// The score below which no later evidence makes a span a name.
const HOPELESS: f64 = -4.0;

thread_local! {
    /// What this thread knows of words and names.
    static MEMO: RefCell<Memo> = RefCell::default();
}

/// Finds place names with one gazetteer. Made once, used for any number of articles.
pub struct Recogniser<'g> {
    gazetteer: &'g Gazetteer,
    walker: Walker<'g>,
    root: Walk,
    scale: Scale,
    /// Its own number, by which a thread's memory belongs to it.
    number: u64,
}

/// A span with its evidence, for fitting the weights.
#[derive(Debug, Clone)]
pub struct TrainingSpan {
    /// Bytes of the bare name.
    pub range: Range<usize>,
    /// The evidence.
    pub features: Vec<(&'static str, f64)>,
}

/// A sentence as it is read.
struct Line<'t> {
    text: &'t str,
    lang: Lang,
    /// Bytes before it in the article.
    offset: usize,
    tokens: Vec<Token<'t>>,
    cues: Vec<Cue<'static>>,
    zipfs: Vec<Option<f64>>,
    spans: Vec<Span>,
}

impl Line<'_> {
    fn context(&self) -> Context<'_> {
        Context { text: self.text, tokens: &self.tokens, cues: &self.cues, lang: self.lang, zipfs: &self.zipfs }
    }
}

impl<'g> Recogniser<'g> {
    /// A recogniser over a gazetteer, with the embedded weights.
    #[must_use]
    pub fn new(gazetteer: &'g Gazetteer) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let walker = gazetteer.walker();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Recogniser { gazetteer, root: walker.start(), walker, scale: Scale::new(weights()), number }
    }

    /// Finds the place names of an article and the phrases that relate them. `others` are the byte
    /// ranges of names of organisations and persons, which may hold names of places.
    #[must_use]
    pub fn find(&self, article: &Article, others: &[Range<usize>]) -> Found {
        let mut found = Found::default();
        for (number, mut line) in self.lines(article, others, false).into_iter().enumerate() {
            let (text, offset) = (line.text, line.offset);
            let is_aside = aside::is_aside(&line.context());
            // Coordinates and descriptions are no spans that were weighed.
            let certain = |range: &Range<usize>| {
                let surface = text.get(range.clone()).unwrap_or_default();
                Mention::certain(range.start + offset..range.end + offset, surface, number, line.lang)
            };
            let of_coordinates = |(range, point)| Mention { written: Some(point), ..certain(&range) };
            let mut chosen: Vec<Mention> = coordinates::find(text).into_iter().map(of_coordinates).collect();
            let written = chosen.len();
            let spans = choose(std::mem::take(&mut line.spans));
            let ranges = hyphens::joined(&line.context(), &spans);
            for (span, range) in spans.into_iter().zip(ranges) {
                // Of a name that a hyphen makes longer what is known of its part does not hold.
                let known = span.known.filter(|_| range == span.range);
                let weighed = Mention {
                    is_dateline: is_aside || aside::is_dateline(article, number, text, &span.range),
                    score: 1.0 / (1.0 + (-span.evidence.score).exp()),
                    is_country_like: known.is_some_and(|k| k.is_country_like),
                    is_area: known.is_some_and(|k| k.is_area()),
                    asked: span.asked.to_vec(),
                    ..certain(&range)
                };
                let range = &weighed.range;
                // The spans stand in order: of them only the one before may have taken this one in.
                let mut before = chosen.iter().take(written).chain(chosen.last());
                if !before.any(|m| m.range.start < range.end && range.start < m.range.end) {
                    chosen.push(weighed);
                }
            }
            for (range, name) in capital::find(&line.context()) {
                let described = Mention {
                    asked: vec![Kind::City],
                    stands_for: Some(name.to_owned()),
                    is_dateline: is_aside,
                    ..certain(&range)
                };
                let range = &described.range;
                if !chosen.iter().any(|m| m.range.start < range.end && range.start < m.range.end) {
                    chosen.push(described);
                }
            }
            chosen.sort_by_key(|m| m.range.start);
            let first = found.mentions.len();
            found.mentions.extend(chosen);
            relate::relations(&line.context(), offset, number, &mut found, first);
        }
        found
    }

    /// All spans with their evidence, for fitting the weights to articles with known answers.
    #[must_use]
    pub fn training_spans(&self, article: &Article, others: &[Range<usize>]) -> Vec<TrainingSpan> {
        let lines = self.lines(article, others, true);
        lines
            .into_iter()
            .flat_map(|line| {
                line.spans.into_iter().map(move |s| TrainingSpan {
                    range: s.range.start + line.offset..s.range.end + line.offset,
                    features: s.evidence.pieces.into_iter().flatten().map(|(f, value)| (f.name(), value)).collect(),
                })
            })
            .collect()
    }

    /// The sentences with their spans, scored twice: what the first round is sure of is evidence in
    /// the second, in lists and where a name is repeated.
    fn lines<'t>(&self, article: &'t Article, others: &[Range<usize>], is_fit: bool) -> Vec<Line<'t>> {
        let mut lines = MEMO.with_borrow_mut(|memo| {
            memo.belong_to(self.number);
            let sentences = article.sentences.iter();
            sentences
                .map(|s| {
                    let text = article.text.get(s.range.clone()).unwrap_or_default();
                    self.line(memo, text, s.range.start, s.lang, others, is_fit)
                })
                .collect::<Vec<_>>()
        });
        let mut sure: FxHashMap<u64, f64> = FxHashMap::default();
        let mut persons: FxHashSet<u64> = FxHashSet::default();
        for span in lines.iter().flat_map(|l| &l.spans) {
            let score = span.evidence.score;
            if score > 0.0 {
                let best = sure.entry(span.hash).or_insert(0.0);
                *best = best.max(score);
            } else if span.is_of_person {
                persons.insert(span.hash);
            }
        }
        for line in &mut lines {
            for span in &mut line.spans {
                let is_sure = sure.get(&span.hash).is_some_and(|best| *best > span.evidence.score + 0.5);
                let is_person = !span.is_of_person && persons.contains(&span.hash);
                let is_country = span.known.is_some_and(|k| k.prominence >= 6.0);
                span.evidence.add(&self.scale, Feature::SeenElsewhere, f64::from(u8::from(is_sure)));
                if is_person && !is_country {
                    span.evidence.add(&self.scale, Feature::PersonElsewhere, 1.0);
                    span.evidence.add(&self.scale, Feature::PersonNoCue, f64::from(u8::from(span.is_cueless)));
                }
            }
        }
        lines
    }

    /// One sentence, with its spans after the first round.
    fn line<'t>(
        &self,
        memo: &mut Memo,
        text: &'t str,
        offset: usize,
        lang: Lang,
        others: &[Range<usize>],
        is_fit: bool,
    ) -> Line<'t> {
        let tokens = tokenize(text);
        let (numbers, cues) = self.words(&mut memo.words, &tokens, lang);
        let zipfs: Vec<Option<f64>> = numbers.iter().map(|n| memo.words.get(*n).and_then(|w| w.zipf)).collect();
        let first = others.partition_point(|r| r.end <= offset);
        let inside: Vec<Range<usize>> = others
            .iter()
            .skip(first)
            .take_while(|r| r.start < offset + text.len())
            .map(|r| r.start.saturating_sub(offset)..r.end - offset)
            .collect();
        let context = Context { text, tokens: &tokens, cues: &cues, lang, zipfs: &zipfs };
        let mut search = Search {
            context: &context,
            gazetteer: self.gazetteer,
            walker: &self.walker,
            words: &memo.words,
            numbers: &numbers,
            names: &mut memo.names,
            scale: &self.scale,
            others: &inside,
            is_fit,
        };
        let mut spans = search.spans();
        nesting(&mut spans, &self.scale);
        lists(&context, &mut spans, &self.scale);
        if !is_fit {
            spans.retain(|s| s.evidence.score > HOPELESS || s.is_of_person);
        }
        Line { text, lang, offset, tokens, cues, zipfs, spans }
    }

    /// The number of each token's word, and the phrases of the lexicon.
    fn words(&self, words: &mut Words, tokens: &[Token], lang: Lang) -> (Vec<u32>, Vec<Cue<'static>>) {
        let mut numbers = Vec::with_capacity(tokens.len());
        let mut cues = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let number = if token.is_word() { words.number(token, lang, &self.walker, &self.root) } else { u32::MAX };
            numbers.push(number);
            if let Some(word) = words.get(number).filter(|w| !w.cues.is_empty()) {
                phrases_at(tokens, at, &word.cues, &mut cues);
            }
        }
        (numbers, cues)
    }
}
