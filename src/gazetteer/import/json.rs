//! JSON sources: what Overpass answers, and GeoJSON.

use super::{Sink, boundaries, overpass};
use crate::gazetteer::Error;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::io::BufRead;

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    elements: Option<Vec<overpass::Element>>,
    #[serde(default)]
    features: Option<Vec<Feature>>,
}

/// A feature of GeoJSON.
#[derive(Deserialize)]
pub(super) struct Feature {
    #[serde(default)]
    pub(super) id: Option<Value>,
    #[serde(default)]
    pub(super) properties: Option<Map<String, Value>>,
    pub(super) geometry: Option<Geometry>,
}

/// The shapes that a place may have.
#[derive(Deserialize)]
#[serde(tag = "type")]
pub(super) enum Geometry {
    Point {
        coordinates: Vec<f64>,
    },
    Polygon {
        coordinates: Rings,
    },
    MultiPolygon {
        coordinates: Vec<Rings>,
    },
    #[serde(other)]
    Other,
}

/// Rings of positions: longitude, latitude, and what else there is.
pub(super) type Rings = Vec<Vec<Vec<f64>>>;

/// Reads either form.
pub(super) fn read(reader: impl BufRead, sink: &mut Sink) -> Result<(), Error> {
    let file: File =
        serde_json::from_reader(reader).map_err(|e| sink.unknown(format!("it is no JSON of places: {e}")))?;
    match file {
        File { elements: Some(elements), .. } => overpass::read(elements, sink),
        File { features: Some(features), .. } => boundaries::read(features, sink),
        File { .. } => Err(sink.unknown("expected the \"elements\" of Overpass or the \"features\" of GeoJSON")),
    }
}
