//! Balances: derived from the entries, kept per account, budget code and period, and rebuilt to be checked.
//!
//! The general ledger is kept per account, the budget ledger per account and budget code, because «διαθέσιμο ανά
//! κωδικό» is asked all day. A trial balance adds whole months from here and only the last, unfinished month from the
//! lines: over a million lines that is milliseconds instead of seconds.

use crate::model::{Ledger, Side};
use crate::periods;
use crate::writing::sides;
use jiff::civil::Date;
use loggia_core::db::{DbResult, Tx};
use loggia_core::{Outcome, params};
use loggia_schema::money::Cents;
use std::collections::BTreeMap;

/// One line's weight on a balance.
pub(crate) struct Turnover<'a> {
    pub ledger: Ledger,
    pub account: &'a str,
    pub budget_code: Option<&'a str>,
    pub side: Side,
    pub cents: i64,
}

/// Adds an entry's lines to the balances, in ascending order of accounts: writers cannot deadlock on them.
pub(crate) fn add<'a>(
    tx: &mut Tx<'_>,
    year: i16,
    period: u8,
    lines: impl Iterator<Item = Turnover<'a>>,
) -> DbResult<()> {
    let mut sums: BTreeMap<(Ledger, &str, &str), (i64, i64)> = BTreeMap::new();
    for line in lines {
        // Only the budget ledger is kept per code.
        let code = line
            .budget_code
            .filter(|_| line.ledger == Ledger::Budget)
            .unwrap_or("");
        let (debit, credit) = sides(line.side, line.cents);
        let sum = sums.entry((line.ledger, line.account, code)).or_default();
        *sum = (sum.0 + debit, sum.1 + credit);
    }
    for ((ledger, account, code), (debit, credit)) in sums {
        tx.exec(
            "INSERT INTO books_balance (municipality_id, year, ledger, account, budget_code, period, debit, credit) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (municipality_id, year, ledger, account, budget_code, period) DO UPDATE SET \
             debit = books_balance.debit + excluded.debit, credit = books_balance.credit + excluded.credit",
            &params![tx.municipality(), year, ledger.text(), account, code, period, debit, credit],
        )?;
    }
    Ok(())
}

/// A row of the trial balance (ισοζύγιο).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialRow {
    /// Account code.
    pub account: String,
    /// Its name.
    pub name: String,
    /// Opening balances, debit and credit (period 0).
    pub opening: (Cents, Cents),
    /// Movement of the year up to the day, debit and credit.
    pub movement: (Cents, Cents),
}

impl TrialRow {
    /// Debit less credit, opening included.
    pub fn balance(&self) -> Cents {
        Cents(
            self.opening.0.get() + self.movement.0.get()
                - self.opening.1.get()
                - self.movement.1.get(),
        )
    }
}

/// A trial balance of one ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialBalance {
    /// The ledger.
    pub ledger: Ledger,
    /// Up to and including this day.
    pub as_of: Date,
    /// Accounts with any movement, by code.
    pub rows: Vec<TrialRow>,
}

impl TrialBalance {
    /// All debits and all credits, openings included.
    pub fn totals(&self) -> (Cents, Cents) {
        let sum = |side: fn(&(Cents, Cents)) -> Cents| {
            Cents(
                self.rows
                    .iter()
                    .map(|row| side(&row.opening).get() + side(&row.movement).get())
                    .sum(),
            )
        };
        (sum(|pair| pair.0), sum(|pair| pair.1))
    }

    /// Debits less credits; zero, or the books are broken.
    pub fn difference(&self) -> Cents {
        let (debit, credit) = self.totals();
        Cents(debit.get() - credit.get())
    }

    /// The balance of one account, zero if it has no row.
    pub fn balance_of(&self, account: &str) -> Cents {
        self.rows
            .iter()
            .find(|row| row.account == account)
            .map_or(Cents(0), TrialRow::balance)
    }
}

/// The trial balance of a ledger at the end of a day of its fiscal year. On 31 December the adjustments (period 13)
/// are inside; closing entries (14) only with `closed`.
///
/// # Errors
/// The store's.
pub fn trial_balance(
    tx: &mut Tx<'_>,
    ledger: Ledger,
    as_of: Date,
    closed: bool,
) -> Outcome<TrialBalance> {
    let year_end = (as_of.month(), as_of.day()) == (12, 31);
    let month_end = as_of == as_of.last_of_month();
    let whole_months = i64::from(as_of.month()) - i64::from(!month_end);
    let last_special = match (year_end, closed) {
        (false, _) => periods::OPENING,
        (true, false) => periods::ADJUSTMENTS,
        (true, true) => periods::CLOSING,
    };
    let mut rows: BTreeMap<String, TrialRow> = BTreeMap::new();
    let kept = tx.rows(
        "SELECT b.account AS account, a.name AS name, b.period = 0 AS opening, \
         CAST(SUM(b.debit) AS BIGINT) AS debit, CAST(SUM(b.credit) AS BIGINT) AS credit \
         FROM books_balance b LEFT JOIN books_account a \
         ON a.municipality_id = b.municipality_id AND a.ledger = b.ledger AND a.code = b.account \
         WHERE b.municipality_id = $1 AND b.year = $2 AND b.ledger = $3 \
         AND (b.period <= $4 OR (b.period >= 13 AND b.period <= $5)) \
         GROUP BY b.account, a.name, b.period = 0",
        &params![
            tx.municipality(),
            as_of.year(),
            ledger.text(),
            whole_months,
            last_special
        ],
    )?;
    let partial = if month_end {
        Vec::new()
    } else {
        unfinished_month(tx, ledger, as_of)?
    };
    for row in kept.iter().chain(&partial) {
        let account: String = row.get("account")?;
        let trial = rows.entry(account.clone()).or_insert_with(|| TrialRow {
            account,
            name: String::new(),
            opening: (Cents(0), Cents(0)),
            movement: (Cents(0), Cents(0)),
        });
        trial.name = row.get::<Option<String>>("name")?.unwrap_or_default();
        let pair = if row.get("opening")? {
            &mut trial.opening
        } else {
            &mut trial.movement
        };
        pair.0.0 += row.get::<i64>("debit")?;
        pair.1.0 += row.get::<i64>("credit")?;
    }
    Ok(TrialBalance {
        ledger,
        as_of,
        rows: rows.into_values().collect(),
    })
}

/// The lines of the month of `as_of` up to that day.
fn unfinished_month(
    tx: &mut Tx<'_>,
    ledger: Ledger,
    as_of: Date,
) -> DbResult<Vec<loggia_core::db::Row>> {
    tx.rows(
        "SELECT l.account AS account, a.name AS name, 1 = 0 AS opening, \
         CAST(SUM(l.debit) AS BIGINT) AS debit, CAST(SUM(l.credit) AS BIGINT) AS credit \
         FROM books_line l LEFT JOIN books_account a \
         ON a.municipality_id = l.municipality_id AND a.ledger = l.ledger AND a.code = l.account \
         WHERE l.municipality_id = $1 AND l.year = $2 AND l.ledger = $3 AND l.period = $4 \
         AND l.accounting_date <= $5 GROUP BY l.account, a.name",
        &params![
            tx.municipality(),
            as_of.year(),
            ledger.text(),
            as_of.month(),
            as_of
        ],
    )
}

/// One row of the budget's execution: account, code, debit less credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetRow {
    /// Memo account.
    pub account: String,
    /// Budget code.
    pub budget_code: String,
    /// Debit less credit of the year.
    pub balance: Cents,
}

/// The budget ledger of a year by account and code, whole year so far.
///
/// # Errors
/// The store's.
pub fn budget_rows(tx: &mut Tx<'_>, year: i16) -> DbResult<Vec<BudgetRow>> {
    tx.rows(
        "SELECT account, budget_code, CAST(SUM(debit - credit) AS BIGINT) AS balance FROM books_balance \
         WHERE municipality_id = $1 AND year = $2 AND ledger = $3 GROUP BY account, budget_code \
         ORDER BY account, budget_code",
        &params![tx.municipality(), year, Ledger::Budget.text()],
    )?
    .iter()
    .map(|row| {
        Ok(BudgetRow {
            account: row.get("account")?,
            budget_code: row.get("budget_code")?,
            balance: Cents(row.get("balance")?),
        })
    })
    .collect()
}
