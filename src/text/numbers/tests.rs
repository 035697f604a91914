#![allow(clippy::type_complexity)]

use super::*;
use crate::text::tokenize;

fn all(text: &str, lang: Lang) -> Vec<(u32, u32, Option<u32>)> {
    numbers(&tokenize(text), lang).into_iter().map(|n| (n.best, n.low, n.high)).collect()
}

#[test]
fn numbers_in_words_and_digits() {
    let cases: &[(&str, Lang, u32)] = &[
        ("twenty-three soldiers", Lang::En, 23),
        ("one hundred and twelve people", Lang::En, 112),
        ("1,200 families", Lang::En, 1200),
        ("vingt et un civils", Lang::Fr, 21),
        ("soixante-dix-sept morts", Lang::Fr, 77),
        ("quatre-vingt-douze morts", Lang::Fr, 92),
        ("dix-sept militaires", Lang::Fr, 17),
        ("une vingtaine de soldats", Lang::Fr, 20),
        ("deux cents personnes", Lang::Fr, 200),
        ("ثلاثة جنود", Lang::Ar, 3),
        ("خمسة عشر مدنياً", Lang::Ar, 15),
        ("خمسة وعشرين جنديا", Lang::Ar, 25),
        ("مئة وعشرون شخصا", Lang::Ar, 120),
        ("اثني عشر جنديا", Lang::Ar, 12),
        ("أحد عشر مسلحا", Lang::Ar, 11),
        ("٢٥ قتيلا", Lang::Ar, 25),
        ("بثلاثة جنود", Lang::Ar, 3),
    ];
    for (text, lang, value) in cases {
        assert_eq!(all(text, *lang), [(*value, *value, Some(*value))], "{text}");
    }
}

#[test]
fn loose_numbers_keep_their_bounds() {
    let cases: &[(&str, Lang, (u32, u32, Option<u32>))] = &[
        ("at least 12 people", Lang::En, (12, 12, None)),
        ("au moins dix soldats", Lang::Fr, (10, 10, None)),
        ("ما لا يقل عن 10 جنود", Lang::Ar, (10, 10, None)),
        ("أكثر من عشرين قتيلا", Lang::Ar, (20, 20, None)),
        ("dozens of soldiers", Lang::En, (12, 12, None)),
        ("des dizaines de morts", Lang::Fr, (12, 12, None)),
        ("عشرات القتلى", Lang::Ar, (12, 12, None)),
        ("several civilians", Lang::En, (3, 2, None)),
        ("between 10 and 15 men", Lang::En, (10, 10, Some(15))),
        ("5 à 7 civils", Lang::Fr, (5, 5, Some(7))),
        ("بين 10 و15 مدنيا", Lang::Ar, (10, 10, Some(15))),
        ("up to 30 men", Lang::En, (30, 0, Some(30))),
    ];
    for (text, lang, value) in cases {
        assert_eq!(all(text, *lang).first(), Some(value), "{text}");
    }
}
