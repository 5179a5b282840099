//! A frontier: how far each feed of a scope is held, each claim with its link.
//!
//! Two stores compare frontiers to learn what to send. Equal ones are found by one [`FrontierDigest`]
//! whatever the number of documents; different ones travel as a [`FrontierDiff`] from a checkpoint that
//! both remember. A claim "I hold feed f up to 40" carries the link of height 40 and is believed only if
//! that link is the one we know ([`plan`]): three unrelated projects met gaps that never healed because
//! an "I have it" was believed without proof. Bytes: docs/formats/frontier.md.

use crate::codec::{DecodeError, Reader, Writer};
use crate::feed::{FeedId, Tip};
use crate::limits::MAX_FEEDS;
use crate::sign::Context;
use loggia_schema::ids::Height;
use std::collections::BTreeMap;
use std::fmt;

/// The digest of a frontier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrontierDigest(pub [u8; 32]);

impl fmt::Debug for FrontierDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "FrontierDigest({}…)",
            data_encoding::HEXLOWER.encode(&self.0[..4])
        )
    }
}

/// How far each feed is held. A feed of which nothing is held is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    tips: BTreeMap<FeedId, Tip>,
}

impl Frontier {
    /// A frontier with nothing in it.
    pub const fn new() -> Self {
        Frontier {
            tips: BTreeMap::new(),
        }
    }

    /// Where a feed is held up to; `None` if nothing of it is.
    pub fn get(&self, feed: &FeedId) -> Option<Tip> {
        self.tips.get(feed).copied()
    }

    /// The height a feed is held up to; 0 if nothing of it is.
    pub fn height(&self, feed: &FeedId) -> Height {
        self.get(feed).map_or(Height(0), |tip| tip.height)
    }

    /// Sets a tip. A tip of height 0 says nothing and is left out.
    pub fn set(&mut self, feed: FeedId, tip: Tip) {
        if tip.height == Height(0) {
            self.tips.remove(&feed);
        } else {
            self.tips.insert(feed, tip);
        }
    }

    /// The feeds in rising order.
    pub fn iter(&self) -> impl Iterator<Item = (&FeedId, &Tip)> {
        self.tips.iter()
    }

    /// How many feeds.
    pub fn len(&self) -> usize {
        self.tips.len()
    }

    /// Whether nothing is held.
    pub fn is_empty(&self) -> bool {
        self.tips.is_empty()
    }

    /// The digest: equal digests are equal frontiers.
    pub fn digest(&self) -> FrontierDigest {
        let mut writer = Writer::new();
        writer.len(self.tips.len());
        for (feed, tip) in &self.tips {
            feed.write(&mut writer);
            tip.write(&mut writer);
        }
        FrontierDigest(Context::Frontier.hash(&[writer.as_slice()]))
    }

    /// What changed since `base`. If `base` names a feed that is not here, the difference is taken from
    /// the empty frontier: a difference only adds and moves, it cannot take away.
    pub fn since(&self, base: &Frontier) -> FrontierDiff {
        let empty = Frontier::new();
        let base = if base.tips.keys().all(|feed| self.tips.contains_key(feed)) {
            base
        } else {
            &empty
        };
        let changed = self
            .tips
            .iter()
            .filter(|(feed, tip)| base.tips.get(feed) != Some(tip));
        FrontierDiff {
            base: base.digest(),
            changed: changed.map(|(feed, tip)| (*feed, *tip)).collect(),
        }
    }
}

impl FromIterator<(FeedId, Tip)> for Frontier {
    fn from_iter<I: IntoIterator<Item = (FeedId, Tip)>>(tips: I) -> Self {
        let mut frontier = Frontier::new();
        tips.into_iter()
            .for_each(|(feed, tip)| frontier.set(feed, tip));
        frontier
    }
}

/// A frontier as its difference from one that both sides know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontierDiff {
    /// The digest of the frontier it starts from.
    pub base: FrontierDigest,
    /// The feeds that are new or further, in rising order.
    pub changed: Vec<(FeedId, Tip)>,
}

/// The difference starts from a frontier that we do not hold. Not a fault: it is asked for again from the empty one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the difference starts from {0:?}, which is not held here")]
pub struct UnknownBase(pub FrontierDigest);

impl FrontierDiff {
    /// The frontier it describes, given the one it starts from.
    pub fn onto(&self, base: &Frontier) -> Result<Frontier, UnknownBase> {
        if base.digest() != self.base {
            return Err(UnknownBase(self.base));
        }
        let mut frontier = base.clone();
        for (feed, tip) in &self.changed {
            frontier.set(*feed, *tip);
        }
        Ok(frontier)
    }

    /// Writes base, count and tips.
    pub fn write(&self, writer: &mut Writer) {
        writer.raw(&self.base.0);
        write_tips(writer, &self.changed);
    }

    /// Reads what [`FrontierDiff::write`] wrote.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(FrontierDiff {
            base: FrontierDigest(reader.array("base digest")?),
            changed: read_tips(reader)?,
        })
    }
}

/// Writes a count and (feed, tip) pairs, which are in rising order of feeds.
pub(crate) fn write_tips(writer: &mut Writer, tips: &[(FeedId, Tip)]) {
    writer.list(tips, |w, (feed, tip)| {
        feed.write(w);
        tip.write(w);
    });
}

/// Reads pairs; refuses any order but the rising one, and heights of 0.
pub(crate) fn read_tips(reader: &mut Reader<'_>) -> Result<Vec<(FeedId, Tip)>, DecodeError> {
    let tips = reader.list(MAX_FEEDS, FeedId::LEN + Tip::LEN, "feeds", |r| {
        let (feed, tip) = (FeedId::read(r)?, Tip::read(r)?);
        match tip.height {
            Height(0) => Err(DecodeError::Unknown {
                field: "height",
                value: 0,
            }),
            _ => Ok((feed, tip)),
        }
    })?;
    match tips.windows(2).all(|pair| pair[0].0 < pair[1].0) {
        true => Ok(tips),
        false => Err(DecodeError::Order("feeds")),
    }
}

/// What follows from laying a peer's frontier beside ours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Feeds of which we hold more, and the height the peer has proven: send what is above it.
    pub send: Vec<(FeedId, Height)>,
    /// Feeds of which the peer claims more. The claim proves itself when its bundle arrives.
    pub expect: Vec<FeedId>,
    /// Feeds in which the peer names a link that is not ours at the height it names: two branches, or a lie.
    pub differ: Vec<(FeedId, Height)>,
}

/// Compares frontiers. `link_at` answers which link we hold at a height of a feed.
pub fn plan<E>(
    ours: &Frontier,
    theirs: &Frontier,
    mut link_at: impl FnMut(&FeedId, Height) -> Result<Option<crate::feed::Link>, E>,
) -> Result<Plan, E> {
    let mut plan = Plan::default();
    for (feed, our) in ours.iter() {
        match theirs.get(feed) {
            None => plan.send.push((*feed, Height(0))),
            Some(their) if their.height > our.height => {}
            Some(their) if link_at(feed, their.height)? != Some(their.link) => {
                plan.differ.push((*feed, their.height))
            }
            Some(their) if their.height < our.height => plan.send.push((*feed, their.height)),
            Some(_) => {}
        }
    }
    let more = theirs
        .iter()
        .filter(|(feed, tip)| tip.height > ours.height(feed));
    plan.expect = more.map(|(feed, _)| *feed).collect();
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::Link;
    use loggia_schema::ids::{DeviceKey, Incarnation, ScopeId};

    fn feed(n: u8) -> FeedId {
        FeedId {
            device: DeviceKey([n; 32]),
            incarnation: Incarnation([n; 10]),
            scope: ScopeId([3; 16]),
        }
    }

    fn tip(height: u64, branch: u8) -> Tip {
        Tip {
            height: Height(height),
            link: Link([branch; 32]),
        }
    }

    fn frontier(tips: &[(u8, u64)]) -> Frontier {
        tips.iter()
            .map(|(n, height)| (feed(*n), tip(*height, *n)))
            .collect()
    }

    #[test]
    fn a_difference_leads_from_the_base_to_the_frontier_and_from_no_other() {
        let (base, new) = (
            frontier(&[(1, 5), (2, 6)]),
            frontier(&[(1, 5), (2, 9), (3, 1)]),
        );
        let diff = new.since(&base);
        assert_eq!(diff.changed.len(), 2);
        assert_eq!(diff.onto(&base), Ok(new.clone()));
        assert_eq!(diff.onto(&Frontier::new()), Err(UnknownBase(base.digest())));
        // a base with a feed that is gone cannot be the start
        let other = frontier(&[(9, 1)]);
        assert_eq!(new.since(&other).onto(&Frontier::new()), Ok(new));
    }

    #[test]
    fn equal_frontiers_have_equal_digests_and_no_others() {
        assert_eq!(
            frontier(&[(1, 5), (2, 6)]).digest(),
            frontier(&[(2, 6), (1, 5)]).digest()
        );
        let mut all = vec![
            Frontier::new(),
            frontier(&[(1, 5)]),
            frontier(&[(1, 6)]),
            frontier(&[(2, 5)]),
        ];
        all.push([(feed(1), tip(5, 9))].into_iter().collect());
        for (at, one) in all.iter().enumerate() {
            assert!(
                all[at + 1..]
                    .iter()
                    .all(|other| one.digest() != other.digest())
            );
        }
    }

    #[test]
    fn an_unordered_or_empty_claim_is_refused() {
        let read = |tips: &[(FeedId, Tip)]| {
            let mut writer = Writer::new();
            write_tips(&mut writer, tips);
            Reader::whole(writer.as_slice(), |r| read_tips(r))
        };
        let (one, two) = ((feed(1), tip(1, 1)), (feed(2), tip(1, 1)));
        assert_eq!(read(&[one, two]), Ok(vec![one, two]));
        assert_eq!(read(&[two, one]), Err(DecodeError::Order("feeds")));
        assert_eq!(read(&[one, one]), Err(DecodeError::Order("feeds")));
        let nothing = (feed(1), tip(0, 1));
        assert_eq!(
            read(&[nothing]),
            Err(DecodeError::Unknown {
                field: "height",
                value: 0
            })
        );
    }

    #[test]
    fn a_claim_is_believed_only_with_its_link() {
        let ours = frontier(&[(1, 5), (2, 6), (3, 7), (4, 8)]);
        let mut theirs = frontier(&[(1, 5), (2, 4), (3, 9), (5, 1)]);
        theirs.set(feed(4), tip(3, 99)); // a link we do not know at height 3
        let link_at = |feed: &FeedId, _| Ok::<_, ()>(Some(Link([feed.device.0[0]; 32])));
        let plan = plan(&ours, &theirs, link_at).unwrap();
        assert_eq!(plan.send, [(feed(2), Height(4))]);
        assert_eq!(plan.expect, [feed(3), feed(5)]);
        assert_eq!(plan.differ, [(feed(4), Height(3))]);
    }
}
