//! `makan gazetteer info`: what is in use.

use super::super::{Halt, Outcome};
use crate::gazetteer::{Gazetteer, Kind};
use std::collections::BTreeMap;
use std::io::Write;

pub(super) fn info(gazetteer: &Gazetteer, out: &mut impl Write) -> Result<Outcome, Halt> {
    for store in gazetteer.stores() {
        writeln!(
            out,
            "{}: {} places, {} names, {:.1} MB",
            store.label(),
            store.len(),
            store.name_count(),
            megabytes(store.size())
        )?;
        // Counting reads every place; of a gazetteer of the world the size says enough.
        if store.len() > COUNTED {
            continue;
        }
        let mut countries: BTreeMap<&str, u32> = BTreeMap::new();
        let mut kinds: BTreeMap<Kind, u32> = BTreeMap::new();
        for number in 0..store.len() {
            let view = store.view(number);
            *countries.entry(view.country()).or_default() += 1;
            *kinds.entry(view.kind()).or_default() += 1;
        }
        let kinds: Vec<String> = kinds.iter().map(|(k, n)| format!("{k} {n}")).collect();
        writeln!(out, "  kinds: {}", kinds.join(", "))?;
        let mut most: Vec<(&&str, &u32)> = countries.iter().filter(|(c, _)| !c.is_empty()).collect();
        most.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let shown: Vec<String> = most.iter().take(14).map(|(c, n)| format!("{c} {n}")).collect();
        let rest = most.len().saturating_sub(14);
        writeln!(
            out,
            "  countries: {}{}",
            shown.join(", "),
            if rest > 0 { format!(" and {rest} more") } else { String::new() }
        )?;
    }
    for line in crate::layers::attribution() {
        writeln!(out, "{line}")?;
    }
    Ok(Outcome::Done)
}

/// Places of a gazetteer that are counted one by one.
const COUNTED: u32 = 2_000_000;

/// Millions of bytes.
pub(super) fn megabytes(bytes: usize) -> f64 {
    // Sizes of files are far below 2⁵² bytes.
    #[allow(clippy::cast_precision_loss)]
    let megabytes = bytes as f64 / 1e6;
    megabytes
}
