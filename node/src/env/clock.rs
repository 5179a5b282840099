//! The device's clock: a claim, shown to people and stamped on events, never trusted for order.

use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time of the device.
pub trait Clock: Send {
    /// The instant the device believes it is.
    fn now(&self) -> Timestamp;
}

/// The operating system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Starts at a given instant and runs on: accepted only by stores made for training (εκπαίδευση).
#[derive(Debug, Clone, Copy)]
pub struct TrainingClock {
    start: Timestamp,
    since: std::time::Instant,
}

impl TrainingClock {
    /// A clock that shows `start` now.
    pub fn starting_at(start: Timestamp) -> TrainingClock {
        TrainingClock {
            start,
            since: std::time::Instant::now(),
        }
    }
}

impl Clock for TrainingClock {
    fn now(&self) -> Timestamp {
        let passed = jiff::SignedDuration::try_from(self.since.elapsed()).unwrap_or_default();
        self.start.checked_add(passed).unwrap_or(self.start)
    }
}

/// Stands still until told to move; clones share the hand. For tests and the simulator.
#[derive(Debug, Clone)]
pub struct FrozenClock {
    micros: Arc<AtomicI64>,
}

impl FrozenClock {
    /// A clock that shows `at`.
    pub fn at(at: Timestamp) -> FrozenClock {
        FrozenClock {
            micros: Arc::new(AtomicI64::new(at.as_microsecond())),
        }
    }

    /// Moves the hand to `at`, also backwards.
    pub fn set(&self, at: Timestamp) {
        self.micros.store(at.as_microsecond(), Ordering::SeqCst);
    }

    /// Moves the hand forward by whole seconds.
    pub fn pass_seconds(&self, seconds: i64) {
        self.micros
            .fetch_add(seconds.saturating_mul(1_000_000), Ordering::SeqCst);
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.micros.load(Ordering::SeqCst))
            .unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_moves_only_when_told_and_clones_agree() {
        let start: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
        let clock = FrozenClock::at(start);
        let twin = clock.clone();
        assert_eq!(twin.now(), start);
        clock.pass_seconds(90);
        assert_eq!(twin.now().duration_since(start).as_secs(), 90);
    }
}
