//! GeoPackage, read.

use super::infer::AS_IS;
use crate::layers::error::{Error, Result};
use crate::layers::schema::{Feature, Field, FieldType, GeometryType, Layer, Value};
use crate::layers::wkb;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, params};
use std::path::Path;

/// Reads one table: the one named, or the first with features.
pub(crate) fn read(path: &Path, wanted: Option<&str>) -> Result<(Layer, Vec<Feature>)> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let tables: Vec<(String, String, i64)> = db
        .prepare("SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns ORDER BY rowid")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let found = match wanted {
        Some(name) => tables.iter().find(|t| t.0 == name),
        None => tables.first(),
    };
    let (table, geometry, srs) = found.ok_or_else(|| {
        let names: Vec<_> = tables.iter().map(|t| t.0.as_str()).collect();
        Error::data(format!("expected a layer {:?}, found {}", wanted.unwrap_or("of features"), names.join(", ")))
    })?;
    let code: Option<i64> = db
        .query_row("SELECT organization_coordsys_id FROM gpkg_spatial_ref_sys WHERE srs_id = ?1", params![srs], |row| {
            row.get(0)
        })
        .ok();
    if code != Some(4326) && *srs > 0 {
        return Err(Error::data(format!(
            "expected WGS 84 (EPSG:4326), the layer {table} is in EPSG:{}",
            code.unwrap_or(*srs)
        )));
    }
    read_table(&db, table, geometry)
}

fn read_table(db: &Connection, table: &str, geometry: &str) -> Result<(Layer, Vec<Feature>)> {
    let columns: Vec<(String, String, bool)> = db
        .prepare("SELECT name, type, pk FROM pragma_table_info(?1)")?
        .query_map(params![table], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)? > 0)))?
        .collect::<rusqlite::Result<_>>()?;
    let kind: String = db.query_row(
        "SELECT geometry_type_name FROM gpkg_geometry_columns WHERE table_name = ?1",
        params![table],
        |row| row.get(0),
    )?;
    let mut layer = Layer::new(table, geometry_type(&kind));
    // The key is the package's own affair; where there is none, rows come in the order they were written.
    let fields = columns.iter().filter(|(name, _, is_key)| !is_key && name != geometry);
    layer.fields = fields.map(|(name, sql, _)| Field::new(name.clone(), field_type(sql))).collect();
    let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let list: Vec<_> = std::iter::once(quote(geometry)).chain(layer.fields.iter().map(|f| quote(&f.name))).collect();
    let mut statement = db.prepare(&format!("SELECT {} FROM {} ORDER BY rowid", list.join(", "), quote(table)))?;
    let mut rows = statement.query([])?;
    let mut features = Vec::new();
    while let Some(row) = rows.next()? {
        let geometry = match row.get_ref(0)? {
            ValueRef::Blob(blob) => shape(blob).map_err(|e| Error::data(format!("row {}: {e}", features.len() + 1)))?,
            _ => None,
        };
        let values = layer.fields.iter().enumerate().map(|(i, f)| Ok(value(row.get_ref(i + 1)?, f.kind)));
        features.push(Feature { geometry, values: values.collect::<Result<_>>()? });
    }
    Ok((layer, features))
}

/// The shape of a GeoPackage blob; `None` for an empty one.
fn shape(blob: &[u8]) -> Result<Option<geo_types::Geometry<f64>>> {
    let flags =
        *blob.get(3).filter(|_| blob.starts_with(b"GP")).ok_or_else(|| Error::data("expected a GeoPackage shape"))?;
    let envelope = [0, 32, 48, 48, 64].get(usize::from(flags >> 1 & 7)).copied().unwrap_or(0);
    if flags & 0b1_0000 != 0 {
        return Ok(None);
    }
    wkb::read(blob.get(8 + envelope..).unwrap_or_default()).map(Some)
}

fn value(sql: ValueRef<'_>, kind: FieldType) -> Value {
    match (sql, kind) {
        (ValueRef::Integer(n), FieldType::Flag) => Value::Flag(n != 0),
        #[allow(clippy::cast_precision_loss)]
        (ValueRef::Integer(n), FieldType::Real(_)) => Value::Real(n as f64),
        (ValueRef::Integer(n), _) => Value::Int(n),
        (ValueRef::Real(x), _) => Value::Real(x),
        (ValueRef::Text(text), kind) => {
            let text = String::from_utf8_lossy(text).into_owned();
            match text.parse() {
                Ok(day) if kind == FieldType::Date => Value::Date(day),
                _ => Value::Text(text),
            }
        }
        (ValueRef::Null | ValueRef::Blob(_), _) => Value::Null,
    }
}

fn field_type(sql: &str) -> FieldType {
    match sql.split('(').next().unwrap_or_default().to_ascii_uppercase().as_str() {
        "BOOLEAN" => FieldType::Flag,
        "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "INTEGER" => FieldType::Int,
        "FLOAT" | "DOUBLE" | "REAL" => FieldType::Real(AS_IS),
        "DATE" => FieldType::Date,
        _ => FieldType::Text,
    }
}

fn geometry_type(name: &str) -> GeometryType {
    match name.to_ascii_uppercase().as_str() {
        "POINT" => GeometryType::Point,
        "LINESTRING" | "MULTILINESTRING" => GeometryType::LineString,
        "POLYGON" | "MULTIPOLYGON" => GeometryType::Polygon,
        _ => GeometryType::Any,
    }
}
