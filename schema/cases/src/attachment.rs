//! Attachments: how a case of any kind names a picture, a scan or a PDF (συνημμένα).
//!
//! The bytes are a *blob*: they travel after the documents, in chunks, and are served by (document, blob) and never by hash
//! alone. The case holds only this [`Attachment`]: what it is, how large, and the hash that proves it. Two ways to carry one:
//!
//! * an event of its own, `t = "attached"`, whose data is an [`Attachment`];
//! * a list `files` of them inside the data of any other event (a reading with its photo, a request with its papers).
//!
//! [`files_of`] finds both in an event of **any** kind, also one of a newer program: so stores expect, fetch, serve and
//! erase blobs without knowing what the case is.
//!
//! The name of the file is people's text and lies in the private part [`Attachment::part`]
//! ([`crate::private::PrivatePart::File`]). That part is also the unit of erasure: when it goes, the blob goes with it.

use crate::document::{RawEvent, Stamp};
use loggia_schema::ids::{BlobId, PartId};
use loggia_schema::message::{Finding, files};
use serde::{Deserialize, Serialize};

/// Type name of the event that attaches one file.
pub const ATTACHED: &str = "attached";
/// Name of the list of attachments inside another event's data.
pub const FILES: &str = "files";
/// Bytes of one file. The wire has the same limit.
pub const MAX_BYTES: u64 = 16 << 20;
/// Pages of one file.
pub const MAX_PAGES: u32 = 500;
/// Files of one case.
pub const MAX_FILES: usize = 60;

/// What the bytes are; only what every screen can show without a foreign program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Media {
    /// JPEG picture.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// PNG picture.
    #[serde(rename = "image/png")]
    Png,
    /// PDF document.
    #[serde(rename = "application/pdf")]
    Pdf,
}

impl Media {
    /// Every media type.
    pub const ALL: [Media; 3] = [Media::Jpeg, Media::Png, Media::Pdf];

    /// The name in HTTP and in events.
    pub const fn name(self) -> &'static str {
        match self {
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
            Media::Pdf => "application/pdf",
        }
    }

    /// The type of a name.
    pub fn parse(name: &str) -> Option<Media> {
        Media::ALL.into_iter().find(|media| media.name() == name)
    }

    /// The usual end of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Media::Jpeg => "jpg",
            Media::Png => "png",
            Media::Pdf => "pdf",
        }
    }

    /// Whether a page can show it as a picture.
    pub const fn is_picture(self) -> bool {
        matches!(self, Media::Jpeg | Media::Png)
    }

    /// What the bytes say they are, whatever the name of the file said.
    pub fn of_content(bytes: &[u8]) -> Option<Media> {
        if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Media::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Media::Png)
        } else if bytes.starts_with(b"%PDF-") {
            Some(Media::Pdf)
        } else {
            None
        }
    }
}

/// What a file is to its case (είδος συνημμένου).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Photograph of what was seen (φωτογραφία).
    Photo,
    /// Scan of a paper (σάρωση).
    Scan,
    /// Paper that came as a file, or was made here (έγγραφο).
    Document,
}

impl What {
    /// Every kind.
    pub const ALL: [What; 3] = [What::Photo, What::Scan, What::Document];

    /// Code name, as in JSON, forms and the command line.
    pub const fn name(self) -> &'static str {
        match self {
            What::Photo => "photo",
            What::Scan => "scan",
            What::Document => "document",
        }
    }

    /// The kind of a code name.
    pub fn parse(name: &str) -> Option<What> {
        What::ALL.into_iter().find(|what| what.name() == name)
    }

    /// Greek name.
    pub const fn greek(self) -> &'static str {
        match self {
            What::Photo => "φωτογραφία",
            What::Scan => "σάρωση",
            What::Document => "έγγραφο",
        }
    }
}

/// A file of a case (συνημμένο). As data of an event it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The hash that names and proves the content.
    pub blob: BlobId,
    /// What the bytes are.
    pub media: Media,
    /// How many bytes.
    pub bytes: u64,
    /// How many pages; 1 for a picture.
    pub pages: u32,
    /// What it is to the case.
    pub what: What,
    /// The private part with its name; when it is erased, the file goes too.
    pub part: PartId,
}

/// A file with the event that attached it, as states keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Who attached it and when.
    pub by: Stamp,
    /// The file.
    pub file: Attachment,
}

/// Every file that an event of any kind attaches; data that does not fit is skipped, as the kind's own reader judges it.
pub fn files_of(raw: &RawEvent) -> Vec<Attachment> {
    let read = |value: &serde_json::Value| Attachment::deserialize(value).ok();
    if raw.t == ATTACHED {
        return read(&raw.d).into_iter().collect();
    }
    let listed = raw.d.get(FILES).and_then(serde_json::Value::as_array);
    let listed = listed.into_iter().flatten().take(MAX_FILES);
    listed.filter_map(read).collect()
}

/// The check that every kind makes before it attaches a file to what it has already.
///
/// Errors: [`files::FILE_EMPTY`], [`files::FILE_TOO_LARGE`], [`files::TOO_MANY_PAGES`], [`files::ATTACHED_TWICE`],
/// [`files::TOO_MANY_FILES`].
pub fn check<'a>(
    file: &Attachment,
    there: impl IntoIterator<Item = &'a Attachment>,
) -> Result<(), Finding> {
    if file.bytes == 0 {
        return Err(Finding::new(files::FILE_EMPTY).on("file"));
    }
    if file.bytes > MAX_BYTES {
        return Err(too_large());
    }
    if file.pages == 0 || file.pages > MAX_PAGES {
        return Err(Finding::new(files::TOO_MANY_PAGES)
            .on("file")
            .with("n", MAX_PAGES));
    }
    let mut count = 0;
    for other in there {
        count += 1;
        if other.blob == file.blob {
            return Err(Finding::new(files::ATTACHED_TWICE).on("file"));
        }
    }
    if count >= MAX_FILES {
        return Err(Finding::new(files::TOO_MANY_FILES)
            .on("file")
            .with("n", MAX_FILES));
    }
    Ok(())
}

/// «The file is larger than …», for whoever measures it first.
pub fn too_large() -> Finding {
    Finding::new(files::FILE_TOO_LARGE)
        .on("file")
        .with("mb", MAX_BYTES >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::EventKey;
    use loggia_schema::ids::{Incarnation, UserId};
    use serde_json::json;

    fn file(n: u8) -> Attachment {
        Attachment {
            blob: BlobId([n; 32]),
            media: Media::Jpeg,
            bytes: 300_000,
            pages: 1,
            what: What::Photo,
            part: PartId([n; 16]),
        }
    }

    fn event(t: &str, d: serde_json::Value) -> RawEvent {
        let key = EventKey {
            incarnation: Incarnation([1; 10]),
            n: 1,
        };
        RawEvent {
            key,
            v: 7,
            t: t.into(),
            at: "2026-11-25T08:00:00Z".parse().unwrap(),
            by: UserId([1; 16]),
            l: 1,
            d,
        }
    }

    #[test]
    fn files_are_found_in_events_of_any_kind_and_version() {
        let value = |n| serde_json::to_value(file(n)).unwrap();
        assert_eq!(files_of(&event("attached", value(1))), [file(1)]);
        let reading = json!({ "value": 17, "files": [value(1), { "blob": "no" }, value(2)] });
        assert_eq!(files_of(&event("read", reading)), [file(1), file(2)]);
        for odd in [json!({}), json!({ "files": 3 }), json!(null), json!([1])] {
            assert_eq!(files_of(&event("noted", odd)), []);
        }
    }

    #[test]
    fn an_endless_list_is_cut() {
        let many: Vec<_> = (0..200)
            .map(|n| serde_json::to_value(file(n)).unwrap())
            .collect();
        let found = files_of(&event("asked", json!({ "files": many })));
        assert_eq!(found.len(), MAX_FILES);
    }

    #[test]
    fn content_says_what_it_is() {
        assert_eq!(
            Media::of_content(b"\xff\xd8\xff\xe0rest"),
            Some(Media::Jpeg)
        );
        assert_eq!(
            Media::of_content(b"\x89PNG\r\n\x1a\nrest"),
            Some(Media::Png)
        );
        assert_eq!(Media::of_content(b"%PDF-1.7"), Some(Media::Pdf));
        for not in [
            b"GIF89a".as_slice(),
            b"<svg",
            b"MZ",
            b"",
            b"\xff\xd8",
            b" %PDF-",
        ] {
            assert_eq!(Media::of_content(not), None);
        }
        for media in Media::ALL {
            assert_eq!(Media::parse(media.name()), Some(media));
            assert_eq!(serde_json::to_value(media).unwrap(), media.name());
        }
        for what in What::ALL {
            assert_eq!(What::parse(what.name()), Some(what));
            assert_eq!(serde_json::to_value(what).unwrap(), what.name());
        }
    }

    #[test]
    fn what_does_not_fit_a_case_is_refused() {
        let refuse = |file: Attachment, there: &[Attachment]| check(&file, there).unwrap_err().code;
        assert_eq!(check(&file(1), &[file(2)]), Ok(()));
        assert_eq!(
            refuse(
                Attachment {
                    bytes: 0,
                    ..file(1)
                },
                &[]
            ),
            files::FILE_EMPTY
        );
        let large = Attachment {
            bytes: MAX_BYTES + 1,
            ..file(1)
        };
        assert_eq!(refuse(large, &[]), files::FILE_TOO_LARGE);
        for pages in [0, MAX_PAGES + 1] {
            assert_eq!(
                refuse(Attachment { pages, ..file(1) }, &[]),
                files::TOO_MANY_PAGES
            );
        }
        assert_eq!(refuse(file(1), &[file(2), file(1)]), files::ATTACHED_TWICE);
        let full: Vec<_> = (0..60).map(|n| file(n + 10)).collect();
        assert_eq!(refuse(file(1), &full), files::TOO_MANY_FILES);
    }
}
