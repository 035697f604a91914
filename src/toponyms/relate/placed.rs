//! What a phrase places: the name before it, and with it the list that the name stands in.

use super::Grammar;
use super::steps::{Item, Step};
use crate::gazetteer::Kind;
use crate::toponyms::context::{Context, is_plural};
use crate::toponyms::lexicon::Category;
use crate::toponyms::{Mention, Relation, RelationKind};

impl Grammar<'_, '_> {
    /// The mention just before a phrase, which the phrase places; `None` when something else
    /// stands between.
    pub(super) fn placed(&self, at: usize) -> Option<usize> {
        let mut back = at;
        let mut comma = false;
        while let Some(before) = back.checked_sub(1).filter(|b| at - b <= 6) {
            match self.item(before) {
                Item::Mention(number) => return Some(number).filter(|n| !self.is_dateline(*n)),
                Item::Comma | Item::Open | Item::Dash => comma = true,
                // "Bourasso (north-west), near Y": over a wind in brackets.
                Item::Close if self.is_wind_in_brackets(before) => {
                    back = before - 2;
                    continue;
                }
                Item::Link | Item::In | Item::From | Item::Located => {}
                // "X, a village near Y": what it is.
                Item::Class if comma || self.is_apposed(before) => {}
                _ => return None,
            }
            back = before;
        }
        None
    }

    /// A bracket closes at a step that holds nothing but a wind.
    fn is_wind_in_brackets(&self, close: usize) -> bool {
        let opens = close.checked_sub(2).is_some_and(|open| self.item(open) == Item::Open);
        opens && matches!(self.item(close - 1), Item::Dir(_))
    }

    /// A comma, or a word such as "located", opens the phrase of the class noun at a step: "X, a town".
    fn is_apposed(&self, class: usize) -> bool {
        let opens = (0..class).rev().take(3).find(|b| self.item(*b) != Item::Link);
        opens.is_some_and(|b| matches!(self.item(b), Item::Comma | Item::Located))
    }

    pub(super) fn is_dateline(&self, mention: usize) -> bool {
        self.mentions.get(mention).is_some_and(|m| m.is_dateline)
    }

    /// The spot that the text spoke of last before step `at`, other than `but`: in the sentence, then before it.
    pub(super) fn spoken_of(&self, at: usize, but: Option<usize>) -> Option<usize> {
        let is_spot = |m: usize| Some(m) != but && !self.is_area(m, false) && !self.is_dateline(m);
        let here = (0..at).rev().find_map(|i| match self.item(i) {
            Item::Mention(m) if is_spot(m) => Some(m),
            _ => None,
        });
        here.or_else(|| (0..self.first).rev().take(6).find(|m| is_spot(*m)))
    }

    /// What holds for the last of a list holds for all of it: "A and B, in the cercle of C".
    pub(super) fn share(&mut self) {
        let mut shared = Vec::new();
        for relation in &self.out {
            let Some(of) = relation.of else { continue };
            let Some(at) = step_of(self.steps, of) else { continue };
            let apart = self.steps.get(at + 1).is_some_and(|s| matches!(s.item, Item::Comma | Item::Located))
                || relation.kind == RelationKind::In && self.item(at + 1) != Item::Open;
            let kinds = [
                RelationKind::In,
                RelationKind::Direction,
                RelationKind::Near,
                RelationKind::Border,
                RelationKind::PartOf,
            ];
            if !apart || !kinds.contains(&relation.kind) {
                continue;
            }
            for other in listed_before(self.steps, at) {
                if !relation.anchors.contains(&other) {
                    shared.push(Relation { of: Some(other), ..relation.clone() });
                }
            }
        }
        // "X, near Y (A, B)": the brackets tell the divisions of both.
        for near in self.out.iter().filter(|r| r.kind == RelationKind::Near && r.of.is_some()) {
            let in_brackets = |r: &&Relation| {
                let of = r.of.filter(|of| r.kind == RelationKind::In && near.anchors == [*of]);
                of.and_then(|of| step_of(self.steps, of)).is_some_and(|at| self.item(at + 1) == Item::Open)
            };
            let told = self.out.iter().filter(in_brackets);
            shared.extend(told.map(|r| Relation { of: near.of, ..r.clone() }));
        }
        for relation in shared {
            let is_told =
                |r: &Relation| r.of == relation.of && (r.anchors == relation.anchors || r.kind == relation.kind);
            if !self.out.iter().any(is_told) {
                self.out.push(relation);
            }
        }
    }
}

/// Where a mention stands in its sentence.
fn step_of(steps: &[Step], mention: usize) -> Option<usize> {
    steps.iter().position(|s| s.item == Item::Mention(mention))
}

/// The members of a list before its last one at step `at`: "A, B and C", "أ وب وج".
fn listed_before(steps: &[Step], at: usize) -> Vec<usize> {
    let mut out = Vec::new();
    let mut from = at;
    let mut is_joined = false;
    loop {
        let mut joins = steps.get(from).is_some_and(|s| s.joined);
        let mut back = from;
        let before = loop {
            let Some(b) = back.checked_sub(1).filter(|b| from - b <= 4) else { break None };
            let Some(step) = steps.get(b) else { break None };
            match step.item {
                Item::Mention(m) => break Some((b, m)),
                Item::And => joins = true,
                Item::Comma if is_joined || joins => {}
                Item::Class | Item::Link => joins |= step.joined,
                _ => break None,
            }
            back = b;
        };
        let Some((b, mention)) = before else { break };
        let comma = (b + 1..from).any(|i| steps.get(i).is_some_and(|s| s.item == Item::Comma));
        if !(joins || is_joined && comma) {
            break;
        }
        is_joined |= joins;
        out.push(mention);
        from = b;
    }
    out
}

/// A list shares its class noun: the kinds that "the villages of A, B and C" asks of B and C.
pub(super) fn shared_class(context: &Context, steps: &[Step], mentions: &[Mention]) -> Vec<(usize, Vec<Kind>)> {
    let mut out = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let Item::Mention(last) = step.item else { continue };
        let members = listed_before(steps, at);
        let Some(first) = members.last().and_then(|m| mentions.get(*m)) else { continue };
        let Some(head) = members.last().and_then(|m| step_of(steps, *m)) else { continue };
        // The noun itself must be a plural: "the town of A and B" says nothing of B.
        let noun = (head.saturating_sub(3)..head)
            .rev()
            .find(|i| steps.get(*i).is_some_and(|s| matches!(s.item, Item::Class | Item::Quarter)));
        let is_plural = noun.and_then(|i| steps.get(i)).is_some_and(|s| {
            context.tokens.get(s.start..s.end).is_some_and(|t| t.first().is_some_and(|t| is_plural(&t.key)))
        });
        let kinds = noun.and_then(|i| steps.get(i)).and_then(|s| {
            context.cues_at(s.start).find_map(|c| match c.category {
                Category::Class(kinds) => Some(kinds.clone()),
                _ => None,
            })
        });
        let (Some(kinds), true) = (kinds, is_plural && !first.asked.is_empty()) else { continue };
        for member in members.iter().copied().chain([last]) {
            if mentions.get(member).is_some_and(|m| m.asked.is_empty()) {
                out.push((member, kinds.clone()));
            }
        }
    }
    out
}
