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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::Tip;
    use loggia_schema::ids::{DeviceKey, Incarnation, ScopeId};

    fn feed() -> FeedId {
        FeedId {
            device: DeviceKey([1; 32]),
            incarnation: Incarnation([2; 10]),
            scope: ScopeId([3; 16]),
        }
    }

    fn range(from: u64, to: u64, outcome: Outcome) -> VerdictRange {
        let (from, to, reason) = (Height(from), Height(to), ReasonCode(204));
        VerdictRange {
            feed: feed(),
            from,
            to,
            outcome,
            reason,
            journal_from: 0,
            journal_to: 0,
        }
    }

    fn judged(ranges: &[VerdictRange]) -> Effects {
        let mut effects = Effects::new();
        for range in ranges {
            effects.judge(&Verdict {
                batch: 1,
                ranges: vec![*range],
            });
        }
        effects
    }

    fn counts(effects: &Effects, heights: std::ops::RangeInclusive<u64>) -> Vec<bool> {
        heights
            .map(|height| effects.of(&feed(), Height(height), |_| None).counts())
            .collect()
    }

    #[test]
    fn an_entry_nobody_judged_counts() {
        assert_eq!(
            Effects::new().of(&feed(), Height(1), |_| None),
            Effect::Unjudged
        );
        assert!(Effect::Unjudged.counts());
    }

    #[test]
    fn a_later_verdict_replaces_an_earlier_one_where_they_overlap() {
        let effects = judged(&[
            range(1, 9, Outcome::Quarantined),
            range(4, 5, Outcome::Accepted),
        ]);
        assert_eq!(
            counts(&effects, 1..=10),
            [
                false, false, false, true, true, false, false, false, false, true
            ]
        );
        let lifted = judged(&[
            range(4, 5, Outcome::Refused),
            range(1, 9, Outcome::Accepted),
        ]);
        assert!(counts(&lifted, 1..=9).into_iter().all(|counts| counts));
    }

    #[test]
    fn a_closure_stands_above_verdicts_and_knows_the_branch() {
        let mut effects = judged(&[range(1, 9, Outcome::Accepted)]);
        let last = Tip {
            height: Height(5),
            link: Link([7; 32]),
        };
        effects.close(&Closure {
            feed: feed(),
            last,
            reason: ClosureReason::Fork,
        });
        let on = |link: u8| move |_| Some(Link([link; 32]));
        assert!(effects.of(&feed(), Height(5), on(7)).counts());
        assert_eq!(
            effects.of(&feed(), Height(6), on(7)),
            Effect::Closed(ClosureReason::Fork)
        );
        assert_eq!(
            effects.of(&feed(), Height(5), on(8)),
            Effect::Closed(ClosureReason::Fork)
        );
    }

    /// The map of ranges against a plain list that is searched from its end.
    #[test]
    fn the_map_agrees_with_the_plain_list() {
        let mut state = 7_u64;
        let mut next = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..200 {
            let ranges: Vec<_> = (0..12)
                .map(|_| {
                    let (from, len) = (1 + next(30), next(12));
                    let outcome = [Outcome::Accepted, Outcome::Refused, Outcome::Quarantined]
                        [usize::try_from(next(3)).unwrap()];
                    range(from, from + len, outcome)
                })
                .collect();
            let effects = judged(&ranges);
            for height in 1..=45 {
                let last = ranges
                    .iter()
                    .rev()
                    .find(|r| r.from.0 <= height && height <= r.to.0);
                let plain = last.is_none_or(|range| range.outcome == Outcome::Accepted);
                assert_eq!(
                    counts(&effects, height..=height),
                    [plain],
                    "height {height} of {ranges:?}"
                );
            }
        }
    }
}
