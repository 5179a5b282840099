//! Blobs in memory: what [`BlobStore`] promises, in the plainest way.

use super::MemoryStore;
use crate::blob::{
    BlobKey, BlobList, BlobReceipt, BlobRef, BlobStanding, BlobStore, CheckedBlobReceipt,
};
use crate::entries::Erased;
use crate::gates::AdmitView as _;
use crate::limits::BLOB_CHUNK;
use crate::receipt::Millis;
use crate::store::StoreError;
use loggia_schema::message::Code;

/// One blob as it is held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct HeldBlob {
    bytes: u64,
    list: Option<BlobList>,
    chunks: Vec<Vec<u8>>,
    receipt: Option<BlobReceipt>,
    wanted: bool,
    refused: Option<Code>,
}

impl HeldBlob {
    fn is_whole(&self) -> bool {
        self.list
            .as_ref()
            .is_some_and(|list| list.count() as usize == self.chunks.len())
    }

    fn named(&self, key: BlobKey) -> BlobRef {
        BlobRef {
            key,
            bytes: self.bytes,
            refused: self.refused.is_some(),
        }
    }
}

impl MemoryStore {
    /// Attaches content to a document, as an office does. `None` if the content is no blob.
    pub fn attach(&mut self, doc: loggia_schema::ids::DocId, content: &[u8]) -> Option<BlobKey> {
        let list = BlobList::of(content).ok()?;
        let key = BlobKey {
            doc,
            blob: list.id(),
        };
        let held = HeldBlob {
            bytes: list.bytes(),
            list: Some(list),
            chunks: content.chunks(BLOB_CHUNK).map(<[u8]>::to_vec).collect(),
            ..HeldBlob::default()
        };
        self.blobs.insert(key, held);
        Some(key)
    }

    /// A document that is held here names a blob, as its events do; `wanted`: a person asked for it.
    pub fn name_blob(&mut self, key: BlobKey, bytes: u64, wanted: bool) {
        let held = self.blobs.entry(key).or_default();
        (held.bytes, held.wanted) = (bytes, wanted);
    }

    /// The content of a blob that is whole.
    pub fn blob(&self, key: &BlobKey) -> Option<Vec<u8>> {
        let held = self.blobs.get(key).filter(|held| held.is_whole())?;
        Some(held.chunks.concat())
    }

    /// Chunks held of a blob.
    pub fn blob_chunks(&self, key: &BlobKey) -> usize {
        self.blobs.get(key).map_or(0, |held| held.chunks.len())
    }

    /// The stored receipt of a blob.
    pub fn blob_receipt(&self, key: &BlobKey) -> Option<&BlobReceipt> {
        self.blobs.get(key)?.receipt.as_ref()
    }

    /// Why the peer refused a blob.
    pub fn blob_refusal(&self, key: &BlobKey) -> Option<Code> {
        self.blobs.get(key)?.refused
    }

    /// Changes one byte of a chunk behind the store's back.
    pub fn harm_blob(&mut self, key: &BlobKey, chunk: usize) {
        let held = self.blobs.get_mut(key);
        if let Some(byte) = held.and_then(|held| held.chunks.get_mut(chunk)?.first_mut()) {
            *byte ^= 1;
        }
    }

    fn named_blobs(&self, most: usize, which: impl Fn(&HeldBlob) -> bool) -> Vec<BlobRef> {
        let named = self.blobs.iter().filter(|(_, held)| which(held));
        let mut named: Vec<_> = named.map(|(key, held)| held.named(*key)).collect();
        named.sort_by_key(|blob| (blob.refused, blob.key));
        named.truncate(most);
        named
    }

    fn newest_epoch(&self) -> crate::receipt::Epoch {
        let epochs = self.receipts.values().map(|receipt| receipt.epoch);
        epochs.max().unwrap_or_default()
    }
}

impl BlobStore for MemoryStore {
    fn blobs_to_offer(&self, most: usize) -> Result<Vec<BlobRef>, StoreError> {
        let epoch = self.newest_epoch();
        Ok(self.named_blobs(most, |held| {
            held.is_whole() && held.receipt.is_none_or(|receipt| receipt.epoch < epoch)
        }))
    }

    fn blobs_to_fetch(&self, most: usize) -> Result<Vec<BlobRef>, StoreError> {
        Ok(self.named_blobs(most, |held| held.wanted && !held.is_whole()))
    }

    fn blob_standing(&self, key: &BlobKey) -> Result<BlobStanding, StoreError> {
        let erased = Erased::Document(key.doc);
        if self.erasures.iter().any(|erasure| erasure.what == erased) {
            return Ok(BlobStanding::Erased);
        }
        let (Some(held), Some(scope)) = (self.blobs.get(key), self.scope_of(&key.doc)?) else {
            return Ok(BlobStanding::Unknown);
        };
        let bytes = held.bytes;
        Ok(if held.is_whole() {
            BlobStanding::Whole { scope, bytes }
        } else {
            let chunks = u32::try_from(held.chunks.len()).unwrap_or(u32::MAX);
            BlobStanding::Part {
                scope,
                bytes,
                chunks,
            }
        })
    }

    fn blob_list(&self, key: &BlobKey) -> Result<Option<BlobList>, StoreError> {
        Ok(self.blobs.get(key).and_then(|held| held.list.clone()))
    }

    fn blob_chunk(&self, key: &BlobKey, index: u32) -> Result<Option<Vec<u8>>, StoreError> {
        let held = self.blobs.get(key);
        Ok(held.and_then(|held| held.chunks.get(index as usize).cloned()))
    }

    fn begin_blob(&mut self, key: &BlobKey, list: &BlobList) -> Result<(), StoreError> {
        self.writable()?;
        let held = self.blobs.get_mut(key);
        let held = held.ok_or(StoreError::Ours("a list of a blob nobody names"))?;
        held.list = Some(list.clone());
        Ok(())
    }

    fn keep_chunk(&mut self, key: &BlobKey, index: u32, chunk: &[u8]) -> Result<(), StoreError> {
        self.writable()?;
        let held = self.blobs.get_mut(key);
        let held = held
            .filter(|held| held.chunks.len() == index as usize)
            .ok_or(StoreError::Ours("a chunk that is not the next one"))?;
        held.chunks.push(chunk.to_vec());
        Ok(())
    }

    fn issue_blob_receipt(
        &mut self,
        key: &BlobKey,
        now: Millis,
    ) -> Result<Option<BlobReceipt>, StoreError> {
        let BlobStanding::Whole { scope, .. } = self.blob_standing(key)? else {
            return Ok(None);
        };
        Ok(Some(BlobReceipt {
            municipality: self.municipality(),
            epoch: self.epoch,
            scope,
            key: *key,
            at: now,
        }))
    }

    fn keep_blob_receipt(&mut self, receipt: &CheckedBlobReceipt) -> Result<(), StoreError> {
        self.writable()?;
        let said = *receipt.receipt();
        if let Some(held) = self.blobs.get_mut(&said.key)
            && held.receipt.is_none_or(|old| old.epoch <= said.epoch)
        {
            (held.receipt, held.refused) = (Some(said), None);
        }
        Ok(())
    }

    fn note_blob_refused(&mut self, key: &BlobKey, why: Code) -> Result<(), StoreError> {
        self.writable()?;
        if let Some(held) = self.blobs.get_mut(key) {
            held.refused = Some(why);
        }
        Ok(())
    }
}
