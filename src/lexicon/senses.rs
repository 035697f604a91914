use super::actors::ActorId;
use super::country::Country;
use super::inflect::inflect;
use super::trie::{Problem, Trie};
use crate::text::Lang;

/// What a phrase may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// A named actor of the table.
    Actor(ActorId),
    /// The name of a country.
    Country(Country),
    /// Of a country: Malian.
    Demonym(Country),
    /// A verb that reports an act; an Arabic form may be active or passive.
    Verb(Act),
    /// A noun that reports an act.
    Noun(Act, Count),
    /// People by their role.
    People(Role, Count),
    /// A thing or place that is attacked.
    Object(Target, Count),
    /// What the act is done with.
    Weapon(Weapon),
    /// The heading of a coder's note: "Looting: On 5 May ...".
    Heading(Act),
    /// A word that tells how to take what stands near it.
    Cue(Cue),
}

/// How many of a noun its form names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Singular.
    One,
    /// Arabic dual.
    Two,
    /// Plural or collective.
    Many,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// The word for it in the lists.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// Reads the word of the lists.
            #[must_use]
            pub fn parse(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// What is done.
    Act {
        /// An attack, an assault, a raid.
        Attack = "attack",
        /// An ambush.
        Ambush = "ambush",
        /// Fighting between two sides.
        Clash = "clash",
        /// An attack beaten off: it took place.
        Repel = "repel",
        /// Death by violence.
        Kill = "kill",
        /// Death told of the victim: dies, loses his life.
        Die = "die",
        /// Killing as armies report it: neutralised, eliminated.
        Neutralise = "neutralise",
        /// Wounds.
        Injure = "injure",
        /// An explosion on the ground: mine, bomb, IED.
        Blast = "blast",
        /// A strike from the air.
        AirStrike = "airstrike",
        /// Shells, rockets, mortars.
        Shell = "shell",
        /// A bomber who dies with the bomb.
        Suicide = "suicide",
        /// A grenade is thrown.
        Grenade = "grenade",
        /// A kidnapping.
        Abduct = "abduct",
        /// Hostages or prisoners go free.
        Free = "free",
        /// Arrests by an authority.
        Arrest = "arrest",
        /// A demonstration.
        Protest = "protest",
        /// Violence by a crowd.
        Riot = "riot",
        /// A crowd punishes somebody.
        Lynch = "lynch",
        /// A crowd is broken up.
        Disperse = "disperse",
        /// Robbery of goods or cattle.
        Loot = "loot",
        /// Fire or ruin brought upon property.
        Burn = "burn",
        /// Weapons or equipment taken from the enemy.
        Capture = "capture",
        /// A place is taken or entered.
        Take = "take",
        /// A place is taken back.
        Retake = "retake",
        /// Forces leave a place.
        Withdraw = "withdraw",
        /// A camp or base is set up.
        Base = "base",
        /// A siege or blockade.
        Siege = "siege",
        /// Weapons found, bombs defused, an attack foiled.
        Disrupt = "disrupt",
        /// Sexual violence.
        Sexual = "sexual",
        /// An accord.
        Agree = "agree",
        /// Groups form, join, split, lay down arms.
        Change = "change",
        /// Forces move, patrol, threaten or preach without violence.
        Move = "move",
        /// Something is done of which another word says what (carry out, mener, شن).
        Do = "do",
        /// Something follows from it (left, killed as a result, أسفر عن).
        Result = "result",
    }
}

words! {
    /// Who people are.
    Role {
        /// Soldiers, the army.
        Soldier = "soldier",
        /// The air force, and aircraft of an army.
        AirForce = "airforce",
        /// Police.
        Police = "police",
        /// Gendarmes.
        Gendarme = "gendarme",
        /// National guards.
        Guard = "guard",
        /// Customs officers and foresters.
        Ranger = "ranger",
        /// Forces of security without a closer word.
        Security = "security",
        /// Jihadists, terrorists, rebels without a name.
        Militant = "militant",
        /// Armed men of whom no more is said.
        Gunman = "gunman",
        /// Bandits.
        Bandit = "bandit",
        /// Militiamen and self-defence groups.
        Militia = "militia",
        /// A communal militia named by an ethnic group.
        Communal = "communal",
        /// Hired fighters.
        Mercenary = "mercenary",
        /// Peacekeepers.
        Peacekeeper = "peacekeeper",
        /// People who bear no arms.
        Civilian = "civilian",
        /// People, of whom the text does not say what they are.
        Person = "person",
        /// Hostages.
        Hostage = "hostage",
        /// Prisoners.
        Prisoner = "prisoner",
        /// Demonstrators.
        Protester = "protester",
        /// A violent crowd.
        Rioter = "rioter",
        /// Fighters of a group that stands beside the word (its elements, members).
        Member = "member",
        /// A group named before: the group, التنظيم.
        Group = "group",
    }
}

words! {
    /// What is attacked, other than people.
    Target {
        /// A camp, post, convoy, patrol.
        Military = "military",
        /// A village, a market, a bus.
        Civilian = "civilian",
        /// Vehicles, which may be anybody's.
        Vehicle = "vehicle",
        /// Cattle and goods.
        Goods = "goods",
        /// Weapons and materiel.
        Arms = "arms",
    }
}

words! {
    /// What the act is done with.
    Weapon {
        /// A drone or an aircraft.
        Air = "air",
        /// A mine or an improvised bomb.
        Bomb = "bomb",
        /// Mortars, rockets, guns.
        Artillery = "artillery",
        /// An explosive vest, a vehicle driven by a bomber.
        Suicide = "suicide",
        /// A grenade.
        Grenade = "grenade",
        /// Guns and blades: fighting at close range.
        Small = "small",
        /// Tear gas, batons.
        Crowd = "crowd",
    }
}

words! {
    /// How to take what stands near a word.
    Cue {
        /// Not, no, without.
        Not = "not",
        /// Foiled, averted.
        Foil = "foil",
        /// Planned, threatened, feared, possible.
        Plan = "plan",
        /// If, in case.
        If = "if",
        /// Denied.
        Deny = "deny",
        /// Claims the act as one's own.
        Claim = "claim",
        /// Says, announces.
        Say = "say",
        /// Introduces whoever did it: by.
        By = "by",
        /// Introduces whoever suffered it: against.
        Against = "against",
        /// Between two sides, with.
        With = "with",
        /// Another, separately: a new event begins.
        Another = "another",
        /// A part of a number just given.
        Including = "including",
        /// A toll replaces an earlier one.
        Revised = "revised",
        /// For years, since, regularly: history or habit.
        Background = "background",
        /// Often, regularly: the act beside it is a habit.
        Habitual = "habitual",
        /// Still going on.
        Ongoing = "ongoing",
        /// Passive: an auxiliary, or تم.
        Passive = "passive",
        /// Pluperfect, which tells of earlier things.
        Earlier = "earlier",
        /// Somewhat: several, regular attacks in general.
        General = "general",
        /// Joined by, accompanied by.
        Beside = "beside",
        /// What the clause reports is an investigation, a trial, a speech, an anniversary.
        Aftermath = "aftermath",
        /// Linked to, affiliated with: what follows is no party.
        Kin = "kin",
        /// Harm that nobody did: a flood, a road accident, an epidemic.
        Accident = "accident",
        /// People who moved or lost their homes: the number beside it is no toll.
        Moved = "moved",
        /// Operates, is active somewhere: who does so takes no part in what is told.
        Dwell = "dwell",
        /// Without a fight, after others left: a place changes hands in peace.
        Unopposed = "unopposed",
        /// A phrase that would mislead: it is skipped.
        Skip = "skip",
    }
}

/// Reads a word list: `class`, `word`, `forms`, separated by tabs; forms separated by ` | `.
pub(super) fn read(lang: Lang, list: &str, trie: &mut Trie, problems: &mut Vec<Problem>) {
    for (i, line) in list.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut problem = |what: String| problems.push(Problem { file: lang.code().into(), line: i + 1, what });
        let mut fields = line.split('\t');
        let (Some(class), Some(word), Some(forms), None) = (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            problem("three fields expected: class, word, forms".into());
            continue;
        };
        let class = class.trim();
        let Some(make) = sense(class, word.trim()) else {
            problem(format!("{word:?} is no {class:?}"));
            continue;
        };
        for form in forms.split('|').map(str::trim).filter(|f| !f.is_empty()) {
            for (phrase, count) in inflect(form, class, lang) {
                trie.add(&phrase, make(count));
            }
        }
    }
}

fn sense(class: &str, word: &str) -> Option<Box<dyn Fn(Count) -> Sense>> {
    Some(match class {
        "v" => Act::parse(word).map(|a| Box::new(move |_| Sense::Verb(a)) as Box<dyn Fn(Count) -> Sense>)?,
        "n" => Act::parse(word).map(|a| Box::new(move |c| Sense::Noun(a, c)))?,
        "people" => Role::parse(word).map(|r| Box::new(move |c| Sense::People(r, c)))?,
        "object" => Target::parse(word).map(|t| Box::new(move |c| Sense::Object(t, c)))?,
        "weapon" => Weapon::parse(word).map(|w| Box::new(move |_| Sense::Weapon(w)))?,
        "heading" => Act::parse(word).map(|a| Box::new(move |_| Sense::Heading(a)))?,
        "cue" => Cue::parse(word).map(|q| Box::new(move |_| Sense::Cue(q)))?,
        "country" => Country::parse(word).map(|c| Box::new(move |_| Sense::Country(c)))?,
        "demonym" => Country::parse(word).map(|c| Box::new(move |_| Sense::Demonym(c)))?,
        _ => return None,
    })
}
