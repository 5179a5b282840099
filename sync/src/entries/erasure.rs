//! ERASURE: the order to forget. Bodies, rows, index and blobs go; headers and links stay.

use crate::codec::{DecodeError, Reader, Writer};
use crate::feed::FeedId;
use crate::limits::MAX_ERASED_ENTRIES;
use loggia_schema::ids::{DocId, Height, PartId};

/// What is to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erased {
    /// A whole document: every body whose header names it.
    Document(DocId),
    /// One private part. The entries that hold it are named, because a header without its body no
    /// longer tells which part it was.
    Part {
        /// The document of the part.
        doc: DocId,
        /// The part.
        part: PartId,
        /// The entries whose bodies go, in rising order.
        entries: Vec<(FeedId, Height)>,
    },
}

/// An order to forget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// What.
    pub what: Erased,
}

impl Erasure {
    /// The document it speaks of.
    pub const fn doc(&self) -> DocId {
        match &self.what {
            Erased::Document(doc) | Erased::Part { doc, .. } => *doc,
        }
    }

    /// Whether it takes the body of this entry of this document.
    pub fn takes(&self, feed: &FeedId, height: Height, doc: &DocId) -> bool {
        match &self.what {
            Erased::Document(erased) => erased == doc,
            Erased::Part {
                doc: of, entries, ..
            } => of == doc && entries.contains(&(*feed, height)),
        }
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        match &self.what {
            Erased::Document(doc) => {
                writer.u8(1).doc(doc);
            }
            Erased::Part { doc, part, entries } => {
                writer
                    .u8(2)
                    .doc(doc)
                    .part(part)
                    .list(entries, |w, (feed, height)| {
                        feed.write(w);
                        w.height(*height);
                    });
            }
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let what = match reader.u8("unit")? {
            1 => Erased::Document(reader.doc()?),
            2 => {
                let (doc, part) = (reader.doc()?, reader.part()?);
                let entries = reader.list(MAX_ERASED_ENTRIES, FeedId::LEN + 8, "entries", |r| {
                    Ok((FeedId::read(r)?, r.height()?))
                })?;
                if !entries.windows(2).all(|pair| pair[0] < pair[1]) {
                    return Err(DecodeError::Order("entries"));
                }
                Erased::Part { doc, part, entries }
            }
            value => {
                return Err(DecodeError::Unknown {
                    field: "unit",
                    value: value.into(),
                });
            }
        };
        Ok(Erasure { what })
    }
}
