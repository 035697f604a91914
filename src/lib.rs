//! **makan** (مكان, "place") reads news reports in Arabic, French and English, finds the places and
//! the events they report, decides which place on Earth each name means, and writes map layers.

pub mod article;
pub mod cli;
pub mod evaluation;
pub mod events;
pub mod gazetteer;
pub mod layers;
pub mod lexicon;
pub mod names;
pub mod resolution;
pub mod space;
pub mod text;
pub mod toponyms;

use article::Article;
use std::ops::Range;

/// The byte ranges of names of organisations, media and persons in an article, which may hold names
/// of places.
#[must_use]
pub fn organisations(article: &Article) -> Vec<Range<usize>> {
    let lexicon = lexicon::Lexicon::embedded();
    let mut out = Vec::new();
    for sentence in &article.sentences {
        let text = article.text.get(sentence.range.clone()).unwrap_or_default();
        let offset = sentence.range.start;
        out.extend(
            lexicon.actor_spans(text, sentence.lang).into_iter().map(|a| a.range.start + offset..a.range.end + offset),
        );
    }
    out
}
