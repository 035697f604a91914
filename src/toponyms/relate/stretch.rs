//! Stretches: "between X and Y", "on the X–Y road", "from X to Y".

use super::steps::Item;
use super::{Grammar, Phrase};
use crate::text::Lang;
use crate::toponyms::RelationKind;

impl Grammar<'_, '_> {
    /// "between X and Y".
    pub(super) fn between(&mut self, at: usize) {
        if matches!(self.item_before(at), Item::Road | Item::Border) {
            return;
        }
        let on_road = (at.saturating_sub(3)..at).any(|i| self.item(i) == Item::Road);
        if let Some((anchors, end)) = self.pair(at + 1) {
            // "Trucks from Ivory Coast, between X and Y": no country lies between two towns.
            let of = self.placed(at).filter(|of| !anchors.contains(of) && !self.is_area(*of, false));
            let kind = if on_road { RelationKind::OnRoad } else { RelationKind::Between };
            self.push(Phrase::new(kind, of, anchors, at, end));
        }
    }

    /// "the road between X and Y", "axe X-Y", "the road from X to Y", "the X–Y road", "the road to Y".
    pub(super) fn road(&mut self, at: usize) {
        const FILLERS: &[Item] =
            &[Item::Between, Item::Link, Item::Located, Item::From, Item::Class, Item::In, Item::To];
        let mut start = self.after(at + 1, FILLERS);
        // The number of a road, and one word more: la RN17 qui mène à, الطريق الوطني 16 الممتد من.
        for _ in 0..2 {
            let goes_on = |i: usize| matches!(self.item(i), Item::Between | Item::From | Item::To | Item::Number(_));
            if matches!(self.item(start), Item::Number(_)) || self.item(start) == Item::Other && goes_on(start + 1) {
                start = self.after(start + 1, FILLERS);
            }
        }
        if let Some((anchors, end)) = self.chain(start).or_else(|| self.pair(start)).or_else(|| self.ends(start)) {
            self.push(Phrase::new(RelationKind::OnRoad, None, anchors, at, end));
            return;
        }
        if let Some(end) = at.checked_sub(1)
            && let Some((anchors, from)) = self.chain_back(end)
        {
            self.push(Phrase::new(RelationKind::OnRoad, None, anchors, from, at));
            return;
        }
        // "The main road in X" is in X.
        let is_inside = (at + 1..start).any(|i| matches!(self.key(i), "in" | "dans" | "في"))
            || self.preposition(start) == Some('ب');
        if let Item::Mention(anchor) = self.item(start)
            && !is_inside
        {
            // "At X, on the road to Y": the stretch is the one from X.
            let of = self.placed(at).filter(|of| *of != anchor);
            let origin = of.or_else(|| self.spot_before(at)).filter(|o| *o != anchor);
            let anchors = origin.into_iter().chain([anchor]).collect();
            self.push(Phrase::new(RelationKind::OnRoad, None, anchors, at, start));
        }
    }

    /// The nearest spot that the sentence names before a step.
    fn spot_before(&self, at: usize) -> Option<usize> {
        (0..at).rev().find_map(|i| match self.item(i) {
            Item::Mention(number) if !self.is_area(number, false) && !self.is_dateline(number) => Some(number),
            _ => None,
        })
    }

    /// Names joined by dashes from a step on: the first and the last ("Sévaré–Konna–Douentza").
    fn chain(&self, at: usize) -> Option<(Vec<usize>, usize)> {
        let Item::Mention(first) = self.item(at) else { return None };
        let mut end = at;
        while let (Item::Dash, Item::Mention(_)) = (self.item(end + 1), self.item(end + 2)) {
            end += 2;
        }
        let Item::Mention(last) = self.item(end) else { return None };
        (end > at).then(|| (vec![first, last], end))
    }

    /// The two ends of a road that nothing or "à" joins: "l'axe Boni Hombori", طريق بوني هومبوري, "la route de Boni à Hombori".
    fn ends(&self, at: usize) -> Option<(Vec<usize>, usize)> {
        let Item::Mention(first) = self.item(at) else { return None };
        let is_to = self.context.lang == Lang::Fr && self.key(at + 1) == "a";
        let end = at + 1 + usize::from(is_to);
        let Item::Mention(last) = self.item(end) else { return None };
        let is_apart = self.steps.get(end).is_some_and(|s| s.joined || s.preposition.is_some());
        (first != last && !is_apart).then(|| (vec![first, last], end))
    }

    /// "La route de X à Y": two mentions that are the ends of a road.
    pub(super) fn is_road_end(&self, first: usize, last: usize) -> bool {
        let after_road = (first.saturating_sub(3)..first).any(|i| self.item(i) == Item::Road);
        after_road && self.ends(first).is_some_and(|(_, end)| end == last)
    }

    /// The same backwards: "the Sévaré–Gao road", "the Kagara to Tegina highway".
    fn chain_back(&self, end: usize) -> Option<(Vec<usize>, usize)> {
        let Item::Mention(last) = self.item(end) else { return None };
        let mut from = end;
        while let Some(before) = from.checked_sub(2)
            && let (Item::Dash | Item::To, Item::Mention(_)) = (self.item(from - 1), self.item(before))
        {
            from = before;
        }
        let Item::Mention(first) = self.item(from) else { return None };
        (from < end).then(|| (vec![first, last], from))
    }

    /// Two mentions joined by "and", "to" or a dash, from step `at` on.
    pub(super) fn pair(&self, at: usize) -> Option<(Vec<usize>, usize)> {
        let first = self.after(at, &[Item::Link, Item::From, Item::Class, Item::Quarter, Item::In]);
        let Item::Mention(a) = self.item(first) else { return None };
        let mut next = first + 1;
        // An admin chain in brackets may follow the first name.
        if self.item(next) == Item::Open {
            next = (next..next + 8).find(|i| self.item(*i) == Item::Close)? + 1;
        }
        let joiner = self.after(
            next,
            &[
                Item::And,
                Item::To,
                Item::Dash,
                Item::Between,
                Item::Link,
                Item::Class,
                Item::Quarter,
                Item::From,
                Item::In,
            ],
        );
        let Item::Mention(b) = self.item(joiner) else { return None };
        // "Reliant X à Y".
        let is_linked = (at.saturating_sub(2)..first).any(|i| self.item(i) == Item::Between)
            && (next..joiner).any(|i| self.key(i) == "a")
            && self.context.lang == Lang::Fr;
        let is_joined = is_linked
            || self
                .steps
                .get(next..=joiner)?
                .iter()
                .any(|s| s.joined || matches!(s.item, Item::And | Item::To | Item::Dash));
        (is_joined && a != b).then(|| (vec![a, b], joiner))
    }

    /// "Bound for Y, coming from X": the destination comes first.
    fn arrival(&mut self, at: usize, end: usize, origin: usize) {
        if !self.steps.get(at).is_some_and(|s| s.is_motion) {
            return;
        }
        let bound = (at.saturating_sub(6)..at).rev().find_map(|i| match self.item(i) {
            Item::Mention(m) => Some((i, m)),
            _ => None,
        });
        let bound = bound.filter(|(i, _)| (i.saturating_sub(4)..*i).any(|b| self.item(b) == Item::To));
        if let Some((from, target)) = bound.filter(|(_, t)| *t != origin) {
            self.push(Phrase::new(RelationKind::Path, None, vec![origin, target], from, end));
        }
    }

    /// "from X to Y", "de X, Y et Z vers W".
    pub(super) fn path(&mut self, at: usize) {
        let first = self.after(at + 1, &[Item::Link, Item::Class, Item::Quarter]);
        let Item::Mention(a) = self.item(first) else { return };
        // Several origins: the first stands for them.
        let mut end = first;
        loop {
            let joiner = self.after(end + 1, &[Item::Comma, Item::And, Item::Link, Item::From, Item::Class]);
            let is_listed = (end + 1..joiner).any(|i| matches!(self.item(i), Item::Comma | Item::And))
                || self.steps.get(joiner).is_some_and(|s| s.joined);
            if !is_listed || !matches!(self.item(joiner), Item::Mention(_)) {
                break;
            }
            end = joiner;
        }
        let to = self.after(end + 1, &[Item::Link, Item::Comma]);
        let bound = if self.item(to) == Item::To { to } else { return self.arrival(at, end, a) };
        let last = self.after(bound + 1, &[Item::Link, Item::To, Item::Class, Item::From, Item::In]);
        if let Item::Mention(b) = self.item(last)
            && a != b
        {
            // "On the road that runs from X to Y".
            let on_road = (at.saturating_sub(3)..at).any(|i| self.item(i) == Item::Road);
            let kind = if on_road { RelationKind::OnRoad } else { RelationKind::Path };
            self.push(Phrase::new(kind, None, vec![a, b], at, last));
        }
    }
}
