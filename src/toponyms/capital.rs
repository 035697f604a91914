//! Capitals that are described and not named: "the Malian capital", la capitale malienne, العاصمة المالية.

use super::clitics::{bare_start, readings};
use super::context::Context;
use crate::lexicon::{Lexicon, Sense, capital};
use crate::text::Lang;
use std::ops::Range;

/// The descriptions of capitals in a sentence: the bytes of each, and the name of the town.
pub(super) fn find(context: &Context<'_>) -> Vec<(Range<usize>, &'static str)> {
    // Each noun with the byte where it begins behind its clitics.
    let noun = |i: usize| {
        let token = context.tokens.get(i)?;
        let reading = readings(token).into_iter().find(|r| is_capital(&r.key, context.lang))?;
        Some((i, bare_start(token, reading.taken)))
    };
    let nouns: Vec<(usize, usize)> = (0..context.tokens.len()).filter_map(noun).collect();
    if nouns.is_empty() {
        return Vec::new();
    }
    let hits = Lexicon::embedded().hits(context.tokens, context.lang);
    let describe = |(noun, bare): (usize, usize)| {
        let hit = hits.iter().find(|h| match context.lang {
            Lang::En => h.tokens.end == noun,
            Lang::Fr | Lang::Ar => h.tokens.start == noun + 1,
        })?;
        let country = hit.senses.iter().find_map(|s| match s {
            Sense::Demonym(country) => Some(*country),
            _ => None,
        })?;
        let first = context.tokens.get(hit.tokens.start)?.range.start.min(bare);
        let last = context.tokens.get(noun.max(hit.tokens.end - 1))?.range.end;
        Some((first..last, capital(country)?))
    };
    nouns.into_iter().filter_map(describe).collect()
}

fn is_capital(word: &str, lang: Lang) -> bool {
    match lang {
        Lang::En => word == "capital",
        Lang::Fr => word == "capitale",
        Lang::Ar => word == "العاصمه",
    }
}

#[cfg(test)]
mod tests {
    use crate::article::Article;
    use crate::gazetteer::Gazetteer;
    use crate::text::Lang;
    use crate::toponyms::Recogniser;

    #[test]
    fn a_described_capital_is_its_town() {
        let cases = [
            (Lang::En, "Gunmen attacked a hotel in the Malian capital.", vec![("Malian capital", "Bamako")]),
            (Lang::Fr, "Un hôtel de la capitale burkinabè a été visé.", vec![("capitale burkinabè", "Ouagadougou")]),
            (Lang::Ar, "وقع الانفجار بالعاصمة النيجرية.", vec![("العاصمة النيجرية", "Niamey")]),
            (Lang::Fr, "La capitale économique malienne.", Vec::new()),
            (Lang::En, "The Malian army sent capital goods.", Vec::new()),
            (Lang::En, "It happened in the Beninese capital.", Vec::new()),
        ];
        let gazetteer = Gazetteer::embedded().unwrap();
        let recogniser = Recogniser::new(&gazetteer);
        for (lang, text, expected) in cases {
            let found = recogniser.find(&Article::new("test", text, Some(lang)), &[]);
            let described: Vec<(&str, &str)> =
                found.mentions.iter().filter_map(|m| Some((m.surface.as_str(), m.stands_for.as_deref()?))).collect();
            assert_eq!(described, expected, "{text}");
        }
    }
}
