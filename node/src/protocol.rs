//! Protocol numbers: gapless series that this store counts for itself, so that no line and no lease is needed (αριθμοί πρωτοκόλλου).
//!
//! A series belongs to one desk, one book, one year and **one life of this store**: its mark is computed from the
//! incarnation ([`SeriesMark`]), so two laptops of a desk never give the same number. A number is taken inside the
//! transaction that writes its entry; the count is kept outside too, moved after the commit and before anybody is shown the
//! number, under the same rules as for leased blocks ([`crate::numbers`]). What a disagreement means is different:
//!
//! * the mark outside is **ahead**: this store is older than what it showed. A new life begins, with a new mark, and goes
//!   on from 1. How far the old series was shown is kept, to be told to the centre;
//! * the mark outside is **behind** or gone: it cannot witness any more, and perhaps this is a copy on another machine. A new life too.
//!
//! A series that is not in the store is compared with its mark before its first number: a store may have forgotten all of it.
//!
//! ```text
//! let next = session.next_protocol(&scope, Register::Protocol, &moment)?;    // before the event is composed
//! session.write(scope, at, |writer| { …; protocol::take(writer.tx(), &next)?; … })
//! ```

use crate::error::{NodeError, Result};
use crate::node::Node;
use crate::numbers::{Witness, not_marked, witness};
use crate::session::{Moment, Session};
use crate::settle::former_lives;
use crate::store::{self, StoreError, Tx, opt, rows};
use loggia_cases::protocol::{DeskCode, MAX_NO, ProtocolNumber, Register, SeriesMark};
use loggia_schema::ids::{Incarnation, LeaseId, ScopeId};
use loggia_schema::message::{Finding, access, protocol};
use rusqlite::{Connection, Row};
use serde::Serialize;

/// A number about to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    scope: ScopeId,
    incarnation: Incarnation,
    /// The number as printed.
    pub number: ProtocolNumber,
}

/// A series as it stands in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The desk's scope.
    pub scope: ScopeId,
    /// The life it belongs to.
    pub incarnation: Incarnation,
    /// The book.
    pub register: Register,
    /// The year.
    pub year: u16,
    /// The desk inside its numbers.
    pub desk: DeskCode,
    /// The last number taken; 0 before the first.
    pub used: u32,
    /// The last number shown, where that is more than the store remembers.
    pub shown: u32,
}

impl Count {
    /// What its mark outside is kept under: as a lease's, so both lie in one folder.
    pub fn mark_id(&self) -> LeaseId {
        mark_id(&self.scope, self.incarnation, self.register, self.year)
    }
}

/// How a series stands (for the status and the command line).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProtocolStatus {
    /// The desk's scope.
    pub scope: ScopeId,
    /// The book.
    pub register: Register,
    /// The year.
    pub year: u16,
    /// The last number given.
    pub last: ProtocolNumber,
}

/// Takes the number inside the transaction of its entry.
///
/// # Errors
/// The disk's: the series moved since the number was looked up, which one writer does not do.
pub fn take(tx: &mut Tx<'_>, next: &Next) -> store::Result<()> {
    let number = &next.number;
    let sql = "INSERT INTO protocol_series (scope, incarnation, register, year, desk, used) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT (scope, incarnation, register, year) DO UPDATE SET used = excluded.used, desk = excluded.desk
               WHERE protocol_series.used = excluded.used - 1";
    let values = rusqlite::params![
        next.scope.as_bytes(),
        next.incarnation.as_bytes(),
        number.register().name(),
        number.year(),
        number.desk().as_str(),
        number.no(),
    ];
    match tx.exec(sql, values)? {
        1 => Ok(()),
        _ => Err(StoreError::Damaged("count of a protocol series")),
    }
}

/// Every series of one life of the store.
pub fn of_life(conn: &Connection, life: Incarnation) -> store::Result<Vec<Count>> {
    let sql = "SELECT scope, incarnation, register, year, desk, used, shown FROM protocol_series
               WHERE incarnation = ?1 ORDER BY year, register, scope";
    rows(conn, sql, [life.as_bytes()], read)
}

/// Series of former lives in a scope that were shown further than this store remembers.
pub fn untold(conn: &Connection, scope: &ScopeId, life: Incarnation) -> store::Result<Vec<Count>> {
    let sql = "SELECT scope, incarnation, register, year, desk, used, shown FROM protocol_series
               WHERE scope = ?1 AND incarnation <> ?2 AND shown > used";
    rows(conn, sql, (scope.as_bytes(), life.as_bytes()), read)
}

/// The centre will be told of the lost numbers of a series, by an entry of the same transaction.
pub fn told(tx: &mut Tx<'_>, count: &Count) -> store::Result<()> {
    let sql = "UPDATE protocol_series SET used = shown WHERE scope = ?1 AND incarnation = ?2 AND register = ?3 AND year = ?4";
    let key = (
        count.scope.as_bytes(),
        count.incarnation.as_bytes(),
        count.register.name(),
        count.year,
    );
    tx.exec(sql, key).map(drop)
}

/// How the series of a life stand.
pub fn status(conn: &Connection, life: Incarnation) -> Result<Vec<ProtocolStatus>> {
    let mark = SeriesMark::of(life);
    let mut found = Vec::new();
    for count in of_life(conn, life)?.into_iter().filter(|c| c.used > 0) {
        let Count {
            scope,
            register,
            year,
            ..
        } = count;
        let last = ProtocolNumber::new(count.desk, mark, register, year, count.used)?;
        found.push(ProtocolStatus {
            scope,
            register,
            year,
            last,
        });
    }
    Ok(found)
}

/// Keeps how far a series of a life that ends was shown.
fn keep_shown(tx: &mut Tx<'_>, count: &Count) -> store::Result<()> {
    let sql = "INSERT INTO protocol_series (scope, incarnation, register, year, desk, used, shown)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
               ON CONFLICT (scope, incarnation, register, year) DO UPDATE SET shown = max(shown, excluded.shown)";
    let values = rusqlite::params![
        count.scope.as_bytes(),
        count.incarnation.as_bytes(),
        count.register.name(),
        count.year,
        count.desk.as_str(),
        count.used,
        count.shown,
    ];
    tx.exec(sql, values).map(drop)
}

impl Node {
    /// Compares the series of this life that are new in memory with their marks; see [`crate::settle`].
    pub(crate) fn settle_protocol(&mut self) -> Result<Witness> {
        let open = self.unlocked()?;
        let mut counts = of_life(open.store.conn(), open.incarnation)?;
        counts.retain(|count| !open.marks.contains_key(&count.mark_id()));
        let mut worst = Witness::Agrees;
        for count in counts {
            if self.witness_series(count)? != Witness::Agrees {
                worst = Witness::StoreOlder;
            }
        }
        Ok(worst)
    }

    /// Series of former lives of a desk that this store has forgotten, or never knew to the end: how far they were shown is
    /// kept, or nobody would ever say that their numbers are lost. Each is looked at once after the opening.
    pub(crate) fn witness_former_series(
        &mut self,
        scope: &ScopeId,
        desk: &DeskCode,
        this: u16,
    ) -> Result<()> {
        let (env, open) = (&mut self.env, self.open.as_mut().ok_or_else(locked)?);
        let me = open.me().ok_or_else(locked)?;
        for life in former_lives(open.store.conn(), &me)? {
            let known = of_life(open.store.conn(), life)?;
            let books = Register::ALL
                .into_iter()
                .flat_map(|book| [(book, this - 1), (book, this)]);
            for (register, year) in books {
                let id = mark_id(scope, life, register, year);
                if open.marks.contains_key(&id) {
                    continue;
                }
                let mark = env.marks.read(id).map_err(not_marked)?;
                let mark = mark.unwrap_or(0);
                open.marks.insert(id, mark);
                let held = known.iter().find(|count| count.mark_id() == id);
                let used = held.map_or(0, |count| count.used);
                let shown = u32::try_from(mark).unwrap_or(MAX_NO);
                if shown > used {
                    let count = Count {
                        scope: *scope,
                        incarnation: life,
                        register,
                        year,
                        desk: desk.clone(),
                        used,
                        shown,
                    };
                    open.store
                        .write(&mut *env.faults, |tx| keep_shown(tx, &count))?;
                }
            }
        }
        Ok(())
    }

    /// Compares one series with its mark. A late mark is moved; any other disagreement asks for a new life.
    fn witness_series(&mut self, mut count: Count) -> Result<Witness> {
        let id = count.mark_id();
        let (env, open) = (&mut self.env, self.open.as_mut().ok_or_else(locked)?);
        let mark = env.marks.read(id).map_err(not_marked)?;
        open.marks.insert(id, mark.unwrap_or(0));
        match witness(u64::from(count.used), mark) {
            Witness::Agrees => Ok(Witness::Agrees),
            Witness::Late => {
                open.mark(env, id, count.used.into())?;
                Ok(Witness::Agrees)
            }
            Witness::StoreOlder => {
                count.shown = mark.and_then(|m| u32::try_from(m).ok()).unwrap_or(MAX_NO);
                open.store
                    .write(&mut *env.faults, |tx| keep_shown(tx, &count))?;
                Ok(Witness::StoreOlder)
            }
            Witness::MarkOlder => Ok(Witness::MarkOlder),
        }
    }
}

impl Session<'_> {
    /// The next number of a book of a desk, in the year of the municipality's calendar. Asked before the event is
    /// composed: a store that turns out to be older than what it showed begins a new life here.
    ///
    /// # Errors
    /// The user's: no such desk, a desk without a code, a series that is full. The disk's.
    pub fn next_protocol(
        &mut self,
        scope: &ScopeId,
        register: Register,
        moment: &Moment,
    ) -> Result<Next> {
        let year =
            u16::try_from(moment.now.year()).map_err(|_| NodeError::Us("a year before Christ"))?;
        let desk = self.desk_code(scope)?;
        let mut count = self.count(scope, register, year, &desk)?;
        let known = self.open()?.marks.contains_key(&count.mark_id());
        if !known && self.node.witness_series(count.clone())? != Witness::Agrees {
            self.node.new_incarnation()?;
            self.me = self.open()?.me().ok_or_else(locked)?;
            count = self.count(scope, register, year, &desk)?;
            self.open()?.marks.insert(count.mark_id(), 0);
        }
        let full = || {
            Finding::new(protocol::SERIES_FULL)
                .with("register", register.greek())
                .with("year", year)
        };
        let no = count.used + 1;
        if no > MAX_NO {
            return Err(full().into());
        }
        let mark = SeriesMark::of(self.me.incarnation);
        Ok(Next {
            scope: *scope,
            incarnation: self.me.incarnation,
            number: ProtocolNumber::new(desk, mark, register, year, no)?,
        })
    }

    /// The code of a desk as it stands in protocol numbers.
    ///
    /// # Errors
    /// The user's: the device does not hold the desk, or its code is none.
    pub fn desk_code(&mut self, scope: &ScopeId) -> Result<DeskCode> {
        let open = self.open()?;
        let scopes = open.cache.scopes(open.store.conn())?;
        let record = scopes.iter().find(|record| record.id == *scope);
        let record = record.ok_or_else(|| NodeError::refuse(access::SCOPE_FOREIGN))?;
        Ok(DeskCode::parse(&record.code)?)
    }

    /// A series of the present life; a new one counts from nothing.
    fn count(
        &mut self,
        scope: &ScopeId,
        register: Register,
        year: u16,
        desk: &DeskCode,
    ) -> Result<Count> {
        let incarnation = self.me.incarnation;
        let sql =
            "SELECT scope, incarnation, register, year, desk, used, shown FROM protocol_series
                   WHERE scope = ?1 AND incarnation = ?2 AND register = ?3 AND year = ?4";
        let key = (
            scope.as_bytes(),
            incarnation.as_bytes(),
            register.name(),
            year,
        );
        let held = opt(self.open()?.store.conn(), sql, key, read)?;
        Ok(held.unwrap_or_else(|| Count {
            scope: *scope,
            incarnation,
            register,
            year,
            desk: desk.clone(),
            used: 0,
            shown: 0,
        }))
    }
}

fn mark_id(scope: &ScopeId, life: Incarnation, register: Register, year: u16) -> LeaseId {
    let mut hasher = blake3::Hasher::new_derive_key("loggia protocol series mark v1");
    hasher
        .update(scope.as_bytes())
        .update(life.as_bytes())
        .update(&year.to_be_bytes())
        .update(register.name().as_bytes());
    let mut id = [0; LeaseId::LEN];
    id.copy_from_slice(&hasher.finalize().as_bytes()[..LeaseId::LEN]);
    LeaseId(id)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Count> {
    let (register, desk): (String, String) = (row.get(2)?, row.get(4)?);
    let bad = |text: String| rusqlite::Error::InvalidColumnName(text);
    Ok(Count {
        scope: ScopeId(row.get(0)?),
        incarnation: Incarnation(row.get(1)?),
        register: Register::parse(&register).ok_or_else(|| bad(register))?,
        year: row.get(3)?,
        desk: DeskCode::parse(&desk).map_err(|_| bad(desk))?,
        used: row.get(5)?,
        shown: row.get(6)?,
    })
}

fn locked() -> NodeError {
    NodeError::refuse(access::LOCKED)
}
