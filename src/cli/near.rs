//! `makan near`: how far each feature of a layer lies from a border, a place, a point or another layer.

mod filter;
mod lines;
mod summary;
mod table;
mod target;

use super::{Common, Failure};
use crate::gazetteer::Gazetteer;
use crate::layers::{
    self, Cell, CsvTable, Encoder, Feature, Field, FieldType, Format, GeometryType, Layer, Metadata, Value, Writer,
};
use crate::space::{LonLat, Near, distance_km};
use crate::text::key;
use filter::Filter;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use summary::Bands;
use table::Pretty;
use target::Target;

const HELP: &str = "Adds distance_km, bearing_deg (clockwise from north) and nearest to each feature. Distances are geodesics on \
WGS 84, exact to a millimetre; lines and polygons count by their nearest point.

Examples:
  How far is each event from Mauritania? A table on the terminal, a GeoPackage in a file:
    makan near events.geojson --to border:MRT
    makan near events.geojson --to border:MRT -o near.gpkg
  What happened within 50 km of the border of Mali with Mauritania:
    makan near events.geojson --to border:MLI-MRT --within 50
  How deep inside Mali (negative), or how far outside of it:
    makan near events.geojson --to country:MLI --signed
  Battles with deaths, counted by distance from the border:
    makan near events.geojson --to border:MRT --where \"event_type = 'Battles' and fatalities > 0\" --bands 10,50,100,200
  The three camps nearest to each event, among those dated within 30 days of it:
    makan near events.geojson --to camps.geojson --k 3 --by-date 30
  All distances between villages and camps, for a spreadsheet:
    makan near villages.csv --to camps.geojson --matrix -o distances.csv
  From a place by its name, or from a point:
    makan near events.geojson --to place:Diabaly
    makan near events.geojson --to point:14.68,-6.02";

/// Tell how far each feature of a layer lies from a target
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = HELP)]
pub struct NearArgs {
    /// The layer: GeoJSON, GeoJSONL, CSV with latitude and longitude, GeoPackage or FlatGeobuf
    pub layer: PathBuf,
    /// border:MRT (a country's land border), border:MLI-MRT (a shared one), country:MLI (its ground), place:NAME or
    /// place:ID (as `gazetteer search` tells it), point:LAT,LON, or a layer file
    #[arg(long, value_name = "TARGET")]
    pub to: String,
    /// Keep only what lies within so many km
    #[arg(long, value_name = "KM")]
    pub within: Option<f64>,
    /// The N nearest of a layer instead of the nearest one: a row each, numbered in `nth`
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub k: usize,
    /// All distances: a table with a column for each thing of the target
    #[arg(long, conflicts_with_all = ["k", "by_date", "bands", "within"])]
    pub matrix: bool,
    /// Inside of a polygon or a country, the distance to its edge as a negative number, instead of 0
    #[arg(long)]
    pub signed: bool,
    /// Only pairs whose dates lie at most so many days apart
    #[arg(long, value_name = "DAYS")]
    pub by_date: Option<u32>,
    /// Only features for which this holds, such as "event_type = 'Battles' and fatalities >= 5"
    #[arg(long = "where", value_name = "CONDITION")]
    pub condition: Option<String>,
    /// Count by bands of distance instead: km at which they part
    #[arg(long, value_name = "KM,KM", num_args = 0..=1, default_missing_value = "10,50,100", value_delimiter = ',')]
    pub bands: Option<Vec<f64>>,
    /// Write to this file, in the format of its extension, instead of stdout
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What goes to stdout: table, csv, geojson, geojsonl or another format of layers. By default a table on a
    /// terminal, else GeoJSONL for GeoJSONL and CSV for all others
    #[arg(long, value_name = "FORMAT", conflicts_with = "output")]
    pub format: Option<Shown>,
}

/// What goes to stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A table for people: the telling columns, as wide as the terminal.
    Table,
    /// A format of layers.
    Layer(Format),
}

impl FromStr for Shown {
    type Err = layers::Error;

    fn from_str(word: &str) -> Result<Shown, layers::Error> {
        if word.eq_ignore_ascii_case("table") { Ok(Shown::Table) } else { word.parse().map(Shown::Layer) }
    }
}

/// Two entries of one name within this distance, km, are one place.
const SAME_KM: f64 = 5.0;

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Features read.
    pub read: usize,
    /// Rows written.
    pub written: usize,
    /// Input lines that could not be read, with the reason; the same are in `rejected.csv` beside the output.
    pub rejected: Vec<(usize, String)>,
}

/// Why nothing could be done.
#[derive(Debug, thiserror::Error)]
pub enum NearError {
    /// The target or a condition does not say what it should.
    #[error("{0}")]
    Asked(String),
    /// A layer could not be read or written.
    #[error("{0}")]
    Layer(#[from] layers::Error),
    /// Writing failed.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// The places of a name, for `place:NAME`: what to show of each and where it is.
pub type Places<'a> = &'a dyn Fn(&str) -> Vec<(String, LonLat)>;

/// Runs the command; rows go to the file of `-o`, else to `out`.
///
/// # Errors
/// When nothing could be done: an unknown target or field, an input that cannot be read, an output that cannot be written.
pub fn run(args: &NearArgs, places: Places<'_>, out: &mut dyn Write) -> Result<Outcome, NearError> {
    let format = Format::of_path(&args.layer)?;
    if args.k == 0 {
        return Err(NearError::Asked("--k 0 asks for nothing; it takes a number from 1".to_owned()));
    }
    let written = match (&args.output, args.format) {
        (Some(path), _) => Some(Format::of_path(path)?),
        (None, Some(Shown::Layer(format))) => Some(format),
        (None, _) => None,
    };
    if written == Some(Format::Qgz) {
        let text = "a project needs its layers beside it: write a .gpkg, which QGIS opens in the project's style";
        return Err(NearError::Asked(text.to_owned()));
    }
    let filter = args.condition.as_deref().map(Filter::parse).transpose().map_err(NearError::Asked)?;
    let target = Target::parse(args, places)?;
    // Lines to lines, or to counts, in constant memory.
    let to_lines = written.map_or(args.format.is_none(), |f| f == Format::GeoJsonL) && !args.matrix;
    if format == Format::GeoJsonL && (to_lines || args.bands.is_some()) {
        return lines::run(args, &target, filter.as_ref(), out);
    }
    let (layer, features, rejected) = layers::read_checked(&args.layer)?;
    if let Some(unknown) = filter.as_ref().and_then(|f| f.fields().find(|name| layer.index(name).is_none())) {
        let known: Vec<&str> = layer.fields.iter().map(|f| f.name.as_ref()).collect();
        return Err(NearError::Asked(format!("--where: no field {unknown:?}; the layer has {}", known.join(", "))));
    }
    let mut outcome = Outcome { read: features.len(), rejected, ..Outcome::default() };
    let kept = features.iter().enumerate().filter(|(_, feature)| {
        filter.as_ref().is_none_or(|f| {
            f.holds(&|name| layer.index(name).and_then(|i| Some(layer.fields[i].cell(feature.values.get(i)?))))
        })
    });
    if args.matrix {
        outcome.written = matrix(args, &layer, kept, &target, out)?;
        list_rejected(args, &outcome.rejected)?;
        return Ok(outcome);
    }
    let day = target.by_date.and_then(|_| target::date_field(&layer));
    let found = kept.flat_map(|(i, feature)| {
        let date = day.and_then(|d| target::date_of(feature.values.get(d)));
        let hits = target.near(feature.geometry.as_ref(), i, date);
        let nothing = hits.is_empty() && target.within.is_infinite() && target.by_date.is_none();
        let none = nothing.then_some((feature, 0, None));
        hits.into_iter().enumerate().map(move |(n, hit)| (feature, n, Some(hit))).chain(none)
    });
    if let Some(edges) = &args.bands {
        let mut bands = Bands::new(edges);
        found.for_each(|(_, _, hit)| bands.add(hit.map(|h| target.km(&h))));
        outcome.written = write_bands(bands, args, out)?;
        return Ok(outcome);
    }
    let mut answer = Answer::begin(args, &layer, out)?;
    for (feature, n, hit) in found {
        answer.row(feature, n, hit.as_ref(), &target)?;
        outcome.written += 1;
    }
    answer.sink.finish()?;
    list_rejected(args, &outcome.rejected)?;
    Ok(outcome)
}

/// `rejected.csv` beside the output, when something was rejected.
fn list_rejected(args: &NearArgs, rejected: &[(usize, String)]) -> Result<(), NearError> {
    let Some(path) = args.output.as_ref().filter(|_| !rejected.is_empty()) else { return Ok(()) };
    let fields = vec![
        Field::new("source", FieldType::Text),
        Field::new("line", FieldType::Int),
        Field::new("reason", FieldType::Text),
    ];
    let mut writer = Writer::create(&path.with_file_name("rejected.csv"), Format::Csv, &Metadata::default())?;
    writer.begin(&Layer { fields, ..Layer::new("rejected", GeometryType::None) })?;
    let source = args.layer.display().to_string();
    for (line, reason) in rejected {
        let values = vec![Value::from(source.as_str()), Value::Int(*line as i64), Value::from(reason.as_str())];
        writer.feature(&Feature { geometry: None, values })?;
    }
    writer.finish()?;
    Ok(())
}

/// Bands for people on a terminal, else as CSV.
fn write_bands(bands: Bands, args: &NearArgs, out: &mut (impl Write + ?Sized)) -> io::Result<usize> {
    if args.format != Some(Shown::Table) {
        let mut csv = Vec::new();
        let count = bands.write(&mut csv)?;
        out.write_all(&csv)?;
        return Ok(count);
    }
    let (mut csv, mut text) = (Vec::new(), Vec::new());
    let count = bands.write(&mut csv)?;
    table::of_csv(&csv, &mut text)?;
    out.write_all(&text)?;
    Ok(count)
}

/// Runs the command as the program does.
pub(super) fn command(args: &NearArgs, common: &Common) -> Result<super::Outcome, Failure> {
    let mut args = args.clone();
    if args.output.is_none() && args.format.is_none() && io::stdout().is_terminal() {
        args.format = Some(Shown::Table);
    }
    let args = &args;
    // The gazetteer is opened only for a target that names a place.
    let gazetteer = if args.to.starts_with("place:") { common.gazetteer()? } else { Gazetteer::default() };
    let places = |name: &str| {
        let mut found: Vec<(String, LonLat)> = Vec::new();
        let by_id = gazetteer.find_id(name);
        let by_name = gazetteer.named(&key(name)).into_iter().map(|m| m.place).filter(|_| by_id.is_none());
        for place in by_id.into_iter().chain(by_name).filter_map(|at| gazetteer.place(at)) {
            let Some(at) = place.point else { continue };
            // One place that several sources know within 5 km is one.
            if (!place.kind.is_area() || by_id.is_some())
                && found.iter().all(|(_, other)| distance_km(*other, at) > SAME_KM)
            {
                found.push((format!("{} ({}, {} {})", place.name, place.kind, place.admin1, place.country), at));
            }
        }
        found
    };
    let mut out = io::stdout().lock();
    let outcome = match run(args, &places, &mut out) {
        // Who reads has had enough.
        Err(NearError::Io(e)) if e.kind() == io::ErrorKind::BrokenPipe => return Ok(super::Outcome::Done),
        Err(NearError::Layer(e)) if e.is_closed_pipe() => return Ok(super::Outcome::Done),
        result => result.map_err(|e| Failure(e.to_string()))?,
    };
    for (line, reason) in outcome.rejected.iter().take(10) {
        eprintln!("makan: {}, line {line}: {reason}", args.layer.display());
    }
    if !common.quiet {
        eprintln!("{outcome}");
    }
    Ok(if outcome.rejected.is_empty() { super::Outcome::Done } else { super::Outcome::SomeRejected })
}

/// The fields that `near` adds; `nth` only where several rows answer one feature.
fn fields(k: usize) -> Vec<Field> {
    let mut fields = vec![
        Field::new("distance_km", FieldType::Real(3)).about("Distance", "Geodesic distance to the nearest one, km."),
        Field::new("bearing_deg", FieldType::Real(1))
            .about("Bearing", "Direction of it, degrees clockwise from north."),
        Field::new("nearest", FieldType::Text).about("Nearest", "Its name."),
    ];
    if k > 1 {
        fields.push(Field::new("nth", FieldType::Int).about("Nth", "1 is the nearest one."));
    }
    fields
}

/// Rows on their way out: to a file in any format, or to a stream.
enum Sink<'a> {
    File(Box<Writer>),
    Csv(Box<CsvTable<&'a mut dyn Write>>),
    Pretty(Box<Pretty<'a>>),
    /// A format that is written as a whole file: by way of a temporary one.
    Stream(Box<Writer>, tempfile::TempDir, &'a mut dyn Write),
}

impl<'a> Sink<'a> {
    fn begin(args: &NearArgs, layer: Layer, out: &'a mut dyn Write) -> Result<Self, NearError> {
        let writer = |path: &Path| -> Result<Box<Writer>, NearError> {
            let mut writer = Writer::create(path, Format::of_path(path)?, &Metadata::default())?;
            writer.begin(&layer)?;
            Ok(Box::new(writer))
        };
        if let Some(path) = &args.output {
            return Ok(Sink::File(writer(path)?));
        }
        Ok(match args.format {
            Some(Shown::Table) => Sink::Pretty(Box::new(Pretty::new(layer, out))),
            Some(Shown::Layer(format)) if format != Format::Csv => {
                let folder = tempfile::tempdir()?;
                Sink::Stream(writer(&folder.path().join(format!("{}.{format}", layer.name)))?, folder, out)
            }
            _ => {
                let mut table = CsvTable::new(out);
                table.begin(&layer)?;
                Sink::Csv(Box::new(table))
            }
        })
    }

    fn row(&mut self, row: &Feature) -> Result<(), NearError> {
        match self {
            Sink::File(writer) | Sink::Stream(writer, ..) => writer.feature(row)?,
            Sink::Csv(table) => table.feature(row)?,
            Sink::Pretty(table) => table.row(row)?,
        }
        Ok(())
    }

    fn finish(self) -> Result<(), NearError> {
        match self {
            Sink::File(writer) => writer.finish().map(|_| ()).map_err(NearError::from),
            Sink::Csv(mut table) => table.end().map_err(NearError::from),
            Sink::Pretty(table) => table.finish().map_err(NearError::from),
            Sink::Stream(writer, _folder, out) => {
                let mut file = std::fs::File::open(writer.finish()?)?;
                io::copy(&mut file, out)?;
                Ok(out.flush()?)
            }
        }
    }
}

/// The source's rows with the added fields.
struct Answer<'a> {
    sink: Sink<'a>,
    /// The source's fields that are kept: all but those that are made anew.
    kept: Vec<usize>,
    k: usize,
}

impl<'a> Answer<'a> {
    fn begin(args: &NearArgs, source: &Layer, out: &'a mut dyn Write) -> Result<Self, NearError> {
        let added = fields(args.k);
        let kept: Vec<usize> =
            (0..source.fields.len()).filter(|&i| added.iter().all(|f| f.name != source.fields[i].name)).collect();
        let fields = kept.iter().map(|&i| source.fields[i].clone()).chain(added).collect();
        let sink = Sink::begin(args, Layer { fields, ..source.clone() }, out)?;
        Ok(Answer { sink, kept, k: args.k })
    }

    fn row(&mut self, feature: &Feature, n: usize, hit: Option<&Near>, target: &Target) -> Result<(), NearError> {
        let mut values: Vec<Value> =
            self.kept.iter().map(|&i| feature.values.get(i).cloned().unwrap_or_default()).collect();
        values.push(hit.map(|h| target.km(h)).into());
        values.push(hit.and_then(|h| h.bearing).into());
        values.push(hit.map_or(Value::Null, |h| Value::from(target.name(h.thing))));
        if self.k > 1 {
            values.push(hit.map(|_| n as i64 + 1).into());
        }
        self.sink.row(&Feature { geometry: feature.geometry.clone(), values })
    }
}

/// All distances, as a table: a row for each feature, a column for each thing of the target.
fn matrix<'f>(
    args: &NearArgs,
    layer: &Layer,
    features: impl Iterator<Item = (usize, &'f Feature)>,
    target: &Target,
    out: &mut dyn Write,
) -> Result<usize, NearError> {
    let label = target::label_field(layer);
    let mut fields = vec![Field::new("name", FieldType::Text)];
    fields.extend((0..target.len()).map(|i| Field::new(target.name(i).to_owned(), FieldType::Real(3))));
    let mut sink = Sink::begin(args, Layer { fields, ..Layer::new("matrix", GeometryType::None) }, out)?;
    let mut count = 0;
    for (i, feature) in features {
        let name = label.and_then(|l| Some(layer.fields[l].cell(feature.values.get(l)?)));
        let name = match name {
            None | Some(Cell::Null) => format!("#{}", i + 1),
            Some(cell) => cell.to_text().into_owned(),
        };
        let mut values = vec![Value::Null; target.len() + 1];
        values[0] = Value::Text(name);
        for hit in target.all(feature.geometry.as_ref()) {
            values[hit.thing + 1] = Value::Real(target.km(&hit));
        }
        sink.row(&Feature { geometry: None, values })?;
        count += 1;
    }
    sink.finish()?;
    Ok(count)
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} features read, {} rows written, {} rejected", self.read, self.written, self.rejected.len())
    }
}
