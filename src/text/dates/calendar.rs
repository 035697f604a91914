use jiff::ToSpan;
use jiff::civil::Date;

/// The Gregorian day of a date of the tabular Islamic calendar (civil epoch, 16 July 622 Julian;
/// leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29 of each thirty). Sighted months may differ
/// from it by a day.
pub(super) fn from_hijri(year: i32, month: i32, day: i32) -> Option<Date> {
    if !(1..=12).contains(&month) || !(1..=30).contains(&day) {
        return None;
    }
    let days = i64::from(year - 1) * 354
        + i64::from((3 + 11 * year).div_euclid(30))
        + i64::from((month - 1) * 29 + month / 2)
        + i64::from(day - 1);
    // 1 Muharram of year 1 is 19 July 622 in the proleptic Gregorian calendar.
    Date::new(622, 7, 19).ok()?.checked_add(days.days()).ok()
}
