//! What comes in: files and records become [`Article`]s.

mod decode;
mod html;
mod read;
mod stream;

pub use read::{Item, Rejection, read};
pub(crate) use stream::TextStream;

use crate::text::{Lang, dates, sentences, tokenize};
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
    /// How many of them, at the beginning, are the headline put before the text; 0 but while events are read.
    pub headline: usize,
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
        Article { id: id.into(), text, title: None, published: None, url: None, lang, sentences, headline: 0 }
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
/// for its first day. Dates in words (`12 September 2022`, `05-Jul-22`, `Mon, 12 Jan 2026 08:00:00 GMT`,
/// `12 يناير 2026`) and `12/01/2026` (the day first) are read as the texts of articles are.
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
    let in_words = || {
        let tokens = tokenize(text);
        dates(&tokens, Lang::detect(text, Lang::En), None).into_iter().min_by_key(|found| found.precision)
    };
    whole
        .parse()
        .ok()
        .or_else(|| Date::strptime("%d-%b-%y", text).ok())
        .or_else(|| in_words().map(|found| found.date))
        .ok_or_else(|| format!("{text:?} is no date; expected one like 2026-01-12"))
}

#[cfg(test)]
mod tests {
    use super::parse_date;

    #[test]
    fn dates_of_records_are_read_in_the_forms_that_tables_and_feeds_have() {
        for text in [
            "2022-09-12",
            "2022-09-12T08:30:00Z",
            "12 September 2022",
            "September 12, 2022",
            "12-Sep-22",
            "12/09/2022",
            "Mon, 12 Sep 2022 08:30:00 GMT",
            "12 septembre 2022",
            "12 سبتمبر 2022",
            "12 أيلول/سبتمبر 2022",
        ] {
            assert_eq!(parse_date(text).map(|d| d.to_string()), Ok("2022-09-12".to_owned()), "{text}");
        }
        assert_eq!(parse_date("2022-09").map(|d| d.to_string()), Ok("2022-09-01".to_owned()));
        assert!(parse_date("soon").is_err());
        assert!(parse_date("").is_err());
    }
}
