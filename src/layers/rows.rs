//! The layers and tables that makan writes. Each is declared once: the fields of the struct are the
//! columns of the layer, in this order, and their doc comments are its documentation in every format.

use super::schema::{Feature, Field, FieldType, GeometryType, Layer, Value};
use crate::resolution::Candidate;
use crate::space::LonLat;
use geo_types::{Geometry, Point};
use jiff::civil::Date;

/// One row of a layer that makan writes.
pub trait Row {
    /// The schema of the layer.
    fn layer() -> Layer;
    /// The row as a feature of that layer.
    fn to_feature(&self) -> Feature;
}

macro_rules! field_type {
    (Text) => { String };
    (Int) => { Option<i64> };
    (Real) => { Option<f64> };
    (Flag) => { bool };
    (Date) => { Option<Date> };
}

macro_rules! field_value {
    (Text, $value:expr) => {
        Value::from(&$value)
    };
    ($other:ident, $value:expr) => {
        Value::from($value)
    };
}

macro_rules! rows {
    ($(
        #[doc = $doc:literal]
        $row:ident = $name:literal $title:literal $geometry:ident {
            $(#[doc = $about:literal] $field:ident: $kind:ident $(($decimals:literal))? = $alias:literal;)*
        }
        $(plus { $(#[doc = $more_about:literal] $more:ident: $more_type:ty;)* })?
        shape $shape:expr;
    )*) => { $(
        #[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $row {
            $(#[doc = $about] pub $field: field_type!($kind),)*
            $($(#[doc = $more_about] pub $more: $more_type,)*)?
        }

        impl Row for $row {
            fn layer() -> Layer {
                Layer {
                    name: $name.to_owned(),
                    title: $title.to_owned(),
                    doc: $doc.trim().to_owned(),
                    geometry: GeometryType::$geometry,
                    fields: vec![$(
                        Field::new(stringify!($field), FieldType::$kind $(($decimals))?).about($alias, $about.trim_ascii())
                    ),*],
                }
            }

            fn to_feature(&self) -> Feature {
                let shape: fn(&$row) -> Option<Geometry<f64>> = $shape;
                Feature { geometry: shape(self), values: vec![$(field_value!($kind, self.$field)),*] }
            }
        }
    )* };
}

rows! {
    /// Reported events, one point each. Field names follow ACLED's.
    EventRow = "events" "Events" Point {
        /// Stable identifier: the same input gives the same one.
        event_id: Text = "Event";
        /// The article that it comes from.
        doc_id: Text = "Article";
        /// 1 for what the article mainly reports, 2 for the next, and so on.
        rank: Int = "Rank in the article";
        /// The day of the event; the first day of it when the precision is a week or a month.
        event_date: Date = "Date";
        /// How precise the date is: 1 day, 2 week, 3 month.
        time_precision: Int = "Date precision (1 day, 2 week, 3 month)";
        /// Type of event, in ACLED's words.
        event_type: Text = "Type";
        /// Sub-type of event, in ACLED's words.
        sub_event_type: Text = "Sub-type";
        /// Who acted.
        actor1: Text = "Actor 1";
        /// Who acted together with actor 1.
        assoc_actor_1: Text = "With actor 1";
        /// Whom it was done to, or who fought back.
        actor2: Text = "Actor 2";
        /// Who was together with actor 2.
        assoc_actor_2: Text = "With actor 2";
        /// Killed, persons; null when the text gives no number.
        fatalities: Int = "Killed";
        /// Injured, persons; null when the text gives no number.
        injuries: Int = "Injured";
        /// Abducted or taken prisoner, persons; null when the text gives no number.
        abducted: Int = "Abducted";
        /// Who claims it.
        claimed_by: Text = "Claimed by";
        /// The country that it happened in.
        country: Text = "Country";
        /// That country, ISO 3166-1 alpha-3.
        iso3: Text = "Country (ISO 3)";
        /// First-level division: region, wilaya, state.
        admin1: Text = "Region";
        /// Second-level division: cercle, province, department.
        admin2: Text = "Cercle, province or department";
        /// Third-level division: commune, arrondissement.
        admin3: Text = "Commune";
        /// The name of the place, in Latin letters.
        location: Text = "Place";
        /// The name of the place, in Arabic.
        location_ar: Text = "Place in Arabic (المكان)";
        /// The place in the gazetteer.
        place_id: Text = "Gazetteer id";
        /// Degrees north, WGS 84.
        latitude: Real(7) = "Latitude (° N)";
        /// Degrees east, WGS 84.
        longitude: Real(7) = "Longitude (° E)";
        /// 1 the place itself, 2 near it or a part of a district, 3 a region.
        geo_precision: Int = "Place precision (1 exact, 2 near, 3 region)";
        /// Radius in km around the point that holds the true place with 90 % probability.
        uncertainty_km: Real(1) = "Uncertainty (km)";
        /// How the text places it: at, near X, between X and Y, 25 km E of X, in region X.
        relation: Text = "As the text puts it";
        /// The probability, 0 to 1, that the event lies where the point says (within its radius).
        confidence: Real(3) = "Confidence (0–1)";
        /// True when a person should look at it before it is used.
        needs_review: Flag = "Needs review";
        /// The country across the nearest land border, ISO 3166-1 alpha-3.
        nearest_border: Text = "Nearest border (ISO 3)";
        /// Distance to that border, km, on the ellipsoid.
        border_km: Real(1) = "To that border (km)";
        /// The number of reports merged into this event.
        sources: Int = "Reports";
        /// The articles of these reports, joined by `; `.
        source_ids: Text = "Articles of these reports";
        /// Language of the sentence: ar, fr, en.
        lang: Text = "Language";
        /// Where the report was published.
        url: Text = "Link";
        /// The sentence that says so.
        text: Text = "Source sentence";
    }
    plus {
        /// Distances in km to the borders of [`LayerSet::km_to`](super::LayerSet::km_to), in their order.
        km_to: Vec<Option<f64>>;
    }
    shape |row| point(row.longitude.zip(row.latitude).map(|(lon, lat)| LonLat::new(lon, lat)));

    /// Mentions of places in the articles, one point each.
    PlaceRow = "places" "Place mentions" Point {
        /// The article.
        doc_id: Text = "Article";
        /// Where the name begins: code points into the text as given.
        start: Int = "Start (code points)";
        /// Where the name ends: code points into the text as given.
        end: Int = "End (code points)";
        /// The name as the text writes it.
        surface: Text = "As written";
        /// The place in the gazetteer; null where unresolved.
        place_id: Text = "Gazetteer id";
        /// Its name, in Latin letters.
        name: Text = "Name";
        /// Its name, in Arabic.
        name_ar: Text = "Name in Arabic (الاسم)";
        /// What it is: country, admin1, town, village and so on.
        kind: Text = "Kind";
        /// The country it lies in.
        country: Text = "Country";
        /// The first-level division it lies in.
        admin1: Text = "Region";
        /// The probability, 0 to 1, that the two names are one by sound and spelling.
        similarity: Real(3) = "Similarity (0–1)";
        /// The probability, 0 to 1, that this place is meant.
        confidence: Real(3) = "Confidence (0–1)";
        /// How it was found: exact, alternate, fuzzy, context, decision.
        method: Text = "Found by";
        /// How the text uses it: at, near, between, in region and so on.
        relation: Text = "Relation";
        /// Language of the sentence: ar, fr, en.
        lang: Text = "Language";
        /// The country across the nearest land border, ISO 3166-1 alpha-3.
        nearest_border: Text = "Nearest border (ISO 3)";
        /// Distance of its point to that border, km, on the ellipsoid.
        border_km: Real(1) = "To that border (km)";
    }
    plus {
        /// Where the place lies; `None` where the mention is unresolved.
        point: Option<LonLat>;
    }
    shape |row| point(row.point);

    /// Where each event may truly lie, with 90 % probability.
    AreaRow = "areas" "Where it may lie" Polygon {
        /// The event.
        event_id: Text = "Event";
        /// How the text places it.
        relation: Text = "As the text puts it";
        /// Radius around the event's point, km.
        uncertainty_km: Real(1) = "Uncertainty (km)";
    }
    plus {
        /// A polygon or multipolygon.
        geometry: Option<Geometry<f64>>;
    }
    shape |row| row.geometry.clone();

    /// Stretches that a text names: between X and Y.
    RouteRow = "routes" "Stretches" LineString {
        /// The event.
        event_id: Text = "Event";
        /// The place at one end.
        from: Text = "From";
        /// The place at the other end.
        to: Text = "To";
        /// Length on the ellipsoid, km.
        length_km: Real(1) = "Length (km)";
    }
    plus {
        /// A line string.
        geometry: Option<Geometry<f64>>;
    }
    shape |row| row.geometry.clone();

    /// Land borders, one feature for each pair of neighbours.
    BorderRow = "borders" "Borders" LineString {
        /// One country, ISO 3166-1 alpha-3; the first of the two in the alphabet.
        iso3_a: Text = "Country A (ISO 3)";
        /// The other country, ISO 3166-1 alpha-3.
        iso3_b: Text = "Country B (ISO 3)";
        /// Both countries' names.
        name: Text = "Name";
        /// Length on the ellipsoid, km.
        length_km: Real(1) = "Length (km)";
    }
    plus {
        /// A line string or multi line string.
        geometry: Option<Geometry<f64>>;
    }
    shape |row| row.geometry.clone();

    /// Countries and their first-level divisions.
    RegionRow = "regions" "Countries and regions" Polygon {
        /// The country, ISO 3166-1 alpha-3.
        iso3: Text = "Country (ISO 3)";
        /// Its name, in Latin letters.
        name: Text = "Name";
        /// Its name, in Arabic.
        name_ar: Text = "Name in Arabic (الاسم)";
        /// First year in which it stood, where known.
        since: Int = "Since (year)";
        /// Last year in which it stood; null when it still does.
        until: Int = "Until (year)";
        /// What it is: country, admin1.
        kind: Text = "Kind";
    }
    plus {
        /// A polygon or multipolygon.
        geometry: Option<Geometry<f64>>;
    }
    shape |row| row.geometry.clone();

    /// Mentions that were not resolved, or not surely; a person fills in the column `decision`.
    ReviewRow = "review" "To review" None {
        /// The article.
        doc_id: Text = "Article";
        /// Where the name begins: code points into the text as given.
        start: Int = "Start (code points)";
        /// Where the name ends: code points into the text as given.
        end: Int = "End (code points)";
        /// The name as the text writes it.
        surface: Text = "As written";
        /// The sentence it stands in.
        sentence: Text = "Sentence";
        /// Language of the sentence: ar, fr, en.
        lang: Text = "Language";
        /// Why it needs a look.
        reason: Text = "Reason";
        /// The best candidates, best first: `name (place_id) lat,lon similarity`, joined by `; `.
        candidates: Text = "Candidates";
        /// The evidence for and against each candidate, in log-odds, in the same order.
        evidence: Text = "Evidence";
        /// To fill in: a place_id, `LAT,LON`, or `not a place`.
        decision: Text = "Decision";
        /// What the decision holds for: this mention, the article, or every article.
        scope: Text = "Scope";
    }
    shape |_| None;

    /// Input records that could not be read.
    RejectedRow = "rejected" "Rejected" None {
        /// The file, or `-`.
        input: Text = "Input";
        /// The record's own identifier, where it has one.
        record: Text = "Record";
        /// Its line in the file, from 1, where it has one.
        line: Int = "Line";
        /// What was expected and what came.
        reason: Text = "Reason";
    }
    shape |_| None;
}

fn point(place: Option<LonLat>) -> Option<Geometry<f64>> {
    place.filter(|p| p.is_valid()).map(|p| Point::new(p.lon, p.lat).into())
}

/// The cell `candidates` of a review: the best `k`, each as `name (place_id) lat,lon similarity`,
/// joined by `; `.
#[must_use]
pub fn candidates_text(candidates: &[Candidate], k: usize) -> String {
    let one = |c: &Candidate| {
        let place = c.place.point.map_or_else(|| "?".to_owned(), |p| format!("{:.4},{:.4}", p.lat, p.lon));
        format!("{} ({}) {place} {:.2}", c.place.name, c.place.id, c.similarity)
    };
    candidates.iter().take(k).map(one).collect::<Vec<_>>().join("; ")
}

/// The cell `evidence` of a review: for each of the best `k` candidates its strongest terms in words
/// and log-odds, joined by `; `.
#[must_use]
pub fn evidence_text(candidates: &[Candidate], k: usize) -> String {
    let one = |c: &Candidate| {
        let mut terms = c.explanation();
        terms.truncate(5);
        format!("{} {:+.1}: {}", c.place.id, c.odds(), terms.join(", "))
    };
    candidates.iter().take(k).map(one).collect::<Vec<_>>().join("; ")
}
