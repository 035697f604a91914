//! What `place:NAME` means.

use super::NearError;
use crate::gazetteer::{Gazetteer, Kind, Place};
use crate::space::{LonLat, distance_km, iso3_of};
use crate::text::key;

/// Two entries of one name within this distance, km, are one place.
const SAME_KM: f64 = 5.0;

/// The place of a name or an id: what to show of it, and where it is.
pub(super) fn find(gazetteer: &Gazetteer, name: &str) -> Result<(String, LonLat), NearError> {
    let by_id = gazetteer.find_id(name);
    let by_name = gazetteer.named(&key(name)).into_iter().map(|m| m.place).filter(|_| by_id.is_none());
    let (mut found, mut areas): (Vec<(String, LonLat)>, Vec<Place>) = (Vec::new(), Vec::new());
    for place in by_id.into_iter().chain(by_name).filter_map(|at| gazetteer.place(at)) {
        if place.kind.is_area() && by_id.is_none() {
            areas.push(place);
            continue;
        }
        let Some(at) = place.point else { continue };
        // One place that several sources know within 5 km is one.
        if found.iter().all(|(_, other)| distance_km(*other, at) > SAME_KM) {
            let whereabouts = [place.admin1.as_str(), &place.country].map(str::trim).join(" ");
            found.push((format!("{} ({}, {})", place.name, place.kind, whereabouts.trim()), at));
        }
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(NearError::Asked(nothing(name, &areas))),
        several => {
            let list: Vec<String> =
                several.iter().map(|(n, p)| format!("  {n}  point:{:.4},{:.4}", p.lat, p.lon)).collect();
            let list = list.join("\n");
            Err(NearError::Asked(format!("several places are called {name:?}; name one by its point:\n{list}")))
        }
    }
}

/// What to say when no place with a point bears a name.
fn nothing(name: &str, areas: &[Place]) -> String {
    match areas.first() {
        None => format!("no place is called {name:?}; try `makan gazetteer search`"),
        Some(area) if area.kind == Kind::Country => {
            let code = iso3_of(&area.country).unwrap_or("ISO3");
            format!("{name:?} is a country: name its ground, country:{code}, or its border, border:{code}")
        }
        Some(area) => format!(
            "{name:?} is no point but an area ({}, {}): name it by its id for its middle, place:{}, or give a layer \
             with its outline",
            area.kind, area.country, area.id
        ),
    }
}
