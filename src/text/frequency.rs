use super::Lang;

/// The word lists: folded words in order of their bytes, each with ten times its Zipf frequency.
/// Source: wordfreq (Speer 2022), rebuilt by `gazetteer/build/frequency.py`.
fn list(lang: Lang) -> &'static str {
    match lang {
        Lang::Ar => include_str!("../../gazetteer/lexicon/frequency-ar.tsv"),
        Lang::Fr => include_str!("../../gazetteer/lexicon/frequency-fr.tsv"),
        Lang::En => include_str!("../../gazetteer/lexicon/frequency-en.tsv"),
    }
}

/// How frequent a word is in general text of a language, on the Zipf scale (van Heuven et al. 2014):
/// the decimal logarithm of its count in a billion words. `None` for a word outside the list, that
/// is below about 3. The word is given folded (see [`super::key`]).
#[must_use]
pub fn zipf(word: &str, lang: Lang) -> Option<f64> {
    let list = list(lang);
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = list.as_bytes().get(low..middle)?.iter().rposition(|b| *b == b'\n').map_or(low, |i| low + i + 1);
        let end = start + list.as_bytes().get(start..)?.iter().position(|b| *b == b'\n')?;
        let (entry, tenths) = list.get(start..end)?.split_once('\t')?;
        match entry.as_bytes().cmp(word.as_bytes()) {
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
            std::cmp::Ordering::Equal => return tenths.parse::<f64>().ok().map(|t| t / 10.0),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::key;

    #[test]
    fn lists_are_folded_and_in_order() {
        for lang in Lang::ALL {
            let words: Vec<&str> = list(lang).lines().filter_map(|l| l.split('\t').next()).collect();
            assert!(words.len() > 10_000);
            assert!(words.is_sorted(), "{lang}");
            for word in &words {
                assert_eq!(key(word), *word, "{lang}");
            }
            for word in [words[0], words[words.len() / 3], words[words.len() - 1]] {
                assert!(zipf(word, lang).is_some(), "{word}");
            }
        }
    }

    #[test]
    fn common_words_are_frequent_and_villages_are_not() {
        assert!(zipf("في", Lang::Ar) > Some(6.0));
        assert!(zipf("tués", Lang::Fr).is_none(), "words are given folded");
        assert!(zipf("tues", Lang::Fr) > Some(3.0));
        assert_eq!(zipf("diabaly", Lang::En), None);
    }
}
