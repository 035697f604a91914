//! Whether a form that is written alike for both is a noun or a verb.

use crate::lexicon::Hit;
use crate::text::{Lang, Token};

/// A form that may be a noun or a verb (attack, attaque, قتل) is a noun after an article or a
/// preposition, and in English also where no verb could stand.
pub(super) fn reads_as_noun(tokens: &[Token<'_>], hit: &Hit, lang: Lang) -> bool {
    let key = |i: Option<usize>| i.and_then(|i| tokens.get(i)).map_or("", |t| t.key.as_str());
    let start = hit.tokens.start;
    let mut back = start;
    while back > 0 && tokens.get(back - 1).is_some_and(|t| t.is_sign("'’«\"“-")) {
        back -= 1;
    }
    let (before, after) = (key(back.checked_sub(1)), key(Some(hit.tokens.end)));
    match lang {
        // ", killing two soldiers": a participle with its object behind it.
        Lang::En if before.is_empty() && key(Some(start)).ends_with("ing") => {
            matches!(
                after,
                "of" | "on" | "against" | "in" | "spree" | "at" | "near" | "by" | "was" | "were" | "is" | ""
            ) && !(after == "at" && key(Some(hit.tokens.end + 1)) == "least")
        }
        Lang::En => {
            matches!(
                before,
                "" | "the"
                    | "a"
                    | "an"
                    | "this"
                    | "that"
                    | "these"
                    | "those"
                    | "of"
                    | "in"
                    | "by"
                    | "after"
                    | "during"
                    | "s"
                    | "another"
                    | "separate"
                    | "violent"
                    | "deadly"
                    | "fierce"
                    | "heavy"
                    | "intense"
                    | "air"
                    | "drone"
                    | "suicide"
                    | "terrorist"
                    | "jihadist"
                    | "with"
                    | "armed"
                    | "following"
                    | "from"
                    | "such"
                    | "several"
                    | "more"
                    | "two"
                    | "three"
                    | "bloody"
                    | "recent"
                    | "suspected"
                    | "complex"
                    | "new"
                    | "latest"
                    | "and"
                    | "any"
                    | "major"
            ) && before != "and"
                || matches!(after, "on" | "against" | "between" | "of")
                    && !matches!(before, "to" | "who" | "they" | "was" | "were" | "been" | "being" | "are" | "is")
        }
        Lang::Fr => {
            let accented = tokens.get(start).is_some_and(|t| t.text.ends_with(['é', 's']) && t.text.contains('é'));
            !accented
                && matches!(
                    before,
                    "" | "l"
                        | "la"
                        | "le"
                        | "les"
                        | "une"
                        | "un"
                        | "des"
                        | "d"
                        | "de"
                        | "du"
                        | "cette"
                        | "ce"
                        | "cet"
                        | "ces"
                        | "autre"
                        | "double"
                        | "nouvelle"
                        | "violente"
                        | "deux"
                        | "trois"
                        | "plusieurs"
                        | "au"
                        | "aux"
                        | "sa"
                        | "son"
                        | "leur"
                        | "dernier"
                        | "grave"
                        | "aucune"
                        | "toute"
                        | "dans"
                )
        }
        Lang::Ar => {
            hit.definite
                || tokens.get(start).is_some_and(|t| t.key.starts_with('ب') || t.key.starts_with("لل"))
                || matches!(
                    before,
                    "عمليه"
                        | "حادثه"
                        | "حادث"
                        | "جريمه"
                        | "في"
                        | "من"
                        | "بعد"
                        | "عقب"
                        | "اثر"
                        | "الي"
                        | "عن"
                        | "علي"
                        | "بسبب"
                        | "محاوله"
                )
        }
    }
}
