//! The words around place names, per language: `gazetteer/lexicon/places-{ar,fr,en}.tsv`.

use super::Direction;
use super::clitics::{Clitics, readings};
use crate::gazetteer::Kind;
use crate::text::{Lang, Token, tokenize};
use rustc_hash::FxHashMap;
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
    /// From, of; true with a word of arrival: coming from.
    From(bool),
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
    /// A family name.
    Last,
    /// A people, a language, or the adjective of a country.
    People,
    /// A noun whose complement is a place: the inhabitants, the mayor, the market of.
    Holder,
    /// Words that open a list of examples: among them, such as.
    Such,
    /// A verb whose object is often a place: attacked, entered, left.
    Verb,
    /// A verb of saying, whose subject is rather a person.
    Speech,
    /// A noun that a name of water or land never goes without, though it is written small: mer Noire.
    Part,
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

/// A phrase after its first word.
#[derive(Debug)]
pub struct Entry {
    rest: Vec<String>,
    category: Category,
    /// A wind by its letters (NE, SO): in capitals, behind a unit of length.
    is_letters: bool,
}

/// The phrases that begin with one reading of a word, the longest first.
pub type Start<'l> = (Clitics, &'l [Entry]);

/// The lexicon of one language.
#[derive(Debug)]
pub struct Lexicon {
    by_first: FxHashMap<String, Vec<Entry>>,
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
        let mut lexicon = Lexicon { by_first: FxHashMap::default() };
        for line in source.lines().filter(|l| !l.starts_with('#')) {
            let mut columns = line.splitn(3, '\t');
            let (Some(word), Some(value), Some(forms)) = (columns.next(), columns.next(), columns.next()) else {
                continue;
            };
            for form in forms.split('|') {
                let Some(category) = category(word, value, form) else { continue };
                let mut words = tokenize(form).into_iter().filter(|t| !t.key.is_empty()).map(|t| t.key);
                if let Some(first) = words.next() {
                    let is_letters =
                        matches!(category, Category::Dir(_)) && form.bytes().all(|b| b.is_ascii_uppercase());
                    let entry = Entry { rest: words.collect(), category, is_letters };
                    lexicon.by_first.entry(first).or_default().push(entry);
                }
            }
        }
        // The longest phrase of a word is tried first.
        for list in lexicon.by_first.values_mut() {
            list.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        lexicon
    }

    /// All phrases found in a text, in the order of their first token.
    #[must_use]
    pub fn find<'l>(&'l self, tokens: &[Token]) -> Vec<Cue<'l>> {
        let mut out = Vec::new();
        for (at, token) in tokens.iter().enumerate().filter(|(_, t)| t.is_word()) {
            phrases_at(tokens, at, &self.starts(token), &mut out);
        }
        out
    }

    /// The phrases that begin with a word, for each of its readings, the plainest first.
    #[must_use]
    pub fn starts<'l>(&'l self, token: &Token) -> Vec<Start<'l>> {
        let entries = |key: &str| self.by_first.get(key).map(Vec::as_slice);
        readings(token).into_iter().filter_map(|r| Some((r.clitics, entries(r.key.as_ref())?))).collect()
    }
}

/// The phrases of a sentence that begin at a token; `starts` is what the lexicon has for its word.
pub fn phrases_at<'l>(tokens: &[Token], at: usize, starts: &[Start<'l>], out: &mut Vec<Cue<'l>>) {
    for (clitics, entries) in starts {
        let before = out.len();
        for entry in *entries {
            if entry.is_letters && !is_wind(tokens, at, out) {
                continue;
            }
            if let Some(end) = match_words(tokens, at, &entry.rest) {
                out.push(Cue { category: &entry.category, tokens: at..end, clitics: *clitics });
            }
        }
        if out.len() > before {
            // The plainest reading that means something is the one meant.
            break;
        }
    }
}

/// "38 km NE of": letters in capitals right behind a unit, or a word or two ("à 38 km au NE").
fn is_wind(tokens: &[Token], at: usize, cues: &[Cue]) -> bool {
    let is_capital = tokens.get(at).is_some_and(|t| t.text.chars().all(char::is_uppercase));
    let of_length = |c: &Cue| matches!(c.category, Category::Km(_)) && c.tokens.end <= at && at - c.tokens.end <= 2;
    is_capital && cues.iter().rev().take(4).any(of_length)
}

/// The token after a phrase whose first word stands at `start` and whose other words are `rest`.
fn match_words(tokens: &[Token], start: usize, rest: &[String]) -> Option<usize> {
    let mut at = start + 1;
    for word in rest {
        while tokens.get(at).is_some_and(|t| t.is_sign("-'’‑–")) {
            at += 1;
        }
        if tokens.get(at)?.key.as_str() != word {
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
        "from" => Category::From(value == "arrival"),
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
        "last" => Category::Last,
        "people" => Category::People,
        "holder" => Category::Holder,
        "such" => Category::Such,
        "verb" => Category::Verb,
        "speech" => Category::Speech,
        "part" => Category::Part,
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
    fn phrases_are_found_with_their_clitics() {
        let arabic = Lexicon::of(Lang::Ar).find(&tokenize("بالقرب من قرية في شمال غربي مدينة"));
        assert!(arabic.iter().any(|c| *c.category == Category::Near && c.tokens == (0..2)));
        assert!(arabic.iter().any(|c| *c.category == Category::Dir(Direction::NW) && c.tokens == (4..6)));
        let french = Lexicon::of(Lang::Fr).find(&tokenize("à 25 km au nord-est de la ville"));
        assert!(french.iter().any(|c| *c.category == Category::Dir(Direction::NE)));
    }
}
