//! Conditions on the fields of a feature: `event_type = 'Battles' and (fatalities >= 5 or claimed_by is not null)`.

use crate::layers::Cell;
use std::cmp::Ordering;

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
    Null(String),
    Compare(String, Operator, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    /// With `%` for any run of characters; letter case aside.
    Like,
}

#[derive(Debug, Clone, PartialEq)]
enum Word {
    /// A name or keyword; in double quotes always a name.
    Name(String, bool),
    Value(String),
    Sign(String),
}

impl Filter {
    pub(super) fn parse(text: &str) -> Result<Filter, String> {
        let mut parser = Parser { words: words(text)?, at: 0 };
        let filter = parser.any()?;
        match parser.words.get(parser.at) {
            None => Ok(filter),
            Some(word) => Err(format!("--where: did not expect {word:?}; conditions are joined by and, or")),
        }
    }

    /// The names of the fields that it asks for.
    pub(super) fn fields(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Filter::And(a, b) | Filter::Or(a, b) => Box::new(a.fields().chain(b.fields())),
            Filter::Not(a) => a.fields(),
            Filter::Null(name) | Filter::Compare(name, ..) => Box::new(std::iter::once(name.as_str())),
        }
    }

    /// True when it holds for a feature; `cell` gives a field's value. Nothing compares with null.
    pub(super) fn holds<'a>(&self, cell: &dyn Fn(&str) -> Option<Cell<'a>>) -> bool {
        match self {
            Filter::And(a, b) => a.holds(cell) && b.holds(cell),
            Filter::Or(a, b) => a.holds(cell) || b.holds(cell),
            Filter::Not(a) => !a.holds(cell),
            Filter::Null(name) => cell(name).is_none_or(|c| c == Cell::Null),
            Filter::Compare(name, operator, value) => {
                cell(name).filter(|c| *c != Cell::Null).is_some_and(|c| compare(&c, *operator, value))
            }
        }
    }
}

fn compare(cell: &Cell<'_>, operator: Operator, value: &str) -> bool {
    let number = match cell {
        Cell::Int(n) => Some(*n as f64),
        Cell::Real(x) => Some(*x),
        Cell::Text(text) => text.parse().ok(),
        _ => None,
    };
    if operator == Operator::Like {
        return like(&cell.to_text().to_lowercase(), &value.to_lowercase());
    }
    let order = match (number, value.parse::<f64>()) {
        (Some(a), Ok(b)) => a.partial_cmp(&b),
        _ => Some(cell.to_text().as_ref().cmp(value)),
    };
    match operator {
        Operator::Equal => order == Some(Ordering::Equal),
        Operator::Unequal => order != Some(Ordering::Equal),
        Operator::Less => order == Some(Ordering::Less),
        Operator::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Operator::More => order == Some(Ordering::Greater),
        Operator::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        Operator::Like => false,
    }
}

fn like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('%');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

struct Parser {
    words: Vec<Word>,
    at: usize,
}

impl Parser {
    fn keyword(&mut self, word: &str) -> bool {
        let here = matches!(self.words.get(self.at), Some(Word::Name(w, false)) if w.eq_ignore_ascii_case(word));
        self.at += usize::from(here);
        here
    }

    fn sign(&mut self, sign: &str) -> bool {
        let here = matches!(self.words.get(self.at), Some(Word::Sign(s)) if s == sign);
        self.at += usize::from(here);
        here
    }

    fn any(&mut self) -> Result<Filter, String> {
        let mut filter = self.all()?;
        while self.keyword("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.all()?));
        }
        Ok(filter)
    }

    fn all(&mut self) -> Result<Filter, String> {
        let mut filter = self.one()?;
        while self.keyword("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.one()?));
        }
        Ok(filter)
    }

    fn one(&mut self) -> Result<Filter, String> {
        if self.keyword("not") {
            return Ok(Filter::Not(Box::new(self.one()?)));
        }
        if self.sign("(") {
            let filter = self.any()?;
            return if self.sign(")") { Ok(filter) } else { Err("--where: a ( is not closed".to_owned()) };
        }
        let Some(Word::Name(name, _)) = self.words.get(self.at).cloned() else {
            return Err("--where: expected a field, such as event_type = 'Battles'".to_owned());
        };
        self.at += 1;
        if self.keyword("is") {
            let negated = self.keyword("not");
            if !self.keyword("null") {
                return Err(format!("--where: {name} is ... ends in null or not null"));
            }
            let null = Filter::Null(name);
            return Ok(if negated { Filter::Not(Box::new(null)) } else { null });
        }
        let negated = self.keyword("not");
        if self.keyword("in") {
            let any = self.list(&name)?;
            return Ok(if negated { Filter::Not(Box::new(any)) } else { any });
        }
        if negated {
            return Err(format!("--where: {name} not ... ends in in (...)"));
        }
        let operator = if self.keyword("like") {
            Operator::Like
        } else {
            let Some(Word::Sign(sign)) = self.words.get(self.at).cloned() else {
                return Err(format!("--where: expected = != < <= > >= like or is after {name}"));
            };
            self.at += 1;
            match sign.as_str() {
                "=" | "==" => Operator::Equal,
                "!=" | "<>" => Operator::Unequal,
                "<" => Operator::Less,
                "<=" => Operator::AtMost,
                ">" => Operator::More,
                ">=" => Operator::AtLeast,
                other => return Err(format!("--where: {other} is no comparison")),
            }
        };
        let value = self.value(&name)?;
        Ok(Filter::Compare(name, operator, value))
    }

    fn value(&mut self, name: &str) -> Result<String, String> {
        match self.words.get(self.at) {
            Some(Word::Value(value) | Word::Name(value, _)) => {
                self.at += 1;
                Ok(value.clone())
            }
            _ => Err(format!("--where: expected a value to compare {name} with")),
        }
    }

    /// The values of `name in ('a', 'b')`: one of them must be equal.
    fn list(&mut self, name: &str) -> Result<Filter, String> {
        let open = format!("--where: expected a list after {name} in, such as ('a', 'b')");
        if !self.sign("(") {
            return Err(open);
        }
        let equal = |value| Filter::Compare(name.to_owned(), Operator::Equal, value);
        let mut any = equal(self.value(name)?);
        while self.sign(",") {
            any = Filter::Or(Box::new(any), Box::new(equal(self.value(name)?)));
        }
        if self.sign(")") { Ok(any) } else { Err(open) }
    }
}

fn words(text: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, length) = match first {
            '\'' | '"' => {
                let end = rest[1..].find(first).ok_or_else(|| format!("--where: a {first} is not closed"))?;
                let inner = rest[1..=end].to_owned();
                (if first == '"' { Word::Name(inner, true) } else { Word::Value(inner) }, end + 2)
            }
            '(' | ')' | ',' => (Word::Sign(first.to_string()), 1),
            '=' | '<' | '>' | '!' => {
                let end = rest.find(|c| !"=<>!".contains(c)).unwrap_or(rest.len());
                (Word::Sign(rest[..end].to_owned()), end)
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || "=<>!(),'\"".contains(c)).unwrap_or(rest.len());
                let word = rest[..end].to_owned();
                (if word.parse::<f64>().is_ok() { Word::Value(word) } else { Word::Name(word, false) }, end)
            }
        };
        words.push(word);
        rest = rest[length..].trim_start();
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions() {
        let cell = |name: &str| match name {
            "event_type" => Some(Cell::Text("Battles")),
            "fatalities" => Some(Cell::Int(7)),
            "موقع" => Some(Cell::Text("ديابالي")),
            _ => Some(Cell::Null),
        };
        for (text, expected) in [
            ("event_type = 'Battles'", true),
            ("event_type = Battles and fatalities >= 7", true),
            ("fatalities < 7 or event_type like 'bat%'", true),
            ("not fatalities > 5", false),
            ("event_type in ('Riots', 'Battles')", true),
            ("event_type in (Riots,Protests) or fatalities in (7)", true),
            ("event_type not in ('Battles')", false),
            ("(fatalities < 5 or fatalities > 6) and actor1 is null", true),
            ("actor1 = 'JNIM'", false),
            ("actor1 is not null", false),
            ("fatalities != 7", false),
            ("event_type like '%ttl%'", true),
            ("موقع = 'ديابالي'", true),
        ] {
            assert_eq!(Filter::parse(text).unwrap().holds(&cell), expected, "{text}");
        }
        for text in ["", "event_type =", "event_type Battles", "(a = 1", "a = 'x", "a = 1 b = 2", "a ! 1", "a is 5"] {
            assert!(Filter::parse(text).unwrap_err().starts_with("--where: "), "{text}");
        }
    }
}
