//! From a case kind to its code: the one place of the node that names the kinds (είδη υποθέσεων).
//!
//! A store holds documents of several kinds and must fold and list all of them alike. Each kind says what its row puts into
//! the columns that lists sort and filter by ([`Listed`]); everything else is generic. A kind of a newer program has no code
//! here: its entries are stored and relayed, and it has no row until an upgrade.

use crate::commands::{ConflictSettle, Done, Once};
use crate::error::{self, NodeError};
use crate::session::Session;
use crate::store::{Result, StoreError};
use loggia_cases::case::{Conflict, Effects, fold};
use loggia_cases::cash::{self, CashDay, CashDayRow};
use loggia_cases::document::RawEvent;
use loggia_cases::fine::{self, Fine, FineRow};
use loggia_cases::irrigation::{self, BookRow, ReadingBook};
use loggia_cases::protocol::{self, Protocol, ProtocolRow};
use loggia_cases::receipt::{self, Receipt, ReceiptRow};
use loggia_cases::request::{self, Request, RequestRow};
use loggia_cases::{Case, CaseKind, Folded};
use loggia_schema::calendar::Date;
use loggia_schema::message::storage;
use loggia_schema::money::Cents;

/// The kinds this program knows.
pub const KNOWN: [CaseKind; 6] = [
    CaseKind::FINE,
    CaseKind::RECEIPT,
    CaseKind::REQUEST,
    CaseKind::PROTOCOL,
    CaseKind::IRRIGATION_BOOK,
    CaseKind::CASH_DAY,
];

/// What a row puts into the columns of lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// Legal number.
    pub number: String,
    /// Code name of the stage.
    pub state: String,
    /// Local date and time, ISO, that lists sort by.
    pub at: String,
    /// The whole amount.
    pub amount: Cents,
    /// Payment code.
    pub rf: Option<String>,
    /// Canonical plate.
    pub plate: Option<String>,
    /// Last day of a term that runs.
    pub due: Option<Date>,
    /// Code of the community it speaks of.
    pub place: Option<String>,
    /// Code of the office that holds it.
    pub office: Option<String>,
    /// Words to be found by; names come from the private parts.
    pub words: Vec<String>,
}

/// A kind that the node lists.
pub trait Listed: Case {
    /// The columns of a row.
    fn listing(row: &Self::Row) -> Listing;
}

/// Bits of `document.flags`.
pub mod flag {
    /// Holds an event of a newer program: shown, takes no command.
    pub const NEWER: i64 = 1;
    /// A conflict waits for a person.
    pub const CONFLICT: i64 = 2;
    /// A verdict or closure switched an event off.
    pub const OFF: i64 = 4;
    /// Holds an event that this program should understand and does not.
    pub const UNREADABLE: i64 = 8;
}

/// Up to so many events a document is folded from them whenever its state is asked for: reading two or three entries costs
/// less than keeping a state of two kilobytes in every document, most of which are never asked again.
pub const YOUNG: usize = 3;

/// A document folded: its state for the next event, its row, its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Folding {
    /// The folded state, JSON, if it was wanted.
    pub folded: Option<String>,
    /// The kind's row, JSON.
    pub row: String,
    /// Version of the row.
    pub row_version: u32,
    /// The columns.
    pub listing: Listing,
    /// See [`flag`].
    pub flags: i64,
    /// Something clashed, settled or not.
    pub clashed: bool,
    /// Clashes nobody has settled.
    pub open: Vec<Conflict>,
}

/// Folds a whole document; `None` if this program does not know the kind. `state`: its state is wanted too.
pub fn whole(
    kind: CaseKind,
    events: &[RawEvent],
    effects: &Effects,
    state: bool,
) -> Result<Option<Folding>> {
    match kind {
        CaseKind::FINE => whole_of::<Fine>(events, effects, state),
        CaseKind::RECEIPT => whole_of::<Receipt>(events, effects, state),
        CaseKind::REQUEST => whole_of::<Request>(events, effects, state),
        CaseKind::PROTOCOL => whole_of::<Protocol>(events, effects, state),
        CaseKind::IRRIGATION_BOOK => whole_of::<ReadingBook>(events, effects, state),
        CaseKind::CASH_DAY => whole_of::<CashDay>(events, effects, state),
        _ => Ok(None),
    }
}

/// Adds one later event to a folded document; `None` if it must be folded anew.
pub fn add(
    kind: CaseKind,
    folded: &str,
    event: &RawEvent,
    effects: &Effects,
) -> Result<Option<Folding>> {
    match kind {
        CaseKind::FINE => add_to::<Fine>(folded, event, effects),
        CaseKind::RECEIPT => add_to::<Receipt>(folded, event, effects),
        CaseKind::REQUEST => add_to::<Request>(folded, event, effects),
        CaseKind::PROTOCOL => add_to::<Protocol>(folded, event, effects),
        CaseKind::IRRIGATION_BOOK => add_to::<ReadingBook>(folded, event, effects),
        CaseKind::CASH_DAY => add_to::<CashDay>(folded, event, effects),
        _ => Ok(None),
    }
}

/// Settles a conflict by the rules of its kind.
///
/// # Errors
/// As [`Session::conflict_settle`]; a kind this program does not know takes no decision.
pub(crate) fn settle(
    session: &mut Session<'_>,
    once: &Once<'_>,
    kind: CaseKind,
    input: &ConflictSettle,
) -> error::Result<Done> {
    match kind {
        CaseKind::FINE => session.settle_one::<Fine>(once, input),
        CaseKind::RECEIPT => session.settle_one::<Receipt>(once, input),
        CaseKind::REQUEST => session.settle_one::<Request>(once, input),
        CaseKind::PROTOCOL => session.settle_one::<Protocol>(once, input),
        CaseKind::IRRIGATION_BOOK => session.settle_one::<ReadingBook>(once, input),
        CaseKind::CASH_DAY => session.settle_one::<CashDay>(once, input),
        _ => Err(NodeError::refuse(storage::DOCUMENT_NEWER)),
    }
}

/// The version of a kind's rows; `None` for a kind this program does not know.
pub fn row_version(kind: CaseKind) -> Option<u32> {
    match kind {
        CaseKind::FINE => Some(Fine::ROW_VERSION),
        CaseKind::RECEIPT => Some(Receipt::ROW_VERSION),
        CaseKind::REQUEST => Some(Request::ROW_VERSION),
        CaseKind::PROTOCOL => Some(Protocol::ROW_VERSION),
        CaseKind::IRRIGATION_BOOK => Some(ReadingBook::ROW_VERSION),
        CaseKind::CASH_DAY => Some(CashDay::ROW_VERSION),
        _ => None,
    }
}

/// Code name and Greek name of every stage of a kind; of every kind that is known, for `None`.
pub fn stages(kind: Option<CaseKind>) -> Vec<(&'static str, &'static str)> {
    let wanted = |of: CaseKind| kind.is_none_or(|kind| kind == of);
    let mut stages = Vec::new();
    if wanted(CaseKind::FINE) {
        stages.extend(fine::Stage::ALL.map(|stage| (stage.name(), stage.greek())));
    }
    if wanted(CaseKind::RECEIPT) {
        stages.extend(receipt::Stage::ALL.map(|stage| (stage.name(), stage.greek())));
    }
    if wanted(CaseKind::REQUEST) {
        stages.extend(request::Stage::ALL.map(|stage| (stage.name(), stage.greek())));
    }
    if wanted(CaseKind::PROTOCOL) {
        stages.extend(protocol::Stage::ALL.map(|stage| (stage.name(), stage.greek())));
    }
    if wanted(CaseKind::IRRIGATION_BOOK) {
        stages.extend(irrigation::Stage::ALL.map(|stage| (stage.name(), stage.greek())));
    }
    if wanted(CaseKind::CASH_DAY) {
        stages.extend(cash::Stage::ALL.map(|stage| (stage.name(), stage.greek())));
    }
    stages
}

/// Reads a folded state back.
pub fn read_folded<C: Case>(folded: &str) -> Result<Folded<C::State>> {
    serde_json::from_str(folded).map_err(|_| StoreError::Damaged("folded state"))
}

/// Row, columns and JSON of a folded document. `state`: the folded state is wanted too.
pub fn finish<C: Listed>(folded: &Folded<C::State>, state: bool) -> Result<Folding> {
    let row = C::row(folded);
    let json = |error: serde_json::Error| {
        tracing::error!(%error, "a row cannot be written as JSON");
        StoreError::Damaged("row")
    };
    let bit = |set, flag| if set { flag } else { 0 };
    let state = state.then(|| serde_json::to_string(folded));
    let open: Vec<Conflict> = folded.open_conflicts().cloned().collect();
    let flags = bit(folded.newer, flag::NEWER)
        | bit(!open.is_empty(), flag::CONFLICT)
        | bit(!folded.off.is_empty(), flag::OFF)
        | bit(!folded.unreadable.is_empty(), flag::UNREADABLE);
    Ok(Folding {
        folded: state.transpose().map_err(json)?,
        row: serde_json::to_string(&row).map_err(json)?,
        row_version: C::ROW_VERSION,
        listing: C::listing(&row),
        flags,
        clashed: !folded.conflicts.is_empty(),
        open,
    })
}

fn add_to<C: Listed>(folded: &str, event: &RawEvent, effects: &Effects) -> Result<Option<Folding>> {
    let mut folded = read_folded::<C>(folded)?;
    if !folded.add::<C>(event, effects) {
        return Ok(None);
    }
    finish::<C>(&folded, true).map(Some)
}

fn whole_of<C: Listed>(
    events: &[RawEvent],
    effects: &Effects,
    state: bool,
) -> Result<Option<Folding>> {
    finish::<C>(&fold::<C>(events, effects), state).map(Some)
}

impl Listed for Fine {
    fn listing(row: &FineRow) -> Listing {
        Listing {
            number: row.number.clone(),
            state: row.stage.name().to_owned(),
            at: row.offence_at.clone(),
            amount: row.amount,
            rf: some(&row.rf),
            plate: some(&row.plate),
            words: vec![row.search.clone()],
            ..Listing::default()
        }
    }
}

impl Listed for Receipt {
    fn listing(row: &ReceiptRow) -> Listing {
        Listing {
            number: row.number.clone(),
            state: row.stage.name().to_owned(),
            at: row.issued_at.clone(),
            amount: row.total,
            words: vec![row.search.clone()],
            ..Listing::default()
        }
    }
}

impl Listed for Request {
    fn listing(row: &RequestRow) -> Listing {
        Listing {
            number: row.number.clone(),
            state: row.stage.name().to_owned(),
            at: row.registered_at.clone(),
            due: row.due,
            place: some(&row.community),
            office: some(&row.office),
            words: vec![row.search.clone()],
            ..Listing::default()
        }
    }
}

impl Listed for Protocol {
    fn listing(row: &ProtocolRow) -> Listing {
        Listing {
            number: row.number.clone(),
            state: row.stage.name().to_owned(),
            at: row.at.clone(),
            amount: Cents(0),
            rf: None,
            plate: None,
            words: vec![row.search.clone()],
            ..Listing::default()
        }
    }
}

impl Listed for ReadingBook {
    fn listing(row: &BookRow) -> Listing {
        Listing {
            number: row.number.clone(),
            state: row.stage.name().to_owned(),
            at: row.taken_at.clone(),
            words: vec![row.search.clone()],
            ..Listing::default()
        }
    }
}

impl Listed for CashDay {
    fn listing(row: &CashDayRow) -> Listing {
        Listing {
            number: row.number.clone(),
            state: row.stage.name().to_owned(),
            at: row.opened_at.clone(),
            amount: row.cash.plus(row.card).unwrap_or_default(),
            words: vec![row.search.clone()],
            ..Listing::default()
        }
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
