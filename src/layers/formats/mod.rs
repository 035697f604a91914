//! One file a format: its writer and, where there is one, its reader.

mod csv;
mod fgb;
mod fgb_read;
mod geojson;
mod geojson_read;
mod gpkg;
mod gpkg_read;
mod gpkg_rtree;
mod infer;
mod kml;
#[cfg(feature = "parquet")]
mod parquet;
mod waiting;

pub(crate) use csv::{Table as CsvTable, guard, unguard};
pub use geojson::json_object;
pub use geojson_read::feature_of_line;

use super::draw::Picture;
use super::error::{Error, Result};
use super::format::Format;
use super::geometry::each_coord;
use super::qgis::Project;
use super::schema::{Feature, Layer};
use super::set::Metadata;
use super::writer::{Encoder, Sink};
use crate::space::LonLat;
use std::collections::HashSet;
use std::path::Path;

/// The encoder of a format: it writes to `sink`, which is the file at `path`.
pub(crate) fn encoder(format: Format, sink: Sink, path: &Path, meta: &Metadata) -> Result<Box<dyn Encoder>> {
    Ok(match format {
        Format::GeoJson => Box::new(geojson::Collection::new(sink, meta)),
        Format::GeoJsonL => Box::new(geojson::Lines::new(sink)),
        Format::Csv => Box::new(CsvTable::new(sink)),
        Format::Gpkg => Box::new(gpkg::Package::new(path, meta)?),
        Format::Qgz => Box::new(Project::new(sink, meta)),
        Format::Fgb => Box::new(fgb::Fgb::new(sink, meta)),
        Format::Kml => Box::new(kml::Kml::new(sink, meta)),
        Format::Kmz => Box::new(kml::Kml::packed(sink, meta)?),
        Format::Svg => Box::new(Picture::svg(sink, meta)),
        Format::Html => Box::new(Picture::html(sink, meta)),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(parquet::GeoParquet::new(sink, meta)),
        #[cfg(feature = "png")]
        Format::Png => Box::new(Picture::png(sink, meta)),
    })
}

/// The layer with columns that differ whatever their letter case, and from those that are the format's own.
/// What collides gets a number.
fn with_own_names(layer: &Layer, own: &[&str]) -> Layer {
    let mut layer = layer.clone();
    let mut taken: HashSet<String> = own.iter().map(|name| (*name).to_owned()).collect();
    for field in &mut layer.fields {
        let asked = field.name.clone();
        for i in 1.. {
            if taken.insert(field.name.to_lowercase()) {
                break;
            }
            field.name = format!("{asked}_{i}").into();
        }
    }
    layer
}

/// The place along a Hilbert curve of a cell of a grid of 65,536 × 65,536.
fn hilbert_at(mut x: u32, mut y: u32) -> u32 {
    let mut at = 0;
    for bit in (0..16).rev() {
        let side = 1u32 << bit;
        let (rx, ry) = (u32::from(x & side > 0), u32::from(y & side > 0));
        at = at << 2 | ((3 * rx) ^ ry);
        if ry == 0 {
            if rx == 1 {
                (x, y) = (!x & 0xFFFF, !y & 0xFFFF);
            }
            (x, y) = (y, x);
        }
    }
    at
}

/// A layer, its features, and the records that are none: number, from 1, and reason.
pub type Checked = (Layer, Vec<Feature>, Vec<(usize, String)>);

/// Reads a layer; what is no record of it is returned with its number, from 1.
pub(crate) fn read_checked(format: Format, path: &Path, layer: Option<&str>) -> Result<Checked> {
    let mut rejected = Vec::new();
    let (layer, features) = match format {
        Format::GeoJsonL => geojson_read::read_lines(path, |line, e| {
            rejected.push((line, e.to_string()));
            Ok(())
        })?,
        other => read(other, path, layer)?,
    };
    let (mut kept, mut number) = (Vec::with_capacity(features.len()), 0);
    for feature in features {
        number += 1;
        let mut wrong = None;
        feature.geometry.iter().for_each(|g| {
            each_coord(g, &mut |c| {
                if !LonLat::new(c.x, c.y).is_valid() {
                    wrong = Some(c);
                }
            });
        });
        match wrong {
            None => kept.push(feature),
            Some(c) => {
                rejected.push((number, format!("expected degrees, longitude first; found {:?}, {:?}", c.x, c.y)));
            }
        }
    }
    Ok((layer, kept, rejected))
}

/// Reads a layer: `layer` names the one to read where a file holds several.
pub(crate) fn read(format: Format, path: &Path, layer: Option<&str>) -> Result<(Layer, Vec<Feature>)> {
    match format {
        Format::GeoJson => geojson_read::read(path),
        Format::GeoJsonL => geojson_read::read_lines(path, |line, e| Err(Error::data(format!("line {line}: {e}")))),
        Format::Csv => csv::read(path),
        Format::Gpkg => gpkg_read::read(path, layer),
        Format::Fgb => fgb_read::read(path),
        other => Err(Error::data(format!(
            "{other} is written, but not read; the formats that are read are geojson geojsonl csv gpkg fgb"
        ))),
    }
}
