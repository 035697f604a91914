use super::rows::{AreaRow, BorderRow, EventRow, PlaceRow, RegionRow, RejectedRow, ReviewRow, RouteRow, Row};
use super::schema::{Feature, Field, FieldType, Layer, Value};
use jiff::civil::Date;

/// Everything that one run writes.
#[derive(Debug, Clone, Default)]
pub struct LayerSet {
    /// What stands on the map besides its features.
    pub meta: Metadata,
    /// The countries (ISO 3166-1 alpha-3) that `events` has a distance `km_to_ISO3` to.
    pub km_to: Vec<String>,
    /// Reported events.
    pub events: Vec<EventRow>,
    /// Mentions of places.
    pub places: Vec<PlaceRow>,
    /// Where the events may truly lie.
    pub areas: Vec<AreaRow>,
    /// Stretches that a text names.
    pub routes: Vec<RouteRow>,
    /// Land borders, the ground of the map.
    pub borders: Vec<BorderRow>,
    /// Countries and regions, the ground of the map.
    pub regions: Vec<RegionRow>,
    /// Mentions that a person should look at.
    pub review: Vec<ReviewRow>,
    /// Input that could not be read.
    pub rejected: Vec<RejectedRow>,
}

/// What stands on the map besides its features.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// The title of the map.
    pub title: String,
    /// Who must be named for the data, one line each.
    pub attribution: Vec<String>,
    /// What the map was made from: `12 articles`.
    pub made_from: String,
    /// The program and its version.
    pub generator: String,
    /// The day that files are dated with where a format asks for a time; a fixed one, so that the same
    /// input gives the same bytes.
    pub stamp: Date,
}

impl Default for Metadata {
    fn default() -> Metadata {
        Metadata {
            title: "Reported events".to_owned(),
            attribution: Vec::new(),
            made_from: String::new(),
            generator: concat!("makan ", env!("CARGO_PKG_VERSION")).to_owned(),
            stamp: Date::constant(2000, 1, 1),
        }
    }
}

impl LayerSet {
    /// The six map layers in the order of the contract, each with its schema and features.
    #[must_use]
    pub fn layers(&self) -> Vec<(Layer, Vec<Feature>)> {
        let mut events = EventRow::layer();
        events.fields.extend(self.km_to.iter().map(|iso3| km_to_field(iso3)));
        let event = |row: &EventRow| {
            let mut feature = row.to_feature();
            feature.values.extend((0..self.km_to.len()).map(|i| Value::from(row.km_to.get(i).copied().flatten())));
            feature
        };
        vec![
            (events, self.events.iter().map(event).collect()),
            layer(&self.places),
            layer(&self.areas),
            layer(&self.routes),
            layer(&self.borders),
            layer(&self.regions),
        ]
    }
}

/// The field that `--border ISO3` adds to the events.
#[must_use]
pub fn km_to_field(iso3: &str) -> Field {
    Field::new(format!("km_to_{iso3}"), FieldType::Real(1))
        .about(format!("To {iso3} (km)"), format!("Distance to the land border of {iso3}, km, on the ellipsoid."))
}

fn layer<R: Row>(rows: &[R]) -> (Layer, Vec<Feature>) {
    (R::layer(), rows.iter().map(Row::to_feature).collect())
}
