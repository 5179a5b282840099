//! From two readings to water: normal, rolled over, or held for a person.
//!
//! ```text
//! curr ≥ prev                                → curr − prev
//! curr < prev, prev in the top of the face,
//!   and the result is plausible              → span − prev + curr      (99850 → 00210 is 360)
//! otherwise                                  → held, and what it would mean
//! m³ = units × multiplier, after the rollover
//! ```

use super::{Dial, Volume};
use serde::{Deserialize, Serialize};

/// What tells a plausible result from one that a person looks at. Rows of data, never constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Per cent at the top of the face from which a rollover is believed.
    pub top_percent: u8,
    /// Most water that is plausible; `None` when nothing is known to compare with.
    pub most: Option<Volume>,
}

/// Water between two readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consumed {
    /// How much.
    pub volume: Volume,
    /// The face went over its highest number.
    pub rolled: bool,
    /// More than what is plausible: it counts only after a person said so.
    pub above: bool,
}

/// Why two readings give no amount without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspicion {
    /// What a rollover would mean.
    pub would_be: Volume,
}

/// The water between two readings of one face.
///
/// # Errors
/// The reading went backwards and no rollover explains it.
pub fn consumption(
    prev: u64,
    curr: u64,
    dial: Dial,
    limits: Limits,
) -> Result<Consumed, Suspicion> {
    let above = |volume: Volume| limits.most.is_some_and(|most| volume > most);
    if let Some(units) = curr.checked_sub(prev) {
        let volume = dial.volume(units);
        return Ok(Consumed {
            volume,
            rolled: false,
            above: above(volume),
        });
    }
    let volume = dial.volume(dial.span().saturating_sub(prev).saturating_add(curr));
    let top = dial.span() / 100 * u64::from(100_u8.saturating_sub(limits.top_percent));
    // A face of one digit has no hundredth.
    let at_top = prev >= top.max(dial.span() / 2);
    if at_top && !above(volume) {
        Ok(Consumed {
            volume,
            rolled: true,
            above: false,
        })
    } else {
        Err(Suspicion { would_be: volume })
    }
}

/// The water around a replacement: (old final − previous) on the old face and (current − start) on the new one.
///
/// # Errors
/// As [`consumption`], for whichever of the two went backwards.
pub fn replacement(
    (prev, old_final, old): (u64, u64, Dial),
    (start, curr, new): (u64, u64, Dial),
    limits: Limits,
) -> Result<Volume, Suspicion> {
    let before = consumption(prev, old_final, old, limits)?;
    let after = consumption(start, curr, new, limits)?;
    Ok(before.volume.plus(after.volume))
}
