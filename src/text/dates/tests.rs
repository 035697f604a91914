use super::*;
use crate::text::tokenize;

#[test]
fn dates_in_all_common_forms() {
    // Published on Monday 5 January 2026.
    let published = Date::new(2026, 1, 5).ok();
    let cases = [
        ("On 12 March 2023, militants", Lang::En, "2023-03-12", 1),
        ("on March 12th, 2023", Lang::En, "2023-03-12", 1),
        ("2023-03-12", Lang::En, "2023-03-12", 1),
        ("le 12/03/2023", Lang::Fr, "2023-03-12", 1),
        ("le 12.03.2023", Lang::Fr, "2023-03-12", 1),
        ("le 1er décembre", Lang::Fr, "2025-12-01", 1),
        ("le 3 janvier dernier", Lang::Fr, "2026-01-03", 1),
        ("en novembre 2025", Lang::Fr, "2025-11-01", 3),
        ("في 12 آذار/مارس 2023", Lang::Ar, "2023-03-12", 1),
        ("يوم 3 كانون الثاني 2026", Lang::Ar, "2026-01-03", 1),
        ("15 جانفي 2025", Lang::Ar, "2025-01-15", 1),
        ("12 من ديسمبر", Lang::Ar, "2025-12-12", 1),
        ("1 رمضان 1444", Lang::Ar, "2023-03-23", 1),
        ("أمس الأحد", Lang::Ar, "2026-01-04", 1),
        ("ليل الأحد- الاثنين", Lang::Ar, "2026-01-04", 1),
        ("يوم الجمعة الماضي", Lang::Ar, "2026-01-02", 1),
        ("dans la nuit de dimanche à lundi", Lang::Fr, "2026-01-04", 1),
        ("mardi dernier", Lang::Fr, "2025-12-30", 1),
        ("on Tuesday", Lang::En, "2025-12-30", 1),
        ("detonated on 30/11", Lang::En, "2025-11-30", 1),
        ("le samedi 27/12 au matin", Lang::Fr, "2025-12-27", 1),
        ("on Friday, 12 March 2021, in", Lang::En, "2021-03-12", 1),
        ("الجمعة 12 ديسمبر", Lang::Ar, "2025-12-12", 1),
        ("on Monday", Lang::En, "2026-01-05", 1),
        ("last Monday", Lang::En, "2025-12-29", 1),
        ("two days ago", Lang::En, "2026-01-03", 1),
        ("il y a trois jours", Lang::Fr, "2026-01-02", 1),
        ("قبل ثلاثة أيام", Lang::Ar, "2026-01-02", 1),
        ("earlier this week", Lang::En, "2026-01-03", 2),
        ("last month", Lang::En, "2025-12-06", 3),
        ("in mid-August", Lang::En, "2025-08-15", 2),
        ("à la mi-août", Lang::Fr, "2025-08-15", 2),
        ("الشهر الماضي", Lang::Ar, "2025-12-06", 3),
        ("founded in 2017", Lang::En, "2017-01-01", 4),
        ("تأسست عام 2017", Lang::Ar, "2017-01-01", 4),
        ("between 12 and 15 December", Lang::En, "2025-12-12", 2),
        ("entre le 12 et le 15 décembre", Lang::Fr, "2025-12-12", 2),
        ("بين 12 و15 ديسمبر", Lang::Ar, "2025-12-12", 2),
    ];
    for (text, lang, date, precision) in cases {
        let found = dates(&tokenize(text), lang, published);
        let found: Vec<_> = found.iter().map(|w| (w.date.to_string(), w.precision as u8)).collect();
        assert_eq!(found, [(date.to_owned(), precision)], "{text}");
    }
}

#[test]
fn what_is_no_date() {
    let published = Date::new(2026, 1, 5).ok();
    for (text, lang) in [
        ("12 soldiers", Lang::En),
        ("they may attack", Lang::En),
        ("mardi prochain", Lang::Fr),
        ("أحد الجنود", Lang::Ar),
    ] {
        assert_eq!(dates(&tokenize(text), lang, published), [], "{text}");
    }
    assert!(dates(&tokenize("depuis 2012"), Lang::Fr, None)[0].since);
}
