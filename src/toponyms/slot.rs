//! Where in a sentence a place name is due, and why.

use super::context::{Context, is_link, is_plural};
use super::feature::Feature;
use super::lexicon::Category;
use super::span::is_capital;
use crate::gazetteer::Kind;
use crate::text::{Lang, Script, Token};
use std::ops::Range;

/// The most words of a name that no gazetteer has.
pub(super) const LONGEST_UNKNOWN: usize = 3;

/// The frequency (Zipf) from which on an Arabic word is hardly an unknown village.
const COMMON: f64 = 4.3;

/// Why a place name is due at a token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub reason: Feature,
    /// The kinds that the class noun allows, which a list shares.
    pub asked: &'static [Kind],
    /// The class noun is a plural, said of the whole list: "the villages of A and B", but not "village of A, B".
    is_shared: bool,
    /// The item before in its list ends at و, attached to this word.
    pub has_conjunction: bool,
}

impl Slot {
    fn new(reason: Feature) -> Slot {
        Slot { reason, asked: &[], is_shared: false, has_conjunction: false }
    }

    /// It is an item of a list behind or before a class noun.
    pub(super) fn is_list(self) -> bool {
        matches!(self.reason, Feature::SlotClassList | Feature::SlotList | Feature::SlotPlaceList)
    }

    /// What the next item of a list is, when this is one.
    fn in_list(self) -> Option<Slot> {
        let reason = match self.reason {
            Feature::SlotClass | Feature::SlotClassList | Feature::SlotClassAfter => Feature::SlotClassList,
            Feature::SlotList => return None,
            _ => Feature::SlotPlaceList,
        };
        let asked: &[Kind] = if self.is_shared { self.asked } else { &[] };
        Some(Slot { reason, asked, ..self })
    }
}

/// For each token, why a place name is due there, if it is.
pub(super) fn slots(context: &Context) -> Vec<Option<Slot>> {
    let count = context.tokens.len();
    let mut slots: Vec<Option<Slot>> = vec![None; count];
    let mut due: Vec<Option<Slot>> = vec![None; count + 1];
    for at in 0..count {
        let Some(token) = context.tokens.get(at).filter(|t| t.is_word()) else { continue };
        let is_latin = token.script == Script::Latin;
        if is_latin && !token.is_capitalised() {
            continue;
        }
        let slot = own(context, at, token)
            .or(due.get(at).copied().flatten().filter(|_| !is_plain_cue(context, at, is_latin)))
            .or_else(|| loose(context, at, token, is_latin));
        if let Some(place) = slots.get_mut(at) {
            *place = slot;
        }
        // A common word (في فترة وجيزة) is no place, and begins no list of places.
        let is_common = !is_latin && context.zipf(at).is_some_and(|z| z >= COMMON);
        let Some(next) = slot.and_then(Slot::in_list).filter(|_| !is_common) else { continue };
        let mut end = at + 1;
        for words in 1..=LONGEST_UNKNOWN {
            let goes_on = context.next_word(end - 1).filter(|n| goes_on(context, *n, is_latin));
            let is_road = slot.is_some_and(|s| s.reason == Feature::SlotRoad);
            if is_road
                && let Some(item) = next_stop(context, end)
                && let Some(place) = due.get_mut(item)
            {
                *place = slot;
            }
            if (!is_latin || goes_on.is_none() || words == LONGEST_UNKNOWN)
                && let Some((item, has_conjunction)) = next_item(context, end, is_latin)
                && let Some(place) = due.get_mut(item)
                && place.is_none()
            {
                *place = Some(Slot { has_conjunction, ..next });
            }
            let Some(word) = goes_on else { break };
            end = word + 1;
        }
    }
    if context.lang == Lang::En {
        shared_after(context, &mut slots);
    }
    slots
}

/// "A, B and C villages": the class noun at the end is that of the whole list; "A, B region" says nothing of A.
fn shared_after(context: &Context, slots: &mut [Option<Slot>]) {
    for at in (1..slots.len()).rev() {
        let Some(slot) = slots.get(at).copied().flatten() else { continue };
        let is_class = matches!(slot.reason, Feature::SlotClassAfter | Feature::SlotClassList);
        if !is_class || slot.asked.is_empty() || !slot.is_shared {
            continue;
        }
        let mut end = at;
        while end > 0 && context.tokens.get(end - 1).is_some_and(|t| t.is_sign(",/") || t.key.as_str() == "and") {
            end -= 1;
        }
        let mut start = end;
        while start > 0
            && end - start < LONGEST_UNKNOWN
            && context.tokens.get(start - 1).is_some_and(is_capital)
            && (start == end || context.next_word(start - 1) == Some(start))
        {
            start -= 1;
        }
        // Signs or words join the two.
        if end < at
            && start < end
            && let Some(place) = slots.get_mut(start)
            && place.is_none_or(|s| !matches!(s.reason, Feature::SlotClass | Feature::SlotClassAfter))
        {
            *place = Some(Slot { asked: slot.asked, is_shared: true, ..Slot::new(Feature::SlotClassList) });
        }
    }
}

/// The token after the dash that joins two stops of a road: "axe Arlit-Tabarakat".
fn next_stop(context: &Context, end: usize) -> Option<usize> {
    let is_dash = context.tokens.get(end)?.is_sign("-–—‑");
    (is_dash && context.tokens.get(end + 1)?.is_word()).then_some(end + 1)
}

/// The token where the next item of a list begins when one ends before token `end`.
fn next_item(context: &Context, end: usize, is_latin: bool) -> Option<(usize, bool)> {
    let mut at = end;
    // "Koubi (Konna), Diondiori": brackets belong to the item before.
    if context.tokens.get(at)?.is_sign("(") {
        at += context.tokens.iter().skip(at).take(8).position(|t| t.is_sign(")"))? + 1;
    }
    let is_and = |t: &Token| matches!(t.key.as_str(), "et" | "and" | "ou" | "or" | "و");
    let token = context.tokens.get(at)?;
    if !is_latin && token.is_word() && token.key.starts_with('و') && token.key.chars().count() >= 4 {
        return Some((at, true));
    }
    if token.is_sign(",،/") {
        at += 1;
        if context.tokens.get(at).is_some_and(is_and) {
            at += 1;
        }
    } else if is_and(token) {
        at += 1;
    } else {
        return None;
    }
    while context.tokens.get(at).is_some_and(|t| {
        is_link(&t.key) || t.key.as_str() == "a" || t.is_sign("'’") || t.is_sign(super::context::QUOTES)
    }) {
        at += 1;
    }
    let token = context.tokens.get(at).filter(|t| t.is_word())?;
    if !is_latin && token.key.starts_with('و') && token.key.chars().count() >= 4 {
        return Some((at, true));
    }
    (!is_latin || token.is_capitalised()).then_some((at, false))
}

/// The readings of a word as a cue of its own make it no name, unless it is capitalised.
fn is_plain_cue(context: &Context, at: usize, is_latin: bool) -> bool {
    !is_latin && context.is(at, |c| !matches!(c, Category::First | Category::Title | Category::Last | Category::Speech))
}

/// True for a word that only a clause that it begins has given a capital.
fn is_small_word(context: &Context, at: usize) -> bool {
    context.is_first_of_clause(at)
        && context.is(at, |c| {
            matches!(
                c,
                Category::Stop
                    | Category::In
                    | Category::Near
                    | Category::From(_)
                    | Category::To
                    | Category::Between
                    | Category::Along
                    | Category::Link
            )
        })
}

/// True when "of" stands between a word that ends before token `end` and a name: the mayor of X is no X.
pub(super) fn is_of(context: &Context, end: usize, at: usize) -> bool {
    (end..at).any(|i| context.tokens.get(i).is_some_and(|t| matches!(t.key.as_str(), "of" | "de" | "du" | "d" | "des")))
}

/// "The capital of Mali", "chef-lieu de la région", عاصمة مالي: what follows is ruled from the town, and no town.
pub(super) fn ruled(context: &Context, noun: &Range<usize>, has_article: bool, at: usize) -> Option<&'static [Kind]> {
    const RULED: &[Kind] = &[Kind::Country, Kind::Admin1, Kind::Admin2, Kind::Region];
    let word = context.tokens.get(noun.start)?;
    let is_seat = match word.script {
        Script::Arabic => word.key.ends_with("عاصمه") && !has_article,
        _ => matches!(word.key.as_str(), "capital" | "capitale" | "chef"),
    };
    let is_of = word.script == Script::Arabic || is_of(context, noun.end, at);
    (is_seat && is_of).then_some(RULED)
}

/// Why a place name is due by the words right before or after a token.
fn own(context: &Context, at: usize, token: &Token) -> Option<Slot> {
    let is_latin = token.script == Script::Latin;
    if is_plain_cue(context, at, is_latin) || is_small_word(context, at) {
        return None;
    }
    let linked = context.skip_links(at);
    let second = (linked != at).then_some(at);
    for cue in context.cues_before(linked).chain(second.into_iter().flat_map(|s| context.cues_before(s))) {
        let reason = match cue.category {
            Category::Class(_) if !cue.clitics.article || is_latin => Feature::SlotClass,
            Category::Between => Feature::SlotBetween,
            Category::Near => Feature::SlotNear,
            Category::Dir(_) => Feature::SlotDirection,
            Category::Km(_) => Feature::SlotDistance,
            Category::Road => Feature::SlotRoad,
            Category::To if is_latin => Feature::SlotIn,
            Category::In => Feature::SlotIn,
            Category::Holder => Feature::SlotHolder,
            Category::Title if is_of(context, cue.tokens.end, at) => Feature::SlotHolder,
            Category::From(is_arrival)
                if *is_arrival
                    || context
                        .tokens
                        .get(cue.tokens.start)
                        .is_some_and(|t| matches!(t.key.as_str(), "from" | "depuis")) =>
            {
                Feature::SlotFrom
            }
            Category::Such => Feature::SlotSuch,
            Category::Verb => Feature::SlotVerb,
            _ => continue,
        };
        let asked: &'static [Kind] = match cue.category {
            Category::Class(kinds) => ruled(context, &cue.tokens, cue.clitics.article, at).unwrap_or(kinds),
            _ => &[],
        };
        let is_shared = context.tokens.get(cue.tokens.start).is_some_and(|t| is_plural(&t.key));
        return Some(Slot { asked, is_shared, ..Slot::new(reason) });
    }
    if let Some(asked) = announced(context, at) {
        return Some(Slot { asked, is_shared: true, ..Slot::new(Feature::SlotClassList) });
    }
    let begins = |at: usize| !context.tokens.get(at).is_some_and(is_capital) || is_small_word(context, at);
    let is_start = is_latin && at.checked_sub(1).is_none_or(begins);
    if is_start && let Some(asked) = in_apposition(context, at) {
        return Some(Slot { asked, ..Slot::new(Feature::SlotClassAfter) });
    }
    if context.lang == Lang::En && is_start {
        let is_class = |word: &usize| context.is(*word, |c| matches!(c, Category::Class(_)));
        let last = capitals(context, at).take_while(|word| !is_class(word)).last().unwrap_or(at);
        if let Some(cue) = context.cues_at(last + 1).find(|c| matches!(c.category, Category::Class(_)))
            && let Category::Class(kinds) = cue.category
        {
            let is_shared = context.tokens.get(last + 1).is_some_and(|t| is_plural(&t.key));
            return Some(Slot { asked: kinds, is_shared, ..Slot::new(Feature::SlotClassAfter) });
        }
    }
    let is_locative = token.key.starts_with('ب') || token.key.starts_with("وب") || token.key.starts_with("فب");
    (!is_latin && is_locative && context.zipf(at).is_none()).then(|| Slot::new(Feature::SlotIn))
}

/// "Five villages of the district of Maradun: A, B and C": what a colon announces is what the class noun before says.
fn announced(context: &Context, at: usize) -> Option<&'static [Kind]> {
    /// Words between the class noun and the colon.
    const REACH: usize = 14;
    let mut colon = at.checked_sub(1)?;
    while context.tokens.get(colon).is_some_and(|t| t.is_sign(super::context::QUOTES)) {
        colon = colon.checked_sub(1)?;
    }
    context.tokens.get(colon).filter(|t| t.is_sign(":"))?;
    let ends = |i: &usize| !context.tokens.get(*i).is_some_and(|t| t.is_sign(".;؛!?"));
    (colon.saturating_sub(REACH)..colon).rev().take_while(ends).find_map(|i| {
        let is_many = context.tokens.get(i).is_some_and(|t| is_plural(&t.key));
        context.cues_at(i).find_map(|c| match c.category {
            Category::Class(kinds) if is_many && kinds.iter().any(|k| k.is_populated()) => Some(kinds.as_slice()),
            _ => None,
        })
    })
}

/// The words that carry on a Latin name from the one at a token.
fn capitals(context: &Context, at: usize) -> impl Iterator<Item = usize> {
    let next = |last: &usize| context.next_word(*last).filter(|n| goes_on(context, *n, true));
    std::iter::successors(next(&at), next).take(LONGEST_UNKNOWN - 1)
}

/// "X, a village in Y", "X, localité de la commune de Y".
fn in_apposition(context: &Context, at: usize) -> Option<&'static [Kind]> {
    let last = capitals(context, at).last().unwrap_or(at);
    context.tokens.get(last + 1).filter(|t| t.is_sign(","))?;
    let is_article = |t: &Token| {
        matches!(
            t.key.as_str(),
            "a" | "an"
                | "the"
                | "un"
                | "une"
                | "la"
                | "le"
                | "l"
                | "deux"
                | "two"
                | "petit"
                | "petite"
                | "small"
                | "'"
                | "’"
        )
    };
    let class = (last + 2..last + 5).find(|i| !context.tokens.get(*i).is_some_and(is_article))?;
    context.cues_at(class).find_map(|c| match c.category {
        Category::Class(kinds) if kinds.iter().any(|k| k.is_populated()) => Some(kinds.as_slice()),
        _ => None,
    })
}

/// After a comma, a bracket or "and", a name may go on a list.
fn loose(context: &Context, at: usize, token: &Token, is_latin: bool) -> Option<Slot> {
    if is_plain_cue(context, at, is_latin) {
        return None;
    }
    let before = context.tokens.get(at.checked_sub(1)?)?;
    let continues = before.is_sign(",،(;") || matches!(before.key.as_str(), "et" | "and" | "ou" | "or" | "و");
    let has_conjunction = !is_latin && token.key.starts_with('و');
    (continues || has_conjunction).then(|| Slot { has_conjunction, ..Slot::new(Feature::SlotList) })
}

/// A class noun with its preposition begins at a token: بولاية, في ولاية.
pub(super) fn is_division_ahead(context: &Context, at: usize) -> bool {
    let is_class = |at: usize| context.cues_at(at).find(|c| matches!(c.category, Category::Class(_)));
    let is_in = context.tokens.get(at).is_some_and(|t| t.key.as_str() == "في");
    is_class(at).is_some_and(|c| c.clitics.preposition == Some('ب')) || is_in && is_class(at + 1).is_some()
}

/// A word that is no adjective, day or direction stands between a name and the class noun that places
/// it: the name goes on (بلدة بوني غاري بولاية يوبي).
pub(super) fn fills_frame(context: &Context, at: usize) -> bool {
    let Some(token) = context.tokens.get(at).filter(|t| t.is_word() && t.script == Script::Arabic) else {
        return false;
    };
    let is_cue = context.is(at, |c| !matches!(c, Category::First | Category::Title | Category::Last));
    !is_cue && !has_clitic(token) && context.are_adjacent(at - 1) && is_division_ahead(context, at + 1)
}

/// An Arabic word begins with what may be a clitic or the article.
pub(super) fn has_clitic(token: &Token) -> bool {
    token.key.starts_with(['و', 'ف', 'ب', 'ل', 'ك']) || token.key.starts_with("ال")
}

/// True when a word may carry on an unknown name.
pub(super) fn goes_on(context: &Context, at: usize, is_latin: bool) -> bool {
    let Some(token) = context.tokens.get(at) else { return false };
    if is_latin {
        return token.is_capitalised();
    }
    let is_cue = context.is(at, |c| !matches!(c, Category::First | Category::Title | Category::Link | Category::Last));
    let is_clitic = token.key.starts_with('و')
        || token.key.starts_with("ال")
        || token.key.starts_with("لل")
        || token.key.starts_with("بال");
    let is_rare = context.zipf(at).is_none_or(|z| z < 4.2);
    !is_cue && !is_clitic && token.script == Script::Arabic && (is_rare || fills_frame(context, at))
}
