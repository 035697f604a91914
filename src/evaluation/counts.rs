//! Counting right answers, and how far probabilities can be believed.

use serde::Serialize;

/// Counts of true and false answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Right answers.
    pub right: usize,
    /// Answers given.
    pub given: usize,
    /// Answers that the gold has.
    pub wanted: usize,
}

impl Counts {
    /// Right among given.
    #[must_use]
    pub fn precision(&self) -> f64 {
        ratio(self.right, self.given)
    }

    /// Right among wanted.
    #[must_use]
    pub fn recall(&self) -> f64 {
        ratio(self.right, self.wanted)
    }

    /// The harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(&self) -> f64 {
        ratio(2 * self.right, self.given + self.wanted)
    }

    /// Adds the counts of another.
    pub fn add(&mut self, other: Counts) {
        self.right += other.right;
        self.given += other.given;
        self.wanted += other.wanted;
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// Those that count.
    pub right: usize,
    /// All that were asked about.
    pub of: usize,
}

impl Share {
    /// Counts one more answer.
    pub fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    /// The share, 0 to 1; 0 of nothing.
    #[must_use]
    pub fn value(&self) -> f64 {
        ratio(self.right, self.of)
    }

    /// Adds the counts of another.
    pub fn add(&mut self, other: Share) {
        self.right += other.right;
        self.of += other.of;
    }
}

/// Right among all; 0 of nothing.
pub(super) fn ratio(right: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { real(right) / real(all) }
}

/// A count as a real number.
pub(super) fn real(n: usize) -> f64 {
    // Counts of names are far below 2⁵².
    #[allow(clippy::cast_precision_loss)]
    let n = n as f64;
    n
}

/// The mean; `None` of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / real(values.len()))
}

/// The middle value, or the mean of the two in the middle; `None` of nothing.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = if sorted.len().is_multiple_of(2) { *sorted.get(sorted.len() / 2 - 1)? } else { upper };
    Some(f64::midpoint(lower, upper))
}

/// One bin of a reliability table.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// The least probability in it, 0 to 0.9.
    pub from: f64,
    /// Answers in it.
    pub n: usize,
    /// Their mean probability; 0 where there are none.
    pub confidence: f64,
    /// The share of them that are right; 0 where there are none.
    pub accuracy: f64,
}

/// How far probabilities can be believed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Calibration {
    /// Answers in all.
    pub n: usize,
    /// The expected calibration error, 0 to 1 (Naeini et al. 2015).
    pub ece: f64,
    /// Ten bins of equal width.
    pub bins: Vec<Bin>,
}

/// The expected calibration error of probabilities (Naeini et al. 2015), over ten bins of equal
/// width: how far in each bin the mean probability is from the share of right answers, weighted by
/// the answers in it.
#[must_use]
pub fn calibration(answers: &[(f64, bool)]) -> Calibration {
    let mut sums = [(0usize, 0.0f64, 0usize); 10];
    for (p, right) in answers {
        // The cast keeps the integer part of a number between 0 and 9.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let bin = (p * 10.0).clamp(0.0, 9.0) as usize;
        if let Some(slot) = sums.get_mut(bin) {
            slot.0 += 1;
            slot.1 += p;
            slot.2 += usize::from(*right);
        }
    }
    let bins: Vec<Bin> = sums
        .into_iter()
        .enumerate()
        .map(|(i, (n, sum, right))| Bin {
            from: real(i) / 10.0,
            n,
            confidence: if n == 0 { 0.0 } else { sum / real(n) },
            accuracy: ratio(right, n),
        })
        .collect();
    let off: f64 = bins.iter().map(|b| real(b.n) * (b.confidence - b.accuracy).abs()).sum();
    Calibration { n: answers.len(), ece: off / real(answers.len().max(1)), bins }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_hand() {
        let c = Counts { right: 3, given: 4, wanted: 6 };
        assert_eq!((c.precision(), c.recall(), c.f1()), (0.75, 0.5, 0.6));
        assert_eq!(Counts::default().f1(), 0.0);
    }

    #[test]
    fn means_and_medians() {
        assert_eq!((mean(&[1.0, 2.0, 6.0]), mean(&[])), (Some(3.0), None));
        assert_eq!((median(&[6.0, 1.0, 2.0]), median(&[4.0, 1.0]), median(&[])), (Some(2.0), Some(2.5), None));
    }

    #[test]
    fn calibration_by_hand() {
        // Bin 0.9: two answers at 0.95, one right: |0.95 − 0.5| · 2. Bin 0.2: two at 0.25, none right: 0.25 · 2.
        let c = calibration(&[(0.95, true), (0.95, false), (0.25, false), (0.25, false)]);
        assert!((c.ece - (0.45 * 2.0 + 0.25 * 2.0) / 4.0).abs() < 1e-12, "{}", c.ece);
        assert_eq!((c.bins[9].n, c.bins[9].accuracy, c.bins[2].n, c.bins[0].n), (2, 0.5, 2, 0));
        assert_eq!(calibration(&[(1.0, true), (0.0, false)]).ece, 0.0);
        assert_eq!(calibration(&[]).ece, 0.0);
    }
}
