//! Rebuild: the proof that rows are what the entries, verdicts and closures give (έλεγχος και ανακατασκευή γραμμών).
//!
//! `check` builds every document from its entries, folds it, and compares the row in the store with the one that follows;
//! nothing is written. `repair` writes them all anew, with tips, folded states, search words and payables. A difference
//! found by `check` is our mistake, never the user's, and the report names the cases. Files are read whole and compared with
//! their hashes; a damaged one is asked for again where the centre has signed for it, and otherwise kept as it is.

use crate::blobs;
use crate::documents;
use crate::env::Faults;
use crate::error::{NodeError, Result};
use crate::kinds;
use crate::node::Node;
use crate::reference;
use crate::rows::{self, StoredRow};
use crate::search;
use crate::store::{self, Store};
use loggia_cases::document::RawEvent;
use loggia_schema::ids::DocId;
use loggia_schema::message::access;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// Documents repaired in one transaction.
const STEP: usize = 100;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Documents looked at.
    pub documents: u64,
    /// Cases whose stored row is not what their entries give.
    pub rows_differ: Vec<DocId>,
    /// Cases whose stored ends (heads, counters) are not what their entries give.
    pub ends_differ: Vec<DocId>,
    /// Cases that cannot be found by their own number.
    pub not_found: Vec<DocId>,
    /// Cases with a file on this device that is not what its hash says.
    pub files_damaged: Vec<DocId>,
    /// Whether everything was written anew.
    pub repaired: bool,
}

impl Report {
    /// Whether nothing differs.
    pub fn is_clean(&self) -> bool {
        self.differences() == 0
    }

    /// How many rows are not what they should be.
    pub fn differences(&self) -> u64 {
        let named = [
            &self.rows_differ,
            &self.ends_differ,
            &self.not_found,
            &self.files_damaged,
        ];
        let named: usize = named.into_iter().map(Vec::len).sum();
        named as u64
    }
}

impl Node {
    /// Compares every row with its entries; writes nothing.
    ///
    /// # Errors
    /// Locked. The disk's.
    pub fn check_rows(&self) -> Result<Report> {
        let conn = self.unlocked()?.store.conn();
        let mut report = Report::default();
        for doc in documents::ids(conn)? {
            report.documents += 1;
            check(conn, &doc, &mut report)?;
        }
        for blob in blobs::all(conn)?.iter().filter(|blob| blob.is_whole()) {
            if blobs::content(conn, blob)?.is_none() {
                report.files_damaged.push(blob.key.doc);
            }
        }
        Ok(report)
    }

    /// Checks, then makes every row, tip, search word and payable anew.
    ///
    /// # Errors
    /// Locked. The disk's; what was made anew before stays.
    pub fn repair_rows(&mut self) -> Result<Report> {
        let mut report = self.check_rows()?;
        let open = self
            .open
            .as_mut()
            .ok_or_else(|| NodeError::refuse(access::LOCKED))?;
        let faults = &mut *self.env.faults;
        let ids = documents::ids(open.store.conn())?;
        open.store.write::<_, store::StoreError>(faults, |tx| {
            search::forget_all(tx)?;
            reference::rebuild_payables(tx).map(drop)
        })?;
        fetch_damaged(&mut open.store, faults)?;
        for step in ids.chunks(STEP) {
            open.store.write::<_, store::StoreError>(faults, |tx| {
                for doc in step {
                    let whole = documents::load(tx.conn(), doc)?;
                    if let Some(mut document) = documents::find(tx.conn(), doc)? {
                        documents::advance(tx, &mut document, whole.tips().clone())?;
                        search::forget_words(tx, document.no)?;
                    }
                    rows::refold(tx, doc)?;
                }
                Ok(())
            })?;
        }
        report.repaired = true;
        Ok(report)
    }
}

/// Drops damaged copies of files that the centre has signed for and asks for them again.
fn fetch_damaged(store: &mut Store, faults: &mut dyn Faults) -> store::Result<()> {
    for blob in blobs::all(store.conn())? {
        let lost = blob.is_whole() && blobs::content(store.conn(), &blob)?.is_none();
        if lost && blob.epoch > 0 {
            store.write::<_, store::StoreError>(faults, |tx| blobs::ask_again(tx, blob.no))?;
        }
    }
    Ok(())
}

fn check(conn: &Connection, doc: &DocId, report: &mut Report) -> store::Result<()> {
    let Some(document) = documents::find(conn, doc)? else {
        return Ok(());
    };
    let whole = documents::load(conn, doc)?;
    if *whole.tips() != document.tips {
        report.ends_differ.push(*doc);
    }
    // The document's own events, not the entries', so that both ways of reading are compared.
    let events: Vec<RawEvent> = whole.events();
    let effects = documents::effects(conn, &documents::events(conn, doc)?)?;
    let Some(folding) =
        kinds::whole(document.kind, &events, &effects, true)?.filter(|_| !events.is_empty())
    else {
        return Ok(());
    };
    let stored = rows::stored(conn, doc)?;
    let stale = document.folded.is_some() && document.folded != folding.folded;
    if stale || stored != Some(StoredRow::of(&folding)) {
        report.rows_differ.push(*doc);
    }
    let number = &folding.listing.number;
    if !number.is_empty() && !search::finds(conn, number, document.no)? {
        report.not_found.push(*doc);
    }
    Ok(())
}
