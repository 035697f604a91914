//! All that was read out of one article.

use super::Event;
use crate::article::Article;
use crate::resolution::{Location, Resolution};
use crate::toponyms::Found;

/// An article and what it says.
#[derive(Debug, Clone)]
pub struct Report {
    /// The article, its text as given.
    pub article: Article,
    /// The place names and the phrases that relate them.
    pub found: Found,
    /// What each mention means, in the order of the mentions.
    pub resolutions: Vec<Resolution>,
    /// What happened, the main thing first, with where it lies.
    pub events: Vec<(Event, Option<Location>)>,
}
