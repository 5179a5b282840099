//! Handing over and taking in: the part of a session that both sides share.
//!
//! Handing over is a queue of [`Item`]s worked off in portions, so that a session never holds more than
//! a portion in memory and the carrier's back-pressure is felt. Taking in runs each bundle through the
//! admit gate; a refused bundle costs its feed the rest of the session and nobody else anything.

use super::message::Message;
use super::{Core, Output, Stop};
use crate::blob::BlobKey;
use crate::bundle::{Bundle, RunError};
use crate::feed::{FeedId, SignedTip, Tip};
use crate::frontier::{Frontier, Plan};
use crate::gates::{AdmitError, CheckedBundle, admit};
use crate::limits::{BUNDLE_BUDGET, RECORD_BUDGET};
use crate::receipt::{Millis, ReceiptState};
use crate::store::{Fork, StoreError, SyncStore};
use loggia_schema::ids::{Commit, Height, ScopeId};
use loggia_schema::message::{Code, sync as says};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Something still to be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// The entries of a feed above a height.
    Feed(FeedId, Height),
    /// Our branch of a feed, against the peer's at a height.
    Fork(FeedId, Height),
    /// The word that a scope is handed over.
    Sent(ScopeId),
    /// The records of a scope after a commit.
    Records(ScopeId, Commit),
    /// A receipt, unless the peer's says the same.
    Receipt(ScopeId, Option<ReceiptState>),
    /// The last word, with the digests of these scopes.
    Done(Vec<ScopeId>),
    /// A blob from a chunk on; its number of chunks once its list has left.
    Blob {
        /// The blob.
        key: BlobKey,
        /// The next chunk.
        next: u32,
        /// How many there are.
        count: Option<u32>,
    },
}

/// What is being handed over and what was refused.
#[derive(Debug)]
pub(super) struct Transfer {
    items: VecDeque<Item>,
    left: u64,
    /// A portion is leaving; the next one waits until the carrier says so.
    leaving: bool,
    /// Feeds the peer or we refused: nothing more of them moves in this session.
    refused: BTreeSet<FeedId>,
    /// Feeds of which we have shown the peer our branch, and those in which something was noted: once each.
    shown: BTreeSet<FeedId>,
    noted: BTreeSet<FeedId>,
    /// Tips the peer has sent us, so that they are not sent back.
    pub(super) received: BTreeMap<FeedId, SignedTip>,
}

impl Transfer {
    pub(super) fn new(budget: u64) -> Self {
        Transfer {
            items: VecDeque::new(),
            left: budget,
            leaving: false,
            refused: BTreeSet::new(),
            shown: BTreeSet::new(),
            noted: BTreeSet::new(),
            received: BTreeMap::new(),
        }
    }

    pub(super) fn push(&mut self, item: Item) {
        self.items.push_back(item);
    }

    /// Goes before everything queued.
    pub(super) fn push_next(&mut self, item: Item) {
        self.items.push_front(item);
    }

    /// Nothing more of this blob leaves.
    pub(super) fn forget_blob(&mut self, key: &BlobKey) {
        self.items
            .retain(|item| !matches!(item, Item::Blob { key: queued, .. } if queued == key));
    }

    /// Queues what a plan says; feeds for which `first` holds go first.
    pub(super) fn push_plan(&mut self, plan: Plan, first: impl Fn(&FeedId) -> bool) {
        for (feed, height) in plan.differ {
            self.push(Item::Fork(feed, height));
        }
        let (before, after): (Vec<_>, Vec<_>) =
            plan.send.into_iter().partition(|(feed, _)| first(feed));
        for (feed, height) in before.into_iter().chain(after) {
            self.push(Item::Feed(feed, height));
        }
    }

    /// Nothing more of this feed moves in this session. Answers whether that is news.
    fn refuse(&mut self, feed: &FeedId) -> bool {
        self.items
            .retain(|item| !matches!(item, Item::Feed(queued, _) if queued == feed));
        self.refused.insert(*feed)
    }
}

impl Core {
    /// The last portion has left.
    pub(super) fn drained(&mut self) {
        self.transfer.leaving = false;
    }

    /// Hands over one portion, unless one is still leaving.
    pub(super) fn pump(&mut self, now: Millis, store: &mut dyn SyncStore) -> Result<(), Stop> {
        if self.transfer.leaving {
            return Ok(());
        }
        let mut portion = 0;
        while portion < BUNDLE_BUDGET {
            let Some(item) = self.transfer.items.pop_front() else {
                return Ok(());
            };
            portion += self.hand_over(item, now, store)?;
        }
        if !self.transfer.items.is_empty() {
            self.transfer.leaving = true;
            self.out.push(Output::MoreToSend);
        }
        Ok(())
    }

    /// Hands over one thing; answers how many bytes it took.
    fn hand_over(
        &mut self,
        item: Item,
        now: Millis,
        store: &mut dyn SyncStore,
    ) -> Result<usize, Stop> {
        match item {
            Item::Feed(feed, after) => self.send_run(feed, after, store),
            Item::Fork(feed, at) => self.show_branch(feed, at, store).map(|()| 0),
            Item::Sent(scope) => {
                let more = self.summary.more;
                self.send(&Message::Sent { scope, more });
                Ok(0)
            }
            Item::Records(scope, from) => self.send_records(scope, from, store),
            Item::Receipt(scope, known) => self.send_receipt(scope, known, now, store),
            Item::Blob { key, next, count } => self.send_blob(key, next, count, store),
            Item::Done(scopes) => {
                let digest = |scope: &ScopeId| Ok((*scope, store.frontier(scope)?.digest()));
                let digests = scopes
                    .iter()
                    .map(digest)
                    .collect::<Result<_, StoreError>>()?;
                let more = self.summary.more;
                self.send(&Message::Done { digests, more });
                Ok(0)
            }
        }
    }

    fn send_run(
        &mut self,
        feed: FeedId,
        after: Height,
        store: &dyn SyncStore,
    ) -> Result<usize, Stop> {
        if self.transfer.left == 0 {
            self.summary.more = true;
            return Ok(0);
        }
        let Some(run) = store.run_after(&feed, after, BUNDLE_BUDGET)? else {
            return Ok(0);
        };
        if run.feed != feed || run.before.height != after {
            return Err(StoreError::Ours("run_after answered another run").into());
        }
        let run =
            run.into_signed(store.municipality(), &self.keys)
                .map_err(|error| match error {
                    RunError::Unsigned => {
                        StoreError::Damaged("a run without a signature that holds".into())
                    }
                    RunError::Count(_) | RunError::Size(_) | RunError::Chain(_) => {
                        StoreError::Ours("run_after answered what does not make a bundle")
                    }
                })?;
        let bytes = run.to_bundle().encode();
        let size = bytes.len();
        self.send(&Message::Bundle(bytes));
        self.summary.bundles_sent += 1;
        let (from, to) = (Height(after.0 + 1), run.signed().tip.height);
        self.out.push(Output::HandedOver { feed, from, to });
        self.transfer.left = self.transfer.left.saturating_sub(size as u64);
        self.transfer
            .items
            .push_front(Item::Feed(feed, run.signed().tip.height));
        Ok(size)
    }

    fn send_records(
        &mut self,
        scope: ScopeId,
        from: Commit,
        store: &dyn SyncStore,
    ) -> Result<usize, Stop> {
        if self.transfer.left == 0 {
            self.summary.more = true;
            return Ok(0);
        }
        let Some(batch) = store.records_after(&scope, from, RECORD_BUDGET)? else {
            return Ok(0);
        };
        if batch.scope != scope || batch.from != from || batch.to <= from {
            return Err(StoreError::Ours("records_after answered another batch").into());
        }
        let bytes = batch.sign(&self.keys);
        let size = bytes.len();
        self.send(&Message::Records(bytes));
        self.summary.record_batches += 1;
        self.transfer.left = self.transfer.left.saturating_sub(size as u64);
        self.transfer
            .items
            .push_front(Item::Records(scope, batch.to));
        Ok(size)
    }

    fn send_receipt(
        &mut self,
        scope: ScopeId,
        known: Option<ReceiptState>,
        now: Millis,
        store: &mut dyn SyncStore,
    ) -> Result<usize, Stop> {
        let Some(receipt) = store.issue_receipt(&scope, now)? else {
            return Ok(0);
        };
        if Some(receipt.state()) == known {
            return Ok(0);
        }
        let bytes = receipt.sign(&self.keys);
        let size = bytes.len();
        self.send(&Message::Receipt(bytes));
        self.summary.receipts += 1;
        Ok(size)
    }

    /// A signed tip of the branch we hold: of our own feed at the peer's height, where it proves most,
    /// of a foreign one the highest that its device signed.
    fn our_branch(
        &self,
        feed: &FeedId,
        at: Height,
        store: &dyn SyncStore,
    ) -> Result<Option<SignedTip>, StoreError> {
        if feed.device != self.keys.public() {
            return store.signed_tip(feed);
        }
        let height = store.tip(feed)?.map_or(Height(0), |tip| tip.height.min(at));
        let link = store.link_at(feed, height)?;
        let tip = link.map(|link| Tip { height, link });
        Ok(tip.map(|tip| SignedTip::sign(&self.keys, store.municipality(), feed, tip)))
    }

    /// Takes a bundle through the admit gate into the store.
    pub(super) fn take_bundle(
        &mut self,
        bytes: &[u8],
        store: &mut dyn SyncStore,
        allowed: impl Fn(&FeedId) -> bool,
    ) -> Result<(), Stop> {
        let bundle = Bundle::decode(bytes)
            .map_err(|error| Stop::Refuse(AdmitError::from_decode(error).code()))?;
        let feed = bundle.feed;
        if self.transfer.refused.contains(&feed) {
            return Ok(());
        }
        if !allowed(&feed) {
            self.refuse_bundle(&feed, says::FOREIGN_SCOPE);
            return Ok(());
        }
        match admit(bundle, &*store, self.settings.inspect) {
            Ok(None) => Ok(()),
            Ok(Some(checked)) => self.take_checked(&checked, store),
            Err(AdmitError::Store(error)) => Err(error.into()),
            Err(AdmitError::Fork(other)) => {
                self.take_fork(Fork { feed, other }, store)?;
                self.refuse_bundle(&feed, says::FORK);
                Ok(())
            }
            Err(error) => {
                self.refuse_bundle(&feed, error.code());
                Ok(())
            }
        }
    }

    fn take_checked(
        &mut self,
        checked: &CheckedBundle,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        let feed = *checked.feed();
        if self.is_our_present_feed(&feed, store)? {
            self.roll_back(feed, *checked.signed(), store)?;
        }
        let admitted = store.admit(checked)?;
        self.summary.bundles_admitted += 1;
        self.transfer.received.insert(feed, *checked.signed());
        let (from, to) = (
            Height(checked.before().height.0 + 1),
            checked.signed().tip.height,
        );
        self.out.push(Output::Admitted {
            feed,
            from,
            to,
            waiting: admitted.waiting,
        });
        Ok(())
    }

    fn is_our_present_feed(
        &self,
        feed: &FeedId,
        store: &dyn SyncStore,
    ) -> Result<bool, StoreError> {
        Ok(feed.device == self.keys.public() && feed.incarnation == store.incarnation()?)
    }

    fn roll_back(
        &mut self,
        feed: FeedId,
        remembered: SignedTip,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        if self.transfer.noted.insert(feed) {
            store.note_rollback(&feed, &remembered)?;
            self.out.push(Output::RolledBack { feed, remembered });
        }
        Ok(())
    }

    /// Two branches of a feed are proven. If the feed is our own, it is we who went back.
    fn take_fork(&mut self, fork: Fork, store: &mut dyn SyncStore) -> Result<(), Stop> {
        if self.is_our_present_feed(&fork.feed, store)? {
            self.roll_back(fork.feed, fork.other, store)?;
        } else if self.transfer.noted.insert(fork.feed) {
            store.note_fork(&fork)?;
            self.out.push(Output::Forked(fork));
        }
        self.show_branch(fork.feed, fork.other.tip.height, store)
    }

    /// Shows the peer the branch we hold, once, so that it has the proof as well.
    fn show_branch(&mut self, feed: FeedId, at: Height, store: &dyn SyncStore) -> Result<(), Stop> {
        if !self.transfer.shown.insert(feed) {
            return Ok(());
        }
        if let Some(tip) = self.our_branch(&feed, at, store)? {
            self.send(&Message::Fork { feed, tip });
        }
        Ok(())
    }

    /// The peer shows its branch of a feed. Only a signature that holds counts, and only a link at a
    /// height we hold, or any height of our own feed that we do not remember.
    pub(super) fn take_fork_message(
        &mut self,
        feed: FeedId,
        tip: SignedTip,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        if tip.verify(store.municipality(), &feed).is_err() {
            return Err(Stop::Refuse(says::BAD_SIGNATURE));
        }
        self.transfer.refuse(&feed);
        let ours = store.link_at(&feed, tip.tip.height)?;
        let unremembered = ours.is_none() && self.is_our_present_feed(&feed, store)?;
        if unremembered || ours.is_some_and(|link| link != tip.tip.link) {
            return self.take_fork(Fork { feed, other: tip }, store);
        }
        // we hold too little to judge; our branch lets the peer do it
        self.show_branch(feed, tip.tip.height, store)
    }

    fn refuse_bundle(&mut self, feed: &FeedId, code: Code) {
        self.transfer.refuse(feed);
        self.summary.bundles_refused += 1;
        self.send(&Message::BundleRefused { feed: *feed, code });
        self.out.push(Output::BundleRefused { feed: *feed, code });
    }

    /// The peer refused a bundle of ours.
    pub(super) fn take_bundle_refused(&mut self, feed: FeedId, code: Code) {
        if self.transfer.refuse(&feed) {
            self.summary.bundles_refused += 1;
            self.out.push(Output::OursRefused { feed, code });
        }
    }

    /// The peer's frontier with what it has sent us since it told.
    pub(super) fn with_received(&self, scope: &ScopeId, mut theirs: Frontier) -> Frontier {
        for (feed, signed) in &self.transfer.received {
            if feed.scope == *scope && signed.tip.height > theirs.height(feed) {
                theirs.set(*feed, signed.tip);
            }
        }
        theirs
    }
}
