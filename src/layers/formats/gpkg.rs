//! OGC GeoPackage 1.3: every layer a table, with its spatial index, QGIS style, field descriptions and
//! the attribution as metadata.

use super::gpkg_rtree::Tree;
use super::with_own_names;
use crate::layers::error::{Error, Result};
use crate::layers::geometry::{Bounds, shape};
use crate::layers::qgis;
use crate::layers::schema::{Cell, Feature, FieldType, GeometryType, Layer};
use crate::layers::set::Metadata;
use crate::layers::wkb;
use crate::layers::writer::Encoder;
use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, params};
use std::path::Path;

/// Writes layers into one file.
pub(crate) struct Package {
    db: Connection,
    meta: Metadata,
    open: Option<Open>,
}

/// The layer begun last.
struct Open {
    layer: Layer,
    insert: String,
    /// None in a table without shapes.
    index: Option<Tree>,
    bounds: Bounds,
    fid: i64,
    blob: Vec<u8>,
}

impl Package {
    /// A new package in the empty file at `path`.
    pub fn new(path: &Path, meta: &Metadata) -> Result<Package> {
        let db = Connection::open(path)?;
        // The file is a temporary one until it is complete, so a journal would protect nothing.
        db.execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
             PRAGMA cache_size = -65536; PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300; BEGIN;",
        )?;
        db.execute_batch(include_str!("gpkg.sql"))?;
        let package = Package { db, meta: meta.clone(), open: None };
        package.metadata()?;
        package.contents("layer_styles", "attributes", "layer_styles", "", Bounds::default())?;
        Ok(package)
    }

    /// One fixed time, so that the same input gives the same bytes.
    fn time(&self) -> String {
        format!("{}T00:00:00.000Z", self.meta.stamp)
    }

    fn metadata(&self) -> Result<()> {
        let e = crate::layers::xml::text;
        let text = format!(
            "<metadata xmlns:dc=\"http://purl.org/dc/terms/\"><dc:title>{}</dc:title><dc:description>{}</dc:description>\
             <dc:rights>{}</dc:rights><dc:creator>{}</dc:creator></metadata>",
            e(&self.meta.title),
            e(&self.meta.made_from),
            e(&self.meta.attribution.join("; ")),
            e(&self.meta.generator)
        );
        let uri = "http://purl.org/dc/terms/";
        self.db.execute("INSERT INTO gpkg_metadata VALUES (1, 'dataset', ?1, 'text/xml', ?2)", params![uri, text])?;
        let sql = "INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?1, 1, NULL)";
        self.db.execute(sql, params![self.time()])?;
        Ok(())
    }

    fn contents(&self, table: &str, kind: &str, title: &str, doc: &str, bounds: Bounds) -> Result<()> {
        let side = |x: f64| x.is_finite().then_some(x);
        let srs = (kind == "features").then_some(4326);
        self.db.execute(
            "INSERT INTO gpkg_contents VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                table,
                kind,
                title,
                doc,
                self.time(),
                side(bounds.west),
                side(bounds.south),
                side(bounds.east),
                side(bounds.north),
                srs
            ],
        )?;
        Ok(())
    }

    /// Completes the layer begun last.
    fn close(&mut self) -> Result<()> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        let index = open.index.take();
        let table = &open.layer.name;
        let kind = if index.is_some() { "features" } else { "attributes" };
        self.contents(table, kind, &open.layer.title, &open.layer.doc, open.bounds)?;
        if let Some(index) = index {
            index.write(&self.db, &format!("rtree_{table}_geom"))?;
            self.db.execute(
                "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, 4326, 0, 0)",
                params![table, geometry_name(open.layer.geometry)],
            )?;
            self.db.execute(
                "INSERT INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index',
                 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only')",
                params![table],
            )?;
            // From here on whoever edits the table keeps the index; until now it was filled directly.
            self.db.execute_batch(&include_str!("gpkg_index.sql").replace("<t>", &table.replace('"', "\"\"")))?;
        }
        for field in &open.layer.fields {
            // `name` stays null: it must be unique in the table, and GDAL would show it for the column's.
            self.db.execute(
                "INSERT INTO gpkg_data_columns VALUES (?1, ?2, NULL, ?3, ?4, NULL, NULL)",
                params![table, field.name, field.alias, field.doc],
            )?;
        }
        if let Some((qml, sld)) = qgis::default_style(&open.layer)? {
            self.db.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,
                 styleQML, styleSLD, useAsDefault, description, owner, ui, update_time)
                 VALUES ('', '', ?1, 'geom', 'makan', ?2, ?3, 1, ?4, '', NULL, ?5)",
                params![table, qml, sld, open.layer.doc, self.time()],
            )?;
        }
        Ok(())
    }
}

impl Encoder for Package {
    fn begin(&mut self, layer: &Layer) -> Result<()> {
        self.close()?;
        // SQLite knows no letter case, and two columns are the package's own.
        let layer = with_own_names(layer, &["fid", "geom"]);
        let table = quote(&layer.name);
        let has_geometry = layer.geometry != GeometryType::None;
        let mut columns = vec!["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL".to_owned()];
        if has_geometry {
            columns.push(format!("geom {}", geometry_name(layer.geometry)));
        }
        columns.extend(layer.fields.iter().map(|f| format!("{} {}", quote(&f.name), sql_type(f.kind))));
        self.db.execute_batch(&format!("CREATE TABLE {table} ({})", columns.join(", ")))?;
        let marks = vec!["?"; columns.len()].join(", ");
        if has_geometry {
            let rtree = quote(&format!("rtree_{}_geom", layer.name));
            self.db.execute_batch(&format!("CREATE VIRTUAL TABLE {rtree} USING rtree(id, minx, maxx, miny, maxy)"))?;
        }
        self.open = Some(Open {
            layer,
            insert: format!("INSERT INTO {table} VALUES ({marks})"),
            index: has_geometry.then(Tree::default),
            bounds: Bounds::default(),
            fid: 0,
            blob: Vec::new(),
        });
        Ok(())
    }

    fn feature(&mut self, feature: &Feature) -> Result<()> {
        let Some(open) = &mut self.open else { return Err(Error::data("a feature before its layer")) };
        open.fid += 1;
        let mut insert = self.db.prepare_cached(&open.insert)?;
        insert.raw_bind_parameter(1, open.fid)?;
        let mut at = 2;
        if let Some(index) = &mut open.index {
            if let Some(shape) = shape(feature) {
                let bounds = Bounds::of(shape);
                open.bounds.merge(bounds);
                blob(&mut open.blob, shape, bounds, open.layer.geometry);
                insert.raw_bind_parameter(at, open.blob.as_slice())?;
                index.add(open.fid, bounds);
            } else {
                insert.raw_bind_parameter(at, Sql::Null)?;
            }
            at += 1;
        }
        for (_, cell) in open.layer.cells(feature) {
            insert.raw_bind_parameter(at, Bound(cell))?;
            at += 1;
        }
        insert.raw_execute()?;
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        self.close()?;
        Ok(self.db.execute_batch("COMMIT")?)
    }
}

/// A cell as SQLite holds it.
struct Bound<'a>(Cell<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Cell::Null => ToSqlOutput::Owned(Sql::Null),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Cell::Int(n) => ToSqlOutput::Owned(Sql::Integer(n)),
            Cell::Real(x) => ToSqlOutput::Owned(Sql::Real(x)),
            Cell::Flag(yes) => ToSqlOutput::Owned(Sql::Integer(yes.into())),
            Cell::Date(_) => ToSqlOutput::Owned(Sql::Text(self.0.to_text().into_owned())),
        })
    }
}

/// The GeoPackage blob of a shape: head, envelope (for all but points), WKB.
fn blob(out: &mut Vec<u8>, shape: &geo_types::Geometry<f64>, bounds: Bounds, kind: GeometryType) {
    out.clear();
    let is_point = matches!(shape, geo_types::Geometry::Point(_));
    out.extend([b'G', b'P', 0, if is_point { 0b0001 } else { 0b0011 }]);
    out.extend(4326i32.to_le_bytes());
    if !is_point {
        [bounds.west, bounds.east, bounds.south, bounds.north].iter().for_each(|x| out.extend(x.to_le_bytes()));
    }
    wkb::write(out, shape, matches!(kind, GeometryType::LineString | GeometryType::Polygon));
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn geometry_name(kind: GeometryType) -> &'static str {
    match kind {
        GeometryType::Point => "POINT",
        GeometryType::LineString => "MULTILINESTRING",
        GeometryType::Polygon => "MULTIPOLYGON",
        GeometryType::Any | GeometryType::None => "GEOMETRY",
    }
}

fn sql_type(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text => "TEXT",
        FieldType::Int => "INTEGER",
        FieldType::Real(_) => "REAL",
        FieldType::Flag => "BOOLEAN",
        FieldType::Date => "DATE",
    }
}
