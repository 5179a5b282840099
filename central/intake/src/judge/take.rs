//! What one entry is and does: into its document, to its subsystem, or on the waiting list.

use super::tables::note_fork;
use super::{ACCEPTED, Batch, Fate, Place};
use crate::feeds::HeldEntry;
use crate::leases;
use crate::{blobs, documents};
use loggia_cases::case::Off;
use loggia_cases::document::{DocumentError, RawEvent};
use loggia_core::ctx::{Actor, Ctx};
use loggia_core::db::{Blame, DbError, Tx};
use loggia_core::subsystem::{self, Accepted};
use loggia_core::{Fail, Outcome, parts};
use loggia_schema::ids::Height;
use loggia_schema::message::{Finding, cases, sync, us};
use loggia_sync::body::{OpenBody, PrivateBody};
use loggia_sync::entries::{Outcome as Judgement, Spoken};
use loggia_sync::feed::Kind;

impl Batch<'_> {
    pub(super) fn fate(
        &mut self,
        tx: &mut Tx<'_>,
        place: &Place<'_>,
        held: &HeldEntry,
    ) -> Outcome<Fate> {
        let header = held.entry.header;
        let Some(body) = &held.entry.body else {
            return Ok(ACCEPTED);
        };
        match header.kind {
            Kind::OPEN => match OpenBody::decode(body) {
                Ok(open) => self.change(tx, place, held, &open.change),
                Err(_) => Ok(refused(Finding::new(sync::MALFORMED))),
            },
            Kind::CHANGE => self.change(tx, place, held, body),
            Kind::PRIVATE => self.private(tx, place, held, body),
            Kind::LEASE_RETURN => match Spoken::decode(header.kind, body) {
                Ok(Spoken::LeaseReturn(back)) => {
                    match leases::take_back(tx, self.ctx, place.feed.device, &back) {
                        Ok(()) => Ok(ACCEPTED),
                        Err(Fail::Refused(finding)) => Ok(refused(finding)),
                        Err(error) => Err(error),
                    }
                }
                Ok(_) => Ok(Fate::Waits("upgrade".to_owned())),
                Err(_) => Ok(refused(Finding::new(sync::MALFORMED))),
            },
            _ => Ok(Fate::Waits("upgrade".to_owned())),
        }
    }

    fn change(
        &mut self,
        tx: &mut Tx<'_>,
        place: &Place<'_>,
        held: &HeldEntry,
        change: &[u8],
    ) -> Outcome<Fate> {
        let id = held.entry.header.doc;
        let Some(open) = self.desk.get(tx, id)? else {
            return Ok(Fate::Waits("document".to_owned()));
        };
        let event = match open.apply(change) {
            Ok(Some(event)) => event,
            Ok(None) => return Ok(ACCEPTED),
            Err(DocumentError::Missing(deps)) => return Ok(Fate::Waits(waits_for(&deps))),
            Err(DocumentError::Fork { .. }) => {
                note_fork(tx, place.feed_no)?;
                return Ok(quarantined(Finding::new(sync::FORK)));
            }
            Err(DocumentError::Damaged) => {
                return Err(DbError::Corrupt(format!("document {id}")).into());
            }
            Err(DocumentError::Refused(_) | DocumentError::OutOfLine(_)) => {
                return Ok(refused(Finding::new(cases::UNREADABLE)));
            }
        };
        let scope = open.scope;
        blobs::name(tx, self.ctx, id, scope, &event)?;
        let fate = match place.revoked {
            true => quarantined(Finding::new(sync::DEVICE_REVOKED)),
            false => self.ask(tx, place, held, std::slice::from_ref(&event))?,
        };
        if let Fate::Judged(judgement, ..) = &fate
            && let Some(off) = off(*judgement)
            && let Some(open) = self.desk.get(tx, id)?
        {
            open.switch_off(event.key, off);
            self.look_again(tx, place, held)?;
        }
        Ok(fate)
    }

    /// The case as its counting events give it, after something else than a counting event changed: row and number say
    /// nothing that a refused event would have made of them.
    fn look_again(
        &mut self,
        tx: &mut Tx<'_>,
        place: &Place<'_>,
        held: &HeldEntry,
    ) -> Outcome<Fate> {
        let doc = held.entry.header.doc;
        match self.desk.get(tx, doc)? {
            Some(open) if !open.counting().is_empty() => self.ask(tx, place, held, &[]),
            _ => Ok(ACCEPTED),
        }
    }

    /// A private part is kept; the case is looked at again, because it may have waited for the name.
    fn private(
        &mut self,
        tx: &mut Tx<'_>,
        place: &Place<'_>,
        held: &HeldEntry,
        body: &[u8],
    ) -> Outcome<Fate> {
        let Ok(part) = PrivateBody::decode(body) else {
            return Ok(refused(Finding::new(sync::MALFORMED)));
        };
        if place.revoked {
            return Ok(quarantined(Finding::new(sync::DEVICE_REVOKED)));
        }
        let doc = held.entry.header.doc;
        parts::put(tx, doc, part.part, &part.bytes)?;
        self.look_again(tx, place, held)
    }

    /// Asks the subsystem of the case kind, inside a savepoint of its own.
    fn ask(
        &mut self,
        tx: &mut Tx<'_>,
        place: &Place<'_>,
        held: &HeldEntry,
        fresh: &[RawEvent],
    ) -> Outcome<Fate> {
        let header = held.entry.header;
        let Some(open) = self.desk.get(tx, header.doc)? else {
            return Ok(ACCEPTED);
        };
        let Some(take) = subsystem::taker(self.takers, open.kind) else {
            return Ok(Fate::Waits("upgrade".to_owned()));
        };
        let accepted = Accepted {
            kind: open.kind,
            doc: header.doc,
            scope: open.scope,
            device: place.feed.device,
            incarnation: place.feed.incarnation,
            heights: (header.height, header.height),
            arrived: held.arrived,
            fresh: fresh.iter().map(documents::case_event).collect(),
            all: open.counting(),
            off: open.has_off(),
        };
        let ctx = Ctx {
            actor: Actor::Device(place.feed.device),
            ..self.entry_ctx(place.feed_no, header.height)
        };
        match tx.nested(|tx| take(tx, &accepted, &ctx)) {
            Ok(subsystem::Verdict::Accepted { journal }) => {
                Ok(Fate::Judged(Judgement::Accepted, None, journal))
            }
            Ok(subsystem::Verdict::Refused(finding)) | Err(Fail::Refused(finding)) => {
                Ok(refused(finding))
            }
            Ok(subsystem::Verdict::Quarantined(finding)) => Ok(quarantined(finding)),
            Err(Fail::Store(error)) if error.blame() == Blame::Us && !passing(&error) => {
                tracing::error!(%error, feed = %place.feed, height = header.height.0, "an entry could not be taken");
                Ok(quarantined(Finding::new(us::UNEXPECTED)))
            }
            Err(error) => Err(error),
        }
    }

    /// Ids that a subsystem derives for one entry must differ from those of the next.
    fn entry_ctx(&self, feed_no: i64, height: Height) -> Ctx {
        let mut hasher = blake3::Hasher::new_derive_key("loggia nonce of an entry v1");
        hasher
            .update(&self.ctx.nonce)
            .update(&feed_no.to_be_bytes())
            .update(&height.0.to_be_bytes());
        let mut nonce = [0; 16];
        nonce.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Ctx {
            nonce,
            ..self.ctx.clone()
        }
    }
}

fn refused(finding: Finding) -> Fate {
    Fate::Judged(Judgement::Refused, Some(finding), None)
}

fn quarantined(finding: Finding) -> Fate {
    Fate::Judged(Judgement::Quarantined, Some(finding), None)
}

const fn off(judgement: Judgement) -> Option<Off> {
    match judgement {
        Judgement::Accepted => None,
        Judgement::Refused => Some(Off::Refused),
        Judgement::Quarantined => Some(Off::Quarantined),
    }
}

/// A simulated death is not an entry's fault.
const fn passing(error: &DbError) -> bool {
    matches!(
        error,
        DbError::Killed | DbError::ReadOnly | DbError::Migration(_)
    )
}

fn waits_for(deps: &[loggia_cases::document::ChangeHash]) -> String {
    let first = deps.first().map(|dep| {
        dep.0
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    });
    format!("change {}", first.unwrap_or_default())
}
