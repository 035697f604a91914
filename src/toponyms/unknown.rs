//! What the words of a name say that no list knows, and how frequent they are without their endings.

use super::clitics::{Clitics, readings};
use super::context::Context;
use super::evidence::RARE;
use super::feature::{Feature, flag};
use crate::text::{Lang, Script, zipf};
use std::ops::Range;

/// What the words of an unknown name say: common words, and Arabic words with the endings of nouns
/// in the dual, plural or accusative and of pronouns, are rather no names.
pub(super) fn unknown_words(
    context: &Context,
    tokens: &Range<usize>,
    clitics: Clitics,
    add: &mut impl FnMut(Feature, f64),
) {
    let mut most: f64 = RARE;
    let mut words: f64 = 0.0;
    let (mut inflected, mut vowelled, mut derived) = (false, false, false);
    for at in tokens.clone() {
        let Some(token) = context.tokens.get(at).filter(|t| t.is_word()) else { continue };
        let taken = if at == tokens.start { clitics } else { Clitics::default() };
        let key =
            readings(token).into_iter().find(|r| r.clitics == taken).map(|r| r.key.into_owned()).unwrap_or_default();
        most =
            most.max(zipf(&key, context.lang).or_else(|| stem_zipf(&key, token.script, context.lang)).unwrap_or(RARE));
        words += 1.0;
        if token.script == Script::Arabic {
            let long = key.chars().count() >= 5;
            inflected |= long
                && ["ين", "ون", "ات", "ها", "هم", "هما", "تين", "تان", "يه", "وا"].iter().any(|e| key.ends_with(e));
            vowelled |= token.text.contains(['\u{064b}', '\u{064c}', '\u{064d}']);
            derived |= key.starts_with("است") || key.starts_with("ست") || key.starts_with("مست");
        }
    }
    let is_latin = context.tokens.get(tokens.start).is_some_and(|t| t.script == Script::Latin);
    add(if is_latin { Feature::UnknownCommonLatin } else { Feature::UnknownCommon }, (most - RARE) / 2.0);
    add(Feature::UnknownWords, words - 1.0);
    add(Feature::UnknownInflected, flag(inflected));
    add(Feature::UnknownTanwin, flag(vowelled));
    add(Feature::UnknownDerived, flag(derived));
}

/// The frequency of an Arabic word without the pronoun at its end, which no name wears: قتاله. The
/// letter ه as it is written tells the pronoun from the ة of names.
pub(super) fn pronoun_stem(bare: &str, written: &str, lang: Lang) -> Option<f64> {
    let stem = ["تهما", "هما", "ها", "هم", "نا"].iter().find_map(|e| bare.strip_suffix(e));
    let stem = stem.or_else(|| bare.strip_suffix('ه').filter(|_| written.ends_with('ه')))?;
    if stem.chars().count() < 3 {
        return None;
    }
    let feminine = stem.strip_suffix('ت').map(|s| format!("{s}ه"));
    let both = [zipf(stem, lang), feminine.and_then(|f| zipf(&f, lang))];
    both.into_iter().flatten().reduce(f64::max)
}

/// The frequency of an Arabic word without its ending, when the whole form is not listed.
pub(super) fn stem_zipf(key: &str, script: Script, lang: Lang) -> Option<f64> {
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
