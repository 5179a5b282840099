//! Everything the node takes from outside: time, chance, the cost of passwords, the mark beside the store, bad weather.
//!
//! The core spawns nothing and asks the operating system for nothing but its own files. Whoever opens a
//! [`crate::Node`] hands in an [`Env`]: the programs give [`Env::system`], the simulator gives parts of its own, all
//! drawn from one seed, and the same code then runs deterministically on one thread.
//!
//! * [`Clock`]: the device's claim about the time; never used for correctness, only shown and compared with what
//!   the centre proved.
//! * [`Entropy`]: keys, salts, ids.
//! * [`KdfCost`]: what one password attempt costs; tests use [`KdfCost::CHEAP`].
//! * [`HighWater`]: the last number that may have been shown, kept outside the store, so that a store restored
//!   from a copy is found out before it prints a number twice.
//! * [`Faults`]: asked before every storage call; the system one always answers "go on".

mod clock;
mod faults;
mod high_water;

pub use clock::{Clock, FrozenClock, SystemClock, TrainingClock};
pub use faults::{Faults, NoFaults, Outcome, StopAt, StorageCall};
pub use high_water::{FileHighWater, HighWater, MemoryHighWater};

use rand::{CryptoRng, SeedableRng};
use std::path::Path;

/// A source of chance that is fit for keys.
pub trait Entropy: CryptoRng + Send {}
impl<T: CryptoRng + Send> Entropy for T {}

/// What Argon2id spends on one password attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct KdfCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl KdfCost {
    /// For real stores: 64 MiB, three passes (RFC 9106, second recommended choice), about a fifth of a second.
    pub const REAL: KdfCost = KdfCost {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 4,
    };
    /// For tests and the simulator only.
    pub const CHEAP: KdfCost = KdfCost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
}

/// The surroundings of one node.
pub struct Env {
    /// The device's clock.
    pub clock: Box<dyn Clock>,
    /// Keys, salts and ids come from here.
    pub rng: Box<dyn Entropy>,
    /// Cost of new key slots; existing slots carry their own.
    pub kdf: KdfCost,
    /// Outside memory of the last number shown.
    pub marks: Box<dyn HighWater>,
    /// Bad weather.
    pub faults: Box<dyn Faults>,
}

impl Env {
    /// The real surroundings; marks are kept in `marks`, which must not be inside the store's folder.
    pub fn system(marks: &Path) -> Env {
        let rng = rand_chacha::ChaCha20Rng::from_rng(&mut rand::rng());
        Env {
            clock: Box::new(SystemClock),
            rng: Box::new(rng),
            kdf: KdfCost::REAL,
            marks: Box::new(FileHighWater::new(marks)),
            faults: Box::new(NoFaults),
        }
    }

    /// Surroundings for tests: everything from one seed, time standing still.
    pub fn simulated(seed: u64, clock: FrozenClock) -> Env {
        Env {
            clock: Box::new(clock),
            rng: Box::new(rand_chacha::ChaCha20Rng::seed_from_u64(seed)),
            kdf: KdfCost::CHEAP,
            marks: Box::new(MemoryHighWater::default()),
            faults: Box::new(NoFaults),
        }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        use rand::Rng;
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }
}
