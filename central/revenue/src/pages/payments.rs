//! Payments: the newest, or only those that wait for their line (εισπράξεις υπό τακτοποίηση).

use crate::model::Pays;
use crate::{READ, payments};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_ui::form::{Choice, Field};
use loggia_ui::{Cell, Column, List, Query, Render as _, Row};

pub(super) fn routes() -> Routes {
    Routes::new().get("/payments", READ, list)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut typed = query.read(caller.ctx(&app)?.today);
    let waiting = typed
        .choice("show", |name| (name == "waiting").then_some(()))
        .is_some();
    let findings = typed.findings();
    let page = (query.size(), query.offset());
    let (found, count) = app
        .read(move |tx| {
            let found = payments::newest(tx, waiting, page)?;
            Ok((found, payments::count(tx, waiting)?))
        })
        .await?;
    let choices = vec![Choice::new("waiting", "Υπό τακτοποίηση")];
    let mut table = List::new("Εισπράξεις", "/payments", &query)
        .file("eispraxeis")
        .filter(Field::select("show", "Εμφάνιση", choices))
        .column(Column::text("number", "Διπλότυπο"))
        .column(Column::text("day", "Ημερομηνία"))
        .column(Column::text("pays", "Πληρώνει"))
        .column(Column::amount("amount", "Ποσό"))
        .column(Column::amount("credit", "Πίστωση"))
        .column(Column::text("outcome", "Τακτοποίηση"))
        .empty("Δεν υπάρχουν εισπράξεις με αυτά τα φίλτρα.")
        .findings(findings)
        .found(count);
    for payment in &found {
        let money = &payment.money;
        let pays = match &money.pays {
            Pays::Rf(code) | Pays::Number(code) | Pays::Fee(code) => code.as_str(),
        };
        let outcome = if payment.cancelled {
            "Ακυρώθηκε"
        } else {
            payment.outcome.greek()
        };
        table = table.row(
            Row::new(money.number.as_str(), format!("/cases/{}", money.doc))
                .cell(money.paid_on)
                .cell(pays)
                .cell(money.amount)
                .cell(if payment.credit.is_zero() {
                    Cell::Empty
                } else {
                    Cell::Amount(payment.credit)
                })
                .cell(Cell::tag(outcome)),
        );
    }
    Ok(Screen::new("Εισπράξεις", "/payments")
        .failed_if(table.is_refused())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}
