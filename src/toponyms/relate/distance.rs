//! Distances and directions: "25 km north-east of X", "near X", "the south of Mali".

use super::steps::Item;
use super::{Grammar, Phrase};
use crate::text::TokenKind;
use crate::toponyms::{Direction, RelationKind};

/// Words that may stand between the parts of a phrase of distance.
const FILLERS: &[Item] = &[Item::Link, Item::Located, Item::From, Item::In, Item::Class, Item::To];

impl Grammar<'_, '_> {
    /// "25 km [north-east] of X", "25 km from the border".
    pub(super) fn distance(&mut self, at: usize, value: f64) {
        let unit = self.after(at + 1, &[Item::Link, Item::From]);
        if let Item::Km(factor) = self.item(unit) {
            self.after_unit(at, unit, value * factor);
        }
    }

    /// كيلومترين: the dual is a unit and its number in one word.
    pub(super) fn dual(&mut self, at: usize, factor: f64) {
        let is_dual = self.key(at).ends_with("ين");
        if is_dual && !matches!(self.item_before(at), Item::Number(_) | Item::Some) {
            self.after_unit(at, at, 2.0 * factor);
        }
    }

    /// "A few kilometres from X" is near X; with a direction it is that side of X.
    pub(super) fn some_km(&mut self, at: usize) {
        let unit = self.after(at + 1, &[Item::Link, Item::From]);
        if !matches!(self.item(unit), Item::Km(_)) {
            return;
        }
        let next = self.after(unit + 1, FILLERS);
        if let Item::Mention(anchor) = self.item(next) {
            let of = self.placed(at).filter(|of| *of != anchor);
            self.push(Phrase::new(RelationKind::Near, of, vec![anchor], at, next));
        }
    }

    fn after_unit(&mut self, at: usize, unit: usize, km: f64) {
        if !(0.1..=2000.0).contains(&km) {
            return;
        }
        // "100 km (62 miles) north-east of".
        let close = (unit + 2..unit + 5).find(|i| self.item(*i) == Item::Close);
        let unit = close.filter(|_| self.item(unit + 1) == Item::Open).unwrap_or(unit);
        let mut next = self.after(unit + 1, FILLERS);
        let mut direction = None;
        if let Item::Dir(wind) = self.item(next) {
            direction = Some(wind);
            next = self.after(next + 1, FILLERS);
        }
        // "Ten kilometres outside X".
        if self.item(next) == Item::Near {
            next = self.after(next + 1, FILLERS);
        }
        let of = self.placed(at);
        let (anchor, to) = match self.item(next) {
            // "7 km from the Niger border".
            Item::Mention(_) if self.item(next + 1) == Item::Border => {
                return self.border(at, next + 1, Some(km), direction);
            }
            Item::Mention(anchor) => (anchor, next),
            Item::Border => return self.border(at, next, Some(km), direction),
            // "60 km to the north", "10 km de là", "من البلدة": of the place spoken of before.
            _ if self.points_back(unit + 1, next) || direction.is_some() && !self.is_of_capital(unit + 1, next) => {
                // "Near X, five km north of the town": the town is X.
                let is_town = |of: &usize| self.is_governed_by_near(*of, at) && self.points_back(unit + 1, next);
                match self.spoken_of(at, of.filter(|of| !is_town(of))) {
                    Some(anchor) => (anchor, next.saturating_sub(1).max(unit)),
                    None => return,
                }
            }
            _ => return,
        };
        let of = of.filter(|of| *of != anchor);
        let phrase = Phrase::new(RelationKind::Distance, of, vec![anchor], at, to);
        self.push(Phrase { km: Some(km), direction, ..phrase });
    }

    /// "400 km south of the capital": of a town that is not named, whatever was spoken of.
    fn is_of_capital(&self, from: usize, to: usize) -> bool {
        (from..=to).any(|i| matches!(self.key(i), "capital" | "capitale" | "العاصمه" | "للعاصمه"))
    }

    /// A mention before step `at` stands right behind "near".
    fn is_governed_by_near(&self, mention: usize, at: usize) -> bool {
        let step = (0..at).rev().find(|i| self.item(*i) == Item::Mention(mention));
        step.is_some_and(|step| self.item_before(step) == Item::Near)
    }

    /// "From the town", "from there": a class noun or a pro-form between the steps and no name.
    fn points_back(&self, from: usize, to: usize) -> bool {
        if self.is_of_capital(from, to) {
            return false;
        }
        (from..=to).any(|i| {
            self.item(i) == Item::Class
                || matches!(self.key(i), "la" | "there" | "here" | "ici" | "منها" | "منه" | "هناك" | "عنها" | "عنه")
                    && self.item(i + 1) != Item::Class
        })
    }

    /// "north-west of X", "the north of Mali", "شمال البلاد", "the northern town of X".
    pub(super) fn direction(&mut self, at: usize, direction: Direction) {
        // Part of a phrase of distance that was read already.
        if self.is_read(at) {
            return;
        }
        let wind = |phrase: Phrase| Phrase { direction: Some(direction), ..phrase };
        let is_adjective = self.is_adjective(at);
        let next = self.after(at + 1, &[Item::Link, Item::Located, Item::From, Item::Class, Item::Quarter]);
        let asked_area = (at + 1..next).any(|i| self.item(i) == Item::Class);
        match self.item(next) {
            // "The northern town of X" lies in the north of its country; "northern Mopti region" is a part of it.
            Item::Mention(placed) if is_adjective && matches!(self.item(at + 1), Item::Class | Item::Quarter) => {
                self.push(wind(Phrase::new(RelationKind::PartOf, Some(placed), Vec::new(), at, next)));
            }
            Item::Mention(anchor) => {
                // "The eastern quarters of Timbuktu": a part of the town itself.
                let inside = is_adjective
                    || self.is_definite_adjective(at) && (at + 1..=next).any(|i| self.preposition(i) == Some('ل'));
                let is_area = self.is_area(anchor, asked_area);
                let kind = if is_area || inside || direction == Direction::Centre {
                    RelationKind::PartOf
                } else {
                    RelationKind::Direction
                };
                let of = self.placed(at).filter(|of| *of != anchor);
                // A quarter lies in its town, on whichever side.
                let quarter = of
                    .and_then(|of| self.mentions.get(of))
                    .is_some_and(|m| m.asked.first() == Some(&crate::gazetteer::Kind::Quarter));
                let kind = if quarter && kind == RelationKind::Direction { RelationKind::QuarterOf } else { kind };
                self.push(wind(Phrase::new(kind, of, vec![anchor], at, next)));
            }
            Item::Whole => {
                let of = self.placed(at);
                self.push(wind(Phrase::new(RelationKind::PartOf, of, Vec::new(), at, next)));
            }
            _ if self.is_alone(at, next) => {
                if let Some(of) = self.placed(at) {
                    self.push(wind(Phrase::new(RelationKind::PartOf, Some(of), Vec::new(), at, at)));
                }
            }
            _ => self.part_of_owner(at, direction),
        }
    }

    /// "Djibo (north)", "Djibo, in the north,": a wind alone in brackets, or behind "in" and before a sign, is a
    /// part of the country.
    fn is_alone(&self, at: usize, next: usize) -> bool {
        let mut from = at;
        while from > 0 && self.item(from - 1) == Item::Link {
            from -= 1;
        }
        match self.item_before(from) {
            Item::Open => next == at + 1 && self.item(next) == Item::Close,
            Item::In => self.steps.get(at + 1).is_none_or(|s| {
                self.context.tokens.get(s.start).is_some_and(|t| t.kind == TokenKind::Sign && s.item != Item::Dash)
            }),
            _ => false,
        }
    }

    /// "Mali's north", "the country's north-east"; "north of the town".
    fn part_of_owner(&mut self, at: usize, direction: Direction) {
        let Some(owner) = at.checked_sub(2).filter(|_| self.item_before(at) == Item::Genitive) else { return };
        let anchors = match self.item(owner) {
            Item::Mention(anchor) => vec![anchor],
            Item::Whole => Vec::new(),
            _ => return,
        };
        let phrase = Phrase::new(RelationKind::PartOf, self.placed(owner), anchors, owner, at);
        self.push(Phrase { direction: Some(direction), ..phrase });
    }

    /// Northern, central: an English adjective, which the noun it belongs to follows.
    fn is_adjective(&self, at: usize) -> bool {
        let key = self.key(at);
        key.ends_with("ern") || key == "central"
    }

    /// الشمالية: an Arabic adjective, which stands behind its noun.
    fn is_definite_adjective(&self, at: usize) -> bool {
        let token = self.steps.get(at).and_then(|s| self.context.tokens.get(s.end.saturating_sub(1)));
        token.is_some_and(|t| t.key.starts_with("ال") && t.key.ends_with("يه"))
    }

    pub(super) fn near(&mut self, at: usize) {
        // Part of a phrase of distance that was read already.
        if self.is_read(at) {
            return;
        }
        let mut next = self.after(at + 1, &[Item::Link, Item::Located, Item::From, Item::In, Item::Class]);
        // "At the northern entrance of X".
        if let Item::Dir(_) = self.item(next) {
            next = self.after(next + 1, &[Item::Link, Item::From, Item::In, Item::Class]);
        }
        // The border itself is read at its own word: "near the border", "near the Mali border".
        if let Item::Mention(anchor) = self.item(next)
            && !matches!(self.item(next + 1), Item::Border)
            && !(self.item(next + 1) == Item::Genitive && self.item(next + 2) == Item::Border)
        {
            let of = self.placed(at).filter(|of| *of != anchor);
            self.push(Phrase::new(RelationKind::Near, of, vec![anchor], at, next));
        }
    }
}
