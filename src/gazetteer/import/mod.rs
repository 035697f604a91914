//! Reading other people's files: one format a file. What they give is kept country by country, joined
//! (`merge`) and compiled.

mod alternates;
mod boundaries;
mod geonames;
mod gns;
mod json;
mod osm;
mod overpass;
mod pbf;
mod source;
mod spool;
mod table;

use super::compile::Compiler;
use super::merge::Merger;
use super::store::MAGIC;
use super::{Error, Kind, Name, Place, Store};
use crate::space::{Borders, LonLat, iso2_of};
use geo::{BoundingRect, Contains};
use geo_types::{LineString, MultiPolygon, Point, Polygon};
use serde::{Deserialize, Serialize};
use source::OnRead;
pub(super) use source::verify_zip;
use spool::{Spool, Waiting};
use std::collections::HashMap;
use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
pub use table::Columns;

/// Polygons of rings of (longitude, latitude), degrees.
type Outline = Vec<Vec<Vec<(f64, f64)>>>;

/// A place with what joins it to others while it is imported.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) place: Place,
    /// The scheme of its division codes and the codes of the three levels; empty where unknown.
    pub(super) codes: [String; 4],
    pub(super) outline: Option<Outline>,
}

/// A part of a source that could not be read as a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The file.
    pub path: PathBuf,
    /// The line or record, counted from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// What an import read and what became of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Places that were read.
    pub read: u64,
    /// Names that were read apart from their places and found their place.
    pub names: u64,
    /// Names whose place is in no source.
    pub homeless: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// Places in the compiled gazetteer.
    pub places: u64,
}

impl Counts {
    /// Entries that turned out to be a place that was known.
    #[must_use]
    pub fn merged(&self) -> u64 {
        self.read.saturating_sub(self.places)
    }
}

/// Reads sources, the most trusted first, and compiles them into one gazetteer.
pub struct Importer<'a> {
    spool: Spool,
    source: u32,
    counts: Counts,
    columns: Columns,
    on_read: OnRead,
    on_reject: Box<dyn FnMut(Rejected) + 'a>,
}

impl<'a> Importer<'a> {
    /// An importer that tells `on_reject` of each record that it cannot read.
    pub fn new(on_reject: impl FnMut(Rejected) + 'a) -> Importer<'a> {
        Importer {
            spool: Spool::default(),
            source: 0,
            counts: Counts::default(),
            columns: Columns::default(),
            on_read: Rc::new(|_| {}),
            on_reject: Box::new(on_reject),
        }
    }

    /// How the columns of tables are called; see [`Columns`].
    #[must_use]
    pub fn columns(mut self, columns: Columns) -> Importer<'a> {
        self.columns = columns;
        self
    }

    /// Whom to tell how many bytes of a source were read.
    #[must_use]
    pub fn on_read(mut self, told: impl Fn(u64) + 'static) -> Importer<'a> {
        self.on_read = Rc::new(told);
        self
    }

    /// Reads a source of any form that makan knows, packed as `.zip`, `.gz` or `.zst` or not: GeoNames
    /// (a country, all countries, alternate names), NGA GNS, OpenStreetMap (`.osm.pbf`, Overpass JSON),
    /// divisions or places as GeoJSON, a table.
    ///
    /// Alternate names find the places of the sources that were read before them.
    ///
    /// # Errors
    /// When the file cannot be read or is of no known form, or when the temporary folder is full.
    pub fn read(&mut self, path: &Path) -> Result<(), Error> {
        let before = self.counts;
        let mut sink = Sink { importer: self, path };
        if pbf::is_pbf(path) {
            pbf::read(path, &mut sink)?;
        } else {
            read_text(path, &mut sink)?;
        }
        self.source += 1;
        if (self.counts.read, self.counts.names, self.counts.homeless) == (before.read, before.names, before.homeless) {
            return Err(Error::Unknown { path: path.to_owned(), reason: "nothing in it is a place".to_owned() });
        }
        Ok(())
    }

    /// Joins what was read and writes the compiled gazetteer.
    ///
    /// # Errors
    /// When there is too much for one gazetteer, or when the system cannot write.
    pub fn write(self, out: &mut impl Write) -> Result<Counts, Error> {
        let mut compiler = Compiler::default();
        let mut counts = self.counts;
        self.spool.drain(|waiting| {
            let mut names: Vec<(u64, Name)> = Vec::new();
            let mut merger = Merger::default();
            for waiting in waiting {
                match waiting? {
                    Waiting::Place(source, entry) => merger.add(source, *entry),
                    Waiting::Name(number, name) => names.push((number, name)),
                }
            }
            names.into_iter().for_each(|(number, name)| merger.name(&format!("gn:{number}"), name));
            let mut merged = merger.finish();
            name_divisions(&mut merged);
            let mut outlines: Vec<Option<MultiPolygon>> = merged.iter_mut().map(take_outline).collect();
            find_divisions(&mut merged, &outlines);
            for (entry, outline) in merged.iter().zip(&mut outlines) {
                compiler.add(&entry.place, outline.take())?;
                counts.places += 1;
            }
            Ok::<(), Error>(())
        })?;
        compiler.write(out)?;
        Ok(counts)
    }
}

/// Where a reader puts what it finds in one source.
pub(super) struct Sink<'s, 'a> {
    importer: &'s mut Importer<'a>,
    path: &'s Path,
}

impl Sink<'_, '_> {
    fn place(&mut self, entry: Entry) -> Result<(), Error> {
        self.importer.counts.read += 1;
        self.importer.spool.place(self.importer.source, Box::new(entry)).map_err(Error::Writing)
    }

    fn name(&mut self, number: u64, name: Name) -> Result<(), Error> {
        let found = self.importer.spool.name(number, name).map_err(Error::Writing)?;
        if found {
            self.importer.counts.names += 1
        } else {
            self.importer.counts.homeless += 1
        }
        Ok(())
    }

    fn reject(&mut self, line: u64, reason: impl Into<String>) {
        self.importer.counts.rejected += 1;
        (self.importer.on_reject)(Rejected { path: self.path.to_owned(), line, reason: reason.into() });
    }

    /// A place or a rejection.
    fn take(&mut self, line: u64, entry: Result<Entry, String>) -> Result<(), Error> {
        match entry {
            Ok(entry) => self.place(entry),
            Err(reason) => {
                self.reject(line, reason);
                Ok(())
            }
        }
    }

    fn unknown(&self, reason: impl Into<String>) -> Error {
        Error::Unknown { path: self.path.to_owned(), reason: reason.into() }
    }

    fn io(&self, source: std::io::Error) -> Error {
        Error::Io { path: self.path.to_owned(), source }
    }

    /// The lines of a text, each with its number from 1; bytes that are no UTF-8 become signs of it.
    fn lines(
        &mut self,
        mut reader: impl BufRead,
        mut take: impl FnMut(&mut Self, u64, &str) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            if reader.read_until(b'\n', &mut line).map_err(|e| self.io(e))? == 0 {
                break;
            }
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end_matches(['\n', '\r']);
            if !text.is_empty() {
                take(self, number, text)?;
            }
        }
        Ok(())
    }
}

fn read_text(path: &Path, sink: &mut Sink) -> Result<(), Error> {
    let mut reader = source::open(path, &sink.importer.on_read)?.reader;
    let head = reader.fill_buf().map_err(|e| sink.io(e))?;
    let first = head.split(|b| *b == b'\n').find(|l| !l.trim_ascii().is_empty()).unwrap_or_default();
    let first = String::from_utf8_lossy(first).into_owned();
    let line = first.trim_start_matches('\u{feff}').trim_end_matches('\r');
    if line.trim_start().starts_with(['{', '[']) {
        json::read(reader, sink)
    } else if geonames::is_country_file(line) {
        geonames::read(reader, sink)
    } else if alternates::is_alternate_names(line) {
        alternates::read(reader, sink)
    } else if gns::is_gns(line) {
        gns::read(reader, sink)
    } else if let Some(delimiter) = sink.importer.columns.delimiter(line) {
        table::read(reader, delimiter, sink)
    } else {
        Err(sink.unknown(
            "expected a file of GeoNames, NGA GNS or OpenStreetMap, GeoJSON, or a table with the columns name, lat \
             and lon (or say with --columns what they are called)",
        ))
    }
}

/// Names the divisions of entries that give them by code, by the entries that are those divisions.
fn name_divisions(entries: &mut [Entry]) {
    let mut names: HashMap<(String, usize), String> = HashMap::new();
    for Entry { place, codes, .. } in entries.iter() {
        let Some(depth) = depth(place.kind) else { continue };
        if let Some(path) = code_path(codes, depth) {
            let name = geonames::bare_division(&place.name).to_owned();
            // A historic division ends with an H and yields to the one of today.
            match names.entry((path, depth)) {
                std::collections::hash_map::Entry::Occupied(mut known) if !place.code.ends_with('H') => {
                    known.insert(name);
                }
                std::collections::hash_map::Entry::Occupied(_) => {}
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(name);
                }
            }
        }
    }
    for Entry { place, codes, .. } in entries.iter_mut() {
        let named = |level| code_path(codes, level).and_then(|path| names.get(&(path, level))).cloned();
        let own = depth(place.kind).unwrap_or(4);
        for (level, name) in [(1, &mut place.admin1), (2, &mut place.admin2), (3, &mut place.admin3)] {
            if level <= own
                && name.is_empty()
                && let Some(known) = named(level)
            {
                *name = known;
            }
        }
    }
}

/// The country in which a point lies, two letters; empty at sea.
fn country_at(point: LonLat) -> String {
    let iso3 = Borders::embedded().country_at(point).unwrap_or_default();
    iso2_of(iso3).unwrap_or_default().to_owned()
}

fn depth(kind: Kind) -> Option<usize> {
    match kind {
        Kind::Admin1 => Some(1),
        Kind::Admin2 => Some(2),
        Kind::Admin3 => Some(3),
        _ => None,
    }
}

/// The codes of a division and of those above it, as one text.
fn code_path(codes: &[String; 4], depth: usize) -> Option<String> {
    let own = codes.get(depth).filter(|code| !code.is_empty())?;
    let above = codes.get(..depth)?.iter().fold(String::new(), |path, code| path + code + ".");
    Some(above + own)
}

fn take_outline(entry: &mut Entry) -> Option<MultiPolygon> {
    let line = |ring: Vec<(f64, f64)>| LineString::from(ring);
    let polygon = |rings: Vec<Vec<(f64, f64)>>| {
        let mut rings = rings.into_iter().map(line);
        Polygon::new(rings.next().unwrap_or_else(|| LineString(Vec::new())), rings.collect())
    };
    entry.outline.take().map(|polygons| MultiPolygon(polygons.into_iter().map(polygon).collect()))
}

/// Fills in divisions that no source named, by the outline in which a place lies.
fn find_divisions(entries: &mut [Entry], outlines: &[Option<MultiPolygon>]) {
    let drawn: Vec<(Kind, String, &MultiPolygon, geo_types::Rect)> = entries
        .iter()
        .zip(outlines)
        .filter(|(e, _)| depth(e.place.kind).is_some() && e.place.until.is_none())
        .filter_map(|(e, o)| o.as_ref().map(|o| (e, o)))
        .filter_map(|(e, o)| Some((e.place.kind, e.place.name.clone(), o, o.bounding_rect()?)))
        .collect();
    if drawn.is_empty() {
        return;
    }
    for Entry { place, .. } in entries {
        let Some(LonLat { lon, lat }) = place.point else { continue };
        let point = Point::new(lon, lat);
        let own = place.kind;
        for (kind, name) in
            [(Kind::Admin1, &mut place.admin1), (Kind::Admin2, &mut place.admin2), (Kind::Admin3, &mut place.admin3)]
        {
            if !name.is_empty() || kind > own || own == Kind::Country || own == Kind::Region {
                continue;
            }
            let holds = |d: &&(Kind, String, &MultiPolygon, geo_types::Rect)| {
                d.0 == kind && d.3.contains(&point) && d.2.contains(&point)
            };
            if let Some((_, found, ..)) = drawn.iter().find(holds) {
                name.clone_from(found);
            }
        }
    }
}

/// Opens a gazetteer of any form that makan knows, compiling it in memory where it is a source.
///
/// # Errors
/// When the file cannot be read or is of no known form.
pub fn load(path: &Path) -> Result<(Store, Vec<Rejected>), Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let label = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
    let mut head = Vec::new();
    std::fs::File::open(path).map_err(io)?.take(MAGIC.len() as u64).read_to_end(&mut head).map_err(io)?;
    if head == MAGIC {
        return Ok((Store::open_file(path, label)?, Vec::new()));
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let unpacked = zstd::decode_all(std::fs::File::open(path).map_err(io)?).map_err(io)?;
        if unpacked.starts_with(MAGIC) {
            return Ok((Store::open(unpacked, label)?, Vec::new()));
        }
    }
    let mut rejected = Vec::new();
    let mut importer = Importer::new(|r| rejected.push(r));
    importer.read(path)?;
    let mut bytes = Vec::new();
    importer.write(&mut bytes)?;
    Ok((Store::open(bytes, label)?, rejected))
}
