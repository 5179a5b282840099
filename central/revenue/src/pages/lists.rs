//! Money lists: preview (how many, total, exceptions) → draft → approval, once and for good.

use crate::lists::{self, MoneyList, Preview};
use crate::model::{Line, ListState};
use crate::{LISTS_APPROVE, LISTS_DRAFT, READ, store};
use axum::extract::{Form as Sent, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Fail, Outcome};
use loggia_schema::calendar::local_date_time;
use loggia_schema::message::{Finding, books};
use loggia_ui::form::{Choice, Field, Form};
use loggia_ui::{Bulk, Cell, Column, List, Query, Record, Render as _, Row, Section};
use maud::html;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/lists", READ, all)
        .get("/lists/new", LISTS_DRAFT, preview)
        .post("/lists/new", LISTS_DRAFT, draft)
        .get("/lists/{id}", READ, show)
        .post("/lists/{id}/approve", LISTS_APPROVE, approve)
        .post("/lists/{id}/discard", LISTS_DRAFT, discard)
}

const LIMIT: u32 = 500;
/// The sources whose claims a list can hold, with their Greek names.
const SOURCES: &[(&str, &str)] = &[("fines", "Πρόστιμα"), ("irrigation", "Άρδευση")];

/// The source that was asked for, or the first.
fn source(asked: &str) -> &'static str {
    let known = SOURCES.iter().find(|(code, _)| *code == asked);
    known.map_or(SOURCES[0].0, |(code, _)| code)
}

async fn all(State(app): State<App>, caller: Caller, RawQuery(raw): RawQuery) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let limit = query.limit(LIMIT);
    let lists = app.read(move |tx| Ok(lists::all(tx, limit)?)).await?;
    let mut table = List::new("Χρηματικοί κατάλογοι", "/lists", &query)
        .file("katalogoi")
        .column(Column::text("number", "Κατάλογος"))
        .column(Column::text("state", "Κατάσταση"))
        .column(Column::amount("lines", "Γραμμές"))
        .column(Column::amount("total", "Σύνολο"))
        .column(Column::text("created", "Συντάχθηκε"))
        .column(Column::text("entry", "Ημερολόγιο"))
        .empty("Δεν έχει συνταχθεί κατάλογος.")
        .found(u64::try_from(lists.len()).unwrap_or(0));
    if caller.may(LISTS_DRAFT) {
        table = table.create("Νέος κατάλογος", "/lists/new");
    }
    if caller.may(LISTS_APPROVE) {
        table = table.bulk(Bulk::new("/lists/preview", "Έγκριση επιλεγμένων"));
    }
    for list in &lists {
        let mut row = Row::new(
            format!("{}/{}", list.id, list.year),
            format!("/lists/{}", list.id),
        )
        .key(list.id.to_string());
        if list.state != ListState::Draft {
            row = row.locked("δεν είναι σχέδιο");
        }
        table = table.row(
            row.cell(Cell::tag(list.state.greek()))
                .cell(u64::try_from(list.lines).unwrap_or(0))
                .cell(list.total)
                .cell(local_date_time(list.created_at))
                .cell(list.entry.clone()),
        );
    }
    Ok(Screen::new("Χρηματικοί κατάλογοι", "/lists")
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

async fn preview(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    preview_page(&app, &caller, &query, None).await
}

async fn preview_page(
    app: &App,
    caller: &Caller,
    query: &Query,
    refused: Option<Finding>,
) -> Outcome<Response> {
    let today = caller.ctx(app)?.today;
    let source = source(query.filter("source").unwrap_or_default());
    let Preview {
        lines,
        total,
        exceptions,
    } = app
        .read(move |tx| lists::preview(tx, source, today))
        .await?;
    let sources = SOURCES
        .iter()
        .map(|(code, name)| Choice::new(*code, *name))
        .collect();
    let table = lines_table("Γραμμές του καταλόγου", "/lists/new", &lines, query)
        .filter(Field::select("source", "Πηγή", sources));
    let mut out = List::new("Εξαιρέσεις: μένουν έξω", "/lists/new", query)
        .file("exaireseis")
        .column(Column::text("number", "Παραστατικό"))
        .column(Column::amount("amount", "Ποσό"))
        .column(Column::text("why", "Αιτία"))
        .empty("Καμία εξαίρεση.");
    for (line, why) in &exceptions {
        out = out.row(case_row(line).cell(line.claim.principal).cell(why.greek()));
    }
    let form = Form::new("/lists/new", "Σύνταξη καταλόγου")
        .hidden("source", source)
        .total("Σύνολο καταλόγου", total);
    let body = html! {
        p { "Ισχύει την: " strong { (loggia_schema::calendar::greek_date(today)) } }
        p role="status" { "Γραμμές: " strong { (lines.len()) } " · Σύνολο: " strong { (total.greek()) } " · Εξαιρέσεις: " strong { (exceptions.len()) } }
        @if !lines.is_empty() { (form) }
        (table) (out)
    };
    let screen = Screen::new("Προεπισκόπηση καταλόγου", "/lists")
        .crumb("Χρηματικοί κατάλογοι", "/lists")
        .refused(refused);
    let file = table.asked().or_else(|| out.asked());
    Ok(screen.list(file, body.into_string()).answer(app, caller))
}

async fn draft(
    State(app): State<App>,
    caller: Caller,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    let source = source(loggia_ui::Values::from_pairs(pairs).get("source"));
    match app.write(move |tx| lists::draft(tx, &ctx, source)).await {
        Ok(list) => Ok(Redirect::to(&format!("/lists/{}", list.id)).into_response()),
        Err(Fail::Refused(finding)) => {
            let query = Query::parse(&format!("source={source}"));
            preview_page(&app, &caller, &query, Some(finding)).await
        }
        Err(error) => Err(error),
    }
}

async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<i64>,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    page(&app, &caller, id, (&query, None)).await
}

async fn page(
    app: &App,
    caller: &Caller,
    id: i64,
    (query, refused): (&Query, Option<Finding>),
) -> Outcome<Response> {
    let found = app
        .read(move |tx| {
            let Some(list) = lists::find(tx, id)? else {
                return Ok(None);
            };
            let lines = store::of_list(tx, id)?;
            Ok(Some((list, lines)))
        })
        .await?;
    let Some((list, lines)) = found else {
        return Err(Finding::new(books::LIST_UNKNOWN).with("list", id).into());
    };
    let mut record = Record::new()
        .state(list.state.greek())
        .line("Γραμμές", u64::try_from(list.lines).unwrap_or(0))
        .line("Σύνολο", list.total)
        .line("Συντάχθηκε", local_date_time(list.created_at))
        .line("Εγκρίθηκε", list.approved_at.map(local_date_time))
        .line("Εγγραφή ημερολογίου", list.entry.clone())
        .line(
            "Σφραγίδα",
            list.seal.map(|seal| {
                seal.iter()
                    .take(8)
                    .map(|byte| format!("{byte:02X}"))
                    .collect::<String>()
            }),
        );
    let table = lines_table("Οφειλέτες", &format!("/lists/{id}"), &lines, query);
    let file = table.asked();
    record = record.section(Section::new("Γραμμές").block(table));
    // The lines first: who approves has read them.
    if list.state == ListState::Draft {
        record = actions(record, caller, &list);
    }
    let screen = Screen::new(list.title(), "/lists")
        .crumb("Χρηματικοί κατάλογοι", "/lists")
        .refused(refused);
    Ok(screen
        .list(file, record.render().into_string())
        .answer(app, caller))
}

/// Approval is a form of its own, because it cannot be taken back; throwing a draft away is a second one.
fn actions(record: Record, caller: &Caller, list: &MoneyList) -> Record {
    let mut record = record;
    if caller.may(LISTS_APPROVE) {
        let form = Form::new(format!("/lists/{}/approve", list.id), "Έγκριση και βεβαίωση")
            .note("Με την έγκριση οι γραμμές βεβαιώνονται και καταχωρίζονται στα βιβλία. Η ενέργεια δεν αναιρείται.")
            .total("Σύνολο καταλόγου", list.total);
        record = record.form("Έγκριση", &form);
    }
    if caller.may(LISTS_DRAFT) {
        let form = Form::new(format!("/lists/{}/discard", list.id), "Απόρριψη σχεδίου")
            .note("Οι γραμμές μένουν ανοικτές και μπαίνουν σε επόμενο κατάλογο.")
            .secondary()
            .prefix("discard");
        record = record.form("Απόρριψη", &form);
    }
    record
}

fn lines_table<'a>(caption: &str, path: &str, lines: &[Line], query: &'a Query) -> List<'a> {
    let mut table = List::new(caption, path, query)
        .file("grammes")
        .column(Column::text("number", "Παραστατικό"))
        .column(Column::text("debtor", "Οφειλέτης"))
        .column(Column::text("object", "Όχημα ή σύνδεση"))
        .column(Column::text("event", "Ημερομηνία"))
        .column(Column::text("from", "Βεβαιώνεται από"))
        .column(Column::amount("amount", "Ποσό"))
        .empty("Δεν υπάρχουν γραμμές.");
    for line in lines {
        let claim = &line.claim;
        table = table.row(
            case_row(line)
                .cell(claim.debtor_name.as_str())
                .cell(claim.object.clone())
                .cell(claim.event_on)
                .cell(claim.certify_from)
                .cell(claim.principal),
        );
    }
    table
}

fn case_row(line: &Line) -> Row {
    let place = match line.claim.source.as_str() {
        "irrigation" => "lines",
        _ => "cases",
    };
    Row::new(
        line.claim.number.as_str(),
        format!("/{place}/{}", line.claim.doc),
    )
}

async fn approve(State(app): State<App>, caller: Caller, Path(id): Path<i64>) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    after(
        &app,
        &caller,
        id,
        app.write(move |tx| lists::approve(tx, &ctx, id).map(drop))
            .await,
    )
    .await
}

async fn discard(State(app): State<App>, caller: Caller, Path(id): Path<i64>) -> Outcome<Response> {
    let ctx = caller.ctx(&app)?;
    after(
        &app,
        &caller,
        id,
        app.write(move |tx| lists::discard(tx, &ctx, id)).await,
    )
    .await
}

async fn after(app: &App, caller: &Caller, id: i64, done: Outcome<()>) -> Outcome<Response> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/lists/{id}")).into_response()),
        Err(Fail::Refused(finding)) if finding.code != books::LIST_UNKNOWN => {
            page(app, caller, id, (&Query::default(), Some(finding))).await
        }
        Err(error) => Err(error),
    }
}
