//! A store in memory: the reference behaviour of [`SyncStore`], for tests and for the simulator.
//!
//! It does everything the trait promises in the plainest way and nothing else: no SQL, no documents, no
//! rows. A test writes into it as an office or as the centre would ([`MemoryStore::open`],
//! [`MemoryStore::change`], [`MemoryStore::speak`]) and looks at what arrived. "Durable" here means: in
//! the maps; a test that needs a crash clones the store before it and goes on with the clone.

use crate::body::{BodySecret, CaseKind, OpenBody, PrivateBody, WriteError, write_entry};
use crate::bundle::EntryRun;
use crate::effect::Effects;
use crate::enrol::{CodeId, EnrolCode, EnrolKey, EnrolRequest, Enrolled};
use crate::entries::{Erasure, Spoken};
use crate::feed::{Chain, Entry, FeedId, Kind, Link, SignedTip, Tip};
use crate::frontier::{Frontier, FrontierDigest};
use crate::gates::{
    AdmitView, ChangeFacts, ChangeHash, CheckedBundle, Content, FeedStanding, SecretState, Waiting,
};
use crate::identity::NextKey;
use crate::limits::MAX_BUNDLE_ENTRIES;
use crate::receipt::{CheckedReceipt, Epoch, Millis, Receipt, ReceiptState};
use crate::records::{CheckedRecordBatch, RecordBatch, RecordRow};
use crate::sign::Signature;
use crate::store::{Admitted, Fork, Registration, StoreError, SyncStore};
use loggia_schema::ids::{
    Commit, DeviceKey, DocId, Height, Incarnation, MunicipalityId, PartId, ScopeId,
};
use rand::CryptoRng;
use std::collections::{BTreeMap, BTreeSet};

/// One feed as it is held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct FeedLog {
    entries: Vec<(Entry, Link)>,
    signatures: BTreeMap<Height, Signature>,
}

impl FeedLog {
    fn tip(&self) -> Option<Tip> {
        self.entries.last().map(|(entry, link)| Tip {
            height: entry.header.height,
            link: *link,
        })
    }

    fn at(&self, height: Height) -> Option<&(Entry, Link)> {
        self.entries
            .get(usize::try_from(height.0.checked_sub(1)?).ok()?)
    }
}

/// The store of one side.
#[derive(Debug, Clone)]
pub struct MemoryStore {
    municipality: MunicipalityId,
    device: DeviceKey,
    incarnation: Incarnation,
    centre: BTreeSet<DeviceKey>,
    scopes: BTreeSet<ScopeId>,
    feeds: BTreeMap<FeedId, FeedLog>,
    secrets: BTreeMap<(FeedId, DocId), BodySecret>,
    docs: BTreeMap<DocId, ScopeId>,
    changes: BTreeMap<ChangeHash, (DocId, ChangeFacts)>,
    waiting: BTreeSet<(FeedId, Height, Waiting)>,
    erasures: Vec<Erasure>,
    effects: BTreeMap<ScopeId, Effects>,
    checkpoints: BTreeMap<ScopeId, Frontier>,
    records: BTreeMap<(ScopeId, String, String), (Commit, Option<String>)>,
    commits: BTreeMap<ScopeId, Commit>,
    receipts: BTreeMap<ScopeId, Receipt>,
    registry: BTreeMap<DeviceKey, Registration>,
    codes: BTreeMap<CodeId, (EnrolKey, Vec<ScopeId>, Option<DeviceKey>)>,
    store_keys: BTreeMap<DeviceKey, Vec<u8>>,
    forks: Vec<Fork>,
    rollbacks: Vec<(FeedId, SignedTip)>,
    next_key: Option<NextKey>,
    backed_up: BTreeMap<ScopeId, Frontier>,
    /// The life of the centre's database that receipts name.
    pub epoch: Epoch,
    /// When set, every call that would change something fails with it.
    pub failing: Option<StoreError>,
}

impl MemoryStore {
    /// An empty store of a device (or of the centre, if `centre` is its own key).
    pub fn new(
        municipality: MunicipalityId,
        device: DeviceKey,
        incarnation: Incarnation,
        centre: DeviceKey,
    ) -> Self {
        MemoryStore {
            municipality,
            device,
            incarnation,
            centre: BTreeSet::from([centre]),
            scopes: BTreeSet::new(),
            feeds: BTreeMap::new(),
            secrets: BTreeMap::new(),
            docs: BTreeMap::new(),
            changes: BTreeMap::new(),
            waiting: BTreeSet::new(),
            erasures: Vec::new(),
            effects: BTreeMap::new(),
            checkpoints: BTreeMap::new(),
            records: BTreeMap::new(),
            commits: BTreeMap::new(),
            receipts: BTreeMap::new(),
            registry: BTreeMap::new(),
            codes: BTreeMap::new(),
            store_keys: BTreeMap::new(),
            forks: Vec::new(),
            rollbacks: Vec::new(),
            next_key: None,
            backed_up: BTreeMap::new(),
            epoch: Epoch(1),
            failing: None,
        }
    }

    /// Holds a scope from now on.
    pub fn hold(&mut self, scope: ScopeId) {
        self.scopes.insert(scope);
    }

    /// Centre: sets how the registry sees a device.
    pub fn register(&mut self, device: DeviceKey, registration: Registration) {
        self.registry.insert(device, registration);
    }

    /// Centre: opens a one-time code for a device that shall hold these scopes.
    pub fn open_code(&mut self, code: &EnrolCode, scopes: Vec<ScopeId>) {
        self.codes.insert(code.id(), (code.key(), scopes, None));
    }

    /// Our own feed in a scope.
    pub const fn own_feed(&self, scope: ScopeId) -> FeedId {
        FeedId {
            device: self.device,
            incarnation: self.incarnation,
            scope,
        }
    }

    /// Starts a new life of the store, as after a rollback.
    pub const fn start_incarnation(&mut self, incarnation: Incarnation) {
        self.incarnation = incarnation;
    }

    /// Writes a document's first change into our own feed.
    pub fn open(
        &mut self,
        scope: ScopeId,
        doc: DocId,
        case_kind: CaseKind,
        change: (ChangeFacts, Vec<u8>),
        rng: &mut impl CryptoRng,
    ) -> Result<Tip, WriteError> {
        let secret = BodySecret::generate(rng);
        let body = OpenBody {
            secret: secret.clone(),
            case_kind,
            change: change.1,
        }
        .encode();
        let tip = self.write(scope, Kind::OPEN, doc, &secret, body)?;
        self.secrets.insert((self.own_feed(scope), doc), secret);
        self.docs.insert(doc, scope);
        self.changes.insert(change.0.hash, (doc, change.0));
        Ok(tip)
    }

    /// Writes a further change into our own feed. The document was opened in it before, or nothing is written.
    pub fn change(
        &mut self,
        scope: ScopeId,
        doc: DocId,
        change: (ChangeFacts, Vec<u8>),
    ) -> Result<Option<Tip>, WriteError> {
        let Some(secret) = self.secrets.get(&(self.own_feed(scope), doc)).cloned() else {
            return Ok(None);
        };
        let tip = self.write(scope, Kind::CHANGE, doc, &secret, change.1)?;
        self.changes.insert(change.0.hash, (doc, change.0));
        Ok(Some(tip))
    }

    /// Writes a private part into our own feed.
    pub fn private(
        &mut self,
        scope: ScopeId,
        doc: DocId,
        part: PartId,
        bytes: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Tip, WriteError> {
        let salt = BodySecret::generate(rng);
        let body = PrivateBody {
            salt: salt.clone(),
            part,
            bytes: bytes.to_vec(),
        }
        .encode();
        self.write(scope, Kind::PRIVATE, doc, &salt, body)
    }

    /// Writes an entry without a document into our own feed: the centre decides, a device gives numbers back.
    pub fn speak(
        &mut self,
        scope: ScopeId,
        spoken: Spoken,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<Tip>, WriteError> {
        let Some(kind) = spoken.kind() else {
            return Ok(None);
        };
        let salt = BodySecret::generate(rng);
        let tip = self.write(scope, kind, DocId::NONE, &salt, spoken.encode(&salt))?;
        self.hear(scope, &spoken);
        Ok(Some(tip))
    }

    /// Writes an entry as it is, true or not: for tests of the gates.
    pub fn write(
        &mut self,
        scope: ScopeId,
        kind: Kind,
        doc: DocId,
        secret: &BodySecret,
        body: Vec<u8>,
    ) -> Result<Tip, WriteError> {
        let feed = self.own_feed(scope);
        let log = self.feeds.entry(feed).or_default();
        let mut chain = log
            .tip()
            .map_or_else(|| Chain::start(self.municipality, &feed), Chain::resume);
        let entry = write_entry(&mut chain, &feed, kind, doc, secret, body)?;
        log.entries.push((entry, chain.tip().link));
        Ok(chain.tip())
    }

    /// Centre: writes records of a scope in one commit.
    pub fn put_records(&mut self, scope: ScopeId, rows: &[(&str, &str, Option<&str>)]) -> Commit {
        let commit = self.commits.entry(scope).or_default();
        commit.0 += 1;
        for (table, key, value) in rows {
            let key = (scope, (*table).to_owned(), (*key).to_owned());
            self.records
                .insert(key, (*commit, value.map(str::to_owned)));
        }
        *commit
    }

    /// The value of a record, unless it is a tombstone or not held.
    pub fn record(&self, scope: ScopeId, table: &str, key: &str) -> Option<&str> {
        self.records
            .get(&(scope, table.to_owned(), key.to_owned()))?
            .1
            .as_deref()
    }

    /// Centre: everything held of a scope is now in a backup.
    pub fn back_up(&mut self, scope: ScopeId) {
        let frontier = self.held(&scope);
        self.backed_up.insert(scope, frontier);
    }

    /// The entries of a feed.
    pub fn entries(&self, feed: &FeedId) -> impl Iterator<Item = &Entry> {
        self.feeds
            .get(feed)
            .into_iter()
            .flat_map(|log| log.entries.iter().map(|(entry, _)| entry))
    }

    /// What the centre has said of a scope's entries.
    pub fn effects(&self, scope: ScopeId) -> Effects {
        self.effects.get(&scope).cloned().unwrap_or_default()
    }

    /// The stored receipt of a scope.
    pub fn receipt(&self, scope: ScopeId) -> Option<&Receipt> {
        self.receipts.get(&scope)
    }

    /// The forks that were proven.
    pub fn forks(&self) -> &[Fork] {
        &self.forks
    }

    /// The times the store learned that it was rolled back.
    pub fn rollbacks(&self) -> &[(FeedId, SignedTip)] {
        &self.rollbacks
    }

    /// The centre's announced next key.
    pub const fn next_key(&self) -> Option<&NextKey> {
        self.next_key.as_ref()
    }

    /// Centre: the sealed store key of a device.
    pub fn sealed_store_key(&self, device: &DeviceKey) -> Option<&[u8]> {
        self.store_keys.get(device).map(Vec::as_slice)
    }

    /// Forgets every checkpoint: a cache may be lost.
    pub fn forget_checkpoints(&mut self) {
        self.checkpoints.clear();
    }

    /// Entries that wait, and for what.
    pub fn waiting(&self) -> impl Iterator<Item = &(FeedId, Height, Waiting)> {
        self.waiting.iter()
    }

    fn held(&self, scope: &ScopeId) -> Frontier {
        let of_scope = self.feeds.iter().filter(|(feed, _)| feed.scope == *scope);
        of_scope
            .filter_map(|(feed, log)| Some((*feed, log.tip()?)))
            .collect()
    }

    fn writable(&self) -> Result<(), StoreError> {
        self.failing.clone().map_or(Ok(()), Err)
    }

    /// What the centre says takes effect: an erasure drops bodies and secrets at once.
    fn hear(&mut self, scope: ScopeId, spoken: &Spoken) {
        match spoken {
            Spoken::Verdict(verdict) => self.effects.entry(scope).or_default().judge(verdict),
            Spoken::Closure(closure) => self.effects.entry(scope).or_default().close(closure),
            Spoken::Erasure(erasure) => {
                for (feed, log) in &mut self.feeds {
                    for (entry, _) in &mut log.entries {
                        let header = entry.header;
                        if header.doc != DocId::NONE
                            && erasure.takes(feed, header.height, &header.doc)
                        {
                            entry.body = None;
                        }
                    }
                }
                if matches!(erasure.what, crate::entries::Erased::Document(_)) {
                    self.secrets.retain(|(_, doc), _| *doc != erasure.doc());
                }
                self.erasures.push(erasure.clone());
            }
            Spoken::Lease(_) | Spoken::LeaseReturn(_) | Spoken::Later => {}
        }
    }
}

impl AdmitView for MemoryStore {
    fn municipality(&self) -> MunicipalityId {
        self.municipality
    }

    fn tip(&self, feed: &FeedId) -> Result<Option<Tip>, StoreError> {
        Ok(self.feeds.get(feed).and_then(FeedLog::tip))
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
            .any(|e| e.what == crate::entries::Erased::Document(*doc))
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

    fn doc_of_change(&self, change: &ChangeHash) -> Result<Option<DocId>, StoreError> {
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

/// A change of the toy kind that tests use in place of Automerge: actor, number, dependencies, some text.
pub fn toy_change(
    actor: &Incarnation,
    seq: u64,
    deps: &[ChangeHash],
    text: &str,
) -> (ChangeFacts, Vec<u8>) {
    let mut writer = crate::codec::Writer::new();
    writer
        .raw(b"toy")
        .incarnation(actor)
        .u64(seq)
        .list(deps, |w, dep| {
            w.raw(&dep.0);
        });
    let bytes = writer.text(text).as_slice().to_vec();
    let hash = ChangeHash(*blake3::hash(&bytes).as_bytes());
    (
        ChangeFacts {
            hash,
            deps: deps.to_vec(),
            actor: actor.0.to_vec(),
            seq,
        },
        bytes,
    )
}

/// Reads what [`toy_change`] wrote.
pub fn inspect_toy(bytes: &[u8]) -> Option<ChangeFacts> {
    crate::codec::Reader::whole(bytes, |r| {
        if r.take(3, "toy")? != b"toy" {
            return Err(crate::codec::DecodeError::Malformed("toy"));
        }
        let (actor, seq) = (r.incarnation()?, r.u64("seq")?);
        let deps = r.list(64, 32, "deps", |r| r.array("dep").map(ChangeHash))?;
        r.text(usize::from(u16::MAX), "text")?;
        let hash = ChangeHash(*blake3::hash(bytes).as_bytes());
        Ok(ChangeFacts {
            hash,
            deps,
            actor: actor.0.to_vec(),
            seq,
        })
    })
    .ok()
}
