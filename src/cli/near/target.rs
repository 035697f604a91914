//! What distances are measured to.

use super::{NearArgs, NearError, Open, places};
use crate::layers::{self, Layer, Value};
use crate::space::{Borders, LonLat, Near, Targets};
use geo_types::{Geometry, Point};
use jiff::civil::Date;
use std::path::Path;

/// The things of a target, ready for questions.
pub(super) struct Target {
    names: Vec<String>,
    dates: Vec<Option<Date>>,
    things: Targets,
    /// A feature is no neighbour of itself, where source and target are one file.
    pub same: bool,
    /// Records of the target's layer that are none, with their numbers, from 1.
    pub rejected: Vec<(usize, String)>,
    pub within: f64,
    pub by_date: Option<u32>,
    k: usize,
    signed: bool,
}

/// Fields that date a feature, the best first.
pub(super) const DATES: [&str; 3] = ["event_date", "date", "published"];

pub(super) fn date_field(layer: &Layer) -> Option<usize> {
    DATES.iter().find_map(|name| layer.index(name))
}

pub(super) fn date_of(value: Option<&Value>) -> Option<Date> {
    match value? {
        Value::Date(day) => Some(*day),
        Value::Text(text) => text.get(..10)?.parse().ok(),
        _ => None,
    }
}

impl Target {
    pub(super) fn parse(args: &NearArgs, gazetteer: Open<'_>) -> Result<Target, NearError> {
        let (word, rest) = args.to.split_once(':').unwrap_or(("", &args.to));
        let named = match word {
            "border" => borders(rest)?,
            "country" => {
                let code = rest.to_ascii_uppercase();
                let outline = Borders::embedded().detailed_outline(&code).ok_or_else(|| unknown_country(&code))?;
                vec![(code, Some(Geometry::MultiPolygon(outline)))]
            }
            "point" => vec![(rest.trim().to_owned(), Some(point(coordinates(rest)?)))],
            "place" => {
                let (name, at) = places::find(&gazetteer()?, rest)?;
                vec![(name, Some(point(at)))]
            }
            _ => return Self::of_layer(args),
        };
        if args.by_date.is_some() {
            return Err(NearError::Asked("--by-date needs a layer with dates as the target".to_owned()));
        }
        let (names, shapes): (Vec<_>, Vec<_>) = named.into_iter().unzip();
        let things = Targets::new(shapes.iter().map(Option::as_ref));
        Ok(Self::with(args, names, Vec::new(), things, false))
    }

    fn of_layer(args: &NearArgs) -> Result<Target, NearError> {
        let (path, table) = layers::split_table(Path::new(&args.to));
        let asked = "border:MRT, border:MLI-MRT, country:MLI, place:NAME, point:LAT,LON or a layer file";
        if !path.exists() {
            return Err(NearError::Asked(format!("--to {:?}: no such file; the target is {asked}", args.to)));
        }
        let (layer, features, rejected) = layers::read_checked(&path, table.as_deref())?;

        let label = layer.label();
        let names = features.iter().enumerate().map(|(i, f)| {
            let cell = label.and_then(|l| Some(layer.fields[l].cell(f.values.get(l)?)));
            let text = cell.map(|c| c.to_text().into_owned()).filter(|t| !t.is_empty());
            text.unwrap_or_else(|| format!("#{}", i + 1))
        });
        let names = names.collect();
        let day = date_field(&layer);
        if args.by_date.is_some() && day.is_none() {
            return Err(NearError::Asked(format!(
                "--by-date: {} has none of the fields {}",
                args.to,
                DATES.join(", ")
            )));
        }
        let dates = features.iter().map(|f| day.and_then(|d| date_of(f.values.get(d)))).collect();
        let things = Targets::new(features.iter().map(|f| f.geometry.as_ref()));
        let own = layers::split_table(&args.layer);
        let same = path.canonicalize().ok() == own.0.canonicalize().ok() && table == own.1;
        Ok(Target { rejected, ..Self::with(args, names, dates, things, same) })
    }

    fn with(args: &NearArgs, names: Vec<String>, dates: Vec<Option<Date>>, things: Targets, same: bool) -> Target {
        let within = args.within.unwrap_or(f64::INFINITY);
        Target {
            names,
            dates,
            things,
            same,
            rejected: Vec::new(),
            within,
            by_date: args.by_date,
            k: args.k,
            signed: args.signed,
        }
    }

    /// The things nearest to feature number `own` of the source, as asked for.
    pub(super) fn near(&self, geometry: Option<&Geometry>, own: usize, date: Option<Date>) -> Vec<Near> {
        let Some(geometry) = geometry else { return Vec::new() };
        if let (Geometry::Point(p), 1, false, None) = (geometry, self.k, self.same, self.by_date) {
            return self.nearest(LonLat::new(p.x(), p.y())).into_iter().collect();
        }
        let in_time = |thing: usize| match self.by_date {
            None => true,
            Some(days) => date
                .zip(self.dates.get(thing).copied().flatten())
                .is_some_and(|(a, b)| days_apart(a, b) <= i64::from(days)),
        };
        self.things.k_nearest_to(geometry, self.k, self.within, |thing| !(self.same && thing == own) && in_time(thing))
    }

    /// The nearest thing to a point, without conditions.
    pub(super) fn nearest(&self, p: LonLat) -> Option<Near> {
        self.things.nearest(p, self.within)
    }

    /// True when each point has one answer that does not depend on what else is known of it.
    pub(super) fn is_plain(&self) -> bool {
        self.k == 1 && !self.same && self.by_date.is_none()
    }

    pub(super) fn all(&self, geometry: Option<&Geometry>) -> Vec<Near> {
        geometry.map_or_else(Vec::new, |g| self.things.k_nearest_to(g, self.len(), f64::INFINITY, |_| true))
    }

    /// The distance to tell, km.
    pub(super) fn km(&self, near: &Near) -> f64 {
        if self.signed { near.signed_km() } else { near.km }
    }

    /// The direction to tell, degrees clockwise from north: inside of a polygon that of its edge, where its distance is told.
    pub(super) fn bearing(&self, near: &Near) -> Option<f64> {
        let bearing = if self.signed && near.inside { Some(near.edge.bearing) } else { near.bearing };
        // Told to a tenth of a degree, where 360.0 would be another word for 0.0.
        bearing.map(|degrees| if degrees >= 359.95 { 0.0 } else { degrees })
    }

    pub(super) fn name(&self, thing: usize) -> &str {
        self.names.get(thing).map_or("", String::as_str)
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

fn days_apart(a: Date, b: Date) -> i64 {
    a.until(b).map_or(i64::MAX, |span| i64::from(span.get_days()).abs())
}

fn point(p: LonLat) -> Geometry {
    Geometry::Point(Point::new(p.lon, p.lat))
}

fn coordinates(text: &str) -> Result<LonLat, NearError> {
    let numbers: Vec<f64> = text.split(',').filter_map(|n| n.trim().parse().ok()).collect();
    match numbers[..] {
        [lat, lon] if LonLat::new(lon, lat).is_valid() => Ok(LonLat::new(lon, lat)),
        _ => Err(NearError::Asked(format!(
            "point:{text} is no point; it is point:LAT,LON in degrees, such as point:14.68,-6.02"
        ))),
    }
}

fn unknown_country(code: &str) -> NearError {
    let borders = Borders::embedded();
    let mut known: Vec<&str> = borders.pairs().iter().flat_map(|p| [p.a.as_str(), &p.b]).collect();
    known.retain(|c| borders.is_known(c));
    known.sort_unstable();
    known.dedup();
    NearError::Asked(format!("no border is known of {code:?}; those of these countries are: {}", known.join(" ")))
}

/// Each shared border as one thing.
fn borders(text: &str) -> Result<Vec<(String, Option<Geometry>)>, NearError> {
    let all = Borders::embedded();
    let code = text.trim().to_ascii_uppercase();
    let pairs: Vec<_> = match code.split_once('-') {
        Some((a, b)) => {
            let pair = all.pair(a, b).ok_or_else(|| {
                let first = if all.is_known(a) { a } else { b };
                let of: Vec<String> = all.pairs_of(first).map(|p| p.name()).collect();
                if of.is_empty() {
                    unknown_country(a)
                } else {
                    NearError::Asked(format!("no border {code} is known; {first} has {}", of.join(" ")))
                }
            })?;
            vec![pair]
        }
        None if all.is_known(&code) => all.pairs_of(&code).collect(),
        None => return Err(unknown_country(&code)),
    };
    Ok(pairs.into_iter().map(|p| (p.name(), Some(Geometry::MultiLineString(all.line(p))))).collect())
}
