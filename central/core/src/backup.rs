//! Consistent copies of a SQLite store, and the proof that a copy can be restored.
//!
//! The copy is made through SQLite's own backup interface inside one reading transaction, while writers go on; it is
//! encrypted with the same key. Beside it stands a manifest: size and BLAKE3 hash of the copy, the migrations it
//! holds, the time, and what subsystems want to have witnessed (heads of the journal). [`check`] opens a copy, compares
//! hash and size, and lets SQLite examine every page. PostgreSQL is copied by its own tools (`pg_basebackup`).

use crate::db::{Db, DbError, DbResult, StoreKey, open_for_backup};
use crate::migrations;
use jiff::Timestamp;
use rusqlite::backup::{Backup, StepResult};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The name of the copy in its folder.
const COPY: &str = "loggia.db";
/// The name of the manifest.
const MANIFEST: &str = "manifest.json";

/// What a backup folder holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Form of this file.
    pub version: u32,
    /// The municipality.
    pub municipality: u32,
    /// When the copy was made, UTC.
    pub made_at: Timestamp,
    /// Bytes of the copy.
    pub size: u64,
    /// BLAKE3 of the copy, hex.
    pub blake3: String,
    /// Migrations inside, by subsystem.
    pub migrations: BTreeMap<String, Vec<String>>,
    /// What subsystems wanted witnessed, e.g. `journal 2026` → head link.
    pub witnessed: BTreeMap<String, String>,
}

/// True where copies are made here and not by the database's own tools.
pub fn is_ours(db: &Db) -> bool {
    db.sqlite_store().is_some()
}

/// Copies the store into a new folder and writes the manifest.
///
/// # Errors
/// [`DbError::Disk`] if the folder exists or cannot be written, or if the engine is not SQLite.
pub fn make(
    db: &Db,
    folder: &Path,
    now: Timestamp,
    witnessed: BTreeMap<String, String>,
) -> DbResult<Manifest> {
    let Some((source, key)) = db.sqlite_store().and_then(|store| store.file()) else {
        return Err(DbError::Disk(
            "copies of a PostgreSQL database are made with pg_basebackup".to_owned(),
        ));
    };
    fs::create_dir(folder).map_err(disk)?;
    let copy = folder.join(COPY);
    copy_store(source, &copy, key)?;
    let manifest = Manifest {
        version: 1,
        municipality: db.municipality().0,
        made_at: now,
        size: fs::metadata(&copy).map_err(disk)?.len(),
        blake3: hash_file(&copy)?,
        migrations: db.read(migrations::applied)?,
        witnessed,
    };
    let text = serde_json::to_string_pretty(&manifest).map_err(DbError::bug)?;
    fs::write(folder.join(MANIFEST), text).map_err(disk)?;
    fs::File::open(folder)
        .and_then(|dir| dir.sync_all())
        .map_err(disk)?;
    Ok(manifest)
}

/// Proves that a backup folder can be restored: hash, size, key, every page. Returns its manifest.
///
/// # Errors
/// [`DbError::Corrupt`] with what differs; [`DbError::WrongKey`]; [`DbError::Disk`].
pub fn check(folder: &Path, key: &StoreKey) -> DbResult<Manifest> {
    let text = fs::read_to_string(folder.join(MANIFEST)).map_err(disk)?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| DbError::Corrupt(format!("the manifest: {error}")))?;
    let copy = folder.join(COPY);
    if fs::metadata(&copy).map_err(disk)?.len() != manifest.size
        || hash_file(&copy)? != manifest.blake3
    {
        return Err(DbError::Corrupt(
            "the copy is not the one of its manifest".to_owned(),
        ));
    }
    let conn = open_for_backup(&copy, key, true)?;
    let verdict: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(DbError::Corrupt(verdict));
    }
    Ok(manifest)
}

/// Restores a checked backup to a path where nothing stands yet.
///
/// # Errors
/// As [`check`]; [`DbError::Disk`] if something stands at the target.
pub fn restore(folder: &Path, key: &StoreKey, target: &Path) -> DbResult<Manifest> {
    let manifest = check(folder, key)?;
    let taken = [
        target.to_path_buf(),
        sibling(target, "-wal"),
        sibling(target, "-shm"),
    ];
    if let Some(path) = taken.iter().find(|path| path.exists()) {
        return Err(DbError::Disk(format!("{} is in the way", path.display())));
    }
    let partial = sibling(target, ".partial");
    fs::copy(folder.join(COPY), &partial).map_err(disk)?;
    fs::File::open(&partial)
        .and_then(|file| file.sync_all())
        .map_err(disk)?;
    fs::rename(&partial, target).map_err(disk)?;
    Ok(manifest)
}

fn copy_store(source: &Path, copy: &Path, key: &StoreKey) -> DbResult<()> {
    let from = open_for_backup(source, key, true)?;
    let mut to = open_for_backup(copy, key, false)?;
    {
        let backup = Backup::new(&from, &mut to)?;
        // All pages in one step: the copy is one moment, and writers of a WAL store are not held up by it.
        while backup.step(-1)? != StepResult::Done {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }
    to.close().map_err(|(_, error)| error)?;
    fs::File::open(copy)
        .and_then(|file| file.sync_all())
        .map_err(disk)
}

fn hash_file(path: &Path) -> DbResult<String> {
    let mut file = fs::File::open(path).map_err(disk)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer).map_err(disk)?;
        if read == 0 {
            return Ok(hasher.finalize().to_string());
        }
        hasher.update(&buffer[..read]);
    }
}

fn sibling(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn disk(error: std::io::Error) -> DbError {
    if error.kind() == std::io::ErrorKind::StorageFull {
        DbError::Full
    } else {
        DbError::Disk(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loggia_schema::ids::MunicipalityId;

    fn key() -> StoreKey {
        StoreKey::new([9; 32])
    }

    fn store(dir: &Path) -> Db {
        let db = Db::sqlite(&dir.join("store.db"), key(), MunicipalityId(1)).unwrap();
        migrations::run(&db, "core", crate::MIGRATIONS, Timestamp::UNIX_EPOCH).unwrap();
        db.write(|tx| crate::numbering::next(tx, "x", 2026))
            .unwrap();
        db
    }

    #[test]
    fn a_copy_made_while_writers_go_on_restores_to_the_same_rows() {
        let dir = tempfile::tempdir().unwrap();
        let db = store(dir.path());
        let witnessed = BTreeMap::from([("journal 2026".to_owned(), "abc".to_owned())]);
        let manifest = make(
            &db,
            &dir.path().join("backup"),
            Timestamp::UNIX_EPOCH,
            witnessed,
        )
        .unwrap();
        db.write(|tx| crate::numbering::next(tx, "x", 2026))
            .unwrap();
        assert_eq!(
            restore(
                &dir.path().join("backup"),
                &key(),
                &dir.path().join("back.db")
            ),
            Ok(manifest)
        );
        let back = Db::sqlite(&dir.path().join("back.db"), key(), MunicipalityId(1)).unwrap();
        assert_eq!(back.read(|tx| crate::numbering::last(tx, "x", 2026)), Ok(1));
        assert!(
            restore(
                &dir.path().join("backup"),
                &key(),
                &dir.path().join("back.db")
            )
            .is_err(),
            "in the way"
        );
        assert!(
            make(
                &db,
                &dir.path().join("backup"),
                Timestamp::UNIX_EPOCH,
                BTreeMap::new()
            )
            .is_err()
        );
    }

    #[test]
    fn one_changed_byte_and_a_wrong_key_are_seen() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("backup");
        make(
            &store(dir.path()),
            &folder,
            Timestamp::UNIX_EPOCH,
            BTreeMap::new(),
        )
        .unwrap();
        assert!(check(&folder, &key()).is_ok());
        assert_eq!(
            check(&folder, &StoreKey::new([8; 32])),
            Err(DbError::WrongKey)
        );
        let mut bytes = fs::read(folder.join(COPY)).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(folder.join(COPY), bytes).unwrap();
        assert!(matches!(check(&folder, &key()), Err(DbError::Corrupt(_))));
    }
}
