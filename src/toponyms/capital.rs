//! Capitals that are described and not named: "the Malian capital", la capitale malienne, العاصمة المالية.

use super::context::Context;
use crate::lexicon::{Lexicon, Sense, capital};
use crate::text::Lang;
use std::ops::Range;

/// The descriptions of capitals in a sentence: the bytes of each, and the name of the town.
pub(super) fn find(context: &Context<'_>) -> Vec<(Range<usize>, &'static str)> {
    let noun = |i: usize| context.tokens.get(i).is_some_and(|t| is_capital(&t.key, context.lang));
    let nouns: Vec<usize> = (0..context.tokens.len()).filter(|&i| noun(i)).collect();
    if nouns.is_empty() {
        return Vec::new();
    }
    let hits = Lexicon::embedded().hits(context.tokens, context.lang);
    let describe = |noun: usize| {
        let hit = hits.iter().find(|h| match context.lang {
            Lang::En => h.tokens.end == noun,
            Lang::Fr | Lang::Ar => h.tokens.start == noun + 1,
        })?;
        let country = hit.senses.iter().find_map(|s| match s {
            Sense::Demonym(country) => Some(*country),
            _ => None,
        })?;
        let (first, last) = (noun.min(hit.tokens.start), noun.max(hit.tokens.end - 1));
        let range = context.tokens.get(first)?.range.start..context.tokens.get(last)?.range.end;
        Some((range, capital(country)?))
    };
    nouns.into_iter().filter_map(describe).collect()
}

fn is_capital(word: &str, lang: Lang) -> bool {
    match lang {
        Lang::En => word == "capital",
        Lang::Fr => word == "capitale",
        Lang::Ar => matches!(word.trim_start_matches(['و', 'ف']), "العاصمه" | "بالعاصمه" | "للعاصمه"),
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
            (Lang::Ar, "وقع الانفجار بالعاصمة النيجرية.", vec![("بالعاصمة النيجرية", "Niamey")]),
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
