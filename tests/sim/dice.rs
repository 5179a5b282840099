//! Chance: one ChaCha stream that decides everything of a run.
//!
//! Every draw of a world comes from here, in the order in which the world asks, so a seed is a run.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;

/// The chance of one world.
pub struct Dice(ChaCha20Rng);

impl Dice {
    /// The stream of a seed.
    pub fn of(seed: u64) -> Dice {
        Dice(ChaCha20Rng::seed_from_u64(seed))
    }

    /// Any number.
    pub fn any(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low).saturating_add(1);
        let step = i64::try_from(self.any() % span).expect("a span that fits");
        low + step
    }

    /// True so often in a thousand.
    pub fn permille(&mut self, often: i64) -> bool {
        self.between(0, 999) < often
    }

    /// One of them.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let last = i64::try_from(from.len()).expect("a slice that fits") - 1;
        let at = usize::try_from(self.between(0, last)).expect("an index");
        &from[at]
    }

    /// For what draws its own numbers (nonces of sessions, keys).
    pub fn stream(&mut self) -> &mut ChaCha20Rng {
        &mut self.0
    }
}
