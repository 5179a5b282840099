//! Commands: what a person does, each one durable transaction (εντολές).
//!
//! Every command follows the same path: what was typed is parsed into types, all findings at once; facts are gathered;
//! the rules of the case kind say yes, no, or "tick that you looked"; then **one transaction** writes entry, change, row,
//! number, search words and the answer. Only after its commit, and after the mark outside has moved, is anybody told. A
//! refusal stores nothing, so the form keeps what was typed.
//!
//! The caller gives each command a key. The same command sent again under the same key (a lost answer, an impatient
//! finger, a restarted program) gets the answer it had and is not executed twice.

mod cash;
mod file;
mod fine;
mod input;
mod protocol;
pub(crate) mod reading;
mod receipt;
mod request;
mod settle;
mod work;

pub use cash::{CashClose, CashHand, CashOpen, CashReturn, CashTake, PileInput};
pub use file::{Clean, FileAttach, FileWanted};
pub use fine::{
    FineIssue, FineNote, FineReplace, FineServe, FineSpoil, IssuedFine, PersonInput, PickInput,
    ServiceInput,
};
pub use input::Which;
pub use protocol::{
    Draft, Entering, ProtocolAnswer, ProtocolCancel, ProtocolRegister, ProtocolRoute,
    RegisteredEntry,
};
pub use reading::{
    HolderTransfer, MeterNote, MeterReplace, NoWaterReport, ReadingCorrect, ReadingDecide,
    ReadingTake, TakenReading, WaterTurn,
};
pub use receipt::{
    IssuedReceipt, LineInput, MeansInput, PayerInput, ReceiptCancel, ReceiptIssue, ReceiptSpoil,
};
pub use settle::ConflictSettle;

pub use request::{Act, RegisteredRequest, RequestAct, RequestRegister};

use crate::documents::{self, Document};
use crate::error::{NodeError, Result};
use crate::feeds;
use crate::kinds::{Listed, flag};
use crate::numbers;
use crate::protocol as series;
use crate::rows;
use crate::session::Session;
use crate::store::{self, StoreError, Tx, meta, opt, set_meta};
use crate::writer::Written;
use jiff::Timestamp;
use loggia_cases::Folded;
use loggia_cases::facts::Facts;
use loggia_schema::ids::{DocId, ScopeId};
use loggia_schema::message::{Code, Finding, access, storage};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Longest key of a command, in bytes.
const MAX_KEY: usize = 200;
/// Answers older than this are forgotten, in microseconds: nobody sends the same command again after a quarter.
const ANSWERS_KEPT: i64 = 90 * A_DAY;
const A_DAY: i64 = 86_400 * 1_000_000;

/// A key for a new command: its moment and random bytes, so that the answers of a day lie beside each other in the store.
pub fn fresh_key(at: Timestamp, random: [u8; 10]) -> String {
    let millis = at.as_millisecond().max(0);
    format!("{millis:012x}{}", data_encoding::HEXLOWER.encode(&random))
}

/// What a command on an existing case answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The case.
    pub doc: DocId,
    /// Its legal number.
    pub number: String,
    /// The short tag of the entry.
    pub tag: String,
    /// Code name of its stage now.
    pub state: String,
}

impl Done {
    /// The answer about a case that is now in this state.
    pub(crate) fn of<C: Listed>(doc: DocId, written: Written, folded: &Folded<C::State>) -> Done {
        let listing = C::listing(&C::row(folded));
        Done {
            doc,
            number: listing.number,
            tag: written.tag.to_string(),
            state: listing.state,
        }
    }
}

/// The command's key and what it was given for.
pub(crate) struct Once<'k> {
    key: &'k str,
    print: [u8; 32],
}

impl Once<'_> {
    /// Keeps the answer in the transaction of the command.
    pub(crate) fn answer<T: Serialize>(
        &self,
        tx: &mut Tx<'_>,
        answer: &T,
        at: Timestamp,
    ) -> store::Result<()> {
        let body = serde_json::to_string(answer).map_err(|_| StoreError::Damaged("answer"))?;
        let sql = "INSERT INTO answer (key, print, body, at) VALUES (?1, ?2, ?3, ?4)";
        tx.exec(sql, (self.key, &self.print, body, at.as_microsecond()))
            .map(drop)
    }
}

impl Session<'_> {
    /// Executes a command once: a known key gives the old answer.
    pub(crate) fn once<I: Serialize, T: Serialize + DeserializeOwned>(
        &mut self,
        key: &str,
        name: &str,
        input: &I,
        work: impl FnOnce(&mut Self, &Once<'_>) -> Result<T>,
    ) -> Result<T> {
        if key.is_empty() || key.len() > MAX_KEY {
            return Err(NodeError::refuse(storage::KEY_INVALID));
        }
        let once = Once {
            key,
            print: self.print_of(name, input)?,
        };
        // A number whose mark is still missing must not be shown by the answer below; and the mark of the command before is
        // on the disk before this one writes anything.
        if self.open()?.unmarked {
            self.catch_up_marks()?;
        }
        self.node.env.marks.settle().map_err(numbers::not_marked)?;
        let sql = "SELECT print, body FROM answer WHERE key = ?1";
        let known: Option<([u8; 32], String)> =
            opt(self.open()?.store.conn(), sql, [key], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        if let Some((print, body)) = known {
            if print != once.print {
                return Err(NodeError::refuse(storage::COMMAND_KEY_REUSED));
            }
            return serde_json::from_str(&body).map_err(|_| StoreError::Damaged("answer").into());
        }
        if self.revoked()? {
            return Err(NodeError::refuse(access::DEVICE_REVOKED));
        }
        // From here on a number may be taken; until every mark has moved, no answer leaves.
        self.open()?.unmarked = true;
        let answer = work(self, &once)?;
        self.catch_up_marks()?;
        Ok(answer)
    }

    /// Whether the device was revoked; remembered until something arrives from the centre.
    fn revoked(&mut self) -> Result<bool> {
        if let Some(revoked) = self.open()?.cache.revoked {
            return Ok(revoked);
        }
        let revoked = self.node.is_revoked()?;
        self.open()?.cache.revoked = Some(revoked);
        Ok(revoked)
    }

    /// Moves every mark outside to what the store says; see [`crate::numbers`]. Where no number moved on, the entries of
    /// this life do: what has no number must not be forgotten unseen either. The first number of a block or series is
    /// witnessed by both, because an older store may not know that block.
    pub(crate) fn catch_up_marks(&mut self) -> Result<()> {
        let (me, device, env) = (self.me.incarnation, self.me.device, &mut self.node.env);
        let mut moved_on = false;
        let open = self
            .node
            .open
            .as_mut()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))?;
        for (lease, used) in numbers::counts(open.store.conn(), me)? {
            moved_on |= open.mark_on(env, lease, used)?;
        }
        for count in series::of_life(open.store.conn(), me)? {
            moved_on |= open.mark_on(env, count.mark_id(), count.used.into())?;
        }
        if !moved_on {
            let written = feeds::written(open.store.conn(), &device, me)?;
            open.mark(env, numbers::life_mark(me), written)?;
        }
        open.unmarked = false;
        Ok(())
    }

    fn print_of<I: Serialize>(&self, name: &str, input: &I) -> Result<[u8; 32]> {
        let input =
            serde_json::to_vec(input).map_err(|_| NodeError::Us("a command that is not JSON"))?;
        let mut hasher = blake3::Hasher::new_derive_key("loggia command v1");
        for part in [self.user.id.as_bytes().as_slice(), name.as_bytes(), &input] {
            hasher
                .update(&(part.len() as u64).to_be_bytes())
                .update(part);
        }
        Ok(*hasher.finalize().as_bytes())
    }

    /// An existing case of one kind with its present state, by number or id.
    pub(crate) fn case<C: Listed>(
        &mut self,
        which: &Which,
    ) -> Result<(Document, Folded<C::State>, Vec<String>)> {
        let held = self.node.scopes()?;
        let conn = self.open()?.store.conn();
        let doc = which.doc(conn, C::KIND)?.ok_or_else(|| which.missing())?;
        let document = documents::find(conn, &doc)?
            .filter(|document| document.kind == C::KIND && held.contains(&document.scope));
        let document = document.ok_or_else(|| NodeError::refuse(storage::DOCUMENT_MISSING))?;
        let folded = rows::folded::<C>(conn, &document)?;
        let names = rows::names(conn, &doc)?;
        Ok((document, folded, names))
    }

    /// The user may work in this scope; otherwise the case is somebody else's.
    pub(crate) fn in_scope(&self, scope: &ScopeId) -> Result<()> {
        if self.user.scopes.contains(scope) {
            Ok(())
        } else {
            Err(NodeError::refuse(access::SCOPE_FOREIGN))
        }
    }
}

/// The rules of the kind: errors refuse; warnings refuse until each of them was ticked.
pub(crate) fn judge<C: Listed>(
    folded: &Folded<C::State>,
    event: &C::Event,
    facts: &Facts<'_>,
    confirmed: &[Code],
) -> Result<()> {
    loggia_cases::check::<C>(folded, event, facts)?;
    let warnings = C::warnings(&folded.state, event, facts);
    let open: Vec<Finding> = warnings
        .into_iter()
        .filter(|warning| !confirmed.contains(&warning.code))
        .collect();
    if open.is_empty() {
        Ok(())
    } else {
        Err(open.into())
    }
}

/// Forgets answers nobody will ask for again. It reads all of them, so once a day is enough.
pub(crate) fn forget_answers(tx: &mut Tx<'_>, now: i64) -> store::Result<()> {
    let today = (now / A_DAY).to_be_bytes();
    if meta(tx.conn(), "answers_forgotten")?.is_some_and(|day| day == today) {
        return Ok(());
    }
    let old = now.saturating_sub(ANSWERS_KEPT);
    tx.exec("DELETE FROM answer WHERE at < ?1", [old])?;
    set_meta(tx, "answers_forgotten", &today)
}

/// What the flags of a row say about taking commands.
pub(crate) const fn takes_commands(flags: i64) -> bool {
    flags & (flag::NEWER | flag::UNREADABLE) == 0
}
