//! Why a place: each term of the evidence in words and numbers.

use super::{Candidate, Resolution};
use crate::gazetteer::{Kind, Place};
use std::sync::Arc;

/// What another place of the text or table said of a candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// The kind of evidence.
    pub name: &'static str,
    /// The other place.
    pub from: Arc<Place>,
    /// How far apart the two are, km, where both have a point.
    pub km: Option<f64>,
    /// What that adds, in log-odds.
    pub odds: f64,
}

impl Resolution {
    /// What speaks for none of the candidates: their sum in log-odds, and the terms in words and numbers.
    #[must_use]
    pub fn explanation_of_none(&self) -> (f64, Vec<String>) {
        let words = |name: &str| match name {
            "unresolved" => "before anything is known of the name",
            "unresolved_known" => "a well-known place bears the name",
            "unresolved_unheard" => "no known place is written so",
            "unresolved_village" => "the text calls it a village, quarter or camp",
            "unresolved_sparse" => "how few places the gazetteer lists thereabouts",
            _ => "other evidence",
        };
        let lines = self.none.iter().map(|(name, odds)| format!("{odds:+.2}  {}", words(name)));
        (self.none.iter().map(|(_, odds)| odds).sum(), lines.collect())
    }
}

impl Candidate {
    /// The sum of all evidence, in log-odds.
    #[must_use]
    pub fn odds(&self) -> f64 {
        self.evidence.iter().map(|(_, odds)| odds).sum()
    }

    /// Every term of the evidence, one a line, the strongest first: what it is, in words and numbers,
    /// and the log-odds that it adds.
    #[must_use]
    pub fn explanation(&self) -> Vec<String> {
        let mut lines: Vec<(f64, String)> = Vec::new();
        for (name, odds) in &self.evidence {
            let mut heard = self.heard.iter().filter(|h| h.name == *name).peekable();
            if heard.peek().is_none() {
                lines.push((*odds, format!("{odds:+.2}  {}", self.words(name))));
            }
            lines.extend(
                heard.filter(|h| h.odds.abs() >= 0.05).map(|h| (h.odds, format!("{:+.2}  {}", h.odds, h.words()))),
            );
        }
        lines.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        lines.into_iter().map(|l| l.1).collect()
    }

    /// A term that the candidate alone has.
    fn words(&self, name: &str) -> String {
        let place = &self.place;
        let says = |text: &str| text.to_owned();
        let kind = with_article(place.kind);
        match name {
            "similarity" => format!("the name is like {} with probability {:.2}", self.matched, self.similarity),
            "alternate" => format!("{} is another name of it", self.matched),
            "fuzzy" => says("none of its names is written so"),
            "prominence" if place.population > 0 => format!("{kind} of {} inhabitants", place.population),
            "prominence" => kind,
            "kind_asked" => format!("the text asks for {kind}"),
            "kind_alike" => format!("the text asks for something like {kind}"),
            "kind_other" => format!("the text asks for something else than {kind}"),
            "bare_natural" | "bare_division" => format!("the text does not say that it means {kind}"),
            "core_country" => says("in the Sahel"),
            "far_country" => says("far from the Sahel"),
            "fuzzy_far" => says("a name of a far country would be spelt as it is known"),
            "country_share" => format!("{} is what the text is about", place.country),
            "country_absent" => format!("nothing else in the text points to {}", place.country),
            "fuzzy_known" => says("a city whose name is hardly written so"),
            "eclipsed" => says("a far better known town bears the name"),
            "great_village" => says("too great a city to be called a village"),
            "small_abroad" => says("too small for a text about other countries"),
            "out_of_range" => format!("the armed groups of the text do not fight in {}", place.country),
            "spelt" => format!("it is written like {}", self.matched),
            "definite_town" => says("the text names it with the article of an area"),
            "grounded" => says("it lies on the ground that the text leaves for the name"),
            "former" => match (place.since, place.until) {
                (_, Some(year)) => format!("no longer in force since {year}"),
                (Some(year), None) => format!("in force only since {year}"),
                _ => says("not in force then"),
            },
            "hint_country" => says("in the country that the table names"),
            "hint_abroad" => format!("the table names another country than {}", place.country),
            "hint_in" => says("inside the division that the table names"),
            "hint_out" => says("outside the division that the table names"),
            "hint_near" => says("distance to the point that the table names"),
            other => says(other),
        }
    }
}

/// A kind of place in a sentence.
fn with_article(kind: Kind) -> String {
    match kind {
        Kind::Admin1 => "a first-level division".to_owned(),
        Kind::Admin2 => "a second-level division".to_owned(),
        Kind::Admin3 => "a third-level division".to_owned(),
        Kind::Region => "a region by usage".to_owned(),
        Kind::Airport | Kind::Island => format!("an {kind}"),
        Kind::Natural => "a natural feature".to_owned(),
        _ => format!("a {kind}"),
    }
}

impl Heard {
    fn words(&self) -> String {
        let name = &self.from.name;
        let km = self.km.map_or_else(|| "?".to_owned(), |km| format!("{km:.0}"));
        match self.name {
            "in_yes" => format!("inside {name}, as the text says"),
            "in_no" => format!("outside {name}, against the text"),
            "in_far" => format!("{km} km from {name}, which shall hold it"),
            "in_km" => format!("{km} km from {name}, which is said to hold it"),
            "bracket_far" => format!("{km} km from {name}, which the brackets name"),
            "along" => format!("{km} km from {name}, along which it is said to lie"),
            "near" | "hint_near" => format!("{km} km from {name}, which it is said to be near"),
            "near_own" => format!("it lies in {name}, which it is said to be near"),
            "distance" | "distance_far" => format!("{km} km from {name}, for the distance that is given"),
            "direction" => format!("its bearing from {name}, for the direction that is given"),
            "direction_km" => format!("{km} km from {name}, whose direction is given"),
            "between" => format!("{km} km from {name}, the other end of the stretch"),
            "border" | "border_far" => format!("its distance to the border of {name}"),
            "listed" => format!("of one kind with {name}, named beside it"),
            "same_sentence" => format!("{km} km from {name}, named in the same sentence"),
            "next_sentence" => format!("{km} km from {name}, named in the sentence before or after"),
            "same_article" => format!("{km} km from {name}, named nearby"),
            other => format!("{other}: {name}, {km} km"),
        }
    }
}
