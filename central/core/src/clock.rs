//! Where the time comes from, and the training flag that alone allows another time than the machine's.
//!
//! A training installation says so on every screen and paper and may be told what time it is; a real one refuses.

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};
use std::sync::atomic::{AtomicI64, Ordering};

/// The source of time of one process. Shared by reference; tests and training set it by hand.
#[derive(Debug)]
pub struct Clock {
    training: bool,
    /// Milliseconds of the set time, or `i64::MIN` for the machine's clock.
    set: AtomicI64,
}

/// A real installation was asked to believe another time than the machine's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only a training installation accepts a time of its own")]
pub struct NotTraining;

impl Clock {
    /// The machine's clock.
    pub const fn real() -> Self {
        Self {
            training: false,
            set: AtomicI64::new(i64::MIN),
        }
    }

    /// The machine's clock of a training installation, which may be set.
    pub const fn training() -> Self {
        Self {
            training: true,
            set: AtomicI64::new(i64::MIN),
        }
    }

    /// Stops a training clock at a moment, until the next call.
    ///
    /// # Errors
    /// [`NotTraining`] in a real installation.
    pub fn set(&self, now: Timestamp) -> Result<(), NotTraining> {
        if !self.training {
            return Err(NotTraining);
        }
        self.set.store(now.as_millisecond(), Ordering::SeqCst);
        Ok(())
    }

    /// True in a training installation («ΕΚΠΑΙΔΕΥΣΗ — δεν παράγει έννομα αποτελέσματα»).
    pub const fn is_training(&self) -> bool {
        self.training
    }

    /// The time, UTC.
    pub fn now(&self) -> Timestamp {
        match self.set.load(Ordering::SeqCst) {
            i64::MIN => Timestamp::now(),
            millis => Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH),
        }
    }
}

/// The civil day in Athens at a moment: what «σήμερα» means on papers.
pub fn athens_day(at: Timestamp) -> Date {
    // The zone is compiled in; were it missing, two hours is the winter offset.
    let zone =
        TimeZone::get("Europe/Athens").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(2)));
    at.to_zoned(zone).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_clock_refuses_to_be_set() {
        let at: Timestamp = "2026-11-23T22:30:00Z".parse().unwrap();
        assert_eq!(Clock::real().set(at), Err(NotTraining));
        let training = Clock::training();
        training.set(at).unwrap();
        assert_eq!(training.now(), at);
        assert_eq!(
            athens_day(at).to_string(),
            "2026-11-24",
            "Athens is already in the next day"
        );
    }
}
