//! Irrigation: dials, consumption and what the water costs (άρδευση).
//!
//! ```text
//! typed digits ─Dial::read─▶ dial units ─consumption─▶ Volume ─charge::bill─▶ Bill, explained
//! ```
//!
//! * [`Dial`], [`Volume`]: a meter's face and an exact amount of water; a reading is a whole number of dial units.
//! * [`consumption`]: normal, rolled over, or held because it would mean something that cannot be.
//! * [`charge`]: tiers per **season and connection**, fixed charge, minimum, VAT, the line of a third party.
//!
//! Tiers, rates, tolerances are data with a date; nothing here knows an amount. A village laptop and the town hall
//! run the same functions.

pub mod charge;
pub mod consumption;
mod dial;

pub use charge::{Bill, Part, Tariff, Tier, TierSplit, Usage};
pub use consumption::{Consumed, Limits, Suspicion, consumption, replacement};
pub use dial::{Dial, Volume};

#[cfg(test)]
mod tests;
