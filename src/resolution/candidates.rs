//! The places that a name may mean.

use super::Method;
use super::spelling::changes;
use crate::gazetteer::{Gazetteer, Kind, Match, Place, PlaceRef, View};
use crate::names::Model;
use crate::text::{Script, key};
use crate::toponyms::prominence;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The most candidates that are weighed for one name of an article.
pub(super) const MOST: usize = 16;
/// Names that sound alike are asked for when no bearer of the name is at least this prominent
/// (see [`prominence`]): a division, a city or a curated town needs no second reading.
pub(super) const PROMINENT: f64 = 2.5;

/// A place that a name may mean, before the text is heard.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    pub place: Arc<Place>,
    /// The name as it was asked for.
    pub surface: String,
    pub matched: String,
    pub similarity: f64,
    pub method: Method,
    pub prominence: f64,
    /// It lies on the ground that the text leaves for the name, and was looked for there.
    pub is_grounded: bool,
}

/// What is asked of the gazetteer.
pub(super) struct Search<'a> {
    /// The ways to read the name, the plainest first.
    pub spellings: &'a [&'a str],
    /// The year of the report, which decides between old and new divisions.
    pub year: i16,
    /// The most candidates to keep.
    pub most: usize,
    /// The log-odds that what else is known gives a place; `None` when nothing else is known.
    pub fit: Option<&'a dyn Fn(&View) -> f64>,
    /// From this fit on a name may be a mistyped one.
    pub slips_from: f64,
}

/// From this log-odds on a place fits what else is known of it.
const FITS: f64 = -1.5;
/// From here on it is in the division that was named: a bearer of the very name needs no second reading.
const SURE: f64 = 3.0;
/// Names that sound alike that are looked at where hints will leave few of them.
const ALIKE_HINTED: usize = 32;

/// The candidates for a name as an article writes it, the most prominent ones first.
pub(super) fn propose(gazetteer: &Gazetteer, surface: &str, year: i16) -> Vec<Proposal> {
    let search = |spellings: &[&str]| {
        Search { spellings, year, most: MOST, fit: None, slips_from: f64::INFINITY }.run(gazetteer)
    };
    // One country's gazetteer has "Southwest Region", another's "Southwest": both are asked.
    let Some(bare) = without_class(surface) else { return search(&[surface]) };
    let mut found = search(&[surface, bare]);
    found.retain(|p| p.surface == surface || p.place.kind.is_division());
    found
}

/// The name before a class noun of divisions, which English puts behind it.
fn without_class(surface: &str) -> Option<&str> {
    let (bare, class) = surface.rsplit_once(' ')?;
    let classes = ["region", "state", "province", "department", "district", "county", "division"];
    classes.iter().any(|c| class.eq_ignore_ascii_case(c)).then_some(bare.trim_end())
}

/// A place found by a name, with its likeness.
struct Hit<'g> {
    /// Which way of reading the name found it.
    spelling: usize,
    at: PlaceRef,
    view: View<'g>,
    matched: &'g str,
    similarity: f64,
    method: Method,
    fit: f64,
}

impl Search<'_> {
    /// The candidates, the most prominent ones first.
    pub fn run(&self, gazetteer: &Gazetteer) -> Vec<Proposal> {
        let mut hits: Vec<Hit> = Vec::new();
        for spelling in 0..self.spellings.len() {
            self.exact(gazetteer, spelling, &mut hits);
        }
        let fits = hits.iter().filter(|h| h.fit >= FITS);
        let best = fits.map(|h| prominence(&h.view)).fold(0.0, f64::max);
        let is_sure = best >= PROMINENT || hits.iter().any(|h| h.fit >= SURE);
        if !is_sure {
            for spelling in 0..self.spellings.len() {
                self.alike(gazetteer, spelling, &mut hits);
            }
        }
        let mut ids = HashSet::new();
        // Of several ways to find one place the best one counts.
        hits.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
        hits.retain(|h| h.similarity > 0.005 && ids.insert(h.view.id()));
        let mut ranked: Vec<(f64, f64, Hit)> = Vec::with_capacity(hits.len());
        for hit in hits {
            let known = prominence(&hit.view);
            ranked.push((hit.similarity.max(1e-3).ln() + known + hit.fit, known, hit));
        }
        // Equal ones stay in the order of the stores, the most trusted first.
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.at.cmp(&b.2.at)));
        let mut kept: Vec<(f64, Hit)> = Vec::new();
        for (_, known, hit) in ranked {
            let same = kept.iter().position(|(_, other)| is_one_place(&other.view, &hit.view));
            let has_room = kept.len() < self.most;
            match same.and_then(|at| kept.get_mut(at)) {
                // Of an old and a new form of one division, the one in force in that year stands.
                Some(slot) if is_in_force(&hit.view, self.year) && !is_in_force(&slot.1.view, self.year) => {
                    *slot = (known, hit);
                }
                None if has_room => kept.push((known, hit)),
                _ => {}
            }
        }
        kept.into_iter()
            .map(|(prominence, hit)| Proposal {
                place: Arc::new(hit.view.to_place()),
                surface: self.spellings.get(hit.spelling).map_or("", |s| *s).to_owned(),
                matched: hit.matched.to_owned(),
                similarity: hit.similarity,
                method: hit.method,
                prominence,
                is_grounded: self.slips_from.is_finite() && hit.fit >= self.slips_from,
            })
            .collect()
    }

    fn hit<'g>(
        &self,
        gazetteer: &'g Gazetteer,
        spelling: usize,
        found: &Match<'g>,
        (similarity, method): (f64, Method),
    ) -> Option<Hit<'g>> {
        let view = gazetteer.view(found.place)?;
        let fit = self.fit.map_or(0.0, |fit| fit(&view));
        Some(Hit { spelling, at: found.place, view, matched: found.name, similarity, method, fit })
    }

    /// The places that bear the name.
    fn exact<'g>(&self, gazetteer: &'g Gazetteer, spelling: usize, hits: &mut Vec<Hit<'g>>) {
        let surface = self.spellings.get(spelling).copied().unwrap_or_default();
        let method = |m: &Match| if m.is_main { Method::Exact } else { Method::Alternate };
        let folded = key(surface);
        let found = gazetteer.named(&folded);
        hits.extend(found.iter().filter_map(|m| self.hit(gazetteer, spelling, m, (1.0, method(m)))));
        // The article ال comes and goes: الكونة, كونة.
        if Script::of_name(surface) == Script::Arabic {
            let other = folded.strip_prefix("ال").map_or_else(|| format!("ال{folded}"), str::to_owned);
            if other.chars().count() >= 3 {
                let found = gazetteer.named(&other);
                hits.extend(found.iter().filter_map(|m| self.hit(gazetteer, spelling, m, (0.8, Method::Alternate))));
            }
        }
    }

    /// The places whose name sounds like it.
    fn alike<'g>(&self, gazetteer: &'g Gazetteer, spelling: usize, hits: &mut Vec<Hit<'g>>) {
        let surface = self.spellings.get(spelling).copied().unwrap_or_default();
        let script = Script::of_name(surface);
        let count = if self.fit.is_some() { ALIKE_HINTED } else { MOST };
        let found = gazetteer.fuzzy(surface, count);
        let mut new: Vec<(Hit, f64, String)> = Vec::with_capacity(found.len());
        let mut known: Option<(&str, f64)> = None;
        for (m, probability) in &found {
            let alike = match known {
                Some((name, alike)) if name == m.name => alike,
                _ => Model::embedded().similarity(surface, script, m.name),
            };
            known = Some((m.name, alike));
            let form = if self.fit.is_some() { key(m.name) } else { String::new() };
            new.extend(self.hit(gazetteer, spelling, m, (alike, Method::Fuzzy)).map(|hit| (hit, *probability, form)));
        }
        // What else is known leaves fewer rivals to a name, and each of them the more likely.
        let mut forms: HashMap<&str, (f64, bool)> = HashMap::new();
        for (hit, probability, form) in new.iter().filter(|_| self.fit.is_some()) {
            forms.entry(form).or_insert((*probability, false)).1 |= hit.fit >= FITS;
        }
        let excluded: f64 = forms.values().filter(|f| !f.1).map(|f| f.0).sum();
        let share = 1.0 / (1.0 - excluded).max(1e-6);
        let shares: Vec<f64> =
            new.iter().map(|n| if forms.get(n.2.as_str()).is_some_and(|f| f.1) { share } else { 1.0 }).collect();
        for ((mut hit, probability, _), share) in new.into_iter().zip(shares) {
            hit.similarity = ((probability * share).min(1.0) * hit.similarity).sqrt();
            if hit.fit >= self.slips_from {
                hit.similarity = hit.similarity.max(mistyped(surface, hit.matched));
            }
            hits.push(hit);
        }
    }
}

/// The probability that two names are one that was mistyped. The model of sounds knows how names are
/// heard and written down, not how fingers slip; tables are typed, and say where the place lies besides.
fn mistyped(a: &str, b: &str) -> f64 {
    let Some((changes, letters)) = changes(a, b) else { return 0.0 };
    match (changes, letters) {
        (0, 4..) => 0.9,
        (1, 7..) => 0.5,
        (1, 5..) => 0.35,
        (1, 4) => 0.15,
        (2, 9..) => 0.3,
        (2, 7..) => 0.15,
        (2, 6) => 0.05,
        _ => 0.0,
    }
}

fn is_in_force(view: &View, year: i16) -> bool {
    view.since().is_none_or(|y| y <= year) && view.until().is_none_or(|y| y >= year)
}

/// Two entries of several sources that are one place, or two states of one division.
fn is_one_place(a: &View, b: &View) -> bool {
    if a.country() != b.country() || key(a.name()) != key(b.name()) {
        return a.kind() == Kind::Country && b.kind() == Kind::Country && a.country() == b.country();
    }
    match (a.kind(), b.kind()) {
        (Kind::Country, Kind::Country) | (Kind::Admin1, Kind::Admin1) | (Kind::Admin2, Kind::Admin2) => true,
        (x, y) if x == y || (x.is_populated() && y.is_populated()) => match (a.point(), b.point()) {
            (Some(p), Some(q)) => (p.lat - q.lat).abs() < 0.04 && (p.lon - q.lon).abs() < 0.04,
            _ => true,
        },
        _ => false,
    }
}
