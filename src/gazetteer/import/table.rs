//! Tables with a header: the curated files, the core files, and any CSV with `name`, `lat`, `lon`.
//!
//! Columns that are understood: `id kind code lat lon country admin1 admin1_old admin2 admin3
//! population name names fr en ar other source since until radius_km`; others are left alone.
//! `fr`, `en`, `ar` and `other` hold names joined by `;`, the preferred one first; `names` holds
//! names joined by `|`, each with an optional `ar:`, `fr:` or `en:` before it.

use super::geonames::bare_division;
use super::{Imported, Rejected};
use crate::gazetteer::{Error, Kind, Name, Place};
use crate::space::LonLat;
use crate::text::{Lang, Script, key};
use csv::StringRecord;
use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::Path;

/// The delimiter of a table whose header has the columns that are needed.
pub(super) fn delimiter(header: &str) -> Option<u8> {
    let header = header.trim_start_matches('\u{feff}').trim_end().to_lowercase();
    [b'\t', b',', b';'].into_iter().find(|d| {
        let columns: HashSet<&str> = header.split(char::from(*d)).map(|c| c.trim().trim_matches('"')).collect();
        columns.contains("name")
            && (columns.contains("lat") || columns.contains("latitude"))
            && (columns.contains("lon") || columns.contains("longitude"))
    })
}

/// Reads a table.
pub(super) fn read(reader: impl Read, delimiter: u8, path: &Path) -> Result<Imported, Error> {
    let mut csv =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).quoting(delimiter != b'\t').from_reader(reader);
    let label = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let unknown = |e: csv::Error| Error::Unknown { path: path.to_owned(), reason: e.to_string() };
    let header = csv.headers().map_err(unknown)?;
    let columns: HashMap<String, usize> = header
        .iter()
        .enumerate()
        .map(|(i, name)| (name.trim().trim_start_matches('\u{feff}').to_lowercase(), i))
        .collect();
    let is_curated = columns.contains_key("note") && columns.contains_key("source");
    let mut out = Imported::default();
    for (i, row) in csv.records().enumerate() {
        let parsed = row
            .map_err(|e| e.to_string())
            .and_then(|r| parse(&Row { columns: &columns, record: &r }, &label, i, is_curated));
        match parsed {
            Ok(place) => out.places.push(place),
            Err(reason) => out.rejected.push(Rejected { line: i as u64 + 2, reason }),
        }
    }
    Ok(out)
}

struct Row<'r> {
    columns: &'r HashMap<String, usize>,
    record: &'r StringRecord,
}

impl<'r> Row<'r> {
    fn get(&self, column: &str) -> &'r str {
        self.columns.get(column).and_then(|i| self.record.get(*i)).unwrap_or_default().trim()
    }
}

fn parse(row: &Row, label: &str, index: usize, is_curated: bool) -> Result<Place, String> {
    let name = row.get("name");
    if key(name).is_empty() {
        return Err("the place has no name".to_owned());
    }
    let kind = match row.get("kind") {
        "" => Kind::default(),
        word => word.parse().map_err(|e: crate::gazetteer::place::UnknownKind| e.to_string())?,
    };
    let point = match (first(row, &["lat", "latitude"]), first(row, &["lon", "longitude"])) {
        ("", "") => None,
        (lat, lon) => {
            let degrees = |text: &str| text.parse::<f64>().map_err(|_| format!("{text:?} is no coordinate"));
            let point = LonLat::new(degrees(lon)?, degrees(lat)?);
            if !point.is_valid() {
                return Err(format!("latitude {lat} and longitude {lon} lie outside the Earth"));
            }
            Some(point)
        }
    };
    let id = match row.get("id") {
        "" => format!("{label}:{}", index + 1),
        id => id.to_owned(),
    };
    let source = if is_curated { format!("curated ({})", row.get("source")) } else { row.get("source").to_owned() };
    Ok(Place {
        id,
        name: name.to_owned(),
        names: names(row, name, kind),
        kind,
        code: row.get("code").to_owned(),
        point,
        country: row.get("country").to_uppercase(),
        admin1: row.get("admin1").to_owned(),
        admin1_old: row.get("admin1_old").to_owned(),
        admin2: row.get("admin2").to_owned(),
        admin3: row.get("admin3").to_owned(),
        population: row.get("population").parse().unwrap_or(0),
        radius_km: row.get("radius_km").parse().ok(),
        since: year(row.get("since")),
        until: year(row.get("until")),
        sources: vec![if source.is_empty() { label.to_owned() } else { source }],
    })
}

fn first<'r>(row: &Row<'r>, columns: &[&str]) -> &'r str {
    columns.iter().map(|c| row.get(c)).find(|v| !v.is_empty()).unwrap_or_default()
}

fn year(date: &str) -> Option<i16> {
    date.split('-').next().and_then(|y| y.parse().ok())
}

fn names(row: &Row, main: &str, kind: Kind) -> Vec<Name> {
    let mut out =
        Names { main, kind, seen: HashSet::from([main.to_owned()]), names: Vec::new(), preferred: HashSet::new() };
    for (column, lang) in [("fr", Some(Lang::Fr)), ("en", Some(Lang::En)), ("ar", Some(Lang::Ar)), ("other", None)] {
        row.get(column).split(';').for_each(|name| out.add(name, lang));
    }
    for name in row.get("names").split('|') {
        match name.split_once(':') {
            Some((tag, rest)) if tag.len() == 2 => out.add(rest, Lang::parse(tag)),
            _ => out.add(name, None),
        }
    }
    out.names
}

struct Names<'r> {
    main: &'r str,
    kind: Kind,
    seen: HashSet<String>,
    names: Vec<Name>,
    preferred: HashSet<Lang>,
}

impl Names<'_> {
    fn add(&mut self, text: &str, lang: Option<Lang>) {
        let text =
            if self.kind.is_area() && self.kind != Kind::Country { bare_division(text.trim()) } else { text.trim() };
        if key(text).is_empty() {
            return;
        }
        let lang = lang.or_else(|| (Script::of_name(text) == Script::Arabic).then_some(Lang::Ar));
        let preferred = lang.is_some_and(|l| self.preferred.insert(l));
        // A name that repeats the main one is kept only to say which language prefers it.
        let is_new = self.seen.insert(text.to_owned()) || (text == self.main && preferred);
        if is_new {
            self.names.push(Name { text: text.to_owned(), lang, preferred });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curated_row_keeps_its_names_by_language() {
        let file = "id,kind,lat,lon,country,admin1,name,fr,en,ar,other,source,note\n\
                    gn:1,city,16.77,-3.01,ML,Tombouctou,Tombouctou,,Timbuktu,تمبكتو; تنبكتو,Tinbuktu,GeoNames 1,x\n\
                    gn:2,city,95,-3.01,ML,,Nowhere,,,,,,\n";
        assert_eq!(delimiter(file.lines().next().unwrap()), Some(b','));
        let out = read(file.as_bytes(), b',', Path::new("test.csv")).unwrap();
        let place = &out.places[0];
        let names: Vec<_> = place.names.iter().map(|n| (n.text.as_str(), n.lang, n.preferred)).collect();
        assert_eq!(
            names,
            [
                ("Timbuktu", Some(Lang::En), true),
                ("تمبكتو", Some(Lang::Ar), true),
                ("تنبكتو", Some(Lang::Ar), false),
                ("Tinbuktu", None, false)
            ]
        );
        assert_eq!(out.rejected[0].line, 3);
    }
}
