//! `map.html`: one page without internet, map and table linked to each other.
//!
//! Nothing from an article can become markup or script: the page's script puts it in place as text only,
//! the data stand in a JSON block in which `<`, `>` and `&` are escaped, links are made of http addresses
//! only, and the page's own policy (CSP) forbids every script but its own and every connection.

use super::ground::path;
use super::scene::{Frame, Scene, text as field};
use super::svg::{PX_PER_MM, markers};
use crate::layers::error::Result;
use crate::layers::formats::json_object;
use crate::layers::geometry::shape;
use crate::layers::style;
use crate::layers::xml::{clean, text};
use minijinja::{Environment, Value, context};
use serde_json::{Value as Json, json};
use std::fmt::Write;

/// The map's own units, about the pixels of a screen at the first view.
const MAP: (f64, f64) = (1000.0, 760.0);
/// Frame widths of ground around the first view.
const MARGIN: f64 = 1.0;
/// Detail of the ground, px at the first view: finer than in print, as the reader may come closer.
const DETAIL: f64 = 0.15;

pub(crate) fn render(scene: &Scene) -> Result<String> {
    let frame = scene.frame(MAP.0, MAP.1);
    let mut env = Environment::new();
    env.add_template("page.html", include_str!("page/page.html"))?;
    let context = context! {
        title => clean(&scene.meta.title),
        subtitle => clean(&scene.subtitle()),
        credit => clean(&scene.meta.attribution.join(" · ")),
        generator => &scene.meta.generator,
        width => MAP.0,
        height => MAP.1,
        sea => style::SEA,
        markers => Value::from_safe_string(markers()),
        ground => Value::from_safe_string(ground(scene, &frame)),
        data => Value::from_safe_string(embedded(&data(scene, &frame))),
        css => Value::from_safe_string(include_str!("page/page.css").to_owned()),
        js => Value::from_safe_string(include_str!("page/page.js").to_owned()),
        words => Value::from_safe_string(include_str!("page/words.json").to_owned()),
    };
    Ok(env.get_template("page.html")?.render(context)?)
}

/// JSON as it may stand inside a `<script>`: without the characters that end it.
fn embedded(json: &Json) -> String {
    json.to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

fn data(scene: &Scene, frame: &Frame) -> Json {
    let place = |c| {
        let p = frame.project(c);
        json!([round(p.x), round(p.y)])
    };
    let events: Vec<Json> = scene
        .events()
        .iter()
        .map(|e| {
            let mut all: Json = serde_json::from_str(&json_object(e.layer, e.feature)).unwrap_or(Json::Null);
            if all["location"].is_null() && !e.name.is_empty() {
                all["location"] = json!(e.name);
            }
            all["at"] = e.at.map_or(Json::Null, place);
            all["r"] = json!(round(style::size_mm(e.deaths) * PX_PER_MM / 2.0));
            all["t"] = json!(style::TYPES.iter().position(|t| *t == e.style));
            all
        })
        .collect();
    let names: Vec<Json> = scene
        .features("regions")
        .filter(|(l, f)| ["", "country"].contains(&field(l, f, "kind").as_str()))
        .filter_map(|(l, f)| {
            let (middle, room) = super::ground::visible_middle(shape(f)?, frame)?;
            Some(json!({"name": field(l, f, "name"), "ar": field(l, f, "name_ar"), "at": [round(middle.x), round(middle.y)], "room": round(room)}))
        })
        .collect();
    let types: Vec<Json> =
        style::TYPES.iter().map(|t| json!({"value": t.value, "label": t.label, "color": t.color})).collect();
    let (km, px) = frame.scale_bar(140.0);
    json!({
        "title": clean(&scene.meta.title), "subtitle": clean(&scene.subtitle()), "made_from": clean(&scene.meta.made_from),
        "days": scene.days().map(|(first, last)| [first, last]),
        "events": events, "names": names, "types": types, "km": km / px, "review": style::REVIEW
    })
}

fn round(x: f64) -> f64 {
    crate::layers::schema::round(x, 2)
}

/// The ground of the map: lines whose width does not grow with the zoom.
fn ground(scene: &Scene, frame: &Frame) -> String {
    let mut out = String::new();
    for (layer, feature) in scene.features("regions") {
        let Some(d) = shape(feature).map(|g| path(g, frame, MARGIN, DETAIL)).filter(|d| !d.is_empty()) else {
            continue;
        };
        let kind = field(layer, feature, "kind");
        let class = if kind.is_empty() || kind == "country" { "land" } else { "division" };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "<path class=\"{class}\" d=\"{d}\"/>");
    }
    let borders = scene.features("borders").filter_map(|(l, f)| Some(("border", shape(f)?, l, f)));
    let areas = scene.shapes(true).map(|(g, l, f)| ("area", g, l, f));
    let routes = scene.shapes(false).map(|(g, l, f)| ("route", g, l, f));
    for (class, g, layer, feature) in borders.chain(areas).chain(routes) {
        let d = path(g, frame, MARGIN, DETAIL);
        if !d.is_empty() {
            let event = text(&field(layer, feature, "event_id"));
            let _ = writeln!(out, "<path class=\"{class}\" d=\"{d}\" data-event=\"{event}\"/>");
        }
    }
    out
}
