//! The audit trail, newest first (ίχνη ελέγχου).

use axum::extract::{RawQuery, State};
use axum::response::Response;
use loggia_core::app::App;
use loggia_core::rights::AUDIT_READ;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Outcome, audit};
use loggia_schema::calendar::local_date_time;
use loggia_ui::{Column, List, Query, Render as _, Row};

pub(super) fn routes() -> Routes {
    Routes::new().get("/audit", AUDIT_READ, list)
}

const LIMIT: u32 = 200;

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let before = query.filter("before").and_then(|text| text.parse().ok());
    let limit = query.limit(LIMIT);
    let lines = app
        .read(move |tx| Ok(audit::newest(tx, before, limit)?))
        .await?;
    let mut table = List::new("Ίχνη ελέγχου", "/audit", &query)
        .file("ichni")
        .column(Column::text("no", "Α/Α"))
        .column(Column::text("at", "Πότε"))
        .column(Column::text("actor", "Ποιος"))
        .column(Column::text("what", "Τι"))
        .column(Column::text("subject", "Σε τι"))
        .column(Column::text("detail", "Στοιχεία"))
        .empty("Δεν υπάρχουν παλαιότερα ίχνη.");
    for line in &lines {
        table = table.row(
            Row::new(line.no.to_string(), format!("/audit?before={}", line.no))
                .cell(local_date_time(line.at))
                .cell(line.actor.as_str())
                .cell(line.what.as_str())
                .cell(line.subject.as_str())
                .cell(line.detail.as_str()),
        );
    }
    Ok(Screen::new("Ίχνη ελέγχου", "/audit")
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}
