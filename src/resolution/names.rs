//! Names from a table: each row a name and what else the table says of it.

use super::candidates::{MOST, Search};
use super::focus::Spoken;
use super::hints::{Area, Hints, Site, country, country_called, divisions, kinds, spellings};
use super::resolve::{Chosen, Resolver, Variable};
use super::ties::{Tie, row_ties};
use super::{Memory, Method, Resolution};
use crate::gazetteer::{Gazetteer, Kind, Place, View};
use crate::space::LonLat;
use crate::text::key;
use std::collections::HashMap;
use std::sync::Arc;

/// A name with what else is known of it; what is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct NameRow {
    /// The name, in Arabic or Latin letters.
    pub name: String,
    /// Its country: an ISO 3166-1 code of two or three letters, or a name in any language.
    pub country: String,
    /// Its first-level division, today's or a former one, in any spelling.
    pub admin1: String,
    /// Its second-level division.
    pub admin2: String,
    /// What it is: one of makan's kinds, or a class noun (ville, قرية).
    pub kind: String,
    /// What it lies near: the name of a place, or `LAT,LON` in degrees.
    pub near: String,
}

/// What a row means.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The place, and the others that were considered.
    pub resolution: Resolution,
    /// What of the row was not understood and so not used.
    pub ignored: Vec<String>,
}

/// Resolves rows of tables with one gazetteer; used from any number of threads.
pub struct NameResolver<'g> {
    resolver: Resolver<'g>,
    most: usize,
    year: i16,
    countries: Memory<String, Option<String>>,
    divisions: Memory<Division, Areas>,
}

/// The cell of a division: its text, the country, and the level that the column is for.
type Division = (String, String, Kind);
/// What a division may be.
type Areas = Arc<[Arc<Area>]>;

/// Cells that are remembered.
const MOST_KNOWN: usize = 20_000;

impl<'g> NameResolver<'g> {
    /// A resolver that considers up to `candidates` places for a name; `year` decides between old and
    /// new divisions of one name.
    #[must_use]
    pub fn new(gazetteer: &'g Gazetteer, candidates: usize, year: i16) -> Self {
        NameResolver {
            resolver: Resolver::new(gazetteer),
            most: candidates.max(MOST),
            year,
            countries: Memory::new(MOST_KNOWN),
            divisions: Memory::new(MOST_KNOWN),
        }
    }

    /// What each row means. The rows help each other: they are taken to come from one document.
    #[must_use]
    pub fn resolve(&self, rows: &[NameRow]) -> Vec<Answer> {
        self.resolve_with(rows, &Chosen::new())
    }

    /// The same, with what an analyst decided for some of the rows.
    #[must_use]
    pub fn resolve_with(&self, rows: &[NameRow], chosen: &Chosen) -> Vec<Answer> {
        let mut ignored: Vec<Vec<String>> = vec![Vec::new(); rows.len()];
        let mut variables: Vec<Variable> = Vec::new();
        let mut known: HashMap<&NameRow, usize> = HashMap::new();
        let mut anchors: Vec<(usize, Variable)> = Vec::new();
        for (number, (row, ignored)) in rows.iter().zip(&mut ignored).enumerate() {
            if let Some(verdict) = chosen.get(&number) {
                variables.push(Variable { members: vec![number], ..Variable::decided(verdict) });
                continue;
            }
            if let Some(variable) = known.get(row).and_then(|v| variables.get_mut(*v)) {
                variable.members.push(number);
                continue;
            }
            let hints = Arc::new(self.hints(row, ignored));
            let mut variable = self.variable(&row.name, &row.kind, &hints, ignored);
            if let Some(name) = Some(row.near.trim()).filter(|n| !n.is_empty() && hints.near.is_none()) {
                // The place that it lies near is found together with it, in the same country.
                let around = Arc::new(Hints { country: hints.country.clone(), ..Hints::default() });
                let anchor = self.variable(name, "", &around, &mut Vec::new());
                if anchor.proposals.is_empty() {
                    ignored.push(format!("near: no place like {name:?} is known"));
                } else {
                    anchors.push((variables.len(), anchor));
                }
            }
            variable.members.push(number);
            known.insert(row, variables.len());
            variables.push(variable);
        }
        let mut ties = row_ties(&variables, rows.len());
        for (of, anchor) in anchors {
            ties.push(Tie::near(of, variables.len(), "hint_near", 1.0));
            variables.push(anchor);
        }
        let mut told: Vec<Option<Arc<Place>>> = vec![None; rows.len()];
        for variable in &variables {
            let division = variable.hints.as_ref().and_then(|h| h.narrowest());
            for member in &variable.members {
                if let Some(slot) = told.get_mut(*member) {
                    slot.clone_from(&division);
                }
            }
        }
        let joint = self.resolver.joint(variables, ties, self.year, &Spoken::default());
        let mut resolutions = joint.resolutions(rows.len());
        for (resolution, division) in resolutions.iter_mut().zip(told) {
            fall_back(resolution, division);
        }
        resolutions.into_iter().zip(ignored).map(|(resolution, ignored)| Answer { resolution, ignored }).collect()
    }

    /// Whether a row says where its place lies.
    #[must_use]
    pub fn says_where(&self, row: &NameRow) -> bool {
        let hints = self.hints(row, &mut Vec::new());
        !hints.country.is_empty() || !hints.divisions.is_empty()
    }

    /// Whether a place lies where a row says.
    #[must_use]
    pub fn fits(&self, row: &NameRow, place: &Place) -> bool {
        let evidence = self.hints(row, &mut Vec::new()).evidence(&Site::from(place));
        evidence.iter().all(|(name, _)| !matches!(*name, "hint_abroad" | "hint_out"))
    }

    /// What a row says beside the name.
    fn hints(&self, row: &NameRow, ignored: &mut Vec<String>) -> Hints {
        let gazetteer = self.resolver.gazetteer;
        let mut hints = Hints::default();
        let country_of = |text: &str| self.countries.get(text.to_owned(), |text| country(gazetteer, text));
        if !row.country.trim().is_empty() {
            match country_of(row.country.trim()) {
                Some(code) => hints.country = code,
                None => ignored.push(format!("country: no country is called {:?}", row.country.trim())),
            }
        }
        for (text, level) in [(&row.admin1, Kind::Admin1), (&row.admin2, Kind::Admin2)] {
            if text.trim().is_empty() {
                continue;
            }
            let areas = self.areas(text.trim(), &hints.country, level);
            if areas.is_empty() {
                ignored.push(format!("{}: no division like {:?} is known", level.code(), text.trim()));
            } else {
                hints.divisions.push(areas.to_vec());
            }
        }
        // Kidal, Kidal region: what follows the name says where it lies.
        for note in row.name.split([',', '،']).skip(1).map(str::trim).filter(|n| !key(n).is_empty()) {
            match country_called(gazetteer, note) {
                Some(code) if hints.country.is_empty() => hints.country = code,
                Some(_) => {}
                None => {
                    let areas = self.areas(note, &hints.country, Kind::Admin1);
                    if !areas.is_empty() {
                        hints.divisions.push(areas.to_vec());
                    }
                }
            }
        }
        hints.near = degrees(&row.near);
        hints
    }

    fn areas(&self, text: &str, country: &str, level: Kind) -> Areas {
        let cell = (text.to_owned(), country.to_owned(), level);
        self.divisions
            .get(cell, |(text, country, level)| divisions(self.resolver.gazetteer, text, country, *level).into())
    }

    fn variable(&self, name: &str, kind: &str, hints: &Arc<Hints>, ignored: &mut Vec<String>) -> Variable {
        let gazetteer = self.resolver.gazetteer;
        let mut asked = kinds(kind);
        if asked.is_empty() && !kind.trim().is_empty() {
            ignored.push(format!("kind: {:?} is no kind of place", kind.trim()));
        }
        let readings = spellings(name);
        let is_known = |text: &str| !gazetteer.named(&key(text)).is_empty();
        if asked.is_empty() && !is_known(name) {
            // The class noun of the name itself: Kidal town.
            asked = readings.iter().map(|r| r.1.clone()).find(|k| !k.is_empty()).unwrap_or_default();
        }
        let names: Vec<&str> = readings.iter().map(|(text, _)| text.as_str()).collect();
        let fit = |view: &View| self.resolver.weights.score(&hints.evidence(&Site::from(view)));
        let search = Search {
            spellings: &names,
            year: self.year,
            most: self.most,
            fit: if hints.is_empty() { None } else { Some(&fit) },
            // Tables are typed.
            slips_from: if hints.is_empty() { f64::INFINITY } else { f64::NEG_INFINITY },
        };
        Variable { hints: Some(Arc::clone(hints)), ..Variable::new(search.run(gazetteer).into(), asked) }
    }
}

/// The probability that the point of a division is the place that a name in it means: low, so that no one takes it for that.
const FALLEN_BACK: f64 = 0.1;

/// A name that means nothing known is put on the division that the row names.
fn fall_back(resolution: &mut Resolution, division: Option<Arc<Place>>) {
    if resolution.place.is_none()
        && resolution.method != Method::Decision
        && let Some(place) = division.filter(|p| p.point.is_some())
    {
        resolution.place = Some(place);
        resolution.confidence = FALLEN_BACK;
    }
}

/// `LAT,LON` in degrees.
pub(super) fn degrees(text: &str) -> Option<LonLat> {
    let (lat, lon) = text.split_once([',', ';'])?;
    let number = |t: &str| t.trim().parse::<f64>().ok().filter(|x| x.is_finite());
    Some(LonLat::new(number(lon)?, number(lat)?)).filter(|p| p.is_valid())
}
