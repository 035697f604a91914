#![allow(clippy::type_complexity)]

use super::*;
use crate::text::tokenize;

#[test]
fn the_embedded_lists_have_no_bad_line() {
    let problems: Vec<&Problem> = Lexicon::embedded().problems().collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

fn spans(text: &str, lang: Lang) -> Vec<(String, String)> {
    let lexicon = Lexicon::embedded();
    lexicon
        .actor_spans(text, lang)
        .into_iter()
        .map(|s| {
            let name = s
                .actor
                .and_then(|a| lexicon.actor(a))
                .map_or_else(|| format!("{:?} {}", s.role.unwrap(), s.country.unwrap().code()), |a| a.id.clone());
            (text[s.range].to_owned(), name)
        })
        .collect()
}

#[test]
fn names_of_organisations_swallow_the_places_in_them() {
    let cases: &[(&str, Lang, &[(&str, &str)])] = &[
        ("هجوم على الجيش المالي قرب ديابالي", Lang::Ar, &[("الجيش المالي", "fama")]),
        ("تنشط فيها كتيبة ماسينا", Lang::Ar, &[("كتيبة ماسينا", "macina")]),
        ("القوة الموحدة لتحالف دول الساحل", Lang::Ar, &[("القوة الموحدة لتحالف دول الساحل", "aesforce")]),
        ("رتلاً للجيش المالي والفيلق الروسي", Lang::Ar, &[("للجيش المالي", "fama"), ("والفيلق الروسي", "africa_corps")]),
        ("وقالت صحيفة «بامادا» المقربة", Lang::Ar, &[("صحيفة «بامادا", "bamada")]),
        ("l'Alliance des États du Sahel (AES)", Lang::Fr, &[("Alliance des États du Sahel", "aes"), ("AES", "aes")]),
        (
            "des soldats nigériens et l'armée du Mali",
            Lang::Fr,
            &[("soldats nigériens", "Soldier NE"), ("l'armée du Mali", "Soldier ML")],
        ),
        ("combattants du JNIM", Lang::Fr, &[("combattants du JNIM", "jnim")]),
        ("The EI said it is in Mali's army", Lang::En, &[("EI", "islamic_state"), ("Mali's army", "fama")]),
        (
            "IS fighters attacked, as it is known, Malian soldiers",
            Lang::En,
            &[("IS fighters", "islamic_state"), ("Malian soldiers", "Soldier ML")],
        ),
        ("عناصر جماعة نصرة الإسلام والمسلمين", Lang::Ar, &[("عناصر جماعة نصرة الإسلام والمسلمين", "jnim")]),
    ];
    for (text, lang, expected) in cases {
        let found = spans(text, *lang);
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(&found, expected, "{text}");
    }
}

#[test]
fn clitics_and_inflections_are_met() {
    let cases = [
        ("وهاجموا القرية", Lang::Ar, Sense::Verb(Act::Attack)),
        ("بكمينين", Lang::Ar, Sense::Noun(Act::Ambush, Count::Two)),
        ("جنديان", Lang::Ar, Sense::People(Role::Soldier, Count::Two)),
        ("للجيش", Lang::Ar, Sense::People(Role::Soldier, Count::One)),
        ("attaquèrent", Lang::Fr, Sense::Verb(Act::Attack)),
        ("kidnapped", Lang::En, Sense::Verb(Act::Abduct)),
    ];
    for (text, lang, sense) in cases {
        let hits = Lexicon::embedded().hits(&tokenize(text), lang);
        assert!(hits.iter().any(|h| h.senses.contains(&sense)), "{text}: {hits:?}");
    }
}
