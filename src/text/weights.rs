use std::collections::HashMap;

/// The weights of a log-linear model: log-odds a unit of each kind of evidence, by its name.
#[derive(Debug, Clone, Default)]
pub struct Weights(HashMap<String, f64>);

impl Weights {
    /// Reads lines of a name, a tab and a weight; lines that begin with `#` are comments.
    #[must_use]
    pub fn parse(source: &str) -> Weights {
        let line = |line: &str| {
            let (name, weight) = line.split_once('\t')?;
            Some((name.to_owned(), weight.trim().parse().ok()?))
        };
        Weights(source.lines().filter(|l| !l.starts_with('#')).filter_map(line).collect())
    }

    /// The weight of one kind of evidence; 0 when it is not listed.
    #[must_use]
    pub fn get(&self, name: &str) -> f64 {
        self.0.get(name).copied().unwrap_or(0.0)
    }

    /// Each kind of evidence and its weight, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|(name, weight)| (name.as_str(), *weight))
    }

    /// The log-odds that a list of evidence adds up to.
    #[must_use]
    pub fn score(&self, evidence: &[(&'static str, f64)]) -> f64 {
        evidence.iter().map(|(name, value)| self.get(name) * value).sum()
    }
}
