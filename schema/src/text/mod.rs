//! Greek text: what comes in, how it is searched, sorted, written in capitals and in Latin letters.
//!
//! * [`normalise_input`] – at the door: NFC, one kind of space, no invisible characters.
//! * [`fold`] – what searches and unique checks compare: no accents, lower case, ς→σ.
//! * [`upper`] – capitals without accents («Ηρακλείου» → «ΗΡΑΚΛΕΙΟΥ»), with the dialytika that a dropped accent owes.
//! * [`elot743`] – names in Latin letters, as on identity documents.
//! * [`Collator`] – the order of Greek lists.
//! * [`code_letters`] – plates and identity-card letters: Greek letters to the Latin ones that look alike.
//!   **Never for names.**
//!
//! What a person typed is kept as typed beside any of these forms; none of them can be turned back.

mod collate;
mod elot;
mod fold;
mod lookalike;
mod normalise;
mod numbers;
mod upper;

pub use collate::Collator;
pub use elot::elot743;
pub use fold::{fold, phonetic_key};
pub use lookalike::{code_letters, greek_lookalikes};
pub(crate) use normalise::is_invisible;
pub use normalise::{normalise_input, normalise_lines};
pub use numbers::{MINUS, NBSP, group_thousands};
pub use upper::upper;
