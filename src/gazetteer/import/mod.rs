//! Reading other people's files into [`Place`]s: one source format a file.

mod geonames;
mod table;

use super::store::MAGIC;
use super::{Error, Place, Store, compile};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// What a source gave.
#[derive(Debug, Default)]
pub struct Imported {
    /// The places, in the order of the file.
    pub places: Vec<Place>,
    /// The lines that were no place.
    pub rejected: Vec<Rejected>,
}

/// A line of a source that could not be read as a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The line, counted from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// Opens a gazetteer of any form that makan knows, compiling it in memory where it is a source.
///
/// # Errors
/// When the file cannot be read or is of no known form.
pub fn load(path: &Path) -> Result<(Store, Vec<Rejected>), Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let mut head = [0; 8];
    let mut file = std::fs::File::open(path).map_err(io)?;
    let read = file.read(&mut head).map_err(io)?;
    let label = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
    if head.get(..read) == Some(MAGIC) {
        return Ok((Store::open(std::fs::read(path).map_err(io)?, label)?, Vec::new()));
    }
    let imported = read_source(path)?;
    Ok((Store::open(compile(&imported.places)?, label)?, imported.rejected))
}

/// Reads a source file: a GeoNames country file as it is (`ML.txt`), a table with the columns of
/// `gazetteer/curated` or `gazetteer/core`, or any CSV with `name`, `lat` and `lon`.
///
/// # Errors
/// When the file cannot be read or is of no known form.
pub fn read_source(path: &Path) -> Result<Imported, Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let mut reader = BufReader::new(std::fs::File::open(path).map_err(io)?);
    let head = reader.fill_buf().map_err(io)?;
    let first_line = String::from_utf8_lossy(head.split(|b| *b == b'\n').next().unwrap_or_default()).into_owned();
    let imported = if geonames::is_country_file(&first_line) {
        geonames::read(reader, path)?
    } else if let Some(delimiter) = table::delimiter(&first_line) {
        table::read(reader, delimiter, path)?
    } else {
        return Err(Error::Unknown {
            path: path.to_owned(),
            reason: "expected a GeoNames country file, or a table with the columns name, lat and lon".to_owned(),
        });
    };
    if imported.places.is_empty() {
        return Err(Error::Unknown { path: path.to_owned(), reason: "no line of it is a place".to_owned() });
    }
    Ok(imported)
}
