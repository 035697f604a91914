//! Gazetteers fetched from a server that is slow, broken, lying or not there.
#![allow(clippy::unwrap_used)]

mod common;

use common::{folder, makan, names, stderr, stdout};
use makan::gazetteer::fetch::{Error, Fetcher, Origin};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the server does with a request.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Does {
    /// Sends what is asked for, also a part.
    Serve,
    /// Sends so many bytes of it, then hangs up.
    BreakOffAfter(usize),
    /// Sends so many bytes of it, then nothing more.
    StallAfter(usize),
    /// Sends something else with a good face.
    Garbage,
    /// Answers that it is busy.
    Busy,
    /// Takes no notice of the range that is asked for.
    IgnoreRange,
    /// Has another version of the file than before.
    Changed,
}

/// A server on the loopback address; it does one thing after the other, then serves.
struct Server {
    address: String,
    /// The first line and the range of each request for a file of places.
    seen: Arc<Mutex<Vec<String>>>,
}

fn serve(files: Vec<(&'static str, Vec<u8>)>, script: Vec<Does>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (log, mut script) = (Arc::clone(&seen), script.into_iter());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            // A client that hangs up is no concern of the server.
            let _ = answer(stream, &files, &mut script, &log);
        }
    });
    Server { address, seen }
}

fn answer(
    mut stream: TcpStream,
    files: &[(&str, Vec<u8>)],
    script: &mut impl Iterator<Item = Does>,
    log: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut lines = Vec::new();
    for line in BufReader::new(stream.try_clone()?).lines() {
        let line = line?;
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let path = lines[0].split(' ').nth(1).unwrap().trim_start_matches('/').to_owned();
    let header = |name: &str| {
        lines
            .iter()
            .find_map(|l| l.split_once(": ").filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.to_owned()))
    };
    let Some((_, file)) = files.iter().find(|(name, _)| *name == path) else {
        return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    };
    let range = header("range");
    log.lock().unwrap().push(format!("{path} {}", range.clone().unwrap_or_default()));
    let does = script.next().unwrap_or(Does::Serve);
    let tag = if does == Does::Changed { "\"two\"" } else { "\"one\"" };
    let from: usize = range.and_then(|r| r.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()).unwrap_or(0);
    let goes_on = from > 0 && does != Does::IgnoreRange && header("if-range").as_deref() == Some(tag);
    let from = if goes_on { from } else { 0 };
    let garbage = vec![b'x'; 500];
    let body = match does {
        Does::Garbage => &garbage,
        Does::Busy => {
            return stream.write_all(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
        _ => file,
    };
    let (status, extra) = match goes_on {
        true => ("206 Partial Content", format!("Content-Range: bytes {from}-{}/{}\r\n", body.len() - 1, body.len())),
        false => ("200 OK", String::new()),
    };
    let rest = &body[from.min(body.len())..];
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nETag: {tag}\r\n{extra}Connection: close\r\n\r\n",
        rest.len()
    );
    stream.write_all(head.as_bytes())?;
    match does {
        Does::BreakOffAfter(bytes) => stream.write_all(&rest[..bytes.min(rest.len())]),
        Does::StallAfter(bytes) => {
            stream.write_all(&rest[..bytes.min(rest.len())])?;
            stream.flush()?;
            // Until the client gives up.
            stream.read(&mut [0; 1]).map(|_| ())
        }
        _ => stream.write_all(rest),
    }
}

fn zip(name: &str, text: &str) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let mut zip = zip::ZipWriter::new(&mut out);
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file(name, stored).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap();
    out.into_inner()
}

fn mali() -> Vec<u8> {
    let line = |id: u32| {
        // Numbers are no part of a name that a text is searched for.
        let name = format!("Zzyzx{}", char::from(b'a' + (id - 100) as u8));
        format!("{id}\t{name}\t{name}\t\t14.5\t-6.{id}\tP\tPPL\tML\t\t05\t\t\t\t0\t\t1\tAfrica/Bamako\t2024-01-01\n")
    };
    zip("ML.txt", &(100..120).map(line).collect::<String>())
}

fn files() -> Vec<(&'static str, Vec<u8>)> {
    vec![("ML.zip", mali()), ("alternatenames/ML.zip", zip("ML.txt", "1\t100\tar\tزيزكس\t1\t\t\t\t\t\n"))]
}

fn fetcher(origin: &str, folder: &Path) -> Fetcher {
    let (patience, pause) = (Duration::from_millis(400), Duration::from_millis(1));
    Fetcher { origin: Origin::parse(origin), folder: folder.to_owned(), patience, pause, again: false }
}

fn requests(server: &Server) -> Vec<String> {
    let seen = server.seen.lock().unwrap();
    seen.iter().filter(|r| r.starts_with("ML.zip")).map(|r| r.trim().to_owned()).collect()
}

#[test]
fn what_breaks_off_stalls_or_is_busy_goes_on_where_it_stopped() {
    let dir = folder("fetch-broken");
    let server = serve(files(), vec![Does::BreakOffAfter(100), Does::Busy, Does::StallAfter(200), Does::Serve]);
    let fetched = fetcher(&server.address, &dir).fetch("ml", &|_, _, _| {}).unwrap();
    assert_eq!((fetched.counts.places, fetched.counts.names, fetched.was_here), (20, 1, false));
    assert_eq!(requests(&server), ["ML.zip", "ML.zip bytes=100-", "ML.zip bytes=100-", "ML.zip bytes=300-"]);
    assert_eq!(names(&dir.join("downloads")), ["ML-names.zip", "ML.zip"], "no parts are left");
    assert_eq!(fs::read(dir.join("downloads/ML.zip")).unwrap(), mali());
    let again = fetcher("http://127.0.0.1:1", &dir).fetch("ML", &|_, _, _| {}).unwrap();
    assert!(again.was_here, "what is here needs no network");
}

#[test]
fn a_part_of_another_version_or_a_server_without_ranges_does_no_harm() {
    for second in [Does::Changed, Does::IgnoreRange] {
        let dir = folder(&format!("fetch-{second:?}"));
        let server = serve(files(), vec![Does::BreakOffAfter(100), second]);
        fetcher(&server.address, &dir).fetch("ML", &|_, _, _| {}).unwrap();
        assert_eq!(fs::read(dir.join("downloads/ML.zip")).unwrap(), mali());
    }
}

#[test]
fn garbage_is_refused_and_not_kept() {
    let dir = folder("fetch-garbage");
    let server = serve(files(), vec![Does::Garbage, Does::Garbage]);
    let error = fetcher(&server.address, &dir).fetch("ML", &|_, _, _| {}).unwrap_err();
    assert!(matches!(error, Error::Garbage { .. }), "{error}");
    assert!(error.to_string().contains("no usable zip file"), "{error}");
    assert_eq!(names(&dir.join("downloads")), [""; 0]);
}

#[test]
fn a_download_that_never_comes_keeps_what_it_has() {
    let dir = folder("fetch-never");
    let server = serve(files(), [vec![Does::BreakOffAfter(100)], vec![Does::BreakOffAfter(0); 9]].concat());
    let error = fetcher(&server.address, &dir).fetch("ML", &|_, _, _| {}).unwrap_err();
    assert!(matches!(error, Error::BrokenOff { have: 100, .. }), "{error}");
    assert!(error.to_string().contains("Run the command again"), "{error}");
    let server = serve(files(), vec![]);
    fetcher(&server.address, &dir).fetch("ML", &|_, _, _| {}).unwrap();
    assert_eq!(requests(&server), ["ML.zip bytes=100-"]);
}

#[test]
fn without_a_network_the_message_says_what_to_do() {
    let dir = folder("fetch-offline");
    // A port that was free a moment ago: nobody listens there.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = makan(["gazetteer", "fetch", "ML", "--mirror"]);
    let done = command.arg(format!("http://127.0.0.1:{port}")).env("MAKAN_DATA", &dir).assert().code(2);
    assert!(stderr(&done).contains("cannot reach") && stderr(&done).contains("--mirror"), "{}", stderr(&done));
    let server = serve(vec![], vec![]);
    let mut command = makan(["gazetteer", "fetch", "TD", "--mirror", &server.address]);
    let done = command.env("MAKAN_DATA", &dir).assert().code(2);
    assert!(stderr(&done).contains("does not exist"), "{}", stderr(&done));
    let done = makan(["gazetteer", "fetch", "XQ"]).env("MAKAN_DATA", &dir).assert().code(2);
    assert!(stderr(&done).contains("ISO 3166-1"), "{}", stderr(&done));
    makan(["gazetteer", "fetch", "ML"]).env("MAKAN_DATA", "").assert().code(2);
}

#[test]
fn what_was_fetched_is_used_without_being_named() {
    let dir = folder("fetch-used");
    let mirror: PathBuf = dir.join("mirror");
    fs::create_dir_all(mirror.join("alternatenames")).unwrap();
    files().into_iter().for_each(|(name, bytes)| fs::write(mirror.join(name), bytes).unwrap());
    let data = dir.join("data");
    let run = |args: &[&str]| {
        makan(args)
            .env("MAKAN_DATA", &data)
            .current_dir(&dir)
            .write_stdin("Une attaque a visé le village de Zzyzxh, au Mali.")
            .assert()
    };
    let done = run(&["gazetteer", "fetch", "ML", "--mirror", "mirror"]).success();
    assert!(stderr(&done).contains("ML: 20 places, 1 alternate names"), "{}", stderr(&done));
    assert!(stdout(&run(&["gazetteer", "info"])).contains("ML.makan: 20 places"));
    assert!(stdout(&run(&["places", "-"])).contains("gn:107"));
    fs::write(dir.join("own.csv"), "name,lat,lon\nGao,16.27,-0.04\n").unwrap();
    let alone = run(&["places", "-", "--gazetteer", "own.csv", "--only-gazetteer"]);
    assert!(!stdout(&alone).contains("gn:107"), "{}", stdout(&alone));
    // A fetched gazetteer that is no good is told of and left out.
    fs::write(data.join("gazetteers/ML.makan"), "makangz\0 of another time").unwrap();
    let done = run(&["places", "-"]).success();
    assert!(
        stderr(&done).contains("ML.makan is not usable") && stderr(&done).contains("left out"),
        "{}",
        stderr(&done)
    );
}
