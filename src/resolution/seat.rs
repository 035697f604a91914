//! The town that a division is ruled from.

use super::evidence::{holds, km_outside};
use crate::gazetteer::{Gazetteer, Place};
use crate::space::LonLat;
use crate::text::key;
use crate::toponyms::prominence;

/// The town that bears the name of a division and lies in it, its seat in all but a few; of several the best known.
pub(super) fn seat(gazetteer: &Gazetteer, division: &Place) -> Option<LonLat> {
    let towns = gazetteer.named(&key(&division.name)).into_iter().filter_map(|m| gazetteer.view(m.place));
    let own = towns.filter(|v| v.kind().is_populated() && v.country() == division.country);
    let held = own.filter_map(|v| {
        let town = v.to_place();
        let is_near = || km_outside(&town, division).is_some_and(|km| km <= 0.0);
        let is_inside = holds(division, &town).unwrap_or_else(is_near);
        is_inside.then(|| (prominence(&v), town.point))
    });
    held.max_by(|a, b| a.0.total_cmp(&b.0)).and_then(|(_, point)| point)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Kind;

    #[test]
    fn a_cercle_is_ruled_from_the_town_of_its_name() {
        let gazetteer = Gazetteer::embedded().unwrap();
        let named = |kind: Kind| {
            let bearers = gazetteer.named(&key("Bankass")).into_iter().filter_map(|m| gazetteer.place(m.place));
            bearers
                .into_iter()
                .find(|p| p.country == "ML" && (p.kind == kind || kind == Kind::Town && p.kind.is_populated()))
        };
        let (cercle, town) = (named(Kind::Admin2).unwrap(), named(Kind::Town).unwrap());
        assert_eq!(seat(&gazetteer, &cercle), town.point);
        // A division without a town of its name has no seat that is known.
        let nameless = Place { name: "Nowhere at all".to_owned(), ..cercle };
        assert_eq!(seat(&gazetteer, &nameless), None);
    }
}
