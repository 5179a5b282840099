//! Blocks of legal numbers and the gap register: every number of every block is explained.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::numbers::{self, Explained, Lease};
use loggia_core::web::{Caller, Routes, Screen};
use loggia_intake::{NUMBERS_READ, registry};
use loggia_schema::ids::LeaseId;
use loggia_schema::message::{Finding, web};
use loggia_ui::{Column, List, Query, Render as _, Row};
use std::collections::BTreeMap;

pub(super) fn routes() -> Routes {
    Routes::new().get("/numbers", NUMBERS_READ, list).get(
        "/numbers/{lease}",
        NUMBERS_READ,
        register,
    )
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let (leases, devices) = app
        .read(|tx| {
            let mut out = Vec::new();
            for lease in numbers::leases(tx, None)? {
                let runs = numbers::explained(tx, &lease)?;
                out.push((lease, runs));
            }
            let devices: BTreeMap<_, _> = registry::devices(tx)?
                .into_iter()
                .map(|d| (d.key, d.name))
                .collect();
            Ok((out, devices))
        })
        .await?;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut table = List::new("Μπλοκ αριθμών", "/numbers", &query)
        .file("arithmoi")
        .column(Column::text("block", "Αριθμοί"))
        .column(Column::text("device", "Συσκευή"))
        .column(Column::text("granted", "Δόθηκε"))
        .column(Column::amount("used", "Εξηγημένοι"))
        .column(Column::amount("pending", "Απομένουν"))
        .column(Column::text("state", "Κατάσταση"))
        .empty("Δεν έχουν δοθεί αριθμοί σε συσκευή.")
        .found(u64::try_from(leases.len()).unwrap_or(0));
    for (lease, runs) in &leases {
        let pending = count(runs.iter().filter(|run| run.fate.is_none()));
        let used = count(runs.iter().filter(|run| run.fate.is_some()));
        table = table.row(
            Row::new(block(lease), format!("/numbers/{}", lease.id))
                .cell(devices.get(&lease.device).cloned())
                .cell(lease.granted)
                .cell(used)
                .cell(pending)
                .cell(lease.state.greek()),
        );
    }
    Ok(Screen::new("Αριθμοί και κενά", "/numbers")
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

fn block(lease: &Lease) -> String {
    format!(
        "{}-{}: {:06}–{:06}",
        lease.prefix, lease.year, lease.first, lease.last
    )
}

fn count<'a>(runs: impl Iterator<Item = &'a Explained>) -> u64 {
    runs.map(|run| u64::try_from(run.last - run.first + 1).unwrap_or(0))
        .sum()
}

async fn register(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let missing = || Finding::new(web::PAGE_MISSING);
    let id: LeaseId = id.parse().map_err(|_| missing())?;
    let found = app
        .read(move |tx| {
            let Some(lease) = numbers::lease(tx, id)? else {
                return Ok(None);
            };
            let runs = numbers::explained(tx, &lease)?;
            Ok(Some((lease, runs)))
        })
        .await?;
    let (lease, runs) = found.ok_or_else(missing)?;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut table = List::new(
        "Μητρώο κενών: τι έγινε ο κάθε αριθμός",
        format!("/numbers/{id}"),
        &query,
    )
    .file("kena")
    .column(Column::text("numbers", "Αριθμοί"))
    .column(Column::amount("count", "Πλήθος"))
    .column(Column::text("fate", "Τι έγιναν"))
    .column(Column::text("reason", "Αιτία"));
    for run in &runs {
        let title = if run.first == run.last {
            format!("{:06}", run.first)
        } else {
            format!("{:06}–{:06}", run.first, run.last)
        };
        // Numbers that never became a case have no screen.
        let href = run.doc.map(|doc| format!("/cases/{doc}"));
        table = table.row(
            Row::new(title, href.unwrap_or_default())
                .cell(u64::try_from(run.last - run.first + 1).unwrap_or(0))
                .cell(
                    run.fate
                        .map_or("Στη συσκευή, δεν έχουν χρησιμοποιηθεί", |fate| fate.greek()),
                )
                .cell(run.reason.as_str()),
        );
    }
    let screen = Screen::new(block(&lease), "/numbers").crumb("Αριθμοί και κενά", "/numbers");
    Ok(screen
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}
