//! The words around place names, per language: `gazetteer/lexicon/places-{ar,fr,en}.tsv`.

use super::Direction;
use crate::gazetteer::Kind;
use crate::text::{Lang, Script, Token, tokenize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// What a word or phrase says about the names near it.
#[derive(Debug, Clone, PartialEq)]
pub enum Category {
    /// A class noun, with the kinds it may mean: town, قرية, cercle.
    Class(Vec<Kind>),
    /// Near.
    Near,
    /// In, at.
    In,
    /// From, of.
    From,
    /// To, towards.
    To,
    /// Between, linking.
    Between,
    /// Road, axis.
    Road,
    /// Border.
    Border,
    /// The area where three countries meet.
    Tri,
    /// Along a river or shore.
    Along,
    /// A unit of length; its value in km.
    Km(f64),
    /// A word that may stand inside a phrase of distance or direction.
    Link,
    /// Located, which joins a name to the phrase that places it.
    Located,
    /// Far, extreme.
    Far,
    /// A direction.
    Dir(Direction),
    /// The country that the article is about.
    Whole,
    /// A title before a person's name.
    Title,
    /// A given name.
    First,
    /// A noun that a name of an organisation, medium or accord begins with.
    Org,
    /// A noun after which a country's name is the adjective.
    Demonymic,
    /// What marks a byline, caption or link.
    Dateline,
    /// A word that is no part of a name.
    Stop,
}

/// A lexicon phrase found in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue<'l> {
    /// What it says.
    pub category: &'l Category,
    /// The tokens it covers.
    pub tokens: Range<usize>,
    /// The clitics before its first word.
    pub clitics: Clitics,
}

/// What is attached before an Arabic word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clitics {
    /// و or ف.
    pub conjunction: bool,
    /// ب, ل or ك.
    pub preposition: Option<char>,
    /// ال, read as the article and not as part of the name.
    pub article: bool,
}

/// One way to read a word: with so many letters of its key taken as clitics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<'k> {
    /// The key that is left.
    pub key: Cow<'k, str>,
    /// Letters of the whole key that were taken off.
    pub taken: usize,
    /// What they were.
    pub clitics: Clitics,
}

/// All ways to read a folded word, the plainest first. Latin words have one.
#[must_use]
pub fn readings<'k>(token: &'k Token) -> Vec<Reading<'k>> {
    let whole = Reading { key: Cow::Borrowed(token.key.as_str()), taken: 0, clitics: Clitics::default() };
    let mut out = vec![whole];
    if token.script != Script::Arabic {
        return out;
    }
    let key = token.key.as_str();
    let after_conjunction = key.strip_prefix(['و', 'ف']).filter(|rest| rest.chars().count() >= 2);
    let starts = [(key, 0, false)].into_iter().chain(after_conjunction.map(|rest| (rest, 1, true)));
    for (rest, taken, conjunction) in starts {
        let clitics = Clitics { conjunction, ..Clitics::default() };
        if conjunction {
            out.push(Reading { key: Cow::Borrowed(rest), taken, clitics });
        }
        push_article(&mut out, rest, taken, clitics);
        let Some(letter) = rest.chars().next().filter(|c| matches!(c, 'ب' | 'ل' | 'ك')) else { continue };
        let clitics = Clitics { preposition: Some(letter), ..clitics };
        let Some(stem) = rest.strip_prefix(letter).filter(|s| s.chars().count() >= 2) else { continue };
        // ل and ال are written لل: the article is there, its alif is not.
        if letter == 'ل'
            && let Some(bare) = stem.strip_prefix('ل').filter(|s| s.chars().count() >= 2)
        {
            out.push(Reading { key: Cow::Owned(format!("ال{bare}")), taken: taken + 1, clitics });
            out.push(Reading {
                key: Cow::Borrowed(bare),
                taken: taken + 2,
                clitics: Clitics { article: true, ..clitics },
            });
        }
        out.push(Reading { key: Cow::Borrowed(stem), taken: taken + 1, clitics });
        push_article(&mut out, stem, taken + 1, clitics);
    }
    out
}

fn push_article<'k>(out: &mut Vec<Reading<'k>>, rest: &'k str, taken: usize, clitics: Clitics) {
    if let Some(bare) = rest.strip_prefix("ال").filter(|s| s.chars().count() >= 2) {
        out.push(Reading { key: Cow::Borrowed(bare), taken: taken + 2, clitics: Clitics { article: true, ..clitics } });
    }
}

/// The lexicon of one language.
#[derive(Debug)]
pub struct Lexicon {
    entries: Vec<(Vec<String>, Category)>,
    by_first: HashMap<String, Vec<usize>>,
}

impl Lexicon {
    /// The lexicon that is part of the program.
    #[must_use]
    pub fn of(lang: Lang) -> &'static Lexicon {
        static LEXICONS: [OnceLock<Lexicon>; 3] = [const { OnceLock::new() }; 3];
        let source = match lang {
            Lang::Ar => include_str!("../../gazetteer/lexicon/places-ar.tsv"),
            Lang::Fr => include_str!("../../gazetteer/lexicon/places-fr.tsv"),
            Lang::En => include_str!("../../gazetteer/lexicon/places-en.tsv"),
        };
        match LEXICONS.get(lang as usize) {
            Some(cell) => cell.get_or_init(|| Lexicon::parse(source)),
            None => unreachable!("there is a lexicon for every language"),
        }
    }

    /// Reads a lexicon; lines that make no sense are left out (a test sees to it that there are none).
    fn parse(source: &str) -> Lexicon {
        let mut lexicon = Lexicon { entries: Vec::new(), by_first: HashMap::new() };
        for line in source.lines().filter(|l| !l.starts_with('#')) {
            let mut columns = line.splitn(3, '\t');
            let (Some(word), Some(value), Some(forms)) = (columns.next(), columns.next(), columns.next()) else {
                continue;
            };
            for form in forms.split('|') {
                let Some(category) = category(word, value, form) else { continue };
                let words: Vec<String> =
                    tokenize(form).into_iter().filter(|t| !t.key.is_empty()).map(|t| t.key).collect();
                if let Some(first) = words.first() {
                    lexicon.by_first.entry(first.clone()).or_default().push(lexicon.entries.len());
                    lexicon.entries.push((words, category));
                }
            }
        }
        // The longest phrase of a word is tried first.
        for list in lexicon.by_first.values_mut() {
            list.sort_by_key(|i| std::cmp::Reverse(lexicon.entries.get(*i).map_or(0, |e| e.0.len())));
        }
        lexicon
    }

    /// All phrases found in a sentence, in the order of their first token.
    #[must_use]
    pub fn find<'l>(&'l self, tokens: &[Token]) -> Vec<Cue<'l>> {
        let mut out = Vec::new();
        for (start, token) in tokens.iter().enumerate().filter(|(_, t)| !t.key.is_empty()) {
            for reading in readings(token) {
                let entries = self.by_first.get(reading.key.as_ref()).into_iter().flatten();
                let before = out.len();
                for (words, category) in entries.filter_map(|i| self.entries.get(*i)) {
                    if let Some(end) = match_words(tokens, start, words) {
                        out.push(Cue { category, tokens: start..end, clitics: reading.clitics });
                    }
                }
                if out.len() > before {
                    // The plainest reading that means something is the one meant.
                    break;
                }
            }
        }
        out
    }
}

/// The token after the phrase `words`, whose first word is known to stand at `start`.
fn match_words(tokens: &[Token], start: usize, words: &[String]) -> Option<usize> {
    let mut at = start + 1;
    for word in words.iter().skip(1) {
        while tokens.get(at).is_some_and(|t| t.is_sign("-'’‑–")) {
            at += 1;
        }
        if tokens.get(at)?.key != *word {
            return None;
        }
        at += 1;
    }
    Some(at)
}

fn category(word: &str, value: &str, form: &str) -> Option<Category> {
    Some(match word {
        "class" => Category::Class(value.split(' ').map(|k| k.parse().ok()).collect::<Option<Vec<Kind>>>()?),
        "near" => Category::Near,
        "in" => Category::In,
        "from" => Category::From,
        "to" => Category::To,
        "between" => Category::Between,
        "road" => Category::Road,
        "border" => Category::Border,
        "tri" => Category::Tri,
        "along" => Category::Along,
        // A statute mile is 1.609344 km.
        "km" => Category::Km(if form.starts_with("mile") { 1.609_344 } else { 1.0 }),
        "link" => Category::Link,
        "located" => Category::Located,
        "far" => Category::Far,
        "dir" => Category::Dir(match value {
            "N" => Direction::N,
            "S" => Direction::S,
            "E" => Direction::E,
            "W" => Direction::W,
            "NE" => Direction::NE,
            "NW" => Direction::NW,
            "SE" => Direction::SE,
            "SW" => Direction::SW,
            "C" => Direction::Centre,
            _ => return None,
        }),
        "whole" => Category::Whole,
        "title" => Category::Title,
        "first" => Category::First,
        "org" => Category::Org,
        "demonymic" => Category::Demonymic,
        "dateline" => Category::Dateline,
        "stop" => Category::Stop,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_lexicon_is_understood() {
        let sources = [
            include_str!("../../gazetteer/lexicon/places-ar.tsv"),
            include_str!("../../gazetteer/lexicon/places-fr.tsv"),
            include_str!("../../gazetteer/lexicon/places-en.tsv"),
        ];
        for line in sources.iter().flat_map(|s| s.lines()).filter(|l| !l.starts_with('#') && !l.is_empty()) {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 3, "{line}");
            assert!(category(columns[0], columns[1], columns[2]).is_some(), "{line}");
        }
    }

    #[test]
    fn clitics_are_read_in_every_way() {
        let tokens = tokenize("وبالنيجر للنيجر");
        let keys: Vec<String> = readings(&tokens[0]).into_iter().map(|r| r.key.into_owned()).collect();
        for key in ["وبالنيجر", "بالنيجر", "النيجر", "نيجر"] {
            assert!(keys.iter().any(|k| k == key), "{key} in {keys:?}");
        }
        let reading = readings(&tokens[1]).into_iter().find(|r| r.key == "النيجر").unwrap();
        assert_eq!(reading.taken, 1);
    }

    #[test]
    fn phrases_are_found_with_their_clitics() {
        let tokens = tokenize("بالقرب من قرية في شمال غربي مدينة");
        let cues = Lexicon::of(Lang::Ar).find(&tokens);
        assert!(cues.iter().any(|c| *c.category == Category::Near && c.tokens == (0..2)));
        assert!(cues.iter().any(|c| *c.category == Category::Dir(Direction::NW) && c.tokens == (4..6)));
        let tokens = tokenize("à 25 km au nord-est de la ville");
        let cues = Lexicon::of(Lang::Fr).find(&tokens);
        assert!(cues.iter().any(|c| *c.category == Category::Dir(Direction::NE)));
    }
}
