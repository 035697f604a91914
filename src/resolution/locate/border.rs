//! Places told by a border.

use super::{GeoPrecision, Location, Locator, label};
use crate::gazetteer::{Kind, Place};
use crate::space::{Borders, Placement, iso3_of};
use crate::toponyms::Relation;
use std::sync::Arc;

impl Locator<'_> {
    /// At, near or some km from a border: of the country named with the article's own, of the two
    /// named, or of whichever there is near the place that the clause names.
    pub(super) fn at_border(&self, relation: &Relation, at: &[usize]) -> Option<Location> {
        let borders = Borders::embedded();
        let home = self.home()?;
        let mut sides: Vec<Arc<Place>> = relation
            .anchors
            .iter()
            .filter_map(|a| self.place(*a))
            .map(|(p, _)| p)
            .filter(|p| p.kind == Kind::Country)
            .collect();
        if sides.len() < 2 && !sides.iter().any(|p| p.country == home.country) {
            sides.insert(0, Arc::clone(&home));
        }
        let around =
            at.iter().filter(|m| !relation.anchors.contains(m)).find_map(|m| self.place(*m)).and_then(|(p, _)| p.point);
        let [a, b] = sides.as_slice() else { return None };
        let pair = borders.pair(iso3_of(&a.country)?, iso3_of(&b.country)?)?;
        let line = borders.line(pair);
        let within = borders.outline(iso3_of(&home.country)?);
        let placement = match relation.km {
            Some(km) => Placement::border_distance(&line, km, around, within.as_ref())?,
            None => Placement::border(&line, around, within.as_ref())?,
        };
        Some(Location {
            placement,
            place: Arc::clone(&home),
            precision: if around.is_some() { GeoPrecision::Near } else { GeoPrecision::Region },
            relation: label::phrase(relation, &[a.name.as_str(), b.name.as_str()], ""),
            route: None,
            confidence: 0.8,
            doubt: String::new(),
        })
    }
}
