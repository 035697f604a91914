use super::{Lang, Token, TokenKind};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use std::ops::Range;

mod calendar;
mod words;

/// When something happened, as a text says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// The tokens that say it.
    pub tokens: Range<usize>,
    /// Bytes into the text.
    pub range: Range<usize>,
    /// The day, or the first day of the time that is meant.
    pub date: Date,
    /// How closely the text says it.
    pub precision: Precision,
    /// True after "since", منذ, depuis: it tells when something began.
    pub since: bool,
}

/// How closely a text tells a date; the numbers are ACLED's `time_precision`, and 4 for a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// The day.
    Day = 1,
    /// The week, or a few days.
    Week = 2,
    /// The month.
    Month = 3,
    /// No more than the year.
    Year = 4,
}

/// The dates that a text tells, left to right. Relative ones (yesterday, الجمعة الماضي) and days
/// without a year count from `published` and are left out when it is not known.
#[must_use]
pub fn dates(tokens: &[Token<'_>], lang: Lang, published: Option<Date>) -> Vec<When> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let found = absolute(tokens, at, published).or_else(|| relative(tokens, at, lang, published));
        let Some((end, date, precision)) = found else {
            at += 1;
            continue;
        };
        if let (Some(first), Some(last)) = (tokens.get(at), tokens.get(end - 1)) {
            // The part of the day belongs to it: فجر الجمعة is no explosion.
            let part = |t: &Token<'_>| {
                matches!(
                    t.key.trim_start_matches(['و', 'ف']),
                    "جر" | "فجر" | "صباح" | "مساء" | "ليل" | "ليله" | "ظهر" | "عصر" | "يوم" | "نهار"
                )
            };
            let opens = at.checked_sub(1).filter(|&b| tokens.get(b).is_some_and(part));
            let (start, first) = opens.and_then(|b| tokens.get(b).map(|t| (b, t))).unwrap_or((at, first));
            let range = first.range.start..last.range.end;
            out.push(When { tokens: start..end, range, date, precision, since: is_since(tokens, at) });
        }
        at = end;
    }
    out
}

type Found = (usize, Date, Precision);

fn key<'a>(tokens: &'a [Token<'_>], at: usize) -> &'a str {
    tokens.get(at).map_or("", |t| t.key.as_str())
}

fn is_since(tokens: &[Token<'_>], at: usize) -> bool {
    (1..=3).any(|back| {
        at.checked_sub(back).is_some_and(|i| matches!(key(tokens, i), "since" | "depuis" | "منذ" | "مند" | "ومنذ"))
    })
}

fn number(tokens: &[Token<'_>], at: usize) -> Option<i32> {
    let token = tokens.get(at).filter(|t| t.kind == TokenKind::Number)?;
    (token.key.len() <= 4 && !token.text.contains(['.', ','])).then(|| token.key.parse().ok()).flatten()
}

fn year(tokens: &[Token<'_>], at: usize) -> Option<i16> {
    number(tokens, at).filter(|y| (1950..=2100).contains(y)).map(|y| y as i16)
}

/// The nearest such day that is not after publication (a few days of grace for planned things).
fn with_likely_year(month: i8, day: i8, published: Option<Date>) -> Option<Date> {
    let published = published?;
    let this = Date::new(published.year(), month, day).ok();
    let latest = published.checked_add(10.days()).ok()?;
    this.filter(|d| *d <= latest).or_else(|| Date::new(published.year() - 1, month, day).ok())
}

fn absolute(tokens: &[Token<'_>], at: usize, published: Option<Date>) -> Option<Found> {
    let token = tokens.get(at)?;
    if token.kind == TokenKind::Number {
        return numeric(tokens, at, published)
            .or_else(|| day_and_month(tokens, at, published))
            .or_else(|| day_first(tokens, at, published))
            .or_else(|| bare_year(tokens, at));
    }
    let (end, month) = words::month(tokens, at)?;
    // March 12, 2023 · March 12 · March 2023 · مارس 2023 · mars dernier
    if let Some(day) = number(tokens, end).filter(|d| (1..=31).contains(d)) {
        let mut next = end + 1;
        if matches!(key(tokens, next), "st" | "nd" | "rd" | "th") {
            next += 1;
        }
        let year_at = if tokens.get(next).is_some_and(|t| t.is_sign(",،")) { next + 1 } else { next };
        return match year(tokens, year_at) {
            Some(y) => Some((year_at + 1, Date::new(y, month, day as i8).ok()?, Precision::Day)),
            None => Some((next, with_likely_year(month, day as i8, published)?, Precision::Day)),
        };
    }
    let of = usize::from(matches!(key(tokens, end), "of" | "de" | "من" | "عام" | "سنه"));
    if let Some(y) = year(tokens, end + of) {
        return Some((end + of + 1, Date::new(y, month, 1).ok()?, Precision::Month));
    }
    // "Mi-août", "mid-August".
    let dash = at.checked_sub(1).filter(|&i| tokens.get(i).is_some_and(|t| t.is_sign("-‑–")));
    if dash.and_then(|i| i.checked_sub(1)).is_some_and(|i| matches!(key(tokens, i), "mid" | "mi")) {
        return Some((end, with_likely_year(month, 15, published)?, Precision::Week));
    }
    // A month alone is a date only where a word says so: "may" is a verb, "mars" a planet.
    let announced = at > 0
        && matches!(
            key(tokens, at - 1),
            "in" | "en"
                | "early"
                | "late"
                | "mid"
                | "debut"
                | "fin"
                | "mi"
                | "شهر"
                | "last"
                | "since"
                | "depuis"
                | "of"
        );
    let last = matches!(key(tokens, end), "dernier" | "الماضي" | "المنصرم");
    if !(announced || last) {
        return None;
    }
    Some((end + usize::from(last), with_likely_year(month, 1, published)?, Precision::Month))
}

/// 2023-03-12 · 12/03/2023 · 12.03.2023; a day after `published` has its month first (03/09/2025).
fn numeric(tokens: &[Token<'_>], at: usize, published: Option<Date>) -> Option<Found> {
    let token = tokens.get(at)?;
    let dotted: Vec<i32> = token.text.split('.').filter_map(|p| p.parse().ok()).collect();
    let (end, parts) = if dotted.len() == 3 {
        (at + 1, dotted)
    } else {
        let sign = tokens.get(at + 1).filter(|t| t.is_sign("-/"))?;
        tokens.get(at + 3).filter(|t| t.text == sign.text)?;
        (at + 5, vec![number(tokens, at)?, number(tokens, at + 2)?, number(tokens, at + 4)?])
    };
    let &[a, b, c] = parts.as_slice() else { return None };
    let (y, m, d) = if a > 31 {
        (a, b, c)
    } else if b > 12 {
        (c, a, b)
    } else {
        (c, b, a)
    };
    let y = if (0..100).contains(&y) { y + 2000 } else { y };
    if (1300..1600).contains(&y) {
        return Some((end, calendar::from_hijri(y, m, d)?, Precision::Day));
    }
    let day = |m: i32, d: i32| Date::new(i16::try_from(y).ok()?, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok();
    let date = day(m, d)?;
    let is_early = |d: &Date| published.is_some_and(|published| *d <= published);
    let date = if is_early(&date) || a > 31 { date } else { day(d, m).filter(is_early).unwrap_or(date) };
    (1950..2100).contains(&date.year()).then_some((end, date, Precision::Day))
}

/// "On 30/01": two digits each, after a word that announces a day, for "2/3 of the town" is none.
fn day_and_month(tokens: &[Token<'_>], at: usize, published: Option<Date>) -> Option<Found> {
    let two = |i: usize| tokens.get(i).filter(|t| t.text.chars().count() == 2).and_then(|_| number(tokens, i));
    let (day, month) = (two(at)?, two(at + 2)?);
    let whole = tokens.get(at + 1)?.is_sign("/") && !tokens.get(at + 3).is_some_and(|t| t.is_sign("/"));
    let before = at.checked_sub(1)?;
    let announced =
        matches!(key(tokens, before), "on" | "le" | "du" | "au" | "the" | "dated" | "يوم" | "بتاريخ" | "في")
            || words::is_weekday(key(tokens, before));
    let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
    (whole && announced).then_some((at + 3, with_likely_year(month, day, published)?, Precision::Day))
}

/// 12 March 2023 · 12th of March · 1er mars · 12 آذار/مارس 2023 · 3-5 March · 12 رمضان 1444
fn day_first(tokens: &[Token<'_>], at: usize, published: Option<Date>) -> Option<Found> {
    let day = number(tokens, at).filter(|d| (1..=31).contains(d))?;
    let mut next = at + 1;
    if matches!(key(tokens, next), "st" | "nd" | "rd" | "th" | "er") {
        next += 1;
    }
    // Between two days of a month: some day from the first on.
    let between = at.checked_sub(1).is_some_and(|b| matches!(key(tokens, b), "between" | "entre" | "بين"))
        || at >= 2 && matches!((key(tokens, at - 2), key(tokens, at - 1)), ("entre", "le"));
    let precision = if between { Precision::Week } else { Precision::Day };
    let second = |i: usize| {
        let joined = key(tokens, i).strip_prefix('و').and_then(|d| d.parse().ok());
        let step = usize::from(key(tokens, i + 1) == "le");
        match joined {
            Some(d) => Some((i + 1, d)),
            None if matches!(key(tokens, i), "and" | "et" | "و") => {
                number(tokens, i + 1 + step).map(|d| (i + 2 + step, d))
            }
            None => None,
        }
    };
    if between && let Some((end, _)) = second(next).filter(|(_, d): &(usize, i32)| *d > day && *d <= 31) {
        next = end;
    }
    // A second day before the month: the event is coded on the first.
    if (tokens.get(next).is_some_and(|t| t.is_sign("-–")) || matches!(key(tokens, next), "and" | "et" | "to" | "au"))
        && number(tokens, next + 1).is_some_and(|d| d > day && d <= 31)
    {
        next += 2;
    }
    if matches!(key(tokens, next), "of" | "من" | "de" | "شهر") {
        next += 1;
    }
    if let Some((end, month)) = words::hijri_month(tokens, next) {
        let y = number(tokens, end).filter(|y| (1300..1600).contains(y))?;
        let stop = end + 1 + usize::from(matches!(key(tokens, end + 1), "ه" | "هجري" | "هجريه"));
        return Some((stop, calendar::from_hijri(y, month, day)?, Precision::Day));
    }
    let (mut end, month) = words::month(tokens, next)?;
    if matches!(key(tokens, end), "dernier" | "الماضي" | "الجاري" | "last" | "courant" | "المنصرم") {
        end += 1;
        return Some((end, with_likely_year(month, day as i8, published)?, precision));
    }
    let mut year_at = end;
    while tokens.get(year_at).is_some_and(|t| t.is_sign(",،")) || matches!(key(tokens, year_at), "من" | "عام" | "سنه")
    {
        year_at += 1;
    }
    match year(tokens, year_at) {
        Some(y) => Some((year_at + 1, Date::new(y, month, day as i8).ok()?, precision)),
        None => Some((end, with_likely_year(month, day as i8, published)?, precision)),
    }
}

/// A year after a word that takes one: in 2012, en 2012, عام 2012, since 2012.
fn bare_year(tokens: &[Token<'_>], at: usize) -> Option<Found> {
    let y = year(tokens, at)?;
    let before = at.checked_sub(1).map_or("", |i| key(tokens, i));
    let announced = matches!(
        before,
        "in" | "en"
            | "since"
            | "depuis"
            | "année"
            | "annee"
            | "year"
            | "عام"
            | "سنه"
            | "منذ"
            | "العام"
            | "السنه"
            | "of"
            | "early"
            | "late"
            | "mid"
            | "debut"
            | "fin"
            | "during"
            | "the"
            | "مطلع"
            | "نهايه"
            | "بدايه"
            | "صيف"
            | "شتاء"
            | "ربيع"
            | "خريف"
            | "منتصف"
            | "اواخر"
            | "اوايل"
            | "ete"
            | "hiver"
            | "printemps"
            | "automne"
            | "summer"
            | "winter"
            | "spring"
            | "autumn"
            | "انقلاب"
            | "coup"
            | "لعام"
            | "والعام"
            | "and"
            | "et"
            | "from"
            | "de"
    );
    announced.then_some(())?;
    Some((at + 1, Date::new(y, 1, 1).ok()?, Precision::Year))
}

fn relative(tokens: &[Token<'_>], at: usize, lang: Lang, published: Option<Date>) -> Option<Found> {
    let published = published?;
    let ago = |span: Span| published.checked_sub(span).ok();
    if let Some((end, first, night, last)) = words::weekday(tokens, at, lang) {
        if let Some(second) = night {
            // A night belongs to the day on which it begins.
            return Some((end, latest(published, second, !last)?.yesterday().ok()?, Precision::Day));
        }
        // "Friday, 12 March 2021", الجمعة 12 مارس: one day told twice.
        let comma = usize::from(tokens.get(end).is_some_and(|t| t.is_sign(",،")));
        if let Some(told) = absolute(tokens, end + comma, Some(published)).filter(|f| f.2 == Precision::Day) {
            return Some(told);
        }
        // The nearest such day before publication; the day itself when nothing says "last".
        let same_day_counts = !last;
        return Some((end, latest(published, first, same_day_counts)?, Precision::Day));
    }
    if let Some((end, days, precision)) = words::days_ago(tokens, at, lang) {
        return Some((end, ago(i64::from(days).days())?, precision));
    }
    None
}

fn latest(published: Date, weekday: Weekday, same_day_counts: bool) -> Option<Date> {
    let back = published.weekday().since(weekday);
    let back = if back == 0 && !same_day_counts { 7 } else { back };
    published.checked_sub(i64::from(back).days()).ok()
}

#[cfg(test)]
mod tests;
