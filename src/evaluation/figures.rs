//! The measures as numbers, for tables and scripts.

use super::counts::{Calibration, Counts, Share, calibration, mean, median};
use super::{PlaceScores, Scores};
use serde::Serialize;

/// All measures over some articles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// How many articles.
    pub articles: usize,
    /// Names found with exactly the gold's span.
    pub recognition_exact: Rates,
    /// Names found with a span that overlaps the gold's.
    pub recognition_overlap: Rates,
    /// Where the names found were put.
    pub resolution: Accuracy,
    /// The same for towns, villages, quarters and camps alone.
    pub resolution_settlements: Accuracy,
    /// Phrases that place one thing by another.
    pub relations: Rates,
    /// Events.
    pub events: EventFigures,
    /// The confidence of places, against right within 25 km.
    pub calibration_places: Calibration,
    /// The confidence of the locations of events, as the layer events has it.
    pub calibration_locations: Calibration,
    /// The confidence of events, as the layer events has it.
    pub calibration_events: Calibration,
    /// How often the true place of an event lies within `uncertainty_km`.
    pub uncertainty: Uncertainty,
}

/// Counts, and the rates that follow from them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rates {
    /// The counts.
    #[serde(flatten)]
    pub counts: Counts,
    /// Right among given.
    pub precision: f64,
    /// Right among wanted.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

impl From<Counts> for Rates {
    fn from(counts: Counts) -> Rates {
        Rates { counts, precision: counts.precision(), recall: counts.recall(), f1: counts.f1() }
    }
}

/// How far off points are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accuracy {
    /// Names found that have a known point.
    pub n: usize,
    /// Those of them that were left unresolved; they count as wrong at any distance.
    pub unresolved: usize,
    /// Share within 10 km.
    pub within_10: f64,
    /// Share within 25 km.
    pub within_25: f64,
    /// Share within 161 km.
    pub within_161: f64,
    /// Mean error of those resolved, km.
    pub mean_km: Option<f64>,
    /// Median error of those resolved, km.
    pub median_km: Option<f64>,
    /// Area under the curve of log errors, 0 (best) to 1.
    pub auc: f64,
}

/// The measures of events.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventFigures {
    /// Right place and type.
    pub found: Rates,
    /// Right place.
    pub found_any_type: Rates,
    /// Gold events put within 10 km.
    pub within_10: Share,
    /// Gold events put within 25 km.
    pub within_25: Share,
    /// Mean distance of the events told of and located, km.
    pub mean_km: Option<f64>,
    /// Their median distance, km.
    pub median_km: Option<f64>,
    /// Right types among events in the right place.
    pub types: Share,
    /// Right sub-types among events found.
    pub sub_types: Share,
    /// Right first actors among events found.
    pub actor1: Share,
    /// Right second actors among events found.
    pub actor2: Share,
    /// Both actors right, in either order, among events found.
    pub actors: Share,
    /// Right tolls among events found.
    pub fatalities: Share,
    /// Right tolls among events found with dead.
    pub fatalities_told: Share,
    /// Right dates among events found.
    pub dates: Share,
    /// Background taken for news.
    pub background_as_news: Share,
}

/// How far `uncertainty_km` can be believed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Uncertainty {
    /// Events whose true place lies inside.
    pub inside: Share,
    /// The share that should.
    pub expected: f64,
    /// The median radius, km.
    pub median_km: Option<f64>,
}

impl Figures {
    pub(super) fn new(scores: &Scores) -> Figures {
        let (places, events) = (&scores.places, &scores.events);
        let shown: Vec<(f64, bool)> = events.confidences.iter().map(|(e, l, right)| (e * l, *right)).collect();
        Figures {
            articles: scores.articles,
            recognition_exact: places.exact.into(),
            recognition_overlap: places.overlap.into(),
            resolution: accuracy(&places.errors_km),
            resolution_settlements: accuracy(&places.settlement_errors_km),
            relations: scores.relations.into(),
            events: EventFigures {
                found: events.found.into(),
                found_any_type: events.found_any_type.into(),
                within_10: events.within_10,
                within_25: events.within_25,
                mean_km: mean(&events.errors_km),
                median_km: median(&events.errors_km),
                types: events.types,
                sub_types: events.sub_types,
                actor1: events.actor1,
                actor2: events.actor2,
                actors: events.actors,
                fatalities: events.fatalities,
                fatalities_told: events.fatalities_told,
                dates: events.dates,
                background_as_news: events.background_as_news,
            },
            calibration_places: calibration(&places.confidences),
            calibration_locations: calibration(&events.location_confidences),
            calibration_events: calibration(&shown),
            uncertainty: Uncertainty {
                inside: events.inside,
                expected: 0.9,
                median_km: median(&events.uncertainties_km),
            },
        }
    }
}

fn accuracy(errors: &[f64]) -> Accuracy {
    let resolved = PlaceScores::resolved_errors(errors);
    Accuracy {
        n: errors.len(),
        unresolved: errors.len() - resolved.len(),
        within_10: PlaceScores::within(errors, 10.0),
        within_25: PlaceScores::within(errors, 25.0),
        within_161: PlaceScores::within(errors, 161.0),
        mean_km: mean(&resolved),
        median_km: median(&resolved),
        auc: PlaceScores::area_under_log_errors(errors),
    }
}
