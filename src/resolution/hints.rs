//! What a table says of a place beside its name: the country, the divisions, a place near it.
//!
//! Divisions come in any spelling and from any year: a village that a report puts in "Kayes" may stand
//! in the region of Nioro today. A place is in a division when one of its own divisions, old or new,
//! bears a name of it, or when the division's ground holds it; one that is outside is the less likely
//! the farther away it lies, as coders and gazetteers draw the bounds differently.

use super::evidence::{Evidence, reach, rough_km};
use crate::gazetteer::{Gazetteer, Kind, Place, PlaceRef, View};
use crate::names::Model;
use crate::space::{LonLat, Regions, Targets, iso2_of, iso3_of};
use crate::text::{Lang, Script, key, tokenize};
use crate::toponyms::{Category, Lexicon};
use geo_types::{Geometry, MultiPolygon};
use std::sync::Arc;

/// What is known of a place beside its name.
#[derive(Debug, Default)]
pub(super) struct Hints {
    /// ISO 3166-1 alpha-2 of its country; empty when that is not known.
    pub country: String,
    /// For each division that was named, what it may be.
    pub divisions: Vec<Vec<Arc<Area>>>,
    /// Points that it lies near.
    pub near: Option<LonLat>,
}

/// An area that a place may lie in.
#[derive(Debug)]
pub(super) struct Area {
    place: Arc<Place>,
    /// True when it is of the level that was asked for, or of the nearest to it that bears the name.
    is_wanted: bool,
    keys: Vec<String>,
    ground: Option<Ground>,
}

/// The ground of a division, as far as weighing evidence needs it.
#[derive(Debug)]
struct Ground {
    area: Targets,
    edge: Vec<LonLat>,
}

impl Ground {
    fn new(area: MultiPolygon) -> Ground {
        let edge = area.0.iter().flat_map(|p| p.exterior().coords()).map(|c| LonLat::new(c.x, c.y)).collect();
        Ground { area: Targets::new([Some(&Geometry::MultiPolygon(area))]), edge }
    }

    /// How far a point lies outside, km, to the nearest corner of the edge; 0 inside.
    fn km_outside(&self, point: LonLat) -> f64 {
        if self.area.nearest(point, 0.001).is_some_and(|near| near.km == 0.0) {
            return 0.0;
        }
        let squeeze = point.lat.to_radians().cos();
        let square = |p: &LonLat| ((p.lon - point.lon) * squeeze).powi(2) + (p.lat - point.lat).powi(2);
        self.edge.iter().map(square).fold(f64::INFINITY, f64::min).sqrt() * 111.19
    }
}

/// What of a place the hints ask for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Site<'a> {
    country: &'a str,
    admin1: &'a str,
    admin1_old: &'a str,
    admin2: &'a str,
    admin3: &'a str,
    point: Option<LonLat>,
}

impl<'a> From<&'a Place> for Site<'a> {
    fn from(p: &'a Place) -> Site<'a> {
        let (admin1, admin1_old) = (p.admin1.as_str(), p.admin1_old.as_str());
        Site { country: &p.country, admin1, admin1_old, admin2: &p.admin2, admin3: &p.admin3, point: p.point }
    }
}

impl<'a> From<&View<'a>> for Site<'a> {
    fn from(v: &View<'a>) -> Site<'a> {
        Site {
            country: v.country(),
            admin1: v.admin1(),
            admin1_old: v.admin1_old(),
            admin2: v.admin2(),
            admin3: v.admin3(),
            point: v.point(),
        }
    }
}

/// The distance, km, outside a division at which it has lost as much again as at its edge: coders
/// and gazetteers differ by about a commune, 25 km, on which side of a bound a village lies.
const EDGE_KM: f64 = 25.0;
/// A place is taken to be this far outside, km, when its divisions have other names and the ground of
/// the one that was named is known only by a point and a radius.
const OTHER_NAME_KM: f64 = 15.0;
/// A place in an area of the name but of another level counts as so far outside, km: the cercle of Gao is meant, and the
/// village lies in the region of Gao.
const OTHER_LEVEL_KM: f64 = 10.0;
/// How far a division reaches that is known by its seat alone, km.
const SEAT_KM: f64 = 30.0;
/// Names of divisions and countries sound alike from here on.
const ALIKE: f64 = 0.5;

impl Hints {
    /// True when nothing is known.
    pub fn is_empty(&self) -> bool {
        self.country.is_empty() && self.divisions.is_empty() && self.near.is_none()
    }

    /// Points of what was named: of the narrowest division, or where it is said to be near.
    pub fn centres(&self) -> Vec<LonLat> {
        let division = self.divisions.last().into_iter().flatten().filter_map(|a| a.place.point);
        self.near.into_iter().chain(division).take(3).collect()
    }

    /// The narrowest division that was named, where no other bears its name.
    pub fn narrowest(&self) -> Option<Arc<Place>> {
        let only = |areas: &Vec<Arc<Area>>| {
            let mut wanted = areas.iter().filter(|a| a.is_wanted);
            let first = &wanted.next()?.place;
            let is_one = wanted.all(|a| a.place.country == first.country && key(&a.place.name) == key(&first.name));
            (is_one && first.kind.is_division()).then(|| Arc::clone(first))
        };
        // Kinds stand in the order of their breadth.
        self.divisions.iter().filter_map(only).max_by_key(|place| place.kind as i16)
    }

    /// What the hints say for and against a place.
    pub fn evidence(&self, site: &Site) -> Evidence {
        let mut out = Evidence::new();
        if !self.country.is_empty() && !site.country.is_empty() {
            out.push((if self.country == site.country { "hint_country" } else { "hint_abroad" }, 1.0));
        }
        for areas in &self.divisions {
            match areas.iter().filter_map(|a| a.km_outside(site)).min_by(f64::total_cmp) {
                Some(0.0) => out.push(("hint_in", 1.0)),
                Some(km) => out.push(("hint_out", (1.0 + km / EDGE_KM).ln())),
                None => {}
            }
        }
        if let Some(km) = rough_km(self.near, site.point) {
            out.push(("hint_near", 1.0 - (1.0 + km / EDGE_KM).ln()));
        }
        out
    }
}

impl Area {
    fn new(place: Place, is_wanted: bool) -> Area {
        let regions = Regions::embedded();
        let names = || std::iter::once(place.name.as_str()).chain(place.names.iter().map(|n| n.text.as_str()));
        let ground = iso3_of(&place.country).filter(|_| place.kind == Kind::Admin1).and_then(|iso3| {
            let region = names().find_map(|n| regions.named(iso3, n))?;
            Some(Ground::new(regions.polygon(region)))
        });
        let mut keys: Vec<String> = names().map(key).filter(|k| !k.is_empty()).collect();
        keys.sort_unstable();
        keys.dedup();
        Area { keys, ground, is_wanted, place: Arc::new(place) }
    }

    /// How far outside the area a place lies, km; 0 inside. `None` where that cannot be told.
    fn km_outside(&self, site: &Site) -> Option<f64> {
        let (country, kind) = (&self.place.country, self.place.kind);
        if !country.is_empty() && !site.country.is_empty() && country != site.country {
            return None;
        }
        let least = if self.is_wanted { 0.0 } else { OTHER_LEVEL_KM };
        let own: &[&str] = match kind {
            Kind::Admin1 => &[site.admin1, site.admin1_old],
            Kind::Admin2 => &[site.admin2],
            Kind::Admin3 => &[site.admin3],
            _ => &[],
        };
        let is_one = |name: &&str| !name.is_empty() && self.keys.binary_search(&key(name)).is_ok();
        if own.iter().any(is_one) {
            return Some(least);
        }
        if let (Some(ground), Some(point)) = (&self.ground, site.point) {
            return Some(ground.km_outside(point).max(least));
        }
        let radius = if kind.is_area() { reach(&self.place) } else { SEAT_KM };
        let km = (rough_km(self.place.point, site.point)? - radius).max(least);
        Some(if own.iter().any(|n| !n.is_empty()) { km.max(OTHER_NAME_KM) } else { km })
    }
}

fn is_country(view: &View) -> bool {
    view.kind() == Kind::Country && !view.country().is_empty()
}

/// The ISO 3166-1 alpha-2 code of a country given by a code or by a name in any language.
pub(super) fn country(gazetteer: &Gazetteer, text: &str) -> Option<String> {
    let text = text.trim();
    let upper = text.to_ascii_uppercase();
    if upper.len() == 2 && iso3_of(&upper).is_some() {
        return Some(upper);
    }
    if upper.len() == 3
        && let Some(iso2) = iso2_of(&upper)
    {
        return Some(iso2.to_owned());
    }
    country_called(gazetteer, text).or_else(|| {
        let at = alike(gazetteer, text, is_country).first().copied()?;
        Some(gazetteer.view(at)?.country().to_owned())
    })
}

/// The country that bears a name, letter for letter.
pub(super) fn country_called(gazetteer: &Gazetteer, text: &str) -> Option<String> {
    let named = gazetteer.named(&key(text)).into_iter().filter_map(|m| gazetteer.view(m.place));
    Some(named.into_iter().find(is_country)?.country().to_owned())
}

/// The divisions that a text may name, in a country (any, when that is empty). `wanted` is the level
/// that the table asks for; where none of it bears the name, another level may.
pub(super) fn divisions(gazetteer: &Gazetteer, text: &str, country: &str, wanted: Kind) -> Vec<Arc<Area>> {
    let fits = |view: &View| {
        (view.kind().is_area() && view.kind() != Kind::Country)
            && (country.is_empty() || view.country().is_empty() || view.country() == country)
    };
    let spellings = spellings(text);
    let mut found: Vec<PlaceRef> = Vec::new();
    for (spelling, _) in &spellings {
        let exact = gazetteer.named(&key(spelling)).into_iter().map(|m| m.place);
        found.extend(exact.filter(|at| gazetteer.view(*at).is_some_and(|v| fits(&v))));
        if !found.is_empty() {
            break;
        }
    }
    let bare = spellings.last().map_or(text, |(s, _)| s.as_str());
    if found.is_empty() {
        found = alike(gazetteer, bare, fits);
    }
    if found.is_empty() {
        // A division that no source knows yet is often called after its seat.
        let seat = |v: &View| v.kind().is_populated() && (country.is_empty() || v.country() == country);
        let named = gazetteer.named(&key(bare)).into_iter().map(|m| m.place);
        found = named.filter(|at| gazetteer.view(*at).is_some_and(|v| seat(&v))).collect();
        let most = |at: &PlaceRef| gazetteer.view(*at).map_or(0, |v| v.population());
        found.sort_by_key(|at| std::cmp::Reverse(most(at)));
        found.truncate(1);
    }
    let mut places: Vec<Place> = Vec::new();
    for at in found {
        if let Some(place) = gazetteer.place(at)
            && places.iter().all(|known| known.id != place.id)
        {
            places.push(place);
        }
    }
    let level = |kind: Kind| (kind as i16 - wanted as i16).unsigned_abs();
    let nearest = places.iter().map(|p| level(p.kind)).min().unwrap_or_default();
    places
        .into_iter()
        .map(|p| {
            let is_wanted = level(p.kind) == nearest;
            Arc::new(Area::new(p, is_wanted))
        })
        .collect()
}

/// The places that fit and whose name sounds most like a text: all that bear the most alike name.
fn alike(gazetteer: &Gazetteer, text: &str, fits: impl Fn(&View) -> bool) -> Vec<PlaceRef> {
    let (model, script) = (Model::embedded(), Script::of_name(text));
    let mut found: Vec<(f64, PlaceRef)> = Vec::new();
    for (m, _) in gazetteer.fuzzy(text, 32) {
        if gazetteer.view(m.place).is_some_and(|v| fits(&v)) {
            found.push((model.similarity(text, script, m.name), m.place));
        }
    }
    let best = found.iter().map(|f| f.0).fold(ALIKE, f64::max);
    found.into_iter().filter(|f| f.0 >= best).map(|f| f.1).collect()
}

/// The kinds that a word for a kind of place may mean: one of makan's own, or a class noun in any of
/// the languages (ville, قرية, cercle). Empty when it is none.
pub(super) fn kinds(text: &str) -> Vec<Kind> {
    let word = text.trim().to_lowercase();
    if let Ok(kind) = word.parse() {
        return vec![kind];
    }
    let tokens = tokenize(&word);
    let words = tokens.iter().filter(|t| !t.key.is_empty()).count();
    for lang in Lang::ALL {
        for cue in Lexicon::of(lang).find(&tokens) {
            if let Category::Class(kinds) = cue.category
                && cue.tokens.len() >= words
            {
                return kinds.clone();
            }
        }
    }
    Vec::new()
}

/// The ways to read a cell that holds a name, the plainest first: as it stands, without a note in
/// brackets or after a comma, and without a class noun before or after it (Kidal town, cercle de
/// Nioro, قرية كيسارو), each with the kinds that the noun asks for.
pub(super) fn spellings(cell: &str) -> Vec<(String, Vec<Kind>)> {
    let mut out: Vec<(String, Vec<Kind>)> = vec![(cell.trim().to_owned(), Vec::new())];
    let mut add = |text: &str, kinds: &[Kind]| {
        let text = text.trim().trim_matches(|c: char| c.is_whitespace() || ",;/-–'’".contains(c));
        if !key(text).is_empty() && out.iter().all(|(known, _)| known != text) {
            out.push((text.to_owned(), kinds.to_vec()));
        }
    };
    let mut plain: Vec<String> = Vec::new();
    if let Some((before, rest)) = cell.split_once(['(', '[']) {
        let (inside, after) = rest.split_once([')', ']']).unwrap_or((rest, ""));
        plain.push(format!("{before} {after}"));
        plain.push(inside.to_owned());
    }
    let base = plain.first().cloned().unwrap_or_else(|| cell.to_owned());
    let parts: Vec<&str> = base.split([',', ';', '/', '،']).collect();
    if parts.len() > 1 {
        plain.extend(parts.first().map(|p| (*p).to_owned()));
        if base.contains('/') {
            plain.extend(parts.iter().skip(1).map(|p| (*p).to_owned()));
        }
    }
    for text in &plain {
        add(text, &[]);
    }
    // A class noun after a comma is that of the note: Mopti, Mopti region.
    let whole = std::iter::once(cell.to_owned()).filter(|_| parts.len() == 1);
    for text in whole.chain(plain.iter().cloned()) {
        for (bare, kinds) in without_class(&text) {
            add(&bare, &kinds);
        }
    }
    out
}

/// A name without the class noun that begins or ends it.
fn without_class(text: &str) -> Vec<(String, Vec<Kind>)> {
    let tokens = tokenize(text);
    let is_word = |i: &usize| tokens.get(*i).is_some_and(|t| !t.key.is_empty());
    let words: Vec<usize> = (0..tokens.len()).filter(is_word).collect();
    let (Some(&first), Some(&last)) = (words.first(), words.last()) else { return Vec::new() };
    let mut out = Vec::new();
    for lang in Lang::ALL {
        let is_arabic = Script::of_name(text) == Script::Arabic;
        if is_arabic != (lang == Lang::Ar) {
            continue;
        }
        for cue in Lexicon::of(lang).find(&tokens) {
            let Category::Class(kinds) = cue.category else { continue };
            let range = if cue.tokens.start == first && cue.tokens.end <= last {
                let mut start = cue.tokens.end;
                // cercle de Nioro, region of Gao, ville d'Ansongo.
                while tokens.get(start).is_some_and(|t| {
                    t.key.is_empty()
                        || matches!(t.key.as_str(), "de" | "du" | "des" | "d" | "of" | "la" | "le" | "l" | "the")
                }) && start < last
                {
                    start += 1;
                }
                start..last + 1
            } else if cue.tokens.end == last + 1 && cue.tokens.start > first {
                first..cue.tokens.start
            } else {
                continue;
            };
            let bytes =
                tokens.get(range.start).map(|t| t.range.start).zip(tokens.get(range.end - 1).map(|t| t.range.end));
            if let Some(bare) = bytes.and_then(|(start, end)| text.get(start..end)) {
                out.push((bare.to_owned(), kinds.clone()));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_code_and_by_name_in_any_language() {
        let gazetteer = Gazetteer::embedded().unwrap();
        for text in ["ML", "ml", "MLI", "Mali", "مالي", "Republic of Mali"] {
            assert_eq!(country(&gazetteer, text).as_deref(), Some("ML"), "{text}");
        }
        assert_eq!(country(&gazetteer, "Côte d'Ivoire").as_deref(), Some("CI"));
        assert_eq!(country(&gazetteer, "Ivory Coast").as_deref(), Some("CI"));
        assert_eq!(country(&gazetteer, "Burkina Fasso").as_deref(), Some("BF"));
        assert_eq!(country(&gazetteer, "Atlantis"), None);
    }

    #[test]
    fn class_nouns_and_notes_are_taken_off() {
        let has = |cell: &str, name: &str| spellings(cell).iter().any(|(s, _)| s == name);
        assert!(has("Kidal town", "Kidal"));
        assert!(has("cercle de Nioro", "Nioro"));
        assert!(has("Boulkessi (Boulikessi)", "Boulkessi") && has("Boulkessi (Boulikessi)", "Boulikessi"));
        assert!(has("قرية كيسارو", "كيسارو"));
        assert!(has("Mopti, Mopti region", "Mopti"));
        assert!(spellings("Mopti, Mopti region").iter().all(|(_, kinds)| kinds.is_empty()));
        assert_eq!(spellings("Gao").len(), 1);
        assert_eq!(kinds("Village"), [Kind::Village]);
        assert_eq!(kinds("قرية").first(), Some(&Kind::Village));
        assert!(kinds("spaceship").is_empty());
    }
}
