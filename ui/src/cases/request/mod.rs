//! The screens of the citizen request: rows of a list, the record, the forms of the counter.
//!
//! A row answers «what happened to my case?» without opening it: last step, office, telephone of whoever holds it.

mod acts;
mod form;
mod list;
mod record;
#[cfg(test)]
mod tests;

pub use acts::{
    archive, ask_citizen, ask_office, assign, bring, comment, complete, forward, reject, reopen,
};
pub use form::{FIELD, Offer, PAPER, register};
pub use list::{Around, columns, filters, label, phone, row, step};
pub use record::record;
