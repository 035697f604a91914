//! Which of many things lies nearest to a point, and how far: points, lines and polygons alike.

use super::inside::Inside;
use super::line_index::Hit;
use super::{Foot, LineIndex, LonLat, inverse};
use geo_types::{Geometry, LineString, Polygon};

/// Things on the ground made ready for questions of distance.
///
/// Polygons are their ground: inside, the distance is 0, and [`Near::edge`] tells how far the edge is.
#[derive(Debug)]
pub struct Targets {
    index: LineIndex,
    /// For each line of the index the thing that it is part of.
    thing_of: Vec<u32>,
    areas: Vec<Area>,
    count: usize,
}

#[derive(Debug)]
struct Area {
    thing: u32,
    inside: Inside,
    /// West, south, east, north; the whole globe for what crosses the antimeridian.
    bounds: [f64; 4],
}

/// What is nearer than this, km, is at the same place: a micrometre.
const SAME_KM: f64 = 1e-9;

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Which thing, by its place in the list that the targets were made of.
    pub thing: usize,
    /// The geodesic distance, km; 0 inside of a polygon.
    pub km: f64,
    /// Direction of the nearest point, degrees clockwise from north; `None` where the distance is 0.
    pub bearing: Option<f64>,
    /// The nearest point of the thing's lines, edges included, with its distance: that is right to 1 mm, while the point may
    /// lie some 1e-5 of the distance aside along the line.
    pub edge: Foot,
    /// True inside of a polygon.
    pub inside: bool,
}

impl Near {
    /// The distance to the edge, km: negative inside of a polygon, positive elsewhere.
    #[must_use]
    pub fn signed_km(&self) -> f64 {
        if self.inside { -self.edge.km } else { self.edge.km }
    }
}

impl Targets {
    /// Makes things ready. A thing without geometry is never the answer.
    #[must_use]
    pub fn new<'a>(things: impl IntoIterator<Item = Option<&'a Geometry>>) -> Self {
        let (mut lines, mut thing_of, mut areas) = (Vec::new(), Vec::new(), Vec::new());
        let mut count = 0;
        for (number, geometry) in things.into_iter().enumerate() {
            count = number + 1;
            let (mut own, mut rings) = (Vec::new(), Vec::new());
            if let Some(geometry) = geometry {
                gather(geometry, &mut own, &mut rings);
            }
            thing_of.resize(thing_of.len() + own.len() + rings.len(), number as u32);
            if !rings.is_empty() {
                areas.push(Area { thing: number as u32, bounds: bounds_of(&rings), inside: Inside::new(&rings) });
            }
            lines.append(&mut own);
            lines.append(&mut rings);
        }
        Targets { index: LineIndex::new(&lines), thing_of, areas, count }
    }

    /// How many things there are, those without geometry included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// True when there is nothing that could be near.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// The nearest thing, at most `within` km away.
    #[must_use]
    pub fn nearest(&self, p: LonLat, within: f64) -> Option<Near> {
        if self.areas.is_empty() {
            // Without areas one search is enough.
            let found = self.index.search(p, within)?;
            return Some(self.answer(found.line, found.quick(p), false));
        }
        self.k_nearest(p, 1, within, |_| true).into_iter().next()
    }

    /// The `k` nearest things at most `within` km away that are accepted, the nearest first; equal ones in list order.
    #[must_use]
    pub fn k_nearest(&self, p: LonLat, k: usize, within: f64, accept: impl Fn(usize) -> bool) -> Vec<Near> {
        let mut around: Vec<u32> = Vec::new();
        for area in &self.areas {
            let [west, south, east, north] = area.bounds;
            let boxed = p.lon >= west && p.lon <= east && p.lat >= south && p.lat <= north;
            if boxed && accept(area.thing as usize) && area.inside.contains(p) {
                around.push(area.thing);
            }
        }
        around.truncate(k);
        let left = k - around.len();
        let others = |line: usize| {
            let thing = self.thing_of[line];
            (!around.contains(&thing) && accept(thing as usize)).then_some(thing)
        };
        let mut found: Vec<Near> = around.iter().filter_map(|&thing| self.edge_of(p, thing)).collect();
        let hits: Vec<Hit> = self.index.k_nearest(p, left, within, others);
        found.extend(hits.into_iter().map(|hit| self.answer(hit.line, hit.quick(p), false)));
        found
    }

    /// The edge of a polygon around p.
    fn edge_of(&self, p: LonLat, thing: u32) -> Option<Near> {
        let own = |line: usize| (self.thing_of[line] == thing).then_some(thing);
        let hit = self.index.k_nearest(p, 1, f64::INFINITY, own).into_iter().next()?;
        Some(self.answer(hit.line, hit.quick(p), true))
    }

    fn answer(&self, line: usize, edge: Foot, inside: bool) -> Near {
        let km = if inside || edge.km < SAME_KM { 0.0 } else { edge.km };
        let bearing = (km > 0.0).then_some(edge.bearing);
        Near { thing: self.thing_of[line] as usize, km, bearing, edge, inside }
    }

    /// The `k` nearest things to a geometry: the distance between its nearest point and theirs, 0 where they meet.
    ///
    /// The least distance between two lines that do not cross is at a corner of one of them, so the corners of both are
    /// asked; what meets is found by the crossings of their pieces.
    #[must_use]
    pub fn k_nearest_to(&self, from: &Geometry, k: usize, within: f64, accept: impl Fn(usize) -> bool) -> Vec<Near> {
        if let Geometry::Point(p) = from {
            return self.k_nearest(LonLat::new(p.x(), p.y()), k, within, accept);
        }
        let own = Targets::new([Some(from)]);
        let mut best: Vec<Near> = Vec::new();
        let mut offer = |near: Near| match best.iter_mut().find(|b| b.thing == near.thing) {
            Some(known) if near.km < known.km => *known = near,
            Some(_) => {}
            None => best.push(near),
        };
        for corner in own.index.corners() {
            self.k_nearest(corner, k, within, &accept).into_iter().for_each(&mut offer);
        }
        let reach = within.min(own.reach(k, &best));
        for (line, corner, crossed) in self.index.corners_near(&own.index, reach) {
            let thing = self.thing_of[line] as usize;
            if !accept(thing) {
                continue;
            }
            if let Some(back) = own.nearest(corner, reach) {
                let (km, bearing) = inverse(back.edge.point, corner);
                let edge = Foot { km, point: corner, bearing };
                let km = if back.inside || crossed { 0.0 } else { back.km };
                offer_to(
                    &mut best,
                    Near { thing, km, bearing: (km > 0.0).then_some(bearing), edge, inside: km == 0.0 },
                );
            }
        }
        best.sort_by(|a, b| a.km.total_cmp(&b.km).then(a.thing.cmp(&b.thing)));
        best.truncate(k);
        best
    }

    /// How far the k-th best answer is, km; infinite while there are fewer.
    fn reach(&self, k: usize, best: &[Near]) -> f64 {
        let mut km: Vec<f64> = best.iter().map(|b| b.km).collect();
        km.sort_by(f64::total_cmp);
        km.get(k.saturating_sub(1)).copied().unwrap_or(f64::INFINITY)
    }
}

fn offer_to(best: &mut Vec<Near>, near: Near) {
    match best.iter_mut().find(|b| b.thing == near.thing) {
        Some(known) if near.km < known.km => *known = near,
        Some(_) => {}
        None => best.push(near),
    }
}

fn line(l: &LineString) -> Vec<LonLat> {
    l.coords().map(|c| LonLat::new(c.x, c.y)).collect()
}

/// The lines and the rings of a geometry.
fn gather(geometry: &Geometry, lines: &mut Vec<Vec<LonLat>>, rings: &mut Vec<Vec<LonLat>>) {
    let polygon = |p: &Polygon, rings: &mut Vec<Vec<LonLat>>| {
        rings.push(line(p.exterior()));
        rings.extend(p.interiors().iter().map(line));
    };
    match geometry {
        Geometry::Point(p) => lines.push(vec![LonLat::new(p.x(), p.y())]),
        Geometry::MultiPoint(all) => lines.extend(all.iter().map(|p| vec![LonLat::new(p.x(), p.y())])),
        Geometry::Line(l) => lines.push(line(&LineString::from(*l))),
        Geometry::LineString(l) => lines.push(line(l)),
        Geometry::MultiLineString(all) => lines.extend(all.iter().map(line)),
        Geometry::Polygon(p) => polygon(p, rings),
        Geometry::MultiPolygon(all) => all.iter().for_each(|p| polygon(p, rings)),
        Geometry::Rect(r) => polygon(&r.to_polygon(), rings),
        Geometry::Triangle(t) => polygon(&t.to_polygon(), rings),
        Geometry::GeometryCollection(all) => all.iter().for_each(|g| gather(g, lines, rings)),
    }
    rings.retain(|r| !r.is_empty());
}

fn bounds_of(rings: &[Vec<LonLat>]) -> [f64; 4] {
    let mut b = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let mut far = false;
    for ring in rings {
        for p in ring {
            b = [b[0].min(p.lon), b[1].min(p.lat), b[2].max(p.lon), b[3].max(p.lat)];
        }
        far |= ring.windows(2).any(|w| (w[0].lon - w[1].lon).abs() > 10.0 || w[0].lat.abs() > 80.0);
    }
    // Long edges bulge out of the box of their ends, and rings may cross the antimeridian: then no box is used.
    if far { [-180.0, -90.0, 180.0, 90.0] } else { [b[0], b[1] - 1.0, b[2], b[3] + 1.0] }
}

#[cfg(test)]
mod tests;
