use super::error::{Error, Result};
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A file format: it owns its file extension, its writer and its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// GeoJSON, RFC 7946: one file a layer.
    GeoJson,
    /// One GeoJSON feature a line: one file a layer.
    GeoJsonL,
    /// Comma-separated values, UTF-8: one file a layer.
    Csv,
    /// OGC GeoPackage 1.3: all layers in `makan.gpkg`, with styles and spatial indexes.
    Gpkg,
    /// A QGIS project over the GeoPackage: `makan.qgz`.
    Qgz,
    /// FlatGeobuf, indexed: one file a layer.
    Fgb,
    /// KML 2.2: all layers in `makan.kml`.
    Kml,
    /// KML packed: `makan.kmz`.
    Kmz,
    /// A drawn map: `map.svg`.
    Svg,
    /// A page with map and table, for any browser, offline: `map.html`.
    Html,
    /// GeoParquet 1.1: one file a layer.
    #[cfg(feature = "parquet")]
    Parquet,
    /// The drawn map as a picture: `map.png`.
    #[cfg(feature = "png")]
    Png,
}

impl Format {
    /// All formats.
    pub const ALL: &'static [Format] = &[
        Format::GeoJson,
        Format::GeoJsonL,
        Format::Csv,
        Format::Gpkg,
        Format::Qgz,
        Format::Fgb,
        Format::Kml,
        Format::Kmz,
        Format::Svg,
        Format::Html,
        #[cfg(feature = "parquet")]
        Format::Parquet,
        #[cfg(feature = "png")]
        Format::Png,
    ];

    /// What `makan map` writes when it is not told otherwise.
    pub const DEFAULT: &'static [Format] = &[Format::GeoJson, Format::Csv, Format::Gpkg, Format::Qgz];

    /// The file extensions, the one that is written first, without a dot; also the format's names in
    /// `--format`.
    #[must_use]
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Format::GeoJson => &["geojson", "json"],
            Format::GeoJsonL => &["geojsonl", "geojsons", "ndjson", "jsonl"],
            Format::Csv => &["csv"],
            Format::Gpkg => &["gpkg"],
            Format::Qgz => &["qgz"],
            Format::Fgb => &["fgb"],
            Format::Kml => &["kml"],
            Format::Kmz => &["kmz"],
            Format::Svg => &["svg"],
            Format::Html => &["html", "htm"],
            #[cfg(feature = "parquet")]
            Format::Parquet => &["parquet", "geoparquet"],
            #[cfg(feature = "png")]
            Format::Png => &["png"],
        }
    }

    /// The extension that is written, without a dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        self.extensions().first().copied().unwrap_or_default()
    }

    /// The stem of the one file that holds all layers; `None` when each layer has a file of its own.
    #[must_use]
    pub fn stem(self) -> Option<&'static str> {
        match self {
            Format::GeoJson | Format::GeoJsonL | Format::Csv | Format::Fgb => None,
            Format::Gpkg | Format::Qgz | Format::Kml | Format::Kmz => Some("makan"),
            Format::Svg | Format::Html => Some("map"),
            #[cfg(feature = "parquet")]
            Format::Parquet => None,
            #[cfg(feature = "png")]
            Format::Png => Some("map"),
        }
    }

    /// True when [`read`](super::read) reads it.
    #[must_use]
    pub fn is_readable(self) -> bool {
        matches!(self, Format::GeoJson | Format::GeoJsonL | Format::Csv | Format::Gpkg | Format::Fgb)
    }

    /// True when it is a picture of the map, for which the ground is drawn beneath what is shown.
    #[must_use]
    pub fn is_drawn(self) -> bool {
        self.stem() == Some("map")
    }

    /// The format of a file, by its extension.
    ///
    /// # Errors
    /// When no format has that extension.
    pub fn of_path(path: &Path) -> Result<Format> {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_lowercase();
        extension.parse().map_err(|e: Error| e.at(path))
    }

    /// The formats of a list such as `geojson,csv`, each once, in the order given.
    ///
    /// # Errors
    /// When a word names no format.
    pub fn parse_list(list: &str) -> Result<Vec<Format>> {
        let mut formats = Vec::new();
        for word in list.split(',').map(str::trim).filter(|w| !w.is_empty()) {
            let format = word.parse()?;
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
        Ok(formats)
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(word: &str) -> Result<Format> {
        let known = Format::ALL.iter().copied().find(|f| f.extensions().iter().any(|e| e.eq_ignore_ascii_case(word)));
        known.ok_or_else(|| {
            let optional = [("png", "png", "svg"), ("parquet", "parquet", "fgb"), ("geoparquet", "parquet", "fgb")];
            if let Some((_, feature, other)) = optional.iter().find(|o| word.eq_ignore_ascii_case(o.0)) {
                let text = format!("{word} is not built in: write {other}, or build makan with `--features {feature}`");
                return Error::data(text);
            }
            let names: Vec<_> = Format::ALL.iter().map(|f| f.extension()).collect();
            Error::data(format!("{word:?} is no format of layers; the formats are {}", names.join(" ")))
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}
