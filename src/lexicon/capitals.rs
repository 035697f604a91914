//! The capitals of countries, for descriptions that name the country only.

use super::Country;

const CAPITALS: &str = include_str!("../../gazetteer/lexicon/capitals.tsv");

/// The name of a country's capital, where the press means one town by "the capital of the country".
#[must_use]
pub fn capital(country: Country) -> Option<&'static str> {
    CAPITALS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .find(|(code, _)| *code == country.code())
        .map(|(_, name)| name)
}
