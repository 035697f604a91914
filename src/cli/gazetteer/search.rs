//! `makan gazetteer search`, `show` and `at`.

use super::super::{Failure, Halt, Outcome};
use crate::gazetteer::{Gazetteer, Kind, PlaceRef, View};
use crate::space::{Borders, LonLat, Regions, distance_km, inverse};
use crate::text::Lang;
use std::io::Write;

/// Which places a search keeps.
pub(super) struct Filter {
    pub(super) country: Option<String>,
    pub(super) kind: Option<Kind>,
    pub(super) admin: Option<String>,
    pub(super) near: Option<LonLat>,
}

impl Filter {
    fn is_open(&self) -> bool {
        self.country.is_none() && self.kind.is_none() && self.admin.is_none()
    }

    /// The folded names by which the asked division may stand: its own, and those of divisions so called.
    fn divisions(&self, gazetteer: &Gazetteer) -> Vec<String> {
        let Some(asked) = self.admin.as_deref().map(crate::text::key) else { return Vec::new() };
        let called = gazetteer.named(&asked).into_iter().filter_map(|m| gazetteer.view(m.place));
        let called = called.filter(|v| v.kind().is_division()).map(|v| crate::text::key(v.name()));
        let mut out: Vec<String> = called.collect();
        out.push(asked);
        out
    }

    fn keeps(&self, view: &View, divisions: &[String]) -> bool {
        let lies_in = |name: &str| !name.is_empty() && divisions.contains(&crate::text::key(name));
        self.country.as_deref().is_none_or(|c| view.country() == c)
            && self.kind.is_none_or(|k| view.kind() == k)
            && (divisions.is_empty()
                || [view.admin1(), view.admin1_old(), view.admin2(), view.admin3()].into_iter().any(lies_in))
    }
}

/// Names that a filtered search looks at; without a filter it looks at three for each one shown.
const LOOKED_AT: usize = 500;

pub(super) fn search(
    gazetteer: &Gazetteer,
    name: &str,
    filter: &Filter,
    limit: usize,
    out: &mut impl Write,
) -> Result<Outcome, Halt> {
    let mut found: Vec<(PlaceRef, String, f64)> =
        gazetteer.named(&crate::text::key(name)).into_iter().map(|m| (m.place, m.name.to_owned(), 1.0)).collect();
    let model = crate::names::Model::embedded();
    let script = crate::text::Script::of_name(name);
    let looked_at = if filter.is_open() { limit.max(10) * 3 } else { LOOKED_AT.max(limit) };
    for (m, _) in gazetteer.fuzzy(name, looked_at) {
        found.push((m.place, m.name.to_owned(), model.similarity(name, script, m.name).min(0.999)));
    }
    let divisions = filter.divisions(gazetteer);
    let mut seen = std::collections::HashSet::new();
    found.retain(|(at, ..)| gazetteer.view(*at).is_some_and(|v| filter.keeps(&v, &divisions) && seen.insert(v.id())));
    let distance = |at: &PlaceRef| {
        let far = filter.near.map(|p| gazetteer.view(*at).and_then(|v| Some(distance_km(p, v.point()?))));
        far.map_or(0.0, |km| km.unwrap_or(f64::INFINITY))
    };
    let size = |at: &PlaceRef| gazetteer.view(*at).map_or(0.0, |v| crate::toponyms::prominence(&v));
    // With a point given, names that are about as alike go by their distance from it.
    let alike = |similarity: f64| if filter.near.is_some() { (similarity * 10.0).floor() } else { similarity };
    found.sort_by(|a, b| {
        alike(b.2)
            .total_cmp(&alike(a.2))
            .then_with(|| distance(&a.0).total_cmp(&distance(&b.0)))
            .then_with(|| b.2.total_cmp(&a.2))
            .then_with(|| size(&b.0).total_cmp(&size(&a.0)))
    });
    if found.is_empty() {
        return Err(Failure(format!(
            "no place sounds like {name:?} here; add a fuller gazetteer with --gazetteer, or loosen the filters"
        ))
        .into());
    }
    for (at, matched, similarity) in found.iter().take(limit) {
        let Some(view) = gazetteer.view(*at) else { continue };
        let point = view.point().map_or_else(|| "no point".to_owned(), |p| format!("{:.4},{:.4}", p.lat, p.lon));
        let divisions: Vec<&str> =
            [view.admin2(), view.admin1(), view.country()].into_iter().filter(|d| !d.is_empty()).collect();
        let arabic = view.name_in(Lang::Ar).unwrap_or_default();
        let far = filter.near.map_or_else(String::new, |_| format!("  {:.0} km", distance(at)));
        let by = if matched == view.name() { String::new() } else { format!("  as {matched}") };
        writeln!(
            out,
            "{similarity:.2}  {}  {}  {arabic}  {}  {}  {point}{far}{by}",
            view.id(),
            view.name(),
            view.kind(),
            divisions.join(", ")
        )?;
    }
    Ok(Outcome::Done)
}

pub(super) fn show(gazetteer: &Gazetteer, id: &str, out: &mut impl Write) -> Result<Outcome, Halt> {
    let place = gazetteer.find_id(id).and_then(|at| gazetteer.place(at));
    let Some(place) = place else {
        return Err(Failure(format!("no place has the id {id:?}; `makan gazetteer search NAME` gives ids")).into());
    };
    writeln!(out, "{}  {}", place.id, place.name)?;
    let mut line = |label: &str, value: &str| match value {
        "" => Ok(()),
        value => writeln!(out, "  {label:<12}{value}"),
    };
    line("kind", place.kind.code())?;
    line("code", &place.code)?;
    if let Some(p) = place.point {
        line("point", &format!("{:.5}, {:.5} (latitude, longitude)", p.lat, p.lon))?;
    }
    line("country", &place.country)?;
    line("admin1", &place.admin1)?;
    line("formerly in", &place.admin1_old)?;
    line("admin2", &place.admin2)?;
    line("admin3", &place.admin3)?;
    if place.population > 0 {
        line("population", &place.population.to_string())?;
    }
    line("since", &place.since.map(|y| y.to_string()).unwrap_or_default())?;
    line("until", &place.until.map(|y| y.to_string()).unwrap_or_default())?;
    for name in &place.names {
        let marks =
            [name.lang.map_or("", Lang::code), if name.preferred { "preferred" } else { "" }, name.usage.code()];
        let marks: Vec<&str> = marks.into_iter().filter(|m| !m.is_empty()).collect();
        line(
            "name",
            &if marks.is_empty() { name.text.clone() } else { format!("{} ({})", name.text, marks.join(", ")) },
        )?;
    }
    if let Some(outline) = gazetteer.find_id(id).and_then(|at| gazetteer.view(at)?.outline()) {
        let points: usize = outline.iter().map(|p| p.exterior().0.len()).sum();
        line("outline", &format!("{} polygons, {points} points", outline.0.len()))?;
    }
    line("source", &place.sources.join("; "))?;
    Ok(Outcome::Done)
}

pub(super) fn at(gazetteer: &Gazetteer, point: LonLat, out: &mut impl Write) -> Result<Outcome, Halt> {
    let borders = Borders::embedded();
    match borders.country_at(point) {
        Some(iso3) => writeln!(out, "country   {iso3}")?,
        None => writeln!(out, "country   none (sea, or unknown)")?,
    }
    let drawn: Vec<View> = gazetteer.divisions_at(point).into_iter().filter_map(|at| gazetteer.view(at)).collect();
    let mut shown = Vec::new();
    for view in drawn.iter().filter(|v| v.kind() != Kind::Country && v.until().is_none()) {
        if !shown.contains(&view.kind()) {
            writeln!(out, "{:<10}{} ({})", view.kind().code(), view.name(), view.id())?;
            shown.push(view.kind());
        }
    }
    if !shown.contains(&Kind::Admin1)
        && let Some(region) = Regions::embedded().at(point, i16::MAX)
    {
        writeln!(out, "admin1    {}", region.name)?;
    }
    if let Some(border) = borders.nearest_border(point) {
        writeln!(out, "border    {} {:.1} km", border.pair.name(), border.foot.km)?;
    }
    let mut reach = 0.5;
    while reach < 8.0 {
        let near: Vec<PlaceRef> =
            gazetteer.in_box(point.lon - reach, point.lat - reach, point.lon + reach, point.lat + reach).collect();
        let populated = near.into_iter().filter_map(|at| gazetteer.view(at)).filter(|v| v.kind().is_populated());
        let nearest =
            populated.filter_map(|v| Some((inverse(v.point()?, point), v))).min_by(|a, b| a.0.0.total_cmp(&b.0.0));
        if let Some(((km, bearing), view)) = nearest {
            writeln!(out, "nearest   {} ({}) {km:.1} km, at bearing {bearing:.0}° from it", view.name(), view.id())?;
            break;
        }
        reach *= 2.0;
    }
    Ok(Outcome::Done)
}
