//! From reports to the rows of the layers.

use super::geometry::Bounds;
use super::{
    AreaRow, BorderRow, EventRow, LayerSet, PlaceRow, RegionRow, RejectedRow, ReviewRow, RouteRow, candidates_text,
    evidence_text,
};
use crate::article::Rejection;
use crate::events::{Event, Located, Report, merge};
use crate::gazetteer::{Gazetteer, Kind, Place};
use crate::resolution::{Location, REVIEW_BELOW, Resolution, relation_label};
use crate::space::{Borders, LonLat, NearestBorder, Regions, iso2_of, iso3_of};
use crate::text::{CodePoints, Lang, Precision};
use geo_types::{Geometry, LineString, MultiLineString, MultiPolygon};
use std::collections::BTreeSet;

/// Names of countries in a gazetteer, looked up once each.
pub struct Countries<'g> {
    gazetteer: &'g Gazetteer,
}

impl<'g> Countries<'g> {
    /// The countries of a gazetteer.
    #[must_use]
    pub fn new(gazetteer: &'g Gazetteer) -> Self {
        Countries { gazetteer }
    }

    /// The name of a country in a language, by its ISO 3166-1 alpha-3 code; the code where it has none.
    #[must_use]
    pub fn name(&self, iso3: &str, lang: Lang) -> String {
        let view = self.gazetteer.find_id(&format!("iso:{iso3}")).and_then(|at| self.gazetteer.view(at));
        match view {
            Some(view) => view.name_in(lang).unwrap_or_else(|| view.name()).to_owned(),
            None => iso3.to_owned(),
        }
    }

    /// The Arabic name of a first-level division; empty when it is not known.
    fn division_ar(&self, iso3: &str, name: &str) -> String {
        let iso2 = iso2_of(iso3).unwrap_or_default();
        let views =
            self.gazetteer.named(&crate::text::key(name)).into_iter().filter_map(|m| self.gazetteer.view(m.place));
        let mut divisions = views.filter(|v| v.kind() == Kind::Admin1 && v.country() == iso2);
        divisions.find_map(|v| v.name_in(Lang::Ar)).unwrap_or_default().to_owned()
    }
}

/// The row of one mention.
#[must_use]
pub fn place_row(report: &Report, number: usize, points: &CodePoints, countries: &Countries) -> Option<PlaceRow> {
    let mention = report.found.mentions.get(number)?;
    let resolution = report.resolutions.get(number)?;
    let place = resolution.place.as_deref();
    let text = |f: fn(&Place) -> String| place.map(f).unwrap_or_default();
    let iso3 = place.and_then(|p| iso3_of(&p.country));
    let point = place.and_then(|p| p.point);
    let border = point.and_then(|p| border_near(p, iso3.unwrap_or_default()));
    Some(PlaceRow {
        doc_id: report.article.id.clone(),
        start: count(points.at(mention.range.start)),
        end: count(points.at(mention.range.end)),
        surface: mention.surface.clone(),
        place_id: text(|p| p.id.clone()),
        name: text(|p| p.name.clone()),
        name_ar: text(|p| p.name_in(Lang::Ar).unwrap_or_default().to_owned()),
        kind: text(|p| p.kind.code().to_owned()),
        country: iso3.map(|c| countries.name(c, Lang::En)).unwrap_or_default(),
        admin1: text(|p| p.admin1.clone()),
        similarity: similarity(resolution),
        confidence: place.map(|_| resolution.confidence),
        method: place.map(|_| resolution.method.code().to_owned()).unwrap_or_default(),
        relation: relation_label(&report.found, &report.resolutions, number),
        lang: mention.lang.code().to_owned(),
        nearest_border: border.map(|b| b.other.to_owned()).unwrap_or_default(),
        border_km: border.map(|b| b.foot.km),
        point,
    })
}

/// The nearest land border of the country that a point is counted to (ISO 3166-1 alpha-3), else of the one it lies in.
fn border_near(point: LonLat, iso3: &str) -> Option<NearestBorder<'static>> {
    let borders = Borders::embedded();
    borders.nearest_border_of(point, iso3).or_else(|| borders.nearest_border(point))
}

fn similarity(resolution: &Resolution) -> Option<f64> {
    let place = resolution.place.as_ref()?;
    let chosen = resolution.candidates.iter().find(|c| c.place.id == place.id);
    Some(chosen.map_or(1.0, |c| c.similarity))
}

fn count(n: usize) -> Option<i64> {
    i64::try_from(n).ok()
}

/// The row for review of a mention that is unresolved or doubtful; `None` for one that is sure.
#[must_use]
pub fn review_row(report: &Report, number: usize, points: &CodePoints) -> Option<ReviewRow> {
    let mention = report.found.mentions.get(number)?;
    let resolution = report.resolutions.get(number)?;
    let reason = match &resolution.place {
        None if resolution.candidates.is_empty() => "no place of this or a like name is known".to_owned(),
        None => "no candidate is good enough".to_owned(),
        Some(place) if resolution.confidence < REVIEW_BELOW => format!("{} is only probable", place.name),
        Some(_) => return None,
    };
    Some(ReviewRow {
        doc_id: report.article.id.clone(),
        start: count(points.at(mention.range.start)),
        end: count(points.at(mention.range.end)),
        surface: mention.surface.clone(),
        sentence: report.article.sentence_text(mention.sentence).to_owned(),
        lang: mention.lang.code().to_owned(),
        reason,
        candidates: candidates_text(&resolution.candidates, 10),
        evidence: evidence_text(&resolution.candidates, 3),
        decision: String::new(),
        scope: String::new(),
    })
}

/// Puts reports into the rows of all layers. `km_to` are the countries that `--border` asks for;
/// with `merging`, reports of one event become one event.
#[must_use]
pub fn assemble(
    reports: &[Report],
    rejected: &[Rejection],
    gazetteer: &Gazetteer,
    km_to: &[String],
    merging: bool,
) -> LayerSet {
    let countries = Countries::new(gazetteer);
    let mut set = LayerSet { km_to: km_to.to_vec(), ..LayerSet::default() };
    let mut touched = BTreeSet::new();
    for report in reports {
        let points = CodePoints::new(&report.article.text);
        for number in 0..report.found.mentions.len() {
            set.places.extend(place_row(report, number, &points, &countries));
            set.review.extend(review_row(report, number, &points));
        }
    }
    let told: Vec<(&Report, &Event, Option<&Location>)> = reports
        .iter()
        .flat_map(|r| r.events.iter().filter(|(e, _)| !e.is_background).map(move |(e, l)| (r, e, l.as_ref())))
        .collect();
    for Telling { lead, event, docs } in tellings(&told, merging) {
        let Some((report, _, location)) = told.get(lead) else { continue };
        let mut row = event_row(report, &event, *location, &countries, km_to);
        row.sources = count(docs.len());
        row.source_ids = docs.join("; ");
        if !row.iso3.is_empty() {
            touched.insert(row.iso3.clone());
        }
        if let Some(location) = location {
            add_ground(&mut set, &row, location);
        }
        set.events.push(row);
    }
    set.rejected = rejected
        .iter()
        .map(|r| RejectedRow {
            input: r.input.clone(),
            record: r.record.clone().unwrap_or_default(),
            line: r.line.and_then(|l| i64::try_from(l).ok()),
            reason: r.reason.clone(),
        })
        .collect();
    touched.extend(km_to.iter().cloned());
    let mut view = Bounds::default();
    for (lon, lat) in set.events.iter().filter_map(|e| e.longitude.zip(e.latitude)) {
        view.add_coord((lon, lat).into());
    }
    (set.borders, set.regions) = ground(touched, view, &countries);
    set.meta.made_from = match reports.len() {
        1 => "1 article".to_owned(),
        count => format!("{count} articles"),
    };
    set.meta.attribution = attribution();
    if let Some(last) = reports.iter().filter_map(|r| r.article.published).max() {
        set.meta.stamp = last;
    }
    set
}

/// One event as its reports tell it: the one that places it best, and all of their articles.
struct Telling {
    lead: usize,
    event: Event,
    docs: Vec<String>,
}

/// Each event by itself, or the reports of one event together.
fn tellings(told: &[(&Report, &Event, Option<&Location>)], merging: bool) -> Vec<Telling> {
    if !merging {
        let alone = |(lead, (report, event, _)): (usize, &(&Report, &Event, Option<&Location>))| Telling {
            lead,
            event: (*event).clone(),
            docs: vec![report.article.id.clone()],
        };
        return told.iter().enumerate().map(alone).collect();
    }
    let located: Vec<Located> = told
        .iter()
        .map(|(report, event, location)| Located {
            doc: report.article.id.clone(),
            published: report.article.published,
            event: (*event).clone(),
            point: location.map(|l| l.placement.point),
            uncertainty_km: location.map_or(0.0, |l| l.placement.uncertainty_km),
        })
        .collect();
    let mut out: Vec<Telling> = merge(&located)
        .into_iter()
        .map(|merged| Telling {
            lead: merged.lead,
            docs: merged.members.iter().filter_map(|m| located.get(*m)).map(|l| l.doc.clone()).collect(),
            event: merged.event,
        })
        .collect();
    // In the order of the input, whatever the merging made of it.
    out.sort_by_key(|t| t.lead);
    out
}

/// The area and the stretch of an event.
fn add_ground(set: &mut LayerSet, row: &EventRow, location: &Location) {
    set.areas.push(AreaRow {
        event_id: row.event_id.clone(),
        relation: location.relation.clone(),
        uncertainty_km: Some(location.placement.uncertainty_km),
        geometry: Some(whole(&location.placement.area)),
    });
    if let (Some((from, to)), Some(line)) = (&location.route, &location.placement.line) {
        set.routes.push(RouteRow {
            event_id: row.event_id.clone(),
            from: from.clone(),
            to: to.clone(),
            length_km: Some(length_km(line)),
            geometry: Some(line.clone().into()),
        });
    }
}

/// Who must be named for the data on the map.
#[must_use]
pub fn attribution() -> Vec<String> {
    [
        "Place names: GeoNames (geonames.org), CC BY 4.0",
        "Borders and some places: © OpenStreetMap contributors (openstreetmap.org/copyright), ODbL",
        "Divisions: Natural Earth, public domain",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn event_row(
    report: &Report,
    event: &Event,
    location: Option<&Location>,
    countries: &Countries,
    km_to: &[String],
) -> EventRow {
    let article = &report.article;
    let borders = Borders::embedded();
    let own = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |toll: Option<crate::events::Toll>| toll.map(|t| i64::from(t.best));
    let point = location.map(|l| l.placement.point);
    let year = article.published.map_or(2025, jiff::civil::Date::year);
    let place = location.map(|l| l.place.as_ref());
    let iso3 = place
        .and_then(|p| iso3_of(&p.country))
        .or_else(|| point.and_then(|p| borders.country_at(p)))
        .unwrap_or_default();
    let nearest = point.and_then(|p| border_near(p, iso3));
    // A place stands in its own divisions; a point told by a phrase in those that hold it.
    let is_itself = location.is_some_and(|l| l.relation == "at" || l.relation.starts_with("in region"));
    let (admin1, admin2, admin3) = match place {
        Some(place) if is_itself => divisions(place),
        _ => {
            let region = point.and_then(|p| Regions::embedded().at(p, year));
            (region.map(|r| r.name.clone()).unwrap_or_default(), String::new(), String::new())
        }
    };
    let mut row = EventRow {
        doc_id: article.id.clone(),
        rank: Some(i64::from(event.rank)),
        event_date: event.date,
        time_precision: event.date.map(|_| match event.time_precision {
            Precision::Day => 1,
            Precision::Week => 2,
            Precision::Month | Precision::Year => 3,
        }),
        event_type: event.event_type().to_owned(),
        sub_event_type: event.sub_event_type.name().to_owned(),
        actor1: own(&event.actor1),
        assoc_actor_1: own(&event.assoc_actor_1),
        actor2: own(&event.actor2),
        assoc_actor_2: own(&event.assoc_actor_2),
        fatalities: number(event.fatalities),
        injuries: number(event.injuries),
        abducted: number(event.abducted),
        claimed_by: own(&event.claimed_by),
        country: if iso3.is_empty() { String::new() } else { countries.name(iso3, Lang::En) },
        iso3: iso3.to_owned(),
        admin1,
        admin2,
        admin3,
        location: place.map(|p| p.name.clone()).unwrap_or_default(),
        location_ar: place.and_then(|p| p.name_in(Lang::Ar)).unwrap_or_default().to_owned(),
        place_id: place.map(|p| p.id.clone()).unwrap_or_default(),
        latitude: point.map(|p| p.lat),
        longitude: point.map(|p| p.lon),
        geo_precision: location.map(|l| l.precision as i64),
        uncertainty_km: location.map(|l| l.placement.uncertainty_km),
        relation: location.map(|l| l.relation.clone()).unwrap_or_default(),
        // Right are both: that it happened as told, and that it happened there.
        confidence: Some(event.confidence * location.map_or(1.0, |l| l.confidence)),
        needs_review: event.confidence < REVIEW_BELOW || location.is_none_or(|l| !l.doubt.is_empty()),
        nearest_border: nearest.map(|n| n.other.to_owned()).unwrap_or_default(),
        border_km: nearest.map(|n| n.foot.km),
        sources: Some(1),
        source_ids: article.id.clone(),
        lang: article.sentences.get(event.sentence).map_or(article.lang, |s| s.lang).code().to_owned(),
        url: article.url.clone().unwrap_or_default(),
        text: match &article.title {
            Some(title) if event.in_headline => title.clone(),
            _ => article.sentence_text(event.sentence).to_owned(),
        },
        km_to: km_to.iter().map(|c| point.and_then(|p| borders.km_to_country_border(p, c))).collect(),
        ..EventRow::default()
    };
    row.event_id = event_id(&row, event.trigger.start);
    row
}

fn divisions(place: &Place) -> (String, String, String) {
    match place.kind {
        Kind::Country | Kind::Region => (String::new(), String::new(), String::new()),
        Kind::Admin1 => (place.name.clone(), String::new(), String::new()),
        Kind::Admin2 => (place.admin1.clone(), place.name.clone(), String::new()),
        Kind::Admin3 => (place.admin1.clone(), place.admin2.clone(), place.name.clone()),
        _ => (place.admin1.clone(), place.admin2.clone(), place.admin3.clone()),
    }
}

/// A stable identifier: a hash (FNV-1a, 64 bits) of the article, what happened and where it is told.
fn event_id(row: &EventRow, trigger: usize) -> String {
    let facts = format!("{}\0{}\0{}\0{trigger}", row.doc_id, row.sub_event_type, row.place_id);
    let hash = facts.bytes().fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{}-{hash:016x}", if row.iso3.is_empty() { "XXX" } else { &row.iso3 })
}

fn whole(area: &MultiPolygon) -> Geometry<f64> {
    match area.0.as_slice() {
        [one] => one.clone().into(),
        _ => area.clone().into(),
    }
}

fn length_km(line: &LineString) -> f64 {
    line.lines()
        .map(|l| crate::space::distance_km(LonLat::new(l.start.x, l.start.y), LonLat::new(l.end.x, l.end.y)))
        .sum()
}

/// So many degrees around what is shown count as in sight, at least.
const IN_SIGHT: f64 = 3.0;

/// The ground of a map: the countries (ISO 3166-1 alpha-3) where something happened with their borders and divisions,
/// and the outlines of their neighbours and of all others in sight of what is shown, which lies in `view`; Mali, where
/// nothing is known.
#[must_use]
pub(crate) fn ground(
    mut touched: BTreeSet<String>,
    view: Bounds,
    countries: &Countries,
) -> (Vec<BorderRow>, Vec<RegionRow>) {
    let (mut lines, mut areas) = (Vec::new(), Vec::new());
    let borders = Borders::embedded();
    touched.retain(|iso3| borders.is_known(iso3));
    if touched.is_empty() && view.is_empty() {
        touched.insert("MLI".to_owned());
    }
    let mut shown = touched.clone();
    if !view.is_empty() {
        // What a frame around it of any shape may hold, so that no land is drawn as sea.
        let (wide, high) = (view.east - view.west, view.north - view.south);
        let more = (0.5 * wide.max(high)).max(IN_SIGHT);
        let seen = borders.countries_in([view.west - more, view.south - more, view.east + more, view.north + more]);
        shown.extend(seen.into_iter().map(str::to_owned));
    }
    for pair in borders.pairs() {
        let name = pair.name();
        let (Some(a), Some(b)) = (name.get(..3), name.get(4..)) else { continue };
        if !touched.contains(a) && !touched.contains(b) {
            continue;
        }
        shown.extend([a.to_owned(), b.to_owned()]);
        let line: MultiLineString = borders.drawn_line(pair);
        lines.push(BorderRow {
            iso3_a: a.to_owned(),
            iso3_b: b.to_owned(),
            name: format!("{} – {}", countries.name(a, Lang::En), countries.name(b, Lang::En)),
            length_km: borders.length_km(pair),
            geometry: Some(match line.0.as_slice() {
                [one] => one.clone().into(),
                _ => line.into(),
            }),
        });
    }
    for iso3 in &shown {
        areas.push(RegionRow {
            iso3: iso3.clone(),
            name: countries.name(iso3, Lang::En),
            name_ar: countries.name(iso3, Lang::Ar),
            kind: Kind::Country.code().to_owned(),
            geometry: borders.drawn_outline(iso3).map(|o| whole(&o)),
            ..RegionRow::default()
        });
    }
    let regions = Regions::embedded();
    for region in regions.all().iter().filter(|r| touched.contains(&r.iso3)) {
        areas.push(RegionRow {
            iso3: region.iso3.clone(),
            name: region.name.clone(),
            name_ar: countries.division_ar(&region.iso3, &region.name),
            kind: Kind::Admin1.code().to_owned(),
            since: region.since.map(i64::from),
            until: region.until.map(i64::from),
            geometry: Some(whole(&regions.polygon(region))),
        });
    }
    (lines, areas)
}
