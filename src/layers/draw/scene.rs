//! What is drawn: the features of a run, and the part of the Earth that the map shows.

use crate::layers::geometry::{Bounds, shape};
use crate::layers::schema::{Cell, Feature, Layer};
use crate::layers::set::Metadata;
use crate::layers::style::{self, TypeStyle};
use geo_types::{Coord, Geometry};

/// The layers to draw.
pub(crate) struct Scene {
    pub meta: Metadata,
    pub layers: Vec<(Layer, Vec<Feature>)>,
}

/// An event as the maps show it.
pub(crate) struct Event<'a> {
    pub at: Option<Coord<f64>>,
    pub style: TypeStyle,
    pub deaths: i64,
    pub needs_review: bool,
    pub name: String,
    pub name_ar: String,
    /// How far it is from what was asked about, km, where it was.
    pub distance_km: Option<f64>,
    pub layer: &'a Layer,
    pub feature: &'a Feature,
}

impl Scene {
    pub fn new(meta: &Metadata) -> Scene {
        Scene { meta: meta.clone(), layers: Vec::new() }
    }

    /// The features of a layer, with its schema; none when the layer is not there.
    pub fn features(&self, name: &str) -> impl Iterator<Item = (&Layer, &Feature)> {
        let found = self.layers.iter().find(|(layer, _)| layer.name == name);
        found.into_iter().flat_map(|(layer, features)| features.iter().map(move |f| (layer, f)))
    }

    /// The layer that the map is about: the events, or whatever other layer it was given.
    pub fn main(&self) -> Option<&Layer> {
        let layers = || self.layers.iter().map(|(layer, _)| layer);
        layers().find(|l| l.name == "events").or_else(|| layers().find(|l| !OTHERS.contains(&l.name.as_str())))
    }

    /// The features of the layer that the map is about.
    pub fn things(&self) -> impl Iterator<Item = (&Layer, &Feature)> {
        self.features(self.main().map_or("", |layer| &layer.name))
    }

    /// The same as the map shows them.
    pub fn events(&self) -> Vec<Event<'_>> {
        self.things().map(|(layer, feature)| event(layer, feature)).collect()
    }

    /// The shapes over the ground, each with its feature: those of the areas and polygons, or of the stretches and lines.
    pub fn shapes(&self, areas: bool) -> impl Iterator<Item = (&Geometry<f64>, &Layer, &Feature)> {
        let name = if areas { "areas" } else { "routes" };
        let of_kind = move |g: &Geometry<f64>| match g {
            Geometry::Polygon(_) | Geometry::MultiPolygon(_) => areas,
            Geometry::LineString(_) | Geometry::MultiLineString(_) => !areas,
            _ => false,
        };
        let all = self.features(name).chain(self.things());
        all.filter_map(move |(l, f)| shape(f).filter(|g| of_kind(g)).map(|g| (g, l, f)))
    }

    /// The first and the last day of the events, ISO 8601.
    pub fn days(&self) -> Option<(String, String)> {
        let mut days: Vec<String> =
            self.things().map(|(l, f)| text(l, f, "event_date")).filter(|d| !d.is_empty()).collect();
        days.sort();
        Some((days.first()?.clone(), days.last()?.clone()))
    }

    /// One line under the title.
    pub fn subtitle(&self) -> String {
        let n = self.things().count();
        let mut parts = match self.main() {
            Some(layer) if layer.name != "events" => vec![format!("{}: {n}", layer.title)],
            _ => vec![format!("{n} event{}", if n == 1 { "" } else { "s" })],
        };
        if !self.meta.made_from.is_empty() {
            parts.push(format!("from {}", self.meta.made_from));
        }
        match self.days() {
            Some((first, last)) if first == last => parts.push(first),
            Some((first, last)) => parts.push(format!("{first} to {last}")),
            None => {}
        }
        parts.join(", ")
    }

    /// The frame that shows all events with their areas (or all regions, where there are none).
    pub fn frame(&self, width: f64, height: f64) -> Frame {
        Frame::new(self.bounds(), width, height)
    }

    /// The height at which a frame of a width holds just what it shows, px.
    pub fn height(&self, width: f64) -> f64 {
        let (wide, high) = extent(self.bounds());
        width * high / wide
    }

    fn bounds(&self) -> Bounds {
        let of = |names: &[&str]| {
            let mut bounds = Bounds::default();
            for name in names {
                self.features(name).filter_map(|(_, f)| shape(f)).for_each(|g| {
                    bounds.add(g);
                });
            }
            (!bounds.is_empty()).then_some(bounds)
        };
        let bounds = of(&[self.main().map_or("", |layer| &layer.name), "areas", "routes"]).or_else(|| of(&["regions"]));
        bounds.unwrap_or(Bounds { west: -18.0, south: 8.0, east: 25.0, north: 26.0 })
    }
}

/// The layers around the one that a map is about.
const OTHERS: [&str; 5] = ["places", "areas", "routes", "borders", "regions"];

fn event<'a>(layer: &'a Layer, feature: &'a Feature) -> Event<'a> {
    let deaths = layer.cells(feature).find_map(|(f, cell)| match cell {
        Cell::Int(n) if f.name == "fatalities" => Some(n),
        _ => None,
    });
    let distance_km = layer.cells(feature).find_map(|(f, cell)| match cell {
        Cell::Real(km) if f.name == "distance_km" => Some(km),
        _ => None,
    });
    Event {
        distance_km,
        at: match shape(feature) {
            Some(Geometry::Point(p)) => Some(p.0),
            _ => None,
        },
        style: style::of(&text(layer, feature, "event_type")),
        deaths: deaths.unwrap_or(0),
        needs_review: layer.cells(feature).any(|(f, cell)| f.name == "needs_review" && cell == Cell::Flag(true)),
        name: match layer.index("location").or_else(|| layer.label()) {
            Some(i) => layer.cells(feature).nth(i).map(|(_, c)| c.to_text().into_owned()).unwrap_or_default(),
            None => String::new(),
        },
        name_ar: ["location_ar", "name_ar"].map(|field| text(layer, feature, field)).concat(),
        layer,
        feature,
    }
}

/// The value of a field as text; empty when it is null or not there.
pub(crate) fn text(layer: &Layer, feature: &Feature, field: &str) -> String {
    layer.cells(feature).find(|(f, _)| f.name == field).map(|(_, c)| c.to_text().into_owned()).unwrap_or_default()
}

/// A part of the Earth on a sheet of so many pixels: equirectangular, true to scale at its middle
/// latitude, north up.
pub(crate) struct Frame {
    pub width: f64,
    pub height: f64,
    west: f64,
    north: f64,
    /// Pixels in a degree of longitude and of latitude.
    px: (f64, f64),
}

/// Width and height of a box and a tenth more on every side (half a degree at least), in degrees of latitude.
fn extent(bounds: Bounds) -> (f64, f64) {
    let middle = f64::midpoint(bounds.south, bounds.north).clamp(-80.0, 80.0);
    let wide = ((bounds.east - bounds.west) * 1.2).max(bounds.east - bounds.west + 1.0);
    let high = ((bounds.north - bounds.south) * 1.2).max(bounds.north - bounds.south + 1.0);
    (wide * middle.to_radians().cos(), high)
}

/// Kilometres in a degree of latitude, near enough for a scale bar.
const KM_PER_DEGREE: f64 = 111.2;

impl Frame {
    /// The frame that holds `bounds` and some ground around them.
    fn new(bounds: Bounds, width: f64, height: f64) -> Frame {
        let middle = Coord {
            x: f64::midpoint(bounds.west, bounds.east),
            y: f64::midpoint(bounds.south, bounds.north).clamp(-80.0, 80.0),
        };
        let (wide, high) = extent(bounds);
        let scale = (width / wide).min(height / high);
        let px = (scale * middle.y.to_radians().cos(), scale);
        Frame { width, height, west: middle.x - width / px.0 / 2.0, north: middle.y + height / px.1 / 2.0, px }
    }

    /// A position, (longitude, latitude) in degrees, as pixels from the upper left corner.
    pub fn project(&self, c: Coord<f64>) -> Coord<f64> {
        Coord { x: (c.x - self.west) * self.px.0, y: (self.north - c.y) * self.px.1 }
    }

    /// A round number of km for a scale bar of about `wanted` pixels, and its true length in pixels.
    pub fn scale_bar(&self, wanted: f64) -> (f64, f64) {
        let px_per_km = self.px.1 / KM_PER_DEGREE;
        let steps = [1000.0, 500.0, 200.0, 100.0, 50.0, 20.0, 10.0, 5.0, 2.0];
        let km = steps.into_iter().find(|km| km * px_per_km <= wanted).unwrap_or(1.0);
        (km, km * px_per_km)
    }
}
