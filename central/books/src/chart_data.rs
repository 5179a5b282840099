//! The chart, roles and mappings that come with the program, as data files of its own (`central/books/data`).
//!
//! Semicolon-separated, UTF-8. The column `verified` is kept into the tables: most codes of municipalities are still
//! working codes until the ministry's official table replaces them at set-up. Loading again changes nothing that the
//! accountant has changed since: rows that exist stay.

use crate::accounts::{self, Account, Binding};
use crate::model::{Ledger, Role, Side};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Tx, Value};
use loggia_core::{Outcome, params};
use std::borrow::Cow;

const ACCOUNTS: &str = include_str!("../data/accounts.csv");
const ROLES: &str = include_str!("../data/roles.csv");
const CHARTS: &str = include_str!("../data/charts.csv");
const KA_CODES: &str = include_str!("../data/ka_codes.csv");
const MAPPINGS: &str = include_str!("../data/mappings.csv");

/// Loads what is missing of charts, accounts, roles, legacy codes and mappings. Run at `init`.
///
/// # Errors
/// The store's; a broken data file is our bug and named.
pub fn load(tx: &mut Tx<'_>, ctx: &Ctx) -> Outcome<()> {
    for account in accounts()? {
        if accounts::find(tx, account.ledger, &account.code)?.is_none() {
            accounts::put(tx, &account)?;
        }
    }
    for binding in bindings()? {
        let known = tx.opt(
            "SELECT role FROM books_role WHERE municipality_id = $1 AND role = $2 AND valid_from = $3",
            &params![tx.municipality(), binding.role.0.as_ref(), binding.valid_from],
        )?;
        if known.is_none() {
            accounts::bind(tx, ctx, &binding)?;
        }
    }
    let insert = "INSERT INTO books_chart (municipality_id, chart, used_for, title, valid_from, valid_to, basis) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    copy(tx, CHARTS, insert, 6)?;
    let insert = "INSERT INTO books_ka_code (municipality_id, side, code, name, name_en, verified, note) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    copy(tx, KA_CODES, insert, 6)?;
    let insert = "INSERT INTO books_mapping (municipality_id, from_chart, from_code, to_account, kind, valid_from, \
                  verified, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    copy(tx, MAPPINGS, insert, 7)?;
    Ok(())
}

/// The accounts of the data file.
fn accounts() -> DbResult<Vec<Account>> {
    read(ACCOUNTS, 9)?
        .into_iter()
        .map(|row| {
            Ok(Account {
                ledger: Ledger::parse(&row[0])?,
                code: row[1].clone(),
                name: row[2].clone(),
                name_en: row[3].clone(),
                normal: if row[4] == "debit" {
                    Side::Debit
                } else {
                    Side::Credit
                },
                posting: row[5] == "yes",
                party: row[6] == "yes",
                active: true,
                verified: row[7].clone(),
                note: row[8].clone(),
            })
        })
        .collect()
}

/// The role bindings of the data file.
fn bindings() -> DbResult<Vec<Binding>> {
    read(ROLES, 6)?
        .into_iter()
        .map(|row| {
            Ok(Binding {
                role: Role(Cow::Owned(row[0].clone())),
                ledger: Ledger::parse(&row[1])?,
                account: row[2].clone(),
                valid_from: row[3].parse().map_err(|_| broken("a date in roles.csv"))?,
                basis: row[4].clone(),
                verified: row[5].clone(),
            })
        })
        .collect()
}

/// Copies the columns of a file behind the municipality; an empty `valid_to` is NULL.
fn copy(tx: &mut Tx<'_>, file: &str, insert: &str, columns: usize) -> DbResult<()> {
    let dated_to = file
        .lines()
        .next()
        .and_then(|head| head.split(';').position(|name| name == "valid_to"));
    for row in read(file, columns)? {
        let mut values = vec![Value::from(tx.municipality())];
        for (at, cell) in row.into_iter().enumerate() {
            let empty_date = dated_to == Some(at) && cell.is_empty();
            values.push(if empty_date {
                Value::Null
            } else {
                Value::Text(cell)
            });
        }
        tx.exec(insert, &values)?;
    }
    Ok(())
}

fn read(file: &str, columns: usize) -> DbResult<Vec<Vec<String>>> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(file.as_bytes());
    reader
        .records()
        .map(|record| {
            let record = record.map_err(|error| broken(&error.to_string()))?;
            if record.len() != columns {
                return Err(broken("a row of another width"));
            }
            Ok(record.iter().map(str::to_owned).collect())
        })
        .collect()
}

fn broken(what: &str) -> DbError {
    DbError::Bug(format!("a data file of the books: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads_and_every_role_has_a_posting_account() {
        let accounts = accounts().unwrap();
        assert!(accounts.len() > 240);
        for binding in bindings().unwrap() {
            let account = accounts
                .iter()
                .find(|a| a.ledger == binding.ledger && a.code == binding.account);
            assert!(
                account.is_some_and(|a| a.posting),
                "{} has no posting account",
                binding.role
            );
        }
        for (file, columns) in [(CHARTS, 6), (KA_CODES, 6), (MAPPINGS, 7)] {
            assert!(!read(file, columns).unwrap().is_empty());
        }
    }

    #[test]
    fn accounts_come_after_their_parents_and_only_the_analytic_ones_take_postings() {
        let mut seen = std::collections::BTreeSet::new();
        for account in accounts().unwrap() {
            assert!(
                seen.insert((account.ledger, account.code.clone())),
                "{} twice",
                account.code
            );
            assert!(
                !account.verified.is_empty(),
                "{} does not say how sure it is",
                account.code
            );
            if account.ledger == Ledger::General {
                assert_eq!(
                    account.posting,
                    account.code.len() == 10 && !account.code.starts_with("29")
                );
            }
        }
    }
}
