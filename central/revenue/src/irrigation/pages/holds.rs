//! «Ενδείξεις σε έλεγχο»: what waits, why, and the decision with its reason.

use crate::irrigation::decide::{self, Decision, Wish};
use crate::irrigation::model::Hold;
use crate::irrigation::{bills, store};
use axum::extract::{Form as Sent, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_cases::document::EventKey;
use loggia_core::app::App;
use loggia_core::web::{Caller, Screen};
use loggia_core::{Fail, Outcome, access};
use loggia_schema::ids::{DocId, UserId};
use loggia_schema::message::{Finding, input, irrigation as says};
use loggia_ui::cases::irrigation;
use loggia_ui::form::{Choice, Field};
use loggia_ui::{Cell, Column, List, Query, Record, Render as _, Row, Values};
use std::collections::BTreeMap;

const LIMIT: u32 = 500;

/// The queue, oldest first.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let network = query.filter("network").map(str::to_owned);
    let limit = query.limit(LIMIT);
    let (holds, networks, users) = app
        .read(move |tx| {
            let holds = store::holds(tx, network.as_deref(), limit)?;
            let users: BTreeMap<UserId, String> = access::users(tx)?
                .into_iter()
                .map(|user| (user.id, user.name))
                .collect();
            Ok((holds, bills::networks(tx)?, users))
        })
        .await?;
    let networks = networks
        .into_iter()
        .map(|network| Choice::new(network.code, network.name))
        .collect();
    let mut table = List::new("Ενδείξεις σε έλεγχο", "/irrigation/holds", &query)
        .file("se-elegxo")
        .filter(Field::select("network", "Δίκτυο", networks))
        .column(Column::text("meter", "Μετρητής"))
        .column(Column::text("network", "Δίκτυο"))
        .column(Column::text("taken_at", "Ελήφθη"))
        .column(Column::amount("value", "Ένδειξη"))
        .column(Column::text("keeper", "Υδρονόμος"))
        .column(Column::text("why", "Γιατί περιμένει"))
        .empty("Καμία ένδειξη δεν περιμένει απόφαση.")
        .found(u64::try_from(holds.len()).unwrap_or(0));
    for hold in &holds {
        let at: Option<jiff::civil::DateTime> = hold.taken_at.parse().ok();
        let keeper = users.get(&hold.keeper).map_or("–", String::as_str);
        table = table.row(
            Row::new(hold.meter.as_str(), href(hold))
                .cell(hold.network.as_str())
                .cell(at)
                .cell(Cell::Code(hold.value.clone()))
                .cell(keeper)
                .cell(hold.why.as_str()),
        );
    }
    Ok(Screen::new("Ενδείξεις σε έλεγχο", "/irrigation/holds")
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

fn href(hold: &Hold) -> String {
    format!("/irrigation/holds/{}/{}", hold.doc, hold.reading)
}

/// One held reading with the form of its decision.
pub(super) async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(place): Path<(String, String, String)>,
) -> Outcome<Response> {
    page(&app, &caller, &place, (&Values::default(), None)).await
}

/// Decides.
pub(super) async fn decide(
    State(app): State<App>,
    caller: Caller,
    Path(place): Path<(String, String, String)>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Outcome<Response> {
    let values = Values::from_pairs(pairs);
    let (book, reading) = key(&place)?;
    let decision = match read((book, reading), &values) {
        Ok(decision) => decision,
        Err(finding) => return page(&app, &caller, &place, (&values, Some(finding))).await,
    };
    let ctx = caller.ctx(&app)?;
    match app
        .write(move |tx| decide::decide(tx, &ctx, &decision))
        .await
    {
        Ok(()) => Ok(Redirect::to("/irrigation/holds").into_response()),
        Err(Fail::Refused(finding)) if finding.code != says::READING_UNKNOWN => {
            page(&app, &caller, &place, (&values, Some(finding))).await
        }
        Err(error) => Err(error),
    }
}

fn key((doc, incarnation, n): &(String, String, String)) -> Result<(DocId, EventKey), Finding> {
    let unknown = || Finding::new(says::READING_UNKNOWN);
    let reading = format!("{incarnation}/{n}")
        .parse()
        .map_err(|_| unknown())?;
    Ok((doc.parse().map_err(|_| unknown())?, reading))
}

fn read((book, reading): (DocId, EventKey), values: &Values) -> Result<Decision, Finding> {
    let outcome = match values.get("outcome") {
        "accept" => Wish::Accept,
        "correct" => Wish::Correct(values.get("value").to_owned()),
        "reject" => Wish::Reject,
        _ => return Err(Finding::new(input::EMPTY).on("outcome")),
    };
    Ok(Decision {
        book,
        reading,
        outcome,
        reason: values.get("reason").to_owned(),
    })
}

async fn page(
    app: &App,
    caller: &Caller,
    place: &(String, String, String),
    (values, refused): (&Values, Option<Finding>),
) -> Outcome<Response> {
    let (doc, reading) = key(place)?;
    let hold = app
        .read(move |tx| Ok(store::hold_of(tx, doc, reading)?))
        .await?;
    let Some(hold) = hold else {
        return Err(Finding::new(says::READING_DECIDED).into());
    };
    let findings: Vec<Finding> = refused.iter().cloned().collect();
    let form =
        irrigation::decide(&href(&hold), values, &findings).back("Επιστροφή", "/irrigation/holds");
    let at: Option<jiff::civil::DateTime> = hold.taken_at.parse().ok();
    let record = Record::new()
        .line("Μετρητής", hold.meter.as_str())
        .line("Δίκτυο", hold.network.as_str())
        .line("Ελήφθη", at)
        .line("Ένδειξη", Cell::Code(hold.value.clone()))
        .line("Γιατί περιμένει", hold.why.as_str())
        .line(
            "Όλες οι ενδείξεις",
            Cell::link("Βιβλίο του μετρητή", format!("/cases/{}", hold.doc)),
        )
        .form("Απόφαση", &form);
    let mut screen = Screen::new(
        format!("Ένδειξη {} του {}", hold.value, hold.meter),
        "/irrigation/holds",
    )
    .crumb("Ενδείξεις σε έλεγχο", "/irrigation/holds")
    .body(record.render().into_string());
    if refused.is_some() {
        screen = screen.failed();
    }
    Ok(screen.answer(app, caller))
}
