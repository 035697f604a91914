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
    let (at, is_named, is_plain) = between(text, first.end)?;
    let second = angle(text, at)?;
    let has_letters = matches!(first.letter, Some('N' | 'S')) && matches!(second.letter, Some('E' | 'W'));
    // A word for longitude between the two says as much as letters do.
    let decimals = if is_named { 1 } else { 3 };
    let is_bare = (is_named || is_plain)
        && first.letter.is_none()
        && second.letter.is_none()
        && first.decimals >= decimals
        && second.decimals >= decimals;
    if !has_letters && !is_bare {
        return None;
    }
    let point = LonLat::new(second.value, first.value);
    point.is_valid().then_some((second.end, point))
}

/// The byte where the second angle begins, whether it is called a longitude, and whether nothing but
/// signs stands between the two.
fn between(text: &str, end: usize) -> Option<(usize, bool, bool)> {
    const WORDS: [&str; 12] =
        ["and", "et", "longitude", "long.", "long", "lon", "lng", "خط طول", "خط الطول", "طول", "و", "de"];
    let (mut at, mut is_named, mut is_plain) = (end, false, true);
    loop {
        let rest = text.get(at..)?;
        let signs = rest.len() - rest.trim_start_matches([' ', ',', '،', ';', '/', ':', '=', '\u{a0}']).len();
        let word = WORDS.iter().find(|w| starts_with(rest.get(signs..).unwrap_or_default(), w));
        at += signs + word.map_or(0, |w| w.len());
        is_named |= word.is_some_and(|w| !matches!(*w, "and" | "et" | "و" | "de"));
        if word.is_none() {
            return (at - end <= 28).then_some((at, is_named, is_plain));
        }
        is_plain = false;
    }
}

/// True when a text begins with a word in small letters, whatever its case.
fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|head| head.to_lowercase() == word)
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
    let spaced = skip_unit(text, at);
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

/// The byte after a space and the words between a number and its wind: "degrees north", "de latitude nord".
fn skip_unit(text: &str, at: usize) -> usize {
    const WORDS: [&str; 10] = [
        "degrees",
        "degree",
        "degrés",
        "degré",
        "de latitude",
        "de longitude",
        "latitude",
        "longitude",
        "درجة",
        "درجات",
    ];
    let mut at = at;
    loop {
        at += usize::from(text.get(at..).is_some_and(|rest| rest.starts_with(' ')));
        let rest = text.get(at..).unwrap_or_default();
        let Some(word) = WORDS.iter().find(|w| starts_with(rest, w)) else { return at };
        // "14.68, longitude": the word belongs to the second number.
        let after = rest.get(word.len()..).unwrap_or_default().trim_start();
        if compass(after).0.is_none() && !WORDS.iter().any(|w| starts_with(after, w)) {
            return at;
        }
        at += word.len();
    }
}

/// A number, its count of decimals and the byte after it. Behind a comma, as French writes, no
/// decimals are counted: only letters make such a number an angle.
fn number(text: &str, start: usize) -> Option<(f64, usize, usize)> {
    let mut digits = String::new();
    let mut decimals = None;
    let mut end = start;
    let mut is_comma = false;
    let mut rest = text.get(start..)?.chars();
    while let Some(c) = rest.next() {
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
            (None, None) if c == ',' && !digits.is_empty() && rest.clone().next().is_some_and(char::is_numeric) => {
                digits.push('.');
                (decimals, is_comma) = (Some(0), true);
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
    let decimals = decimals.filter(|_| !is_comma).unwrap_or(0);
    Some((digits.parse().ok()?, decimals, end))
}

fn compass(text: &str) -> (Option<char>, usize) {
    const WORDS: [(&str, char); 16] = [
        ("north", 'N'),
        ("south", 'S'),
        ("east", 'E'),
        ("west", 'W'),
        ("شمال", 'N'),
        ("جنوب", 'S'),
        ("شرق", 'E'),
        ("غرب", 'W'),
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
            ("between 2.345 and 3.456", f64::NAN, f64::NAN),
            ("عند 14.68 شمالا و6.01 غربا", 14.68, -6.01),
            ("خط عرض 14.68 درجة شمالا وخط طول 6.01 درجة غربا", 14.68, -6.01),
            ("par 14,68° de latitude nord et 6,01° de longitude ouest", 14.68, -6.01),
            ("14.68 degrees north and 6.01 degrees west", 14.68, -6.01),
            ("latitude: 14.68, longitude: -6.01", 14.68, -6.01),
            ("1,234, 5,678 habitants", f64::NAN, f64::NAN),
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
