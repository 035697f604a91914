//! Words that mean two things: a base and al-Qaeda, a gold mine and a bomb, marches and drones, stopping a
//! bus and arresting people.

use super::family::is_violent;
use super::scan::{ActAt, Clause, Voice};
use crate::lexicon::{Act, ActorMention, Hit, Lexicon, Role, Target, Weapon};
use crate::text::{Lang, Token};

/// What the article says elsewhere of words that mean two things.
pub(super) struct Known {
    /// It speaks of a base, which القاعدة then is as well, and not only al-Qaeda.
    has_base: bool,
    /// It speaks of mining, so that a "mine" is no bomb.
    has_mining: bool,
}

impl Known {
    pub(super) fn of(tokens: &[Token<'_>]) -> Known {
        let is_base = |t: &Token<'_>| matches!(t.key.as_str(), "قاعده" | "بقاعده" | "لقاعده" | "وقاعده" | "قاعدتين");
        let key = |i: usize| tokens.get(i).map_or("", |t| t.key.as_str());
        let mines = |i: usize| {
            matches!(key(i), "mining" | "miners" | "miniere" | "minier" | "orpailleurs" | "orpaillage")
                || key(i) == "gold" && matches!(key(i + 1), "mine" | "mines")
                || key(i) == "mine" && key(i + 2) == "or"
        };
        Known { has_base: tokens.iter().any(is_base), has_mining: (0..tokens.len()).any(mines) }
    }

    pub(super) fn correct(&self, lexicon: &Lexicon, clause: &mut Clause<'_>) {
        if self.has_base {
            let tokens = clause.tokens;
            let is_place = |p: &ActorMention| {
                let named = p.actor.and_then(|id| lexicon.actor(id)).is_some_and(|a| a.id == "alqaeda");
                named && tokens.get(p.tokens.start).is_some_and(|t| t.key.as_str() == "القاعده")
            };
            clause.parties.retain(|p| !is_place(p));
        }
        let is_bare = |t: &Token<'_>| matches!(t.key.as_str(), "mine" | "mines");
        let bursts = clause.acts.iter().any(|a| matches!(a.act, Act::Blast | Act::Suicide | Act::Disrupt));
        if self.has_mining && !bursts && clause.weapons.contains(&Weapon::Bomb) && clause.tokens.iter().any(is_bare) {
            let named =
                |t: &Token<'_>| matches!(t.key.as_str(), "ied" | "explosive" | "bomb" | "engin" | "eei" | "bombe");
            if !clause.tokens.iter().any(named) {
                clause.weapons.retain(|w| *w != Weapon::Bomb);
            }
        }
    }
}

/// أوقف مسلحون حافلة, "ont arrêté un car": the verb that arrests people halts what they travel in.
pub(super) fn drop_halts(clause: &mut Clause<'_>) {
    /// Words between the verb and its object, the subject among them.
    const REACH: usize = 3;
    let (tokens, targets) = (clause.tokens, &clause.targets);
    let is_object = |act: &ActAt, at: usize| {
        let between = tokens.get(act.tokens.end..at).filter(|between| between.len() <= REACH);
        between.is_some_and(|words| {
            !words.iter().any(|w| matches!(w.key.as_str(), "في" | "علي" | "من" | "dans" | "sur" | "de" | "in" | "on"))
        })
    };
    clause.acts.retain(|act| {
        let halts = || targets.iter().any(|(t, _, at)| *t == Target::Vehicle && is_object(act, at.start));
        !(act.act == Act::Arrest && act.is_verb && halts())
    });
}

/// "Launched a strike", "a 72-hour strike": workers, students and unions who strike hit nobody.
pub(super) fn drop_walkouts(clause: &mut Clause<'_>) {
    let (tokens, parties) = (clause.tokens, &clause.parties);
    let works = |p: &ActorMention| matches!(p.role, Some(Role::Civilian | Role::Person | Role::Protester));
    let is_strike = |a: &ActAt| {
        let word = tokens.get(a.tokens.start);
        a.tokens.len() == 1 && word.is_some_and(|t| matches!(t.key.as_str(), "strike" | "strikes"))
    };
    let harms = clause.acts.iter().any(|a| is_violent(a.act) && !is_strike(a) && a.is_verb);
    if clause.lang == Lang::En && clause.weapons.is_empty() && !harms {
        let subject = |a: &ActAt| parties.iter().rfind(|p| p.tokens.end <= a.tokens.start);
        clause.acts.retain(|a| !(is_strike(a) && subject(a).is_some_and(works)));
    }
}

/// "Three aid workers were seized", "seized three traders": of people the verb means that they were taken.
pub(super) fn seize_people(clause: &mut Clause<'_>) {
    let is_people = |p: &ActorMention| {
        p.actor.is_none() && matches!(p.role, Some(Role::Civilian | Role::Person | Role::Soldier | Role::Police))
    };
    let takes = |a: &ActAt| {
        let near = |p: &&ActorMention| match a.voice {
            // In "the ICRC's vehicle was seized" it is the vehicle.
            Voice::Passive => {
                let between = p.tokens.end..a.tokens.start;
                between.len() <= 2
                    && p.tokens.end <= a.tokens.start
                    && !clause.targets.iter().any(|(_, _, at)| between.contains(&at.start))
            }
            _ => {
                let counted = clause.numbers.iter().any(|n| n.tokens.start == a.tokens.end);
                p.tokens.start >= a.tokens.end && p.tokens.start - a.tokens.end <= usize::from(counted)
            }
        };
        let verb = clause.key(a.tokens.start);
        let seizes = verb.starts_with("seiz");
        a.act == Act::Capture && a.is_verb && seizes && clause.parties.iter().filter(near).any(is_people)
    };
    let taken: Vec<bool> = clause.acts.iter().map(takes).collect();
    for (act, taken) in clause.acts.iter_mut().zip(taken) {
        if taken {
            act.act = Act::Abduct;
        }
    }
}

/// مسيرات is marches and drones alike; with its doubling written, or as what something is done with
/// (بمسيرات), it is drones.
pub(super) fn are_drones(tokens: &[Token<'_>], hit: &Hit) -> bool {
    let word = tokens.get(hit.tokens.start).filter(|t| t.key.contains("مسير"));
    word.is_some_and(|t| {
        t.text.contains("\u{64a}\u{651}") || t.key.starts_with("بمسير") || t.key.starts_with("بالمسير")
    })
}
