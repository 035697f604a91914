//! GeoNames country files: tab-separated, nineteen columns, no header
//! (<https://download.geonames.org/export/dump/readme.txt>).

use super::{Imported, Rejected};
use crate::gazetteer::{Error, Kind, Name, Place};
use crate::space::LonLat;
use crate::text::{Lang, Script, key};
use std::collections::{HashMap, HashSet};
use std::io::BufRead;
use std::path::Path;

/// True when a line has the nineteen columns of a country file.
pub(super) fn is_country_file(line: &str) -> bool {
    let mut columns = line.split('\t');
    let is_number = columns.next().is_some_and(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()));
    is_number && columns.count() == 18
}

/// Reads a country file. Divisions are named by the division rows of the same file.
pub(super) fn read(mut reader: impl BufRead, path: &Path) -> Result<Imported, Error> {
    let mut out = Imported::default();
    let mut codes: Vec<[String; 3]> = Vec::new();
    let mut divisions: HashMap<String, String> = HashMap::new();
    let mut line = Vec::new();
    let mut number = 0u64;
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        if read == 0 {
            break;
        }
        number += 1;
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        if text.is_empty() {
            continue;
        }
        match parse(text) {
            Ok((place, admin)) => {
                if place.kind.is_division() && place.kind != Kind::Country {
                    let path = admin_path(&admin, place.kind);
                    divisions.insert(path, bare_division(&place.name).to_owned());
                }
                out.places.push(place);
                codes.push(admin);
            }
            Err(reason) => out.rejected.push(Rejected { line: number, reason }),
        }
    }
    for (place, admin) in out.places.iter_mut().zip(&codes) {
        let named = |kind| divisions.get(&admin_path(admin, kind)).cloned().unwrap_or_default();
        place.admin1 = named(Kind::Admin1);
        place.admin2 = if place.kind == Kind::Admin1 { String::new() } else { named(Kind::Admin2) };
        place.admin3 = if place.kind <= Kind::Admin2 { String::new() } else { named(Kind::Admin3) };
    }
    Ok(out)
}

/// The codes of a division and of those above it, as one text.
fn admin_path(admin: &[String; 3], kind: Kind) -> String {
    let depth = match kind {
        Kind::Admin1 => 1,
        Kind::Admin2 => 2,
        _ => 3,
    };
    let codes = admin.iter().take(depth).map(String::as_str);
    if codes.clone().next_back().is_none_or(str::is_empty) {
        return String::new();
    }
    codes.fold(depth.to_string(), |path, code| path + "." + code)
}

fn parse(line: &str) -> Result<(Place, [String; 3]), String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let column = |i: usize| columns.get(i).copied().unwrap_or_default();
    if columns.len() != 19 {
        return Err(format!("expected 19 columns separated by tabs, found {}", columns.len()));
    }
    let degrees = |i: usize| column(i).parse::<f64>().map_err(|_| format!("{:?} is no coordinate", column(i)));
    let point = LonLat::new(degrees(5)?, degrees(4)?);
    if !point.is_valid() {
        return Err(format!("latitude {} and longitude {} lie outside the Earth", point.lat, point.lon));
    }
    if column(1).is_empty() {
        return Err("the place has no name".to_owned());
    }
    let population = column(14).parse().unwrap_or(0);
    let kind = kind_of(column(6), column(7), population);
    let mut place = Place {
        id: format!("gn:{}", column(0)),
        name: column(1).to_owned(),
        kind,
        code: column(7).to_owned(),
        point: Some(point),
        country: column(8).to_owned(),
        population,
        sources: vec!["GeoNames".to_owned()],
        ..Place::default()
    };
    let mut seen = HashSet::from([place.name.clone()]);
    let bare = if kind.is_division() { bare_division(&place.name) } else { "" };
    for text in [bare, column(2)].into_iter().chain(column(3).split(',')) {
        if let Some(name) = usable(text.trim())
            && seen.insert(name.text.clone())
        {
            place.names.push(name);
        }
    }
    Ok((place, [column(10).to_owned(), column(11).to_owned(), column(12).to_owned()]))
}

/// A name as the press might write it: in Arabic or Latin letters, no code and no transcription in
/// small letters.
fn usable(text: &str) -> Option<Name> {
    let script = Script::of_name(text);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_code = letters <= 4 && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let is_name = match script {
        Script::Arabic => true,
        Script::Latin => text.chars().any(char::is_uppercase) && !is_code && !text.contains("://"),
        Script::Other => false,
    };
    (is_name && letters >= 2 && !key(text).is_empty()).then(|| Name {
        text: text.to_owned(),
        lang: (script == Script::Arabic).then_some(Lang::Ar),
        preferred: false,
    })
}

/// The name of a division without the noun for its rank: "Cercle de Nara" is Nara.
pub(super) fn bare_division(name: &str) -> &str {
    const BEFORE: [&str; 27] = [
        "Région autonome ",
        "Région ",
        "Region ",
        "Cercle ",
        "Province ",
        "Préfecture ",
        "Prefecture ",
        "Département ",
        "Departement ",
        "Department ",
        "District ",
        "Wilaya ",
        "Wilayah ",
        "Commune ",
        "Arrondissement ",
        "Sous-Préfecture ",
        "Willaya ",
        "Moughataa ",
        "Commune rurale ",
        "Commune Urbaine ",
        "State ",
        "منطقة ",
        "ولاية ",
        "إقليم ",
        "مقاطعة ",
        "دائرة ",
        "محافظة ",
    ];
    const LINKS: [&str; 9] = ["de la ", "de l'", "de l’", "du ", "des ", "de ", "d'", "d’ ", "d’"];
    const AFTER: [&str; 8] =
        [" Region", " Cercle", " District", " Department", " Province", " State", " Prefecture", " Wilaya"];
    let mut bare = name;
    if let Some(rest) = BEFORE.iter().find_map(|noun| bare.strip_prefix(noun)) {
        bare = LINKS.iter().find_map(|link| rest.strip_prefix(link)).unwrap_or(rest);
    }
    bare = AFTER.iter().find_map(|noun| bare.strip_suffix(noun)).unwrap_or(bare);
    let bare = bare.trim();
    if bare.is_empty() { name } else { bare }
}

/// The kind that a feature class and code stand for
/// (<https://www.geonames.org/export/codes.html>).
pub(super) fn kind_of(class: &str, code: &str, population: u64) -> Kind {
    match (class, code) {
        ("A", "PCLI" | "PCLD" | "PCLS" | "PCL" | "TERR") => Kind::Country,
        ("A", "ADM1" | "ADM1H") => Kind::Admin1,
        ("A", "ADM2" | "ADM2H") => Kind::Admin2,
        ("A", _) => Kind::Admin3,
        ("P", "PPLX") => Kind::Quarter,
        ("P", "PPLC" | "PPLA") => Kind::City,
        ("P", _) if population >= 100_000 => Kind::City,
        ("P", "PPLA2") => Kind::Town,
        ("P", _) if population >= 5_000 => Kind::Town,
        ("P", _) => Kind::Village,
        ("H", "STM" | "STMX" | "STMM" | "STMB" | "STMA" | "CNL") => Kind::River,
        ("H", "STMI" | "WAD" | "WADX" | "WADB" | "WADJ" | "STMIX") => Kind::Wadi,
        (
            "H",
            "LK" | "LKS" | "LKI" | "LKSI" | "LKN" | "LKO" | "PND" | "PNDS" | "PNDI" | "PNDN" | "RSV" | "LGN" | "MRSH",
        ) => Kind::Lake,
        ("H", "WLL" | "WLLS" | "WTRH" | "SPNG" | "SPNS" | "OAS" | "CSTN" | "WLLQ") => Kind::Well,
        (
            "T",
            "HLL" | "HLLS" | "MT" | "MTS" | "PK" | "PKS" | "MESA" | "BUTE" | "RDGE" | "RK" | "RKS" | "CLF" | "ESCP"
            | "PLAT" | "UPLD",
        ) => Kind::Hill,
        ("T", "DUNE" | "DSRT" | "ERG" | "SAND" | "REG" | "TRGD" | "HMDA") => Kind::Desert,
        ("T", "VAL" | "VALS" | "VALG" | "GRGE" | "GAP" | "PASS") => Kind::Valley,
        ("T", "ISL" | "ISLS" | "ISLET") | ("H", "ISLM") => Kind::Island,
        ("V", "FRST" | "FRSTF") | ("L", "RESF" | "RESW" | "RESN" | "PRK" | "RESV" | "RES" | "RESH") => Kind::Forest,
        ("L", "RGN" | "RGNE" | "RGNL" | "RGNH") => Kind::Region,
        ("L", "MILB" | "INSM" | "NVB") | ("S", "INSM" | "FT" | "MILB" | "PSTP") => Kind::Base,
        ("S", "CMP" | "CMPRF" | "CMPQ" | "CMPLA" | "CMPMN" | "CMPO") => Kind::Camp,
        ("S", "AIRP" | "AIRF" | "AIRB" | "AIRH" | "AIRQ") => Kind::Airport,
        ("S", "MN" | "MNAU" | "MNU" | "MNFE" | "MNQ" | "MNCU" | "MNC" | "MNDT" | "MNN") => Kind::Mine,
        ("S", "PSTB" | "PSTC" | "CSTM") => Kind::Post,
        ("H" | "T" | "V" | "L" | "U", _) => Kind::Natural,
        _ => Kind::Spot,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIABALY: &str = "2458187\tDiabaly\tDiabaly\tDiabali,ديابالي,dyabaly,DBL\t14.6937\t-6.0197\tP\tPPL\tML\t\t05\t8631514\t\t\t0\t\t279\tAfrica/Bamako\t2012-01-19";

    #[test]
    fn a_country_file_line_becomes_a_place() {
        assert!(is_country_file(DIABALY));
        let (place, admin) = parse(DIABALY).unwrap();
        assert_eq!((place.id.as_str(), place.kind, place.country.as_str()), ("gn:2458187", Kind::Village, "ML"));
        assert_eq!(place.point, Some(LonLat::new(-6.0197, 14.6937)));
        let names: Vec<_> = place.names.iter().map(|n| n.text.as_str()).collect();
        assert_eq!(names, ["Diabali", "ديابالي"], "codes and small-letter transcriptions are no names");
        assert_eq!(admin[0], "05");
    }

    #[test]
    fn a_broken_line_is_rejected_with_its_number_and_reason() {
        let file = format!("{DIABALY}\n1\tX\n{}\n", DIABALY.replace("14.6937", "north"));
        let out = read(file.as_bytes(), Path::new("ML.txt")).unwrap();
        assert_eq!(out.places.len(), 1);
        assert_eq!(out.rejected.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 3]);
        assert!(out.rejected[1].reason.contains("north"));
    }

    #[test]
    fn divisions_lose_the_noun_for_their_rank() {
        for (name, bare) in [
            ("Cercle de Nara", "Nara"),
            ("Kayes Region", "Kayes"),
            ("Wilaya du Trarza", "Trarza"),
            ("Cercle d’ Abeïbara", "Abeïbara"),
            ("Centre-Est", "Centre-Est"),
        ] {
            assert_eq!(bare_division(name), bare);
        }
    }
}
