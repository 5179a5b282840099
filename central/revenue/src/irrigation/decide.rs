//! A person decides about a held reading: it counts, it counts with another value, or it does not count.
//!
//! The decision is a record of the centre and no event: the book keeps both values as they were taken, and every laptop of
//! the desk learns of it with the next synchronisation. It can be taken once.

use super::{ground, review, store};
use loggia_cases::document::EventKey;
use loggia_cases::records::{ReadingRulingRecord, Record as _, Ruling};
use loggia_core::ctx::{Actor, Ctx};
use loggia_core::db::Tx;
use loggia_core::{Outcome, audit};
use loggia_schema::ids::{DocId, UserId};
use loggia_schema::message::{Finding, cases, irrigation};
use loggia_schema::text::normalise_input;

/// Letters of a reason.
const MAX_REASON: usize = 500;

/// What was typed about a held reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The book.
    pub book: DocId,
    /// The reading.
    pub reading: EventKey,
    /// What is to become of it.
    pub outcome: Wish,
    /// Why.
    pub reason: String,
}

/// What is to become of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// It counts.
    Accept,
    /// It counts with these digits.
    Correct(String),
    /// It does not count.
    Reject,
}

/// Decides; the book is reviewed anew.
///
/// # Errors
/// [`cases::REASON_MISSING`], [`cases::TEXT_TOO_LONG`], [`irrigation::READING_UNKNOWN`], [`irrigation::READING_DECIDED`], digits
/// that are none; the store's.
pub fn decide(tx: &mut Tx<'_>, ctx: &Ctx, decision: &Decision) -> Outcome<()> {
    let reason = normalise_input(&decision.reason);
    if reason.is_empty() {
        return Err(Finding::new(cases::REASON_MISSING).on("reason").into());
    }
    if reason.chars().count() > MAX_REASON {
        return Err(Finding::new(cases::TEXT_TOO_LONG)
            .with("n", MAX_REASON)
            .into());
    }
    let unknown = || Finding::new(irrigation::READING_UNKNOWN);
    let (folded, scope) = store::folded(tx, decision.book)?.ok_or_else(unknown)?;
    let taken = folded.state.reading(decision.reading).ok_or_else(unknown)?;
    let key = format!("{}/{}", decision.book, decision.reading);
    let decided = ground::find::<ReadingRulingRecord>(tx, &key)?.is_some();
    if decided || taken.ruling.is_some() {
        return Err(Finding::new(irrigation::READING_DECIDED).into());
    }
    let ruling = match &decision.outcome {
        Wish::Accept => Ruling::Accepted,
        Wish::Reject => Ruling::Rejected,
        Wish::Correct(digits) => Ruling::Corrected {
            value: taken.reading.dial.read(digits).map_err(|f| f.on("value"))?,
        },
    };
    let by = match ctx.actor {
        Actor::User(user) => user,
        Actor::Device(_) | Actor::System(_) => UserId([0; 16]),
    };
    let record = ReadingRulingRecord {
        book: decision.book,
        reading: decision.reading,
        ruling,
        reason,
        by,
        at: ctx.now,
    };
    review::tell_ruling(tx, &record)?;
    let book = taken.reading.book.clone();
    let reference = ground::reference(tx, &folded.state, &book)?;
    let off = !folded.off.is_empty();
    let place = review::Place {
        doc: decision.book,
        scope,
        arrived: ctx.now,
    };
    review::settle(tx, ctx, place, &folded, (&[], off), &reference)?;
    audit::record(tx, ctx, "reading.decide", &record.key(), ruling.greek())?;
    Ok(())
}
