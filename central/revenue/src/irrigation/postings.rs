//! Which budget code and which payment codes the bills of irrigation carry: settings of the municipality, never program text.
//!
//! The machine posts them: revenue, VAT and the third party's line each to the role that `roles.csv` binds.

use loggia_cases::records::{Record, SettingRecord};
use loggia_core::Outcome;
use loggia_core::db::Tx;
use loggia_core::records;
use loggia_schema::message::{Finding, books};

/// Name of the setting with the budget code.
const BUDGET_CODE: &str = "budget.irrigation";
/// Name of the setting with the front part of the payment codes.
const RF_STEM: &str = "irrigation.rf_stem";
/// Prefix of the bills' numbers.
pub(super) const PREFIX: &str = "ΑΡ";

/// The budget code of irrigation.
///
/// # Errors
/// [`books::BUDGET_CODE_UNKNOWN`] if nobody has set it; the store's.
pub(super) fn budget_code(tx: &mut Tx<'_>) -> Outcome<String> {
    setting(tx, BUDGET_CODE)
}

/// The front part of the payment codes.
///
/// # Errors
/// As [`budget_code`].
pub(super) fn rf_stem(tx: &mut Tx<'_>) -> Outcome<String> {
    setting(tx, RF_STEM)
}

fn setting(tx: &mut Tx<'_>, name: &str) -> Outcome<String> {
    let stored = records::find(tx, SettingRecord::TABLE, name)?.and_then(|stored| stored.value);
    let value = stored.and_then(|text| serde_json::from_str(&text).ok());
    match value
        .as_ref()
        .and_then(|value| SettingRecord::from_value(value).ok())
    {
        Some(setting) if !setting.value.is_empty() => Ok(setting.value),
        _ => Err(Finding::new(books::BUDGET_CODE_UNKNOWN)
            .with("code", name)
            .with("year", "–")
            .into()),
    }
}
