//! Stretches between two places, of which one may be doubtful.

use super::{GeoPrecision, Location, Locator, REVIEW_BELOW, label, radii};
use crate::gazetteer::Place;
use crate::space::relative::HELD;
use crate::space::{Placement, distance_km};
use crate::toponyms::{Relation, RelationKind};
use std::sync::Arc;

/// The ends of a stretch that a text names lie no farther apart, km, when one of them is only guessed: in
/// the gold articles of `tests/gold/dev` nine tenths of the named stretches are shorter than this.
const FAR_KM: f64 = 130.0;
/// Candidates less alike in sound are no guess at all.
const LEAST_ALIKE: f64 = 0.04;
/// How fast a guess loses with its distance from the known end, km.
const FADES_KM: f64 = 150.0;

/// A mention, and its place with the confidence in it.
type End = (usize, Option<(Arc<Place>, f64)>);

/// How far from its known end the truth lies, km, at nine tenths, when the other end of a stretch is lost.
fn half_km(kind: RelationKind) -> f64 {
    radii().get(match kind {
        RelationKind::Between => "half_stretch.between",
        _ => "half_stretch.on_road",
    })
}

impl Locator<'_> {
    /// "Between X and Y", "on the road X–Y", "from X to Y". Where one end is not resolved, its likeliest
    /// candidate near the other serves; without one, what is known is that it happened near the known end.
    pub(super) fn stretch(&self, relation: &Relation) -> Option<Location> {
        let ends: Vec<End> = relation.anchors.iter().map(|&m| (m, self.place(m))).collect();
        let (known, place, sure) = ends.iter().find_map(|(m, p)| p.as_ref().map(|(p, c)| (*m, Arc::clone(p), *c)))?;
        let other = ends.iter().find(|(m, _)| *m != known);
        let (end, confidence, doubt) = match other {
            None => (None, sure, String::new()),
            Some((_, Some((end, c)))) => (Some(Arc::clone(end)), sure * c, String::new()),
            Some((m, None)) => match self.guess(*m, &place) {
                Some((end, alike)) => {
                    let doubt = format!("{} may be {} (likeness {alike:.2})", self.surface(*m), end.name);
                    (Some(end), sure * 0.7, doubt)
                }
                None => (None, sure * 0.6, format!("{} is not in the gazetteer", self.surface(*m))),
            },
        };
        let point = place.point?;
        let end = end.filter(|e| e.point.is_some_and(|p| p != point));
        let Some((end, far)) = end.and_then(|e| e.point.map(|p| (e, p))) else {
            let lost = other.map(|(m, _)| self.surface(*m)).unwrap_or_default();
            let placement = match other {
                Some(_) => Placement::disc(point, half_km(relation.kind) / HELD.sqrt()),
                None => Placement::near(point, 0.0),
            };
            let names: Vec<&str> = [place.name.as_str(), lost].into_iter().filter(|n| !n.is_empty()).collect();
            let names = match ends.first() {
                Some((m, _)) if *m == known => names,
                _ => names.into_iter().rev().collect(),
            };
            let relation = label::phrase(relation, &names, "");
            let precision = GeoPrecision::Near;
            return Some(Location { placement, place, precision, relation, route: None, confidence, doubt });
        };
        let mark = if doubt.is_empty() { "" } else { " (?)" };
        // In the order of the text.
        let (first, last) = match ends.first() {
            Some((m, _)) if *m == known => ((&place, point, ""), (&end, far, mark)),
            _ => ((&end, far, mark), (&place, point, "")),
        };
        // The mark stands nearer to the end that is named first, or that is known.
        let is_back = !first.2.is_empty();
        let (from, to) = if is_back { (last.1, first.1) } else { (first.1, last.1) };
        let mut placement = match relation.kind {
            RelationKind::Between => Placement::between(&[from, to])?,
            _ => Placement::on_road(from, to),
        };
        if let Some(line) = placement.line.as_mut().filter(|_| is_back) {
            line.0.reverse();
        }
        // A guessed end promises little more than a lost one.
        if !doubt.is_empty() {
            placement.uncertainty_km = placement.uncertainty_km.max(radii().get("half_stretch.guessed"));
        }
        let [a, b] = [first, last].map(|end| format!("{}{}", end.0.name, end.2));
        let text = label::phrase(relation, &[a.as_str(), b.as_str()], "");
        let doubt = match doubt.is_empty() && confidence < REVIEW_BELOW {
            true => format!("{} or {} may not be the place meant", first.0.name, last.0.name),
            false => doubt,
        };
        let route = Some((first.0.name.clone(), last.0.name.clone()));
        let precision = GeoPrecision::Near;
        Some(Location { placement, place, precision, relation: text, route, confidence, doubt })
    }

    /// The candidate of an unresolved mention that fits best beside a known place, with its likeness.
    fn guess(&self, mention: usize, known: &Place) -> Option<(Arc<Place>, f64)> {
        let here = known.point?;
        let candidates = &self.resolutions.get(mention)?.candidates;
        candidates
            .iter()
            .filter(|c| c.similarity >= LEAST_ALIKE && !c.place.kind.is_area())
            // The text says that it lies elsewhere.
            .filter(|c| !c.evidence.iter().any(|(name, value)| *name == "in_no" && *value < 0.0))
            .filter_map(|c| {
                let km = distance_km(here, c.place.point?);
                (1.0..FAR_KM).contains(&km).then(|| (c, c.similarity * (-km / FADES_KM).exp()))
            })
            .max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.place.id.cmp(&a.0.place.id)))
            .map(|(c, _)| (Arc::clone(&c.place), c.similarity))
    }
}
