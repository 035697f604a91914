//! Grid references of the military grid (MGRS): `30P VT 1234 5678`.
//!
//! The grid cuts each zone of the Universal Transverse Mercator projection (UTM) into squares of 100 km with
//! two letters; digits count metres in the square. Definition: NGA.SIG.0012, "The Universal Grids"; the
//! projection back to degrees by Krüger's series to the third order of n, right to a millimetre.

use crate::space::LonLat;

/// Latitude bands from 80° S on, 8° each; I and O are left out.
const BANDS: &str = "CDEFGHJKLMNPQRSTUVWX";
/// Letters of the rows of squares; even zones begin at F.
const ROWS: &str = "ABCDEFGHJKLMNPQRSTUV";
/// Letters of the columns, by the zone's number modulo 3.
const COLUMNS: [&str; 3] = ["STUVWXYZ", "ABCDEFGH", "JKLMNPQR"];

/// Reads a reference that begins at a byte of the text: the byte after it and its middle.
pub(super) fn at(text: &str, start: usize) -> Option<(usize, LonLat)> {
    let mut reader = Reader { text, at: start };
    let zone: u32 = reader.run(2, |c| c.is_ascii_digit())?.parse().ok()?;
    reader.space();
    let band = reader.run(1, |c| BANDS.contains(c))?.chars().next()?;
    reader.space();
    let square: Vec<char> = reader.run(2, |c| c.is_ascii_uppercase())?.chars().collect();
    reader.space();
    let first = reader.run(10, |c| c.is_ascii_digit())?.to_owned();
    let before = reader.at;
    reader.space();
    // Easting and northing may stand apart; they are then of one length.
    let second = reader.run(5, |c| c.is_ascii_digit()).map(str::to_owned);
    let (easting, northing) = match second {
        Some(second) if second.len() == first.len() => (first, second),
        Some(_) => return None,
        None => {
            reader.at = before;
            let half = first.len() / 2;
            let (easting, northing) = first.split_at_checked(half).filter(|(a, b)| a.len() == b.len())?;
            (easting.to_owned(), northing.to_owned())
        }
    };
    let ends = text.get(reader.at..)?.chars().next().is_none_or(|c| !c.is_alphanumeric());
    if !(1..=60).contains(&zone) || easting.len() < 2 || !ends {
        return None;
    }
    let [column, row] = square.as_slice() else { return None };
    let scale = 10f64.powi(5 - i32::try_from(easting.len()).ok()?);
    // The middle of the cell that the digits name.
    let metres = |digits: &str| digits.parse::<f64>().ok().map(|n| (n + 0.5) * scale);
    let column = COLUMNS.get(zone as usize % 3)?.find(*column)?;
    let offset = if zone.is_multiple_of(2) { 5 } else { 0 };
    let row = (ROWS.find(*row)? + ROWS.len() - offset) % ROWS.len();
    let east = (column as f64 + 1.0) * 1e5 + metres(&easting)?;
    let north = row as f64 * 1e5 + metres(&northing)?;
    let index = BANDS.find(band)?;
    let lowest = -80.0 + 8.0 * index as f64;
    let highest = lowest + if band == 'X' { 12.0 } else { 8.0 };
    // Rows come again every 2,000 km: the band tells which.
    (0..5).find_map(|turn| {
        let point = utm(zone, band >= 'N', east, north + f64::from(turn) * 2e6);
        (lowest - 0.01..=highest + 0.01).contains(&point.lat).then_some((reader.at, point))
    })
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    /// Up to `most` characters of a kind; `None` when there is not one.
    fn run(&mut self, most: usize, test: impl Fn(char) -> bool) -> Option<&'t str> {
        let rest = self.text.get(self.at..)?;
        let end = rest.char_indices().take(most).take_while(|(_, c)| test(*c)).map(|(i, c)| i + c.len_utf8()).last()?;
        self.at += end;
        rest.get(..end)
    }

    fn space(&mut self) {
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(' ')) {
            self.at += 1;
        }
    }
}

/// The point, degrees, of an easting and northing in metres in a UTM zone on WGS 84.
fn utm(zone: u32, is_north: bool, easting: f64, northing: f64) -> LonLat {
    const A: f64 = 6_378_137.0;
    const F: f64 = 1.0 / 298.257_223_563;
    const SCALE: f64 = 0.9996;
    let n = F / (2.0 - F);
    let mean = A / (1.0 + n) * (1.0 + n.powi(2) / 4.0 + n.powi(4) / 64.0);
    let beta = [
        n / 2.0 - 2.0 / 3.0 * n.powi(2) + 37.0 / 96.0 * n.powi(3),
        n.powi(2) / 48.0 + n.powi(3) / 15.0,
        17.0 / 480.0 * n.powi(3),
    ];
    let delta = [
        2.0 * n - 2.0 / 3.0 * n.powi(2) - 2.0 * n.powi(3),
        7.0 / 3.0 * n.powi(2) - 8.0 / 5.0 * n.powi(3),
        56.0 / 15.0 * n.powi(3),
    ];
    let xi = (northing - if is_north { 0.0 } else { 1e7 }) / (SCALE * mean);
    let eta = (easting - 5e5) / (SCALE * mean);
    let (mut x, mut y) = (xi, eta);
    for (j, b) in beta.iter().enumerate() {
        let twice = 2.0 * (j as f64 + 1.0);
        x -= b * (twice * xi).sin() * (twice * eta).cosh();
        y -= b * (twice * xi).cos() * (twice * eta).sinh();
    }
    let chi = (x.sin() / y.cosh()).asin();
    let lat = delta.iter().enumerate().fold(chi, |lat, (j, d)| lat + d * (2.0 * (j as f64 + 1.0) * chi).sin());
    let lon = y.sinh().atan2(x.cos()).to_degrees() + f64::from(zone) * 6.0 - 183.0;
    LonLat::new(lon, lat.to_degrees())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checked against the examples of Veness's geodesy library and of the npm package mgrs.
    #[test]
    fn references_lie_where_others_put_them() {
        let cases = [
            ("31U DQ 48251 11932", 48.8582, 2.2945),
            ("31UDQ4825111932", 48.8582, 2.2945),
            ("24XWT783908", 83.6274, -32.6643),
        ];
        for (text, lat, lon) in cases {
            let (end, point) = at(text, 0).unwrap();
            assert_eq!(end, text.len());
            assert!((point.lat - lat).abs() < 0.002 && (point.lon - lon).abs() < 0.004, "{text}: {point:?}");
        }
        for text in ["30 people", "12P", "31U DQ 4825 119", "99P VT 1234 5678", "30P IO 1234 5678", "4 MLI 2024"] {
            assert!(at(text, 0).is_none(), "{text}");
        }
    }
}
