//! Money lists: drafted with a preview, approved once; approval certifies and posts in one act (χρηματικός κατάλογος).
//!
//! Lines are put in by the rules ([`rules::listable`]), never by hand; what stays out is shown with its reason. Until
//! approval a payment or a withdrawal takes its line out again. Approving is a single UPDATE from draft to approved:
//! whoever comes second finds it done and gets the same answer.

use super::model::{Line, LineState, ListState};
use super::rules::{self, Exception};
use super::{payables, postings, store};
use jiff::Timestamp;
use jiff::civil::Date;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Row, Tx};
use loggia_core::{Outcome, audit, numbering, params};
use loggia_schema::calendar::Holidays;
use loggia_schema::message::{Finding, books};
use loggia_schema::money::Cents;

/// Most lines of one list: one journal entry holds them all.
pub const MAX_LINES: usize = 4_000;

/// A list (χρηματικός κατάλογος).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyList {
    /// Its number in the municipality.
    pub id: i64,
    /// Its year.
    pub year: i16,
    /// The source of its lines.
    pub source: String,
    /// Where it stands.
    pub state: ListState,
    /// How many lines.
    pub lines: i64,
    /// Their sum.
    pub total: Cents,
    /// When it was drafted.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
    /// By whom.
    pub approved_by: Option<String>,
    /// Hash over its lines as they were approved, for the paper.
    pub seal: Option<[u8; 32]>,
    /// The journal entry of its certification.
    pub entry: Option<String>,
}

impl MoneyList {
    /// «Χρηματικός κατάλογος 3/2026».
    pub fn title(&self) -> String {
        format!("Χρηματικός κατάλογος {}/{}", self.id, self.year)
    }
}

/// What a draft would hold, before it is made (προεπισκόπηση).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The lines that go in.
    pub lines: Vec<Line>,
    /// Their sum.
    pub total: Cents,
    /// The open lines that stay out, with the reason.
    pub exceptions: Vec<(Line, Exception)>,
}

/// Computes the preview of a list of `source` on `today`.
///
/// # Errors
/// Σ-113; the store's.
pub fn preview(tx: &mut Tx<'_>, source: &str, today: Date) -> Outcome<Preview> {
    let (mut lines, mut exceptions) = (Vec::new(), Vec::new());
    for line in store::in_state(tx, source, LineState::Open)? {
        match rules::listable(&line, today) {
            Ok(()) if lines.len() < MAX_LINES => lines.push(line),
            Ok(()) => {}
            Err(exception) => exceptions.push((line, exception)),
        }
    }
    let total = Cents::sum(lines.iter().map(|line| line.claim.principal))?;
    Ok(Preview {
        lines,
        total,
        exceptions,
    })
}

/// Drafts a list of everything that is ripe.
///
/// # Errors
/// [`books::LIST_EMPTY`] when nothing is; the store's.
pub fn draft(tx: &mut Tx<'_>, ctx: &Ctx, source: &str) -> Outcome<MoneyList> {
    let preview = preview(tx, source, ctx.today)?;
    if preview.lines.is_empty() {
        return Err(Finding::new(books::LIST_EMPTY).into());
    }
    let id = numbering::next(tx, "money-list", 0)?;
    tx.exec(
        "INSERT INTO revenue_list (municipality_id, list_id, year, source, state, lines, total, created_at, created_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            tx.municipality(), id, ctx.today.year(), source, ListState::Draft.code(),
            i64::try_from(preview.lines.len()).unwrap_or(0), preview.total, ctx.now, ctx.actor.to_string()
        ],
    )?;
    for mut line in preview.lines {
        (line.list, line.state) = (Some(id), LineState::Listed);
        store::put(tx, &line)?;
    }
    audit::record(tx, ctx, "list.draft", &id.to_string(), "")?;
    find(tx, id)?.ok_or_else(|| DbError::Bug("a list vanished".to_owned()).into())
}

/// Approves a draft: its lines become debts and are posted. Approving it again gives the same list back.
///
/// # Errors
/// [`books::LIST_UNKNOWN`], [`books::LIST_DISCARDED`], [`books::LIST_EMPTY`], what the books refuse; the store's.
pub fn approve(tx: &mut Tx<'_>, ctx: &Ctx, id: i64) -> Outcome<MoneyList> {
    let taken = tx.exec(
        "UPDATE revenue_list SET state = $1, approved_at = $2, approved_by = $3 \
         WHERE municipality_id = $4 AND list_id = $5 AND state = $6",
        &params![
            ListState::Approved.code(),
            ctx.now,
            ctx.actor.to_string(),
            tx.municipality(),
            id,
            ListState::Draft.code()
        ],
    )?;
    let list = find(tx, id)?.ok_or_else(|| Finding::new(books::LIST_UNKNOWN).with("list", id))?;
    match (taken, list.state) {
        (0, ListState::Approved) => return Ok(list),
        (0, _) => return Err(Finding::new(books::LIST_DISCARDED).with("list", id).into()),
        _ => {}
    }
    let lines = store::of_list(tx, id)?;
    if lines.is_empty() {
        return Err(Finding::new(books::LIST_EMPTY).into());
    }
    let total = Cents::sum(lines.iter().map(|line| line.claim.principal))?;
    if total != list.total {
        return Err(Finding::new(books::LIST_TOTAL_DIFFERS)
            .with("list", id)
            .into());
    }
    let entry = postings::certified(tx, ctx, id, &list.title(), &lines)?;
    certify_lines(tx, ctx, &lines)?;
    tx.exec(
        "UPDATE revenue_list SET seal = $1, entry = $2 WHERE municipality_id = $3 AND list_id = $4",
        &params![
            seal(id, list.year, &lines),
            entry.to_string(),
            tx.municipality(),
            id
        ],
    )?;
    audit::record(tx, ctx, "list.approve", &id.to_string(), &entry.to_string())?;
    find(tx, id)?.ok_or_else(|| DbError::Bug("a list vanished".to_owned()).into())
}

fn certify_lines(tx: &mut Tx<'_>, ctx: &Ctx, lines: &[Line]) -> Outcome<()> {
    let holidays = holidays(tx)?;
    let due_on = holidays
        .last_working_day_of_next_month(ctx.today)
        .unwrap_or(ctx.today);
    for line in lines {
        let mut line = line.clone();
        line.state = LineState::Certified;
        line.assessed = line.claim.principal;
        (line.certified_on, line.due_on) = (Some(ctx.today), Some(due_on));
        store::put(tx, &line)?;
        payables::publish(tx, ctx, &line)?;
    }
    Ok(())
}

/// The municipality's calendar: the country's, with the days the centre published.
fn holidays(tx: &mut Tx<'_>) -> Outcome<Holidays> {
    Ok(crate::cases::reference(tx)?.holidays())
}

/// What was approved, as one hash: number, papers, debtors, sums.
pub(crate) fn seal(list: i64, year: i16, lines: &[Line]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("loggia money list v1");
    hasher
        .update(&list.to_be_bytes())
        .update(&year.to_be_bytes());
    for line in lines {
        hasher
            .update(&line.claim.doc.0)
            .update(&line.party().0)
            .update(&line.claim.principal.0.to_be_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// Throws a draft away; its lines are open again.
///
/// # Errors
/// [`books::LIST_UNKNOWN`], [`books::LIST_APPROVED`]; the store's.
pub fn discard(tx: &mut Tx<'_>, ctx: &Ctx, id: i64) -> Outcome<()> {
    let list = find(tx, id)?.ok_or_else(|| Finding::new(books::LIST_UNKNOWN).with("list", id))?;
    if list.state == ListState::Approved {
        return Err(Finding::new(books::LIST_APPROVED).with("list", id).into());
    }
    for mut line in store::of_list(tx, id)? {
        (line.list, line.state) = (None, LineState::Open);
        store::put(tx, &line)?;
    }
    tx.exec(
        "UPDATE revenue_list SET state = $1, lines = $2, total = $2 WHERE municipality_id = $3 AND list_id = $4",
        &params![ListState::Discarded.code(), 0, tx.municipality(), id],
    )?;
    Ok(audit::record(tx, ctx, "list.discard", &id.to_string(), "")?)
}

/// Takes a line out of its draft, if it stands in one; the caller writes the line.
pub(crate) fn take_out(tx: &mut Tx<'_>, line: &mut Line) -> DbResult<()> {
    if line.state != LineState::Listed {
        return Ok(());
    }
    if let Some(list) = line.list.take() {
        tx.exec(
            "UPDATE revenue_list SET lines = lines - 1, total = total - $1 \
             WHERE municipality_id = $2 AND list_id = $3 AND state = 'draft'",
            &params![line.claim.principal, tx.municipality(), list],
        )?;
    }
    line.state = LineState::Open;
    Ok(())
}

const COLUMNS: &str = "list_id, year, source, state, lines, total, created_at, created_by, approved_at, approved_by, \
                       seal, entry";

/// A list by its number.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, id: i64) -> DbResult<Option<MoneyList>> {
    let row = tx.opt(
        &format!("SELECT {COLUMNS} FROM revenue_list WHERE municipality_id = $1 AND list_id = $2"),
        &params![tx.municipality(), id],
    )?;
    row.as_ref().map(read).transpose()
}

/// All lists, newest first.
///
/// # Errors
/// The store's.
pub fn all(tx: &mut Tx<'_>, limit: u32) -> DbResult<Vec<MoneyList>> {
    let rows = tx.rows(
        &format!("SELECT {COLUMNS} FROM revenue_list WHERE municipality_id = $1 ORDER BY list_id DESC LIMIT $2"),
        &params![tx.municipality(), limit],
    )?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> DbResult<MoneyList> {
    let state: String = row.get("state")?;
    Ok(MoneyList {
        id: row.get("list_id")?,
        year: row.get("year")?,
        source: row.get("source")?,
        state: ListState::from_code(&state)
            .ok_or_else(|| DbError::Corrupt(format!("list state {state}")))?,
        lines: row.get("lines")?,
        total: row.get("total")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        approved_at: row.get("approved_at")?,
        approved_by: row.get("approved_by")?,
        seal: row.get("seal")?,
        entry: row.get("entry")?,
    })
}
