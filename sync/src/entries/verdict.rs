//! VERDICT: how the centre's intake judged ranges of entries, and where in the journal they ended.

use crate::codec::{DecodeError, Reader, Writer};
use crate::feed::FeedId;
use crate::limits::MAX_VERDICT_RANGES;
use loggia_schema::ids::Height;

/// What became of an entry (κρίση).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Its events count.
    Accepted,
    /// Its events do not count; the reason says why and a task is open.
    Refused,
    /// Its events do not count until a person at the centre decides.
    Quarantined,
}

/// The number of the message that explains a refusal (`loggia_schema::message`); 0 for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ReasonCode(pub u16);

/// One judgement over the entries `from..=to` of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerdictRange {
    /// The feed.
    pub feed: FeedId,
    /// The first height.
    pub from: Height,
    /// The last height.
    pub to: Height,
    /// The judgement.
    pub outcome: Outcome,
    /// Why, if it is not acceptance.
    pub reason: ReasonCode,
    /// The first journal number the range produced; 0 if none.
    pub journal_from: u64,
    /// The last journal number the range produced; 0 if none.
    pub journal_to: u64,
}

/// The judgements of one intake batch. A later verdict over the same entries replaces an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The number of the intake batch.
    pub batch: u64,
    /// The ranges, in rising order of (feed, from), not overlapping.
    pub ranges: Vec<VerdictRange>,
}

impl Verdict {
    pub(super) fn write(&self, writer: &mut Writer) {
        writer.u64(self.batch).list(&self.ranges, |w, range| {
            range.feed.write(w);
            w.height(range.from).height(range.to);
            w.u8(match range.outcome {
                Outcome::Accepted => 1,
                Outcome::Refused => 2,
                Outcome::Quarantined => 3,
            });
            w.u16(range.reason.0)
                .u64(range.journal_from)
                .u64(range.journal_to);
        });
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let batch = reader.u64("batch")?;
        let ranges = reader.list(MAX_VERDICT_RANGES, FeedId::LEN + 35, "ranges", read_range)?;
        let apart = |pair: &[VerdictRange]| {
            pair[0].feed < pair[1].feed
                || (pair[0].feed == pair[1].feed && pair[0].to < pair[1].from)
        };
        match ranges.windows(2).all(apart) {
            true => Ok(Verdict { batch, ranges }),
            false => Err(DecodeError::Order("ranges")),
        }
    }
}

fn read_range(reader: &mut Reader<'_>) -> Result<VerdictRange, DecodeError> {
    let (feed, from, to) = (FeedId::read(reader)?, reader.height()?, reader.height()?);
    if from.0 == 0 || to < from {
        return Err(DecodeError::Order("heights"));
    }
    let outcome = match reader.u8("outcome")? {
        1 => Outcome::Accepted,
        2 => Outcome::Refused,
        3 => Outcome::Quarantined,
        value => {
            return Err(DecodeError::Unknown {
                field: "outcome",
                value: value.into(),
            });
        }
    };
    let reason = ReasonCode(reader.u16("reason")?);
    let (journal_from, journal_to) = (reader.u64("journal from")?, reader.u64("journal to")?);
    if journal_to < journal_from {
        return Err(DecodeError::Order("journal numbers"));
    }
    Ok(VerdictRange {
        feed,
        from,
        to,
        outcome,
        reason,
        journal_from,
        journal_to,
    })
}
