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
