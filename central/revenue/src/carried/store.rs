//! The rows behind carried debts: their past, and who else owes them.

use super::model::Debt;
use loggia_core::db::{DbResult, Tx};
use loggia_core::params;
use loggia_schema::ids::{DocId, PersonId};
use loggia_schema::money::Cents;

pub(super) fn insert(tx: &mut Tx<'_>, debts: &[Debt]) -> DbResult<()> {
    let columns = [
        "municipality_id",
        "doc_id",
        "born_year",
        "class",
        "list_no",
        "old_surcharge",
        "version",
    ];
    let rows: Vec<_> = debts
        .iter()
        .map(|debt| {
            params![
                tx.municipality(),
                debt.doc,
                debt.born_year,
                debt.class.code(),
                &debt.list_no,
                debt.old_surcharge,
                1_i64
            ]
            .to_vec()
        })
        .collect();
    tx.insert_many("revenue_carried", &columns, &rows).map(drop)
}

/// The year in which a carried debt was born; `None` for a debt of our own.
///
/// # Errors
/// The store's.
pub fn born(tx: &mut Tx<'_>, doc: DocId) -> DbResult<Option<i16>> {
    let row = tx.opt(
        "SELECT born_year FROM revenue_carried WHERE municipality_id = $1 AND doc_id = $2",
        &params![tx.municipality(), doc],
    )?;
    row.map(|row| row.get("born_year")).transpose()
}

/// Writes what the old program says now; the number of this correction.
pub(super) fn next_version(tx: &mut Tx<'_>, debt: &Debt) -> DbResult<i64> {
    tx.one(
        "UPDATE revenue_carried SET born_year = $1, class = $2, list_no = $3, old_surcharge = $4, \
         version = version + 1 WHERE municipality_id = $5 AND doc_id = $6 RETURNING version",
        &params![
            debt.born_year,
            debt.class.code(),
            &debt.list_no,
            debt.old_surcharge,
            tx.municipality(),
            debt.doc
        ],
    )?
    .get("version")
}

/// Says that somebody else owes a debt too; true if it was not known.
///
/// # Errors
/// The store's.
pub fn add_co_debtor(
    tx: &mut Tx<'_>,
    doc: DocId,
    person: PersonId,
    old_code: &str,
) -> DbResult<bool> {
    let new = tx.exec(
        "INSERT INTO revenue_carried_codebtor (municipality_id, doc_id, person_id, old_code) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (municipality_id, doc_id, person_id) DO NOTHING",
        &params![tx.municipality(), doc, person, old_code],
    )?;
    Ok(new == 1)
}

/// What stands in the store for one revenue code, year of birth and class.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sum {
    /// Budget code.
    pub code: String,
    /// Year of birth.
    pub year: i16,
    /// Name of the class in tables.
    pub class: String,
    /// How many debts.
    pub count: i64,
    /// Their principal.
    pub principal: Cents,
    /// The old program's surcharge.
    pub surcharge: Cents,
}

/// All carried debts as control totals, in the order of code, year and class.
///
/// # Errors
/// The store's.
pub fn sums(tx: &mut Tx<'_>) -> DbResult<Vec<Sum>> {
    tx.rows(
        "SELECT l.budget_code AS code, c.born_year AS year, c.class AS class, COUNT(*) AS n, \
         CAST(SUM(l.principal) AS BIGINT) AS principal, CAST(SUM(c.old_surcharge) AS BIGINT) AS surcharge \
         FROM revenue_carried c JOIN revenue_line l ON l.municipality_id = c.municipality_id AND l.doc_id = c.doc_id \
         WHERE c.municipality_id = $1 GROUP BY l.budget_code, c.born_year, c.class ORDER BY 1, 2, 3",
        &params![tx.municipality()],
    )?
    .iter()
    .map(|row| {
        Ok(Sum {
            code: row.get("code")?,
            year: row.get("year")?,
            class: row.get("class")?,
            count: row.get("n")?,
            principal: row.get("principal")?,
            surcharge: row.get("surcharge")?,
        })
    })
    .collect()
}
