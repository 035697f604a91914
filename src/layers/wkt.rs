//! Well-known text, for the shapes in CSV files.

use super::error::{Error, Result};
use super::geometry::{plain, turned_rings, xy};
use super::number;
use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPolygon, Point, Polygon};

/// Appends a shape as WKT: `POLYGON ((x y, x y))`, degrees, longitude first.
pub(crate) fn write(out: &mut Vec<u8>, shape: &Geometry<f64>) {
    match &*plain(shape) {
        Geometry::Point(p) => {
            out.extend(b"POINT ");
            coords(out, &[p.0]);
        }
        Geometry::LineString(l) => {
            out.extend(b"LINESTRING ");
            coords(out, &l.0);
        }
        Geometry::Polygon(p) => {
            out.extend(b"POLYGON ");
            polygon(out, p);
        }
        Geometry::MultiPoint(m) => {
            out.extend(b"MULTIPOINT ");
            list(out, &m.0, |out, p| coords(out, &[p.0]));
        }
        Geometry::MultiLineString(m) => {
            out.extend(b"MULTILINESTRING ");
            list(out, &m.0, |out, l| coords(out, &l.0));
        }
        Geometry::MultiPolygon(m) => {
            out.extend(b"MULTIPOLYGON ");
            list(out, &m.0, polygon);
        }
        Geometry::GeometryCollection(c) => {
            out.extend(b"GEOMETRYCOLLECTION ");
            list(out, &c.0, write);
        }
        Geometry::Line(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {}
    }
}

fn polygon(out: &mut Vec<u8>, p: &Polygon<f64>) {
    let rings: Vec<_> = turned_rings(p).collect();
    list(out, &rings, |out, ring| coords(out, ring));
}

fn coords(out: &mut Vec<u8>, coords: &[Coord<f64>]) {
    list(out, coords, |out, c| {
        let (x, y) = xy(*c);
        number::short(out, x);
        out.push(b' ');
        number::short(out, y);
    });
}

fn list<T>(out: &mut Vec<u8>, items: &[T], one: impl Fn(&mut Vec<u8>, &T)) {
    out.push(b'(');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.extend(b", ");
        }
        one(out, item);
    }
    out.push(b')');
}

/// Reads points, lines and polygons, single or multi.
pub(crate) fn read(text: &str) -> Result<Geometry<f64>> {
    let bad = || Error::data(format!("expected WKT such as POINT (-8.0 12.65), found {:?}", cut(text)));
    let (name, body) = text.trim().split_once('(').ok_or_else(bad)?;
    let name = name.trim().to_ascii_uppercase();
    let name = name.split_whitespace().next().unwrap_or_default();
    let body = body.trim_end().strip_suffix(')').ok_or_else(bad)?;
    let shape = match name {
        "POINT" => point(body).map(|c| Point(c).into()),
        "LINESTRING" => line(body).map(Geometry::from),
        "POLYGON" => read_polygon(body).map(Geometry::from),
        "MULTIPOINT" => {
            let points = body.split(',').map(|p| point(p.trim_matches(['(', ')', ' '])).map(Point));
            points.collect::<Option<Vec<_>>>().map(|p| Geometry::MultiPoint(p.into()))
        }
        "MULTILINESTRING" => {
            parts(body).into_iter().map(line).collect::<Option<_>>().map(|l| MultiLineString(l).into())
        }
        "MULTIPOLYGON" => {
            parts(body).into_iter().map(read_polygon).collect::<Option<_>>().map(|p| MultiPolygon(p).into())
        }
        _ => None,
    };
    shape.ok_or_else(bad)
}

fn cut(text: &str) -> String {
    text.chars().take(60).collect()
}

fn read_polygon(body: &str) -> Option<Polygon<f64>> {
    let mut rings = parts(body).into_iter().map(line).collect::<Option<Vec<_>>>()?.into_iter();
    Some(Polygon::new(rings.next()?, rings.collect()))
}

fn line(body: &str) -> Option<LineString<f64>> {
    body.split(',').map(point).collect::<Option<Vec<_>>>().map(LineString)
}

fn point(text: &str) -> Option<Coord<f64>> {
    let mut numbers = text.split_whitespace().map(str::parse);
    Some(Coord { x: numbers.next()?.ok()?, y: numbers.next()?.ok()? })
}

/// What stands between the outermost brackets of `(a), (b)`: `a` and `b`.
fn parts(body: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (i, c) in body.char_indices() {
        match c {
            '(' => {
                depth += 1;
                if depth == 1 {
                    start = i + 1;
                }
            }
            ')' => {
                depth -= 1;
                if depth == 0 {
                    found.extend(body.get(start..i));
                }
            }
            _ => {}
        }
    }
    found
}
