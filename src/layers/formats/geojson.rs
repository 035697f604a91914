//! GeoJSON (RFC 7946) and GeoJSONL, written.

use crate::layers::error::Result;
use crate::layers::geometry::{Bounds, plain, shape, turned_rings, xy};
use crate::layers::number;
use crate::layers::schema::{Cell, Feature, GeometryType, Layer};
use crate::layers::set::Metadata;
use crate::layers::writer::{Encoder, Sink, flush};
use geo_types::{Coord, Geometry};
use std::io::Write;

/// One FeatureCollection. `name` is what GDAL names the layer by; `generator` and `attribution` are
/// foreign members (RFC 7946, 6.1); there is no `crs`: RFC 7946 knows WGS 84 only.
pub(crate) struct Collection {
    sink: Sink,
    meta: Metadata,
    keys: Keys,
    bounds: Bounds,
    begun: bool,
    text: Vec<u8>,
}

impl Collection {
    pub fn new(sink: Sink, meta: &Metadata) -> Collection {
        let (keys, bounds, text) = (Keys::default(), Bounds::default(), Vec::new());
        Collection { sink, meta: meta.clone(), keys, bounds, begun: false, text }
    }
}

impl Encoder for Collection {
    fn begin(&mut self, layer: &Layer) -> Result<()> {
        self.keys = Keys::new(layer);
        let out = &mut self.text;
        out.clear();
        out.extend(b"{\"type\":\"FeatureCollection\",\n\"name\":");
        string(out, &layer.name);
        out.extend(b",\n\"generator\":");
        string(out, &self.meta.generator);
        out.extend(b",\n\"attribution\":");
        string(out, &self.meta.attribution.join("; "));
        out.extend(b",\n\"features\":[");
        Ok(self.sink.write_all(out)?)
    }

    fn feature(&mut self, feature: &Feature) -> Result<()> {
        self.text.clear();
        self.text.extend(if self.begun { b",\n".as_slice() } else { b"\n" });
        self.begun = true;
        if let Some(shape) = shape(feature) {
            self.bounds.add(shape);
        }
        self.keys.feature(&mut self.text, feature);
        Ok(self.sink.write_all(&self.text)?)
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
    text: Vec<u8>,
}

impl Lines {
    pub fn new(sink: Sink) -> Lines {
        Lines { sink, keys: Keys::default(), text: Vec::new() }
    }
}

impl Encoder for Lines {
    fn begin(&mut self, layer: &Layer) -> Result<()> {
        self.keys = Keys::new(layer);
        Ok(())
    }

    fn feature(&mut self, feature: &Feature) -> Result<()> {
        self.text.clear();
        self.keys.feature(&mut self.text, feature);
        self.text.push(b'\n');
        Ok(self.sink.write_all(&self.text)?)
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

    fn feature(&self, out: &mut Vec<u8>, feature: &Feature) {
        out.extend(b"{\"type\":\"Feature\",\"properties\":{");
        self.members(out, feature);
        out.extend(b"},\"geometry\":");
        match shape(feature) {
            Some(shape) => geometry(out, shape),
            None => out.extend(b"null"),
        }
        out.push(b'}');
    }

    fn members(&self, out: &mut Vec<u8>, feature: &Feature) {
        let Some(layer) = &self.layer else { return };
        for (i, ((_, cell), key)) in layer.cells(feature).zip(&self.keys).enumerate() {
            if i > 0 {
                out.push(b',');
            }
            out.extend(key);
            value(out, cell);
        }
    }
}

/// A feature as one flat JSON object without a line break: its fields, and for a layer of points
/// `latitude` and `longitude` (degrees, WGS 84; null where unknown) unless they are fields already.
#[must_use]
pub fn json_object(layer: &Layer, feature: &Feature) -> String {
    let mut out = vec![b'{'];
    Keys::new(layer).members(&mut out, feature);
    if layer.geometry == GeometryType::Point && layer.index("latitude").is_none() {
        let place = match shape(feature) {
            Some(Geometry::Point(p)) => Some(xy(p.0)),
            _ => None,
        };
        let cell = |x: Option<f64>| x.map_or(Cell::Null, Cell::Real);
        out.extend(if layer.fields.is_empty() { b"\"latitude\":".as_slice() } else { b",\"latitude\":" });
        value(&mut out, cell(place.map(|p| p.1)));
        out.extend(b",\"longitude\":");
        value(&mut out, cell(place.map(|p| p.0)));
    }
    out.push(b'}');
    String::from_utf8(out).unwrap_or_default()
}

fn value(out: &mut Vec<u8>, cell: Cell<'_>) {
    match cell {
        Cell::Null => out.extend(b"null"),
        Cell::Text(text) => string(out, text),
        Cell::Int(n) => number::int(out, n),
        Cell::Real(x) => number::real(out, x),
        Cell::Flag(yes) => out.extend(if yes { b"true".as_slice() } else { b"false" }),
        Cell::Date(day) => {
            out.push(b'"');
            number::day(out, day);
            out.push(b'"');
        }
    }
}

fn string(out: &mut Vec<u8>, text: &str) {
    // A text is always JSON, and writing to memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}

/// A GeoJSON geometry: positions as `[longitude,latitude]`, 7 decimals, rings by the right-hand rule.
pub(crate) fn geometry(out: &mut Vec<u8>, shape: &Geometry<f64>) {
    let head = |out: &mut Vec<u8>, name: &str| {
        out.extend(b"{\"type\":\"");
        out.extend(name.as_bytes());
        out.extend(b"\",\"coordinates\":");
    };
    match &*plain(shape) {
        Geometry::Point(p) => {
            head(out, "Point");
            position(out, p.0);
        }
        Geometry::LineString(l) => {
            head(out, "LineString");
            list(out, &l.0, |out, c| position(out, *c));
        }
        Geometry::Polygon(p) => {
            head(out, "Polygon");
            polygon(out, p);
        }
        Geometry::MultiPoint(m) => {
            head(out, "MultiPoint");
            list(out, &m.0, |out, p| position(out, p.0));
        }
        Geometry::MultiLineString(m) => {
            head(out, "MultiLineString");
            list(out, &m.0, |out, l| list(out, &l.0, |out, c| position(out, *c)));
        }
        Geometry::MultiPolygon(m) => {
            head(out, "MultiPolygon");
            list(out, &m.0, polygon);
        }
        Geometry::GeometryCollection(c) => {
            out.extend(b"{\"type\":\"GeometryCollection\",\"geometries\":");
            list(out, &c.0, geometry);
        }
        // Made plain above.
        Geometry::Line(_) | Geometry::Rect(_) | Geometry::Triangle(_) => return out.extend(b"null"),
    }
    out.push(b'}');
}

fn polygon(out: &mut Vec<u8>, polygon: &geo_types::Polygon<f64>) {
    let rings: Vec<_> = turned_rings(polygon).collect();
    list(out, &rings, |out, ring| list(out, ring, |out, c| position(out, *c)));
}

fn position(out: &mut Vec<u8>, c: Coord<f64>) {
    let (x, y) = xy(c);
    out.push(b'[');
    number::real(out, x);
    out.push(b',');
    number::real(out, y);
    out.push(b']');
}

fn list<T>(out: &mut Vec<u8>, items: &[T], one: impl Fn(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        one(out, item);
    }
    out.push(b']');
}
