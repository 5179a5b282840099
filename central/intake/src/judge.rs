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
mod take;

use crate::documents::Desk;
use crate::feeds::{self, HeldEntry};
use crate::store::Centre;
use crate::{CASES_DECIDE, leases, recovery, registry, speak};
use loggia_core::app::App;
use loggia_core::ctx::{Actor, Ctx};
use loggia_core::db::Tx;
use loggia_core::subsystem::Subsystem;
use loggia_core::{Outcome, numbering, params, tasks};
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::message::Finding;
use loggia_sync::entries::{Outcome as Judgement, ReasonCode, Spoken, Verdict, VerdictRange};
use loggia_sync::feed::FeedId;
use tables::{merged, wait, write_verdict, writer_of};

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
        recovery::take_own(tx, ctx, scope)?;
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
