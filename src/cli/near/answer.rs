//! The rows of an answer, and where they go.

use super::table::Pretty;
use super::target::Target;
use super::{NearArgs, NearError, Open, Shown};
use crate::layers::{
    self, BorderRow, Bounds, Cell, Countries, CsvTable, Encoder, Feature, Field, FieldType, Format, GeometryType,
    Layer, Metadata, RegionRow, Row, Value, Writer,
};
use crate::space::{Borders, LonLat, Near};
use geo::CoordsIter;
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};
use std::path::Path;

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
pub(super) enum Sink<'a> {
    File(Box<Writer>),
    Csv(Box<CsvTable<&'a mut dyn Write>>),
    Pretty(Box<Pretty<'a>>),
    /// A format that is written as a whole file: by way of a temporary one.
    Stream(Box<Writer>, tempfile::TempDir, &'a mut dyn Write),
    /// A map: the ground beneath is known when all rows are.
    Map(Box<Map<'a>>),
}

impl<'a> Sink<'a> {
    pub(super) fn begin(
        args: &NearArgs,
        layer: Layer,
        gazetteer: Open<'a>,
        out: &'a mut dyn Write,
    ) -> Result<Self, NearError> {
        let meta = Metadata { title: title(&layer, &args.to), ..Metadata::default() };
        let format = match (&args.output, args.format) {
            (Some(path), _) => Format::of_path(path)?,
            (None, Some(Shown::Table)) => return Ok(Sink::Pretty(Box::new(Pretty::new(layer, out)))),
            (None, Some(Shown::Layer(format))) => format,
            (None, None) => Format::Csv,
        };
        if format == Format::Csv && args.output.is_none() {
            let mut table = CsvTable::new(out);
            table.begin(&layer)?;
            return Ok(Sink::Csv(Box::new(table)));
        }
        let folder = args.output.is_none().then(tempfile::tempdir).transpose()?;
        let path = match (&folder, &args.output) {
            (Some(folder), _) => folder.path().join(format!("layer.{format}")),
            (None, path) => path.clone().unwrap_or_default(),
        };
        if format.is_drawn() && layer.geometry != GeometryType::None {
            let meta = Metadata { attribution: layers::attribution(), ..meta };
            let writer = Writer::create(&path, format, &meta)?;
            // Points of another name are shown as they are, whatever a map of articles means by that name.
            let name = if layer.name == "events" { layer.name } else { "things".to_owned() };
            let (layer, rows) = (Layer { name, ..layer }, Vec::new());
            return Ok(Sink::Map(Box::new(Map { writer, folder, out, layer, rows, gazetteer })));
        }
        let mut writer = Box::new(Writer::create(&path, format, &meta)?);
        writer.begin(&layer)?;
        Ok(match folder {
            Some(folder) => Sink::Stream(writer, folder, out),
            None => Sink::File(writer),
        })
    }

    pub(super) fn row(&mut self, row: Feature) -> Result<(), NearError> {
        match self {
            Sink::File(writer) | Sink::Stream(writer, ..) => writer.feature(&row)?,
            Sink::Csv(table) => table.feature(&row)?,
            Sink::Pretty(table) => table.row(&row)?,
            Sink::Map(map) => map.rows.push(row),
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), NearError> {
        match self {
            Sink::File(writer) => writer.finish().map(|_| ()).map_err(NearError::from),
            Sink::Csv(mut table) => table.end().map_err(NearError::from),
            Sink::Pretty(table) => table.finish().map_err(NearError::from),
            Sink::Stream(writer, _folder, out) => copy(&writer.finish()?, out),
            Sink::Map(map) => map.finish(),
        }
    }
}

/// What a map is called: `Events: how far from the border MLI-MRT`.
fn title(layer: &Layer, to: &str) -> String {
    let mut letters = layer.title.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let target = match to.split_once(':') {
        Some(("border", code)) => format!("the border {}", code.to_uppercase()),
        Some(("country", code)) => code.to_uppercase(),
        Some(("place" | "point", rest)) => rest.to_owned(),
        _ => Path::new(to).file_stem().map_or_else(|| to.to_owned(), |stem| stem.to_string_lossy().into_owned()),
    };
    format!("{first}{}: how far from {target}", letters.as_str())
}

fn copy(path: &Path, out: &mut dyn Write) -> Result<(), NearError> {
    io::copy(&mut std::fs::File::open(path)?, out)?;
    Ok(out.flush()?)
}

/// A drawn map on its way out.
pub(super) struct Map<'a> {
    writer: Writer,
    folder: Option<tempfile::TempDir>,
    out: &'a mut dyn Write,
    layer: Layer,
    rows: Vec<Feature>,
    gazetteer: Open<'a>,
}

impl Map<'_> {
    /// The rows, and beneath them the countries in which they lie, with their neighbours.
    fn finish(mut self) -> Result<(), NearError> {
        let borders = Borders::embedded();
        let (mut touched, mut view) = (BTreeSet::new(), Bounds::default());
        for shape in self.rows.iter().filter_map(|row| row.geometry.as_ref()) {
            view.add(shape);
            let first = shape.coords_iter().next();
            let country = first.and_then(|c| borders.country_at(LonLat::new(c.x, c.y)));
            if let Some(country) = country.filter(|c| !touched.contains(*c)) {
                touched.insert(country.to_owned());
            }
        }
        self.writer.begin(&self.layer)?;
        self.rows.iter().try_for_each(|row| self.writer.feature(row))?;
        let gazetteer = (self.gazetteer)()?;
        let (lines, regions) = layers::ground(touched, view, &Countries::new(&gazetteer));
        self.writer.begin(&BorderRow::layer())?;
        lines.iter().try_for_each(|row| self.writer.feature(&row.to_feature()))?;
        self.writer.begin(&RegionRow::layer())?;
        regions.iter().try_for_each(|row| self.writer.feature(&row.to_feature()))?;
        let path = self.writer.finish()?;
        if self.folder.is_some() { copy(&path, self.out) } else { Ok(()) }
    }
}

/// The source's rows with the added fields.
pub(super) struct Answer<'a> {
    pub(super) sink: Sink<'a>,
    /// The source's fields that are kept: all but those that are made anew.
    kept: Vec<usize>,
    k: usize,
}

impl<'a> Answer<'a> {
    pub(super) fn begin(
        args: &NearArgs,
        source: &Layer,
        gazetteer: Open<'a>,
        out: &'a mut dyn Write,
    ) -> Result<Self, NearError> {
        let added = fields(args.k);
        let kept: Vec<usize> =
            (0..source.fields.len()).filter(|&i| added.iter().all(|f| f.name != source.fields[i].name)).collect();
        let fields = kept.iter().map(|&i| source.fields[i].clone()).chain(added).collect();
        let sink = Sink::begin(args, Layer { fields, ..source.clone() }, gazetteer, out)?;
        Ok(Answer { sink, kept, k: args.k })
    }

    pub(super) fn row(
        &mut self,
        feature: &Feature,
        n: usize,
        hit: Option<&Near>,
        target: &Target,
    ) -> Result<(), NearError> {
        let mut values: Vec<Value> =
            self.kept.iter().map(|&i| feature.values.get(i).cloned().unwrap_or_default()).collect();
        values.push(hit.map(|h| target.km(h)).into());
        values.push(hit.and_then(|h| target.bearing(h)).into());
        values.push(hit.map_or(Value::Null, |h| Value::from(target.name(h.thing))));
        if self.k > 1 {
            values.push(hit.map(|_| n as i64 + 1).into());
        }
        self.sink.row(Feature { geometry: feature.geometry.clone(), values })
    }
}

/// All distances, as a table: a row for each feature, a column for each thing of the target.
pub(super) fn matrix<'f>(
    args: &NearArgs,
    layer: &Layer,
    features: impl Iterator<Item = (usize, &'f Feature)>,
    target: &Target,
    gazetteer: Open<'_>,
    out: &mut dyn Write,
) -> Result<usize, NearError> {
    let label = layer.label();
    let mut fields = vec![Field::new("name", FieldType::Text)];
    // Things of one name are told apart by a number, so that no column hides another.
    let mut taken = HashMap::from([("name".to_owned(), 1)]);
    fields.extend((0..target.len()).map(|i| {
        let name = target.name(i);
        let count = taken.entry(name.to_owned()).and_modify(|n| *n += 1).or_insert(1);
        let name = if *count == 1 { name.to_owned() } else { format!("{name} ({count})") };
        Field::new(name, FieldType::Real(3))
    }));
    let layer_of_all = Layer { fields, ..Layer::new("matrix", GeometryType::None) };
    let mut sink = Sink::begin(args, layer_of_all, gazetteer, out)?;
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
        sink.row(Feature { geometry: None, values })?;
        count += 1;
    }
    sink.finish()?;
    Ok(count)
}
