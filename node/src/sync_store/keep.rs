//! What a session hands in, as rows: bundles, receipts, signatures, checkpoints.

use super::failed;
use crate::apply;
use crate::enrolment;
use crate::feeds::{self, Beside, EntryState};
use crate::node::Node;
use crate::store::{self, Tx, one, opt};
use crate::tasks;
use loggia_schema::ids::{Height, ScopeId};
use loggia_schema::message::{Finding, storage};
use loggia_sync::codec::{Reader, Writer};
use loggia_sync::feed::{Chain, Entry, FeedId, Tip};
use loggia_sync::frontier::Frontier;
use loggia_sync::gates::{CheckedBundle, CheckedEntry, Content};
use loggia_sync::limits::{MAX_BUNDLE_ENTRIES, MAX_FEEDS};
use loggia_sync::receipt::{CheckedReceipt, Receipt};
use loggia_sync::sign::Signature;
use loggia_sync::store::StoreError;

/// Entries, links, secrets and the signed tip of a bundle.
pub(super) fn keep_bundle(
    tx: &mut Tx<'_>,
    bundle: &CheckedBundle,
    now: i64,
) -> store::Result<Result<(), StoreError>> {
    let early = bundle
        .entries()
        .iter()
        .filter(|entry| !entry.waiting().is_empty())
        .count() as u64;
    if apply::waiting_count(tx.conn())? + early > apply::MAX_WAITING {
        tasks::open(
            tx,
            "waiting/full",
            Some(&bundle.feed().scope),
            None,
            &Finding::new(storage::WAITING_FULL),
            now,
        )?;
        return Ok(Err(StoreError::Busy));
    }
    let start = Chain::start(bundle.municipality(), bundle.feed()).tip();
    let mut feed = feeds::find_or_make(tx, bundle.feed(), start)?;
    if feed.tip != bundle.before() {
        return Ok(Err(StoreError::Ours(
            "a bundle that does not continue what is held",
        )));
    }
    for checked in bundle.entries() {
        keep_entry(tx, &mut feed, checked, now)?;
    }
    let height = feeds::number(bundle.signed().tip.height)?;
    let sql = "INSERT INTO signed (feed, height, signature) VALUES (?1, ?2, ?3) ON CONFLICT (feed, height) DO NOTHING";
    tx.exec(sql, (feed.no, height, &bundle.signed().signature.0))?;
    Ok(Ok(()))
}

fn keep_entry(
    tx: &mut Tx<'_>,
    feed: &mut feeds::Feed,
    checked: &CheckedEntry,
    now: i64,
) -> store::Result<()> {
    let facts = match checked.content() {
        Content::Open { facts, .. } | Content::Change { facts, .. } => Some(facts),
        _ => None,
    };
    let beside = Beside {
        at: now,
        state: EntryState::ToApply,
        n: facts.map_or(0, |facts| facts.seq),
        change: facts.map(|facts| &facts.hash.0),
    };
    let entry = Entry {
        header: *checked.header(),
        body: checked.body().map(<[u8]>::to_vec),
    };
    feeds::append(tx, feed, &entry, *checked.link(), beside).map(drop)
}

/// Keeps the receipt and moves what it covers, feed by feed. A younger epoch may take back what an older one promised.
pub(super) fn keep_receipt(tx: &mut Tx<'_>, checked: &CheckedReceipt) -> store::Result<()> {
    let receipt = checked.receipt();
    let at = i64::try_from(receipt.at.0).unwrap_or(i64::MAX);
    tx.exec(
        "INSERT INTO receipt (scope, epoch, body, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (scope) DO UPDATE SET epoch = excluded.epoch, body = excluded.body, at = excluded.at",
        (receipt.scope.as_bytes(), receipt.epoch.0, checked.bytes(), at),
    )?;
    // Not what the bytes say: of a feed in which the centre holds another branch it vouches for nothing of ours.
    let (all_held, all_backed_up) = (checked.held(), checked.backed_up());
    for feed in feeds::of_scope(tx.conn(), &receipt.scope)? {
        let held = all_held.height(&feed.id).min(feed.tip.height);
        let backed_up = all_backed_up.height(&feed.id).min(held);
        if (held, backed_up) == (feed.received, feed.backed_up) {
            continue;
        }
        let sent = feeds::number(feed.sent.max(held))?;
        let (held, backed_up) = (feeds::number(held)?, feeds::number(backed_up)?);
        tx.exec(
            "UPDATE feed SET received = ?2, backed_up = ?3, sent = ?4 WHERE no = ?1",
            (feed.no, held, backed_up, sent),
        )?;
        // Signatures below the backed-up height are not needed to hand anything back.
        let prune = "DELETE FROM signed WHERE feed = ?1 AND height < ?2
                     AND height < (SELECT max(height) FROM signed WHERE feed = ?1)";
        tx.exec(prune, (feed.no, backed_up))?;
    }
    enrolment::prove_time(tx, receipt.at.0)
}

pub(super) fn stored_receipt(node: &Node, scope: &ScopeId) -> Result<Option<Receipt>, StoreError> {
    let open = node.serving()?;
    let sql = "SELECT body FROM receipt WHERE scope = ?1";
    let body: Option<Vec<u8>> =
        opt(open.store.conn(), sql, [scope.as_bytes()], |row| row.get(0)).map_err(failed)?;
    let (Some(body), Some(enrolment)) = (body, &open.enrolment) else {
        return Ok(None);
    };
    let keys = std::iter::once(&enrolment.centre).chain(&enrolment.former);
    let mut read = keys.filter_map(|key| Receipt::verify(&body, enrolment.municipality, key).ok());
    Ok(read.next().map(|checked| checked.receipt().clone()))
}

/// The signature that a run from `after` should end on: the furthest inside the budget, else the nearest.
pub(super) fn next_signature(
    conn: &rusqlite::Connection,
    feed: i64,
    after: Height,
    budget: usize,
) -> store::Result<Option<(Height, Signature)>> {
    let from = feeds::number(after)?;
    let sql = "SELECT height, signature FROM signed WHERE feed = ?1 AND height > ?2 ORDER BY height LIMIT 64";
    let found = store::rows(conn, sql, (feed, from), |row| {
        Ok((
            Height(row.get::<_, i64>(0)?.unsigned_abs()),
            Signature(row.get(1)?),
        ))
    })?;
    let mut best = None;
    for (height, signature) in found {
        let span = (
            feeds::EntryId::new(feed, after)?.0,
            feeds::EntryId::new(feed, height)?.0,
        );
        let sql =
            "SELECT coalesce(sum(body_len), 0), count(*) FROM entry WHERE id > ?1 AND id <= ?2";
        let (bytes, count) = one(conn, sql, span, |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })?;
        let fits = usize::try_from(bytes).is_ok_and(|bytes| bytes <= budget)
            && usize::try_from(count).is_ok_and(|count| count <= MAX_BUNDLE_ENTRIES);
        if !fits && best.is_some() {
            break;
        }
        best = Some((height, signature));
    }
    Ok(best)
}

pub(super) fn write_frontier(frontier: &Frontier) -> Vec<u8> {
    let mut writer = Writer::new();
    for (feed, tip) in frontier.iter() {
        feed.write(&mut writer);
        tip.write(&mut writer);
    }
    writer.finish()
}

pub(super) fn read_frontier(bytes: &[u8]) -> Option<Frontier> {
    let mut reader = Reader::new(bytes);
    let mut frontier = Frontier::new();
    for _ in 0..MAX_FEEDS {
        if reader.remaining() == 0 {
            break;
        }
        let (feed, tip) = (
            FeedId::read(&mut reader).ok()?,
            Tip::read(&mut reader).ok()?,
        );
        frontier.set(feed, tip);
    }
    Some(frontier)
}
