//! Bills: the connections of a season, the preview of one with every reason, the run over all of them.

use super::books::{litres, season};
use crate::irrigation::model::{Draft, MadeBill};
use crate::irrigation::{BILL, bills, store};
use axum::extract::{Form as Sent, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_cases::records::{Charging, ConnectionRecord};
use loggia_core::app::App;
use loggia_core::web::{Caller, Screen};
use loggia_core::{Fail, Outcome};
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;
use loggia_ui::form::{Field, Form};
use loggia_ui::query::encode;
use loggia_ui::{
    Cell, Column, List, Query, Record, Render as _, Row, Section, Values, explained, html,
};

const LIMIT: u32 = 10_000;

/// The connections of a season, each with its water and what was billed.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let (code, choices) = season(&app, &query).await?;
    let (of, words) = (
        code.clone(),
        query.filter("q").unwrap_or_default().to_owned(),
    );
    let (page, found) = app
        .read(move |tx| {
            let words = loggia_schema::text::fold(&words);
            let mut all = bills::connections(tx)?;
            all.retain(|connection| {
                let text = format!(
                    "{} {} {}",
                    connection.no, connection.holder, connection.network
                );
                let text = loggia_schema::text::fold(&text);
                words.split_whitespace().all(|word| text.contains(word))
            });
            let made = store::bills(tx, &of, LIMIT)?;
            let mut rows = Vec::with_capacity(all.len());
            for connection in all {
                let water = store::season_water(tx, &connection.no, &of)?;
                let own: Vec<MadeBill> = made
                    .iter()
                    .filter(|bill| bill.connection == connection.no)
                    .cloned()
                    .collect();
                rows.push((connection, water, own));
            }
            let found = rows.len();
            Ok((rows, found))
        })
        .await?;
    let mut table = List::new("Λογαριασμοί άρδευσης", "/irrigation/bills", &query)
        .file("logariasmoi-ardeysis")
        .filter(Field::text("q", "Σύνδεση, δικαιούχος ή δίκτυο"))
        .filter(Field::select("season", "Περίοδος", choices))
        .column(Column::text("connection", "Σύνδεση"))
        .column(Column::text("holder", "Δικαιούχος"))
        .column(Column::text("network", "Δίκτυο"))
        .column(Column::amount("water", "Κατανάλωση"))
        .column(Column::amount("held", "Σε έλεγχο"))
        .column(Column::text("bill", "Λογαριασμός"))
        .column(Column::amount("due", "Ποσό"))
        .empty("Δεν έχουν φορτωθεί συνδέσεις.")
        .found(u64::try_from(found).unwrap_or(0));
    let size = match query.file() {
        Some(_) => usize::MAX,
        None => usize::try_from(query.size()).unwrap_or(50).max(1),
    };
    let offset = usize::try_from(query.offset()).unwrap_or(0);
    for (connection, water, own) in page.iter().skip(offset).take(size) {
        let numbers: Vec<&str> = own.iter().map(|bill| bill.number.as_str()).collect();
        let due = Cents::sum(own.iter().map(|bill| bill.due))?;
        table = table.row(
            Row::new(
                connection.no.as_str(),
                format!("/irrigation/bills/{}/{code}", encode(&connection.no)),
            )
            .cell(connection.holder.as_str())
            .cell(connection.network.as_str())
            .cell(litres(water.volume))
            .cell(water.held)
            .cell(numbers.join(", "))
            .cell((!own.is_empty()).then_some(due)),
        );
    }
    let mut body = String::new();
    if caller.may(BILL) {
        let form = Form::new(
            "/irrigation/bills/run",
            format!("Λογαριασμοί όλων για το {code}"),
        )
        .hidden("season", code.as_str())
        .note("Όσες συνδέσεις έχουν ενδείξεις σε έλεγχο μένουν έξω, με τον λόγο.")
        .secondary();
        body = form.render().into_string();
    }
    Ok(Screen::new("Λογαριασμοί άρδευσης", "/irrigation/bills")
        .list(table.asked(), table.render().into_string() + &body)
        .answer(&app, &caller))
}

/// The bills of one connection's season, and what is left of it.
pub(super) async fn show(
    State(app): State<App>,
    caller: Caller,
    Path((connection, season)): Path<(String, String)>,
) -> Outcome<Response> {
    one(&app, &caller, (connection, season), (0, None)).await
}

/// The preview with typed minutes, for a connection that is charged by time.
pub(super) async fn preview(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let text = |name: &str| query.filter(name).unwrap_or_default().to_owned();
    let minutes = text("minutes").parse().unwrap_or(0);
    one(
        &app,
        &caller,
        (text("connection"), text("season")),
        (minutes, None),
    )
    .await
}

/// Makes the bill that was previewed.
pub(super) async fn make(
    State(app): State<App>,
    caller: Caller,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Outcome<Response> {
    let values = Values::from_pairs(pairs);
    let (connection, season) = (
        values.get("connection").to_owned(),
        values.get("season").to_owned(),
    );
    let minutes = values.get("minutes").trim().parse().unwrap_or(0);
    let ctx = caller.ctx(&app)?;
    let (of, at) = (connection.clone(), season.clone());
    match app
        .write(move |tx| bills::make(tx, &ctx, &of, &at, minutes).map(drop))
        .await
    {
        Ok(()) => {
            let place = format!(
                "/irrigation/bills/{}/{}",
                encode(&connection),
                encode(&season)
            );
            Ok(Redirect::to(&place).into_response())
        }
        Err(Fail::Refused(finding)) => {
            one(
                &app,
                &caller,
                (connection, season),
                (minutes, Some(finding)),
            )
            .await
        }
        Err(error) => Err(error),
    }
}

/// Bills every connection of a season and says what was left out and why.
pub(super) async fn run(
    State(app): State<App>,
    caller: Caller,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Outcome<Response> {
    let season = Values::from_pairs(pairs).get("season").to_owned();
    let ctx = caller.ctx(&app)?;
    let of = season.clone();
    let run = app.write(move |tx| bills::run(tx, &ctx, &of, None)).await?;
    let query = Query::default();
    let mut table = List::new("Χωρίς λογαριασμό", "/irrigation/bills", &query)
        .column(Column::text("connection", "Σύνδεση"))
        .column(Column::text("why", "Γιατί"))
        .empty("Όλες οι συνδέσεις πήραν λογαριασμό.");
    for (connection, why) in &run.left {
        let href = format!(
            "/irrigation/bills/{}/{}",
            encode(connection),
            encode(&season)
        );
        table = table.row(Row::new(connection.as_str(), href).cell(why.greek()));
    }
    let words = format!(
        "Βγήκαν {} για {}. Μπαίνουν στον επόμενο χρηματικό κατάλογο.",
        loggia_schema::message::plural(run.made, "λογαριασμός", "λογαριασμοί"),
        run.total.greek()
    );
    Ok(Screen::new("Λογαριασμοί περιόδου", "/irrigation/bills")
        .crumb("Λογαριασμοί άρδευσης", "/irrigation/bills")
        .done(words)
        .body(table.render().into_string())
        .answer(&app, &caller))
}

type Read = (
    Option<ConnectionRecord>,
    Vec<MadeBill>,
    Result<Draft, Finding>,
);

async fn one(
    app: &App,
    caller: &Caller,
    (connection, season): (String, String),
    (minutes, refused): (u32, Option<Finding>),
) -> Outcome<Response> {
    let (of, at) = (connection.clone(), season.clone());
    let read: Read = app
        .read(move |tx| {
            let made = store::bills_of(tx, &of, &at)?;
            match bills::draft(tx, &of, &at, minutes) {
                Ok((draft, record)) => Ok((Some(record), made, Ok(draft))),
                Err(Fail::Refused(finding)) => Ok((None, made, Err(finding))),
                Err(error) => Err(error),
            }
        })
        .await?;
    let (record, made, draft) = read;
    let mut page = Record::new()
        .line("Σύνδεση", connection.as_str())
        .line("Περίοδος", season.as_str());
    let by_hour = record
        .as_ref()
        .is_some_and(|record| record.charging == Charging::ByHour);
    if let Some(record) = record {
        page = page.line("Δικαιούχος", record.holder);
    }
    page = match &draft {
        Ok(draft) => {
            let open = draft.due.value.get() > 0 && caller.may(BILL);
            let page = page
                .line("Κατανάλωση", litres(draft.water.volume))
                .line(
                    "Από εκτίμηση",
                    if draft.water.estimated {
                        "ναι"
                    } else {
                        "όχι"
                    },
                )
                .line_block("Υπόλοιπο περιόδου", explained(&draft.due));
            match open {
                true => page.form("Νέος λογαριασμός", &make_form(draft, by_hour, minutes)),
                false => page,
            }
        }
        Err(finding) => page.line("Δεν βγαίνει λογαριασμός", finding.greek()),
    };
    for bill in &made {
        let section = Section::new(format!("Λογαριασμός {}", bill.number))
            .line("Κατανάλωση", litres(bill.volume))
            .line_block("Ποσό", explained(&bill.explained))
            .line(
                "Οφειλή",
                Cell::link(bill.number.as_str(), format!("/lines/{}", bill.doc)),
            );
        page = page.section(section);
    }
    let title = format!("Σύνδεση {connection}, {season}");
    Ok(Screen::new(title, "/irrigation/bills")
        .crumb("Λογαριασμοί άρδευσης", "/irrigation/bills")
        .refused(refused)
        .body(page.render().into_string())
        .answer(app, caller))
}

fn make_form(draft: &Draft, by_hour: bool, minutes: u32) -> Form {
    let mut form = Form::new("/irrigation/bills/new", "Έκδοση λογαριασμού")
        .hidden("connection", draft.connection.as_str())
        .hidden("season", draft.season.as_str())
        .total("Πληρωτέο", draft.due.value);
    if by_hour {
        let typed = Values::default().with("minutes", minutes.to_string());
        form = form
            .field(Field::number("minutes", "Λεπτά βαρδιών της περιόδου").required())
            .values(&typed);
    }
    form.block(html! { p.lg-note { "Ο λογαριασμός βεβαιώνεται και καταχωρίζεται με την έγκριση του χρηματικού καταλόγου." } })
}
