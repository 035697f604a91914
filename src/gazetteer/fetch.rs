//! Downloading the places of countries from GeoNames, or from a mirror that has the same files.
//!
//! A download that breaks off goes on where it stopped, as long as the server still has the same
//! file (`If-Range`); what has come is checked for its length and the checksums within the zip file
//! before it takes its name. Files once fetched are kept, so that a later version of makan can compile them
//! again without a network.

use super::Error as GazetteerError;
use super::import::{Counts, Importer, verify_zip};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};

/// Where GeoNames keeps its files (<https://download.geonames.org/export/dump/readme.txt>).
pub const GEONAMES: &str = "https://download.geonames.org/export/dump";

/// Why nothing could be fetched.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The server cannot be reached.
    #[error(
        "cannot reach {url}: {reason}. Without a network, put the files of {GEONAMES} into a folder and give it with --mirror; what was fetched before stays in use"
    )]
    Unreachable {
        /// The file that was asked for.
        url: String,
        /// What the system said.
        reason: String,
    },
    /// The server has no such file.
    #[error("{url} does not exist; expected the two letters of a country, like ML")]
    Missing {
        /// The file that was asked for.
        url: String,
    },
    /// What the server sends is not what was asked for.
    #[error("{url} is no usable zip file: {reason}")]
    Garbage {
        /// The file that was asked for.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The download broke off again and again.
    #[error(
        "{url} broke off {attempts} times, {have} bytes are kept: {reason}. Run the command again to go on from there"
    )]
    BrokenOff {
        /// The file that was asked for.
        url: String,
        /// How often it was tried.
        attempts: u32,
        /// What has come so far, bytes.
        have: u64,
        /// What happened last.
        reason: String,
    },
    /// A file on this machine could not be read or written.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What came could not be compiled.
    #[error(transparent)]
    Gazetteer(#[from] GazetteerError),
}

/// Where the files come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The address of a folder, without a slash at its end.
    Url(String),
    /// A folder on this machine.
    Folder(PathBuf),
}

impl Origin {
    /// An address, or else a folder.
    #[must_use]
    pub fn parse(text: &str) -> Origin {
        if text.starts_with("http://") || text.starts_with("https://") {
            Origin::Url(text.trim_end_matches('/').to_owned())
        } else {
            Origin::Folder(PathBuf::from(text))
        }
    }
}

/// Told how many bytes of a file have come, and of how many.
pub type OnBytes<'a> = &'a dyn Fn(&str, u64, Option<u64>);

/// Fetches into a folder.
#[derive(Debug, Clone)]
pub struct Fetcher {
    /// Where the files come from.
    pub origin: Origin,
    /// The folder of makan's data (see [`super::data_folder`]).
    pub folder: PathBuf,
    /// How long to wait for a byte.
    pub patience: Duration,
    /// How long to wait before trying again, for each time that it failed.
    pub pause: Duration,
    /// Download anew what is already here.
    pub again: bool,
}

/// How often a download is tried without a byte coming.
const ATTEMPTS: u32 = 4;

/// What was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The compiled gazetteer.
    pub path: PathBuf,
    /// What is in it.
    pub counts: Counts,
    /// True when all files were here already.
    pub was_here: bool,
}

impl Fetcher {
    /// Fetches a country by its two letters, or `all` of them, and compiles it.
    ///
    /// # Errors
    /// When a file cannot be reached, is broken, or cannot be written.
    pub fn fetch(&self, country: &str, on_bytes: OnBytes) -> Result<Fetched, Error> {
        let is_all = country.eq_ignore_ascii_case("all");
        let code = if is_all { "allCountries".to_owned() } else { country.to_uppercase() };
        let names = if is_all { "alternateNamesV2.zip".to_owned() } else { format!("alternatenames/{code}.zip") };
        let (places, places_here) = self.file(&format!("{code}.zip"), &format!("{code}.zip"), on_bytes)?;
        let names = match self.file(&names, &format!("{code}-names.zip"), on_bytes) {
            // A mirror may go without the alternate names.
            Err(Error::Missing { .. }) => None,
            other => Some(other?),
        };
        let mut importer = Importer::new(|_| {});
        read(&mut importer, &places)?;
        let mut was_here = places_here;
        if let Some((names, names_here)) = names {
            read(&mut importer, &names)?;
            was_here &= names_here;
        }
        let path = self.folder.join("gazetteers").join(format!("{code}.makan"));
        let counts = place_whole(&path, |out| Ok(importer.write(out)?))?;
        Ok(Fetched { path, counts, was_here })
    }

    /// A file of the origin, as it lies on this machine; true when it was there before.
    fn file(&self, name: &str, own: &str, on_bytes: OnBytes) -> Result<(PathBuf, bool), Error> {
        let target = self.folder.join("downloads").join(own);
        if !self.again && verify_zip(&target).is_ok() {
            return Ok((target, true));
        }
        let folder = target.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder).map_err(|source| Error::Io { path: folder.to_owned(), source })?;
        match &self.origin {
            Origin::Folder(mirror) => copy(mirror, name, own, &target)?,
            Origin::Url(base) => {
                let download = Download { url: format!("{base}/{name}"), part: Part::of(&target), fetcher: self };
                download.run(on_bytes)?;
                let io = |source| Error::Io { path: target.clone(), source };
                fs::rename(&download.part.path, &target).map_err(io)?;
                let _ = fs::remove_file(&download.part.validator);
            }
        }
        Ok((target, false))
    }
}

/// Reads a file that came; one that is no file of places is not kept.
fn read(importer: &mut Importer, path: &Path) -> Result<(), Error> {
    importer.read(path).map_err(|e| {
        let _ = fs::remove_file(path);
        Error::Gazetteer(e)
    })
}

/// Takes a file from a mirror on this machine, in the folders of GeoNames or flat.
fn copy(mirror: &Path, name: &str, own: &str, target: &Path) -> Result<(), Error> {
    let places = [mirror.join(name), mirror.join(own)];
    let Some(from) = places.iter().find(|p| p.is_file()) else {
        return Err(Error::Missing { url: mirror.join(name).display().to_string() });
    };
    verify_zip(from).map_err(|e| Error::Garbage { url: from.display().to_string(), reason: e.to_string() })?;
    place_whole(target, |out| {
        let read = File::open(from).and_then(|mut file| io::copy(&mut file, out));
        read.map(|_| ()).map_err(|source| Error::Io { path: target.to_owned(), source })
    })
}

/// Writes a file beside its place and puts it there when it is whole.
fn place_whole<T>(path: &Path, write: impl FnOnce(&mut io::BufWriter<&File>) -> Result<T, Error>) -> Result<T, Error> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(io)?;
    let file = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
    let mut out = io::BufWriter::new(file.as_file());
    let done = write(&mut out)?;
    out.flush().map_err(io)?;
    drop(out);
    file.persist(path).map_err(|e| io(e.error))?;
    Ok(done)
}

/// What has come so far of a file, and the mark by which the server knows that version of it.
struct Part {
    path: PathBuf,
    validator: PathBuf,
}

impl Part {
    fn of(target: &Path) -> Part {
        Part { path: target.with_extension("zip.part"), validator: target.with_extension("zip.mark") }
    }

    /// The bytes that are here, with the mark under which they can be gone on with.
    fn here(&self) -> Option<(u64, String)> {
        let mark = fs::read_to_string(&self.validator).ok().filter(|m| !m.is_empty())?;
        let len = fs::metadata(&self.path).ok().map(|m| m.len()).filter(|len| *len > 0)?;
        Some((len, mark))
    }

    fn forget(&self) {
        // What is not there need not be removed.
        let _ = fs::remove_file(&self.path);
        let _ = fs::remove_file(&self.validator);
    }
}

struct Download<'f> {
    url: String,
    part: Part,
    fetcher: &'f Fetcher,
}

/// How one try ended.
enum Tried {
    Whole,
    /// It may go better the next time.
    Again(String),
    /// No connection came about at all.
    Unreachable(String),
    Missing,
}

impl Download<'_> {
    /// Tries until the file is whole, no byte comes any more, or it is plain that it never will be.
    fn run(&self, on_bytes: OnBytes) -> Result<(), Error> {
        let url = || self.url.clone();
        let mut fruitless = 0;
        let mut attempts = 0;
        let mut was_garbage = false;
        loop {
            let before = self.part.here().map_or(0, |(len, _)| len);
            attempts += 1;
            let reason = match self.attempt(on_bytes)? {
                Tried::Missing => return Err(Error::Missing { url: url() }),
                Tried::Unreachable(reason) if before == 0 => return Err(Error::Unreachable { url: url(), reason }),
                Tried::Unreachable(reason) | Tried::Again(reason) => reason,
                Tried::Whole => match verify_zip(&self.part.path) {
                    Ok(_) => return Ok(()),
                    Err(e) => {
                        self.part.forget();
                        // A part of an older file may have spoiled it: once more, from the start.
                        if before == 0 || was_garbage {
                            return Err(Error::Garbage { url: url(), reason: e.to_string() });
                        }
                        was_garbage = true;
                        e.to_string()
                    }
                },
            };
            let have = self.part.here().map_or(0, |(len, _)| len);
            fruitless = if have > before { 0 } else { fruitless + 1 };
            if fruitless >= ATTEMPTS {
                return Err(Error::BrokenOff { url: url(), attempts, have, reason });
            }
            std::thread::sleep(self.fetcher.pause * fruitless.max(1));
        }
    }

    fn attempt(&self, on_bytes: OnBytes) -> Result<Tried, Error> {
        let here = self.part.here();
        if here.is_none() {
            self.part.forget();
        }
        let patience = Some(self.fetcher.patience);
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(patience)
            .timeout_recv_response(patience)
            .timeout_per_read(patience)
            .user_agent(concat!("makan/", env!("CARGO_PKG_VERSION")));
        let agent = Agent::new_with_config(config.build());
        let mut request = agent.get(&self.url);
        if let Some((len, mark)) = &here {
            request = request.header("Range", format!("bytes={len}-")).header("If-Range", mark);
        }
        let response = match request.call() {
            Ok(response) => response,
            Err(e @ (ureq::Error::HostNotFound | ureq::Error::ConnectionFailed)) => {
                return Ok(Tried::Unreachable(e.to_string()));
            }
            Err(ureq::Error::Io(e)) if e.kind() == io::ErrorKind::ConnectionRefused => {
                return Ok(Tried::Unreachable(e.to_string()));
            }
            Err(e @ (ureq::Error::BadUri(_) | ureq::Error::Tls(_) | ureq::Error::Rustls(_))) => {
                return Ok(Tried::Unreachable(e.to_string()));
            }
            Err(e) => return Ok(Tried::Again(e.to_string())),
        };
        let had = here.map_or(0, |(len, _)| len);
        match response.status() {
            StatusCode::OK => self.receive(response, 0, on_bytes),
            StatusCode::PARTIAL_CONTENT if range_start(&response) == Some(had) => self.receive(response, had, on_bytes),
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Tried::Missing),
            // All of it is here already, or the file has changed: its checksum will tell.
            StatusCode::RANGE_NOT_SATISFIABLE if had > 0 => Ok(Tried::Whole),
            status => {
                if status == StatusCode::PARTIAL_CONTENT {
                    self.part.forget();
                }
                Ok(Tried::Again(format!("the server answered {status}")))
            }
        }
    }

    /// Writes what comes behind the first `had` bytes.
    fn receive(&self, response: Response<Body>, had: u64, on_bytes: OnBytes) -> Result<Tried, Error> {
        let io = |path: &Path, source| Error::Io { path: path.to_owned(), source };
        let total = text(&response, header::CONTENT_LENGTH).and_then(|l| l.parse::<u64>().ok()).map(|l| l + had);
        if had == 0 {
            let mark = text(&response, header::ETAG).filter(|tag| !tag.starts_with("W/"));
            let mark = mark.or_else(|| text(&response, header::LAST_MODIFIED)).unwrap_or_default();
            fs::write(&self.part.validator, mark).map_err(|e| io(&self.part.validator, e))?;
        }
        let mut options = OpenOptions::new();
        options.create(true).write(true).append(had > 0).truncate(had == 0);
        let mut file = options.open(&self.part.path).map_err(|e| io(&self.part.path, e))?;
        let mut body = response.into_body().into_reader();
        let mut have = had;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = match body.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Ok(Tried::Again(e.to_string())),
            };
            let came = buffer.get(..read).unwrap_or_default();
            file.write_all(came).map_err(|e| io(&self.part.path, e))?;
            have += came.len() as u64;
            on_bytes(&self.url, have, total);
        }
        match total {
            Some(total) if have < total => Ok(Tried::Again(format!("it ended after {have} of {total} bytes"))),
            _ => Ok(Tried::Whole),
        }
    }
}

fn text(response: &Response<Body>, name: header::HeaderName) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// Where the part begins that the server sends: `bytes 100-199/200` begins at 100.
fn range_start(response: &Response<Body>) -> Option<u64> {
    let range = text(response, header::CONTENT_RANGE)?;
    range.trim().strip_prefix("bytes ")?.split('-').next()?.trim().parse().ok()
}
