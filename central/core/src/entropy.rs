//! Randomness as an argument: the system's in the field, a seed in the simulator.

use rand::{Rng, SeedableRng, rngs::StdRng};
use std::sync::{Mutex, PoisonError};

/// A source of random bytes.
pub enum Entropy {
    /// The operating system.
    System,
    /// A seeded generator: the same seed gives the same run. Tests and the simulator only.
    Seeded(Box<Mutex<StdRng>>),
}

/// The operating system gave no random bytes; nothing secret may be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gave no random bytes")]
pub struct NoEntropy;

impl Entropy {
    /// A repeatable source.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Box::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// `N` fresh random bytes.
    ///
    /// # Errors
    /// [`NoEntropy`] if the operating system has none.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], NoEntropy> {
        let mut bytes = [0; N];
        match self {
            Self::System => getrandom::fill(&mut bytes).map_err(|_| NoEntropy)?,
            Self::Seeded(rng) => rng
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .fill_bytes(&mut bytes),
        }
        Ok(bytes)
    }
}

impl From<NoEntropy> for crate::Fail {
    fn from(error: NoEntropy) -> Self {
        Self::Store(crate::db::DbError::Disk(error.to_string()))
    }
}
