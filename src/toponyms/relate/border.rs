//! Borders: "near the border with Mauritania", "on the Mali–Niger border", "10 km from the border".

use super::steps::Item;
use super::{Grammar, Phrase};
use crate::toponyms::{Direction, RelationKind};

impl Grammar<'_, '_> {
    /// The phrase opens at `start`; the word for a border stands at `at`.
    pub(super) fn border(&mut self, start: usize, at: usize, km: Option<f64>, direction: Option<Direction>) {
        let byte = self.steps.get(at).map_or(0, |s| self.byte(s.start));
        if km.is_none() && self.out.iter().any(|r| r.kind == RelationKind::BorderDistance && r.range.contains(&byte)) {
            return;
        }
        const FILLERS: &[Item] = &[Item::Link, Item::From, Item::In, Item::Class, Item::Between];
        let mut anchors = Vec::new();
        let mut end = at;
        // An adjective may stand between: الحدود البرية مع.
        let with = (at + 1..=at + 3).find(|i| self.is_with(*i));
        let next = self.after(with.map_or(at + 1, |w| w + 1), FILLERS);
        if let Item::Mention(first) = self.item(next) {
            anchors.push(first);
            end = next;
            if let Some((pair, last)) = self.pair(next) {
                anchors = pair;
                end = last;
            }
        } else if let Some(before) = at.checked_sub(1)
            && let Item::Mention(last) = self.item(before)
        {
            // "the Mali-Niger border"
            if let (Some(Item::Dash), Some(Item::Mention(first))) =
                (before.checked_sub(1).map(|i| self.item(i)), before.checked_sub(2).map(|i| self.item(i)))
            {
                anchors.push(first);
            }
            anchors.push(last);
        } else if self.item_before(at) == Item::Genitive
            && let Some(Item::Mention(owner)) = at.checked_sub(2).map(|i| self.item(i))
        {
            // "Mali's border with Niger" has both; "near Mali's border" one.
            anchors.push(owner);
        }
        // "Border guards" and the borders of a continent are no place.
        let is_place = matches!(self.item_before(start), Item::Near | Item::In | Item::Along | Item::To | Item::Dir(_))
            || self.item_before(start) == Item::Link && matches!(self.item_before(start - 1), Item::Near | Item::In)
            || start < at
            || self.preposition(at).is_some();
        if anchors.is_empty() && !is_place {
            return;
        }
        let kind = if km.is_some() { RelationKind::BorderDistance } else { RelationKind::Border };
        let of = self.placed(start).filter(|of| !anchors.contains(of));
        self.push(Phrase { km, direction, ..Phrase::new(kind, of, anchors, start, end) });
    }

    fn is_with(&self, at: usize) -> bool {
        self.item(at) == Item::Other && matches!(self.key(at), "مع" | "avec" | "with")
    }
}
