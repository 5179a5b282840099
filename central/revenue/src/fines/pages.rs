//! The list of fines of every desk; one fine opens as a case with its timeline.

use super::READ;
use super::store::{self, Order, Wanted};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_schema::calendar::parse_greek_date;
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
    let day = |name: &str| {
        query
            .filter(name)
            .and_then(|text| parse_greek_date(text, today).ok())
    };
    let wanted = Wanted {
        typed: query.filter("q").unwrap_or_default().to_owned(),
        stage: query.filter("stage").map(str::to_owned),
        days: (day("from"), day("to")),
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
        .empty("Δεν υπάρχουν κλήσεις με αυτά τα φίλτρα.");
    Ok(Screen::new("Κλήσεις", "/fines")
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}
