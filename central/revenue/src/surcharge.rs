//! What a certified debt owes on a day: the schema's calculator under the municipality's settings.
//!
//! The settings `surcharge.method` and `surcharge.rate` are dated; the rule is chosen by the day of certification,
//! and a day without a rule refuses instead of guessing. Nothing computed here is ever stored as a balance.

use super::model::Line;
use jiff::civil::Date;
use loggia_core::db::Tx;
use loggia_core::{Outcome, settings};
use loggia_schema::dated::{DatedRow, DatedTable};
use loggia_schema::message::{Finding, input};
use loggia_schema::money::Rate;
use loggia_schema::surcharge::{Method, Surcharge, SurchargeRule};

/// Name of the setting with the method: `started_months` or `daily`.
pub const METHOD: &str = "surcharge.method";
/// Name of the setting with the rate, in percent per month or per year.
pub const RATE: &str = "surcharge.rate";

/// Principal, surcharge and explanation of a debt on `day`; `None` while it is not certified.
///
/// # Errors
/// Σ-125 if no rule holds on the day of certification, Σ-113; the store's.
pub fn owed(tx: &mut Tx<'_>, line: &Line, day: Date) -> Outcome<Option<Surcharge>> {
    let (Some(certified_on), Some(due_on)) = (line.certified_on, line.due_on) else {
        return Ok(None);
    };
    let rule = rule(tx, certified_on)?;
    Ok(Some(rule.surcharge(line.open_principal(), due_on, day)?))
}

/// The rule of debts certified on `day`: its method, and every rate from then on and before.
fn rule(tx: &mut Tx<'_>, day: Date) -> Outcome<SurchargeRule> {
    let method = settings::require(tx, METHOD, day)?;
    settings::require(tx, RATE, day)?;
    let known = settings::history(tx, RATE)?;
    let kind = match method.value.as_str() {
        "started_months" => Method::StartedMonths,
        "daily" => Method::Daily,
        other => return Err(Finding::new(input::RATE_FORM).with("value", other).into()),
    };
    let mut rows: Vec<DatedRow<Rate>> = Vec::with_capacity(known.len());
    for rate in known {
        if let Some(before) = rows.last_mut() {
            before.to = rate.valid_from.yesterday().ok();
        }
        rows.push(DatedRow {
            from: rate.valid_from,
            to: None,
            value: Rate::parse_greek_percent(&rate.value)?,
            basis: rate.basis,
        });
    }
    Ok(SurchargeRule {
        name: format!("Προσαύξηση εκπρόθεσμης καταβολής, {}", method.basis),
        method: kind,
        rates: DatedTable::new("Προσαυξήσεις", rows)?,
    })
}
