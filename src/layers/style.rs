//! How events look in every drawn format: QGIS, SVG, HTML and KML share it.

/// One type of event on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TypeStyle {
    /// The value of `event_type`; empty for all others.
    pub value: &'static str,
    /// What the legend says.
    pub label: &'static str,
    /// Fill, `#rrggbb`. Dark enough to stand on the ground; told apart by the colour-blind together with
    /// the shape.
    pub color: &'static str,
    /// The marker: a shape that QGIS and SVG both draw.
    pub shape: &'static str,
    /// How much wider than a circle the shape is drawn in SVG and HTML, to look as large.
    pub factor: f64,
}

const fn style(
    value: &'static str,
    label: &'static str,
    color: &'static str,
    shape: &'static str,
    factor: f64,
) -> TypeStyle {
    TypeStyle { value, label, color, shape, factor }
}

/// ACLED's types of event, then all others.
pub(crate) const TYPES: [TypeStyle; 7] = [
    style("Battles", "Battle", "#b5202e", "circle", 1.0),
    style("Explosions/Remote violence", "Explosion or remote violence", "#e07b00", "star", 1.5),
    style("Violence against civilians", "Violence against civilians", "#6a2c91", "diamond", 1.2),
    style("Protests", "Protest", "#2e8b57", "triangle", 1.2),
    style("Riots", "Riot", "#8a9a1b", "pentagon", 1.1),
    style("Strategic developments", "Strategic development", "#1f6fb2", "square", 1.0),
    style("", "Other", "#6e6e6e", "circle", 1.0),
];

/// The style of an `event_type`.
pub(crate) fn of(event_type: &str) -> TypeStyle {
    let known = TYPES.into_iter().find(|t| t.value == event_type);
    known.unwrap_or(TYPES[TYPES.len() - 1])
}

/// Diameter of an event without deaths, mm.
pub(crate) const SIZE_MM: f64 = 3.2;
/// What the square root of the deaths adds to the diameter, mm: the area grows with the number.
pub(crate) const SIZE_STEP_MM: f64 = 0.55;
/// From here on the size grows no more.
pub(crate) const MOST_DEATHS: i64 = 150;

/// Diameter of an event by its deaths, mm.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn size_mm(deaths: i64) -> f64 {
    super::schema::round(SIZE_MM + SIZE_STEP_MM * (deaths.clamp(0, MOST_DEATHS) as f64).sqrt(), 2)
}

/// The sea and all that is not drawn.
pub(crate) const SEA: &str = "#dce6ea";
/// The land.
pub(crate) const LAND: &str = "#f6f2e9";
/// Borders between countries.
pub(crate) const BORDER: &str = "#8c8071";
/// Marks what needs review.
pub(crate) const REVIEW: &str = "#d81b60";
