use super::Heard;
use crate::gazetteer::Place;
use crate::space::LonLat;
use geo_types::MultiPolygon;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a mention was found to mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// The chosen place; `None` when nothing was good enough.
    pub place: Option<Arc<Place>>,
    /// The probability that the choice is right, 0 to 1; 0 when there is none.
    pub confidence: f64,
    /// How the chosen place was found.
    pub method: Method,
    /// The places considered, best first, the chosen one among them.
    pub candidates: Vec<Candidate>,
    /// What speaks for none of them, each term named, in log-odds.
    pub none: Vec<(&'static str, f64)>,
    /// The outline of the chosen place, where it is a division and the gazetteer stores one; longitude first.
    pub outline: Option<Arc<MultiPolygon>>,
    /// The town that the chosen place is ruled from, where it is a division and the gazetteer knows its seat.
    pub seat: Option<LonLat>,
}

impl Resolution {
    /// A mention whose place is known beforehand, as labelled articles tell it: sure, with no candidates beside it.
    #[must_use]
    pub fn known(place: Place) -> Resolution {
        Resolution {
            place: Some(Arc::new(place)),
            confidence: 1.0,
            method: Method::Exact,
            candidates: Vec::new(),
            none: Vec::new(),
            outline: None,
            seat: None,
        }
    }
}

/// A place that a mention may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The place.
    pub place: Arc<Place>,
    /// The name of it that matched.
    pub matched: String,
    /// The probability, 0 to 1, that the two names are one by their sound and spelling alone.
    pub similarity: f64,
    /// How the name matched.
    pub method: Method,
    /// The evidence for and against, each term named, in log-odds.
    pub evidence: Vec<(&'static str, f64)>,
    /// The part of the evidence that other places of the text gave, each by itself.
    pub heard: Vec<Heard>,
}

/// How a place was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// By its main name, letter for letter.
    Exact,
    /// By another of its names.
    Alternate,
    /// By the sound of its name.
    Fuzzy,
    /// By what the text says around it.
    Context,
    /// By an analyst's decision.
    Decision,
}

impl Method {
    /// The word for it in files and layers.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Method::Exact => "exact",
            Method::Alternate => "alternate",
            Method::Fuzzy => "fuzzy",
            Method::Context => "context",
            Method::Decision => "decision",
        }
    }
}
