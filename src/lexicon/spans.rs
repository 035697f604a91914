use super::{ActorId, Count, Country, Hit, Lexicon, Role, Sense};
use crate::text::{Lang, Token, tokenize};
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
        spans.retain(|s| s.actor.is_some() || s.country.is_some());
        spans
    }

    /// All actors among the hits, named or not, in the order of the text.
    #[must_use]
    pub fn parties(&self, tokens: &[Token<'_>], hits: &[Hit]) -> Vec<ActorMention> {
        let mut out: Vec<ActorMention> = Vec::new();
        let mut i = 0;
        while let Some(hit) = hits.get(i) {
            let Some(mut party) = start(hit) else {
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
                let joins = match (start(next), country(next)) {
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
            if let (Some(first), Some(last)) = (tokens.get(party.tokens.start), tokens.get(party.tokens.end - 1)) {
                party.range = first.range.start..last.range.end;
            }
            out.push(party);
        }
        out
    }
}

fn start(hit: &Hit) -> Option<ActorMention> {
    let mut out = ActorMention {
        range: 0..0,
        tokens: hit.tokens.clone(),
        actor: None,
        role: None,
        country: None,
        count: Count::Many,
    };
    for sense in &hit.senses {
        match *sense {
            Sense::Actor(id) if out.actor.is_none() => out.actor = Some(id),
            Sense::People(role, count) if out.role.is_none() => {
                out.role = Some(role);
                out.count = count;
            }
            _ => {}
        }
    }
    (out.actor.is_some() || out.role.is_some()).then_some(out)
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
