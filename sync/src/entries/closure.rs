//! CLOSURE: the end of a feed. What lies above, or on another branch, does not count.

use crate::codec::{DecodeError, Reader, Writer};
use crate::feed::{FeedId, Tip};

/// Why a feed ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClosureReason {
    /// The device goes on under a new incarnation.
    Retired,
    /// The device's key was revoked.
    Revoked,
    /// Two branches exist; the named link keeps the actor.
    Fork,
    /// The store was rolled back.
    RolledBack,
    /// The device is lost.
    Lost,
}

/// The end of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closure {
    /// The feed.
    pub feed: FeedId,
    /// The last entry that counts, with the link that names its branch; height 0 if none does.
    pub last: Tip,
    /// Why.
    pub reason: ClosureReason,
}

impl Closure {
    pub(super) fn write(&self, writer: &mut Writer) {
        self.feed.write(writer);
        self.last.write(writer);
        writer.u8(match self.reason {
            ClosureReason::Retired => 1,
            ClosureReason::Revoked => 2,
            ClosureReason::Fork => 3,
            ClosureReason::RolledBack => 4,
            ClosureReason::Lost => 5,
        });
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (feed, last) = (FeedId::read(reader)?, Tip::read(reader)?);
        let reason = match reader.u8("reason")? {
            1 => ClosureReason::Retired,
            2 => ClosureReason::Revoked,
            3 => ClosureReason::Fork,
            4 => ClosureReason::RolledBack,
            5 => ClosureReason::Lost,
            value => {
                return Err(DecodeError::Unknown {
                    field: "reason",
                    value: value.into(),
                });
            }
        };
        Ok(Closure { feed, last, reason })
    }
}
