//! When to call again: a pure function of how the last call ended, how often it failed, and a die.
//!
//! Failures retry by themselves for ever, ever more rarely, and never all offices at once: after a power
//! cut in the city hall two hundred laptops must not call in the same second. A person who presses
//! «Συγχρονισμός τώρα» does not wait for this.

use loggia_schema::message::sync as says;
use loggia_sync::session::Ending;
use std::time::Duration;

/// Between two sessions that went well.
pub const RHYTHM: Duration = Duration::from_secs(60);
/// After the first failure.
pub const FIRST: Duration = Duration::from_secs(2);
/// However often it failed.
pub const LONGEST: Duration = Duration::from_secs(300);
/// After a refusal that only people can change (revoked, unknown device, wrong centre).
pub const REFUSED: Duration = Duration::from_secs(900);

/// How a call ended, as far as calling again is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was exchanged.
    Done,
    /// There is more: come back at once.
    More,
    /// The centre said when to come back.
    Busy(Duration),
    /// The line, the store or the peer failed.
    Failed,
    /// One side refused the other.
    Refused,
}

impl From<&Ending> for Outcome {
    fn from(ending: &Ending) -> Self {
        match ending {
            Ending::Done(summary) if summary.more => Outcome::More,
            Ending::Done(_) => Outcome::Done,
            Ending::Busy(retry) => Outcome::Busy(Duration::from_millis(retry.0)),
            // a store that failed or a word out of turn may go well the next time
            Ending::Refused { why, .. }
                if [says::PEER_STORE, says::WRONG_MOMENT].contains(&why.code) =>
            {
                Outcome::Failed
            }
            Ending::Refused { .. } => Outcome::Refused,
            Ending::Store(_) | Ending::Cut => Outcome::Failed,
        }
    }
}

/// How long to wait. `failures` counts the failed calls in a row, this one included; `die` is any random number.
///
/// The wait lies between half of the nominal one and all of it; after BUSY it is never shorter than asked.
pub fn wait(outcome: Outcome, failures: u32, die: u32) -> Duration {
    match outcome {
        Outcome::More => Duration::ZERO,
        Outcome::Done => jitter(RHYTHM, die),
        Outcome::Refused => jitter(REFUSED, die),
        Outcome::Busy(asked) => asked.min(REFUSED) + jitter(FIRST, die),
        Outcome::Failed => {
            let doubled = 1_u32
                .checked_shl(failures.saturating_sub(1))
                .unwrap_or(u32::MAX);
            jitter(FIRST.saturating_mul(doubled.max(1)).min(LONGEST), die)
        }
    }
}

fn jitter(nominal: Duration, die: u32) -> Duration {
    let half = nominal / 2;
    let thousandths = die % 1_001;
    half + half * thousandths / 1_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use loggia_sync::receipt::Millis;
    use loggia_sync::session::{Party, Refusal, Summary};

    #[test]
    fn failures_wait_longer_and_longer_but_never_for_ever() {
        let longest = |failures| wait(Outcome::Failed, failures, 1_000);
        let waits: Vec<_> = (1..=9)
            .map(|failures| longest(failures).as_secs())
            .collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 300]);
        assert_eq!(longest(u32::MAX), LONGEST);
        assert_eq!(longest(0), FIRST);
    }

    #[test]
    fn two_hundred_offices_do_not_call_in_the_same_second() {
        let waits: std::collections::BTreeSet<_> = (0..200)
            .map(|die| wait(Outcome::Done, 0, die * 7_919))
            .collect();
        assert!(waits.len() > 150);
        assert!(
            waits
                .iter()
                .all(|wait| (RHYTHM / 2..=RHYTHM).contains(wait))
        );
    }

    #[test]
    fn nobody_comes_back_before_the_centre_asked() {
        let asked = Duration::from_secs(9);
        assert!((0..50).all(|die| wait(Outcome::Busy(asked), 1, die) >= asked));
        // a centre that says never is asked again all the same
        assert!(wait(Outcome::Busy(Duration::MAX), 1, 7) <= REFUSED + FIRST);
    }

    #[test]
    fn endings_lead_to_their_waits() {
        let more = Summary {
            more: true,
            ..Summary::default()
        };
        assert_eq!(
            wait(Outcome::from(&Ending::Done(more)), 0, 5),
            Duration::ZERO
        );
        assert_eq!(Outcome::from(&Ending::Cut), Outcome::Failed);
        let refused = |code| Ending::Refused {
            by: Party::Peer,
            why: Refusal { code },
        };
        assert_eq!(Outcome::from(&refused(says::PEER_STORE)), Outcome::Failed);
        assert_eq!(
            Outcome::from(&refused(says::DEVICE_REVOKED)),
            Outcome::Refused
        );
        let busy = Ending::Busy(Millis(1_500));
        assert_eq!(
            Outcome::from(&busy),
            Outcome::Busy(Duration::from_millis(1_500))
        );
    }
}
