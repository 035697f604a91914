//! The outlines of divisions: a table sorted by place, then the packed rings of each.
//!
//! An entry of the table is: the place, west, south, east, north (whole numbers of 10⁻⁵ degree,
//! about 1 m), the offset of the rings from the end of the table, their length. Rings are a count of
//! polygons, for each a count of rings, for each a count of points and the differences from
//! point to point, longitude first.

use super::bytes::{Cursor, put_number, put_signed, record, u32_at, u64_at};
use crate::space::LonLat;
use geo::Contains;
use geo_types::{Coord, LineString, MultiPolygon, Point, Polygon};

/// Whole numbers a degree.
const GRID: f64 = 1e5;
const ENTRY: usize = 32;

/// The outlines of one store.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Areas<'a> {
    table: &'a [u8],
    rings: &'a [u8],
}

impl<'a> Areas<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Areas<'a> {
        let len = (u32_at(bytes, 0) as usize).saturating_mul(ENTRY).saturating_add(4);
        let (table, rings) = bytes.split_at_checked(len).unwrap_or_default();
        Areas { table: table.get(4..).unwrap_or_default(), rings }
    }

    fn entries(&self) -> impl Iterator<Item = (u32, &'a [u8; ENTRY])> + use<'a> {
        self.table.as_chunks::<ENTRY>().0.iter().map(|e| (u32_at(e, 0), e))
    }

    /// The places whose outline holds a point.
    pub(crate) fn holding(&self, p: LonLat) -> impl Iterator<Item = u32> + use<'a> {
        let areas = *self;
        let edge = move |entry: &[u8; ENTRY], at: usize| f64::from(u32_at(entry, at).cast_signed()) / GRID;
        let candidates = self.entries().filter(move |(_, e)| {
            edge(e, 4) <= p.lon && p.lon <= edge(e, 12) && edge(e, 8) <= p.lat && p.lat <= edge(e, 16)
        });
        candidates.filter(move |(_, e)| areas.decode(e).contains(&Point::new(p.lon, p.lat))).map(|(place, _)| place)
    }

    /// The outline of a place, degrees, longitude first.
    pub(crate) fn of(&self, place: u32) -> Option<MultiPolygon> {
        let count = u32::try_from(self.table.len() / ENTRY).unwrap_or(u32::MAX);
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = u32::midpoint(low, high);
            if u32_at(record::<ENTRY>(self.table, middle), 0) < place { low = middle + 1 } else { high = middle }
        }
        let entry = record::<ENTRY>(self.table, low);
        (low < count && u32_at(entry, 0) == place).then(|| self.decode(entry)).filter(|m| !m.0.is_empty())
    }

    fn decode(&self, entry: &[u8; ENTRY]) -> MultiPolygon {
        let at = usize::try_from(u64_at(entry, 20)).unwrap_or(usize::MAX);
        let len = u32_at(entry, 28) as usize;
        let mut cursor = Cursor::new(self.rings.get(..at.saturating_add(len)).unwrap_or_default(), at);
        let mut polygons = Vec::new();
        for _ in 0..cursor.number() {
            let mut rings = Vec::new();
            for _ in 0..cursor.number() {
                rings.push(ring(&mut cursor));
                if cursor.is_done() {
                    break;
                }
            }
            if !rings.is_empty() {
                let outer = rings.remove(0);
                polygons.push(Polygon::new(outer, rings));
            }
            if cursor.is_done() {
                break;
            }
        }
        MultiPolygon(polygons)
    }
}

fn ring(cursor: &mut Cursor) -> LineString {
    let count = cursor.number();
    let mut points = Vec::new();
    let (mut lon, mut lat) = (0i64, 0i64);
    for _ in 0..count {
        if cursor.is_done() {
            break;
        }
        lon = lon.saturating_add(cursor.signed());
        lat = lat.saturating_add(cursor.signed());
        // Whole numbers of 10⁻⁵ degree are far below 2⁵²; damaged ones lose digits that mean nothing.
        #[allow(clippy::cast_precision_loss)]
        points.push(Coord { x: lon as f64 / GRID, y: lat as f64 / GRID });
    }
    LineString(points)
}

/// Packs outlines, sorted by place.
pub(crate) fn pack<'o>(outlines: impl Iterator<Item = (u32, &'o MultiPolygon)>) -> Vec<u8> {
    let mut rings = Vec::new();
    let mut table = Vec::new();
    let mut count = 0u32;
    for (place, outline) in outlines {
        let Some([west, south, east, north]) = bounds(outline) else { continue };
        let at = rings.len();
        put_number(&mut rings, outline.0.len() as u64);
        for polygon in outline {
            put_number(&mut rings, 1 + polygon.interiors().len() as u64);
            std::iter::once(polygon.exterior()).chain(polygon.interiors()).for_each(|r| put_ring(&mut rings, r));
        }
        table.extend_from_slice(&place.to_le_bytes());
        for edge in [(west * GRID).floor(), (south * GRID).floor(), (east * GRID).ceil(), (north * GRID).ceil()] {
            table.extend_from_slice(&whole(edge).to_le_bytes());
        }
        table.extend_from_slice(&(at as u64).to_le_bytes());
        table.extend_from_slice(&u32::try_from(rings.len() - at).unwrap_or(u32::MAX).to_le_bytes());
        count += 1;
    }
    let mut out = count.to_le_bytes().to_vec();
    out.append(&mut table);
    out.append(&mut rings);
    out
}

fn bounds(outline: &MultiPolygon) -> Option<[f64; 4]> {
    use geo::BoundingRect;
    outline.bounding_rect().map(|r| [r.min().x, r.min().y, r.max().x, r.max().y])
}

/// Degrees within ±180 times 10⁵ fit an i32.
#[allow(clippy::cast_possible_truncation)]
fn whole(steps: f64) -> i32 {
    steps.round() as i32
}

fn put_ring(out: &mut Vec<u8>, ring: &LineString) {
    put_number(out, ring.0.len() as u64);
    let (mut lon, mut lat) = (0, 0);
    for c in ring {
        let next = (i64::from(whole(c.x * GRID)), i64::from(whole(c.y * GRID)));
        put_signed(out, next.0 - lon);
        put_signed(out, next.1 - lat);
        (lon, lat) = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_comes_back_and_holds_its_points() {
        let ring = |x: f64, y: f64, size: f64| {
            LineString::from(vec![(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)])
        };
        let square = MultiPolygon(vec![Polygon::new(ring(-6.0, 14.0, 2.0), vec![ring(-5.5, 14.5, 0.5)])]);
        let other = MultiPolygon(vec![Polygon::new(ring(3.0, 1.0, 1.0), vec![])]);
        let bytes = pack([(3, &square), (70, &other)].into_iter());
        let areas = Areas::new(&bytes);
        assert_eq!(areas.of(3), Some(square));
        assert_eq!(areas.of(70), Some(other));
        assert_eq!(areas.of(4), None);
        let holding = |lon, lat| areas.holding(LonLat::new(lon, lat)).collect::<Vec<_>>();
        assert_eq!(holding(-5.9, 14.1), [3]);
        assert_eq!(holding(-5.3, 14.7), [0u32; 0], "in the hole");
        assert_eq!(holding(3.5, 1.5), [70]);
        assert!(Areas::new(&bytes[..20]).of(3).is_none() && Areas::new(&[]).of(3).is_none());
    }
}
