//! Capitals that are described and not named: "the Malian capital", la capitale malienne, العاصمة المالية.

use super::clitics::{bare_start, readings};
use super::context::Context;
use crate::lexicon::{Country, Lexicon, Sense, capital};
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
    let mut countries: Vec<Country> = hits.iter().flat_map(|h| &h.senses).filter_map(country_of).collect();
    countries.sort_unstable();
    countries.dedup();
    let describe = |(noun, bare): (usize, usize)| {
        let hit = hits.iter().find(|h| match context.lang {
            Lang::En => h.tokens.end == noun,
            Lang::Fr | Lang::Ar => h.tokens.start == noun + 1,
        });
        let country = hit.into_iter().flat_map(|h| &h.senses).find_map(|s| match s {
            Sense::Demonym(country) => Some(*country),
            _ => None,
        });
        let Some((hit, country)) = hit.zip(country) else {
            // "Police in Burkina Faso broke up a rally in the capital": that of the only country told of.
            let &[only] = countries.as_slice() else { return None };
            let end = context.tokens.get(noun).filter(|_| is_bare(context, noun))?.range.end;
            return Some((bare..end, capital(only)?));
        };
        let first = context.tokens.get(hit.tokens.start)?.range.start.min(bare);
        let last = context.tokens.get(noun.max(hit.tokens.end - 1))?.range.end;
        Some((first..last, capital(country)?))
    };
    nouns.into_iter().filter_map(describe).collect()
}

fn country_of(sense: &Sense) -> Option<Country> {
    match sense {
        Sense::Demonym(country) | Sense::Country(country) => Some(*country),
        _ => None,
    }
}

/// "The capital", and neither "the capital of the province" nor "the provincial capital" nor "the capital, Niamey".
fn is_bare(context: &Context<'_>, noun: usize) -> bool {
    let key = |i: Option<usize>| i.and_then(|i| context.tokens.get(i)).map_or("", |t| t.key.as_str());
    let (before, after) = (key(noun.checked_sub(1)), key(Some(noun + 1)));
    let is_named = |i: usize| context.tokens.get(i).is_some_and(|t| t.is_word() && t.is_capitalised());
    let opens = context.tokens.get(noun + 1).is_some_and(|t| t.is_sign(",،(:-–"));
    let has_article = match context.lang {
        Lang::En => before == "the",
        Lang::Fr => before == "la",
        Lang::Ar => true,
    };
    let goes_on = match context.lang {
        Lang::En => matches!(after, "of" | "city" | "goods" | "punishment" | "s"),
        Lang::Fr => matches!(
            after,
            "de" | "du" | "d" | "des" | "regionale" | "provinciale" | "economique" | "politique" | "est"
        ),
        // Whatever word follows may be the town or an adjective.
        Lang::Ar => context.tokens.get(noun + 1).is_some_and(|t| t.is_word() && !IN.contains(&t.key.as_str())) || opens,
    };
    let is_followed_by_name = is_named(noun + 1) || opens && is_named(noun + 2);
    has_article && !goes_on && !is_followed_by_name
}

/// Arabic words after which a description has ended.
const IN: [&str; 14] =
    ["في", "من", "الى", "الي", "علي", "على", "بعد", "قبل", "خلال", "حيث", "يوم", "امس", "صباح", "مساء"];

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
            (Lang::En, "Police in Burkina Faso broke up a rally in the capital.", vec![("capital", "Ouagadougou")]),
            (Lang::Fr, "La police malienne a dispersé une marche dans la capitale.", vec![("capitale", "Bamako")]),
            (Lang::Ar, "فرقت الشرطة المالية متظاهرين وسط العاصمة يوم الجمعة.", vec![("العاصمة", "Bamako")]),
            (Lang::En, "Police in Mali broke up a rally in the capital, Bamako.", Vec::new()),
            (Lang::En, "Malian soldiers were killed near the capital of the province.", Vec::new()),
            (Lang::En, "Soldiers from Mali and Niger met in the capital.", Vec::new()),
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
