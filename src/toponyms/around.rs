//! What stands around a span: the words that announce a place or speak against one.

use super::clitics::Clitics;
use super::context::{Context, QUOTES, is_plural};
use super::feature::{Feature, flag};
use super::lexicon::Category;
use super::organisation::{ends_organisation, is_spelt_out};
use super::shape::shape;
use super::slot::{fills_frame, has_clitic, is_division_ahead, is_of, ruled};
use super::span::{Span, is_capital};
use crate::gazetteer::Kind;
use crate::text::{Lang, Script, Token};
use std::ops::Range;

/// What the words before and after a span come to.
pub(super) struct Around {
    pub asked: &'static [Kind],
    pub is_of_person: bool,
    pub is_whole_chunk: bool,
    pub is_cueless: bool,
}

/// What the words before and after say.
pub(super) fn around(
    context: &Context,
    span: &Span,
    is_latin: bool,
    common: f64,
    add: &mut impl FnMut(Feature, f64),
) -> Around {
    let (start, end) = (span.tokens.start, span.tokens.end);
    let is_single = span.word.is_some();
    let linked = context.skip_links(start);
    let second = (linked != start).then_some(start);
    let mut asked: &'static [Kind] = span.slot.map_or(&[], |s| s.asked);
    let mut seen: [Option<Feature>; 8] = [None; 8];
    let mut count = 0;
    // "M. Dembélé": the point belongs to the title.
    let dot = start.checked_sub(1).filter(|b| context.tokens.get(*b).is_some_and(|t| t.is_sign(".")));
    let dotted = dot.into_iter().flat_map(|d| context.cues_before(d)).filter(|c| *c.category == Category::Title);
    let near = context.cues_before(linked).chain(second.into_iter().flat_map(|s| context.cues_before(s)));
    for cue in near.chain(dotted) {
        let feature = match cue.category {
            // "Sakida village of Maradun": the class noun is the name's before it.
            Category::Class(_) if is_of_name_before(context, cue.tokens.start) => Feature::AfterHolder,
            Category::Class(kinds) => {
                if asked.is_empty() {
                    asked = ruled(context, &cue.tokens, cue.clitics.article, start).unwrap_or(kinds);
                }
                Feature::AfterClass
            }
            Category::Near => Feature::AfterNear,
            Category::In => Feature::AfterIn,
            Category::From(_) => Feature::AfterFrom,
            Category::To => Feature::AfterTo,
            Category::Between => Feature::AfterBetween,
            Category::Road => Feature::AfterRoad,
            Category::Dir(_) => Feature::AfterDirection,
            Category::Border => Feature::AfterBorder,
            Category::Km(_) => Feature::AfterKm,
            Category::Title if is_of(context, cue.tokens.end, start) => Feature::AfterHolder,
            Category::Title => Feature::AfterTitle,
            Category::Holder => Feature::AfterHolder,
            Category::Such => Feature::AfterSuch,
            Category::Verb => Feature::AfterVerb,
            Category::First => Feature::AfterFirstName,
            Category::Org => Feature::AfterOrganisation,
            Category::Demonymic => Feature::AfterDemonymic,
            Category::Dateline => Feature::AfterDateline,
            Category::Speech => Feature::AfterSpeech,
            _ => continue,
        };
        if !seen.contains(&Some(feature))
            && let Some(place) = seen.get_mut(count)
        {
            *place = Some(feature);
            count += 1;
        }
    }
    // "Two villages in Katsina": what holds villages is the division of that name.
    let villages_in = context.lang != Lang::Ar
        && asked.is_empty()
        && span.known.is_some_and(|k| k.is_any(&[Kind::Admin1, Kind::Admin2]))
        && context.cues_before(linked).any(|c| {
            *c.category == Category::In
                && c.tokens.start.checked_sub(1).is_some_and(|noun| is_settlements(context, noun))
        });
    if villages_in {
        asked = &[Kind::Admin1, Kind::Admin2];
    }
    // A class noun that follows: "Mopti region".
    if is_latin
        && let Some(cue) = context.cues_at(end).find(|c| matches!(c.category, Category::Class(_)))
        && let Category::Class(kinds) = cue.category
    {
        // English puts it behind: "the villages of Konna commune".
        // "Bandits in Katsina villages": those of Katsina, which is no village.
        if is_settlements(context, end) && context.lang == Lang::En && span.slot.is_none_or(|s| !s.is_list()) {
            asked = &[];
        } else if asked.is_empty() || context.lang == Lang::En {
            asked = kinds;
        }
        if let Some(place) = seen.get_mut(count) {
            *place = Some(Feature::BeforeClass);
            count += 1;
        }
    }
    let features = seen.iter().flatten();
    features.clone().for_each(|feature| add(*feature, 1.0));
    if let Some(slot) = span.slot {
        match (slot.reason, span.known.is_some()) {
            (Feature::SlotClassList, true) => add(Feature::ClassList, 1.0),
            (Feature::SlotPlaceList, true) => add(Feature::PlaceList, 1.0),
            (reason, false) => add(reason, 1.0),
            _ => {}
        }
    }
    let is_cueless = count == 0 && span.clitics.preposition.is_none();
    add(Feature::NoCue, flag(is_cueless));
    add(Feature::NoCueCommon, if is_cueless { common } else { 0.0 });
    // "X, near Y", "X بولاية Y", "X (Y)": what follows places the name.
    let opens = context.tokens.get(end).is_some_and(|t| t.is_sign(",،("));
    let after = end + usize::from(opens);
    let is_placed = context.cues_at(after).any(|c| {
        matches!(c.category, Category::Near | Category::Dir(_) | Category::Border)
            || (matches!(c.category, Category::Class(_)) && (c.clitics.preposition.is_some() || !is_latin && opens))
    });
    add(Feature::PlacedAfter, flag(is_placed));
    // قرية X بولاية Y, بلدة «X»: the name is what fills the frame, or the quotation.
    let is_quoted = is_quoted(context, &span.tokens);
    if !is_latin && seen.contains(&Some(Feature::AfterClass)) {
        let is_framed = is_division_ahead(context, end);
        let is_unknown = span.known.is_none();
        add(Feature::Framed, flag(is_framed && is_unknown));
        add(Feature::QuotedClass, flag(is_quoted && is_unknown));
        let is_cut_short = !is_framed && is_single && fills_frame(context, end);
        add(Feature::FrameBroken, flag(is_cut_short));
    }
    // "Le camp d'Abou Chouk": the capitals behind a class noun are its name, of however many words.
    let is_chunk = is_latin && !is_single && seen.contains(&Some(Feature::AfterClass)) && ends_chunk(context, end);
    add(Feature::ClassChunk, flag(is_chunk && span.known.is_none()));
    // "X, a village", "X, localité".
    let is_apposition = is_latin && opens && {
        let article = context
            .tokens
            .get(after)
            .is_some_and(|t| matches!(t.key.as_str(), "a" | "an" | "the" | "un" | "une" | "la" | "le" | "l"));
        (after..after + 3 + usize::from(article)).any(|at| context.is(at, |c| matches!(c, Category::Class(_))))
    };
    add(Feature::Apposition, flag(is_apposition));
    let is_bracketed = is_latin && span.known.is_some() && in_chain(context, &span.tokens);
    add(Feature::Bracketed, flag(is_bracketed));
    let is_whole_chunk = ends_chunk(context, end);
    add(Feature::WholeChunk, flag(is_whole_chunk));
    // Persons and peoples.
    let follows = |test: fn(&Category) -> bool| context.is(end, test);
    let before_title = is_latin && follows(|c| matches!(c, Category::Title));
    let before_last = follows(|c| matches!(c, Category::Last));
    add(Feature::BeforeTitle, flag(before_title));
    add(Feature::BeforeLastName, flag(before_last));
    add(Feature::BeforeSpeech, flag(is_latin && follows(|c| matches!(c, Category::Speech))));
    let mut capital_before = false;
    if is_latin {
        capital_before =
            !context.is_first_of_clause(start) && start > 0 && is_capital_neighbour(context, start - 1, start - 1);
        add(Feature::CapitalBefore, flag(capital_before));
        let next = context.next_word(end - 1);
        add(Feature::CapitalAfter, flag(next.is_some_and(|n| is_capital_neighbour(context, n, end - 1))));
    }
    // Two names side by side that no phrase keeps apart are rather one: of a person, or a longer place.
    if !is_latin {
        let is_rare = |at: usize| {
            context.tokens.get(at).is_some_and(|t| {
                t.script == Script::Arabic
                    && context.zipf(at).is_none()
                    && context.cues_at(at).next().is_none()
                    && shape(t.key.chars()) > 1.0
            })
        };
        let is_bare = span.clitics == Clitics::default() && linked == start;
        let before = is_bare && start > 0 && context.are_adjacent(start - 1) && is_rare(start - 1);
        let after = context.are_adjacent(end - 1) && is_rare(end) && !context.tokens.get(end).is_some_and(has_clitic);
        add(Feature::RareBefore, flag(before));
        add(Feature::RareAfter, flag(after));
    }
    let is_itself = |test: fn(&Category) -> bool| flag(is_single && context.is(start, test));
    add(
        Feature::IsCueWord,
        is_itself(|c| {
            matches!(
                c,
                Category::Stop
                    | Category::Class(_)
                    | Category::Dir(_)
                    | Category::In
                    | Category::Near
                    | Category::Speech
                    | Category::Holder
                    | Category::Verb
                    | Category::Demonymic
            )
        }),
    );
    // "7 km au Nord-Ouest de": a wind that something is told from, not the region of that name.
    let is_wind = context.cues_at(start).any(|c| c.tokens.end == end && matches!(c.category, Category::Dir(_)));
    let is_told_from = context.tokens.get(end).is_some_and(|t| matches!(t.key.as_str(), "de" | "du" | "d" | "of"))
        || features.clone().any(|f| *f == Feature::AfterKm);
    add(Feature::Wind, flag(is_wind && is_told_from));
    add(Feature::BeforeAcronym, flag(is_latin && ends_organisation(context, &span.tokens)));
    // "Militants de IRA": a few capitals among small letters name no hamlet that is called so.
    let is_loud = |t: &Token| t.text.chars().count() <= 4 && t.text.chars().all(char::is_uppercase);
    let has_small = |at: usize| context.tokens.get(at).is_some_and(|t| t.text.chars().any(char::is_lowercase));
    let is_letters = is_latin
        && is_single
        && asked.is_empty()
        && span.known.is_some_and(|k| k.prominence < 3.0)
        && context.tokens.get(start).is_some_and(is_loud)
        && (start.checked_sub(1).is_some_and(has_small) || has_small(end));
    add(Feature::Acronym, flag(is_latin && is_spelt_out(context, &span.tokens) || is_letters));
    add(Feature::IsFirstName, is_itself(|c| matches!(c, Category::First)));
    add(Feature::IsLastName, is_itself(|c| matches!(c, Category::Last)));
    let any_people = |c: &Category| matches!(c, Category::People);
    let is_people = if span.known.is_some() {
        is_single && context.is(start, any_people)
    } else {
        span.tokens.clone().any(|at| context.is(at, any_people))
    };
    // "The Dogon community": people doubly.
    let is_adjective = seen.contains(&Some(Feature::BeforeClass));
    add(Feature::IsPeople, flag(is_people) * (1.0 + flag(is_adjective)));
    let is_of_person =
        is_single && (capital_before || before_last || features.clone().any(|f| matches!(f, Feature::AfterFirstName)));
    Around { asked, is_of_person, is_whole_chunk, is_cueless }
}

/// "Kobi (Say, Tillabéri)": a member of the brackets behind a name that hold nothing but names and commas.
fn in_chain(context: &Context, span: &Range<usize>) -> bool {
    /// Tokens of the longest chain on either side.
    const REACH: usize = 9;
    let sign = |at: usize, signs: &str| context.tokens.get(at).is_some_and(|t| t.is_sign(signs));
    let of_chain = |at: &usize| context.tokens.get(*at).is_some_and(|t| is_capital(t) || t.is_sign(",-'’"));
    let bounded = (span.start == 0 || sign(span.start - 1, "(,")) && sign(span.end, "),");
    if !bounded {
        return false;
    }
    let open = (span.start.saturating_sub(REACH)..span.start).rev().find(|at| !of_chain(at));
    let close = (span.end..span.end + REACH).find(|at| !of_chain(at));
    let (Some(open), Some(close)) = (open, close) else { return false };
    let behind_name = open.checked_sub(1).and_then(|at| context.tokens.get(at)).is_some_and(is_capital);
    sign(open, "(") && sign(close, ")") && behind_name && (open..close).any(|at| sign(at, ","))
}

/// A class noun of inhabited places in the plural: villages, communities.
fn is_settlements(context: &Context, at: usize) -> bool {
    let is_many = context.tokens.get(at).is_some_and(|t| is_plural(&t.key));
    is_many && context.is(at, |c| matches!(c, Category::Class(kinds) if kinds.iter().all(|k| k.is_populated())))
}

/// Quotation marks stand on both sides of the tokens.
pub(super) fn is_quoted(context: &Context, tokens: &Range<usize>) -> bool {
    let is_mark = |at: usize| context.tokens.get(at).is_some_and(|t| t.is_sign(QUOTES));
    tokens.start.checked_sub(1).is_some_and(is_mark) && is_mark(tokens.end)
}

/// In English a class noun right behind a name, which stands in no list, is that name's.
fn is_of_name_before(context: &Context, class: usize) -> bool {
    let before = class.checked_sub(1).filter(|_| context.lang == Lang::En);
    before.is_some_and(|b| {
        context.tokens.get(b).is_some_and(is_capital) && context.are_adjacent(b) && context.cues_at(b).next().is_none()
    })
}

/// True for the second of two capitalised words side by side, at `at`, that is no known cue: the two
/// are rather one name of a person or a body. `left` is the first of the two.
fn is_capital_neighbour(context: &Context, at: usize, left: usize) -> bool {
    context.tokens.get(at).is_some_and(is_capital)
        && context.are_adjacent(left)
        && !context.is(at, |c| !matches!(c, Category::First | Category::Last | Category::Org | Category::People))
}

/// True where no word carries on: at a sign, a word of the lexicon, or the end.
fn ends_chunk(context: &Context, at: usize) -> bool {
    match context.tokens.get(at) {
        None => true,
        Some(token) if !token.is_word() => true,
        Some(token) => {
            context.is(at, |c| !matches!(c, Category::First | Category::Last | Category::Link))
                || (token.script == Script::Arabic
                    && token.key.starts_with(['و', 'ف', 'ب', 'ل'])
                    && context.zipf(at).is_some())
        }
    }
}
