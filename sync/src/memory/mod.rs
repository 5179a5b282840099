//! A store in memory: the reference behaviour of [`crate::store::SyncStore`], for tests and for the simulator.
//!
//! It does everything the trait promises in the plainest way and nothing else: no SQL, no documents, no
//! rows. A test writes into it as an office or as the centre would ([`MemoryStore::open`],
//! [`MemoryStore::change`], [`MemoryStore::speak`]) and looks at what arrived. "Durable" here means: in
//! the maps; a test that needs a crash clones the store before it and goes on with the clone.

mod blobs;
mod store;
mod toy;

pub use toy::{inspect_toy, toy_change};

use crate::body::{BodySecret, CaseKind, OpenBody, PrivateBody, WriteError, write_entry};
use crate::effect::Effects;
use crate::enrol::{CodeId, EnrolCode, EnrolKey};
use crate::entries::{Erased, Erasure, Spoken};
use crate::feed::{Chain, Entry, FeedId, Kind, Link, SignedTip, Tip};
use crate::frontier::Frontier;
use crate::gates::{ChangeFacts, ChangeHash, Waiting};
use crate::identity::NextKey;
use crate::receipt::{Epoch, Receipt};
use crate::sign::Signature;
use crate::store::{Fork, Registration, StoreError};
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
    blobs: BTreeMap<crate::blob::BlobKey, blobs::HeldBlob>,
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
            blobs: BTreeMap::new(),
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
                if matches!(erasure.what, Erased::Document(_)) {
                    self.secrets.retain(|(_, doc), _| *doc != erasure.doc());
                }
                self.erasures.push(erasure.clone());
            }
            Spoken::Lease(_) | Spoken::LeaseReturn(_) | Spoken::Later => {}
        }
    }
}
