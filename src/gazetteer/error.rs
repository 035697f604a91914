use std::path::PathBuf;

/// Why a gazetteer could not be read, compiled or opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("cannot read the gazetteer {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is of no form that makan knows.
    #[error("{} is no gazetteer that makan can read: {reason}", path.display())]
    Unknown {
        /// The file.
        path: PathBuf,
        /// What was expected.
        reason: String,
    },
    /// A compiled gazetteer is damaged or of another version.
    #[error(
        "the compiled gazetteer {label} is not usable: {what}; make it again with `makan gazetteer import` or `fetch`"
    )]
    Damaged {
        /// What it is called.
        label: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A compiled gazetteer could not be written.
    #[error("cannot write the compiled gazetteer: {0}")]
    Writing(#[from] std::io::Error),
    /// There are more places or names than a compiled gazetteer can hold.
    #[error("too much for one compiled gazetteer: {0}")]
    TooLarge(&'static str),
}
