//! Years and their periods: open, locked, closed for good.
//!
//! A year has fifteen periods: 0 opening, 1–12 the months, 13 adjustments, 14 closing. `Open` takes entries. `Locked`
//! takes them only from somebody who holds a named exception that has not expired. `Closed` takes none and never goes
//! back. Every change leaves an audit line, and takes the year's head first, so that no posting slips past it.

use crate::canonical;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, DbResult, Tx};
use loggia_core::{Outcome, audit, params};
use loggia_schema::calendar::greek_date;
use loggia_schema::message::{Finding, books};

/// Opening balances (έναρξη).
pub const OPENING: u8 = 0;
/// Adjustments after the year's end (προσαρμογές).
pub const ADJUSTMENTS: u8 = 13;
/// Closing entries (κλείσιμο).
pub const CLOSING: u8 = 14;
/// The longest exception, in days.
const EXCEPTION_DAYS: i64 = 31;

/// State of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeriodState {
    /// Takes entries.
    Open,
    /// Takes entries only under an exception.
    Locked,
    /// Takes none, never again.
    Closed,
}

impl PeriodState {
    /// As it stands in the table.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Locked => "locked",
            Self::Closed => "closed",
        }
    }

    /// On screens.
    pub const fn greek(self) -> &'static str {
        match self {
            Self::Open => "Ανοικτή",
            Self::Locked => "Κλειδωμένη",
            Self::Closed => "Οριστικά κλειστή",
        }
    }

    fn parse(text: &str) -> DbResult<Self> {
        [Self::Open, Self::Locked, Self::Closed]
            .into_iter()
            .find(|state| state.text() == text)
            .ok_or_else(|| DbError::Corrupt(format!("period state {text}")))
    }
}

/// Opens a year: its journal's head and its fifteen periods. Opening it again changes nothing.
///
/// # Errors
/// The store's.
pub fn open_year(tx: &mut Tx<'_>, ctx: &Ctx, year: i16) -> DbResult<()> {
    let link = canonical::genesis(tx.municipality(), year, 1);
    let new = tx.exec(
        "INSERT INTO books_head (municipality_id, year, section, current, last_no, link) \
         VALUES ($1, $2, 1, $3, 0, $4) ON CONFLICT (municipality_id, year, section) DO NOTHING",
        &params![tx.municipality(), year, true, link],
    )?;
    if new == 0 {
        return Ok(());
    }
    let rows: Vec<_> = (OPENING..=CLOSING)
        .map(|period| params![tx.municipality(), year, period, PeriodState::Open.text()].to_vec())
        .collect();
    tx.insert_many(
        "books_period",
        &["municipality_id", "year", "period", "state"],
        &rows,
    )?;
    audit::record(tx, ctx, "year.open", &year.to_string(), "")
}

/// After a restore: every open year goes on in a new section, numbered from 1. Numbers above the copy's last one were
/// told before, and none of them may come to mean another entry. What the copy holds stays as it was sealed.
///
/// # Errors
/// The store's.
pub fn begin_section(tx: &mut Tx<'_>, ctx: &Ctx) -> DbResult<()> {
    let heads = tx.rows(
        "SELECT year, section FROM books_head WHERE municipality_id = $1 AND current ORDER BY year",
        &params![tx.municipality()],
    )?;
    tx.exec(
        "UPDATE books_head SET current = $1 WHERE municipality_id = $2 AND current",
        &params![false, tx.municipality()],
    )?;
    for head in heads {
        let (year, section): (i16, u32) = (head.get("year")?, head.get("section")?);
        let link = canonical::genesis(tx.municipality(), year, section + 1);
        tx.exec(
            "INSERT INTO books_head (municipality_id, year, section, current, last_no, link) \
             VALUES ($1, $2, $3, $4, 0, $5)",
            &params![tx.municipality(), year, section + 1, true, link],
        )?;
        audit::record(
            tx,
            ctx,
            "year.section",
            &format!("{year}/{}", section + 1),
            "",
        )?;
    }
    Ok(())
}

/// The periods of a year with their states, in order; empty if the year is not open.
///
/// # Errors
/// The store's.
pub fn list(tx: &mut Tx<'_>, year: i16) -> DbResult<Vec<(u8, PeriodState)>> {
    tx.rows(
        "SELECT period, state FROM books_period WHERE municipality_id = $1 AND year = $2 ORDER BY period",
        &params![tx.municipality(), year],
    )?
    .iter()
    .map(|row| Ok((row.get("period")?, PeriodState::parse(&row.get::<String>("state")?)?)))
    .collect()
}

/// Moves a period to another state.
///
/// # Errors
/// [`books::YEAR_NOT_OPEN`]; [`books::LOCK_GOES_BACK`] if it is closed; [`books::EARLIER_PERIOD_OPEN`] if it is to be
/// closed before an earlier one; the store's.
pub fn set_state(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    year: i16,
    period: u8,
    state: PeriodState,
) -> Outcome<()> {
    lock_head(tx, year)?;
    let states = list(tx, year)?;
    let now = states
        .iter()
        .find(|(p, _)| *p == period)
        .map(|(_, state)| *state);
    let finding = |code| Finding::new(code).with("period", period).with("year", year);
    let Some(now) = now else {
        return Err(finding(books::YEAR_NOT_OPEN).into());
    };
    if now == state {
        return Ok(());
    }
    if now == PeriodState::Closed {
        return Err(finding(books::LOCK_GOES_BACK).into());
    }
    let earlier = states
        .iter()
        .find(|(p, s)| *p < period && *s != PeriodState::Closed);
    if let (PeriodState::Closed, Some((earlier, _))) = (state, earlier) {
        return Err(finding(books::EARLIER_PERIOD_OPEN)
            .with("earlier", earlier)
            .into());
    }
    tx.exec(
        "UPDATE books_period SET state = $1 WHERE municipality_id = $2 AND year = $3 AND period = $4",
        &params![state.text(), tx.municipality(), year, period],
    )?;
    Ok(audit::record(
        tx,
        ctx,
        "period.set",
        &format!("{period}/{year}"),
        state.text(),
    )?)
}

/// Lets one actor post into a locked period until a moment. A closed period knows no exceptions.
///
/// # Errors
/// [`books::EXCEPTION_SHAPE`] without reason or with an end beyond [`EXCEPTION_DAYS`]; [`books::PERIOD_CLOSED`].
pub fn grant_exception(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (year, period): (i16, u8),
    actor: &str,
    expires_at: Timestamp,
    reason: &str,
) -> Outcome<()> {
    let longest = SignedDuration::from_hours(24 * EXCEPTION_DAYS);
    if reason.trim().is_empty() || expires_at <= ctx.now || expires_at > ctx.now + longest {
        return Err(Finding::new(books::EXCEPTION_SHAPE)
            .with("days", EXCEPTION_DAYS)
            .into());
    }
    if state_of(tx, year, period)? == Some(PeriodState::Closed) {
        return Err(Finding::new(books::PERIOD_CLOSED)
            .with("period", period)
            .with("year", year)
            .into());
    }
    let id = ctx.id(&format!("exception {year} {period} {actor}"), 0);
    tx.exec(
        "INSERT INTO books_period_exception (municipality_id, exception_id, year, period, actor, expires_at, reason, \
         granted_by, granted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &params![
            tx.municipality(),
            id,
            year,
            period,
            actor,
            expires_at,
            reason,
            ctx.actor.to_string(),
            ctx.now
        ],
    )?;
    Ok(audit::record(
        tx,
        ctx,
        "period.exception",
        &format!("{period}/{year}"),
        actor,
    )?)
}

/// The period an entry falls into, if its date fits; refuses a special period with a wrong date.
pub(crate) fn period_of(accounting_date: Date, asked: Option<u8>) -> Result<u8, Finding> {
    let month = u8::try_from(accounting_date.month()).unwrap_or(0);
    let last = (accounting_date.month(), accounting_date.day()) == (12, 31);
    let first = (accounting_date.month(), accounting_date.day()) == (1, 1);
    match asked {
        None => Ok(month),
        Some(OPENING) if first => Ok(OPENING),
        Some(period @ (ADJUSTMENTS | CLOSING)) if last => Ok(period),
        Some(period) if period == month && month != 0 => Ok(month),
        Some(period) => Err(Finding::new(books::DATE_OUTSIDE_PERIOD)
            .with("date", greek_date(accounting_date))
            .with("period", period)),
    }
}

/// Refuses unless the actor may post into the period now. The year's head must be held.
pub(crate) fn check_open(tx: &mut Tx<'_>, ctx: &Ctx, year: i16, period: u8) -> Outcome<()> {
    let finding = |code| Finding::new(code).with("period", period).with("year", year);
    match state_of(tx, year, period)? {
        Some(PeriodState::Open) => Ok(()),
        None => Err(finding(books::YEAR_NOT_OPEN).into()),
        Some(PeriodState::Closed) => Err(finding(books::PERIOD_CLOSED).into()),
        Some(PeriodState::Locked) => {
            let exception = tx.opt(
                "SELECT exception_id FROM books_period_exception WHERE municipality_id = $1 AND year = $2 \
                 AND period = $3 AND actor = $4 AND expires_at > $5 LIMIT 1",
                &params![tx.municipality(), year, period, ctx.actor.to_string(), ctx.now],
            )?;
            if exception.is_some() {
                Ok(())
            } else {
                Err(finding(books::PERIOD_LOCKED).into())
            }
        }
    }
}

/// Takes the head of the year's current section: from here to COMMIT nobody else posts into this year.
pub(crate) fn lock_head(tx: &mut Tx<'_>, year: i16) -> Outcome<Head> {
    let row = tx.opt(
        "UPDATE books_head SET last_no = last_no WHERE municipality_id = $1 AND year = $2 AND current \
         RETURNING section, last_no, link",
        &params![tx.municipality(), year],
    )?;
    let Some(row) = row else {
        return Err(Finding::new(books::YEAR_NOT_OPEN).with("year", year).into());
    };
    Ok(Head {
        section: row.get("section")?,
        last_no: row.get("last_no")?,
        link: row.get("link")?,
    })
}

/// The head of a year's journal.
pub(crate) struct Head {
    pub section: u32,
    pub last_no: u64,
    pub link: canonical::Link,
}

fn state_of(tx: &mut Tx<'_>, year: i16, period: u8) -> DbResult<Option<PeriodState>> {
    let row = tx.opt(
        "SELECT state FROM books_period WHERE municipality_id = $1 AND year = $2 AND period = $3",
        &params![tx.municipality(), year, period],
    )?;
    row.map(|row| PeriodState::parse(&row.get::<String>("state")?))
        .transpose()
}
