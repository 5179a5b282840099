//! Books of every desk, water and losses of each network, seasons and their next step.

use crate::irrigation::{SEASON, bills, seasons, store};
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_cases::irrigation::Stage;
use loggia_cases::records::SeasonRecord;
use loggia_core::app::App;
use loggia_core::web::{Caller, Screen};
use loggia_core::{Fail, Outcome};
use loggia_schema::irrigation::Volume;
use loggia_schema::message::Finding;
use loggia_ui::cases::irrigation;
use loggia_ui::form::{Choice, Field, Form};
use loggia_ui::{Cell, Column, List, Query, Render as _, Row, html};

/// The books.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut typed = query.read(caller.ctx(&app)?.today);
    let stage = typed.choice("stage", |name| {
        Stage::parse(name).map(|stage| stage.name().to_owned())
    });
    let findings = typed.findings();
    let wanted = store::Wanted {
        typed: query.filter("q").unwrap_or_default().to_owned(),
        stage,
        season: query.filter("season").map(str::to_owned),
        network: query.filter("network").map(str::to_owned),
        limit: query.size(),
        offset: query.offset(),
    };
    let (books, found) = app.read(move |tx| Ok(store::search(tx, &wanted)?)).await?;
    let mut table = List::new("Βιβλία ενδείξεων", "/irrigation/books", &query)
        .found(found)
        .file("vivlia-endeixeon");
    for column in irrigation::columns(false) {
        table = table.column(column);
    }
    for filter in irrigation::filters(false) {
        table = table.filter(filter);
    }
    let rows = books
        .iter()
        .map(|book| irrigation::row(&book.row, format!("/cases/{}", book.doc), None));
    let table = table
        .rows(rows)
        .empty("Δεν έχει φτάσει ακόμη ένδειξη.")
        .findings(findings);
    Ok(Screen::new("Βιβλία ενδείξεων", "/irrigation/books")
        .failed_if(table.is_refused())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

/// The season asked for, or the present one; and all of them as choices.
pub(super) async fn season(app: &App, query: &Query) -> Outcome<(String, Vec<Choice>)> {
    let (current, all) = app
        .read(|tx| Ok((seasons::current(tx)?, seasons::all(tx)?)))
        .await?;
    let choices = all
        .iter()
        .map(|season| Choice::new(&*season.code, &*season.code))
        .collect();
    let current = current.map(|season| season.code).unwrap_or_default();
    let code = query.filter("season").map_or(current, str::to_owned);
    Ok((code, choices))
}

/// Water of each network: produced, measured, lost.
pub(super) async fn networks(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let (code, choices) = season(&app, &query).await?;
    let of = code.clone();
    let (water, names) = app
        .read(move |tx| Ok((store::per_network(tx, &of)?, bills::networks(tx)?)))
        .await?;
    let mut table = List::new("Νερό ανά δίκτυο", "/irrigation/networks", &query)
        .file("nero-ana-diktyo")
        .filter(Field::select("season", "Περίοδος", choices))
        .column(Column::text("network", "Δίκτυο"))
        .column(Column::amount("meters", "Μετρητές"))
        .column(Column::amount("produced", "Παραγωγή"))
        .column(Column::amount("measured", "Μετρήθηκε"))
        .column(Column::amount("lost", "Απώλειες"))
        .empty("Δεν υπάρχουν ενδείξεις ούτε παραγωγή σε αυτή την περίοδο.");
    for network in &water {
        let name = names.iter().find(|known| known.code == network.network);
        let name = name.map_or(network.network.as_str(), |known| known.name.as_str());
        table = table.row(
            Row::plain(name)
                .cell(network.meters)
                .cell(network.produced.map(litres))
                .cell(litres(network.measured))
                .cell(network.lost().map(litres)),
        );
    }
    let as_of = html! { p { "Περίοδος: " strong { (code) } } };
    Ok(Screen::new("Νερό ανά δίκτυο", "/irrigation/networks")
        .body(as_of.into_string())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

/// Water as a cell.
pub(super) fn litres(volume: Volume) -> Cell {
    Cell::Code(volume.to_string())
}

/// The seasons, each with its next step.
pub(super) async fn seasons(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    seasons_page(&app, &caller, &query, None).await
}

/// Moves a season on.
pub(super) async fn step(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    match app
        .write(move |tx| seasons::step(tx, &ctx, &code).map(drop))
        .await
    {
        Ok(()) => Ok(Redirect::to("/irrigation/seasons").into_response()),
        Err(Fail::Refused(finding)) => {
            seasons_page(&app, &caller, &Query::default(), Some(finding)).await
        }
        Err(error) => Err(error),
    }
}

async fn seasons_page(
    app: &App,
    caller: &Caller,
    query: &Query,
    refused: Option<Finding>,
) -> Outcome<Response> {
    let all = app.read(seasons::all).await?;
    let mut table = List::new("Αρδευτικές περίοδοι", "/irrigation/seasons", query)
        .file("periodoi")
        .column(Column::text("code", "Περίοδος"))
        .column(Column::text("from", "Από"))
        .column(Column::text("to", "Έως"))
        .column(Column::text("state", "Κατάσταση"))
        .empty("Δεν έχει φορτωθεί περίοδος.");
    for season in &all {
        let href = format!("/irrigation/networks?season={}", season.code);
        table = table.row(
            Row::new(season.code.as_str(), href)
                .cell(season.from)
                .cell(season.to)
                .cell(Cell::tag(season.state.greek())),
        );
    }
    let mut body = table.render().into_string();
    if caller.may(SEASON) {
        for season in &all {
            body += &next_step(season);
        }
    }
    Ok(Screen::new("Αρδευτικές περίοδοι", "/irrigation/seasons")
        .refused(refused)
        .list(table.asked(), body)
        .answer(app, caller))
}

fn next_step(season: &SeasonRecord) -> String {
    let Some(next) = season.state.next() else {
        return String::new();
    };
    let words = format!("Περίοδος {}: {}", season.code, next.greek());
    let form = Form::new(format!("/irrigation/seasons/{}/step", season.code), words)
        .prefix(format!("s{}-", season.code))
        .secondary();
    form.render().into_string()
}
