//! FlatGeobuf, with its packed index. It holds the located features only: one without a shape has no
//! place in the index.
//!
//! The tables and the index are the crate's; they are put together here, because its own writer leaves
//! out the `ends` of a multi line of one part, without which GDAL refuses it, and seeks through a file
//! for each feature.

use super::hilbert_at;
use super::waiting::{Place, Waiting};
use crate::layers::error::{Error, Result};
use crate::layers::geometry::{Bounds, plain, shape, turned_rings, xy};
use crate::layers::schema::{Cell, Feature, FieldType, GeometryType, Layer};
use crate::layers::set::Metadata;
use crate::layers::writer::{Encoder, Sink, flush};
use flatbuffers::{FlatBufferBuilder, WIPOffset};
use flatgeobuf::packed_r_tree::{NodeItem, PackedRTree, calc_extent};
use flatgeobuf::{self as fgb, ColumnArgs, ColumnType, CrsArgs, FeatureArgs, GeometryArgs, HeaderArgs};
use geo_types::{Coord, Geometry, LineString, Polygon};
use std::io::Write;

/// Every file begins with it: the format's version 3.
const MAGIC: [u8; 8] = [b'f', b'g', b'b', 3, b'f', b'g', b'b', 0];

pub(crate) struct Fgb {
    sink: Sink,
    meta: Metadata,
    layer: Option<Layer>,
    builder: FlatBufferBuilder<'static>,
    properties: Vec<u8>,
    waiting: Waiting,
    /// Where each feature waits.
    places: Vec<Place>,
    /// The bounds of each feature, with its number.
    nodes: Vec<NodeItem>,
}

impl Fgb {
    pub fn new(sink: Sink, meta: &Metadata) -> Fgb {
        Fgb {
            sink,
            meta: meta.clone(),
            layer: None,
            builder: FlatBufferBuilder::new(),
            properties: Vec::new(),
            waiting: Waiting::default(),
            places: Vec::new(),
            nodes: Vec::new(),
        }
    }

    /// The header, its length before it.
    fn header(&self, layer: &Layer, extent: &NodeItem) -> Vec<u8> {
        let b = &mut FlatBufferBuilder::new();
        let columns: Vec<_> = layer
            .fields
            .iter()
            .map(|field| {
                let args = ColumnArgs {
                    name: Some(b.create_string(&field.name)),
                    type_: column_type(field.kind),
                    title: Some(b.create_string(&field.alias)),
                    description: Some(b.create_string(&field.doc)),
                    ..ColumnArgs::default()
                };
                fgb::Column::create(b, &args)
            })
            .collect();
        let crs = CrsArgs {
            org: Some(b.create_string("EPSG")),
            code: 4326,
            name: Some(b.create_string("WGS 84")),
            ..CrsArgs::default()
        };
        let is_empty = self.nodes.is_empty();
        let args = HeaderArgs {
            name: Some(b.create_string(&layer.name)),
            title: Some(b.create_string(&layer.title)),
            description: Some(b.create_string(&self.meta.attribution.join("; "))),
            crs: Some(fgb::Crs::create(b, &crs)),
            columns: Some(b.create_vector(&columns)),
            envelope: (!is_empty).then(|| b.create_vector(&[extent.min_x, extent.min_y, extent.max_x, extent.max_y])),
            geometry_type: geometry_type(layer.geometry),
            features_count: self.nodes.len() as u64,
            // An index over nothing is not one that readers know.
            index_node_size: if is_empty { 0 } else { PackedRTree::DEFAULT_NODE_SIZE },
            ..HeaderArgs::default()
        };
        let header = fgb::Header::create(b, &args);
        b.finish_size_prefixed(header, None);
        b.finished_data().to_vec()
    }
}

impl Encoder for Fgb {
    fn begin(&mut self, layer: &Layer) -> Result<()> {
        self.layer = Some(layer.clone());
        Ok(())
    }

    fn feature(&mut self, feature: &Feature) -> Result<()> {
        let (Some(layer), Some(shape)) = (&self.layer, shape(feature)) else { return Ok(()) };
        properties(&mut self.properties, layer, feature)?;
        let b = &mut self.builder;
        b.reset();
        let geometry = match geometry_type(layer.geometry) {
            fgb::GeometryType::Unknown => any(b, shape),
            kind => uniform(b, shape, kind)?,
        };
        let properties = b.create_vector(&self.properties);
        let args = FeatureArgs { geometry: Some(geometry), properties: Some(properties), ..FeatureArgs::default() };
        let feature = fgb::Feature::create(b, &args);
        b.finish_size_prefixed(feature, None);
        self.places.push(self.waiting.add(b.finished_data())?);
        let Bounds { west, south, east, north } = Bounds::of(shape);
        let mut node = NodeItem::bounds(west, south, east, north);
        node.offset = self.nodes.len() as u64;
        self.nodes.push(node);
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        let Some(layer) = self.layer.take() else { return Ok(()) };
        let extent = calc_extent(&self.nodes);
        self.sink.write_all(&MAGIC)?;
        self.sink.write_all(&self.header(&layer, &extent))?;
        // Along a Hilbert curve, so that neighbours stand close together in the file.
        self.nodes.sort_by_cached_key(|node| along(node, &extent));
        let order: Vec<_> =
            self.nodes.iter().filter_map(|n| self.places.get(usize::try_from(n.offset).ok()?).copied()).collect();
        let mut offset = 0;
        for (node, place) in self.nodes.iter_mut().zip(&order) {
            node.offset = offset;
            offset += place.size as u64;
        }
        if !self.nodes.is_empty() {
            PackedRTree::build(&self.nodes, &extent, PackedRTree::DEFAULT_NODE_SIZE)?.stream_write(&mut self.sink)?;
        }
        std::mem::take(&mut self.waiting).write(&order, &mut self.sink)?;
        flush(&mut self.sink)
    }
}

/// The place of a box's middle along a Hilbert curve over the extent. The crate's own sorting works it out anew at every comparison.
fn along(node: &NodeItem, extent: &NodeItem) -> u32 {
    let step = |low: f64, high: f64, from: f64, to: f64| {
        ((f64::midpoint(low, high) - from) / (to - from).max(f64::MIN_POSITIVE) * 65_535.0) as u32
    };
    hilbert_at(
        step(node.min_x, node.max_x, extent.min_x, extent.max_x),
        step(node.min_y, node.max_y, extent.min_y, extent.max_y),
    )
}

fn column_type(kind: FieldType) -> ColumnType {
    match kind {
        FieldType::Text => ColumnType::String,
        FieldType::Int => ColumnType::Long,
        FieldType::Real(_) => ColumnType::Double,
        FieldType::Flag => ColumnType::Bool,
        FieldType::Date => ColumnType::DateTime,
    }
}

fn geometry_type(kind: GeometryType) -> fgb::GeometryType {
    match kind {
        GeometryType::Point => fgb::GeometryType::Point,
        GeometryType::LineString => fgb::GeometryType::MultiLineString,
        GeometryType::Polygon => fgb::GeometryType::MultiPolygon,
        GeometryType::Any | GeometryType::None => fgb::GeometryType::Unknown,
    }
}

/// The values that are not null: the number of the column, then the value, little endian.
fn properties(out: &mut Vec<u8>, layer: &Layer, feature: &Feature) -> Result<()> {
    out.clear();
    for (i, (field, cell)) in layer.cells(feature).enumerate() {
        if cell == Cell::Null {
            continue;
        }
        let i = u16::try_from(i).map_err(|_| Error::data("a FlatGeobuf layer has at most 65,536 fields"))?;
        out.extend(i.to_le_bytes());
        match (field.kind, cell) {
            (FieldType::Int, Cell::Int(n)) => out.extend(n.to_le_bytes()),
            (FieldType::Real(_), Cell::Real(x)) => out.extend(x.to_le_bytes()),
            #[allow(clippy::cast_precision_loss)]
            (FieldType::Real(_), Cell::Int(n)) => out.extend((n as f64).to_le_bytes()),
            (FieldType::Flag, Cell::Flag(yes)) => out.push(yes.into()),
            (FieldType::Text | FieldType::Date, cell) => {
                let text = cell.to_text();
                let length = u32::try_from(text.len()).map_err(|_| Error::data("a text is longer than 4 GB"))?;
                out.extend(length.to_le_bytes());
                out.extend(text.as_bytes());
            }
            (kind, cell) => {
                let (name, cell) = (&field.name, cell.to_text());
                return Err(Error::data(format!("field {name}: expected {kind:?}, found {cell:?}")));
            }
        }
    }
    Ok(())
}

type Table<'b> = WIPOffset<fgb::Geometry<'b>>;

/// A shape in a layer of one type, single or multi.
fn uniform<'b>(b: &mut FlatBufferBuilder<'b>, shape: &Geometry<f64>, kind: fgb::GeometryType) -> Result<Table<'b>> {
    let unset = fgb::GeometryType::Unknown;
    match (&*plain(shape), kind) {
        (Geometry::Point(p), fgb::GeometryType::Point) => Ok(flat(b, &[p.0], None, unset)),
        (Geometry::LineString(l), fgb::GeometryType::MultiLineString) => Ok(lines(b, std::slice::from_ref(l))),
        (Geometry::MultiLineString(m), fgb::GeometryType::MultiLineString) => Ok(lines(b, &m.0)),
        (Geometry::Polygon(p), fgb::GeometryType::MultiPolygon) => Ok(polygons(b, std::slice::from_ref(p), unset)),
        (Geometry::MultiPolygon(m), fgb::GeometryType::MultiPolygon) => Ok(polygons(b, &m.0, unset)),
        (_, kind) => Err(Error::data(format!("expected a {kind:?} in a layer of such, found another shape"))),
    }
}

/// A shape that says its own type.
fn any<'b>(b: &mut FlatBufferBuilder<'b>, shape: &Geometry<f64>) -> Table<'b> {
    match &*plain(shape) {
        Geometry::Point(p) => flat(b, &[p.0], None, fgb::GeometryType::Point),
        Geometry::MultiPoint(m) => {
            let coords: Vec<_> = m.iter().map(|p| p.0).collect();
            flat(b, &coords, None, fgb::GeometryType::MultiPoint)
        }
        Geometry::LineString(l) => flat(b, &l.0, None, fgb::GeometryType::LineString),
        Geometry::MultiLineString(m) => lines(b, &m.0),
        Geometry::Polygon(p) => polygon(b, p, fgb::GeometryType::Polygon),
        Geometry::MultiPolygon(m) => polygons(b, &m.0, fgb::GeometryType::MultiPolygon),
        Geometry::GeometryCollection(c) => {
            let parts: Vec<_> = c.iter().map(|g| any(b, g)).collect();
            parent(b, &parts, fgb::GeometryType::GeometryCollection)
        }
        // Made plain above.
        Geometry::Line(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {
            flat(b, &[], None, fgb::GeometryType::GeometryCollection)
        }
    }
}

/// Coordinates in one row; `ends` tell where each part ends, in positions.
fn flat<'b>(
    b: &mut FlatBufferBuilder<'b>,
    coords: &[Coord<f64>],
    ends: Option<&[u32]>,
    type_: fgb::GeometryType,
) -> Table<'b> {
    let numbers: Vec<f64> = coords.iter().map(|c| xy(*c)).flat_map(|(x, y)| [x, y]).collect();
    let xy = Some(b.create_vector(&numbers));
    let ends = ends.map(|ends| b.create_vector(ends));
    fgb::Geometry::create(b, &GeometryArgs { xy, ends, type_, ..GeometryArgs::default() })
}

fn ends(lengths: impl Iterator<Item = usize>) -> Vec<u32> {
    let running = lengths.scan(0, |end, n| {
        *end += n;
        Some(u32::try_from(*end).unwrap_or(u32::MAX))
    });
    running.collect()
}

fn lines<'b>(b: &mut FlatBufferBuilder<'b>, parts: &[LineString<f64>]) -> Table<'b> {
    let coords: Vec<_> = parts.iter().flat_map(|l| l.0.iter().copied()).collect();
    flat(b, &coords, Some(&ends(parts.iter().map(|l| l.0.len()))), fgb::GeometryType::MultiLineString)
}

fn polygon<'b>(b: &mut FlatBufferBuilder<'b>, p: &Polygon<f64>, kind: fgb::GeometryType) -> Table<'b> {
    let rings: Vec<_> = turned_rings(p).collect();
    flat(b, &rings.concat(), Some(&ends(rings.iter().map(|r| r.len()))), kind)
}

fn polygons<'b>(b: &mut FlatBufferBuilder<'b>, parts: &[Polygon<f64>], kind: fgb::GeometryType) -> Table<'b> {
    let parts: Vec<_> = parts.iter().map(|p| polygon(b, p, fgb::GeometryType::Polygon)).collect();
    parent(b, &parts, kind)
}

fn parent<'b>(b: &mut FlatBufferBuilder<'b>, parts: &[Table<'b>], type_: fgb::GeometryType) -> Table<'b> {
    let parts = Some(b.create_vector(parts));
    fgb::Geometry::create(b, &GeometryArgs { parts, type_, ..GeometryArgs::default() })
}
