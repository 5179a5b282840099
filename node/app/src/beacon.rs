//! `serve.json`: where a running server is reached by the command line of the same user (σήμα).
//!
//! The store's lock says that somebody holds it; this file, readable only by the user who runs the server, says how to
//! hand a command over: the address and a secret of this run. It is removed at the end; a file left behind by a killed
//! process does no harm, because the command line asks the lock first.

use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

const FILE: &str = "serve.json";

/// How the command line reaches a server.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beacon {
    /// Its address: `http://127.0.0.1:40123`.
    pub url: String,
    /// What a request must carry.
    pub secret: String,
    /// Its process.
    pub pid: u32,
}

impl std::fmt::Debug for Beacon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Beacon({}, {})", self.url, self.pid)
    }
}

/// The file; removed when this is dropped.
#[derive(Debug)]
pub struct Lit {
    path: PathBuf,
}

impl Beacon {
    /// Writes the file of the store in `folder`, for its owner's eyes only.
    ///
    /// # Errors
    /// The disk's.
    pub fn light(&self, folder: &Path) -> io::Result<Lit> {
        let (path, new) = (folder.join(FILE), folder.join("serve.new"));
        match std::fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&new)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_all()?;
        std::fs::rename(&new, &path)?;
        Ok(Lit { path })
    }

    /// The file of the store in `folder`, if a server left one.
    pub fn read(folder: &Path) -> Option<Beacon> {
        serde_json::from_slice(&std::fs::read(folder.join(FILE)).ok()?).ok()
    }
}

impl Drop for Lit {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(%error, "serve.json could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn only_its_owner_reads_it_and_it_goes_out_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let beacon = Beacon {
            url: "http://127.0.0.1:1".into(),
            secret: "5ec7e7".into(),
            pid: 7,
        };
        let lit = beacon.light(folder.path()).unwrap();
        let mode = std::fs::metadata(folder.path().join(FILE))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(Beacon::read(folder.path()), Some(beacon.clone()));
        assert!(!format!("{beacon:?}").contains("5ec7e7"));
        drop(lit);
        assert_eq!(Beacon::read(folder.path()), None);
    }
}
