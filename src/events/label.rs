//! The heading of a coder's note: "Looting: On 5 May ...". ACLED writes one where the note tells of
//! a strategic development, and names its kind.

use super::event::SubEventType;
use super::world::World;
use crate::lexicon::{Act, Sense};
use crate::text::tokenize;

/// Words of a heading, at most.
const WORDS: usize = 4;

/// The kind of development that the heading of the text names, if it has one.
pub(super) fn label(world: &World<'_>) -> Option<SubEventType> {
    let text = world.article.text.trim_start();
    let (head, rest) = text.split_once(": ")?;
    let words = head.split_whitespace().count();
    let plain = head.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '/'));
    let opens = |t: &str, test: fn(char) -> bool| t.trim_start().starts_with(test);
    let begins = opens(head, char::is_uppercase) && opens(rest, |c| c.is_uppercase() || c.is_ascii_digit());
    if words == 0 || words > WORDS || !plain || !begins {
        return None;
    }
    let at = head.len();
    if world.mentions.iter().any(|m| m.range.start < at) {
        return None;
    }
    let tokens = tokenize(head);
    let hits = world.lexicon.hits(&tokens, world.article.lang);
    let named = hits.iter().flat_map(|h| &h.senses).find_map(|s| match s {
        Sense::Heading(act) => of_act(*act),
        _ => None,
    });
    if named.is_some() {
        return named;
    }
    // Nothing but the words of the act: a headline says more.
    if hits.iter().map(|h| h.tokens.len()).sum::<usize>() + 1 < tokens.iter().filter(|t| t.is_word()).count() {
        return None;
    }
    hits.iter().flat_map(|h| &h.senses).find_map(|s| match *s {
        Sense::Noun(act, _) | Sense::Verb(act) => of_act(act),
        _ => None,
    })
}

/// The kind of development that an act makes.
fn of_act(act: Act) -> Option<SubEventType> {
    use SubEventType as S;
    match act {
        Act::Loot | Act::Burn | Act::Capture => Some(S::Looting),
        Act::Disrupt | Act::Blast => Some(S::DisruptedWeapons),
        Act::Arrest => Some(S::Arrests),
        Act::Agree => Some(S::Agreement),
        Act::Change => Some(S::ChangeToGroup),
        Act::Base => Some(S::BaseEstablished),
        Act::Take | Act::Retake | Act::Withdraw => Some(S::NonViolentTransfer),
        Act::Move => Some(S::Other),
        _ => None,
    }
}
