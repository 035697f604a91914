//! The forms of a word, spelled out from the short notation of the word lists.
//!
//! `soldier/+s` or `جندي/جنود` — singular and plural (Arabic: the dual and the possessives follow).
//! `attack~` — a regular verb (English: -s -ed -ing; `kidnap~~` doubles its last letter;
//! French: `attaqu~er`, `envah~ir`; Arabic: `هاجم~يهاجم`, perfect and imperfect).
//! `=القاعدة` — letter for letter, with its article. Anything else stands for itself.

use super::senses::Count;
use crate::text::Lang;

/// All phrases that one notation stands for, each with the number it names.
pub(super) fn inflect(form: &str, class: &str, lang: Lang) -> Vec<(String, Count)> {
    if form.starts_with('=') {
        return vec![(form.to_owned(), Count::Many)];
    }
    let mut phrases: Vec<(String, Count)> = vec![(String::new(), Count::Many)];
    for word in form.split_whitespace() {
        let forms = word_forms(word, class, lang);
        phrases = phrases
            .iter()
            .flat_map(|(head, count)| {
                forms.iter().map(move |(w, c)| {
                    let phrase = if head.is_empty() { w.clone() } else { format!("{head} {w}") };
                    (phrase, c.unwrap_or(*count))
                })
            })
            .collect();
    }
    phrases
}

fn word_forms(word: &str, class: &str, lang: Lang) -> Vec<(String, Option<Count>)> {
    if let Some((stem, ending)) = word.split_once('~') {
        let forms = match lang {
            Lang::En => english_verb(stem, ending == "~"),
            Lang::Fr => french_verb(stem, ending),
            Lang::Ar => arabic_verb(stem, ending),
        };
        return forms.into_iter().map(|f| (f, None)).collect();
    }
    if let Some((singular, plural)) = word.split_once('/') {
        let plural = match plural.strip_prefix('+') {
            Some(ending) => format!("{singular}{ending}"),
            None => plural.to_owned(),
        };
        let mut out = vec![(singular.to_owned(), Some(Count::One)), (plural.clone(), Some(Count::Many))];
        if lang == Lang::Ar && class != "demonym" {
            arabic_noun(singular, &plural, &mut out);
        }
        return out;
    }
    vec![(word.to_owned(), None)]
}

fn english_verb(stem: &str, doubled: bool) -> Vec<String> {
    let last = stem.chars().last().unwrap_or_default();
    let short = stem.strip_suffix('e');
    let (s, ed, ing) = if doubled {
        (format!("{stem}s"), format!("{stem}{last}ed"), format!("{stem}{last}ing"))
    } else if let Some(short) = short {
        (format!("{stem}s"), format!("{stem}d"), format!("{short}ing"))
    } else if let Some(short) = stem.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'o', 'u'])) {
        (format!("{short}ies"), format!("{short}ied"), format!("{stem}ing"))
    } else {
        let s =
            if stem.ends_with(['s', 'x', 'z']) || stem.ends_with("sh") || stem.ends_with("ch") { "es" } else { "s" };
        (format!("{stem}{s}"), format!("{stem}ed"), format!("{stem}ing"))
    };
    vec![stem.to_owned(), s, ed, ing]
}

fn french_verb(stem: &str, ending: &str) -> Vec<String> {
    let endings: &[&str] = match ending {
        "ir" => &["ir", "i", "is", "ie", "ies", "it", "issent", "issant", "issait", "issaient", "irent", "ira"],
        "re" => &["re", "", "s", "ent", "ant", "ait", "aient", "it", "irent", "u", "us", "ue", "ues", "ra", "ront"],
        _ => &[
            "er", "e", "es", "ent", "ait", "aient", "ant", "a", "erent", "é", "ée", "és", "ées", "era", "eront",
            "erait", "eraient", "ons", "eait", "eant", "ea",
        ],
    };
    endings.iter().map(|e| format!("{stem}{e}")).collect()
}

/// The pronouns that an Arabic verb or noun may carry.
const PRONOUNS: [&str; 4] = ["ه", "ها", "هم", "هما"];

fn arabic_verb(perfect: &str, imperfect: &str) -> Vec<String> {
    let mut out = Vec::new();
    // A final alif maqsura gives way before an ending: أجرى أجرت أجراه.
    let weak = perfect.strip_suffix(['ى', 'ا']).filter(|_| perfect.ends_with('ى'));
    for (stem, endings) in [(weak.unwrap_or(perfect), ["ت", "وا", "تا", "ن"])] {
        out.push(perfect.to_owned());
        if weak.is_none() {
            out.push(format!("{perfect}ا"));
        }
        for ending in endings {
            out.push(format!("{stem}{ending}"));
        }
        for pronoun in PRONOUNS {
            let open = if weak.is_some() { format!("{stem}ا") } else { stem.to_owned() };
            out.push(format!("{open}{pronoun}"));
            out.push(format!("{stem}ت{pronoun}"));
            out.push(format!("{stem}و{pronoun}"));
        }
    }
    let Some(rest) = imperfect.strip_prefix('ي') else { return out };
    let weak = rest.strip_suffix(['ي', 'ى']);
    for person in ["ي", "ت"] {
        out.push(format!("{person}{rest}"));
        for ending in ["ون", "وا", "ان"] {
            out.push(format!("{person}{}{ending}", weak.unwrap_or(rest)));
        }
        for pronoun in PRONOUNS {
            out.push(format!("{person}{rest}{pronoun}"));
        }
    }
    out
}

fn arabic_noun(singular: &str, plural: &str, out: &mut Vec<(String, Option<Count>)>) {
    let stem = singular.strip_suffix('ة').map(|s| format!("{s}ت"));
    let stem = stem.as_deref().unwrap_or(singular);
    let sound = plural.strip_suffix("ون").or_else(|| plural.strip_suffix("ين"));
    out.push((format!("{stem}ان"), Some(Count::Two)));
    if let Some(sound) = sound {
        // The oblique cases of dual and sound plural are written alike; it is no sure "two".
        out.push((format!("{sound}ون"), Some(Count::Many)));
        out.push((format!("{sound}ين"), Some(Count::Many)));
        out.push((format!("{sound}و"), Some(Count::Many)));
        out.push((format!("{sound}ي"), Some(Count::Many)));
    } else {
        out.push((format!("{stem}ين"), Some(Count::Two)));
        out.push((format!("{stem}ي"), Some(Count::Two)));
    }
    for pronoun in PRONOUNS {
        // With ه a nisba would be its own feminine: عسكرية is no "his soldier".
        if !(stem.ends_with('ي') && pronoun == "ه") {
            out.push((format!("{stem}{pronoun}"), Some(Count::One)));
        }
        match sound {
            Some(sound) => out.push((format!("{sound}ي{pronoun}"), Some(Count::Many))),
            None => out.push((format!("{plural}{pronoun}"), Some(Count::Many))),
        }
    }
}
