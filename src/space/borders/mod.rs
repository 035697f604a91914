//! Land borders and country outlines.

mod decode;

use super::LonLat;
use decode::Topology;

/// Borders.
#[derive(Debug, Default)]
pub struct Borders {
    detailed: Topology,
}

impl Borders {
    /// Embedded.
    #[must_use]
    pub fn embedded() -> Borders {
        Borders { detailed: Topology::read(include_bytes!("../../../gazetteer/borders/detailed.bin.zst")).unwrap() }
    }
    /// Line.
    #[must_use]
    pub fn line(&self, a: &str, b: &str) -> Vec<Vec<LonLat>> {
        let (Some(a), Some(b)) = (self.detailed.owner(a), self.detailed.owner(b)) else { return vec![] };
        (0..self.detailed.arcs.len())
            .filter(|&i| {
                let arc = &self.detailed.arcs[i];
                (arc.left, arc.right) == (a, Some(b)) || (arc.left, arc.right) == (b, Some(a))
            })
            .map(|i| self.detailed.points(i))
            .collect()
    }
}
