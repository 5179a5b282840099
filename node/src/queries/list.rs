//! Lists of cases with filters, order and pages, and the folded search (λίστες, αναζήτηση).

use crate::blobs;
use crate::documents;
use crate::error::{NodeError, Result};
use crate::feeds;
use crate::kinds::{self, flag};
use crate::queries::Badge;
use crate::queries::lines::Asked;
use crate::search;
use crate::session::Session;
use crate::store;
use jiff::civil::Date;
use loggia_cases::CaseKind;
use loggia_cases::irrigation::BookRow;
use loggia_cases::protocol::{self, Register};
use loggia_cases::request;
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::message::{Finding, cash};
use loggia_schema::money::Cents;
use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows of a page when the caller names no number.
pub const PAGE: u32 = 50;
/// Most rows of a page.
pub const MAX_PAGE: u32 = 500;

/// Which cases, in which order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ListFilter {
    /// One kind; `None`: all kinds.
    pub kind: Option<CaseKind>,
    /// One scope; `None`: all the user may see.
    pub scope: Option<ScopeId>,
    /// Code names of stages; empty: all.
    pub states: Vec<String>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Only those whose term runs and ends before this day.
    pub overdue_on: Option<Date>,
    /// Code of a community.
    pub place: Option<String>,
    /// Code of the office that holds them.
    pub office: Option<String>,
    /// Words, folded, each by its beginning.
    pub words: String,
    /// Only cases that wait for a person.
    pub conflicts: bool,
    /// Only entries of one book of the protocol.
    pub register: Option<Register>,
    /// With the entries of the protocol, the requests that took their numbers from the same series.
    pub book: bool,
    /// Order.
    pub sort: SortBy,
    /// The other way round.
    pub ascending: bool,
    /// First row, from 0.
    pub offset: u32,
    /// Rows of the page; 0: [`PAGE`].
    pub limit: u32,
}

/// Order of a list; ties by the order in which cases came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SortBy {
    /// By date and time.
    #[default]
    Time,
    /// By legal number.
    Number,
    /// By amount.
    Amount,
    /// By stage.
    State,
    /// By the last day of the term; those without one at the end.
    Due,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPage {
    /// The rows.
    pub rows: Vec<ListRow>,
    /// How many there are on all pages.
    pub total: u64,
    /// How many documents wait to be brought up to date; the list may be behind by as many.
    pub behind: u64,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRow {
    /// The case.
    pub doc: DocId,
    /// Its kind.
    pub kind: CaseKind,
    /// Its scope.
    pub scope: ScopeId,
    /// Its legal number.
    pub number: String,
    /// Code name of its stage.
    pub state: String,
    /// Local date and time, ISO.
    pub at: String,
    /// Whole amount.
    pub amount: Cents,
    /// A conflict waits for a person.
    pub conflict: bool,
    /// Shown only: holds events of a newer program, or unreadable ones.
    pub locked: bool,
    /// A verdict or closure switched an event off.
    pub off: bool,
    /// How far its newest entry of this device has come; `None` if this device wrote none.
    pub badge: Option<Badge>,
    /// The kind's whole row.
    pub row: serde_json::Value,
}

impl Session<'_> {
    /// A page of cases.
    ///
    /// # Errors
    /// The disk's.
    pub fn list(&mut self, filter: &ListFilter) -> Result<ListPage> {
        known_states(filter)?;
        let (held, device) = (self.node.scopes()?, self.me.device);
        let seen: Vec<ScopeId> = held
            .into_iter()
            .filter(|scope| self.user.scopes.contains(scope))
            .collect();
        let moved = self.moved(filter, &seen)?;
        let open = self.open()?;
        let behind = crate::rows::dirty_count(open.store.conn())?;
        let found = match filter.words.trim() {
            "" => None,
            words => Some(search::find(open.store.conn(), words)?),
        };
        let asked = Asked {
            kinds: kinds_of(filter),
            scopes: seen
                .into_iter()
                .filter(|scope| filter.scope.is_none_or(|wanted| wanted == *scope))
                .collect(),
            moved: &moved,
            found,
        };
        let limit = if filter.limit == 0 {
            PAGE
        } else {
            filter.limit.min(MAX_PAGE)
        };
        let lines = open.lines.up_to_date(&open.store)?;
        let (total, nos) = lines.page(filter, &asked, limit as usize);
        let conn = open.store.conn();
        let present = blobs::present_epoch(conn)?;
        let mut page = Vec::with_capacity(nos.len());
        for no in nos {
            let sql = "SELECT doc, kind, scope, number, state, at, amount, flags FROM document WHERE no = ?1";
            let mut row = store::one(conn, sql, [no], read)?;
            row.row = documents::row(conn, no)?;
            row.badge = badge(conn, &row.doc, &device)?;
            if row.badge > Some(Badge::Queued) && blobs::any_waits(conn, &row.doc, present)? {
                row.badge = Some(Badge::Queued);
            }
            page.push(row);
        }
        for row in &mut page {
            if row.kind == CaseKind::IRRIGATION_BOOK {
                self.rule(row)?;
            }
        }
        Ok(ListPage {
            rows: page,
            total: u64::try_from(total).unwrap_or(u64::MAX),
            behind,
        })
    }

    /// Books that a decision of the centre moved to another state: the stored row follows from entries alone, and a decision
    /// is a record. Asked only where a filter looks at states.
    fn moved(&mut self, filter: &ListFilter, seen: &[ScopeId]) -> Result<BTreeMap<i64, String>> {
        let mut moved = BTreeMap::new();
        let of_books = filter
            .kind
            .is_none_or(|kind| kind == CaseKind::IRRIGATION_BOOK);
        if filter.states.is_empty() || !of_books {
            return Ok(moved);
        }
        for scope in seen {
            for doc in self.reference(scope)?.water().ruled_books() {
                let conn = self.open()?.store.conn();
                let Some(document) = documents::find(conn, &doc)? else {
                    continue;
                };
                let row = documents::row(conn, document.no)?;
                if let Ok(book) = serde_json::from_value::<BookRow>(row) {
                    let (stored, ruled) = (book.stage, self.ruled_row(&doc, book)?.stage);
                    if stored != ruled {
                        moved.insert(document.no, ruled.name().to_owned());
                    }
                }
            }
        }
        Ok(moved)
    }

    /// A book says what the centre decided about its readings.
    fn rule(&mut self, row: &mut ListRow) -> Result<()> {
        if let Ok(book) = serde_json::from_value::<BookRow>(row.row.clone()) {
            let ruled = self.ruled_row(&row.doc, book)?;
            ruled.stage.name().clone_into(&mut row.state);
            row.row = serde_json::to_value(ruled)
                .map_err(|_| NodeError::Us("a row that does not write"))?;
        }
        Ok(())
    }

    /// Cases that hold every word, newest first; accents, case and look-alike letters do not matter.
    ///
    /// # Errors
    /// The disk's.
    pub fn search(&mut self, words: &str) -> Result<ListPage> {
        self.list(&ListFilter {
            words: words.to_owned(),
            ..ListFilter::default()
        })
    }
}

/// A state that no kind has is a mistyped one: it is refused with those there are, instead of finding nothing.
fn known_states(filter: &ListFilter) -> Result<()> {
    let known = kinds::stages(filter.kind);
    let is_unknown = |state: &&String| !known.iter().any(|(name, _)| name == state);
    let Some(unknown) = filter.states.iter().find(is_unknown) else {
        return Ok(());
    };
    let known: Vec<String> = known
        .iter()
        .map(|(name, greek)| format!("{name} ({greek})"))
        .collect();
    Err(Finding::new(cash::STATE_UNKNOWN)
        .on("stage")
        .with("value", unknown)
        .with("known", known.join(", "))
        .into())
}

/// The kinds of a list, each with its stages.
fn kinds_of(filter: &ListFilter) -> Vec<(Option<CaseKind>, Vec<String>)> {
    let mut kinds = vec![(filter.kind, filter.states.clone())];
    let lines = of_the_book(&filter.states);
    if filter.book && !lines.is_empty() {
        kinds.push((Some(CaseKind::REQUEST), lines));
    }
    kinds
}

/// The stages of requests whose lines in the book are in these stages.
fn of_the_book(states: &[String]) -> Vec<String> {
    let shown = |stage: &request::Stage| {
        let line = stage.in_the_book();
        line != protocol::Stage::Draft
            && (states.is_empty() || states.iter().any(|name| name == line.name()))
    };
    let stages = request::Stage::ALL.into_iter().filter(shown);
    stages.map(|stage| stage.name().to_owned()).collect()
}

/// How far the newest entry of this device in a document has come.
pub(crate) fn badge(
    conn: &Connection,
    doc: &DocId,
    device: &loggia_schema::ids::DeviceKey,
) -> store::Result<Option<Badge>> {
    let sql = "SELECT max(e.id) FROM entry e JOIN feed f ON f.no = e.id >> 40 WHERE e.doc = ?1 AND f.device = ?2";
    let newest: Option<i64> = store::one(conn, sql, (doc.as_bytes(), device.as_bytes()), |row| {
        row.get(0)
    })?;
    let Some(newest) = newest.map(feeds::EntryId) else {
        return Ok(None);
    };
    Ok(Some(Badge::of(&feeds::by_no(conn, newest.feed())?, newest)))
}

fn read(row: &Row<'_>) -> rusqlite::Result<ListRow> {
    let flags: i64 = row.get(7)?;
    Ok(ListRow {
        doc: DocId(row.get(0)?),
        kind: CaseKind(row.get(1)?),
        scope: ScopeId(row.get(2)?),
        number: row.get(3)?,
        state: row.get(4)?,
        at: row.get(5)?,
        amount: Cents(row.get(6)?),
        conflict: flags & flag::CONFLICT != 0,
        locked: flags & (flag::NEWER | flag::UNREADABLE) != 0,
        off: flags & flag::OFF != 0,
        badge: None,
        row: serde_json::Value::Null,
    })
}
