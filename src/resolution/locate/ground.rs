//! How far places reach and phrases stretch: `gazetteer/models/radii.tsv`.

use super::{GeoPrecision, Location};
use crate::gazetteer::{Kind, Place};
use crate::space::Placement;
use crate::text::Weights;
use crate::toponyms::RelationKind;
use std::sync::OnceLock;

/// The fitted radii: `gazetteer/models/README.md` says how they are made.
#[derive(Debug)]
pub struct Radii(Weights);

/// The radii that come with makan.
#[must_use]
pub fn radii() -> &'static Radii {
    static RADII: OnceLock<Radii> = OnceLock::new();
    RADII.get_or_init(|| Radii(Weights::parse(include_str!("../../../gazetteer/models/radii.tsv"))))
}

impl Radii {
    /// One entry: km for `place.KIND` and `half_stretch.KIND`, a factor for `relation.KIND`; 0 when it is not listed.
    #[must_use]
    pub fn get(&self, name: &str) -> f64 {
        self.0.get(name)
    }

    /// The factor on the radius of the shape that a kind of phrase draws, by the kind's word; 1 when it is not listed.
    #[must_use]
    pub fn factor(&self, kind: &str) -> f64 {
        let own = self.get(&format!("relation.{kind}"));
        if own > 0.0 { own } else { 1.0 }
    }

    /// Sets the radius of a location to the one that held nine tenths of the gold told by such a phrase.
    pub(super) fn apply(&self, location: &mut Location, kind: Option<RelationKind>) {
        // A region is as wide as it is.
        let Some(factor) = kind.filter(|k| *k != RelationKind::In).map(|k| self.factor(&name(k))) else { return };
        let placement = &mut location.placement;
        let km = placement.uncertainty_km * factor;
        // A disc is drawn as wide as its radius says; other shapes keep their ground.
        if matches!(kind, Some(RelationKind::Near | RelationKind::Along)) {
            *placement = Placement { uncertainty_km: km, ..Placement::disc(placement.point, km / 0.9f64.sqrt()) };
        }
        placement.uncertainty_km = km;
    }
}

/// The word for a kind of phrase in data files.
#[must_use]
pub(crate) fn name(kind: RelationKind) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The radius, km, within which something "at" a place of a kind lies, and how closely that is known.
///
/// Points of villages in gazetteers are off by 1 to 3 km, and what happens "in" a village happens in
/// its fields as well; a city reaches farther than a village; a river, a forest or a division without
/// a polygon is known only as a stretch.
pub(super) fn extent(place: &Place) -> (f64, GeoPrecision) {
    if let Some(radius) = place.radius_km {
        return (radius, if place.kind == Kind::Region { GeoPrecision::Region } else { GeoPrecision::Near });
    }
    let precision = match place.kind {
        Kind::Country | Kind::Admin1 | Kind::Region => GeoPrecision::Region,
        Kind::Admin2
        | Kind::Admin3
        | Kind::River
        | Kind::Forest
        | Kind::Hill
        | Kind::Lake
        | Kind::Valley
        | Kind::Wadi
        | Kind::Desert => GeoPrecision::Near,
        _ => GeoPrecision::Place,
    };
    let own = radii().get(&format!("place.{}", place.kind.code()));
    (if own > 0.0 { own } else { radii().get("place.other") }, precision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_radius_that_is_asked_for() {
        for name in [
            "place.commune",
            "place.beside",
            "place.other",
            "half_stretch.between",
            "half_stretch.on_road",
            "half_stretch.guessed",
        ] {
            assert!(radii().get(name) > 0.0, "{name}");
        }
    }
}
