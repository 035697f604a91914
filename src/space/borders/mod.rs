//! Land borders, country outlines and first-level divisions, embedded.
//!
//! North and West Africa stand at the tolerance of their source (10 m on land, 200 m at the coast), the rest of the world
//! at about 3 km. Distances are measured there; maps draw a simpler form of it (200 m on land, 1 km at the coast). Sources, licences and format: gazetteer/borders/SOURCES.md.

mod decode;
mod regions;

use super::inside::Inside;
use super::{Foot, LineIndex, LonLat, ecef};
use decode::Topology;
use geo_types::{LineString, MultiLineString, MultiPolygon};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

pub use regions::{Region, Regions};

/// How far offshore, km, a point still counts as on the coast: the outlines cut corners there.
const COAST_SLACK_KM: f64 = 3.0;

/// The land borders and outlines of countries.
#[derive(Debug)]
pub struct Borders {
    detailed: Topology,
    pairs: Vec<Pair>,
    pair_index: Vec<OnceLock<LineIndex>>,
    inside: Vec<OnceLock<Inside>>,
    outline_index: Vec<OnceLock<LineIndex>>,
    drawn: OnceLock<Topology>,
    world: OnceLock<World>,
}

/// The rest of the world, coarse; read only when a point lies there.
#[derive(Debug)]
struct World {
    topology: Topology,
    inside: Vec<OnceLock<Inside>>,
}

/// The border that two countries share.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// ISO 3166-1 alpha-3 of the country that comes first in the alphabet.
    pub a: String,
    /// The other country's.
    pub b: String,
    /// West, south, east, north, degrees.
    pub bounds: [f64; 4],
    arcs: Vec<usize>,
}

impl Pair {
    /// The name of the border: `MLI-MRT`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}-{}", self.a, self.b)
    }

    /// The country on the other side, seen from one of the two.
    #[must_use]
    pub fn other(&self, iso3: &str) -> Option<&str> {
        match iso3 {
            x if x == self.a => Some(&self.b),
            x if x == self.b => Some(&self.a),
            _ => None,
        }
    }
}

/// The land border nearest to a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearestBorder<'a> {
    /// The border.
    pub pair: &'a Pair,
    /// The country that it is measured from, ISO 3166-1 alpha-3.
    pub own: &'a str,
    /// The country on the other side.
    pub other: &'a str,
    /// The nearest point of the border, the geodesic distance and the direction.
    pub foot: Foot,
}

impl Borders {
    /// The borders that come with makan, read on the first call (about 1.5 ms); each border is made ready for questions when
    /// it is first asked about.
    #[must_use]
    pub fn embedded() -> &'static Borders {
        static EMBEDDED: OnceLock<Borders> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let packed = include_bytes!("../../../gazetteer/borders/detailed.bin.zst");
            Borders::of(Topology::read(packed).unwrap_or_default()) // a test reads the file and checks what it holds
        })
    }

    fn of(detailed: Topology) -> Borders {
        let mut pairs: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (i, arc) in detailed.arcs.iter().enumerate() {
            if let Some(right) = arc.right {
                pairs.entry((arc.left.min(right), arc.left.max(right))).or_default().push(i);
            }
        }
        let pairs: Vec<Pair> = pairs
            .into_iter()
            .map(|((a, b), arcs)| {
                let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
                for arc in arcs.iter().map(|&i| &detailed.arcs[i]) {
                    bounds[0] = bounds[0].min(arc.bounds[0]);
                    bounds[1] = bounds[1].min(arc.bounds[1]);
                    bounds[2] = bounds[2].max(arc.bounds[2]);
                    bounds[3] = bounds[3].max(arc.bounds[3]);
                }
                Pair { a: detailed.code(a).to_owned(), b: detailed.code(b).to_owned(), bounds, arcs }
            })
            .collect();
        let count = detailed.owners.len();
        Borders {
            pair_index: pairs.iter().map(|_| OnceLock::new()).collect(),
            inside: (0..count).map(|_| OnceLock::new()).collect(),
            outline_index: (0..count).map(|_| OnceLock::new()).collect(),
            pairs,
            detailed,
            drawn: OnceLock::new(),
            world: OnceLock::new(),
        }
    }

    /// All borders that are known in detail, sorted by their names.
    #[must_use]
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// The border that two countries share, given in either order.
    #[must_use]
    pub fn pair(&self, a: &str, b: &str) -> Option<&Pair> {
        self.pairs.iter().find(|p| (p.a == a && p.b == b) || (p.a == b && p.b == a))
    }

    /// The borders of a country.
    pub fn pairs_of<'a>(&'a self, iso3: &'a str) -> impl Iterator<Item = &'a Pair> {
        self.pairs.iter().filter(move |p| p.a == iso3 || p.b == iso3)
    }

    /// True when the country's land borders are all known.
    #[must_use]
    pub fn is_known(&self, iso3: &str) -> bool {
        self.detailed.owner(iso3).is_some_and(|i| !self.detailed.rings[i].is_empty())
    }

    /// The length of a border in all its detail, km, on the ellipsoid; `None` for one that is not known.
    #[must_use]
    pub fn length_km(&self, pair: &Pair) -> Option<f64> {
        let name = pair.name();
        let lines = include_str!("../../../gazetteer/borders/lengths.tsv").lines();
        lines.filter_map(|line| line.split_once('\t')).find(|(border, _)| *border == name)?.1.parse().ok()
    }

    /// A border to draw with, straight in degrees from point to point: within 200 m of [`Self::line`], in a fifth of its
    /// points.
    #[must_use]
    pub fn drawn_line(&self, pair: &Pair) -> MultiLineString {
        let drawn = self.drawn();
        let of_pair = |arc: &decode::Arc| {
            let right = arc.right.map(|r| drawn.code(r));
            let left = drawn.code(arc.left);
            (left == pair.a && right == Some(&pair.b)) || (left == pair.b && right == Some(&pair.a))
        };
        let arcs = (0..drawn.arcs.len()).filter(|&i| drawn.arcs.get(i).is_some_and(of_pair));
        MultiLineString(arcs.map(|i| line_string(drawn.points(i))).collect())
    }

    /// The outline of a country to draw with: 200 m on land, where it meets [`Self::drawn_line`] point by point, 1 km at
    /// the coast, and 3 km in the rest of the world. Polygons in degrees, longitude first, outer rings anticlockwise
    /// (RFC 7946), valid.
    #[must_use]
    pub fn drawn_outline(&self, iso3: &str) -> Option<MultiPolygon> {
        let drawn = self.drawn();
        let known = drawn.owner(iso3).map(|i| decode::polygons(&drawn.rings_of(i))).filter(|m| !m.0.is_empty());
        known.or_else(|| self.outline(iso3))
    }

    /// The countries of which some part of the outline lies in a box (west, south, east, north, degrees), or that hold its
    /// middle: whoever may be seen on a map of it. ISO 3166-1 alpha-3.
    #[must_use]
    pub fn countries_in(&self, [west, south, east, north]: [f64; 4]) -> BTreeSet<&str> {
        let seen = |arc: &&decode::Arc| {
            let [w, s, e, n] = arc.bounds;
            w <= east && e >= west && s <= north && n >= south
        };
        let owners = |topology: &'_ Topology| -> BTreeSet<usize> {
            topology.arcs.iter().filter(seen).flat_map(|arc| [Some(arc.left), arc.right]).flatten().collect()
        };
        let (drawn, world) = (self.drawn(), &self.world().topology);
        let near = owners(drawn).into_iter().map(|i| drawn.code(i)).filter(|code| self.is_known(code));
        let rest = owners(world).into_iter().map(|i| world.code(i)).filter(|code| !self.is_known(code));
        let middle = LonLat::new(f64::midpoint(west, east), f64::midpoint(south, north));
        near.chain(rest).chain(self.country_at(middle)).collect()
    }

    /// The points of a border, degrees, longitude first; more than one line where a third country comes between.
    #[must_use]
    pub fn line(&self, pair: &Pair) -> MultiLineString {
        MultiLineString(pair.arcs.iter().map(|&i| line_string(self.detailed.points(i))).collect())
    }

    /// A border made ready for distance questions.
    #[must_use]
    pub fn border_index(&self, pair: &Pair) -> &LineIndex {
        static NONE: OnceLock<LineIndex> = OnceLock::new();
        let place = self.pairs.iter().position(|p| p.a == pair.a && p.b == pair.b);
        place.map_or_else(
            || NONE.get_or_init(|| LineIndex::new::<Vec<LonLat>>(&[])),
            |i| self.pair_index[i].get_or_init(|| self.build(pair)),
        )
    }

    fn build(&self, pair: &Pair) -> LineIndex {
        let lines: Vec<_> = pair.arcs.iter().map(|&i| self.detailed.points(i)).collect();
        LineIndex::new(&lines)
    }

    /// The land border nearest to a point, among those of the country in which it lies.
    ///
    /// `None` at sea, in a country without land borders, and outside of the region that is known in detail.
    #[must_use]
    pub fn nearest_border(&self, p: LonLat) -> Option<NearestBorder<'_>> {
        self.nearest_border_of(p, self.country_at(p)?)
    }

    /// The nearest land border of a country, seen from any point inside or outside.
    #[must_use]
    pub fn nearest_border_of<'a>(&'a self, p: LonLat, iso3: &str) -> Option<NearestBorder<'a>> {
        let mut near: Vec<(f64, &Pair)> =
            self.pairs.iter().filter(|x| x.a == iso3 || x.b == iso3).map(|x| (box_km(p, x.bounds), x)).collect();
        near.sort_by(|x, y| x.0.total_cmp(&y.0));
        let mut best: Option<NearestBorder<'a>> = None;
        for (bound, pair) in near {
            let reach = best.map_or(f64::INFINITY, |b| b.foot.km);
            if bound > reach {
                break;
            }
            if let Some(found) = self.border_index(pair).nearest_within(p, reach).filter(|n| n.foot.km < reach) {
                let (own, other) = if pair.a == iso3 { (&pair.a, &pair.b) } else { (&pair.b, &pair.a) };
                best = Some(NearestBorder { pair, own, other, foot: found.foot });
            }
        }
        best
    }

    /// The distance from a point to the land border of a country, whichever neighbour is on the other side, km.
    #[must_use]
    pub fn km_to_country_border(&self, p: LonLat, iso3: &str) -> Option<f64> {
        self.nearest_border_of(p, iso3).map(|n| n.foot.km)
    }

    /// The country in which a point lies, ISO 3166-1 alpha-3; up to 3 km offshore it is the country of that coast.
    #[must_use]
    pub fn country_at(&self, p: LonLat) -> Option<&str> {
        if !p.is_valid() {
            return None;
        }
        let known = (0..self.detailed.owners.len()).filter(|&i| !self.detailed.rings[i].is_empty());
        let near: Vec<usize> =
            known.filter(|&i| self.detailed.bounds(i).is_some_and(|b| box_km(p, b) <= COAST_SLACK_KM)).collect();
        if let Some(&i) = near.iter().find(|&&i| self.inside_of(i).contains(p)) {
            return Some(self.detailed.code(i));
        }
        if let Some(code) = self.world().country_at(p) {
            return Some(code);
        }
        let coasts = near.iter().filter_map(|&i| Some((self.outline_index(i).nearest_within(p, COAST_SLACK_KM)?, i)));
        let nearest = coasts.min_by(|a, b| a.0.foot.km.total_cmp(&b.0.foot.km));
        nearest.map(|(_, i)| self.detailed.code(i))
    }

    /// How far a point lies from the outline of a country, coast included, km: negative inside, positive outside.
    #[must_use]
    pub fn signed_km(&self, p: LonLat, iso3: &str) -> Option<f64> {
        let i = self.detailed.owner(iso3).filter(|&i| !self.detailed.rings[i].is_empty())?;
        let km = self.outline_index(i).distance_km(p);
        Some(if self.inside_of(i).contains(p) { -km } else { km })
    }

    /// The outline of any country to draw with, at about 3 km: polygons in degrees, longitude first, outer rings
    /// anticlockwise (RFC 7946), valid.
    #[must_use]
    pub fn outline(&self, iso3: &str) -> Option<MultiPolygon> {
        let world = &self.world().topology;
        world.owner(iso3).map(|i| decode::polygons(&world.rings_of(i))).filter(|m| !m.0.is_empty())
    }

    /// The outline of a country in all detail that is known (10 m on land, 200 m at the coast), as [`Self::outline`].
    #[must_use]
    pub fn detailed_outline(&self, iso3: &str) -> Option<MultiPolygon> {
        let i = self.detailed.owner(iso3)?;
        Some(decode::polygons(&self.detailed.rings_of(i))).filter(|m| !m.0.is_empty())
    }

    /// The point where three countries meet; `None` where they do not.
    #[must_use]
    pub fn three_borders(&self, a: &str, b: &str, c: &str) -> Option<LonLat> {
        let tips = |x: &str, y: &str| -> Vec<LonLat> {
            let arcs = self.pair(x, y).map_or(&[][..], |p| &p.arcs);
            let both = |&i: &usize| {
                let points = self.detailed.points(i);
                [points.first().copied(), points.last().copied()]
            };
            arcs.iter().flat_map(both).flatten().collect()
        };
        let (ab, bc, ca) = (tips(a, b), tips(b, c), tips(c, a));
        ab.into_iter().find(|p| bc.contains(p) && ca.contains(p))
    }

    fn inside_of(&self, owner: usize) -> &Inside {
        self.inside[owner].get_or_init(|| Inside::new(&self.detailed.rings_of(owner)))
    }

    fn outline_index(&self, owner: usize) -> &LineIndex {
        self.outline_index[owner].get_or_init(|| LineIndex::new(&self.detailed.rings_of(owner)))
    }

    fn drawn(&self) -> &Topology {
        self.drawn.get_or_init(|| {
            let packed = include_bytes!("../../../gazetteer/borders/drawn.bin.zst");
            Topology::read(packed).unwrap_or_default()
        })
    }

    fn world(&self) -> &World {
        self.world.get_or_init(|| {
            let packed = include_bytes!("../../../gazetteer/borders/world.bin.zst");
            let topology = Topology::read(packed).unwrap_or_default();
            World { inside: topology.owners.iter().map(|_| OnceLock::new()).collect(), topology }
        })
    }
}

fn line_string(points: Vec<LonLat>) -> LineString {
    points.into_iter().map(|p| (p.lon, p.lat)).collect()
}

impl World {
    fn country_at(&self, p: LonLat) -> Option<&str> {
        // What is known in detail was asked there; the coarse outline would only blur it.
        (0..self.inside.len())
            .filter(|&i| !Borders::embedded().is_known(self.topology.code(i)))
            .filter(|&i| self.topology.bounds(i).is_some_and(|b| box_km(p, b) == 0.0))
            .find(|&i| self.inside[i].get_or_init(|| Inside::new(&self.topology.rings_of(i))).contains(p))
            .map(|i| self.topology.code(i))
    }
}

/// A lower bound, km, of the geodesic distance from a point to anything within a box of degrees.
///
/// On the sphere of reduced latitudes no geodesic is shorter than the polar radius times its arc; along the meridian, none
/// is shorter than the least radius of curvature times the difference of latitudes.
fn box_km(p: LonLat, [west, south, east, north]: [f64; 4]) -> f64 {
    let lat = (south - p.lat).max(p.lat - north).max(0.0).to_radians();
    let mut bound = ecef::R_MIN * lat;
    if p.lon < west || p.lon > east {
        let apart = |edge: f64| {
            let d = (edge - p.lon).rem_euclid(360.0);
            d.min(360.0 - d)
        };
        let lon = apart(west).min(apart(east)).min(90.0).to_radians();
        let reduced = ((1.0 - ecef::F) * p.lat.to_radians().tan()).atan();
        bound = bound.max(ecef::B * (reduced.cos() * lon.sin()).asin());
    }
    bound / 1000.0
}

#[cfg(test)]
mod tests;
