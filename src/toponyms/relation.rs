use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

/// What places one thing by others: "25 km east of X", "between X and Y".
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// The kind of phrase.
    pub kind: RelationKind,
    /// The mention that is placed; `None` when the phrase places whatever the clause reports.
    pub of: Option<usize>,
    /// The mentions that it is placed by, in the order of the text.
    pub anchors: Vec<usize>,
    /// The distance that the text gives, km.
    pub km: Option<f64>,
    /// The direction that the text gives, from the anchor.
    pub direction: Option<Direction>,
    /// Bytes of the phrase, anchors included.
    pub range: Range<usize>,
    /// The sentence it stands in.
    pub sentence: usize,
}

impl Relation {
    /// The phrase names a mention only for its border: "near the border with Mali".
    #[must_use]
    pub fn is_border_of(&self, mention: usize) -> bool {
        self.kind.is_border() && self.anchors.contains(&mention)
    }
}

/// The kinds of [`Relation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// In a region, division or country.
    In,
    /// Near a place.
    Near,
    /// Between two places.
    Between,
    /// On the road or axis that joins two places, or leads to one.
    OnRoad,
    /// So many km from a place, perhaps in a direction.
    Distance,
    /// In a direction from a place, with no distance.
    Direction,
    /// A part of an area: the south of Mali, the centre of the country.
    PartOf,
    /// At or near the border of or with a country.
    Border,
    /// So many km from a border.
    BorderDistance,
    /// From one place to another.
    Path,
    /// Along a river, on a bank.
    Along,
    /// A quarter or neighbourhood of a town.
    QuarterOf,
}

impl RelationKind {
    /// At, near or some km from a border.
    #[must_use]
    pub fn is_border(self) -> bool {
        matches!(self, RelationKind::Border | RelationKind::BorderDistance)
    }
}

/// One of sixteen winds, or the middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Direction {
    N,
    NNE,
    NE,
    ENE,
    E,
    ESE,
    SE,
    SSE,
    S,
    SSW,
    SW,
    WSW,
    W,
    WNW,
    NW,
    NNW,
    Centre,
}

impl Direction {
    /// The bearing in degrees clockwise from north; `None` for the middle.
    #[must_use]
    pub fn bearing(self) -> Option<f64> {
        (self != Direction::Centre).then(|| f64::from(self as u8) * 22.5)
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Direction::Centre => f.write_str("centre"),
            wind => write!(f, "{wind:?}"),
        }
    }
}
