//! What goes out: the layers' schema, declared once, and a writer per format.
//!
//! The rows of a run ([`EventRow`], [`PlaceRow`], ...) fill a [`LayerSet`]; [`write_all`] writes it in any
//! [`Format`]. Layers with other fields, such as `near` makes, go through [`Writer`], a feature at a time,
//! and [`read`] reads back what was written (or what someone else wrote).
//!
//! Everywhere: WGS 84 (EPSG:4326), degrees, longitude first; empty is null; the same input gives the
//! same bytes; a file is written whole or not at all.

mod assemble;
mod draw;
mod error;
mod format;
mod formats;
mod geometry;
mod number;
mod qgis;
mod rows;
mod schema;
mod set;
mod style;
mod wkb;
mod wkt;
mod writer;
mod xml;

pub(crate) use assemble::ground;
pub use assemble::{Countries, assemble, attribution, place_row, review_row};
pub use error::{Error, Result};
pub use format::Format;
pub use formats::{Checked, feature_of_line, json_object};
pub(crate) use formats::{CsvTable, guard, unguard};
pub(crate) use geometry::Bounds;
pub use rows::{
    AreaRow, BorderRow, EventRow, PlaceRow, RegionRow, RejectedRow, ReviewRow, RouteRow, Row, candidates_text,
    evidence_text,
};
pub use schema::{Cell, Feature, Field, FieldType, GeometryType, Layer, Value};
pub use set::{LayerSet, Metadata, km_to_field};
pub(crate) use writer::{Encoder, Staged, remove_unfinished};
pub use writer::{Writer, write_all};

use std::path::{Path, PathBuf};

/// Reads a layer from a GeoJSON, GeoJSONL, CSV, GeoPackage or FlatGeobuf file, told apart by its
/// extension. `layer` names the one to read where a file holds several; the first, when it is `None`.
///
/// Types are taken from the format where it has them, and else from the values: a column is whole
/// numbers, numbers, yes or no, or days when all its values are; else it is text. A CSV needs columns
/// `latitude` and `longitude` (also `lat`, `lon`, `y`, `x`), or `WKT`.
///
/// # Errors
/// When the file cannot be read, or is not what its extension says; the message names the record.
pub fn read(path: &Path, layer: Option<&str>) -> Result<(Layer, Vec<Feature>)> {
    Format::of_path(path).and_then(|format| formats::read(format, path, layer)).map_err(|e| e.at(path))
}

/// As [`read`], but a record that is none, or lies nowhere on Earth, does not end it: such records are returned with their
/// numbers, from 1 (of GeoJSONL the number of the line), and the reason.
///
/// # Errors
/// When the file cannot be read, or is not what its extension says.
pub fn read_checked(path: &Path, layer: Option<&str>) -> Result<Checked> {
    Format::of_path(path).and_then(|format| formats::read_checked(format, path, layer)).map_err(|e| e.at(path))
}

/// The file and the layer of a GeoPackage that a user names: `makan.gpkg:routes`, or `makan.gpkg|layername=routes` as QGIS
/// writes it. A file that is called just so is meant itself.
#[must_use]
pub fn split_table(named: &Path) -> (PathBuf, Option<String>) {
    let split = || {
        let text = named.to_str().filter(|_| !named.exists())?;
        let (file, layer) = text.split_once("|layername=").or_else(|| text.rsplit_once(':'))?;
        file.to_lowercase().ends_with(".gpkg").then(|| (PathBuf::from(file), Some(layer.to_owned())))
    };
    split().unwrap_or_else(|| (named.to_owned(), None))
}
