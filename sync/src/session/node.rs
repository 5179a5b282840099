//! The initiator: an office that hands over what it wrote and fetches what it lacks.

use super::message::{Hello, Message, ScopeState, ScopeSummary, Want, Welcome};
use super::transfer::Item;
use super::{Core, Ending, EnrolTask, Output, Stop, Task};
use crate::enrol::EnrolRequest;
use crate::feed::FeedId;
use crate::frontier::{Frontier, FrontierDiff, FrontierDigest, plan};
use crate::identity::{Certificate, NextKey, RootTrust};
use crate::limits::WIRE_VERSION;
use crate::receipt::{Millis, Receipt};
use crate::records::RecordBatch;
use crate::seal::{Purpose, seal};
use crate::sign::{Domain, Signature};
use crate::store::SyncStore;
use loggia_schema::ids::ScopeId;
use loggia_schema::message::sync as says;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Where the conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The line is not up.
    Silent,
    /// HELLO is said; WELCOME must follow.
    Greeting,
    /// WELCOME is believed under the root; the centre's PROOF must follow.
    Doubting,
    /// PROOF and SUMMARY are said; ANSWER must follow.
    Asking,
    /// Some scopes differ; a FRONTIER of each must follow.
    Comparing,
    /// What the centre lacks is leaving; what we lack comes after it, then DONE.
    Exchanging,
    /// Documents are done on both sides; blobs are on their way.
    Carrying,
    /// We are revoked: our own entries are leaving; the centre's REFUSED ends it.
    HandingIn,
    /// ENROL is said; ENROLLED must follow.
    Enrolling,
}

#[derive(Debug)]
pub(super) struct Node {
    phase: Phase,
    trust: RootTrust,
    task: Task,
    seal_seed: Zeroizing<[u8; 32]>,
    hello: Vec<u8>,
    /// The centre under the root, and the transcript, once WELCOME came.
    centre: Option<(Certificate, [u8; 32])>,
    summary: Vec<ScopeSummary>,
    /// The scopes whose FRONTIER must still come, and whether we only hand in.
    differing: BTreeMap<ScopeId, Option<Frontier>>,
    /// On what we agree, to be said in our DONE.
    agreed: Vec<(ScopeId, FrontierDigest)>,
}

impl Node {
    pub(super) fn new(trust: RootTrust, task: Task, seal_seed: Zeroizing<[u8; 32]>) -> Self {
        let (hello, summary, differing) = (Vec::new(), Vec::new(), BTreeMap::new());
        Node {
            phase: Phase::Silent,
            trust,
            task,
            seal_seed,
            hello,
            centre: None,
            summary,
            differing,
            agreed: Vec::new(),
        }
    }

    pub(super) const fn phase_name(&self) -> &'static str {
        match self.phase {
            Phase::Silent => "silent",
            Phase::Greeting => "greeting",
            Phase::Doubting => "doubting",
            Phase::Asking => "asking",
            Phase::Comparing => "comparing",
            Phase::Exchanging => "exchanging",
            Phase::Carrying => "carrying blobs",
            Phase::HandingIn => "handing in",
            Phase::Enrolling => "enrolling",
        }
    }

    pub(super) fn connected(&mut self, core: &mut Core) -> Result<(), Stop> {
        let municipality = match &self.trust {
            RootTrust::Pinned { municipality, .. } => Some(*municipality),
            RootTrust::Fingerprint(_) => None,
        };
        let want = if matches!(self.task, Task::Sync) {
            Want::Sync
        } else {
            Want::Enrol
        };
        let hello = Message::Hello(Hello {
            wire_min: WIRE_VERSION,
            wire_max: WIRE_VERSION,
            can: core.can(),
            municipality,
            device: core.keys.public(),
            nonce: core.nonce,
            want,
            program: core.settings.program.clone(),
        });
        self.hello = hello.encode();
        self.phase = Phase::Greeting;
        core.send(&hello);
        Ok(())
    }

    pub(super) fn message(
        &mut self,
        core: &mut Core,
        message: Message,
        now: Millis,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        match (self.phase, message) {
            (Phase::Greeting, Message::Welcome(welcome)) => self.welcome(core, &welcome),
            (Phase::Greeting, Message::Busy(retry)) => Err(Stop::End(Ending::Busy(retry))),
            (Phase::Doubting, Message::Proof(proof)) => self.proof(core, &proof, store),
            (Phase::Enrolling, Message::Enrolled(enrolled)) => {
                let (certificate, _) = self.centre()?;
                core.out.push(Output::Enrolled {
                    enrolled,
                    certificate,
                });
                Err(Stop::End(Ending::Done(core.summary)))
            }
            (
                Phase::Asking,
                Message::Answer {
                    states,
                    granted,
                    at,
                },
            ) => {
                core.out.push(Output::CentreClock(at));
                self.answer(core, &states, granted, store)
            }
            (Phase::Comparing, Message::Frontier { scope, diff }) => {
                self.frontier(core, scope, &diff, store)
            }
            (Phase::Exchanging, Message::Bundle(bytes)) => {
                let summary = &self.summary;
                core.take_bundle(&bytes, store, |feed| {
                    summary.iter().any(|held| held.scope == feed.scope)
                })
            }
            (Phase::Exchanging | Phase::HandingIn, Message::BundleRefused { feed, code }) => {
                core.take_bundle_refused(feed, code);
                Ok(())
            }
            (Phase::Exchanging | Phase::HandingIn, Message::Fork { feed, tip }) => {
                match self.summary.iter().any(|held| held.scope == feed.scope) {
                    true => core.take_fork_message(feed, tip, store),
                    false => Err(Stop::Refuse(says::FOREIGN_SCOPE)),
                }
            }
            (Phase::Exchanging, Message::Records(bytes)) => self.records(core, &bytes, store),
            (Phase::Exchanging, Message::Receipt(bytes)) => self.receipt(core, &bytes, store),
            (Phase::Exchanging, Message::Done { digests, more }) => {
                self.done(core, &digests, more, store)
            }
            (Phase::Carrying, Message::BlobWant { key, from }) => core.take_blob_want(key, from),
            (Phase::Carrying, Message::BlobReceipt(bytes)) => {
                let (certificate, _) = self.centre()?;
                core.take_blob_receipt(&bytes, &certificate, store)
            }
            (Phase::Carrying, Message::BlobList { key, list }) => {
                core.take_blob_list(key, list, store)
            }
            (Phase::Carrying, Message::BlobChunk { key, index, bytes }) => {
                core.take_blob_chunk(key, index, &bytes, now, store, false)
            }
            (Phase::Carrying, Message::BlobRefused { key, code }) => {
                core.take_blob_refused(key, code, store)
            }
            _ => Err(Stop::Refuse(says::WRONG_MOMENT)),
        }
    }

    /// The centre and the transcript; a session that has no WELCOME yet has no business asking.
    fn centre(&self) -> Result<(Certificate, [u8; 32]), Stop> {
        self.centre.ok_or(Stop::Refuse(says::WRONG_MOMENT))
    }

    /// Is this our centre? The root we trust says so, or the conversation ends before we say anything more.
    fn welcome(&mut self, core: &mut Core, welcome: &Welcome) -> Result<(), Stop> {
        if welcome.wire != WIRE_VERSION {
            return Err(Stop::Refuse(says::VERSION));
        }
        let certificate = welcome
            .certificate
            .verify(&self.trust)
            .map_err(|error| Stop::Refuse(error.code()))?;
        let bytes = Message::Welcome(welcome.clone()).encode();
        self.centre = Some((*certificate, core.transcript(&self.hello, &bytes)?));
        core.agree(core.can() & welcome.can);
        core.next_key = welcome.next_key.clone();
        self.phase = Phase::Doubting;
        Ok(())
    }

    fn proof(
        &mut self,
        core: &mut Core,
        proof: &Signature,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        let (certificate, transcript) = self.centre()?;
        core.prove(
            Domain::ProofResponder,
            &certificate.centre,
            &transcript,
            proof,
        )?;
        if matches!(self.trust, RootTrust::Pinned { serial, .. } if certificate.serial > serial) {
            core.out.push(Output::NewCertificate(certificate));
        }
        let own = core.keys.sign(Domain::ProofInitiator, &transcript);
        core.send(&Message::Proof(own));
        match self.task.clone() {
            Task::Enrol(task) => self.enrol(core, &task),
            Task::Sync => {
                if let Some(bytes) = core.next_key.take() {
                    let next =
                        NextKey::verify(&bytes, certificate.municipality, &certificate.centre)
                            .map_err(|_| Stop::Refuse(says::MALFORMED))?;
                    store.note_next_key(&next)?;
                }
                self.summarise(core, store)
            }
        }
    }

    fn enrol(&mut self, core: &mut Core, task: &EnrolTask) -> Result<(), Stop> {
        let (certificate, transcript) = self.centre()?;
        let mut rng = StdRng::from_seed(*self.seal_seed);
        let context = EnrolRequest::seal_context(certificate.municipality, &core.keys.public());
        let plain = task.store_key.as_slice();
        let store_key = seal(
            &certificate.recovery,
            Purpose::StoreKey,
            &context,
            plain,
            &mut rng,
        )
        .map_err(|_| Stop::Refuse(says::WRONG_CENTRE))?;
        let request = EnrolRequest {
            code: task.code.id(),
            device: core.keys.public(),
            incarnation: task.incarnation,
            name: task.name.clone(),
            seal_to: task.seal_to,
            store_key,
        };
        let proof = task.code.key().prove(&transcript, &request);
        core.send(&Message::Enrol { request, proof });
        self.phase = Phase::Enrolling;
        Ok(())
    }

    fn summarise(&mut self, core: &mut Core, store: &dyn SyncStore) -> Result<(), Stop> {
        for scope in store.scopes()? {
            self.summary.push(ScopeSummary {
                scope,
                frontier: store.frontier(&scope)?.digest(),
                checkpoint: store.last_checkpoint(&scope)?,
                records: store.record_commit(&scope)?,
                receipt: store.receipt_state(&scope)?,
            });
        }
        core.send(&Message::Summary(self.summary.clone()));
        self.phase = Phase::Asking;
        Ok(())
    }

    fn answer(
        &mut self,
        core: &mut Core,
        states: &[(ScopeId, ScopeState)],
        granted: Vec<ScopeId>,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        if !states
            .iter()
            .map(|(scope, _)| *scope)
            .eq(self.summary.iter().map(|held| held.scope))
        {
            return Err(Stop::Refuse(says::MALFORMED));
        }
        let held = self.summary.iter().map(|held| held.scope);
        // a revoked device is told nothing: what it holds is for people to decide
        if !granted.is_empty() && !granted.iter().copied().eq(held) {
            core.out.push(Output::Granted(granted));
        }
        let hand_in = states.iter().any(|(_, state)| *state == ScopeState::HandIn);
        store.note_standing(hand_in)?;
        let differs = |state| matches!(state, ScopeState::Differs | ScopeState::HandIn);
        self.differing = states
            .iter()
            .filter(|(_, state)| differs(*state))
            .map(|(scope, _)| (*scope, None))
            .collect();
        self.phase = match (hand_in, self.differing.is_empty()) {
            (_, false) => Phase::Comparing,
            (true, true) => Phase::HandingIn,
            (false, true) => Phase::Exchanging,
        };
        core.handing_in = hand_in;
        Ok(())
    }

    fn frontier(
        &mut self,
        core: &mut Core,
        scope: ScopeId,
        diff: &FrontierDiff,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        let Some(place @ None) = self.differing.get_mut(&scope) else {
            return Err(Stop::Refuse(says::WRONG_MOMENT));
        };
        let base = store.checkpoint(&scope, &diff.base)?.unwrap_or_default();
        let theirs = diff
            .onto(&base)
            .map_err(|_| Stop::Refuse(says::MALFORMED))?;
        if theirs.iter().any(|(feed, _)| feed.scope != scope) {
            return Err(Stop::Refuse(says::FOREIGN_SCOPE));
        }
        *place = Some(theirs);
        if !core.handing_in {
            let diff = store.frontier(&scope)?.since(&base);
            core.send(&Message::Frontier { scope, diff });
        }
        if self.differing.values().all(Option::is_some) {
            self.hand_over(core, store)?;
        }
        Ok(())
    }

    /// Every frontier is known: queue what the centre lacks, scope by scope.
    fn hand_over(&mut self, core: &mut Core, store: &dyn SyncStore) -> Result<(), Stop> {
        let (own, centre) = (core.keys.public(), self.centre()?.0.centre);
        for (scope, theirs) in &self.differing {
            let ours = store.frontier(scope)?;
            let theirs = theirs.clone().unwrap_or_default();
            let mut plan = plan(&ours, &theirs, |feed, height| store.link_at(feed, height))?;
            if core.handing_in {
                plan.send.retain(|(feed, _)| feed.device == own);
            }
            // A centre that was restored hears its own words first: it judges ours by them.
            plan.send.sort_by_key(|(feed, _)| feed.device != centre);
            let first = |feed: &FeedId| feed.device == own || feed.device == centre;
            core.transfer.push_plan(plan, first);
            core.transfer.push(Item::Sent(*scope));
        }
        self.phase = if core.handing_in {
            Phase::HandingIn
        } else {
            Phase::Exchanging
        };
        Ok(())
    }

    fn records(
        &self,
        core: &mut Core,
        bytes: &[u8],
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        let (certificate, _) = self.centre()?;
        let checked = RecordBatch::verify(bytes, certificate.municipality, &certificate.centre)
            .map_err(|_| Stop::Refuse(says::BAD_RECORDS))?;
        let batch = checked.batch();
        let held = self.summary.iter().any(|held| held.scope == batch.scope);
        if !held || batch.from != store.record_commit(&batch.scope)? {
            return Err(Stop::Refuse(says::BAD_RECORDS));
        }
        store.apply_records(&checked)?;
        core.summary.record_batches += 1;
        let rows = u32::try_from(batch.rows.len()).unwrap_or(u32::MAX);
        core.out.push(Output::RecordsApplied {
            scope: batch.scope,
            to: batch.to,
            rows,
        });
        Ok(())
    }

    /// A receipt speaks of our entries only where its links are the ones we hold.
    fn receipt(
        &self,
        core: &mut Core,
        bytes: &[u8],
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        let (certificate, _) = self.centre()?;
        let mut checked = Receipt::verify(bytes, certificate.municipality, &certificate.centre)
            .map_err(|_| Stop::Refuse(says::BAD_RECEIPT))?;
        let (scope, epoch, at) = (
            checked.receipt().scope,
            checked.receipt().epoch,
            checked.receipt().at,
        );
        if !self.summary.iter().any(|held| held.scope == scope) {
            return Err(Stop::Refuse(says::BAD_RECEIPT));
        }
        checked.dispute(|feed, height| store.link_at(feed, height))?;
        store.store_receipt(&checked)?;
        core.summary.receipts += 1;
        core.out.push(Output::ReceiptStored { scope, epoch, at });
        Ok(())
    }

    /// Every document came. Remember on which scopes we agree as checkpoints, and go on with the blobs.
    fn done(
        &mut self,
        core: &mut Core,
        digests: &[(ScopeId, FrontierDigest)],
        more: bool,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        let mut agreed = Vec::new();
        for (scope, digest) in digests {
            let ours = store.frontier(scope)?;
            if ours.digest() == *digest {
                if store.last_checkpoint(scope)? != Some(*digest) {
                    store.keep_checkpoint(scope, &ours)?;
                }
                agreed.push((*scope, *digest));
            }
        }
        core.summary.more |= more;
        self.agreed = agreed;
        core.name_blobs(store)?;
        self.phase = Phase::Carrying;
        Ok(())
    }

    /// Says DONE once no blob is open any more.
    pub(super) fn end_if_settled(&mut self, core: &mut Core) -> Result<(), Stop> {
        if self.phase != Phase::Carrying || !core.blobs.is_settled() {
            return Ok(());
        }
        core.send(&Message::Done {
            digests: std::mem::take(&mut self.agreed),
            more: core.summary.more,
        });
        Err(Stop::End(Ending::Done(core.summary)))
    }
}
