//! Names across scripts: what a reader of the news relies on.

use makan::names::{Hit, Model, REACH, Searcher, SoundIndex, probability};
use makan::text::Script;
use proptest::prelude::*;

/// What the press writes, and the name it means. Lines for an expert to add to.
const MEANT: &[(&str, &str)] = &[
    ("كيسارو", "Kassaro"),
    ("ألانتونا", "Alatona"),
    ("ديابالي", "Diabaly"),
    ("نيورو", "Nioro du Sahel"),
    ("نيورو الساحل", "Nioro du Sahel"),
    ("مدينة سيغو", "Ségou"),
    ("وموبتي", "Mopti"),
    ("بكوليكورو", "Koulikoro"),
    ("غوريل هايري", "Gourel Hayri"),
    ("تمبكتو", "Tombouctou"),
    ("Timbuktu", "Tombouctou"),
    ("Jenne", "Djenné"),
    ("Segou", "Ségou"),
    ("Diabali", "Diabaly"),
    ("Wuro Modi", "Ouro Modi"),
    ("Modi Wuro", "Ouro Modi"),
    ("مودي أورو", "Ouro Modi"),
    ("تين ظواتين", "Tinzaouatène"),
    ("تساليت", "In Tessalit"),
    ("In Tessalit", "In Tessalit"),
    ("مودي", "Ouro Modi"),
    ("Sirakoro", "Sirakoro"),
    ("كالابوغو", "Kala Bougou"),
];

const OTHERS: &[&str] = &[
    "Bamako",
    "Kasséla",
    "Souribougou",
    "Sorotabougou",
    "Sikasso",
    "Kayes",
    "Gao",
    "Kidal",
    "Douentza",
    "Bandiagara",
    "Koro",
    "Koulouba",
    "Niono",
    "Nara",
    "Nampala",
    "Sébabougou",
    "Tinzaouatène",
    "Ansongo",
    "Ménaka",
    "Labbézanga",
];

fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = MEANT.iter().map(|(_, name)| *name).chain(OTHERS.iter().copied()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[test]
fn the_press_names_are_found_first() {
    let names = names();
    let bytes = SoundIndex::build(names.iter().copied().zip(0..));
    let index = SoundIndex::open(&bytes).unwrap();
    let mut searcher = Searcher::default();
    let wrong: Vec<String> = MEANT
        .iter()
        .filter_map(|&(query, name)| {
            let hits = index.search(&mut searcher, query, 3);
            let first = hits.first().map(|hit| names[hit.name as usize]);
            (first != Some(name)).then(|| format!("{query}: {first:?}, not {name}"))
        })
        .collect();
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn hits_are_those_of_brute_force() {
    // Syllables of the region make names that are near one another; the queries are made alike.
    let latin = ["ka", "sou", "ba", "né", "goro", "dji", "tin", "bougou", "ma", "ssa", "wè", "ye", "nt", "ou"];
    let arabic = ["كا", "سو", "با", "ني", "غورو", "جي", "تين", "بوغو", "ما", "سا", "وي", "ي", "نت", "و"];
    let spell = |number: usize, syllables: &[&str]| {
        let mut rest = number.wrapping_mul(2_654_435_761) >> 3;
        let mut name = String::new();
        for _ in 0..2 + number % 3 {
            name += syllables[rest % syllables.len()];
            rest /= syllables.len();
            if number.is_multiple_of(5) && !name.ends_with(' ') {
                name.push(' ');
            }
        }
        name
    };
    let names: Vec<String> = (0..400).map(|i| spell(i * 7 + 1, &latin)).collect();
    let bytes = SoundIndex::build(names.iter().map(String::as_str).zip(0..));
    let index = SoundIndex::open(&bytes).unwrap();
    let single: Vec<Vec<u8>> = names.iter().map(|name| SoundIndex::build([(name.as_str(), 0)].into_iter())).collect();
    let mut searcher = Searcher::default();
    for number in 0..2000 {
        let query = spell(number * 11 + 5, if number % 2 == 0 { &arabic } else { &latin });
        let mut all: Vec<Hit> = Vec::new();
        for (name, bytes) in (0..).zip(&single) {
            let one = SoundIndex::open(bytes).unwrap();
            all.extend(one.search(&mut searcher, &query, 1).iter().map(|hit| Hit { name, cost: hit.cost }));
        }
        all.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.name.cmp(&b.name)));
        all.truncate(10);
        assert_eq!(index.search_within(&mut searcher, &query, 10, f32::INFINITY), all, "{query}");
        let best = all[0].cost;
        all.retain(|hit| hit.cost <= best + REACH);
        assert_eq!(index.search(&mut searcher, &query, 10), all, "{query}");
    }
}

#[test]
fn a_damaged_index_is_an_error_or_wrong_but_never_a_panic() {
    let names = names();
    let bytes = SoundIndex::build(names.iter().copied().zip(0..));
    assert_eq!(bytes, SoundIndex::build(names.iter().copied().zip(0..)), "the same names give the same bytes");
    for length in (0..bytes.len()).step_by(97) {
        assert!(SoundIndex::open(&bytes[..length]).is_err());
    }
    let mut searcher = Searcher::default();
    for at in (16..bytes.len()).step_by(13) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0xff;
        if let Ok(index) = SoundIndex::open(&damaged) {
            index.search(&mut searcher, "كيسارو", 5);
            index.search(&mut searcher, "Kassaro", 5);
        }
    }
}

#[test]
fn probabilities_share_one() {
    let hit = |name, cost| Hit { name, cost };
    let alone = probability("كيسارو", &[hit(1, 2.0)]);
    let rivals = probability("كيسارو", &[hit(1, 2.0), hit(2, 2.0), hit(3, 9.0)]);
    assert!(alone[0] > rivals[0] && (rivals[0] - rivals[1]).abs() < 1e-9 && rivals[1] > rivals[2]);
    assert!(rivals.iter().sum::<f64>() <= 1.0);
    assert_eq!(probability("", &[]), [0.0; 0]);
}

proptest! {
    #[test]
    fn similarity_is_symmetric_and_one_for_equals(a in "\\PC{1,12}", b in "\\PC{1,12}") {
        let model = Model::embedded();
        let there = model.similarity(&a, Script::Other, &b);
        prop_assert!((there - model.similarity(&b, Script::Other, &a)).abs() < 1e-9);
        prop_assert!((0.0..=1.0).contains(&there));
        let is_empty = makan::text::key(&a).is_empty();
        prop_assert_eq!(model.similarity(&a, Script::Other, &a), if is_empty { 0.0 } else { 1.0 });
    }

    #[test]
    fn normal_forms_are_idempotent(a in "\\PC{0,20}|[ابتةىأإآؤئ\u{64e}\u{651}\u{640}\u{200f} éèÉŋɛɔɲ'’-]{0,20}") {
        let once = makan::text::key(&a);
        prop_assert_eq!(makan::text::key(&once), once.clone());
        // Names of one normal form are one name, and one as much as itself.
        let model = Model::embedded();
        let alike = model.similarity(&a, Script::Other, &once);
        prop_assert_eq!(alike, if once.is_empty() { 0.0 } else { 1.0 });
    }

    #[test]
    fn equal_names_are_found_first_at_the_same_cost_whatever_stands_around(name in "[A-Z][a-zéèou]{2,8}( [A-Z][a-z]{2,6})?") {
        let bytes = SoundIndex::build([(name.as_str(), 7), ("Kassaro", 8)].into_iter());
        let index = SoundIndex::open(&bytes).unwrap();
        let mut searcher = Searcher::default();
        let plain = index.search(&mut searcher, &name, 2);
        prop_assert_eq!(plain.first().map(|hit| hit.name), Some(7));
        let wrapped = format!("\u{200f}{name}\u{200e} 😀");
        prop_assert_eq!(index.search(&mut searcher, &wrapped, 2).first().map(|hit| hit.name), Some(7));
    }

    #[test]
    fn no_input_panics(text in "(\\PC|[ابتوي\u{200f}\u{200e}😀\u{301}]){0,80}", times in 1usize..120) {
        let text = text.repeat(times);
        let model = Model::embedded();
        let _ = model.similarity(&text, Script::Arabic, "Kassaro");
        let _ = model.similarity("كيسارو", Script::Arabic, &text);
        let bytes = SoundIndex::build([(text.as_str(), 7), ("Kassaro", 8)].into_iter());
        let index = SoundIndex::open(&bytes).unwrap();
        let hits = index.search(&mut Searcher::default(), &text, 3);
        prop_assert!(hits.len() <= 2);
        prop_assert_eq!(probability(&text, &hits).len(), hits.len());
    }
}

#[test]
fn costs_of_many_words_stay_in_range() {
    let bytes = SoundIndex::build(names().into_iter().zip(0..));
    let index = SoundIndex::open(&bytes).unwrap();
    for word in ["-𞺡H೦", "و", "بابو ", "للقرية ", "xq-", "ಇH "] {
        for times in 1..60 {
            let text = word.repeat(times);
            let hits = index.search(&mut Searcher::default(), &text, 3);
            assert_eq!(probability(&text, &hits).len(), hits.len(), "{text}");
        }
    }
}

#[test]
fn input_of_ten_thousand_characters_ends_soon() {
    let bytes = SoundIndex::build(names().into_iter().zip(0..));
    let index = SoundIndex::open(&bytes).unwrap();
    let pieces = ["بوغو", "Bougou ", "\u{200f}ب", "😀", "e\u{301}", "و ", "-", "\u{0}", "漢字", "ﷺ"];
    for long in pieces.map(|piece| piece.repeat(10_000 / piece.chars().count())) {
        // A bound for what would never end; how fast it is, benches tell.
        let start = std::time::Instant::now();
        let hits = index.search(&mut Searcher::default(), &long, 10);
        assert_eq!(probability(&long, &hits).len(), hits.len());
        let likeness = Model::embedded().similarity(&long, Script::Arabic, &long.repeat(2));
        assert!((0.0..=1.0).contains(&likeness), "{likeness}");
        assert!(start.elapsed().as_secs() < 30, "{}", long.chars().next().unwrap());
    }
}
