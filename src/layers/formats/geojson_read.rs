//! GeoJSON and GeoJSONL, read.

use super::infer::Table;
use crate::layers::error::{Error, Result};
use crate::layers::schema::{Feature, Layer, Value};
use geo_types::{Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPolygon, Point, Polygon};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value as Json;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// A FeatureCollection, a feature or a bare geometry.
#[derive(serde::Deserialize)]
struct Document {
    #[serde(rename = "type", default)]
    kind: String,
    features: Option<Vec<Document>>,
    geometry: Option<Shape>,
    properties: Option<Properties>,
    coordinates: Option<Json>,
    geometries: Option<Vec<Shape>>,
    crs: Option<Json>,
}

#[derive(serde::Deserialize)]
struct Shape {
    #[serde(rename = "type")]
    kind: String,
    coordinates: Option<Json>,
    geometries: Option<Vec<Shape>>,
}

/// Properties in the order of the file.
#[derive(Default)]
struct Properties(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Properties;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of properties")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Properties, A::Error> {
                let mut members = Vec::with_capacity(map.size_hint().unwrap_or(16));
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Properties(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

pub(crate) fn read(path: &Path) -> Result<(Layer, Vec<Feature>)> {
    let text = std::fs::read(path)?;
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text);
    let document = serde_json::from_slice(text).map_err(|e| Error::data(format!("expected GeoJSON: {e}")))?;
    let mut table = Table::default();
    add(document, &mut table)?;
    Ok(table.finish(&stem(path)))
}

/// Line by line, so that only what is kept is in memory. Blank lines are skipped, and so are the record
/// separators of RFC 8142. What is no feature goes to `reject` with the number of its line, from 1.
pub(crate) fn read_lines(
    path: &Path,
    mut reject: impl FnMut(usize, Error) -> Result<()>,
) -> Result<(Layer, Vec<Feature>)> {
    let mut table = Table::default();
    let mut input = BufReader::new(File::open(path)?);
    let (mut bytes, mut number) = (Vec::new(), 0);
    loop {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(table.finish(&stem(path)));
        }
        number += 1;
        let text = std::str::from_utf8(&bytes).map_err(|e| Error::data(format!("expected UTF-8: {e}")));
        let added = text.and_then(|line| {
            let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{1E}' || c == '\u{FEFF}');
            if line.is_empty() {
                return Ok(());
            }
            let document =
                serde_json::from_str(line).map_err(|e| Error::data(format!("expected a GeoJSON feature: {e}")));
            document.and_then(|document| add(document, &mut table))
        });
        if let Err(error) = added {
            reject(number, error)?;
        }
    }
}

/// One line of GeoJSONL, for who reads a stream: the feature with its geometry and its values in the order of the line.
///
/// # Errors
/// When the line is no GeoJSON feature; the message says what was expected.
pub fn feature_of_line(line: &str) -> Result<Feature> {
    let mut table = Table::default();
    let document = serde_json::from_str(line).map_err(|e| Error::data(format!("expected a GeoJSON feature: {e}")))?;
    add(document, &mut table)?;
    table.finish("").1.pop().ok_or_else(|| Error::data("expected one GeoJSON feature"))
}

pub(crate) fn stem(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

fn add(document: Document, table: &mut Table) -> Result<()> {
    if let Some(crs) = &document.crs {
        let name = crs.to_string();
        if !crs.is_null() && !name.contains("CRS84") && !name.contains("4326") {
            return Err(Error::data(format!("expected WGS 84 (EPSG:4326), as GeoJSON has it; the file says {name}")));
        }
    }
    match document.kind.as_str() {
        "FeatureCollection" => {
            for (i, feature) in document.features.unwrap_or_default().into_iter().enumerate() {
                add(feature, table).map_err(|e| Error::data(format!("feature {}: {e}", i + 1)))?;
            }
            Ok(())
        }
        "Feature" => {
            let shape = document.geometry.map(geometry).transpose()?;
            let properties = document.properties.unwrap_or_default().0;
            let values: Vec<_> = properties.into_iter().map(|(k, v)| (table.column(&k), value(v))).collect();
            table.push(shape, values);
            Ok(())
        }
        kind => {
            let shape =
                Shape { kind: kind.to_owned(), coordinates: document.coordinates, geometries: document.geometries };
            table.push(Some(geometry(shape)?), []);
            Ok(())
        }
    }
}

fn value(json: Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Flag(yes),
        Json::Number(n) => n.as_i64().map_or_else(|| n.as_f64().map_or(Value::Null, Value::Real), Value::Int),
        Json::String(text) => Value::Text(text),
        nested => Value::Text(nested.to_string()),
    }
}

fn geometry(shape: Shape) -> Result<Geometry<f64>> {
    if shape.kind == "GeometryCollection" {
        let members = shape.geometries.unwrap_or_default().into_iter().map(geometry).collect::<Result<_>>()?;
        return Ok(Geometry::GeometryCollection(GeometryCollection::new_from(members)));
    }
    let at = shape.coordinates.as_ref().unwrap_or(&Json::Null);
    Ok(match shape.kind.as_str() {
        "Point" => Point(position(at)?).into(),
        "MultiPoint" => {
            let points: Vec<_> = positions(at)?.into_iter().map(Point).collect();
            Geometry::MultiPoint(points.into())
        }
        "LineString" => line(at)?.into(),
        "MultiLineString" => MultiLineString(each(at, line)?).into(),
        "Polygon" => polygon(at)?.into(),
        "MultiPolygon" => MultiPolygon(each(at, polygon)?).into(),
        other => return Err(Error::data(format!("expected a GeoJSON type, found {other:?}"))),
    })
}

fn polygon(json: &Json) -> Result<Polygon<f64>> {
    let mut rings = each(json, line)?.into_iter();
    Ok(Polygon::new(rings.next().unwrap_or(LineString(Vec::new())), rings.collect()))
}

fn line(json: &Json) -> Result<LineString<f64>> {
    positions(json).map(LineString)
}

fn positions(json: &Json) -> Result<Vec<Coord<f64>>> {
    each(json, position)
}

fn each<T>(json: &Json, one: impl Fn(&Json) -> Result<T>) -> Result<Vec<T>> {
    let list = json.as_array().ok_or_else(|| Error::data(format!("expected a list of coordinates, found {json}")))?;
    list.iter().map(one).collect()
}

fn position(json: &Json) -> Result<Coord<f64>> {
    let number = |i: usize| json.get(i).and_then(Json::as_f64);
    let (x, y) =
        number(0).zip(number(1)).ok_or_else(|| Error::data(format!("expected [longitude, latitude], found {json}")))?;
    Ok(Coord { x, y })
}
