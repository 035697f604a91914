//! Files of the GEOnet Names Server of the NGA, a name a row, the columns told by the header: the
//! form of 2000 to 2021 (`UFI LAT LONG FC DSG CC1 NT FULL_NAME_RO ...`) and the one after it
//! (`ufi lat_dd long_dd fc desig_cd cc_ft nt full_name ...`).
//!
//! Form: <https://geonames.nga.mil/gns/html/gis_countryfiles.html>. The older form has FIPS 10-4 codes
//! of countries, where NG is Niger; the country is taken from the ground there.

use super::geonames::{bare_division, clean, kind_of};
use super::{Entry, Sink, country_at};
use crate::gazetteer::{Error, Name, Place, Usage};
use crate::space::{LonLat, iso2_of};
use crate::text::{Lang, Script, key};
use std::collections::HashMap;
use std::io::BufRead;

/// True for the header of either form.
pub(super) fn is_gns(header: &str) -> bool {
    let header = header.to_lowercase();
    let has = |name: &str| header.split('\t').any(|c| c.trim() == name);
    has("ufi") && has("nt") && (has("lat") || has("lat_dd"))
}

/// Reads a file. The names of one place need not stand together.
pub(super) fn read(mut reader: impl BufRead, sink: &mut Sink) -> Result<(), Error> {
    let mut header = String::new();
    reader.read_line(&mut header).map_err(|e| sink.io(e))?;
    let names = header.trim_start_matches('\u{feff}').trim_end().to_lowercase();
    let columns: HashMap<&str, usize> = names.split('\t').enumerate().map(|(i, c)| (c.trim(), i)).collect();
    let mut entries: Vec<Entry> = Vec::new();
    let mut by_ufi: HashMap<u64, (usize, u8)> = HashMap::new();
    sink.lines(reader, |sink, number, line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let row = Row { columns: &columns, fields: &fields };
        match parse(&row) {
            Ok((ufi, rank, entry, name)) => match by_ufi.get_mut(&ufi) {
                Some((known, best)) => {
                    if let Some(known) = entries.get_mut(*known) {
                        add(&mut known.place, name, rank < *best);
                    }
                    *best = rank.min(*best);
                }
                None => {
                    by_ufi.insert(ufi, (entries.len(), rank));
                    entries.push(entry);
                }
            },
            Err(reason) => sink.reject(number + 1, reason),
        }
        Ok(())
    })?;
    entries.into_iter().try_for_each(|entry| sink.place(entry))
}

/// Adds a name, as the main one where it is better than those before.
fn add(place: &mut Place, name: Name, is_better: bool) {
    if is_better {
        let old = std::mem::replace(&mut place.name, name.text);
        place.add_name(Name { text: old, ..Name::default() });
    } else {
        place.add_name(name);
    }
}

struct Row<'r> {
    columns: &'r HashMap<&'r str, usize>,
    fields: &'r [&'r str],
}

impl<'r> Row<'r> {
    /// The first of the columns that is there and not empty.
    fn get(&self, names: &[&str]) -> &'r str {
        let found = names.iter().filter_map(|n| self.columns.get(n)).filter_map(|i| self.fields.get(*i));
        found.map(|f| f.trim()).find(|f| !f.is_empty()).unwrap_or_default()
    }
}

/// The number of the place, how good its name is (0 the best main name), the place, and the name.
fn parse(row: &Row) -> Result<(u64, u8, Entry, Name), String> {
    let text = |names: &[&str]| row.get(names);
    let ufi = text(&["ufi"]);
    // The oldest files count features below zero.
    let ufi = ufi.trim_start_matches('-').parse::<u64>().map_err(|_| format!("{ufi:?} is no feature number"))?;
    let degrees =
        |names: &[&str]| text(names).parse::<f64>().map_err(|_| format!("{:?} is no coordinate", text(names)));
    let point = LonLat::new(degrees(&["long_dd", "long"])?, degrees(&["lat_dd", "lat"])?);
    if !point.is_valid() {
        return Err(format!("latitude {} and longitude {} lie outside the Earth", point.lat, point.lon));
    }
    let full = clean(text(&["full_name", "full_name_ro", "full_name_rg", "full_nm_nd", "full_name_nd_ro"]));
    let (kind_of_name, class, code) = (text(&["nt"]), text(&["fc"]), text(&["desig_cd", "dsg"]));
    let population = text(&["pop"]).parse().unwrap_or(0);
    let kind = kind_of(class, code, population);
    let name = if kind.is_division() { bare_division(&full).to_owned() } else { full };
    if key(&name).is_empty() {
        return Err("the place has no name".to_owned());
    }
    let script = Script::of_name(&name);
    let usage = if kind_of_name.starts_with('H') { Usage::Historic } else { Usage::Plain };
    let lang = if script == Script::Arabic { Some(Lang::Ar) } else { Lang::parse(text(&["lang_cd", "lc"])) };
    let rank = match kind_of_name {
        _ if script != Script::Latin => 9,
        "N" | "C" | "NN" => 0,
        "P" | "D" | "DN" => 1,
        "V" | "VA" | "VN" => 2,
        _ => 3,
    };
    let country = match text(&["cc_ft"]).split(',').next().unwrap_or_default() {
        three if three.len() == 3 => iso2_of(three).map_or_else(|| country_at(point), str::to_owned),
        _ => country_at(point),
    };
    let place = Place {
        id: format!("gns:{ufi}"),
        name: name.clone(),
        kind,
        code: code.to_owned(),
        point: Some(point),
        country: country.clone(),
        population,
        sources: vec!["NGA GNS".to_owned()],
        ..Place::default()
    };
    let codes = [format!("gns:{country}"), text(&["adm1"]).to_owned(), text(&["adm2"]).to_owned(), String::new()];
    Ok((ufi, rank, Entry { place, codes, outline: None }, Name { text: name, lang, preferred: false, usage }))
}
