//! `makan gazetteer export`: places as a table.

use super::super::input::{self, Sink};
use super::super::{Failure, Outcome};
use crate::gazetteer::{EXPORT_COLUMNS, Gazetteer, export_row};
use std::path::Path;

pub(super) fn export(gazetteer: &Gazetteer, country: Option<&str>, output: Option<&Path>) -> Result<Outcome, Failure> {
    let failed = |e: &dyn std::fmt::Display| Failure(format!("cannot write the table: {e}"));
    let mut csv = csv::Writer::from_writer(Sink::open(output)?);
    let broken_pipe =
        |e: &csv::Error| matches!(e.kind(), csv::ErrorKind::Io(e) if e.kind() == std::io::ErrorKind::BrokenPipe);
    let mut write = |row: &[String]| match csv.write_record(row) {
        Err(e) if broken_pipe(&e) => Ok(false),
        Err(e) => Err(failed(&e)),
        Ok(()) => Ok(true),
    };
    let mut goes_on = write(&EXPORT_COLUMNS.map(str::to_owned))?;
    for store in gazetteer.stores() {
        for number in 0..store.len() {
            let view = store.view(number);
            if goes_on && country.is_none_or(|c| view.country() == c) {
                goes_on = write(&export_row(&view.to_place()))?;
            }
        }
    }
    if goes_on {
        input::finish(csv)?;
    }
    Ok(Outcome::Done)
}
