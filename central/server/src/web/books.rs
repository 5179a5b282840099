//! The books in a browser: journal, one entry, trial balance. Reading only: nothing is posted from here.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use loggia_books::{EntryId, JOURNAL_READ, JournalFilter, Ledger, Side, journal, trial_balance};
use loggia_core::Outcome;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_schema::calendar::{greek_date, local_date_time};
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, web};
use loggia_ui::form::Field;
use loggia_ui::{Cell, Column, List, Query, Record, Render as _, Row, Section};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/journal", JOURNAL_READ, list)
        .get("/journal/{year}/{section}/{no}", JOURNAL_READ, entry)
        .get("/trial-balance", JOURNAL_READ, trial)
}

async fn list(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let today = caller.ctx(&app)?.today;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut typed = query.read(today);
    let (from, to) = typed.days("from", "to");
    let findings = typed.findings();
    let text = |name: &str| query.filter(name).map(|text| text.trim().to_owned());
    let filter = JournalFilter {
        from,
        to,
        account: text("account"),
        document: text("document"),
        skip: query.offset(),
        limit: u32::try_from(query.size()).unwrap_or(u32::MAX),
        ..JournalFilter::default()
    };
    let (entries, found) = app
        .read(move |tx| Ok((journal::list(tx, &filter)?, journal::count(tx, &filter)?)))
        .await?;
    let mut table = List::new("Ημερολόγιο", "/journal", &query)
        .file("imerologio")
        .filter(Field::date("from", "Από ημερομηνία"))
        .filter(Field::date("to", "Έως"))
        .filter(Field::text("account", "Λογαριασμός"))
        .filter(Field::text("document", "Παραστατικό"))
        .column(Column::text("no", "Εγγραφή"))
        .column(Column::text("date", "Λογιστική ημερομηνία"))
        .column(Column::text("event", "Ημερομηνία γεγονότος"))
        .column(Column::text("text", "Αιτιολογία"))
        .column(Column::amount("amount", "Ποσό"))
        .empty("Δεν έχει γίνει εγγραφή.")
        .findings(findings)
        .found(found);
    for entry in &entries {
        table = table.row(
            Row::new(entry.id.to_string(), address(entry.id))
                .cell(entry.accounting_date)
                .cell(entry.event_date)
                .cell(entry.text.as_str())
                .cell(entry.amount),
        );
    }
    Ok(Screen::new("Ημερολόγιο", "/journal")
        .failed_if(table.is_refused())
        .list(table.asked(), table.render().into_string())
        .answer(&app, &caller))
}

fn address(id: EntryId) -> String {
    format!("/journal/{}/{}/{}", id.year, id.section, id.no)
}

async fn entry(
    State(app): State<App>,
    caller: Caller,
    Path((year, section, no)): Path<(i16, u32, u64)>,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let id = EntryId { year, section, no };
    let found = app
        .read(move |tx| {
            let Some(entry) = journal::find(tx, id)? else {
                return Ok(None);
            };
            let lines = journal::lines_of(tx, id)?;
            Ok(Some((entry, lines)))
        })
        .await?;
    let (entry, lines) = found.ok_or_else(|| Finding::new(web::PAGE_MISSING))?;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut table = List::new("Γραμμές", address(id), &query)
        .file("eggrafi")
        .column(Column::text("account", "Λογαριασμός"))
        .column(Column::text("ledger", "Λογιστική"))
        .column(Column::amount("debit", "Χρέωση"))
        .column(Column::amount("credit", "Πίστωση"))
        .column(Column::text("budget", "Κωδικός προϋπολογισμού"))
        .column(Column::text("document", "Παραστατικό"));
    for line in &lines {
        table = table.row(
            Row::plain(line.account.as_str())
                .cell(line.ledger.greek())
                .cell(on(line, Side::Debit))
                .cell(on(line, Side::Credit))
                .cell(line.budget_code.clone())
                .cell(line.document.clone()),
        );
    }
    let file = table.asked();
    let record = Record::new()
        .line("Αιτιολογία", entry.text.as_str())
        .line("Λογιστική ημερομηνία", entry.accounting_date)
        .line("Ημερομηνία γεγονότος", entry.event_date)
        .line("Καταχωρίστηκε", local_date_time(entry.recorded_at))
        .line("Από", origin(&entry.source.key))
        .section(Section::new("Γραμμές").block(table))
        .section(
            // What a support call asks for; nobody reads it to do the books.
            Section::new("Ταυτότητα της εγγραφής")
                .line("Κανόνας", entry.rule.as_str())
                .line(
                    "Κλειδί γεγονότος",
                    format!("{} {}", entry.source.kind, entry.source.key),
                )
                .closed(),
        );
    let screen =
        Screen::new(format!("Εγγραφή {}", entry.id), "/journal").crumb("Ημερολόγιο", "/journal");
    Ok(screen
        .list(file, record.render().into_string())
        .answer(&app, &caller))
}

/// The case an entry was made from, when the key of its event begins with one.
fn origin(key: &str) -> Cell {
    let doc = key
        .split('/')
        .next()
        .and_then(|doc| doc.parse::<DocId>().ok());
    doc.map_or(Cell::Empty, |doc| {
        Cell::link("Άνοιγμα υπόθεσης", format!("/cases/{doc}"))
    })
}

/// The amount on its side; the other side stays empty.
fn on(line: &journal::Line, side: Side) -> Cell {
    if line.side == side {
        Cell::Amount(line.amount)
    } else {
        Cell::Empty
    }
}

async fn trial(
    State(app): State<App>,
    caller: Caller,
    RawQuery(raw): RawQuery,
) -> Outcome<Response> {
    let today = caller.ctx(&app)?.today;
    let query = Query::parse(raw.as_deref().unwrap_or_default());
    let mut typed = query.read(today);
    let day = typed.day("day").unwrap_or(today);
    let findings = typed.findings();
    let title = format!("Ισοζύγιο έως {}", greek_date(day));
    let mut screen = Screen::new(title, "/trial-balance").failed_if(!findings.is_empty());
    for (at, ledger) in Ledger::ALL.into_iter().enumerate() {
        let trial = app
            .read(move |tx| trial_balance(tx, ledger, day, false))
            .await?;
        let mut table = List::new(ledger.greek(), "/trial-balance", &query)
            .file(match ledger {
                Ledger::General => "isozygio-genikis",
                Ledger::Budget => "isozygio-proypologismou",
            })
            .column(Column::text("account", "Λογαριασμός"))
            .column(Column::text("name", "Ονομασία"))
            .column(Column::amount("debit", "Χρέωση"))
            .column(Column::amount("credit", "Πίστωση"))
            .column(Column::amount("balance", "Υπόλοιπο"))
            .empty("Δεν έχει γίνει εγγραφή.")
            .findings(if at == 0 {
                findings.clone()
            } else {
                Vec::new()
            });
        // One question for both ledgers: it stands above the first.
        if at == 0 {
            table = table.filter(Field::date("day", "Υπόλοιπα έως"));
        }
        for row in &trial.rows {
            table = table.row(
                Row::plain(row.account.as_str())
                    .cell(row.name.as_str())
                    .cell(row.opening.0.plus(row.movement.0)?)
                    .cell(row.opening.1.plus(row.movement.1)?)
                    .cell(row.balance()),
            );
        }
        let (debit, credit) = trial.totals();
        table = table.totals([
            Cell::Text("Σύνολα".to_owned()),
            Cell::Empty,
            Cell::Amount(debit),
            Cell::Amount(credit),
            Cell::Amount(trial.difference()),
        ]);
        screen = screen.list(table.asked(), table.render().into_string());
    }
    Ok(screen.answer(&app, &caller))
}
