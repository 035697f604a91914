//! `makan gazetteer`: what places are known and from where.

use super::{Common, Failure, Outcome};
use crate::gazetteer::{Gazetteer, Kind, PlaceRef, View, compile, merge, read_source};
use crate::space::{Borders, LonLat, Regions, distance_km, inverse};
use crate::text::Lang;
use clap::{Args, Subcommand};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What places are known, and from where
#[derive(Debug, Args)]
pub(super) struct GazetteerArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// What is in use: how many places and names, of which kinds and countries
    Info,
    /// Places of that name or one that sounds like it, in any script
    Search {
        /// The name, in Arabic or Latin letters
        name: String,
        /// Only in this country (ISO 3166-1, two or three letters)
        #[arg(long, value_name = "ISO")]
        country: Option<String>,
        /// Only of this kind: town, village, admin1, forest ...
        #[arg(long)]
        kind: Option<Kind>,
        /// Only in this first-level division
        #[arg(long, value_name = "NAME")]
        admin1: Option<String>,
        /// Nearest first among equals: LAT,LON in degrees
        #[arg(long, value_name = "LAT,LON", value_parser = point)]
        near: Option<LonLat>,
        /// How many places
        #[arg(long, short, default_value_t = 10)]
        limit: usize,
    },
    /// All that is known of one place
    Show {
        /// Its id, as search and the layers give it: gn:2458187
        id: String,
    },
    /// What lies at a point: country, divisions, the nearest town
    At {
        /// LAT,LON in degrees
        #[arg(value_name = "LAT,LON", value_parser = point, allow_hyphen_values = true)]
        point: LonLat,
    },
    /// Validate what is in use: coordinates in their countries, names in their letters, sources given
    Check,
    /// Compile sources into one gazetteer file, the most trusted source first
    Import {
        /// GeoNames country files, tables of places
        #[arg(required = true)]
        sources: Vec<PathBuf>,
        /// The compiled gazetteer; packed when its name ends in .zst
        #[arg(long, short)]
        output: PathBuf,
    },
}

fn point(text: &str) -> Result<LonLat, String> {
    let expected = || format!("{text:?} is no point; expected LAT,LON in degrees, like 14.69,-6.02");
    let (lat, lon) = text.split_once(',').ok_or_else(expected)?;
    let degrees = |t: &str| t.trim().parse::<f64>().map_err(|_| expected());
    let point = LonLat::new(degrees(lon)?, degrees(lat)?);
    if point.is_valid() { Ok(point) } else { Err(expected()) }
}

pub(super) fn run(args: GazetteerArgs, common: &Common) -> Result<Outcome, Failure> {
    if let Action::Import { sources, output } = &args.action {
        return import(sources, output, common);
    }
    let gazetteer = common.gazetteer()?;
    match args.action {
        Action::Info => Ok(info(&gazetteer)),
        Action::Search { name, country, kind, admin1, near, limit } => {
            let filter = Filter { country: country.map(|c| iso2(&c)).transpose()?, kind, admin1, near };
            search(&gazetteer, &name, &filter, limit)
        }
        Action::Show { id } => show(&gazetteer, &id),
        Action::At { point } => Ok(at(&gazetteer, point)),
        Action::Check => Ok(check(&gazetteer)),
        Action::Import { .. } => Ok(Outcome::Done),
    }
}

fn iso2(code: &str) -> Result<String, Failure> {
    let upper = code.to_uppercase();
    if upper.len() == 2 {
        return Ok(upper);
    }
    let known = crate::space::iso2_of(&upper).map(str::to_owned);
    known.ok_or_else(|| Failure(format!("--country {code}: expected an ISO 3166-1 code like ML or MLI")))
}

fn info(gazetteer: &Gazetteer) -> Outcome {
    for store in gazetteer.stores() {
        println!(
            "{}: {} places, {} names, {:.1} MB",
            store.label(),
            store.len(),
            store.name_count(),
            megabytes(store.size())
        );
        let mut countries: BTreeMap<&str, u32> = BTreeMap::new();
        let mut kinds: BTreeMap<Kind, u32> = BTreeMap::new();
        for number in 0..store.len() {
            let view = store.view(number);
            *countries.entry(view.country()).or_default() += 1;
            *kinds.entry(view.kind()).or_default() += 1;
        }
        let kinds: Vec<String> = kinds.iter().map(|(k, n)| format!("{k} {n}")).collect();
        println!("  kinds: {}", kinds.join(", "));
        let mut most: Vec<(&&str, &u32)> = countries.iter().filter(|(c, _)| !c.is_empty()).collect();
        most.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let shown: Vec<String> = most.iter().take(14).map(|(c, n)| format!("{c} {n}")).collect();
        let rest = most.len().saturating_sub(14);
        println!(
            "  countries: {}{}",
            shown.join(", "),
            if rest > 0 { format!(" and {rest} more") } else { String::new() }
        );
    }
    for line in crate::layers::attribution() {
        println!("{line}");
    }
    Outcome::Done
}

fn megabytes(bytes: usize) -> f64 {
    // Sizes of files are far below 2⁵² bytes.
    #[allow(clippy::cast_precision_loss)]
    let megabytes = bytes as f64 / 1e6;
    megabytes
}

struct Filter {
    country: Option<String>,
    kind: Option<Kind>,
    admin1: Option<String>,
    near: Option<LonLat>,
}

impl Filter {
    fn keeps(&self, view: &View) -> bool {
        let is_in = |name: &str| {
            let asked = self.admin1.as_deref().map(crate::text::key);
            asked.is_none_or(|a| a == crate::text::key(name))
        };
        self.country.as_deref().is_none_or(|c| view.country() == c)
            && self.kind.is_none_or(|k| view.kind() == k)
            && (is_in(view.admin1()) || is_in(view.admin1_old()))
    }
}

fn search(gazetteer: &Gazetteer, name: &str, filter: &Filter, limit: usize) -> Result<Outcome, Failure> {
    let mut found: Vec<(PlaceRef, String, f64)> =
        gazetteer.named(&crate::text::key(name)).into_iter().map(|m| (m.place, m.name.to_owned(), 1.0)).collect();
    let model = crate::names::Model::embedded();
    let script = crate::text::Script::of_name(name);
    for (m, _) in gazetteer.fuzzy(name, limit.max(10) * 3) {
        found.push((m.place, m.name.to_owned(), model.similarity(name, script, m.name).min(0.999)));
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|(at, ..)| gazetteer.view(*at).is_some_and(|v| filter.keeps(&v) && seen.insert(v.id().to_owned())));
    let distance =
        |at: &PlaceRef| filter.near.and_then(|p| Some(distance_km(p, gazetteer.view(*at)?.point()?))).unwrap_or(0.0);
    let size = |at: &PlaceRef| gazetteer.view(*at).map_or(0.0, |v| crate::toponyms::prominence(&v));
    found.sort_by(|a, b| {
        b.2.total_cmp(&a.2)
            .then_with(|| distance(&a.0).total_cmp(&distance(&b.0)))
            .then_with(|| size(&b.0).total_cmp(&size(&a.0)))
    });
    if found.is_empty() {
        return Err(Failure(format!(
            "no place sounds like {name:?} here; add a fuller gazetteer with --gazetteer, or loosen the filters"
        )));
    }
    for (at, matched, similarity) in found.iter().take(limit) {
        let Some(view) = gazetteer.view(*at) else { continue };
        let point = view.point().map_or_else(|| "no point".to_owned(), |p| format!("{:.4},{:.4}", p.lat, p.lon));
        let divisions: Vec<&str> =
            [view.admin2(), view.admin1(), view.country()].into_iter().filter(|d| !d.is_empty()).collect();
        let arabic = view.name_in(Lang::Ar).unwrap_or_default();
        let far = filter.near.map_or_else(String::new, |_| format!("  {:.0} km", distance(at)));
        let by = if matched == view.name() { String::new() } else { format!("  as {matched}") };
        println!(
            "{similarity:.2}  {}  {}  {arabic}  {}  {}  {point}{far}{by}",
            view.id(),
            view.name(),
            view.kind(),
            divisions.join(", ")
        );
    }
    Ok(Outcome::Done)
}

fn show(gazetteer: &Gazetteer, id: &str) -> Result<Outcome, Failure> {
    let place = gazetteer.find_id(id).and_then(|at| gazetteer.place(at));
    let Some(place) = place else {
        return Err(Failure(format!("no place has the id {id:?}; `makan gazetteer search NAME` gives ids")));
    };
    println!("{}  {}", place.id, place.name);
    let line = |label: &str, value: &str| {
        if !value.is_empty() {
            println!("  {label:<12}{value}");
        }
    };
    line("kind", place.kind.code());
    line("code", &place.code);
    if let Some(p) = place.point {
        line("point", &format!("{:.5}, {:.5} (latitude, longitude)", p.lat, p.lon));
    }
    line("country", &place.country);
    line("admin1", &place.admin1);
    line("formerly in", &place.admin1_old);
    line("admin2", &place.admin2);
    line("admin3", &place.admin3);
    if place.population > 0 {
        line("population", &place.population.to_string());
    }
    line("since", &place.since.map(|y| y.to_string()).unwrap_or_default());
    line("until", &place.until.map(|y| y.to_string()).unwrap_or_default());
    for name in &place.names {
        let lang = name.lang.map_or("", Lang::code);
        line("name", &format!("{} {lang}{}", name.text, if name.preferred { " (preferred)" } else { "" }));
    }
    line("source", &place.sources.join("; "));
    Ok(Outcome::Done)
}

fn at(gazetteer: &Gazetteer, point: LonLat) -> Outcome {
    let borders = Borders::embedded();
    match borders.country_at(point) {
        Some(iso3) => println!("country   {iso3}"),
        None => println!("country   none (sea, or unknown)"),
    }
    if let Some(region) = Regions::embedded().at(point, i16::MAX) {
        println!("admin1    {}", region.name);
    }
    if let Some(border) = borders.nearest_border(point) {
        println!("border    {} {:.1} km", border.pair.name(), border.foot.km);
    }
    let mut reach = 0.5;
    while reach < 8.0 {
        let near: Vec<PlaceRef> =
            gazetteer.in_box(point.lon - reach, point.lat - reach, point.lon + reach, point.lat + reach).collect();
        let populated = near.into_iter().filter_map(|at| gazetteer.view(at)).filter(|v| v.kind().is_populated());
        let nearest =
            populated.filter_map(|v| Some((inverse(v.point()?, point), v))).min_by(|a, b| a.0.0.total_cmp(&b.0.0));
        if let Some(((km, bearing), view)) = nearest {
            println!("nearest   {} ({}) {km:.1} km, at bearing {bearing:.0}° from it", view.name(), view.id());
            break;
        }
        reach *= 2.0;
    }
    Outcome::Done
}

/// True for ground that two states claim: sources give it to either.
fn is_disputed(country: &str, ground: Option<&str>) -> bool {
    matches!((country, ground), ("MAR", Some("ESH")) | ("SSD", Some("SDN")) | ("SDN", Some("SSD" | "EGY")))
}

/// A doctor for the gazetteer: each check says OK or FAIL with the first places that fail it.
fn check(gazetteer: &Gazetteer) -> Outcome {
    let mut failures: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let borders = Borders::embedded();
    let mut total = 0u32;
    for store in gazetteer.stores() {
        for number in 0..store.len() {
            let view = store.view(number);
            total += 1;
            let mut fail = |what, why: String| {
                failures.entry(what).or_default().push(format!("{} {}: {why}", view.id(), view.name()))
            };
            if let Some(point) = view.point()
                && let Some(iso3) = crate::space::iso3_of(view.country())
                && view.kind().is_populated()
                && borders.is_known(iso3)
                && let Some(km) = borders.signed_km(point, iso3)
                && km > 3.0
                && !is_disputed(iso3, borders.country_at(point))
            {
                fail("places lie in their country", format!("{km:.0} km outside {iso3}"));
            }
            let place = view.to_place();
            if place.sources.is_empty() {
                fail("every place has a source", "no source".to_owned());
            }
            for name in place.names.iter().filter(|n| n.lang == Some(Lang::Ar)) {
                if crate::text::Script::of_name(&name.text) != crate::text::Script::Arabic {
                    fail("Arabic names are in Arabic letters", name.text.clone());
                }
            }
            if place.point.is_none() && place.kind.is_populated() {
                fail("towns and villages have a point", "no point".to_owned());
            }
        }
    }
    let checks = [
        "places lie in their country",
        "every place has a source",
        "Arabic names are in Arabic letters",
        "towns and villages have a point",
    ];
    for check in checks {
        match failures.get(check) {
            None => println!("OK    {check}"),
            Some(list) => {
                println!("FAIL  {check}: {} of {total}", list.len());
                list.iter().take(20).for_each(|line| println!("        {line}"));
            }
        }
    }
    if failures.is_empty() { Outcome::Done } else { Outcome::SomeRejected }
}

fn import(sources: &[PathBuf], output: &Path, common: &Common) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Done;
    let mut read = Vec::with_capacity(sources.len());
    for path in sources {
        let imported = read_source(path)?;
        for rejected in &imported.rejected {
            eprintln!("makan: {}, line {}: {}", path.display(), rejected.line, rejected.reason);
            outcome = Outcome::SomeRejected;
        }
        read.push(imported.places);
    }
    let count: usize = read.iter().map(Vec::len).sum();
    let places = merge(read);
    let mut bytes = compile(&places)?;
    if output.extension().is_some_and(|e| e == "zst") {
        bytes =
            zstd::encode_all(bytes.as_slice(), 19).map_err(|e| Failure(format!("cannot pack the gazetteer: {e}")))?;
    }
    let mut sink = super::input::Sink::open(Some(output))?;
    std::io::Write::write_all(&mut sink, &bytes)
        .map_err(|e| Failure(format!("cannot write {}: {e}", output.display())))?;
    sink.finish()?;
    if !common.quiet {
        eprintln!(
            "{count} entries of {} sources became {} places in {}",
            sources.len(),
            places.len(),
            output.display()
        );
    }
    Ok(outcome)
}
