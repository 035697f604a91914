use crate::space::LonLat;
use crate::text::Lang;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A known place, with all that is known of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Stable identifier, its source and the number there: `gn:2458187`, `mk:ml-wagadou`, `iso:MLI`.
    pub id: String,
    /// The main name, in Latin letters where there is one.
    pub name: String,
    /// All other names.
    pub names: Vec<Name>,
    /// What it is.
    pub kind: Kind,
    /// The GeoNames feature code (`PPL`, `ADM1`, ...); empty when unknown.
    pub code: String,
    /// A representative point, degrees.
    pub point: Option<LonLat>,
    /// ISO 3166-1 alpha-2; empty for what belongs to no one country.
    pub country: String,
    /// Name of the first-level division today; empty when unknown.
    pub admin1: String,
    /// Name of the first-level division before the last reform, where it differs.
    pub admin1_old: String,
    /// Name of the second-level division; empty when unknown.
    pub admin2: String,
    /// Name of the third-level division; empty when unknown.
    pub admin3: String,
    /// Inhabitants; 0 when unknown.
    pub population: u64,
    /// Kilometres from the point within which the place lies, for areas without a polygon.
    pub radius_km: Option<f64>,
    /// First year in which a division stood, where known.
    pub since: Option<i16>,
    /// Last year in which a division stood, where it is no more.
    pub until: Option<i16>,
    /// Where the facts come from.
    pub sources: Vec<String>,
}

impl Place {
    /// Adds a name, or what is said of one that is known: its language, that it is preferred, its usage.
    ///
    /// A language keeps the preferred name that it has; a name that two languages share is listed for
    /// the second one only where that one prefers it.
    pub(super) fn add_name(&mut self, mut name: Name) {
        name.preferred &= !self.names.iter().any(|n| n.preferred && n.lang == name.lang) || name.lang.is_none();
        let same = self.names.iter_mut().find(|n| n.text == name.text && (n.lang.is_none() || n.lang == name.lang));
        if let Some(known) = same {
            known.lang = name.lang;
            known.preferred |= name.preferred;
            if known.usage == Usage::Plain {
                known.usage = name.usage;
            }
            return;
        }
        let is_known = name.text == self.name || self.names.iter().any(|n| n.text == name.text);
        if !is_known || (name.lang.is_some() && name.preferred) {
            self.names.push(name);
        }
    }

    /// The preferred name in a language, or the first one in it.
    #[must_use]
    pub fn name_in(&self, lang: Lang) -> Option<&str> {
        let of_lang = || self.names.iter().filter(|n| n.lang == Some(lang));
        of_lang().find(|n| n.preferred).or_else(|| of_lang().next()).map(|n| n.text.as_str())
    }
}

/// One name of a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Name {
    /// The name as written.
    pub text: String,
    /// Its language, where known.
    pub lang: Option<Lang>,
    /// The first choice of its language.
    pub preferred: bool,
    /// How it is used.
    pub usage: Usage,
}

/// How a name is used, as far as a source says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[repr(u8)]
pub enum Usage {
    /// As any name.
    #[default]
    Plain,
    /// A short form: Bobo for Bobo-Dioulasso.
    Short,
    /// In speech or slang.
    Colloquial,
    /// No more, or in accounts of the past.
    Historic,
}

impl Usage {
    /// All of them, in their fixed order.
    pub const ALL: [Usage; 4] = [Usage::Plain, Usage::Short, Usage::Colloquial, Usage::Historic];

    /// The usage of that number.
    pub(super) fn of(number: u8) -> Usage {
        Usage::ALL.get(usize::from(number)).copied().unwrap_or_default()
    }

    /// The word for it in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Usage::Plain => "",
            Usage::Short => "short",
            Usage::Colloquial => "colloquial",
            Usage::Historic => "historic",
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $code:literal),* $(,)?) => {
        /// What a place is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        #[repr(u8)]
        pub enum Kind { $($(#[$doc])* $variant),* }

        impl Kind {
            /// All kinds, in their fixed order.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant),*];

            /// The word for it in files and layers.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Kind::$variant => $code),* }
            }
        }

        impl FromStr for Kind {
            type Err = UnknownKind;
            fn from_str(word: &str) -> Result<Kind, UnknownKind> {
                match word { $($code => Ok(Kind::$variant),)* _ => Err(UnknownKind(word.to_owned())) }
            }
        }
    };
}

kinds! {
    /// A sovereign state or territory.
    Country = "country",
    /// First-level division: region, wilaya, state.
    Admin1 = "admin1",
    /// Second-level division: cercle, province, department, moughataa.
    Admin2 = "admin2",
    /// Third-level division: commune, arrondissement.
    Admin3 = "admin3",
    /// A region by usage, without official bounds: the Sahel, Azawad, Liptako-Gourma.
    Region = "region",
    /// A city: 100,000 inhabitants or more, or a capital.
    City = "city",
    /// A town: 5,000 inhabitants or more, or a seat.
    Town = "town",
    /// A village, or any populated place of unknown size.
    #[default]
    Village = "village",
    /// A part of a town.
    Quarter = "quarter",
    /// A camp of refugees, displaced people or nomads.
    Camp = "camp",
    /// A military base or post.
    Base = "base",
    /// A border or customs post.
    Post = "post",
    /// An airport or airfield.
    Airport = "airport",
    /// A mine or well field.
    Mine = "mine",
    /// A forest or reserve.
    Forest = "forest",
    /// A hill or mountain.
    Hill = "hill",
    /// A stretch of desert, dunes.
    Desert = "desert",
    /// A valley.
    Valley = "valley",
    /// A lake or pond.
    Lake = "lake",
    /// A river.
    River = "river",
    /// A well or water point.
    Well = "well",
    /// A wadi or seasonal stream.
    Wadi = "wadi",
    /// An island.
    Island = "island",
    /// Any other natural feature, spot or area.
    Natural = "natural",
    /// A building, road or other made thing.
    Spot = "spot",
}

/// A word that names no [`Kind`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKind(pub String);

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no kind of place; the kinds are", self.0)?;
        Kind::ALL.iter().try_for_each(|k| write!(f, " {}", k.code()))
    }
}

impl std::error::Error for UnknownKind {}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Kind {
    /// A country or an official division of one.
    #[must_use]
    pub fn is_division(self) -> bool {
        self <= Kind::Admin3
    }

    /// A city, town, village, quarter or camp.
    #[must_use]
    pub fn is_populated(self) -> bool {
        (Kind::City..=Kind::Camp).contains(&self)
    }

    /// An area rather than a spot: a country, a division or a region by usage.
    #[must_use]
    pub fn is_area(self) -> bool {
        self <= Kind::Region
    }
}
