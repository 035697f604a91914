//! One file a format: its writer and, where there is one, its reader.

mod csv;
mod fgb;
mod fgb_read;
mod geojson;
mod geojson_read;
mod gpkg;
mod gpkg_read;
mod infer;
mod kml;

pub(crate) use csv::{guard, unguard};
pub use geojson::json_object;
pub use geojson_read::feature_of_line;

use super::draw::Picture;
use super::error::{Error, Result};
use super::format::Format;
use super::qgis::Project;
use super::schema::{Feature, Layer};
use super::set::Metadata;
use super::writer::{Encoder, Sink};
use std::path::Path;

/// The encoder of a format: it writes to `sink`, which is the file at `path`.
pub(crate) fn encoder(format: Format, sink: Sink, path: &Path, meta: &Metadata) -> Result<Box<dyn Encoder>> {
    Ok(match format {
        Format::GeoJson => Box::new(geojson::Collection::new(sink, meta)),
        Format::GeoJsonL => Box::new(geojson::Lines::new(sink)),
        Format::Csv => Box::new(csv::Table::new(sink)),
        Format::Gpkg => Box::new(gpkg::Package::new(path, meta)?),
        Format::Qgz => Box::new(Project::new(sink, meta)),
        Format::Fgb => Box::new(fgb::Fgb::new(sink, meta)),
        Format::Kml => Box::new(kml::Kml::new(sink, meta)),
        Format::Svg => Box::new(Picture::svg(sink, meta)),
        Format::Html => Box::new(Picture::html(sink, meta)),
    })
}

/// Reads a layer: `layer` names the one to read where a file holds several.
pub(crate) fn read(format: Format, path: &Path, layer: Option<&str>) -> Result<(Layer, Vec<Feature>)> {
    match format {
        Format::GeoJson => geojson_read::read(path),
        Format::GeoJsonL => geojson_read::read_lines(path),
        Format::Csv => csv::read(path),
        Format::Gpkg => gpkg_read::read(path, layer),
        Format::Fgb => fgb_read::read(path),
        other => Err(Error::data(format!(
            "{other} is written, but not read; the formats that are read are geojson geojsonl csv gpkg fgb"
        ))),
    }
}
