//! The words of dates in the three languages.

use super::{Lang, Precision, Token, key, number};
use crate::text::numbers;
use jiff::civil::Weekday;

/// A month at `at`, with a second name for it after a slash (آذار/مارس): its end and number.
pub(super) fn month(tokens: &[Token<'_>], at: usize) -> Option<(usize, i8)> {
    let (end, month) = one_month(tokens, at)?;
    if tokens.get(end).is_some_and(|t| t.is_sign("/(-"))
        && let Some((after, same)) = one_month(tokens, end + 1)
        && same == month
    {
        let closes = tokens.get(after).is_some_and(|t| t.is_sign(")"));
        return Some((after + usize::from(closes), month));
    }
    Some((end, month))
}

fn one_month(tokens: &[Token<'_>], at: usize) -> Option<(usize, i8)> {
    let (first, second) = (key(tokens, at), key(tokens, at + 1));
    let two = match (first, second) {
        ("كانون", "الثاني") => Some(1),
        ("تشرين", "الاول") => Some(10),
        ("تشرين", "الثاني") => Some(11),
        ("كانون", "الاول") => Some(12),
        _ => None,
    };
    if let Some(month) = two {
        return Some((at + 2, month));
    }
    let word = first.strip_prefix('ل').filter(|w| w.chars().count() > 4 && w.starts_with(|c: char| !c.is_ascii()));
    let month = match word.unwrap_or(first) {
        "january" | "jan" | "janvier" | "janv" | "يناير" | "جانفي" => 1,
        "february" | "feb" | "fevrier" | "fevr" | "فبراير" | "فيفري" | "شباط" => 2,
        "march" | "mar" | "mars" | "مارس" | "اذار" => 3,
        "april" | "apr" | "avril" | "ابريل" | "افريل" | "نيسان" => 4,
        "may" | "mai" | "مايو" | "ماي" | "ايار" => 5,
        "june" | "jun" | "juin" | "يونيو" | "يونيه" | "جوان" | "حزيران" => 6,
        "july" | "jul" | "juillet" | "juil" | "يوليو" | "يوليوز" | "يوليه" | "جويليه" | "تموز" => {
            7
        }
        "august" | "aug" | "aout" | "اغسطس" | "غشت" | "اوت" | "اب" => 8,
        "september" | "sep" | "sept" | "septembre" | "سبتمبر" | "شتنبر" | "ايلول" => 9,
        "october" | "oct" | "octobre" | "اكتوبر" => 10,
        "november" | "nov" | "novembre" | "نوفمبر" | "نونبر" => 11,
        "december" | "dec" | "decembre" | "ديسمبر" | "دجنبر" => 12,
        _ => return None,
    };
    Some((at + 1, month))
}

pub(super) fn hijri_month(tokens: &[Token<'_>], at: usize) -> Option<(usize, i32)> {
    let (len, month) = match (key(tokens, at), key(tokens, at + 1)) {
        ("محرم" | "المحرم", _) => (1, 1),
        ("صفر", _) => (1, 2),
        ("ربيع", "الاول") => (2, 3),
        ("ربيع", "الثاني" | "الاخر") => (2, 4),
        ("جمادي", "الاولي" | "الاول") => (2, 5),
        ("جمادي", "الثانيه" | "الاخره" | "الثاني") => (2, 6),
        ("رجب", _) => (1, 7),
        ("شعبان", _) => (1, 8),
        ("رمضان", _) => (1, 9),
        ("شوال", _) => (1, 10),
        ("ذو" | "ذي", "القعده") => (2, 11),
        ("ذو" | "ذي", "الحجه") => (2, 12),
        _ => return None,
    };
    Some((at + len, month))
}

fn one_weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "lundi" | "الاثنين" | "الإثنين" => Weekday::Monday,
        "tuesday" | "mardi" | "الثلاثاء" | "الثلاثا" => Weekday::Tuesday,
        "wednesday" | "mercredi" | "الاربعاء" | "الاربعا" => Weekday::Wednesday,
        "thursday" | "jeudi" | "الخميس" => Weekday::Thursday,
        "friday" | "vendredi" | "الجمعه" => Weekday::Friday,
        "saturday" | "samedi" | "السبت" => Weekday::Saturday,
        "sunday" | "dimanche" | "الاحد" => Weekday::Sunday,
        _ => return None,
    })
}

/// The name of a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    one_weekday(word).is_some()
}

/// A weekday at `at`: its end, the day, the second day where the text tells of the night between
/// two, and whether it says "last". Coming days (next Tuesday, الثلاثاء المقبل) are none.
pub(super) fn weekday(tokens: &[Token<'_>], at: usize, lang: Lang) -> Option<(usize, Weekday, Option<Weekday>, bool)> {
    let word = key(tokens, at);
    let bare = if lang == Lang::Ar { word.trim_start_matches(['و', 'ف']) } else { word };
    let day = one_weekday(bare).or_else(|| bare.strip_prefix("لل").and_then(|w| one_weekday(&format!("ال{w}"))))?;
    let mut end = at + 1;
    // From Sunday to Monday; الأحد-الاثنين.
    let mut next = end;
    while tokens.get(next).is_some_and(|t| t.is_sign("-–/")) || matches!(key(tokens, next), "to" | "a" | "au" | "الي")
    {
        next += 1;
    }
    let mut night = None;
    if next > end
        && let Some(second) = one_weekday(key(tokens, next))
    {
        (end, night) = (next + 1, Some(second));
    } else if lang == Lang::Ar
        && next == end
        && let Some(second) = one_weekday(key(tokens, next))
    {
        (end, night) = (next + 1, Some(second));
    }
    let before = at.checked_sub(1).map_or("", |i| key(tokens, i));
    let after = key(tokens, end);
    if matches!(before, "next" | "every" | "each" | "chaque" | "le" if before != "le")
        || matches!(after, "prochain" | "prochaine" | "المقبل" | "القادم" | "المقبله" | "القادمه")
        || before == "كل"
    {
        return None;
    }
    let last = before == "last" || matches!(after, "dernier" | "الماضي" | "المنصرم" | "الماضيه" | "الفائت");
    Some((end + usize::from(last && before != "last"), day, night, last))
}

/// Yesterday, three days ago, last week: the end, how many days before publication, how closely.
pub(super) fn days_ago(tokens: &[Token<'_>], at: usize, lang: Lang) -> Option<(usize, i32, Precision)> {
    use Precision::{Day, Month, Week};
    let k = |i: usize| key(tokens, at + i);
    let (len, days, precision) = match (lang, k(0), k(1), k(2)) {
        (Lang::En, "today", ..) => (1, 0, Day),
        (Lang::En, "this", "morning" | "evening" | "afternoon", _) => (2, 0, Day),
        (Lang::En, "yesterday" | "overnight", ..) => (1, 1, Day),
        (Lang::En, "last", "night", _) => (2, 1, Day),
        (Lang::En, "earlier", "this", "week") => (3, 2, Week),
        (Lang::En, "this", "week", _) => (2, 2, Week),
        (Lang::En, "last", "week", _) => (2, 7, Week),
        (Lang::En, "over" | "at", "the", "weekend") => (3, 2, Week),
        (Lang::En, "last", "month", _) => (2, 30, Month),
        (Lang::En, "this", "month", _) => (2, 0, Month),
        (Lang::En, "last", "year", _) => (2, 365, Precision::Year),
        (Lang::Fr, "aujourd", "hui", _) => (2, 0, Day),
        (Lang::Fr, "aujourd", "", "hui") => (3, 0, Day),
        (Lang::Fr, "ce", "matin" | "soir", _) => (2, 0, Day),
        (Lang::Fr, "avant", "hier", _) => (2, 2, Day),
        (Lang::Fr, "avant", "", "hier") => (3, 2, Day),
        (Lang::Fr, "hier", ..) => (1, 1, Day),
        (Lang::Fr, "la", "semaine", "derniere" | "passee") => (3, 7, Week),
        (Lang::Fr, "cette", "semaine", _) => (2, 2, Week),
        (Lang::Fr, "le", "mois", "dernier") => (3, 30, Month),
        (Lang::Fr, "ce", "mois", _) => (2, 0, Month),
        (Lang::Fr, "l", "", "an") if k(3) == "dernier" => (4, 365, Precision::Year),
        (Lang::Fr, "annee", "derniere", _) => (2, 365, Precision::Year),
        (Lang::Ar, "اول", "امس", _) => (2, 2, Day),
        (Lang::Ar, "امس" | "البارحه" | "وامس" | "بالامس", next, _) => {
            let named = usize::from(one_weekday(next).is_some());
            (1 + named, 1, Day)
        }
        (Lang::Ar, "اليوم" | "فجر" | "صباح" | "مساء", "اليوم", next) if !is_another_day(next) => {
            (2, 0, Day)
        }
        (Lang::Ar, "اليوم", next, _) if !is_another_day(next) => {
            (1 + usize::from(one_weekday(next).is_some()), 0, Day)
        }
        (Lang::Ar, "الليله", "الماضيه", _) => (2, 1, Day),
        (Lang::Ar, "الاسبوع", "الماضي" | "المنصرم", _) => (2, 7, Week),
        (Lang::Ar, "هذا", "الاسبوع", _) => (2, 2, Week),
        (Lang::Ar, "الشهر", "الماضي" | "المنصرم", _) => (2, 30, Month),
        (Lang::Ar, "هذا", "الشهر", _) => (2, 0, Month),
        (Lang::Ar, "العام" | "السنه", "الماضي" | "الماضيه" | "المنصرم", _) => {
            (2, 365, Precision::Year)
        }
        (Lang::Ar, "قبل", "يومين", _) => (2, 2, Day),
        (Lang::Ar, "قبل", "يوم", _) => (2, 1, Day),
        (Lang::Ar, "قبل", "اسبوع", _) => (2, 7, Week),
        (Lang::Ar, "قبل", "اسبوعين", _) => (2, 14, Week),
        (Lang::Ar, "قبل", "شهر", _) => (2, 30, Month),
        (Lang::Ar, "قبل", "سنوات" | "عامين" | "سنتين", _) => (2, 730, Precision::Year),
        (Lang::Ar, "قبل", ..) => return counted(tokens, at + 1, at + 1, lang),
        (Lang::Fr, "il", "y", "a") => return counted(tokens, at + 3, at + 3, lang),
        (Lang::En, ..) => return ago(tokens, at),
        _ => return None,
    };
    Some((at + len, days, precision))
}

/// "The same day", "the next day": a day told before, not that of writing.
fn is_another_day(next: &str) -> bool {
    matches!(next, "نفسه" | "ذاته" | "عينه" | "التالي" | "الموالي" | "السابق" | "المذكور")
}

fn counted(tokens: &[Token<'_>], at: usize, from: usize, lang: Lang) -> Option<(usize, i32, Precision)> {
    let found = numbers::numbers(tokens.get(at..at + 4.min(tokens.len().saturating_sub(at)))?, lang);
    let n = found.first().filter(|n| n.tokens.start == 0)?;
    let end = from + n.tokens.end;
    let (days, precision) = unit(key(tokens, end), n.best)?;
    Some((end + 1, days, precision))
}

/// English counts before "ago".
fn ago(tokens: &[Token<'_>], at: usize) -> Option<(usize, i32, Precision)> {
    let value = number(tokens, at).or_else(|| {
        let found = numbers::numbers(tokens.get(at..=at)?, Lang::En);
        found.first().map(|n| n.best as i32)
    });
    let value = value.or_else(|| (key(tokens, at) == "a").then_some(1))?;
    if key(tokens, at + 2) != "ago" {
        return None;
    }
    let (days, precision) = unit(key(tokens, at + 1), u32::try_from(value).ok()?)?;
    Some((at + 3, days, precision))
}

fn unit(word: &str, n: u32) -> Option<(i32, Precision)> {
    let n = i32::try_from(n.min(500)).ok()?;
    Some(match word {
        "day" | "days" | "jour" | "jours" | "ايام" | "يوما" => (n, Precision::Day),
        "week" | "weeks" | "semaine" | "semaines" | "اسابيع" => (7 * n, Precision::Week),
        "month" | "months" | "mois" | "اشهر" | "شهور" => (30 * n, Precision::Month),
        "year" | "years" | "an" | "ans" | "annees" | "سنوات" | "اعوام" => (365 * n, Precision::Year),
        _ => return None,
    })
}
