//! The evidence for and against a span: what it is called, how it is written, what stands around it.

use super::clitics::Clitics;
use super::context::{Context, QUOTES, is_link, is_plural};
use super::feature::Feature;
use super::lexicon::Category;
use super::memo::carrier;
use super::organisation::{ends_organisation, in_organisation, is_spelt_out};
use super::shape::shape;
use super::slot::{fills_frame, has_clitic, is_division_ahead, is_of};
use super::span::{Search, Span, is_capital};
use super::unknown::{pronoun_stem, stem_zipf, unknown_words};
use crate::gazetteer::{Kind, Walk};
use crate::text::{Lang, Script, Token, key};
use std::ops::Range;

/// The frequency (Zipf) that a word in no list is taken to have.
pub(super) const RARE: f64 = 2.0;
/// What later evidence, of lists and of the rest of the article, adds at most.
const LATER: f64 = 1.4;
/// The likeness of the nearest name to one of unknown spelling is hardly higher: one that is spelled alike is known.
const ALIKE: f64 = 0.97;

/// The score from which on a span stays a name whatever else is found.
const SURE: f64 = 0.3;

/// Gathers the evidence for and against a span.
pub(super) fn describe(search: &mut Search, span: &mut Span) {
    let context = search.context;
    let Some(token) = context.tokens.get(span.tokens.start) else { return };
    let is_latin = token.script == Script::Latin;
    let scale = search.scale;
    // "ville de X", "شمال مالي": the word stands outside, but where it makes another division (South Sudan, شمال دارفور).
    let is_division = span.known.is_some_and(|k| k.is_any(&[Kind::Country, Kind::Admin1, Kind::Admin2]));
    // West Africa is a name; northern Mali, also where a region is called so, is a part of Mali.
    let is_division = is_division
        || span.known.is_some_and(|k| k.is_any(&[Kind::Region])) && !has_country(search, span.tokens.start + 1);
    // Wadi Fira, where nothing is called Fira: the noun is part of the name.
    let is_class = span.word.is_none() && context.is(span.tokens.start, |c| matches!(c, Category::Class(_)));
    let is_direction = span.word.is_none() && context.is(span.tokens.start, |c| matches!(c, Category::Dir(_)));
    span.starts_with_cue = is_class && rest_is_name(search, span) || is_direction && !is_division;
    let mut evidence = std::mem::take(&mut span.evidence);
    evidence.pieces = search.is_fit.then(Vec::new);
    let mut add = |feature: Feature, value: f64| evidence.add(scale, feature, value);
    add(Feature::Bias, 1.0);
    // 0 for a hamlet that nobody writes about, 1 for a country.
    let renown = span.known.map_or(0.0, |k| k.prominence / 6.0);
    match &span.known {
        Some(known) => {
            add(Feature::Prominence, renown);
            add(Feature::IsCountry, flag(known.prominence >= 6.0));
            add(Feature::Obscure, flag(known.prominence < 2.0));
            let surface = context.text.get(span.range.clone()).unwrap_or_default();
            add(Feature::HamzaDiffers, flag(hamza_differs(surface, known.hamza)));
            add(Feature::Nisba, flag(known.is_adjective));
        }
        None => {
            add(Feature::Unknown, 1.0);
            add(Feature::CutChunk, flag(span.is_cut));
            unknown_words(context, &span.tokens, span.clitics, &mut add);
        }
    }
    spelling(search, span, token, renown, &mut add);
    match span.clitics.preposition {
        Some('ب') => add(Feature::LocativeClitic, 1.0),
        Some('ل') => add(Feature::LamClitic, 1.0),
        Some(_) => add(Feature::KafClitic, 1.0),
        None => {}
    }
    add(Feature::ConjunctionTaken, flag(span.clitics.conjunction));
    // ف joins clauses rather than names.
    add(Feature::FaTaken, flag(span.clitics.conjunction && token.key.starts_with('ف')));
    add(Feature::ArticleTaken, flag(span.clitics.article));
    let common = if renown >= 1.0 { 0.0 } else { span.word.map_or(0.0, |(zipf, _)| excess(zipf)) };
    let Around { asked, is_of_person, is_whole_chunk, is_cueless } = around(context, span, is_latin, common, &mut add);
    if !asked.is_empty()
        && let Some(known) = &span.known
    {
        let fits = known.is_any(asked);
        add(if fits { Feature::KindFits } else { Feature::KindFails }, 1.0);
        add(Feature::CommonFits, if fits { common } else { 0.0 });
    }
    let from = search.others.partition_point(|r| r.end <= span.range.start);
    let is_inside = search.others.get(from).is_some_and(|r| r.start < span.range.end);
    add(Feature::InOrganisation, flag(is_inside));
    add(Feature::InOrganisationChunk, flag(is_latin && in_organisation(context, span.tokens.start)));
    if span.known.is_none() {
        // Asking for names that sound alike is slow: not where no answer could change the outcome.
        let weight = scale.weight(Feature::UnknownLogit);
        let (least, most) = (evidence.score + weight * logit(0.0), evidence.score + weight * logit(ALIKE));
        let surface = context.text.get(span.range.clone()).unwrap_or_default();
        let likeness = if search.is_fit || most + LATER > 0.0 && least < SURE {
            search.names.likeness(search.gazetteer, surface)
        } else if most > 0.0 {
            0.5
        } else {
            0.0
        };
        evidence.add(scale, Feature::UnknownLogit, logit(likeness));
    }
    span.evidence = evidence;
    span.asked = asked;
    span.is_of_person = is_of_person;
    span.is_whole_chunk = is_whole_chunk;
    span.is_cueless = is_cueless;
}

/// True where the name of a country begins at a token.
fn has_country(search: &mut Search, at: usize) -> bool {
    let words = search.words;
    let word = search.numbers.get(at).and_then(|n| words.get(*n));
    word.is_some_and(|w| {
        w.starts.iter().any(|s| {
            search.walker.is_name(&s.walk)
                && search.names.known(search.gazetteer, search.walker, &s.walk).is_any(&[Kind::Country])
        })
    })
}

/// What is left of a span without its first word, and the links behind that, is a name as well, or nothing known is.
fn rest_is_name(search: &Search, span: &Span) -> bool {
    let context = search.context;
    if span.known.is_none() {
        return true;
    }
    let mut at = span.tokens.start + 1;
    while at < span.tokens.end && context.tokens.get(at).is_some_and(|t| !t.is_word() || is_link(&t.key)) {
        at += 1;
    }
    let word = search.numbers.get(at).and_then(|n| search.words.get(*n));
    let Some(first) = word.and_then(|w| w.starts.first()) else { return false };
    let mut further: Option<Walk> = None;
    while let Some(next) = context.next_word(at).filter(|n| *n < span.tokens.end) {
        let position = further.as_ref().unwrap_or(&first.walk);
        let step = context.tokens.get(next).and_then(|t| search.walker.step(position, &t.key));
        let Some(step) = step else { return false };
        further = Some(step);
        at = next;
    }
    search.walker.is_name(further.as_ref().unwrap_or(&first.walk))
}

/// A class noun of inhabited places in the plural: villages, communities.
fn is_settlements(context: &Context, at: usize) -> bool {
    let is_many = context.tokens.get(at).is_some_and(|t| is_plural(&t.key));
    is_many && context.is(at, |c| matches!(c, Category::Class(kinds) if kinds.iter().all(|k| k.is_populated())))
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

/// What the words before and after a span come to.
struct Around {
    asked: &'static [Kind],
    is_of_person: bool,
    is_whole_chunk: bool,
    is_cueless: bool,
}

pub(super) fn flag(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

fn logit(p: f64) -> f64 {
    let p = p.clamp(0.03, 0.999);
    (p / (1.0 - p)).ln() / 5.0
}

/// The letters' word on a name, the most being about one.
fn scaled(shape: f64) -> f64 {
    shape / 4.0
}

/// How far a word is more frequent than a thousand times in a billion, in hundredfolds.
fn excess(zipf: Option<f64>) -> f64 {
    ((zipf.unwrap_or(RARE) - 3.0) / 2.0).max(0.0)
}

/// How the name is written, and how common its words are otherwise: strong evidence against a
/// village, little against a country, whose own mentions make its name frequent.
fn spelling(search: &Search, span: &Span, token: &Token, renown: f64, add: &mut impl FnMut(Feature, f64)) {
    let context = search.context;
    let is_latin = token.script == Script::Latin;
    let is_small = is_latin && !token.is_capitalised();
    let is_first = is_latin && context.is_first_of_clause(span.tokens.start);
    let is_part = context.is(span.tokens.start, |c| matches!(c, Category::Part | Category::Tri));
    let word_of = |at: usize| search.numbers.get(at).and_then(|n| search.words.get(*n));
    if let Some((zipf, letters)) = span.word {
        let common = excess(zipf);
        let is_country = renown >= 1.0;
        let unless_country = |value: f64| if is_country { 0.0 } else { value };
        add(if is_latin { Feature::CommonLatin } else { Feature::CommonArabic }, unless_country(common));
        add(Feature::CommonProminent, unless_country(common * renown));
        add(Feature::CommonCountry, common - unless_country(common));
        if span.clitics != Clitics::default() {
            let whole = match word_of(span.tokens.start).and_then(|w| w.zipf) {
                Some(zipf) => (zipf - 2.5) / 2.0,
                None => stem_zipf(&token.key, token.script, context.lang).map_or(0.0, |z| {
                    // وقودا is وقود, rather than a قودا after "and", of which no stem is known.
                    let rest = key(context.text.get(span.range.clone()).unwrap_or_default());
                    let own = zipf.or_else(|| stem_zipf(&rest, token.script, context.lang)).unwrap_or(RARE);
                    if z > own + 1.0 { (z - 2.5) / 2.0 } else { (z - 3.0) / 4.0 }
                }),
            };
            add(if is_country { Feature::WholeCountry } else { Feature::CommonWhole }, whole.max(0.0));
        }
        if !is_latin {
            let bare = key(context.text.get(span.range.clone()).unwrap_or_default());
            let letters = scaled(shape(bare.chars()));
            add(
                if span.known.is_some() { Feature::ShapeKnown } else { Feature::ShapeUnknown },
                unless_country(letters),
            );
            if span.clitics != Clitics::default() {
                add(Feature::ShapeWhole, unless_country(scaled(shape(token.key.chars())).min(0.0)));
            }
            let stem = if zipf.is_none() { pronoun_stem(&bare, token.text, context.lang) } else { None };
            add(Feature::CommonStem, unless_country(excess(stem)));
        }
        add(Feature::CommonCapital, if is_latin && !is_small && !is_first { unless_country(common) } else { 0.0 });
        add(Feature::StartCommon, if is_first { unless_country(common) } else { 0.0 });
        add(Feature::VeryShort, flag(letters <= 2));
        add(Feature::Short, flag(letters == 3));
    } else {
        let words = span.tokens.clone().filter(|i| context.tokens.get(*i).is_some_and(Token::is_word));
        let least =
            words.clone().map(|i| word_of(i).and_then(|w| w.zipf).unwrap_or(RARE)).fold(f64::INFINITY, f64::min);
        let common = excess(Some(least.min(9.0))) * (1.0 - renown);
        if !is_latin && span.known.is_none() {
            let shapes = words.clone().filter_map(|i| context.tokens.get(i)).map(|t| scaled(shape(t.key.chars())));
            add(Feature::ShapeUnknown, shapes.fold(f64::INFINITY, f64::min).min(2.0));
        }
        if let Some(known) = &span.known {
            // Several words that are a known name are hardly one by chance, unless the name is one word.
            let is_glued = known.words < words.count();
            add(Feature::ManyWords, 1.0);
            add(Feature::StartsWithCue, flag(span.starts_with_cue));
            add(
                Feature::StartsWithDirection,
                flag(!span.starts_with_cue && context.is(span.tokens.start, |c| matches!(c, Category::Dir(_)))),
            );
            add(Feature::ManyCommon, common);
            add(Feature::Glued, flag(is_glued));
            add(Feature::GluedCommon, if is_glued { common } else { 0.0 });
        }
        let last = span.tokens.end - 1;
        add(
            Feature::LowerEnd,
            flag(is_latin && !is_part && context.tokens.get(last).is_some_and(|t| !t.is_capitalised())),
        );
    }
    add(Feature::LowerCase, flag(is_small && !is_part));
    if is_latin {
        let mut letters = token.text.chars().filter(|c| c.is_alphabetic());
        add(Feature::AllCapitals, flag(token.text.chars().nth(1).is_some() && letters.all(char::is_uppercase)));
        add(Feature::SentenceStart, flag(is_first));
    }
    add(Feature::Quoted, flag(is_quoted(context, &span.tokens)));
}

/// Quotation marks stand on both sides of the tokens.
fn is_quoted(context: &Context, tokens: &Range<usize>) -> bool {
    let is_mark = |at: usize| context.tokens.get(at).is_some_and(|t| t.is_sign(QUOTES));
    tokens.start.checked_sub(1).is_some_and(is_mark) && is_mark(tokens.end)
}

/// What the words before and after say.
fn around(context: &Context, span: &Span, is_latin: bool, common: f64, add: &mut impl FnMut(Feature, f64)) -> Around {
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
                    asked = kinds;
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

/// أ and إ stand for different sounds: where a text and all spellings of a name write the hamza of
/// the first letter and write it otherwise, they are two words (أطار is a town, إطار a frame).
fn hamza_differs(surface: &str, (above, below, none): (bool, bool, bool)) -> bool {
    match carrier(surface) {
        Some('إ') => above && !below,
        Some(_) => below && !above && !none,
        None => false,
    }
}
