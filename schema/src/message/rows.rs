//! A row of the table and the macro that writes one.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The number of a message, shown as «Σ-101» (κωδικός μηνύματος).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(u16);

impl Code {
    /// A code from its number. Rows are declared with the `messages!` macro; this is for stores and wires.
    pub const fn new(number: u16) -> Code {
        Code(number)
    }

    /// The bare number, for stores and wires.
    pub const fn number(self) -> u16 {
        self.0
    }

    /// Whose fault it is; a code this program does not know is ours.
    pub fn fault(self) -> Fault {
        super::find(self).map_or(Fault::Us, |row| row.fault)
    }

    /// True when the message asks for a tick («Το έλεγξα και είναι σωστό») instead of blocking.
    pub fn is_warning(self) -> bool {
        super::find(self).is_some_and(|row| row.weight == Weight::Warning)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Σ-{:03}", self.0)
    }
}

/// Whose fault it is, which decides the reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The person at the screen can mend it: show the field, keep what was typed.
    User,
    /// The other end broke the agreed rules: refuse, keep the evidence, never retry blindly.
    Peer,
    /// Our disk or store failed: nothing was acknowledged, try again after repair.
    Disk,
    /// An outside authority said no: quote it, then explain.
    Authority,
    /// Our own mistake or missing data: log it and say so.
    Us,
}

/// Whether the work stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The action is refused.
    Error,
    /// The action goes on after «Το έλεγξα και είναι σωστό».
    Warning,
}

/// One message.
#[derive(Debug)]
pub struct Row {
    /// Its number.
    pub code: Code,
    /// Whose fault it is.
    pub fault: Fault,
    /// Whether it blocks.
    pub weight: Weight,
    /// The Greek sentence: `{name}` is a value, `{n|οφειλή|οφειλές}` a counted noun.
    pub greek: &'static str,
    /// The same in English.
    pub english: &'static str,
}

/// Declares the messages of one range file: a constant per code and the `ROWS` of the table.
///
/// ```text
/// messages! {
///     AFM_CHECK_DIGIT = 101 Error User
///         "Το ΑΦΜ {value} δεν είναι έγκυρο. Ελέγξτε το τελευταίο ψηφίο."
///         "The ΑΦΜ {value} is not valid. Check the last digit.";
/// }
/// ```
macro_rules! messages {
    ($($name:ident = $number:literal $weight:ident $fault:ident $greek:literal $english:literal;)*) => {
        $(
            #[doc = $english]
            pub const $name: $crate::message::Code = $crate::message::Code::new($number);
        )*

        /// The rows of this range.
        pub(super) static ROWS: &[$crate::message::Row] = &[
            $($crate::message::Row {
                code: $name,
                fault: $crate::message::Fault::$fault,
                weight: $crate::message::Weight::$weight,
                greek: $greek,
                english: $english,
            },)*
        ];
    };
}
