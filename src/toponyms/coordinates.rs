//! Coordinates written in the text: decimal degrees with letters, and degrees, minutes and seconds.

mod mgrs;

use crate::space::LonLat;
use std::ops::Range;

/// Finds coordinates in a text: `14.68 N, 6.01 W`, `14°40'48"N 6°00'36"W`, `14.6937, -6.0197`.
/// Gives the byte range of each and the point.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, LonLat)> {
    let mut out = Vec::new();
    if !text.bytes().any(|b| b.is_ascii_digit()) && !text.chars().any(|c| c.is_numeric()) {
        return out;
    }
    let mut at = 0;
    while let Some(start) = text
        .get(at..)
        .and_then(|rest| rest.find(|c: char| c.is_numeric() || matches!(c, '-' | 'N' | 'S')).map(|i| at + i))
    {
        let after_word = text.get(..start).and_then(|t| t.chars().next_back()).is_some_and(char::is_alphanumeric);
        match mgrs::at(text, start).or_else(|| pair(text, start)).filter(|_| !after_word) {
            Some((end, point)) => {
                out.push((start..end, point));
                at = end;
            }
            None => at = skip_number(text, start),
        }
    }
    out
}

fn skip_number(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let mut end = start + rest.chars().next().map_or(1, char::len_utf8);
    for c in text.get(end..).unwrap_or_default().chars() {
        if !(c.is_numeric() || matches!(c, '.' | ',' | '٫')) {
            break;
        }
        end += c.len_utf8();
    }
    end
}

/// Two angles, the first a latitude: both with letters, or both decimal with four places or more.
fn pair(text: &str, start: usize) -> Option<(usize, LonLat)> {
    let first = angle(text, start)?;
    let mut at = first.end;
    let rest = text.get(at..)?;
    at += rest.len() - rest.trim_start_matches([' ', ',', '،', ';', '/', '\u{a0}']).len();
    if at - first.end > 4 {
        return None;
    }
    let second = angle(text, at)?;
    let has_letters = matches!(first.letter, Some('N' | 'S')) && matches!(second.letter, Some('E' | 'W'));
    let is_bare = first.letter.is_none() && second.letter.is_none() && first.decimals >= 3 && second.decimals >= 3;
    if !has_letters && !is_bare {
        return None;
    }
    let point = LonLat::new(second.value, first.value);
    point.is_valid().then_some((second.end, point))
}

struct Angle {
    value: f64,
    letter: Option<char>,
    decimals: usize,
    end: usize,
}

fn angle(text: &str, start: usize) -> Option<Angle> {
    let mut at = start;
    let mut sign = 1.0;
    // The letter may lead: N 14°40' W 6°00'.
    let leading = text.get(at..)?.chars().next().filter(|c| matches!(c, 'N' | 'S' | 'E' | 'W' | 'O'));
    if leading.is_some() {
        at += 1 + usize::from(text.get(at + 1..)?.starts_with(' '));
        if !text.get(at..)?.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
    }
    if let Some(rest) = text.get(at..)
        && let Some(minus) = rest.chars().next().filter(|c| matches!(c, '-' | '−'))
    {
        sign = -1.0;
        at += minus.len_utf8();
    }
    let (degrees, decimals, end) = number(text, at)?;
    at = end;
    let mut value = degrees;
    let parts = [(&['°', 'º', '˚'][..], 60.0), (&['\'', '′', '’'][..], 3600.0)];
    for (marks, divisor) in parts {
        let Some(mark) = text.get(at..)?.chars().next().filter(|c| marks.contains(c)) else { break };
        at += mark.len_utf8();
        let spaced = at + usize::from(text.get(at..)?.starts_with(' '));
        let Some((part, _, end)) = number(text, spaced) else { break };
        let follows = text.get(end..)?.chars().next();
        if follows.is_none_or(|c| !matches!(c, '\'' | '′' | '’' | '"' | '″' | '”')) {
            break;
        }
        value += part / divisor;
        at = end;
    }
    if let Some(mark) = text.get(at..)?.chars().next().filter(|c| matches!(c, '\'' | '′' | '’' | '"' | '″' | '”' | '°'))
    {
        at += mark.len_utf8();
    }
    let spaced = at + usize::from(text.get(at..)?.starts_with(' '));
    let (letter, len) = match leading {
        Some(c) => (Some(if c == 'O' { 'W' } else { c }), 0),
        None => compass(text.get(spaced..)?),
    };
    let end = if letter.is_some() && leading.is_none() { spaced + len } else { at };
    if matches!(letter, Some('S' | 'W')) {
        sign = -1.0;
    }
    Some(Angle { value: value * sign, letter, decimals, end })
}

/// A number, its count of decimals and the byte after it.
fn number(text: &str, start: usize) -> Option<(f64, usize, usize)> {
    let mut digits = String::new();
    let mut decimals = None;
    let mut end = start;
    for c in text.get(start..)?.chars() {
        let digit = c.to_digit(10).or(match c {
            '٠'..='٩' => Some(c as u32 - '٠' as u32),
            _ => None,
        });
        match (digit, decimals) {
            (Some(d), _) => {
                digits.push(char::from_digit(d, 10)?);
                decimals = decimals.map(|n| n + 1);
            }
            (None, None) if matches!(c, '.' | '٫') => {
                digits.push('.');
                decimals = Some(0);
            }
            _ => break,
        }
        end += c.len_utf8();
        if digits.len() > 16 {
            return None;
        }
    }
    if digits.ends_with('.') {
        digits.pop();
        end -= 1;
        decimals = None;
    }
    Some((digits.parse().ok()?, decimals.unwrap_or(0), end))
}

fn compass(text: &str) -> (Option<char>, usize) {
    const WORDS: [(&str, char); 8] = [
        ("شمالا", 'N'),
        ("جنوبا", 'S'),
        ("شرقا", 'E'),
        ("غربا", 'W'),
        ("nord", 'N'),
        ("sud", 'S'),
        ("est", 'E'),
        ("ouest", 'W'),
    ];
    let ends = |len: usize| text.get(len..).and_then(|r| r.chars().next()).is_none_or(|c| !c.is_alphanumeric());
    let lower = text.chars().take(6).collect::<String>().to_lowercase();
    for (word, letter) in WORDS {
        if lower.starts_with(word) && ends(word.len()) {
            return (Some(letter), word.len());
        }
    }
    match text.chars().next() {
        Some(c @ ('N' | 'S' | 'E' | 'W')) if ends(1) => (Some(c), 1),
        Some('O') if ends(1) => (Some('W'), 1),
        _ => (None, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn coordinates_are_read_in_every_common_form() {
        let cases = [
            ("at 14.68 N, 6.01 W near", 14.68, -6.01),
            ("(14°40'48\"N 6°00'36\"W)", 14.68, -6.01),
            ("position 14.6937, -6.0197", 14.6937, -6.0197),
            ("à 14,5 km", f64::NAN, f64::NAN),
            ("3 500, 2019", f64::NAN, f64::NAN),
            ("16.27°N, 0.04°W", 16.27, -0.04),
            ("base at N 14°40'48\" W 6°00'36\"", 14.68, -6.01),
            ("N14.6800, W6.0100", 14.68, -6.01),
            ("la position 29P QS 12345 67890 a", 15.0778622, -7.0244543),
            ("New 14, West 6", f64::NAN, f64::NAN),
            ("١٤.٦٨ شمالا، ٦.٠١ غربا", 14.68, -6.01),
            ("de 2.345 à 3.456", f64::NAN, f64::NAN),
        ];
        for (text, lat, lon) in cases {
            match find(text).first() {
                Some((range, point)) => {
                    assert!((point.lat - lat).abs() < 1e-6 && (point.lon - lon).abs() < 1e-6, "{text}: {point:?}");
                    assert!(text.get(range.clone()).is_some());
                }
                None => assert!(lat.is_nan(), "{text}"),
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "[0-9NSEWO°'\"., ٠-٩شمالا-]{0,60}") {
            for (range, point) in find(&text) {
                prop_assert!(text.get(range).is_some());
                prop_assert!(point.is_valid());
            }
        }
    }
}
