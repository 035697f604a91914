//! The grammar of spatial phrases: from lexicon words and mentions to [`Relation`]s.
//!
//! Arabic, French and English all put the anchor after the phrase ("25 km north of X"), so that one
//! grammar serves them; what differs are the words, which the lexicons hold, and English class nouns,
//! roads and possessors, which may also stand on the other side ("Mopti region", "the Sévaré–Gao road",
//! "Mali's Mopti region"). A sentence is first turned into steps (`steps`), then each step that opens a
//! phrase is read: distances and directions (`distance`), roads and stretches (`stretch`), borders
//! (`border`), areas that hold a place (`area`); `placed` tells what a phrase places.

mod area;
mod border;
mod distance;
mod placed;
mod steps;
mod stretch;

use super::context::Context;
use super::recognise::Found;
use super::{Direction, Mention, Relation, RelationKind};
use steps::{Item, Step};

/// The longest run of fillers that a phrase may hold between two of its parts.
const FILLERS: usize = 7;

/// Reads the relations of one sentence. `offset` is the byte of the sentence in the article;
/// the mentions of the sentence are those from number `first` on.
pub(super) fn relations(context: &Context, offset: usize, sentence: usize, found: &mut Found, first: usize) {
    let steps = steps::steps(context, offset, found, first);
    for (mention, kinds) in placed::shared_class(context, &steps, &found.mentions) {
        if let Some(mention) = found.mentions.get_mut(mention) {
            mention.asked = kinds;
        }
    }
    let mut grammar =
        Grammar { context, offset, sentence, steps: &steps, mentions: &found.mentions, first, out: Vec::new() };
    grammar.read();
    let relations = grammar.out;
    found.relations.extend(relations);
}

struct Grammar<'a, 'c> {
    context: &'a Context<'c>,
    offset: usize,
    sentence: usize,
    steps: &'a [Step],
    /// Those of the article so far; the sentence's own are the ones from `first` on.
    mentions: &'a [Mention],
    first: usize,
    out: Vec<Relation>,
}

/// A phrase that was read: what [`Relation`] says, with the steps that it covers.
struct Phrase {
    kind: RelationKind,
    of: Option<usize>,
    anchors: Vec<usize>,
    km: Option<f64>,
    direction: Option<Direction>,
    from: usize,
    to: usize,
}

impl Phrase {
    fn new(kind: RelationKind, of: Option<usize>, anchors: Vec<usize>, from: usize, to: usize) -> Self {
        Phrase { kind, of, anchors, km: None, direction: None, from, to }
    }
}

impl Grammar<'_, '_> {
    fn read(&mut self) {
        for at in 0..self.steps.len() {
            match self.item(at) {
                Item::Number(km) => self.distance(at, km),
                Item::Some => self.some_km(at),
                Item::Km(factor) => self.dual(at, factor),
                Item::Dir(direction) => self.direction(at, direction),
                Item::Near => self.near(at),
                Item::Between => self.between(at),
                Item::Road => self.road(at),
                Item::Border => self.border(at, at, None, None),
                Item::Tri => self.push(Phrase::new(RelationKind::Border, None, Vec::new(), at, at)),
                Item::Along => self.along(at),
                Item::Quarter => self.quarter(at),
                Item::From => self.path(at),
                Item::Genitive => self.genitive(at),
                Item::Mention(number) => self.within(at, number),
                Item::Other if self.is_colon(at) => self.announced(at),
                _ => {}
            }
        }
        self.share();
        self.located();
        self.out.sort_by_key(|r| r.range.start);
    }

    fn item(&self, at: usize) -> Item {
        self.steps.get(at).map_or(Item::Other, |s| s.item)
    }

    fn item_before(&self, at: usize) -> Item {
        at.checked_sub(1).map_or(Item::Other, |b| self.item(b))
    }

    /// The folded first word of a step.
    fn key(&self, at: usize) -> &str {
        self.steps.get(at).and_then(|s| self.context.tokens.get(s.start)).map_or("", |t| t.key.as_str())
    }

    fn is_colon(&self, at: usize) -> bool {
        self.steps.get(at).and_then(|s| self.context.tokens.get(s.start)).is_some_and(|t| t.is_sign(":"))
    }

    /// The first step from `at` on that is none of the fillers, within a few steps.
    fn after(&self, at: usize, fillers: &[Item]) -> usize {
        let mut next = at;
        while next < at + FILLERS && self.steps.get(next).is_some_and(|s| fillers.contains(&s.item)) {
            next += 1;
        }
        next
    }

    /// The preposition attached before a step (ب, ل).
    fn preposition(&self, at: usize) -> Option<char> {
        self.steps.get(at).and_then(|s| s.preposition)
    }

    fn is_area(&self, mention: usize, asked: bool) -> bool {
        let Some(mention) = self.mentions.get(mention) else { return false };
        match mention.asked.first() {
            Some(kind) => kind.is_area(),
            None => asked || mention.is_country_like || mention.is_area,
        }
    }

    /// True when the step is a part of a phrase that was read already.
    fn is_read(&self, at: usize) -> bool {
        self.steps.get(at).is_some_and(|s| {
            let byte = self.byte(s.start);
            self.out.iter().any(|r| r.range.start <= byte && byte < r.range.end && r.kind != RelationKind::In)
        })
    }

    fn byte(&self, token: usize) -> usize {
        self.offset + self.context.tokens.get(token).map_or(0, |t| t.range.start)
    }

    fn push(&mut self, phrase: Phrase) {
        let (Some(first), Some(last)) = (self.steps.get(phrase.from), self.steps.get(phrase.to)) else { return };
        let end = self.context.tokens.get(last.end.saturating_sub(1)).map_or(0, |t| t.range.end) + self.offset;
        let range = self.byte(first.start)..end;
        let Phrase { kind, of, anchors, km, direction, .. } = phrase;
        let is_known = |r: &Relation| r.kind == kind && r.of == of && r.anchors == anchors && r.direction == direction;
        if !self.out.iter().any(is_known) {
            self.out.push(Relation { kind, of, anchors, km, direction, range, sentence: self.sentence });
        }
    }
}

#[cfg(test)]
mod tests;
