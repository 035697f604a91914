//! One-to-one matching of the heaviest sum.

/// The pairs (row, column) of a matching whose weights have the greatest sum, in the order of the
/// rows. A pair of weight 0 or less is never matched.
///
/// The Hungarian method with potentials, O(rows² · columns); the rows of `weights` are equally long.
#[must_use]
// One number names a column in five tables at once: no iterator over one of them says that better.
#[allow(clippy::needless_range_loop)]
pub fn heaviest_matching(weights: &[Vec<i64>]) -> Vec<(usize, usize)> {
    let rows = weights.len();
    let columns = weights.iter().map(Vec::len).max().unwrap_or(0);
    let weight = |i: usize, j: usize| weights.get(i).and_then(|row| row.get(j)).map_or(0, |w| (*w).max(0));
    // With as many spare columns as rows each row can go unmatched, at weight 0. Row and column 0
    // are the method's own; every index below is at most `rows` or `wide`.
    let wide = columns + rows;
    let (mut u, mut v) = (vec![0i64; rows + 1], vec![0i64; wide + 1]);
    let mut row_of = vec![0usize; wide + 1];
    for row in 1..=rows {
        row_of[0] = row;
        let (mut least, mut done) = (vec![i64::MAX; wide + 1], vec![false; wide + 1]);
        let mut from = vec![0usize; wide + 1];
        let mut at = 0;
        while row_of[at] != 0 {
            done[at] = true;
            let (i, mut step, mut next) = (row_of[at], i64::MAX, 0);
            for j in 1..=wide {
                if done[j] {
                    continue;
                }
                let slack = -weight(i - 1, j - 1) - u[i] - v[j];
                if slack < least[j] {
                    (least[j], from[j]) = (slack, at);
                }
                if least[j] < step {
                    (step, next) = (least[j], j);
                }
            }
            for j in 0..=wide {
                if done[j] {
                    u[row_of[j]] += step;
                    v[j] -= step;
                } else if least[j] != i64::MAX {
                    least[j] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            row_of[at] = row_of[from[at]];
            at = from[at];
        }
    }
    let mut pairs: Vec<(usize, usize)> = (1..=columns)
        .filter(|j| row_of[*j] != 0)
        .map(|j| (row_of[j] - 1, j - 1))
        .filter(|(i, j)| weight(*i, *j) > 0)
        .collect();
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_counts_not_the_first_best() {
        // Greedy takes 9 and is left with 1; 8 + 7 is more.
        assert_eq!(heaviest_matching(&[vec![9, 8], vec![7, 1]]), [(0, 1), (1, 0)]);
        assert_eq!(heaviest_matching(&[vec![0, 0], vec![0, 5]]), [(1, 1)]);
        assert_eq!(heaviest_matching(&[vec![3], vec![4], vec![2]]), [(1, 0)]);
        assert_eq!(heaviest_matching(&[vec![], vec![]]), []);
        assert_eq!(heaviest_matching(&[]), []);
    }

    /// The best sum by trying everything.
    fn best(weights: &[Vec<i64>], row: usize, used: &mut Vec<bool>) -> i64 {
        if row == weights.len() {
            return 0;
        }
        let mut top = best(weights, row + 1, used);
        for j in 0..used.len() {
            if !used[j] {
                used[j] = true;
                top = top.max(weights[row][j] + best(weights, row + 1, used));
                used[j] = false;
            }
        }
        top
    }

    #[test]
    fn as_good_as_trying_everything() {
        let mut seed = 7u64;
        for case in 0..300 {
            let (rows, columns) = (case % 5 + 1, case / 5 % 5 + 1);
            let weights: Vec<Vec<i64>> = (0..rows)
                .map(|_| {
                    (0..columns)
                        .map(|_| {
                            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                            (seed >> 33) as i64 % 10
                        })
                        .collect()
                })
                .collect();
            let pairs = heaviest_matching(&weights);
            let sum: i64 = pairs.iter().map(|(i, j)| weights[*i][*j]).sum();
            assert_eq!(sum, best(&weights, 0, &mut vec![false; columns]), "{weights:?} {pairs:?}");
            let mut taken: Vec<usize> = pairs.iter().map(|p| p.1).collect();
            taken.sort_unstable();
            taken.dedup();
            assert_eq!(taken.len(), pairs.len());
        }
    }
}
