//! One case with its timeline: what arrived, from which device, how it was judged, where it is in the journal.

use super::{conflicts, files};
use axum::extract::{Path, State};
use axum::response::Response;
use loggia_cases::case::{Case, fold};
use loggia_cases::cash::CashDay;
use loggia_cases::fine::Fine;
use loggia_cases::irrigation::ReadingBook;
use loggia_cases::private::PrivatePart;
use loggia_cases::protocol::Protocol;
use loggia_cases::receipt::Receipt;
use loggia_cases::records::{ReadingRulingRecord, Record as _};
use loggia_cases::request::Request;
use loggia_core::app::App;
use loggia_core::web::{Caller, Routes, Screen};
use loggia_core::{Outcome, access, parts, records};
use loggia_intake::blobs::{self, BlobRow};
use loggia_intake::documents::{self, DocumentRow, JudgedEvent};
use loggia_intake::{CASES_READ, registry};
use loggia_schema::calendar::local_date_time;
use loggia_schema::ids::{DocId, Incarnation, PartId, UserId};
use loggia_schema::message::{Finding, web};
use loggia_ui::cases::{Names, View, cash, fine, irrigation, protocol, receipt, request};
use loggia_ui::{Column, List, Query, Record, Render as _, Row, Section};
use std::collections::BTreeMap;

pub(super) fn routes() -> Routes {
    Routes::new().get("/cases/{doc}", CASES_READ, show).get(
        "/cases/{doc}/files/{blob}",
        CASES_READ,
        files::show,
    )
}

/// Everything a case page needs, read in one picture.
pub(super) struct Read {
    pub(super) row: DocumentRow,
    pub(super) events: Vec<JudgedEvent>,
    effects: loggia_cases::case::Effects,
    pub(super) users: BTreeMap<UserId, String>,
    devices: BTreeMap<Incarnation, String>,
    pub(super) parts: BTreeMap<PartId, PrivatePart>,
    rulings: Vec<ReadingRulingRecord>,
    decided: Option<Section>,
    pub(super) blobs: Vec<BlobRow>,
}

async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(doc): Path<String>,
) -> Outcome<Response> {
    let missing = || Finding::new(web::PAGE_MISSING);
    let id: DocId = doc.parse().map_err(|_| missing())?;
    let mut read = app
        .read(move |tx| read(tx, id))
        .await?
        .ok_or_else(missing)?;
    if !caller.may(loggia_casework::protocol::READ_CONFIDENTIAL) {
        let open = |part: &PrivatePart| !matches!(part, PrivatePart::Letter(l) if l.confidential);
        read.parts.retain(|_, part| open(part));
    }
    let today = caller.ctx(&app)?.today;
    let (title, record) = match read.row.kind {
        kind if kind == Fine::KIND.0 => draw::<Fine, _>(&read, today, |view| {
            (
                number_of(view.folded.state.number().map(ToString::to_string), "Κλήση"),
                fine::record(view),
            )
        }),
        kind if kind == Receipt::KIND.0 => draw::<Receipt, _>(&read, today, |view| {
            (
                number_of(
                    view.folded.state.number().map(ToString::to_string),
                    "Διπλότυπο",
                ),
                receipt::record(view),
            )
        }),
        kind if kind == Request::KIND.0 => draw::<Request, _>(&read, today, |view| {
            (
                number_of(
                    view.folded.state.number().map(ToString::to_string),
                    "Αίτημα",
                ),
                request::record(view),
            )
        }),
        kind if kind == Protocol::KIND.0 => draw::<Protocol, _>(&read, today, |view| {
            (
                number_of(
                    view.folded.state.number().map(ToString::to_string),
                    "Εγγραφή πρωτοκόλλου",
                ),
                protocol::record(view),
            )
        }),
        kind if kind == ReadingBook::KIND.0 => draw::<ReadingBook, _>(&read, today, |view| {
            let mut state = view.folded.state.clone();
            for ruling in &read.rulings {
                state.rule(ruling.reading, ruling.ruling, &ruling.reason);
            }
            let number = state
                .book
                .as_ref()
                .map(|book| format!("{}/{}", book.meter, book.season));
            (
                number_of(number, "Βιβλίο ενδείξεων"),
                irrigation::record(view, &state, None),
            )
        }),
        kind if kind == CashDay::KIND.0 => draw::<CashDay, _>(&read, today, |view| {
            let opened = view.folded.state.opened.as_ref();
            let number = opened.map(|o| loggia_cases::cash::row::name(o.day, o.shift));
            (number_of(number, "Ταμειακή ημέρα"), cash::record(view))
        }),
        _ => (
            "Υπόθεση".to_owned(),
            Record::new().no_actions("Το είδος της υπόθεσης δεν είναι γνωστό σε αυτή την έκδοση."),
        ),
    };
    let sections = [read.decided.take(), files::section(&read)];
    let record = sections.into_iter().flatten().fold(record, Record::section);
    let (place, path) = match read.row.kind {
        kind if kind == Receipt::KIND.0 => ("Εισπράξεις", "/payments"),
        kind if kind == Request::KIND.0 => ("Αιτήματα πολιτών", "/requests"),
        kind if kind == Protocol::KIND.0 => ("Ευρετήριο πρωτοκόλλου", "/protocol"),
        kind if kind == ReadingBook::KIND.0 => ("Βιβλία ενδείξεων", "/irrigation/books"),
        kind if kind == CashDay::KIND.0 => ("Ταμειακές ημέρες", "/cash-days"),
        _ => ("Κλήσεις", "/fines"),
    };
    let screen = Screen::new(title, path).crumb(place, path);
    let body = record.render().into_string() + &judgements(&read).into_string();
    Ok(screen.body(body).answer(&app, &caller))
}

fn number_of(number: Option<String>, what: &str) -> String {
    number.map_or_else(|| what.to_owned(), |number| format!("{what} {number}"))
}

/// A case with the names behind its ids.
pub(super) fn read(tx: &mut loggia_core::db::Tx<'_>, id: DocId) -> Outcome<Option<Read>> {
    let Some(row) = documents::document(tx, id)? else {
        return Ok(None);
    };
    let events = documents::timeline(tx, id)?;
    let effects = documents::effects_of(tx, id)?;
    let users = access::users(tx)?
        .into_iter()
        .map(|user| (user.id, user.name))
        .collect();
    let names: BTreeMap<_, _> = registry::devices(tx)?
        .into_iter()
        .map(|device| (device.key, device.name))
        .collect();
    let device = |event: &JudgedEvent| {
        Some((
            event.feed.incarnation,
            names.get(&event.feed.device)?.clone(),
        ))
    };
    let devices = events.iter().filter_map(device).collect();
    let mut found = BTreeMap::new();
    for part in parts::of_document(tx, id)? {
        if let Ok(read) = PrivatePart::read(&part.1) {
            found.insert(part.0, read);
        }
    }
    let rulings = rulings(tx, id, &row, &events)?;
    Ok(Some(Read {
        row,
        events,
        effects,
        users,
        devices,
        parts: found,
        rulings,
        decided: conflicts::section(tx, &id.to_string())?,
        blobs: blobs::of_document(tx, id)?,
    }))
}

/// What the centre decided about the readings of a book.
fn rulings(
    tx: &mut loggia_core::db::Tx<'_>,
    id: DocId,
    row: &DocumentRow,
    events: &[JudgedEvent],
) -> Outcome<Vec<ReadingRulingRecord>> {
    let mut found = Vec::new();
    if row.kind != ReadingBook::KIND.0 {
        return Ok(found);
    }
    for event in events {
        let key = format!("{id}/{}", event.event.key);
        let stored = records::find(tx, ReadingRulingRecord::TABLE, &key)?;
        let value = stored.and_then(|stored| stored.value);
        let value = value.and_then(|text| serde_json::from_str(&text).ok());
        found.extend(value.and_then(|value| ReadingRulingRecord::from_value(&value).ok()));
    }
    Ok(found)
}

/// Anything drawn from a case by its kind.
pub(super) fn draw<C: Case, T>(
    read: &Read,
    today: jiff::civil::Date,
    screen: impl Fn(&View<'_, C>) -> T,
) -> T {
    let events: Vec<_> = read
        .events
        .iter()
        .map(|judged| judged.event.clone())
        .collect();
    let folded = fold::<C>(&events, &read.effects);
    let names = Names {
        user: &|id| read.users.get(&id).cloned(),
        device: &|incarnation| read.devices.get(&incarnation).cloned(),
        part: &|id| read.parts.get(&id).cloned(),
    };
    screen(&View {
        folded: &folded,
        events: &events,
        effects: &read.effects,
        names,
        badge: None,
        today,
    })
}

/// How each entry was judged, with its place and its journal numbers.
fn judgements(read: &Read) -> loggia_ui::Markup {
    let query = Query::default();
    let mut list = List::new("Κρίσεις του Κέντρου", "", &query)
        .column(Column::text("entry", "Εγγραφή"))
        .column(Column::text("arrived", "Άφιξη"))
        .column(Column::text("outcome", "Κρίση"))
        .column(Column::text("journal", "Ημερολόγιο"))
        .empty("Δεν έχει φτάσει ακόμη εγγραφή.");
    for event in &read.events {
        let journal = event.journal.map_or_else(String::new, |(from, to)| {
            if from == to {
                from.to_string()
            } else {
                format!("{from}–{to}")
            }
        });
        let device = read
            .devices
            .get(&event.feed.incarnation)
            .map_or("–", String::as_str);
        list = list.row(
            Row::plain(format!("{device} · {}", event.height.0))
                .cell(local_date_time(event.arrived))
                .cell(outcome(event))
                .cell(journal),
        );
    }
    list.render()
}

fn outcome(event: &JudgedEvent) -> String {
    let why = event
        .finding
        .as_deref()
        .and_then(|text| serde_json::from_str::<Finding>(text).ok());
    let word = match event.outcome.as_deref() {
        Some("accepted") => "Καταχωρίστηκε",
        Some("refused") => "Απορρίφθηκε",
        Some("quarantined") => "Σε καραντίνα",
        _ => "Περιμένει",
    };
    why.map_or_else(
        || word.to_owned(),
        |finding| format!("{word}: {}", finding.greek()),
    )
}
