//! `makan.qgz`: a project over `makan.gpkg` beside it.

use super::{is_labelled, style_context, templates};
use crate::layers::error::Result;
use crate::layers::geometry::{Bounds, shape};
use crate::layers::schema::{Cell, Feature, GeometryType, Layer};
use crate::layers::set::Metadata;
use crate::layers::style;
use crate::layers::writer::{Encoder, Sink};
use crate::layers::xml::clean;
use jiff::civil::Date;
use minijinja::{Value, context};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use zip::write::SimpleFileOptions;

/// The layers of the project from the top, by the table that they show; `review` shows events.
const ORDER: [&str; 7] = ["review", "events", "places", "routes", "areas", "borders", "regions"];
/// What the legend of the print layout says, from the top.
const LEGEND: [(&str, &str); 5] = [
    ("events", "Events"),
    ("review", "Needs review (?)"),
    ("areas", "Holds the true place (90 %)"),
    ("routes", "Stretch named by a report"),
    ("borders", "Border"),
];
/// Width and height of the map in the print layout, mm.
const MAP_MM: (f64, f64) = (217.0, 170.0);
/// Kilometres of a degree of latitude, near enough for a scale bar and a margin.
const KM_PER_DEGREE: f64 = 111.2;

/// Gathers what the project must know of the layers, and writes it at the end.
pub(crate) struct Project {
    sink: Option<Sink>,
    meta: Metadata,
    layers: Vec<(Layer, Bounds)>,
    types: BTreeSet<usize>,
    days: Option<(Date, Date)>,
    countries: BTreeMap<String, Bounds>,
    has_countries: bool,
    events: usize,
}

impl Project {
    pub fn new(sink: Sink, meta: &Metadata) -> Project {
        Project {
            sink: Some(sink),
            meta: Metadata {
                title: clean(&meta.title),
                attribution: meta.attribution.iter().map(|line| clean(line)).collect(),
                made_from: clean(&meta.made_from),
                ..meta.clone()
            },
            layers: Vec::new(),
            types: BTreeSet::new(),
            days: None,
            countries: BTreeMap::new(),
            has_countries: false,
            events: 0,
        }
    }

    fn event(&mut self, feature: &Feature) {
        let Some((layer, _)) = self.layers.last() else { return };
        self.events += 1;
        let bounds = shape(feature).map(Bounds::of);
        let mut kind = style::TYPES.len() - 1;
        for (field, cell) in layer.cells(feature) {
            match (field.name.as_ref(), cell) {
                ("event_type", Cell::Text(text)) => {
                    kind = style::TYPES.iter().position(|t| t.value == text).unwrap_or(kind);
                }
                ("event_date", Cell::Date(day)) => {
                    let (first, last) = self.days.unwrap_or((day, day));
                    self.days = Some((first.min(day), last.max(day)));
                }
                ("country", Cell::Text(country)) => {
                    let known = self.countries.entry(clean(country)).or_default();
                    bounds.into_iter().for_each(|b| known.merge(b));
                }
                _ => {}
            }
        }
        self.types.insert(kind);
    }

    /// What the map shows first: the events with some ground around them.
    fn focus(&self) -> Bounds {
        let of = |name: &str| self.layers.iter().find(|l| l.0.name == name).map(|l| l.1).filter(|b| !b.is_empty());
        let mut focus = of("events").unwrap_or_default();
        of("areas").into_iter().for_each(|b| focus.merge(b));
        if focus.is_empty() {
            focus =
                of("places").or(of("regions")).unwrap_or(Bounds { west: -18.0, south: 8.0, east: 25.0, north: 26.0 });
        }
        padded(focus)
    }

    fn layer(&self, name: &str) -> Option<(&Layer, Bounds)> {
        let table = if name == "review" { "events" } else { name };
        self.layers.iter().find(|l| l.0.name == table).map(|(layer, bounds)| (layer, *bounds))
    }

    fn render(&self) -> Result<String> {
        let env = templates()?;
        let styles = env.get_template("style.xml")?;
        let types: Vec<_> = self.types.iter().filter_map(|i| style::TYPES.get(*i).copied()).collect();
        let mut layers = Vec::new();
        for (name, (layer, bounds)) in ORDER.iter().filter_map(|name| Some((*name, self.layer(name)?))) {
            let style = style_context(layer, name, &types, self.has_countries, Some(&id("events")));
            let xml = styles.render(style)?;
            layers.push(layer_context(name, layer, bounds, &xml));
        }
        let legend: Vec<_> = LEGEND
            .iter()
            .filter_map(|(name, label)| Some((name, label, self.layer(name)?.0)))
            .map(|(name, label, layer)| context! { id => id(name), label => *label, source => source(name, layer) })
            .collect();
        let view = self.focus();
        let page = fitted(view, MAP_MM.0 / MAP_MM.1);
        let days = self.days.map(|(first, last)| (first.to_string(), last.to_string()));
        let context = context! {
            meta => context! {
                title => &self.meta.title, attribution => &self.meta.attribution, made_from => &self.meta.made_from,
                generator => &self.meta.generator,
            },
            stamp => self.meta.stamp.to_string(),
            layers => layers,
            legend => legend,
            view => corners(view),
            page => corners(page),
            bookmarks => self.bookmarks(view),
            first_day => days.as_ref().map(|d| d.0.clone()),
            last_day => days.as_ref().map(|d| d.1.clone()),
            subtitle => self.subtitle(),
            note => "Circles hold the true place with 90 % probability. Positions are read from news reports by a program; what is marked “?” needs review.",
            credit => format!("{}{}{}", self.meta.attribution.join(" · "), if self.meta.attribution.is_empty() { "" } else { " · " }, self.meta.generator),
            scale_km => scale_km(page),
            sea => rgb(style::SEA),
        };
        Ok(env.get_template("project.xml")?.render(context)?)
    }

    fn subtitle(&self) -> String {
        let mut parts = vec![format!("{} event{}", self.events, if self.events == 1 { "" } else { "s" })];
        if !self.meta.made_from.is_empty() {
            parts.push(format!("from {}", self.meta.made_from));
        }
        if let Some((first, last)) = self.days {
            parts.push(if first == last { first.to_string() } else { format!("{first} to {last}") });
        }
        parts.join(", ")
    }

    fn bookmarks(&self, view: Bounds) -> Vec<Value> {
        let one = |name: &str, group: &str, b: Bounds| {
            let Bounds { west, south, east, north } = b;
            let wkt =
                format!("POLYGON(({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))");
            context! { name => name, group => group, wkt => wkt }
        };
        let countries = self.countries.iter().filter(|(_, b)| !b.is_empty());
        let countries = countries.map(|(name, b)| one(name, "Countries", padded(*b)));
        std::iter::once(one("All events", "", view)).chain(countries).collect()
    }
}

impl Encoder for Project {
    fn begin(&mut self, layer: &Layer) -> Result<()> {
        self.layers.push((layer.clone(), Bounds::default()));
        Ok(())
    }

    fn feature(&mut self, feature: &Feature) -> Result<()> {
        let Some((layer, bounds)) = self.layers.last_mut() else { return Ok(()) };
        if let Some(shape) = shape(feature) {
            bounds.add(shape);
        }
        match layer.name.as_str() {
            "events" => self.event(feature),
            "regions" if !self.has_countries => {
                self.has_countries =
                    layer.cells(feature).any(|(f, cell)| f.name == "kind" && cell == Cell::Text("country"));
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        let Some(sink) = self.sink.take() else { return Ok(()) };
        let project = self.render()?;
        let mut archive = zip::ZipWriter::new(sink);
        // The earliest time that a zip file knows, so that the same input gives the same bytes.
        // Level 3 packs it nearly as small as level 6, in half of the time.
        let options =
            SimpleFileOptions::default().last_modified_time(zip::DateTime::default()).compression_level(Some(3));
        archive.start_file("makan.qgs", options)?;
        archive.write_all(project.as_bytes())?;
        Ok(archive.finish()?.flush()?)
    }
}

fn layer_context(name: &str, layer: &Layer, bounds: Bounds, xml: &str) -> Value {
    let (geometry, wkb) = match layer.geometry {
        GeometryType::Point => ("Point", "Point"),
        GeometryType::LineString => ("Line", "MultiLineString"),
        GeometryType::Polygon => ("Polygon", "MultiPolygon"),
        GeometryType::Any | GeometryType::None => ("Unknown", "Unknown"),
    };
    let is_review = name == "review";
    context! {
        id => id(name),
        style => name,
        title => if is_review { "Needs review" } else { layer.title.as_str() },
        doc => &layer.doc,
        source => source(name, layer),
        geometry => geometry,
        wkb => wkb,
        labelled => i32::from(is_labelled(name)),
        checked => name != "places",
        ground => matches!(name, "borders" | "regions"),
        extent => (!bounds.is_empty()).then(|| corners(bounds)),
        xml => xml,
    }
}

/// The id of a layer in the project.
fn id(name: &str) -> String {
    format!("{name}_makan")
}

/// Where QGIS finds a layer, from the project's folder.
fn source(name: &str, layer: &Layer) -> String {
    let filter = if name == "review" { "|subset=\"needs_review\" = 1" } else { "" };
    format!("./makan.gpkg|layername={}{filter}", layer.name)
}

fn corners(b: Bounds) -> Value {
    context! { west => b.west, south => b.south, east => b.east, north => b.north }
}

/// A tenth more on every side, and at least half a degree.
fn padded(b: Bounds) -> Bounds {
    let (dx, dy) = (((b.east - b.west) * 0.1).max(0.5), ((b.north - b.south) * 0.1).max(0.5));
    tidy(Bounds { west: b.west - dx, south: b.south - dy, east: b.east + dx, north: b.north + dy })
}

/// The smallest box around `b` whose width is `ratio` times its height, in degrees.
fn fitted(b: Bounds, ratio: f64) -> Bounds {
    let (width, height) = (b.east - b.west, b.north - b.south);
    let (dx, dy) = ((height * ratio - width).max(0.0) / 2.0, (width / ratio - height).max(0.0) / 2.0);
    tidy(Bounds { west: b.west - dx, south: b.south - dy, east: b.east + dx, north: b.north + dy })
}

fn tidy(b: Bounds) -> Bounds {
    let r = |x: f64| crate::layers::schema::round(x, 5);
    Bounds { west: r(b.west), south: r(b.south), east: r(b.east), north: r(b.north) }
}

/// A round number of km, two of which make about a fifth of the page's width.
fn scale_km(page: Bounds) -> f64 {
    let middle = f64::midpoint(page.south, page.north).to_radians();
    let wanted = (page.east - page.west) * middle.cos() * KM_PER_DEGREE / 10.0;
    let steps = [1000.0, 500.0, 200.0, 100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0];
    steps.into_iter().find(|km| *km <= wanted).unwrap_or(0.5)
}

/// `#rrggbb` as three numbers.
fn rgb(color: &str) -> Vec<u8> {
    let part = |i: usize| color.get(i..i + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(255);
    vec![part(1), part(3), part(5)]
}
