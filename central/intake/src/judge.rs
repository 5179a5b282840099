//! Judging: admitted entries become documents, rows, postings and a verdict, in one transaction per batch.
//!
//! Exactly once: `judged` of a feed moves in the transaction that holds the effects, so a batch that is cut off leaves
//! nothing and a batch that is repeated finds nothing to do. Inside a feed entries are taken oldest first. One that
//! stands on a change not yet here is left **waiting**; whenever its document grows it is tried again. Each entry is
//! taken inside its own savepoint: a refusal takes back its rows and postings and nothing else.
//!
//! | What happened | Verdict | And |
//! |---|---|---|
//! | the subsystem took it | accepted, journal numbers | |
//! | the subsystem refused it, or the document did | refused, code | a task |
//! | its device is revoked, or the program could not take it | quarantined, code | a task |
//! | it stands on something not here | none yet | it waits, and the devices page says for what |
//! | a newer program wrote it | none yet | it waits for the upgrade |

mod tables;

use crate::documents::{self, Desk};
use crate::feeds::{self, HeldEntry};
use crate::store::Centre;
use crate::{CASES_DECIDE, leases, registry, speak};
use loggia_cases::case::Off;
use loggia_cases::document::{DocumentError, RawEvent};
use loggia_core::app::App;
use loggia_core::ctx::{Actor, Ctx};
use loggia_core::db::{Blame, DbError, Tx};
use loggia_core::subsystem::{self, Accepted, Subsystem};
use loggia_core::{Fail, Outcome, numbering, params, parts, tasks};
use loggia_schema::ids::{DocId, Height, ScopeId};
use loggia_schema::message::{Finding, cases, sync, us};
use loggia_sync::body::{OpenBody, PrivateBody};
use loggia_sync::entries::{Outcome as Judgement, ReasonCode, Spoken, Verdict, VerdictRange};
use loggia_sync::feed::{FeedId, Kind};
use tables::{merged, note_fork, wait, write_verdict, writer_of};

/// Entries taken in one transaction.
pub const BATCH: u32 = 200;

/// What a run of judging did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Judged {
    /// Entries that now have a verdict.
    pub judged: u64,
    /// Of these, refused or set aside.
    pub not_accepted: u64,
    /// Entries left waiting.
    pub waiting: u64,
    /// Blocks of numbers granted.
    pub granted: u64,
}

/// Judges everything a scope holds that was not looked at yet, and grants numbers that are short. Repeatable.
///
/// # Errors
/// The store's; nothing is half done.
pub fn judge(app: &App, centre: &Centre, scope: ScopeId) -> Outcome<Judged> {
    let mut total = Judged::default();
    loop {
        let ctx = app.ctx(Actor::System("intake"))?;
        let takers = app.subsystems();
        let (batch, more) = app
            .db()
            .write(|tx| Batch::run(tx, &ctx, centre, takers, scope))?;
        total.judged += batch.judged;
        total.not_accepted += batch.not_accepted;
        total.waiting += batch.waiting;
        total.granted += batch.granted;
        if !more {
            return Ok(total);
        }
    }
}

/// Judges every scope: at start, so that nothing admitted before a crash is left lying.
///
/// # Errors
/// The store's.
pub fn judge_all(app: &App, centre: &Centre) -> Outcome<Judged> {
    let mut total = Judged::default();
    for scope in app.db().read(registry::scopes)? {
        let one = judge(app, centre, scope.id)?;
        total.judged += one.judged;
        total.not_accepted += one.not_accepted;
        total.waiting += one.waiting;
        total.granted += one.granted;
    }
    Ok(total)
}

/// How one entry ended.
enum Fate {
    Judged(Judgement, Option<Finding>, Option<(u64, u64)>),
    Waits(String),
}

const ACCEPTED: Fate = Fate::Judged(Judgement::Accepted, None, None);

struct Batch<'a> {
    ctx: &'a Ctx,
    takers: &'a [&'a Subsystem],
    number: i64,
    desk: Desk,
    ranges: Vec<VerdictRange>,
    done: Judged,
}

/// An entry with its place.
struct Place<'a> {
    feed: &'a FeedId,
    feed_no: i64,
    revoked: bool,
}

impl<'a> Batch<'a> {
    /// One transaction: up to [`BATCH`] entries of a scope. The second value says whether more are left.
    fn run(
        tx: &mut Tx<'_>,
        ctx: &'a Ctx,
        centre: &Centre,
        takers: &'a [&'a Subsystem],
        scope: ScopeId,
    ) -> Outcome<(Judged, bool)> {
        let mut left = BATCH;
        let mut batch = Batch {
            ctx,
            takers,
            number: 0,
            desk: Desk::default(),
            ranges: Vec::new(),
            done: Judged::default(),
        };
        for feed in feeds::feeds_of(tx, scope)?
            .into_iter()
            .filter(|feed| !feed.own && feed.judged < feed.tip.height)
        {
            if left == 0 {
                break;
            }
            let revoked =
                registry::device(tx, feed.id.device)?.is_none_or(|device| !device.is_active());
            let place = Place {
                feed: &feed.id,
                feed_no: feed.no,
                revoked,
            };
            let entries = feeds::entries_after(tx, feed.no, feed.judged, left)?;
            left -= u32::try_from(entries.len()).unwrap_or(left).min(left);
            for held in &entries {
                batch.take(tx, &place, held)?;
                feeds::set_judged(tx, feed.no, held.entry.header.height)?;
            }
        }
        batch.finish(tx, centre, scope)?;
        let granted = leases::refill(tx, ctx, centre, scope)?;
        batch.done.granted = u64::try_from(granted.len()).unwrap_or(0);
        Ok((batch.done, left == 0))
    }

    /// Saves the documents and tells the laptops.
    fn finish(&mut self, tx: &mut Tx<'_>, centre: &Centre, scope: ScopeId) -> Outcome<()> {
        std::mem::take(&mut self.desk).save(tx, self.ctx.now)?;
        if self.ranges.is_empty() {
            return Ok(());
        }
        self.ranges.sort_by_key(|range| (range.feed, range.from));
        let number = u64::try_from(self.number).unwrap_or(0);
        let verdict = Verdict {
            batch: number,
            ranges: merged(std::mem::take(&mut self.ranges)),
        };
        speak::say(tx, self.ctx, centre, scope, &Spoken::Verdict(verdict))?;
        Ok(())
    }

    /// Takes one entry, and then whatever waited for its document.
    fn take(&mut self, tx: &mut Tx<'_>, place: &Place<'_>, held: &HeldEntry) -> Outcome<()> {
        let fate = self.fate(tx, place, held)?;
        let grew = matches!(fate, Fate::Judged(..)) && held.entry.header.doc != DocId::NONE;
        self.settle(tx, place, held, fate)?;
        if grew {
            self.retry_waiting(tx, held.entry.header.doc)
        } else {
            Ok(())
        }
    }

    fn retry_waiting(&mut self, tx: &mut Tx<'_>, doc: DocId) -> Outcome<()> {
        loop {
            let mut moved = false;
            for waiting in feeds::waiting_entries(tx, Some(doc))? {
                let Some(held) = feeds::entry(tx, waiting.feed_no, waiting.height)? else {
                    continue;
                };
                let (id, revoked) = writer_of(tx, waiting.feed_no)?;
                let place = Place {
                    feed: &id,
                    feed_no: waiting.feed_no,
                    revoked,
                };
                let fate = self.fate(tx, &place, &held)?;
                if matches!(fate, Fate::Judged(..)) {
                    self.settle(tx, &place, &held, fate)?;
                    moved = true;
                }
            }
            if !moved {
                return Ok(());
            }
        }
    }

    fn fate(&mut self, tx: &mut Tx<'_>, place: &Place<'_>, held: &HeldEntry) -> Outcome<Fate> {
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
                    leases::take_back(tx, self.ctx, &back)?;
                    Ok(ACCEPTED)
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
        if place.revoked {
            open.switch_off(event.key, Off::Quarantined);
            return Ok(quarantined(Finding::new(sync::DEVICE_REVOKED)));
        }
        let fate = self.ask(tx, place, held, std::slice::from_ref(&event))?;
        if let Fate::Judged(judgement, ..) = &fate
            && let Some(off) = off(*judgement)
            && let Some(open) = self.desk.get(tx, id)?
        {
            open.switch_off(event.key, off);
        }
        Ok(fate)
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
        if self
            .desk
            .get(tx, doc)?
            .is_some_and(|open| !open.counting().is_empty())
        {
            return self.ask(tx, place, held, &[]);
        }
        Ok(ACCEPTED)
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

    fn settle(
        &mut self,
        tx: &mut Tx<'_>,
        place: &Place<'_>,
        held: &HeldEntry,
        fate: Fate,
    ) -> Outcome<()> {
        let (height, doc) = (held.entry.header.height, held.entry.header.doc);
        let (judgement, finding, journal) = match fate {
            Fate::Waits(waits_for) => {
                self.done.waiting += 1;
                return wait(tx, self.ctx, place.feed_no, height, doc, &waits_for);
            }
            Fate::Judged(judgement, finding, journal) => (judgement, finding, journal),
        };
        if self.number == 0 {
            self.number = numbering::next(tx, "intake-batch", 0)?;
        }
        tx.exec(
            "DELETE FROM intake_waiting WHERE municipality_id = $1 AND feed_no = $2 AND height = $3",
            &params![tx.municipality(), place.feed_no, height],
        )?;
        let reason = finding.as_ref().map_or(0, |finding| finding.code.number());
        let (journal_from, journal_to) = journal.unwrap_or((0, 0));
        write_verdict(
            tx,
            self.ctx,
            self.number,
            (place.feed_no, height),
            (judgement, finding.as_ref()),
            journal,
        )?;
        if let Some(finding) = &finding {
            let subject = format!("{}/{}", place.feed_no, height.0);
            tasks::open(
                tx,
                self.ctx,
                "intake.judgement",
                &subject,
                finding,
                CASES_DECIDE,
            )?;
            self.done.not_accepted += 1;
        }
        self.done.judged += 1;
        self.ranges.push(VerdictRange {
            feed: *place.feed,
            from: height,
            to: height,
            outcome: judgement,
            reason: ReasonCode(reason),
            journal_from,
            journal_to,
        });
        Ok(())
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
