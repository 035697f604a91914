//! Counts by bands of distance.

use std::io::{self, Write};

/// Distances sorted into bands.
pub(super) struct Bands {
    edges: Vec<f64>,
    /// One list more than there are edges.
    km: Vec<Vec<f64>>,
    nowhere: usize,
}

impl Bands {
    pub(super) fn new(edges: &[f64]) -> Self {
        let mut edges: Vec<f64> = edges.iter().copied().filter(|e| *e > 0.0).collect();
        edges.sort_by(f64::total_cmp);
        Bands { km: vec![Vec::new(); edges.len() + 1], edges, nowhere: 0 }
    }

    pub(super) fn add(&mut self, km: Option<f64>) {
        match km {
            Some(km) => self.km[self.edges.partition_point(|&e| e <= km)].push(km),
            None => self.nowhere += 1,
        }
    }

    /// Writes the table as CSV: band, count, share, and the least, the quartiles and the greatest distance, km.
    pub(super) fn write(mut self, out: &mut dyn Write) -> io::Result<usize> {
        let total: usize = self.km.iter().map(Vec::len).sum::<usize>() + self.nowhere;
        writeln!(out, "band_km,count,share,nearest_km,quartile1_km,median_km,quartile3_km,farthest_km")?;
        for (i, km) in self.km.iter_mut().enumerate() {
            km.sort_by(f64::total_cmp);
            let from = if i == 0 { 0.0 } else { self.edges[i - 1] };
            match self.edges.get(i) {
                Some(to) => write!(out, "{from}-{to}")?,
                None => write!(out, "{from}+")?,
            }
            write!(out, ",{},{:.3}", km.len(), km.len() as f64 / total.max(1) as f64)?;
            for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
                match km.get(((km.len().saturating_sub(1)) as f64 * share).round() as usize) {
                    Some(value) => write!(out, ",{value:.3}")?,
                    None => write!(out, ",")?,
                }
            }
            writeln!(out)?;
        }
        if self.nowhere > 0 {
            writeln!(out, "none,{},{:.3},,,,,", self.nowhere, self.nowhere as f64 / total as f64)?;
        }
        Ok(self.km.len())
    }
}
