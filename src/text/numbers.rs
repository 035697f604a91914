use super::{Lang, Token, TokenKind};
use std::ops::Range;
use words::{arabic_word, english, french};

mod words;

/// A number that a text writes in digits or in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The tokens it covers, with "at least" and its like.
    pub tokens: Range<usize>,
    /// Bytes into the text.
    pub range: Range<usize>,
    /// The number to work with: what is written; the lower end of a range; for "dozens" and its
    /// like the number that conflict data sets write for it.
    pub best: u32,
    /// The least it may be.
    pub low: u32,
    /// The most it may be; `None` when the text leaves it open.
    pub high: Option<u32>,
    /// False for words that say no exact number: several, dozens, عشرات.
    pub exact: bool,
}

/// What "several" counts for where a number is needed; ACLED's codebook writes 3.
pub const SEVERAL: u32 = 3;
/// What "dozens" counts for; ACLED's codebook writes 12.
pub const DOZENS: u32 = 12;
/// What "hundreds" counts for; ACLED's codebook writes 100.
pub const HUNDREDS: u32 = 100;

/// The numbers among the tokens of one language, left to right.
#[must_use]
pub fn numbers(tokens: &[Token<'_>], lang: Lang) -> Vec<Number> {
    let mut out: Vec<Number> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((end, value, exact)) = read(tokens, at, lang) else {
            at += 1;
            continue;
        };
        let (mut high, mut stop) = (exact.then_some(value), end);
        // A range: 3-5, 3 à 5, 3 to 5, بين 3 و5, من 3 إلى 5; or a choice: two or three.
        if exact
            && tokens
                .get(end)
                .is_some_and(|t| t.is_sign("-–") || matches!(t.key.as_str(), "a" | "to" | "or" | "ou" | "الي" | "او"))
            && let Some((e, v, true)) = read(tokens, end + 1, lang)
            // "June 2 - six robbers": what a dash joins is written in one manner.
            && tokens.get(at).map(|t| t.kind) == tokens.get(end + 1).map(|t| t.kind)
            && v > value
            && v < value.saturating_mul(10)
            && !tokens.get(e).is_some_and(|t| t.is_sign("-"))
        {
            (high, stop) = (Some(v), e);
        } else if exact
            && is_between(tokens, at)
            && let Some(t) = tokens.get(end)
        {
            let joined = matches!(t.key.as_str(), "et" | "and" | "و");
            let glued = if joined { read(tokens, end + 1, lang) } else { read_glued(tokens, end, lang) };
            if let Some((e, v, true)) = glued.filter(|g| g.1 > value) {
                (high, stop) = (Some(v), e);
            }
        }
        let mut start = at;
        let mut low = value;
        match bound(tokens, at) {
            Some((s, Bound::AtLeast)) => (start, high) = (s, None),
            Some((s, Bound::AtMost)) => (start, low) = (s, 0),
            Some((s, Bound::About)) => start = s,
            None => {}
        }
        if let Some((e, at_least)) = bound_after(tokens, stop) {
            stop = e;
            if at_least {
                high = None;
            }
        }
        if !exact {
            low = match value {
                SEVERAL => 2,
                v => v,
            };
            high = None;
        }
        let (Some(first), Some(last)) = (tokens.get(start), tokens.get(stop.saturating_sub(1))) else { break };
        out.push(Number {
            tokens: start..stop,
            range: first.range.start..last.range.end,
            best: value,
            low,
            high,
            exact,
        });
        at = stop;
    }
    out
}

/// One number at `at`: where it ends, its value, and whether it is exact.
fn read(tokens: &[Token<'_>], at: usize, lang: Lang) -> Option<(usize, u32, bool)> {
    let token = tokens.get(at)?;
    if token.kind == TokenKind::Number {
        let value = digits(token)?;
        let next = tokens.get(at + 1);
        // 1 200 with a common space; 12 thousand.
        if value < 1000
            && token.text.len() <= 3
            && let Some(n) = next.filter(|n| n.kind == TokenKind::Number && n.text.len() == 3)
            && token.range.end + 1 == n.range.start
        {
            return Some((at + 2, value * 1000 + digits(n)?, true));
        }
        if let Some(scale) = next.and_then(|n| scale(&n.key)) {
            return Some((at + 2, value.saturating_mul(scale), true));
        }
        return Some((at + 1, value, true));
    }
    if !token.is_word() {
        return None;
    }
    if let Some((end, value)) = vague(tokens, at, lang) {
        return Some((end, value, false));
    }
    match lang {
        Lang::Ar => arabic(tokens, at),
        Lang::Fr => latin(tokens, at, french, &["et"]),
        Lang::En => latin(tokens, at, english, &["and"]),
    }
    .map(|(end, value)| (end, value, true))
}

/// Arabic joins the second number to its "and": بين ثلاثة وخمسة.
fn read_glued(tokens: &[Token<'_>], at: usize, lang: Lang) -> Option<(usize, u32, bool)> {
    let token = tokens.get(at).filter(|_| lang == Lang::Ar)?;
    let rest = token.key.strip_prefix('و')?;
    arabic_word(rest).map(|v| (at + 1, v, true)).or_else(|| rest.parse().ok().map(|v| (at + 1, v, true)))
}

fn digits(token: &Token<'_>) -> Option<u32> {
    // A separator before fewer than three digits is a decimal one, and a fraction counts no people.
    let parts: Vec<&str> = token.text.split(['.', ',', '٫', '٬', '\u{a0}', '\u{202f}']).collect();
    if parts.iter().skip(1).any(|p| p.chars().count() != 3) {
        return None;
    }
    token.key.parse().ok()
}

fn scale(word: &str) -> Option<u32> {
    Some(match word {
        "thousand" | "mille" | "الف" | "الاف" | "الفا" => 1000,
        "hundred" | "cents" => 100,
        "million" | "millions" | "مليون" => 1_000_000,
        _ => return None,
    })
}

enum Bound {
    AtLeast,
    AtMost,
    About,
}

/// Words before a number that loosen it, the longest first.
fn bound(tokens: &[Token<'_>], at: usize) -> Option<(usize, Bound)> {
    const BOUNDS: &[(&[&str], u8)] = &[
        (&["ما", "لا", "يقل", "عن"], 0),
        (&["لا", "يقل", "عن"], 0),
        (&["at", "least"], 0),
        (&["au", "moins"], 0),
        (&["no", "fewer", "than"], 0),
        (&["no", "less", "than"], 0),
        (&["more", "than"], 0),
        (&["plus", "de", "d"], 0),
        (&["plus", "de"], 0),
        (&["pas", "moins", "de"], 0),
        (&["اكثر", "من"], 0),
        (&["ازيد", "من"], 0),
        (&["over"], 0),
        (&["up", "to"], 1),
        (&["jusqu", "a"], 1),
        (&["as", "many", "as"], 1),
        (&["around"], 2),
        (&["about"], 2),
        (&["some"], 2),
        (&["nearly"], 2),
        (&["almost"], 2),
        (&["approximately"], 2),
        (&["environ"], 2),
        (&["pres", "de"], 2),
        (&["quelque"], 2),
        (&["une"], 2),
        (&["the"], 2),
        (&["les"], 2),
        (&["نحو"], 2),
        (&["حوالي"], 2),
        (&["قرابه"], 2),
        (&["زهاء"], 2),
    ];
    for (words, kind) in BOUNDS {
        let mut i = at;
        let matched = words.iter().rev().all(|w| {
            while i > 0 && tokens.get(i - 1).is_some_and(|t| t.is_sign("'’")) {
                i -= 1;
            }
            i = i.wrapping_sub(1);
            tokens.get(i).is_some_and(|t| t.key == *w || t.key.strip_prefix('و') == Some(w))
        });
        if matched {
            return Some((
                i,
                match kind {
                    0 => Bound::AtLeast,
                    1 => Bound::AtMost,
                    _ => Bound::About,
                },
            ));
        }
    }
    None
}

fn bound_after(tokens: &[Token<'_>], at: usize) -> Option<(usize, bool)> {
    let key = |i: usize| tokens.get(at + i).map_or("", |t| t.key.as_str());
    match (key(0), key(1), key(2)) {
        ("or", "more", _) | ("ou", "plus", _) | ("علي", "الاقل", _) => Some((at + 2, true)),
        _ => None,
    }
}

fn is_between(tokens: &[Token<'_>], at: usize) -> bool {
    at > 0 && tokens.get(at - 1).is_some_and(|t| matches!(t.key.as_str(), "between" | "entre" | "بين" | "ما بين"))
}

fn vague(tokens: &[Token<'_>], at: usize, lang: Lang) -> Option<(usize, u32)> {
    let key = |i: usize| tokens.get(at + i).map_or("", |t| t.key.as_str());
    let (len, value) = match (lang, key(0), key(1)) {
        (Lang::En, "dozens" | "scores" | "tens", _) => (1, DOZENS),
        (Lang::En, "hundreds", _) => (1, HUNDREDS),
        (Lang::En, "thousands", _) => (1, 1000),
        (Lang::En, "several" | "many" | "multiple" | "numerous" | "various", _) => (1, SEVERAL),
        (Lang::En, "a", "few" | "number") => (2, SEVERAL),
        (Lang::Fr, "plusieurs" | "quelques" | "nombreux" | "nombreuses", "dizaines") => (2, DOZENS),
        (Lang::Fr, "plusieurs" | "quelques", "centaines") => (2, HUNDREDS),
        (Lang::Fr, "des", "dizaines") => (2, DOZENS),
        (Lang::Fr, "des", "centaines") => (2, HUNDREDS),
        (Lang::Fr, "des", "milliers") => (2, 1000),
        (Lang::Fr, "dizaines", _) => (1, DOZENS),
        (Lang::Fr, "centaines", _) => (1, HUNDREDS),
        (Lang::Fr, "plusieurs" | "nombreux" | "nombreuses" | "quelques", _) => (1, SEVERAL),
        (Lang::Ar, word, next) => {
            let bare = strip_clitics(word);
            match bare {
                "عشرات" => (1, DOZENS),
                "مئات" | "ميات" => (1, HUNDREDS),
                "الاف" => (1, 1000),
                "عده" | "بضعه" | "بعض" => (1, SEVERAL),
                "عدد" if matches!(next, "من" | "كبير") => (if next == "كبير" { 3 } else { 2 }, SEVERAL),
                _ => return None,
            }
        }
        _ => return None,
    };
    Some((at + len, value))
}

fn strip_clitics(word: &str) -> &str {
    let word = word.strip_prefix('و').filter(|w| w.chars().count() > 2 && *w != "احد").unwrap_or(word);
    let word = word.strip_prefix(['ب', 'ل']).filter(|w| w.chars().count() > 2).unwrap_or(word);
    word.strip_prefix("ال").filter(|w| w.chars().count() > 2).unwrap_or(word)
}

fn arabic(tokens: &[Token<'_>], at: usize) -> Option<(usize, u32)> {
    let word = tokens.get(at)?.key.as_str();
    let first = arabic_word(word).or_else(|| arabic_word(strip_clitics(word)))?;
    let key = |i: usize| tokens.get(i).map_or("", |t| t.key.as_str());
    let mut end = at + 1;
    let mut value = first;
    if first <= 9 && matches!(key(end), "عشر" | "عشره") {
        (value, end) = (value + 10, end + 1);
    } else if matches!(word.trim_start_matches(['و', 'ف']), "احد" | "احدي") && !key(end).starts_with('و') {
        // "One of the soldiers", or Sunday: no number.
        return None;
    }
    if let Some(scale) = scale(key(end)) {
        (value, end) = (value * scale, end + 1);
    }
    while let Some(next) = key(end).strip_prefix('و').and_then(arabic_word) {
        if ((20..100).contains(&next) && value % 10 != 0 && value % 100 < 10) || (value >= 100 && next < value) {
            (value, end) = (value + next, end + 1);
        } else {
            break;
        }
    }
    Some((end, value))
}

/// French and English: small words add up, hundred and thousand multiply.
fn latin(tokens: &[Token<'_>], at: usize, word: fn(&str) -> Option<u32>, and: &[&str]) -> Option<(usize, u32)> {
    let key = |i: usize| tokens.get(i).map_or("", |t| t.key.as_str());
    // "Une vingtaine" is one number, "une" none of it.
    if key(at) == "une" && key(at + 1).ends_with("aine") && word(key(at + 1)).is_some() {
        return None;
    }
    let first = word(key(at))?;
    let (mut total, mut part, mut end) = (0u32, first, at + 1);
    loop {
        let mut next = end;
        while tokens.get(next).is_some_and(|t| t.is_sign("-‐‑")) {
            next += 1;
        }
        if and.contains(&key(next)) && part >= 20 {
            next += 1;
        }
        match word(key(next)) {
            Some(100) if (1..10).contains(&part) => part *= 100,
            Some(1000) => (total, part) = (total + part.max(1) * 1000, 0),
            Some(20) if part == 4 => part = 80,
            Some(v) if part >= 20 && v < 20 && (part % 100 == 0 || (part % 10 == 0 && (v < 10 || part % 20 == 0))) => {
                part += v;
            }
            // dix-sept
            Some(v @ 7..=9) if part == 10 && next > end => part += v,
            Some(v) if part >= 100 && part % 100 == 0 && v < 100 => part += v,
            _ => break,
        }
        end = next + 1;
    }
    Some((end, total + part))
}

#[cfg(test)]
mod tests;
