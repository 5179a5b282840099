//! What was typed, beside what it means.

use crate::message::Finding;
use serde::{Deserialize, Serialize};

/// A type that is read from what people type.
pub trait Identifier: Sized {
    /// Reads and checks; the finding says what is wrong.
    fn parse(typed: &str) -> Result<Self, Finding>;
}

/// An identifier with the text it came from (όπως γράφτηκε).
///
/// New entries always have a canonical value. Migrated data may not: the text stays, somebody mends it later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsTyped<T> {
    /// Exactly what came in.
    pub typed: String,
    /// Its checked meaning; `None` only in migrated data.
    pub canonical: Option<T>,
}

impl<T: Identifier> AsTyped<T> {
    /// A new entry: what does not pass is refused.
    pub fn entered(typed: &str) -> Result<AsTyped<T>, Finding> {
        Ok(AsTyped {
            typed: typed.to_owned(),
            canonical: Some(T::parse(typed)?),
        })
    }

    /// A row of an old system: what does not pass is kept, with the finding for the list of things to mend.
    pub fn migrated(typed: &str) -> (AsTyped<T>, Option<Finding>) {
        let parsed = T::parse(typed);
        let finding = parsed.as_ref().err().cloned();
        (
            AsTyped {
                typed: typed.to_owned(),
                canonical: parsed.ok(),
            },
            finding,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifiers::Afm;
    use crate::message::input;

    #[test]
    fn new_entries_are_refused_and_old_rows_are_flagged() {
        assert!(AsTyped::<Afm>::entered("000000013").is_err());
        let (old, finding) = AsTyped::<Afm>::migrated("000000013");
        assert_eq!((old.typed.as_str(), old.canonical), ("000000013", None));
        assert_eq!(finding.unwrap().code, input::AFM_CHECK_DIGIT);
        let (good, finding) = AsTyped::<Afm>::migrated(" 000 123 454 ");
        assert_eq!(good.canonical.unwrap().as_str(), "000123454");
        assert_eq!((good.typed.as_str(), finding), (" 000 123 454 ", None));
    }
}
