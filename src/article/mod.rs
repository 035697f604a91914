//! What comes in: files and records become [`Article`]s.

mod decode;
mod html;
mod read;
mod stream;

pub use read::{Item, Rejection, read};
pub(crate) use stream::TextStream;

use crate::text::{Lang, sentences};
use jiff::civil::Date;
use std::ops::Range;

/// One report, its text as given.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Stable within one run: the record's own id, or its file name (and line).
    pub id: String,
    /// The text as given. Every offset points into it.
    pub text: String,
    /// The headline, where the record has one apart from the text.
    pub title: Option<String>,
    /// The day of publication; relative dates count from it.
    pub published: Option<Date>,
    /// Where the report was published.
    pub url: Option<String>,
    /// The language of most of the text.
    pub lang: Lang,
    /// The sentences, which cover the text without gaps.
    pub sentences: Vec<Sentence>,
}

/// One sentence of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes into the article's text.
    pub range: Range<usize>,
    /// The language it is in, which may differ from the article's.
    pub lang: Lang,
}

impl Article {
    /// Makes an article from a text: tells its language (unless `lang` says it) and cuts it into
    /// sentences.
    #[must_use]
    pub fn new(id: impl Into<String>, text: impl Into<String>, lang: Option<Lang>) -> Article {
        let text = text.into();
        let lang = lang.unwrap_or_else(|| Lang::detect(&text, Lang::En));
        let sentences = sentences(&text, lang).into_iter().map(|(range, lang)| Sentence { range, lang }).collect();
        Article { id: id.into(), text, title: None, published: None, url: None, lang, sentences }
    }

    /// The text of sentence `i`, without the white space around it; empty when there is none.
    #[must_use]
    pub fn sentence_text(&self, i: usize) -> &str {
        self.sentences.get(i).and_then(|s| self.text.get(s.range.clone())).unwrap_or_default().trim()
    }

    /// The sentence that holds byte `offset`.
    #[must_use]
    pub fn sentence_at(&self, offset: usize) -> usize {
        self.sentences.partition_point(|s| s.range.end <= offset).min(self.sentences.len().saturating_sub(1))
    }
}

/// Reads a date of publication: `2026-01-12`, or with a time after it; a month or year alone stands
/// for its first day.
///
/// # Errors
/// When the text is no date.
pub fn parse_date(text: &str) -> Result<Date, String> {
    let text = text.trim();
    let day = text.get(..10).unwrap_or(text);
    let whole = match day.len() {
        4 => format!("{day}-01-01"),
        7 => format!("{day}-01"),
        _ => day.to_owned(),
    };
    whole.parse().map_err(|_| format!("{text:?} is no date; expected one like 2026-01-12"))
}
