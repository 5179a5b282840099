//! What [`MemoryStore`] promises a session, in the plainest way.

use super::MemoryStore;
use crate::bundle::EntryRun;
use crate::enrol::{CodeId, EnrolKey, EnrolRequest, Enrolled};
use crate::entries::Erased;
use crate::feed::{Chain, Entry, FeedId, Link, SignedTip, Tip};
use crate::frontier::{Frontier, FrontierDigest};
use crate::gates::{
    AdmitView, ChangeHash, CheckedBundle, Content, FeedStanding, SecretState, Waiting,
};
use crate::identity::NextKey;
use crate::limits::MAX_BUNDLE_ENTRIES;
use crate::receipt::{CheckedReceipt, Millis, Receipt, ReceiptState};
use crate::records::{CheckedRecordBatch, RecordBatch, RecordRow};
use crate::store::{Admitted, Fork, Registration, StoreError, SyncStore};
use loggia_schema::ids::{Commit, DeviceKey, DocId, Height, Incarnation, MunicipalityId, ScopeId};
use std::collections::BTreeMap;

impl AdmitView for MemoryStore {
    fn municipality(&self) -> MunicipalityId {
        self.municipality
    }

    fn tip(&self, feed: &FeedId) -> Result<Option<Tip>, StoreError> {
        Ok(self.feeds.get(feed).and_then(super::FeedLog::tip))
    }

    fn link_at(&self, feed: &FeedId, height: Height) -> Result<Option<Link>, StoreError> {
        Ok(self
            .feeds
            .get(feed)
            .and_then(|log| log.at(height))
            .map(|(_, link)| *link))
    }

    fn standing(&self, feed: &FeedId) -> Result<FeedStanding, StoreError> {
        if self.centre.contains(&feed.device) {
            return Ok(FeedStanding::Centre);
        }
        if !self.centre.contains(&self.device) {
            // a node believes its centre about who writes where
            let held = self.scopes.contains(&feed.scope);
            return Ok(if held {
                FeedStanding::Device
            } else {
                FeedStanding::ForeignScope
            });
        }
        Ok(match self.registry.get(&feed.device) {
            None | Some(Registration::Unknown) => FeedStanding::UnknownDevice,
            Some(Registration::Active(scopes)) if scopes.contains(&feed.scope) => {
                FeedStanding::Device
            }
            Some(Registration::Revoked(scopes)) if scopes.contains(&feed.scope) => {
                FeedStanding::Quarantine
            }
            Some(_) => FeedStanding::ForeignScope,
        })
    }

    fn secret(&self, feed: &FeedId, doc: &DocId) -> Result<SecretState, StoreError> {
        if self
            .erasures
            .iter()
            .any(|e| e.what == Erased::Document(*doc))
        {
            return Ok(SecretState::Erased);
        }
        let secret = self.secrets.get(&(*feed, *doc)).cloned();
        Ok(secret.map_or(SecretState::Unknown, SecretState::Known))
    }

    fn scope_of(&self, doc: &DocId) -> Result<Option<ScopeId>, StoreError> {
        Ok(self.docs.get(doc).copied())
    }

    fn is_erased(&self, feed: &FeedId, height: Height, doc: &DocId) -> Result<bool, StoreError> {
        Ok(self
            .erasures
            .iter()
            .any(|erasure| erasure.takes(feed, height, doc)))
    }

    fn doc_of_change(&self, change: &ChangeHash, _: &DocId) -> Result<Option<DocId>, StoreError> {
        Ok(self.changes.get(change).map(|(doc, _)| *doc))
    }
}

impl SyncStore for MemoryStore {
    fn frontier(&self, scope: &ScopeId) -> Result<Frontier, StoreError> {
        Ok(self.held(scope))
    }

    fn run_after(
        &self,
        feed: &FeedId,
        after: Height,
        budget: usize,
    ) -> Result<Option<EntryRun>, StoreError> {
        let Some(log) = self.feeds.get(feed) else {
            return Ok(None);
        };
        let start = Chain::start(self.municipality, feed).tip().link;
        let link = if after == Height(0) {
            Some(start)
        } else {
            log.at(after).map(|(_, link)| *link)
        };
        let (Some(link), Some(first)) = (link, log.at(Height(after.0 + 1))) else {
            return Ok(None);
        };
        let own = feed.device == self.device;
        let signed = |entry: &Entry| own || log.signatures.contains_key(&entry.header.height);
        let (mut entries, mut bytes, mut end) = (Vec::new(), 0, 0);
        for (entry, _) in &log.entries[usize::try_from(first.0.header.height.0 - 1).unwrap_or(0)..]
        {
            let full = bytes >= budget || entries.len() >= MAX_BUNDLE_ENTRIES;
            if full && end > 0 {
                break;
            }
            bytes += entry.body.as_ref().map_or(0, Vec::len);
            entries.push(entry.clone());
            if signed(entry) {
                end = entries.len();
            }
        }
        entries.truncate(end);
        let Some(last) = entries.last().map(|entry| entry.header.height) else {
            return Ok(None);
        };
        let signature = if own {
            None
        } else {
            log.signatures.get(&last).copied()
        };
        Ok(Some(EntryRun {
            feed: *feed,
            before: Tip {
                height: after,
                link,
            },
            entries,
            signature,
        }))
    }

    fn signed_tip(&self, feed: &FeedId) -> Result<Option<SignedTip>, StoreError> {
        let log = self.feeds.get(feed);
        let last = log.and_then(|log| {
            log.signatures
                .last_key_value()
                .map(|(height, s)| (log, *height, *s))
        });
        Ok(last.and_then(|(log, height, signature)| {
            let (_, link) = log.at(height)?;
            Some(SignedTip {
                tip: Tip {
                    height,
                    link: *link,
                },
                signature,
            })
        }))
    }

    fn admit(&mut self, bundle: &CheckedBundle) -> Result<Admitted, StoreError> {
        self.writable()?;
        let feed = *bundle.feed();
        let held = self
            .tip(&feed)?
            .unwrap_or_else(|| Chain::start(self.municipality, &feed).tip());
        if held != bundle.before() {
            return Err(StoreError::Ours(
                "the bundle does not continue what is held",
            ));
        }
        let mut admitted = Admitted::default();
        for checked in bundle.entries() {
            let header = *checked.header();
            let entry = Entry {
                header,
                body: checked.body().map(<[u8]>::to_vec),
            };
            self.feeds
                .entry(feed)
                .or_default()
                .entries
                .push((entry, *checked.link()));
            if header.doc != DocId::NONE {
                self.docs.entry(header.doc).or_insert(feed.scope);
            }
            match checked.content() {
                Content::Open { secret, facts, .. } => {
                    self.secrets.insert((feed, header.doc), secret.clone());
                    self.changes.insert(facts.hash, (header.doc, facts.clone()));
                }
                Content::Change { facts, .. } => {
                    self.changes.insert(facts.hash, (header.doc, facts.clone()));
                }
                Content::Spoken(spoken) => self.hear(feed.scope, spoken),
                Content::Private { .. } | Content::Erased | Content::Unknown => {}
            }
            admitted.entries += 1;
            admitted.waiting += u32::from(!checked.waiting().is_empty());
            self.waiting.extend(
                checked
                    .waiting()
                    .iter()
                    .map(|waiting| (feed, header.height, *waiting)),
            );
        }
        let arrived = |waiting: &Waiting| matches!(waiting, Waiting::Change(hash) if self.changes.contains_key(hash));
        self.waiting = std::mem::take(&mut self.waiting)
            .into_iter()
            .filter(|(_, _, w)| !arrived(w))
            .collect();
        let signed = bundle.signed();
        let log = self.feeds.entry(feed).or_default();
        log.signatures.insert(signed.tip.height, signed.signature);
        Ok(admitted)
    }

    fn note_fork(&mut self, fork: &Fork) -> Result<(), StoreError> {
        self.writable()?;
        if !self.forks.contains(fork) {
            self.forks.push(*fork);
        }
        Ok(())
    }

    fn checkpoint(
        &self,
        scope: &ScopeId,
        digest: &FrontierDigest,
    ) -> Result<Option<Frontier>, StoreError> {
        Ok(self
            .checkpoints
            .get(scope)
            .filter(|frontier| frontier.digest() == *digest)
            .cloned())
    }

    fn last_checkpoint(&self, scope: &ScopeId) -> Result<Option<FrontierDigest>, StoreError> {
        Ok(self.checkpoints.get(scope).map(Frontier::digest))
    }

    fn keep_checkpoint(&mut self, scope: &ScopeId, frontier: &Frontier) -> Result<(), StoreError> {
        self.checkpoints.insert(*scope, frontier.clone());
        Ok(())
    }

    fn record_commit(&self, scope: &ScopeId) -> Result<Commit, StoreError> {
        Ok(self.commits.get(scope).copied().unwrap_or_default())
    }

    fn records_after(
        &self,
        scope: &ScopeId,
        from: Commit,
        budget: usize,
    ) -> Result<Option<RecordBatch>, StoreError> {
        let head = self.record_commit(scope)?;
        if !self.centre.contains(&self.device) || from >= head {
            return Ok(None);
        }
        let mut sizes = BTreeMap::<Commit, usize>::new();
        for ((of, _, _), (version, value)) in &self.records {
            if of == scope && *version > from {
                *sizes.entry(*version).or_default() += value.as_ref().map_or(0, String::len) + 1;
            }
        }
        let (mut to, mut total) = (head, 0);
        for (commit, size) in sizes {
            total += size;
            if total >= budget {
                to = commit;
                break;
            }
        }
        let of_batch = self
            .records
            .iter()
            .filter(|((of, _, _), (version, _))| of == scope && *version > from && *version <= to);
        let rows = of_batch
            .map(|((_, table, key), (version, value))| RecordRow {
                table: table.clone(),
                key: key.clone(),
                version: *version,
                value: value.clone(),
            })
            .collect();
        Ok(Some(RecordBatch {
            municipality: self.municipality,
            scope: *scope,
            from,
            to,
            rows,
        }))
    }

    fn apply_records(&mut self, batch: &CheckedRecordBatch) -> Result<(), StoreError> {
        self.writable()?;
        let batch = batch.batch();
        if batch.from != self.record_commit(&batch.scope)? {
            return Err(StoreError::Ours("the batch does not continue what is held"));
        }
        for row in &batch.rows {
            let key = (batch.scope, row.table.clone(), row.key.clone());
            self.records.insert(key, (row.version, row.value.clone()));
        }
        self.commits.insert(batch.scope, batch.to);
        Ok(())
    }

    fn issue_receipt(
        &mut self,
        scope: &ScopeId,
        now: Millis,
    ) -> Result<Option<Receipt>, StoreError> {
        if !self.centre.contains(&self.device) {
            return Ok(None);
        }
        Ok(Some(Receipt {
            municipality: self.municipality,
            epoch: self.epoch,
            scope: *scope,
            at: now,
            checkpoint: Frontier::new().digest(),
            held: self.held(scope),
            backed_up: self.backed_up.get(scope).cloned().unwrap_or_default(),
        }))
    }

    fn store_receipt(&mut self, receipt: &CheckedReceipt) -> Result<(), StoreError> {
        self.writable()?;
        let new = receipt.receipt();
        let newer = |old: &Receipt| (new.epoch, new.at) >= (old.epoch, old.at);
        if self.receipts.get(&new.scope).is_none_or(newer) {
            self.receipts.insert(new.scope, new.clone());
        }
        Ok(())
    }

    fn receipt_state(&self, scope: &ScopeId) -> Result<Option<ReceiptState>, StoreError> {
        Ok(self.receipts.get(scope).map(Receipt::state))
    }

    fn registration(&self, device: &DeviceKey) -> Result<Registration, StoreError> {
        Ok(self
            .registry
            .get(device)
            .cloned()
            .unwrap_or(Registration::Unknown))
    }

    fn scopes(&self) -> Result<Vec<ScopeId>, StoreError> {
        Ok(self.scopes.iter().copied().collect())
    }

    fn incarnation(&self) -> Result<Incarnation, StoreError> {
        Ok(self.incarnation)
    }

    fn note_next_key(&mut self, next: &NextKey) -> Result<(), StoreError> {
        self.writable()?;
        self.next_key = Some(*next);
        Ok(())
    }

    fn note_rollback(
        &mut self,
        feed: &FeedId,
        remembered_by_peer: &SignedTip,
    ) -> Result<(), StoreError> {
        self.writable()?;
        if !self.rollbacks.contains(&(*feed, *remembered_by_peer)) {
            self.rollbacks.push((*feed, *remembered_by_peer));
        }
        Ok(())
    }

    fn enrolment_key(&self, code: &CodeId, _now: Millis) -> Result<Option<EnrolKey>, StoreError> {
        Ok(self.codes.get(code).map(|(key, _, _)| key.clone()))
    }

    fn enrol(
        &mut self,
        request: &EnrolRequest,
        now: Millis,
    ) -> Result<Option<Enrolled>, StoreError> {
        self.writable()?;
        let Some((_, scopes, used)) = self.codes.get_mut(&request.code) else {
            return Ok(None);
        };
        if used.is_some_and(|device| device != request.device) {
            return Ok(None);
        }
        *used = Some(request.device);
        let scopes = scopes.clone();
        self.store_keys
            .insert(request.device, request.store_key.clone());
        self.registry
            .insert(request.device, Registration::Active(scopes.clone()));
        Ok(Some(Enrolled {
            scopes,
            training: false,
            at: now,
        }))
    }
}
