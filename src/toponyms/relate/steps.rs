//! A sentence as the grammar sees it: mentions, and the lexicon words between them.

use crate::gazetteer::Kind;
use crate::text::{Number, Token, TokenKind, numbers};
use crate::toponyms::context::Context;
use crate::toponyms::lexicon::Category;
use crate::toponyms::recognise::Found;
use crate::toponyms::{Direction, Mention};

/// One step of a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Item {
    /// A mention, by its number in the article.
    Mention(usize),
    Near,
    In,
    From,
    To,
    Between,
    Road,
    Border,
    Tri,
    Along,
    Km(f64),
    Dir(Direction),
    Quarter,
    Class,
    Whole,
    Number(f64),
    /// A number that is not told: several, quelques, عدة.
    Some,
    Link,
    /// Located, الواقعة, situé: joins a name to the phrase that places it.
    Located,
    /// The possessive that follows its owner: Mali's.
    Genitive,
    And,
    Open,
    Close,
    Comma,
    Dash,
    /// A verb whose object is a place: attacked, entered, left.
    Verb,
    /// Any other word or sign: phrases do not reach over it.
    Other,
}

/// An item and the tokens it covers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub item: Item,
    pub start: usize,
    pub end: usize,
    /// A conjunction (و) is attached before it.
    pub joined: bool,
    /// The preposition attached before it (ب, ل).
    pub preposition: Option<char>,
    /// A class noun of a river or lake.
    pub is_water: bool,
    /// "From" with a word of arrival: coming from, venus de.
    pub is_motion: bool,
}

pub(super) fn steps(context: &Context, offset: usize, found: &Found, first: usize) -> Vec<Step> {
    let mentions: Vec<(usize, &Mention)> = found.mentions.iter().enumerate().skip(first).collect();
    // Number words matter only before a unit of length.
    let words = match context.cues.iter().any(|c| matches!(c.category, Category::Km(_))) {
        true => numbers(context.tokens, context.lang),
        false => Vec::new(),
    };
    let mut out: Vec<Step> = Vec::new();
    let mut at = 0;
    while let Some(token) = context.tokens.get(at) {
        // The mentions stand in order and apart: only the first that ends behind the token's start may hold it.
        let next = mentions.partition_point(|m| m.1.range.end - offset <= token.range.start);
        let held = mentions.get(next).filter(|m| m.1.range.start - offset < token.range.end);
        if let Some((number, mention)) = held {
            let end = mention.range.end - offset;
            let stop = context.tokens.iter().skip(at).take_while(|t| t.range.start < end).count() + at;
            let clitics = attached(token, mention.range.start - offset);
            out.push(Step {
                item: Item::Mention(*number),
                start: at,
                end: stop.max(at + 1),
                joined: clitics.0,
                preposition: clitics.1,
                is_water: false,
                is_motion: false,
            });
            at = stop.max(at + 1);
            continue;
        }
        let after_name = matches!(out.last(), Some(Step { item: Item::Mention(_) | Item::Whole, .. }));
        let step = if after_name && is_genitive(context, at) {
            plain(Item::Genitive, at, at + 2)
        } else {
            cue_step(context, at, token, &words)
        };
        at = step.end;
        out.push(step);
    }
    out
}

fn plain(item: Item, start: usize, end: usize) -> Step {
    Step { item, start, end, joined: false, preposition: None, is_water: false, is_motion: false }
}

fn is_genitive(context: &Context, at: usize) -> bool {
    context.tokens.get(at).is_some_and(|t| t.is_sign("'’")) && context.tokens.get(at + 1).is_some_and(|t| t.text == "s")
}

/// The clitics between the start of a token and the byte where its name begins.
fn attached(token: &Token, name_start: usize) -> (bool, Option<char>) {
    let before = token.text.get(..name_start.saturating_sub(token.range.start)).unwrap_or_default();
    (before.contains(['و', 'ف']), before.chars().find(|c| matches!(c, 'ب' | 'ل' | 'ك')))
}

/// The most telling reading of the words at a token that are no mention.
fn cue_step(context: &Context, at: usize, token: &Token, words: &[Number]) -> Step {
    match token.kind {
        TokenKind::Number => {
            let digits: String = token.key.chars().filter(char::is_ascii_digit).collect();
            let value = decimal(token.text).or_else(|| digits.parse().ok());
            return plain(value.map_or(Item::Other, Item::Number), at, at + 1);
        }
        TokenKind::Sign => {
            let item = match token.text {
                "," | "،" => Item::Comma,
                "(" | "[" => Item::Open,
                ")" | "]" => Item::Close,
                "-" | "–" | "—" | "‑" | "/" => Item::Dash,
                "'" | "’" | "\"" | "«" | "»" | "“" | "”" => Item::Link,
                _ => Item::Other,
            };
            return plain(item, at, at + 1);
        }
        TokenKind::Word => {}
    }
    if matches!(token.key.as_str(), "et" | "and" | "و") {
        return plain(Item::And, at, at + 1);
    }
    if let Some(step) = word_number(context, at, words) {
        return step;
    }
    // A numbered road: RN17, N6.
    if token.key.strip_prefix("rn").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) {
        return plain(Item::Road, at, at + 1);
    }
    let mut best: Option<(u8, Step)> = None;
    for cue in context.cues_at(at) {
        let (rank, item) = match cue.category {
            // "Est" is "is" as well: the east has its article, or stands behind a unit.
            Category::Dir(_) if token.key == "est" && cue.tokens.len() == 1 && !is_east(context, at) => continue,
            Category::Dir(d) => (10, Item::Dir(*d)),
            Category::Tri => (10, Item::Tri),
            // "In neighbouring Niger" is in Niger.
            Category::Near if token.key == "nearby" || token.key.starts_with("neighbo") => (3, Item::Link),
            Category::Near => (9, Item::Near),
            Category::Between => (9, Item::Between),
            Category::Km(factor) => (9, Item::Km(*factor)),
            Category::Border => (8, Item::Border),
            Category::Road => (8, Item::Road),
            Category::Along => (7, Item::Along),
            Category::Whole => (6, Item::Whole),
            Category::Class(kinds) if kinds.first() == Some(&Kind::Quarter) => (6, Item::Quarter),
            Category::Class(_) => (5, Item::Class),
            Category::Located => (4, Item::Located),
            Category::Link | Category::Far => (3, Item::Link),
            Category::To => (4, Item::To),
            Category::In => (3, Item::In),
            Category::From(_) => (3, Item::From),
            Category::Verb => (2, Item::Verb),
            _ => continue,
        };
        let water = |k: &Kind| matches!(k, Kind::River | Kind::Lake);
        let step = Step {
            item,
            start: at,
            end: cue.tokens.end,
            joined: cue.clitics.conjunction,
            preposition: cue.clitics.preposition,
            is_water: matches!(cue.category, Category::Class(kinds) if kinds.iter().any(water)),
            is_motion: matches!(cue.category, Category::From(true)),
        };
        let is_better = best.as_ref().is_none_or(|(r, s)| (step.end, rank) > (s.end, *r));
        if is_better {
            best = Some((rank, step));
        }
    }
    best.map_or_else(|| plain(Item::Other, at, at + 1), |(_, step)| step)
}

fn is_east(context: &Context, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| {
        context
            .tokens
            .get(before)
            .is_some_and(|t| t.is_sign("'’") || t.key.starts_with("km") || t.key.starts_with("kilom"))
    })
}

/// A number in words that a unit of length follows; "about" and the like before it belong to it.
fn word_number(context: &Context, at: usize, words: &[Number]) -> Option<Step> {
    let number = words.iter().find(|n| n.tokens.start == at)?;
    let tokens = context.tokens.get(number.tokens.clone())?;
    if tokens.iter().any(|t| t.kind == TokenKind::Number) {
        return None;
    }
    let unit = (number.tokens.end..number.tokens.end + 3)
        .find(|i| context.cues_at(*i).any(|c| matches!(c.category, Category::Km(_))));
    unit?;
    let item = match (number.exact, number.best) {
        (true, n) => Item::Number(f64::from(n)),
        // "Dozens of kilometres": a few tens.
        (false, crate::text::DOZENS) => Item::Number(30.0),
        _ => Item::Some,
    };
    Some(plain(item, at, number.tokens.end))
}

/// A number as digits: `25`, `3,5`, `1 200`, `٢٥`.
fn decimal(text: &str) -> Option<f64> {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '0'..='9' => out.push(c),
            '٠'..='٩' => out.push(char::from_digit(c as u32 - '٠' as u32, 10)?),
            '.' | ',' | '٫' => out.push('.'),
            _ => {}
        }
    }
    // "1.200" is twelve hundred: three digits after one point group thousands.
    match out.split_once('.') {
        Some((whole, rest)) if rest.len() == 3 && !whole.is_empty() => format!("{whole}{rest}").parse().ok(),
        _ => out.parse().ok(),
    }
}
