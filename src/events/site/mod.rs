//! Where a clause's event happened: of the places and phrases that the clause names, the one that its
//! words tie to the act.
//!
//! Each candidate has evidence (`evidence`): what kind of place it is, how far and on which side of the
//! act it stands, what governs it, whether somebody spoke, came from or was brought there. Weights fitted
//! to gold (`gazetteer/models/sites.tsv`) turn that into log-odds; "none of them" is a candidate too.

mod evidence;
mod words;

use super::cut::is_other;
use super::event::Site;
use super::scan::Clause;
use super::world::World;
use crate::resolution::Evidence;
use crate::text::{Token, Weights};
use crate::toponyms::{Relation, RelationKind};
use std::ops::Range;
use std::sync::OnceLock;

/// The weights of the evidence; `gazetteer/models/README.md` says how they are fitted.
#[must_use]
pub fn site_weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    WEIGHTS.get_or_init(|| Weights::parse(include_str!("../../../gazetteer/models/sites.tsv")))
}

/// One clause that reports an event, with the sites that it might mean: for fitting the weights.
#[derive(Debug, Clone)]
pub struct SiteCase {
    /// The sentence.
    pub sentence: usize,
    /// The candidates, each with its evidence.
    pub candidates: Vec<(Site, Evidence)>,
}

/// The sites of a clause, best first; several only when the text lists several places.
pub(super) fn sites(world: &World<'_>, clause: &Clause<'_>, trigger: &Range<usize>) -> Vec<Site> {
    let weights = site_weights();
    let none = weights.get("none");
    let best = candidates(world, clause, trigger)
        .into_iter()
        .map(|(site, evidence)| (weights.score(&evidence), site))
        .filter(|(score, _)| *score > none)
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    let Some((_, best)) = best else { return Vec::new() };
    let mut out = vec![best];
    // A place in a list stands for all of it: "in A, B and C".
    if let Some(Site { mentions, relation }) = out.first().cloned()
        && let [first] = mentions.as_slice()
        && relation.is_none_or(|r| world.relations.get(r).is_some_and(|r| r.of == Some(*first)))
        && !world.is_area(*first)
    {
        for &(other, _) in &clause.places {
            let is_spot = !world.is_area(other) && !world.same_mention(*first, other);
            if is_spot && listed(world, clause, *first, other) {
                out.push(Site { mentions: vec![other], relation: own_relation(world, other) });
            }
        }
    }
    out
}

/// A place that a sentence without an event of its own speaks of: where what is told beside it may lie.
#[derive(Debug)]
pub(super) struct Scene {
    /// The sentence.
    pub sentence: usize,
    /// The place.
    pub site: Site,
    /// Its log-odds.
    pub score: f64,
}

/// The likeliest place of a clause that reports nothing.
pub(super) fn scene(world: &World<'_>, clause: &Clause<'_>) -> Option<Scene> {
    /// Below this, log-odds, a place is only spoken of; by judgement, as "in a village" stands at 0 and
    /// above, "to a village" below -2.
    const LEAST: f64 = -2.0;
    let end = clause.tokens.last().map_or(0, |t| t.range.end);
    candidates(world, clause, &(end..end))
        .into_iter()
        .filter(|(site, _)| !world.is_area_site(site))
        .map(|(site, evidence)| {
            // "They came to X" sets the scene, "they withdrew to X" does not.
            let says = |what: &str| evidence.iter().any(|(name, _)| *name == what);
            let comes = if says("prep_to") && !says("led") { 1.5 } else { 0.0 };
            Scene { sentence: clause.sentence, score: site_weights().score(&evidence) + comes, site }
        })
        .filter(|s| s.score > LEAST)
        .reduce(|best, other| if other.score > best.score { other } else { best })
}

/// All that a clause names as a place of its own or of its event.
pub(super) fn case(world: &World<'_>, clause: &Clause<'_>, trigger: &Range<usize>) -> SiteCase {
    SiteCase { sentence: clause.sentence, candidates: candidates(world, clause, trigger) }
}

fn candidates(world: &World<'_>, clause: &Clause<'_>, trigger: &Range<usize>) -> Vec<(Site, Evidence)> {
    let is_news = |m: usize| world.mentions.get(m).is_some_and(|m| !m.is_dateline);
    let in_clause = |m: &usize| clause.places.iter().any(|(p, _)| p == m) && is_news(*m);
    let act = clause.tokens.partition_point(|t| t.range.end <= trigger.start)
        ..clause.tokens.partition_point(|t| t.range.start < trigger.end);
    let phrases: Vec<(usize, &Relation)> = world
        .relations
        .iter()
        .enumerate()
        .filter(|(_, r)| r.sentence == clause.sentence && r.of.is_none() && r.kind != RelationKind::In)
        .filter(|(_, r)| match r.anchors.is_empty() {
            true => clause.tokens.iter().any(|t| r.range.contains(&t.range.start)),
            false => r.anchors.iter().any(in_clause),
        })
        .collect();
    let mut out = Vec::new();
    for (mention, at) in clause.places.iter().filter(|(m, _)| is_news(*m)) {
        let site = Site { mentions: vec![*mention], relation: own_relation(world, *mention) };
        out.push((site, evidence::of_mention(world, clause, &act, *mention, at, &phrases)));
    }
    for (number, relation) in &phrases {
        // "The area of the three borders" is a region with a name, where the gazetteer has it.
        let named = |(m, at): &&(usize, Range<usize>)| {
            world.place(*m).is_some()
                && clause.tokens.get(at.start).is_some_and(|t| relation.range.contains(&t.range.start))
        };
        if relation.kind == RelationKind::Border
            && relation.anchors.is_empty()
            && clause.places.iter().any(|p| named(&p))
        {
            continue;
        }
        // Around a village that is not known, which the text places itself: "near X, north-west of Y".
        let placed = match relation.anchors.as_slice() {
            &[only] if world.place(only).is_none() && relation.kind == RelationKind::Near => own_relation(world, only),
            _ => None,
        };
        let site = Site { mentions: relation.anchors.clone(), relation: placed.or(Some(*number)) };
        out.push((site, evidence::of_phrase(world, clause, &act, relation, &phrases)));
    }
    out
}

/// The phrase that places a mention, the closest one first.
fn own_relation(world: &World<'_>, mention: usize) -> Option<usize> {
    let own = world.relations.iter().enumerate().filter(|(_, r)| r.of == Some(mention));
    own.min_by_key(|(_, r)| matches!(r.kind, RelationKind::In | RelationKind::PartOf | RelationKind::Border))
        .map(|(i, _)| i)
}

/// Both places stand in one list: A, B and C.
fn listed(world: &World<'_>, clause: &Clause<'_>, a: usize, b: usize) -> bool {
    let position = |m: usize| clause.places.iter().position(|(p, _)| *p == m);
    let (Some(a), Some(b)) = (position(a), position(b)) else { return false };
    let (first, last) = (a.min(b), a.max(b));
    let gaps = || (first..).map_while(|i| gap(world, clause, i));
    // "And" may stand between the two or further on in their list.
    gaps().take(last - first).count() == last - first && gaps().any(|gap| gap == Gap::And)
}

/// What parts two items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    Comma,
    And,
}

/// What stands between place `i` of a clause and the next one, if it may be of a list.
fn gap(world: &World<'_>, clause: &Clause<'_>, i: usize) -> Option<Gap> {
    let ((_, x), (next, y)) = (clause.places.get(i)?, clause.places.get(i + 1)?);
    let tokens = clause.tokens.get(x.end..y.start)?;
    let holds_and = |t: &Token<'_>| {
        t.key.starts_with('و') && world.mentions.get(*next).is_some_and(|n| n.range.start > t.range.start)
    };
    if y.start == x.end && clause.tokens.get(y.start).is_some_and(holds_and) {
        return Some(Gap::And);
    }
    let and = |t: &Token<'_>| {
        matches!(t.key.as_str(), "and" | "et" | "و" | "or") || t.key == "ou" && !t.text.eq_ignore_ascii_case("où")
    };
    // "One in Goronyo and the other in Isa", "l'un à X et l'autre à Y".
    let other = tokens.iter().any(and)
        && tokens.len() <= 8
        && tokens.iter().any(|t| matches!(t.key.as_str(), "other" | "another" | "autre" | "second" | "seconde"))
        && tokens.iter().all(|t| !t.is_sign(".;:()"));
    let own = |t: &Token<'_>| is_other(&t.key);
    let after_sign = tokens.iter().position(|t| !t.is_sign(",،")).unwrap_or(0);
    if other || tokens.len() <= 5 && tokens.get(after_sign).is_some_and(own) {
        return Some(Gap::And);
    }
    // "A post at X, the prison of Y and a patrol in Z": what was hit at each.
    if lists_targets(clause, x.end, y.start) {
        return Some(Gap::And);
    }
    // "In (Niono) and (Macina)", where each name has its brackets or quotation marks.
    let wraps = |open: &str, close: &str| {
        tokens.first().is_some_and(|t| t.is_sign(close)) && tokens.last().is_some_and(|t| t.is_sign(open))
    };
    let wrapped = tokens.len() >= 2 && (wraps("(", ")") || wraps("«\"“”‘", "»\"”“’"));
    let inner = if wrapped { tokens.get(1..tokens.len() - 1).unwrap_or_default() } else { tokens };
    if wrapped && inner.is_empty() && clause.tokens.get(y.start).is_some_and(holds_and) {
        return Some(Gap::And);
    }
    let plain = !inner.is_empty()
        && inner.len() <= 3
        && inner.iter().all(|t| and(t) || t.is_sign(",،") || matches!(t.key.as_str(), "de" | "a" | "in" | "في" | "of"));
    let item = if tokens.iter().any(and) { Gap::And } else { Gap::Comma };
    plain.then_some(item)
}

/// Between two places of a list stand a sign or "and", then what was hit at the second, and its preposition.
fn lists_targets(clause: &Clause<'_>, from: usize, to: usize) -> bool {
    /// Tokens between them.
    const REACH: usize = 9;
    let Some(tokens) = clause.tokens.get(from..to).filter(|ts| (2..=REACH).contains(&ts.len())) else { return false };
    let is_sign = |t: &Token<'_>| t.is_sign(",،»\"”'’");
    let opens = tokens.iter().take(3).any(|t| {
        t.is_sign(",،")
            || matches!(t.key.as_str(), "and" | "et" | "و")
            || t.key.starts_with('و') && t.key.chars().count() > 2
    });
    let hits = clause.targets.iter().any(|(_, _, at)| at.start >= from && at.end <= to);
    let acts = clause.acts.iter().any(|a| a.tokens.start >= from && a.tokens.end <= to);
    let before = clause.targets.iter().any(|(_, _, at)| at.end <= from && from - at.end <= 6);
    opens && hits && before && !acts && tokens.iter().skip(1).all(|t| t.is_word() || is_sign(t))
}
