//! `makan gazetteer check`: a doctor for what is in use.

use super::super::{Halt, Outcome};
use crate::gazetteer::{Check, Gazetteer};
use std::io::Write;

/// Faults of one kind that are printed.
const PRINTED: usize = 20;

/// Prints each question with OK, WARN (places of other sources) or FAIL (curated places).
pub(super) fn check(gazetteer: &Gazetteer, out: &mut impl Write) -> Result<Outcome, Halt> {
    let checks = crate::gazetteer::check(gazetteer);
    for Check { what, asked, wrong, doubtful } in &checks {
        let verdict = match (wrong.is_empty(), doubtful.is_empty()) {
            (true, true) => "OK  ",
            (true, false) => "WARN",
            (false, _) => "FAIL",
        };
        let faults = wrong.len() + doubtful.len();
        let count = if faults == 0 { format!("{asked} asked") } else { format!("{faults} of {asked}") };
        writeln!(out, "{verdict}  {what}: {count}")?;
        wrong.iter().chain(doubtful).take(PRINTED).try_for_each(|line| writeln!(out, "        {line}"))?;
        if faults > PRINTED {
            writeln!(out, "        and {} more", faults - PRINTED)?;
        }
    }
    Ok(if checks.iter().all(|c| c.wrong.is_empty()) { Outcome::Done } else { Outcome::SomeRejected })
}
