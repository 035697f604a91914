//! Stretches of a sentence that may be a place name, and the evidence for and against each.

use super::lexicon::{Category, Clitics, Cue, Lexicon, readings};
use crate::gazetteer::{Gazetteer, Kind, Match, Walker};
use crate::text::{Lang, Script, Token, fold_char, zipf};
use std::ops::Range;

/// The longest name, in tokens.
const LONGEST: usize = 7;
/// The most words of a name that no gazetteer has.
const LONGEST_UNKNOWN: usize = 3;

/// One sentence, with what is known of its words.
pub(super) struct Context<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token<'a>],
    pub cues: Vec<Cue<'static>>,
    pub lang: Lang,
    /// Byte ranges of names of organisations and persons.
    pub others: &'a [Range<usize>],
}

impl<'a> Context<'a> {
    pub fn new(text: &'a str, tokens: &'a [Token<'a>], lang: Lang, others: &'a [Range<usize>]) -> Self {
        Context { text, tokens, cues: Lexicon::of(lang).find(tokens), lang, others }
    }

    /// The cues whose first token is `at`.
    pub fn cues_at(&self, at: usize) -> impl Iterator<Item = &Cue<'static>> {
        let from = self.cues.partition_point(|c| c.tokens.start < at);
        self.cues.iter().skip(from).take_while(move |c| c.tokens.start == at)
    }

    /// The cues that end just before token `at`.
    pub fn cues_before(&self, at: usize) -> impl Iterator<Item = &Cue<'static>> {
        let from = self.cues.partition_point(|c| c.tokens.start + 6 < at);
        self.cues.iter().skip(from).take_while(move |c| c.tokens.start < at).filter(move |c| c.tokens.end == at)
    }

    pub fn is(&self, at: usize, test: impl Fn(&Category) -> bool) -> bool {
        self.cues_at(at).any(|c| test(c.category))
    }

    /// The token before `at` over which French and English link words and articles are skipped.
    pub fn skip_links(&self, at: usize) -> usize {
        let mut at = at;
        while let Some(before) = at.checked_sub(1)
            && let Some(token) = self.tokens.get(before)
            && (matches!(token.key.as_str(), "de" | "du" | "des" | "d" | "l" | "la" | "le" | "les" | "of" | "the")
                || token.is_sign("'’"))
        {
            at = before;
        }
        at
    }
}

/// A stretch of tokens that may be a place name.
#[derive(Debug, Clone)]
pub(super) struct Span<'g> {
    pub tokens: Range<usize>,
    /// Bytes of the bare name.
    pub range: Range<usize>,
    pub clitics: Clitics,
    /// The places that bear the name letter for letter.
    pub matches: Vec<Match<'g>>,
    /// How alike the nearest known name sounds, 0 to 1; for names found by their cues.
    pub fuzzy: Option<f64>,
    /// Kinds that the class noun before or after asks for.
    pub asked: Vec<Kind>,
    pub features: Vec<(&'static str, f64)>,
    /// Log-odds that it is a place name.
    pub score: f64,
}

/// All spans of a sentence that are names of the gazetteer, or stand where a place name is due.
pub(super) fn spans<'g>(context: &Context, gazetteer: &'g Gazetteer, walker: &Walker<'g>) -> Vec<Span<'g>> {
    let mut out = Vec::new();
    for start in 0..context.tokens.len() {
        let Some(token) = context.tokens.get(start).filter(|t| t.is_word()) else { continue };
        known(context, walker, start, &mut out);
        if let Some(cue) = slot(context, start, token) {
            unknown(context, gazetteer, start, cue, &mut out);
        }
    }
    for span in &mut out {
        describe(context, gazetteer, span);
    }
    out
}

/// Names of the gazetteer that begin at a token, in every reading of its clitics.
fn known<'g>(context: &Context, walker: &Walker<'g>, start: usize, out: &mut Vec<Span<'g>>) {
    let Some(token) = context.tokens.get(start) else { return };
    for reading in readings(token) {
        let mut walk = walker.start();
        if !walker.advance(&mut walk, &reading.key) {
            continue;
        }
        let mut at = start;
        loop {
            if walker.is_name(&walk) {
                out.push(Span {
                    tokens: start..at + 1,
                    range: bare_start(token, reading.taken)..context.tokens.get(at).map_or(0, |t| t.range.end),
                    clitics: reading.clitics,
                    matches: walker.matches(&walk),
                    fuzzy: None,
                    asked: Vec::new(),
                    features: Vec::new(),
                    score: 0.0,
                });
            }
            let Some(next) = next_word(context, at) else { break };
            let is_too_long = next >= start + LONGEST;
            let Some(word) = context.tokens.get(next).filter(|_| !is_too_long) else { break };
            if !walker.advance(&mut walk, &word.key) {
                break;
            }
            at = next;
        }
    }
}

/// The byte where a name begins when so many letters of its first word are clitics.
fn bare_start(token: &Token, taken: usize) -> usize {
    let mut letters = 0;
    for (i, c) in token.text.char_indices() {
        let mut emitted = 0;
        fold_char(c, |_| emitted += 1);
        if emitted > 0 && letters >= taken {
            return token.range.start + i;
        }
        letters += emitted;
    }
    token.range.start
}

/// The next word of the same name: over white space, hyphens and apostrophes.
fn next_word(context: &Context, at: usize) -> Option<usize> {
    let mut next = at + 1;
    if context.tokens.get(next)?.is_sign("-'’‑ʼ") {
        next += 1;
    }
    let (before, word) = (context.tokens.get(at)?, context.tokens.get(next)?);
    let gap = context.text.get(before.range.end..word.range.start)?;
    let is_joined = !gap.contains(['\n', '\t']) && gap.len() <= 4;
    ((word.is_word() || word.kind == crate::text::TokenKind::Number) && is_joined).then_some(next)
}

/// Why a place name is due at a token, if it is.
fn slot(context: &Context, start: usize, token: &Token) -> Option<&'static str> {
    let is_latin = token.script == Script::Latin;
    if is_latin && !token.is_capitalised() {
        return None;
    }
    // The readings of a word as a cue of its own make it no name, unless it is capitalised mid-sentence.
    let is_plain = |c: &Category| !matches!(c, Category::First | Category::Title);
    if context.cues_at(start).any(|c| is_plain(c.category) && (!is_latin || c.clitics == Clitics::default()))
        && !is_latin
    {
        return None;
    }
    let linked = if is_latin { context.skip_links(start) } else { start };
    for cue in context.cues_before(linked).chain(context.cues_before(start)) {
        let reason = match cue.category {
            Category::Class(_) if !cue.clitics.article || is_latin => "slot_class",
            Category::Between => "slot_between",
            Category::Near => "slot_near",
            Category::Dir(_) => "slot_direction",
            Category::Km(_) => "slot_distance",
            Category::Road => "slot_road",
            Category::In | Category::To if is_latin => "slot_in",
            Category::In => "slot_in",
            _ => continue,
        };
        return Some(reason);
    }
    let is_locative = readings(token).iter().any(|r| r.clitics.preposition == Some('ب'));
    if is_locative && zipf(&token.key, context.lang).is_none() {
        return Some("slot_in");
    }
    // A later part of a list, or the second anchor of "between".
    let before = context.tokens.get(start.checked_sub(1)?)?;
    let continues = before.is_sign(",،(;") || matches!(before.key.as_str(), "et" | "and" | "ou" | "or" | "و");
    let has_conjunction = !is_latin && token.key.starts_with('و');
    (continues || has_conjunction).then_some("slot_list")
}

/// Proposes names that no gazetteer has by that spelling, where a place name is due.
fn unknown<'g>(context: &Context, gazetteer: &'g Gazetteer, start: usize, slot: &'static str, out: &mut Vec<Span<'g>>) {
    let Some(token) = context.tokens.get(start) else { return };
    let is_latin = token.script == Script::Latin;
    let has_conjunction = slot == "slot_list" && !is_latin;
    let locative = slot == "slot_in" && !context.cues_before(start).any(|c| matches!(c.category, Category::In));
    let wanted: Vec<_> = readings(token)
        .into_iter()
        .filter(|r| {
            let c = r.clitics;
            !c.article
                && (is_latin
                    || if locative {
                        c.preposition == Some('ب')
                    } else {
                        c.preposition.is_none() && c.conjunction == (has_conjunction && token.key.starts_with('و'))
                    })
        })
        .collect();
    for reading in wanted {
        // A common word in a weak slot is no unknown village; asking how it sounds would only cost time.
        let is_weak = matches!(slot, "slot_list" | "slot_in");
        if is_weak && zipf(&reading.key, context.lang).is_some_and(|z| z >= 4.0) {
            continue;
        }
        let mut at = start;
        let mut words = 1;
        loop {
            let range = bare_start(token, reading.taken)..context.tokens.get(at).map_or(0, |t| t.range.end);
            let is_known = out.iter().any(|s| s.range == range && !s.matches.is_empty());
            let next = next_word(context, at).filter(|n| words < LONGEST_UNKNOWN && goes_on(context, *n, is_latin));
            // A Latin name is taken whole; an Arabic one may end after each word.
            if !is_known && (!is_latin || next.is_none()) {
                let surface = context.text.get(range.clone()).unwrap_or_default();
                let fuzzy = gazetteer.likeness(surface);
                out.push(Span {
                    tokens: start..at + 1,
                    range,
                    clitics: reading.clitics,
                    matches: Vec::new(),
                    fuzzy: Some(fuzzy),
                    asked: Vec::new(),
                    features: if next.is_some() && !is_latin {
                        vec![(slot, 1.0), ("cut_chunk", 1.0)]
                    } else {
                        vec![(slot, 1.0)]
                    },
                    score: 0.0,
                });
            }
            let Some(next) = next else { break };
            at = next;
            words += 1;
        }
    }
}

/// True when a word may carry on an unknown name.
fn goes_on(context: &Context, at: usize, is_latin: bool) -> bool {
    let Some(token) = context.tokens.get(at) else { return false };
    if is_latin {
        return token.is_capitalised();
    }
    let is_cue = context.cues_at(at).any(|c| !matches!(c.category, Category::First | Category::Title | Category::Link));
    let is_clitic = token.key.starts_with('و')
        || token.key.starts_with("ال")
        || token.key.starts_with("لل")
        || token.key.starts_with("بال");
    !is_cue && !is_clitic && token.script == Script::Arabic && zipf(&token.key, context.lang).is_none_or(|z| z < 4.2)
}

/// Gathers the evidence for and against a span.
fn describe(context: &Context, gazetteer: &Gazetteer, span: &mut Span) {
    let Some(token) = context.tokens.get(span.tokens.start) else { return };
    let is_latin = token.script == Script::Latin;
    let words = span.tokens.clone().filter(|i| context.tokens.get(*i).is_some_and(Token::is_word)).count();
    let mut add = |name: &'static str, value: f64| {
        if value != 0.0 {
            span.features.push((name, value));
        }
    };
    let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
    add("bias", 1.0);
    if span.matches.is_empty() {
        add("unknown", 1.0);
        let p = span.fuzzy.unwrap_or(0.0).clamp(0.03, 0.999);
        add("unknown_logit", (p / (1.0 - p)).ln() / 5.0);
        unknown_words(context, &span.tokens, span.clitics, &mut add);
    } else {
        let best =
            span.matches.iter().filter_map(|m| gazetteer.view(m.place)).map(|v| prominence(&v)).fold(0.0, f64::max);
        add("prominence", best / 6.0);
        add("is_country", flag(best >= 6.0));
        add("obscure", flag(best < 2.0));
    }
    // How common the word is otherwise: strong evidence against a village, none against a country.
    if words == 1 {
        let key = readings(token)
            .into_iter()
            .find(|r| r.clitics == span.clitics)
            .map(|r| r.key.into_owned())
            .unwrap_or_default();
        let bare = zipf(&key, context.lang).unwrap_or(2.0);
        let whole = zipf(&token.key, context.lang).unwrap_or(2.0);
        let is_lower = is_latin && !token.is_capitalised();
        let suffix = if is_latin { "common_latin" } else { "common_arabic" };
        add(suffix, ((bare - 3.0) / 2.0).max(0.0));
        if !span.clitics.eq(&Clitics::default()) {
            add("common_whole", ((whole - 3.0) / 2.0).max(0.0));
        }
        add("lower_case", flag(is_lower));
        let letters = key.chars().count();
        add("very_short", flag(letters <= 2));
        add("short", flag(letters == 3));
    } else {
        // Several words that are a known name are hardly one by chance.
        add("many_words", flag(!span.matches.is_empty()));
        add("lower_case", flag(is_latin && !token.is_capitalised()));
        let last = span.tokens.end - 1;
        add("lower_end", flag(is_latin && context.tokens.get(last).is_some_and(|t| !t.is_capitalised())));
    }
    if is_latin {
        let word = token.text;
        add(
            "all_capitals",
            flag(word.chars().count() > 1 && word.chars().all(|c| c.is_uppercase() || !c.is_alphabetic())),
        );
        let is_first = first_of_clause(context, span.tokens.start);
        add("sentence_start", flag(is_first));
        add(
            "capital_before",
            flag(!is_first && is_capital_neighbour(context, span.tokens.start.checked_sub(1), span.tokens.start)),
        );
        add(
            "capital_after",
            flag(next_word(context, span.tokens.end - 1).is_some_and(|n| is_capital_neighbour(context, Some(n), n))),
        );
    }
    add("conjunction_taken", flag(span.clitics.conjunction));
    add("article_taken", flag(span.clitics.article));
    match span.clitics.preposition {
        Some('ب') => add("locative_clitic", 1.0),
        Some('ل') => add("lam_clitic", 1.0),
        Some(_) => add("kaf_clitic", 1.0),
        None => {}
    }
    let linked = if is_latin { context.skip_links(span.tokens.start) } else { span.tokens.start };
    let mut asked = Vec::new();
    let mut seen = Vec::new();
    for cue in context.cues_before(linked).chain(context.cues_before(span.tokens.start)) {
        let name = match cue.category {
            Category::Class(kinds) => {
                if asked.is_empty() {
                    asked.clone_from(kinds);
                }
                "after_class"
            }
            Category::Near => "after_near",
            Category::In => "after_in",
            Category::From => "after_from",
            Category::To => "after_to",
            Category::Between => "after_between",
            Category::Road => "after_road",
            Category::Dir(_) => "after_direction",
            Category::Border => "after_border",
            Category::Km(_) => "after_km",
            Category::Title => "after_title",
            Category::First => "after_first_name",
            Category::Org => "after_organisation",
            Category::Demonymic => "after_demonymic",
            Category::Dateline => "after_dateline",
            _ => continue,
        };
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    // A class noun that follows: "Mopti region".
    for cue in context.cues_at(span.tokens.end).filter(|_| is_latin) {
        if let Category::Class(kinds) = cue.category
            && asked.is_empty()
        {
            asked.clone_from(kinds);
            seen.push("before_class");
        }
    }
    seen.iter().for_each(|name| add(name, 1.0));
    // "X, near Y", "X بولاية Y", "X (Y)": what follows places the name.
    let after = span.tokens.end + usize::from(context.tokens.get(span.tokens.end).is_some_and(|t| t.is_sign(",،(")));
    let is_placed = context.cues_at(after).any(|c| {
        matches!(c.category, Category::Near | Category::Dir(_) | Category::Border)
            || (matches!(c.category, Category::Class(_))
                && (c.clitics.preposition.is_some() || !is_latin && after > span.tokens.end))
    });
    add("placed_after", flag(is_placed));
    add("whole_chunk", flag(ends_chunk(context, span.tokens.end)));
    let surface = context.text.get(span.range.clone()).unwrap_or_default();
    add("hamza_differs", flag(!span.matches.is_empty() && span.matches.iter().all(|m| hamza_differs(surface, m.name))));
    add("no_cue", flag(seen.is_empty() && span.clitics.preposition.is_none()));
    if !asked.is_empty() && !span.matches.is_empty() {
        let fits = span.matches.iter().filter_map(|m| gazetteer.view(m.place)).any(|v| asked.contains(&v.kind()));
        add("kind_fits", flag(fits));
        add("kind_fails", flag(!fits));
    }
    let inside = context.others.iter().any(|r| r.start < span.range.end && span.range.start < r.end);
    add("in_organisation", flag(inside));
    let is_cue_itself = context.cues_at(span.tokens.start).any(|c| {
        matches!(c.category, Category::Stop | Category::Class(_) | Category::Dir(_) | Category::In | Category::Near)
    });
    add("is_cue_word", flag(is_cue_itself && words == 1));
    add("is_first_name", flag(words == 1 && context.is(span.tokens.start, |c| matches!(c, Category::First))));
    span.asked = asked;
}

/// What the words of an unknown name say: common words, and Arabic words with the endings of nouns
/// in the dual, plural or accusative and of pronouns, are rather no names.
fn unknown_words(context: &Context, tokens: &Range<usize>, clitics: Clitics, add: &mut impl FnMut(&'static str, f64)) {
    let mut most: f64 = 2.0;
    let mut words: f64 = 0.0;
    let (mut inflected, mut vowelled, mut inverted) = (false, false, false);
    for at in tokens.clone() {
        let Some(token) = context.tokens.get(at).filter(|t| t.is_word()) else { continue };
        let taken = if at == tokens.start { clitics } else { Clitics::default() };
        let key =
            readings(token).into_iter().find(|r| r.clitics == taken).map(|r| r.key.into_owned()).unwrap_or_default();
        most =
            most.max(zipf(&key, context.lang).or_else(|| stem_zipf(&key, token.script, context.lang)).unwrap_or(2.0));
        words += 1.0;
        if token.script == Script::Arabic {
            let long = key.chars().count() >= 5;
            inflected |= long
                && ["ين", "ون", "ات", "ها", "هم", "هما", "تين", "تان", "يه", "وا"].iter().any(|e| key.ends_with(e));
            vowelled |= token.text.contains(['\u{064b}', '\u{064c}', '\u{064d}']);
            inverted |= key.starts_with("است") || key.starts_with("ست") || key.starts_with("مست");
        }
    }
    add("unknown_common", (most - 2.0) / 2.0);
    add("unknown_words", words - 1.0);
    add("unknown_inflected", f64::from(u8::from(inflected)));
    add("unknown_tanwin", f64::from(u8::from(vowelled)));
    add("unknown_derived", f64::from(u8::from(inverted)));
}

/// The frequency of an Arabic word without its ending, when the whole form is not listed.
fn stem_zipf(key: &str, script: Script, lang: Lang) -> Option<f64> {
    if script != Script::Arabic {
        return None;
    }
    let endings =
        ["تهما", "هما", "تين", "تان", "ين", "ون", "ات", "ها", "هم", "ته", "ان", "وا", "نا", "يه", "ت", "ه", "ا", "ي"];
    endings
        .iter()
        .filter_map(|e| key.strip_suffix(e))
        .filter(|stem| stem.chars().count() >= 3)
        .filter_map(|stem| zipf(stem, lang).or_else(|| zipf(&format!("{stem}ه"), lang)))
        .fold(None, |best: Option<f64>, z| Some(best.map_or(z, |b| b.max(z))))
}

fn first_of_clause(context: &Context, at: usize) -> bool {
    match at.checked_sub(1).and_then(|b| context.tokens.get(b)) {
        None => true,
        Some(before) => before.is_sign("«\"“”:.!?•–—-‘") && !before.is_sign("-"),
    }
}

/// A capitalised word that is no known cue, next to a name with nothing but space between: the two
/// are rather one name of a person or a body.
fn is_capital_neighbour(context: &Context, at: Option<usize>, gap_before: usize) -> bool {
    let Some(at) = at else { return false };
    let Some(token) = context.tokens.get(at).filter(|t| t.is_word()) else { return false };
    let left = gap_before.min(at.max(1)).saturating_sub(usize::from(at == gap_before));
    let adjacent = match (context.tokens.get(left), context.tokens.get(left + 1)) {
        (Some(a), Some(b)) => {
            context.text.get(a.range.end..b.range.start).is_some_and(|gap| !gap.is_empty() && gap.trim().is_empty())
        }
        _ => false,
    };
    adjacent
        && token.is_capitalised()
        && !context.is(at, |c| !matches!(c, Category::First | Category::Title | Category::Org))
}

/// True where no word carries on: at a sign, a word of the lexicon, or the end.
fn ends_chunk(context: &Context, at: usize) -> bool {
    match context.tokens.get(at) {
        None => true,
        Some(token) if !token.is_word() => true,
        Some(token) => {
            context.cues_at(at).any(|c| !matches!(c.category, Category::First | Category::Link))
                || (token.script == Script::Arabic
                    && token.key.starts_with(['و', 'ف', 'ب', 'ل'])
                    && zipf(&token.key, context.lang).is_some())
        }
    }
}

/// أ and إ stand for different sounds: where both spellings write the hamza of their first letter and
/// write it otherwise, they are two words (أطار is a town, إطار a frame).
fn hamza_differs(surface: &str, name: &str) -> bool {
    let carrier =
        |text: &str| text.chars().find(|c| Script::of(*c) == Script::Arabic).filter(|c| matches!(c, 'أ' | 'إ' | 'آ'));
    matches!((carrier(surface), carrier(name)), (Some('أ' | 'آ'), Some('إ')) | (Some('إ'), Some('أ' | 'آ')))
}

/// How likely a place is to be in the news, on a scale of 0 to 6: by what it is, whether it was
/// curated, and its inhabitants.
pub(crate) fn prominence(view: &crate::gazetteer::View) -> f64 {
    let by_size = (f64::from(view.population()) + 1.0).log10().min(7.0) / 7.0;
    let base = match view.kind() {
        Kind::Country => return 6.0,
        Kind::Admin1 => 4.2,
        Kind::Region => 2.0,
        Kind::Admin2 => 3.2,
        Kind::City => 3.0,
        Kind::Town => 2.2,
        Kind::Admin3 => 1.5,
        Kind::Village => 1.0,
        Kind::Quarter | Kind::Camp | Kind::Base | Kind::Post | Kind::Airport | Kind::Mine => 0.8,
        Kind::Forest | Kind::Hill | Kind::Lake | Kind::River | Kind::Island => 0.7,
        _ => 0.3,
    };
    base + by_size + if view.is_curated() { 1.0 } else { 0.0 }
}
