//! Rows of a table as they come, none of which can spoil the next.

use crate::article::TextStream;
use std::collections::VecDeque;
use std::path::Path;

/// A cell that runs over more lines than this was opened by a stray quotation mark.
const MOST_LINES: usize = 100;

/// One row.
pub(super) struct Record {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// As many cells as the header has.
    pub cells: csv::StringRecord,
}

/// A table that is read row by row.
pub(super) struct Table {
    stream: TextStream,
    /// Lines that are read and not yet used.
    ahead: VecDeque<String>,
    /// The number of the next line, from 1.
    line: u64,
    delimiter: u8,
    header: csv::StringRecord,
}

impl Table {
    /// Reads the header. The delimiter is a tab for .tsv, else the one that the header has most of.
    pub fn new(stream: TextStream, path: &Path) -> Result<Table, String> {
        let mut table =
            Table { stream, ahead: VecDeque::new(), line: 1, delimiter: b',', header: csv::StringRecord::new() };
        let first = table.peek(0).map_err(|e| e.to_string())?.unwrap_or_default().to_owned();
        let name = path.to_string_lossy().to_lowercase();
        let count = |d: u8| first.bytes().filter(|b| *b == d).count();
        table.delimiter = if [".tsv", ".tsv.gz", ".tsv.zst"].iter().any(|e| name.ends_with(e)) {
            b'\t'
        } else {
            [b'\t', b';', b','].into_iter().max_by_key(|d| count(*d)).unwrap_or(b',')
        };
        let header = table.record().map_err(|e| e.to_string())?.ok_or("the file is empty")?;
        table.header = header.cells.iter().map(|h| h.trim().trim_start_matches('\u{feff}')).collect();
        Ok(table)
    }

    pub fn header(&self) -> &csv::StringRecord {
        &self.header
    }

    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The next row, or the line and reason of one that is none; `None` at the end.
    #[allow(clippy::type_complexity)]
    pub fn next(&mut self) -> csv::Result<Option<Result<Record, (u64, String)>>> {
        loop {
            let Some(mut record) = self.record()? else { return Ok(None) };
            if record.cells.iter().all(|c| c.trim().is_empty()) && record.cells.len() <= 1 {
                continue; // an empty line is no row
            }
            let (found, wanted) = (record.cells.len(), self.header.len());
            if record.cells.iter().skip(wanted).any(|c| !c.trim().is_empty()) {
                let reason = format!("expected {wanted} cells as in the header, found {found}");
                return Ok(Some(Err((record.line, reason))));
            }
            record.cells.truncate(wanted);
            (found..wanted).for_each(|_| record.cells.push_field(""));
            return Ok(Some(Ok(record)));
        }
    }

    /// The line so far ahead.
    fn peek(&mut self, ahead: usize) -> std::io::Result<Option<&str>> {
        while self.ahead.len() <= ahead {
            let mut line = String::new();
            if !self.stream.next_line(&mut line)? {
                return Ok(None);
            }
            self.ahead.push_back(line);
        }
        Ok(self.ahead.get(ahead).map(String::as_str))
    }

    /// The next record, over as many lines as its quotation marks hold together.
    fn record(&mut self) -> csv::Result<Option<Record>> {
        if self.peek(0)?.is_none() {
            return Ok(None);
        }
        let delimiter = self.delimiter;
        let (mut lines, mut quotes) = (0, Quotes::default());
        while lines < MOST_LINES {
            let Some(line) = self.peek(lines)? else { break };
            lines += 1;
            if !quotes.read(line, delimiter) {
                break;
            }
        }
        // A quotation mark that nothing closes is a letter of its line.
        let is_open = quotes.is_open;
        if is_open {
            lines = 1;
        }
        let text: String = self.ahead.drain(..lines.min(self.ahead.len())).collect();
        let line = self.line;
        self.line += lines as u64;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .quoting(!is_open)
            .buffer_capacity(text.len().clamp(64, 1 << 16))
            .from_reader(text.as_bytes());
        let mut cells = csv::StringRecord::new();
        reader.read_record(&mut cells)?;
        Ok(Some(Record { line, cells }))
    }
}

/// Whether a cell is open at the end of a line.
#[derive(Default)]
struct Quotes {
    is_open: bool,
}

impl Quotes {
    /// Reads a line; true when a cell is open at its end. A quotation mark opens a cell only at the
    /// beginning of it.
    fn read(&mut self, line: &str, delimiter: u8) -> bool {
        let mut is_start = !self.is_open;
        for byte in line.bytes() {
            match byte {
                b'"' if self.is_open => self.is_open = false,
                // A doubled mark within a cell closes it and opens it again.
                b'"' if is_start => self.is_open = true,
                _ => {}
            }
            is_start = !self.is_open && (byte == delimiter || byte == b'"');
        }
        self.is_open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_open_only_between_its_own_marks() {
        let open = |line: &str| Quotes::default().read(line, b',');
        assert!(open("a,\"b"));
        assert!(!open("a,\"b, \"\"c\"\" d\",e"));
        assert!(!open("a 5\" pipe,b"));
        assert!(!open("\"\",x"));
    }
}
