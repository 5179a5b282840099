//! The screens of the fine: rows of a list, the record, the form of issue and the small forms around it.

mod form;
mod list;
mod record;
#[cfg(test)]
mod tests;

pub(in crate::cases) use super::sentence_case;
pub use form::{Catalogue, Input, issue, read, serve, spoil, values_of};
pub(in crate::cases) use list::with_marks;
pub use list::{columns, filters, row};
pub use record::record;
