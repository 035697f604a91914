use super::error::{Error, Result};
use super::format::Format;
use super::formats;
use super::rows::Row;
use super::schema::{Feature, Layer};
use super::set::{LayerSet, Metadata};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tempfile::NamedTempFile;

/// What a format does with the layers it is given. [`Writer`] gives it a file and puts that file in place.
pub(crate) trait Encoder {
    /// Begins a layer; the layer before it, if any, is complete.
    fn begin(&mut self, layer: &Layer) -> Result<()>;
    /// Adds a feature to the layer begun last.
    fn feature(&mut self, feature: &Feature) -> Result<()>;
    /// Completes the file. Nothing else is called afterwards.
    fn end(&mut self) -> Result<()>;
}

/// The file that an encoder writes to.
pub(crate) type Sink = BufWriter<File>;

/// Writes one file, a feature at a time: whole or not at all. Until [`finish`](Writer::finish) the file
/// is a temporary one in the same folder; dropping the writer leaves what stood there before.
pub struct Writer {
    encoder: Box<dyn Encoder>,
    staged: Staged,
    layers: usize,
    format: Format,
}

impl Writer {
    /// A writer of `path` in a format.
    ///
    /// # Errors
    /// When the folder does not exist or cannot be written to.
    pub fn create(path: &Path, format: Format, meta: &Metadata) -> Result<Writer> {
        let staged = Staged::new(path)?;
        let encoder = staged.sink().and_then(|sink| formats::encoder(format, sink, staged.temp.path(), meta));
        Ok(Writer { encoder: encoder.map_err(|e| e.at(path))?, staged, layers: 0, format })
    }

    /// Begins a layer. A format with one file a layer takes one only.
    ///
    /// # Errors
    /// When the file cannot be written, or the format takes no further layer.
    pub fn begin(&mut self, layer: &Layer) -> Result<()> {
        self.layers += 1;
        if self.layers > 1 && self.format.stem().is_none() {
            return Err(Error::data(format!("a {} file holds one layer", self.format)).at(&self.staged.path));
        }
        self.encoder.begin(layer).map_err(|e| e.at(&self.staged.path))
    }

    /// Adds a feature to the layer begun last.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn feature(&mut self, feature: &Feature) -> Result<()> {
        self.encoder.feature(feature).map_err(|e| e.at(&self.staged.path))
    }

    /// Completes the file and puts it in place of what stood there.
    ///
    /// # Errors
    /// When the file cannot be written; what stood there before is then still there.
    pub fn finish(self) -> Result<PathBuf> {
        self.stage()?.commit()
    }

    /// Completes the file, but does not yet put it in place.
    fn stage(mut self) -> Result<Staged> {
        self.encoder.end().map_err(|e| e.at(&self.staged.path))?;
        drop(self.encoder);
        Ok(self.staged)
    }
}

/// Temporary files are called `.makan-XXXXXX.tmp`.
const PREFIX: &str = ".makan-";
const SUFFIX: &str = ".tmp";

/// Removes temporary files that a run left behind which was killed an hour ago or before.
fn sweep(dir: &Path) {
    const OLD: Duration = Duration::from_secs(3600);
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|n| n.starts_with(PREFIX) && n.ends_with(SUFFIX));
        let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if is_ours && age().is_some_and(|age| age > OLD) {
            // Another run may have been faster; what cannot be removed does no harm.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// The temporary files that stand in a folder now.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Keeps a temporary file in the list of those that stand.
struct Listed(PathBuf);

impl Listed {
    fn new(path: &Path) -> Listed {
        unfinished().insert(path.to_owned());
        Listed(path.to_owned())
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        unfinished().remove(&self.0);
    }
}

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes the temporary files of this process: for one that is told to end. The lock stays held, so that none is begun and none is
/// put in place afterwards.
pub(crate) fn remove_unfinished() {
    let list = unfinished();
    for path in list.iter() {
        // One that was put in place just now is not there any more.
        let _ = std::fs::remove_file(path);
    }
    std::mem::forget(list);
}

/// A temporary file beside the one that it will replace.
pub(crate) struct Staged {
    temp: NamedTempFile,
    path: PathBuf,
    listed: Listed,
}

impl Staged {
    /// A new one for `path`.
    pub(crate) fn new(path: &Path) -> Result<Staged> {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX);
        #[cfg(unix)]
        {
            // What the umask leaves of it, as for any new file; a temporary file would be its owner's alone.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let temp = builder.tempfile_in(folder).map_err(|e| Error::from(e).at(path))?;
        let listed = Listed::new(temp.path());
        Ok(Staged { temp, path: path.to_owned(), listed })
    }

    /// What writes to it.
    pub(crate) fn sink(&self) -> Result<Sink> {
        Ok(BufWriter::with_capacity(1 << 17, self.temp.as_file().try_clone()?))
    }

    /// True when the file that stands there says the same already.
    fn is_unchanged(&self) -> bool {
        let same = || -> std::io::Result<bool> {
            let (new, old) = (File::open(self.temp.path())?, File::open(&self.path)?);
            if new.metadata()?.len() != old.metadata()?.len() {
                return Ok(false);
            }
            let (mut new, mut old) = (BufReader::new(new), BufReader::new(old));
            loop {
                let (a, b) = (new.fill_buf()?, old.fill_buf()?);
                let n = a.len().min(b.len());
                if n == 0 || a.get(..n) != b.get(..n) {
                    return Ok(a.is_empty() && b.is_empty());
                }
                new.consume(n);
                old.consume(n);
            }
        };
        same().unwrap_or(false)
    }

    /// Puts the file in place; one that says the same already is left alone.
    pub(crate) fn commit(self) -> Result<PathBuf> {
        commit_all(vec![self])?.pop().ok_or_else(|| Error::data("nothing was written"))
    }
}

/// Puts files in place. Where another file stood, the new one is on the disk before it takes the other's name,
/// so that not even a power cut leaves half of it in place of a good one.
fn commit_all(staged: Vec<Staged>) -> Result<Vec<PathBuf>> {
    let changed: Vec<bool> = staged.iter().map(|s| !s.is_unchanged()).collect();
    std::thread::scope(|threads| {
        let replacing = staged.iter().zip(&changed).filter(|(s, changed)| **changed && s.path.exists());
        // The disk writes them together when they are asked for together.
        let syncs: Vec<_> = replacing.map(|(s, _)| (s, threads.spawn(|| s.temp.as_file().sync_data()))).collect();
        syncs.into_iter().try_for_each(|(s, sync)| {
            let done = sync.join().unwrap_or_else(|_| Err(std::io::ErrorKind::Other.into()));
            done.map_err(|e| Error::from(e).at(&s.path))
        })
    })?;
    let put = |(staged, changed): (Staged, bool)| {
        if changed {
            staged.temp.persist(&staged.path).map_err(|e| Error::from(e.error).at(&staged.path))?;
        }
        drop(staged.listed);
        Ok(staged.path)
    };
    staged.into_iter().zip(changed).map(put).collect()
}

/// Writes all layers of a run into a folder, in each of the formats, with `review.csv`, and `rejected.csv`
/// when something was rejected. No file is put in place before all are complete. A QGIS project is
/// accompanied by the GeoPackage that it shows. Returns the files, in the order written.
///
/// # Errors
/// When a file cannot be written; the folder then holds what it held before.
pub fn write_all(dir: &Path, formats: &[Format], data: &LayerSet) -> Result<Vec<PathBuf>> {
    let mut formats = formats.to_vec();
    if let Some(i) = formats.iter().position(|f| *f == Format::Qgz)
        && !formats.contains(&Format::Gpkg)
    {
        formats.insert(i, Format::Gpkg);
    }
    std::fs::create_dir_all(dir).map_err(|e| Error::from(e).at(dir))?;
    sweep(dir);
    let layers = data.layers();
    let mut tasks: Vec<Task> = Vec::new();
    for format in formats.iter().copied() {
        let path = |stem: &str| dir.join(format!("{stem}.{format}"));
        match format.stem() {
            Some(stem) => tasks.push(Task { path: path(stem), format, layers: &layers }),
            None => tasks.extend(layers.iter().map(|layer| Task {
                path: path(&layer.0.name),
                format,
                layers: std::slice::from_ref(layer),
            })),
        }
    }
    let staged: Result<Vec<Staged>> = tasks.par_iter().map(|task| task.stage(&data.meta)).collect();
    let mut staged = staged?;
    staged.push(stage_table(dir, &data.review)?);
    // A list of an earlier run must not stand beside the layers of this one.
    if !data.rejected.is_empty() || dir.join("rejected.csv").exists() {
        staged.push(stage_table(dir, &data.rejected)?);
    }
    // What cannot be put in place is found before anything is.
    if let Some(taken) = staged.iter().find(|s| s.path.is_dir()) {
        return Err(Error::from(std::io::Error::from(std::io::ErrorKind::IsADirectory)).at(&taken.path));
    }
    commit_all(staged)
}

/// One file to be written.
struct Task<'a> {
    path: PathBuf,
    format: Format,
    layers: &'a [(Layer, Vec<Feature>)],
}

impl Task<'_> {
    fn stage(&self, meta: &Metadata) -> Result<Staged> {
        let mut writer = Writer::create(&self.path, self.format, meta)?;
        for (layer, features) in self.layers {
            writer.begin(layer)?;
            features.iter().try_for_each(|feature| writer.feature(feature))?;
        }
        writer.stage()
    }
}

fn stage_table<R: Row>(dir: &Path, rows: &[R]) -> Result<Staged> {
    let layer = R::layer();
    let features = rows.iter().map(Row::to_feature).collect();
    let path = dir.join(format!("{}.csv", layer.name));
    Task { path, format: Format::Csv, layers: &[(layer, features)] }.stage(&Metadata::default())
}

/// Flushes a sink, so that an error at the end is not lost.
pub(crate) fn flush(sink: &mut Sink) -> Result<()> {
    Ok(sink.flush()?)
}
