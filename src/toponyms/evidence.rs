//! The evidence for and against a span: what it is called, how it is written, what stands around it.

use super::around::{Around, around, is_quoted};
use super::clitics::Clitics;
use super::context::is_link;
use super::feature::{Feature, flag};
use super::lexicon::Category;
use super::memo::carrier;
use super::organisation::in_organisation;
use super::shape::shape;
use super::span::{Search, Span};
use super::unknown::{pronoun_stem, stem_zipf, unknown_words};
use crate::gazetteer::{Kind, Walk};
use crate::text::{Script, Token, key};

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

/// أ and إ stand for different sounds: where a text and all spellings of a name write the hamza of
/// the first letter and write it otherwise, they are two words (أطار is a town, إطار a frame).
fn hamza_differs(surface: &str, (above, below, none): (bool, bool, bool)) -> bool {
    match carrier(surface) {
        Some('إ') => above && !below,
        Some(_) => below && !above && !none,
        None => false,
    }
}
