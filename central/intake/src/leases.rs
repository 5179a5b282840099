//! Numbers for laptops: the next block when half of the last one is used, next year's from 1 December.
//!
//! The block is written in the register and said on the centre's feed of the scope in one transaction, so a laptop
//! that holds it holds it for ever, and a lost answer costs nothing. A plan that has run dry opens a task.

use crate::store::Centre;
use crate::{NUMBERS_READ, recovery, registry, speak};
use loggia_cases::number;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, Tx};
use loggia_core::numbers::{self, Fate, Lease};
use loggia_core::{Outcome, tasks};
use loggia_schema::ids::{DeviceKey, ScopeId};
use loggia_schema::message::{Finding, numbers as message};
use loggia_sync::entries::{self, LeaseReturn, ReturnReason, Series, Spoken};

/// The month from which next year's blocks are granted.
const NEXT_YEAR_FROM: i8 = 12;

/// Grants what the active devices of a desk are short of; the blocks granted. Nothing while a restored centre listens.
///
/// # Errors
/// The store's.
pub fn refill(tx: &mut Tx<'_>, ctx: &Ctx, centre: &Centre, scope: ScopeId) -> Outcome<Vec<Lease>> {
    let mut granted = Vec::new();
    if recovery::is_listening(tx)? {
        return Ok(granted);
    }
    let this = ctx.today.year();
    let years = if ctx.today.month() >= NEXT_YEAR_FROM {
        vec![this, this + 1]
    } else {
        vec![this]
    };
    for device in registry::active_in(tx, scope)? {
        for year in &years {
            for series in numbers::planned_series(tx, scope, *year)? {
                let (left, held) = numbers::left(tx, device.incarnation, scope, &series, *year)?;
                if held > 0 && !is_half_used(tx, &device, scope, (&series, *year), left)? {
                    continue;
                }
                let to = (device.key, device.incarnation);
                match numbers::grant(tx, ctx, (scope, &series, *year), to)? {
                    Some(lease) => granted.push(say(tx, ctx, centre, lease)?),
                    None if left == 0 => run_dry(tx, ctx, scope, &series, *year)?,
                    None => {}
                }
            }
        }
    }
    Ok(granted)
}

/// True when no more than half of the newest block's size is left.
fn is_half_used(
    tx: &mut Tx<'_>,
    device: &registry::Device,
    scope: ScopeId,
    (series, year): (&str, i16),
    left: i64,
) -> Outcome<bool> {
    let newest = numbers::leases(tx, Some(device.key))?
        .into_iter()
        .rfind(|lease| {
            lease.incarnation == device.incarnation
                && lease.scope == scope
                && lease.series == series
                && lease.year == year
        });
    Ok(newest.is_none_or(|lease| left * 2 <= lease.last - lease.first + 1))
}

fn say(tx: &mut Tx<'_>, ctx: &Ctx, centre: &Centre, lease: Lease) -> Outcome<Lease> {
    let whole = |n: i64| {
        u64::try_from(n).map_err(|_| DbError::Bug("a negative number in a lease".to_owned()))
    };
    let spoken = Spoken::Lease(entries::Lease {
        lease: lease.id,
        to: lease.incarnation,
        series: series_named(&lease.series),
        prefix: lease.prefix.clone(),
        year: u16::try_from(lease.year)
            .map_err(|_| DbError::Bug("a year before our era".to_owned()))?,
        first: whole(lease.first)?,
        last: whole(lease.last)?,
        rf_stem: lease.rf_stem.clone(),
        granted: lease.granted,
    });
    speak::say(tx, ctx, centre, lease.scope, &spoken)?;
    Ok(lease)
}

/// A series as the register names it, on its way to the laptops.
fn series_named(name: &str) -> Series {
    if name == number::Series::Fine.name() {
        Series::FINE
    } else {
        Series::RECEIPT
    }
}

/// The same on its way back.
pub(crate) const fn series_name(series: Series) -> &'static str {
    match series {
        Series::FINE => number::Series::Fine.name(),
        _ => number::Series::Receipt.name(),
    }
}

fn run_dry(tx: &mut Tx<'_>, ctx: &Ctx, scope: ScopeId, series: &str, year: i16) -> Outcome<()> {
    let finding = Finding::new(message::NUMBERS_EXHAUSTED)
        .with("series", series)
        .with("year", year);
    tasks::open(
        tx,
        ctx,
        "numbers.dry",
        &format!("{scope}/{series}/{year}"),
        &finding,
        NUMBERS_READ,
    )?;
    Ok(())
}

/// A device gave numbers of its own back: they are explained and never issued again. What lies below them it has used,
/// and the papers may arrive later than this.
///
/// # Errors
/// [`message::LEASE_NOT_SOUND`] for a block that is not this device's; the store's.
pub(crate) fn take_back(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    device: DeviceKey,
    back: &LeaseReturn,
) -> Outcome<()> {
    let lease = numbers::lease(tx, back.lease)?.filter(|lease| lease.device == device);
    let Some(lease) = lease else {
        return Err(Finding::new(message::LEASE_NOT_SOUND).into());
    };
    let (fate, reason) = match back.reason {
        ReturnReason::YearEnd => (Fate::Returned, "Τέλος έτους"),
        ReturnReason::GivenUp => (Fate::Returned, "Επιστροφή από τη συσκευή"),
        ReturnReason::Doubtful => (
            Fate::Lost,
            "Αμφίβολοι αριθμοί μετά από επαναφορά της αποθήκης",
        ),
    };
    if lease.state == numbers::LeaseState::Active {
        let from = i64::try_from(back.first).unwrap_or(i64::MAX);
        numbers::end_from(tx, ctx, &lease, from, (fate, reason))?;
    }
    Ok(())
}
