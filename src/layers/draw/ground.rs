//! Shapes as SVG paths: projected, cut to the frame, and no finer than a reader can see.

use super::scene::Frame;
use geo_types::{Coord, Geometry, LineString, Polygon};
use std::fmt::Write;

/// What is drawn beyond the frame, px, so that edges made by the cut stay out of sight.
const BEYOND: f64 = 40.0;

/// The path data of a shape: `M x,y ...`. `margin` is how many frame widths beyond the frame are kept,
/// `tolerance` the pixels by which a line may differ. Empty when nothing is in sight.
pub(crate) fn path(shape: &Geometry<f64>, frame: &Frame, margin: f64, tolerance: f64) -> String {
    let mut out = String::new();
    rings(shape, frame, margin, &mut |ring, closed| draw(&mut out, ring, closed, tolerance));
    out
}

/// The middle of the largest part of a polygon that is in the frame, and that part's width, px.
pub(crate) fn visible_middle(shape: &Geometry<f64>, frame: &Frame) -> Option<(Coord<f64>, f64)> {
    let mut best: Option<(f64, Coord<f64>, f64)> = None;
    rings(shape, frame, -BEYOND / frame.width, &mut |ring, _| {
        let (area, middle) = centroid(ring);
        let span = ring.iter().fold((f64::MAX, f64::MIN), |(a, b), c| (a.min(c.x), b.max(c.x)));
        if best.is_none_or(|b| area > b.0) {
            best = Some((area, middle, span.1 - span.0));
        }
    });
    best.filter(|b| b.0 > 1.0).map(|(_, middle, width)| (middle, width))
}

/// True when a position on the sheet, px, lies in a polygon.
pub(crate) fn holds(shape: &Geometry<f64>, frame: &Frame, at: Coord<f64>) -> bool {
    let mut inside = false;
    rings(shape, frame, 0.0, &mut |ring, _| {
        let before = ring.iter().cycle().skip(ring.len().saturating_sub(1));
        for (b, a) in ring.iter().zip(before) {
            if (a.y > at.y) != (b.y > at.y) && at.x < a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x) {
                inside = !inside;
            }
        }
    });
    inside
}

/// Calls `f` with every projected ring or line that is in the frame, and whether it is a ring.
fn rings(shape: &Geometry<f64>, frame: &Frame, margin: f64, f: &mut impl FnMut(&[Coord<f64>], bool)) {
    let (dx, dy) = (frame.width * margin + BEYOND, frame.height * margin + BEYOND);
    let (low, high) = (Coord { x: -dx, y: -dy }, Coord { x: frame.width + dx, y: frame.height + dy });
    let mut polygon = |p: &Polygon<f64>| {
        for ring in std::iter::once(p.exterior()).chain(p.interiors()) {
            let ring = cut_ring(ring.coords().map(|c| frame.project(*c)).collect(), low, high);
            if ring.len() > 2 {
                f(&ring, true);
            }
        }
    };
    match shape {
        Geometry::Polygon(p) => polygon(p),
        Geometry::MultiPolygon(m) => m.iter().for_each(polygon),
        Geometry::LineString(l) => cut_line(l, frame, low, high, &mut |part| f(part, false)),
        Geometry::MultiLineString(m) => {
            m.iter().for_each(|l| cut_line(l, frame, low, high, &mut |part| f(part, false)));
        }
        _ => {}
    }
}

/// The part of a ring inside a box (Sutherland and Hodgman 1974).
fn cut_ring(mut ring: Vec<Coord<f64>>, low: Coord<f64>, high: Coord<f64>) -> Vec<Coord<f64>> {
    // Signed distance inside each of the four sides.
    let sides: [&dyn Fn(Coord<f64>) -> f64; 4] =
        [&|c| c.x - low.x, &|c| high.x - c.x, &|c| c.y - low.y, &|c| high.y - c.y];
    for inside in sides {
        let mut kept = Vec::with_capacity(ring.len());
        let Some(mut before) = ring.last().copied() else { return ring };
        for &c in &ring {
            let (a, b) = (inside(before), inside(c));
            if (a < 0.0) != (b < 0.0) {
                let t = a / (a - b);
                kept.push(before + (c - before) * t);
            }
            if b >= 0.0 {
                kept.push(c);
            }
            before = c;
        }
        ring = kept;
    }
    ring
}

/// The stretches of a line that come near a box; whole segments, as the rest is out of sight.
fn cut_line(
    line: &LineString<f64>,
    frame: &Frame,
    low: Coord<f64>,
    high: Coord<f64>,
    f: &mut impl FnMut(&[Coord<f64>]),
) {
    let mut part: Vec<Coord<f64>> = Vec::new();
    let mut before: Option<Coord<f64>> = None;
    for c in line.coords().map(|c| frame.project(*c)) {
        if let Some(b) = before {
            let seen =
                b.x.max(c.x) >= low.x && b.x.min(c.x) <= high.x && b.y.max(c.y) >= low.y && b.y.min(c.y) <= high.y;
            if seen {
                if part.is_empty() {
                    part.push(b);
                }
                part.push(c);
            } else if !part.is_empty() {
                f(&part);
                part.clear();
            }
        }
        before = Some(c);
    }
    if !part.is_empty() {
        f(&part);
    }
}

/// Writes a line with only the points that it needs (Douglas and Peucker 1973), to a tenth of a pixel.
fn draw(out: &mut String, line: &[Coord<f64>], closed: bool, tolerance: f64) {
    if line.len() < 2 {
        return;
    }
    let mut keep = vec![false; line.len()];
    let last = line.len().saturating_sub(1);
    // A ring has no ends, so it is halved first.
    let middle = if closed { last / 2 } else { last };
    let mut stack = vec![(0, middle), (middle, last)];
    for i in [0, middle, last] {
        keep[i] = true;
    }
    while let Some((a, b)) = stack.pop() {
        let far = (a + 1..b).map(|i| (i, distance(line[i], line[a], line[b]))).max_by(|p, q| p.1.total_cmp(&q.1));
        if let Some((i, d)) = far
            && d > tolerance
        {
            keep[i] = true;
            stack.extend([(a, i), (i, b)]);
        }
    }
    let kept: Vec<_> = line.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(c, _)| *c).collect();
    if closed && kept.len() < 3 {
        return;
    }
    for (i, c) in kept.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(out, "{}{:.1},{:.1}", if i == 0 { "M" } else { " " }, c.x, c.y);
    }
    if closed {
        out.push('Z');
    }
}

/// Distance of a point from a stretch, in the units of both.
fn distance(p: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> f64 {
    let d = b - a;
    let length = d.x * d.x + d.y * d.y;
    let t = if length > 0.0 { (((p - a).x * d.x + (p - a).y * d.y) / length).clamp(0.0, 1.0) } else { 0.0 };
    let near = a + d * t;
    (p.x - near.x).hypot(p.y - near.y)
}

/// Area and centre of a ring on the plane.
fn centroid(ring: &[Coord<f64>]) -> (f64, Coord<f64>) {
    let Some(&o) = ring.first() else { return (0.0, Coord { x: 0.0, y: 0.0 }) };
    let (mut area, mut sum) = (0.0, Coord { x: 0.0, y: 0.0 });
    for i in 0..ring.len() {
        let (a, b) = (ring[i] - o, ring[(i + 1) % ring.len()] - o);
        let cross = a.x * b.y - b.x * a.y;
        area += cross;
        sum = sum + (a + b) * cross;
    }
    if area.abs() < 1e-9 { (0.0, o) } else { (area.abs() / 2.0, o + sum * (1.0 / (3.0 * area))) }
}
