//! The effect gate: whether an entry's events count, as a pure function of verdicts and closures.
//!
//! Both sides compute it from the same entries of the centre's feed and so agree. It never takes a change
//! out of a document's graph, where its successors would vanish with it; it only says which events a fold
//! may use. An entry that nobody judged yet counts, provisionally: a ticket is a ticket on the street.
//!
//! A later verdict over the same entries replaces an earlier one (a quarantine is lifted). A closure
//! stands above all verdicts; of two closures of one feed the later one holds.

use crate::entries::{Closure, ClosureReason, Outcome, ReasonCode, Verdict, VerdictRange};
use crate::feed::{FeedId, Link};
use loggia_schema::ids::Height;
use std::collections::BTreeMap;

/// What a verdict or closure makes of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Not judged yet: counts, provisionally.
    Unjudged,
    /// Accepted: counts. The journal numbers of its range, 0 if it posted nothing.
    Accepted {
        /// The first journal number of the range.
        journal_from: u64,
        /// The last journal number of the range.
        journal_to: u64,
    },
    /// Refused: does not count.
    Refused(ReasonCode),
    /// In quarantine: does not count until a person decides.
    Quarantined(ReasonCode),
    /// Above the end of its feed, or on the branch that lost: does not count.
    Closed(ClosureReason),
}

impl Effect {
    /// Whether the entry's events may be folded.
    pub const fn counts(self) -> bool {
        matches!(self, Effect::Unjudged | Effect::Accepted { .. })
    }
}

/// Everything the centre has said about entries, in the order of its feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effects {
    ranges: BTreeMap<FeedId, BTreeMap<Height, VerdictRange>>,
    closures: BTreeMap<FeedId, Closure>,
}

impl Effects {
    /// Nothing said yet.
    pub const fn new() -> Self {
        Effects {
            ranges: BTreeMap::new(),
            closures: BTreeMap::new(),
        }
    }

    /// Lays a verdict over what was said before.
    pub fn judge(&mut self, verdict: &Verdict) {
        for range in &verdict.ranges {
            overlay(self.ranges.entry(range.feed).or_default(), range);
        }
    }

    /// Ends a feed.
    pub fn close(&mut self, closure: &Closure) {
        self.closures.insert(closure.feed, *closure);
    }

    /// The effect on one entry. `link` is the link held at the last counted height of its feed when that
    /// height is below the entry's or equal to it; it tells which branch the entry is on.
    pub fn of(
        &self,
        feed: &FeedId,
        height: Height,
        link_at: impl Fn(Height) -> Option<Link>,
    ) -> Effect {
        if let Some(closure) = self.closures.get(feed) {
            let other_branch =
                link_at(closure.last.height).is_some_and(|link| link != closure.last.link);
            if height > closure.last.height || other_branch {
                return Effect::Closed(closure.reason);
            }
        }
        let range = self
            .ranges
            .get(feed)
            .and_then(|ranges| ranges.range(..=height).next_back());
        match range {
            Some((_, range)) if height <= range.to => match range.outcome {
                Outcome::Accepted => {
                    let (journal_from, journal_to) = (range.journal_from, range.journal_to);
                    Effect::Accepted {
                        journal_from,
                        journal_to,
                    }
                }
                Outcome::Refused => Effect::Refused(range.reason),
                Outcome::Quarantined => Effect::Quarantined(range.reason),
            },
            _ => Effect::Unjudged,
        }
    }

    /// The closure of a feed, if it is closed.
    pub fn closure(&self, feed: &FeedId) -> Option<&Closure> {
        self.closures.get(feed)
    }
}

/// Puts a range into a map of ranges that do not overlap; what lies under it is cut away.
fn overlay(ranges: &mut BTreeMap<Height, VerdictRange>, new: &VerdictRange) {
    let touched: Vec<Height> = ranges
        .range(..=new.to)
        .rev()
        .take_while(|(_, old)| old.to >= new.from)
        .map(|(from, _)| *from)
        .collect();
    for from in touched {
        let Some(old) = ranges.remove(&from) else {
            continue;
        };
        if old.from < new.from {
            ranges.insert(
                old.from,
                VerdictRange {
                    to: Height(new.from.0 - 1),
                    ..old
                },
            );
        }
        if old.to > new.to {
            let from = Height(new.to.0 + 1);
            ranges.insert(from, VerdictRange { from, ..old });
        }
    }
    ranges.insert(new.from, *new);
}
