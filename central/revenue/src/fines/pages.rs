//! The list of fines of every desk; one fine opens as a case with its timeline.

use super::READ;
use super::store::{self, Order, Wanted};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use loggia_cases::fine::Stage;
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_ui::cases::fine;
use loggia_ui::{Direction, List, Query, Render as _};

/// The pages of this source.
pub(super) fn routes() -> Routes {
    Routes::new().get("/fines", READ, list)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let today = caller.ctx(&app)?.today;
    let mut typed = query.read(today);
    let days = typed.days("from", "to");
    let stage = typed.choice("stage", |name| {
        Stage::parse(name).map(|stage| stage.name().to_owned())
    });
    let findings = typed.findings();
    let wanted = Wanted {
        typed: query.filter("q").unwrap_or_default().to_owned(),
        stage,
        days,
        order: query
            .sort()
            .and_then(|(name, way)| Some((Order::named(name)?, way == Direction::Descending))),
        limit: query.size(),
        offset: query.offset(),
    };
    let (fines, found) = app.read(move |tx| Ok(store::search(tx, &wanted)?)).await?;
    let mut table = List::new("Κλήσεις", "/fines", &query)
        .found(found)
        .file("kliseis");
    for column in fine::columns(false) {
        table = table.column(column);
    }
    for filter in fine::filters() {
        table = table.filter(filter);
    }
    let rows = fines.into_iter().map(|mut one| {
        one.row.paid = one.collected;
        fine::row(&one.row, format!("/cases/{}", one.doc), None)
    });
    let table = table
        .rows(rows)
        .empty("Δεν έχει φτάσει ακόμη κλήση.")
        .findings(findings);
    Ok(Screen::new("Κλήσεις", "/fines")
        .failed_if(table.is_refused())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}
