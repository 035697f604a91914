//! The weights of the recogniser's evidence, learned from articles with known answers.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Log-odds a unit of each kind of evidence.
#[derive(Debug, Clone, Default)]
pub struct Weights(HashMap<String, f64>);

impl Weights {
    /// The weights that are part of the program; `gazetteer/models/README.md` says how they are fitted.
    #[must_use]
    pub fn embedded() -> &'static Weights {
        static WEIGHTS: OnceLock<Weights> = OnceLock::new();
        WEIGHTS.get_or_init(|| Weights::parse(include_str!("../../gazetteer/models/recogniser.tsv")))
    }

    /// Reads lines of a name and a weight.
    #[must_use]
    pub fn parse(source: &str) -> Weights {
        let line = |line: &str| {
            let (name, weight) = line.split_once('\t')?;
            Some((name.to_owned(), weight.trim().parse().ok()?))
        };
        Weights(source.lines().filter(|l| !l.starts_with('#')).filter_map(line).collect())
    }

    /// The weight of one kind of evidence; 0 when it was never seen.
    #[must_use]
    pub fn get(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or(0.0)
    }

    /// The log-odds that a list of evidence adds up to.
    #[must_use]
    pub fn score(&self, features: &[(&'static str, f64)]) -> f64 {
        features.iter().map(|(name, value)| self.get(name) * value).sum()
    }
}
