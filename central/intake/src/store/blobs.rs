//! Blobs behind a session: what [`BlobStore`] promises, over the tables of [`crate::blobs`].

use super::{CentreStore, from_db};
use crate::blobs::{self, BlobRow};
use loggia_core::db::Tx;
use loggia_schema::message::Code;
use loggia_sync::blob::{
    BlobKey, BlobList, BlobReceipt, BlobRef, BlobStanding, BlobStore, CheckedBlobReceipt,
};
use loggia_sync::gates::AdmitView as _;
use loggia_sync::receipt::{Epoch, Millis};
use loggia_sync::store::StoreError;

impl CentreStore {
    fn blob(&self, key: &BlobKey) -> Result<Option<BlobRow>, StoreError> {
        self.read(|tx| blobs::find(tx, key))
    }
}

impl BlobStore for CentreStore {
    fn blobs_to_offer(&self, _: usize) -> Result<Vec<BlobRef>, StoreError> {
        Ok(Vec::new())
    }

    fn blobs_to_fetch(&self, _: usize) -> Result<Vec<BlobRef>, StoreError> {
        Ok(Vec::new())
    }

    fn blob_standing(&self, key: &BlobKey) -> Result<BlobStanding, StoreError> {
        Ok(match self.blob(key)? {
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
        self.read(|tx| match blobs::find(tx, key)? {
            Some(blob) if blob.is_whole() => blobs::list(tx, blob.no),
            _ => Ok(None),
        })
    }

    fn blob_chunk(&self, key: &BlobKey, index: u32) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|tx| match blobs::find(tx, key)? {
            Some(blob) => blobs::chunk(tx, blob.no, index),
            None => Ok(None),
        })
    }

    fn begin_blob(&mut self, key: &BlobKey, list: &BlobList) -> Result<(), StoreError> {
        let begun = self.app.db().write(|tx: &mut Tx<'_>| {
            let Some(blob) = blobs::find(tx, key)? else {
                return Ok(false);
            };
            blobs::begin(tx, blob.no, list).map(|()| true)
        });
        match begun.map_err(from_db)? {
            true => Ok(()),
            false => Err(StoreError::Ours("a list of a blob nobody names")),
        }
    }

    fn keep_chunk(&mut self, key: &BlobKey, index: u32, chunk: &[u8]) -> Result<(), StoreError> {
        let now = self.app.clock().now();
        let kept = self
            .app
            .db()
            .write(|tx| blobs::keep(tx, key, index, chunk, now));
        match kept.map_err(from_db)? {
            true => Ok(()),
            // erased while it was on its way, or another session is ahead of its own list
            false => Err(StoreError::Busy),
        }
    }

    fn issue_blob_receipt(
        &mut self,
        key: &BlobKey,
        now: Millis,
    ) -> Result<Option<BlobReceipt>, StoreError> {
        let blob = self.blob(key)?.filter(BlobRow::is_whole);
        Ok(blob.map(|blob| BlobReceipt {
            municipality: self.municipality(),
            epoch: Epoch(self.centre.epoch()),
            scope: blob.scope,
            key: *key,
            at: now,
        }))
    }

    fn keep_blob_receipt(&mut self, _: &CheckedBlobReceipt) -> Result<(), StoreError> {
        Err(StoreError::Ours("the centre takes no receipts"))
    }

    fn note_blob_refused(&mut self, key: &BlobKey, why: Code) -> Result<(), StoreError> {
        tracing::warn!(doc = %key.doc, blob = %key.blob, code = %why, "a blob was refused");
        Ok(())
    }
}
