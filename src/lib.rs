//! **makan** (مكان, "place") reads news reports in Arabic, French and English, finds the places and
//! the events they report, decides which place on Earth each name means, and writes map layers.

#![deny(clippy::print_stdout, clippy::print_stderr)] // the library is silent

pub mod article;
#[allow(clippy::print_stdout, clippy::print_stderr)] // it talks to the user
pub mod cli;
pub mod evaluation;
pub mod events;
pub mod gazetteer;
pub mod headline;
pub mod layers;
pub mod lexicon;
pub mod names;
pub mod resolution;
pub mod space;
pub mod text;
pub mod toponyms;

use article::Article;
use events::{Coder, Report};
use gazetteer::Gazetteer;
use headline::Headed;
use resolution::{Decisions, Resolver, locate};
use std::ops::Range;
use toponyms::Recogniser;

/// Everything that reading an article takes; made once, used from any number of threads.
pub struct Reader<'g> {
    recogniser: Recogniser<'g>,
    resolver: Resolver<'g>,
    decisions: Decisions,
}

impl<'g> Reader<'g> {
    /// A reader that knows the places of a gazetteer.
    #[must_use]
    pub fn new(gazetteer: &'g Gazetteer) -> Reader<'g> {
        Reader::with_decisions(gazetteer, Decisions::default())
    }

    /// A reader that obeys the decisions of an analyst as well.
    #[must_use]
    pub fn with_decisions(gazetteer: &'g Gazetteer, decisions: Decisions) -> Reader<'g> {
        Reader { recogniser: Recogniser::new(gazetteer), resolver: Resolver::new(gazetteer), decisions }
    }

    /// The decisions that it obeys.
    #[must_use]
    pub fn decisions(&self) -> &Decisions {
        &self.decisions
    }

    /// Follows one article all the way: its names, what they mean, what happened and where.
    #[must_use]
    pub fn read(&self, article: Article) -> Report {
        let headed = self.headed(self.read_places(article));
        let Report { article, found, resolutions, .. } = &headed.report;
        let year = article.published.map_or(2025, jiff::civil::Date::year);
        let events = Coder::embedded()
            .code(article, &found.mentions, &found.relations, resolutions)
            .into_iter()
            .map(|event| {
                let site = event.site.clone().unwrap_or_default();
                let location = locate(article, found, resolutions, &site.mentions, site.relation, year);
                (event, location)
            })
            .collect();
        headed.into_text(events)
    }

    /// An article whose places are read, with its headline before the text: as its events are read.
    #[must_use]
    pub fn headed(&self, report: Report) -> Headed {
        Headed::new(&self.recogniser, &self.resolver, report)
    }

    /// Follows one article as far as its places; its events stay unread.
    #[must_use]
    pub fn read_places(&self, article: Article) -> Report {
        let mut found = self.recogniser.find(&article, &organisations(&article));
        let resolve = |found: &toponyms::Found, chosen: &_| self.resolver.resolve_with(&article, found, chosen);
        let chosen = self.decisions.obey(&article, &mut found, resolve);
        let resolutions = resolve(&found, &chosen);
        Report { article, found, resolutions, events: Vec::new() }
    }
}

/// True when people and their country (جندي مالي) rather end in its adjective, which Arabic may write
/// like its name, than in the name itself: جنود من بنين, "Mali's army".
fn is_adjective(text: &str, range: &Range<usize>) -> bool {
    let words = text.get(range.clone()).unwrap_or_default();
    words.ends_with(['ي', 'ى']) && !words.split_whitespace().any(|w| w == "من")
}

/// The byte ranges of names of organisations, media and persons in an article, which may hold names
/// of places.
#[must_use]
pub fn organisations(article: &Article) -> Vec<Range<usize>> {
    let lexicon = lexicon::Lexicon::embedded();
    let mut out = Vec::new();
    for sentence in &article.sentences {
        let text = article.text.get(sentence.range.clone()).unwrap_or_default();
        let offset = sentence.range.start;
        let actors = lexicon.actor_spans(text, sentence.lang).into_iter();
        out.extend(
            actors
                .filter(|a| a.actor.is_some() || is_adjective(text, &a.range))
                .map(|a| a.range.start + offset..a.range.end + offset),
        );
    }
    out
}
