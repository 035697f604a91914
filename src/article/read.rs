//! Files and folders become articles, one after the other; what cannot become one is a rejection.

use super::{Article, decode, html, parse_date};
use crate::text::Lang;
use serde_json::Value;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// A part of the input that did not become an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The file, or `-`.
    pub input: String,
    /// The record's own id, where it has one.
    pub record: Option<String>,
    /// The line, counted from 1, where the file has lines of records.
    pub line: Option<u64>,
    /// What is wrong with it, and what was expected.
    pub reason: String,
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.input)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(record) = &self.record {
            write!(f, ", record {record}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// What the reader gives, in the order of the input.
#[derive(Debug)]
pub enum Item {
    /// An article.
    Article(Box<Article>),
    /// Something that is none.
    Rejected(Rejection),
    /// Something worth knowing: an encoding that was guessed, a date that was not understood.
    Warning(String),
}

/// The forms of input, told apart by the extension (before `.gz` or `.zst`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Html,
    Json,
    Lines,
    Table(u8),
}

impl Form {
    fn of(path: &Path) -> Option<Form> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        Some(match name.rsplit_once('.')?.1 {
            "txt" | "md" => Form::Text,
            "html" | "htm" => Form::Html,
            "json" => Form::Json,
            "jsonl" | "ndjson" => Form::Lines,
            "csv" => Form::Table(b','),
            "tsv" => Form::Table(b'\t'),
            _ => return None,
        })
    }
}

/// Reads inputs, giving each article, rejection and warning to `take`; `take` answers false to stop.
///
/// An input is a file, a folder (read recursively, in the order of names; files of other forms are
/// passed over), or `-` for standard input, which holds one article or lines of JSON.
pub fn read(inputs: &[PathBuf], take: &mut dyn FnMut(Item) -> bool) {
    let mut ids = Ids::default();
    for input in inputs {
        let goes_on = if input.as_os_str() == "-" {
            read_stdin(&mut ids, take)
        } else if input.is_dir() {
            read_folder(input, input, &mut ids, take)
        } else {
            let form = Form::of(input).unwrap_or(Form::Text);
            read_file(input, &file_name(input), form, &mut ids, take)
        };
        if !goes_on {
            return;
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// Keeps the ids of one run distinct.
#[derive(Default)]
struct Ids(HashMap<String, u32>);

impl Ids {
    fn distinct(&mut self, id: String) -> String {
        let count = self.0.entry(id.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { id } else { format!("{id}#{count}") }
    }
}

fn read_stdin(ids: &mut Ids, take: &mut dyn FnMut(Item) -> bool) -> bool {
    let mut bytes = Vec::new();
    if let Err(error) = std::io::stdin().lock().read_to_end(&mut bytes) {
        return take(rejected("-", None, format!("standard input cannot be read: {error}")));
    }
    let first = bytes.iter().copied().find(|b| !b.is_ascii_whitespace());
    match first {
        Some(b'{' | b'[') if serde_json::from_slice::<Value>(&bytes).is_ok() => read_json(&bytes, "-", ids, take),
        Some(b'{') => read_lines(bytes.as_slice(), "-", ids, take),
        _ => read_text(&bytes, "-", "stdin", ids, take),
    }
}

fn read_folder(folder: &Path, root: &Path, ids: &mut Ids, take: &mut dyn FnMut(Item) -> bool) -> bool {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            return take(rejected(&folder.display().to_string(), None, format!("the folder cannot be read: {error}")));
        }
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        let is_hidden = file_name(&path).starts_with('.');
        let goes_on = if is_hidden {
            true
        } else if path.is_dir() {
            read_folder(&path, root, ids, take)
        } else if let Some(form) = Form::of(&path) {
            let label = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            read_file(&path, &label, form, ids, take)
        } else {
            true
        };
        if !goes_on {
            return false;
        }
    }
    true
}

fn rejected(input: &str, line: Option<u64>, reason: String) -> Item {
    Item::Rejected(Rejection { input: input.to_owned(), record: None, line, reason })
}

/// Opens a file, unpacking it as its extension says.
pub(super) fn open(path: &Path) -> std::io::Result<Box<dyn Read + Send>> {
    let file = File::open(path)?;
    Ok(match path.extension().and_then(|e| e.to_str()).map(str::to_lowercase).as_deref() {
        Some("gz") => Box::new(flate2::read::MultiGzDecoder::new(file)),
        Some("zst") => Box::new(zstd::Decoder::new(file)?),
        _ => Box::new(file),
    })
}

fn read_file(path: &Path, label: &str, form: Form, ids: &mut Ids, take: &mut dyn FnMut(Item) -> bool) -> bool {
    let input = path.display().to_string();
    let mut stream = match open(path) {
        Ok(stream) => stream,
        Err(error) => return take(rejected(&input, None, format!("the file cannot be read: {error}"))),
    };
    if form == Form::Lines {
        return read_lines(BufReader::new(stream), &input, ids, take);
    }
    let mut bytes = Vec::new();
    if let Err(error) = stream.read_to_end(&mut bytes) {
        return take(rejected(&input, None, format!("the file cannot be read: {error}")));
    }
    match form {
        Form::Json => read_json(&bytes, &input, ids, take),
        Form::Table(delimiter) => read_table(&bytes, delimiter, &input, ids, take),
        Form::Html => read_html(&bytes, &input, label, ids, take),
        Form::Text | Form::Lines => read_text(&bytes, &input, label, ids, take),
    }
}

/// Decodes a whole file; warns of a guessed encoding, rejects what is no text.
fn text_of(bytes: &[u8], input: &str, take: &mut dyn FnMut(Item) -> bool) -> Result<String, bool> {
    match decode::decode(bytes) {
        Ok((text, None)) => Ok(text),
        Ok((text, Some(warning))) => {
            if take(Item::Warning(format!("{input}: {warning}"))) {
                Ok(text)
            } else {
                Err(false)
            }
        }
        Err(reason) => Err(take(rejected(input, None, reason))),
    }
}

fn read_text(bytes: &[u8], input: &str, label: &str, ids: &mut Ids, take: &mut dyn FnMut(Item) -> bool) -> bool {
    let text = match text_of(bytes, input, take) {
        Ok(text) => text,
        Err(goes_on) => return goes_on,
    };
    let (fields, body) = front_matter(&text);
    let mut record = Record { text: Some(body.to_owned()), ..Record::default() };
    for (name, value) in fields {
        record.set(name, value);
    }
    record.id.get_or_insert_with(|| stem(label));
    record.finish(input, None, ids, take)
}

/// The name of a file without its extensions, with the folders before it.
fn stem(label: &str) -> String {
    let name = label.strip_suffix(".gz").or_else(|| label.strip_suffix(".zst")).unwrap_or(label);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

/// Splits `---` front matter (`name: value` lines, as static site tools write it) from a text.
fn front_matter(text: &str) -> (Vec<(&str, &str)>, &str) {
    let none = (Vec::new(), text);
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else { return none };
    let mut fields = Vec::new();
    let mut at = text.len() - rest.len();
    for line in rest.split_inclusive('\n') {
        at += line.len();
        let line = line.trim();
        if line == "---" {
            return (fields, text.get(at..).unwrap_or_default().trim_start_matches(['\n', '\r']));
        }
        match line.split_once(':') {
            Some((name, value)) => fields.push((name.trim(), value.trim().trim_matches(['"', '\'']))),
            None if line.is_empty() => {}
            None => return none,
        }
    }
    none
}

fn read_html(bytes: &[u8], input: &str, label: &str, ids: &mut Ids, take: &mut dyn FnMut(Item) -> bool) -> bool {
    let page = match text_of(bytes, input, take) {
        Ok(page) => page,
        Err(goes_on) => return goes_on,
    };
    match html::article(&page) {
        Ok(found) => {
            let mut record = Record { text: Some(found.text), title: found.title, url: found.url, ..Record::default() };
            record.id = Some(stem(label));
            record.lang = found.lang;
            record.date = found.published;
            record.finish(input, None, ids, take)
        }
        Err(reason) => take(rejected(input, None, reason)),
    }
}

fn read_json(bytes: &[u8], input: &str, ids: &mut Ids, take: &mut dyn FnMut(Item) -> bool) -> bool {
    let text = match text_of(bytes, input, take) {
        Ok(text) => text,
        Err(goes_on) => return goes_on,
    };
    let records = match serde_json::from_str::<Value>(&text) {
        Ok(Value::Array(records)) => records,
        Ok(Value::Object(mut object)) => match object.get_mut("articles").map(Value::take) {
            Some(Value::Array(records)) => records,
            _ => vec![Value::Object(object)],
        },
        Ok(_) => {
            return take(rejected(input, None, "expected a record with `text`, or a list of such records".to_owned()));
        }
        // Lines of records under the name of one.
        Err(_)
            if text.lines().next().is_some_and(|l| serde_json::from_str::<Value>(l).is_ok_and(|v| v.is_object())) =>
        {
            return read_lines(text.as_bytes(), input, ids, take);
        }
        Err(error) => return take(rejected(input, u64::try_from(error.line()).ok(), format!("not JSON: {error}"))),
    };
    if records.is_empty() {
        return take(rejected(input, None, "there is no record in it".to_owned()));
    }
    for (i, value) in records.into_iter().enumerate() {
        let fallback = format!("{}:{}", stem(input.rsplit('/').next().unwrap_or(input)), i + 1);
        if !read_record(&value, fallback, input, None, ids, take) {
            return false;
        }
    }
    true
}

fn read_lines(reader: impl BufRead, input: &str, ids: &mut Ids, take: &mut dyn FnMut(Item) -> bool) -> bool {
    let mut reader = reader;
    let mut line = Vec::new();
    let mut number = 0;
    let mut count = 0;
    loop {
        line.clear();
        match reader.read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                return take(rejected(input, Some(number + 1), format!("the file cannot be read on: {error}")));
            }
        }
        number += 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        count += 1;
        let goes_on = match decode::decode(&line) {
            Err(reason) => take(rejected(input, Some(number), reason)),
            Ok((text, warning)) => {
                let warned = warning.is_none_or(|w| take(Item::Warning(format!("{input}, line {number}: {w}"))));
                warned
                    && match serde_json::from_str::<Value>(&text) {
                        Ok(value) => {
                            let fallback = format!("{}:{number}", stem(input.rsplit('/').next().unwrap_or(input)));
                            read_record(&value, fallback, input, Some(number), ids, take)
                        }
                        Err(error) => take(rejected(input, Some(number), format!("not JSON: {error}"))),
                    }
            }
        };
        if !goes_on {
            return false;
        }
    }
    count > 0 || take(rejected(input, None, "the file is empty".to_owned()))
}

fn read_record(
    value: &Value,
    fallback: String,
    input: &str,
    line: Option<u64>,
    ids: &mut Ids,
    take: &mut dyn FnMut(Item) -> bool,
) -> bool {
    let Some(object) = value.as_object() else {
        return take(rejected(input, line, "expected a record with `text`".to_owned()));
    };
    let mut record = Record::default();
    for (name, value) in object {
        match value {
            Value::String(text) => record.set(name, text),
            Value::Number(number) => record.set(name, &number.to_string()),
            _ => {}
        }
    }
    record.id.get_or_insert(fallback);
    record.finish(input, line, ids, take)
}

fn read_table(bytes: &[u8], delimiter: u8, input: &str, ids: &mut Ids, take: &mut dyn FnMut(Item) -> bool) -> bool {
    let text = match text_of(bytes, input, take) {
        Ok(text) => text,
        Err(goes_on) => return goes_on,
    };
    let mut csv = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = match csv.headers() {
        Ok(header) => header.iter().map(|h| h.trim().to_lowercase()).collect(),
        Err(error) => return take(rejected(input, Some(1), error.to_string())),
    };
    if !header.iter().any(|h| h == "text") {
        return take(rejected(
            input,
            Some(1),
            format!("expected a column `text`; the columns are {}", header.join(", ")),
        ));
    }
    for (i, row) in csv.records().enumerate() {
        let line = row.as_ref().ok().and_then(|r| r.position()).map_or(i as u64 + 2, csv::Position::line);
        let goes_on = match row {
            Err(error) => take(rejected(input, Some(line), error.to_string())),
            Ok(row) => {
                let mut record = Record::default();
                header.iter().zip(row.iter()).for_each(|(name, value)| record.set(name, value));
                record.id.get_or_insert_with(|| format!("{}:{line}", stem(input.rsplit('/').next().unwrap_or(input))));
                record.finish(input, Some(line), ids, take)
            }
        };
        if !goes_on {
            return false;
        }
    }
    true
}

/// The fields of a record, before they are understood.
#[derive(Default)]
struct Record {
    id: Option<String>,
    text: Option<String>,
    title: Option<String>,
    date: Option<String>,
    url: Option<String>,
    lang: Option<String>,
}

impl Record {
    fn set(&mut self, name: &str, value: &str) {
        if value.trim().is_empty() {
            return;
        }
        let slot = match name.to_lowercase().as_str() {
            "id" | "doc_id" => &mut self.id,
            "text" => &mut self.text,
            "title" => &mut self.title,
            "date" | "published" => &mut self.date,
            "url" => &mut self.url,
            "lang" | "language" => &mut self.lang,
            _ => return,
        };
        *slot = Some(value.to_owned());
    }

    fn finish(self, input: &str, line: Option<u64>, ids: &mut Ids, take: &mut dyn FnMut(Item) -> bool) -> bool {
        let reject = |reason: &str| {
            Item::Rejected(Rejection {
                input: input.to_owned(),
                record: self.id.clone().filter(|_| line.is_some()),
                line,
                reason: reason.to_owned(),
            })
        };
        let Some(text) = self.text.as_ref() else { return take(reject("the record has no text")) };
        if text.trim().is_empty() {
            return take(reject("there is no text in it"));
        }
        let mut warning = None;
        let published = self.date.as_deref().and_then(|date| match parse_date(date) {
            Ok(date) => Some(date),
            Err(reason) => {
                warning = Some(format!("{input}: {reason}; read as undated"));
                None
            }
        });
        let lang = self.lang.as_deref().and_then(Lang::parse);
        let mut article = Article::new(ids.distinct(self.id.unwrap_or_default()), text.as_str(), lang);
        article.title = self.title;
        article.published = published;
        article.url = self.url;
        warning.is_none_or(|w| take(Item::Warning(w))) && take(Item::Article(Box::new(article)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_no_text() {
        let (fields, body) = front_matter("---\ntitle: \"A: b\"\ndate: 2020-05-01\n---\n\nBody.\n");
        assert_eq!(fields, [("title", "A: b"), ("date", "2020-05-01")]);
        assert_eq!(body, "Body.\n");
        assert_eq!(front_matter("--- no front matter\n").1, "--- no front matter\n");
    }

    #[test]
    fn ids_stay_distinct() {
        let mut ids = Ids::default();
        assert_eq!(ids.distinct("a".into()), "a");
        assert_eq!(ids.distinct("a".into()), "a#2");
    }
}
