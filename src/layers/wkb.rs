//! Well-known binary (little endian), as GeoPackage holds it.

use super::error::{Error, Result};
use super::geometry::{plain, turned_rings, xy};
use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};

/// Appends a shape. With `multi`, lines and polygons are written as their `Multi` form, so that a layer
/// has one type.
pub(crate) fn write(out: &mut Vec<u8>, shape: &Geometry<f64>, multi: bool) {
    match &*plain(shape) {
        Geometry::Point(p) => {
            head(out, 1);
            coord(out, p.0);
        }
        Geometry::LineString(l) if multi => each(out, 5, std::slice::from_ref(l), line),
        Geometry::LineString(l) => line(out, l),
        Geometry::Polygon(p) if multi => each(out, 6, std::slice::from_ref(p), polygon),
        Geometry::Polygon(p) => polygon(out, p),
        Geometry::MultiPoint(m) => each(out, 4, &m.0, |out, p| {
            head(out, 1);
            coord(out, p.0);
        }),
        Geometry::MultiLineString(m) => each(out, 5, &m.0, line),
        Geometry::MultiPolygon(m) => each(out, 6, &m.0, polygon),
        Geometry::GeometryCollection(c) => each(out, 7, &c.0, |out, g| write(out, g, false)),
        Geometry::Line(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {}
    }
}

fn head(out: &mut Vec<u8>, kind: u32) {
    out.push(1);
    out.extend(kind.to_le_bytes());
}

fn count(out: &mut Vec<u8>, n: usize) {
    out.extend(u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes());
}

fn each<T>(out: &mut Vec<u8>, kind: u32, parts: &[T], one: impl Fn(&mut Vec<u8>, &T)) {
    head(out, kind);
    count(out, parts.len());
    parts.iter().for_each(|part| one(out, part));
}

fn line(out: &mut Vec<u8>, l: &LineString<f64>) {
    head(out, 2);
    coords(out, &l.0);
}

fn polygon(out: &mut Vec<u8>, p: &Polygon<f64>) {
    head(out, 3);
    count(out, 1 + p.interiors().len());
    turned_rings(p).for_each(|ring| coords(out, &ring));
}

fn coords(out: &mut Vec<u8>, list: &[Coord<f64>]) {
    count(out, list.len());
    list.iter().for_each(|c| coord(out, *c));
}

fn coord(out: &mut Vec<u8>, c: Coord<f64>) {
    let (x, y) = xy(c);
    out.extend(x.to_le_bytes());
    out.extend(y.to_le_bytes());
}

/// Reads a shape. Z and M are passed over; a count is believed only as far as the bytes go.
pub(crate) fn read(bytes: &[u8]) -> Result<Geometry<f64>> {
    let mut input = Input { rest: bytes, big: false, ordinates: 2 };
    input.geometry(0).ok_or_else(|| Error::data("expected well-known binary, found something else"))
}

struct Input<'a> {
    rest: &'a [u8],
    big: bool,
    ordinates: usize,
}

impl Input<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*head)
    }

    fn u32(&mut self) -> Option<u32> {
        let bytes = self.take()?;
        Some(if self.big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    fn f64(&mut self) -> Option<f64> {
        let bytes = self.take()?;
        Some(if self.big { f64::from_be_bytes(bytes) } else { f64::from_le_bytes(bytes) })
    }

    fn geometry(&mut self, depth: u8) -> Option<Geometry<f64>> {
        if depth > 8 {
            return None;
        }
        self.big = self.take::<1>()? == [0];
        let code = self.u32()?;
        // ISO adds 1000 for Z, 2000 for M, 3000 for both; the older form sets high bits.
        let extra = ((code & 0xFFFF) / 1000 % 4 > 0, code & 0x8000_0000 != 0, code & 0x4000_0000 != 0);
        self.ordinates = match ((code & 0xFFFF) / 1000, extra) {
            (3, _) | (_, (_, true, true)) => 4,
            (1 | 2, _) | (_, (_, true, _) | (_, _, true)) => 3,
            _ => 2,
        };
        Some(match (code & 0xFFFF) % 1000 {
            1 => Point(self.coord()?).into(),
            2 => self.line()?.into(),
            3 => self.polygon()?.into(),
            kind @ 4..=7 => {
                let parts = self.many(|input| input.geometry(depth + 1))?;
                match kind {
                    4 => MultiPoint(collect(parts)?).into(),
                    5 => MultiLineString(collect(parts)?).into(),
                    6 => MultiPolygon(collect(parts)?).into(),
                    _ => Geometry::GeometryCollection(GeometryCollection::new_from(parts)),
                }
            }
            _ => return None,
        })
    }

    fn many<T>(&mut self, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let n = self.u32()?;
        let mut parts = Vec::new();
        for _ in 0..n {
            parts.push(one(self)?);
        }
        Some(parts)
    }

    fn polygon(&mut self) -> Option<Polygon<f64>> {
        let mut rings = self.many(Self::line)?.into_iter();
        Some(Polygon::new(rings.next()?, rings.collect()))
    }

    fn line(&mut self) -> Option<LineString<f64>> {
        self.many(Self::coord).map(LineString)
    }

    fn coord(&mut self) -> Option<Coord<f64>> {
        let c = Coord { x: self.f64()?, y: self.f64()? };
        for _ in 2..self.ordinates {
            self.f64()?;
        }
        Some(c)
    }
}

fn collect<T: TryFrom<Geometry<f64>>>(parts: Vec<Geometry<f64>>) -> Option<Vec<T>> {
    parts.into_iter().map(|g| T::try_from(g).ok()).collect()
}
