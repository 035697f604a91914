//! A doctor for a gazetteer: what each place says is held against the ground and the other places.

use super::{Gazetteer, Kind, PlaceRef, View};
use crate::space::{Borders, LineIndex, LonLat, Regions, distance_km, iso3_of};
use crate::text::{Lang, Script, key};
use std::collections::HashMap;

/// How far, km, a place may lie outside its country: coordinates of 0.01 degree, rivers as borders.
const OUTSIDE_COUNTRY_KM: f64 = 3.0;
/// How far, km, a place may lie outside its first-level division: the outlines are coarse (Natural Earth,
/// 1:10 million; in the Sahara they differ from GeoNames by up to 27 km).
const OUTSIDE_DIVISION_KM: f64 = 30.0;
/// Places whose division is known better than its outline: Tanit, which is in the moughataa of Bénichab and was
/// opened by the wali of Inchiri (journaltahalil.com 2018, cridem.org 2019), while Natural Earth draws Trarza there.
const BEYOND_OUTLINES: [&str; 1] = ["gn:2376464"];
/// How near, km, two places of one name and kind are one.
const ONE_SPOT_KM: f64 = 1.0;

/// One question asked of all places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What should hold.
    pub what: &'static str,
    /// Of how many places it was asked.
    pub asked: u64,
    /// The curated places for which it does not hold: mistakes of ours.
    pub wrong: Vec<String>,
    /// Places of other sources for which it does not hold.
    pub doubtful: Vec<String>,
}

impl Check {
    fn new(what: &'static str) -> Check {
        Check { what, asked: 0, wrong: Vec::new(), doubtful: Vec::new() }
    }

    fn hold(&mut self, view: &View, fault: Option<String>) {
        self.asked += 1;
        if let Some(fault) = fault {
            let list = if view.is_curated() { &mut self.wrong } else { &mut self.doubtful };
            list.push(format!("{} {}: {fault}", view.id(), view.name()));
        }
    }
}

/// Asks all questions of all places.
#[must_use]
pub fn check(gazetteer: &Gazetteer) -> Vec<Check> {
    let mut country = Check::new("places lie in their country");
    let mut division = Check::new("places lie in their first-level division, where its outline is known");
    let mut known = Check::new("divisions that places name are known");
    let mut spot = Check::new("no two places of one kind have one name at one spot");
    let mut point = Check::new("towns and villages have a point");
    let mut letters = Check::new("Arabic names are in Arabic letters");
    let mut source = Check::new("every place has a source");
    let mut grounds = Grounds::default();
    let divisions = divisions(gazetteer);
    let mut spots: HashMap<(String, String), Vec<Spot>> = HashMap::new();
    for at in places(gazetteer) {
        let Some(view) = gazetteer.view(at) else { continue };
        if let Some((p, iso3)) = view.point().zip(iso3_of(view.country()))
            && is_spot(view.kind())
        {
            country.hold(&view, outside_country(p, iso3));
            if let Some(fault) = grounds.outside_division(&view, p, iso3)
                && !BEYOND_OUTLINES.contains(&view.id().as_str())
            {
                division.hold(&view, fault);
            }
        }
        if view.is_curated() && !view.country().is_empty() {
            known.hold(&view, unknown_division(&view, &divisions));
        }
        if view.kind().is_populated() {
            point.hold(&view, view.point().is_none().then(|| "no point".to_owned()));
        }
        for name in view.names().filter(|n| n.lang == Some(Lang::Ar)) {
            letters.hold(&view, (!is_arabic(name.text)).then(|| name.text.to_owned()));
        }
        let sourced = view.sources().any(|s| !matches!(s.trim(), "" | "curated ()" | "curated"));
        source.hold(&view, (!sourced).then(|| "no source".to_owned()));
        if let Some(p) = view.point()
            && view.until().is_none()
        {
            let of_name = spots.entry((view.country().to_owned(), key(view.name()))).or_default();
            let twin = of_name.iter().find(|(other, q, kind)| {
                other.store == at.store && *kind == view.kind() && distance_km(*q, p) < ONE_SPOT_KM
            });
            let twin = twin.and_then(|(other, ..)| gazetteer.view(*other)).map(|v| format!("so is {}", v.id()));
            spot.hold(&view, twin);
            of_name.push((at, p, view.kind()));
        }
    }
    vec![country, division, known, spot, point, letters, source]
}

/// A place that stands somewhere.
type Spot = (PlaceRef, LonLat, Kind);

fn places(gazetteer: &Gazetteer) -> impl Iterator<Item = PlaceRef> + '_ {
    let stores = (0u16..).zip(gazetteer.stores());
    stores.flat_map(|(store, s)| (0..s.len()).map(move |place| PlaceRef { store, place }))
}

/// Places small enough to lie in one country and division.
fn is_spot(kind: Kind) -> bool {
    !kind.is_area() && !matches!(kind, Kind::River | Kind::Wadi | Kind::Desert | Kind::Valley | Kind::Natural)
}

/// True for ground that two states claim: sources give it to either.
fn is_disputed(country: &str, ground: Option<&str>) -> bool {
    matches!((country, ground), ("MAR", Some("ESH")) | ("SSD", Some("SDN")) | ("SDN", Some("SSD" | "EGY")))
}

fn outside_country(p: LonLat, iso3: &str) -> Option<String> {
    let borders = Borders::embedded();
    let km = borders.signed_km(p, iso3).filter(|_| borders.is_known(iso3))?;
    let is_outside = km > OUTSIDE_COUNTRY_KM && !is_disputed(iso3, borders.country_at(p));
    is_outside.then(|| format!("{km:.0} km outside {iso3}"))
}

/// The folded names of all divisions, by country.
fn divisions(gazetteer: &Gazetteer) -> HashMap<String, Vec<String>> {
    let mut out: HashMap<String, Vec<String>> = HashMap::new();
    for view in places(gazetteer).filter_map(|at| gazetteer.view(at)).filter(|v| v.kind().is_division()) {
        out.entry(view.country().to_owned()).or_default().extend(view.names().map(|n| key(n.text)));
    }
    out
}

fn unknown_division(view: &View, divisions: &HashMap<String, Vec<String>>) -> Option<String> {
    let of_country = divisions.get(view.country())?;
    let named = [view.admin1(), view.admin1_old(), view.admin2()];
    let unknown = named.into_iter().find(|name| !name.is_empty() && !of_country.contains(&key(name)))?;
    Some(format!("no division of {} is called {unknown}", view.country()))
}

/// Arabic letters throughout; a single Latin letter may stand as a word (متنزه W).
fn is_arabic(name: &str) -> bool {
    let is_foreign = |word: &str| word.chars().filter(|c| Script::of(*c) == Script::Latin).count() > 1;
    Script::of_name(name) == Script::Arabic && !name.split_whitespace().any(is_foreign)
}

/// The outlines of first-level divisions, made ready as they are asked for.
#[derive(Default)]
struct Grounds {
    drawn: HashMap<(String, String), Option<LineIndex>>,
}

impl Grounds {
    /// Whether a place lies outside of all the drawn divisions that it names; `None` when none of them is drawn.
    fn outside_division(&mut self, view: &View, p: LonLat, iso3: &str) -> Option<Option<String>> {
        let mut nearest: Option<(f64, &str)> = None;
        for name in [view.admin1(), view.admin1_old()].into_iter().filter(|n| !n.is_empty()) {
            if let Some(km) = self.distance_km(iso3, name, p)
                && nearest.is_none_or(|(best, _)| km < best)
            {
                nearest = Some((km, name));
            }
        }
        nearest.map(|(km, name)| (km > OUTSIDE_DIVISION_KM).then(|| format!("{km:.0} km outside {name}")))
    }

    /// How far a point lies outside of a division, km, 0 inside.
    fn distance_km(&mut self, iso3: &str, name: &str, p: LonLat) -> Option<f64> {
        let regions = Regions::embedded();
        let region = regions.all().iter().filter(|r| r.iso3 == iso3).filter(|r| {
            let wanted = key(name);
            key(&r.name) == wanted || (!r.other_name.is_empty() && key(&r.other_name) == wanted)
        });
        let region = region.max_by_key(|r| r.until.is_none())?;
        let index = self.drawn.entry((iso3.to_owned(), region.name.clone())).or_insert_with(|| {
            let shape = regions.polygon(region);
            let rings = shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
            let points =
                |ring: &geo_types::LineString| ring.0.iter().map(|c| LonLat::new(c.x, c.y)).collect::<Vec<_>>();
            let rings: Vec<Vec<LonLat>> = rings.map(points).collect();
            (!rings.is_empty()).then(|| LineIndex::new(&rings))
        });
        let inside = geo::Contains::contains(&regions.polygon(region), &geo_types::Point::new(p.lon, p.lat));
        if inside { Some(0.0) } else { index.as_ref().map(|lines| lines.distance_km(p)) }
    }
}
