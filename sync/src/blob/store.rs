//! What a session asks of a store about blobs.
//!
//! | after this returned `Ok` | the session may | so this must be on disk |
//! |---|---|---|
//! | [`BlobStore::begin_blob`] | take its chunks | the list |
//! | [`BlobStore::keep_chunk`] | ask for what follows after a cut | the chunk |
//! | [`BlobStore::issue_blob_receipt`] | send the receipt | every chunk of the blob |
//! | [`BlobStore::keep_blob_receipt`] | tell people «στο Κέντρο» | the receipt |
//!
//! Chunks arrive in order, so what is held of a blob that is not whole is always its beginning.

use super::{BlobKey, BlobList, BlobReceipt, CheckedBlobReceipt};
use crate::receipt::Millis;
use crate::store::StoreError;
use loggia_schema::ids::ScopeId;
use loggia_schema::message::Code;

/// A blob with its length, as an event names both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobRef {
    /// The blob.
    pub key: BlobKey,
    /// Its bytes.
    pub bytes: u64,
    /// The peer refused it in an earlier session: it goes after the others and is no reason to come back at once.
    pub refused: bool,
}

/// How a blob stands in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobStanding {
    /// No document here names it.
    Unknown,
    /// It was ordered forgotten.
    Erased,
    /// A document names it and it is not whole.
    Part {
        /// The document's scope.
        scope: ScopeId,
        /// The bytes it will have.
        bytes: u64,
        /// The chunks held, from the first.
        chunks: u32,
    },
    /// All of it is here.
    Whole {
        /// The document's scope.
        scope: ScopeId,
        /// Its bytes.
        bytes: u64,
    },
}

/// The blobs of one side of a session.
pub trait BlobStore {
    /// Node: whole blobs without a receipt of the centre's present epoch, at most `most`; those that were never refused
    /// first. On a centre: none.
    fn blobs_to_offer(&self, most: usize) -> Result<Vec<BlobRef>, StoreError>;

    /// Node: blobs that a person asked for and that are not whole, at most `most`, as above. On a centre: none.
    fn blobs_to_fetch(&self, most: usize) -> Result<Vec<BlobRef>, StoreError>;

    /// How a blob stands here.
    fn blob_standing(&self, key: &BlobKey) -> Result<BlobStanding, StoreError>;

    /// The list of a blob that is held whole.
    fn blob_list(&self, key: &BlobKey) -> Result<Option<BlobList>, StoreError>;

    /// A chunk that is held, from 0.
    fn blob_chunk(&self, key: &BlobKey, index: u32) -> Result<Option<Vec<u8>>, StoreError>;

    /// The list of a blob that is about to come; it gives the blob's name and length. Idempotent.
    fn begin_blob(&mut self, key: &BlobKey, list: &BlobList) -> Result<(), StoreError>;

    /// Keeps the next chunk, which its list accepts. An `Ours` error if it is not the next one.
    fn keep_chunk(&mut self, key: &BlobKey, index: u32, chunk: &[u8]) -> Result<(), StoreError>;

    /// Centre: its word for a blob it holds whole. `None` if it does not.
    fn issue_blob_receipt(
        &mut self,
        key: &BlobKey,
        now: Millis,
    ) -> Result<Option<BlobReceipt>, StoreError>;

    /// Node: keeps the centre's word. One of an older epoch than the stored one changes nothing.
    fn keep_blob_receipt(&mut self, receipt: &CheckedBlobReceipt) -> Result<(), StoreError>;

    /// The peer refused to take or to give a blob. Kept, so that people see why it is not where it should be.
    fn note_blob_refused(&mut self, key: &BlobKey, why: Code) -> Result<(), StoreError>;
}
