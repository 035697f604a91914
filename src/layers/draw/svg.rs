//! `map.svg`: an overview map with legend, for print and for documents.

use super::ground::{holds, path, visible_middle};
use super::labels::{Block, Sheet, width};
use super::scene::{Event, Frame, Scene, text as field};
use crate::layers::error::Result;
use crate::layers::geometry::shape;
use crate::layers::style;
use crate::layers::xml::text;
use crate::text::Script;
use geo_types::{Coord, Geometry};
use std::fmt::Write;

/// Width of the sheet, and what it is higher than the map, px.
const SHEET: (f64, f64) = (1200.0, 140.0);
/// The map on it: left, top, width, px.
const MAP: (f64, f64, f64) = (24.0, 84.0, 900.0);
/// Its height, px: the legend stands beside it, and the whole fits a page.
const HEIGHT: (f64, f64) = (520.0, 740.0);
/// Pixels in a mm of the sizes of markers.
pub(crate) const PX_PER_MM: f64 = 3.6;
/// Fonts that know both scripts, on the usual systems.
const FONTS: &str =
    "'Noto Sans','Noto Sans Arabic','Noto Naskh Arabic','Segoe UI','Helvetica Neue','DejaVu Sans',Arial,sans-serif";

/// The same for a line of Arabic, those made for it first: whoever looks for a missing letter in other fonts (as resvg does)
/// may come upon one of another weight.
const ARABIC_FONTS: &str =
    "'Noto Sans Arabic','Noto Naskh Arabic','Segoe UI','Geeza Pro','Noto Sans','DejaVu Sans',Arial,sans-serif";

/// The attribute that a text of its own font needs; none for Latin.
fn own_font(text: &str) -> String {
    if Script::of_name(text) == Script::Arabic { format!(" font-family=\"{ARABIC_FONTS}\"") } else { String::new() }
}

pub(crate) fn render(scene: &Scene) -> Result<String> {
    let frame = scene.frame(MAP.2, scene.height(MAP.2).clamp(HEIGHT.0, HEIGHT.1).round());
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = head(&mut out, scene, &frame);
    let _ = ground(&mut out, scene, &frame);
    let _ = events(&mut out, scene, &frame);
    let _ = scale(&mut out, &frame);
    let _ = writeln!(
        out,
        "</g>\n<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#b5ab9b\"/>",
        MAP.0, MAP.1, frame.width, frame.height
    );
    let _ = legend(&mut out, scene);
    let credit = [scene.meta.attribution.join(" · "), scene.meta.generator.clone()];
    let credit: Vec<_> = credit.iter().filter(|c| !c.is_empty()).map(|c| text(c)).collect();
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"{}\" font-size=\"11\" fill=\"#6d655b\">{}</text>\n</svg>",
        MAP.0,
        MAP.1 + frame.height + 26.0,
        credit.join(" · ")
    );
    Ok(out)
}

fn head(out: &mut String, scene: &Scene, frame: &Frame) -> std::fmt::Result {
    let (w, h) = (SHEET.0, SHEET.1 + frame.height);
    let title = text(&scene.meta.title);
    let subtitle = text(&scene.subtitle());
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" font-family=\"{FONTS}\" role=\"img\" aria-labelledby=\"title desc\">"
    )?;
    writeln!(out, "<title id=\"title\">{title}</title>\n<desc id=\"desc\">{subtitle}</desc>")?;
    writeln!(
        out,
        "<defs><clipPath id=\"frame\"><rect width=\"{}\" height=\"{}\"/></clipPath>{}</defs>",
        frame.width,
        frame.height,
        markers()
    )?;
    writeln!(out, "<rect width=\"{w}\" height=\"{h}\" fill=\"#fff\"/>")?;
    writeln!(
        out,
        "<text x=\"{}\" y=\"42\" font-size=\"26\" font-weight=\"700\" fill=\"#28231d\">{title}</text>",
        MAP.0
    )?;
    writeln!(out, "<text x=\"{}\" y=\"68\" font-size=\"15\" fill=\"#6d655b\">{subtitle}</text>", MAP.0)
}

/// The markers of the event types as paths of radius 1, `m0`, `m1`, ...
pub(crate) fn markers() -> String {
    let one = |(i, t): (usize, &style::TypeStyle)| format!("<path id=\"m{i}\" d=\"{}\"/>", outline(t.shape, t.factor));
    style::TYPES.iter().enumerate().map(one).collect()
}

fn outline(shape: &str, r: f64) -> String {
    let corners = |n: u32, radius: &dyn Fn(u32) -> f64, turn: f64| {
        let at = |i: u32| {
            let angle = (f64::from(i) / f64::from(n) + turn) * std::f64::consts::TAU;
            format!("{:.3},{:.3}", radius(i) * angle.sin(), -radius(i) * angle.cos())
        };
        format!("M{}Z", (0..n).map(at).collect::<Vec<_>>().join(" "))
    };
    match shape {
        "star" => corners(10, &|i| if i % 2 == 0 { r } else { r * 0.42 }, 0.0),
        "diamond" => corners(4, &|_| r, 0.0),
        "square" => corners(4, &|_| r * std::f64::consts::SQRT_2 * 0.9, 0.125),
        "triangle" => corners(3, &|_| r, 0.0),
        "pentagon" => corners(5, &|_| r, 0.0),
        _ => format!("M0,-{r}A{r},{r} 0 1 1 0,{r}A{r},{r} 0 1 1 0,-{r}Z"),
    }
}

fn ground(out: &mut String, scene: &Scene, frame: &Frame) -> std::fmt::Result {
    writeln!(out, "<g transform=\"translate({},{})\" clip-path=\"url(#frame)\">", MAP.0, MAP.1)?;
    writeln!(out, "<rect width=\"{}\" height=\"{}\" fill=\"{}\"/>", frame.width, frame.height, style::SEA)?;
    let mut divisions = String::new();
    for (layer, feature) in scene.features("regions") {
        let Some(d) = shape(feature).map(|g| path(g, frame, 0.0, 0.4)).filter(|d| !d.is_empty()) else { continue };
        let kind = field(layer, feature, "kind");
        if kind.is_empty() || kind == "country" {
            writeln!(out, "<path d=\"{d}\" fill=\"{}\" stroke=\"#cfc6b6\" stroke-width=\"0.7\"/>", style::LAND)?;
        } else {
            writeln!(divisions, "<path d=\"{d}\" fill=\"none\" stroke=\"#ddd4c3\" stroke-width=\"0.8\"/>")?;
        }
    }
    out.push_str(&divisions);
    let borders = || scene.features("borders").filter_map(|(_, f)| shape(f));
    let border =
        |attributes: &str| format!("fill=\"none\" stroke=\"{}\" stroke-linejoin=\"round\" {attributes}", style::BORDER);
    paths(out, frame, borders(), &border("stroke-opacity=\"0.2\" stroke-width=\"6\""))?;
    paths(out, frame, borders(), &border("stroke-width=\"1.5\" stroke-dasharray=\"14 4 3 4\""))?;
    paths(out, frame, scene.shapes(true).map(|(g, ..)| g), AREA)?;
    let stretches = || scene.shapes(false).map(|(g, ..)| g);
    paths(out, frame, stretches(), "fill=\"none\" stroke=\"#fff\" stroke-opacity=\"0.8\" stroke-width=\"5\"")?;
    paths(out, frame, stretches(), STRETCH)
}

/// How areas and stretches are drawn, on the map and in the legend.
const AREA: &str = "fill=\"#b5202e\" fill-opacity=\"0.1\" stroke=\"#b5202e\" stroke-opacity=\"0.6\" stroke-width=\"1\" stroke-dasharray=\"1.5 2.5\"";
const STRETCH: &str = "fill=\"none\" stroke=\"#3d3a36\" stroke-width=\"2.2\" stroke-dasharray=\"8 5\"";

fn paths<'g>(
    out: &mut String,
    frame: &Frame,
    shapes: impl Iterator<Item = &'g Geometry<f64>>,
    attributes: &str,
) -> std::fmt::Result {
    for d in shapes.map(|g| path(g, frame, 0.0, 0.4)).filter(|d| !d.is_empty()) {
        writeln!(out, "<path d=\"{d}\" {attributes}/>")?;
    }
    Ok(())
}

fn events(out: &mut String, scene: &Scene, frame: &Frame) -> std::fmt::Result {
    let mut events = scene.events();
    events.sort_by_key(|e| std::cmp::Reverse(e.deaths));
    let mut sheet = Sheet::new(frame.width, frame.height);
    // The scale bar's corner.
    sheet.take(Block::around(Coord { x: 110.0, y: frame.height - 26.0 }, 220.0, 52.0));
    let placed: Vec<_> = events.iter().filter_map(|e| Some((e, frame.project(e.at?), radius(e.deaths)))).collect();
    for (event, at, r) in &placed {
        sheet.take(Block::around(*at, 2.0 * (r + ring(event)), 2.0 * (r + ring(event))));
    }
    let mut labels = String::new();
    let mut named: Vec<(&str, Coord<f64>)> = Vec::new();
    for (event, at, r) in &placed {
        // Events side by side at one place share its name.
        let is_known =
            |(name, c): &(&str, Coord<f64>)| *name == event.name && (*c - *at).x.hypot((*c - *at).y) < SHARED;
        if !event.needs_review && named.iter().any(is_known) {
            continue;
        }
        let mark = if event.needs_review { " ?" } else { "" };
        let far = event.distance_km.map(|km| format!(" · {}", distance(km))).unwrap_or_default();
        let lines = [format!("{}{mark}{far}", event.name), event.name_ar.clone()];
        let lines: Vec<_> = lines.into_iter().filter(|l| !l.trim().is_empty()).collect();
        let size = if event.deaths >= 10 { 14.0 } else { 12.5 };
        // Where both scripts find no room, the first line alone may, in small letters.
        let sizes = [(lines.len(), size), (lines.len().min(1), 11.0)];
        let spot = sizes.into_iter().find_map(|(count, size)| {
            let lines = lines.get(..count)?;
            let wide = lines.iter().map(|l| width(l, size)).fold(0.0, f64::max);
            let high = size * 1.2 * f64::from(u8::try_from(count).unwrap_or(2));
            Some((lines, size, sheet.beside(*at, r + ring(event), wide, high)?))
        });
        let Some((lines, size, spot)) = spot else { continue };
        named.push((event.name.as_str(), *at));
        let weight = if event.deaths >= 10 { 700 } else { 400 };
        for (line, i) in lines.iter().zip(0u8..) {
            let y = spot.top + size * (0.95 + 1.2 * f64::from(i));
            writeln!(
                labels,
                "<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"{}\" font-size=\"{size}\" font-weight=\"{weight}\"{}>{}</text>",
                spot.x,
                spot.anchor,
                own_font(line),
                text(line)
            )?;
        }
    }
    names(out, scene, frame, &mut sheet)?;
    for (event, at, r) in &placed {
        let i = style::TYPES.iter().position(|t| *t == event.style).unwrap_or(0);
        let (x, y) = (at.x, at.y);
        writeln!(out, "<g transform=\"translate({x:.1},{y:.1})\"><title>{}</title>", text(&summary(event)))?;
        if event.needs_review {
            writeln!(
                out,
                "<circle r=\"{:.1}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"6 3\"/>",
                r + 5.0,
                style::REVIEW
            )?;
        }
        writeln!(
            out,
            "<use href=\"#m{i}\" transform=\"scale({r:.2})\" fill=\"{}\" fill-opacity=\"0.92\" stroke=\"#fff\" stroke-width=\"{:.3}\" stroke-linejoin=\"round\"/></g>",
            event.style.color,
            1.4 / r
        )?;
    }
    writeln!(
        out,
        "<g fill=\"#2e2923\" stroke=\"#fff\" stroke-opacity=\"0.85\" stroke-width=\"3.2\" stroke-linejoin=\"round\" paint-order=\"stroke\">\n{labels}</g>"
    )
}

/// The names of the countries, where there is room for them.
fn names(out: &mut String, scene: &Scene, frame: &Frame, sheet: &mut Sheet) -> std::fmt::Result {
    writeln!(out, "<g fill=\"#978b7c\" text-anchor=\"middle\">")?;
    for (layer, feature) in scene.features("regions") {
        let kind = field(layer, feature, "kind");
        if !kind.is_empty() && kind != "country" {
            continue;
        }
        let Some((middle, room)) = shape(feature).and_then(|g| visible_middle(g, frame)) else { continue };
        let (name, name_ar) = (field(layer, feature, "name").to_uppercase(), field(layer, feature, "name_ar"));
        // One word a line, but for short ones: most of these countries are higher than wide.
        let whole = (vec![name.clone()], 15.0);
        let words = (in_lines(&name), 13.0);
        // Moved where its middle is taken, but never out of its country.
        let spots = || STEPS.iter().map(|(x, y)| Coord { x: middle.x + x * 30.0, y: middle.y + y * 22.0 });
        let is_in = |c: Coord<f64>| shape(feature).is_some_and(|g| holds(g, frame, c));
        let found = [whole, words].into_iter().find_map(|(lines, size)| {
            let wide = lines.iter().map(|l| width(l, size)).fold(width(&name_ar, size + 2.0), f64::max);
            let high = size * 1.15 * f64::from(u8::try_from(lines.len()).unwrap_or(3)) + size + 10.0;
            let free = |c: &Coord<f64>| {
                // With its ends in its country too, if it is more than a word.
                let ends = [c.x - wide * 0.4, c.x + wide * 0.4].into_iter().all(|x| is_in(Coord { x, ..*c }));
                (ends || (lines.len() > 1 || !name.contains(' ')) && is_in(*c) && wide < room * 1.3)
                    && sheet.try_take(Block::around(*c, wide, high))
            };
            Some((spots().find(free)?, lines, size, high))
        });
        let Some((Coord { x, y }, lines, size, high)) = found else { continue };
        let mut line = y - high / 2.0;
        for part in &lines {
            line += size * 1.15;
            writeln!(out, "<text x=\"{x:.1}\" y=\"{line:.1}\" font-size=\"{size}\">{}</text>", text(part))?;
        }
        line += size + 5.0;
        let (size, font) = (size + 2.0, own_font(&name_ar));
        let name_ar = text(&name_ar);
        writeln!(out, "<text x=\"{x:.1}\" y=\"{line:.1}\" font-size=\"{size}\"{font}>{name_ar}</text>")?;
    }
    writeln!(out, "</g>")
}

/// The words of a name in lines of about ten letters.
fn in_lines(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        match lines.last_mut().filter(|line| line.chars().count() + word.chars().count() < 10) {
            Some(line) => *line += &format!(" {word}"),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Two events of one name nearer than this, px, have one label.
const SHARED: f64 = 70.0;

/// Where the name of a country is tried, the middle first: 30 px across, 22 px down.
const STEPS: [(f64, f64); 21] = [
    (0.0, 0.0),
    (0.0, -1.0),
    (0.0, 1.0),
    (-1.0, 0.0),
    (1.0, 0.0),
    (0.0, -2.0),
    (0.0, 2.0),
    (-2.0, -1.0),
    (2.0, -1.0),
    (-2.0, 1.0),
    (2.0, 1.0),
    (0.0, -3.0),
    (0.0, 3.0),
    (-2.0, 0.0),
    (2.0, 0.0),
    (-3.0, 0.0),
    (3.0, 0.0),
    (-3.0, 2.0),
    (3.0, 2.0),
    (-3.0, -2.0),
    (3.0, -2.0),
];

fn scale(out: &mut String, frame: &Frame) -> std::fmt::Result {
    let (km, px) = frame.scale_bar(150.0);
    let y = frame.height - 16.0;
    writeln!(
        out,
        "<g transform=\"translate(18,{y})\" fill=\"#3d3a36\" font-size=\"12\"><rect x=\"-8\" y=\"-24\" width=\"{:.1}\" height=\"34\" fill=\"#fff\" fill-opacity=\"0.8\"/><path d=\"M0,-6V0H{px:.1}V-6\" fill=\"none\" stroke=\"#3d3a36\" stroke-width=\"1.5\"/><text x=\"{:.1}\" y=\"-8\" text-anchor=\"middle\">{km} km</text></g>",
        px + 16.0,
        px / 2.0
    )
}

fn legend(out: &mut String, scene: &Scene) -> std::fmt::Result {
    let events = scene.events();
    writeln!(
        out,
        "<g transform=\"translate(948,104)\" font-size=\"13.5\" fill=\"#3d3a36\">\n<text font-weight=\"700\" font-size=\"15\">{}</text>",
        text(scene.main().map_or("Events", |layer| &layer.title))
    )?;
    let mut y = 28.0;
    let is_about_events = scene.main().is_none_or(|layer| layer.name == "events");
    // That all are of another type says nothing where they are no events.
    let used = |t: &style::TypeStyle| (is_about_events || !t.value.is_empty()) && events.iter().any(|e| e.style == *t);
    for (i, t) in style::TYPES.iter().enumerate().filter(|(_, t)| used(t)) {
        writeln!(
            out,
            "<use href=\"#m{i}\" transform=\"translate(12,{:.1}) scale(7)\" fill=\"{}\"/><text x=\"34\" y=\"{y}\">{}</text>",
            y - 4.5,
            t.color,
            text(t.label)
        )?;
        y += 24.0;
    }
    if scene.main().is_some_and(|layer| layer.index("fatalities").is_some()) {
        y += 10.0;
        writeln!(out, "<text y=\"{y}\" font-weight=\"700\" font-size=\"15\">Killed</text>")?;
        y += 24.0;
        for (deaths, label) in [(0, "none or unknown"), (10, "10"), (50, "50")] {
            let r = radius(deaths);
            writeln!(
                out,
                "<circle cx=\"12\" cy=\"{:.1}\" r=\"{r:.1}\" fill=\"none\" stroke=\"#55504a\"/><text x=\"34\" y=\"{:.1}\">{label}</text>",
                y + r - 9.0,
                y + r - 4.5
            )?;
            y += 2.0 * r + 12.0;
        }
    }
    y += 14.0;
    let review = format!(
        "<circle cx=\"12\" r=\"9\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"6 3\"/>",
        style::REVIEW
    );
    let border = format!(
        "<path d=\"M0,0H26\" stroke=\"{}\" stroke-width=\"1.5\" stroke-dasharray=\"14 4 3 4\"/>",
        style::BORDER
    );
    // Only what the map shows.
    let marks = [
        (events.iter().any(|e| e.needs_review), review, "Needs review (?)"),
        (
            scene.shapes(true).next().is_some() && is_about_events,
            format!("<circle cx=\"12\" r=\"9\" {AREA}/>"),
            "Holds the true place (90 %)",
        ),
        (
            scene.shapes(false).next().is_some() && is_about_events,
            format!("<path d=\"M0,0H24\" {STRETCH}/>"),
            "Stretch named by a report",
        ),
        (scene.features("borders").next().is_some(), border, "Border"),
    ];
    for (_, mark, label) in marks.iter().filter(|(is_shown, ..)| *is_shown) {
        writeln!(
            out,
            "<g transform=\"translate(0,{:.1})\">{mark}</g><text x=\"34\" y=\"{y:.1}\">{label}</text>",
            y - 4.5
        )?;
        y += 26.0;
    }
    writeln!(out, "</g>")
}

/// Radius of an event's marker by its deaths, px.
pub(crate) fn radius(deaths: i64) -> f64 {
    style::size_mm(deaths) * PX_PER_MM / 2.0
}

/// A distance as people read it: in whole km from 10 km on.
fn distance(km: f64) -> String {
    if km.abs() < 9.95 { format!("{km:.1} km") } else { format!("{km:.0} km") }
}

/// What the ring of an event that needs review adds to its radius, px.
fn ring(event: &Event<'_>) -> f64 {
    if event.needs_review { 6.0 } else { 1.0 }
}

fn summary(event: &Event<'_>) -> String {
    let of = |name: &str| field(event.layer, event.feature, name);
    let parts = [event.name.clone(), of("event_date"), event.style.label.to_owned(), of("actor1"), of("text")];
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}
