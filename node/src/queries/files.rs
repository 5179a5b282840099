//! The files of a case: which there are, which are here, which the centre has signed for (συνημμένα).

use crate::blobs::{self, Blob};
use crate::commands::Which;
use crate::documents::Carried;
use crate::error::{NodeError, Result};
use crate::session::Session;
use crate::store;
use jiff::Timestamp;
use loggia_cases::attachment::{self, Attachment, Media};
use loggia_cases::private::PrivatePart;
use loggia_schema::ids::{BlobId, DocId, PartId, UserId};
use loggia_schema::message::{Code, Finding, files};
use loggia_sync::blob::BlobKey;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Where a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "at")]
pub enum FileStand {
    /// Here, and nobody at the centre has signed for it.
    OnlyHere {
        /// Why the centre refused it, if it did.
        refused: Option<u16>,
    },
    /// Here, and the centre has signed that it holds it.
    Both,
    /// Not here; a person may ask the centre for it.
    Elsewhere,
    /// Asked for and on its way.
    Coming {
        /// Per cent that have come.
        percent: u8,
        /// Why the centre did not give it, if it said so.
        refused: Option<u16>,
    },
    /// Erased by order of the centre, or its name has not come yet.
    Gone,
}

impl FileStand {
    /// Whether its content can be shown here.
    pub const fn is_here(self) -> bool {
        matches!(self, FileStand::OnlyHere { .. } | FileStand::Both)
    }

    /// What was said when it was refused.
    pub fn refusal(self) -> Option<Finding> {
        match self {
            FileStand::OnlyHere { refused } | FileStand::Coming { refused, .. } => {
                refused.map(|code| Finding::new(Code::new(code)))
            }
            _ => None,
        }
    }
}

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileLine {
    /// What the event keeps of it.
    pub file: Attachment,
    /// Its name; `None`: erased, or not here yet.
    pub name: Option<String>,
    /// When it was attached, by its author's clock.
    pub when: Timestamp,
    /// Who attached it.
    pub by: UserId,
    /// Where it is.
    pub stand: FileStand,
}

/// A file's content, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileContent {
    /// What it is.
    pub media: Media,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Session<'_> {
    /// The content of a file of a case, every chunk checked against its name.
    ///
    /// # Errors
    /// The user's: no such case or file, not of the user's scopes, erased, not on this device. The disk's: damaged.
    pub fn file(&mut self, doc: &DocId, blob: &BlobId) -> Result<FileContent> {
        let shown = self.show(&Which::Doc(*doc))?;
        let line = shown
            .files
            .into_iter()
            .find(|line| line.file.blob == *blob)
            .ok_or_else(|| NodeError::refuse(files::FILE_MISSING))?;
        let name = line
            .name
            .ok_or_else(|| NodeError::refuse(files::FILE_ERASED))?;
        if !line.stand.is_here() {
            return Err(NodeError::refuse(files::FILE_NOT_HERE));
        }
        let key = BlobKey {
            doc: *doc,
            blob: *blob,
        };
        let conn = self.open()?.store.conn();
        let found = blobs::find(conn, &key)?;
        let found = found.ok_or_else(|| NodeError::refuse(files::FILE_NOT_HERE))?;
        let bytes = blobs::content(conn, &found)?;
        Ok(FileContent {
            media: line.file.media,
            name,
            bytes: bytes.ok_or_else(|| NodeError::refuse(files::FILE_DAMAGED))?,
        })
    }
}

/// The files that the events of a document name, in the order of their events.
pub(crate) fn of_document(
    conn: &Connection,
    doc: &DocId,
    events: &[Carried],
    parts: &[(PartId, PrivatePart)],
) -> store::Result<Vec<FileLine>> {
    let mut ordered: Vec<_> = events.iter().map(|carried| &carried.event).collect();
    ordered.sort_by_key(|event| event.order());
    let present = blobs::present_epoch(conn)?;
    let mut lines = Vec::new();
    for event in ordered {
        for file in attachment::files_of(event) {
            let name = parts.iter().find_map(|(id, part)| match part {
                PrivatePart::File { name } if *id == file.part => Some(name.clone()),
                _ => None,
            });
            let key = BlobKey {
                doc: *doc,
                blob: file.blob,
            };
            let held = blobs::find(conn, &key)?;
            let stand = match name {
                Some(_) => stand(held, present),
                None => FileStand::Gone,
            };
            lines.push(FileLine {
                file,
                name,
                when: event.at,
                by: event.by,
                stand,
            });
        }
    }
    Ok(lines)
}

fn stand(held: Option<Blob>, present: u32) -> FileStand {
    let Some(blob) = held else {
        return FileStand::Elsewhere;
    };
    let refused = blob.refused.map(Code::number);
    if blob.erased {
        FileStand::Gone
    } else if blob.is_whole() && blob.is_at_centre(present) {
        FileStand::Both
    } else if blob.is_whole() {
        FileStand::OnlyHere { refused }
    } else if blob.wanted {
        let come = u64::from(blob.chunks) * loggia_sync::limits::BLOB_CHUNK as u64 * 100;
        let percent = u8::try_from(come / blob.bytes.max(1))
            .unwrap_or(100)
            .min(99);
        FileStand::Coming { percent, refused }
    } else {
        FileStand::Elsewhere
    }
}
