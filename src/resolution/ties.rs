//! What ties two names of a text or table: a phrase, or that they stand near one another.

use super::chain::Step;
use super::evidence::{Evidence, holds, km_outside, neighbours, related};
use super::joint::Pair;
use super::resolve::Variable;
use crate::gazetteer::Place;
use crate::text::Weights;
use crate::toponyms::{Found, Relation, RelationKind};
use std::collections::{BTreeMap, HashSet};

/// A mention hears so many mentions after it.
const REACH: usize = 12;

/// So far outside the area that brackets name, km, a place is as good as inside: gazetteers and coders differ by a commune or
/// two on which side of a bound a village lies, and a department known by its seat alone reaches farther than a commune.
const BRACKET_SLACK_KM: f64 = 40.0;
/// So much farther outside it loses once more, km.
const BRACKET_KM: f64 = 50.0;

/// What ties two variables.
pub(super) struct Tie<'f> {
    pub first: usize,
    pub second: usize,
    relation: Option<&'f Relation>,
    name: &'static str,
    share: f64,
    /// The anchor stands in brackets after what it holds, which leaves no doubt what the phrase places.
    is_bracket: bool,
}

impl<'f> Tie<'f> {
    /// Two names that stand near one another.
    pub fn near(first: usize, second: usize, name: &'static str, share: f64) -> Tie<'f> {
        Tie { first, second, relation: None, name, share, is_bracket: false }
    }

    /// What two places say together.
    pub fn evidence(&self, first: &Place, second: &Place) -> Evidence {
        match self.relation {
            Some(relation) => self.related(relation, first, second),
            None => {
                neighbours(self.name, first, second).map(|value| (self.name, self.share * value)).into_iter().collect()
            }
        }
    }

    fn related(&self, relation: &Relation, of: &Place, anchor: &Place) -> Evidence {
        let mut out = related(relation, of, anchor);
        if self.is_bracket && relation.kind == RelationKind::In && holds(anchor, of) != Some(true) {
            out.extend(
                km_outside(of, anchor)
                    .map(|km| ("bracket_far", ((km - BRACKET_SLACK_KM) / BRACKET_KM).clamp(0.0, 3.0))),
            );
        }
        out
    }

    /// The scores of all pairs of candidates.
    pub fn pair(&self, variables: &[Variable], weights: &Weights) -> Pair {
        let places = |v: usize| variables.get(v).map(|v| v.proposals.as_ref()).unwrap_or_default();
        let (mine, theirs) = (places(self.first), places(self.second));
        let weight = weights.get(self.name) * self.share;
        // The state "unresolved" has no place and scores nothing with any other.
        let width = theirs.len() + 1;
        let mut score = vec![0.0; (mine.len() + 1) * width];
        for (row, a) in score.chunks_exact_mut(width).zip(mine) {
            for (cell, b) in row.iter_mut().zip(theirs) {
                *cell = match self.relation {
                    Some(relation) => weights.score(&self.related(relation, &a.place, &b.place)),
                    None => neighbours(self.name, &a.place, &b.place).map_or(0.0, |value| weight * value),
                };
            }
        }
        Pair { first: self.first, second: self.second, width, score }
    }
}

/// All ties of an article: its relations, and the neighbours in the text.
pub(super) fn ties<'f>(variables: &[Variable], found: &'f Found, text: &str) -> Vec<Tie<'f>> {
    let mut of = vec![usize::MAX; found.mentions.len()];
    for (number, variable) in variables.iter().enumerate() {
        for mention in &variable.members {
            if let Some(slot) = of.get_mut(*mention) {
                *slot = number;
            }
        }
    }
    let variable = |mention: usize| of.get(mention).copied().filter(|v| *v != usize::MAX);
    let mut out: Vec<Tie> = Vec::new();
    for relation in &found.relations {
        let is_bracket = |v: usize| variables.get(v).is_some_and(|v| v.step != Step::None);
        let tie = |first, second| Tie {
            first,
            second,
            relation: Some(relation),
            name: "",
            share: 1.0,
            is_bracket: is_bracket(second),
        };
        if let Some(first) = relation.of.and_then(variable) {
            let others = relation.anchors.iter().filter_map(|a| variable(*a)).filter(|s| *s != first);
            out.extend(others.map(|second| tie(first, second)));
        }
        if let [a, b] = relation.anchors.as_slice()
            && let (Some(first), Some(second)) = (variable(*a), variable(*b))
            && first != second
            && !relation.kind.is_border()
        {
            out.push(tie(first, second));
        }
    }
    // What a text says twice of two names is no second witness.
    let mut said: HashSet<(usize, usize, RelationKind)> = HashSet::new();
    out.retain(|t| t.relation.is_none_or(|r| said.insert((t.first, t.second, r.kind))));
    let mut near: BTreeMap<(usize, usize), &'static str> = BTreeMap::new();
    for (i, a) in found.mentions.iter().enumerate().filter(|(_, m)| !m.is_dateline) {
        for (j, b) in found.mentions.iter().enumerate().skip(i + 1).take(REACH).filter(|(_, m)| !m.is_dateline) {
            let (Some(first), Some(second)) = (variable(i), variable(j)) else { continue };
            let name = match b.sentence - a.sentence {
                0 => "same_sentence",
                1 => "next_sentence",
                _ => "same_article",
            };
            if first == second {
                continue;
            }
            let entry = near.entry((first.min(second), first.max(second))).or_insert(name);
            if closeness(name) < closeness(entry) {
                *entry = name;
            }
        }
    }
    for (i, pair) in found.mentions.windows(2).enumerate() {
        let [a, b] = pair else { continue };
        let gap = text.get(a.range.end..b.range.start).unwrap_or_default().trim();
        if matches!(gap, "and" | "et" | "و" | "&")
            && let (Some(first), Some(second)) = (variable(i), variable(i + 1))
            && first != second
            && is_only_division(variables, first) != is_only_division(variables, second)
        {
            out.push(Tie::near(first, second, "listed", 1.0));
        }
    }
    out.extend(shared(variables.len(), near));
    out
}

/// The gazetteer knows the name of a division, and no town or village that bears it.
fn is_only_division(variables: &[Variable], number: usize) -> bool {
    let Some(variable) = variables.get(number) else { return false };
    let bearers = || variable.proposals.iter().filter(|p| p.similarity >= 1.0);
    bearers().any(|p| p.place.kind.is_division()) && !bearers().any(|p| p.place.kind.is_populated())
}

/// The ties of rows of one table that help each other: each hears those near it.
pub(super) fn row_ties<'f>(variables: &[Variable], rows: usize) -> Vec<Tie<'f>> {
    let mut of = vec![usize::MAX; rows];
    for (number, variable) in variables.iter().enumerate() {
        for member in &variable.members {
            if let Some(slot) = of.get_mut(*member) {
                *slot = number;
            }
        }
    }
    let mut near = BTreeMap::new();
    for (i, first) in of.iter().enumerate().filter(|(_, v)| **v != usize::MAX) {
        for second in of.iter().skip(i + 1).take(REACH).filter(|v| **v != usize::MAX && *v != first) {
            near.insert((*first.min(second), *first.max(second)), "same_article");
        }
    }
    shared(variables.len(), near).collect()
}

/// Ties of neighbours; a place among many neighbours hears each of them less.
fn shared<'f>(variables: usize, near: BTreeMap<(usize, usize), &'static str>) -> impl Iterator<Item = Tie<'f>> {
    let mut degree = vec![0.0f64; variables];
    for v in near.keys().flat_map(|(a, b)| [*a, *b]) {
        if let Some(d) = degree.get_mut(v) {
            *d += 1.0;
        }
    }
    near.into_iter().map(move |((first, second), name)| {
        let most = degree.get(first).copied().unwrap_or(1.0).max(degree.get(second).copied().unwrap_or(1.0));
        Tie::near(first, second, name, (3.0 / most).min(1.0))
    })
}

fn closeness(name: &str) -> u8 {
    match name {
        "same_sentence" => 0,
        "next_sentence" => 1,
        _ => 2,
    }
}
