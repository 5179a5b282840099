//! The order of Greek lists: a dictionary's, not that of code points.

use icu_collator::CollatorBorrowed;
use icu_collator::options::{CollatorOptions, Strength};
use icu_locale_core::locale;
use std::cmp::Ordering;

/// Compares texts in Greek dictionary order: Greek before Latin, accents and case only as tie-breakers.
///
/// Make one and keep it; it costs a table look-up.
pub struct Collator(CollatorBorrowed<'static>);

impl Collator {
    /// The collator of Greek, from the tables inside the program.
    pub fn greek() -> Collator {
        let mut options = CollatorOptions::default();
        options.strength = Some(Strength::Tertiary);
        let tables = CollatorBorrowed::try_new(locale!("el").into(), options);
        // Holds always: the tables are compiled into the program, nothing is read from outside.
        Collator(tables.expect("the Greek collation is compiled in"))
    }

    /// Which text stands first.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.0.compare(a, b)
    }

    /// Bytes whose plain order is the Greek order, for an indexed column.
    ///
    /// The bytes belong to one version of the tables: rebuild the column when the program changes.
    pub fn sort_key(&self, text: &str) -> Vec<u8> {
        let mut key = Vec::with_capacity(text.len());
        let Ok(()) = self.0.write_sort_key_to(text, &mut key);
        key
    }
}

impl Default for Collator {
    fn default() -> Collator {
        Collator::greek()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_list_of_names_in_greek_order() {
        let collator = Collator::greek();
        let mut names = [
            "Zoniana",
            "Ωραία",
            "Ήρα",
            "Ηράκλειο",
            "άλσος",
            "Άλσος",
            "Βούτες",
            "ήρα",
            "Ζαρός",
        ];
        names.sort_by(|a, b| collator.compare(a, b));
        assert_eq!(
            names,
            [
                "άλσος",
                "Άλσος",
                "Βούτες",
                "Ζαρός",
                "ήρα",
                "Ήρα",
                "Ηράκλειο",
                "Ωραία",
                "Zoniana"
            ]
        );
    }

    proptest! {
        #[test]
        fn keys_sort_as_the_texts_do(a in "[α-ωΑ-Ωάέή a-z0-9]{0,8}", b in "[α-ωΑ-Ωάέή a-z0-9]{0,8}") {
            let collator = Collator::greek();
            prop_assert_eq!(collator.sort_key(&a).cmp(&collator.sort_key(&b)), collator.compare(&a, &b));
        }
    }
}
