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
    base + by_size + if view.is_curated() { 1.0 } else { 0.0 }
}
