//! Waiting after wrong passwords: kept beside the store, per login and for the device as a whole.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const FILE: &str = "attempts.json";
/// Wrong passwords before the first wait.
const FREE: u32 = 5;
/// The first wait, in seconds; each further wrong password doubles it.
const FIRST_WAIT: i64 = 15;
/// The longest wait, in seconds.
const LONGEST_WAIT: i64 = 15 * 60;
/// Logins remembered; a guesser of names does not fill the disk.
const MAX_LOGINS: usize = 100;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Count {
    wrong: u32,
    last: Timestamp,
}

/// The counts of one store.
#[derive(Debug)]
pub struct Attempts {
    path: PathBuf,
    counts: BTreeMap<String, Count>,
}

impl Attempts {
    /// Reads the counts; a missing or damaged file counts as none, since the password is still asked.
    pub fn load(folder: &Path) -> Attempts {
        let path = folder.join(FILE);
        let counts = std::fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Attempts {
            path,
            counts: counts.unwrap_or_default(),
        }
    }

    /// Seconds this login still has to wait; 0 if it may try now. A clock that was set back starts the wait again.
    pub fn wait(&self, login: &str, now: Timestamp) -> i64 {
        let Some(count) = self.counts.get(login) else {
            return 0;
        };
        let Some(over) = count.wrong.checked_sub(FREE) else {
            return 0;
        };
        let wait = FIRST_WAIT
            .saturating_mul(1_i64 << over.min(20))
            .min(LONGEST_WAIT);
        let passed = now
            .duration_since(count.last)
            .max(SignedDuration::ZERO)
            .as_secs();
        (wait - passed).max(0)
    }

    /// One more wrong password.
    pub fn wrong(&mut self, login: &str, now: Timestamp) {
        if !self.counts.contains_key(login) && self.counts.len() >= MAX_LOGINS {
            self.counts.pop_first();
        }
        let count = self.counts.entry(login.to_owned()).or_default();
        *count = Count {
            wrong: count.wrong.saturating_add(1),
            last: now,
        };
        self.save();
    }

    /// The right one: the count starts again.
    pub fn right(&mut self, login: &str) {
        if self.counts.remove(login).is_some() {
            self.save();
        }
    }

    /// Not being able to count must not keep an officer out: the failure is logged and the password still decides.
    fn save(&self) {
        let written = serde_json::to_vec(&self.counts).map_err(std::io::Error::from);
        if let Err(error) =
            written.and_then(|bytes| crate::keys::replace_durably(&self.path, &bytes))
        {
            tracing::warn!(%error, "the count of wrong passwords could not be written");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn five_are_free_then_the_wait_doubles_and_ends() {
        let folder = tempfile::tempdir().unwrap();
        let mut attempts = Attempts::load(folder.path());
        for _ in 0..4 {
            attempts.wrong("dokimi", at(0));
            assert_eq!(attempts.wait("dokimi", at(0)), 0);
        }
        attempts.wrong("dokimi", at(0));
        assert_eq!(attempts.wait("dokimi", at(0)), 15);
        attempts.wrong("dokimi", at(20));
        let again = Attempts::load(folder.path());
        assert_eq!(
            again.wait("dokimi", at(20)),
            30,
            "the wait survives a restart"
        );
        assert_eq!(again.wait("dokimi", at(50)), 0);
        assert_eq!(again.wait("allos", at(20)), 0);
        for _ in 0..80 {
            attempts.wrong("dokimi", at(100));
        }
        assert_eq!(attempts.wait("dokimi", at(100)), 900);
        attempts.right("dokimi");
        assert_eq!(attempts.wait("dokimi", at(100)), 0);
    }

    #[test]
    fn setting_the_clock_back_gains_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut attempts = Attempts::load(folder.path());
        (0..6).for_each(|_| attempts.wrong("dokimi", at(1000)));
        assert_eq!(attempts.wait("dokimi", at(0)), 30);
    }
}
