use serde::{Deserialize, Serialize};
use std::fmt;

/// A language that makan reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Arabic.
    Ar,
    /// French.
    Fr,
    /// English.
    En,
}

impl Lang {
    /// All languages, in a fixed order.
    pub const ALL: [Lang; 3] = [Lang::Ar, Lang::Fr, Lang::En];

    /// The ISO 639-1 code: `ar`, `fr` or `en`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Lang::Ar => "ar",
            Lang::Fr => "fr",
            Lang::En => "en",
        }
    }

    /// Reads an ISO 639 code or a locale such as `fr-ML`; `None` for any other language.
    #[must_use]
    pub fn parse(code: &str) -> Option<Lang> {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "ar" | "ara" => Some(Lang::Ar),
            "fr" | "fra" | "fre" => Some(Lang::Fr),
            "en" | "eng" => Some(Lang::En),
            _ => None,
        }
    }

    /// The language of a stretch of text, by its script and, among the Latin ones, by its most
    /// frequent function words. A text with too little evidence is taken to be in `fallback`.
    #[must_use]
    pub fn detect(text: &str, fallback: Lang) -> Lang {
        let (mut arabic, mut latin) = (0usize, 0usize);
        for c in text.chars() {
            match Script::of(c) {
                Script::Arabic => arabic += 1,
                Script::Latin => latin += 1,
                Script::Other => {}
            }
        }
        if arabic * 2 > latin {
            return if arabic == 0 { fallback } else { Lang::Ar };
        }
        let (mut french, mut english) = (0usize, 0usize);
        for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
            let word = word.to_lowercase();
            french += usize::from(FRENCH.contains(&word.as_str()));
            english += usize::from(ENGLISH.contains(&word.as_str()));
        }
        // A headline may have no function word: its small words are more at home in one of the two languages.
        if french == english {
            for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| w.starts_with(char::is_lowercase)) {
                let at_home = |lang| super::zipf(&super::key(word), lang).unwrap_or(0.0);
                let (in_french, in_english) = (at_home(Lang::Fr), at_home(Lang::En));
                french += usize::from(in_french > in_english + 1.0);
                english += usize::from(in_english > in_french + 1.0);
            }
        }
        match french.cmp(&english) {
            std::cmp::Ordering::Greater => Lang::Fr,
            std::cmp::Ordering::Less => Lang::En,
            std::cmp::Ordering::Equal if fallback == Lang::Ar => Lang::Fr,
            std::cmp::Ordering::Equal => fallback,
        }
    }
}

/// Function words that are frequent in French and are not English words.
const FRENCH: &[&str] = &[
    "le", "la", "les", "des", "du", "une", "un", "et", "est", "dans", "par", "pour", "sur", "au", "aux", "qui", "que",
    "avec", "ont", "été", "ce", "cette", "ces", "son", "sa", "ses", "selon", "plus", "leur", "leurs", "d", "l", "de",
    "à", "en", "dont", "après", "entre", "près", "ville", "tués",
];

/// Function words that are frequent in English and are not French words.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "in", "was", "were", "is", "are", "at", "from", "that", "with", "by", "for", "has",
    "have", "had", "it", "its", "their", "this", "who", "which", "near", "said", "after", "been", "when", "not",
    "killed", "between",
];

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The script of a letter; what makan cannot read is `Other`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Script {
    /// Arabic letters, with presentation forms and the extra letters of Persian and Ajami.
    Arabic,
    /// Latin letters, with the Bambara and Fulfulde ones.
    Latin,
    /// Digits, signs and all other scripts.
    Other,
}

impl Script {
    /// The script of one character.
    #[must_use]
    pub fn of(c: char) -> Script {
        match c {
            '\u{0620}'..='\u{064A}'
            | '\u{066E}'..='\u{06D3}'
            | '\u{06D5}'
            | '\u{06FA}'..='\u{06FF}'
            | '\u{0750}'..='\u{077F}'
            | '\u{08A0}'..='\u{08C9}'
            | '\u{FB50}'..='\u{FDFB}'
            | '\u{FE70}'..='\u{FEFC}' => Script::Arabic,
            'a'..='z' | 'A'..='Z' => Script::Latin,
            '\u{00C0}'..='\u{024F}' if c != '×' && c != '÷' => Script::Latin,
            '\u{0250}'..='\u{02AF}' | '\u{1E00}'..='\u{1EFF}' | '\u{FF21}'..='\u{FF5A}' => Script::Latin,
            _ => Script::Other,
        }
    }

    /// The script of most letters of a name; `Other` when it has no Arabic or Latin letter.
    #[must_use]
    pub fn of_name(name: &str) -> Script {
        let (mut arabic, mut latin) = (0usize, 0usize);
        for c in name.chars() {
            match Script::of(c) {
                Script::Arabic => arabic += 1,
                Script::Latin => latin += 1,
                Script::Other => {}
            }
        }
        match (arabic, latin) {
            (0, 0) => Script::Other,
            (a, l) if a >= l => Script::Arabic,
            _ => Script::Latin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_is_told_by_script_and_function_words() {
        let cases = [
            ("قتل جنديان في كمين قرب ديابالي", Lang::Ar),
            ("Deux soldats ont été tués dans une embuscade près de Diabaly", Lang::Fr),
            ("Two soldiers were killed in an ambush near Diabaly", Lang::En),
            ("Niger : deux Chinois enlevés par des inconnus", Lang::Fr),
            ("Burkina : quatre volontaires abattus", Lang::Fr),
            ("Niger: seven villagers abducted", Lang::En),
            ("قال بيان لمنظمة MSF إن الوضع صعب", Lang::Ar),
        ];
        for (text, lang) in cases {
            assert_eq!(Lang::detect(text, Lang::En), lang, "{text}");
        }
        assert_eq!(Lang::detect("12 345", Lang::Fr), Lang::Fr);
    }
}
