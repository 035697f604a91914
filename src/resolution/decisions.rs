//! Decisions of an analyst: which place a doubtful mention means, told once and kept to.
//!
//! A decision is a line of a filled-in review.csv. It holds for one mention, and by its scope for the
//! same name (folded alike, see [`key`]) elsewhere as well.

use super::Resolution;
use super::evidence::rough_km;
use super::names::degrees;
use super::resolve::{Chosen, place_at};
use crate::article::Article;
use crate::gazetteer::{Gazetteer, Place};
use crate::space::{Borders, Regions, iso2_of};
use crate::text::{CodePoints, key};
use crate::toponyms::Found;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What an analyst decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It means this place.
    Place(Arc<Place>),
    /// It is no name of a place.
    NotAPlace,
}

impl Verdict {
    /// The id of the place.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Verdict::Place(place) => &place.id,
            Verdict::NotAPlace => "not a place",
        }
    }
}

/// What a decision holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The same name in every article.
    Everywhere,
    /// The same name in articles that name a place of the same region, or its region or country
    /// besides places near it.
    Region,
    /// The same name in the same article.
    Article,
    /// This mention alone.
    Mention,
}

/// A decision as a table gives it.
#[derive(Debug, Clone, Copy, Default)]
pub struct DecisionRow<'a> {
    /// The line of the table, from 1.
    pub line: u64,
    /// The article; empty where the table names none.
    pub doc: &'a str,
    /// Where the name begins, code points into the text; empty for all mentions of the article.
    pub start: &'a str,
    /// The name as written.
    pub surface: &'a str,
    /// A place_id, `LAT,LON` in degrees, or `not a place`.
    pub decision: &'a str,
    /// Empty, `article`, `region` or `everywhere`.
    pub scope: &'a str,
}

#[derive(Debug)]
struct Decision {
    line: u64,
    doc: String,
    start: Option<usize>,
    surface: String,
    verdict: Verdict,
    scope: Scope,
    is_used: AtomicBool,
}

/// How far from a decided place, km, another place of an article speaks for the same region.
const REGION_KM: f64 = 150.0;

/// The decisions of an analyst; used from any number of threads.
#[derive(Debug, Default)]
pub struct Decisions {
    list: Vec<Decision>,
    by_name: HashMap<String, Vec<usize>>,
    docs: Mutex<HashSet<String>>,
}

impl Decisions {
    /// Adds a decision. A row whose decision is empty is none.
    ///
    /// # Errors
    /// When the decision cannot be kept to; the message says what was expected.
    pub fn add(&mut self, row: &DecisionRow, gazetteer: &Gazetteer) -> Result<(), String> {
        let decision = row.decision.trim();
        if decision.is_empty() {
            return Ok(());
        }
        let folded = key(row.surface);
        if folded.is_empty() {
            return Err("the decision has no name that it is for (column surface)".to_owned());
        }
        let start = match row.start.trim() {
            "" => None,
            text => Some(text.parse().map_err(|_| format!("{text:?} is no position; expected a whole number"))?),
        };
        let scope = match row.scope.trim().to_lowercase().as_str() {
            "" | "mention" if start.is_some() => Scope::Mention,
            "" | "mention" | "article" => Scope::Article,
            "region" => Scope::Region,
            "everywhere" => Scope::Everywhere,
            other => return Err(format!("{other:?} is no scope; expected nothing, article, region or everywhere")),
        };
        let verdict = verdict(decision, row.surface, gazetteer)?;
        if scope == Scope::Region && verdict == Verdict::NotAPlace {
            return Err("`not a place` lies in no region; the scope may be article or everywhere".to_owned());
        }
        self.by_name.entry(folded).or_default().push(self.list.len());
        self.list.push(Decision {
            line: row.line,
            doc: row.doc.trim().to_owned(),
            start,
            surface: row.surface.to_owned(),
            verdict,
            scope,
            is_used: AtomicBool::new(false),
        });
        Ok(())
    }

    /// How many decisions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True when nothing was decided.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Obeys the decisions in an article: takes out of `found` what is no place, and answers with the
    /// places that were chosen. `resolve` is asked what the other mentions mean where a decision
    /// holds for a region.
    pub fn obey(
        &self,
        article: &Article,
        found: &mut Found,
        resolve: impl Fn(&Found, &Chosen) -> Vec<Resolution>,
    ) -> Chosen {
        if self.is_empty() {
            return Chosen::new();
        }
        self.docs.lock().unwrap_or_else(PoisonError::into_inner).insert(article.id.clone());
        let points = CodePoints::new(&article.text);
        let mut ruled: Vec<Option<&Decision>> = Vec::with_capacity(found.mentions.len());
        let mut regional: Vec<Option<&Decision>> = Vec::with_capacity(found.mentions.len());
        for mention in &found.mentions {
            let start = points.at(mention.range.start);
            let mut holding: Vec<&Decision> = self.of(&mention.surface).collect();
            holding.retain(|d| d.holds(&article.id, Some(start)) || d.scope == Scope::Region);
            let sure = holding.iter().filter(|d| d.holds(&article.id, Some(start))).max_by_key(|d| d.scope);
            ruled.push(sure.copied());
            regional.push(holding.iter().rfind(|d| d.scope == Scope::Region).copied());
        }
        for decision in ruled.iter().flatten() {
            decision.is_used.store(true, Ordering::Relaxed);
        }
        let mut kept: Vec<bool> = ruled.iter().map(|d| d.is_none_or(|d| d.verdict != Verdict::NotAPlace)).collect();
        found.keep(&kept);
        let mut keep = kept.iter();
        ruled.retain(|_| *keep.next().unwrap_or(&true));
        let mut keep = kept.drain(..);
        regional.retain(|_| keep.next().unwrap_or(true));
        let decided = |(number, d): (usize, &Option<&Decision>)| Some((number, d.as_ref()?.verdict.clone()));
        let mut chosen: Chosen = ruled.iter().enumerate().filter_map(decided).collect();
        let open =
            |n: &usize| ruled.get(*n).is_some_and(Option::is_none) && regional.get(*n).is_some_and(Option::is_some);
        let open: Vec<usize> = (0..found.mentions.len()).filter(open).collect();
        if !open.is_empty() {
            let resolutions = resolve(found, &chosen);
            for number in open {
                let Some(decision) = regional.get(number).copied().flatten() else { continue };
                let Verdict::Place(place) = &decision.verdict else { continue };
                let name = found.mentions.get(number).map(|m| key(&m.surface));
                let others = found.mentions.iter().zip(&resolutions).filter(|(m, _)| Some(key(&m.surface)) != name);
                if others.filter_map(|(_, r)| r.place.as_ref()).any(|other| is_of_region(place, other)) {
                    decision.is_used.store(true, Ordering::Relaxed);
                    chosen.insert(number, decision.verdict.clone());
                }
            }
        }
        chosen
    }

    /// What was decided for a name of a table. `fits` tells whether what else the table says of it
    /// lets it be that place; it is asked where a decision holds for a region.
    pub fn of_row(&self, doc: &str, name: &str, fits: impl Fn(&Place) -> bool) -> Option<Verdict> {
        if !doc.is_empty() && !self.is_empty() {
            self.docs.lock().unwrap_or_else(PoisonError::into_inner).insert(doc.to_owned());
        }
        let holds = |d: &&Decision| {
            d.holds(doc, None) || matches!((&d.verdict, d.scope), (Verdict::Place(place), Scope::Region) if fits(place))
        };
        let decision = self.of(name).filter(holds).max_by_key(|d| d.scope)?;
        decision.is_used.store(true, Ordering::Relaxed);
        Some(decision.verdict.clone())
    }

    /// The decisions that nothing was found for, each with its line: of mentions that are no longer
    /// there. Those of articles that were not read are left out; their number comes second.
    #[must_use]
    pub fn unmet(&self) -> (Vec<(u64, String)>, usize) {
        let docs = self.docs.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut out, mut elsewhere) = (Vec::new(), 0);
        for decision in self.list.iter().filter(|d| !d.is_used.load(Ordering::Relaxed)) {
            let Decision { line, doc, start, surface, scope, .. } = decision;
            match (scope, start) {
                (Scope::Mention | Scope::Article, _) if !doc.is_empty() && !docs.contains(doc) => elsewhere += 1,
                (Scope::Mention, Some(start)) => {
                    out.push((*line, format!("{surface:?} is no longer found at {start} in article {doc}")));
                }
                (Scope::Mention | Scope::Article, _) if !doc.is_empty() => {
                    out.push((*line, format!("{surface:?} is no longer found in article {doc}")));
                }
                _ => elsewhere += 1,
            }
        }
        (out, elsewhere)
    }

    fn of<'d>(&'d self, name: &str) -> impl Iterator<Item = &'d Decision> + use<'d> {
        self.by_name.get(&key(name)).into_iter().flatten().filter_map(|n| self.list.get(*n))
    }
}

impl Decision {
    /// Whether the decision surely holds for a mention of its name.
    fn holds(&self, doc: &str, start: Option<usize>) -> bool {
        match self.scope {
            Scope::Everywhere => true,
            Scope::Mention => self.doc == doc && (start.is_none() || self.start == start),
            Scope::Article => self.doc == doc,
            // A table that names no documents has no other rows of this one.
            Scope::Region => self.doc == doc && !doc.is_empty(),
        }
    }
}

/// Whether a place of an article speaks for the region of a decided one.
fn is_of_region(decided: &Place, other: &Place) -> bool {
    if decided.country != other.country {
        return false;
    }
    let shared = |a: &str| !a.is_empty() && [&decided.admin1, &decided.admin1_old].iter().any(|b| key(a) == key(b));
    shared(&other.admin1)
        || shared(&other.admin1_old)
        || (other.kind == crate::gazetteer::Kind::Admin1 && shared(&other.name))
        || (!other.kind.is_area() && rough_km(decided.point, other.point).is_some_and(|km| km <= REGION_KM))
}

fn verdict(decision: &str, surface: &str, gazetteer: &Gazetteer) -> Result<Verdict, String> {
    if decision.eq_ignore_ascii_case("not a place") {
        return Ok(Verdict::NotAPlace);
    }
    if let Some(point) = degrees(decision) {
        let country = Borders::embedded().country_at(point).and_then(iso2_of).unwrap_or_default().to_owned();
        let admin1 = Regions::embedded().at(point, i16::MAX).map(|r| r.name.clone()).unwrap_or_default();
        let place = Place { name: surface.to_owned(), country, admin1, ..place_at(point) };
        return Ok(Verdict::Place(Arc::new(place)));
    }
    match gazetteer.find_id(decision).and_then(|at| gazetteer.place(at)) {
        Some(place) => Ok(Verdict::Place(Arc::new(place))),
        None if decision.contains(':') => Err(format!(
            "no place has the id {decision:?} in the gazetteers in use; was another one given with --gazetteer?"
        )),
        None => Err(format!("{decision:?} is no decision; expected a place_id, LAT,LON or `not a place`")),
    }
}
