//! The headline, read with its article: it says in a few words what happened, to whom and where, and often
//! nothing else does. While events are read it stands before the text as its first sentence; places and all
//! offsets are those of the text alone.

use crate::article::{Article, Sentence};
use crate::events::{Event, Report};
use crate::organisations;
use crate::resolution::{Location, Resolution, Resolver};
use crate::text::key;
use crate::toponyms::{Found, Recogniser};
use std::ops::Range;

/// What parts the headline from the text.
const GAP: &str = "\n\n";
/// A place that only the headline names must be so sure: its capitals and its brevity mislead.
const SURE: f64 = 0.5;
/// A text whose beginning, so many bytes beyond the headline's own length, holds its headline is not given it twice.
const LEAD_BYTES: usize = 300;

/// An article with its headline before the text, and how much that moved everything.
pub struct Headed {
    /// The article, its places, and no events.
    pub report: Report,
    bytes: usize,
    mentions: usize,
    relations: usize,
}

impl Headed {
    /// Puts the headline before the text of an article whose places are known.
    #[must_use]
    pub fn new(recogniser: &Recogniser<'_>, resolver: &Resolver<'_>, report: Report) -> Headed {
        let plain = |report| Headed { report, bytes: 0, mentions: 0, relations: 0 };
        let title = report.article.title.as_deref().map(str::trim).filter(|t| !is_told(t, &report.article.text));
        let Some(title) = title.filter(|t| t.chars().any(char::is_alphabetic)) else { return plain(report) };
        let head = Article {
            published: report.article.published,
            ..Article::new(report.article.id.clone(), title, Some(report.article.lang))
        };
        let (found, resolutions) = places(recogniser, resolver, &head, &report);
        let bytes = head.text.len() + GAP.len();
        let (sentences, mentions, relations) = (head.sentences.len(), found.mentions.len(), found.relations.len());
        let moved = |range: &Range<usize>| range.start + bytes..range.end + bytes;
        let Report { article, found: text_found, resolutions: text_resolutions, events } = report;
        let mut all = head.sentences;
        if let Some(last) = all.last_mut() {
            last.range.end = bytes;
        }
        all.extend(article.sentences.iter().map(|s| Sentence { range: moved(&s.range), lang: s.lang }));
        let text = [head.text.as_str(), GAP, article.text.as_str()].concat();
        let article = Article { text, sentences: all, headline: sentences, ..article };
        let mut both = found;
        both.mentions.extend(text_found.mentions.into_iter().map(|mut m| {
            (m.range, m.sentence) = (moved(&m.range), m.sentence + sentences);
            m
        }));
        both.relations.extend(text_found.relations.into_iter().map(|mut r| {
            (r.range, r.sentence) = (moved(&r.range), r.sentence + sentences);
            r.of = r.of.map(|m| m + mentions);
            r.anchors.iter_mut().for_each(|m| *m += mentions);
            r
        }));
        let resolutions: Vec<Resolution> = resolutions.into_iter().chain(text_resolutions).collect();
        Headed { report: Report { article, found: both, resolutions, events }, bytes, mentions, relations }
    }

    /// The article as it was, with the events that were read in it.
    #[must_use]
    pub fn into_text(self, events: Vec<(Event, Option<Location>)>) -> Report {
        let (bytes, sentences) = (self.bytes, self.report.article.headline);
        let (mentions, relations) = (self.mentions, self.relations);
        let Report { mut article, mut found, mut resolutions, .. } = self.report;
        if bytes == 0 {
            return Report { article, found, resolutions, events };
        }
        let names: Vec<String> = found.mentions.iter().map(|m| key(&m.surface)).collect();
        // A place of the headline is the first of its name in the text.
        let in_text = |m: usize| match m.checked_sub(mentions) {
            Some(own) => Some(own),
            None => names.iter().skip(mentions).position(|n| names.get(m) == Some(n)),
        };
        let moved = |range: &Range<usize>| range.start.saturating_sub(bytes)..range.end.saturating_sub(bytes);
        let events = events.into_iter().map(|(mut event, location)| {
            event.sentences = event.sentences.iter().filter_map(|s| s.checked_sub(sentences)).collect();
            event.in_headline = event.sentences.is_empty();
            let own = event.sentence.checked_sub(sentences);
            event.sentence = own.or(event.sentences.first().copied()).unwrap_or(0);
            event.trigger = moved(&event.trigger);
            if let Some(site) = &mut event.site {
                site.mentions = site.mentions.iter().filter_map(|m| in_text(*m)).collect();
                site.relation = site.relation.and_then(|r| r.checked_sub(relations));
            }
            (event, location)
        });
        let events: Vec<_> = events.collect();
        article.text.drain(..bytes);
        article.sentences.drain(..sentences);
        article.sentences.iter_mut().for_each(|s| s.range = moved(&s.range));
        article.headline = 0;
        found.mentions.drain(..mentions);
        for mention in &mut found.mentions {
            (mention.range, mention.sentence) = (moved(&mention.range), mention.sentence - sentences);
        }
        found.relations.drain(..relations);
        for relation in &mut found.relations {
            (relation.range, relation.sentence) = (moved(&relation.range), relation.sentence - sentences);
            relation.of = relation.of.map(|m| m - mentions);
            relation.anchors.iter_mut().for_each(|m| *m -= mentions);
        }
        resolutions.drain(..mentions);
        Report { article, found, resolutions, events }
    }
}

/// The text begins with its headline, or repeats it right after a byline.
fn is_told(title: &str, text: &str) -> bool {
    let mut end = text.len().min(title.len() + LEAD_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let folded = |s: &str| key(s).split_whitespace().collect::<Vec<_>>().join(" ");
    let title = folded(title);
    title.is_empty() || folded(text.get(..end).unwrap_or_default()).contains(&title)
}

/// The places of the headline: those that the text names as well mean there what they mean in it; of the others,
/// those that are surely found, in a country of which the text speaks.
fn places(
    recogniser: &Recogniser<'_>,
    resolver: &Resolver<'_>,
    head: &Article,
    report: &Report,
) -> (Found, Vec<Resolution>) {
    let mut found = recogniser.find(head, &organisations(head));
    let own = resolver.resolve(head, &found);
    let told: Vec<String> = report.found.mentions.iter().map(|m| key(&m.surface)).collect();
    let is_spoken_of = |country: &str| {
        let mut places = report.resolutions.iter().filter_map(|r| r.place.as_ref()).peekable();
        places.peek().is_none() || places.any(|p| p.country == country)
    };
    let resolutions = found.mentions.iter().zip(own).map(|(mention, own)| {
        let name = key(&mention.surface);
        // "Katsina" of the headline is the "Katsina State" of the text.
        let longer = |t: &String| t.strip_prefix(&name).is_some_and(|rest| rest.starts_with(' '));
        let twin = told.iter().position(|t| *t == name).or_else(|| told.iter().position(longer));
        let twin = twin.and_then(|at| report.resolutions.get(at));
        let is_sure = own.confidence >= SURE && own.place.as_ref().is_some_and(|p| is_spoken_of(&p.country));
        twin.cloned().or(is_sure.then_some(own))
    });
    let resolutions: Vec<Option<Resolution>> = resolutions.collect();
    let kept: Vec<bool> = resolutions.iter().map(Option::is_some).collect();
    found.keep(&kept);
    (found, resolutions.into_iter().flatten().collect())
}
