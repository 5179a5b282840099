//! Surcharges of debts paid late (προσαυξήσεις εκπρόθεσμης καταβολής).
//!
//! A [`SurchargeRule`] says how the delay is counted, by started months or by days, and at which rates. Rules are
//! rows of a [`DatedTable`](crate::dated::DatedTable) asked by the **certification date** of the debt, and the
//! rates inside a rule are asked by the first day of each month (or by the day). A period nobody has entered
//! refuses the calculation; a period in which interest is suspended is a row with rate zero.
//!
//! A surcharge is always on the principal, never on surcharges, and is never stored as a balance: it is computed
//! to a date and frozen only when money is taken. [`Owed`] is that moment's picture; [`Owed::allocate`] splits a
//! payment between principal and surcharge.
//!
//! ```text
//! let rule = &rules.at(debt.certified_on)?.value;
//! let surcharge = rule.surcharge(principal, due, paid)?;          // surcharge.explained tells why
//! let parts = surcharge.owed.allocate(payment, Split::ProRata)?;
//! ```

mod allocate;
mod delay;
mod owed;
mod rule;

pub use allocate::{Allocation, Split};
pub use delay::{delay_days, started_months};
pub use owed::{Owed, relief};
pub use rule::{Method, Surcharge, SurchargeRule};

#[cfg(test)]
mod tests;
