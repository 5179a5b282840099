//! Devices with their last sync, what waits, and the switch of the line.

use axum::Form;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_intake::registry::{self, Device, Scope};
use loggia_intake::{
    DEVICES_MANAGE, DEVICES_READ, FeedRow, feeds_of, line, recovery, waiting_entries,
};
use loggia_schema::calendar::local_date_time;
use loggia_ui::{Cell, Column, List, Query, Render as _, Row, form, html};
use serde::Deserialize;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/devices", DEVICES_READ, list)
        .post("/devices/line", DEVICES_MANAGE, switch)
}

struct Read {
    devices: Vec<Device>,
    scopes: Vec<Scope>,
    feeds: Vec<FeedRow>,
    waiting: usize,
    cut: bool,
    listening: bool,
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let read = app
        .read(|tx| {
            let scopes = registry::scopes(tx)?;
            let mut feeds = Vec::new();
            for scope in &scopes {
                feeds.extend(feeds_of(tx, scope.id)?);
            }
            let (devices, waiting) = (registry::devices(tx)?, waiting_entries(tx, None)?.len());
            Ok(Read {
                devices,
                scopes,
                feeds,
                waiting,
                cut: line::is_cut(tx)?,
                listening: recovery::is_listening(tx)?,
            })
        })
        .await?;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut table = List::new("Συσκευές", "/devices", &query)
        .file("syskeves")
        .column(Column::text("name", "Συσκευή"))
        .column(Column::text("scopes", "Γραφεία"))
        .column(Column::text("seen", "Τελευταίος συγχρονισμός"))
        .column(Column::amount("entries", "Εγγραφές"))
        .column(Column::amount("pending", "Χωρίς κρίση"))
        .column(Column::text("state", "Κατάσταση"))
        .empty("Δεν έχει εγγραφεί συσκευή. Δώστε κωδικό με την εντολή enrol.")
        .found(u64::try_from(read.devices.len()).unwrap_or(0));
    for device in &read.devices {
        table = table.row(row(device, &read));
    }
    let screen =
        Screen::new("Συσκευές", "/devices").body(line_form(&read, caller.may(DEVICES_MANAGE)));
    Ok(screen
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

fn row(device: &Device, read: &Read) -> Row {
    let title = |scope: &Scope| scope.title.clone();
    let scopes: Vec<String> = read
        .scopes
        .iter()
        .filter(|scope| device.scopes.contains(&scope.id))
        .map(title)
        .collect();
    let feeds: Vec<&FeedRow> = read
        .feeds
        .iter()
        .filter(|feed| feed.id.device == device.key)
        .collect();
    let entries: u64 = feeds.iter().map(|feed| feed.tip.height.0).sum();
    let judged: u64 = feeds.iter().map(|feed| feed.judged.0).sum();
    let state = if !device.is_active() {
        "Ανακλήθηκε"
    } else if feeds.iter().any(|feed| feed.forked) {
        "Διακλάδωση: περιμένει απόφαση"
    } else {
        "Ενεργή"
    };
    Row::plain(device.name.as_str())
        .cell(scopes.join(", "))
        .cell(
            device
                .last_seen
                .map_or(Cell::Text("Ποτέ".to_owned()), |at| {
                    Cell::At(local_date_time(at))
                }),
        )
        .cell(entries)
        .cell(entries.saturating_sub(judged))
        .cell(Cell::tag(state))
}

fn line_form(read: &Read, may: bool) -> String {
    let (word, button, value) = if read.cut {
        (
            "κομμένη: καμία συσκευή δεν συγχρονίζεται",
            "Επαναφορά της γραμμής",
            "restore",
        )
    } else {
        ("ανοικτή", "Διακοπή της γραμμής", "cut")
    };
    let form = form::Form::new("/devices/line", button)
        .secondary()
        .hidden("line", value);
    let waiting = read.waiting;
    html! {
        @if read.listening {
            p {
                strong { "Μετά από επαναφορά αντιγράφου το Κέντρο ακούει τις συσκευές και δεν δίνει αριθμούς. " }
                "Όταν έχουν συγχρονιστεί όλες, εκτελέστε «loggia-central resume»."
            }
        }
        p { "Γραμμή: " strong { (word) } " · Εγγραφές σε αναμονή άλλων: " (waiting) }
        @if may { (form) }
    }
    .into_string()
}

#[derive(Deserialize)]
struct Switch {
    line: String,
}

async fn switch(
    State(app): State<App>,
    caller: Caller,
    Form(wanted): Form<Switch>,
) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    let cut = wanted.line == "cut";
    app.write(move |tx| Ok(line::set_cut(tx, &ctx, cut)?))
        .await?;
    Ok(Redirect::to("/devices").into_response())
}
