//! What the admit gate asks of the store; every answer comes from what is durable.

use super::failed;
use crate::documents;
use crate::erase;
use crate::feeds;
use crate::node::Node;
use crate::reference;
use crate::store::opt;
use loggia_cases::document::inspect_change;
use loggia_cases::records::DeviceState;
use loggia_schema::ids::{DocId, Height, MunicipalityId, ScopeId};
use loggia_sync::body::BodySecret;
use loggia_sync::feed::{Chain, FeedId, Link, Tip};
use loggia_sync::gates::{AdmitView, ChangeFacts, ChangeHash, FeedStanding, SecretState};
use loggia_sync::store::{StoreError, SyncStore};

/// The facts of a change for the admit gate: what [`loggia_sync::session::Settings`] is made with.
pub fn inspect(change: &[u8]) -> Option<ChangeFacts> {
    let facts = inspect_change(change).ok()?;
    Some(ChangeFacts {
        hash: ChangeHash(facts.hash.0),
        deps: facts.deps.iter().map(|dep| ChangeHash(dep.0)).collect(),
        actor: facts.actor().0.to_vec(),
        seq: facts.seq(),
    })
}

impl AdmitView for Node {
    fn municipality(&self) -> MunicipalityId {
        self.municipality_or_none()
    }

    fn tip(&self, feed: &FeedId) -> Result<Option<Tip>, StoreError> {
        let held = feeds::find(self.serving()?.store.conn(), feed).map_err(failed)?;
        Ok(held.map(|feed| feed.tip).filter(|tip| tip.height.0 > 0))
    }

    fn link_at(&self, feed: &FeedId, height: Height) -> Result<Option<Link>, StoreError> {
        let conn = self.serving()?.store.conn();
        if height.0 == 0 {
            return Ok(Some(
                Chain::start(self.municipality_or_none(), feed).tip().link,
            ));
        }
        match feeds::find(conn, feed).map_err(failed)? {
            Some(held) => feeds::link_at(conn, held.no, height).map_err(failed),
            None => Ok(None),
        }
    }

    fn standing(&self, feed: &FeedId) -> Result<FeedStanding, StoreError> {
        let open = self.serving()?;
        if !SyncStore::scopes(self)?.contains(&feed.scope) {
            return Ok(FeedStanding::ForeignScope);
        }
        if open
            .enrolment
            .as_ref()
            .is_some_and(|enrolment| enrolment.is_centre(&feed.device))
        {
            return Ok(FeedStanding::Centre);
        }
        let record =
            reference::device(open.store.conn(), &feed.device.to_string()).map_err(failed)?;
        Ok(match record {
            Some(record) if record.state == DeviceState::Revoked => FeedStanding::Quarantine,
            _ => FeedStanding::Device,
        })
    }

    fn secret(&self, feed: &FeedId, doc: &DocId) -> Result<SecretState, StoreError> {
        let conn = self.serving()?.store.conn();
        if erase::is_document_erased(conn, doc).map_err(failed)? {
            return Ok(SecretState::Erased);
        }
        let Some(held) = feeds::find(conn, feed).map_err(failed)? else {
            return Ok(SecretState::Unknown);
        };
        let secret: Option<BodySecret> = feeds::secret(conn, doc, held.no).map_err(failed)?;
        Ok(secret.map_or(SecretState::Unknown, SecretState::Known))
    }

    fn scope_of(&self, doc: &DocId) -> Result<Option<ScopeId>, StoreError> {
        let conn = self.serving()?.store.conn();
        if let Some(document) = documents::find(conn, doc).map_err(failed)? {
            return Ok(Some(document.scope));
        }
        // Admitted and not applied yet.
        let sql = "SELECT f.scope FROM entry e JOIN feed f ON f.no = e.id >> 40 WHERE e.doc = ?1 ORDER BY e.id LIMIT 1";
        opt(conn, sql, [doc.as_bytes()], |row| Ok(ScopeId(row.get(0)?))).map_err(failed)
    }

    fn is_erased(&self, feed: &FeedId, height: Height, doc: &DocId) -> Result<bool, StoreError> {
        erase::is_entry_erased(self.serving()?.store.conn(), feed, height, doc).map_err(failed)
    }

    /// Looks in the document alone: an index of all changes would cost every save a page, and a change that stands on another
    /// document is refused by the centre before it comes here.
    fn doc_of_change(&self, change: &ChangeHash, of: &DocId) -> Result<Option<DocId>, StoreError> {
        let conn = self.serving()?.store.conn();
        let sql = "SELECT 1 FROM entry WHERE doc = ?1 AND change = ?2 LIMIT 1";
        let found = opt(conn, sql, (of.as_bytes(), &change.0), |_| Ok(())).map_err(failed)?;
        Ok(found.map(|()| *of))
    }
}
