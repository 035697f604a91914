//! Numbers and days as text, fast: what is written is mostly coordinates.

use jiff::civil::Date;
use std::io::Write;

/// Decimals that are tried before the general way: those of a coordinate.
const DECIMALS: usize = 7;
/// Ten to that.
const UNIT: f64 = 1e7;
/// Below this, a whole number of units is exact and its decimal form is the shortest that reads back the same
/// (two decimals of 15 digits are never one `f64`).
const MOST: f64 = 1e15;

/// Appends the shortest decimal form that reads back as `x`, always with a point: `-8.92`, `13.0`.
pub(crate) fn real(out: &mut Vec<u8>, x: f64) {
    let units = (x * UNIT).round();
    if units.abs() >= MOST || units / UNIT != x {
        // Writing to memory cannot fail.
        let _ = write!(out, "{x:?}");
        return;
    }
    if units < 0.0 {
        out.push(b'-');
    }
    let units = units.abs() as u64;
    whole(out, units / UNIT as u64);
    out.push(b'.');
    let mut digits = [b'0'; DECIMALS];
    let mut rest = units % UNIT as u64;
    for digit in digits.iter_mut().rev() {
        *digit += (rest % 10) as u8;
        rest /= 10;
    }
    let last = digits.iter().rposition(|d| *d != b'0').unwrap_or(0);
    out.extend(digits.iter().take(last + 1));
}

/// The same without a fraction that is nought, as WKT has it: `13`.
pub(crate) fn short(out: &mut Vec<u8>, x: f64) {
    real(out, x);
    if out.ends_with(b".0") {
        out.truncate(out.len() - 2);
    }
}

/// Appends a whole number.
pub(crate) fn int(out: &mut Vec<u8>, n: i64) {
    if n < 0 {
        out.push(b'-');
    }
    whole(out, n.unsigned_abs());
}

fn whole(out: &mut Vec<u8>, mut n: u64) {
    let start = out.len();
    loop {
        out.push(b'0' + (n % 10) as u8);
        n /= 10;
        if n == 0 {
            break;
        }
    }
    if let Some(digits) = out.get_mut(start..) {
        digits.reverse();
    }
}

/// Appends a day, ISO 8601: `2026-01-03`.
pub(crate) fn day(out: &mut Vec<u8>, day: Date) {
    let (Ok(year @ 0..=9999), Ok(month), Ok(date)) =
        (u32::try_from(day.year()), u32::try_from(day.month()), u32::try_from(day.day()))
    else {
        let _ = write!(out, "{day}");
        return;
    };
    let digit = |n: u32| b'0' + (n % 10) as u8;
    out.extend([digit(year / 1000), digit(year / 100), digit(year / 10), digit(year), b'-']);
    out.extend([digit(month / 10), digit(month), b'-', digit(date / 10), digit(date)]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn text(x: f64) -> String {
        let mut out = Vec::new();
        real(&mut out, x);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn forms() {
        for (x, form) in [(0.0, "0.0"), (13.0, "13.0"), (-8.92, "-8.92"), (1e-7, "0.0000001"), (1e20, "1e20")] {
            assert_eq!(text(x), form);
        }
        let mut out = Vec::new();
        int(&mut out, i64::MIN);
        day(&mut out, date(2026, 1, 3));
        day(&mut out, date(-5, 1, 3));
        assert_eq!(String::from_utf8(out).unwrap(), format!("{}2026-01-03{}", i64::MIN, date(-5, 1, 3)));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(x in proptest::num::f64::NORMAL, degrees in -180.0..180.0f64, places in 0..9u8) {
            prop_assert_eq!(text(x).parse::<f64>().unwrap(), x);
            let rounded = super::super::schema::round(degrees, places);
            prop_assert_eq!(text(rounded).parse::<f64>().unwrap(), rounded);
            if rounded == 0.0 || rounded.abs() >= 1e-4 {
                prop_assert_eq!(text(rounded), format!("{rounded:?}"));
            }
        }
    }
}
