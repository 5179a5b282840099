//! Debts carried over from the old program (μεταφερόμενες οφειλές): certified there, owed here.
//!
//! They enter by the same door as every debt: lines in approved money lists, one journal entry for each list, payables at
//! the cash desks. A list holds debts of one revenue code, one year of birth and one class. Its entry takes the amounts
//! from «μεταφερόμενες οφειλές υπό ανάλυση», where the opening balance put their sum: when all debts are in, that account
//! stands at zero, and if it does not, the old program's list and its balance sheet disagree.
//!
//! What the law did to old debts is a table ([`rules::Limitation`]): struck off, to be looked at, collectible. The old
//! program's surcharge is kept as it said it; what is owed on a day is computed here as for every debt. Until a debt is
//! touched here, its old program may correct it ([`correct`]); each correction has its own entry.

pub mod model;
mod postings;
pub mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Class, Debt};
pub use store::{Sum, add_co_debtor, born, sums};

use crate::lists;
use crate::model::{Claim, Line, LineState, ListState};
use crate::{payables, store as lines, strikes};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, Tx};
use loggia_core::{Outcome, audit, numbering, params};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, import};
use loggia_schema::money::Cents;

/// Name of the source.
pub const SOURCE: &str = "carried";

/// Takes in debts of one revenue code, year of birth and class, as one list with one entry.
///
/// # Errors
/// What the books refuse; the store's.
pub fn take(tx: &mut Tx<'_>, ctx: &Ctx, debts: &[Debt]) -> Outcome<()> {
    let Some(first) = debts.first() else {
        return Ok(());
    };
    let mut all: Vec<Line> = debts.iter().map(|debt| line(debt, None)).collect();
    if first.class != Class::StruckOff {
        let list = numbering::next(tx, "money-list", 0)?;
        let total = Cents::sum(debts.iter().map(|debt| debt.principal))?;
        let title = format!("Μεταφορά οφειλών {}, έτος {}", first.code, first.born_year);
        let entry = postings::certified(tx, ctx, (list, &title), &all)?;
        let line_count = i64::try_from(all.len()).map_err(DbError::bug)?;
        for line in &mut all {
            line.list = Some(list);
        }
        let seal = lists::seal(list, ctx.today.year(), &all);
        tx.exec(
            "INSERT INTO revenue_list (municipality_id, list_id, year, source, state, lines, total, created_at, \
             created_by, approved_at, approved_by, seal, entry) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            &params![
                tx.municipality(),
                list,
                ctx.today.year(),
                SOURCE,
                ListState::Approved.code(),
                line_count,
                total,
                ctx.now,
                ctx.actor.to_string(),
                ctx.now,
                ctx.actor.to_string(),
                seal,
                entry.to_string()
            ],
        )?;
        audit::record(
            tx,
            ctx,
            "list.carried",
            &list.to_string(),
            &entry.to_string(),
        )?;
    }
    lines::insert(tx, &all)?;
    store::insert(tx, debts)?;
    payables::publish_all(tx, ctx, &all)
}

/// The old program says something else about a debt that is here: its line follows, with an entry of its own.
///
/// # Errors
/// [`import::CARRIED_MOVED`] once money was moved here; what the books refuse; the store's.
pub fn correct(tx: &mut Tx<'_>, ctx: &Ctx, debt: &Debt) -> Outcome<()> {
    let old = lines::find(tx, debt.doc)?
        .ok_or_else(|| DbError::Bug("a carried debt without a line".to_owned()))?;
    let carried = old.state == LineState::Certified || old.state == LineState::StruckOff;
    let decided = strikes::find(tx, debt.doc)?.is_some();
    if decided || !old.collected.is_zero() || !carried && !old.claim.principal.is_zero() {
        return Err(Finding::new(import::CARRIED_MOVED)
            .with("number", &old.claim.number)
            .with("amount", debt.principal)
            .into());
    }
    let new = line(debt, old.list);
    let version = store::next_version(tx, debt)?;
    postings::corrected(tx, ctx, &old, &new, version)?;
    lines::put(tx, &new)?;
    payables::publish(tx, ctx, &new)
}

fn line(debt: &Debt, list: Option<i64>) -> Line {
    let state = match debt.class {
        Class::StruckOff => LineState::StruckOff,
        _ if debt.principal.is_zero() => LineState::Paid,
        Class::ToCheck | Class::Collectible => LineState::Certified,
    };
    let assessed = if state == LineState::Certified {
        debt.principal
    } else {
        Cents::ZERO
    };
    Line {
        claim: Claim {
            source: SOURCE.to_owned(),
            doc: debt.doc,
            scope: debt.scope,
            number: debt.number.clone(),
            rf: rf(debt.doc),
            title: debt.title.clone(),
            object: None,
            person: Some(debt.person),
            debtor_name: debt.debtor_name.clone(),
            event_on: debt.certified_on,
            principal: debt.principal,
            reduced: None,
            vat: Cents::ZERO,
            third_party: Cents::ZERO,
            certify_from: Some(debt.certified_on),
            budget_code: debt.code.clone(),
            basis: debt.basis.clone(),
            stands: true,
        },
        state,
        collected: Cents::ZERO,
        assessed,
        list,
        certified_on: Some(debt.certified_on),
        due_on: Some(debt.due_on),
    }
}

/// A payment code of its own for every carried debt: digits only, for terminals; none of a desk's series is so long.
fn rf(doc: DocId) -> String {
    let mut number = [0; 8];
    number.copy_from_slice(&blake3::hash(&doc.0).as_bytes()[..8]);
    let reference = format!(
        "88{:018}",
        u64::from_be_bytes(number) % 1_000_000_000_000_000_000
    );
    loggia_schema::identifiers::Rf::generate(&reference)
        .map(|rf| rf.as_str().to_owned())
        .unwrap_or_default()
}
