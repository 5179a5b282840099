//! Blobs behind a session: what [`BlobStore`] promises, over the tables of [`crate::blobs`].
//!
//! Each chunk is a durable transaction of its own, so a cut, a kill or a full disk costs one chunk and the next session goes
//! on where this one stopped.

use super::failed;
use crate::blobs::{self, Blob};
use crate::erase;
use crate::node::Node;
use loggia_schema::message::Code;
use loggia_sync::blob::{
    BlobKey, BlobList, BlobReceipt, BlobRef, BlobStanding, BlobStore, CheckedBlobReceipt,
};
use loggia_sync::receipt::Millis;
use loggia_sync::store::StoreError;

impl Node {
    fn held_blob(&self, key: &BlobKey) -> Result<Option<Blob>, StoreError> {
        blobs::find(self.serving()?.store.conn(), key).map_err(failed)
    }
}

impl BlobStore for Node {
    fn blobs_to_offer(&self, most: usize) -> Result<Vec<BlobRef>, StoreError> {
        let conn = self.serving()?.store.conn();
        let present = blobs::present_epoch(conn).map_err(failed)?;
        let found = blobs::to_offer(conn, present, most).map_err(failed)?;
        Ok(found.into_iter().map(named).collect())
    }

    fn blobs_to_fetch(&self, most: usize) -> Result<Vec<BlobRef>, StoreError> {
        let conn = self.serving()?.store.conn();
        let found = blobs::to_fetch(conn, most).map_err(failed)?;
        Ok(found.into_iter().map(named).collect())
    }

    fn blob_standing(&self, key: &BlobKey) -> Result<BlobStanding, StoreError> {
        let conn = self.serving()?.store.conn();
        if erase::is_document_erased(conn, &key.doc).map_err(failed)? {
            return Ok(BlobStanding::Erased);
        }
        Ok(match self.held_blob(key)? {
            None => BlobStanding::Unknown,
            Some(blob) if blob.erased => BlobStanding::Erased,
            Some(blob) if blob.is_whole() => BlobStanding::Whole {
                scope: blob.scope,
                bytes: blob.bytes,
            },
            Some(blob) => BlobStanding::Part {
                scope: blob.scope,
                bytes: blob.bytes,
                chunks: blob.chunks,
            },
        })
    }

    fn blob_list(&self, key: &BlobKey) -> Result<Option<BlobList>, StoreError> {
        let Some(blob) = self.held_blob(key)?.filter(Blob::is_whole) else {
            return Ok(None);
        };
        blobs::list(self.serving()?.store.conn(), blob.no).map_err(failed)
    }

    fn blob_chunk(&self, key: &BlobKey, index: u32) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(blob) = self.held_blob(key)? else {
            return Ok(None);
        };
        blobs::chunk(self.serving()?.store.conn(), blob.no, index).map_err(failed)
    }

    fn begin_blob(&mut self, key: &BlobKey, list: &BlobList) -> Result<(), StoreError> {
        let blob = self.held_blob(key)?;
        let blob = blob.ok_or(StoreError::Ours("a list of a blob nobody asked for"))?;
        self.record(|tx| blobs::begin(tx, blob.no, list))
    }

    fn keep_chunk(&mut self, key: &BlobKey, index: u32, chunk: &[u8]) -> Result<(), StoreError> {
        let blob = self.held_blob(key)?;
        let blob = blob
            .filter(|blob| !blob.erased && blob.chunks == index)
            .ok_or(StoreError::Ours("a chunk that is not the next one"))?;
        self.record(|tx| blobs::keep(tx, blob.no, index, chunk))
    }

    fn issue_blob_receipt(
        &mut self,
        _: &BlobKey,
        _: Millis,
    ) -> Result<Option<BlobReceipt>, StoreError> {
        Ok(None)
    }

    fn keep_blob_receipt(&mut self, receipt: &CheckedBlobReceipt) -> Result<(), StoreError> {
        self.record(|tx| blobs::vouched(tx, receipt))
    }

    fn note_blob_refused(&mut self, key: &BlobKey, why: Code) -> Result<(), StoreError> {
        self.record(|tx| blobs::refused(tx, key, why))
    }
}

fn named((blob, refused): (Blob, bool)) -> BlobRef {
    BlobRef {
        key: blob.key,
        bytes: blob.bytes,
        refused,
    }
}
