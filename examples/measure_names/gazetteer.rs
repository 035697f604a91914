//! The names to search among, and the questions asked.

use crate::data::{DEVELOP, TEST, clean_arabic};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

pub struct Gazetteer {
    /// Names with the number of their place.
    pub names: Vec<(String, u32)>,
    /// Latitude and longitude, degrees.
    pub places: Vec<(f64, f64)>,
    pub questions: Vec<Question>,
}

pub struct Question {
    pub query: String,
    pub country: String,
    pub point: (f64, f64),
}

/// A hit lies within this distance of the truth.
const NEAR_KM: f64 = 10.0;

impl Gazetteer {
    /// The Latin names of the countries asked for and the populated and administrative places of
    /// Mali; `romanised` keeps the lower-case machine romanisations, which spell the Arabic letters.
    pub fn read(cities: &str, mali: &str, develop: bool, romanised: bool) -> Result<Gazetteer, Box<dyn Error>> {
        #[derive(serde::Deserialize)]
        struct City {
            name: String,
            latitude: f64,
            longitude: f64,
            countrycode: String,
            alternatenames: Vec<String>,
        }
        let mut rows: BTreeMap<u64, (f64, f64, String, BTreeSet<String>)> = BTreeMap::new();
        let wanted = if develop { DEVELOP } else { TEST };
        for (id, city) in serde_json::from_str::<BTreeMap<String, City>>(&std::fs::read_to_string(cities)?)? {
            if wanted.contains(&city.countrycode.as_str()) {
                let names = city.alternatenames.into_iter().chain([city.name]).collect();
                rows.insert(id.parse()?, (city.latitude, city.longitude, city.countrycode, names));
            }
        }
        for line in std::fs::read_to_string(mali)?.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            if cells.len() < 9 || !matches!(cells[6], "P" | "A") {
                continue;
            }
            let names = cells[3].split(',').chain([cells[1], cells[2]]).map(str::to_owned);
            let country = if develop { "" } else { "ML" };
            let row = (cells[4].parse()?, cells[5].parse()?, country.to_owned(), BTreeSet::new());
            rows.entry(cells[0].parse()?).or_insert(row).3.extend(names);
        }
        let mut out = Gazetteer { names: Vec::new(), places: Vec::new(), questions: Vec::new() };
        for (number, (latitude, longitude, country, names)) in (0..).zip(rows.into_values()) {
            out.places.push((latitude, longitude));
            let queries: BTreeSet<String> = names.iter().filter_map(|name| clean_arabic(name)).collect();
            if !country.is_empty() {
                let question = |query| Question { query, country: country.clone(), point: (latitude, longitude) };
                out.questions.extend(queries.into_iter().map(question));
            }
            let is_kept = |name: &&String| is_latin(name) && (romanised || !is_romanised(name));
            out.names.extend(names.iter().filter(is_kept).map(|name| (name.clone(), number)));
        }
        Ok(out)
    }

    /// Adds names until there are so many, each of a place of its own: the first half of the letters of
    /// one real name and the second half of another's, the two picked by a fixed rule.
    pub fn grow(&mut self, count: usize) {
        let real = self.names.len();
        let mut number = self.places.len() as u32;
        let mut state = 1u64;
        let mut pick = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % real
        };
        while self.names.len() < count {
            let letters = [pick(), pick()].map(|at| self.names[at].0.chars().collect::<Vec<char>>());
            let [head, tail] = letters.each_ref().map(Vec::as_slice);
            let name: String = head[..head.len().div_ceil(2)].iter().chain(&tail[tail.len() / 2..]).collect();
            self.names.push((name, number));
            number += 1;
        }
    }

    pub fn is_near(&self, place: u32, question: &Question) -> bool {
        let Some(&(latitude, longitude)) = self.places.get(place as usize) else { return false };
        let y = (latitude - question.point.0) * 111.2;
        let x = (longitude - question.point.1) * 111.2 * latitude.to_radians().cos();
        x.hypot(y) <= NEAR_KM
    }

    pub fn name_of(&self, place: u32) -> &str {
        self.names.iter().find(|(_, number)| *number == place).map_or("", |(name, _)| name)
    }
}

fn is_latin(name: &str) -> bool {
    name.chars().any(char::is_alphabetic)
        && name.chars().all(|c| {
            !c.is_alphabetic()
                || c.is_ascii()
                || ('\u{c0}'..='\u{2af}').contains(&c)
                || ('\u{1e00}'..='\u{1eff}').contains(&c)
        })
}

/// GeoNames' machine romanisations have no capital letter.
fn is_romanised(name: &str) -> bool {
    !name.chars().any(char::is_uppercase)
}
