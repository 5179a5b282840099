//! Reading the journal: single entries, filtered lists, the card of an account or a party.

use crate::model::{EntryId, Ledger, Side, Source};
use crate::writing::number;
use jiff::Timestamp;
use jiff::civil::Date;
use loggia_core::db::{DbError, DbResult, Row, Tx, Value};
use loggia_core::params;
use loggia_schema::ids::PersonId;
use loggia_schema::money::Cents;

/// An entry of the journal (ημερολογιακή εγγραφή); it explains itself by source, rule and text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// 0 opening, 1–12, 13 adjustments, 14 closing.
    pub period: u8,
    /// When the event happened.
    pub event_date: Date,
    /// When it counts.
    pub accounting_date: Date,
    /// When it was written, UTC.
    pub recorded_at: Timestamp,
    /// The event behind it.
    pub source: Source,
    /// The rule that built it.
    pub rule: String,
    /// The explanation.
    pub text: String,
    /// Who caused it.
    pub actor: String,
    /// The entry that it reverses.
    pub reverses: Option<EntryId>,
    /// What it moves: the debit side of the ledger in which that is most.
    pub amount: Cents,
    /// Its lines; left empty by [`list`].
    pub lines: Vec<Line>,
}

/// A line of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its ledger.
    pub ledger: Ledger,
    /// Its account.
    pub account: String,
    /// The role it was posted under; empty for manual lines.
    pub role: String,
    /// Its side.
    pub side: Side,
    /// Its amount.
    pub amount: Cents,
    /// Its budget code.
    pub budget_code: Option<String>,
    /// Its person.
    pub party: Option<PersonId>,
    /// Its paper.
    pub document: Option<String>,
}

/// Which entries a list shows. Empty fields do not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JournalFilter {
    /// First accounting date.
    pub from: Option<Date>,
    /// Last accounting date.
    pub to: Option<Date>,
    /// Entries with a line on this account.
    pub account: Option<String>,
    /// Entries with a line of this person.
    pub party: Option<PersonId>,
    /// Entries with a line of this paper.
    pub document: Option<String>,
    /// Entries of this kind of source event.
    pub source_kind: Option<String>,
    /// Continue after this entry (the last one of the page before).
    pub after: Option<EntryId>,
    /// Skip so many of those found.
    pub skip: u64,
    /// Page length; 0 means 100.
    pub limit: u32,
}

/// An entry `e` with its amount.
const ENTRY: &str = "SELECT e.year AS year, e.section AS section, e.no AS no, e.period AS period, \
     e.event_date AS event_date, e.accounting_date AS accounting_date, e.recorded_at AS recorded_at, \
     e.source_kind AS source_kind, e.source_key AS source_key, e.rule AS rule, e.text AS text, e.actor AS actor, \
     e.reverses_year AS reverses_year, e.reverses_section AS reverses_section, e.reverses_no AS reverses_no, \
     (SELECT COALESCE(MAX(s.debit), 0) FROM (SELECT CAST(SUM(l.debit) AS BIGINT) AS debit FROM books_line l \
     WHERE l.municipality_id = e.municipality_id AND l.year = e.year AND l.section = e.section AND l.no = e.no \
     GROUP BY l.ledger) s) AS amount FROM books_entry e";

/// One entry with its lines.
///
/// # Errors
/// The store's.
pub fn find(tx: &mut Tx<'_>, id: EntryId) -> DbResult<Option<Entry>> {
    let sql = format!(
        "{ENTRY} WHERE e.municipality_id = $1 AND e.year = $2 AND e.section = $3 AND e.no = $4"
    );
    let key = params![tx.municipality(), id.year, id.section, number(id.no)?];
    let row = tx.opt(&sql, &key)?;
    let Some(row) = row else { return Ok(None) };
    let mut entry = entry_from(&row)?;
    entry.lines = lines_of(tx, id)?;
    Ok(Some(entry))
}

/// The entry of a source event.
///
/// # Errors
/// The store's.
pub fn by_source(tx: &mut Tx<'_>, kind: &str, key: &str) -> DbResult<Option<Entry>> {
    let row = tx.opt(
        "SELECT year, section, no FROM books_entry \
         WHERE municipality_id = $1 AND source_kind = $2 AND source_key = $3",
        &params![tx.municipality(), kind, key],
    )?;
    match row {
        Some(row) => find(tx, id_from(&row)?),
        None => Ok(None),
    }
}

/// The entry that reverses this one, if any.
///
/// # Errors
/// The store's.
pub fn reversal_of(tx: &mut Tx<'_>, id: EntryId) -> DbResult<Option<EntryId>> {
    let row = tx.opt(
        "SELECT year, section, no FROM books_entry WHERE municipality_id = $1 \
         AND reverses_year = $2 AND reverses_section = $3 AND reverses_no = $4",
        &params![tx.municipality(), id.year, id.section, number(id.no)?],
    )?;
    row.as_ref().map(id_from).transpose()
}

/// The lines of an entry in their order.
///
/// # Errors
/// The store's.
pub fn lines_of(tx: &mut Tx<'_>, id: EntryId) -> DbResult<Vec<Line>> {
    tx.rows(
        "SELECT ledger, account, role, debit, credit, budget_code, party_id, document FROM books_line \
         WHERE municipality_id = $1 AND year = $2 AND section = $3 AND no = $4 ORDER BY line",
        &params![tx.municipality(), id.year, id.section, number(id.no)?],
    )?
    .iter()
    .map(line_from)
    .collect()
}

/// What [`JournalFilter`] asks of an entry `e`; its values are those of [`conditions`].
const CONDITION: &str = "e.municipality_id = $1 AND (e.year, e.section, e.no) > ($2, $3, $4) \
     AND e.accounting_date >= $5 AND e.accounting_date <= $6 \
     AND (e.source_kind = $7 OR $7 IS NULL) \
     AND ($8 = 0 OR EXISTS (SELECT 1 FROM books_line l WHERE l.municipality_id = e.municipality_id \
     AND l.year = e.year AND l.section = e.section AND l.no = e.no AND (l.account = $9 OR $9 IS NULL) \
     AND (l.party_id = $10 OR $10 IS NULL) AND (l.document = $11 OR $11 IS NULL)))";

fn conditions(tx: &Tx<'_>, filter: &JournalFilter) -> DbResult<Vec<Value>> {
    let after = filter.after.unwrap_or(EntryId {
        year: 0,
        section: 0,
        no: 0,
    });
    Ok(params![
        tx.municipality(),
        after.year,
        after.section,
        number(after.no)?,
        filter
            .from
            .map_or_else(String::new, |date| date.to_string()),
        filter
            .to
            .map_or_else(|| "9999".to_owned(), |date| date.to_string()),
        filter.source_kind.as_deref(),
        i64::from(filter.account.is_some() || filter.party.is_some() || filter.document.is_some()),
        filter.account.as_deref(),
        filter.party,
        filter.document.as_deref()
    ]
    .to_vec())
}

/// How many entries a filter finds, on all pages.
///
/// # Errors
/// The store's.
pub fn count(tx: &mut Tx<'_>, filter: &JournalFilter) -> DbResult<u64> {
    let values = conditions(tx, filter)?;
    let sql = format!("SELECT COUNT(*) AS n FROM books_entry e WHERE {CONDITION}");
    tx.one(&sql, &values)?.get("n")
}

/// Entries in the order of their numbers, without their lines, page by page.
///
/// # Errors
/// The store's.
pub fn list(tx: &mut Tx<'_>, filter: &JournalFilter) -> DbResult<Vec<Entry>> {
    let mut values = conditions(tx, filter)?;
    let limit = if filter.limit == 0 { 100 } else { filter.limit };
    values.extend(params![limit, number(filter.skip)?].to_vec());
    let sql =
        format!("{ENTRY} WHERE {CONDITION} ORDER BY e.year, e.section, e.no LIMIT $12 OFFSET $13");
    tx.rows(&sql, &values)?.iter().map(entry_from).collect()
}

/// A card: opening, every line with a running balance (καρτέλα).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Debit less credit before the first day shown.
    pub before: Cents,
    /// The lines, in the order of accounting date and number.
    pub rows: Vec<CardRow>,
}

impl Card {
    /// Debit less credit at the end.
    pub fn balance(&self) -> Cents {
        self.rows.last().map_or(self.before, |row| row.balance)
    }
}

/// A line of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardRow {
    /// The entry it belongs to.
    pub id: EntryId,
    /// When it counts.
    pub accounting_date: Date,
    /// The entry's text.
    pub text: String,
    /// The line.
    pub line: Line,
    /// Debit less credit up to here.
    pub balance: Cents,
}

/// The card of an account within a fiscal year (its opening entry is inside), for one person if given.
///
/// # Errors
/// The store's.
pub fn card(
    tx: &mut Tx<'_>,
    ledger: Ledger,
    account: &str,
    party: Option<PersonId>,
    (from, to): (Date, Date),
) -> DbResult<Card> {
    let before = tx.one(
        "SELECT COALESCE(CAST(SUM(debit - credit) AS BIGINT), 0) AS balance FROM books_line \
         WHERE municipality_id = $1 AND year = $2 AND ledger = $3 AND account = $4 AND accounting_date < $5 \
         AND (party_id = $6 OR $6 IS NULL)",
        &params![tx.municipality(), from.year(), ledger.text(), account, from, party],
    )?;
    let rows = tx.rows(
        "SELECT l.year AS year, l.section AS section, l.no AS no, l.accounting_date AS accounting_date, \
         e.text AS text, l.ledger AS ledger, l.account AS account, l.role AS role, l.debit AS debit, \
         l.credit AS credit, l.budget_code AS budget_code, l.party_id AS party_id, l.document AS document \
         FROM books_line l JOIN books_entry e ON e.municipality_id = l.municipality_id AND e.year = l.year \
         AND e.section = l.section AND e.no = l.no \
         WHERE l.municipality_id = $1 AND l.ledger = $2 AND l.account = $3 AND l.accounting_date >= $4 \
         AND l.accounting_date <= $5 AND (l.party_id = $6 OR $6 IS NULL) \
         ORDER BY l.accounting_date, l.section, l.no, l.line",
        &params![tx.municipality(), ledger.text(), account, from, to, party],
    )?;
    let before = Cents(before.get("balance")?);
    let mut balance = before.get();
    let rows = rows.iter().map(|row| {
        balance += row.get::<i64>("debit")? - row.get::<i64>("credit")?;
        Ok(CardRow {
            id: id_from(row)?,
            accounting_date: row.get("accounting_date")?,
            text: row.get("text")?,
            line: line_from(row)?,
            balance: Cents(balance),
        })
    });
    Ok(Card {
        before,
        rows: rows.collect::<DbResult<_>>()?,
    })
}

/// What each person's lines on an account leave, debit less credit, over all years: the sub-ledger of a control account.
/// Openings repeat what the year before left, so only those of the first year count. Persons at zero are left out.
///
/// # Errors
/// The store's.
pub fn by_party(
    tx: &mut Tx<'_>,
    ledger: Ledger,
    account: &str,
) -> DbResult<Vec<(PersonId, Cents)>> {
    tx.rows(
        "SELECT party_id, CAST(SUM(debit - credit) AS BIGINT) AS balance FROM books_line \
         WHERE municipality_id = $1 AND ledger = $2 AND account = $3 AND party_id IS NOT NULL \
         AND (period > 0 OR year = (SELECT MIN(year) FROM books_head WHERE municipality_id = $1)) \
         GROUP BY party_id HAVING SUM(debit - credit) <> 0 ORDER BY party_id",
        &params![tx.municipality(), ledger.text(), account],
    )?
    .iter()
    .map(|row| Ok((row.get("party_id")?, row.get("balance")?)))
    .collect()
}

fn id_from(row: &Row) -> DbResult<EntryId> {
    Ok(EntryId {
        year: row.get("year")?,
        section: row.get("section")?,
        no: row.get("no")?,
    })
}

fn entry_from(row: &Row) -> DbResult<Entry> {
    let reverses: (Option<i16>, Option<u32>, Option<u64>) = (
        row.get("reverses_year")?,
        row.get("reverses_section")?,
        row.get("reverses_no")?,
    );
    Ok(Entry {
        id: id_from(row)?,
        period: row.get("period")?,
        event_date: row.get("event_date")?,
        accounting_date: row.get("accounting_date")?,
        recorded_at: row.get("recorded_at")?,
        source: Source {
            kind: row.get("source_kind")?,
            key: row.get("source_key")?,
        },
        rule: row.get("rule")?,
        text: row.get("text")?,
        actor: row.get("actor")?,
        reverses: match reverses {
            (Some(year), Some(section), Some(no)) => Some(EntryId { year, section, no }),
            _ => None,
        },
        amount: row.get("amount")?,
        lines: Vec::new(),
    })
}

fn line_from(row: &Row) -> DbResult<Line> {
    let (debit, credit): (i64, i64) = (row.get("debit")?, row.get("credit")?);
    let (side, amount) = match (debit, credit) {
        (debit, 0) if debit > 0 => (Side::Debit, debit),
        (0, credit) if credit > 0 => (Side::Credit, credit),
        _ => return Err(DbError::Corrupt("a journal line with two sides".to_owned())),
    };
    Ok(Line {
        ledger: Ledger::parse(&row.get::<String>("ledger")?)?,
        account: row.get("account")?,
        role: row.get("role")?,
        side,
        amount: Cents(amount),
        budget_code: row.get("budget_code")?,
        party: row.get("party_id")?,
        document: row.get("document")?,
    })
}
