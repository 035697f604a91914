use super::{Lang, Script, fold_char};
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

/// A word, a number or a sign of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'t> {
    /// Bytes into the text as given.
    pub range: Range<usize>,
    /// The original slice.
    pub text: &'t str,
    /// The folded form (see [`super::key`]); empty for a sign.
    pub key: String,
    /// What it is.
    pub kind: TokenKind,
    /// The script of its letters.
    pub script: Script,
}

/// The kind of a [`Token`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, with their marks.
    Word,
    /// Digits, with the separators inside them (`1 200`, `3,5`, `٢٥`).
    Number,
    /// One sign.
    Sign,
}

impl Token<'_> {
    /// True when a Latin word opens with a capital letter.
    #[must_use]
    pub fn is_capitalised(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// True for a word.
    #[must_use]
    pub fn is_word(&self) -> bool {
        self.kind == TokenKind::Word
    }

    /// True for a sign that is one of `signs`.
    #[must_use]
    pub fn is_sign(&self, signs: &str) -> bool {
        self.kind == TokenKind::Sign && signs.contains(self.text)
    }
}

/// Splits a text into tokens. White space lies between tokens; apostrophes and hyphens are signs
/// of their own (`l'Azawad` is `l`, `'`, `Azawad`), so that a name can begin after them.
///
/// Each token keeps its slice: joining the slices and the white space between them gives the text
/// again, whatever it holds.
#[must_use]
pub fn tokenize(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(text.len() / 6);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() || is_invisible(c) {
            continue;
        }
        let class = Class::of(c);
        let mut end = start + c.len_utf8();
        if class != Class::Sign {
            while let Some(&(i, d)) = chars.peek() {
                let goes_on = match Class::of(d) {
                    Class::Mark => true,
                    k if k == class => true,
                    _ if class == Class::Digit => is_inside_number(text, i, d),
                    _ => false,
                };
                if !goes_on {
                    break;
                }
                end = i + d.len_utf8();
                chars.next();
            }
        }
        let Some(slice) = text.get(start..end) else { continue };
        let mut key = String::with_capacity(slice.len());
        if class != Class::Sign {
            slice.chars().for_each(|c| fold_char(c, |f| key.push(f)));
        }
        let kind = match class {
            Class::Letter => TokenKind::Word,
            Class::Digit => TokenKind::Number,
            Class::Sign | Class::Mark => TokenKind::Sign,
        };
        tokens.push(Token { range: start..end, text: slice, key, kind, script: Script::of(c) });
    }
    tokens
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Class {
    Letter,
    Digit,
    Mark,
    Sign,
}

impl Class {
    fn of(c: char) -> Class {
        match c {
            'a'..='z' | 'A'..='Z' => Class::Letter,
            '0'..='9' | '\u{0660}'..='\u{0669}' | '\u{06F0}'..='\u{06F9}' => Class::Digit,
            '\u{0640}' | '\u{064b}'..='\u{065f}' | '\u{0670}' => Class::Mark,
            _ if c.is_ascii() => Class::Sign,
            // The letters of most texts, without a search in the tables of Unicode.
            '\u{0620}'..='\u{064a}' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' => Class::Letter,
            _ if is_combining_mark(c) => Class::Mark,
            _ if is_invisible(c) => Class::Mark,
            _ if c.is_alphabetic() => Class::Letter,
            _ => Class::Sign,
        }
    }
}

/// Direction marks and joiners, which carry no meaning of their own.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{00ad}')
}

/// A separator between two digits: `1.200`, `3,5`, `14٫5`, `12 000` with a no-break space.
fn is_inside_number(text: &str, at: usize, c: char) -> bool {
    matches!(c, '.' | ',' | '٫' | '٬' | '\u{a0}' | '\u{202f}')
        && text
            .get(at + c.len_utf8()..)
            .and_then(|rest| rest.chars().next())
            .is_some_and(|d| Class::of(d) == Class::Digit)
}

/// A stretch without any end of a sentence, bytes, after which one is taken to end with the next word: tables and
/// lists run on so, sentences do not, and what reads a sentence may take its time for each pair of words in it.
const LONGEST_SENTENCE: usize = 4_000;

/// The sentences of a text, as byte ranges that cover it without gap or overlap, each with the
/// language it is in (`lang` where a sentence says too little).
#[must_use]
pub fn sentences(text: &str, lang: Lang) -> Vec<(Range<usize>, Lang)> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    let mut previous_word = 0..0;
    while let Some((i, c)) = chars.next() {
        if c.is_alphanumeric() {
            if previous_word.end != i {
                previous_word.start = i;
            }
            previous_word.end = i + c.len_utf8();
            continue;
        }
        let ends = match c {
            '\n' => true,
            '!' | '?' | '؟' | '…' | '۔' => true,
            '.' => is_full_stop(text, i, previous_word.clone()),
            _ => i - start > LONGEST_SENTENCE && c.is_whitespace(),
        };
        if !ends {
            continue;
        }
        let mut end = i + c.len_utf8();
        // Closing marks and white space belong to the sentence that they end.
        while let Some(&(j, d)) = chars.peek() {
            if d.is_whitespace() || matches!(d, '.' | '!' | '?' | '؟' | '"' | '»' | '”' | ')' | '’' | ']') {
                end = j + d.len_utf8();
                chars.next();
            } else {
                break;
            }
        }
        push_sentence(&mut out, text, start..end, lang);
        start = end;
    }
    push_sentence(&mut out, text, start..text.len(), lang);
    out
}

fn push_sentence(out: &mut Vec<(Range<usize>, Lang)>, text: &str, range: Range<usize>, lang: Lang) {
    let Some(slice) = text.get(range.clone()) else { return };
    if range.is_empty() {
        return;
    }
    match out.last_mut() {
        // White space alone is no sentence: it belongs to the one before.
        Some(last) if slice.trim().is_empty() => last.0.end = range.end,
        _ => out.push((range, Lang::detect(slice, lang))),
    }
}

/// A full stop ends a sentence unless it stands inside a number or an initialism, or after a
/// common abbreviation.
fn is_full_stop(text: &str, at: usize, previous_word: Range<usize>) -> bool {
    let next = text.get(at + 1..).and_then(|rest| rest.chars().next());
    if next.is_some_and(char::is_alphanumeric) {
        return false;
    }
    if previous_word.end != at {
        return true;
    }
    let word = text.get(previous_word).unwrap_or_default();
    let is_initial =
        word.chars().count() == 1 && word.chars().all(|c| c.is_uppercase() || Script::of(c) == Script::Arabic);
    let lower = word.to_lowercase();
    let is_abbreviation = matches!(
        lower.as_str(),
        "mr" | "mrs"
            | "ms"
            | "dr"
            | "gen"
            | "col"
            | "lt"
            | "gov"
            | "st"
            | "m"
            | "mm"
            | "av"
            | "approx"
            | "sgt"
            | "maj"
            | "capt"
            | "brig"
            | "cdt"
            | "prof"
            | "rev"
            | "hon"
            | "mme"
            | "mgr"
    );
    // "On Oct. 30", "No. 4": only before a number.
    let before_number = matches!(
        lower.as_str(),
        "jan"
            | "feb"
            | "mar"
            | "apr"
            | "jun"
            | "jul"
            | "aug"
            | "sep"
            | "sept"
            | "oct"
            | "nov"
            | "dec"
            | "janv"
            | "févr"
            | "avr"
            | "juil"
            | "déc"
            | "no"
            | "nos"
    ) && text
        .get(at + 1..)
        .is_some_and(|rest| rest.trim_start_matches([' ', '\u{a0}']).starts_with(|c: char| c.is_ascii_digit()));
    !(is_initial || is_abbreviation || before_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        tokenize(text).into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn words_numbers_and_signs() {
        assert_eq!(words("l'Azawad, 1.200 km"), ["l", "'", "Azawad", ",", "1.200", "km"]);
        assert_eq!(words("«سِيغو» ٢٥ كلم."), ["«", "سِيغو", "»", "٢٥", "كلم", "."]);
        assert_eq!(words("Tin-Akoff."), ["Tin", "-", "Akoff", "."]);
    }

    #[test]
    fn sentences_end_at_stops_and_lines() {
        let text = "Gen. A. Diarra spoke. Two died at 3.5 km!\nقتل جنديان. وقال الجيش";
        let found: Vec<_> = sentences(text, Lang::En).into_iter().map(|(r, l)| (text[r].trim(), l)).collect();
        assert_eq!(
            found,
            [
                ("Gen. A. Diarra spoke.", Lang::En),
                ("Two died at 3.5 km!", Lang::En),
                ("قتل جنديان.", Lang::Ar),
                ("وقال الجيش", Lang::Ar)
            ]
        );
    }

    proptest! {
        #[test]
        fn slices_and_gaps_join_to_the_text(text in "[a-zA-Zàé’' .,0-9\u{200f}\u{0640}\u{064b}ابتلويغ٠-٩\n«»😀-]{0,120}") {
            let mut at = 0;
            for token in tokenize(&text) {
                prop_assert_eq!(&text[token.range.clone()], token.text);
                prop_assert!(text[at..token.range.start].chars().all(|c| c.is_whitespace() || is_invisible(c)));
                at = token.range.end;
            }
            prop_assert!(text[at..].chars().all(|c| c.is_whitespace() || is_invisible(c)));
        }

        #[test]
        fn sentences_cover_the_text(text in "\\PC{0,200}") {
            let mut at = 0;
            for (range, _) in sentences(&text, Lang::Ar) {
                prop_assert_eq!(range.start, at);
                at = range.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
