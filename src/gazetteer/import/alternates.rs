//! GeoNames alternate names (`alternateNamesV2.txt`, `alternatenames/ML.txt`): tab-separated, ten
//! columns, no header (<https://download.geonames.org/export/dump/readme.txt>).

use super::Sink;
use crate::gazetteer::{Error, Name, Usage};
use crate::text::{Lang, Script, key};
use std::io::BufRead;

/// What stands where the language should and says that the text is no name.
const NO_NAME: &[&str] =
    &["link", "wkdt", "post", "iata", "icao", "faac", "unlc", "tcid", "phon", "piny", "abbr", "fr_1793"];

/// True when a line has the columns of alternate names: two numbers, then a language and a name.
pub(super) fn is_alternate_names(line: &str) -> bool {
    let columns: Vec<&str> = line.split('\t').collect();
    let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (4..=10).contains(&columns.len())
        && columns.iter().take(2).all(is_number)
        && columns.get(2).is_some_and(|lang| lang.len() <= 7 && lang.parse::<f64>().is_err())
}

/// Reads alternate names; each goes to the place with its number.
pub(super) fn read(reader: impl BufRead, sink: &mut Sink) -> Result<(), Error> {
    sink.lines(reader, |sink, number, line| match parse(line) {
        Ok(Some((id, name))) => sink.name(id, name),
        Ok(None) => Ok(()),
        Err(reason) => {
            sink.reject(number, reason);
            Ok(())
        }
    })
}

fn parse(line: &str) -> Result<Option<(u64, Name)>, String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let column = |i: usize| columns.get(i).copied().unwrap_or_default();
    let id = column(1).parse().map_err(|_| format!("{:?} is no GeoNames number", column(1)))?;
    let (code, text) = (column(2), super::geonames::clean(column(3)));
    if NO_NAME.contains(&code) || key(&text).is_empty() || text.contains("://") {
        return Ok(None);
    }
    let is_set = |i: usize| column(i) == "1";
    let usage = match (is_set(7), is_set(6), is_set(5)) {
        (true, ..) => Usage::Historic,
        (_, true, _) => Usage::Colloquial,
        (.., true) => Usage::Short,
        _ => Usage::Plain,
    };
    let script = Script::of_name(&text);
    // Without a language, Arabic letters are taken for Arabic; with another language's code they are not.
    let lang = Lang::parse(code).or_else(|| (code.is_empty() && script == Script::Arabic).then_some(Lang::Ar));
    let is_readable = script != Script::Other && (lang != Some(Lang::Ar) || script == Script::Arabic);
    let preferred = is_set(4) && lang.is_some();
    Ok(is_readable.then_some((id, Name { text, lang, preferred, usage })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_gives_a_name_its_language_and_its_use() {
        let line = "15\t2449067\tar\tتمبكتو\t1\t\t\t\t\t";
        assert!(is_alternate_names(line));
        let (id, name) = parse(line).unwrap().unwrap();
        assert_eq!((id, name.text.as_str(), name.lang, name.preferred), (2_449_067, "تمبكتو", Some(Lang::Ar), true));
        let usage = |line: &str| parse(line).unwrap().map(|(_, n)| n.usage);
        assert_eq!(usage("1\t2362344\tfr\tBobo\t\t1\t\t\t\t"), Some(Usage::Short));
        assert_eq!(usage("1\t2362344\tfr\tSya\t\t\t\t1\t\t1899"), Some(Usage::Historic));
        assert_eq!(usage("1\t2362344\tlink\thttps://en.wikipedia.org/wiki/Bobo-Dioulasso\t\t\t\t"), None);
        assert_eq!(usage("1\t2362344\tru\tБобо\t\t\t\t\t\t"), None, "no letters that makan reads");
        assert!(parse("1\tx\tfr\tBobo").is_err());
    }
}
