//! The tables behind a session: what a bundle leaves in them, and what may be handed out.

use super::MAX_WAITING;
use crate::documents::ensure;
use crate::feeds::{self, FeedRow};
use loggia_cases::records::ScopeRecord;
use loggia_core::db::{DbResult, Tx};
use loggia_core::{params, records};
use loggia_schema::ids::{Commit, Height};
use loggia_sync::feed::{Entry, FeedId, Tip};
use loggia_sync::frontier::Frontier;
use loggia_sync::gates::{CheckedEntry, Content};
use loggia_sync::records::RecordRow;
use loggia_sync::sign::Signature;

pub(super) fn waiting_is_full(tx: &mut Tx<'_>) -> DbResult<bool> {
    let row = tx.one(
        "SELECT COUNT(*) AS n FROM intake_waiting WHERE municipality_id = $1 AND waits_for <> 'upgrade'",
        &params![tx.municipality()],
    )?;
    Ok(row.get::<i64>("n")? >= MAX_WAITING)
}

/// What the gates must find again at the next bundle: the document, its secret, its changes.
pub(super) fn index(
    tx: &mut Tx<'_>,
    feed_no: i64,
    feed: &FeedId,
    entry: &CheckedEntry,
    now: jiff::Timestamp,
) -> DbResult<()> {
    let doc = entry.header().doc;
    let facts = match entry.content() {
        Content::Open {
            case_kind,
            secret,
            facts,
            ..
        } => {
            ensure(tx, doc, feed.scope, case_kind.0, now)?;
            tx.exec(
                "INSERT INTO intake_secret (municipality_id, feed_no, doc_id, secret) VALUES ($1, $2, $3, $4)",
                &params![tx.municipality(), feed_no, doc, secret.as_bytes()],
            )?;
            facts
        }
        Content::Change { facts, .. } => facts,
        _ => return Ok(()),
    };
    tx.exec(
        "INSERT INTO intake_change (municipality_id, hash, doc_id, feed_no, height, n) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (municipality_id, hash) DO NOTHING",
        &params![tx.municipality(), facts.hash.0, doc, feed_no, entry.header().height, Height(facts.seq)],
    )?;
    Ok(())
}

/// The longest run within the budget that ends where it may: on a signature, or anywhere in our own feed.
pub(super) fn cut(
    held: Vec<feeds::HeldEntry>,
    own: bool,
    budget: usize,
) -> Option<(Vec<Entry>, Option<Signature>)> {
    let mut entries = Vec::new();
    let (mut bytes, mut good) = (0, None);
    for one in held {
        bytes += one.entry.body.as_ref().map_or(0, Vec::len);
        if bytes > budget && good.is_some() {
            break;
        }
        entries.push(one.entry);
        if own || one.signature.is_some() {
            good = Some((entries.len(), one.signature.filter(|_| !own)));
        }
    }
    let (len, signature) = good?;
    entries.truncate(len);
    Some((entries, signature))
}

/// The rows a scope may see, up to the last commit that fits; at least one whole commit.
pub(super) fn within_budget(
    record: &ScopeRecord,
    stored: Vec<records::StoredRecord>,
    last: Commit,
    budget: usize,
) -> (Vec<RecordRow>, Commit) {
    let mut rows = Vec::new();
    let (mut bytes, mut to) = (0, last);
    let mut commit = Commit(0);
    for one in stored {
        if one.version != commit && bytes > budget {
            to = commit;
            break;
        }
        commit = one.version;
        let Some(value) = visible(record, &one) else {
            continue;
        };
        bytes += one.key.len() + value.as_ref().map_or(0, String::len);
        rows.push(RecordRow {
            table: one.table,
            key: one.key,
            version: one.version,
            value,
        });
    }
    rows.sort_by(|a, b| (&a.table, &a.key).cmp(&(&b.table, &b.key)));
    (rows, to)
}

/// The value with the columns of the scope; `None` for a table the scope does not get, or a record it may not see.
#[allow(clippy::option_option)]
fn visible(record: &ScopeRecord, stored: &records::StoredRecord) -> Option<Option<String>> {
    let Some(text) = &stored.value else {
        return record.columns.contains_key(&stored.table).then_some(None);
    };
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    record
        .project(&stored.table, &value)
        .map(|value| Some(value.to_string()))
}

/// Only whole tips that a backup holds; a link is needed for each, so a partly backed-up feed asks for it.
pub(super) fn backed_up(tx: &mut Tx<'_>, rows: &[FeedRow]) -> DbResult<Frontier> {
    let mut frontier = Frontier::new();

    for row in rows.iter().filter(|row| row.backed_up > Height(0)) {
        if row.backed_up == row.tip.height {
            frontier.set(row.id, row.tip);
        } else if let Some(link) = feeds::link_at(tx, row.no, row.backed_up)? {
            frontier.set(
                row.id,
                Tip {
                    height: row.backed_up,
                    link,
                },
            );
        }
    }
    Ok(frontier)
}
