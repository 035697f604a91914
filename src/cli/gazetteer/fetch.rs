//! `makan gazetteer fetch`: the places of countries, downloaded.

use super::super::{Common, Failure, Outcome};
use crate::gazetteer::data_folder;
use crate::gazetteer::fetch::{Fetched, Fetcher, GEONAMES, Origin};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

#[derive(Debug, Args)]
#[command(
    after_help = "Fetched gazetteers lie in the user's data folder (MAKAN_DATA, else ~/.local/share/makan and its like) and are\nused by every command, below the core and above none; --only-gazetteer leaves them out. `makan gazetteer info` lists\nthem; to have one no more, delete its file."
)]
pub(super) struct FetchArgs {
    /// Countries by their two letters (ISO 3166-1), like ML MR; `all` for the whole world (400 MB)
    #[arg(required = true, value_name = "CC")]
    countries: Vec<String>,
    /// Another server with the files of GeoNames, or a folder that holds them
    #[arg(long, value_name = "URL|DIR", default_value = GEONAMES)]
    mirror: String,
    /// Download anew what is already here
    #[arg(long)]
    again: bool,
    /// How many seconds to wait for a byte before trying again
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0)]
    timeout: f64,
}

pub(super) fn fetch(args: &FetchArgs, common: &Common) -> Result<Outcome, Failure> {
    let countries: Vec<String> = args.countries.iter().map(|c| code(c)).collect::<Result<_, _>>()?;
    let folder = data_folder()
        .ok_or_else(|| Failure("there is no folder for the data: set MAKAN_DATA to one, or HOME".to_owned()))?;
    let patience = Duration::try_from_secs_f64(args.timeout)
        .map_err(|_| Failure(format!("--timeout {}: expected a number of seconds", args.timeout)))?;
    let origin = Origin::parse(&args.mirror);
    let fetcher = Fetcher { origin, folder, patience, pause: patience.min(Duration::from_secs(1)), again: args.again };
    for country in &countries {
        let bar = bar(common.quiet);
        let told = fetcher.fetch(country, &|url, have, total| {
            bar.set_length(total.unwrap_or(have));
            bar.set_position(have);
            bar.set_message(url.rsplit('/').next().unwrap_or_default().to_owned());
        });
        bar.finish_and_clear();
        let Fetched { path, counts, was_here } = told.map_err(|e| Failure(e.to_string()))?;
        if !common.quiet {
            let here = if was_here { " (compiled from what was here; --again downloads anew)" } else { "" };
            eprintln!(
                "{country}: {} places, {} alternate names → {}{here}",
                counts.places,
                counts.names,
                path.display()
            );
        }
    }
    Ok(Outcome::Done)
}

fn code(country: &str) -> Result<String, Failure> {
    if country.eq_ignore_ascii_case("all") { Ok("all".to_owned()) } else { super::iso2(country) }
}

fn bar(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {bytes}/{total_bytes}, {eta} left") {
        bar.set_style(style);
    }
    bar
}
