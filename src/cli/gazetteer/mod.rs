//! `makan gazetteer`: what places are known and from where.

mod check;
mod export;
mod fetch;
mod import;
mod info;
mod search;

use super::{Common, Failure, Halt, Outcome};
use crate::gazetteer::{Columns, Kind};
use crate::space::LonLat;
use clap::{Args, Subcommand};
use search::Filter;
use std::path::PathBuf;

/// What places are known, and from where
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  makan gazetteer fetch ML MR BF NE\n  makan gazetteer search كيسارو --country ML --near 14.5,-9\n  makan gazetteer import ML.txt alternateNamesV2.zip mli_adm2.geojson -o mali.makan\n  makan map articles/ --gazetteer mali.makan -o maps"
)]
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
        /// Only in this division, of any level, today's or a former one
        #[arg(long, value_name = "NAME", alias = "admin1")]
        admin: Option<String>,
        /// Nearest first among names that are about as alike: LAT,LON in degrees
        #[arg(long, value_name = "LAT,LON", value_parser = point, allow_hyphen_values = true)]
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
    #[command(
        after_help = "Sources, packed as .zip, .gz or .zst or not:\n  GeoNames country files and allCountries; alternateNamesV2, after the places it names\n  NGA GNS files, old and new\n  OpenStreetMap: .osm.pbf, Overpass JSON\n  GeoJSON: divisions of OCHA (COD-AB) or geoBoundaries with their outlines, or places\n  tables with the columns name, lat, lon and any of: id kind code country admin1 admin2 admin3\n  population fr en ar other source since until radius_km"
    )]
    Import {
        /// Files of places, in the order of trust
        #[arg(required = true)]
        sources: Vec<PathBuf>,
        /// The compiled gazetteer; packed when its name ends in .zst
        #[arg(long, short)]
        output: PathBuf,
        /// What the columns of a table are called, like name=Village,lat=Y,lon=X
        #[arg(long, value_name = "LIST", value_parser = Columns::parse, default_value = "", hide_default_value = true)]
        columns: Columns,
    },
    /// All that is known as a table (CSV), which import takes back
    Export {
        /// Only of this country (ISO 3166-1, two or three letters)
        #[arg(long, value_name = "ISO")]
        country: Option<String>,
        /// The table; stdout when left out
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Download the places of countries from GeoNames; map and the other commands then use them
    Fetch(fetch::FetchArgs),
}

fn point(text: &str) -> Result<LonLat, String> {
    let expected = || format!("{text:?} is no point; expected LAT,LON in degrees, like 14.69,-6.02");
    let (lat, lon) = text.split_once(',').ok_or_else(expected)?;
    let degrees = |t: &str| t.trim().parse::<f64>().map_err(|_| expected());
    let point = LonLat::new(degrees(lon)?, degrees(lat)?);
    if point.is_valid() { Ok(point) } else { Err(expected()) }
}

pub(super) fn run(args: GazetteerArgs, common: &Common) -> Result<Outcome, Failure> {
    let action = match args.action {
        Action::Import { sources, output, columns } => return import::import(&sources, &output, columns, common),
        Action::Fetch(args) => return fetch::fetch(&args, common),
        other => other,
    };
    let gazetteer = common.gazetteer()?;
    let out = &mut std::io::stdout().lock();
    let done = match action {
        Action::Search { name, country, kind, admin, near, limit } => {
            let filter = Filter { country: country.map(|c| iso2(&c)).transpose()?, kind, admin, near };
            search::search(&gazetteer, &name, &filter, limit, out)
        }
        Action::Show { id } => search::show(&gazetteer, &id, out),
        Action::At { point } => search::at(&gazetteer, point, out),
        Action::Check => check::check(&gazetteer, out),
        Action::Export { country, output } => {
            return export::export(&gazetteer, country.map(|c| iso2(&c)).transpose()?.as_deref(), output.as_deref());
        }
        Action::Info | Action::Import { .. } | Action::Fetch(_) => info::info(&gazetteer, out),
    };
    done.or_else(Halt::outcome)
}

fn iso2(code: &str) -> Result<String, Failure> {
    let upper = code.to_uppercase();
    let known = match upper.len() {
        2 => crate::space::iso3_of(&upper).map(|_| upper),
        _ => crate::space::iso2_of(&upper).map(str::to_owned),
    };
    known.ok_or_else(|| Failure(format!("{code}: expected an ISO 3166-1 code like ML or MLI")))
}
