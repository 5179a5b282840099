//! The scanner's folder: where a scanner, a telephone or a camera puts its files (φάκελος σαρωτή).
//!
//! A setting of the device. The newest picture or PDF in it is what a person who has just scanned means; what is shown
//! and what is attached are compared by name, time and size, so that a file that arrived in between is never taken unseen.
//! Links, folders and hidden or half-written files are passed over. Nothing in the folder is changed or removed.

use jiff::Timestamp;
use loggia_node::{NodeError, Session};
use loggia_schema::message::{Finding, files};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Entries of the folder that are looked at; a folder with more is somebody's archive.
const MOST: usize = 20_000;
/// Bytes that are read of a file; the cleaner refuses what is larger.
const LONGEST: u64 = loggia_cases::attachment::MAX_BYTES + 1;
const ENDINGS: [&str; 4] = ["jpg", "jpeg", "png", "pdf"];

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// When it was last written.
    pub at: Timestamp,
    /// Its bytes.
    pub bytes: u64,
}

impl Found {
    /// What a page remembers of the file it showed.
    pub fn seen(&self) -> String {
        format!("{}/{}/{}", self.at.as_microsecond(), self.bytes, self.name)
    }

    /// Whether the page's file is a PDF, by its ending; the content decides later.
    pub fn is_pdf(&self) -> bool {
        ending(&self.path).as_deref() == Some("pdf")
    }

    /// Its content.
    ///
    /// # Errors
    /// [`files::SCANNED_UNREADABLE`].
    pub fn read(&self) -> Result<Vec<u8>, Finding> {
        read(&self.path)
    }
}

/// The folder of this device, if it is set.
///
/// # Errors
/// The disk's.
pub fn folder(session: &mut Session<'_>) -> Result<Option<PathBuf>, NodeError> {
    Ok(session.setting(FOLDER)?.map(PathBuf::from))
}

/// Sets the folder; an empty text means none.
///
/// # Errors
/// The user's: no such folder, or it cannot be read. The disk's.
pub fn set_folder(session: &mut Session<'_>, typed: &str) -> Result<(), NodeError> {
    let typed = typed.trim();
    if !typed.is_empty() {
        let path = Path::new(typed);
        if !path.is_absolute() || !path.is_dir() {
            return Err(Finding::new(files::FOLDER_MISSING).on("folder").into());
        }
        newest(path)?;
    }
    session.set_setting(FOLDER, typed)
}

const FOLDER: &str = "scan-folder";

/// The newest picture or PDF in a folder.
///
/// # Errors
/// [`files::FOLDER_UNREADABLE`] on the field `folder`.
pub fn newest(folder: &Path) -> Result<Option<Found>, Finding> {
    let unreadable = || Finding::new(files::FOLDER_UNREADABLE).on("folder");
    let entries = fs::read_dir(folder).map_err(|_| unreadable())?;
    let found = entries.take(MOST).filter_map(|entry| look(&entry.ok()?));
    Ok(found.max_by(|one, two| (one.at, &one.name).cmp(&(two.at, &two.name))))
}

fn look(entry: &fs::DirEntry) -> Option<Found> {
    let name = entry.file_name().to_str()?.to_owned();
    let path = entry.path();
    let known = ending(&path).is_some_and(|ending| ENDINGS.contains(&ending.as_str()));
    if name.starts_with('.') || !known {
        return None;
    }
    // of the entry itself: a link is not followed
    let about = entry.metadata().ok()?;
    if !about.is_file() || about.len() == 0 {
        return None;
    }
    Some(Found {
        at: Timestamp::try_from(about.modified().ok()?).ok()?,
        bytes: about.len(),
        path,
        name,
    })
}

fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

/// The content of a file that a person named.
///
/// # Errors
/// [`files::SCANNED_UNREADABLE`].
pub fn read(path: &Path) -> Result<Vec<u8>, Finding> {
    let unreadable = |_| Finding::new(files::SCANNED_UNREADABLE).on("file");
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    fn put(folder: &Path, name: &str, age: u64) {
        let file = fs::File::create(folder.join(name)).unwrap();
        std::io::Write::write_all(&mut &file, b"x").unwrap();
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000 - age);
        file.set_modified(at).unwrap();
    }

    #[test]
    fn the_newest_picture_or_pdf_is_found_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        assert_eq!(newest(path).unwrap(), None);
        put(path, "old.jpg", 100);
        put(path, "scan.PDF", 50);
        for (name, age) in [("newer.txt", 1), (".hidden.jpg", 1), ("half.jpg.part", 1)] {
            put(path, name, age);
        }
        fs::create_dir(path.join("folder.jpg")).unwrap();
        fs::File::create(path.join("empty.png")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/hostname", path.join("link.png")).unwrap();
        let found = newest(path).unwrap().unwrap();
        assert_eq!((found.name.as_str(), found.is_pdf()), ("scan.PDF", true));
        let seen = found.seen();
        put(path, "IMG 2.jpeg", 10);
        let found = newest(path).unwrap().unwrap();
        assert_eq!(found.name, "IMG 2.jpeg");
        assert_ne!(found.seen(), seen);
        assert_eq!(found.read().unwrap(), b"x");
        let nowhere = newest(&path.join("nowhere")).unwrap_err();
        assert_eq!(nowhere.code, files::FOLDER_UNREADABLE);
        let gone = read(&path.join("nowhere.jpg")).unwrap_err();
        assert_eq!(gone.code, files::SCANNED_UNREADABLE);
    }
}
