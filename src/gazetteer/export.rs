//! A place as a row of a table that `import` takes back without losing a fact.

use super::{Name, Place, Usage};
use crate::text::Lang;

/// The columns, in their order.
pub const COLUMNS: [&str; 23] = [
    "id",
    "kind",
    "code",
    "lat",
    "lon",
    "country",
    "admin1",
    "admin1_old",
    "admin2",
    "admin3",
    "population",
    "radius_km",
    "since",
    "until",
    "name",
    "fr",
    "en",
    "ar",
    "other_language",
    "short",
    "colloquial",
    "historic",
    "source",
];

/// The cells of a place. Degrees have seven decimals (1 cm); lists are joined by `; `, and the list of a
/// language that prefers none of its names begins with `;`.
#[must_use]
pub fn row(place: &Place) -> [String; 23] {
    let number = |n: Option<String>| n.unwrap_or_default();
    let degrees = |d: Option<f64>| number(d.map(|d| format!("{d:.7}")));
    let used = |usage: Usage| joined(place.names.iter().filter(|n| n.usage == usage));
    [
        place.id.clone(),
        place.kind.code().to_owned(),
        place.code.clone(),
        degrees(place.point.map(|p| p.lat)),
        degrees(place.point.map(|p| p.lon)),
        place.country.clone(),
        place.admin1.clone(),
        place.admin1_old.clone(),
        place.admin2.clone(),
        place.admin3.clone(),
        number((place.population > 0).then(|| place.population.to_string())),
        number(place.radius_km.map(|r| r.to_string())),
        number(place.since.map(|y| y.to_string())),
        number(place.until.map(|y| y.to_string())),
        place.name.clone(),
        of_language(place, Lang::Fr),
        of_language(place, Lang::En),
        of_language(place, Lang::Ar),
        joined(place.names.iter().filter(|n| n.lang.is_none())),
        used(Usage::Short),
        used(Usage::Colloquial),
        used(Usage::Historic),
        place.sources.join("; "),
    ]
}

fn joined<'n>(names: impl Iterator<Item = &'n Name>) -> String {
    names.map(|n| n.text.as_str()).collect::<Vec<_>>().join("; ")
}

fn of_language(place: &Place, lang: Lang) -> String {
    let own = || place.names.iter().filter(|n| n.lang == Some(lang));
    let preferred = joined(own().filter(|n| n.preferred));
    let others = joined(own().filter(|n| !n.preferred));
    if others.is_empty() { preferred } else { format!("{preferred}; {others}") }
}
