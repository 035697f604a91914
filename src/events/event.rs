use crate::text::Precision;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

/// One thing that happened, as an article tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The sentence that tells most of it.
    pub sentence: usize,
    /// All sentences that tell of it, in order.
    pub sentences: Vec<usize>,
    /// Only the headline tells of it; the sentence is then the first.
    pub in_headline: bool,
    /// Bytes of the word that reports it.
    pub trigger: Range<usize>,
    /// What it is; its event type follows from it.
    pub sub_event_type: SubEventType,
    /// Who begins it.
    pub actor1: Option<String>,
    /// Who is with `actor1`.
    pub assoc_actor_1: Option<String>,
    /// Whom it is done to.
    pub actor2: Option<String>,
    /// Who is with `actor2`.
    pub assoc_actor_2: Option<String>,
    /// People killed, on all sides.
    pub fatalities: Option<Toll>,
    /// People wounded.
    pub injuries: Option<Toll>,
    /// People abducted.
    pub abducted: Option<Toll>,
    /// The actor that says that it did it.
    pub claimed_by: Option<String>,
    /// The day, or the first day of the time that the text gives.
    pub date: Option<Date>,
    /// How closely the text gives the date.
    pub time_precision: Precision,
    /// Where it happened.
    pub site: Option<Site>,
    /// History that the article recalls, not its news.
    pub is_background: bool,
    /// Still going on: a siege, a blockade.
    pub is_ongoing: bool,
    /// 1 for what the article mainly reports.
    pub rank: u32,
    /// The probability, 0 to 1, that a careful reader would code this event.
    pub confidence: f64,
}

impl Event {
    /// The event type that the sub-event type belongs to, in ACLED's words.
    #[must_use]
    pub fn event_type(&self) -> &'static str {
        self.sub_event_type.event_type()
    }
}

/// Where an event happened, in the terms of the article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// Indices of the mentions: the place, or the two ends of "between X and Y".
    pub mentions: Vec<usize>,
    /// Index of the relation that says how the event lies to them.
    pub relation: Option<usize>,
}

/// A number of people, as far as the text tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Toll {
    /// The number to work with.
    pub best: u32,
    /// The least that the text says.
    pub low: u32,
    /// The most; `None` when it is left open ("at least").
    pub high: Option<u32>,
}

impl Toll {
    /// A number that is known exactly.
    #[must_use]
    pub fn exactly(n: u32) -> Toll {
        Toll { best: n, low: n, high: Some(n) }
    }

    /// A word for a number, no number: several, dozens, hundreds.
    #[must_use]
    pub fn is_loose(&self) -> bool {
        self.high.is_none() && matches!(self.best, 3 | 12 | 100)
    }

    /// Two tolls of different people added up.
    #[must_use]
    pub fn plus(self, other: Toll) -> Toll {
        Toll {
            best: self.best.saturating_add(other.best),
            low: self.low.saturating_add(other.low),
            high: self.high.zip(other.high).map(|(a, b)| a.saturating_add(b)),
        }
    }

    /// The same people counted twice: `self` stays the best, the range covers both.
    #[must_use]
    pub fn or(self, other: Toll) -> Toll {
        Toll { best: self.best, low: self.low.min(other.low), high: self.high.zip(other.high).map(|(a, b)| a.max(b)) }
    }
}

macro_rules! sub_event_types {
    ($($event:literal { $($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)? })*) => {
        /// The sub-event types of ACLED's codebook that makan codes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum SubEventType { $($($(#[$doc])* $variant),*),* }

        impl SubEventType {
            /// All of them, in the order of the codebook.
            pub const ALL: &'static [SubEventType] = &[$($(SubEventType::$variant),*),*];

            /// The name, spelled as ACLED spells it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $($(SubEventType::$variant => $name),*),* }
            }

            /// The event type it belongs to, spelled as ACLED spells it.
            #[must_use]
            pub fn event_type(self) -> &'static str {
                match self { $($(SubEventType::$variant)|* => $event),* }
            }
        }
    };
}

sub_event_types! {
    "Battles" {
        /// Two armed sides fight.
        ArmedClash = "Armed clash",
        /// The state wins a place by fighting.
        GovernmentRegains = "Government regains territory",
        /// An armed group wins a place by fighting.
        NonStateOvertakes = "Non-state actor overtakes territory",
    }
    "Explosions/Remote violence" {
        /// From the air.
        AirStrike = "Air/drone strike",
        /// A bomber who dies.
        SuicideBomb = "Suicide bomb",
        /// Guns, mortars, rockets.
        Shelling = "Shelling/artillery/missile attack",
        /// Mines and bombs set off from afar.
        Explosive = "Remote explosive/landmine/IED",
        /// Hand grenades.
        Grenade = "Grenade",
    }
    "Violence against civilians" {
        /// People who bear no arms are attacked.
        Attack = "Attack",
        /// People are taken away.
        Abduction = "Abduction/forced disappearance",
        /// Rape and its like.
        SexualViolence = "Sexual violence",
    }
    "Protests" {
        /// A demonstration that nobody meets with force.
        PeacefulProtest = "Peaceful protest",
        /// A demonstration broken up.
        ProtestWithIntervention = "Protest with intervention",
        /// A demonstration met with deadly force.
        ExcessiveForce = "Excessive force against protesters",
    }
    "Riots" {
        /// Demonstrators turn violent.
        ViolentDemonstration = "Violent demonstration",
        /// A crowd attacks people or property.
        MobViolence = "Mob violence",
    }
    "Strategic developments" {
        /// An accord.
        Agreement = "Agreement",
        /// Arrests that matter.
        Arrests = "Arrests",
        /// A group forms, splits, joins, moves.
        ChangeToGroup = "Change to group/activity",
        /// Weapons found, bombs defused, attacks foiled.
        DisruptedWeapons = "Disrupted weapons use",
        /// A base or headquarters is set up.
        BaseEstablished = "Headquarters or base established",
        /// Robbery and ruin without violence to people.
        Looting = "Looting/property destruction",
        /// A place changes hands without a fight.
        NonViolentTransfer = "Non-violent transfer of territory",
        /// Anything else that matters: hostages freed, blockades.
        Other = "Other",
    }
}

impl fmt::Display for SubEventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
