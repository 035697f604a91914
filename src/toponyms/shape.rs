//! How far the letters of an Arabic word look like those of a foreign name.
//!
//! A village of the Sahel is spelled by its sound (دوينتزا), a word of the language grows from a root
//! and wears prefixes and endings (لقواته). Where both are spelled alike only the text can tell, but
//! mostly their letters do. `gazetteer/build/shapes.py` fits the model and says how well it does.

use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// The most that the letters say, either way, log-odds.
const MOST: f64 = 6.0;

/// The log-odds that a folded Arabic word is a foreign name rather than a word, by its letters alone.
pub(super) fn shape(letters: impl Iterator<Item = char>) -> f64 {
    let model = model();
    let (mut sum, mut before, mut last) = (0.0, '\0', '\0');
    let mut seen: Vec<u64> = Vec::with_capacity(24);
    for letter in ['^'].into_iter().chain(letters).chain(['$']) {
        for run in [code(&['\0', '\0', letter]), code(&['\0', last, letter]), code(&[before, last, letter])] {
            if !seen.contains(&run) {
                seen.push(run);
                sum += f64::from(model.get(&run).copied().unwrap_or(0.0));
            }
        }
        (before, last) = (last, letter);
    }
    (sum + f64::from(model.get(&0).copied().unwrap_or(0.0))).clamp(-MOST, MOST)
}

/// A number for a run of up to three letters; 0 for none.
fn code(run: &[char]) -> u64 {
    run.iter().fold(0, |code, c| code << 21 | u64::from(u32::from(*c)))
}

/// The weight of each run of letters; that of the empty run is the bias.
fn model() -> &'static FxHashMap<u64, f32> {
    static MODEL: OnceLock<FxHashMap<u64, f32>> = OnceLock::new();
    MODEL.get_or_init(|| {
        include_str!("../../gazetteer/models/shape-ar.tsv")
            .lines()
            .filter_map(|line| {
                let (run, weight) = line.split_once('\t')?;
                Some((code(&run.chars().collect::<Vec<_>>()), weight.parse().ok()?))
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words_are_told_by_their_letters() {
        for name in ["دوينتزا", "كورو", "بانكاس", "ميناكا", "سيغو", "تينتو"] {
            assert!(shape(name.chars()) > 1.0, "{name} {}", shape(name.chars()));
        }
        for word in ["لقواته", "المعقل", "مهاجمين", "سلطات", "ازيز"] {
            assert!(shape(word.chars()) < -1.0, "{word} {}", shape(word.chars()));
        }
    }
}
