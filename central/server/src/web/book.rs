//! Pages of a protocol book as PDF: `/protocol/book?desk=ΤΑ02&register=protocol&year=2026&from=1&to=3`.
//!
//! What is not said takes its usual value: the protocol, this year, every page. The index itself is casework's; here
//! it is only laid out, because papers are linked by the server alone.

use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use loggia_cases::protocol::{DeskCode, Register, Stage};
use loggia_casework::protocol::model::Listed;
use loggia_casework::protocol::store::{self, Wanted};
use loggia_casework::protocol::{READ, READ_CONFIDENTIAL};
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes};
use loggia_core::{Outcome, cases};
use loggia_papers::{BOOK_PAGE, BookLine, BookPaper, Issuer};
use loggia_schema::calendar::{greek_date, local_date_time};
use loggia_schema::message::{Finding, web};
use loggia_ui::Query;

pub(super) fn routes() -> Routes {
    Routes::new().get("/protocol/book", READ, pages)
}

/// Pages printed at once.
const MOST: u64 = 200;

async fn pages(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let ctx = caller.ctx(&app)?;
    let whole = |name: &str| {
        query
            .filter(name)
            .and_then(|text| text.trim().parse::<u64>().ok())
    };
    let desk = query.filter("desk").map(DeskCode::parse).transpose()?;
    let register = query
        .filter("register")
        .and_then(Register::parse)
        .unwrap_or_default();
    let year = whole("year").and_then(|year| i64::try_from(year).ok());
    let year = year.unwrap_or_else(|| i64::from(ctx.today.year()));
    let from = whole("from").unwrap_or(1).max(1);
    let to = whole("to")
        .unwrap_or(from + MOST - 1)
        .clamp(from, from + MOST - 1);
    let size = u64::try_from(BOOK_PAGE).unwrap_or(1);
    let wanted = Wanted {
        register: Some(register),
        year: Some(year),
        desk: desk
            .as_ref()
            .map(|code| code.as_str().to_owned())
            .unwrap_or_default(),
        confidential: caller.may(READ_CONFIDENTIAL),
        limit: (to - from + 1) * size,
        offset: (from - 1) * size,
        ..Wanted::default()
    };
    let (entries, found, name) = app
        .read(move |tx| {
            let (entries, found) = store::search(tx, &wanted)?;
            let reference = cases::reference(tx)?;
            let name = reference.setting("municipality.name").unwrap_or("Δήμος");
            Ok((entries, found, name.to_owned()))
        })
        .await?;
    let of_desk = desk.map_or_else(|| "όλα τα γραφεία".to_owned(), |code| code.to_string());
    let paper = BookPaper {
        issuer: Issuer {
            municipality: name,
            ..Issuer::default()
        },
        title: format!("{}, {of_desk}, {year}", register.greek()),
        first_page: u32::try_from(from).unwrap_or(u32::MAX),
        pages: u32::try_from(found.div_ceil(size).max(1)).unwrap_or(u32::MAX),
        lines: entries.iter().map(line).collect(),
        printed_at: local_date_time(ctx.now),
        training: ctx.training,
    };
    let laid_out = tokio::task::spawn_blocking(move || paper.pdf()).await;
    let pdf = laid_out
        .map_err(|_| Finding::new(web::PAPER_FAILED))?
        .map_err(|error| {
            tracing::error!(%error, "a protocol book could not be laid out");
            Finding::new(web::PAPER_FAILED)
        })?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "inline; filename=\"vivlio-protokollou.pdf\"",
        ),
    ];
    Ok((headers, pdf).into_response())
}

fn line(entry: &Listed) -> BookLine {
    let row = &entry.row;
    let letter = entry.letter.as_ref();
    let day = row.day.map(greek_date).unwrap_or_default();
    let ended = match row.stage {
        Stage::Registered => String::new(),
        stage if row.ending.is_empty() => stage.greek().to_owned(),
        stage => format!("{}: {}", stage.greek(), row.ending),
    };
    BookLine {
        number: row.number.clone(),
        day: format!("{day} {}", row.direction.greek()),
        party: letter.map(|letter| letter.name.clone()).unwrap_or_default(),
        subject: row.subject(letter).unwrap_or_default().to_owned(),
        their: row.their.clone(),
        unit: row.unit.clone(),
        ending: ended,
    }
}
