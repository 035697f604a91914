//! GeoParquet 1.1: shapes as WKB, and beside them the box of each (`bbox`), by which readers pass over
//! the groups of rows that they do not need.

use super::with_own_names;
use crate::layers::error::{Error, Result};
use crate::layers::geometry::{Bounds, shape};
use crate::layers::schema::{Cell, Feature, FieldType, GeometryType, Layer};
use crate::layers::set::Metadata;
use crate::layers::wkb;
use crate::layers::writer::{Encoder, Sink, flush};
use geo_types::Geometry;
use jiff::civil::Date;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Rows that wait in memory until they are written as one group.
const GROUP: usize = 50_000;
/// The column of the shapes, and that of their boxes.
const SHAPE: &str = "geometry";
const BOX: &str = "bbox";
const SIDES: [&str; 4] = ["xmin", "ymin", "xmax", "ymax"];
/// EPSG:4326 as PROJJSON. GeoParquet takes longitude first whatever its axes say.
const CRS: &str = include_str!("epsg4326.json");

pub(crate) struct GeoParquet {
    sink: Option<Sink>,
    meta: Metadata,
    open: Option<Open>,
}

/// The layer begun.
struct Open {
    writer: SerializedFileWriter<Sink>,
    layer: Layer,
    columns: Vec<Column>,
    /// None in a table without shapes.
    shapes: Option<Shapes>,
    rows: usize,
}

/// The values of a field that wait to be written.
struct Column {
    values: Values,
    /// 1 where a row has a value, 0 where it has none.
    levels: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Int(Vec<i64>),
    Real(Vec<f64>),
    Flag(Vec<bool>),
    /// Days since 1970-01-01.
    Date(Vec<i32>),
}

/// The shapes that wait, and what is said of all of them in the end.
#[derive(Default)]
struct Shapes {
    wkb: Vec<ByteArray>,
    sides: [Vec<f64>; 4],
    levels: Vec<i16>,
    bounds: Bounds,
    kinds: BTreeSet<&'static str>,
}

impl GeoParquet {
    pub fn new(sink: Sink, meta: &Metadata) -> GeoParquet {
        GeoParquet { sink: Some(sink), meta: meta.clone(), open: None }
    }
}

impl Encoder for GeoParquet {
    fn begin(&mut self, layer: &Layer) -> Result<()> {
        let Some(sink) = self.sink.take() else { return Err(Error::data("a second layer")) };
        let layer = with_own_names(layer, &[SHAPE, BOX]);
        let shapes = (layer.geometry != GeometryType::None).then(Shapes::default);
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(self.meta.generator.clone())
            .build();
        self.open = Some(Open {
            writer: SerializedFileWriter::new(sink, schema(&layer)?, Arc::new(properties))?,
            columns: layer.fields.iter().map(|f| Column::new(f.kind)).collect(),
            layer,
            shapes,
            rows: 0,
        });
        Ok(())
    }

    fn feature(&mut self, feature: &Feature) -> Result<()> {
        let Some(open) = &mut self.open else { return Err(Error::data("a feature before its layer")) };
        for ((field, cell), column) in open.layer.cells(feature).zip(&mut open.columns) {
            column.add(cell).map_err(|found| {
                Error::data(format!("field {}: expected {:?}, found {found:?}", field.name, field.kind))
            })?;
        }
        if let Some(shapes) = &mut open.shapes {
            shapes.add(shape(feature), matches!(open.layer.geometry, GeometryType::LineString | GeometryType::Polygon));
        }
        open.rows += 1;
        if open.rows >= GROUP { open.write_group() } else { Ok(()) }
    }

    fn end(&mut self) -> Result<()> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        if open.rows > 0 {
            open.write_group()?;
        }
        if let Some(shapes) = &open.shapes {
            open.writer.append_key_value_metadata(KeyValue::new("geo".to_owned(), shapes.metadata()));
        }
        let said = [
            ("title", open.layer.title.clone()),
            ("description", open.layer.doc.clone()),
            ("attribution", self.meta.attribution.join("; ")),
        ];
        for (key, text) in said.into_iter().filter(|(_, text)| !text.is_empty()) {
            open.writer.append_key_value_metadata(KeyValue::new(key.to_owned(), text));
        }
        open.writer.finish()?;
        flush(open.writer.inner_mut())
    }
}

impl Open {
    /// Writes the rows that wait.
    fn write_group(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            column.write(&mut group)?;
            column.clear();
        }
        if let Some(shapes) = &mut self.shapes {
            shapes.write(&mut group)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

impl Column {
    fn new(kind: FieldType) -> Column {
        let values = match kind {
            FieldType::Text => Values::Text(Vec::new()),
            FieldType::Int => Values::Int(Vec::new()),
            FieldType::Real(_) => Values::Real(Vec::new()),
            FieldType::Flag => Values::Flag(Vec::new()),
            FieldType::Date => Values::Date(Vec::new()),
        };
        Column { values, levels: Vec::new() }
    }

    /// Adds a value, or returns it when it is not of the column's type.
    fn add<'a>(&mut self, cell: Cell<'a>) -> std::result::Result<(), Cell<'a>> {
        match (&mut self.values, cell) {
            (_, Cell::Null) => {}
            (Values::Text(all), cell) => all.push(cell.to_text().as_bytes().to_vec().into()),
            (Values::Int(all), Cell::Int(n)) => all.push(n),
            (Values::Real(all), Cell::Real(x)) => all.push(x),
            #[allow(clippy::cast_precision_loss)]
            (Values::Real(all), Cell::Int(n)) => all.push(n as f64),
            (Values::Flag(all), Cell::Flag(yes)) => all.push(yes),
            (Values::Date(all), Cell::Date(day)) => all.push(days(day)),
            (_, other) => return Err(other),
        }
        self.levels.push((cell != Cell::Null).into());
        Ok(())
    }

    fn write(&self, group: &mut SerializedRowGroupWriter<'_, Sink>) -> Result<()> {
        let mut column = group.next_column()?.ok_or_else(few_columns)?;
        let levels = Some(self.levels.as_slice());
        match &self.values {
            Values::Text(all) => column.typed::<ByteArrayType>().write_batch(all, levels, None)?,
            Values::Int(all) => column.typed::<Int64Type>().write_batch(all, levels, None)?,
            Values::Real(all) => column.typed::<DoubleType>().write_batch(all, levels, None)?,
            Values::Flag(all) => column.typed::<BoolType>().write_batch(all, levels, None)?,
            Values::Date(all) => column.typed::<Int32Type>().write_batch(all, levels, None)?,
        };
        Ok(column.close()?)
    }

    fn clear(&mut self) {
        self.levels.clear();
        match &mut self.values {
            Values::Text(all) => all.clear(),
            Values::Int(all) => all.clear(),
            Values::Real(all) => all.clear(),
            Values::Flag(all) => all.clear(),
            Values::Date(all) => all.clear(),
        }
    }
}

impl Shapes {
    fn add(&mut self, shape: Option<&Geometry<f64>>, multi: bool) {
        self.levels.push(shape.is_some().into());
        let Some(shape) = shape else { return };
        let bounds = Bounds::of(shape);
        self.bounds.merge(bounds);
        self.kinds.insert(kind(shape, multi));
        let mut bytes = Vec::with_capacity(32);
        wkb::write(&mut bytes, shape, multi);
        self.wkb.push(bytes.into());
        let sides = [bounds.west, bounds.south, bounds.east, bounds.north];
        self.sides.iter_mut().zip(sides).for_each(|(all, side)| all.push(side));
    }

    fn write(&mut self, group: &mut SerializedRowGroupWriter<'_, Sink>) -> Result<()> {
        let levels = Some(self.levels.as_slice());
        let mut column = group.next_column()?.ok_or_else(few_columns)?;
        column.typed::<ByteArrayType>().write_batch(&self.wkb, levels, None)?;
        column.close()?;
        for side in &mut self.sides {
            let mut column = group.next_column()?.ok_or_else(few_columns)?;
            column.typed::<DoubleType>().write_batch(side, levels, None)?;
            column.close()?;
            side.clear();
        }
        self.wkb.clear();
        self.levels.clear();
        Ok(())
    }

    /// What GeoParquet asks a file to say of its shapes.
    fn metadata(&self) -> String {
        let side = |name: &str| (name.to_owned(), json!([BOX, name]));
        let covering: serde_json::Map<_, _> = SIDES.into_iter().map(side).collect();
        let mut column = json!({
            "encoding": "WKB",
            "geometry_types": self.kinds,
            "crs": serde_json::from_str::<serde_json::Value>(CRS).unwrap_or_default(),
            "orientation": "counterclockwise",
            "edges": "planar",
            "covering": {"bbox": covering},
        });
        let b = self.bounds;
        if !b.is_empty() {
            column["bbox"] = json!([b.west, b.south, b.east, b.north]);
        }
        json!({"version": "1.1.0", "primary_column": SHAPE, "columns": {SHAPE: column}}).to_string()
    }
}

/// The columns: the fields, the shape, its box. All may be null.
fn schema(layer: &Layer) -> Result<TypePtr> {
    let column = |name: &str, physical: Physical, logical: Option<LogicalType>, repetition: Repetition| {
        let column = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        column.with_logical_type(logical).build().map(Arc::new)
    };
    let mut columns = Vec::with_capacity(layer.fields.len() + 2);
    for field in &layer.fields {
        let (physical, logical) = match field.kind {
            FieldType::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            FieldType::Int => (Physical::INT64, None),
            FieldType::Real(_) => (Physical::DOUBLE, None),
            FieldType::Flag => (Physical::BOOLEAN, None),
            FieldType::Date => (Physical::INT32, Some(LogicalType::Date)),
        };
        columns.push(column(&field.name, physical, logical, Repetition::OPTIONAL)?);
    }
    if layer.geometry != GeometryType::None {
        columns.push(column(SHAPE, Physical::BYTE_ARRAY, None, Repetition::OPTIONAL)?);
        let sides = SIDES.iter().map(|side| column(side, Physical::DOUBLE, None, Repetition::REQUIRED));
        let sides = sides.collect::<std::result::Result<Vec<_>, _>>()?;
        let group = Type::group_type_builder(BOX).with_repetition(Repetition::OPTIONAL).with_fields(sides);
        columns.push(Arc::new(group.build()?));
    }
    Ok(Arc::new(Type::group_type_builder("schema").with_fields(columns).build()?))
}

/// The type of a shape as GeoParquet names it, and as it is written.
fn kind(shape: &Geometry<f64>, multi: bool) -> &'static str {
    match shape {
        Geometry::Point(_) => "Point",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::Line(_) | Geometry::LineString(_) if !multi => "LineString",
        Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) if !multi => "Polygon",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) | Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

/// Days since 1970-01-01.
fn days(day: Date) -> i32 {
    let since = Date::constant(1970, 1, 1).until(day);
    since.map_or(0, |span| span.get_days())
}

fn few_columns() -> Error {
    Error::data("the file has fewer columns than the layer")
}
