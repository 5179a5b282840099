//! Claims become lines; a claim that comes again changes its line as far as that is still possible.
//!
//! What a person decided at the centre (who the debtor is) survives a claim that does not know it. A claim that was
//! taken back voids its line; money that had come in for it becomes the debtor's. A certified line is never changed
//! by its source: that is a task.

use super::model::{Claim, Line, LineState};
use super::{SETTLE, lists, payables, payments, postings, store};
use loggia_books::EntryId;
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::{Outcome, tasks};
use loggia_schema::message::{Finding, books};
use loggia_schema::money::Cents;

/// Takes a claim in; the journal entries it caused (payments that waited for it, money given back).
///
/// # Errors
/// What the books refuse; the store's.
pub fn claim(tx: &mut Tx<'_>, ctx: &Ctx, claim: &Claim) -> Outcome<Vec<EntryId>> {
    let Some(old) = store::find(tx, claim.doc)? else {
        return first(tx, ctx, claim);
    };
    let person = claim.person.or(old.claim.person);
    let mut line = Line {
        claim: Claim {
            person,
            ..claim.clone()
        },
        ..old.clone()
    };
    if line == old {
        return Ok(Vec::new());
    }
    if old.state.is_certified() {
        return certified_before(tx, ctx, old, claim);
    }
    let mut entries = Vec::new();
    if claim.stands && old.state == LineState::Settled {
        payments::review_reduced(tx, ctx, &mut line)?;
    }
    if !claim.stands && old.state != LineState::Void {
        entries.extend(take_back(tx, ctx, &mut line)?);
    } else if claim.stands && old.state == LineState::Void {
        line.state = LineState::Open;
    }
    store::put(tx, &line)?;
    payables::publish(tx, ctx, &line)?;
    Ok(entries)
}

fn first(tx: &mut Tx<'_>, ctx: &Ctx, claim: &Claim) -> Outcome<Vec<EntryId>> {
    let line = Line {
        claim: claim.clone(),
        state: if claim.stands {
            LineState::Open
        } else {
            LineState::Void
        },
        collected: Cents::ZERO,
        assessed: Cents::ZERO,
        list: None,
        certified_on: None,
        due_on: None,
    };
    store::put(tx, &line)?;
    let entries = payments::match_waiting(tx, ctx, &line)?;
    if entries.is_empty() {
        payables::publish(tx, ctx, &line)?;
    }
    Ok(entries)
}

/// Voids the line; collected money becomes the debtor's credit.
fn take_back(tx: &mut Tx<'_>, ctx: &Ctx, line: &mut Line) -> Outcome<Option<EntryId>> {
    lists::take_out(tx, line)?;
    line.state = LineState::Void;
    if line.collected.is_zero() {
        return Ok(None);
    }
    let entry = postings::taken_back(tx, ctx, line)?;
    payments::become_credit(tx, line)?;
    let finding = Finding::new(books::CREDIT_TO_DEBTOR)
        .with("number", &line.claim.number)
        .with("amount", line.collected);
    tasks::open(
        tx,
        ctx,
        "revenue.credit",
        &line.claim.number,
        &finding,
        SETTLE,
    )?;
    (line.collected, line.assessed) = (Cents::ZERO, Cents::ZERO);
    Ok(Some(entry))
}

/// Names and terms may still be filled in; the sum and the standing of a certified line may not.
fn certified_before(tx: &mut Tx<'_>, ctx: &Ctx, old: Line, claim: &Claim) -> Outcome<Vec<EntryId>> {
    if claim.stands != old.claim.stands || claim.principal != old.claim.principal {
        let finding = Finding::new(books::CERTIFIED_CHANGED).with("number", &old.claim.number);
        tasks::open(
            tx,
            ctx,
            "revenue.certified-changed",
            &old.claim.number,
            &finding,
            SETTLE,
        )?;
    }
    Ok(Vec::new())
}

/// A person names the debtor of a line (ορισμός οφειλέτη).
///
/// # Errors
/// [`books::LINE_UNKNOWN`], [`books::LINE_CERTIFIED`], [`books::PERSON_UNKNOWN`]; the store's.
pub fn assign(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    number: &str,
    person: loggia_schema::ids::PersonId,
) -> Outcome<()> {
    let unknown = || Finding::new(books::LINE_UNKNOWN).with("number", number);
    let mut line = store::by_number(tx, number)?.ok_or_else(unknown)?;
    if line.state.is_certified() {
        return Err(Finding::new(books::LINE_CERTIFIED)
            .with("number", number)
            .into());
    }
    let root = super::merges::root(tx, person)?;
    let person =
        super::persons::find(tx, root)?.ok_or_else(|| Finding::new(books::PERSON_UNKNOWN))?;
    let before = line.party();
    line.claim.person = Some(person.id);
    line.claim.debtor_name = person.name();
    postings::moved(tx, ctx, &line, before)?;
    store::put(tx, &line)?;
    payables::publish(tx, ctx, &line)?;
    Ok(loggia_core::audit::record(
        tx,
        ctx,
        "debtor.assign",
        &line.claim.doc.to_string(),
        &person.id.to_string(),
    )?)
}
