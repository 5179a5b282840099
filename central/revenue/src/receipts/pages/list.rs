//! Receipts of every desk; and the register of one cashier, numbered, with the sum carried from line to line.

use super::{name, names};
use crate::receipts::READ;
use crate::receipts::store::{self, Wanted};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use loggia_cases::receipt::Stage;
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_schema::money::Cents;
use loggia_ui::cases::receipt as screens;
use loggia_ui::form::{Choice, Field};
use loggia_ui::{Cell, Column, List, Query, Render as _, Row};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/receipts", READ, list)
        .get("/receipts/register", READ, register)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let today = caller.ctx(&app)?.today;
    let mut typed = query.read(today);
    let range = typed.days("from", "to");
    let stage = typed.choice("stage", Stage::parse);
    let findings = typed.findings();
    let wanted = Wanted {
        typed: query.filter("q").unwrap_or_default().to_owned(),
        stage,
        days: range,
        limit: query.size(),
        offset: query.offset(),
        ..Wanted::default()
    };
    let (receipts, found) = app.read(move |tx| Ok(store::search(tx, &wanted)?)).await?;
    let mut table = List::new("Διπλότυπα είσπραξης", "/receipts", &query)
        .found(found)
        .file("diplotypa")
        .findings(findings)
        .empty("Δεν έχει φτάσει ακόμη διπλότυπο.");
    for column in screens::columns(false) {
        table = table.column(column);
    }
    for filter in screens::filters() {
        table = table.filter(filter);
    }
    let rows = receipts
        .iter()
        .map(|one| screens::row(&one.row, format!("/cases/{}", one.doc), None));
    let table = table.rows(rows);
    Ok(Screen::new("Διπλότυπα", "/receipts")
        .failed_if(table.is_refused())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

/// «Μητρώο διπλοτύπων»: one cashier, one period, every number with what became of it and the sum so far.
async fn register(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let today = caller.ctx(&app)?.today;
    let mut typed = query.read(today);
    let range = typed.days("from", "to");
    let cashier = typed.choice("cashier", |id| id.parse().ok());
    let findings = typed.findings();
    let wanted = Wanted {
        days: range,
        cashier,
        register: true,
        limit: query.limit(5_000).into(),
        ..Wanted::default()
    };
    let asked = cashier.is_some();
    let (receipts, people) = app
        .read(move |tx| {
            let found = match asked {
                true => store::search(tx, &wanted)?.0,
                false => Vec::new(),
            };
            Ok((found, names(tx)?))
        })
        .await?;
    let choices = people
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.as_str()))
        .collect();
    let mut table = List::new("Μητρώο διπλοτύπων", "/receipts/register", &query)
        .file("mitroo-diplotypon")
        .findings(findings)
        .filter(Field::select("cashier", "Ταμίας", choices))
        .filter(Field::date("from", "Από"))
        .filter(Field::date("to", "Έως"))
        .column(Column::amount("at", "Α/Α"))
        .column(Column::text("number", "Διπλότυπο"))
        .column(Column::text("day", "Ημερομηνία"))
        .column(Column::text("stage", "Στάδιο"))
        .column(Column::text("means", "Τρόπος"))
        .column(Column::amount("amount", "Ποσό"))
        .column(Column::amount("carried", "Σύνολο σε μεταφορά"))
        .empty("Επιλέξτε ταμία.");
    let mut carried = Cents::ZERO;
    for (at, one) in receipts.iter().enumerate() {
        let counts = one.row.stage == Stage::Issued;
        let amount = if counts { one.row.total } else { Cents::ZERO };
        carried = carried.plus(amount)?;
        let row = Row::new((at + 1).to_string(), format!("/cases/{}", one.doc))
            .cell(one.row.number.as_str())
            .cell(one.row.issued_on)
            .cell(Cell::tag(one.row.stage.greek()))
            .cell(if one.row.means == "card" {
                "κάρτα"
            } else {
                "μετρητά"
            })
            .cell(amount)
            .cell(carried);
        table = table.row(row);
    }
    let who = name(&people, cashier);
    let title = match asked {
        true => format!("Μητρώο διπλοτύπων: {who}"),
        false => "Μητρώο διπλοτύπων".to_owned(),
    };
    Ok(Screen::new(title, "/receipts")
        .crumb("Διπλότυπα", "/receipts")
        .failed_if(table.is_refused())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}
