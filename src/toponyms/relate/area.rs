//! Areas that hold a place: "X, in the region of Y", "X (Y, Z)", "Mali's Mopti region", a quarter of a
//! town, a place on a river; and "in X" of what the clause itself reports.

use super::steps::Item;
use super::{Grammar, Phrase};
use crate::gazetteer::Kind;
use crate::text::Lang;
use crate::toponyms::RelationKind;
use crate::toponyms::context::is_plural;

impl Grammar<'_, '_> {
    /// "Along the river X", "on the left bank of X", "the X's left bank".
    pub(super) fn along(&mut self, at: usize) {
        const FILLERS: &[Item] = &[Item::Link, Item::From, Item::Class, Item::In, Item::To];
        let mut next = self.after(at + 1, FILLERS);
        // One adjective may stand between: الضفة اليمنى لنهر, rive gauche du.
        if matches!(self.item(next), Item::Other | Item::Dir(_)) {
            next = self.after(next + 1, FILLERS);
        }
        if let Item::Mention(anchor) = self.item(next) {
            let of = self.placed(at).filter(|of| *of != anchor);
            self.push(Phrase::new(RelationKind::Along, of, vec![anchor], at, next));
            return;
        }
        let owner = (at.saturating_sub(3)..at).rev().find(|i| self.item(*i) == Item::Genitive);
        if let Some(owner) = owner.and_then(|i| i.checked_sub(1))
            && let Item::Mention(anchor) = self.item(owner)
        {
            self.push(Phrase::new(RelationKind::Along, self.placed(owner), vec![anchor], owner, at));
        }
    }

    /// "the quarter X of the town Y", "a quarter of Y".
    pub(super) fn quarter(&mut self, at: usize) {
        let next = self.after(at + 1, &[Item::Link, Item::From]);
        let Item::Mention(first) = self.item(next) else { return };
        // "The Médina neighbourhood of Bamako".
        if let Item::Mention(quarter) = self.item_before(at)
            && next > at + 1
            && self.context.lang == Lang::En
        {
            self.push(Phrase::new(RelationKind::QuarterOf, Some(quarter), vec![first], at - 1, next));
            return;
        }
        let second = self.after(next + 1, &[Item::Link, Item::Located, Item::From, Item::In, Item::Class, Item::Comma]);
        if let Item::Mention(town) = self.item(second)
            && (second > next + 1 || self.preposition(second).is_some())
            && !self.is_country_like(town)
        {
            self.push(Phrase::new(RelationKind::QuarterOf, Some(first), vec![town], at, second));
        }
    }

    /// "Mali's Mopti region", "Bamako's Médina Coura", "Niger's western region of Tillabéri".
    pub(super) fn genitive(&mut self, at: usize) {
        let Item::Mention(owner) = self.item_before(at) else { return };
        let mut next = at + 1;
        // An adjective: "Mali's restive central Mopti region".
        if self.item(next) == Item::Other && matches!(self.item(next + 1), Item::Dir(_) | Item::Class) {
            next += 1;
        }
        while next < at + 6
            && matches!(self.item(next), Item::Dir(_) | Item::Class | Item::Quarter | Item::Link | Item::Dash)
        {
            next += 1;
        }
        if let Item::Mention(owned) = self.item(next)
            && owned != owner
        {
            self.push(Phrase::new(RelationKind::In, Some(owned), vec![owner], at - 1, next));
        }
    }

    fn is_country_like(&self, mention: usize) -> bool {
        self.mentions.get(mention).is_some_and(|m| m.is_country_like)
    }

    /// A mention that follows another as the area that holds it: "X, in the region of Y", "X (Y, Z)".
    pub(super) fn within(&mut self, at: usize, area: usize) {
        let Some(step) = self.steps.get(at) else { return };
        if step.joined {
            return;
        }
        let mut back = at;
        let mut has_in = step.preposition == Some('ب');
        let (mut has_class, mut has_open, mut has_comma) = (false, false, false);
        while let Some(before) = back.checked_sub(1).filter(|b| at - b <= 6) {
            match self.item(before) {
                Item::In => has_in = true,
                Item::Class => {
                    has_class = true;
                    has_in |= matches!(self.preposition(before), Some('ب' | 'ل'));
                }
                Item::Open => has_open = true,
                Item::Comma => has_comma = true,
                Item::From | Item::Link | Item::Located | Item::Close => {}
                Item::Mention(inner) if inner != area => {
                    // English puts the noun behind: "Konna, Mopti region".
                    let class_after = self.item(at + 1) == Item::Class;
                    let is_wide = self.is_area(area, has_class || class_after);
                    // "From Kidal in Gao": the first is no part of the second.
                    let is_origin = matches!(self.item_before(before), Item::From | Item::To | Item::Between)
                        || self.is_road_end(before, at);
                    // "Dori, Soum and Yagha": a list, whatever they are.
                    let goes_on = self.item(at + 1) == Item::And
                        || self.steps.get(at + 1).is_some_and(|s| s.joined && matches!(s.item, Item::Mention(_)));
                    let is_wide = is_wide && (has_in || has_class || !has_comma || !goes_on);
                    let is_contained = has_open
                        || self.is_class_of(before, at)
                        || has_comma && !has_in && self.is_in_bracket(before)
                        || has_in && (is_wide || !is_origin && !has_comma)
                        || (has_class || has_comma) && is_wide;
                    let is_read = self.out.iter().any(|r| {
                        r.of == Some(inner) && r.anchors.contains(&area)
                            || r.of == Some(area) && r.anchors.contains(&inner)
                    });
                    // "Arrivals in Niger, at Torodi"; "Mali, Niger"; "on the Niger's left bank".
                    let is_wrong = self.is_country_like(inner) || self.item(at + 1) == Item::Genitive;
                    if is_contained && !is_wrong && !is_read && !self.is_water(area, before + 1, at) {
                        self.push(Phrase::new(RelationKind::In, Some(inner), vec![area], before, at));
                    }
                    return;
                }
                _ => return,
            }
            back = before;
        }
    }

    /// "Five villages of the district of Maradun: A, B and C": the list lies in the area before the colon.
    pub(super) fn announced(&mut self, colon: usize) {
        /// Steps from the class noun to the colon.
        const REACH: usize = 8;
        let from = colon.saturating_sub(REACH);
        let is_head = |i: &usize| {
            self.steps.get(*i).is_some_and(|s| {
                s.item == Item::Class && self.context.tokens.get(s.start).is_some_and(|t| is_plural(&t.key))
            })
        };
        let Some(head) = (from..colon).find(is_head) else { return };
        let named = (head..colon).find_map(|i| match self.item(i) {
            Item::Mention(area) => Some((i, area)),
            _ => None,
        });
        let Some((at, area)) = named else { return };
        // "Of Mayo-Sava and Mayo-Tsanaga: A, B": which lies in which, the text does not say.
        let is_called = (head + 1..at).any(|i| self.item(i) == Item::Class);
        if !self.is_area(area, is_called) || (at..colon).any(|i| self.item(i) == Item::And) {
            return;
        }
        let mut member = colon + 1;
        while let Item::Mention(of) = self.item(member) {
            self.push(Phrase::new(RelationKind::In, Some(of), vec![area], at, member));
            let next = self.after(member + 1, &[Item::Comma, Item::And, Item::Link]);
            let is_joined = next > member + 1 || self.steps.get(next).is_some_and(|s| s.joined);
            if !is_joined {
                break;
            }
            member = next;
        }
    }

    /// "The Koyinga village of Sangha": in English the class noun between two names is the first one's.
    fn is_class_of(&self, inner: usize, outer: usize) -> bool {
        self.context.lang == Lang::En
            && self.item(inner + 1) == Item::Class
            && inner + 3 == outer
            && self.key(inner + 2) == "of"
    }

    /// True when the name at a step stands in brackets that list no more than an admin chain.
    fn is_in_bracket(&self, at: usize) -> bool {
        let Some(open) = (at.saturating_sub(6)..at).rev().find(|i| matches!(self.item(*i), Item::Open | Item::Close))
        else {
            return false;
        };
        let Some(close) = (at..at + 9).find(|i| self.item(*i) == Item::Close) else { return false };
        let names = (open..close).filter(|i| matches!(self.item(*i), Item::Mention(_))).count();
        self.item(open) == Item::Open
            && names <= 3
            && !(open..close).any(|i| self.item(i) == Item::And || self.steps.get(i).is_some_and(|s| s.joined))
    }

    /// A river or lake, by its class noun or by what it is asked to be.
    fn is_water(&self, mention: usize, from: usize, to: usize) -> bool {
        let asked = self.mentions.get(mention).and_then(|m| m.asked.first());
        matches!(asked, Some(Kind::River | Kind::Lake))
            || self.steps.get(from..to).is_some_and(|steps| steps.iter().any(|s| s.is_water))
    }

    /// "In X", "at X", "on the river X" of what the clause itself reports: names that a preposition of
    /// place governs and that no other phrase uses.
    pub(super) fn located(&mut self) {
        for at in 0..self.steps.len() {
            let Item::Mention(place) = self.item(at) else { continue };
            let is_used = self.out.iter().any(|r| r.anchors.contains(&place));
            if self.is_dateline(place) || is_used || self.item(at + 1) == Item::Genitive {
                continue;
            }
            let mut from = at;
            let mut governed = self.preposition(at) == Some('ب');
            let mut of_what = false;
            while let Some(before) = from.checked_sub(1).filter(|b| at - b <= 7 && !governed) {
                match self.item(before) {
                    Item::Class | Item::Quarter => {
                        of_what = false;
                        governed = self.preposition(before) == Some('ب');
                    }
                    Item::Link | Item::Dir(_) => {}
                    // "In the village of X": the "of" is that of the class noun.
                    Item::From => of_what = true,
                    Item::In => governed = !of_what,
                    Item::Verb => governed = true,
                    Item::Genitive => from = before.saturating_sub(1),
                    _ => break,
                }
                if of_what && self.item(before) == Item::In {
                    break;
                }
                from = from.min(before);
            }
            if governed {
                let is_water = self.is_water(place, from, at);
                let kind = if is_water { RelationKind::Along } else { RelationKind::In };
                let of = if is_water { self.placed(from).filter(|of| *of != place) } else { None };
                self.push(Phrase::new(kind, of, vec![place], from, at));
            }
        }
    }
}
