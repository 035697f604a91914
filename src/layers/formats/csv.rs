//! CSV (RFC 4180), UTF-8. Points stand in columns `latitude` and `longitude`, other shapes in a column
//! `WKT`, which GDAL and QGIS know by that name.
//!
//! A text that a spreadsheet would run as a formula (it begins with `= + - @`, a tab or a carriage
//! return) gets an apostrophe before it, as OWASP advises; numbers are left alone. Reading takes the
//! apostrophe away again.

use super::geojson_read::stem;
use super::infer::{Table as Typed, guess};
use crate::layers::error::{Error, Result};
use crate::layers::geometry::{shape, xy};
use crate::layers::number;
use crate::layers::schema::{Cell, Feature, GeometryType, Layer, Value};
use crate::layers::wkt;
use crate::layers::writer::Encoder;
use geo_types::{Geometry, Point};
use std::borrow::Cow;
use std::io::{Read, Write};
use std::path::Path;

/// Writes one table.
pub(crate) struct Table<W: Write> {
    out: csv::Writer<W>,
    layer: Option<Layer>,
    place: Place,
    text: Vec<u8>,
}

/// Where the shape stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// In fields that the layer has anyway, or there is none.
    InFields,
    /// In two more columns.
    LatLon,
    /// In a column before the others.
    Wkt,
}

impl<W: Write> Table<W> {
    pub fn new(out: W) -> Table<W> {
        Table { out: csv::Writer::from_writer(out), layer: None, place: Place::InFields, text: Vec::new() }
    }
}

impl<W: Write> Encoder for Table<W> {
    fn begin(&mut self, layer: &Layer) -> Result<()> {
        self.place = match layer.geometry {
            GeometryType::None => Place::InFields,
            GeometryType::Point if layer.index("latitude").is_some() && layer.index("longitude").is_some() => {
                Place::InFields
            }
            GeometryType::Point => Place::LatLon,
            _ => Place::Wkt,
        };
        let before: &[&str] = if self.place == Place::Wkt { &["WKT"] } else { &[] };
        let after: &[&str] = if self.place == Place::LatLon { &["latitude", "longitude"] } else { &[] };
        let names = layer.fields.iter().map(|f| f.name.as_ref());
        self.out.write_record(before.iter().copied().chain(names).chain(after.iter().copied()))?;
        self.layer = Some(layer.clone());
        Ok(())
    }

    fn feature(&mut self, feature: &Feature) -> Result<()> {
        let Some(layer) = &self.layer else { return Ok(()) };
        let shape = shape(feature);
        let text = &mut self.text;
        if self.place == Place::Wkt {
            text.clear();
            shape.into_iter().for_each(|shape| wkt::write(text, shape));
            self.out.write_field(&*text)?;
        }
        for (_, cell) in layer.cells(feature) {
            match cell {
                Cell::Text(text) => self.out.write_field(&*guard(text))?,
                other => {
                    plain_text(text, other);
                    self.out.write_field(&*text)?;
                }
            }
        }
        if self.place == Place::LatLon {
            let place = match shape {
                Some(Geometry::Point(p)) => Some(xy(p.0)),
                _ => None,
            };
            for number in [place.map(|p| p.1), place.map(|p| p.0)] {
                plain_text(text, number.map_or(Cell::Null, Cell::Real));
                self.out.write_field(&*text)?;
            }
        }
        Ok(self.out.write_record(None::<&[u8]>)?)
    }

    fn end(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}

/// What is no text, as text.
fn plain_text(out: &mut Vec<u8>, cell: Cell<'_>) {
    out.clear();
    match cell {
        Cell::Int(n) => number::int(out, n),
        Cell::Real(x) => number::real(out, x),
        Cell::Date(day) => number::day(out, day),
        Cell::Null | Cell::Flag(_) | Cell::Text(_) => out.extend(cell.to_text().as_bytes()),
    }
}

/// True for what a spreadsheet would run; apostrophes before it count as part of it, so that guarding
/// can be undone.
fn is_risky(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The text with an apostrophe before it where a spreadsheet would run it.
pub(crate) fn guard(text: &str) -> Cow<'_, str> {
    if is_risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text without the apostrophe that [`guard`] puts before it.
pub(crate) fn unguard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(text)
}

/// Reads a table. The delimiter is the one of comma, semicolon and tab that the first line has most of
/// (spreadsheets of French locale save semicolons).
pub(crate) fn read(path: &Path) -> Result<(Layer, Vec<Feature>)> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.read_to_end(&mut bytes)?;
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let first = text.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |d: u8| first.iter().filter(|b| **b == d).count();
    let delimiter = [b'\t', b';', b','].into_iter().max_by_key(|d| count(*d)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text);
    let names: Vec<String> = reader.headers()?.iter().map(|h| h.trim().to_owned()).collect();
    let find = |wanted: &[&str]| wanted.iter().find_map(|w| names.iter().position(|n| n.eq_ignore_ascii_case(w)));
    let wkt_at = find(&["wkt"]);
    let at = find(&["latitude", "lat", "y"]).zip(find(&["longitude", "lon", "lng", "long", "x"]));
    let mut table = Typed::default();
    let columns: Vec<_> =
        names.iter().enumerate().map(|(i, name)| (Some(i) != wkt_at).then(|| table.column(name))).collect();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |i: usize| record.get(i).unwrap_or_default().trim();
        let shape = match (wkt_at, at) {
            (Some(i), _) if !cell(i).is_empty() => Some(wkt::read(cell(i))),
            (_, Some((lat, lon))) => point(cell(lat), cell(lon)),
            _ => None,
        };
        let shape = shape.transpose().map_err(|e| Error::data(format!("line {line}: {e}")))?;
        let values = record.iter().zip(&columns).filter_map(|(text, i)| i.map(|i| (i, typed(text))));
        table.push(shape, values.collect::<Vec<_>>());
    }
    let (mut layer, features) = table.finish(&stem(path));
    if wkt_at.is_none() && at.is_none() {
        layer.geometry = GeometryType::None;
    }
    Ok((layer, features))
}

fn typed(text: &str) -> Value {
    match guess(text) {
        Value::Text(text) => Value::Text(unguard(&text).to_owned()),
        other => other,
    }
}

fn point(lat: &str, lon: &str) -> Option<Result<Geometry<f64>>> {
    if lat.is_empty() && lon.is_empty() {
        return None;
    }
    let number = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
    let place = number(lat).zip(number(lon)).filter(|(lat, lon)| lat.abs() <= 90.0 && lon.abs() <= 180.0);
    Some(
        place.map(|(lat, lon)| Point::new(lon, lat).into()).ok_or_else(|| {
            Error::data(format!("expected latitude and longitude in degrees, found {lat:?} and {lon:?}"))
        }),
    )
}
