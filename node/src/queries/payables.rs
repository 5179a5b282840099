//! What can be paid here: balances of the centre «έως …», found by code, number, plate or name (τι χρωστάω).
//!
//! A balance is what the centre last said, never the truth itself. What this device has already taken for it since then is
//! shown beside it, so that the same debt is not collected twice at one desk.

use crate::error::Result;
use crate::search;
use crate::session::Session;
use crate::store::{self, rows};
use jiff::Timestamp;
use loggia_cases::CaseKind;
use loggia_cases::number::DocNumber;
use loggia_cases::records::{Due, PayableRecord};
use loggia_schema::identifiers::{Plate, Rf};
use loggia_schema::ids::ScopeId;
use loggia_schema::money::Cents;
use rusqlite::{Connection, Params};
use serde::{Deserialize, Serialize};

/// Results of one look-up.
const MAX_FOUND: usize = 100;

/// A debt that can be paid here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payable {
    /// What the centre said.
    pub record: PayableRecord,
    /// What is due today.
    pub due: Cents,
    /// Principal, surcharge to today and why.
    pub today: Due,
    /// As of when.
    pub as_of: Timestamp,
    /// Receipts of this device that name it and may not be in the balance yet.
    pub taken_here: Vec<String>,
}

impl Session<'_> {
    /// Debts found by payment code, number, plate or the beginning of words of the name.
    ///
    /// # Errors
    /// The disk's.
    pub fn payables(&mut self, typed: &str) -> Result<Vec<Payable>> {
        let (held, today) = (self.node.scopes()?, self.moment()?.now.date());
        let mine = self.user.scopes.clone();
        let conn = self.open()?.store.conn();
        let mut found = exact(conn, typed)?;
        if found.is_empty() {
            for no in search::find_payables(conn, typed)?
                .into_iter()
                .take(MAX_FOUND)
            {
                found.extend(select(conn, "WHERE no = ?1", [no])?);
            }
        }
        found.retain(|(scope, _)| held.contains(scope) && mine.contains(scope));
        // Several scopes may carry the same debt: the newest word about it counts.
        found
            .sort_by(|(_, a), (_, b)| a.rf.as_str().cmp(b.rf.as_str()).then(b.as_of.cmp(&a.as_of)));
        found.dedup_by(|(_, a), (_, b)| a.rf == b.rf);
        let mut payables = Vec::with_capacity(found.len());
        for (scope, record) in found {
            let reference = self.reference(&scope)?;
            let due = record.due(today, &reference)?;
            let taken_here = taken(self.open()?.store.conn(), &record)?;
            payables.push(Payable {
                due: due.value,
                today: due,
                as_of: record.as_of,
                taken_here,
                record,
            });
        }
        Ok(payables)
    }
}

/// Debts with exactly this payment code, number or plate.
pub(crate) fn exact(
    conn: &Connection,
    typed: &str,
) -> store::Result<Vec<(ScopeId, PayableRecord)>> {
    if let Ok(number) = DocNumber::parse(typed) {
        return select(conn, "WHERE number = ?1 LIMIT 100", [number.to_string()]);
    }
    if let Ok(rf) = Rf::parse(typed) {
        return select(conn, "WHERE rf = ?1 LIMIT 100", [rf.as_str()]);
    }
    match Plate::parse(typed) {
        Ok(plate) => select(conn, "WHERE plate = ?1 LIMIT 100", [plate.as_str()]),
        Err(_) => Ok(Vec::new()),
    }
}

fn select(
    conn: &Connection,
    condition: &str,
    params: impl Params,
) -> store::Result<Vec<(ScopeId, PayableRecord)>> {
    let sql = format!("SELECT scope, body FROM payable {condition}");
    let found = rows(conn, &sql, params, |row| {
        Ok((ScopeId(row.get(0)?), row.get::<_, String>(1)?))
    })?;
    Ok(found
        .into_iter()
        .filter_map(|(scope, body)| Some((scope, serde_json::from_str(&body).ok()?)))
        .collect())
}

/// Receipts of this store that name a debt.
fn taken(conn: &Connection, record: &PayableRecord) -> store::Result<Vec<String>> {
    let mut numbers = Vec::new();
    for no in search::find(conn, record.rf.as_str())? {
        let sql = "SELECT number FROM document WHERE no = ?1 AND kind = ?2 AND state = 'issued'";
        numbers.extend(rows(conn, sql, (no, CaseKind::RECEIPT.0), |row| {
            row.get::<_, String>(0)
        })?);
    }
    Ok(numbers)
}
