//! What the words right beside a name say of it: its step in an admin chain in brackets, its article, its noun.

use crate::article::Article;
use crate::gazetteer::{Gazetteer, Kind};
use crate::text::{Lang, key};
use crate::toponyms::Mention;

/// Where a name stands in the brackets after another: Manako (Fatoma, Mopti), Karji (Chikun LGA, Kaduna)
/// name a village with its commune and region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Step {
    /// In no such brackets.
    #[default]
    None,
    /// The only name in them.
    Only,
    /// The last of several: the widest.
    Outer,
    /// One before it: "(Gao, Gao)" are the cercle and the region.
    Inner,
}

/// What the names of an admin chain before its last one may be.
pub(super) const INNER: [Kind; 5] = [Kind::Admin2, Kind::Admin3, Kind::City, Kind::Town, Kind::Village];
/// What the last name of an admin chain may be.
pub(super) const OUTER: [Kind; 4] = [Kind::Admin1, Kind::Country, Kind::Region, Kind::Admin2];
/// True where a French article stands right before a name.
pub(super) fn has_article(article: &Article, mention: &Mention) -> bool {
    let before = article.text.get(..mention.range.start).unwrap_or_default();
    let word = before.trim_end_matches(' ').rsplit([' ', '\n', '\u{a0}']).next().unwrap_or_default();
    mention.lang == Lang::Fr && matches!(word, "la" | "le" | "l'" | "l’" | "La" | "Le" | "L'" | "L’")
}

/// The name of a lake, forest or range with its noun, where the gazetteer lists it so: Lake Chad, Sambisa Forest.
/// The noun is no part of the mention, and without it the name is that of something else.
pub(super) fn whole_name(gazetteer: &Gazetteer, article: &Article, mention: &Mention) -> Option<String> {
    let kind = mention.asked.first()?;
    if kind.is_populated() || kind.is_division() || matches!(kind, Kind::Country | Kind::Quarter) {
        return None;
    }
    let before = article.text.get(..mention.range.start)?.trim_end();
    let word = before.rsplit(char::is_whitespace).next()?;
    let after = article.text.get(mention.range.end..)?.split_whitespace().next().unwrap_or_default();
    let word = word.trim_matches(|c: char| !c.is_alphabetic());
    let after = after.trim_matches(|c: char| !c.is_alphabetic());
    [format!("{word} {}", mention.surface), format!("{} {after}", mention.surface)]
        .into_iter()
        .chain(word.strip_prefix(['ب', 'ل', 'و']).map(|bare| format!("{bare} {}", mention.surface)))
        .find(|name| key(name) != key(&mention.surface) && !gazetteer.named(&key(name)).is_empty())
}

/// "(Bosso LGA, Niger)": behind a local government area stands the state, which may share its name with a country.
pub(super) fn state_name(gazetteer: &Gazetteer, article: &Article, mention: &Mention) -> Option<String> {
    let before = article.text.get(..mention.range.start)?.trim_end().strip_suffix(',')?.trim_end();
    let name = format!("{} State", mention.surface);
    let is_area = before.ends_with("LGA") || before.ends_with("Local Government Area");
    (is_area && !gazetteer.named(&key(&name)).is_empty()).then_some(name)
}

/// The step of each mention in an admin chain.
pub(super) fn chains(article: &Article, mentions: &[Mention]) -> Vec<Step> {
    let mut out = vec![Step::None; mentions.len()];
    for (number, pair) in mentions.windows(2).enumerate() {
        let [before, mention] = pair else { continue };
        let between = article.text.get(before.range.end..mention.range.start).unwrap_or_default().trim();
        let goes_on = out.get(number).is_some_and(|s| *s != Step::None) && is_step(between);
        // "Mali (Gao, Kidal)" is a list.
        let opens = between == "(" && !before.is_country_like;
        if goes_on && let Some(slot) = out.get_mut(number) {
            *slot = Step::Inner;
        }
        if let Some(slot) = out.get_mut(number + 1) {
            *slot = match (goes_on, opens) {
                (true, _) => Step::Outer,
                (_, true) => Step::Only,
                _ => Step::None,
            };
        }
    }
    out
}

/// What may stand between the names of an admin chain: a comma, a stroke, and a noun for what they are.
fn is_step(between: &str) -> bool {
    let mut words = between.split([',', '،', '/', '-']);
    let (before, after) = (words.next().unwrap_or_default(), words.next());
    let is_noun =
        |text: &str| text.split_whitespace().count() <= 2 && text.chars().all(|c| c.is_alphabetic() || c == ' ');
    after.is_some_and(is_noun) && words.next().is_none() && is_noun(before)
}
