//! The types of columns that a format leaves open, from their values.

use crate::layers::schema::{Feature, Field, FieldType, GeometryType, Layer, Value};
use geo_types::Geometry;
use jiff::civil::Date;
use std::collections::HashMap;

/// Decimals that leave a number as it is.
pub(crate) const AS_IS: u8 = 15;

/// A table whose columns and types become known as its rows come.
#[derive(Default)]
pub(crate) struct Table {
    names: Vec<String>,
    index: HashMap<String, usize>,
    kinds: Vec<Option<FieldType>>,
    features: Vec<Feature>,
    geometry: Option<GeometryType>,
}

impl Table {
    /// The position of a column, which is new when it was not there.
    pub fn column(&mut self, name: &str) -> usize {
        if let Some(&i) = self.index.get(name) {
            return i;
        }
        self.names.push(name.to_owned());
        self.kinds.push(None);
        self.index.insert(name.to_owned(), self.names.len() - 1);
        self.names.len() - 1
    }

    /// Adds a row; `values` tell their columns.
    pub fn push(&mut self, geometry: Option<Geometry<f64>>, values: impl IntoIterator<Item = (usize, Value)>) {
        let mut row = vec![Value::Null; self.names.len()];
        for (i, value) in values {
            if let (Some(kind), Some(cell)) = (self.kinds.get_mut(i), row.get_mut(i)) {
                *kind = unite(*kind, kind_of(&value));
                *cell = value;
            }
        }
        if let Some(shape) = &geometry {
            let kind = geometry_type(shape);
            self.geometry = Some(self.geometry.map_or(kind, |k| if k == kind { k } else { GeometryType::Any }));
        }
        self.features.push(Feature { geometry, values: row });
    }

    /// The layer with its types, and the features with their values in these types.
    pub fn finish(mut self, name: &str) -> (Layer, Vec<Feature>) {
        let mut layer = Layer::new(name, self.geometry.unwrap_or(GeometryType::Any));
        let kinds: Vec<_> = self.kinds.iter().map(|k| k.unwrap_or(FieldType::Text)).collect();
        layer.fields = self.names.into_iter().zip(&kinds).map(|(name, kind)| Field::new(name, *kind)).collect();
        for feature in &mut self.features {
            feature.values.resize(kinds.len(), Value::Null);
            for (value, kind) in feature.values.iter_mut().zip(&kinds) {
                *value = turn(std::mem::take(value), *kind);
            }
        }
        (layer, self.features)
    }
}

/// The value that a cell of a table without types seems to hold. Numbers count as such only when
/// writing them gives the same text back (so `007` and `1e5` stay text).
pub(crate) fn guess(text: &str) -> Value {
    if text.is_empty() {
        return Value::Null;
    }
    match text {
        "true" => return Value::Flag(true),
        "false" => return Value::Flag(false),
        _ => {}
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && (!digits.starts_with('0') || digits.len() == 1 || digits.starts_with("0."));
    if plain {
        if let Ok(n) = text.parse() {
            return Value::Int(n);
        }
        if let Ok(x) = text.parse() {
            return Value::Real(x);
        }
    }
    Value::Text(text.to_owned())
}

fn kind_of(value: &Value) -> Option<FieldType> {
    Some(match value {
        Value::Null => return None,
        Value::Text(text) if day(text).is_some() => FieldType::Date,
        Value::Text(_) => FieldType::Text,
        Value::Int(_) => FieldType::Int,
        Value::Real(_) => FieldType::Real(AS_IS),
        Value::Flag(_) => FieldType::Flag,
        Value::Date(_) => FieldType::Date,
    })
}

fn unite(a: Option<FieldType>, b: Option<FieldType>) -> Option<FieldType> {
    match (a, b) {
        (a, None) => a,
        (None, b) => b,
        (Some(a), Some(b)) if a == b => Some(a),
        (Some(FieldType::Int | FieldType::Real(_)), Some(FieldType::Int | FieldType::Real(_))) => {
            Some(FieldType::Real(AS_IS))
        }
        _ => Some(FieldType::Text),
    }
}

/// `YYYY-MM-DD`, and nothing else.
fn day(text: &str) -> Option<Date> {
    (text.len() == 10 && text.as_bytes().first()?.is_ascii_digit()).then(|| text.parse().ok())?
}

#[allow(clippy::cast_precision_loss)]
fn turn(value: Value, kind: FieldType) -> Value {
    match (value, kind) {
        (Value::Int(n), FieldType::Real(_)) => Value::Real(n as f64),
        (Value::Text(text), FieldType::Date) => day(&text).map_or(Value::Null, Value::Date),
        (Value::Null, _) => Value::Null,
        (Value::Text(text), _) => Value::Text(text),
        (Value::Int(n), FieldType::Text) => Value::Text(n.to_string()),
        (Value::Real(x), FieldType::Text) => Value::Text(x.to_string()),
        (Value::Flag(yes), FieldType::Text) => Value::Text(yes.to_string()),
        (Value::Date(day), FieldType::Text) => Value::Text(day.to_string()),
        (other, _) => other,
    }
}

fn geometry_type(shape: &Geometry<f64>) -> GeometryType {
    match shape {
        Geometry::Point(_) => GeometryType::Point,
        Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_) => GeometryType::LineString,
        Geometry::Polygon(_) | Geometry::MultiPolygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {
            GeometryType::Polygon
        }
        Geometry::MultiPoint(_) | Geometry::GeometryCollection(_) => GeometryType::Any,
    }
}
