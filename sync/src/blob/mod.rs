//! Blobs: pictures, scans and PDFs, cut into chunks that are checked one by one (αρχεία).
//!
//! A blob is named by the hash over its length and the hashes of its chunks ([`BlobList`]). Whoever holds the list and
//! finds that it gives the name can check every chunk when it arrives: nothing wrong is ever kept, a cut line goes on at the
//! next chunk, and a hostile peer can waste no more than one chunk.
//!
//! A blob is spoken of as a [`BlobKey`]: the document and the hash. A hash alone names nothing that anybody may have; the
//! document's scope decides who may. That a blob arrived is told by a [`BlobReceipt`], signed, and by nothing else.
//! Bytes: docs/formats/blob.md; the conversation: `crate::session`.

mod receipt;
mod store;

pub use receipt::{BlobReceipt, BlobReceiptError, CheckedBlobReceipt};
pub use store::{BlobRef, BlobStanding, BlobStore};

use crate::codec::{DecodeError, Reader, Writer};
use crate::limits::{BLOB_CHUNK, MAX_BLOB};
use crate::sign::Context;
use loggia_schema::ids::{BlobId, DocId};

/// A blob of a document. Both belong together: a blob is served for a document and never for its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobKey {
    /// The document that names the blob.
    pub doc: DocId,
    /// The blob.
    pub blob: BlobId,
}

impl BlobKey {
    pub(crate) fn write(&self, w: &mut Writer) {
        w.raw(&self.doc.0).raw(&self.blob.0);
    }

    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(BlobKey {
            doc: DocId(r.array("document")?),
            blob: BlobId(r.array("blob")?),
        })
    }
}

/// Length of a blob and the hashes of its chunks. Always of a possible blob: not empty, not too long, one hash per chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobList {
    bytes: u64,
    chunks: Vec<[u8; 32]>,
}

/// Content that is no blob: empty, or longer than [`MAX_BLOB`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a blob has 1 to {MAX_BLOB} bytes")]
pub struct NotABlob;

impl BlobList {
    /// The list of some content.
    pub fn of(content: &[u8]) -> Result<Self, NotABlob> {
        let bytes = content.len() as u64;
        count_of(bytes).ok_or(NotABlob)?;
        let chunks = content.chunks(BLOB_CHUNK).map(chunk_hash).collect();
        Ok(BlobList { bytes, chunks })
    }

    /// The name of the blob.
    pub fn id(&self) -> BlobId {
        let bytes = self.bytes.to_be_bytes();
        let mut parts: Vec<&[u8]> = vec![&bytes];
        parts.extend(self.chunks.iter().map(<[u8; 32]>::as_slice));
        BlobId(Context::Blob.hash(&parts))
    }

    /// Bytes of the blob.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Chunks of the blob; at least one.
    pub fn count(&self) -> u32 {
        u32::try_from(self.chunks.len()).unwrap_or(u32::MAX)
    }

    /// Whether these bytes are the chunk of that number, from 0.
    pub fn accepts(&self, index: u32, chunk: &[u8]) -> bool {
        let Ok(at) = usize::try_from(index) else {
            return false;
        };
        self.chunks.get(at).is_some_and(|hash| {
            chunk.len() == len_of(self.bytes, index) && chunk_hash(chunk) == *hash
        })
    }

    /// The bytes of the list, as it travels and is stored.
    pub fn encode(&self) -> Vec<u8> {
        let mut w = Writer::new();
        self.write(&mut w);
        w.finish()
    }

    /// Reads a list from exactly its bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        Reader::whole(bytes, Self::read)
    }

    pub(crate) fn write(&self, w: &mut Writer) {
        w.u64(self.bytes).list(&self.chunks, |w, hash| {
            w.raw(hash);
        });
    }

    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let bytes = r.u64("length of a blob")?;
        let count = count_of(bytes).ok_or(DecodeError::Malformed("length of a blob"))?;
        let chunks = r.list(count as usize, 32, "chunks", |r| r.array("chunk"))?;
        if chunks.len() != count as usize {
            return Err(DecodeError::Malformed("number of chunks"));
        }
        Ok(BlobList { bytes, chunks })
    }
}

/// Chunks of a blob of so many bytes; `None` if no blob has that many.
pub const fn count_of(bytes: u64) -> Option<u32> {
    if bytes == 0 || bytes > MAX_BLOB {
        return None;
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "at most MAX_BLOB / BLOB_CHUNK"
    )]
    Some(bytes.div_ceil(BLOB_CHUNK as u64) as u32)
}

/// Length of a chunk in a blob of so many bytes: all are full but the last. 0 where there is none.
pub fn len_of(bytes: u64, index: u32) -> usize {
    let before = u64::from(index) * BLOB_CHUNK as u64;
    let left = bytes.saturating_sub(before).min(BLOB_CHUNK as u64);
    usize::try_from(left).unwrap_or(BLOB_CHUNK)
}

fn chunk_hash(chunk: &[u8]) -> [u8; 32] {
    Context::BlobChunk.hash(&[chunk])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_knows_its_chunks_and_nothing_else() {
        let content: Vec<u8> = (0..=250_u8).cycle().take(BLOB_CHUNK * 2 + 7).collect();
        let list = BlobList::of(&content).unwrap();
        assert_eq!((list.bytes(), list.count()), (content.len() as u64, 3));
        for (index, chunk) in (0..).zip(content.chunks(BLOB_CHUNK)) {
            assert!(list.accepts(index, chunk));
            assert_eq!(len_of(list.bytes(), index), chunk.len());
            assert!(!list.accepts(index + 1, chunk));
            assert!(!list.accepts(index, &chunk[1..]));
        }
        assert!(!list.accepts(3, &[]));
        assert!(!list.accepts(u32::MAX, &[]));
        let mut other = content.clone();
        other[BLOB_CHUNK] ^= 1;
        assert_ne!(BlobList::of(&other).unwrap().id(), list.id());
        assert_eq!(BlobList::decode(&list.encode()), Ok(list));
    }

    #[test]
    fn a_blob_is_neither_empty_nor_endless() {
        assert_eq!(BlobList::of(&[]), Err(NotABlob));
        assert_eq!(
            (
                count_of(0),
                count_of(1),
                count_of(MAX_BLOB),
                count_of(MAX_BLOB + 1)
            ),
            (None, Some(1), Some(256), None)
        );
        // a list whose hashes are not one per chunk
        let mut bytes = BlobList::of(&[7; 10]).unwrap().encode();
        bytes[..8].copy_from_slice(&(BLOB_CHUNK as u64 + 1).to_be_bytes());
        assert!(BlobList::decode(&bytes).is_err());
        bytes[..8].copy_from_slice(&u64::MAX.to_be_bytes());
        assert!(BlobList::decode(&bytes).is_err());
    }
}
