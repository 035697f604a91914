//! What is attached before an Arabic word, and the ways to take it off.

use crate::text::{Script, Token, fold_char};
use std::borrow::Cow;

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

/// The byte where a name begins when so many letters of its first word are clitics.
pub(super) fn bare_start(token: &Token, taken: usize) -> usize {
    let mut letters = 0;
    for (i, c) in token.text.char_indices() {
        let mut emitted = 0;
        fold_char(c, |_| emitted += 1);
        if emitted > 0 && letters >= taken {
            return token.range.start + i;
        }
        letters += emitted;
    }
    token.range.start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenize;

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
}
