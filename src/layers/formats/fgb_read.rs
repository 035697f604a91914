//! FlatGeobuf, read.

use super::geojson_read::stem;
use super::infer::AS_IS;
use crate::layers::error::{Error, Result};
use crate::layers::schema::{Feature, Field, FieldType, GeometryType, Layer, Value};
use flatgeobuf::{ColumnType, FallibleStreamingIterator, FeatureProperties, FgbReader};
use geozero::{ColumnValue, PropertyProcessor, ToGeo};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

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
    let mut features = Vec::new();
    let mut rows = reader.select_all()?;
    let bad = |e: &dyn std::fmt::Display, n: usize| Error::data(format!("feature {}: {e}", n + 1));
    while let Some(row) = rows.next()? {
        let mut values = Values(vec![Value::Null; layer.fields.len()]);
        row.process_properties(&mut values).map_err(|e| bad(&e, features.len()))?;
        let geometry = row.to_geo().map_err(|e| bad(&e, features.len()))?;
        features.push(Feature { geometry: Some(geometry), values: values.0 });
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
