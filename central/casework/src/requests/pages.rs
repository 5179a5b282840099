//! The list of requests of every desk, and of those that are late; one request opens as a case with its timeline.

use super::READ;
use super::store::{self, Order, Wanted};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use loggia_cases::request::Stage;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Outcome, access, cases};
use loggia_schema::message::Finding;
use loggia_ui::cases::request::{self, Around};
use loggia_ui::{Direction, List, Query, Render as _};
use std::collections::BTreeMap;

/// The pages of this matter.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/requests", READ, list)
        .get("/requests/late", READ, late)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    shown(app, caller, raw, false).await
}

async fn late(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    shown(app, caller, raw, true).await
}

async fn shown(app: App, caller: Caller, raw: Option<String>, late: bool) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let today = caller.ctx(&app)?.today;
    let (wanted, findings) = wanted(&query, today, late);
    let (requests, found, reference, names) = app
        .read(move |tx| {
            let (requests, found) = store::search(tx, &wanted)?;
            let names: BTreeMap<_, _> = access::users(tx)?
                .into_iter()
                .map(|user| (user.id, user.name))
                .collect();
            Ok((requests, found, cases::reference(tx)?, names))
        })
        .await?;
    let (title, path, file) = if late {
        ("Εκπρόθεσμα αιτήματα", "/requests/late", "ekprothesma")
    } else {
        ("Αιτήματα πολιτών", "/requests", "aitimata")
    };
    let mut table = List::new(title, path, &query).found(found).file(file);
    for column in request::columns(false) {
        table = table.column(column);
    }
    for filter in request::filters(&reference, today) {
        table = table.filter(filter);
    }
    let rows = requests.iter().map(|one| {
        let around = Around {
            phone: request::phone(&reference, &one.row.office),
            officer: one.row.officer.and_then(|id| names.get(&id).cloned()),
            badge: None,
        };
        let href = format!("/cases/{}", one.doc);
        request::row(&one.row, one.doc, href, around, today)
    });
    let table = table
        .rows(rows)
        .empty("Δεν έχει φτάσει ακόμη αίτημα.")
        .findings(findings);
    Ok(Screen::new(title, path)
        .failed_if(table.is_refused())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

/// The address as the store's question, and what of it nobody can read.
fn wanted(query: &Query, today: jiff::civil::Date, late: bool) -> (Wanted, Vec<Finding>) {
    let mut typed = query.read(today);
    let days = typed.days("from", "to");
    let stage = typed.choice("stage", |name| {
        Stage::parse(name).map(|stage| stage.name().to_owned())
    });
    let findings = typed.findings();
    let text = |name: &str| query.filter(name).map(str::to_owned);
    let oldest_first = late.then_some((Order::Due, false));
    let wanted = Wanted {
        typed: query.filter("q").unwrap_or_default().to_owned(),
        stage,
        type_code: text("type"),
        community: text("community"),
        office: text("office"),
        days,
        late_on: (late || query.filter("late").is_some()).then_some(today),
        order: query
            .sort()
            .and_then(|(name, way)| Some((Order::named(name)?, way == Direction::Descending)))
            .or(oldest_first),
        limit: query.size(),
        offset: query.offset(),
    };
    (wanted, findings)
}
