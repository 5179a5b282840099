//! Which budget code the revenue of fines belongs to: a setting of the municipality, never program text.

use loggia_cases::records::{Record, SettingRecord};
use loggia_core::Outcome;
use loggia_core::db::Tx;
use loggia_core::records;
use loggia_schema::message::{Finding, books};

/// Name of the setting.
pub(super) const BUDGET_CODE: &str = "budget.fines";

/// The budget code of fines.
///
/// # Errors
/// [`books::BUDGET_CODE_UNKNOWN`] if nobody has set it; the store's.
pub(super) fn budget_code(tx: &mut Tx<'_>) -> Outcome<String> {
    let stored =
        records::find(tx, SettingRecord::TABLE, BUDGET_CODE)?.and_then(|stored| stored.value);
    let value = stored.and_then(|text| serde_json::from_str(&text).ok());
    match value
        .as_ref()
        .and_then(|value| SettingRecord::from_value(value).ok())
    {
        Some(setting) if !setting.value.is_empty() => Ok(setting.value),
        _ => Err(Finding::new(books::BUDGET_CODE_UNKNOWN)
            .with("code", BUDGET_CODE)
            .with("year", "–")
            .into()),
    }
}
