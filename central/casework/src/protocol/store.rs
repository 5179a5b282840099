//! Rows, series and gaps in and out.

use super::model::{Listed, Series};
use crate::series::read_gap;
use jiff::civil::Date;
use loggia_cases::private::{Letter, PrivatePart};
use loggia_cases::protocol::{ProtocolRow, Register};
use loggia_core::db::{DbError, DbResult, Row, Tx, Value};
use loggia_core::{params, parts};
use loggia_schema::ids::DocId;
use loggia_schema::text::fold;

/// Days between which two entries may be of one letter.
const NEAR: i64 = 30;

/// Entries that stand and are probably of the same letter as this one: document and number.
pub(super) fn twins(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Vec<(DocId, String)>> {
    let Some(mine) = tx.opt(
        "SELECT twin_key, day FROM protocol_row WHERE municipality_id = $1 AND doc_id = $2 AND twin_key <> ''",
        &params![tx.municipality(), doc],
    )?
    else {
        return Ok(Vec::new());
    };
    let (key, Some(day)): (String, Option<Date>) = (mine.get("twin_key")?, mine.get("day")?) else {
        return Ok(Vec::new());
    };
    let span = jiff::Span::new().days(NEAR);
    let (Ok(from), Ok(to)) = (day.checked_sub(span), day.checked_add(span)) else {
        return Ok(Vec::new());
    };
    let rows = tx.rows(
        "SELECT doc_id, body FROM protocol_row WHERE municipality_id = $1 AND twin_key = $2 AND day >= $3 AND day <= $4 \
         AND doc_id <> $5 AND (stage = 'registered' OR stage = 'answered') ORDER BY doc_id",
        &params![tx.municipality(), key, from, to, doc],
    )?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let row_of = parsed(row)?;
        if !row_of.off {
            found.push((row.get("doc_id")?, row_of.number));
        }
    }
    Ok(found)
}

/// The private part of an entry, as far as it has arrived.
pub(super) fn letter_of(
    tx: &mut Tx<'_>,
    doc: DocId,
    row: &ProtocolRow,
) -> DbResult<Option<Letter>> {
    let Some(part) = row.letter else {
        return Ok(None);
    };
    let bytes = parts::get(tx, doc, part)?;
    Ok(bytes.and_then(|bytes| Letter::of(PrivatePart::read(&bytes).ok()?)))
}

/// The entry of a document; what a confidential one says is left out.
pub(super) fn find(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Option<Listed>> {
    let row = tx.opt(
        "SELECT doc_id, scope_id, body FROM protocol_row WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), doc],
    )?;
    row.map(|row| read(tx, &row, false)).transpose()
}

/// What the index is asked for. Empty fields do not filter.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words that must all be found in number, sender's number, folder.
    pub typed: String,
    /// The book.
    pub register: Option<Register>,
    /// The year.
    pub year: Option<i64>,
    /// Code of a desk, as in numbers.
    pub desk: String,
    /// Code name of the stage.
    pub stage: Option<String>,
    /// Whether contents of the confidential book are shown.
    pub confidential: bool,
    /// Rows of a page; 0 for the most that is given at once.
    pub limit: u64,
    /// Rows before the page.
    pub offset: u64,
}

/// Rows that are given at once.
const MOST: u64 = 10_000;

/// Entries of the index in the order of their numbers, and how many there are on all pages.
///
/// # Errors
/// The store's.
pub fn search(tx: &mut Tx<'_>, wanted: &Wanted) -> DbResult<(Vec<Listed>, u64)> {
    let (condition, mut values) = condition(tx, wanted);
    let found: i64 = tx
        .one(
            &format!("SELECT COUNT(*) AS found FROM protocol_row WHERE {condition}"),
            &values,
        )?
        .get("found")?;
    let limit = if wanted.limit == 0 {
        MOST
    } else {
        wanted.limit
    };
    values.extend(params![whole(limit), whole(wanted.offset)].to_vec());
    let rows = tx.rows(
        &format!(
            "SELECT doc_id, scope_id, body FROM protocol_row WHERE {condition} \
             ORDER BY year DESC, register, desk, mark, no LIMIT ${} OFFSET ${}",
            values.len() - 1,
            values.len()
        ),
        &values,
    )?;
    let mut listed = Vec::with_capacity(rows.len());
    for row in &rows {
        listed.push(read(tx, row, wanted.confidential)?);
    }
    Ok((listed, found.unsigned_abs()))
}

fn condition(tx: &Tx<'_>, wanted: &Wanted) -> (String, Vec<Value>) {
    let mut values = params![tx.municipality()].to_vec();
    let mut condition = String::from("municipality_id = $1");
    let mut add = |text: &str, value: Value| {
        values.push(value);
        condition.push_str(&text.replace("$n", &format!("${}", values.len())));
    };
    if let Some(register) = wanted.register {
        add(" AND register = $n", Value::from(register.name()));
    }
    if let Some(year) = wanted.year {
        add(" AND year = $n", Value::from(year));
    }
    if !wanted.desk.is_empty() {
        add(" AND desk = $n", Value::from(wanted.desk.clone()));
    }
    if let Some(stage) = &wanted.stage {
        add(" AND stage = $n", Value::from(stage.clone()));
    }
    for word in fold(&wanted.typed).split_whitespace().take(5) {
        let escaped: String = word
            .chars()
            .flat_map(|c| {
                if "%_!".contains(c) {
                    vec!['!', c]
                } else {
                    vec![c]
                }
            })
            .collect();
        add(
            " AND search LIKE $n ESCAPE '!'",
            Value::from(format!("%{escaped}%")),
        );
    }
    (condition, values)
}

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn read(tx: &mut Tx<'_>, row: &Row, confidential: bool) -> DbResult<Listed> {
    let (doc, parsed): (DocId, ProtocolRow) = (row.get("doc_id")?, parsed(row)?);
    let letter = letter_of(tx, doc, &parsed)?;
    let letter = letter.filter(|letter| confidential || !letter.confidential);
    Ok(Listed {
        doc,
        scope: row.get("scope_id")?,
        row: parsed,
        letter,
    })
}

fn parsed(row: &Row) -> DbResult<ProtocolRow> {
    let body: String = row.get("body")?;
    serde_json::from_str(&body)
        .map_err(|error| DbError::Corrupt(format!("the row of a protocol entry: {error}")))
}

/// Every series with its gaps: newest year first, by desk. One of which only the lost numbers are known is there too.
///
/// # Errors
/// The store's.
pub fn all_series(tx: &mut Tx<'_>) -> DbResult<Vec<Series>> {
    let rows = tx.rows(
        "SELECT desk, mark, register, year, last_no, begun_at FROM protocol_series WHERE municipality_id = $1 \
         UNION ALL \
         SELECT g.desk, g.mark, g.register, g.year, 0 AS last_no, MIN(g.noted_at) AS begun_at FROM protocol_gap g \
         WHERE g.municipality_id = $1 AND NOT EXISTS (SELECT 1 FROM protocol_series s \
         WHERE s.municipality_id = g.municipality_id AND s.desk = g.desk AND s.mark = g.mark \
         AND s.register = g.register AND s.year = g.year) GROUP BY g.desk, g.mark, g.register, g.year \
         ORDER BY year DESC, desk, register, mark",
        &params![tx.municipality()],
    )?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let (desk, mark): (String, String) = (row.get("desk")?, row.get("mark")?);
        let (register, year): (String, i64) = (row.get("register")?, row.get("year")?);
        let gaps = tx.rows(
            "SELECT first_no, last_no, reason FROM protocol_gap WHERE municipality_id = $1 AND desk = $2 AND mark = $3 \
             AND register = $4 AND year = $5 ORDER BY first_no",
            &params![tx.municipality(), &desk, &mark, &register, year],
        )?;
        all.push(Series {
            gaps: gaps.iter().map(read_gap).collect::<DbResult<_>>()?,
            desk,
            mark,
            register,
            year,
            last: row.get("last_no")?,
            begun: row.get("begun_at")?,
        });
    }
    Ok(all)
}
