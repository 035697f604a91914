//! What Overpass answers to `out center;` in JSON.

use super::{Sink, osm};
use crate::gazetteer::Error;
use crate::space::LonLat;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub(super) struct Element {
    #[serde(rename = "type")]
    kind: String,
    id: i64,
    lat: Option<f64>,
    lon: Option<f64>,
    center: Option<Center>,
    bounds: Option<Bounds>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Center {
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct Bounds {
    minlat: f64,
    minlon: f64,
    maxlat: f64,
    maxlon: f64,
}

pub(super) fn read(elements: Vec<Element>, sink: &mut Sink) -> Result<(), Error> {
    for (number, element) in (1..).zip(elements) {
        let tags: Vec<(&str, &str)> = element.tags.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let Some(mut entry) = osm::entry(&element.kind, element.id, &tags) else { continue };
        let point = match (element.lat, element.lon, element.center, element.bounds) {
            (Some(lat), Some(lon), ..) => Some(LonLat::new(lon, lat)),
            (_, _, Some(c), _) => Some(LonLat::new(c.lon, c.lat)),
            (.., Some(b)) => Some(LonLat::new(f64::midpoint(b.minlon, b.maxlon), f64::midpoint(b.minlat, b.maxlat))),
            _ => None,
        };
        match point.filter(|p| p.is_valid()) {
            Some(point) => {
                osm::put_at(&mut entry, point);
                sink.place(entry)?;
            }
            None => sink.reject(number, format!("{} has no point: ask Overpass for `out center;`", entry.place.id)),
        }
    }
    Ok(())
}
