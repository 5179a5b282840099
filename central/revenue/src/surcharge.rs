//! What a certified debt owes on a day: the schema's calculator under the municipality's settings.
//!
//! The settings `surcharge.method` and `surcharge.rate` are dated; the rule is chosen by the day of certification,
//! and a day without a rule refuses instead of guessing. Nothing computed here is ever stored as a balance. The desks get the
//! same rules as records ([`publish`]) and compute with the same code.

use super::model::Line;
use jiff::civil::Date;
use loggia_cases::records::{Record, SurchargeRate, SurchargeRecord};
use loggia_core::db::Tx;
use loggia_core::{Outcome, records, settings};
use loggia_schema::message::{Finding, input};
use loggia_schema::money::Rate;
use loggia_schema::surcharge::{Method, Surcharge};

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
    let rule = record(tx, certified_on)?.rule()?;
    Ok(Some(rule.surcharge(line.open_principal(), due_on, day)?))
}

/// The rule of debts certified on `day`, as it travels to the desks: its method, and every rate from then on and before.
fn record(tx: &mut Tx<'_>, day: Date) -> Outcome<SurchargeRecord> {
    let method = settings::require(tx, METHOD, day)?;
    settings::require(tx, RATE, day)?;
    let kind = match method.value.as_str() {
        "started_months" => Method::StartedMonths,
        "daily" => Method::Daily,
        other => return Err(Finding::new(input::RATE_FORM).with("value", other).into()),
    };
    let mut rates = Vec::new();
    for rate in settings::history(tx, RATE)? {
        rates.push(SurchargeRate {
            from: rate.valid_from,
            rate: Rate::parse_greek_percent(&rate.value)?,
            legal_basis: rate.basis,
        });
    }
    Ok(SurchargeRecord {
        name: format!("Προσαύξηση εκπρόθεσμης καταβολής, {}", method.basis),
        method: kind,
        rates,
        valid_from: method.valid_from,
        valid_to: None,
        legal_basis: method.basis,
    })
}

/// Publishes the rules to the desks, one for each method. Returns whether anything changed.
///
/// # Errors
/// Σ-114 for a rate that is none; the store's.
pub fn publish(tx: &mut Tx<'_>) -> Outcome<bool> {
    let methods = settings::history(tx, METHOD)?.into_iter();
    let first_rate = settings::history(tx, RATE)?.into_iter().take(1);
    let mut days: Vec<Date> = methods
        .chain(first_rate)
        .map(|row| row.valid_from)
        .collect();
    days.sort_unstable();
    days.dedup();
    let mut changes = Vec::new();
    for (at, day) in days.iter().enumerate() {
        // Before both are set no rule holds, and a debt of that time is shown with the centre's figure.
        if settings::at(tx, METHOD, *day)?.is_none() || settings::at(tx, RATE, *day)?.is_none() {
            continue;
        }
        let next = days.get(at + 1).and_then(|next| next.yesterday().ok());
        let record = SurchargeRecord {
            valid_from: *day,
            valid_to: next,
            ..record(tx, *day)?
        };
        let value = record.to_value()?.to_string();
        changes.push((SurchargeRecord::TABLE, record.key(), Some(value)));
    }
    Ok(records::publish(tx, &changes)?.is_some())
}
