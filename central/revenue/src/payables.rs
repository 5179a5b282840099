//! What the cash desks may take, «έως …»: one record for each line that still expects money (εισπρακτέα).

use super::model::Line;
use super::surcharge;
use loggia_cases::records::{PayableKind, PayableRecord, Record};
use loggia_core::Outcome;
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::records;
use loggia_schema::identifiers::{Plate, Rf};

/// Publishes the line as it stands now, or takes its record away when nothing is expected any more.
///
/// # Errors
/// Σ-113; the store's.
pub fn publish(tx: &mut Tx<'_>, ctx: &Ctx, line: &Line) -> Outcome<()> {
    let value = if line.state.is_owed() {
        match record(tx, ctx, line)? {
            Some(record) => Some(record.to_value()?.to_string()),
            None => None,
        }
    } else {
        None
    };
    records::publish(tx, &[(PayableRecord::TABLE, line.claim.rf.clone(), value)])?;
    Ok(())
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, line: &Line) -> Outcome<Option<PayableRecord>> {
    let claim = &line.claim;
    let Ok(rf) = Rf::parse(&claim.rf) else {
        return Ok(None);
    };
    let certified = line.state.is_certified();
    let surcharge = surcharge::owed(tx, line, ctx.today)?
        .map(|s| s.owed.surcharge)
        .unwrap_or_default();
    let reduced = claim
        .reduced
        .filter(|_| !certified && line.collected.is_zero());
    Ok(Some(PayableRecord {
        rf,
        number: claim.number.clone(),
        plate: claim
            .object
            .as_deref()
            .and_then(|text| Plate::parse(text).ok()),
        debtor: claim.debtor_name.clone(),
        // Only a fine is paid whole or by half before its list; a bill may be paid in parts from the beginning.
        kind: if certified || claim.source != "fines" {
            PayableKind::Debt
        } else {
            PayableKind::Fine
        },
        amount: claim.principal,
        reduced: reduced.map(|reduced| reduced.amount),
        reduced_until: reduced.and_then(|reduced| reduced.until),
        balance: line.open_principal().plus(surcharge)?,
        as_of: ctx.now,
    }))
}
