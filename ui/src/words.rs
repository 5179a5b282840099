//! The fixed words of the kit, in one place: Greek that belongs to no message code.
//!
//! Whatever can go wrong has a code and lives in `loggia_schema::message`. Here are the labels and counts every
//! screen shares. Counts choose their form here: no text is glued from pieces elsewhere.

use loggia_schema::message::plural;

/// The banner of a training copy, on every screen and every paper.
pub const TRAINING: &str = "ΕΚΠΑΙΔΕΥΣΗ — δεν παράγει έννομα αποτελέσματα";
/// The tick under a warning.
pub const CHECKED: &str = "Το έλεγξα και είναι σωστό";
/// Mark of a required field.
pub const REQUIRED: &str = "(υποχρεωτικό)";
/// Mark of an optional field.
pub const OPTIONAL: &str = "(προαιρετικό)";
/// Heading of the error summary.
pub const PROBLEM: &str = "Υπάρχει πρόβλημα";
/// Start of the title of a page whose form was refused.
pub const ERROR_TITLE: &str = "Σφάλμα: ";

/// «1 εγγραφή», «12.408 εγγραφές».
pub fn records(n: u64) -> String {
    plural(n, "εγγραφή", "εγγραφές")
}

/// «1 αναμένει», «3 αναμένουν».
pub fn waiting(n: u64) -> String {
    plural(n, "αναμένει", "αναμένουν")
}

/// «1 απορρίφθηκε», «2 απορρίφθηκαν».
pub fn refused(n: u64) -> String {
    plural(n, "απορρίφθηκε", "απορρίφθηκαν")
}

/// «1 προσπάθεια», «4 προσπάθειες».
pub fn attempts(n: u64) -> String {
    plural(n, "προσπάθεια", "προσπάθειες")
}

/// «Απομένει 1 αριθμός», «Απομένουν 18 αριθμοί».
pub fn numbers_left(n: u64) -> String {
    match n {
        0 => "Δεν απομένουν αριθμοί".to_owned(),
        1 => "Απομένει 1 αριθμός".to_owned(),
        _ => format!("Απομένουν {}", plural(n, "αριθμός", "αριθμοί")),
    }
}

/// «Θα γίνει 1 ενέργεια.», «Θα γίνουν 12 ενέργειες.», «Δεν θα γίνει καμία ενέργεια.».
pub fn will_be_done(n: usize) -> String {
    match u64::try_from(n).unwrap_or(u64::MAX) {
        0 => "Δεν θα γίνει καμία ενέργεια.".to_owned(),
        1 => "Θα γίνει 1 ενέργεια.".to_owned(),
        n => format!("Θα γίνουν {}.", plural(n, "ενέργεια", "ενέργειες")),
    }
}

/// «Μένει έξω 1 εγγραφή.», «Μένουν έξω 3 εγγραφές.».
pub fn left_out(n: usize) -> String {
    match u64::try_from(n).unwrap_or(u64::MAX) {
        1 => "Μένει έξω 1 εγγραφή.".to_owned(),
        n => format!("Μένουν έξω {}.", records(n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!(waiting(1), "1 αναμένει");
        assert_eq!(waiting(0), "0 αναμένουν");
        assert_eq!(records(12_408), "12.408 εγγραφές");
        assert_eq!(numbers_left(1), "Απομένει 1 αριθμός");
        assert_eq!(numbers_left(18), "Απομένουν 18 αριθμοί");
    }
}
