//! Lines as rows: claims come in, are found again, and move through their states.

use super::model::{Claim, Line, LineState, Reduced};
use super::persons::escaped;
use loggia_core::db::{DbError, DbResult, Row, Tx, Value};
use loggia_core::params;
use loggia_schema::ids::{DocId, PersonId};
use loggia_schema::money::Cents;
use loggia_schema::text::fold;

const COLUMNS: &str = "doc_id, source, scope_id, number, rf, title, object, person_id, debtor_name, event_on, principal, vat, third_party, \
                       reduced, reduced_until, certify_from, stands, budget_code, basis, state, collected, assessed, \
                       list_id, certified_on, due_on";

/// The line of a document.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Option<Line>> {
    one(tx, "doc_id = $2", doc)
}

/// The line with a payment code.
///
/// # Errors
/// The store's.
pub fn by_rf(tx: &mut Tx<'_>, rf: &str) -> DbResult<Option<Line>> {
    one(tx, "rf = $2", rf)
}

/// The line with a number on its paper.
///
/// # Errors
/// The store's.
pub fn by_number(tx: &mut Tx<'_>, number: &str) -> DbResult<Option<Line>> {
    one(
        tx,
        "source IN ('fines', 'irrigation') AND number = $2",
        number,
    )
}

fn one(tx: &mut Tx<'_>, condition: &str, value: impl Into<Value>) -> DbResult<Option<Line>> {
    let row = tx.opt(
        &format!("SELECT {COLUMNS} FROM revenue_line WHERE municipality_id = $1 AND {condition}"),
        &[tx.municipality().into(), value.into()],
    )?;
    row.as_ref().map(read).transpose()
}

/// The lines of persons, oldest event first: of one, or of everybody who is one with him.
///
/// # Errors
/// The store's.
pub fn of_persons(tx: &mut Tx<'_>, persons: &[PersonId]) -> DbResult<Vec<Line>> {
    let mut lines = Vec::new();
    for person in persons {
        let his = "AND person_id = $2 ORDER BY event_on, number";
        lines.extend(many(tx, his, params![*person].to_vec())?);
    }
    lines.sort_by(|a, b| {
        let key = |line: &Line| (line.claim.event_on, line.claim.number.clone());
        key(a).cmp(&key(b))
    });
    Ok(lines)
}

/// The lines of a list, by number.
///
/// # Errors
/// The store's.
pub fn of_list(tx: &mut Tx<'_>, list: i64) -> DbResult<Vec<Line>> {
    many(
        tx,
        "AND list_id = $2 ORDER BY number",
        params![list].to_vec(),
    )
}

/// Lines of a source in a state, by number.
///
/// # Errors
/// The store's.
pub fn in_state(tx: &mut Tx<'_>, source: &str, state: LineState) -> DbResult<Vec<Line>> {
    many(
        tx,
        "AND source = $2 AND state = $3 ORDER BY number",
        params![source, state.code()].to_vec(),
    )
}

/// Lines whose number, payment code, plate or debtor holds every typed word; newest first.
///
/// # Errors
/// The store's.
pub fn search(tx: &mut Tx<'_>, typed: &str, limit: u32) -> DbResult<Vec<Line>> {
    let words: Vec<String> = fold(typed)
        .split_whitespace()
        .take(5)
        .map(escaped)
        .collect();
    let conditions: String = (0..words.len())
        .map(|n| format!(" AND search LIKE ${} ESCAPE '!'", n + 2))
        .collect();
    let limit_at = words.len() + 2;
    let mut values: Vec<Value> = words.into_iter().map(Into::into).collect();
    values.push(limit.into());
    many(
        tx,
        &format!("{conditions} ORDER BY event_on DESC, number LIMIT ${limit_at}"),
        values,
    )
}

/// The open lines nobody is named for: the «άγνωστος οφειλέτης» queue.
///
/// # Errors
/// The store's.
pub fn unknown_debtors(tx: &mut Tx<'_>, limit: u32) -> DbResult<Vec<Line>> {
    many(
        tx,
        "AND person_id IS NULL AND state = 'open' ORDER BY event_on, number LIMIT $2",
        params![limit].to_vec(),
    )
}

fn many(tx: &mut Tx<'_>, rest: &str, values: Vec<Value>) -> DbResult<Vec<Line>> {
    let mut all = params![tx.municipality()].to_vec();
    all.extend(values);
    let rows = tx.rows(
        &format!("SELECT {COLUMNS} FROM revenue_line WHERE municipality_id = $1 {rest}"),
        &all,
    )?;
    rows.iter().map(read).collect()
}

/// The columns of a line as it is written.
const WRITTEN: [&str; 27] = [
    "municipality_id",
    "doc_id",
    "source",
    "scope_id",
    "number",
    "rf",
    "title",
    "object",
    "person_id",
    "debtor_name",
    "event_on",
    "principal",
    "vat",
    "third_party",
    "reduced",
    "reduced_until",
    "certify_from",
    "stands",
    "budget_code",
    "basis",
    "state",
    "collected",
    "assessed",
    "list_id",
    "certified_on",
    "due_on",
    "search",
];

fn values(tx: &Tx<'_>, line: &Line) -> Vec<Value> {
    let claim = &line.claim;
    let search = fold(&format!(
        "{} {} {} {} {}",
        claim.number,
        claim.rf,
        claim.object.as_deref().unwrap_or_default(),
        claim.debtor_name,
        claim.title
    ));
    params![
        tx.municipality(),
        claim.doc,
        &claim.source,
        claim.scope,
        &claim.number,
        &claim.rf,
        &claim.title,
        claim.object.clone(),
        claim.person,
        &claim.debtor_name,
        claim.event_on,
        claim.principal,
        claim.vat,
        claim.third_party,
        claim.reduced.map(|reduced| reduced.amount),
        claim.reduced.and_then(|reduced| reduced.until),
        claim.certify_from,
        claim.stands,
        &claim.budget_code,
        &claim.basis,
        line.state.code(),
        line.collected,
        line.assessed,
        line.list,
        line.certified_on,
        line.due_on,
        search
    ]
    .to_vec()
}

/// Writes lines that are not there yet.
pub(crate) fn insert(tx: &mut Tx<'_>, lines: &[Line]) -> DbResult<()> {
    let rows: Vec<_> = lines.iter().map(|line| values(tx, line)).collect();
    tx.insert_many("revenue_line", &WRITTEN, &rows).map(drop)
}

/// Writes a line whole, new or not.
pub(crate) fn put(tx: &mut Tx<'_>, line: &Line) -> DbResult<()> {
    let values = values(tx, line);
    tx.exec(
        "INSERT INTO revenue_line (municipality_id, doc_id, source, scope_id, number, rf, title, object, person_id, \
         debtor_name, event_on, principal, vat, third_party, reduced, reduced_until, certify_from, stands, budget_code, \
         basis, state, collected, assessed, list_id, certified_on, due_on, search) VALUES ($1, $2, $3, $4, $5, $6, $7, \
         $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27) \
         ON CONFLICT (municipality_id, doc_id) DO UPDATE SET title = excluded.title, object = excluded.object, \
         person_id = excluded.person_id, debtor_name = excluded.debtor_name, event_on = excluded.event_on, \
         principal = excluded.principal, vat = excluded.vat, \
         third_party = excluded.third_party, reduced = excluded.reduced, reduced_until = excluded.reduced_until, \
         certify_from = excluded.certify_from, stands = excluded.stands, budget_code = excluded.budget_code, \
         basis = excluded.basis, state = excluded.state, collected = excluded.collected, assessed = excluded.assessed, \
         list_id = excluded.list_id, certified_on = excluded.certified_on, due_on = excluded.due_on, \
         search = excluded.search",
        &values,
    )?;
    Ok(())
}

fn read(row: &Row) -> DbResult<Line> {
    let state: String = row.get("state")?;
    let until = row.get("reduced_until")?;
    Ok(Line {
        claim: Claim {
            source: row.get("source")?,
            doc: row.get("doc_id")?,
            scope: row.get("scope_id")?,
            number: row.get("number")?,
            rf: row.get("rf")?,
            title: row.get("title")?,
            object: row.get("object")?,
            person: row.get("person_id")?,
            debtor_name: row.get("debtor_name")?,
            event_on: row.get("event_on")?,
            principal: row.get("principal")?,
            vat: row.get("vat")?,
            third_party: row.get("third_party")?,
            reduced: row
                .get::<Option<Cents>>("reduced")?
                .map(|amount| Reduced { amount, until }),
            certify_from: row.get("certify_from")?,
            budget_code: row.get("budget_code")?,
            basis: row.get("basis")?,
            stands: row.get("stands")?,
        },
        state: LineState::from_code(&state)
            .ok_or_else(|| DbError::Corrupt(format!("line state {state}")))?,
        collected: row.get("collected")?,
        assessed: row.get("assessed")?,
        list: row.get("list_id")?,
        certified_on: row.get("certified_on")?,
        due_on: row.get("due_on")?,
    })
}
