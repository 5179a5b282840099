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
    publish_all(tx, ctx, std::slice::from_ref(line))
}

/// As [`publish`], for many lines under one commit number.
///
/// # Errors
/// As [`publish`].
pub fn publish_all(tx: &mut Tx<'_>, ctx: &Ctx, lines: &[Line]) -> Outcome<()> {
    let mut changes = Vec::with_capacity(lines.len());
    for line in lines {
        let record = if line.state.is_owed() {
            record(tx, ctx, line)?
        } else {
            None
        };
        let value = record.map(|record| record.to_value()).transpose()?;
        let value = value.map(|value| value.to_string());
        changes.push((PayableRecord::TABLE, line.claim.rf.clone(), value));
    }
    records::publish(tx, &changes)?;
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
        budget_code: claim.budget_code.clone(),
        principal: certified.then(|| line.open_principal()),
        certified_on: line.certified_on,
        due_on: line.due_on,
        as_of: ctx.now,
    }))
}
