//! Where something lies whose own name means nothing known: what else the text says narrows it down,
//! and the radius says how far. Never a guess at the name.

use super::{Location, Locator, commune, is_seat, radii};
use crate::gazetteer::{Kind, Place};
use crate::space::{LonLat, Placement};
use crate::toponyms::{Relation, RelationKind};
use std::sync::Arc;

/// The phrases that narrow a place down most come first.
fn rank(kind: RelationKind) -> u8 {
    match kind {
        RelationKind::Distance => 0,
        RelationKind::QuarterOf => 1,
        RelationKind::Near => 2,
        RelationKind::Direction => 3,
        RelationKind::Between | RelationKind::OnRoad | RelationKind::Path => 4,
        RelationKind::BorderDistance => 5,
        RelationKind::In | RelationKind::Along => 6,
        RelationKind::PartOf => 7,
        RelationKind::Border => 8,
    }
}

/// How wide an area of a kind is beside others.
fn breadth(kind: Kind) -> u8 {
    match kind {
        Kind::Admin3 => 0,
        Kind::Admin2 => 1,
        Kind::Admin1 => 2,
        Kind::Region => 3,
        _ => 4,
    }
}

/// Bytes that a comma or an opening bracket between two names takes, with its space.
const LONGEST_SIGN: usize = 3;

impl Locator<'_> {
    /// By the phrases that place the name; by the town of a quarter; by the area that its sentence, and
    /// then the text before it, names.
    pub(super) fn fallback(&self, at: &[usize]) -> Option<Location> {
        let mut phrases: Vec<&Relation> =
            self.found.relations.iter().filter(|r| r.of.is_some_and(|of| at.contains(&of))).collect();
        phrases.sort_by_key(|r| rank(r.kind));
        let told = phrases.into_iter().find_map(|r| self.by_relation(r, at).map(|l| (l, Some(r.kind))));
        let (mut location, kind) = told.or_else(|| self.around(*at.first()?).map(|l| (l, None)))?;
        radii().apply(&mut location, kind);
        if location.doubt.is_empty() {
            let name = at.first().map_or("", |m| self.surface(*m));
            location.doubt = format!("{name} is not in the gazetteer");
            location.confidence *= super::LOST;
        }
        Some(location)
    }

    /// The place named right behind it, the town that an unknown quarter belongs to, or the smallest area or, for want of
    /// one, the nearest place that the sentence names.
    fn around(&self, mention: usize) -> Option<Location> {
        let own = self.found.mentions.get(mention)?;
        let earlier = |test: &dyn Fn(&Place) -> bool| {
            let before = (0..mention).rev().filter(|&m| self.found.mentions.get(m).is_some_and(|m| !m.is_dateline));
            before.filter_map(|m| self.place(m)).find(|(p, _)| test(p))
        };
        if own.asked.first() == Some(&Kind::Quarter)
            && let Some((town, confidence)) = earlier(&|p| matches!(p.kind, Kind::City | Kind::Town))
        {
            return Some(self.inside(&town, confidence));
        }
        if let Some((place, confidence)) = self.apposed(mention) {
            return Some(self.around_seat(&place, confidence));
        }
        let same = |m: &usize| self.found.mentions.get(*m).is_some_and(|m| m.sentence == own.sentence);
        let here = (0..self.found.mentions.len()).filter(same).filter_map(|m| self.place(m));
        let narrowest = here.filter(|(p, _)| p.kind.is_area()).min_by_key(|(p, _)| breadth(p.kind));
        let narrowest = narrowest.filter(|(p, _)| p.kind != Kind::Country);
        if narrowest.is_none()
            && let Some((place, confidence)) = self.beside(mention, 0)
        {
            return Some(self.about(&place, confidence));
        }
        let narrowest = narrowest.or_else(|| self.divisions_before(mention));
        if narrowest.is_none()
            && let Some((place, confidence)) = self.beside(mention, 1)
        {
            return Some(self.about(&place, confidence));
        }
        let (area, confidence) = narrowest.or_else(|| Some((self.home()?, 0.9)))?;
        Some(self.inside(&area, confidence))
    }

    /// The narrowest of the divisions that the nearest sentence before a name speaks of.
    fn divisions_before(&self, mention: usize) -> Option<(Arc<Place>, f64)> {
        let sentence = |m: usize| self.found.mentions.get(m).filter(|m| !m.is_dateline).map(|m| m.sentence);
        let division = |m: usize| self.place(m).filter(|(p, _)| p.kind.is_division() && p.kind != Kind::Country);
        let told = (0..mention).rev().find(|&m| sentence(m).is_some() && division(m).is_some()).and_then(sentence)?;
        let there = (0..mention).rev().filter(|&m| sentence(m) == Some(told)).filter_map(division);
        there.min_by_key(|(p, _)| breadth(p.kind))
    }

    /// What holds a place that is itself not known: "in Gatawa (Sabon Birni, Sokoto)", "in B, in the commune of C".
    pub(super) fn holder(&self, unknown: usize) -> Option<Location> {
        let holds = |r: &&Relation| r.of == Some(unknown) && r.kind == RelationKind::In;
        let told =
            self.found.relations.iter().filter(holds).find_map(|r| r.anchors.iter().find_map(|a| self.place(*a)));
        let (place, confidence) = self.apposed(unknown).or(told)?;
        let doubt = format!("{} is not in the gazetteer", self.surface(unknown));
        Some(Location { doubt, ..self.around_seat(&place, confidence * super::LOST) })
    }

    /// The place that stands right behind a name, with only a sign between: "Gakara, Kolofata", "Gakara (Kolofata)".
    fn apposed(&self, mention: usize) -> Option<(Arc<Place>, f64)> {
        let (own, next) = (self.found.mentions.get(mention)?, self.found.mentions.get(mention + 1)?);
        let is_next = next.sentence == own.sentence && next.range.start.saturating_sub(own.range.end) <= LONGEST_SIGN;
        let (place, confidence) = self.place(mention + 1).filter(|_| is_next)?;
        (is_seat(&place) || matches!(place.kind, Kind::Admin1 | Kind::Admin2)).then_some((place, confidence))
    }

    /// The town or village that stands nearest to a name, at most so many sentences away, one behind it rather than one before.
    fn beside(&self, mention: usize, sentences: usize) -> Option<(Arc<Place>, f64)> {
        let own = self.found.mentions.get(mention)?;
        let is_here = |m: &usize| {
            let other = self.found.mentions.get(*m);
            other.is_some_and(|m| m.sentence.abs_diff(own.sentence) <= sentences && !m.is_dateline)
        };
        let spot = |m: usize| self.place(m).filter(|(p, sure)| is_seat(p) && *sure >= super::REVIEW_BELOW);
        let behind = (mention + 1..self.found.mentions.len()).take_while(is_here);
        let before = (0..mention).rev().take_while(is_here);
        behind.chain(before).find_map(spot)
    }

    /// Somewhere about a place that is named nearby.
    fn about(&self, place: &Arc<Place>, confidence: f64) -> Location {
        let point = place.point.unwrap_or(LonLat::new(0.0, 0.0));
        Location {
            placement: Placement::disc(point, radii().get("place.beside")),
            precision: super::GeoPrecision::Region,
            relation: format!("near {}", place.name),
            ..self.inside(place, confidence)
        }
    }

    /// In an area, or in what a town or village is the seat of.
    fn around_seat(&self, place: &Arc<Place>, confidence: f64) -> Location {
        let whole = self.inside(place, confidence);
        match commune(place) {
            Some(placement) => Location { placement, ..whole },
            None => whole,
        }
    }

    fn inside(&self, place: &Arc<Place>, confidence: f64) -> Location {
        let (placement, closeness) = self.ground(place);
        let relation = match place.kind.is_area() {
            true => format!("in region {}", place.name),
            false => format!("in {}", place.name),
        };
        Location {
            placement,
            place: Arc::clone(place),
            precision: closeness.max(super::GeoPrecision::Near),
            relation,
            route: None,
            confidence,
            doubt: String::new(),
        }
    }
}
