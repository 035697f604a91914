//! GeoJSONL in and out, some lines at a time, in constant memory.

use super::filter::Filter;
use super::summary::Bands;
use super::target::{DATES, Target};
use super::{NearArgs, NearError, Open, Outcome};
use crate::layers::{Cell, Error, Feature, Staged, feature_of_line};
use crate::space::{LonLat, Near};
use geo_types::Geometry;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

/// A feature whose parts are taken over as they stand.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    geometry: Option<&'a RawValue>,
    #[serde(borrow)]
    properties: Option<&'a RawValue>,
}

/// A GeoJSON point.
#[derive(Deserialize)]
struct PointShape<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    coordinates: Position,
}

/// Longitude and latitude; what else there is, such as a height, is passed over.
struct Position(LonLat);

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Position;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a longitude and a latitude")
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Position, A::Error> {
                let mut next = |n| seq.next_element()?.ok_or_else(|| serde::de::Error::invalid_length(n, &self));
                let position = Position(LonLat::new(next(0)?, next(1)?));
                while seq.next_element::<serde::de::IgnoredAny>()?.is_some() {}
                Ok(position)
            }
        }
        deserializer.deserialize_seq(Visitor)
    }
}

const ADDED: [&str; 4] = ["distance_km", "bearing_deg", "nearest", "nth"];

pub(super) fn run(
    args: &NearArgs,
    target: &Target,
    filter: Option<&Filter>,
    gazetteer: Open<'_>,
    out: &mut dyn Write,
) -> Result<Outcome, NearError> {
    let input = File::open(&args.layer).map_err(|e| Error::from(e).at(&args.layer))?;
    let mut outcome = Outcome { rejected_targets: target.rejected.clone(), ..Outcome::default() };
    let mut bands = args.bands.as_deref().map(Bands::new);
    let mut staged = None;
    let mut sink: Box<dyn Write + '_> = match &args.output {
        Some(path) if bands.is_none() => {
            let file = Staged::new(path)?;
            let sink = file.sink()?;
            staged = Some(file);
            Box::new(sink)
        }
        _ => Box::new(BufWriter::with_capacity(1 << 16, &mut *out)),
    };
    let mut input = BufReader::with_capacity(1 << 18, input);
    let mut chunk = Chunk::read(&mut input, 0)?;
    let mut done: Vec<Told> = Vec::new();
    while !chunk.ends.is_empty() || !done.is_empty() {
        // The next lines are answered while those before are written and those after are read.
        let first = outcome.read + done.iter().map(|told| told.read).sum::<usize>();
        let mut told = Vec::new();
        let next = rayon::in_place_scope(|scope| {
            scope.spawn(|_| told = chunk.tell(first, target, filter, args));
            for told in std::mem::take(&mut done) {
                outcome.read += told.read;
                outcome.rejected.extend(told.rejected);
                match &mut bands {
                    Some(bands) => told.km.into_iter().for_each(|km| bands.add(km)),
                    None => sink.write_all(&told.text)?,
                }
                outcome.written += told.written;
            }
            Chunk::read(&mut input, chunk.before + chunk.ends.len())
        })?;
        (done, chunk) = (told, next);
    }
    sink.flush()?;
    drop(sink);
    if let Some(bands) = bands {
        outcome.written = bands.write(args, gazetteer, out)?;
    }
    if let Some(file) = staged {
        file.commit()?;
    }
    super::list_rejected(args, &outcome)?;
    Ok(outcome)
}

/// So many lines, and not many more bytes than these, are read before they are answered.
const AT_ONCE: usize = 4096;
const BYTES_AT_ONCE: usize = 4 << 20;
/// So many of them are answered by one thread without a pause.
const TOGETHER: usize = 128;

/// Some lines of the file.
#[derive(Default)]
struct Chunk {
    text: Vec<u8>,
    /// Where each line ends.
    ends: Vec<usize>,
    /// How many lines there were before.
    before: usize,
}

impl Chunk {
    /// The next lines; none at the end of the file.
    fn read(input: &mut impl BufRead, before: usize) -> io::Result<Chunk> {
        let mut chunk = Chunk { before, ..Chunk::default() };
        while chunk.ends.len() < AT_ONCE
            && chunk.text.len() < BYTES_AT_ONCE
            && input.read_until(b'\n', &mut chunk.text)? > 0
        {
            chunk.ends.push(chunk.text.len());
        }
        Ok(chunk)
    }

    /// What becomes of the lines, in their order.
    fn tell(&self, read: usize, target: &Target, filter: Option<&Filter>, args: &NearArgs) -> Vec<Told> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let lines: Vec<&[u8]> = starts.zip(&self.ends).filter_map(|(from, to)| self.text.get(from..*to)).collect();
        let tell = |part: &[&[u8]], before: usize, read: usize| {
            let mut told = Told::default();
            for (number, line) in (before + 1..).zip(part) {
                if let Err(reason) = told.line(line, read + told.read, target, filter, args) {
                    told.rejected.push((number, reason));
                }
            }
            told
        };
        if target.same {
            // A feature is no neighbour of itself; it goes by its number, which the lines before it decide.
            return vec![tell(&lines, self.before, read)];
        }
        let parts = lines.par_chunks(TOGETHER).enumerate();
        parts.map(|(i, part)| tell(part, self.before + i * TOGETHER, read)).collect()
    }
}

/// What became of some lines.
#[derive(Default)]
struct Told {
    /// The rows to write.
    text: Vec<u8>,
    /// How many.
    written: usize,
    /// How many features there were.
    read: usize,
    /// The distances to count, km.
    km: Vec<Option<f64>>,
    rejected: Vec<(usize, String)>,
}

impl Told {
    /// Takes in one line, whose feature, if it is one, has the number `own`; or tells why it cannot be read.
    fn line(
        &mut self,
        line: &[u8],
        own: usize,
        target: &Target,
        filter: Option<&Filter>,
        args: &NearArgs,
    ) -> Result<(), String> {
        let line = std::str::from_utf8(line).map_err(|e| format!("expected UTF-8: {e}"))?;
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{1E}' || c == '\u{FEFF}');
        if line.is_empty() {
            return Ok(());
        }
        let Some((parsed, hits)) = answer(line, own, target, filter)? else {
            self.read += 1;
            return Ok(());
        };
        let open = target.within.is_infinite() && target.by_date.is_none();
        let none = (hits.is_empty() && open).then_some(None);
        let start = self.text.len();
        for (n, hit) in hits.iter().map(Some).chain(none).enumerate() {
            if args.bands.is_some() {
                self.km.push(hit.map(|h| target.km(h)));
            } else if let Err(e) = write_row(&mut self.text, &parsed, n, hit, target, args.k) {
                self.text.truncate(start);
                return Err(e.to_string());
            }
        }
        self.written += hits.len() + usize::from(none.is_some());
        self.read += 1;
        Ok(())
    }
}

type Found<'a> = Option<(Line<'a>, Vec<Near>)>;

/// The answers for a line; `None` when the condition leaves it out.
fn answer<'a>(line: &'a str, own: usize, target: &Target, filter: Option<&Filter>) -> Result<Found<'a>, String> {
    let expected = |e: &dyn std::fmt::Display| format!("expected a GeoJSON feature: {e}");
    let parsed: Line<'a> = serde_json::from_str(line).map_err(|e| expected(&e))?;
    let properties = parsed.properties.map_or("{}", RawValue::get);
    if !(properties.starts_with('{') || properties == "null") {
        return Err(expected(&"its properties are no object"));
    }
    let mut fields: Option<BTreeMap<String, Json>> = None;
    if filter.is_some() || target.by_date.is_some() {
        fields = serde_json::from_str(properties).map_err(|e| expected(&e))?;
    }
    let fields = fields.unwrap_or_default();
    if let Some(filter) = filter
        && !filter.holds(&|name| fields.get(name).map(cell))
    {
        return Ok(None);
    }
    let Some(shape) = parsed.geometry.map(RawValue::get).filter(|g| *g != "null") else {
        return match line.contains("\"Feature\"") {
            true => Ok(Some((parsed, Vec::new()))),
            false => Err(expected(&"it has no geometry member")),
        };
    };
    let point = serde_json::from_str::<PointShape<'_>>(shape).ok().filter(|p| p.kind == "Point");
    if let Some(p) = point.map(|point| point.coordinates.0).filter(|_| target.is_plain()) {
        if !p.is_valid() {
            return Err(format!("expected degrees, longitude first; found {}, {}", p.lon, p.lat));
        }
        return Ok(Some((parsed, target.nearest(p).into_iter().collect())));
    }
    let Feature { geometry, .. } = feature_of_line(line).map_err(|e| e.to_string())?;
    let valid = |g: &Geometry| match g {
        Geometry::Point(p) => LonLat::new(p.x(), p.y()).is_valid(),
        _ => true,
    };
    if let Some(bad) = geometry.as_ref().filter(|g| !valid(g)) {
        return Err(format!("expected degrees, longitude first; found {bad:?}"));
    }
    let date = DATES.iter().find_map(|name| fields.get(*name)?.as_str()?.get(..10)?.parse().ok());
    Ok(Some((parsed, target.near(geometry.as_ref(), own, date))))
}

fn cell(value: &Json) -> Cell<'_> {
    match value {
        Json::Bool(yes) => Cell::Flag(*yes),
        Json::Number(n) => n.as_i64().map_or_else(|| n.as_f64().map_or(Cell::Null, Cell::Real), Cell::Int),
        Json::String(text) if !text.is_empty() => Cell::Text(text),
        _ => Cell::Null,
    }
}

/// The line with the fields added; what was there stays letter for letter.
fn write_row(
    out: &mut Vec<u8>,
    line: &Line<'_>,
    n: usize,
    hit: Option<&Near>,
    target: &Target,
    k: usize,
) -> io::Result<()> {
    out.extend_from_slice(b"{\"type\":\"Feature\",");
    if let Some(id) = line.id {
        write!(out, "\"id\":{},", id.get())?;
    }
    out.extend_from_slice(b"\"properties\":{");
    let properties = line.properties.map(RawValue::get).filter(|p| *p != "null").unwrap_or("{}");
    let inner = properties[1..properties.len() - 1].trim();
    if ADDED.iter().any(|name| inner.contains(name)) {
        // Fields of an earlier run give way.
        let members: Vec<(String, Json)> = members(properties);
        for (name, value) in members.into_iter().filter(|(name, _)| !ADDED.contains(&name.as_str())) {
            write!(out, "{}:{value},", Json::String(name))?;
        }
    } else if !inner.is_empty() {
        out.extend_from_slice(inner.as_bytes());
        out.push(b',');
    }
    let number = |out: &mut Vec<u8>, x: Option<f64>, unit: f64| match x {
        Some(x) => write!(out, "{:?}", (x * unit).round() / unit + 0.0),
        None => write!(out, "null"),
    };
    out.extend_from_slice(b"\"distance_km\":");
    number(out, hit.map(|h| target.km(h)), 1e3)?;
    out.extend_from_slice(b",\"bearing_deg\":");
    number(out, hit.and_then(|h| target.bearing(h)), 10.0)?;
    out.extend_from_slice(b",\"nearest\":");
    serde_json::to_writer(&mut *out, &hit.map(|h| target.name(h.thing)))?;
    if k > 1 {
        out.extend_from_slice(b",\"nth\":");
        serde_json::to_writer(&mut *out, &hit.map(|_| n + 1))?;
    }
    writeln!(out, "}},\"geometry\":{}}}", line.geometry.map_or("null", RawValue::get))
}

/// The members of an object in their order.
fn members(object: &str) -> Vec<(String, Json)> {
    struct InOrder(Vec<(String, Json)>);
    impl<'de> Deserialize<'de> for InOrder {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Visitor;
            impl<'de> serde::de::Visitor<'de> for Visitor {
                type Value = InOrder;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<InOrder, A::Error> {
                    let mut all = Vec::new();
                    while let Some(member) = map.next_entry()? {
                        all.push(member);
                    }
                    Ok(InOrder(all))
                }
            }
            deserializer.deserialize_map(Visitor)
        }
    }
    serde_json::from_str::<InOrder>(object).map_or_else(|_| Vec::new(), |m| m.0)
}
