//! What `makan map` says at the end, for the person at the keyboard.

use crate::layers::LayerSet;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// No more names than this in one line.
const NAMES: usize = 4;

/// The summary of a run, a few lines of text.
pub(super) fn of(set: &LayerSet, articles: usize, written: &[PathBuf], took: Duration) -> String {
    let events = &set.events;
    let placed = events.iter().filter(|e| e.latitude.is_some()).count();
    let doubtful = events.iter().filter(|e| e.needs_review).count();
    let resolved = set.places.iter().filter(|p| p.point.is_some()).count();
    let mut out = String::new();
    let mut line = |count: usize, one: &str, many: &str, rest: &[String]| {
        let rest: Vec<&str> = rest.iter().map(String::as_str).filter(|r| !r.is_empty()).collect();
        let noun = if count == 1 { one } else { many };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{:>8}  {noun:<15}  {}", thousands(count), rest.join(" · ").trim_end());
    };
    line(articles, "article", "articles", &[format!("read and mapped in {}", seconds(took))]);
    if !set.rejected.is_empty() {
        line(set.rejected.len(), "input rejected", "inputs rejected", &["the reasons are in rejected.csv".to_owned()]);
    }
    let review = match set.review.len() {
        0 => "none to review".to_owned(),
        n => format!("{} to review in review.csv", thousands(n)),
    };
    line(set.places.len(), "place mention", "place mentions", &[format!("{} resolved", thousands(resolved)), review]);
    let check = match doubtful {
        0 => String::new(),
        n => format!("{} to check, marked “?”", thousands(n)),
    };
    line(events.len(), "event", "events", &[format!("{} on the map", thousands(placed)), check, days(set)]);
    let killed: i64 = events.iter().filter_map(|e| e.fatalities).sum();
    let where_and_what = [
        ("in", ranked(events.iter().map(|e| e.country.as_str()))),
        ("types", ranked(events.iter().map(|e| e.event_type.as_str()))),
    ];
    for (label, text) in where_and_what.iter().filter(|(_, text)| !text.is_empty()) {
        let _ = writeln!(out, "{:>8}  {label:<15}  {text}", "");
    }
    if killed > 0 {
        let count = events.iter().filter(|e| e.fatalities.is_some()).count();
        let told = if count == 1 { "1 event".to_owned() } else { format!("{} events", thousands(count)) };
        let _ =
            writeln!(out, "{:>8}  killed           as told by {told}", thousands(usize::try_from(killed).unwrap_or(0)));
    }
    out + &files(written)
}

/// The files by format, the one to open first.
fn files(written: &[PathBuf]) -> String {
    let Some(folder) = written.first().and_then(|p| p.parent()) else { return String::new() };
    let name = |p: &Path| p.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut out = format!("\nwritten to {}\n", folder.display());
    let mut by_format: Vec<(String, Vec<String>)> = Vec::new();
    for path in written {
        let format = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let kind = if ["review", "rejected"].contains(&stem.as_str()) { stem.clone() } else { format };
        match by_format.iter_mut().find(|(f, _)| *f == kind) {
            Some((_, names)) => names.push(stem),
            None => by_format.push((kind, vec![name(path)])),
        }
    }
    by_format.sort_by_key(|(kind, _)| match kind.as_str() {
        "qgz" => 0,
        "html" => 1,
        "svg" | "png" => 2,
        "gpkg" => 3,
        "review" => 8,
        "rejected" => 9,
        _ => 5,
    });
    for (kind, names) in by_format {
        let about = match kind.as_str() {
            "qgz" => "the map: open it in QGIS",
            "html" => "map and table: open it in a browser",
            "svg" | "png" => "the map as a picture",
            "gpkg" => "all layers in one file",
            "kml" | "kmz" => "for Google Earth",
            "review" => "mentions to decide on: see --decisions",
            "rejected" => "what could not be read",
            _ => "",
        };
        let (first, rest) = names.split_first().map_or(("", &[][..]), |(f, r)| (f.as_str(), r));
        let rest = if rest.is_empty() { about.to_owned() } else { format!("and of {}", rest.join(", ")) };
        let _ = writeln!(out, "  {}", format!("{first:<16}  {rest}").trim_end());
    }
    out
}

/// The first and the last day that something happened on.
fn days(set: &LayerSet) -> String {
    let days = || set.events.iter().filter_map(|e| e.event_date);
    match (days().min(), days().max()) {
        (Some(first), Some(last)) if first == last => first.to_string(),
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => String::new(),
    }
}

/// `Mali 12, Niger 3`: the most frequent first, then by name.
fn ranked<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    names.filter(|n| !n.is_empty()).for_each(|name| *counts.entry(name).or_default() += 1);
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let more = counts.len().saturating_sub(NAMES);
    let mut parts: Vec<String> = counts.iter().take(NAMES).map(|(name, n)| format!("{name} {n}")).collect();
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    parts.join(", ")
}

fn seconds(took: Duration) -> String {
    match took.as_secs_f64() {
        s if s < 1.0 => format!("{:.0} ms", s * 1000.0),
        s if s < 100.0 => format!("{s:.1} s"),
        s => format!("{:.0} min {:02.0} s", (s / 60.0).floor(), s % 60.0),
    }
}

/// `12,345`.
fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::{EventRow, PlaceRow};
    use jiff::civil::date;

    #[test]
    fn it_reads_well() {
        let event = |country: &str, day: i8, killed| EventRow {
            country: country.into(),
            event_type: "Battles".into(),
            event_date: Some(date(2026, 1, day)),
            fatalities: killed,
            latitude: Some(14.0),
            needs_review: killed.is_none(),
            ..EventRow::default()
        };
        let set = LayerSet {
            events: vec![event("Mali", 3, Some(1200)), event("Niger", 9, None), event("Mali", 5, Some(3))],
            places: vec![PlaceRow::default(); 1],
            ..LayerSet::default()
        };
        let files = ["events.geojson", "places.geojson", "makan.qgz", "review.csv"].map(|n| Path::new("maps").join(n));
        let said = of(&set, 2, &files, Duration::from_millis(93));
        let wanted = "\
       2  articles         read and mapped in 93 ms
       1  place mention    0 resolved · none to review
       3  events           3 on the map · 1 to check, marked “?” · 2026-01-03 to 2026-01-09
          in               Mali 2, Niger 1
          types            Battles 3
   1,203  killed           as told by 2 events

written to maps
  makan.qgz         the map: open it in QGIS
  events.geojson    and of places
  review.csv        mentions to decide on: see --decisions
";
        assert_eq!(said.trim_start(), wanted);
    }
}
