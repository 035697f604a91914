//! An area as evenly spread points: shares of it, distances to it, its middle.

use crate::space::inside::Inside;
use crate::space::{LonLat, distance_km};
use geo::BoundingRect;
use geo_types::{LineString, MultiPolygon};

/// Points along each side of the area's box. A share is then right to about one part in a hundred.
const SIDE: u32 = 40;
/// How often the grid is made finer for an area that fills little of its box.
const FINER: u32 = 4;
/// The least number of points that stand for an area.
const LEAST: usize = 60;

/// The points, each with the share of ground that it stands for (the cosine of its latitude).
#[derive(Debug)]
pub(super) struct Sample {
    points: Vec<(LonLat, f64)>,
    inside: Inside,
}

impl Sample {
    /// `None` for an area without ground.
    pub(super) fn of(area: &MultiPolygon) -> Option<Self> {
        let bounds = area.bounding_rect()?;
        let ring = |r: &LineString| r.coords().map(|c| LonLat::new(c.x, c.y)).collect::<Vec<_>>();
        let rings: Vec<_> =
            area.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())).map(ring).collect();
        let inside = Inside::new(&rings);
        let mut points = Vec::new();
        for finer in 0..FINER {
            let side = SIDE << finer;
            let step = |i: u32| (f64::from(i) + 0.5) / f64::from(side);
            points.clear();
            for y in 0..side {
                let lat = bounds.min().y + bounds.height() * step(y);
                for x in 0..side {
                    let p = LonLat::new(bounds.min().x + bounds.width() * step(x), lat);
                    if inside.contains(p) {
                        points.push((p, lat.to_radians().cos()));
                    }
                }
            }
            if points.len() >= LEAST {
                break;
            }
        }
        if points.is_empty() {
            // Thinner than the grid: its corners stand for it.
            points = rings.into_iter().flatten().map(|p| (p, 1.0)).collect();
        }
        (!points.is_empty()).then_some(Sample { points, inside })
    }

    /// The value of a measure below which a share of the area lies.
    pub(super) fn quantile(&self, measure: impl Fn(LonLat) -> f64, share: f64) -> f64 {
        let mut values: Vec<(f64, f64)> = self.points.iter().map(|&(p, weight)| (measure(p), weight)).collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let wanted = share * values.iter().map(|v| v.1).sum::<f64>();
        let mut held = 0.0;
        for (value, weight) in &values {
            held += weight;
            if held >= wanted {
                return *value;
            }
        }
        values.last().map_or(0.0, |v| v.0)
    }

    /// The centre of gravity, or where that lies outside, the point of the area nearest to it.
    pub(super) fn middle(&self) -> LonLat {
        let total: f64 = self.points.iter().map(|p| p.1).sum();
        let sum = |of: fn(LonLat) -> f64| self.points.iter().map(|&(p, w)| of(p) * w).sum::<f64>() / total;
        let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
        let centre = LonLat::new(round(sum(|p| p.lon)), round(sum(|p| p.lat)));
        if self.holds(centre) { centre } else { self.nearest(centre) }
    }

    pub(super) fn holds(&self, p: LonLat) -> bool {
        self.inside.contains(p)
    }

    /// The sample point nearest to p.
    pub(super) fn nearest(&self, p: LonLat) -> LonLat {
        let km = |q: &&(LonLat, f64)| distance_km(p, q.0);
        self.points.iter().min_by(|a, b| km(a).total_cmp(&km(b))).map_or(p, |q| q.0)
    }
}
