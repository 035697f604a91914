//! Gold files, as `docs/evaluation.md` describes them.

use crate::article::Article;
use crate::text::Lang;
use serde::Deserialize;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// One article with known answers.
#[derive(Debug, Clone, Deserialize)]
pub struct Gold {
    /// The name of the article.
    pub id: String,
    /// Its language.
    pub lang: Option<String>,
    /// The headline.
    #[serde(default)]
    pub title: Option<String>,
    /// The text, unless it stands in a file of its own.
    #[serde(default)]
    pub text: Option<String>,
    /// The file with the text, beside the gold file.
    #[serde(default)]
    pub text_file: Option<PathBuf>,
    /// The day, month or year of publication.
    #[serde(default)]
    pub published: Option<String>,
    /// Every place name.
    pub mentions: Vec<GoldMention>,
    /// The phrases that place one thing by another.
    #[serde(default)]
    pub relations: Vec<GoldRelation>,
    /// Every event that the article reports.
    #[serde(default)]
    pub events: Vec<GoldEvent>,
    /// What the article recalls or denies: nothing that it reports as news.
    #[serde(default)]
    pub background: Vec<GoldBackground>,
}

/// Something that an article recalls, and that is not its news.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldBackground {
    /// What it is, in words.
    #[serde(default)]
    pub what: String,
    /// The first code point of the sentence that tells of it, or of the words in question.
    pub sentence: Option<usize>,
}

/// A place name with the place that it means.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldMention {
    /// The name as it stands in the text.
    pub surface: String,
    /// Its first code point.
    pub start: usize,
    /// What kind of place it is.
    #[serde(default)]
    pub kind: String,
    /// Another kind that is as right.
    #[serde(default)]
    pub kind_alt: Option<OneOrMany>,
    /// Degrees north; `None` when the place has no one point.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// The number of the place in GeoNames.
    #[serde(default)]
    pub geonameid: Option<u64>,
    /// False when the labeller was not sure; such mentions do not count for resolution.
    #[serde(default = "yes")]
    pub confident: bool,
}

/// A phrase that places something.
#[derive(Debug, Clone, Deserialize)]
pub struct GoldRelation {
    /// The kind, in the words of [`crate::toponyms::RelationKind`].
    pub kind: String,
    /// The first code point of the mention that is placed.
    #[serde(default)]
    pub of: Option<usize>,
    /// The first code points of the mentions that it is placed by.
    #[serde(default)]
    pub anchors: Vec<usize>,
    /// The distance given, km.
    #[serde(default)]
    pub km: Option<f64>,
    /// The direction given: `NE`.
    #[serde(default)]
    pub direction: Option<String>,
}

/// An event that the article reports.
#[derive(Debug, Clone, Deserialize, Default)]
#[serde(default)]
pub struct GoldEvent {
    /// The event type of the ACLED codebook.
    #[serde(rename = "type")]
    pub event_type: String,
    /// Another event type that is as right.
    pub type_alt: Option<OneOrMany>,
    /// The sub-event type.
    pub sub_type: Option<String>,
    /// Another sub-event type that is as right.
    pub sub_type_alt: Option<OneOrMany>,
    /// The name of the place, as in the text.
    #[serde(rename = "where")]
    pub place: String,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// How far off the truth may lie, km.
    pub tolerance_km: Option<f64>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// The day, month or year.
    pub date: Option<String>,
    /// How closely the text gives the date: 1 day, 2 week, 3 month.
    pub time_precision: Option<u8>,
    /// First and last day that are as right.
    pub date_range: Option<(String, String)>,
    /// The number killed.
    pub fatalities: Option<u32>,
    /// Least and most that are as right.
    pub fatalities_range: Option<(u32, u32)>,
    /// The number injured.
    pub injuries: Option<u32>,
    /// The number taken away.
    pub abducted: Option<u32>,
    /// Who began it.
    pub actor1: Option<String>,
    /// Others who are as right.
    pub actor1_alt: Option<OneOrMany>,
    /// The other side.
    pub actor2: Option<String>,
    /// Others who are as right.
    pub actor2_alt: Option<OneOrMany>,
    /// Who says that it did it.
    pub claimed_by: Option<String>,
}

/// A word or a list of words.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    /// True when `word` is among them.
    #[must_use]
    pub fn holds(&self, word: &str) -> bool {
        self.words().any(|w| w == word)
    }

    /// All of them.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let words = match self {
            OneOrMany::One(word) => std::slice::from_ref(word),
            OneOrMany::Many(words) => words,
        };
        words.iter().map(String::as_str)
    }
}

impl GoldEvent {
    /// The names of the place: one, or the two ends of a stretch.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.place.split('…').map(str::trim).filter(|n| !n.is_empty())
    }

    /// The first of these names; empty when there is none.
    #[must_use]
    pub fn first_name(&self) -> &str {
        self.names().next().unwrap_or_default()
    }
}

fn yes() -> bool {
    true
}

/// Why a gold file is not usable.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", path.display())]
pub struct GoldError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

/// Reads a gold file and the article that it is about.
///
/// # Errors
/// When a file cannot be read, is no gold file, or says that a name stands where it does not.
pub fn read_gold(path: &Path) -> Result<(Gold, Article), GoldError> {
    let error = |reason: String| GoldError { path: path.to_owned(), reason };
    let json = std::fs::read_to_string(path).map_err(|e| error(e.to_string()))?;
    let gold: Gold = serde_json::from_str(&json).map_err(|e| error(format!("not a gold file: {e}")))?;
    let text = match &gold.text {
        Some(text) => text.clone(),
        None => {
            let file = text_file(path, &gold).ok_or_else(|| error("it has neither text nor text_file".to_owned()))?;
            std::fs::read_to_string(&file).map_err(|e| error(format!("{}: {e}", file.display())))?
        }
    };
    let mut article = Article::new(gold.id.clone(), text, gold.lang.as_deref().and_then(Lang::parse));
    article.title.clone_from(&gold.title);
    article.published = match gold.published.as_deref().map(crate::article::parse_date) {
        Some(Err(reason)) => return Err(error(format!("published: {reason}"))),
        date => date.and_then(Result::ok),
    };
    for mention in &gold.mentions {
        let found = mention.bytes(&article.text).and_then(|r| article.text.get(r));
        if found != Some(mention.surface.as_str()) {
            return Err(error(format!("{:?} does not stand at code point {}", mention.surface, mention.start)));
        }
    }
    for event in &gold.events {
        if event.event_type.is_empty() {
            return Err(error(format!("the event at {:?} has no type", event.place)));
        }
        if !in_range(event.lat, 90.0) || !in_range(event.lon, 180.0) {
            return Err(error(format!("the event at {:?} lies off the Earth", event.place)));
        }
    }
    Ok((gold, article))
}

fn in_range(degrees: Option<f64>, most: f64) -> bool {
    degrees.is_none_or(|d| d.abs() <= most)
}

/// The file with the text of a gold file that holds none: the one it names, or `article-ar.txt` (with the
/// language of the gold), or the one of the same name that ends in `.txt`.
fn text_file(path: &Path, gold: &Gold) -> Option<PathBuf> {
    let folder = path.parent().unwrap_or(Path::new(""));
    if let Some(file) = &gold.text_file {
        return Some(folder.join(file));
    }
    let by_lang = gold.lang.as_ref().map(|lang| folder.join(format!("article-{lang}.txt")));
    [Some(path.with_extension("txt")), by_lang].into_iter().flatten().find(|file| file.is_file())
}

impl GoldMention {
    /// True when the place is of this kind, or as rightly so.
    #[must_use]
    pub fn is_kind(&self, kind: &str) -> bool {
        self.kind == kind || self.kind_alt.as_ref().is_some_and(|alt| alt.holds(kind))
    }

    /// The bytes of the name in the text; `None` when the text is shorter.
    #[must_use]
    pub fn bytes(&self, text: &str) -> Option<Range<usize>> {
        let start = text.char_indices().nth(self.start).map(|(i, _)| i)?;
        let end = start + self.surface.len();
        (end <= text.len()).then_some(start..end)
    }
}
