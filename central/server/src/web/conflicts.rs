//! Conflicts: the screen on which one is decided, and the list of those that were, each with both of its sides.

use super::cases;
use axum::Form as Posted;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_cases::document::EventKey;
use loggia_cases::request::Request;
use loggia_core::app::App;
use loggia_core::conflicts::{self, ConflictKind, Decided};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::rights::{TASKS_READ, TASKS_WRITE};
use loggia_core::tasks::Task;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Fail, Outcome, access, tasks};
use loggia_schema::calendar::local_date_time;
use loggia_schema::dispute::{Dispute, Stands};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, conflicts as messages, web};
use loggia_ui::conflict::{self, Decide};
use loggia_ui::timeline::Timeline;
use loggia_ui::{Column, List, Query, Record, Render as _, Row, Section, Values};
use serde::Deserialize;
use std::collections::BTreeMap;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/conflicts", TASKS_READ, list)
        .get("/conflicts/{task}", TASKS_READ, show)
        .post("/conflicts/{task}", TASKS_WRITE, decide)
}

/// Who decides what two offices wrote into one case.
const AT_OFFICE: &str = "Αποφασίζει το γραφείο που έχει την υπόθεση, με τα πλήκτρα 1, 2 και 3. Εδώ κλείνει μόλις φτάσει η απόφασή του.";
/// What somebody is told who only looks.
const NO_RIGHT: &str = "Αποφασίζει όποιος έχει δικαίωμα τακτοποίησης εργασιών.";

/// What two offices did to one request beside each other (αίτημα που άλλαξε σε δύο γραφεία).
pub(super) const EDITED: ConflictKind = ConflictKind {
    task: loggia_casework::requests::EDITED,
    title: "Αίτημα που άλλαξε σε δύο γραφεία",
    right: loggia_casework::requests::SETTLE,
    draw: edited,
    decide: |_, _, _, _| Err(Finding::new(messages::SIDE_MISSING).into()),
};

/// Both sides, from the case itself. Nothing can be chosen here: the centre writes no events into a case.
fn edited(tx: &mut Tx<'_>, ctx: &Ctx, task: &Task) -> Outcome<Dispute> {
    let gone = || Finding::new(messages::DECIDED_ALREADY);
    let (doc, event) = task.subject.split_once('/').ok_or_else(gone)?;
    let (doc, event): (DocId, EventKey) = (
        doc.parse().map_err(|_| gone())?,
        event.parse().map_err(|_| gone())?,
    );
    let read = cases::read(tx, doc)?.ok_or_else(gone)?;
    let dispute = cases::draw::<Request, _>(&read, ctx.today, |view| {
        let mut all = view.folded.conflicts.iter();
        let met = all.find(|conflict| conflict.event.key == event);
        met.map(|conflict| loggia_ui::cases::dispute(view, conflict))
    });
    Ok(Dispute {
        offers: Vec::new(),
        reason: None,
        ..dispute.ok_or_else(gone)?
    })
}

/// The address of a conflict.
pub(super) fn address(task: &[u8; 16]) -> String {
    format!("/conflicts/{}", data_encoding::HEXLOWER.encode(task))
}

/// What people call a kind of conflict.
fn title(app: &App, kind: &str) -> &'static str {
    conflicts::of(app.subsystems(), kind).map_or("Διένεξη", |kind| kind.title)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let (size, offset) = (query.size(), query.offset());
    let (found, total, names) = app
        .read(move |tx| {
            let (found, total) = conflicts::decided(tx, size, offset)?;
            Ok((found, total, names(tx)?))
        })
        .await?;
    let mut table = List::new("Τακτοποιημένες διενέξεις", "/conflicts", &query)
        .file("dienexeis")
        .column(Column::text("kind", "Διένεξη"))
        .column(Column::text("at", "Απόφαση"))
        .column(Column::text("by", "Ποιος"))
        .column(Column::text("stands", "Τι ισχύει"))
        .column(Column::text("reason", "Αιτιολογία"))
        .column(Column::text("done", "Τι έγινε"))
        .empty("Δεν έχει τακτοποιηθεί ακόμη διένεξη. Όσες περιμένουν βρίσκονται στις εργασίες σας.")
        .found(total);
    for one in &found {
        table = table.row(
            Row::new(title(&app, &one.kind), address(&one.task))
                .cell(local_date_time(one.at))
                .cell(by(&names, one))
                .cell(one.dispute.offer(one.stands).unwrap_or_default())
                .cell(one.reason.as_str())
                .cell(one.done.as_str()),
        );
    }
    Ok(Screen::new("Διενέξεις", "/conflicts")
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

/// Display names by the actor of the audit trail.
fn names(tx: &mut Tx<'_>) -> Outcome<BTreeMap<String, String>> {
    let users = access::users(tx)?.into_iter();
    Ok(users
        .map(|user| (format!("user:{}", user.id), user.name))
        .collect())
}

fn by(names: &BTreeMap<String, String>, one: &Decided) -> String {
    names
        .get(&one.by)
        .cloned()
        .unwrap_or_else(|| "Κέντρο".to_owned())
}

/// What was decided about a thing, as a section of its page; none if nothing was.
pub(super) fn section(tx: &mut Tx<'_>, thing: &str) -> Outcome<Option<Section>> {
    let found = conflicts::about(tx, thing)?;
    if found.is_empty() {
        return Ok(None);
    }
    let names = names(tx)?;
    let moments = found.iter().map(|one| told(&names, one)).collect();
    Ok(Some(Section::new("Διενέξεις που τακτοποιήθηκαν").block(
        Timeline::new(moments).titled("Αποφάσεις", "decisions"),
    )))
}

fn told(names: &BTreeMap<String, String>, one: &Decided) -> loggia_ui::timeline::Moment {
    let when = (local_date_time(one.at), by(names, one));
    let mut moment = conflict::told(&one.dispute, one.stands, &one.reason, when);
    moment.changes.push(one.done.clone());
    moment
}

/// What a page of a conflict is made of.
enum Found {
    Open(Box<Dispute>),
    Settled(Box<Decided>, BTreeMap<String, String>),
}

async fn show(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Outcome<Response> {
    page(&app, &caller, &id, &Values::default(), &[]).await
}

async fn page(
    app: &App,
    caller: &Caller,
    id: &str,
    values: &Values,
    findings: &[Finding],
) -> Outcome<Response> {
    let task = open_to(app, caller, id).await?;
    let (kind, task) = task;
    let ctx = caller.ctx(app)?;
    let about = task.clone();
    let found = app
        .read(move |tx| match conflicts::find(tx, about.id)? {
            Some(decided) => Ok(Found::Settled(Box::new(decided), names(tx)?)),
            None => Ok(Found::Open(Box::new((kind.draw)(tx, &ctx, &about)?))),
        })
        .await?;
    let mut screen = Screen::new(kind.title, "/conflicts").crumb("Διενέξεις", "/conflicts");
    if !findings.is_empty() {
        screen = screen.failed();
    }
    let body = match &found {
        Found::Open(dispute) => {
            let why = loggia_ui::html! { p { (task.finding.greek()) } }.into_string();
            if dispute.offers.is_empty() {
                why + &conflict::elsewhere(dispute, AT_OFFICE).into_string()
            } else if caller.may(TASKS_WRITE) {
                let decide = Decide::new(dispute, address(&task.id), values, findings);
                why + &decide
                    .back("Επιστροφή στις εργασίες", "/")
                    .render()
                    .into_string()
            } else {
                why + &conflict::elsewhere(dispute, NO_RIGHT).into_string()
            }
        }
        Found::Settled(decided, names) => {
            let record = Record::new()
                .state("Τακτοποιήθηκε")
                .line("Τι έγινε", decided.done.as_str())
                .section(
                    Section::new("Οι δύο πλευρές")
                        .block(conflict::decided(&decided.dispute, decided.stands)),
                )
                .timeline(Timeline::new(vec![told(names, decided)]));
            record.render().into_string()
        }
    };
    Ok(screen.body(body).answer(app, caller))
}

/// The task behind an address, if it is a conflict that this person may see.
async fn open_to(app: &App, caller: &Caller, id: &str) -> Outcome<(&'static ConflictKind, Task)> {
    let missing = || Finding::new(web::PAGE_MISSING);
    let bytes = data_encoding::HEXLOWER.decode(id.as_bytes()).ok();
    let bytes = bytes
        .and_then(|bytes| <[u8; 16]>::try_from(bytes).ok())
        .ok_or_else(missing)?;
    let task = app
        .read(move |tx| Ok(tasks::find(tx, bytes)?))
        .await?
        .ok_or_else(missing)?;
    let kind = conflicts::of(app.subsystems(), &task.kind).ok_or_else(missing)?;
    if !caller.may(kind.right) {
        return Err(missing().into());
    }
    Ok((kind, task))
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    stands: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    pick: String,
}

async fn decide(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Posted(typed): Posted<Typed>,
) -> Outcome<Response> {
    let (kind, task) = open_to(&app, &caller, &id).await?;
    let ctx = caller.ctx(&app)?;
    let values = Values::default()
        .with(conflict::STANDS, typed.stands.as_str())
        .with(conflict::REASON, typed.reason.as_str())
        .with(conflict::PICK, typed.pick.as_str());
    let decided = app
        .write(move |tx| {
            let chosen = (
                Stands::parse(&typed.stands),
                typed.reason.as_str(),
                typed.pick.as_str(),
            );
            conflicts::decide(tx, &ctx, kind, task.id, chosen)
        })
        .await;
    match decided {
        Ok(decided) => Ok(Redirect::to(&address(&decided.task)).into_response()),
        Err(Fail::Refused(finding)) if finding.code != messages::DECIDED_ALREADY => {
            page(&app, &caller, &id, &values, &[finding]).await
        }
        Err(error) => Err(error),
    }
}
