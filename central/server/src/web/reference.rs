//! Violations and what they cost on a day («Ισχύει την»), with the law behind each sum and whether it was confirmed.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use jiff::civil::Date;
use loggia_cases::records::{Record as _, TariffRecord, ViolationRecord};
use loggia_core::app::App;
use loggia_core::db::{DbResult, Tx};
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Outcome, records};
use loggia_intake::REFERENCE_READ;
use loggia_schema::calendar::greek_date;
use loggia_schema::money::Cents;
use loggia_ui::form::Field;
use loggia_ui::{Column, List, Query, Render as _, Row, html};
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn routes() -> Routes {
    Routes::new().get("/reference", REFERENCE_READ, list)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let today = caller.ctx(&app)?.today;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut typed = query.read(today);
    let day = typed.day("day").unwrap_or(today);
    let findings = typed.findings();
    let (tariffs, violations) = app
        .read(|tx| {
            Ok((
                values(tx, TariffRecord::TABLE)?,
                values(tx, ViolationRecord::TABLE)?,
            ))
        })
        .await?;
    let texts: BTreeMap<(String, String), String> = violations
        .iter()
        .filter_map(|value| ViolationRecord::from_value(value).ok())
        .filter(|violation| holds(day, violation.valid_from, violation.valid_to))
        .map(|violation| ((violation.regime, violation.code), violation.text))
        .collect();
    let mut table = List::new("Παραβάσεις και ποσά", "/reference", &query)
        .file("paravaseis")
        .filter(Field::date("day", "Ισχύει την"))
        .column(Column::text("code", "Παράβαση"))
        .column(Column::text("text", "Περιγραφή"))
        .column(Column::text("step", "Βαθμίδα"))
        .column(Column::amount("amount", "Ποσό"))
        .column(Column::amount("half", "Μειωμένο"))
        .column(Column::text("basis", "Νομική βάση"))
        .column(Column::text("verified", "Επιβεβαίωση"))
        .empty("Καμία παράβαση δεν έχει ποσό αυτή την ημέρα.");
    let mut found = 0;
    for value in &tariffs {
        let Some(tariff) = TariffRecord::from_value(value)
            .ok()
            .filter(|t| holds(day, t.valid_from, t.valid_to))
        else {
            continue;
        };
        found += 1;
        table = table.row(row(&tariff, value, &texts));
    }
    let table = table.found(found).findings(findings);
    let screen = Screen::new("Παραβάσεις και ποσά", "/reference");
    let as_of = html! { p { "Ισχύει την: " strong { (greek_date(day)) } } };
    Ok(screen
        .failed_if(table.is_refused())
        .body(as_of.into_string())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

fn row(tariff: &TariffRecord, value: &Value, texts: &BTreeMap<(String, String), String>) -> Row {
    let note = value
        .get("note")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let verified = match (
        value.get("verified").and_then(Value::as_bool),
        note.is_empty(),
    ) {
        (Some(true), true) => "Επιβεβαιωμένο".to_owned(),
        (Some(true), false) => format!("Επιβεβαιωμένο. {note}"),
        (_, true) => "Προς επιβεβαίωση".to_owned(),
        (_, false) => format!("Προς επιβεβαίωση. {note}"),
    };
    let text = texts
        .get(&(tariff.regime.clone(), tariff.code.clone()))
        .cloned();
    Row::plain(tariff.code.as_str())
        .cell(text)
        .cell(u64::from(tariff.step))
        .cell(tariff.amount)
        .cell(tariff.reduced_allowed.then(|| Cents::half(tariff.amount)))
        .cell(tariff.legal_basis.as_str())
        .cell(verified)
}

fn holds(day: Date, from: Date, to: Option<Date>) -> bool {
    from <= day && to.is_none_or(|to| day <= to)
}

fn values(tx: &mut Tx<'_>, table: &str) -> DbResult<Vec<Value>> {
    let stored = records::of_table(tx, table)?;
    Ok(stored
        .iter()
        .filter_map(|one| serde_json::from_str(one.value.as_deref()?).ok())
        .collect())
}
