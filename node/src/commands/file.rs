//! Commands of files: attach one to a case, ask the centre for one (επισύναψη αρχείου, ζήτηση από το Κέντρο).
//!
//! Event, private part with the file's name, and the whole content go into one transaction: a case with its photo is saved
//! or is not. What was brought in has been recognised, cleaned and bounded before ([`Clean`]); here it is measured again,
//! because a command may come from anywhere.
//!
//! A kind takes files by saying how it writes the event ([`Attaches`]). A kind whose other events carry files
//! prepares them with [`Session::prepare_file`] and writes them with [`Prepared::write`].

use super::{Done, Once, Which, judge};
use crate::blobs;
use crate::documents;
use crate::error::{NodeError, Result};
use crate::kinds::Listed;
use crate::session::{Moment, Session};
use crate::writer::Writer;
use loggia_cases::CaseKind;
use loggia_cases::attachment::{self, Attachment, Media, What};
use loggia_cases::fine::{self, Fine};
use loggia_cases::irrigation::{self, ReadingBook};
use loggia_cases::private::PrivatePart;
use loggia_cases::request::{self, Request};
use loggia_schema::ids::{BlobId, DocId, PartId, ScopeId};
use loggia_schema::message::{Finding, files, storage};
use loggia_schema::text::normalise_input;
use loggia_sync::blob::BlobList;
use serde::{Deserialize, Serialize};

/// Letters of a file's name that are kept.
const MAX_NAME: usize = 120;

/// A file that was recognised by its content, re-encoded where it was a picture, and bounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    /// What it is.
    pub media: Media,
    /// Its pages; 1 for a picture.
    pub pages: u32,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// A file to be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAttach {
    /// The case.
    pub which: Which,
    /// What the file is to it.
    pub what: What,
    /// Its name, as its sender calls it.
    pub name: String,
    /// The file.
    pub file: Clean,
}

/// A file that is ready to be written with an event that names it.
pub struct Prepared {
    /// What the event keeps.
    pub attachment: Attachment,
    list: BlobList,
    content: Vec<u8>,
    name: PrivatePart,
}

impl Prepared {
    /// Writes name and content beside the event, in its transaction. The document was opened by this feed.
    pub(crate) fn write(
        &self,
        writer: &mut Writer<'_, '_>,
        doc: DocId,
        scope: &ScopeId,
        at: i64,
    ) -> Result<()> {
        writer.part(doc, self.attachment.part, &self.name)?;
        let (list, content) = (&self.list, &self.content);
        blobs::put(
            writer.tx(),
            &doc,
            scope,
            &self.attachment,
            list,
            content,
            at,
        )?;
        Ok(())
    }
}

/// A kind that takes files by an event of their own.
pub(crate) trait Attaches: Listed {
    /// The event.
    fn attached(file: Attachment) -> Self::Event;
}

impl Attaches for Fine {
    fn attached(file: Attachment) -> fine::Event {
        fine::Event::Attached(file)
    }
}

impl Attaches for Request {
    fn attached(file: Attachment) -> request::Event {
        request::Event::Attached(file)
    }
}

impl Attaches for ReadingBook {
    fn attached(file: Attachment) -> irrigation::Event {
        irrigation::Event::Attached(file)
    }
}

/// What of the command is hashed and kept: not the content, its name.
#[derive(Serialize)]
struct Print<'a> {
    which: &'a Which,
    what: What,
    name: &'a str,
    blob: BlobId,
}

/// What the request for a file answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileWanted {
    /// The case.
    pub doc: DocId,
    /// The file.
    pub blob: BlobId,
}

impl Session<'_> {
    /// Attaches a file to a case (επισύναψη).
    ///
    /// # Errors
    /// The user's: no such case here, its kind takes no files, too large, attached already, no right. The disk's.
    pub fn file_attach(&mut self, key: &str, input: &FileAttach) -> Result<Done> {
        let list = list_of(&input.file.content)?;
        let print = Print {
            which: &input.which,
            what: input.what,
            name: &input.name,
            blob: list.id(),
        };
        self.once(key, "file attach", &print, |session, once| {
            match session.kind_of(&input.which)? {
                CaseKind::FINE => session.attach::<Fine>(once, input),
                CaseKind::REQUEST => session.attach::<Request>(once, input),
                CaseKind::IRRIGATION_BOOK => session.attach::<ReadingBook>(once, input),
                _ => Err(NodeError::refuse(files::KIND_WITHOUT_FILES)),
            }
        })
    }

    /// Asks the centre for a file that a case names; it comes with the next synchronisations.
    ///
    /// # Errors
    /// The user's: no such case or file here, it was erased, or it is here already. The disk's.
    pub fn file_want(&mut self, doc: &DocId, blob: &BlobId) -> Result<FileWanted> {
        let shown = self.show(&Which::Doc(*doc))?;
        let line = shown.files.iter().find(|line| line.file.blob == *blob);
        let line = line.ok_or_else(|| NodeError::refuse(files::FILE_MISSING))?;
        if line.name.is_none() {
            return Err(NodeError::refuse(files::FILE_ERASED));
        }
        let (file, now) = (line.file, self.node.now_micros());
        self.plain_write(|tx| blobs::want(tx, doc, &shown.scope, &file, now))?;
        Ok(FileWanted {
            doc: *doc,
            blob: *blob,
        })
    }

    /// A file ready to be written with an event of this moment.
    ///
    /// # Errors
    /// The user's: empty or too large.
    pub(crate) fn prepare_file(
        &mut self,
        what: What,
        name: &str,
        file: &Clean,
        moment: &Moment,
    ) -> Result<Prepared> {
        let list = list_of(&file.content)?;
        let name = normalise_input(name).chars().take(MAX_NAME).collect();
        let attachment = Attachment {
            blob: list.id(),
            media: file.media,
            bytes: list.bytes(),
            pages: file.pages,
            what,
            part: PartId(self.new_id(moment)),
        };
        if Media::of_content(&file.content) != Some(file.media) {
            return Err(Finding::new(files::FILE_KIND_UNKNOWN).on("file").into());
        }
        Ok(Prepared {
            attachment,
            list,
            content: file.content.clone(),
            name: PrivatePart::File { name },
        })
    }

    fn attach<C: Attaches>(&mut self, once: &Once<'_>, input: &FileAttach) -> Result<Done> {
        let (mut document, mut folded, names) = self.case::<C>(&input.which)?;
        self.in_scope(&document.scope)?;
        let moment = self.moment()?;
        let prepared = self.prepare_file(input.what, &input.name, &input.file, &moment)?;
        let event = C::attached(prepared.attachment);
        let reference = self.reference(&document.scope)?;
        judge::<C>(&folded, &event, &self.facts(&moment, &reference), &[])?;
        let (doc, scope, at) = (document.doc, document.scope, moment.device);
        self.write(scope, at, |writer| {
            let written = writer.add::<C>(&mut document, &mut folded, &event, &names)?;
            prepared.write(writer, doc, &scope, at.as_microsecond())?;
            let answer = Done::of::<C>(doc, written, &folded);
            once.answer(writer.tx(), &answer, at)?;
            Ok(answer)
        })
    }

    fn kind_of(&mut self, which: &Which) -> Result<CaseKind> {
        let conn = self.open()?.store.conn();
        let doc = which.any(conn)?.ok_or_else(|| which.missing())?;
        let document = documents::find(conn, &doc)?;
        let document = document.ok_or_else(|| NodeError::refuse(storage::DOCUMENT_MISSING))?;
        Ok(document.kind)
    }
}

fn list_of(content: &[u8]) -> Result<BlobList> {
    if content.is_empty() {
        return Err(Finding::new(files::FILE_EMPTY).on("file").into());
    }
    Ok(BlobList::of(content).map_err(|_| attachment::too_large())?)
}
