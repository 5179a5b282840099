//! After a restore: the centre listens before it speaks (αναμονή μετά από επαναφορά).
//!
//! A store put back from a copy has forgotten what came and what it said since. Laptops keep all of it: at their next
//! session they hand in their own entries again, which intake takes as if for the first time, and the centre's own old
//! feed. Of that feed only the blocks of numbers are still true for the books of a town hall: they are written into
//! the register again ([`take_own`]), before any paper that bears one of their numbers is judged. Verdicts are
//! given anew.
//!
//! While it listens the centre grants no numbers, because it cannot know which it has granted. [`end`] is a person's
//! decision, when the laptops have been heard: numbers that no known block holds are written off with a margin above
//! them, and granting goes on.

use crate::feeds::{self, FeedRow};
use crate::store::Centre;
use crate::{NUMBERS_READ, leases, registry};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbResult, Tx};
use loggia_core::numbers::{self, Lease, LeaseState};
use loggia_core::{Fail, Outcome, audit, params, tasks};
use loggia_schema::ids::{DeviceKey, Incarnation, ScopeId};
use loggia_schema::message::{Finding, numbers as message};
use loggia_sync::entries::{self, Spoken};
use loggia_sync::feed::FeedId;

/// What ending the listening did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ended {
    /// Numbers written off.
    pub written_off: i64,
    /// Blocks granted at once.
    pub granted: u64,
}

/// True from a restore until a person ends it.
///
/// # Errors
/// The store's.
pub fn is_listening(tx: &mut Tx<'_>) -> DbResult<bool> {
    let row = tx.opt(
        "SELECT listening FROM intake_self WHERE municipality_id = $1",
        &params![tx.municipality()],
    )?;
    row.map_or(Ok(false), |row| row.get("listening"))
}

/// Ends the listening: what nobody has handed in by now counts as lost. Nothing happens when nobody listens.
///
/// # Errors
/// The store's.
pub fn end(tx: &mut Tx<'_>, ctx: &Ctx, centre: &Centre) -> Outcome<Ended> {
    if !is_listening(tx)? {
        return Ok(Ended::default());
    }
    tx.exec(
        "UPDATE intake_self SET listening = $1 WHERE municipality_id = $2",
        &params![false, tx.municipality()],
    )?;
    let written_off = numbers::margin(tx, ctx, |tx, scope| {
        Ok(i64::try_from(registry::active_in(tx, scope)?.len()).unwrap_or(i64::MAX))
    })?;
    let mut granted = 0;
    for scope in registry::scopes(tx)? {
        granted += leases::refill(tx, ctx, centre, scope.id)?.len() as u64;
    }
    audit::record(tx, ctx, "restore.heard", &written_off.to_string(), "")?;
    Ok(Ended {
        written_off,
        granted,
    })
}

/// Reads what came back of the centre's own feeds of a scope. What cannot stand beside what is known becomes a task.
///
/// # Errors
/// The store's.
pub(crate) fn take_own(tx: &mut Tx<'_>, ctx: &Ctx, scope: ScopeId) -> Outcome<()> {
    let all = feeds::feeds_of(tx, scope)?;
    let back = all
        .iter()
        .filter(|feed| feed.own && feed.judged < feed.tip.height);
    for feed in back {
        let above = u32::try_from(feed.tip.height.0 - feed.judged.0).unwrap_or(u32::MAX);
        for held in feeds::entries_after(tx, feed.no, feed.judged, above)? {
            let header = held.entry.header;
            let body = held.entry.body.as_deref().unwrap_or_default();
            if let Ok(Spoken::Lease(said)) = Spoken::decode(header.kind, body) {
                remember(tx, ctx, &all, &feed.id, &said)?;
            }
        }
        feeds::set_judged(tx, feed.no, feed.tip.height)?;
    }
    Ok(())
}

fn remember(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    feeds: &[FeedRow],
    said_on: &FeedId,
    said: &entries::Lease,
) -> Outcome<()> {
    let written = tx.nested(|tx| {
        let back = lease(tx, feeds, said_on, said)?;
        numbers::recover(tx, ctx, &back)
    });
    match written {
        Ok(_) => Ok(()),
        Err(Fail::Refused(finding)) => {
            let subject = said.lease.to_string();
            tasks::open(tx, ctx, "numbers.clash", &subject, &finding, NUMBERS_READ)?;
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// The block as the register keeps it.
fn lease(
    tx: &mut Tx<'_>,
    feeds: &[FeedRow],
    said_on: &FeedId,
    said: &entries::Lease,
) -> Outcome<Lease> {
    let not_sound = |_: std::num::TryFromIntError| Finding::new(message::LEASE_NOT_SOUND);
    Ok(Lease {
        id: said.lease,
        scope: said_on.scope,
        series: leases::series_name(said.series).to_owned(),
        year: i16::try_from(said.year).map_err(not_sound)?,
        prefix: said.prefix.clone(),
        rf_stem: said.rf_stem.clone(),
        first: i64::try_from(said.first).map_err(not_sound)?,
        last: i64::try_from(said.last).map_err(not_sound)?,
        device: device_of(tx, feeds, said.to)?,
        incarnation: said.to,
        granted: said.granted,
        state: LeaseState::Active,
    })
}

/// Whose life it is: of a device of the registry, or of one that wrote here. A device enrolled after the copy was
/// made is not known until it is enrolled again; its numbers are kept for it under no key.
fn device_of(tx: &mut Tx<'_>, feeds: &[FeedRow], life: Incarnation) -> DbResult<DeviceKey> {
    let wrote = feeds.iter().find(|feed| feed.id.incarnation == life);
    if let Some(feed) = wrote {
        return Ok(feed.id.device);
    }
    let known = registry::devices(tx)?;
    let now = known.iter().find(|device| device.incarnation == life);
    Ok(now.map_or(DeviceKey([0; 32]), |device| device.key))
}
