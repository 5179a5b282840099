//! Legal numbers: taken from leased blocks, once, and never again (αριθμοί από μπλοκ).
//!
//! A block belongs to one incarnation of one store. A number is taken inside the transaction that writes its entry, so
//! there is no number without an entry and no entry without its number. The count of used numbers is also kept outside the
//! store ([`crate::env::HighWater`]), moved **after the commit and before the number is shown**:
//!
//! ```text
//! store says used = u,  mark says m
//!   m = u      agreement
//!   m = u - 1  stopped between commit and mark: nobody has seen number u; the mark is moved
//!   m > u      the store is older than what was shown: it was rolled back
//!   m < u - 1  the mark is older than the store: it cannot witness any more
//! ```
//! The last two freeze the series: the rest of the block is returned to the centre as doubtful and new numbers come only
//! with a new block. Two unfinished commands can never be outstanding, because taking a number first moves a late mark.

use crate::env::{Faults, HighWater, Outcome, StorageCall};
use crate::error::{NodeError, Result};
use crate::store::{self, StoreError, Tx, rows};
use loggia_cases::facts::NumberBlock;
use loggia_cases::number::{DocNumber, Series};
use loggia_schema::ids::{Incarnation, LeaseId, ScopeId};
use loggia_schema::message::{Finding, numbers};
use loggia_sync::entries::{Lease, Series as WireSeries};
use rusqlite::{Connection, Row};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Fewer numbers than this in a series, and people are told at every paper.
pub const LOW: u64 = 10;

/// The marks as they stand outside, read once when the store is unlocked.
pub type Marks = BTreeMap<LeaseId, u64>;

/// What may still be done with a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockState {
    /// Numbers are taken from it.
    InUse,
    /// Store and mark disagree: nothing is taken from it any more.
    Frozen,
    /// Given back or withdrawn.
    Returned,
}

/// A leased block as it stands in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its id.
    pub lease: LeaseId,
    /// The scope of the papers it numbers.
    pub scope: ScopeId,
    /// The life of a store it was granted to.
    pub incarnation: Incarnation,
    /// Prefix, year, first and last number, RF stem.
    pub numbers: NumberBlock,
    /// How many numbers were taken, from the first on.
    pub used: u64,
    /// What may still be done with it.
    pub state: BlockState,
}

impl Block {
    /// How many numbers are left.
    pub fn left(&self) -> u64 {
        u64::from(self.numbers.last - self.numbers.first + 1).saturating_sub(self.used)
    }

    /// The next running number; `None` if the block is used up.
    pub fn next(&self) -> Option<u32> {
        let used = u32::try_from(self.used).ok()?;
        self.numbers
            .first
            .checked_add(used)
            .filter(|no| *no <= self.numbers.last)
    }
}

/// A number about to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The block it comes from.
    pub block: Block,
    /// The number as printed.
    pub number: DocNumber,
    /// Numbers left in the series after this one.
    pub left: u64,
}

/// How a series stands (for the status line and `loggia-node numbers`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesStatus {
    /// What is numbered.
    pub series: Series,
    /// The year of the numbers.
    pub year: u16,
    /// The scope.
    pub scope: ScopeId,
    /// Prefix on paper.
    pub prefix: String,
    /// Numbers granted.
    pub granted: u64,
    /// Numbers left.
    pub left: u64,
    /// Half are used: the centre should grant more at the next synchronisation.
    pub refill: bool,
    /// Fewer than [`LOW`] are left.
    pub low: bool,
    /// A block of it is frozen.
    pub frozen: bool,
}

/// The next number of a series for the present incarnation.
///
/// # Errors
/// The user's: no block, blocks used up. The disk's: the series is frozen.
pub fn next(
    conn: &Connection,
    scope: &ScopeId,
    me: Incarnation,
    series: Series,
    year: u16,
) -> Result<Next> {
    let mine: Vec<Block> = blocks(conn, scope, series, year)?
        .into_iter()
        .filter(|b| b.incarnation == me)
        .collect();
    let about = |code| {
        Finding::new(code)
            .with("series", series.greek())
            .with("year", year)
    };
    let open = || mine.iter().filter(|block| block.state == BlockState::InUse);
    let left: u64 = open().map(Block::left).sum();
    match open().find_map(|block| block.next().map(|no| (block, no))) {
        Some((block, no)) => {
            let number = DocNumber::new(&block.numbers.prefix, year, no)?;
            Ok(Next {
                block: block.clone(),
                number,
                left: left - 1,
            })
        }
        None if mine.iter().any(|block| block.state == BlockState::Frozen) => {
            Err(about(numbers::SERIES_FROZEN).into())
        }
        None if mine.is_empty() => Err(about(numbers::NO_LEASE).into()),
        None => Err(about(numbers::NUMBERS_EXHAUSTED).into()),
    }
}

/// Takes the number inside the transaction of its entry.
pub fn take(tx: &mut Tx<'_>, next: &Next) -> store::Result<()> {
    let used =
        i64::try_from(next.block.used).map_err(|_| StoreError::Damaged("count of a block"))?;
    let lease = next.block.lease.as_bytes();
    let sql = "UPDATE lease SET used = used + 1 WHERE lease = ?1 AND used = ?2 AND state = 0";
    match tx.exec(sql, (lease, used))? {
        1 => Ok(()),
        _ => Err(StoreError::Damaged("count of a block")),
    }
}

/// Moves the mark outside to what the store says; afterwards the number may be shown.
///
/// # Errors
/// The disk's: the number is recorded, but must not be shown yet; the same command may be sent again.
pub fn mark(
    marks: &mut Marks,
    outside: &mut dyn HighWater,
    faults: &mut dyn Faults,
    lease: LeaseId,
    used: u64,
) -> Result<()> {
    if marks.get(&lease).copied().unwrap_or(0) == used {
        return Ok(());
    }
    weather(faults, StorageCall::Mark)?;
    outside.write(lease, used).map_err(not_marked)?;
    marks.insert(lease, used);
    match faults.at(StorageCall::Marked) {
        Outcome::Kill => Err(StoreError::Killed.into()),
        _ => Ok(()),
    }
}

/// The mark outside the store cannot be read or written.
pub(crate) fn not_marked(error: std::io::Error) -> NodeError {
    tracing::error!(%error, "the mark outside the store cannot be read or written");
    NodeError::refuse(numbers::MARK_NOT_WRITTEN)
}

fn weather(faults: &mut dyn Faults, call: StorageCall) -> Result<()> {
    match faults.at(call) {
        Outcome::Go => Ok(()),
        Outcome::Fail => Err(NodeError::refuse(numbers::MARK_NOT_WRITTEN)),
        Outcome::Kill => Err(StoreError::Killed.into()),
    }
}

/// What comparing a block with its mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Witness {
    /// They agree.
    Agrees,
    /// The mark is one behind: the process stopped between commit and mark.
    Late,
    /// The store is older than what was shown.
    StoreOlder,
    /// The mark is older than the store.
    MarkOlder,
}

/// Compares a block with its mark.
pub fn witness(used: u64, mark: Option<u64>) -> Witness {
    let mark = mark.unwrap_or(0);
    match used.checked_sub(mark) {
        Some(0) => Witness::Agrees,
        Some(1) => Witness::Late,
        Some(_) => Witness::MarkOlder,
        None => Witness::StoreOlder,
    }
}

/// What the entries of a life are marked under outside, as a lease's numbers are.
pub fn life_mark(life: Incarnation) -> LeaseId {
    let hash = blake3::derive_key("loggia mark of a life v1", life.as_bytes());
    let mut id = [0; LeaseId::LEN];
    id.copy_from_slice(&hash[..LeaseId::LEN]);
    LeaseId(id)
}

/// Nothing is taken from a block any more.
pub fn set_state(tx: &mut Tx<'_>, lease: LeaseId, state: BlockState) -> store::Result<()> {
    tx.exec(
        "UPDATE lease SET state = ?2 WHERE lease = ?1",
        (lease.as_bytes(), state as i64),
    )
    .map(drop)
}

/// Keeps a block the centre granted; a block that is already here is left alone.
///
/// # Errors
/// The peer's: not of a series of this program, or numbers that no paper can carry.
pub fn keep(tx: &mut Tx<'_>, scope: &ScopeId, lease: &Lease) -> Result<()> {
    let series = match lease.series {
        WireSeries::FINE => Series::Fine,
        WireSeries::RECEIPT => Series::Receipt,
        _ => return Err(NodeError::Peer(Finding::new(numbers::LEASE_NOT_SOUND))),
    };
    let (Ok(first), Ok(last)) = (u32::try_from(lease.first), u32::try_from(lease.last)) else {
        return Err(NodeError::Peer(Finding::new(numbers::LEASE_NOT_SOUND)));
    };
    // Both ends print and have a payment code, and so has everything between.
    for no in [first, last] {
        DocNumber::new(&lease.prefix, lease.year, no)
            .and_then(|number| number.rf(&lease.rf_stem))
            .map_err(|_| NodeError::Peer(Finding::new(numbers::LEASE_NOT_SOUND)))?;
    }
    let values = rusqlite::params![
        lease.lease.as_bytes(),
        scope.as_bytes(),
        lease.to.as_bytes(),
        series.name(),
        lease.prefix,
        lease.year,
        first,
        last,
        lease.rf_stem,
        lease.granted.to_string(),
    ];
    tx.exec(
        "INSERT INTO lease (lease, scope, incarnation, series, prefix, year, first, last, rf_stem, granted)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (lease) DO NOTHING",
        values,
    )?;
    Ok(())
}

const BLOCK: &str = "SELECT lease, scope, incarnation, series, prefix, year, first, last, rf_stem, used, state FROM lease";

/// Every block this store knows, of any incarnation.
pub fn all(conn: &Connection) -> store::Result<Vec<Block>> {
    rows(
        conn,
        &format!("{BLOCK} ORDER BY series, year, first"),
        [],
        read,
    )
}

/// How many numbers were taken from each block of a life that is in use, of those from which any was.
pub fn counts(conn: &Connection, life: Incarnation) -> store::Result<Vec<(LeaseId, u64)>> {
    let sql = "SELECT lease, used FROM lease WHERE incarnation = ?1 AND state = 0 AND used > 0";
    rows(conn, sql, [life.as_bytes()], |row| {
        Ok((LeaseId(row.get(0)?), row.get::<_, i64>(1)?.unsigned_abs()))
    })
}

fn blocks(
    conn: &Connection,
    scope: &ScopeId,
    series: Series,
    year: u16,
) -> store::Result<Vec<Block>> {
    let sql = "SELECT lease, scope, incarnation, series, prefix, year, first, last, rf_stem, used, state FROM lease
               WHERE scope = ?1 AND series = ?2 AND year = ?3 ORDER BY first";
    rows(conn, sql, (scope.as_bytes(), series.name(), year), read)
}

/// How the series of an incarnation stand.
pub fn status(conn: &Connection, me: Incarnation) -> store::Result<Vec<SeriesStatus>> {
    let mut found: Vec<SeriesStatus> = Vec::new();
    for block in all(conn)?
        .into_iter()
        .filter(|block| block.incarnation == me)
    {
        let granted = u64::from(block.numbers.last - block.numbers.first + 1);
        let left = if block.state == BlockState::InUse {
            block.left()
        } else {
            0
        };
        let frozen = block.state == BlockState::Frozen;
        let (series, year, scope) = (block.numbers.series, block.numbers.year, block.scope);
        match found
            .iter_mut()
            .find(|s| (s.series, s.year, s.scope) == (series, year, scope))
        {
            Some(status) => {
                status.granted += granted;
                status.left += left;
                status.frozen |= frozen;
            }
            None => {
                let prefix = block.numbers.prefix;
                found.push(SeriesStatus {
                    series,
                    year,
                    scope,
                    prefix,
                    granted,
                    left,
                    refill: false,
                    low: false,
                    frozen,
                });
            }
        }
    }
    for status in &mut found {
        status.refill = status.left * 2 <= status.granted;
        status.low = status.left < LOW;
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Block> {
    let series: String = row.get(3)?;
    let series = Series::parse(&series).ok_or(rusqlite::Error::InvalidColumnName(series))?;
    let state = match row.get::<_, i64>(10)? {
        0 => BlockState::InUse,
        1 => BlockState::Frozen,
        _ => BlockState::Returned,
    };
    let (prefix, year, rf_stem) = (row.get(4)?, row.get(5)?, row.get(8)?);
    Ok(Block {
        lease: LeaseId(row.get(0)?),
        scope: ScopeId(row.get(1)?),
        incarnation: Incarnation(row.get(2)?),
        numbers: NumberBlock {
            series,
            prefix,
            year,
            first: row.get(6)?,
            last: row.get(7)?,
            rf_stem,
        },
        used: row.get::<_, i64>(9)?.unsigned_abs(),
        state,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_witness_tells_the_four_cases_apart() {
        assert_eq!(witness(0, None), Witness::Agrees);
        assert_eq!(witness(1, None), Witness::Late);
        assert_eq!(witness(7, Some(7)), Witness::Agrees);
        assert_eq!(witness(7, Some(6)), Witness::Late);
        assert_eq!(witness(7, Some(5)), Witness::MarkOlder);
        assert_eq!(witness(7, None), Witness::MarkOlder);
        assert_eq!(witness(7, Some(8)), Witness::StoreOlder);
        assert_eq!(witness(0, Some(1)), Witness::StoreOlder);
    }
}
