//! Tables with a header: the curated files, the core files, what `makan gazetteer export` wrote, and any
//! CSV with `name`, `lat` and `lon` under these names or others.
//!
//! `fr`, `en`, `ar` and `other` hold names joined by `;`, the preferred one first (a list that begins
//! with `;` has none); `names` holds names joined by `|`, each with an optional `ar:`, `fr:` or `en:`
//! before it; `short`, `colloquial` and `historic` repeat those that are so used. A column
//! `other_language` marks a table that was exported: its names are taken as they are.

use super::geonames::{bare_division, clean};
use super::{Entry, Sink, country_at};
use crate::gazetteer::{Error, Kind, Name, Place, Usage};
use crate::space::LonLat;
use crate::text::{Lang, Script, key};
use csv::StringRecord;
use std::collections::HashMap;
use std::io::Read;

/// The columns that are understood; others are left alone.
const FIELDS: &[&str] = &[
    "id",
    "kind",
    "code",
    "lat",
    "lon",
    "country",
    "admin1",
    "admin1_old",
    "admin2",
    "admin3",
    "population",
    "radius_km",
    "since",
    "until",
    "name",
    "names",
    "fr",
    "en",
    "ar",
    "other",
    "other_language",
    "short",
    "colloquial",
    "historic",
    "source",
    "note",
];

/// What the columns of a table are called, where they are not called as makan calls them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// Our name and theirs, in small letters.
    called: Vec<(&'static str, String)>,
}

impl Columns {
    /// Reads `name=Nom du village,lat=Y,lon=X`.
    ///
    /// # Errors
    /// When a part is not of that form, or names a column that makan does not know.
    pub fn parse(text: &str) -> Result<Columns, String> {
        let mut called = Vec::new();
        for part in text.split(',').filter(|p| !p.trim().is_empty()) {
            let (ours, theirs) = part
                .split_once('=')
                .ok_or_else(|| format!("{part:?} is no column; expected pairs like name=Village,lat=Y,lon=X"))?;
            let ours = ours.trim().to_lowercase();
            let ours = FIELDS.iter().find(|f| **f == ours);
            let ours = ours.ok_or_else(|| format!("{part:?}: the columns of makan are {}", FIELDS.join(" ")))?;
            called.push((*ours, theirs.trim().to_lowercase()));
        }
        Ok(Columns { called })
    }

    /// Where our columns stand among theirs.
    fn places<'c>(&self, header: impl Iterator<Item = &'c str>) -> HashMap<&'static str, usize> {
        let theirs: Vec<String> =
            header.map(|c| c.trim().trim_start_matches('\u{feff}').trim_matches('"').to_lowercase()).collect();
        let stands = |name: &str| theirs.iter().position(|t| t == name);
        let mut out = HashMap::new();
        for field in FIELDS {
            let called = self.called.iter().find(|(ours, _)| ours == field).map(|(_, theirs)| theirs.as_str());
            let long = match *field {
                "lat" => stands("latitude"),
                "lon" => stands("longitude").or_else(|| stands("long")),
                _ => None,
            };
            let place = match called {
                Some(called) => stands(called),
                None => stands(field).or(long),
            };
            out.extend(place.map(|place| (*field, place)));
        }
        out
    }

    /// The delimiter of a table whose header has the columns that are needed.
    pub(super) fn delimiter(&self, header: &str) -> Option<u8> {
        [b'\t', b',', b';'].into_iter().find(|d| {
            let places = self.places(header.split(char::from(*d)));
            ["name", "lat", "lon"].iter().all(|field| places.contains_key(field))
        })
    }
}

/// Reads a table.
pub(super) fn read(reader: impl Read, delimiter: u8, sink: &mut Sink) -> Result<(), Error> {
    let mut csv =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).quoting(delimiter != b'\t').from_reader(reader);
    let label = sink.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let header = csv.headers().map_err(|e| sink.unknown(e.to_string()))?;
    let columns = sink.importer.columns.places(header.iter());
    for (i, row) in csv.byte_records().enumerate() {
        let row = row.map_err(|e| sink.unknown(e.to_string()))?;
        let line = row.position().map_or(i as u64 + 2, csv::Position::line);
        let parsed = StringRecord::from_byte_record(row).map_err(|_| "it is no UTF-8".to_owned());
        let parsed = parsed.and_then(|record| parse(&Row { columns: &columns, record: &record }, &label, i));
        sink.take(line, parsed)?;
    }
    Ok(())
}

struct Row<'r> {
    columns: &'r HashMap<&'static str, usize>,
    record: &'r StringRecord,
}

impl<'r> Row<'r> {
    fn get(&self, column: &str) -> &'r str {
        self.columns.get(column).and_then(|i| self.record.get(*i)).unwrap_or_default().trim()
    }

    fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }
}

fn parse(row: &Row, label: &str, index: usize) -> Result<Entry, String> {
    let name = clean(row.get("name"));
    if key(&name).is_empty() {
        return Err("the place has no name".to_owned());
    }
    let kind = match row.get("kind") {
        "" => Kind::default(),
        word => word.to_lowercase().parse().map_err(|e: crate::gazetteer::place::UnknownKind| e.to_string())?,
    };
    let point = point(row.get("lat"), row.get("lon"))?;
    let id = match row.get("id") {
        "" => format!("{label}:{}", index + 1),
        // A bare number of another's table is made unlike the numbers of any other table.
        id if id.contains(':') => id.to_owned(),
        id => format!("{label}:{id}"),
    };
    let country = match (row.get("country"), point) {
        ("", Some(point)) if !row.has("country") => country_at(point),
        (country, _) if country.len() == 3 => crate::space::iso2_of(country).unwrap_or_default().to_owned(),
        (country, _) => country.to_uppercase(),
    };
    let population = row.get("population").replace([' ', ','], "");
    let mut place = Place {
        id,
        name,
        kind,
        code: row.get("code").to_owned(),
        point,
        country,
        admin1: row.get("admin1").to_owned(),
        admin1_old: row.get("admin1_old").to_owned(),
        admin2: row.get("admin2").to_owned(),
        admin3: row.get("admin3").to_owned(),
        population: population.parse().unwrap_or(0),
        radius_km: row.get("radius_km").parse().ok().filter(|r: &f64| r.is_finite() && *r > 0.0),
        since: year(row.get("since")),
        until: year(row.get("until")),
        sources: sources(row, label),
        ..Place::default()
    };
    names(row, &mut place);
    Ok(Entry { place, ..Entry::default() })
}

/// A curated row says with what it was checked; another one says where it is from, sources joined by `;`.
fn sources(row: &Row, label: &str) -> Vec<String> {
    let source = row.get("source");
    if source.is_empty() {
        return vec![label.to_owned()];
    }
    if row.has("note") {
        return vec![format!("curated ({})", source.replace("; ", ", "))];
    }
    source.split(';').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect()
}

fn point(lat: &str, lon: &str) -> Result<Option<LonLat>, String> {
    if lat.is_empty() && lon.is_empty() {
        return Ok(None);
    }
    // A comma before the decimals is common in French tables.
    let degrees =
        |text: &str| text.replace(',', ".").parse::<f64>().map_err(|_| format!("{text:?} is no coordinate in degrees"));
    let point = LonLat::new(degrees(lon)?, degrees(lat)?);
    if point.is_valid() {
        Ok(Some(point))
    } else {
        Err(format!("latitude {lat} and longitude {lon} lie outside the Earth"))
    }
}

fn year(date: &str) -> Option<i16> {
    date.split('-').next().and_then(|y| y.parse().ok())
}

fn names(row: &Row, place: &mut Place) {
    let is_exported = row.has("other_language");
    let shorten = place.kind.is_area() && place.kind != Kind::Country && !is_exported;
    let add = |place: &mut Place, text: &str, lang: Option<Lang>, preferred: bool| {
        let text = clean(text);
        let text = if shorten { bare_division(&text).to_owned() } else { text };
        let says_nothing = text == place.name && lang.is_none();
        if !key(&text).is_empty() && !says_nothing {
            place.add_name(Name { text, lang, preferred, ..Name::default() });
        }
    };
    for (column, lang) in [("fr", Lang::Fr), ("en", Lang::En), ("ar", Lang::Ar)] {
        for (i, name) in row.get(column).split(';').enumerate() {
            add(place, name, Some(lang), i == 0);
        }
    }
    row.get("other_language").split(';').for_each(|name| add(place, name, None, false));
    let other = row.get("other").split(';').map(|name| (None, name));
    let tagged = row.get("names").split('|').map(|name| match name.split_once(':') {
        Some((tag, rest)) if tag.len() == 2 => (Some(tag), rest),
        _ => (None, name),
    });
    for (tag, name) in other.chain(tagged) {
        let is_arabic = tag.is_none() && Script::of_name(name) == Script::Arabic;
        let lang = tag.and_then(Lang::parse).or(is_arabic.then_some(Lang::Ar));
        let is_first = lang.is_some() && !place.names.iter().any(|n| n.lang == lang);
        add(place, name, lang, is_first);
    }
    for usage in Usage::ALL {
        for text in row.get(usage.code()).split(';').map(clean) {
            place.names.iter_mut().filter(|n| n.text == text).for_each(|n| n.usage = usage);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, columns: &Columns) -> Vec<Result<Entry, String>> {
        let delimiter = columns.delimiter(file.lines().next().unwrap()).unwrap();
        let mut csv = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(file.as_bytes());
        let places = columns.places(csv.headers().unwrap().iter());
        let rows = csv.records().map(Result::unwrap).enumerate();
        rows.map(|(i, record)| parse(&Row { columns: &places, record: &record }, "test", i)).collect()
    }

    #[test]
    fn a_curated_row_keeps_its_names_by_language() {
        let file = "id,kind,lat,lon,country,admin1,name,fr,en,ar,other,source,note\n\
                    gn:1,city,16.77,-3.01,ML,Tombouctou,Tombouctou,,Timbuktu,تمبكتو; تنبكتو,Tinbuktu,GeoNames 1,x\n\
                    gn:2,city,95,-3.01,ML,,Nowhere,,,,,,\n";
        let rows = read(file, &Columns::default());
        let place = &rows[0].as_ref().unwrap().place;
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
        assert_eq!(place.sources, ["curated (GeoNames 1)"]);
        assert!(rows[1].as_ref().unwrap_err().contains("outside the Earth"));
    }

    #[test]
    fn columns_of_another_name_are_found_when_told() {
        let columns = Columns::parse("name=Nom du village, lat=Y, lon=X, fr=Autre").unwrap();
        let rows = read("No;Nom du village;X;Y;Autre\n7;Diabaly;-6,02;14,69;Diabali\n", &columns);
        let place = &rows[0].as_ref().unwrap().place;
        assert_eq!((place.name.as_str(), place.point), ("Diabaly", Some(LonLat::new(-6.02, 14.69))));
        assert_eq!((place.country.as_str(), place.name_in(Lang::Fr)), ("ML", Some("Diabali")));
        assert_eq!(Columns::default().delimiter("No;Nom du village;X;Y"), None);
        assert!(Columns::parse("nom=Y").unwrap_err().contains("admin1_old"));
        assert!(Columns::parse("name").is_err());
    }
}
