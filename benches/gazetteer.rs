//! How long does it take to open a gazetteer, and what does it take to make one, from ten thousand
//! places to the size of all GeoNames (12 million)?
//!
//! ```text
//! cargo bench --bench gazetteer                        # 10,000 and 100,000 places
//! cargo bench --bench gazetteer -- 12000000            # as many as all GeoNames (5 GB of disk, some minutes)
//! cargo bench --bench gazetteer -- FILE.makan          # a compiled gazetteer of one's own
//! ```
//!
//! The synthetic places have names of Sahelian syllables, three in ten another name; one country in 250 has
//! 18 % of them, as the United States have in GeoNames. The peak of memory is that of the whole process
//! (Linux only), so that it is true of the largest size alone, which comes last.
#![allow(clippy::unwrap_used, clippy::panic, clippy::cast_precision_loss)]

use makan::gazetteer::{Gazetteer, Importer, Store};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

const SYLLABLES: [&str; 24] = [
    "ba", "dou", "gou", "kou", "la", "ma", "na", "ra", "sa", "ta", "ti", "di", "fa", "ga", "ko", "ndi", "ssi", "wa",
    "ya", "bou", "mé", "né", "ré", "lé",
];

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let folder = tempfile::tempdir().unwrap();
    let sizes = if asked.is_empty() { vec!["10000".to_owned(), "100000".to_owned()] } else { asked };
    println!(
        "{:>10}  {:>9}  {:>9}  {:>9}  {:>11}  {:>10}",
        "places", "import s", "MB", "peak MB", "open µs", "first µs"
    );
    for size in sizes {
        let made = folder.path().join("made.makan");
        let (path, seconds) = match size.parse::<u32>() {
            Ok(count) => {
                let source = folder.path().join("allCountries.txt");
                write_places(&source, count);
                let start = Instant::now();
                let mut importer = Importer::new(|r| panic!("{r:?}"));
                importer.read(&source).unwrap();
                let counts = importer.write(&mut BufWriter::new(File::create(&made).unwrap())).unwrap();
                assert_eq!(counts.places, u64::from(count));
                (made.as_path(), start.elapsed().as_secs_f64())
            }
            Err(_) => (Path::new(&size), f64::NAN),
        };
        let start = Instant::now();
        let store = Store::open_file(path, "bench").unwrap();
        let opened = start.elapsed();
        let (places, bytes) = (store.len(), store.size());
        let name = store.view(places / 2).name().to_owned();
        let mut gazetteer = Gazetteer::default();
        gazetteer.push(store);
        let start = Instant::now();
        let found = gazetteer.named(&makan::text::key(&name));
        let first = start.elapsed();
        assert!(found.iter().any(|m| m.name == name), "{name} is found");
        println!(
            "{places:>10}  {seconds:>9.1}  {:>9.1}  {:>9}  {:>11.0}  {:>10.0}",
            bytes as f64 / 1e6,
            peak_mb().map_or_else(|| "?".to_owned(), |mb| mb.to_string()),
            opened.as_secs_f64() * 1e6,
            first.as_secs_f64() * 1e6
        );
    }
}

/// The most memory that the process held so far, MB.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb * 1024 / 1_000_000)
}

/// A file of GeoNames' form, country by country. The same count gives the same file.
fn write_places(path: &Path, count: u32) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut random = move |below: u64| {
        // xorshift64*, good enough for names.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d) % below
    };
    for i in 0..count {
        let share = u64::from(i) * 250 / u64::from(count);
        // The first 45 of 250 shares are one country.
        let country = if share < 45 { 0 } else { share - 44 };
        let code = [b'A' + (country / 26) as u8, b'A' + (country % 26) as u8];
        let mut name = || {
            let syllables = 2 + random(4);
            let mut name: String = (0..syllables).map(|_| SYLLABLES[random(24) as usize]).collect();
            name[..1].make_ascii_uppercase();
            name
        };
        let (main, other) = (name(), name());
        let other = if i % 10 < 3 { other } else { String::new() };
        let (lat, lon) = (random(1_800_000) as f64 / 1e4 - 90.0, random(3_600_000) as f64 / 1e4 - 180.0);
        let admin = random(30);
        writeln!(
            out,
            "{}\t{main}\t{main}\t{other}\t{lat:.4}\t{lon:.4}\tP\tPPL\t{}\t\t{admin:02}\t\t\t\t0\t\t1\tX\t2024-01-01",
            i + 1,
            String::from_utf8_lossy(&code),
        )
        .unwrap();
    }
    out.flush().unwrap();
}
