//! What was decided about money above what was owed: kept, to be paid back, set off (πιστώσεις και επιστροφές).

use crate::credits::{self, Purpose};
use crate::{READ, payments, store};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_ui::form::{Choice, Field};
use loggia_ui::{Cell, Column, List, Query, Render as _, Row};

pub(super) fn routes() -> Routes {
    Routes::new().get("/credits", READ, list)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut typed = query.read(caller.ctx(&app)?.today);
    let purpose = typed.choice("purpose", Purpose::from_code);
    let findings = typed.findings();
    let page = (query.size(), query.offset());
    let (found, count) = app
        .read(move |tx| {
            let mut found = Vec::new();
            for used in credits::newest(tx, purpose, page)? {
                let (doc, line_no) = used.payment;
                let payment = payments::find(tx, doc, line_no)?;
                let to = used.to.map(|to| store::find(tx, to)).transpose()?.flatten();
                found.extend(payment.map(|payment| (used, payment, to)));
            }
            Ok((found, credits::count(tx, purpose)?))
        })
        .await?;
    let choices = Purpose::ALL.map(|purpose| Choice::new(purpose.code(), purpose.greek()));
    let mut table = List::new("Πιστώσεις και επιστροφές", "/credits", &query)
        .file("pistoseis")
        .filter(Field::select("purpose", "Τι έγινε", choices.to_vec()))
        .column(Column::text("number", "Διπλότυπο"))
        .column(Column::text("day", "Απόφαση"))
        .column(Column::amount("amount", "Ποσό"))
        .column(Column::text("purpose", "Τι έγινε"))
        .column(Column::text("to", "Οφειλή που πληρώθηκε"))
        .empty("Δεν υπάρχουν πιστώσεις με αυτά τα φίλτρα.")
        .findings(findings)
        .found(count);
    for (used, payment, to) in &found {
        let word = if used.undone {
            "Αναιρέθηκε με το διπλότυπο"
        } else {
            used.purpose.greek()
        };
        let money = &payment.money;
        table = table.row(
            Row::new(money.number.as_str(), format!("/cases/{}", money.doc))
                .cell(used.on)
                .cell(used.amount)
                .cell(Cell::tag(word))
                .cell(to.as_ref().map(|line| line.claim.number.clone())),
        );
    }
    Ok(Screen::new("Πιστώσεις", "/credits")
        .failed_if(table.is_refused())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}
