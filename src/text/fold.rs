use super::Script;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// The version of [`key`]. It is written into every compiled gazetteer and checked when one is
/// opened: a gazetteer folded otherwise would miss names without a word.
pub const KEY_VERSION: u32 = 1;

/// The normal form of a name: its letters and digits alone, folded, with no separators.
///
/// Marks fall away (Arabic vowel signs, tatweel, French accents), letters that are written for one
/// another become one (أ إ آ ٱ ا · ى ي ئ · ؤ و · ة ه; Bambara ɛ ɔ ŋ), presentation forms and
/// Arabic-Indic digits become plain ones, Latin is lower case. Spaces, hyphens and apostrophes go,
/// so that `Ti-n-Zaouatène`, `Tin Zaouatene` and `Tinzaouatène` are one key.
///
/// The function is pure: it asks neither for the language nor for the script, as no letter folds
/// differently for them.
#[must_use]
pub fn key(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        fold_char(c, |f| out.push(f));
    }
    out
}

/// Folds one character, giving each letter of its normal form to `emit` (none for a mark or a
/// separator, several for a ligature).
#[inline]
pub fn fold_char(c: char, mut emit: impl FnMut(char)) {
    match c {
        'a'..='z' | '0'..='9' => emit(c),
        'A'..='Z' => emit(c.to_ascii_lowercase()),
        '\0'..='\x7f' => {}
        // The letters of Arabic, which decomposition would give as well, only later.
        'ا' | 'ب' | 'ت'..='غ' | 'ف'..='و' | 'ي' => emit(c),
        'آ' | 'أ' | 'إ' => emit('ا'),
        'ؤ' => emit('و'),
        'ئ' | 'ى' => emit('ي'),
        'ة' => emit('ه'),
        _ => decompose_compatible(c, |d| fold_decomposed(d, &mut emit)),
    }
}

fn fold_decomposed(c: char, emit: &mut impl FnMut(char)) {
    match c {
        'a'..='z' | '0'..='9' => emit(c),
        'A'..='Z' => emit(c.to_ascii_lowercase()),
        // Arabic letters that are written for one another.
        '\u{0640}' | 'ء' => {}
        'ٱ' | 'ٲ' | 'ٳ' => emit('ا'),
        'ى' | 'ی' | 'ې' | 'ے' | 'ۍ' => emit('ي'),
        'ة' | 'ۃ' | 'ہ' | 'ھ' | 'ە' | 'ۀ' => emit('ه'),
        'ک' | 'ڪ' => emit('ك'),
        'ۏ' | 'ۋ' | 'ۆ' | 'ۇ' => emit('و'),
        'ڨ' => emit('گ'),
        'ڭ' => emit('گ'),
        // Latin letters that NFKD leaves whole.
        'ß' => emit_all("ss", emit),
        'æ' | 'Æ' => emit_all("ae", emit),
        'œ' | 'Œ' => emit_all("oe", emit),
        'ø' | 'Ø' | 'ɔ' | 'Ɔ' => emit('o'),
        'đ' | 'Đ' | 'ɗ' | 'Ɗ' | 'ð' | 'Ð' => emit('d'),
        'ł' | 'Ł' => emit('l'),
        'ı' => emit('i'),
        'ɛ' | 'Ɛ' | 'ə' | 'Ə' | 'ǝ' | 'Ǝ' => emit('e'),
        'ŋ' | 'Ŋ' => emit('n'),
        'ɲ' | 'Ɲ' => emit_all("ny", emit),
        'ɓ' | 'Ɓ' => emit('b'),
        'ƴ' | 'Ƴ' => emit('y'),
        'ƙ' | 'Ƙ' => emit('k'),
        'ɣ' | 'Ɣ' => emit_all("gh", emit),
        'þ' | 'Þ' => emit_all("th", emit),
        // Digits of the Arabic world.
        '\u{0660}'..='\u{0669}' => emit_digit(c, '\u{0660}', emit),
        '\u{06F0}'..='\u{06F9}' => emit_digit(c, '\u{06F0}', emit),
        _ if is_combining_mark(c) => {}
        _ if Script::of(c) != Script::Other => c.to_lowercase().for_each(emit),
        _ if c.is_alphanumeric() => c.to_lowercase().for_each(emit),
        _ => {}
    }
}

fn emit_all(letters: &str, emit: &mut impl FnMut(char)) {
    letters.chars().for_each(emit);
}

fn emit_digit(c: char, zero: char, emit: &mut impl FnMut(char)) {
    if let Some(d) = char::from_digit(c as u32 - zero as u32, 10) {
        emit(d);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_that_differ_by_convention_have_one_key() {
        let groups: &[&[&str]] = &[
            &["Ti-n-Zaouatène", "Tin Zaouatene", "TINZAOUATÈNE", "Tin’zaouatene"],
            &["N'Djamena", "N’Djaména", "Ndjamena"],
            &["أنسونغو", "انسونغو", "أَنْسونغو", "أنســونغو", "ﺃﻧﺴﻮﻧﻐﻮ"],
            &["تمبكتو", "تِمبُكتو"],
            &["غاوة", "غاوه"],
            &["سيغو ٢", "سيغو 2"],
            &["ليبيريا", "ليبيريا\u{200f}"],
            &["Kɔrɔ", "Koro"],
        ];
        for group in groups {
            for name in *group {
                assert_eq!(key(name), key(group[0]), "{name}");
            }
        }
        assert_ne!(key("سيغو"), key("سيجو"));
    }

    #[test]
    fn the_short_way_of_common_letters_gives_what_decomposition_gives() {
        for c in ('\u{80}'..'\u{3000}').chain('\u{fb00}'..'\u{ff00}') {
            let mut long = String::new();
            decompose_compatible(c, |d| fold_decomposed(d, &mut |f| long.push(f)));
            assert_eq!(key(&c.to_string()), long, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(name in "\\PC{0,40}") {
            let once = key(&name);
            prop_assert_eq!(key(&once), once);
        }

        #[test]
        fn folding_is_letter_by_letter(a in "\\PC{0,20}", b in "\\PC{0,20}") {
            prop_assert_eq!(key(&format!("{a}{b}")), key(&a) + &key(&b));
        }
    }
}
