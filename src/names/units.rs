//! From a spelling to sound units: letters, digraphs (`ou dj ch gn gu kh`), long and emphatic
//! letters of the scholarly romanisations, the letters of Arabic, and the gaps between words.

use crate::text::fold_char;
use unicode_normalization::UnicodeNormalization;

/// A sound unit, or a boundary ([`EDGE`], [`GAP`]) that is seen only as context.
pub type Unit = u8;

/// Beyond either end of a name.
pub const EDGE: Unit = 0;
/// Between two words of a name.
pub const GAP: Unit = 1;
/// `a`; the other Latin letters follow.
pub const LATIN_A: Unit = 2;
/// `é è ê ë ɛ`: an e that is heard.
pub const E_ACUTE: Unit = 28;
pub(crate) const AA: Unit = 29;
pub(crate) const II: Unit = 30;
pub(crate) const UU: Unit = 31;
/// `ou`, the mark of French spelling.
pub const OU: Unit = 32;
pub(crate) const OO: Unit = 33;
pub(crate) const CH: Unit = 34;
pub(crate) const DJ: Unit = 35;
pub(crate) const GH: Unit = 36;
pub(crate) const KH: Unit = 37;
pub(crate) const PH: Unit = 38;
pub(crate) const SH: Unit = 39;
pub(crate) const TH: Unit = 40;
pub(crate) const TCH: Unit = 41;
pub(crate) const QU: Unit = 42;
pub(crate) const CK: Unit = 43;
pub(crate) const SS: Unit = 44;
pub(crate) const T_DOT: Unit = 45;
pub(crate) const S_DOT: Unit = 46;
pub(crate) const H_DOT: Unit = 47;
pub(crate) const D_DOT: Unit = 48;
pub(crate) const Z_DOT: Unit = 49;
pub(crate) const GU: Unit = 50;
pub(crate) const GN: Unit = 51;
pub(crate) const EE: Unit = 52;
const DIGIT_0: Unit = 54;
/// A letter of neither script.
pub(crate) const OTHER: Unit = 64;
/// The first letter of Arabic.
pub const ARABIC: Unit = 66;
/// Every unit is smaller.
pub const UNITS: usize = 104;

/// The folded letters of Arabic, in the order of their units from [`ARABIC`] on.
const ARABIC_LETTERS: &str = "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچڤگژ";

/// A name as units: those of its letters, with a [`GAP`] between words and none at the ends.
#[must_use]
pub fn units(name: &str) -> Vec<Unit> {
    let mut letters = Vec::with_capacity(name.len());
    for c in name.nfd() {
        push_letter(c, &mut letters);
        if letters.len() > super::MAX_LETTERS {
            break;
        }
    }
    while letters.last() == Some(&GAP) {
        letters.pop();
    }
    join(&letters)
}

/// True for a letter or digit, false for a boundary.
#[must_use]
pub fn sounds(unit: Unit) -> bool {
    unit > GAP
}

/// True for a letter of Arabic.
#[must_use]
pub fn is_arabic(unit: Unit) -> bool {
    unit >= ARABIC
}

/// A Latin letter as a unit.
pub(crate) const fn latin(letter: u8) -> Unit {
    LATIN_A + (letter - b'a')
}

fn push_letter(c: char, out: &mut Vec<Unit>) {
    match c {
        'a'..='z' => out.push(latin(c as u8)),
        'A'..='Z' => out.push(latin(c.to_ascii_lowercase() as u8)),
        '0'..='9' => out.push(DIGIT_0 + (c as u8 - b'0')),
        ' ' | '-' | '_' | '/' | '\u{a0}' | '\u{202f}' | '‐' | '–' => {
            if out.last().is_some_and(|&u| u != GAP) {
                out.push(GAP);
            }
        }
        '\u{300}'..='\u{36f}' => {
            if let Some(last) = out.last_mut() {
                *last = marked(*last, c);
            }
        }
        'ɛ' | 'Ɛ' => out.push(E_ACUTE),
        'ɲ' | 'Ɲ' => out.push(GN),
        _ => fold_char(c, |f| out.push(plain(f))),
    }
}

/// A Latin letter under a mark that changes its sound.
fn marked(letter: Unit, mark: char) -> Unit {
    const CEDILLA: char = '\u{327}';
    const DOT_BELOW: char = '\u{323}';
    if !(LATIN_A..LATIN_A + 26).contains(&letter) {
        return letter;
    }
    match (letter - LATIN_A + b'a', mark) {
        (b'e', _) => E_ACUTE,
        (b'a', '\u{304}') => AA,
        (b'i', '\u{304}') => II,
        (b'u', '\u{304}') => UU,
        (b't', CEDILLA | DOT_BELOW) => T_DOT,
        (b's', CEDILLA | DOT_BELOW) => S_DOT,
        (b'h', CEDILLA | DOT_BELOW) => H_DOT,
        (b'd', CEDILLA | DOT_BELOW) => D_DOT,
        (b'z', CEDILLA | DOT_BELOW) => Z_DOT,
        (b'c', CEDILLA) => latin(b's'),
        (b's', '\u{30c}' | '\u{302}') => SH,
        (b'c', '\u{30c}' | '\u{302}') => TCH,
        (b'z', '\u{30c}') => latin(b'j'),
        (b'g', '\u{306}' | '\u{307}') => GH,
        (b'g', '\u{30c}' | '\u{302}') => DJ,
        (b'h', '\u{32e}' | '\u{331}' | '\u{302}') => KH,
        (b'n', '\u{303}') => GN,
        _ => letter,
    }
}

/// A folded character (see [`crate::text::key`]) as a unit.
fn plain(c: char) -> Unit {
    match c {
        'a'..='z' => latin(c as u8),
        '0'..='9' => DIGIT_0 + (c as u8 - b'0'),
        _ => {
            ARABIC_LETTERS.chars().position(|a| a == c).and_then(|i| u8::try_from(i).ok()).map_or(OTHER, |i| ARABIC + i)
        }
    }
}

/// Joins digraphs and doubled letters, longest first.
fn join(letters: &[Unit]) -> Vec<Unit> {
    let mut out = Vec::with_capacity(letters.len());
    let mut at = 0;
    while let Some(&first) = letters.get(at) {
        let (unit, length) = unit_at(first, letters.get(at + 1..).unwrap_or_default());
        out.push(unit);
        at += length;
    }
    out
}

fn unit_at(first: Unit, rest: &[Unit]) -> (Unit, usize) {
    let ascii = |u: Unit| if (LATIN_A..LATIN_A + 26).contains(&u) { u - LATIN_A + b'a' } else { 0 };
    let next = rest.first().copied().unwrap_or(EDGE);
    let after = rest.get(1).copied().unwrap_or(EDGE);
    match (ascii(first), ascii(next), ascii(after)) {
        (b't', b'c', b'h') => (TCH, 3),
        (b'o', b'u', _) => (OU, 2),
        (b'o', b'o', _) => (OO, 2),
        (b'a', b'a', _) => (AA, 2),
        (b'e', b'e', _) => (EE, 2),
        (b'i', b'i', _) => (II, 2),
        (b'u', b'u', _) => (UU, 2),
        (b's', b's', _) => (SS, 2),
        (b'c', b'h', _) => (CH, 2),
        (b'd', b'j', _) => (DJ, 2),
        (b'g', b'h', _) => (GH, 2),
        (b'k', b'h', _) => (KH, 2),
        (b'p', b'h', _) => (PH, 2),
        (b's', b'h', _) => (SH, 2),
        (b't', b'h', _) => (TH, 2),
        (b'q', b'u', _) => (QU, 2),
        (b'c', b'k', _) => (CK, 2),
        (b'g', b'n', _) => (GN, 2),
        (b'g', b'u', b'e' | b'i' | b'y') => (GU, 2),
        (b'g', b'u', _) if after == E_ACUTE => (GU, 2),
        (a, b, _) if a != 0 && a == b => (first, 2),
        _ if sounds(first) && first == next && !is_arabic(first) && first < DIGIT_0 => (first, 2),
        _ => (first, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digraphs_accents_and_gaps() {
        assert_eq!(units("Ségou"), [latin(b's'), E_ACUTE, latin(b'g'), OU]);
        assert_eq!(units("Djenné"), [DJ, latin(b'e'), latin(b'n'), E_ACUTE]);
        assert_eq!(units("Ti-n-Z "), [latin(b't'), latin(b'i'), GAP, latin(b'n'), GAP, latin(b'z')]);
        assert_eq!(units("Ţarţūs"), [T_DOT, latin(b'a'), latin(b'r'), T_DOT, UU, latin(b's')]);
        assert_eq!(units("وَ\u{200f}ي"), [ARABIC + 26, ARABIC + 27]);
        assert!(units("’ 😀").is_empty());
    }

    #[test]
    fn every_unit_fits() {
        assert!(ARABIC as usize + ARABIC_LETTERS.chars().count() <= UNITS);
    }
}
