//! The columns of a table of names: which of them say what, and those that are added.

use crate::layers::{Cell, Countries, candidates_text, guard, unguard};
use crate::resolution::{Method, NameRow, Resolution};
use crate::space::iso3_of;
use crate::text::Lang;
use std::borrow::Cow;

/// The columns that are added, in their order.
pub(super) const ADDED: [&str; 11] = [
    "place_id",
    "matched_name",
    "latitude",
    "longitude",
    "kind",
    "admin1",
    "country",
    "similarity",
    "confidence",
    "method",
    "candidates",
];

/// Where what stands in a table.
pub(super) struct Columns {
    header: Vec<String>,
    given: usize,
    name: usize,
    country: Option<usize>,
    admin1: Option<usize>,
    admin2: Option<usize>,
    kind: Option<usize>,
    near: Option<usize>,
    /// The document of a row.
    pub doc: Option<usize>,
}

impl Columns {
    pub fn of(header: &csv::StringRecord) -> Result<Columns, String> {
        let find = |wanted: &str| header.iter().position(|h| h.eq_ignore_ascii_case(wanted));
        let Some(name) = find("name") else {
            let columns: Vec<&str> = header.iter().collect();
            return Err(format!("expected a column `name`; the columns are {}", columns.join(", ")));
        };
        let mut names: Vec<String> = header.iter().map(str::to_owned).collect();
        for added in ADDED {
            let is_taken = |name: &str, names: &[String]| names.iter().any(|n| n.eq_ignore_ascii_case(name));
            let mut own = added.to_owned();
            while is_taken(&own, &names) {
                own = format!("place_{own}");
            }
            names.push(own);
        }
        Ok(Columns {
            given: header.len(),
            name,
            country: find("country"),
            admin1: find("admin1"),
            admin2: find("admin2"),
            kind: find("kind"),
            near: find("near"),
            doc: find("doc"),
            header: names,
        })
    }

    /// The header of the output.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The cells of the input as they are written again: what a spreadsheet would run is guarded,
    /// numbers and coordinates are left alone.
    pub fn given<'r>(&self, cells: &'r csv::StringRecord) -> impl Iterator<Item = Cow<'r, str>> + use<'r> {
        let is_number = |cell: &str| cell.split(',').all(|part| part.trim().parse::<f64>().is_ok());
        cells
            .iter()
            .take(self.given)
            .map(move |cell| if is_number(cell) { Cow::Borrowed(cell) } else { guard(unguard(cell)) })
    }

    /// What a row asks.
    pub fn row(&self, cells: &csv::StringRecord) -> NameRow {
        let cell = |at: Option<usize>| {
            at.and_then(|at| cells.get(at)).map(|c| unguard(c).trim().to_owned()).unwrap_or_default()
        };
        NameRow {
            name: cell(Some(self.name)),
            country: cell(self.country),
            admin1: cell(self.admin1),
            admin2: cell(self.admin2),
            kind: cell(self.kind),
            near: cell(self.near),
        }
    }

    /// The document that a row belongs to; empty for none.
    pub fn document<'r>(&self, cells: &'r csv::StringRecord) -> &'r str {
        self.doc.and_then(|at| cells.get(at)).unwrap_or_default().trim()
    }
}

/// The cells that are added to a row. A place that is less sure than `least` is left out; the
/// candidates stay.
pub(super) fn cells(resolution: &Resolution, least: f64, candidates: usize, countries: &Countries) -> [String; 11] {
    let listed = guard(&candidates_text(&resolution.candidates, candidates)).into_owned();
    let place = resolution.place.as_deref().filter(|_| resolution.confidence >= least);
    let Some(place) = place else {
        let mut out: [String; 11] = Default::default();
        if resolution.method == Method::Decision {
            // Somebody said that it is no place.
            (out[8], out[9]) = ("1.0".to_owned(), Method::Decision.code().to_owned());
        }
        out[10] = listed;
        return out;
    };
    let text = |text: &str| guard(text).into_owned();
    let number = |x: f64, decimals: f64| {
        let scale = 10f64.powf(decimals);
        Cell::Real((x * scale).round() / scale).to_text().into_owned()
    };
    let chosen = resolution.candidates.iter().find(|c| c.place.id == place.id);
    let country = iso3_of(&place.country).map(|iso3| countries.name(iso3, Lang::En)).unwrap_or_default();
    [
        text(&place.id),
        text(match chosen {
            Some(chosen) => &chosen.matched,
            // The division that the row names, and not the name itself.
            None if resolution.method == Method::Context => "",
            None => &place.name,
        }),
        place.point.map(|p| number(p.lat, 7.0)).unwrap_or_default(),
        place.point.map(|p| number(p.lon, 7.0)).unwrap_or_default(),
        place.kind.code().to_owned(),
        text(&place.admin1),
        text(&country),
        match chosen {
            None if resolution.method == Method::Context => String::new(),
            _ => number(chosen.map_or(1.0, |c| c.similarity), 3.0),
        },
        number(resolution.confidence, 3.0),
        resolution.method.code().to_owned(),
        listed,
    ]
}
