//! Counts by bands of distance.

use super::answer::Sink;
use super::{NearArgs, NearError, Open};
use crate::layers::{Feature, Field, FieldType, GeometryType, Layer, Value};
use std::io::Write;

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

    /// Writes the table: band, count, share, and the least, the quartiles and the greatest distance, km. Returns the
    /// number of bands.
    pub(super) fn write(
        mut self,
        args: &NearArgs,
        gazetteer: Open<'_>,
        out: &mut dyn Write,
    ) -> Result<usize, NearError> {
        let total = self.km.iter().map(Vec::len).sum::<usize>() + self.nowhere;
        let share = |count: usize| Value::Real(count as f64 / total.max(1) as f64);
        let mut fields = vec![
            Field::new("band_km", FieldType::Text),
            Field::new("count", FieldType::Int),
            Field::new("share", FieldType::Real(3)),
        ];
        fields.extend(QUARTILES.map(|(name, _)| Field::new(name, FieldType::Real(3))));
        let layer = Layer { fields, ..Layer::new("bands", GeometryType::None) };
        let mut sink = Sink::begin(args, layer, gazetteer, out)?;
        let edges = self.edges.iter().map(Some).chain([None]);
        let mut from = 0.0;
        for (to, km) in edges.zip(&mut self.km) {
            km.sort_by(f64::total_cmp);
            let band = to.map_or_else(|| format!("{from}+"), |to| format!("{from}-{to}"));
            let at = |part: f64| km.get((km.len().saturating_sub(1) as f64 * part).round() as usize).copied();
            let mut values = vec![Value::Text(band), Value::Int(km.len() as i64), share(km.len())];
            values.extend(QUARTILES.map(|(_, part)| Value::from(at(part))));
            sink.row(Feature { geometry: None, values })?;
            from = to.copied().unwrap_or(from);
        }
        if self.nowhere > 0 {
            let values = vec![Value::Text("none".to_owned()), Value::Int(self.nowhere as i64), share(self.nowhere)];
            sink.row(Feature { geometry: None, values })?;
        }
        sink.finish()?;
        Ok(self.km.len())
    }
}

/// What is told of the distances of a band: column, and the part of them that is at most as far.
pub(super) const QUARTILES: [(&str, f64); 5] =
    [("nearest_km", 0.0), ("quartile1_km", 0.25), ("median_km", 0.5), ("quartile3_km", 0.75), ("farthest_km", 1.0)];
