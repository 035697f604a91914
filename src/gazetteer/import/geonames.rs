//! GeoNames country files: tab-separated, nineteen columns, no header
//! (<https://download.geonames.org/export/dump/readme.txt>).

use super::{Entry, Sink};
use crate::gazetteer::{Error, Kind, Name, Place};
use crate::space::LonLat;
use crate::text::{Lang, Script, key};
use std::collections::HashSet;
use std::io::BufRead;
use std::sync::LazyLock;

/// True when a line has the nineteen columns of a country file.
pub(super) fn is_country_file(line: &str) -> bool {
    let mut columns = line.split('\t');
    let is_number = columns.next().is_some_and(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()));
    is_number && columns.count() == 18
}

/// Reads a file of places. Their divisions are named later, by the rows that are those divisions.
pub(super) fn read(reader: impl BufRead, sink: &mut Sink) -> Result<(), Error> {
    sink.lines(reader, |sink, number, line| sink.take(number, parse(line)))
}

fn parse(line: &str) -> Result<Entry, String> {
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
    if key(column(1)).is_empty() && column(1).trim().is_empty() {
        return Err("the place has no name".to_owned());
    }
    let population = column(14).parse().unwrap_or(0);
    let kind = kind_of(column(6), column(7), population);
    let mut place = Place {
        id: format!("gn:{}", column(0)),
        name: clean(column(1)),
        kind,
        code: column(7).to_owned(),
        point: Some(point),
        country: column(8).to_owned(),
        population,
        sources: vec!["GeoNames".to_owned()],
        ..Place::default()
    };
    // A spelling that differs by accents, hyphens or case alone from one before says nothing new.
    let mut seen = HashSet::from([key(&place.name)]);
    let bare = if kind.is_division() { bare_division(&place.name) } else { "" };
    for text in [bare, column(2)].into_iter().chain(column(3).split(',')) {
        if let Some(name) = usable(text.trim())
            && seen.insert(key(&name.text))
        {
            place.names.push(name);
        }
    }
    let codes = [format!("gn:{}", column(8)), column(10).to_owned(), column(11).to_owned(), column(12).to_owned()];
    // 00 stands for no division.
    let codes = codes.map(|code| if code == "00" { String::new() } else { code });
    Ok(Entry { place, codes, outline: None })
}

/// A name without control characters and doubled spaces; what parts names in tables becomes a comma.
pub(super) fn clean(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join(" ").replace([';', '|'], ",")
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
        text: clean(text),
        lang: (script == Script::Arabic).then_some(Lang::Ar),
        ..Name::default()
    })
}

/// The nouns for ranks of divisions, by where they stand, and the links between noun and name.
static NOUNS: LazyLock<[Vec<&str>; 3]> = LazyLock::new(|| {
    let rows = include_str!("../../../gazetteer/lexicon/divisions.tsv").lines().filter(|l| !l.starts_with('#'));
    let rows: Vec<(&str, &str)> = rows.filter_map(|l| l.split_once('\t')).collect();
    ["before", "link", "after"]
        .map(|wanted| rows.iter().filter(|(place, _)| *place == wanted).map(|(_, w)| *w).collect())
});

/// The name of a division without the noun for its rank: "Cercle de Nara" is Nara.
pub(in crate::gazetteer) fn bare_division(name: &str) -> &str {
    let [before, links, after] = &*NOUNS;
    let mut bare = name;
    if let Some(rest) = before.iter().find_map(|noun| bare.strip_prefix(noun)?.strip_prefix(' ')) {
        let link = |link: &&str| {
            let after = rest.strip_prefix(link)?;
            // An apostrophe needs no space after it; a word does.
            if link.ends_with(['\'', '’']) { Some(after) } else { after.strip_prefix(' ') }
        };
        bare = links.iter().find_map(link).unwrap_or(rest);
    }
    bare = after.iter().find_map(|noun| bare.strip_suffix(noun)?.strip_suffix(' ')).unwrap_or(bare);
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
        let Entry { place, codes, .. } = parse(DIABALY).unwrap();
        assert_eq!((place.id.as_str(), place.kind, place.country.as_str()), ("gn:2458187", Kind::Village, "ML"));
        assert_eq!(place.point, Some(LonLat::new(-6.0197, 14.6937)));
        let names: Vec<_> = place.names.iter().map(|n| n.text.as_str()).collect();
        assert_eq!(names, ["Diabali", "ديابالي"], "codes and small-letter transcriptions are no names");
        assert_eq!(codes[1], "05");
    }

    #[test]
    fn a_broken_line_says_what_is_wrong() {
        assert!(parse("1\tX").unwrap_err().contains("19 columns"));
        assert!(parse(&DIABALY.replace("14.6937", "north")).unwrap_err().contains("north"));
        assert!(parse(&DIABALY.replace("14.6937", "94.6937")).unwrap_err().contains("outside the Earth"));
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
