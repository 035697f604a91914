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
use std::io::{BufRead, BufReader, BufWriter, Write};

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
    coordinates: Vec<f64>,
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
    let (mut text, mut number) = (Vec::new(), 0);
    loop {
        // Some lines at a time, answered side by side, told in their order.
        text.clear();
        let mut ends = Vec::new();
        while ends.len() < AT_ONCE && text.len() < BYTES_AT_ONCE && input.read_until(b'\n', &mut text)? > 0 {
            ends.push(text.len());
        }
        if ends.is_empty() {
            break;
        }
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let lines: Vec<&[u8]> = starts.zip(&ends).filter_map(|(from, to)| text.get(from..*to)).collect();
        // Where a feature is no neighbour of itself it goes by its number, which the lines before it decide.
        let own = outcome.read;
        let told: Vec<Told> = if target.same {
            let mut read = own;
            let told = lines.iter().map(|line| {
                let told = tell(line, read, target, filter, args);
                read += usize::from(matches!(told, Told::Left | Told::Rows { .. }));
                told
            });
            told.collect()
        } else {
            lines.par_iter().with_min_len(64).map(|line| tell(line, own, target, filter, args)).collect()
        };
        for told in told {
            number += 1;
            match told {
                Told::Nothing => {}
                Told::Left => outcome.read += 1,
                Told::Rejected(reason) => outcome.rejected.push((number, reason)),
                Told::Rows { text, count, km } => {
                    outcome.read += 1;
                    match &mut bands {
                        Some(bands) => km.into_iter().for_each(|km| bands.add(km)),
                        None => {
                            sink.write_all(&text)?;
                            outcome.written += count;
                        }
                    }
                }
            }
        }
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

/// What became of a line.
enum Told {
    /// It is blank.
    Nothing,
    /// The condition leaves it out.
    Left,
    /// It is no feature: why.
    Rejected(String),
    /// The rows for it, how many, and the distances that they tell, km.
    Rows { text: Vec<u8>, count: usize, km: Vec<Option<f64>> },
}

fn tell(line: &[u8], own: usize, target: &Target, filter: Option<&Filter>, args: &NearArgs) -> Told {
    let line = match std::str::from_utf8(line) {
        Ok(line) => line.trim_matches(|c: char| c.is_whitespace() || c == '\u{1E}' || c == '\u{FEFF}'),
        Err(e) => return Told::Rejected(format!("expected UTF-8: {e}")),
    };
    if line.is_empty() {
        return Told::Nothing;
    }
    let (parsed, hits) = match answer(line, own, target, filter) {
        Ok(Some(found)) => found,
        Ok(None) => return Told::Left,
        Err(reason) => return Told::Rejected(reason),
    };
    let open = target.within.is_infinite() && target.by_date.is_none();
    let none = (hits.is_empty() && open).then_some(None);
    let (mut text, mut count, mut km) = (Vec::new(), 0, Vec::new());
    for (n, hit) in hits.iter().map(Some).chain(none).enumerate() {
        if args.bands.is_some() {
            km.push(hit.map(|h| target.km(h)));
        } else if let Err(e) = write_row(&mut text, &parsed, n, hit, target, args.k) {
            return Told::Rejected(e.to_string());
        }
        count += 1;
    }
    Told::Rows { text, count, km }
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
    let point = point.and_then(|p| Some(LonLat::new(*p.coordinates.first()?, *p.coordinates.get(1)?)));
    if let Some(p) = point.filter(|_| target.is_plain()) {
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
) -> Result<(), NearError> {
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
    let number = |x: Option<f64>, unit: f64| match x {
        Some(x) => format!("{:?}", (x * unit).round() / unit + 0.0),
        None => "null".to_owned(),
    };
    let name = hit.map_or(Json::Null, |h| Json::from(target.name(h.thing)));
    let km = number(hit.map(|h| target.km(h)), 1e3);
    let bearing = number(hit.and_then(|h| target.bearing(h)), 10.0);
    write!(out, "\"distance_km\":{km},\"bearing_deg\":{bearing},\"nearest\":{name}")?;
    if k > 1 {
        write!(out, ",\"nth\":{}", hit.map_or(Json::Null, |_| Json::from(n + 1)))?;
    }
    writeln!(out, "}},\"geometry\":{}}}", line.geometry.map_or("null", RawValue::get))?;
    Ok(())
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
