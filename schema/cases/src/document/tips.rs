//! The ends of a document: all that is needed to add a change without loading what came before.
//!
//! A store keeps one [`Tips`] beside each row. A local command composes its change from them, and a
//! received change whose dependencies are exactly the stored heads moves them on; only a change made beside others
//! needs the whole document. Since such a change is later than everything folded so far, the row can
//! follow by folding one event more ([`crate::case::Folded::add`]).

use super::Appended;
use super::change::{self, ChangeFacts, ChangeHash, Refused};
use super::event::{EventKey, NewEvent, RawEvent};
use loggia_schema::ids::Incarnation;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Heads, highest Lamport time and number of events by author. Serialises to compact JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tips {
    /// Hashes nothing else stands on, ascending.
    pub heads: Vec<ChangeHash>,
    /// Highest Lamport time in the document; 0 when empty.
    pub lamport: u64,
    /// Number of events by each author.
    #[serde(with = "authors")]
    pub authors: BTreeMap<Incarnation, u64>,
}

impl Tips {
    /// Number of events in the document.
    pub fn events(&self) -> usize {
        let all = self
            .authors
            .values()
            .fold(0u64, |sum, n| sum.saturating_add(*n));
        usize::try_from(all).unwrap_or(usize::MAX)
    }

    /// Number of events this author has in the document.
    pub fn seq(&self, actor: Incarnation) -> u64 {
        self.authors.get(&actor).copied().unwrap_or(0)
    }

    /// The next change of `actor` on top of everything here, and the tips after it.
    ///
    /// Errors: the event is over the limits.
    pub fn compose(
        &self,
        actor: Incarnation,
        event: NewEvent,
    ) -> Result<(Appended, Tips), Refused> {
        let key = EventKey {
            incarnation: actor,
            n: self.seq(actor) + 1,
        };
        let raw = RawEvent::place(key, self.lamport + 1, event);
        let (facts, change) = change::compose(self.heads.clone(), raw)?;
        let after = self.advance(&facts);
        Ok((Appended { key, change, facts }, after))
    }

    /// The fast path: the tips after a change that stands on exactly these heads; `None` if it does not, and
    /// then the document must be loaded.
    pub fn follow(&self, facts: &ChangeFacts) -> Option<Tips> {
        let next = facts.deps == self.heads
            && facts.event.l == self.lamport + 1
            && facts.key.n == self.seq(facts.key.incarnation) + 1;
        next.then(|| self.advance(facts))
    }

    /// The tips after a change that was made beside others.
    pub(super) fn beside(&self, facts: &ChangeFacts) -> Tips {
        let mut next = self.clone();
        next.heads.retain(|head| !facts.deps.contains(head));
        next.heads.push(facts.hash);
        next.heads.sort_unstable();
        next.saw(facts.key.incarnation, facts.key.n, facts.event.l);
        next
    }

    pub(super) fn saw(&mut self, actor: Incarnation, seq: u64, lamport: u64) {
        let known = self.authors.entry(actor).or_default();
        *known = seq.max(*known);
        self.lamport = self.lamport.max(lamport);
    }

    fn advance(&self, facts: &ChangeFacts) -> Tips {
        let mut next = Tips {
            heads: vec![facts.hash],
            ..self.clone()
        };
        next.saw(facts.key.incarnation, facts.key.n, facts.event.l);
        next
    }
}

mod authors {
    use super::*;
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(
        map: &BTreeMap<Incarnation, u64>,
        out: S,
    ) -> Result<S::Ok, S::Error> {
        out.collect_map(map.iter().map(|(actor, n)| (actor.to_string(), n)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        input: D,
    ) -> Result<BTreeMap<Incarnation, u64>, D::Error> {
        BTreeMap::<String, u64>::deserialize(input)?
            .into_iter()
            .map(|(actor, n)| Ok((actor.parse().map_err(serde::de::Error::custom)?, n)))
            .collect()
    }
}
