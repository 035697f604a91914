use super::event::Event;
use super::fuse::fuse;
use super::report::{Report, report};
use super::scan::{Clause, clauses};
use super::site::SiteCase;
use super::verdict::{finish, verdict};
use super::world::World;
use crate::article::Article;
use crate::lexicon::{ActorKind, ActorMention, Lexicon};
use crate::resolution::Resolution;
use crate::text::{Precision, dates, tokenize};
use crate::toponyms::{Mention, Relation};
use jiff::civil::Date;
use std::sync::LazyLock;

/// Codes the events of articles.
#[derive(Debug)]
pub struct Coder {
    lexicon: &'static Lexicon,
}

static EMBEDDED: LazyLock<Coder> = LazyLock::new(|| Coder { lexicon: Lexicon::embedded() });

impl Coder {
    /// The coder with the lexicon that comes with makan.
    #[must_use]
    pub fn embedded() -> &'static Coder {
        &EMBEDDED
    }

    /// The events that an article reports, what it mainly reports first.
    ///
    /// `mentions`, `relations` and `resolutions` are those of this article; an event's [`super::Site`]
    /// holds indices into them.
    #[must_use]
    pub fn code(
        &self,
        article: &Article,
        mentions: &[Mention],
        relations: &[Relation],
        resolutions: &[Resolution],
    ) -> Vec<Event> {
        self.run(article, mentions, relations, resolutions, &mut |_, _, _| ())
    }

    /// For fitting the weights of sites: each clause that reports an event, with the places and phrases
    /// that it might lie at.
    #[must_use]
    pub fn site_cases(
        &self,
        article: &Article,
        mentions: &[Mention],
        relations: &[Relation],
        resolutions: &[Resolution],
    ) -> Vec<SiteCase> {
        let mut cases = Vec::new();
        let mut seen = |world: &World<'_>, clause: &Clause<'_>, report: &Report| {
            cases.push(super::site::case(world, clause, &report.trigger));
        };
        self.run(article, mentions, relations, resolutions, &mut seen);
        cases
    }

    fn run(
        &self,
        article: &Article,
        mentions: &[Mention],
        relations: &[Relation],
        resolutions: &[Resolution],
        seen: &mut dyn FnMut(&World<'_>, &Clause<'_>, &Report),
    ) -> Vec<Event> {
        let tokens = tokenize(&article.text);
        let reference = article.published.or_else(|| {
            let all = dates(&tokens, article.lang, None);
            all.iter().filter(|d| d.precision == Precision::Day).map(|d| d.date).max()
        });
        let spots: Vec<bool> = mentions
            .iter()
            .enumerate()
            .map(|(i, m)| match resolutions.get(i).and_then(|r| r.place.as_ref()) {
                Some(place) => !place.kind.is_area(),
                None => m.asked.is_empty() || m.asked.iter().any(|k| !k.is_area()),
            })
            .collect();
        let clauses = clauses(self.lexicon, article, &tokens, mentions, reference, &spots);
        let parties: Vec<ActorMention> = clauses.iter().flat_map(|c| c.parties.iter().cloned()).collect();
        let mut world = World {
            lexicon: self.lexicon,
            article,
            mentions,
            relations,
            resolutions,
            reference,
            home: World::find_home(self.lexicon, mentions, resolutions, &parties),
            groups: Vec::new(),
        };
        world.groups = groups(&world, &parties);
        let mut reports: Vec<Report> = Vec::new();
        for clause in &clauses {
            let Some(mut report) = report(self.lexicon, &world, clause) else { continue };
            seen(&world, clause, &report);
            if clause.is_continued
                && let Some(before) = reports.last().filter(|b| b.sentence == clause.sentence)
            {
                report.share_subject(before);
            }
            reports.push(report);
        }
        super::when::follow(&clauses, &mut reports);
        let drafts = fuse(&world, reports);
        let events: Vec<Event> = drafts.iter().flat_map(|draft| verdict(&world, draft)).collect();
        finish(&world, events)
    }

    /// The actors that an article names; a place inside the name of one is no place of the report.
    #[must_use]
    pub fn actor_spans(&self, article: &Article) -> Vec<ActorMention> {
        self.lexicon.actor_spans(&article.text, article.lang)
    }
}

/// The insurgent groups that the article names, by the name they are coded as, the most named
/// first. Groups of the past and umbrella names count only when nobody else is named.
fn groups(world: &World<'_>, parties: &[ActorMention]) -> Vec<String> {
    let year = world.reference.map_or(i16::MAX, Date::year);
    let mut named: Vec<(String, usize, usize)> = Vec::new();
    let mut umbrella = None;
    for (at, party) in parties.iter().enumerate() {
        let Some(actor) = party.actor.and_then(|a| world.lexicon.actor(a)).filter(|a| a.kind == ActorKind::Rebel)
        else {
            continue;
        };
        let Some(name) = party.actor.and_then(|a| world.actor_name(a)) else { continue };
        if actor.id == "alqaeda" {
            umbrella = Some(name);
            continue;
        }
        if actor.until.is_some_and(|until| until + 1 < year) {
            continue;
        }
        match named.iter_mut().find(|(n, ..)| *n == name) {
            Some((_, count, _)) => *count += 1,
            None => named.push((name, 1, at)),
        }
    }
    named.sort_by_key(|(_, count, at)| (std::cmp::Reverse(*count), *at));
    let names: Vec<String> = named.into_iter().map(|(name, ..)| name).collect();
    if names.is_empty() { umbrella.into_iter().collect() } else { names }
}
