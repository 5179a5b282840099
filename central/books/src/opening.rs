//! Opening balances: the first entry of a year, typed from the old books or carried from the year before.
//!
//! Period 0, dated 1 January. Revenue, expense and other flows (classes 1, 2, 7) have no opening. Control accounts open
//! per person, so that the cards of debtors start right. One opening per year: the same again is the same entry, another
//! one is refused.

use crate::accounts;
use crate::model::{Ledger, PostingLine, PostingRequest, Side, Target};
use crate::periods::OPENING;
use crate::posting::{Posted, post};
use jiff::civil::Date;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Tx};
use loggia_core::{Outcome, params};
use loggia_schema::ids::PersonId;
use loggia_schema::message::{Finding, books};
use loggia_schema::money::Cents;

/// Classes of π.δ. 54/2018 that begin each year at zero.
const FLOWS: [u32; 3] = [1, 2, 7];

/// Posts the opening entry of a year.
///
/// # Errors
/// [`books::OPENING_CLASS`] for a line on a revenue or expense account; [`books::SOURCE_CONFLICT`] if the year has
/// another opening; those of [`post`].
pub fn post_opening(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    year: i16,
    text: &str,
    lines: Vec<PostingLine>,
) -> Outcome<Posted> {
    for line in &lines {
        let Target::Account(ledger, code) = &line.target else {
            continue;
        };
        let account = accounts::usable(tx, *ledger, code)?;
        if account.class().is_some_and(|class| FLOWS.contains(&class)) {
            return Err(Finding::new(books::OPENING_CLASS)
                .with("account", code)
                .into());
        }
    }
    let day = Date::new(year, 1, 1).map_err(DbError::bug)?;
    let mut request = PostingRequest::new(("opening", &year.to_string()), day, day)
        .explained("opening-1", text)
        .in_period(OPENING);
    request.lines = lines;
    post(tx, ctx, &request)
}

/// The lines that carry the closed year's balances into the next, per account, and per person on control accounts.
///
/// # Errors
/// [`books::OPENING_CLASS`] while a revenue or expense account still has a balance: the year is not closed yet.
pub fn carried_lines(tx: &mut Tx<'_>, from_year: i16) -> Outcome<Vec<PostingLine>> {
    let rows = tx.rows(
        "SELECT l.account AS account, CASE WHEN a.party THEN l.party_id END AS party_id, \
         CAST(SUM(l.debit - l.credit) AS BIGINT) AS balance FROM books_line l JOIN books_account a \
         ON a.municipality_id = l.municipality_id AND a.ledger = l.ledger AND a.code = l.account \
         WHERE l.municipality_id = $1 AND l.year = $2 AND l.ledger = $3 \
         GROUP BY l.account, CASE WHEN a.party THEN l.party_id END \
         HAVING SUM(l.debit - l.credit) <> 0 ORDER BY 1, 2",
        &params![tx.municipality(), from_year, Ledger::General.text()],
    )?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let account: String = row.get("account")?;
        let class = account.chars().next().and_then(|c| c.to_digit(10));
        if class.is_some_and(|class| FLOWS.contains(&class)) {
            return Err(Finding::new(books::OPENING_CLASS)
                .with("account", account)
                .into());
        }
        let balance: i64 = row.get("balance")?;
        let side = if balance > 0 {
            Side::Debit
        } else {
            Side::Credit
        };
        let mut line = PostingLine::new(
            Target::Account(Ledger::General, account),
            side,
            magnitude(balance)?,
        );
        line.party = row.get::<Option<PersonId>>("party_id")?;
        lines.push(line);
    }
    Ok(lines)
}

fn magnitude(balance: i64) -> DbResult<Cents> {
    balance
        .checked_abs()
        .map(Cents)
        .ok_or_else(|| DbError::Corrupt("a balance beyond every range".to_owned()))
}
