//! What the next number of a series means: pure.

/// A number beside what is known of its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The next one.
    Next,
    /// Numbers are missing before it: first and last.
    Jump(i64, i64),
    /// It lies below the last one: an entry that came late, or a number that stands on two entries.
    Below,
}

/// Where a number stands after the last one of its series; 0 when there was none.
pub(super) const fn step(last: i64, no: i64) -> Step {
    if no == last + 1 {
        Step::Next
    } else if no > last {
        Step::Jump(last + 1, no - 1)
    } else {
        Step::Below
    }
}

/// What is left of a gap once a number in it is explained.
pub(super) fn without((first, last): (i64, i64), no: i64) -> Vec<(i64, i64)> {
    let below = (first, no - 1);
    let above = (no + 1, last);
    [below, above]
        .into_iter()
        .filter(|(first, last)| first <= last)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_goes_on_jumps_or_looks_back() {
        assert_eq!(step(0, 1), Step::Next);
        assert_eq!(step(4, 5), Step::Next);
        assert_eq!(step(0, 3), Step::Jump(1, 2));
        assert_eq!(step(4, 6), Step::Jump(5, 5));
        assert_eq!(step(4, 4), Step::Below);
        assert_eq!(step(4, 1), Step::Below);
    }

    #[test]
    fn a_gap_closes_from_either_end_and_splits_in_the_middle() {
        assert_eq!(without((3, 3), 3), []);
        assert_eq!(without((3, 5), 3), [(4, 5)]);
        assert_eq!(without((3, 5), 5), [(3, 4)]);
        assert_eq!(without((3, 5), 4), [(3, 3), (5, 5)]);
    }
}
