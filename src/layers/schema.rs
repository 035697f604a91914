use super::number;
use geo_types::Geometry;
use jiff::civil::Date;
use std::borrow::Cow;

/// The schema of one layer: its name, the shape of its features and its fields, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// The stem of its file and the name of its table: `events`.
    pub name: String,
    /// What people read: `Events`.
    pub title: String,
    /// What the layer is, in one sentence.
    pub doc: String,
    /// The shape of its features.
    pub geometry: GeometryType,
    /// Its fields, in the order of the columns.
    pub fields: Vec<Field>,
}

impl Layer {
    /// A layer without fields yet.
    #[must_use]
    pub fn new(name: impl Into<String>, geometry: GeometryType) -> Layer {
        let name = name.into();
        Layer { title: name.clone(), name, doc: String::new(), geometry, fields: Vec::new() }
    }

    /// The position of a field.
    #[must_use]
    pub fn index(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.name == field)
    }

    /// The position of the field that names a feature for people.
    #[must_use]
    pub fn label(&self) -> Option<usize> {
        LABELS.iter().find_map(|name| self.index(name))
    }

    /// The tidy values of a feature beside their fields; values that are missing at the end count as null.
    pub fn cells<'a>(&'a self, feature: &'a Feature) -> impl Iterator<Item = (&'a Field, Cell<'a>)> {
        let values = feature.values.iter().chain(std::iter::repeat(&Value::Null));
        self.fields.iter().zip(values).map(|(field, value)| (field, field.cell(value)))
    }
}

/// Fields that name a feature, the best first.
const LABELS: [&str; 9] = ["name", "location", "title", "label", "surface", "event_id", "place_id", "id", "iso3"];

/// The shape of a layer's features. A type means its `Multi` form too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GeometryType {
    /// One position.
    Point,
    /// A line, or several.
    LineString,
    /// A polygon, or several.
    Polygon,
    /// Anything, mixed.
    Any,
    /// A table without geometry.
    None,
}

/// One field of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its name in every format: `event_date`.
    pub name: Cow<'static, str>,
    /// What people read in a form: `Date`.
    pub alias: Cow<'static, str>,
    /// What it means, with its unit.
    pub doc: Cow<'static, str>,
    /// The type of its values.
    pub kind: FieldType,
}

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldType {
    /// Text, UTF-8.
    Text,
    /// A whole number.
    Int,
    /// A number, written with at most so many decimals.
    Real(u8),
    /// Yes or no.
    Flag,
    /// A calendar day.
    Date,
}

impl Field {
    /// A field whose alias is its name.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>, kind: FieldType) -> Field {
        let name = name.into();
        Field { alias: name.clone(), name, doc: Cow::Borrowed(""), kind }
    }

    /// The same field with an alias for people and its meaning.
    #[must_use]
    pub fn about(mut self, alias: impl Into<Cow<'static, str>>, doc: impl Into<Cow<'static, str>>) -> Field {
        (self.alias, self.doc) = (alias.into(), doc.into());
        self
    }

    /// What every format writes for a value: empty text and numbers that are not finite are null, and
    /// real numbers are rounded to the field's decimals.
    #[must_use]
    pub fn cell<'a>(&self, value: &'a Value) -> Cell<'a> {
        match value {
            Value::Null => Cell::Null,
            Value::Text(text) if text.is_empty() => Cell::Null,
            Value::Text(text) => Cell::Text(text),
            Value::Int(n) => Cell::Int(*n),
            Value::Real(x) if !x.is_finite() => Cell::Null,
            Value::Real(x) => match self.kind {
                FieldType::Real(decimals) => Cell::Real(round(*x, decimals)),
                _ => Cell::Real(*x),
            },
            Value::Flag(yes) => Cell::Flag(*yes),
            Value::Date(day) => Cell::Date(*day),
        }
    }
}

/// `x` to so many decimals (15 or more: as it is); never −0.
#[must_use]
pub(crate) fn round(x: f64, decimals: u8) -> f64 {
    if decimals >= 15 {
        return x + 0.0;
    }
    let unit = 10f64.powi(i32::from(decimals));
    let rounded = (x * unit).round() / unit;
    if rounded.is_finite() { rounded + 0.0 } else { x }
}

/// One thing on the map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Feature {
    /// Its shape: WGS 84, degrees, longitude first; `None` when it is not known where it lies.
    pub geometry: Option<Geometry<f64>>,
    /// Its values, in the order of the layer's fields.
    pub values: Vec<Value>,
}

/// The value of one field.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Not known, or does not apply.
    #[default]
    Null,
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number.
    Real(f64),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Date(Date),
}

/// A [`Value`] as it is written: see [`Field::cell`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Not known, or does not apply.
    Null,
    /// A text, not empty.
    Text(&'a str),
    /// A whole number.
    Int(i64),
    /// A finite number, rounded.
    Real(f64),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Date(Date),
}

impl Cell<'_> {
    /// As text for people and for formats without types; empty for null.
    #[must_use]
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Cell::Null => Cow::Borrowed(""),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Int(n) => written(|out| number::int(out, *n)),
            Cell::Real(x) => written(|out| number::real(out, *x)),
            Cell::Flag(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
            Cell::Date(day) => written(|out| number::day(out, *day)),
        }
    }
}

fn written(write: impl Fn(&mut Vec<u8>)) -> Cow<'static, str> {
    let mut out = Vec::with_capacity(24);
    write(&mut out);
    String::from_utf8(out).unwrap_or_default().into()
}

impl From<Option<i64>> for Value {
    fn from(n: Option<i64>) -> Value {
        n.map_or(Value::Null, Value::Int)
    }
}

impl From<Option<f64>> for Value {
    fn from(x: Option<f64>) -> Value {
        x.map_or(Value::Null, Value::Real)
    }
}

impl From<Option<Date>> for Value {
    fn from(day: Option<Date>) -> Value {
        day.map_or(Value::Null, Value::Date)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Value {
        Value::Flag(yes)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Value {
        if text.is_empty() { Value::Null } else { Value::Text(text.clone()) }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) }
    }
}
