//! The index of the protocol and its series, for people.

use super::model::{Gap, Series};
use super::store::{self, Wanted};
use super::{READ, READ_CONFIDENTIAL};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use loggia_cases::protocol::{DeskCode, Register, Stage};
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_ui::cases::protocol;
use loggia_ui::form::Field;
use loggia_ui::{Column, List, Query, Render as _, Row, html};

/// The pages of the protocol.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/protocol", READ, list)
        .get("/protocol/series", READ, series)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let today = caller.ctx(&app)?.today;
    let mut typed = query.read(today);
    let register = typed.choice("register", Register::parse);
    let desk = typed.choice("desk", |text| DeskCode::parse(text).ok());
    let year = typed.choice("year", |text| text.trim().parse::<i64>().ok());
    let stage = typed.choice("stage", |name| {
        Stage::parse(name).map(|stage| stage.name().to_owned())
    });
    let findings = typed.findings();
    let wanted = Wanted {
        typed: query.filter("q").unwrap_or_default().to_owned(),
        register,
        year,
        desk: desk.map(String::from).unwrap_or_default(),
        stage,
        confidential: caller.may(READ_CONFIDENTIAL),
        limit: query.size(),
        offset: query.offset(),
    };
    let (entries, found) = app.read(move |tx| Ok(store::search(tx, &wanted)?)).await?;
    let mut table = List::new("Ευρετήριο πρωτοκόλλου", "/protocol", &query)
        .found(found)
        .file("protokollo")
        .filter(Field::text("q", "Αριθμός, αριθμός εγγράφου ή φάκελος"))
        .filter(Field::short("desk", "Γραφείο"))
        .filter(Field::short("year", "Έτος"));
    for filter in protocol::filters() {
        if matches!(filter.name(), "register" | "stage") {
            table = table.filter(filter);
        }
    }
    for column in protocol::columns(false) {
        table = table.column(column);
    }
    let rows = entries.iter().map(|entry| {
        let href = format!("/cases/{}", entry.doc);
        protocol::row(&entry.row, entry.letter.as_ref(), href, None)
    });
    let table = table
        .rows(rows)
        .empty("Δεν έχει φτάσει ακόμη εγγραφή πρωτοκόλλου.")
        .findings(findings);
    let book = format!(
        "/protocol/book?desk={}&register={}&year={}",
        loggia_ui::query::encode(query.filter("desk").unwrap_or_default()),
        query
            .filter("register")
            .unwrap_or(Register::Protocol.name()),
        year.unwrap_or_else(|| i64::from(today.year())),
    );
    let print = html! {
        p { a.govgr-link href=(book) { "Εκτύπωση βιβλίου σε σελίδες (PDF)" } }
    };
    Ok(Screen::new("Ευρετήριο πρωτοκόλλου", "/protocol")
        .failed_if(table.is_refused())
        .body(print.into_string())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

async fn series(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let all = app.read(|tx| Ok(store::all_series(tx)?)).await?;
    let found = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let mut table = List::new("Σειρές πρωτοκόλλου", "/protocol/series", &query)
        .found(found)
        .file("seires-protokollou")
        .column(Column::text("series", "Σειρά"))
        .column(Column::text("book", "Βιβλίο"))
        .column(Column::text("year", "Έτος"))
        .column(Column::amount("last", "Τελευταίος αριθμός"))
        .column(Column::text("gaps", "Κενά και αιτία"))
        .empty("Δεν έχει έρθει ακόμη εγγραφή πρωτοκόλλου.");
    let from = usize::try_from(query.offset()).unwrap_or(usize::MAX);
    let size = usize::try_from(query.size()).unwrap_or(usize::MAX);
    for one in all.iter().skip(from).take(size) {
        table = table.row(row(one));
    }
    Ok(
        Screen::new("Σειρές και κενά πρωτοκόλλου", "/protocol/series")
            .list(table.asked(), table.render().into_string())
            .answer(&app, &caller),
    )
}

fn row(series: &Series) -> Row {
    let book = Register::parse(&series.register).map_or("", Register::greek);
    let gaps: Vec<String> = series.gaps.iter().map(gap).collect();
    Row::plain(format!("{}-{}", series.desk, series.mark))
        .cell(book)
        .cell(series.year.to_string())
        .cell(series.last.unsigned_abs())
        .cell(gaps.join("· "))
}

fn gap(gap: &Gap) -> String {
    let numbers = if gap.first == gap.last {
        gap.first.to_string()
    } else {
        format!("{}–{}", gap.first, gap.last)
    };
    let reason = if gap.reason.is_empty() {
        "χωρίς εξήγηση ακόμη"
    } else {
        &gap.reason
    };
    format!("{numbers}: {reason}")
}
