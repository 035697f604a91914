//! A table for people: aligned, no wider than the terminal, the telling columns first.

use super::summary::QUARTILES;
use crate::layers::{Cell, Feature, FieldType, Layer};
use std::borrow::Cow;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Rows that are held back to see how wide the columns are; later ones are cut to fit.
const HELD: usize = 500;
/// Columns between two columns.
const GAP: usize = 2;
/// Width of a table that goes to no terminal, in columns.
const WIDTH: usize = 100;
/// No text column is wider than this.
const WIDEST: usize = 36;
/// Fields of a source that tell people which feature it is, the best first.
const TELLING: [&str; 14] = [
    "event_date",
    "date",
    "location",
    "name",
    "title",
    "label",
    "sub_event_type",
    "event_type",
    "kind",
    "admin1",
    "country",
    "fatalities",
    "event_id",
    "id",
];
/// Coordinates tell people nothing beside a distance.
const PLACE: [&str; 4] = ["latitude", "longitude", "lat", "lon"];
/// The fields that `near` adds; they are always shown.
const ADDED: [&str; 4] = ["distance_km", "bearing_deg", "nearest", "nth"];

/// Features on their way to a terminal.
pub(super) struct Pretty<'a> {
    layer: Layer,
    /// The fields that may be shown, in the order of the table.
    shown: Vec<usize>,
    grid: Grid,
    out: &'a mut dyn Write,
}

impl<'a> Pretty<'a> {
    pub(super) fn new(layer: Layer, out: &'a mut dyn Write) -> Self {
        let added = |name: &str| ADDED.contains(&name) || ["matrix", "bands"].contains(&layer.name.as_str());
        let mut shown: Vec<usize> = TELLING.iter().filter_map(|name| layer.index(name)).collect();
        let others = (0..layer.fields.len()).filter(|&i| layer.fields.get(i).is_some_and(|f| !added(&f.name)));
        let is_place = |i: &usize| layer.fields.get(*i).is_some_and(|f| PLACE.contains(&f.name.as_ref()));
        let others: Vec<usize> = others.filter(|i| !shown.contains(i) && !is_place(i)).collect();
        shown.extend(others);
        shown.retain(|&i| layer.fields.get(i).is_some_and(|f| !added(&f.name)));
        let optional = shown.len();
        shown.extend((0..layer.fields.len()).filter(|&i| layer.fields.get(i).is_some_and(|f| added(&f.name))));
        let fields = shown.iter().filter_map(|&i| layer.fields.get(i));
        let heads = fields.map(|f| (f.name.as_ref().to_owned(), matches!(f.kind, FieldType::Int | FieldType::Real(_))));
        let grid = Grid::new(heads.collect(), optional, width());
        Pretty { layer, shown, grid, out }
    }

    pub(super) fn row(&mut self, row: &Feature) -> io::Result<()> {
        let cells: Vec<_> = self.layer.cells(row).collect();
        let texts =
            self.shown.iter().map(|&i| cells.get(i).map_or(Cow::Borrowed(""), |(f, cell)| text(&f.name, *cell)));
        self.grid.row(texts.map(Cow::into_owned).collect(), self.out)
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.grid.finish(self.out)
    }
}

/// Numbers as people read them: a distance to 10 m, a bearing with its point of the compass.
fn text<'a>(field: &str, cell: Cell<'a>) -> Cow<'a, str> {
    match (field, cell) {
        ("bearing_deg", Cell::Real(x)) => format!("{:.0}° {:<2}", x.round() % 360.0, wind(x)).into(),
        ("distance_km", Cell::Real(x)) => format!("{x:.2}").into(),
        ("share", Cell::Real(x)) => format!("{:.1} %", x * 100.0).into(),
        (_, Cell::Real(x)) if QUARTILES.iter().any(|(name, _)| *name == field) => format!("{x:.2}").into(),
        (_, Cell::Text(text)) => text.split_whitespace().collect::<Vec<_>>().join(" ").into(),
        _ => cell.to_text().into_owned().into(),
    }
}

/// The point of the compass nearest to a direction, degrees clockwise from north.
fn wind(degrees: f64) -> &'static str {
    const WINDS: [&str; 8] = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];
    let eighth = (degrees / 45.0).round().rem_euclid(8.0) as usize;
    WINDS.get(eighth).copied().unwrap_or("N")
}

/// Columns of the terminal, or of `COLUMNS`.
fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    asked.or_else(|| terminal_size::terminal_size().map(|(w, _)| usize::from(w.0))).unwrap_or(WIDTH)
}

/// The table itself: it holds the first rows back, then knows its columns.
struct Grid {
    /// Names and whether numbers stand there, which go to the right.
    heads: Vec<(String, bool)>,
    /// So many columns at the beginning may be left out.
    optional: usize,
    room: usize,
    held: Vec<Vec<String>>,
    /// Column and width, once known.
    columns: Vec<(usize, usize)>,
}

impl Grid {
    fn new(heads: Vec<(String, bool)>, optional: usize, room: usize) -> Grid {
        Grid { heads, optional, room, held: Vec::new(), columns: Vec::new() }
    }

    fn row(&mut self, row: Vec<String>, out: &mut dyn Write) -> io::Result<()> {
        if !self.columns.is_empty() {
            return self.print(&row, out);
        }
        self.held.push(row);
        if self.held.len() == HELD { self.begin(out) } else { Ok(()) }
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.columns.is_empty() && !self.held.is_empty() {
            self.begin(out)?;
        }
        out.flush()
    }

    /// Chooses the columns, and prints what was held.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let width = |i: usize| {
            let texts = self.held.iter().filter_map(|row| row.get(i)).map(|t| t.width());
            let widest = texts.max().unwrap_or(0);
            // A column without a value says nothing.
            (widest > 0).then(|| widest.max(self.heads.get(i).map_or(0, |h| h.0.width())).min(WIDEST))
        };
        let mut left = self.room;
        let mut take = |i: usize, must: bool| {
            let width = if must { Some(width(i).unwrap_or(1)) } else { width(i) }?;
            if !must && width + GAP > left {
                return None;
            }
            left = left.saturating_sub(width + GAP);
            Some((i, width))
        };
        let added: Vec<_> = (self.optional..self.heads.len()).filter_map(|i| take(i, true)).collect();
        self.columns = (0..self.optional).filter_map(|i| take(i, false)).chain(added).collect();
        let names: Vec<String> = self.heads.iter().map(|h| h.0.clone()).collect();
        self.print(&names, out)?;
        let rule: Vec<String> = self.columns.iter().map(|(_, width)| "─".repeat(*width)).collect();
        writeln!(out, "{}", rule.join(&" ".repeat(GAP)))?;
        for row in std::mem::take(&mut self.held) {
            self.print(&row, out)?;
        }
        Ok(())
    }

    fn print(&self, row: &[String], out: &mut dyn Write) -> io::Result<()> {
        let mut line = String::new();
        for (n, (i, width)) in self.columns.iter().enumerate() {
            let cell = fitted(row.get(*i).map_or("", String::as_str), *width);
            let space = " ".repeat(width.saturating_sub(cell.width()));
            let is_number = self.heads.get(*i).is_some_and(|h| h.1);
            line.push_str(&" ".repeat(if n > 0 { GAP } else { 0 }));
            match is_number {
                true => line.extend([space.as_str(), &cell]),
                false => line.extend([&cell, space.as_str()]),
            }
        }
        writeln!(out, "{}", line.trim_end())
    }
}

/// A text cut to so many columns, with an ellipsis where it was cut. A text with letters written from right to left
/// is set apart, so that it does not turn the columns around it.
fn fitted(text: &str, width: usize) -> Cow<'_, str> {
    let mut cut = Cow::Borrowed(text);
    if text.width() > width {
        let mut kept = String::new();
        for c in text.chars() {
            if kept.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) + 1 > width {
                break;
            }
            kept.push(c);
        }
        cut = Cow::Owned(kept + "…");
    }
    if cut.chars().any(|c| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FEFC}')) {
        return Cow::Owned(format!("\u{2068}{cut}\u{2069}"));
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]], optional: usize, room: usize) -> String {
        let heads = [("location", false), ("note", false), ("distance_km", true)];
        let mut grid = Grid::new(heads.map(|(n, r)| (n.to_owned(), r)).to_vec(), optional, room);
        let mut out = Vec::new();
        for row in rows {
            grid.row(row.iter().map(|t| (*t).to_owned()).collect(), &mut out).unwrap();
        }
        grid.finish(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_aligned_and_fit() {
        let rows: &[&[&str]] = &[&["Ségou", "a long remark", "9.10"], &["كيدال", "", "120.5"]];
        assert_eq!(
            table(rows, 2, 80),
            "location  note           distance_km\n────────  ─────────────  ───────────\n\
             Ségou     a long remark         9.10\n\u{2068}كيدال\u{2069}                          120.5\n"
        );
        // A column that does not fit is left out; the distance never is.
        assert!(table(rows, 2, 30).starts_with("location  distance_km\n"));
        assert!(table(rows, 2, 5).starts_with("distance_km\n"));
        assert_eq!(fitted("Tombouctou", 6), "Tombo…");
        assert_eq!(table(&[], 2, 80), "");
    }
}
