//! Blobs in a session: after the documents, a bounded number at a time, chunk by chunk.
//!
//! ```text
//! node                                centre
//!                          ◀──────    … DONE
//! BLOBS                    ──────▶                         what I hold without your receipt; what I ask for
//!                          ◀──────    BLOB_WANT* BLOB_RECEIPT* BLOB_REFUSED*
//! BLOB_LIST BLOB_CHUNK*    ──────▶                         of each BLOB_WANT, from the chunk it names
//!                          ◀──────    BLOB_RECEIPT         when its last chunk is durable
//!                          ◀──────    BLOB_LIST BLOB_CHUNK*  of each blob asked for
//! DONE                     ──────▶                         when nothing is open any more
//! ```
//!
//! A node without blobs to offer or to fetch says DONE at once, as before. Both sides must have said that they can
//! ([`CAN_BLOBS`](super::message::CAN_BLOBS)). The receiver alone says where to begin; it takes only what it asked for, in
//! order, and each chunk must be the one its list names. What is wrong costs that blob the session and nothing else.
//! A small budget ends the session early, so that a document written meanwhile overtakes the pictures.

use super::message::Message;
use super::transfer::Item;
use super::{Core, Output, Stop};
use crate::blob::{BlobKey, BlobList, BlobReceipt, BlobStanding, count_of};
use crate::identity::Certificate;
use crate::limits::MAX_BLOBS_NAMED;
use crate::receipt::Millis;
use crate::store::{StoreError, SyncStore};
use loggia_schema::ids::ScopeId;
use loggia_schema::message::{Code, files, sync as says};
use std::collections::{BTreeMap, BTreeSet};

/// A blob that we asked for and that is on its way.
#[derive(Debug)]
struct Coming {
    bytes: u64,
    next: u32,
    list: Option<BlobList>,
}

/// What of the blobs is open in a session.
#[derive(Debug)]
pub(super) struct Blobs {
    /// Both sides can.
    pub(super) on: bool,
    left: u64,
    /// What we asked for.
    coming: BTreeMap<BlobKey, Coming>,
    /// What we gave up: chunks of it that are still under way, at most so many, are dropped.
    dropped: BTreeMap<BlobKey, u32>,
    /// Node: what we offered and the centre has neither vouched for nor refused.
    offered: BTreeSet<BlobKey>,
    /// What the peer asked of us: it may still refuse it.
    asked: BTreeSet<BlobKey>,
    /// Centre: BLOBS came.
    named: bool,
}

impl Blobs {
    pub(super) const fn new(budget: u64) -> Self {
        Blobs {
            on: false,
            left: budget,
            coming: BTreeMap::new(),
            dropped: BTreeMap::new(),
            offered: BTreeSet::new(),
            asked: BTreeSet::new(),
            named: false,
        }
    }

    /// Node: whether anything is open.
    pub(super) fn is_settled(&self) -> bool {
        self.coming.is_empty() && self.offered.is_empty()
    }
}

impl Core {
    // --- node ----------------------------------------------------------------------------------

    /// Node: names what it holds and what it lacks, if there is anything to name.
    pub(super) fn name_blobs(&mut self, store: &dyn SyncStore) -> Result<(), Stop> {
        // documents first: a session that ended early for them leaves the blobs to the next
        if !self.blobs.on || self.summary.more {
            return Ok(());
        }
        let mut named = |mut found: Vec<crate::blob::BlobRef>| {
            let rest = found.split_off(found.len().min(MAX_BLOBS_NAMED));
            self.summary.more |= rest.iter().any(|blob| !blob.refused);
            found
        };
        let most = MAX_BLOBS_NAMED + 1;
        let held = named(store.blobs_to_offer(most)?);
        let fetched = named(store.blobs_to_fetch(most)?);
        let mut wanted = Vec::with_capacity(fetched.len());
        for blob in fetched {
            let BlobStanding::Part { bytes, chunks, .. } = store.blob_standing(&blob.key)? else {
                continue;
            };
            wanted.push((blob.key, chunks));
            self.expect(blob.key, bytes, chunks)?;
        }
        wanted.sort_unstable();
        let mut held: Vec<_> = held
            .into_iter()
            .map(|blob| (blob.key, blob.bytes))
            .collect();
        held.sort_unstable();
        self.blobs.offered = held.iter().map(|(key, _)| *key).collect();
        if !self.blobs.is_settled() {
            self.send(&Message::Blobs { held, wanted });
        }
        Ok(())
    }

    /// Node: the centre lacks a blob from this chunk on.
    pub(super) fn take_blob_want(&mut self, key: BlobKey, from: u32) -> Result<(), Stop> {
        if !self.blobs.offered.contains(&key) || !self.blobs.asked.insert(key) {
            return Err(Stop::Refuse(says::WRONG_MOMENT));
        }
        self.transfer.push(Item::Blob {
            key,
            next: from,
            count: None,
        });
        Ok(())
    }

    /// Node: the centre vouches for a blob.
    pub(super) fn take_blob_receipt(
        &mut self,
        bytes: &[u8],
        certificate: &Certificate,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        let checked = BlobReceipt::verify(bytes, certificate.municipality, &certificate.centre)
            .map_err(|_| Stop::Refuse(says::BAD_RECEIPT))?;
        let key = checked.receipt().key;
        if !self.blobs.offered.remove(&key) {
            return Err(Stop::Refuse(says::WRONG_MOMENT));
        }
        store.keep_blob_receipt(&checked)?;
        self.summary.blob_receipts += 1;
        self.out.push(Output::BlobReceiptStored(key));
        Ok(())
    }

    // --- centre --------------------------------------------------------------------------------

    /// Centre: what the node holds and lacks. `may` says which scopes it may hold.
    pub(super) fn take_blobs(
        &mut self,
        held: &[(BlobKey, u64)],
        wanted: &[(BlobKey, u32)],
        now: Millis,
        store: &mut dyn SyncStore,
        may: impl Fn(&ScopeId) -> bool,
    ) -> Result<(), Stop> {
        if !self.blobs.on || std::mem::replace(&mut self.blobs.named, true) {
            return Err(Stop::Refuse(says::WRONG_MOMENT));
        }
        for (key, bytes) in held {
            match store.blob_standing(key)? {
                BlobStanding::Whole { scope, .. } if may(&scope) => {
                    self.send_blob_receipt(key, now, store)?;
                }
                BlobStanding::Part {
                    scope,
                    bytes: expected,
                    chunks,
                } if may(&scope) => {
                    if expected == *bytes {
                        self.expect(*key, expected, chunks)?;
                        self.send(&Message::BlobWant {
                            key: *key,
                            from: chunks,
                        });
                    } else {
                        self.refuse_blob(key, files::BLOB_WRONG);
                    }
                }
                BlobStanding::Erased => self.refuse_blob(key, files::BLOB_ERASED),
                _ => self.refuse_blob(key, files::BLOB_FOREIGN),
            }
        }
        for (key, from) in wanted {
            match store.blob_standing(key)? {
                BlobStanding::Whole { scope, .. } if may(&scope) => {
                    self.blobs.asked.insert(*key);
                    self.transfer.push(Item::Blob {
                        key: *key,
                        next: *from,
                        count: None,
                    });
                }
                BlobStanding::Part { scope, .. } if may(&scope) => {
                    self.refuse_blob(key, files::BLOB_NOT_HERE);
                }
                BlobStanding::Erased => self.refuse_blob(key, files::BLOB_ERASED),
                _ => self.refuse_blob(key, files::BLOB_FOREIGN),
            }
        }
        Ok(())
    }

    fn send_blob_receipt(
        &mut self,
        key: &BlobKey,
        now: Millis,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        let receipt = store
            .issue_blob_receipt(key, now)?
            .ok_or(StoreError::Ours("a whole blob without a receipt"))?;
        self.send(&Message::BlobReceipt(receipt.sign(&self.keys)));
        self.summary.blob_receipts += 1;
        Ok(())
    }

    // --- both ----------------------------------------------------------------------------------

    fn expect(&mut self, key: BlobKey, bytes: u64, next: u32) -> Result<(), Stop> {
        // a store that names an impossible blob, or says Part of one it holds whole, is at fault itself
        if count_of(bytes).is_none_or(|count| next >= count) {
            return Err(StoreError::Ours("a blob that cannot be asked for").into());
        }
        self.blobs.coming.insert(
            key,
            Coming {
                bytes,
                next,
                list: None,
            },
        );
        Ok(())
    }

    /// Hands over the list or one chunk; answers how many bytes it took.
    pub(super) fn send_blob(
        &mut self,
        key: BlobKey,
        next: u32,
        count: Option<u32>,
        store: &dyn SyncStore,
    ) -> Result<usize, Stop> {
        if self.blobs.left == 0 {
            self.summary.more = true;
            // a node that offered it simply stops; a centre that was asked must say so
            if !self.blobs.offered.remove(&key) {
                self.send(&Message::BlobRefused {
                    key,
                    code: files::BLOB_LATER,
                });
            }
            return Ok(0);
        }
        let Some(count) = count else {
            return self.send_blob_list(key, next, store);
        };
        if next >= count {
            return Ok(0);
        }
        let bytes = store
            .blob_chunk(&key, next)?
            .ok_or_else(|| StoreError::Damaged("a blob without its chunk".to_owned()))?;
        let size = bytes.len();
        self.send(&Message::BlobChunk {
            key,
            index: next,
            bytes,
        });
        self.blobs.left = self.blobs.left.saturating_sub(size as u64);
        self.summary.chunks_sent += 1;
        self.transfer.push_next(Item::Blob {
            key,
            next: next + 1,
            count: Some(count),
        });
        Ok(size)
    }

    fn send_blob_list(
        &mut self,
        key: BlobKey,
        next: u32,
        store: &dyn SyncStore,
    ) -> Result<usize, Stop> {
        let list = store
            .blob_list(&key)?
            .ok_or_else(|| StoreError::Damaged("a whole blob without its list".to_owned()))?;
        let count = list.count();
        if next >= count {
            return Err(Stop::Refuse(says::WRONG_MOMENT));
        }
        self.send(&Message::BlobList { key, list });
        self.transfer.push_next(Item::Blob {
            key,
            next,
            count: Some(count),
        });
        Ok(32 * count as usize)
    }

    /// The list of a blob we asked for: it must give the name and the length that the document knows.
    pub(super) fn take_blob_list(
        &mut self,
        key: BlobKey,
        list: BlobList,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        if self.drop_late(&key, 0)? {
            return Ok(());
        }
        let coming = self.blobs.coming.get_mut(&key);
        let coming = coming
            .filter(|coming| coming.list.is_none())
            .ok_or(Stop::Refuse(says::WRONG_MOMENT))?;
        if list.bytes() != coming.bytes || list.id() != key.blob {
            return self.give_up(&key, store);
        }
        store.begin_blob(&key, &list)?;
        coming.list = Some(list);
        Ok(())
    }

    /// A chunk of a blob we asked for: the next one, and the one its list names.
    pub(super) fn take_blob_chunk(
        &mut self,
        key: BlobKey,
        index: u32,
        chunk: &[u8],
        now: Millis,
        store: &mut dyn SyncStore,
        vouch: bool,
    ) -> Result<(), Stop> {
        if self.drop_late(&key, 1)? {
            return Ok(());
        }
        let coming = self.blobs.coming.get_mut(&key);
        let (coming, list) = coming
            .and_then(|coming| coming.list.take().map(|list| (coming, list)))
            .ok_or(Stop::Refuse(says::WRONG_MOMENT))?;
        if index != coming.next {
            return Err(Stop::Refuse(says::WRONG_MOMENT));
        }
        if !list.accepts(index, chunk) {
            return self.give_up(&key, store);
        }
        store.keep_chunk(&key, index, chunk)?;
        self.summary.chunks_taken += 1;
        coming.next = index + 1;
        if coming.next < list.count() {
            coming.list = Some(list);
            return Ok(());
        }
        self.blobs.coming.remove(&key);
        self.out.push(Output::BlobArrived(key));
        if vouch {
            self.send_blob_receipt(&key, now, store)
        } else {
            Ok(())
        }
    }

    /// The peer will not take, or not give, a blob.
    pub(super) fn take_blob_refused(
        &mut self,
        key: BlobKey,
        code: Code,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        self.transfer.forget_blob(&key);
        let ours = self.blobs.offered.remove(&key) | self.blobs.asked.remove(&key);
        if !ours && self.blobs.coming.remove(&key).is_none() {
            return Err(Stop::Refuse(says::WRONG_MOMENT));
        }
        if code == files::BLOB_LATER {
            self.summary.more = true;
            return Ok(());
        }
        store.note_blob_refused(&key, code)?;
        self.summary.blobs_refused += 1;
        self.out.push(Output::BlobRefused { key, code });
        Ok(())
    }

    /// What came is not what the document names.
    fn give_up(&mut self, key: &BlobKey, store: &mut dyn SyncStore) -> Result<(), Stop> {
        let coming = self.blobs.coming.remove(key);
        let left = coming
            .and_then(|coming| count_of(coming.bytes))
            .unwrap_or(0);
        self.blobs.dropped.insert(*key, left);
        store.note_blob_refused(key, files::BLOB_WRONG)?;
        self.refuse_blob(key, files::BLOB_WRONG);
        Ok(())
    }

    /// Whether this belongs to a blob that was given up and was under way already.
    fn drop_late(&mut self, key: &BlobKey, chunks: u32) -> Result<bool, Stop> {
        let Some(left) = self.blobs.dropped.get_mut(key) else {
            return Ok(false);
        };
        *left = left
            .checked_sub(chunks)
            .ok_or(Stop::Refuse(says::WRONG_MOMENT))?;
        Ok(true)
    }

    fn refuse_blob(&mut self, key: &BlobKey, code: Code) {
        self.summary.blobs_refused += 1;
        self.send(&Message::BlobRefused { key: *key, code });
        self.out.push(Output::BlobRefused { key: *key, code });
    }
}
