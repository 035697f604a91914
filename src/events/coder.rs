use super::event::Event;
use super::fuse::fuse;
use super::reality::is_accident;
use super::report::{Report, report};
use super::scan::{Clause, clauses};
use super::sides::bystanders;
use super::site::{Scene, SiteCase};
use super::verdict::verdict;
use super::weigh::{Candidate, finish, is_note};
use super::world::World;
use crate::article::Article;
use crate::lexicon::{Act, ActorId, ActorKind, ActorMention, Lexicon, Role};
use crate::resolution::Resolution;
use crate::text::{Precision, dates, tokenize};
use crate::toponyms::{Mention, Relation};
use jiff::civil::Date;
use std::ops::Range;
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
        finish(self.candidates(article, mentions, relations, resolutions), is_note(article))
    }

    /// Everything that may be an event of an article, each with the evidence that it is one of its
    /// news: what [`Coder::code`] chooses from, and what its weights are fitted to.
    #[must_use]
    pub fn candidates(
        &self,
        article: &Article,
        mentions: &[Mention],
        relations: &[Relation],
        resolutions: &[Resolution],
    ) -> Vec<Candidate> {
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
    ) -> Vec<Candidate> {
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
        let mut clauses = clauses(self.lexicon, article, &tokens, mentions, reference, &spots);
        let hired = hired(self.lexicon, &clauses);
        for clause in &mut clauses {
            settle_parties(self.lexicon, hired.is_some(), clause);
        }
        let parties: Vec<ActorMention> = clauses.iter().flat_map(|c| c.parties.iter().cloned()).collect();
        let mut world = World {
            lexicon: self.lexicon,
            article,
            mentions,
            relations,
            resolutions,
            reference,
            home: World::find_home(self.lexicon, mentions, relations, resolutions, &parties),
            groups: Vec::new(),
            scenes: Vec::new(),
            hired: None,
        };
        world.hired = hired.and_then(|id| world.actor_name(id));
        world.groups = groups(&world, &clauses);
        world.scenes = scenes(&world, &clauses);
        let mut reports: Vec<Report> = Vec::new();
        let mut accident: Option<usize> = None;
        for clause in &clauses {
            // Who died in the flood is told over several sentences.
            if is_accident(clause) {
                accident = Some(clause.sentence);
            }
            let Some(mut report) = report(self.lexicon, &world, clause) else { continue };
            seen(&world, clause, &report);
            if accident.is_some_and(|a| clause.sentence <= a + 2) && report.is_bare_harm() {
                accident = Some(clause.sentence);
                continue;
            }
            if clause.is_continued
                && let Some(before) = reports.last().filter(|b| b.sentence == clause.sentence)
            {
                report.share_subject(before);
            }
            reports.push(report);
        }
        super::when::follow(&clauses, &mut reports, world.reference);
        let mut drafts = fuse(&world, reports);
        super::total::take_off(&mut drafts);
        super::claim::attach(&world, &clauses, &mut drafts);
        super::when::lend(&clauses, &mut drafts);
        drafts.iter().enumerate().flat_map(|(at, draft)| verdict(&world, &drafts, at, draft)).collect()
    }

    /// The actors that an article names; a place inside the name of one is no place of the report.
    #[must_use]
    pub fn actor_spans(&self, article: &Article) -> Vec<ActorMention> {
        self.lexicon.actor_spans(&article.text, article.lang)
    }
}

/// The places of the sentences that tell of no event.
fn scenes(world: &World<'_>, clauses: &[Clause<'_>]) -> Vec<Scene> {
    let tells = |c: &Clause<'_>| c.done().any(|a| !matches!(a.act, Act::Result | Act::Do | Act::Move));
    let silent = |c: &&Clause<'_>| !clauses.iter().any(|d| d.sentence == c.sentence && tells(d));
    clauses.iter().filter(silent).filter_map(|c| super::site::scene(world, c)).collect()
}

/// Whose mercenaries or paramilitaries an article means: Russians in Mali, the RSF in Sudan. Where it
/// names neither, the words mean armed men of whom no more is known.
fn hired(lexicon: &Lexicon, clauses: &[Clause<'_>]) -> Option<ActorId> {
    let mut named = clauses.iter().flat_map(|c| &c.parties).filter_map(|p| p.actor);
    named.find(|&id| {
        lexicon.actor(id).is_some_and(|a| {
            a.kind == ActorKind::Foreign && a.country.is_some_and(|c| c.code() == "RU") || a.id == "rsf"
        })
    })
}

/// What a clause, and its article, tell of parties that their own words leave open.
fn settle_parties(lexicon: &Lexicon, has_hired: bool, clause: &mut Clause<'_>) {
    let of_state = |p: &ActorMention| {
        matches!(
            p.role,
            Some(Role::Soldier | Role::Police | Role::Gendarme | Role::Guard | Role::Security | Role::AirForce)
        )
    };
    let mut countries: Vec<_> = clause
        .parties
        .iter()
        .filter(|p| of_state(p) || p.actor.and_then(|a| lexicon.actor(a)).is_some_and(|a| a.kind == ActorKind::State))
        .filter_map(|p| p.country.or_else(|| p.actor.and_then(|a| lexicon.actor(a)).and_then(|a| a.country)))
        .collect();
    countries.dedup();
    // "A gendarmerie vehicle ..., wounding three of its members": of whom the clause spoke.
    for at in 1..clause.parties.len() {
        let own = |p: &ActorMention| {
            let before = p.tokens.start.checked_sub(1).map_or("", |t| clause.key(t));
            p.role == Some(Role::Member) && p.actor.is_none() && matches!(before, "its" | "their" | "ses" | "leurs")
        };
        if let Some((told, [member, ..])) = clause.parties.split_at_checked(at)
            && own(member)
            && let Some(whole) = told.iter().rfind(|p| of_state(p) || p.actor.is_some())
        {
            let (role, actor, country) = (whole.role, whole.actor, whole.country);
            if let Some(member) = clause.parties.get_mut(at) {
                (member.role, member.actor, member.country) = (role, actor, country);
            }
        }
    }
    // "Five members of Shekau's Boko Haram faction": of whom is said a few words on.
    for at in 1..clause.parties.len() {
        let Some((told, [group, ..])) = clause.parties.split_at_checked(at) else { break };
        let Some(member) = told.last() else { break };
        let gap = member.tokens.end..group.tokens.start;
        let is_of = matches!(clause.key(gap.start), "of" | "de" | "du" | "d");
        let between = |a: &Range<usize>| a.start >= gap.start && a.end <= gap.end;
        if member.role == Some(Role::Member)
            && member.actor.is_none()
            && group.actor.is_some()
            && is_of
            && gap.len() <= 5
            && !clause.acts.iter().any(|a| between(&a.tokens))
            && !clause.tokens.get(gap.clone()).is_some_and(|ts| ts.iter().any(|t| t.is_sign(",.;:()")))
        {
            let (actor, country) = (group.actor, group.country);
            if let Some(member) = clause.parties.get_mut(at - 1) {
                (member.actor, member.country) = (actor, country);
            }
        }
    }
    let fights = clause.done().any(|a| a.act == Act::Clash);
    let armed = clause.parties.iter().any(|p| p.actor.is_some() || of_state(p) || p.role == Some(Role::Militant));
    let counted = |p: &ActorMention| clause.numbers.iter().any(|n| n.tokens.end == p.tokens.start);
    let counted: Vec<bool> = clause.parties.iter().map(counted).collect();
    let men = |at: &usize| matches!(clause.key(*at), "men" | "hommes" | "رجال");
    let by_men: Vec<usize> =
        clause.parties.iter().map(|p| p.tokens.start).filter(men).filter(|at| clause.is_by(*at)).collect();
    for (party, counted) in clause.parties.iter_mut().zip(counted) {
        // Peoples who fight each other do so with their own arms; else they are who is hit.
        if party.community.is_some() && fights && !armed && matches!(party.role, None | Some(Role::Civilian)) {
            party.role = Some(Role::Communal);
        } else if party.community.is_some()
            && (party.role.is_none() && counted || party.role == Some(Role::Member) && party.actor.is_none())
        {
            // "Six members of the Fulani community" are no fighters of a group.
            party.role = Some(Role::Civilian);
        }
        // "Hit by men who came on foot": of whom nothing is said but that they did it.
        if party.role == Some(Role::Civilian) && party.actor.is_none() && by_men.contains(&party.tokens.start) {
            party.role = Some(Role::Gunman);
        }
        if party.role == Some(Role::Mercenary) && party.actor.is_none() && !has_hired {
            party.role = Some(Role::Gunman);
        }
        // "The Chadian army lost four of its soldiers": they are Chadian too.
        if let &[only] = countries.as_slice()
            && party.country.is_none()
            && party.actor.is_none()
            && of_state(party)
        {
            party.country = Some(only);
        }
    }
}

/// The insurgent groups that take part in what the article tells, by the name they are coded as, the
/// most named first. Groups of the past and umbrella names count only when nobody else is named, and
/// groups that others are only linked to, or that are said to be active somewhere, not at all.
fn groups(world: &World<'_>, clauses: &[Clause<'_>]) -> Vec<(String, usize)> {
    let year = world.reference.map_or(i16::MAX, Date::year);
    let mut named: Vec<(String, usize, usize)> = Vec::new();
    let mut umbrella: Option<(String, usize)> = None;
    let parties = clauses.iter().flat_map(|c| {
        let bystanders = bystanders(c);
        c.parties.iter().enumerate().filter(move |(i, _)| !bystanders.get(*i).copied().unwrap_or(false)).map(|(_, p)| p)
    });
    for party in parties {
        let at = party.range.start;
        let Some(actor) = party.actor.and_then(|a| world.lexicon.actor(a)).filter(|a| a.kind == ActorKind::Rebel)
        else {
            continue;
        };
        let Some(name) = party.actor.and_then(|a| world.actor_name(a)) else { continue };
        if matches!(actor.id.as_str(), "alqaeda" | "islamic_state") {
            umbrella = umbrella.or(Some((name, at)));
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
    let names: Vec<(String, usize)> = named.into_iter().map(|(name, _, at)| (name, at)).collect();
    if names.is_empty() { umbrella.into_iter().collect() } else { names }
}
