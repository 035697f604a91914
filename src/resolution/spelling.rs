//! How many letters set two spellings apart.

use crate::text::{Script, key};

/// Letters of a name that are compared.
const MOST_LETTERS: usize = 40;

/// How many letters of the folded forms of two names must be inserted, left out, changed or swapped with
/// the next one (Damerau 1964) to make one of the other, and how many letters the longer one has.
/// `None` across scripts.
pub(super) fn changes(a: &str, b: &str) -> Option<(usize, usize)> {
    if Script::of_name(a) != Script::of_name(b) {
        return None;
    }
    let letters = |text: &str| key(text).chars().filter(|c| !c.is_whitespace()).take(MOST_LETTERS).collect();
    let (a, b): (Vec<char>, Vec<char>) = (letters(a), letters(b));
    Some((between(&a, &b), a.len().max(b.len())))
}

fn between(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = Vec::with_capacity(b.len() + 1);
        let mut left = i + 1;
        next.push(left);
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut cost = (at(&last, j) + usize::from(x != y)).min(at(&last, j + 1) + 1).min(left + 1);
            if i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x) {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            left = cost;
            next.push(cost);
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().unwrap_or(a.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_change_are_counted() {
        assert_eq!(changes("Bentia", "bentia"), Some((0, 6)));
        assert_eq!(changes("Bdentia", "Bentia"), Some((1, 7)));
        assert_eq!(changes("Bnetia", "Bentia"), Some((1, 6)));
        assert_eq!(changes("Kidal", "Gao"), Some((4, 5)));
        assert_eq!(changes("Ségou", "segou"), Some((0, 5)));
        assert_eq!(changes("Ségou", "سيغو"), None);
    }
}
