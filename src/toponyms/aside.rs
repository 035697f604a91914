//! What stands around an article's own text: datelines, bylines, captions, calls to read on.

use super::context::Context;
use super::lexicon::Category;
use crate::article::{Article, Sentence};
use std::ops::Range;

/// The longest caption or byline, in tokens.
const LONGEST: usize = 40;

/// The last sentence that a dateline may open.
const LAST_HEAD: usize = 6;

/// True for a line that is a call to read on ("Lire aussi : …"), a byline or a caption: its places are
/// not where the news happened.
pub(super) fn is_aside(context: &Context) -> bool {
    if context.tokens.len() > LONGEST {
        return false;
    }
    let first = usize::from(context.tokens.first().is_some_and(|t| t.is_sign("([•-–—")));
    let marks = |at: usize| context.cues_at(at).filter(|c| *c.category == Category::Dateline);
    // "Reporting by", "Photo:"; but not "Reuters said".
    let opens = marks(first)
        .any(|c| c.tokens.len() > 1 || context.tokens.get(c.tokens.end).is_some_and(|t| t.is_sign(":：|©")));
    // "… (archives)" at the end of a line that is no sentence.
    let count = context.tokens.len();
    let closes = context.tokens.last().is_some_and(|t| t.is_sign(")]"))
        && (count.saturating_sub(6)..count).any(|at| {
            let is_open = at.checked_sub(1).and_then(|b| context.tokens.get(b)).is_some_and(|t| t.is_sign("(["));
            is_open && marks(at).next().is_some()
        });
    opens || closes
}

/// True for a name at the head of the article that only says where the report was written:
/// "BAMAKO, 12 May (AFP) –", "باماكو –".
pub(super) fn is_dateline(article: &Article, sentence: usize, text: &str, range: &Range<usize>) -> bool {
    // Only title lines may stand before it, or where it names an agency, captions and leads.
    let ends_line = |s: &Sentence| article.text.get(s.range.clone()).is_some_and(|t| t.ends_with('\n'));
    let before = article.sentences.get(..sentence).unwrap_or_default();
    let is_head = sentence <= 2 && before.iter().all(ends_line);
    let opens_line = sentence <= LAST_HEAD && before.last().is_some_and(ends_line);
    if !(is_head || opens_line) {
        return false;
    }
    let before = text.get(..range.start).unwrap_or_default();
    // At most four words of ordinary length; a long line is not read again for each of its names.
    let words = |text: &str| text.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count();
    if before.len() > 200 || words(before) > 4 || before.contains('.') {
        return false;
    }
    let after = text.get(range.end..).unwrap_or_default();
    let head: String = after.chars().take(60).collect();
    let Some(dash) = head
        .find(['–', '—', ':'])
        .or_else(|| head.find(" - "))
        .or_else(|| head.find("- "))
        .or_else(|| head.find(" / "))
        .or_else(|| head.find(" | "))
    else {
        return false;
    };
    let between = head.get(..dash).unwrap_or_default();
    // Between the name and the dash stand only a country, a date or an agency.
    let count = between.split_whitespace().count();
    let is_colon = head.get(dash..).is_some_and(|rest| rest.starts_with(':'));
    // "ALGIERS - 30 - 1 (KONA) --": an agency that bears the name of a place.
    let is_agency = before.trim_end().ends_with('(')
        && between.trim_end_matches(['-', ' ']).trim() == ")"
        // "الأخبار (واغادوغو) –": the agency stands before its place.
        && (before.contains(['-', '–', '—', ',', '،']) || words(before) <= 2 && !is_colon);
    let is_marked = is_agency
        || between.contains('(')
        || between.chars().any(|c| c.is_numeric())
        || between.trim().is_empty()
        || between.contains([',', '،', '/', '|']);
    // "6 June - Gossi (Timbuktu): ..." heads an entry of a list; further down only an agency's dateline, with a dash, is one.
    let is_entry = is_colon && before.contains(char::is_numeric);
    // "BAMAKO, Mali—Ten people": below a caption, in capitals.
    let name = text.get(range.clone()).unwrap_or_default();
    let is_loud = name.chars().count() > 3 && name.chars().all(|c| c.is_uppercase() || !c.is_alphabetic());
    let is_dash = head.get(dash..).is_some_and(|rest| rest.starts_with(['–', '—', '-', ' ']));
    let is_capitals = is_loud && name.is_ascii() && before.trim().is_empty() && is_dash;
    count <= 8 && is_marked && !is_entry && (is_head || is_capitals || between.contains('(') && !is_colon)
}

#[cfg(test)]
mod tests {
    use crate::article::Article;
    use crate::gazetteer::Gazetteer;
    use crate::text::Lang;
    use crate::toponyms::Recogniser;

    /// Each text with the names that only stand around the news.
    #[test]
    fn what_stands_around_the_news_is_marked() {
        let cases: [(Lang, &str, &[&str]); 15] = [
            (Lang::En, "MOPTI, Mali | AFP | Gunmen attacked Gao.", &["MOPTI", "Mali"]),
            (Lang::Ar, "هجوم في غاو\nالأخبار (موبتي) – هاجم مسلحون غاو.", &["موبتي"]),
            (
                Lang::En,
                "3 June - Koro: six died.\n6 June - Gossi (Timbuktu): soldiers arrested eleven men in Gao.",
                &[],
            ),
            (
                Lang::En,
                "A wall in Kidal in 2013. A man walks by.\nDAKAR, Senegal (AP) — Gunmen attacked Gao.",
                &["DAKAR", "Senegal"],
            ),
            (Lang::En, "Gunmen attacked Gao.\nRead also: Ten dead in an attack at Torodi", &["Torodi"]),
            (Lang::Fr, "Gao a été attaquée.\nLire aussi : dix morts dans une attaque à Torodi", &["Torodi"]),
            (Lang::Ar, "هاجم مسلحون غاو.\nاقرأ أيضا: قتلى في هجوم على تيسيت", &["تيسيت"]),
            (Lang::En, "Gunmen attacked Gao.\n(Reporting by A. Writer in Dakar)", &["Dakar"]),
            (Lang::Fr, "Gao a été attaquée.\nPhoto : des déplacés à Mopti", &["Mopti"]),
            (Lang::Ar, "هاجم مسلحون غاو.\nنازحون في موبتي (أرشيف)", &["موبتي"]),
            (Lang::Fr, "BAMAKO, 3 mars (Agence) – Des hommes ont attaqué Gao.", &["BAMAKO"]),
            (Lang::Ar, "موبتي - 30 - 1 (كونا) -- هاجم مسلحون غاو.", &["موبتي", "كونا"]),
            (Lang::Ar, "موبتي في 23 نوفمبر / قتل مسلحون خمسة أشخاص في غاو.", &["موبتي"]),
            (Lang::En, "Reuters reported from Gao that Mopti was calm.", &[]),
            (Lang::Fr, "Une photo de Gao a été prise à Mopti.", &[]),
        ];
        let gazetteer = Gazetteer::embedded().unwrap();
        let recogniser = Recogniser::new(&gazetteer);
        for (lang, text, expected) in cases {
            let found = recogniser.find(&Article::new("test", text, Some(lang)), &[]);
            assert!(found.mentions.len() > expected.len(), "{text}");
            let aside: Vec<&str> =
                found.mentions.iter().filter(|m| m.is_dateline).map(|m| m.surface.as_str()).collect();
            assert_eq!(aside, expected, "{text}");
        }
    }
}
