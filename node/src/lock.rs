//! The store's lock: one process at a time, and it says who (κλείδωμα αποθήκης).
//!
//! The lock is an advisory file lock, so the kernel frees it when the process dies, however it dies. The text inside is
//! for people and for the command line: `serve` writes there where it can be reached, and a second program reads it to
//! hand its command over instead of failing.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const FILE: &str = "lock";

/// Held as long as the node is open.
#[derive(Debug)]
pub struct StoreLock {
    file: File,
}

/// Why the lock was not given.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process holds the store; the text is what it wrote about itself.
    #[error("the store is in use by: {holder}")]
    Held {
        /// What the holder wrote, usually JSON with pid and address.
        holder: String,
    },
    /// The lock file itself could not be used.
    #[error("lock file {path}: {source}")]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl StoreLock {
    /// Takes the lock of the store in `folder` and writes `holder` into it.
    pub fn take(folder: &Path, holder: &str) -> Result<StoreLock, LockError> {
        let path = folder.join(FILE);
        let disk = |source| LockError::Disk {
            path: path.clone(),
            source,
        };
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(disk)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LockError::Held {
                    holder: StoreLock::holder(folder).unwrap_or_default(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(disk(source)),
        }
        let mut lock = StoreLock { file };
        lock.describe(holder).map_err(disk)?;
        Ok(lock)
    }

    /// Replaces the text: `serve` adds its address once it knows the port.
    pub fn describe(&mut self, holder: &str) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(holder.as_bytes())?;
        self.file.flush()
    }

    /// What the present or last holder wrote; `None` if there never was one.
    pub fn holder(folder: &Path) -> Option<String> {
        let mut text = String::new();
        File::open(folder.join(FILE))
            .ok()?
            .take(4096)
            .read_to_string(&mut text)
            .ok()?;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_one_is_told_who_was_first() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = StoreLock::take(folder.path(), "serve 4711").unwrap();
        first.describe("serve 4711 at 127.0.0.1:4000").unwrap();
        let refused = StoreLock::take(folder.path(), "fine issue");
        assert!(
            matches!(refused, Err(LockError::Held { holder }) if holder == "serve 4711 at 127.0.0.1:4000")
        );
        drop(first);
        assert!(StoreLock::take(folder.path(), "fine issue").is_ok());
    }
}
