use std::fmt;
use std::path::{Path, PathBuf};

/// Why a layer could not be written or read. The message names the file, what was expected and what came.
#[derive(Debug)]
pub struct Error {
    path: Option<PathBuf>,
    cause: Box<Cause>,
}

/// The result of writing or reading layers.
pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
enum Cause {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("{0}")]
    Csv(#[from] csv::Error),
    #[error("{0}")]
    Template(#[from] minijinja::Error),
    #[error("{0}")]
    Zip(#[from] zip::result::ZipError),
    #[error("{0}")]
    FlatGeobuf(#[from] flatgeobuf::Error),
    #[cfg(feature = "parquet")]
    #[error("{0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    #[error("{0}")]
    Data(String),
}

impl<T: Into<Cause>> From<T> for Error {
    fn from(cause: T) -> Error {
        Error { path: None, cause: Box::new(cause.into()) }
    }
}

impl Error {
    /// An error in the data itself; `message` says what was expected and what came.
    #[must_use]
    pub fn data(message: impl Into<String>) -> Error {
        Cause::Data(message.into()).into()
    }

    /// The same error, naming the file that it happened in (unless it names one already).
    #[must_use]
    pub fn at(mut self, path: &Path) -> Error {
        self.path.get_or_insert_with(|| path.to_owned());
        self
    }

    /// The file that could not be written or read, where one is known.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// True when the system refused: no such file, no permission, no room on the disk.
    #[must_use]
    pub fn is_io(&self) -> bool {
        match &*self.cause {
            Cause::Io(_) => true,
            Cause::Csv(e) => e.is_io_error(),
            Cause::Sqlite(e) => matches!(
                e.sqlite_error_code(),
                Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::DiskFull | rusqlite::ErrorCode::ReadOnly)
            ),
            Cause::FlatGeobuf(flatgeobuf::Error::IO(_)) => true,
            #[cfg(feature = "parquet")]
            Cause::Parquet(parquet::errors::ParquetError::External(e)) => e.is::<std::io::Error>(),
            _ => false,
        }
    }
}

impl Error {
    /// True when whoever was to read the output has closed the pipe.
    #[must_use]
    pub fn is_closed_pipe(&self) -> bool {
        let closed = |e: &std::io::Error| e.kind() == std::io::ErrorKind::BrokenPipe;
        match &*self.cause {
            Cause::Io(e) => closed(e),
            Cause::Csv(e) => matches!(e.kind(), csv::ErrorKind::Io(e) if closed(e)),
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}: {}", path.display(), self.cause),
            None => self.cause.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.cause)
    }
}
