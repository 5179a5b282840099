//! What was collected, by code and cashier; and the monthly list of direct revenue, by code (οίκοθεν έσοδα).

use super::{name, names};
use crate::receipts::READ;
use crate::receipts::store;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_schema::money::Cents;
use loggia_ui::cases::cash::code_name;
use loggia_ui::form::Field;
use loggia_ui::{Cell, Column, List, Query, Render as _, Row};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/collected", READ, collected)
        .get("/direct-revenue", READ, direct)
}

async fn collected(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let today = caller.ctx(&app)?.today;
    let mut typed = query.read(today);
    let (from, to) = typed.days("from", "to");
    let findings = typed.findings();
    let (from, to) = (from.unwrap_or(today), to.unwrap_or(today));
    let (rows, people) = app
        .read(move |tx| Ok((store::collected(tx, from, to)?, names(tx)?)))
        .await?;
    let total = Cents::sum(rows.iter().map(|row| row.amount))?;
    let mut table = List::new("Εισπράξεις ανά κωδικό και ταμία", "/collected", &query)
        .file("eispraxeis-ana-kodiko")
        .findings(findings)
        .filter(Field::date("from", "Από"))
        .filter(Field::date("to", "Έως"))
        .column(Column::text("code", "Κωδικός εσόδου"))
        .column(Column::text("cashier", "Ταμίας"))
        .column(Column::text("means", "Τρόπος"))
        .column(Column::amount("lines", "Γραμμές"))
        .column(Column::amount("amount", "Ποσό"))
        .empty("Δεν εισπράχθηκε τίποτα σε αυτές τις ημέρες.");
    for row in &rows {
        table = table.row(
            Row::plain(code_name(&row.code))
                .cell(name(&people, row.cashier))
                .cell(if row.card {
                    "κάρτα"
                } else {
                    "μετρητά"
                })
                .cell(row.lines)
                .cell(row.amount),
        );
    }
    if !rows.is_empty() {
        table = summed(table, total);
    }
    Ok(shown(Screen::new("Εισπράχθηκαν", "/collected"), &table).answer(&app, &caller))
}

/// Fees paid at once, by code, a month at a time unless other days are asked for.
async fn direct(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    const LIMIT: u32 = 2_000;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let today = caller.ctx(&app)?.today;
    let mut typed = query.read(today);
    let (from, to) = typed.days("from", "to");
    let findings = typed.findings();
    let from = from.unwrap_or(today.first_of_month());
    let to = to.unwrap_or(from.last_of_month());
    let limit = query.limit(LIMIT);
    let rows = app
        .read(move |tx| Ok(store::direct(tx, from, to, limit)?))
        .await?;
    let total = Cents::sum(rows.iter().map(|row| row.amount))?;
    let mut table = List::new("Οίκοθεν έσοδα", "/direct-revenue", &query)
        .file("oikothen-esoda")
        .findings(findings)
        .filter(Field::date("from", "Από"))
        .filter(Field::date("to", "Έως"))
        .column(Column::text("number", "Διπλότυπο"))
        .column(Column::text("code", "Κωδικός εσόδου"))
        .column(Column::text("day", "Ημερομηνία"))
        .column(Column::text("text", "Αιτία"))
        .column(Column::amount("amount", "Ποσό"))
        .empty("Δεν υπάρχουν οίκοθεν έσοδα σε αυτόν τον μήνα.");
    for row in &rows {
        table = table.row(
            Row::new(row.number.as_str(), format!("/cases/{}", row.doc))
                .cell(row.code.as_str())
                .cell(row.paid_on)
                .cell(row.text.as_str())
                .cell(row.amount),
        );
    }
    if !rows.is_empty() {
        table = summed(table, total);
    }
    Ok(shown(Screen::new("Οίκοθεν έσοδα", "/direct-revenue"), &table).answer(&app, &caller))
}

/// Both lists have five columns, the amount last.
fn summed(table: List<'_>, total: Cents) -> List<'_> {
    table.totals([
        Cell::Text("Σύνολο".to_owned()),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Amount(total),
    ])
}

fn shown(screen: Screen, table: &List<'_>) -> Screen {
    screen
        .crumb("Διπλότυπα", "/receipts")
        .failed_if(table.is_refused())
        .list(table.asked(), table.render().into_string())
}
