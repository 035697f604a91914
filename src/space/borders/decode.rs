//! Reads the compact files that `gazetteer/build/borders.py` writes (format: gazetteer/borders/SOURCES.md).

use crate::space::LonLat;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

/// Whole numbers a degree in the files.
const GRID: f64 = 1e5;

/// One file: who owns ground, the lines that part them, and the rings around each owner.
#[derive(Debug, Default)]
pub(super) struct Topology {
    /// The fields of each owner: for countries the code, for divisions what `borders.py` lists.
    pub owners: Vec<Vec<String>>,
    pub arcs: Vec<Arc>,
    /// For each owner its rings, each a list of arcs; `!n` is arc n walked backwards.
    pub rings: Vec<Vec<Vec<i32>>>,
    raw: Vec<u8>,
}

/// A line between two owners, its points still packed.
#[derive(Debug, Clone)]
pub(super) struct Arc {
    /// The owner on its left.
    pub left: usize,
    /// The owner on its right; `None` is the sea or ground of no one.
    pub right: Option<usize>,
    /// West, south, east, north, in degrees.
    pub bounds: [f64; 4],
    points: usize,
    at: usize,
    length: usize,
}

/// What is wrong with a file; an embedded one is checked by a test.
#[derive(Debug, thiserror::Error)]
#[error("the border file is damaged: {0}")]
pub(super) struct Damaged(&'static str);

struct Reader<'a> {
    raw: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn unsigned(&mut self) -> Result<u64, Damaged> {
        let mut n = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = *self.raw.get(self.at).ok_or(Damaged("it ends early"))?;
            self.at += 1;
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(n);
            }
        }
        Err(Damaged("a number is too long"))
    }

    fn signed(&mut self) -> Result<i64, Damaged> {
        let n = self.unsigned()?;
        Ok((n >> 1) as i64 ^ -((n & 1) as i64))
    }

    /// A count of things that take at least one byte each.
    fn count(&mut self) -> Result<usize, Damaged> {
        let n = self.unsigned()? as usize;
        if n <= self.raw.len() { Ok(n) } else { Err(Damaged("a count is too large")) }
    }

    fn text(&mut self) -> Result<String, Damaged> {
        let n = self.count()?;
        let bytes = self.raw.get(self.at..self.at + n).ok_or(Damaged("a text ends early"))?;
        self.at += n;
        String::from_utf8(bytes.to_vec()).map_err(|_| Damaged("a text is not UTF-8"))
    }
}

impl Topology {
    pub(super) fn read(packed: &[u8]) -> Result<Topology, Damaged> {
        let raw = zstd::decode_all(packed).map_err(|_| Damaged("it does not unpack"))?;
        let mut r = Reader { raw: &raw, at: 4 };
        if !raw.starts_with(b"MKB1") {
            return Err(Damaged("it is not of version 1"));
        }
        let mut t = Topology::default();
        for _ in 0..r.count()? {
            let fields = r.count()?;
            t.owners.push((0..fields).map(|_| r.text()).collect::<Result<_, _>>()?);
        }
        let mut length = 0;
        for _ in 0..r.count()? {
            let (left, right) = (r.count()?, r.count()?);
            let (points, bytes) = (r.count()?, r.count()?);
            let mut bounds = [0.0; 4];
            for b in &mut bounds {
                *b = r.signed()? as f64 / GRID;
            }
            if left >= t.owners.len() || right > t.owners.len() {
                return Err(Damaged("an arc has an owner that is not listed"));
            }
            t.arcs.push(Arc { left, right: right.checked_sub(1), bounds, points, at: length, length: bytes });
            length += bytes;
        }
        for _ in 0..t.owners.len() {
            let mut rings = Vec::new();
            for _ in 0..r.count()? {
                let arcs = r.count()?;
                rings.push((0..arcs).map(|_| r.signed().map(|n| n as i32)).collect::<Result<Vec<_>, _>>()?);
            }
            t.rings.push(rings);
        }
        let start = r.at;
        if start + length != raw.len() {
            return Err(Damaged("its length is not what its head says"));
        }
        t.arcs.iter_mut().for_each(|a| a.at += start);
        t.raw = raw;
        Ok(t)
    }

    /// The points of an arc, degrees; none when it is damaged.
    pub(super) fn points(&self, arc: usize) -> Vec<LonLat> {
        let Some(arc) = self.arcs.get(arc) else { return Vec::new() };
        let mut r = Reader { raw: &self.raw[..arc.at + arc.length], at: arc.at };
        let (mut x, mut y) = (0i64, 0i64);
        let mut points = Vec::with_capacity(arc.points);
        for _ in 0..arc.points {
            let (Ok(dx), Ok(dy)) = (r.signed(), r.signed()) else { break };
            x += dx;
            y += dy;
            points.push(LonLat::new(x as f64 / GRID, y as f64 / GRID));
        }
        points
    }

    /// The closed rings around an owner, the first point repeated at the end.
    pub(super) fn rings_of(&self, owner: usize) -> Vec<Vec<LonLat>> {
        let rings = self.rings.get(owner).map_or(&[][..], Vec::as_slice);
        rings.iter().map(|ring| self.ring(ring)).filter(|r| r.len() > 3).collect()
    }

    fn ring(&self, arcs: &[i32]) -> Vec<LonLat> {
        let mut points: Vec<LonLat> = Vec::new();
        for &n in arcs {
            let mut part = self.points(if n < 0 { !n } else { n } as usize);
            if n < 0 {
                part.reverse();
            }
            points.pop();
            points.append(&mut part);
        }
        points
    }

    /// The first field of an owner; for countries the code.
    pub(super) fn code(&self, owner: usize) -> &str {
        self.owners.get(owner).and_then(|fields| fields.first()).map_or("", String::as_str)
    }

    /// West, south, east, north of an owner's ground, degrees; `None` when it has none.
    pub(super) fn bounds(&self, owner: usize) -> Option<[f64; 4]> {
        let arcs = self.rings.get(owner)?.iter().flatten();
        let boxes = arcs.filter_map(|&n| self.arcs.get(if n < 0 { !n } else { n } as usize)).map(|a| a.bounds);
        boxes.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
    }

    pub(super) fn owner(&self, code: &str) -> Option<usize> {
        self.owners.binary_search_by(|o| o.first().map_or("", String::as_str).cmp(code)).ok()
    }
}

/// Rings that keep their ground on the left, as polygons with their holes (RFC 7946: outer rings anticlockwise).
pub(super) fn polygons(rings: &[Vec<LonLat>]) -> MultiPolygon {
    let line = |ring: &Vec<LonLat>| ring.iter().map(|p| Coord { x: p.lon, y: p.lat }).collect::<LineString>();
    let (outer, holes): (Vec<_>, Vec<_>) = rings.iter().map(line).partition(|r| twice_area(r) > 0.0);
    let mut parts: Vec<(f64, Polygon)> = outer.into_iter().map(|r| (twice_area(&r), Polygon::new(r, vec![]))).collect();
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    for hole in holes {
        // The smallest outer ring around it.
        let first = hole.0.first().copied().unwrap_or_default();
        if let Some((_, part)) = parts.iter_mut().find(|(_, part)| around(part.exterior(), first)) {
            part.interiors_push(hole);
        }
    }
    parts.reverse();
    MultiPolygon(parts.into_iter().map(|(_, part)| part).collect())
}

/// Twice the area of a ring in square degrees, positive when it goes anticlockwise.
fn twice_area(ring: &LineString) -> f64 {
    let origin = ring.0.first().copied().unwrap_or_default();
    ring.lines().map(|l| (l.start - origin).x * (l.end - origin).y - (l.end - origin).x * (l.start - origin).y).sum()
}

fn around(ring: &LineString, p: Coord) -> bool {
    let crossed = ring.lines().filter(|l| {
        (l.start.y > p.y) != (l.end.y > p.y)
            && p.x < l.start.x + (p.y - l.start.y) / (l.end.y - l.start.y) * (l.end.x - l.start.x)
    });
    crossed.count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_files_are_told_not_trusted() {
        assert!(Topology::read(b"no zstd").is_err());
        for raw in [&b"MKB2"[..], b"MKB1", b"MKB1\xff\xff\xff\xff\x7f", b"MKB1\x01\x01\x03MLI\x01\x05\x00"] {
            let packed = zstd::encode_all(raw, 1).unwrap();
            assert!(Topology::read(&packed).is_err(), "{raw:?}");
        }
    }
}
