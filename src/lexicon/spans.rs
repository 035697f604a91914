use super::{ActorId, ActorKind, Count, Country, Hit, Lexicon, Role, Sense};
use crate::text::{Lang, Script, Token, tokenize};
use std::ops::Range;

/// An actor as it stands in a text: a name of the table, or people by role, with their country
/// where the words beside them say it (الجيش المالي, soldats nigériens).
#[derive(Debug, Clone, PartialEq)]
pub struct ActorMention {
    /// Bytes into the text.
    pub range: Range<usize>,
    /// Tokens of the text.
    pub tokens: Range<usize>,
    /// The row of the table, for a name.
    pub actor: Option<ActorId>,
    /// The role, for people; beside a name, the people of it (JNIM *fighters*).
    pub role: Option<Role>,
    /// The country that the words say.
    pub country: Option<Country>,
    /// How many the form names.
    pub count: Count,
    /// The other group of two that the text leaves open: JNIM *or ISGS*.
    pub or_else: Option<ActorId>,
    /// The people that the words name: *Fulani* herders.
    pub community: Option<ActorId>,
    /// Bytes of the place that a communal militia is called by: *Katsina* communal militia.
    pub home: Option<Range<usize>>,
}

/// Words that may stand between people and what they belong to.
const LINKS: &[&str] = &[
    "de",
    "du",
    "des",
    "d",
    "la",
    "l",
    "les",
    "le",
    "of",
    "the",
    "from",
    "من",
    "في",
    "تابعه",
    "تابعين",
    "التابع",
    "التابعه",
    "التابعين",
    "الي",
    "ل",
    "لتنظيم",
    "تنظيم",
    "جماعه",
    "لجماعه",
    "present",
    "presumes",
    "presumees",
    "suspected",
    "alleged",
    "s",
    "affilies",
    "lies",
    "a",
    "au",
    "groupe",
    "group",
];

impl Lexicon {
    /// The actors in a text that are named, or told by role and country. A place inside such a
    /// span is a part of the name, not a place of the report.
    #[must_use]
    pub fn actor_spans(&self, text: &str, lang: Lang) -> Vec<ActorMention> {
        let tokens = tokenize(text);
        let hits = self.hits(&tokens, lang);
        let mut spans = self.parties(&tokens, &hits);
        spans.retain(|s| s.actor.is_some() || s.country.is_some() || s.community.is_some());
        spans
    }

    /// All actors among the hits, named or not, in the order of the text.
    #[must_use]
    pub fn parties(&self, tokens: &[Token<'_>], hits: &[Hit]) -> Vec<ActorMention> {
        let mut out: Vec<ActorMention> = Vec::new();
        let mut i = 0;
        while let Some(hit) = hits.get(i) {
            let Some(mut party) = self.start(hit) else {
                i += 1;
                continue;
            };
            // A nationality before its people: Malian soldiers.
            if let Some(before) = i.checked_sub(1).and_then(|b| hits.get(b))
                && before.tokens.end == hit.tokens.start
                && party.actor.is_none()
                && let Some(country) = country(before)
                && out.last().is_none_or(|o| o.tokens.end <= before.tokens.start)
            {
                party.country = Some(country);
                party.tokens.start = before.tokens.start;
            }
            i += 1;
            while let Some(next) = hits.get(i) {
                let Some(gap) = tokens.get(party.tokens.end..next.tokens.start) else { break };
                let adjacent = gap.iter().all(|t| t.is_sign("'’-«»\"“”(")) && gap.len() <= 2;
                let linked =
                    gap.len() <= 3 && gap.iter().all(|t| LINKS.contains(&t.key.as_str()) || t.is_sign("'’-«»\"“”"));
                let locative = gap.iter().any(|t| matches!(t.key.as_str(), "في" | "au" | "from"));
                // A second party after "and" (وقوات روسية) is one of its own.
                let and = tokens
                    .get(next.tokens.start)
                    .is_some_and(|t| t.script == crate::text::Script::Arabic && t.key.starts_with('و'));
                let text_of = |t: &Token<'_>| t.key.clone();
                let words: Vec<String> = gap.iter().map(text_of).collect();
                let joins = match (self.start(next), country(next)) {
                    // JNIM or ISGS militants: the text leaves open which of them.
                    (Some(n), _)
                        if party.or_else.is_none()
                            && leaves_open(gap)
                            && n.actor != party.actor
                            && [party.actor, n.actor].iter().all(|a| self.is_rebel(*a)) =>
                    {
                        party.or_else = n.actor;
                        true
                    }
                    // JNIM, linked to al-Qaeda: the second is no party.
                    (Some(n), _)
                        if party.actor.is_some()
                            && n.actor.is_some()
                            && gap.len() <= 5
                            && words.iter().any(|w| is_kin(w))
                            && gap.iter().zip(&words).all(|(t, w)| {
                                is_kin(w) || LINKS.contains(&w.as_str()) || is_kin_link(w) || t.is_sign(",،'’-«»\"“”()")
                            })
                            && [party.actor, n.actor].iter().all(|a| self.is_rebel(*a)) =>
                    {
                        // "Al-Qaeda, represented by JNIM": the narrower name is the party.
                        if words.iter().any(|w| w.starts_with("ممثل")) {
                            party.actor = n.actor;
                        }
                        true
                    }
                    // Katiba Macina (JNIM): in brackets stands what it belongs to.
                    (Some(n), _)
                        if gap.len() == 1
                            && gap.iter().all(|t| t.is_sign("("))
                            && party.actor.is_some_and(|a| self.yields(a, n.actor))
                            && tokens.get(next.tokens.end).is_some_and(|t| t.is_sign(")")) =>
                    {
                        party.actor = n.actor;
                        party.tokens.end = next.tokens.end + 1;
                        i += 1;
                        continue;
                    }
                    // Fulani herders, Dogon militiamen.
                    (Some(n), _)
                        if adjacent
                            && party.community.is_some()
                            && n.actor.is_none()
                            && n.community.is_none()
                            && !and =>
                    {
                        // Elements are the fighters of whom they are elements.
                        let plain = party.role.is_none() || n.role == Some(Role::Member);
                        if !plain {
                            false
                        } else {
                            party.role = party.role.or_else(|| armed(n.role));
                            party.count = n.count;
                            true
                        }
                    }
                    // Éleveurs peuls, members of the Dogon community.
                    (Some(n), None)
                        if n.community.is_some()
                            && n.role.is_none()
                            && !and
                            && party.community.is_none()
                            && party.actor.is_none()
                            && party.role.is_some()
                            && gap.len() <= 4
                            && gap.iter().zip(&words).all(|(t, w)| {
                                LINKS.contains(&w.as_str()) || is_community(w) || t.is_sign("'’-«»\"“”")
                            }) =>
                    {
                        party.community = n.community;
                        let behind = tokens.get(n.tokens.end).is_some_and(|t| is_community(&t.key));
                        let of_all = behind || words.iter().any(|w| is_community(w));
                        party.role = if party.role == Some(Role::Member) && of_all {
                            Some(Role::Civilian)
                        } else {
                            armed(party.role)
                        };
                        true
                    }
                    // Police operatives, militia fighters.
                    (Some(n), None)
                        if gap.is_empty()
                            && !and
                            && n.role == Some(Role::Member)
                            && n.actor.is_none()
                            && party.actor.is_none()
                            && party.role.is_some_and(|r| r != Role::Member) =>
                    {
                        party.count = n.count;
                        true
                    }
                    (_, Some(c)) if linked && !locative && party.country.is_none() && party.actor.is_none() => {
                        party.country = Some(c);
                        true
                    }
                    // Fighters of a named group; a named group's fighters.
                    (Some(n), _)
                        if linked
                            && !and
                            && n.actor.is_some()
                            && party.actor.is_none()
                            && party.country.is_none()
                            && may_belong(party.role) =>
                    {
                        party.actor = n.actor;
                        true
                    }
                    (Some(n), _) if adjacent && n.actor.is_none() && party.actor.is_some() && may_belong(n.role) => {
                        party.role = n.role;
                        party.count = n.count;
                        true
                    }
                    // Soldiers of the army: one party.
                    (Some(n), None)
                        if linked && n.actor.is_none() && same_side(party.role, n.role) && !gap.is_empty() =>
                    {
                        party.role = if party.role == Some(Role::Member) { n.role } else { party.role };
                        true
                    }
                    _ => false,
                };
                if !joins {
                    break;
                }
                party.tokens.end = next.tokens.end;
                i += 1;
            }
            self.settle(tokens, &mut party);
            if let (Some(first), Some(last)) = (tokens.get(party.tokens.start), tokens.get(party.tokens.end - 1)) {
                party.range = first.range.start..last.range.end;
            }
            out.push(party);
        }
        out
    }

    fn start(&self, hit: &Hit) -> Option<ActorMention> {
        let mut out = ActorMention {
            range: 0..0,
            tokens: hit.tokens.clone(),
            actor: None,
            role: None,
            country: None,
            count: Count::Many,
            or_else: None,
            community: None,
            home: None,
        };
        for sense in &hit.senses {
            match *sense {
                Sense::Actor(id) if self.actor(id).is_some_and(|a| a.kind == ActorKind::Community) => {
                    out.community = out.community.or(Some(id));
                }
                Sense::Actor(id) if out.actor.is_none() => out.actor = Some(id),
                Sense::People(role, count) if out.role.is_none() => {
                    out.role = Some(role);
                    out.count = count;
                }
                _ => {}
            }
        }
        (out.actor.is_some() || out.role.is_some() || out.community.is_some()).then_some(out)
    }

    fn is_rebel(&self, id: Option<ActorId>) -> bool {
        id.and_then(|id| self.actor(id)).is_some_and(|a| a.kind == ActorKind::Rebel)
    }

    /// The name in brackets tells more: the group that others are parts of, or the militia that hunters
    /// and volunteers make up.
    fn yields(&self, first: ActorId, bracket: Option<ActorId>) -> bool {
        let (Some(first), Some(bracket)) = (self.actor(first), bracket.and_then(|b| self.actor(b))) else {
            return false;
        };
        let whole = self.actors().iter().any(|a| a.part_of == bracket.id);
        match first.kind {
            ActorKind::Rebel => bracket.kind == ActorKind::Rebel && whole,
            ActorKind::Militia => bracket.kind == ActorKind::Militia,
            _ => false,
        }
    }

    /// What the words right beside people say of them: members of a people as a whole, and soldiers who
    /// are none at the time.
    fn settle(&self, tokens: &[Token<'_>], party: &mut ActorMention) {
        let key = |i: usize| tokens.get(i).map_or("", |t| t.key.as_str());
        let (start, end) = (party.tokens.start, party.tokens.end);
        if party.community.is_some() && party.role.is_none() && is_community(key(end)) {
            party.role = Some(Role::Civilian);
            party.tokens.end += 1;
        }
        if matches!(key(end), "اثنين" | "اثنان" | "اثنتين" | "اثنتان") && party.role.is_some() {
            party.count = Count::Two;
        }
        // The indefinite accusative of one: إرهابيا, but not the plurals رعايا, ضحايا.
        let alone = end == start + 1 || end == start + 2 && key(start + 1) == "به";
        let one = alone && key(start).ends_with('ا') && !key(start).ends_with("ايا");
        if one && party.role.is_some() && tokens.get(start).is_some_and(|t| t.script == Script::Arabic) {
            party.count = Count::One;
        }
        let before = |back: usize| start.checked_sub(back).map_or("", key);
        let with_arms = before(1) == "armed" || matches!(key(end), "armes" | "armees" | "مسلحون" | "مسلحين");
        if party.community.is_some() && with_arms && party.role == Some(Role::Civilian) {
            party.role = Some(Role::Communal);
        }
        let off = matches!((before(2), before(1)), ("off", "duty") | (_, "unarmed" | "retired" | "offduty"))
            || before(1) == "-" && matches!((before(3), before(2)), ("off", "duty"))
            || before(1) == "duty" && before(3) == "off"
            || matches!(
                (key(end), key(end + 1)),
                ("on", "leave") | ("en", "permission" | "conge") | ("a", "la") | ("off", "duty") | ("في", "اجازه")
            ) && (key(end) != "a" || key(end + 2) == "retraite")
            || matches!(key(end), "retraite" | "متقاعد" | "متقاعدا" | "المتقاعد" | "متقاعدين");
        if off && bears_arms(party.role) {
            party.role = Some(Role::Civilian);
            party.actor = None;
        }
    }
}

/// Words that leave open which of two groups it was.
fn leaves_open(gap: &[Token<'_>]) -> bool {
    let words: Vec<&str> = gap.iter().filter(|t| t.is_word()).map(|t| t.key.as_str()).collect();
    match words.as_slice() {
        [] => gap.len() == 1 && gap.iter().all(|t| t.is_sign("/")),
        ["or" | "ou" | "او"] => gap.len() == 1,
        ["or" | "ou", "de" | "du" | "l" | "the"] => gap.len() <= 3,
        ["and" | "et", "or" | "ou"] => gap.len() <= 3,
        _ => false,
    }
}

/// Whoever bears arms in the name of a people.
fn armed(role: Option<Role>) -> Option<Role> {
    use Role::{Bandit, Communal, Gunman, Member, Militant, Militia};
    match role {
        Some(Militia | Gunman | Member | Militant | Bandit | Communal) => Some(Communal),
        role => role,
    }
}

/// Words by which a group is said to belong to another.
fn is_kin(word: &str) -> bool {
    const STEMS: [&str; 11] =
        ["affili", "linked", "allied", "loyal", "تابع", "التابع", "مرتبط", "المرتبط", "موالي", "الموالي", "ممثل"];
    STEMS.iter().any(|s| word.starts_with(s))
        || matches!(word, "lie" | "liee" | "lies" | "liees" | "allie" | "alliee" | "المنتميه" | "المنتمي" | "فرع")
}

fn is_kin_link(word: &str) -> bool {
    matches!(
        word,
        "to" | "with" | "which" | "is" | "est" | "qui" | "by" | "في" | "لتنظيم" | "بتنظيم" | "لجماعه" | "بجماعه"
    )
}

fn is_community(word: &str) -> bool {
    matches!(
        word,
        "community"
            | "communities"
            | "communaute"
            | "communautes"
            | "ethnic"
            | "ethnie"
            | "ethnies"
            | "ethnicity"
            | "tribe"
            | "tribes"
            | "tribu"
            | "tribus"
            | "قبيله"
            | "قباءل"
            | "عرقيه"
            | "مجموعه"
            | "طاءفه"
            | "قوميه"
            | "اثنيه"
    )
}

fn country(hit: &Hit) -> Option<Country> {
    hit.senses.iter().find_map(|s| match s {
        Sense::Country(c) | Sense::Demonym(c) => Some(*c),
        _ => None,
    })
}

/// People who are called by the group they belong to.
fn may_belong(role: Option<Role>) -> bool {
    use Role::{Gunman, Member, Mercenary, Militant, Militia, Soldier};
    matches!(role, Some(Member | Militant | Gunman | Soldier | Mercenary | Militia))
}

fn same_side(a: Option<Role>, b: Option<Role>) -> bool {
    use Role::{Gunman, Member, Militant};
    match (a, b) {
        (Some(Member), Some(b)) => b != Role::Civilian && b != Role::Person,
        (Some(Militant | Gunman), Some(Militant | Gunman)) => true,
        (Some(a), Some(b)) => a == b && a == Role::Soldier,
        _ => false,
    }
}

fn bears_arms(role: Option<Role>) -> bool {
    use Role::{Gendarme, Guard, Militia, Peacekeeper, Police, Ranger, Security, Soldier};
    role.is_none_or(|r| matches!(r, Soldier | Police | Gendarme | Guard | Ranger | Security | Militia | Peacekeeper))
}
