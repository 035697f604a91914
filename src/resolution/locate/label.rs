//! How a phrase places something, in English.

use super::Locator;
use crate::resolution::Resolution;
use crate::toponyms::{Direction, Found, Relation, RelationKind};

/// How the text places a mention: `near Nioro`, `NW of Nioro`; `at` when it says no more.
#[must_use]
pub fn relation_label(found: &Found, resolutions: &[Resolution], mention: usize) -> String {
    let locator = Locator { article: None, found, resolutions, year: 0 };
    let Some(relation) = found.relations.iter().find(|r| r.of == Some(mention)) else { return "at".to_owned() };
    let names: Vec<String> = relation
        .anchors
        .iter()
        .map(|&a| locator.place(a).map_or_else(|| locator.surface(a).to_owned(), |(p, _)| p.name.clone()))
        .collect();
    let home = match names.is_empty() {
        true => locator.home().map(|h| h.name.clone()).unwrap_or_default(),
        false => String::new(),
    };
    phrase(relation, &names.iter().map(String::as_str).collect::<Vec<_>>(), &home)
}

/// The phrase of a relation with the names of its anchors; `home` is named where it has none: a part of
/// the country, a border.
pub(super) fn phrase(relation: &Relation, names: &[&str], home: &str) -> String {
    let anchor = names.join(" and ");
    let anchor = if anchor.is_empty() { home } else { &anchor };
    let road = names.join("–");
    let km = relation.km.map(|km| (km * 10.0).round() / 10.0).unwrap_or_default();
    let wind = relation.direction.map(|d| d.to_string()).unwrap_or_default();
    let side = match relation.direction {
        Some(Direction::Centre) => "centre".to_owned(),
        _ => wind.clone(),
    };
    match relation.kind {
        RelationKind::In => format!("in region {anchor}"),
        RelationKind::QuarterOf => format!("in {anchor}"),
        RelationKind::Near => format!("near {anchor}"),
        RelationKind::Between => format!("between {anchor}"),
        RelationKind::Path => match names {
            [from, to, ..] => format!("from {from} to {to}"),
            _ => format!("from {anchor}"),
        },
        RelationKind::OnRoad if names.len() > 1 => format!("on the road {road}"),
        RelationKind::OnRoad => format!("on the road to {anchor}"),
        RelationKind::Distance if wind.is_empty() => format!("{km} km from {anchor}"),
        RelationKind::Distance => format!("{km} km {wind} of {anchor}"),
        RelationKind::Direction => format!("{wind} of {anchor}"),
        RelationKind::PartOf if anchor.is_empty() => format!("{side} of the country"),
        RelationKind::PartOf => format!("{side} of {anchor}"),
        RelationKind::Border if names.is_empty() => "near the border".to_owned(),
        RelationKind::Border => format!("near the border {road}"),
        RelationKind::BorderDistance if names.is_empty() => format!("{km} km from the border"),
        RelationKind::BorderDistance => format!("{km} km from the border {road}"),
        RelationKind::Along => format!("along {anchor}"),
    }
}
