//! First-level divisions: regions, wilayas, states.

use super::decode::{self, Topology};
use super::{Borders, box_km};
use crate::space::inside::Inside;
use crate::space::{LineIndex, LonLat};
use geo_types::MultiPolygon;
use std::sync::OnceLock;

/// How far, km, a point inside a country may lie from the nearest division of it and still be counted in: the divisions'
/// outlines are coarser than the country's.
const SLACK_KM: f64 = 25.0;

/// The first-level divisions of thirteen countries, with what replaced what as far as the source draws it.
#[derive(Debug)]
pub struct Regions {
    topology: Topology,
    regions: Vec<Region>,
    inside: Vec<OnceLock<Inside>>,
}

/// A first-level division.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// ISO 3166-1 alpha-3 of its country.
    pub iso3: String,
    /// Its name, as the country writes it in Latin letters.
    pub name: String,
    /// Another name in use; empty when there is none.
    pub other_name: String,
    /// Country and first-level code in GeoNames (`ML.03`); empty when unknown.
    pub code: String,
    /// The first year in which it stood within these bounds, where known.
    pub since: Option<i16>,
    /// The last year in which it stood within these bounds, where it is no more.
    pub until: Option<i16>,
    /// West, south, east, north, degrees.
    pub bounds: [f64; 4],
    place: usize,
}

impl Region {
    /// True when the division stood in that year, as far as is known.
    #[must_use]
    pub fn stood_in(&self, year: i16) -> bool {
        self.since.is_none_or(|since| since <= year) && self.until.is_none_or(|until| year <= until)
    }
}

impl Regions {
    /// The divisions that come with makan, read on the first call.
    #[must_use]
    pub fn embedded() -> &'static Regions {
        static EMBEDDED: OnceLock<Regions> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let packed = include_bytes!("../../../gazetteer/borders/divisions.bin.zst");
            Regions::of(Topology::read(packed).unwrap_or_default()) // a test reads the file and checks what it holds
        })
    }

    fn of(topology: Topology) -> Regions {
        let regions: Vec<Region> = (0..topology.owners.len())
            .filter_map(|place| {
                let [iso3, name, other_name, code, since, until] = topology.owners[place].as_slice() else {
                    return None;
                };
                Some(Region {
                    iso3: iso3.clone(),
                    name: name.clone(),
                    other_name: other_name.clone(),
                    code: code.clone(),
                    since: since.parse().ok(),
                    until: until.parse().ok(),
                    bounds: topology.bounds(place)?,
                    place,
                })
            })
            .collect();
        Regions { inside: regions.iter().map(|_| OnceLock::new()).collect(), topology, regions }
    }

    /// All divisions, by country and age.
    #[must_use]
    pub fn all(&self) -> &[Region] {
        &self.regions
    }

    /// The division of that name in a country (either of its names, letter for letter); today's before a former one.
    #[must_use]
    pub fn named(&self, iso3: &str, name: &str) -> Option<&Region> {
        let of_name = self.regions.iter().filter(|r| r.iso3 == iso3 && (r.name == name || r.other_name == name));
        of_name.max_by_key(|r| r.until.is_none())
    }

    /// The division with that GeoNames code (`ML.03`).
    #[must_use]
    pub fn coded(&self, code: &str) -> Option<&Region> {
        self.regions.iter().find(|r| r.code == code && !code.is_empty())
    }

    /// The polygons of a division, degrees, longitude first, outer rings anticlockwise.
    #[must_use]
    pub fn polygon(&self, region: &Region) -> MultiPolygon {
        decode::polygons(&self.topology.rings_of(region.place))
    }

    /// The division in which a point lies, of those that stood in a year; where none is drawn for that year, of the
    /// youngest that is. `None` outside of the thirteen countries.
    #[must_use]
    pub fn at(&self, p: LonLat, year: i16) -> Option<&Region> {
        let country = Borders::embedded().country_at(p)?;
        let of_country: Vec<usize> = (0..self.regions.len()).filter(|&i| self.regions[i].iso3 == country).collect();
        let mut set: Vec<usize> = of_country.iter().copied().filter(|&i| self.regions[i].stood_in(year)).collect();
        if set.is_empty() {
            let youngest = of_country.iter().map(|&i| self.regions[i].since).max()?;
            set = of_country.into_iter().filter(|&i| self.regions[i].since == youngest).collect();
        }
        let within = |i: usize| self.inside[i].get_or_init(|| Inside::new(&self.rings(i)));
        let holds = |&&i: &&usize| box_km(p, self.regions[i].bounds) == 0.0 && within(i).contains(p);
        if let Some(&i) = set.iter().find(holds) {
            return Some(&self.regions[i]);
        }
        let distance = |i: usize| LineIndex::new(&self.rings(i)).distance_km(p);
        let near = set.into_iter().filter(|&i| box_km(p, self.regions[i].bounds) < SLACK_KM).map(|i| (distance(i), i));
        let nearest = near.filter(|n| n.0 < SLACK_KM).min_by(|a, b| a.0.total_cmp(&b.0));
        nearest.map(|(_, i)| &self.regions[i])
    }

    fn rings(&self, i: usize) -> Vec<Vec<LonLat>> {
        self.topology.rings_of(self.regions[i].place)
    }
}
