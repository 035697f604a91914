//! GeoJSON (RFC 7946) and GeoJSONL, written.

use crate::layers::error::Result;
use crate::layers::geometry::{Bounds, plain, shape, turned_rings, xy};
use crate::layers::schema::{Cell, Feature, GeometryType, Layer};
use crate::layers::set::Metadata;
use crate::layers::writer::{Encoder, Sink, flush};
use geo_types::{Coord, Geometry};
use std::io::{self, Write};

/// One FeatureCollection. `name` is what GDAL names the layer by; `generator` and `attribution` are
/// foreign members (RFC 7946, 6.1); there is no `crs`: RFC 7946 knows WGS 84 only.
pub(crate) struct Collection {
    sink: Sink,
    meta: Metadata,
    keys: Keys,
    bounds: Bounds,
    begun: bool,
}

impl Collection {
    pub fn new(sink: Sink, meta: &Metadata) -> Collection {
        Collection { sink, meta: meta.clone(), keys: Keys::default(), bounds: Bounds::default(), begun: false }
    }
}

impl Encoder for Collection {
    fn begin(&mut self, layer: &Layer) -> Result<()> {
        self.keys = Keys::new(layer);
        let out = &mut self.sink;
        write!(out, "{{\"type\":\"FeatureCollection\",\n\"name\":")?;
        string(out, &layer.name)?;
        write!(out, ",\n\"generator\":")?;
        string(out, &self.meta.generator)?;
        write!(out, ",\n\"attribution\":")?;
        string(out, &self.meta.attribution.join("; "))?;
        write!(out, ",\n\"features\":[")?;
        Ok(())
    }

    fn feature(&mut self, feature: &Feature) -> Result<()> {
        self.sink.write_all(if self.begun { b",\n" } else { b"\n" })?;
        self.begun = true;
        if let Some(shape) = shape(feature) {
            self.bounds.add(shape);
        }
        Ok(self.keys.feature(&mut self.sink, feature)?)
    }

    fn end(&mut self) -> Result<()> {
        write!(self.sink, "\n]")?;
        let Bounds { west, south, east, north } = self.bounds;
        if !self.bounds.is_empty() {
            write!(self.sink, ",\n\"bbox\":[{west:?},{south:?},{east:?},{north:?}]")?;
        }
        writeln!(self.sink, "}}")?;
        flush(&mut self.sink)
    }
}

/// One feature a line.
pub(crate) struct Lines {
    sink: Sink,
    keys: Keys,
}

impl Lines {
    pub fn new(sink: Sink) -> Lines {
        Lines { sink, keys: Keys::default() }
    }
}

impl Encoder for Lines {
    fn begin(&mut self, layer: &Layer) -> Result<()> {
        self.keys = Keys::new(layer);
        Ok(())
    }

    fn feature(&mut self, feature: &Feature) -> Result<()> {
        self.keys.feature(&mut self.sink, feature)?;
        Ok(self.sink.write_all(b"\n")?)
    }

    fn end(&mut self) -> Result<()> {
        flush(&mut self.sink)
    }
}

/// A layer with its field names ready to write.
#[derive(Default)]
struct Keys {
    layer: Option<Layer>,
    keys: Vec<Vec<u8>>,
}

impl Keys {
    fn new(layer: &Layer) -> Keys {
        let key = |name: &str| {
            let mut key = serde_json::to_vec(name).unwrap_or_default();
            key.push(b':');
            key
        };
        Keys { keys: layer.fields.iter().map(|f| key(&f.name)).collect(), layer: Some(layer.clone()) }
    }

    fn feature(&self, out: &mut impl Write, feature: &Feature) -> io::Result<()> {
        out.write_all(b"{\"type\":\"Feature\",\"properties\":{")?;
        self.members(out, feature)?;
        out.write_all(b"},\"geometry\":")?;
        match shape(feature) {
            Some(shape) => geometry(out, shape)?,
            None => out.write_all(b"null")?,
        }
        out.write_all(b"}")
    }

    fn members(&self, out: &mut impl Write, feature: &Feature) -> io::Result<()> {
        let Some(layer) = &self.layer else { return Ok(()) };
        for (i, ((_, cell), key)) in layer.cells(feature).zip(&self.keys).enumerate() {
            if i > 0 {
                out.write_all(b",")?;
            }
            out.write_all(key)?;
            value(out, cell)?;
        }
        Ok(())
    }
}

/// A feature as one flat JSON object without a line break: its fields, and for a layer of points
/// `latitude` and `longitude` (degrees, WGS 84; null where unknown) unless they are fields already.
#[must_use]
pub fn json_object(layer: &Layer, feature: &Feature) -> String {
    let mut out = vec![b'{'];
    let written = Keys::new(layer).members(&mut out, feature).and_then(|()| {
        if layer.geometry == GeometryType::Point && layer.index("latitude").is_none() {
            let place = match shape(feature) {
                Some(Geometry::Point(p)) => Some(xy(p.0)),
                _ => None,
            };
            let cell = |x: Option<f64>| x.map_or(Cell::Null, Cell::Real);
            out.write_all(if layer.fields.is_empty() { b"\"latitude\":" } else { b",\"latitude\":" })?;
            value(&mut out, cell(place.map(|p| p.1)))?;
            out.write_all(b",\"longitude\":")?;
            value(&mut out, cell(place.map(|p| p.0)))?;
        }
        out.write_all(b"}")
    });
    debug_assert!(written.is_ok(), "writing to memory cannot fail");
    String::from_utf8(out).unwrap_or_default()
}

fn value(out: &mut impl Write, cell: Cell<'_>) -> io::Result<()> {
    match cell {
        Cell::Null => out.write_all(b"null"),
        Cell::Text(text) => string(out, text),
        Cell::Int(n) => write!(out, "{n}"),
        Cell::Real(x) => write!(out, "{x:?}"),
        Cell::Flag(yes) => write!(out, "{yes}"),
        Cell::Date(day) => write!(out, "\"{day}\""),
    }
}

fn string(out: &mut impl Write, text: &str) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

/// A GeoJSON geometry: positions as `[longitude,latitude]`, 7 decimals, rings by the right-hand rule.
pub(crate) fn geometry(out: &mut impl Write, shape: &Geometry<f64>) -> io::Result<()> {
    let head = |out: &mut dyn Write, name: &str| write!(out, "{{\"type\":\"{name}\",\"coordinates\":");
    match &*plain(shape) {
        Geometry::Point(p) => {
            head(out, "Point")?;
            position(out, p.0)?;
        }
        Geometry::LineString(l) => {
            head(out, "LineString")?;
            list(out, &l.0, |out, c| position(out, *c))?;
        }
        Geometry::Polygon(p) => {
            head(out, "Polygon")?;
            polygon(out, p)?;
        }
        Geometry::MultiPoint(m) => {
            head(out, "MultiPoint")?;
            list(out, &m.0, |out, p| position(out, p.0))?;
        }
        Geometry::MultiLineString(m) => {
            head(out, "MultiLineString")?;
            list(out, &m.0, |out, l| list(out, &l.0, |out, c| position(out, *c)))?;
        }
        Geometry::MultiPolygon(m) => {
            head(out, "MultiPolygon")?;
            list(out, &m.0, polygon)?;
        }
        Geometry::GeometryCollection(c) => {
            out.write_all(b"{\"type\":\"GeometryCollection\",\"geometries\":")?;
            list(out, &c.0, |out, g| geometry(out, g))?;
        }
        // Made plain above.
        Geometry::Line(_) | Geometry::Rect(_) | Geometry::Triangle(_) => return out.write_all(b"null"),
    }
    out.write_all(b"}")
}

fn polygon<W: Write>(out: &mut W, polygon: &geo_types::Polygon<f64>) -> io::Result<()> {
    let rings: Vec<_> = turned_rings(polygon).collect();
    list(out, &rings, |out, ring| list(out, ring, |out, c| position(out, *c)))
}

fn position(out: &mut impl Write, c: Coord<f64>) -> io::Result<()> {
    let (x, y) = xy(c);
    write!(out, "[{x:?},{y:?}]")
}

fn list<W: Write, T>(out: &mut W, items: &[T], one: impl Fn(&mut W, &T) -> io::Result<()>) -> io::Result<()> {
    out.write_all(b"[")?;
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.write_all(b",")?;
        }
        one(out, item)?;
    }
    out.write_all(b"]")
}
