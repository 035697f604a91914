//! Names that are part of the name of an organisation.

use super::context::{Context, is_link};
use super::lexicon::Category;
use std::ops::Range;

/// True where a noun of organisations with a capital letter is the head of the name that the words
/// before `start` belong to: "Banque Commerciale du …", "Stade malien de …".
pub(super) fn in_organisation(context: &Context, start: usize) -> bool {
    let mut plain = 0;
    for at in (start.saturating_sub(7)..start).rev() {
        let Some(token) = context.tokens.get(at) else { return false };
        if !token.is_word() {
            if token.is_sign("'’-") {
                continue;
            }
            return false;
        }
        if is_link(&token.key) {
            continue;
        }
        if !token.is_capitalised() {
            plain += 1;
            if plain > 1 || context.cues_at(at).next().is_some() {
                return false;
            }
        } else if context.is(at, |c| matches!(c, Category::Org)) {
            return !context.is_first_of_clause(at);
        }
    }
    false
}

/// True before a bracket with the initials of an organisation, of which the last is that of the name:
/// "Mouvement … de Casamance (MFDC)".
pub(super) fn ends_organisation(context: &Context, name: &Range<usize>) -> bool {
    let initials =
        context.tokens.get(name.end + 1).filter(|_| context.tokens.get(name.end).is_some_and(|t| t.is_sign("(")));
    let last = context.tokens.get(name.end - 1).and_then(|t| t.text.chars().next());
    initials.is_some_and(|t| {
        t.is_word()
            && (3..=8).contains(&t.text.chars().count())
            && t.text.chars().all(char::is_uppercase)
            && t.text.chars().next_back() == last
    })
}

/// An acronym that the bracket behind it spells out: "GANE (groupes armés non étatiques)".
pub(super) fn is_spelt_out(context: &Context, name: &Range<usize>) -> bool {
    let token = context.tokens.get(name.start).filter(|_| name.len() == 1);
    let Some(token) = token.filter(|t| t.text.chars().count() >= 3 && t.text.chars().all(char::is_uppercase)) else {
        return false;
    };
    if !context.tokens.get(name.end).is_some_and(|t| t.is_sign("(")) {
        return false;
    }
    let inside = context.tokens.iter().skip(name.end + 1).take(12).take_while(|t| !t.is_sign(")"));
    let mut initials = inside.filter(|t| t.is_word() && !is_link(&t.key)).filter_map(|t| t.key.chars().next());
    // Each letter begins a word, in their order; a word may be left out.
    token.text.to_lowercase().chars().all(|letter| initials.any(|initial| initial == letter))
}
