//! FlatGeobuf, with its packed index. It holds the located features only: one without a shape has no
//! place in the index.

use super::geojson_read::stem;
use super::infer::AS_IS;
use crate::layers::error::{Error, Result};
use crate::layers::geometry::{shape, written};
use crate::layers::schema::{Cell, Feature, Field, FieldType, GeometryType, Layer, Value};
use crate::layers::set::Metadata;
use crate::layers::writer::{Encoder, Sink, flush};
use flatgeobuf::{
    ColumnType, FallibleStreamingIterator, FeatureProperties, FgbCrs, FgbReader, FgbWriter, FgbWriterOptions,
};
use geo_types::{Geometry, MultiLineString};
use geozero::{ColumnValue, PropertyProcessor, ToGeo};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

pub(crate) struct Fgb {
    sink: Sink,
    meta: Metadata,
    layer: Option<Layer>,
    writer: Option<FgbWriter<'static>>,
}

impl Fgb {
    pub fn new(sink: Sink, meta: &Metadata) -> Fgb {
        Fgb { sink, meta: meta.clone(), layer: None, writer: None }
    }

    fn open(&self, layer: &Layer, write_index: bool) -> Result<FgbWriter<'static>> {
        let kind = match layer.geometry {
            GeometryType::Point => flatgeobuf::GeometryType::Point,
            GeometryType::Polygon => flatgeobuf::GeometryType::MultiPolygon,
            // Lines keep their own type, single or multi: the crate writes a multi line of one part without
            // `ends`, which GDAL refuses ("Unexpected nullptr: MultiLineString ends data").
            GeometryType::LineString | GeometryType::Any | GeometryType::None => flatgeobuf::GeometryType::Unknown,
        };
        let credit = self.meta.attribution.join("; ");
        let options = FgbWriterOptions {
            write_index,
            detect_type: false,
            promote_to_multi: kind != flatgeobuf::GeometryType::Unknown,
            crs: FgbCrs { org: Some("EPSG"), code: 4326, name: Some("WGS 84"), ..FgbCrs::default() },
            title: Some(&layer.title),
            description: Some(&credit),
            ..FgbWriterOptions::default()
        };
        let mut writer = FgbWriter::create_with_options(&layer.name, kind, options)?;
        for field in &layer.fields {
            let kind = match field.kind {
                FieldType::Text => ColumnType::String,
                FieldType::Int => ColumnType::Long,
                FieldType::Real(_) => ColumnType::Double,
                FieldType::Flag => ColumnType::Bool,
                FieldType::Date => ColumnType::DateTime,
            };
            writer.add_column(&field.name, kind, |buffer, column| {
                column.title = Some(buffer.create_string(&field.alias));
                column.description = Some(buffer.create_string(&field.doc));
            });
        }
        Ok(writer)
    }
}

impl Encoder for Fgb {
    fn begin(&mut self, layer: &Layer) -> Result<()> {
        self.layer = Some(layer.clone());
        Ok(())
    }

    fn feature(&mut self, feature: &Feature) -> Result<()> {
        let (Some(layer), Some(shape)) = (&self.layer, shape(feature)) else { return Ok(()) };
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => self.open(layer, true)?,
        };
        let mut failed = None;
        writer
            .add_feature_geom(single(written(shape)), |out| {
                for (i, (field, cell)) in layer.cells(feature).enumerate() {
                    let day;
                    let value = match cell {
                        Cell::Null => continue,
                        Cell::Text(text) => ColumnValue::String(text),
                        #[allow(clippy::cast_precision_loss)]
                        Cell::Int(n) if matches!(field.kind, FieldType::Real(_)) => ColumnValue::Double(n as f64),
                        Cell::Int(n) => ColumnValue::Long(n),
                        Cell::Real(x) => ColumnValue::Double(x),
                        Cell::Flag(yes) => ColumnValue::Bool(yes),
                        Cell::Date(date) => {
                            day = date.to_string();
                            ColumnValue::DateTime(&day)
                        }
                    };
                    if let Err(e) = out.property(i, &field.name, &value) {
                        failed = Some(e);
                    }
                }
            })
            .map_err(|e| Error::data(e.to_string()))?;
        self.writer = Some(writer);
        failed.map_or(Ok(()), |e| Err(Error::data(e.to_string())))
    }

    fn end(&mut self) -> Result<()> {
        let Some(layer) = &self.layer else { return Ok(()) };
        let writer = match self.writer.take() {
            Some(writer) => writer,
            // An index over nothing is not one that readers know.
            None => self.open(layer, false)?,
        };
        writer.write(&mut self.sink)?;
        flush(&mut self.sink)
    }
}

/// A multi line of one part as a line.
fn single(shape: Geometry<f64>) -> Geometry<f64> {
    match shape {
        Geometry::MultiLineString(MultiLineString(mut parts)) if parts.len() == 1 => {
            parts.pop().map_or(Geometry::MultiLineString(MultiLineString(parts)), Geometry::from)
        }
        other => other,
    }
}

/// Reads a file. Its features come in the order of its index.
pub(crate) fn read(path: &Path) -> Result<(Layer, Vec<Feature>)> {
    let reader = FgbReader::open(BufReader::new(File::open(path)?))?;
    let header = reader.header();
    let code = header.crs().map_or(0, |crs| crs.code());
    if code != 4326 && code != 0 {
        return Err(Error::data(format!("expected WGS 84 (EPSG:4326), the file is in EPSG:{code}")));
    }
    let kind = match header.geometry_type() {
        flatgeobuf::GeometryType::Point => GeometryType::Point,
        flatgeobuf::GeometryType::LineString | flatgeobuf::GeometryType::MultiLineString => GeometryType::LineString,
        flatgeobuf::GeometryType::Polygon | flatgeobuf::GeometryType::MultiPolygon => GeometryType::Polygon,
        _ => GeometryType::Any,
    };
    let mut layer = Layer::new(header.name().filter(|n| !n.is_empty()).map_or_else(|| stem(path), str::to_owned), kind);
    for column in header.columns().into_iter().flatten() {
        let kind = match column.type_() {
            ColumnType::Bool => FieldType::Flag,
            ColumnType::Float | ColumnType::Double => FieldType::Real(AS_IS),
            ColumnType::String | ColumnType::Json | ColumnType::Binary => FieldType::Text,
            ColumnType::DateTime => FieldType::Date,
            _ => FieldType::Int,
        };
        layer.fields.push(Field::new(column.name().to_owned(), kind));
    }
    let (mut features, mut lines) = (Vec::new(), true);
    let mut rows = reader.select_all()?;
    let bad = |e: &dyn std::fmt::Display, n: usize| Error::data(format!("feature {}: {e}", n + 1));
    while let Some(row) = rows.next()? {
        let mut values = Values(vec![Value::Null; layer.fields.len()]);
        row.process_properties(&mut values).map_err(|e| bad(&e, features.len()))?;
        let geometry = row.to_geo().map_err(|e| bad(&e, features.len()))?;
        lines &= matches!(geometry, Geometry::LineString(_) | Geometry::MultiLineString(_));
        features.push(Feature { geometry: Some(geometry), values: values.0 });
    }
    if lines && !features.is_empty() {
        layer.geometry = GeometryType::LineString;
    }
    Ok((layer, features))
}

struct Values(Vec<Value>);

impl PropertyProcessor for Values {
    fn property(&mut self, i: usize, _: &str, value: &ColumnValue<'_>) -> geozero::error::Result<bool> {
        let value = match value {
            ColumnValue::Bool(yes) => Value::Flag(*yes),
            ColumnValue::Byte(n) => Value::Int((*n).into()),
            ColumnValue::UByte(n) => Value::Int((*n).into()),
            ColumnValue::Short(n) => Value::Int((*n).into()),
            ColumnValue::UShort(n) => Value::Int((*n).into()),
            ColumnValue::Int(n) => Value::Int((*n).into()),
            ColumnValue::UInt(n) => Value::Int((*n).into()),
            ColumnValue::Long(n) => Value::Int(*n),
            ColumnValue::ULong(n) => i64::try_from(*n).map_or(Value::Null, Value::Int),
            ColumnValue::Float(x) => Value::Real((*x).into()),
            ColumnValue::Double(x) => Value::Real(*x),
            ColumnValue::String(text) | ColumnValue::Json(text) => Value::Text((*text).to_owned()),
            // A time of day is kept as text; a day is a day.
            ColumnValue::DateTime(text) => {
                let day = (text.len() == 10).then(|| text.parse().ok()).flatten();
                day.map_or_else(|| Value::Text((*text).to_owned()), Value::Date)
            }
            ColumnValue::Binary(_) => Value::Null,
        };
        if let Some(cell) = self.0.get_mut(i) {
            *cell = value;
        }
        Ok(false)
    }
}
