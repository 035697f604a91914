//! What QGIS opens: the styles of the layers, and the project over the GeoPackage.
//!
//! The XML stands in `templates/`: one style a layer, which goes alike into the `layer_styles` of the
//! GeoPackage (as QML) and into the project.

mod project;
pub(crate) use project::Project;

use super::error::Result;
use super::schema::{Field, FieldType, GeometryType, Layer};
use super::style::{self, TypeStyle};
use minijinja::{Environment, Value, context};
use std::sync::OnceLock;

/// The columns of the attribute form of events, tab by tab; what is not named here comes last.
const FORM: [(&str, &[&str]); 3] = [
    (
        "What happened",
        &[
            "event_date",
            "event_type",
            "sub_event_type",
            "actor1",
            "assoc_actor_1",
            "actor2",
            "assoc_actor_2",
            "fatalities",
            "injuries",
            "abducted",
            "claimed_by",
            "text",
            "url",
        ],
    ),
    (
        "Where",
        &[
            "location",
            "location_ar",
            "relation",
            "uncertainty_km",
            "geo_precision",
            "confidence",
            "needs_review",
            "country",
            "admin1",
            "admin2",
            "admin3",
            "latitude",
            "longitude",
            "nearest_border",
            "border_km",
        ],
    ),
    ("Record", &[]),
];

/// The templates, compiled on the first call.
fn templates() -> Result<&'static Environment<'static>> {
    static TEMPLATES: OnceLock<Environment<'static>> = OnceLock::new();
    if let Some(env) = TEMPLATES.get() {
        return Ok(env);
    }
    let mut env = Environment::new();
    env.add_template("macros.xml", include_str!("templates/macros.xml"))?;
    env.add_template("style.xml", include_str!("templates/style.xml"))?;
    env.add_template("qml.xml", include_str!("templates/qml.xml"))?;
    env.add_template("sld.xml", include_str!("templates/sld.xml"))?;
    env.add_template("layout.xml", include_str!("templates/layout.xml"))?;
    env.add_template("project.xml", include_str!("templates/project.xml"))?;
    Ok(TEMPLATES.get_or_init(|| env))
}

/// QML and SLD of a layer that makan knows; `None` for others.
pub(crate) fn default_style(layer: &Layer) -> Result<Option<(String, String)>> {
    if !KNOWN.contains(&layer.name.as_str()) || layer.geometry == GeometryType::None {
        return Ok(None);
    }
    let env = templates()?;
    let context = style_context(layer, &layer.name, &style::TYPES, true, None);
    let qml = env.get_template("qml.xml")?.render(&context)?;
    Ok(Some((qml, env.get_template("sld.xml")?.render(&context)?)))
}

/// The layers that have a style.
const KNOWN: [&str; 6] = ["events", "places", "areas", "routes", "borders", "regions"];

/// True for the layers that carry labels.
fn is_labelled(style: &str) -> bool {
    matches!(style, "events" | "places" | "routes" | "regions")
}

/// What the template of a style needs. `events_id` is the id of the events' layer in a project, which
/// areas and routes take their date from.
fn style_context(
    layer: &Layer,
    name: &str,
    types: &[TypeStyle],
    has_countries: bool,
    events_id: Option<&str>,
) -> Value {
    let types: Vec<_> = types
        .iter()
        .map(|t| context! { value => t.value, label => t.label, color => t.color, shape => t.shape, mark => mark(t.shape) })
        .collect();
    let classes: Vec<_> = [(0, "none or unknown"), (10, "10"), (50, "50")]
        .map(|(deaths, label)| context! { size => style::size_mm(deaths), label => label })
        .into();
    let by = format!(
        "{} + {} * sqrt(min(coalesce(\"fatalities\", 0), {}))",
        style::SIZE_MM,
        style::SIZE_STEP_MM,
        style::MOST_DEATHS
    );
    context! {
        style => name,
        labelled => i32::from(is_labelled(name)),
        types => types,
        size => style::SIZE_MM,
        size_by => by,
        size_classes => classes,
        sea_color => style::SEA,
        land_color => style::LAND,
        border_color => style::BORDER,
        review_color => style::REVIEW,
        has_countries => has_countries,
        events_id => events_id,
        fields => layer.fields.iter().map(field).collect::<Vec<_>>(),
        groups => groups(layer, name),
        title_field => ["name", "from", "event_id"].into_iter().find(|f| layer.index(f).is_some()),
    }
}

fn field(field: &Field) -> Value {
    let widget = match field.kind {
        FieldType::Text | FieldType::Real(_) => "TextEdit",
        FieldType::Int => "Range",
        FieldType::Flag => "CheckBox",
        FieldType::Date => "DateTime",
    };
    context! { name => &field.name, alias => &field.alias, widget => widget }
}

/// The tabs of the form; the key `fid` is field 0 in QGIS.
fn groups(layer: &Layer, name: &str) -> Vec<Value> {
    if name != "events" && name != "review" {
        return Vec::new();
    }
    let named = |f: &str| FORM.iter().any(|(_, fields)| fields.contains(&f));
    let entry = |name: &str| layer.index(name).map(|i| context! { name => name, index => i + 1 });
    FORM.iter()
        .map(|(tab, fields)| {
            let rest = layer.fields.iter().map(|f| f.name.as_ref()).filter(|f| fields.is_empty() && !named(f));
            let fields: Vec<_> = fields.iter().copied().chain(rest).filter_map(entry).collect();
            context! { name => *tab, fields => fields }
        })
        .collect()
}

/// The name of a marker in SLD, which has fewer of them.
fn mark(shape: &str) -> &str {
    match shape {
        "diamond" => "cross",
        "pentagon" => "x",
        other => other,
    }
}
