//! A gazetteer of one's own: sources in every form, compiled, searched, exported, checked.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{folder, makan, rows, stderr, stdout};
use makan::gazetteer::{
    Columns, EXPORT_COLUMNS, Gazetteer, Importer, Kind, Name, Place, Store, Usage, check, compile, export_row, load,
};
use makan::space::LonLat;
use makan::text::{Lang, key};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

/// A line of a GeoNames file.
fn geonames(id: u32, name: &str, lat: f64, lon: f64, kind: &str, admin: [&str; 2], names: &str) -> String {
    let (class, code) = kind.split_once('.').unwrap();
    let [admin1, admin2] = admin;
    format!(
        "{id}\t{name}\t{name}\t{names}\t{lat}\t{lon}\t{class}\t{code}\tML\t\t{admin1}\t{admin2}\t\t\t0\t\t1\tAfrica/Bamako\t2024-01-01\n"
    )
}

fn mali() -> String {
    [
        geonames(1, "Ségou Region", 13.9, -6.0, "A.ADM1", ["05", ""], "Segou"),
        geonames(2, "Cercle de Niono", 14.5, -6.0, "A.ADM2", ["05", "77"], ""),
        geonames(3, "Diabaly", 14.6937, -6.0197, "P.PPL", ["05", "77"], "Diabali,ديابالي"),
        geonames(4, "Niono", 14.25, -5.99, "P.PPLA2", ["05", "77"], ""),
    ]
    .concat()
}

/// The places that sources make, the most trusted first.
fn imported(sources: &[&Path]) -> Vec<Place> {
    let mut importer = Importer::new(|r| panic!("{r:?}"));
    sources.iter().for_each(|s| importer.read(s).unwrap());
    let mut bytes = Vec::new();
    importer.write(&mut bytes).unwrap();
    let store = Store::open(bytes, "test").unwrap();
    (0..store.len()).map(|n| store.view(n).to_place()).collect()
}

fn called<'p>(places: &'p [Place], name: &str) -> &'p Place {
    places.iter().find(|p| p.name == name).unwrap_or_else(|| panic!("no {name} in {places:#?}"))
}

#[test]
fn geonames_files_bring_divisions_and_alternate_names() {
    let dir = folder("gazetteer-geonames");
    fs::write(dir.join("ML.txt"), mali()).unwrap();
    let names = "9\t3\tar\tديابلي\t1\t\t\t\t\t\n10\t3\tfr\tDiabali\t\t\t\t\t\t\n11\t3\tlink\thttps://x.org\t\t\t\t\t\t\n\
                 12\t3\ten\tOld Diabaly\t\t\t\t1\t\t1960\n13\t99\tfr\tAilleurs\t\t\t\t\t\t\n";
    fs::write(dir.join("alternateNamesV2.txt"), names).unwrap();
    let places = imported(&[&dir.join("ML.txt"), &dir.join("alternateNamesV2.txt")]);
    let diabaly = called(&places, "Diabaly");
    assert_eq!((diabaly.admin1.as_str(), diabaly.admin2.as_str()), ("Ségou", "Niono"));
    let name = |text: &str| diabaly.names.iter().find(|n| n.text == text).unwrap();
    assert_eq!((name("ديابلي").lang, name("ديابلي").preferred), (Some(Lang::Ar), true));
    assert_eq!(name("Diabali").lang, Some(Lang::Fr), "a known name learns its language");
    assert_eq!(name("Old Diabaly").usage, Usage::Historic);
    assert_eq!(diabaly.names.len(), 4, "{:?}", diabaly.names);
}

#[test]
fn a_zip_file_is_read_as_the_file_in_it_and_a_damaged_one_is_refused() {
    let dir = folder("gazetteer-zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(dir.join("ML.zip")).unwrap());
    for (name, text) in [("readme.txt", "x".repeat(20_000)), ("ML.txt", mali())] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    assert_eq!(imported(&[&dir.join("ML.zip")]).len(), 4);
    let mut bytes = fs::read(dir.join("ML.zip")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40].fill(0);
    fs::write(dir.join("bad.zip"), bytes).unwrap();
    let done = makan(["gazetteer", "import", "bad.zip", "-o", "x.makan"]).current_dir(&dir).assert().code(2);
    assert!(stderr(&done).contains("bad.zip"), "{}", stderr(&done));
    assert!(!dir.join("x.makan").exists());
}

#[test]
fn names_files_of_the_nga_are_read_in_both_forms() {
    let dir = folder("gazetteer-gns");
    let old = "RC\tUFI\tUNI\tLAT\tLONG\tFC\tDSG\tCC1\tADM1\tNT\tLC\tFULL_NAME_RO\n\
               3\t-1450001\t1\t14.69\t-6.02\tP\tPPL\tML\t05\tV\t\tDiabali\n\
               3\t-1450001\t2\t14.69\t-6.02\tP\tPPL\tML\t05\tN\tfra\tDiabaly\n\
               3\t-1450001\t3\t14.69\t-6.02\tP\tPPL\tML\t05\tNS\tara\tديابالي\n\
               3\t7\t4\t14.0\t-6.0\tA\tADM1\tML\t05\tN\t\tRégion de Ségou\n";
    let new = "rk\tufi\tuni\tfull_name\tnt\tlat_dd\tlong_dd\tfc\tdesig_cd\tcc_ft\tadm1\tlang_cd\n\
               1\t5\t1\tSokolo\tN\t14.73\t-6.12\tP\tPPL\tMLI\tML-4\tfra\n";
    fs::write(dir.join("ml.txt"), old).unwrap();
    fs::write(dir.join("new.txt"), new).unwrap();
    let places = imported(&[&dir.join("ml.txt"), &dir.join("new.txt")]);
    let diabaly = called(&places, "Diabaly");
    assert_eq!((diabaly.id.as_str(), diabaly.country.as_str()), ("gns:1450001", "ML"));
    assert_eq!(diabaly.admin1, "Ségou");
    assert_eq!(diabaly.name_in(Lang::Ar), Some("ديابالي"));
    assert_eq!(called(&places, "Sokolo").country, "ML");
}

#[test]
fn openstreetmap_comes_as_overpass_json() {
    let dir = folder("gazetteer-overpass");
    let json = r#"{"version":0.6,"elements":[
        {"type":"node","id":5,"lat":14.69,"lon":-6.02,"tags":{"place":"village","name":"Diabaly","name:ar":"ديابالي"}},
        {"type":"way","id":6,"center":{"lat":15.1,"lon":-6.1},"tags":{"natural":"wood","name":"Wagadou"}},
        {"type":"node","id":7,"lat":14.6,"lon":-6.0,"tags":{"amenity":"school","name":"École"}}]}"#;
    fs::write(dir.join("osm.json"), json).unwrap();
    fs::write(dir.join("ML.txt"), mali()).unwrap();
    let places = imported(&[&dir.join("osm.json"), &dir.join("ML.txt")]);
    let diabaly = called(&places, "Diabaly");
    assert_eq!(diabaly.sources, ["OpenStreetMap", "GeoNames"], "one place, both sources");
    assert_eq!((diabaly.id.as_str(), diabaly.admin2.as_str()), ("osm:node:5", "Niono"));
    assert_eq!(called(&places, "Wagadou").kind, Kind::Forest);
    assert_eq!(places.len(), 5);
}

/// Writes an extract of OpenStreetMap as its own tools would, unpacked blobs, one block.
mod pbf {
    fn number(mut n: u64) -> Vec<u8> {
        let mut out = Vec::new();
        while n >= 0x80 {
            out.push((n & 0x7f) as u8 | 0x80);
            n >>= 7;
        }
        out.push(n as u8);
        out
    }

    fn zigzag(n: i64) -> Vec<u8> {
        number(((n << 1) ^ (n >> 63)) as u64)
    }

    fn field(tag: u64, bytes: &[u8]) -> Vec<u8> {
        [number(tag << 3 | 2), number(bytes.len() as u64), bytes.to_vec()].concat()
    }

    fn int(tag: u64, n: Vec<u8>) -> Vec<u8> {
        [number(tag << 3), n].concat()
    }

    fn blob(kind: &str, block: &[u8]) -> Vec<u8> {
        let blob = field(1, block);
        let header = [field(1, kind.as_bytes()), int(3, number(blob.len() as u64))].concat();
        [(header.len() as u32).to_be_bytes().to_vec(), header, blob].concat()
    }

    pub fn degrees(d: f64) -> i64 {
        (d * 1e7).round() as i64
    }

    /// Nodes (id, lat, lon, tags) and ways (id, nodes, tags); tags are numbers of texts.
    pub fn file(texts: &[&str], nodes: &[(i64, f64, f64, &[u64])], ways: &[(i64, &[i64], &[u64])]) -> Vec<u8> {
        let table: Vec<u8> = texts.iter().flat_map(|t| field(1, t.as_bytes())).collect();
        let (keys, values) = (
            |t: &[u64]| t.iter().step_by(2).flat_map(|n| number(*n)).collect::<Vec<_>>(),
            |t: &[u64]| t.iter().skip(1).step_by(2).flat_map(|n| number(*n)).collect::<Vec<_>>(),
        );
        let mut group = Vec::new();
        for (id, lat, lon, tags) in nodes {
            let node = [
                int(1, zigzag(*id)),
                field(2, &keys(tags)),
                field(3, &values(tags)),
                int(8, zigzag(degrees(*lat))),
                int(9, zigzag(degrees(*lon))),
            ];
            group.extend(field(1, &node.concat()));
        }
        for (id, refs, tags) in ways {
            let mut before = 0;
            let deltas: Vec<u8> = refs
                .iter()
                .flat_map(|r| {
                    let delta = zigzag(r - before);
                    before = *r;
                    delta
                })
                .collect();
            let way = [int(1, number(*id as u64)), field(2, &keys(tags)), field(3, &values(tags)), field(8, &deltas)];
            group.extend(field(3, &way.concat()));
        }
        let block = [field(1, &table), field(2, &group)].concat();
        [blob("OSMHeader", &field(4, b"OsmSchema-V0.6")), blob("OSMData", &block)].concat()
    }
}

#[test]
fn openstreetmap_comes_as_an_extract() {
    let dir = folder("gazetteer-pbf");
    let texts = ["", "place", "village", "name", "Diabaly", "name:ar", "ديابالي", "natural", "wood", "Wagadou"];
    let bytes = pbf::file(
        &texts,
        &[(5, 14.69, -6.02, &[1, 2, 3, 4, 5, 6]), (11, 15.0, -6.2, &[]), (12, 15.2, -6.0, &[])],
        &[(6, &[11, 12], &[7, 8, 3, 9])],
    );
    fs::write(dir.join("mali.osm.pbf"), &bytes).unwrap();
    let places = imported(&[&dir.join("mali.osm.pbf")]);
    let diabaly = called(&places, "Diabaly");
    assert_eq!((diabaly.country.as_str(), diabaly.point), ("ML", Some(LonLat::new(-6.02, 14.69))));
    assert_eq!(diabaly.name_in(Lang::Ar), Some("ديابالي"));
    let forest = called(&places, "Wagadou");
    assert_eq!((forest.kind, forest.point), (Kind::Forest, Some(LonLat::new(-6.1, 15.1))));
    fs::write(dir.join("cut.osm.pbf"), &bytes[..bytes.len() - 30]).unwrap();
    let done = makan(["gazetteer", "import", "cut.osm.pbf", "-o", "x.makan"]).current_dir(&dir).assert().code(2);
    assert!(stderr(&done).contains("the extract is damaged"), "{}", stderr(&done));
}

#[test]
fn outlines_of_divisions_place_what_has_no_division() {
    let dir = folder("gazetteer-outlines");
    let square = |west: f64, south: f64, size: f64| {
        serde_json::json!({"type": "Polygon", "coordinates": [[[west, south], [west + size, south],
            [west + size, south + size], [west, south + size], [west, south]]]})
    };
    let feature =
        |properties, geometry| serde_json::json!({"type": "Feature", "properties": properties, "geometry": geometry});
    let cod = serde_json::json!({"type": "FeatureCollection", "features": [
        feature(serde_json::json!({"ADM1_FR": "Ségou", "ADM1_PCODE": "ML04", "ADM0_PCODE": "ML"}), square(-7.0, 13.0, 3.0)),
        feature(serde_json::json!({"ADM2_FR": "Niono", "ADM1_FR": "Ségou", "ADM2_PCODE": "ML0404", "ADM0_PCODE": "ML"}),
            square(-6.5, 14.0, 1.0)),
    ]});
    let geo_boundaries = serde_json::json!({"type": "FeatureCollection", "features": [
        feature(serde_json::json!({"shapeName": "Mariko", "shapeID": "8-1", "shapeGroup": "MLI", "shapeType": "ADM3"}),
            square(-6.2, 14.1, 0.3)),
        feature(serde_json::json!({"name": "nowhere"}), serde_json::json!({"type": "Point", "coordinates": [500, 1]})),
    ]});
    fs::write(dir.join("cod.geojson"), cod.to_string()).unwrap();
    fs::write(dir.join("gb.geojson"), geo_boundaries.to_string()).unwrap();
    fs::write(dir.join("own.csv"), "name,lat,lon,kind\nHameau,14.2,-6.0,village\n").unwrap();
    let mut command = makan(["gazetteer", "import", "own.csv", "cod.geojson", "gb.geojson", "-o", "ml.makan"]);
    command.current_dir(&dir).assert().code(1);
    let rejected = rows(&dir.join("rejected.csv"));
    assert_eq!(rejected.len(), 1);
    assert!(rejected[0]["source"].ends_with("gb.geojson") && rejected[0]["reason"].contains("outside the Earth"));
    let (store, _) = load(&dir.join("ml.makan")).unwrap();
    let place = store.view(0).to_place();
    assert_eq!(
        (place.name.as_str(), place.admin1.as_str(), place.admin2.as_str(), place.admin3.as_str()),
        ("Hameau", "Ségou", "Niono", "Mariko")
    );
    let done = makan(["gazetteer", "at", "14.2,-6.0", "--gazetteer", "ml.makan", "--only-gazetteer"]);
    let said = stdout(&{ done }.current_dir(&dir).assert().success());
    assert!(said.contains("admin1    Ségou") && said.contains("admin3    Mariko (gb:8-1)"), "{said}");
    let mut gazetteer = Gazetteer::default();
    gazetteer.push(store);
    let around: Vec<Kind> =
        gazetteer.divisions_at(LonLat::new(-6.4, 14.9)).iter().map(|at| gazetteer.view(*at).unwrap().kind()).collect();
    assert_eq!(around, [Kind::Admin1, Kind::Admin2]);
}

#[test]
fn columns_of_any_table_can_be_told() {
    let dir = folder("gazetteer-columns");
    fs::write(dir.join("villages.csv"), "Code;Village;Y;X\n12;Hameau;14,2;-6\n13;;14,2;-6\n14;Autre;nord;-6\n")
        .unwrap();
    let import = ["gazetteer", "import", "villages.csv", "-o", "own.makan"];
    let done = makan(import).current_dir(&dir).assert().code(2);
    assert!(stderr(&done).contains("--columns"), "{}", stderr(&done));
    let done = makan(import).args(["--columns", "name=Village,lat=Y,lon=X,id=Code"]).current_dir(&dir).assert().code(1);
    let said = stderr(&done);
    assert!(said.contains("line 3: the place has no name") && said.contains("2 rejected"), "{said}");
    assert_eq!(rows(&dir.join("rejected.csv")).len(), 2);
    let (store, _) = load(&dir.join("own.makan")).unwrap();
    assert_eq!((store.len(), store.view(0).id(), store.view(0).country()), (1, "villages:12".to_owned(), "ML"));
    assert!(Columns::parse("lat=").is_ok());
}

#[test]
fn a_search_can_be_narrowed() {
    let search = |args: &[&str]| {
        let done = makan(["gazetteer", "search"]).args(args).assert();
        (done.get_output().status.code(), stdout(&done))
    };
    let (_, timbuktu) = search(&["تمبكتو", "--kind", "city", "--limit", "1"]);
    assert!(timbuktu.starts_with("1.00  gn:2449067  Tombouctou"), "{timbuktu}");
    let (_, forest) = search(&["Wagadou", "--kind", "forest"]);
    assert!(forest.lines().all(|l| l.contains("  forest  ")) && forest.contains("Wagadou"), "{forest}");
    let (_, niger) = search(&["Tera", "--country", "NER"]);
    assert!(!niger.is_empty() && niger.lines().all(|l| l.contains(", NE  ") || l.contains("  NE  ")), "{niger}");
    let (_, segou) = search(&["Niono", "--admin", "Segou"]);
    assert!(segou.contains("Niono") && segou.lines().all(|l| l.contains("Ségou")), "{segou}");
    let (_, near) = search(&["Gao", "--near", "16.3,0.0", "--limit", "1"]);
    assert!(near.contains("gn:2457163") && near.contains(" km"), "{near}");
    assert_eq!(search(&["Gao", "--country", "XQ"]).0, Some(2));
}

#[test]
fn every_curated_fact_stands_up_to_the_check() {
    let gazetteer = Gazetteer::embedded().unwrap();
    for check in check(&gazetteer) {
        assert!(check.asked > 500, "{} was asked of {} places", check.what, check.asked);
        assert_eq!(check.wrong, Vec::<String>::new(), "{}", check.what);
    }
    let done = makan(["gazetteer", "check"]).assert().success();
    assert!(stdout(&done).contains("OK    Arabic names are in Arabic letters"), "{}", stdout(&done));
}

#[test]
fn a_file_that_is_no_gazetteer_is_refused_with_a_sentence() {
    let dir = folder("gazetteer-damaged");
    let bytes = compile(&[Place { id: "t:1".into(), name: "Gao".into(), ..Place::default() }]).unwrap();
    for (name, bytes, says) in [
        ("cut.makan", bytes[..bytes.len() - 1].to_vec(), "it is cut short"),
        ("short.makan", bytes[..30].to_vec(), "shorter than its own header"),
        ("header.makan", [&bytes[..20], &[7], &bytes[21..]].concat(), "its header is damaged"),
        ("old.makan", [&bytes[..8], &[1], &bytes[9..]].concat(), "another version"),
    ] {
        fs::write(dir.join(name), bytes).unwrap();
        let done = makan(["places", "-", "--gazetteer", name]).write_stdin("Gao").current_dir(&dir).assert().code(2);
        assert!(stderr(&done).contains(says) && stderr(&done).contains(name), "{}", stderr(&done));
    }
}

fn a_name() -> impl Strategy<Value = String> {
    "[A-Z][a-zéï]{2,8}( [a-z]{2,5})?|[بتسغمنيوا]{3,9}"
}

fn a_place(number: usize) -> impl Strategy<Value = Place> {
    let names = prop::collection::btree_map(a_name(), (0..4usize, any::<bool>(), 0..4usize), 0..6);
    let point = prop::option::of((-1_800_000_000i32..1_800_000_000, -900_000_000i32..900_000_000));
    let divisions = prop::collection::vec(prop::option::of(a_name()), 4);
    let years = (prop::option::of(1900i16..2030), prop::option::of(1900i16..2030));
    let facts = (0..Kind::ALL.len(), 0u64..1 << 50, prop::option::of(0.1f64..900.0), any::<bool>());
    (a_name(), names, point, divisions, years, facts, "gn:[1-9][0-9]{0,3}|mk:[a-z-]{1,9}").prop_map(
        move |(name, names, point, divisions, (since, until), (kind, population, radius_km, named_by), id)| {
            let mut preferred = [false; 3];
            let names = names.into_iter().filter(|(text, _)| key(text) != key(&name));
            let names = names.map(|(text, (lang, first, usage))| {
                let lang = Lang::ALL.get(lang).copied();
                let first = first && lang.is_some_and(|l| !std::mem::replace(&mut preferred[l as usize], true));
                Name { text, lang, preferred: first, usage: Usage::ALL[usage] }
            });
            let names = names.collect();
            let [admin1, admin1_old, admin2, admin3] =
                <[_; 4]>::try_from(divisions.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>()).unwrap();
            let sources = ["GeoNames", "curated (press, 2024)", "OpenStreetMap"];
            Place {
                id: format!("{id}{number}"),
                name,
                names,
                kind: Kind::ALL[kind],
                code: if named_by { "PPL".into() } else { String::new() },
                point: point.map(|(lon, lat)| LonLat::new(f64::from(lon) / 1e7, f64::from(lat) / 1e7)),
                country: ["ML", "BF", ""][number % 3].into(),
                admin1,
                admin1_old,
                admin2,
                admin3,
                population,
                radius_km,
                since,
                until,
                sources: sources[..1 + number % 3].iter().map(|s| (*s).to_owned()).collect(),
            }
        },
    )
}

/// Places in one order, their names in one order: what a table need not keep.
fn in_order(mut places: Vec<Place>) -> Vec<Place> {
    places.iter_mut().for_each(|p| p.names.sort_by(|a, b| a.text.cmp(&b.text)));
    // Two may by chance be given one id.
    places.sort_by(|a, b| (&a.id, &a.name).cmp(&(&b.id, &b.name)));
    places
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_exported_is_imported_with_the_same_facts(
        places in (1..12usize).prop_flat_map(|n| (0..n).map(a_place).collect::<Vec<_>>()),
    ) {
        let compiled = Store::open(compile(&places).unwrap(), "compiled").unwrap();
        let stored: Vec<Place> = (0..compiled.len()).map(|n| compiled.view(n).to_place()).collect();
        prop_assert_eq!(in_order(stored.clone()), in_order(places));
        let table = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
        let mut csv = csv::Writer::from_writer(table.as_file());
        csv.write_record(EXPORT_COLUMNS).unwrap();
        stored.iter().for_each(|p| csv.write_record(export_row(p)).unwrap());
        csv.flush().unwrap();
        drop(csv);
        prop_assert_eq!(in_order(imported(&[table.path()])), in_order(stored));
    }

    #[test]
    fn a_damaged_gazetteer_gives_wrong_answers_at_worst(
        places in (1..12usize).prop_flat_map(|n| (0..n).map(a_place).collect::<Vec<_>>()),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..40),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = compile(&places).unwrap();
        // The header is guarded by its checksum; the damage lies behind it.
        let header = 24 + 10 * 16 + 8;
        for (at, byte) in flips {
            let at = header + at.index(bytes.len() - header);
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(store) = Store::open(bytes, "damaged") {
            use_all(store, &places);
        }
    }
}

/// Asks a gazetteer everything that the program asks.
fn use_all(store: Store, places: &[Place]) {
    let mut gazetteer = Gazetteer::default();
    gazetteer.push(store);
    for place in places {
        let _ = gazetteer.find_id(&place.id).and_then(|at| gazetteer.place(at));
        let _ = gazetteer.named(&key(&place.name));
        let _ = gazetteer.fuzzy(&place.name, 5);
        let walker = gazetteer.walker();
        let mut walk = walker.start();
        for c in key(&place.name).chars() {
            let Some(next) = walker.step(&walk, &c.to_string()) else { break };
            walk = next;
        }
        let _ = walker.matches(&walk).len();
    }
    let near = gazetteer.in_box(-10.0, 5.0, 10.0, 25.0).filter_map(|at| gazetteer.place(at)).count();
    let _ = gazetteer.divisions_at(LonLat::new(0.0, 15.0)).len() + near;
    for store in gazetteer.stores() {
        for number in 0..store.len().min(100) {
            let view = store.view(number);
            let _ = (view.to_place(), view.outline(), view.name_in(Lang::Ar), view.sources().count());
        }
    }
}
