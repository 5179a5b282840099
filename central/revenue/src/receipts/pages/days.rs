//! Cash days of every desk, one of them with its receipts, and the cancellations that wait for a second signature.

use super::{name, names};
use crate::receipts::model::{Cancellation, ListedDay, ListedReceipt};
use crate::receipts::{COUNTERSIGN, DEPOSIT, READ, days as acts, store};
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_cases::cash::{Stage, Summary};
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Fail, Outcome};
use loggia_schema::calendar::local_date_time;
use loggia_schema::ids::{DocId, UserId};
use loggia_schema::message::{Finding, cash};
use loggia_ui::cases::{cash as screens, receipt};
use loggia_ui::form::Form;
use loggia_ui::{Cell, Column, List, Query, Record, Render as _, Row, Section};
use std::collections::BTreeMap;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/cash-days", READ, list)
        .get("/cash-days/{doc}", READ, show)
        .post("/cash-days/{doc}/deposited", DEPOSIT, deposited)
        .get("/cancellations", READ, cancellations)
        .post("/cancellations/{doc}/sign", COUNTERSIGN, sign)
}

const LIMIT: u32 = 500;

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut typed = query.read(caller.ctx(&app)?.today);
    let range = typed.days("from", "to");
    let stage = typed.choice("stage", Stage::parse);
    let findings = typed.findings();
    let limit = query.limit(LIMIT);
    let (found, people) = app
        .read(move |tx| {
            let found = store::days(tx, range, stage, limit)?;
            Ok((found, names(tx)?))
        })
        .await?;
    let mut table = List::new("Ταμειακές ημέρες", "/cash-days", &query)
        .file("tameiakes-imeres")
        .findings(findings)
        .empty("Δεν έχει φτάσει ακόμη ταμειακή ημέρα.");
    for column in screens::columns(false) {
        table = table.column(column);
    }
    table = table.column(Column::text("bank", "Στην τράπεζα"));
    for filter in screens::filters() {
        table = table.filter(filter);
    }
    for day in &found {
        let holder = name(&people, day.row.holder);
        let row = screens::row(&day.row, &holder, format!("/cash-days/{}", day.doc), None);
        table = table.row(row.cell(day.deposited_at.map(local_date_time)));
    }
    Ok(Screen::new("Ταμειακές ημέρες", "/cash-days")
        .crumb("Διπλότυπα", "/receipts")
        .failed_if(table.is_refused())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    page(&app, &caller, &doc, (&query, None)).await
}

async fn page(
    app: &App,
    caller: &Caller,
    doc: &str,
    (query, refused): (&Query, Option<Finding>),
) -> Outcome<Response> {
    let unknown = || Finding::new(cash::DAY_UNKNOWN);
    let id: DocId = doc.parse().map_err(|_| unknown())?;
    let found = app
        .read(move |tx| {
            let Some(day) = store::day(tx, id)? else {
                return Ok(None);
            };
            Ok(Some((day, store::of_day(tx, id)?, names(tx)?)))
        })
        .await?;
    let (day, receipts, people) = found.ok_or_else(unknown)?;
    let record = draw(&day, &receipts, &people, caller)?;
    let table = receipts_table(&receipts, doc, query);
    let file = table.asked();
    let record = record.section(Section::new("Διπλότυπα").block(table));
    let title = format!("Ταμειακή ημέρα {}", day.row.number);
    let screen = Screen::new(title, "/cash-days")
        .crumb("Ταμειακές ημέρες", "/cash-days")
        .refused(refused);
    Ok(screen
        .list(file, record.render().into_string())
        .answer(app, caller))
}

fn draw(
    day: &ListedDay,
    receipts: &[ListedReceipt],
    people: &BTreeMap<UserId, String>,
    caller: &Caller,
) -> Outcome<Record> {
    let row = &day.row;
    let found = Summary::of(receipts.iter().map(|receipt| &receipt.row))?;
    let mut record = Record::new()
        .state(row.stage.greek())
        .line("Ταμίας", name(people, row.holder))
        .line("Αρχικό ποσό και διαφορές παραδόσεων", row.base)
        .line("Μετρητά κατά το ταμείο", row.cash)
        .line("Μετρητά κατά τα διπλότυπα εδώ", found.cash)
        .line("Διαφορά", row.difference)
        .line("Κατάθεση", row.deposit)
        .line("Έμεινε στο ταμείο", row.left)
        .line("Στην τράπεζα", day.deposited_at.map(local_date_time))
        .line(
            "Χρονικό",
            Cell::link("Όλες οι κινήσεις", format!("/cases/{}", day.doc)),
        )
        .section(Section::new("Εισπράξεις ανά κωδικό").block(screens::sums(&found)));
    let open = row.stage == Stage::Closed && !row.deposit.is_zero() && day.deposited_at.is_none();
    if open && caller.may(DEPOSIT) {
        let form = Form::new(
            format!("/cash-days/{}/deposited", day.doc),
            "Η κατάθεση βρέθηκε στην τράπεζα",
        )
        .total("Κατάθεση", row.deposit);
        record = record.form("Επιβεβαίωση κατάθεσης", &form);
    }
    Ok(record)
}

fn receipts_table<'q>(receipts: &[ListedReceipt], doc: &str, query: &'q Query) -> List<'q> {
    let mut table = List::new("Διπλότυπα της ημέρας", format!("/cash-days/{doc}"), query)
        .file("diplotypa-imeras")
        .empty("Δεν έχει φτάσει διπλότυπο αυτής της ημέρας.");
    for column in receipt::columns(false) {
        table = table.column(column);
    }
    let rows = receipts
        .iter()
        .map(|one| receipt::row(&one.row, format!("/cases/{}", one.doc), None));
    table.rows(rows)
}

async fn deposited(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    let id: DocId = doc.parse().map_err(|_| Finding::new(cash::DAY_UNKNOWN))?;
    match app
        .write(move |tx| acts::confirm_deposit(tx, &ctx, id))
        .await
    {
        Ok(()) => Ok(Redirect::to(&format!("/cash-days/{doc}")).into_response()),
        Err(Fail::Refused(finding)) if finding.code != cash::DAY_UNKNOWN => {
            page(&app, &caller, &doc, (&Query::default(), Some(finding))).await
        }
        Err(error) => Err(error),
    }
}

async fn cancellations(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    waiting(&app, &caller, &query, None).await
}

async fn waiting(
    app: &App,
    caller: &Caller,
    query: &Query,
    refused: Option<Finding>,
) -> Outcome<Response> {
    let limit = query.limit(LIMIT);
    let (found, people) = app
        .read(move |tx| Ok((store::cancellations(tx, limit)?, names(tx)?)))
        .await?;
    let mut table = List::new("Ακυρώσεις διπλοτύπων", "/cancellations", query)
        .file("akyroseis")
        .column(Column::text("number", "Διπλότυπο"))
        .column(Column::text("at", "Ακυρώθηκε"))
        .column(Column::text("by", "Από"))
        .column(Column::text("reason", "Αιτία"))
        .column(Column::text("signed", "Προσυπογραφή"))
        .empty("Δεν έχει ακυρωθεί διπλότυπο.");
    for one in &found {
        let signed = one
            .signed
            .map_or_else(|| "περιμένει".to_owned(), |(by, _)| name(&people, Some(by)));
        table = table.row(
            Row::new(one.number.as_str(), format!("/cases/{}", one.doc))
                .cell(local_date_time(one.at))
                .cell(name(&people, Some(one.by)))
                .cell(one.reason.as_str())
                .cell(Cell::tag(signed)),
        );
    }
    let mut body = table.render().into_string();
    if caller.may(COUNTERSIGN) {
        for one in found.iter().filter(|one| one.signed.is_none()) {
            body.push_str(&signing(one).render().into_string());
        }
    }
    let screen = Screen::new("Ακυρώσεις διπλοτύπων", "/cancellations")
        .crumb("Διπλότυπα", "/receipts")
        .refused(refused);
    Ok(screen.list(table.asked(), body).answer(app, caller))
}

fn signing(one: &Cancellation) -> Form {
    Form::new(
        format!("/cancellations/{}/sign", one.doc),
        format!("Προσυπογραφή {}", one.number),
    )
    .note(one.reason.as_str())
    .secondary()
}

async fn sign(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    let id: DocId = doc
        .parse()
        .map_err(|_| Finding::new(cash::NOTHING_TO_COUNTERSIGN))?;
    match app.write(move |tx| acts::countersign(tx, &ctx, id)).await {
        Ok(()) => Ok(Redirect::to("/cancellations").into_response()),
        Err(Fail::Refused(finding)) => {
            waiting(&app, &caller, &Query::default(), Some(finding)).await
        }
        Err(error) => Err(error),
    }
}
