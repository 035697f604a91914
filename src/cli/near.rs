//! `makan near`: how far each feature of a layer lies from a border, a place, a point or another layer.

mod answer;
mod filter;
mod lines;
mod places;
mod summary;
mod table;
mod target;

use super::{Common, Failure};
use crate::gazetteer::Gazetteer;
use crate::layers::{self, Feature, Field, FieldType, Format, GeometryType, Layer, Metadata, Value, Writer};
use answer::Answer;
use filter::Filter;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::str::FromStr;
use summary::Bands;
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
    /// The layer: GeoJSON, GeoJSONL, CSV with latitude and longitude, GeoPackage or FlatGeobuf. Of a GeoPackage the
    /// first layer, or the one named after it: makan.gpkg:routes
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
    /// Inside of a polygon or a country, the distance to its edge as a negative number, with the direction of the edge,
    /// instead of 0
    #[arg(long)]
    pub signed: bool,
    /// Only pairs whose dates lie at most so many days apart
    #[arg(long, value_name = "DAYS")]
    pub by_date: Option<u32>,
    /// Only features for which this holds, such as "event_type = 'Battles' and fatalities >= 5"; it knows = != < <= >
    /// >= like in is null and or not ( )
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

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Features read.
    pub read: usize,
    /// Rows written.
    pub written: usize,
    /// Input lines that could not be read, with the reason; the same are in `rejected.csv` beside the output.
    pub rejected: Vec<(usize, String)>,
    /// The same of the target's layer.
    pub rejected_targets: Vec<(usize, String)>,
}

impl Outcome {
    /// All that was rejected: the file, the line, the reason.
    fn all_rejected<'a>(&'a self, args: &'a NearArgs) -> impl Iterator<Item = (String, usize, &'a str)> {
        let own = self.rejected.iter().map(|(line, reason)| (args.layer.display().to_string(), *line, reason.as_str()));
        own.chain(self.rejected_targets.iter().map(|(line, reason)| (args.to.clone(), *line, reason.as_str())))
    }
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

/// Opens the gazetteer, for a target that names a place and for the names of countries on a map.
pub type Open<'a> = &'a dyn Fn() -> Result<Gazetteer, NearError>;

/// Runs the command; rows go to the file of `-o`, else to `out`. `gazetteer` is called only where it is needed.
///
/// # Errors
/// When nothing could be done: an unknown target or field, an input that cannot be read, an output that cannot be written.
pub fn run(args: &NearArgs, gazetteer: Open<'_>, out: &mut dyn Write) -> Result<Outcome, NearError> {
    let (path, table) = layers::split_table(&args.layer);
    let format = Format::of_path(&path)?;
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
    let target = Target::parse(args, gazetteer)?;
    // Lines to lines, or to counts, in constant memory.
    let to_lines = written.map_or(args.format.is_none(), |f| f == Format::GeoJsonL) && !args.matrix;
    if format == Format::GeoJsonL && (to_lines || args.bands.is_some()) {
        return lines::run(args, &target, filter.as_ref(), gazetteer, out);
    }
    let (layer, features, rejected) = layers::read_checked(&path, table.as_deref())?;
    if let Some(unknown) = filter.as_ref().and_then(|f| f.fields().find(|name| layer.index(name).is_none())) {
        let known: Vec<&str> = layer.fields.iter().map(|f| f.name.as_ref()).collect();
        return Err(NearError::Asked(format!("--where: no field {unknown:?}; the layer has {}", known.join(", "))));
    }
    let rejected_targets = target.rejected.clone();
    let mut outcome = Outcome { read: features.len(), rejected, rejected_targets, written: 0 };
    let kept = features.iter().enumerate().filter(|(_, feature)| {
        filter.as_ref().is_none_or(|f| {
            f.holds(&|name| layer.index(name).and_then(|i| Some(layer.fields[i].cell(feature.values.get(i)?))))
        })
    });
    if args.matrix {
        outcome.written = answer::matrix(args, &layer, kept, &target, gazetteer, out)?;
        list_rejected(args, &outcome)?;
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
        outcome.written = bands.write(args, gazetteer, out)?;
        list_rejected(args, &outcome)?;
        return Ok(outcome);
    }
    let mut answer = Answer::begin(args, &layer, gazetteer, out)?;
    for (feature, n, hit) in found {
        answer.row(feature, n, hit.as_ref(), &target)?;
        outcome.written += 1;
    }
    answer.sink.finish()?;
    list_rejected(args, &outcome)?;
    Ok(outcome)
}

/// `rejected.csv` beside the output, when something was rejected.
fn list_rejected(args: &NearArgs, outcome: &Outcome) -> Result<(), NearError> {
    let mut rejected = outcome.all_rejected(args).peekable();
    let Some(path) = args.output.as_ref().filter(|_| rejected.peek().is_some()) else { return Ok(()) };
    let fields = vec![
        Field::new("source", FieldType::Text),
        Field::new("line", FieldType::Int),
        Field::new("reason", FieldType::Text),
    ];
    let mut writer = Writer::create(&path.with_file_name("rejected.csv"), Format::Csv, &Metadata::default())?;
    writer.begin(&Layer { fields, ..Layer::new("rejected", GeometryType::None) })?;
    for (source, line, reason) in rejected {
        let values = vec![Value::from(source.as_str()), Value::Int(line as i64), Value::from(reason)];
        writer.feature(&Feature { geometry: None, values })?;
    }
    writer.finish()?;
    Ok(())
}

/// Runs the command as the program does.
pub(super) fn command(args: &NearArgs, common: &Common) -> Result<super::Outcome, Failure> {
    let mut args = args.clone();
    if args.output.is_none() && args.format.is_none() && io::stdout().is_terminal() {
        args.format = Some(Shown::Table);
    }
    let args = &args;
    common.share_threads()?;
    let gazetteer = || common.gazetteer().map_err(|e| NearError::Asked(e.to_string()));
    let mut out = io::stdout().lock();
    let outcome = match run(args, &gazetteer, &mut out) {
        // Who reads has had enough.
        Err(NearError::Io(e)) if e.kind() == io::ErrorKind::BrokenPipe => return Ok(super::Outcome::Done),
        Err(NearError::Layer(e)) if e.is_closed_pipe() => return Ok(super::Outcome::Done),
        result => result.map_err(|e| Failure(e.to_string()))?,
    };
    for (source, line, reason) in outcome.all_rejected(args).take(10) {
        eprintln!("makan: {source}, line {line}: {reason}");
    }
    if !common.quiet {
        eprintln!("{outcome}");
    }
    let rejected = outcome.rejected.len() + outcome.rejected_targets.len();
    Ok(if rejected == 0 { super::Outcome::Done } else { super::Outcome::SomeRejected })
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rejected = self.rejected.len() + self.rejected_targets.len();
        write!(f, "{} features read, {} rows written, {rejected} rejected", self.read, self.written)
    }
}
