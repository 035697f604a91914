//! Where fetched gazetteers lie on this machine.

use std::path::{Path, PathBuf};

/// The variable that names another folder; empty for none at all.
pub const DATA_VARIABLE: &str = "MAKAN_DATA";

/// The folder of makan's data: `MAKAN_DATA`, else the user's data folder as the system has it (`$XDG_DATA_HOME/makan`,
/// `~/.local/share/makan`, `~/Library/Application Support/makan`, `%LOCALAPPDATA%\makan`).
#[must_use]
pub fn data_folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    if let Some(own) = std::env::var_os(DATA_VARIABLE) {
        return Some(PathBuf::from(own)).filter(|p| !p.as_os_str().is_empty());
    }
    let folder = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library").join("Application Support"))
    } else {
        // The XDG base directory specification leaves relative paths out of account.
        let xdg = variable("XDG_DATA_HOME").filter(|p| p.is_absolute());
        xdg.or_else(|| variable("HOME").map(|home| home.join(".local").join("share")))
    };
    folder.map(|f| f.join("makan"))
}

/// The compiled gazetteers among what was fetched, sorted by their names.
#[must_use]
pub fn fetched(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder.join("gazetteers")) else { return Vec::new() };
    let mut out: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "makan"))
        .collect();
    out.sort();
    out
}
