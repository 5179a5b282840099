//! Papers on their way to the printer: a private folder that lives as long as the window, and the system's viewer.
//!
//! A paper names a person. So it is not dropped among the downloads, where backups and other programs would find it:
//! it goes to a folder of this user alone, in memory where the system has such a place (`XDG_RUNTIME_DIR`), and the
//! folder is removed when the window closes. Whoever wants to keep a paper saves it from the viewer.

use crate::rules;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of one window's papers; removed on drop.
#[derive(Debug)]
pub struct PaperFolder {
    path: PathBuf,
}

impl PaperFolder {
    /// Makes the folder, for this user only. Leftovers of a process that was killed are not touched: the runtime folder
    /// ends with the user's session.
    pub fn create() -> io::Result<PaperFolder> {
        let base = std::env::var_os("XDG_RUNTIME_DIR")
            .map(PathBuf::from)
            .filter(|path| path.is_dir())
            .unwrap_or_else(std::env::temp_dir);
        let path = base.join(format!("loggia-papers-{}", std::process::id()));
        private_folder(&path)?;
        Ok(PaperFolder { path })
    }

    /// Where the paper suggested as `suggested` goes; `None` when it is neither a paper nor a list's file, and then nothing
    /// is downloaded.
    pub fn place(&self, suggested: &Path) -> Option<PathBuf> {
        rules::paper_name(suggested).map(|name| self.path.join(name))
    }
}

impl Drop for PaperFolder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, "the folder of printed papers could not be removed");
        }
    }
}

#[cfg(unix)]
fn private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn private_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().create(path)
}

/// Opens `paper` with the program the system has for PDF files. The viewer outlives the window.
pub fn show(paper: &Path) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    match std::process::Command::new(opener).arg(paper).spawn() {
        // Reaped by a thread of its own: a viewer may stay open for hours.
        Ok(mut viewer) => drop(std::thread::spawn(move || viewer.wait())),
        Err(error) => tracing::warn!(%error, "no viewer could be started for a paper"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn papers_live_in_a_private_folder_and_leave_with_it() {
        let folder = PaperFolder::create().unwrap();
        let place = folder
            .place(Path::new("/anywhere/Κ12-2026-000001.pdf"))
            .unwrap();
        assert_eq!(place.parent().unwrap(), folder.path);
        fs::write(&place, b"%PDF").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(
                fs::metadata(&folder.path).unwrap().permissions().mode() & 0o777,
                0o700
            );
        }
        assert!(folder.place(Path::new("evil.desktop")).is_none());
        drop(folder);
        assert!(!place.exists());
    }
}
