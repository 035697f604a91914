use crate::gazetteer::Kind;
use crate::space::LonLat;
use crate::text::Lang;
use std::ops::Range;

/// A name of a place, as it stands in an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Bytes into the article's text: the bare name, without clitics and class nouns.
    pub range: Range<usize>,
    /// The original slice.
    pub surface: String,
    /// The sentence it stands in.
    pub sentence: usize,
    /// The language of that sentence.
    pub lang: Lang,
    /// What the text calls it (قرية, ville, district): the kinds that the class noun allows.
    pub asked: Vec<Kind>,
    /// The probability that this is a place name at all, 0 to 1.
    pub score: f64,
    /// True when the best known bearer of the name is a country, or a region by usage.
    pub is_country_like: bool,
    /// True when all known bearers of the name are divisions, regions or countries.
    pub is_area: bool,
    /// Coordinates, where the text itself gives them instead of a name.
    pub written: Option<LonLat>,
    /// The name that a description means: Bamako for "the Malian capital".
    pub stands_for: Option<String>,
    /// True in a dateline, byline or caption, which says where the reporter is and not what happened there.
    pub is_dateline: bool,
}

impl Mention {
    /// A name that is surely one, of which nothing else is known.
    #[must_use]
    pub fn certain(range: Range<usize>, surface: &str, sentence: usize, lang: Lang) -> Self {
        Mention {
            range,
            surface: surface.to_owned(),
            sentence,
            lang,
            asked: Vec::new(),
            score: 1.0,
            is_country_like: false,
            is_area: false,
            written: None,
            stands_for: None,
            is_dateline: false,
        }
    }
}
