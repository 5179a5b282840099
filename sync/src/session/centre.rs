//! The responder: the town hall, which asks its registry, takes in, judges, and hands back.

use super::message::{Hello, Message, ScopeState, ScopeSummary, Want, Welcome};
use super::transfer::Item;
use super::{Core, Ending, Output, Stop};
use crate::enrol::EnrolRequest;
use crate::feed::{FeedId, SignedTip};
use crate::frontier::{Frontier, FrontierDiff, FrontierDigest, plan};
use crate::identity::SignedCertificate;
use crate::limits::WIRE_VERSION;
use crate::receipt::Millis;
use crate::sign::{Domain, Signature};
use crate::store::{Registration, SyncStore};
use loggia_schema::ids::{DeviceKey, ScopeId};
use loggia_schema::message::sync as says;
use std::collections::BTreeMap;

/// Where the conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// HELLO must come.
    Listening,
    /// WELCOME and PROOF are said; the device's PROOF must come.
    Doubting,
    /// The device is proven; its SUMMARY must come.
    Asked,
    /// The device hands over the scopes that differ; SENT of each must come.
    Receiving,
    /// A revoked device hands in what it wrote; SENT of each scope must come.
    HandIn,
    /// What the device lacks is leaving; its DONE must come.
    Sending,
    /// The device is proven and new; its ENROL must come.
    Enrolling,
}

/// What is known of a scope in this session.
#[derive(Debug)]
struct Talk {
    summary: ScopeSummary,
    /// The frontier from which both take differences.
    base: Frontier,
    /// The device's frontier: ours if the digests were equal, else once it said so.
    theirs: Option<Frontier>,
    /// Its SENT came, or need not.
    sent: bool,
}

#[derive(Debug)]
pub(super) struct Centre {
    phase: Phase,
    certificate: SignedCertificate,
    next_key: Option<Vec<u8>>,
    busy: Option<Millis>,
    /// The device, what it wants, and the transcript, once HELLO came.
    device: Option<(DeviceKey, Want, [u8; 32])>,
    talks: BTreeMap<ScopeId, Talk>,
}

impl Centre {
    pub(super) const fn new(
        certificate: SignedCertificate,
        next_key: Option<Vec<u8>>,
        busy: Option<Millis>,
    ) -> Self {
        Centre {
            phase: Phase::Listening,
            certificate,
            next_key,
            busy,
            device: None,
            talks: BTreeMap::new(),
        }
    }

    pub(super) const fn phase_name(&self) -> &'static str {
        match self.phase {
            Phase::Listening => "listening",
            Phase::Doubting => "doubting",
            Phase::Asked => "asked",
            Phase::Receiving => "receiving",
            Phase::HandIn => "taking in from a revoked device",
            Phase::Sending => "sending",
            Phase::Enrolling => "enrolling",
        }
    }

    pub(super) fn message(
        &mut self,
        core: &mut Core,
        message: Message,
        now: Millis,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        match (self.phase, message) {
            (Phase::Listening, Message::Hello(hello)) => self.hello(core, &hello, store),
            (Phase::Doubting, Message::Proof(proof)) => self.proof(core, &proof),
            (Phase::Enrolling, Message::Enrol { request, proof }) => {
                self.enrol(core, &request, &proof, now, store)
            }
            (Phase::Asked, Message::Summary(scopes)) => self.summary(core, scopes, now, store),
            (Phase::Receiving, Message::Frontier { scope, diff }) => self.frontier(scope, &diff),
            (Phase::Receiving | Phase::HandIn, Message::Bundle(bytes)) => {
                self.bundle(core, &bytes, store)
            }
            (Phase::Receiving | Phase::HandIn, Message::Sent { scope, more }) => {
                self.sent(core, scope, more, store)
            }
            (Phase::Receiving | Phase::Sending, Message::BundleRefused { feed, code }) => {
                core.take_bundle_refused(feed, code);
                Ok(())
            }
            (Phase::Receiving | Phase::HandIn | Phase::Sending, Message::Fork { feed, tip }) => {
                self.fork(core, feed, tip, store)
            }
            (Phase::Sending, Message::Blobs { held, wanted }) => {
                core.take_blobs(&held, &wanted, now, store, |scope| {
                    self.talks.contains_key(scope)
                })
            }
            (Phase::Sending, Message::BlobList { key, list }) => {
                core.take_blob_list(key, list, store)
            }
            (Phase::Sending, Message::BlobChunk { key, index, bytes }) => {
                core.take_blob_chunk(key, index, &bytes, now, store, true)
            }
            (Phase::Sending, Message::BlobRefused { key, code }) => {
                core.take_blob_refused(key, code, store)
            }
            (Phase::Sending, Message::Done { digests, more }) => {
                self.done(core, &digests, more, store)
            }
            _ => Err(Stop::Refuse(says::WRONG_MOMENT)),
        }
    }

    fn hello(&mut self, core: &mut Core, hello: &Hello, store: &dyn SyncStore) -> Result<(), Stop> {
        if hello.wire_min > WIRE_VERSION || hello.wire_max < WIRE_VERSION {
            return Err(Stop::Refuse(says::VERSION));
        }
        let foreign = hello
            .municipality
            .is_some_and(|id| id != store.municipality());
        if foreign || (hello.municipality.is_none() && hello.want == Want::Sync) {
            return Err(Stop::Refuse(says::FOREIGN_MUNICIPALITY));
        }
        if let Some(retry) = self.busy {
            core.send(&Message::Busy(retry));
            return Err(Stop::End(Ending::Busy(retry)));
        }
        let can = core.can() & hello.can;
        let welcome = Message::Welcome(Welcome {
            wire: WIRE_VERSION,
            can,
            nonce: core.nonce,
            certificate: self.certificate,
            next_key: self.next_key.clone(),
            program: core.settings.program.clone(),
        });
        let transcript =
            core.transcript(&Message::Hello(hello.clone()).encode(), &welcome.encode())?;
        self.device = Some((hello.device, hello.want, transcript));
        core.send(&welcome);
        core.send(&Message::Proof(
            core.keys.sign(Domain::ProofResponder, &transcript),
        ));
        core.agree(can);
        self.phase = Phase::Doubting;
        Ok(())
    }

    fn device(&self) -> Result<(DeviceKey, Want, [u8; 32]), Stop> {
        self.device.ok_or(Stop::Refuse(says::WRONG_MOMENT))
    }

    fn proof(&mut self, core: &mut Core, proof: &Signature) -> Result<(), Stop> {
        let (device, want, transcript) = self.device()?;
        core.prove(Domain::ProofInitiator, &device, &transcript, proof)?;
        self.phase = if want == Want::Enrol {
            Phase::Enrolling
        } else {
            Phase::Asked
        };
        Ok(())
    }

    fn enrol(
        &self,
        core: &mut Core,
        request: &EnrolRequest,
        proof: &[u8; 32],
        now: Millis,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        let (device, _, transcript) = self.device()?;
        let key = store.enrolment_key(&request.code, now)?;
        let known = key.is_some_and(|key| key.accepts(proof, &transcript, request));
        if !known || request.device != device {
            return Err(Stop::Refuse(says::CODE_REFUSED));
        }
        let enrolled = store
            .enrol(request, now)?
            .ok_or(Stop::Refuse(says::CODE_REFUSED))?;
        core.send(&Message::Enrolled(enrolled.clone()));
        let certificate = *self.certificate.unverified();
        core.out.push(Output::Enrolled {
            enrolled,
            certificate,
        });
        Err(Stop::End(Ending::Done(core.summary)))
    }

    /// The revocation check stands here: in every session, after the key was proven, before anything is told.
    fn summary(
        &mut self,
        core: &mut Core,
        scopes: Vec<ScopeSummary>,
        now: Millis,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        let (device, _, _) = self.device()?;
        let (allowed, revoked) = match store.registration(&device)? {
            Registration::Unknown => return Err(Stop::Refuse(says::UNKNOWN_DEVICE)),
            Registration::Active(scopes) => (scopes, false),
            Registration::Revoked(scopes) => (scopes, true),
        };
        core.handing_in = revoked;
        let (mut states, mut frontiers) = (Vec::new(), Vec::new());
        for summary in scopes {
            let scope = summary.scope;
            if !allowed.contains(&scope) {
                states.push((scope, ScopeState::Foreign));
                continue;
            }
            let (state, frontier) = self.compare(core, summary, device, store)?;
            states.push((scope, state));
            frontiers.extend(frontier);
        }
        let granted = if revoked { Vec::new() } else { allowed };
        core.send(&Message::Answer {
            states,
            granted,
            at: now,
        });
        for message in &frontiers {
            core.send(message);
        }
        self.phase = if revoked {
            Phase::HandIn
        } else {
            Phase::Receiving
        };
        if self.talks.values().all(|talk| talk.sent) {
            self.hand_over(core, store)?;
        }
        Ok(())
    }

    /// Lays one scope of the device beside ours.
    fn compare(
        &mut self,
        core: &Core,
        summary: ScopeSummary,
        device: DeviceKey,
        store: &mut dyn SyncStore,
    ) -> Result<(ScopeState, Option<Message>), Stop> {
        let scope = summary.scope;
        let mut ours = store.frontier(&scope)?;
        if core.handing_in {
            let own = ours.iter().filter(|(feed, _)| feed.device == device);
            ours = own.map(|(feed, tip)| (*feed, *tip)).collect();
        } else if ours.digest() == summary.frontier {
            // what an earlier session left here unjudged, because the store failed it, is judged now
            store.after_upload(&scope)?;
            let talk = Talk {
                summary,
                base: Frontier::new(),
                theirs: Some(ours),
                sent: true,
            };
            self.talks.insert(scope, talk);
            return Ok((ScopeState::Same, None));
        }
        let base = match &summary.checkpoint {
            Some(digest) if !core.handing_in => {
                store.checkpoint(&scope, digest)?.unwrap_or_default()
            }
            _ => Frontier::new(),
        };
        let diff = ours.since(&base);
        // the difference may have fallen back to the empty frontier; both go on from what it names
        let base = if diff.base == base.digest() {
            base
        } else {
            Frontier::new()
        };
        self.talks.insert(
            scope,
            Talk {
                summary,
                base,
                theirs: None,
                sent: false,
            },
        );
        let state = if core.handing_in {
            ScopeState::HandIn
        } else {
            ScopeState::Differs
        };
        Ok((state, Some(Message::Frontier { scope, diff })))
    }

    fn frontier(&mut self, scope: ScopeId, diff: &FrontierDiff) -> Result<(), Stop> {
        let talk = self
            .talks
            .get_mut(&scope)
            .filter(|talk| talk.theirs.is_none() && !talk.sent);
        let talk = talk.ok_or(Stop::Refuse(says::WRONG_MOMENT))?;
        let onto = diff
            .onto(&talk.base)
            .or_else(|_| diff.onto(&Frontier::new()));
        let theirs = onto.map_err(|_| Stop::Refuse(says::MALFORMED))?;
        if theirs.iter().any(|(feed, _)| feed.scope != scope) {
            return Err(Stop::Refuse(says::FOREIGN_SCOPE));
        }
        talk.theirs = Some(theirs);
        Ok(())
    }

    fn bundle(&self, core: &mut Core, bytes: &[u8], store: &mut dyn SyncStore) -> Result<(), Stop> {
        let (device, _, _) = self.device()?;
        let hand_in = core.handing_in;
        core.take_bundle(bytes, store, |feed| {
            let open = self.talks.get(&feed.scope).is_some_and(|talk| !talk.sent);
            open && (!hand_in || feed.device == device)
        })
    }

    /// Our branch is shown only of feeds the device may see: of its scopes, of its own if it is revoked.
    fn fork(
        &self,
        core: &mut Core,
        feed: FeedId,
        tip: SignedTip,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        let (device, _, _) = self.device()?;
        let own = !core.handing_in || feed.device == device;
        match own && self.talks.contains_key(&feed.scope) {
            true => core.take_fork_message(feed, tip, store),
            false => Err(Stop::Refuse(says::FOREIGN_SCOPE)),
        }
    }

    fn sent(
        &mut self,
        core: &mut Core,
        scope: ScopeId,
        more: bool,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        let hand_in = core.handing_in;
        let talk = self
            .talks
            .get_mut(&scope)
            .filter(|talk| !talk.sent && (hand_in || talk.theirs.is_some()));
        talk.ok_or(Stop::Refuse(says::WRONG_MOMENT))?.sent = true;
        core.summary.more |= more;
        store.after_upload(&scope)?;
        if self.talks.values().all(|talk| talk.sent) {
            self.hand_over(core, store)?;
        }
        Ok(())
    }

    /// Everything the device had is here and judged: queue what it lacks. A revoked device gets nothing.
    fn hand_over(&mut self, core: &mut Core, store: &dyn SyncStore) -> Result<(), Stop> {
        if core.handing_in {
            return Err(Stop::Refuse(says::DEVICE_REVOKED));
        }
        let own = core.keys.public();
        for (scope, talk) in &mut self.talks {
            let ours = store.frontier(scope)?;
            let theirs = core.with_received(scope, talk.theirs.take().unwrap_or_default());
            let plan = plan(&ours, &theirs, |feed, height| store.link_at(feed, height))?;
            core.transfer.push_plan(plan, |feed| feed.device == own);
            core.transfer
                .push(Item::Records(*scope, talk.summary.records));
            core.transfer
                .push(Item::Receipt(*scope, talk.summary.receipt));
        }
        core.transfer
            .push(Item::Done(self.talks.keys().copied().collect()));
        self.phase = Phase::Sending;
        Ok(())
    }

    fn done(
        &self,
        core: &mut Core,
        digests: &[(ScopeId, FrontierDigest)],
        more: bool,
        store: &mut dyn SyncStore,
    ) -> Result<(), Stop> {
        for (scope, digest) in digests {
            if !self.talks.contains_key(scope) {
                return Err(Stop::Refuse(says::FOREIGN_SCOPE));
            }
            // what grew since our DONE is not part of what both hold
            let ours = store.frontier(scope)?;
            if ours.digest() == *digest && store.checkpoint(scope, digest)?.is_none() {
                store.keep_checkpoint(scope, &ours)?;
            }
        }
        core.summary.more |= more;
        Err(Stop::End(Ending::Done(core.summary)))
    }
}
