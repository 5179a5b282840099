//! What the admit gate asks of the centre's tables.

use super::CentreStore;
use crate::{feeds, registry};
use loggia_core::db::{DbResult, Tx};
use loggia_core::params;
use loggia_schema::ids::{DocId, Height, MunicipalityId, ScopeId};
use loggia_sync::body::BodySecret;
use loggia_sync::feed::{FeedId, Link, Tip};
use loggia_sync::gates::{AdmitView, ChangeHash, FeedStanding, SecretState};
use loggia_sync::store::StoreError;

impl AdmitView for CentreStore {
    fn municipality(&self) -> MunicipalityId {
        self.app.db().municipality()
    }

    fn tip(&self, feed: &FeedId) -> Result<Option<Tip>, StoreError> {
        Ok(self
            .feed(feed)?
            .map(|row| row.tip)
            .filter(|tip| tip.height > Height(0)))
    }

    fn link_at(&self, feed: &FeedId, height: Height) -> Result<Option<Link>, StoreError> {
        self.read(|tx| match feeds::find(tx, feed)? {
            Some(row) => feeds::link_at(tx, row.no, height),
            None => Ok(None),
        })
    }

    fn standing(&self, feed: &FeedId) -> Result<FeedStanding, StoreError> {
        if feed.device == self.centre.device() {
            return Ok(FeedStanding::Centre);
        }
        Ok(match self.read(|tx| registry::device(tx, feed.device))? {
            None => FeedStanding::UnknownDevice,
            Some(device) if !device.scopes.contains(&feed.scope) => FeedStanding::ForeignScope,
            Some(device) if device.is_active() => FeedStanding::Device,
            Some(_) => FeedStanding::Quarantine,
        })
    }

    fn secret(&self, feed: &FeedId, doc: &DocId) -> Result<SecretState, StoreError> {
        self.read(|tx| {
            let Some(row) = feeds::find(tx, feed)? else { return Ok(SecretState::Unknown) };
            let secret = tx.opt(
                "SELECT secret FROM intake_secret WHERE municipality_id = $1 AND feed_no = $2 AND doc_id = $3",
                &params![tx.municipality(), row.no, *doc],
            )?;
            if let Some(secret) = secret {
                return Ok(SecretState::Known(BodySecret::from_bytes(secret.get("secret")?)));
            }
            Ok(if erased(tx, doc)? { SecretState::Erased } else { SecretState::Unknown })
        })
    }

    fn scope_of(&self, doc: &DocId) -> Result<Option<ScopeId>, StoreError> {
        self.read(|tx| Ok(crate::documents::document(tx, *doc)?.map(|row| row.scope)))
    }

    fn is_erased(&self, _feed: &FeedId, _height: Height, doc: &DocId) -> Result<bool, StoreError> {
        self.read(|tx| erased(tx, doc))
    }

    fn doc_of_change(&self, change: &ChangeHash, _: &DocId) -> Result<Option<DocId>, StoreError> {
        self.read(|tx| {
            let row = tx.opt(
                "SELECT doc_id FROM intake_change WHERE municipality_id = $1 AND hash = $2",
                &params![tx.municipality(), change.0],
            )?;
            row.map(|row| row.get("doc_id")).transpose()
        })
    }
}

/// A whole document was ordered forgotten.
fn erased(tx: &mut Tx<'_>, doc: &DocId) -> DbResult<bool> {
    let row = tx.opt(
        "SELECT at FROM intake_erasure WHERE municipality_id = $1 AND doc_id = $2 AND part_id = $3",
        &params![tx.municipality(), *doc, [0u8; 16]],
    )?;
    Ok(row.is_some())
}
