//! How likely a place is to be in the news.

use crate::gazetteer::{Kind, View};

/// How likely a place is to be in the news, on a scale of 0 to 6: by what it is, whether it was
/// curated, and its inhabitants.
pub(crate) fn prominence(view: &View) -> f64 {
    let by_size = (f64::from(view.population()) + 1.0).log10().min(7.0) / 7.0;
    let base = match view.kind() {
        Kind::Country => return 6.0,
        Kind::Admin1 => 4.2,
        Kind::Region => 2.0,
        Kind::Admin2 => 3.2,
        Kind::City => 3.0,
        Kind::Town => 2.2,
        Kind::Admin3 => 1.5,
        Kind::Village => 1.0,
        Kind::Quarter | Kind::Camp | Kind::Base | Kind::Post | Kind::Airport | Kind::Mine => 0.8,
        Kind::Forest | Kind::Hill | Kind::Lake | Kind::River | Kind::Island => 0.7,
        _ => 0.3,
    };
    let remote = if view.kind().is_populated() && is_remote(view) { REMOTE } else { 0.0 };
    base + by_size + if view.is_curated() { 1.0 } else { 0.0 } - remote
}

/// What a city loses of its prominence in a country of which the Sahel's press tells little.
const REMOTE: f64 = 1.5;

/// Countries outside Africa whose towns, and not only the capital, are in the Sahel's news: where its people
/// live, its rulers travel and its conflicts are talked over.
const TOLD_OF: &[&str] = &[
    "AE", "AT", "BE", "CA", "CH", "DE", "EG", "ES", "FR", "GB", "IE", "IL", "IQ", "IT", "JO", "KW", "LB", "LU", "MT",
    "NL", "NO", "OM", "PS", "PT", "QA", "RU", "SA", "SE", "SY", "TR", "UA", "US", "YE",
];

/// A city in a country far off, and not its capital: Medan is rather a square (ميدان) than a city of Indonesia.
fn is_remote(view: &View) -> bool {
    const AFRICA: &[&str] = &[
        "AO", "BF", "BI", "BJ", "BW", "CD", "CF", "CG", "CI", "CM", "CV", "DJ", "DZ", "EH", "ER", "ET", "GA", "GH",
        "GM", "GN", "GQ", "GW", "KE", "KM", "LR", "LS", "LY", "MA", "MG", "ML", "MR", "MU", "MW", "MZ", "NA", "NE",
        "NG", "RE", "RW", "SC", "SD", "SL", "SN", "SO", "SS", "ST", "SZ", "TD", "TG", "TN", "TZ", "UG", "YT", "ZA",
        "ZM", "ZW",
    ];
    let country = view.country();
    !country.is_empty() && !AFRICA.contains(&country) && !TOLD_OF.contains(&country) && view.code() != "PPLC"
}
