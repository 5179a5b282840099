//! The centre's own feed of a scope: verdicts, leases, closures and erasures, in the order in which they were decided.

use crate::feeds;
use crate::store::Centre;
use loggia_core::Outcome;
use loggia_core::ctx::Ctx;
use loggia_core::db::{DbError, Tx};
use loggia_schema::ids::{DocId, Height, ScopeId};
use loggia_sync::body::{BodySecret, write_entry};
use loggia_sync::entries::Spoken;
use loggia_sync::feed::{Chain, FeedId};

/// Writes one entry on the centre's feed of `scope`, in the transaction of what it speaks of.
pub(crate) fn say(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    centre: &Centre,
    scope: ScopeId,
    spoken: &Spoken,
) -> Outcome<Height> {
    let Some(kind) = spoken.kind() else {
        return Err(DbError::Bug("the centre said something it does not know".to_owned()).into());
    };
    let id = FeedId {
        device: centre.device(),
        incarnation: centre.incarnation(),
        scope,
    };
    let feed = feeds::open(tx, centre, &id)?;
    let mut chain = Chain::resume(feed.tip);
    let salt = salt(ctx, &id, chain.next_height());
    let entry = write_entry(
        &mut chain,
        &id,
        kind,
        DocId::NONE,
        &salt,
        spoken.encode(&salt),
    )
    .map_err(|error| DbError::Bug(error.to_string()))?;
    let tip = chain.tip();
    feeds::put_entry(
        tx,
        feed.no,
        (&entry.header, entry.body.as_deref()),
        &tip.link,
        None,
        ctx.now,
    )?;
    feeds::advance(tx, feed.no, tip, None)?;
    feeds::set_judged(tx, feed.no, tip.height)?;
    Ok(tip.height)
}

/// A salt nobody can guess that is the same again when the closure runs again.
fn salt(ctx: &Ctx, feed: &FeedId, height: Height) -> BodySecret {
    let mut hasher = blake3::Hasher::new_derive_key("loggia salt of a centre entry v1");
    hasher
        .update(&ctx.nonce)
        .update(&feed.to_bytes())
        .update(&height.0.to_be_bytes());
    BodySecret::from_bytes(*hasher.finalize().as_bytes())
}
