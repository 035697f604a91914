//! What an article as a whole says: which countries it is about, and how well its surroundings are known.

use super::candidates::Proposal;
use crate::article::Article;
use crate::gazetteer::{Gazetteer, Kind};
use crate::lexicon::{ActorKind, Lexicon, Sense};
use crate::space::LonLat;
use crate::text::{Lang, tokenize};
use std::collections::{HashMap, HashSet};

/// What the article as a whole says.
#[derive(Debug, Default)]
pub(super) struct Focus {
    /// For each country (ISO 3166-1 alpha-2), its share of what points to a country.
    pub shares: HashMap<String, f64>,
    /// How much points to any country, 0 to 1: 0 when nothing does.
    pub sureness: f64,
    /// The countries in which the armed groups of the article fight; empty where that is not known.
    pub range: HashSet<String>,
    /// How few of the places around those that the article names the gazetteer knows, 1 for none to 0.
    pub sparse: f64,
}

impl Focus {
    /// The country that most points to.
    pub fn main(&self) -> Option<&str> {
        let best = self.shares.iter().max_by(|a, b| a.1.total_cmp(b.1).then_with(|| b.0.cmp(a.0)))?;
        Some(best.0.as_str())
    }
}

/// Shares of countries: each country's name counts two, each well-known place one, as do up to
/// three words for its people and forces (`spoken`). `known` is the best-known bearer of each mention's name.
pub(super) fn focus<'a>(
    known: impl Iterator<Item = &'a Proposal>,
    spoken: &Spoken,
    around: &dyn Fn(LonLat) -> f64,
) -> Focus {
    let mut counts: HashMap<String, f64> = HashMap::new();
    let mut spots: Vec<LonLat> = Vec::new();
    for proposal in known.filter(|p| p.prominence >= 3.5 && p.similarity >= 1.0) {
        let is_country = proposal.place.kind == Kind::Country;
        *counts.entry(proposal.place.country.clone()).or_default() += if is_country { 2.0 } else { 1.0 };
        if let Some(point) = proposal.place.point.filter(|_| !is_country)
            && spots.len() < SPOTS
        {
            spots.push(point);
        }
    }
    for (country, count) in &spoken.counts {
        *counts.entry(country.clone()).or_default() += count;
    }
    let total: f64 = counts.values().sum();
    Focus {
        shares: counts.into_iter().map(|(country, n)| (country, n / (total + 1.0))).collect(),
        sureness: total / (total + 2.0),
        range: spoken.range.clone(),
        sparse: sparse(&spots, around),
    }
}

/// The places of an article around which it is looked how many the gazetteer knows.
const SPOTS: usize = 3;
/// Half the side of the square that is looked at, degrees.
const AROUND_DEGREES: f64 = 0.45;
/// So many places in the square leave as many unknown as known ones: of the settlements of the Sahel's
/// farming country, GeoNames lists some hundreds in it, and lists of towns a handful.
const HALF_KNOWN: f64 = 40.0;

/// How few places a gazetteer knows around some points, 1 for none to 0; the middle where there is no point.
/// `around` tells it of one point ([`sparse_around`]).
pub(super) fn sparse(spots: &[LonLat], around: &dyn Fn(LonLat) -> f64) -> f64 {
    if spots.is_empty() {
        return 0.5;
    }
    spots.iter().map(|p| around(*p)).sum::<f64>() / spots.len() as f64
}

/// How few places a gazetteer knows around a point, 1 for none to 0.
pub(super) fn sparse_around(gazetteer: &Gazetteer, p: LonLat) -> f64 {
    let (west, south) = (p.lon - AROUND_DEGREES, p.lat - AROUND_DEGREES);
    let found = gazetteer.in_box(west, south, p.lon + AROUND_DEGREES, p.lat + AROUND_DEGREES);
    1.0 / (1.0 + found.take(1000).count() as f64 / HALF_KNOWN)
}

/// What an article says of countries by its people, forces and groups.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    /// How often it speaks of each, at most three.
    pub counts: HashMap<String, f64>,
    /// The countries in which one or another of its armed groups fights; empty where that is not known of all of them.
    pub range: HashSet<String>,
}

/// The countries whose people, forces and groups an article speaks of.
pub(super) fn spoken_of(article: &Article) -> Spoken {
    let lexicon = Lexicon::embedded();
    let mut counts: HashMap<String, f64> = HashMap::new();
    let mut range: HashSet<String> = HashSet::new();
    let mut is_bounded = true;
    let mut hear = |text: &str, lang: Lang| {
        for hit in lexicon.hits(&tokenize(text), lang) {
            for actor in hit.senses.iter().filter_map(|s| match s {
                Sense::Actor(id) => lexicon.actor(*id),
                _ => None,
            }) {
                match actor.kind {
                    ActorKind::Rebel | ActorKind::Militia if actor.range.is_empty() => is_bounded = false,
                    _ => range.extend(actor.range.iter().map(|c| c.code().to_owned())),
                }
            }
            let country = hit.senses.iter().find_map(|sense| match sense {
                Sense::Demonym(country) => Some(*country),
                Sense::Actor(id) => lexicon.actor(*id)?.country,
                _ => None,
            });
            if let Some(country) = country.filter(|c| !c.is_foreign_power()) {
                let count = counts.entry(country.code().to_owned()).or_default();
                *count = (*count + 1.0).min(3.0);
            }
        }
    };
    if let Some(title) = &article.title {
        hear(title, article.lang);
    }
    for sentence in &article.sentences {
        hear(article.text.get(sentence.range.clone()).unwrap_or_default(), sentence.lang);
    }
    if !is_bounded {
        range.clear();
    }
    Spoken { counts, range }
}
