//! Rights of staff in the matters of this crate: short code names, given to users by records of the centre.
//!
//! A right is text and not an enum, because a user record of a newer centre may name rights this program does not know;
//! such a right is kept and gives nothing.

/// Write and serve a fine, note on it (βεβαίωση παράβασης).
pub const FINE_ISSUE: &str = "fine.issue";
/// Replace a fine that has a material error (αντικατάσταση).
pub const FINE_REPLACE: &str = "fine.replace";
/// Take in objections and record decisions (αντιρρήσεις).
pub const FINE_DECIDE: &str = "fine.decide";
/// Look up the owner of a plate, prepare and approve certification (βεβαίωση).
pub const FINE_CERTIFY: &str = "fine.certify";
/// Take money and issue a receipt (είσπραξη).
pub const RECEIPT_ISSUE: &str = "receipt.issue";
/// Cancel a receipt of the same day (ακύρωση διπλοτύπου).
pub const RECEIPT_CANCEL: &str = "receipt.cancel";

/// Take in requests, papers and comments (καταχώριση αιτημάτων).
pub const REQUEST_REGISTER: &str = "request.register";
/// Charge requests, work on them, ask the citizen or another office (χειρισμός).
pub const REQUEST_HANDLE: &str = "request.handle";
/// Complete, reject, forward, open again, archive (απόφαση).
pub const REQUEST_DECIDE: &str = "request.decide";
/// Register documents, print slips and village papers (πρωτόκολλο).
pub const PROTOCOL_WRITE: &str = "protocol.write";
/// Read and write the confidential protocol (εμπιστευτικό πρωτόκολλο).
pub const PROTOCOL_CONFIDENTIAL: &str = "protocol.confidential";
/// Register what came on an earlier day (προϊστάμενος πρωτοκόλλου).
pub const PROTOCOL_BACKDATE: &str = "protocol.backdate";
/// Take readings, report, ask turns, replace meters (υδρονομείς).
pub const READING_TAKE: &str = "reading.take";
/// Decide about held readings, estimate without a final reading, read outside one's networks.
pub const READING_DECIDE: &str = "reading.decide";

/// Every right of this crate with its Greek name, for the page that gives rights.
pub const ALL: &[(&str, &str)] = &[
    (FINE_ISSUE, "Έκδοση και επίδοση κλήσεων"),
    (FINE_REPLACE, "Αντικατάσταση κλήσεων"),
    (FINE_DECIDE, "Αντιρρήσεις και αποφάσεις"),
    (FINE_CERTIFY, "Βεβαίωση κλήσεων και αναζήτηση ιδιοκτήτη"),
    (RECEIPT_ISSUE, "Έκδοση διπλοτύπων είσπραξης"),
    (RECEIPT_CANCEL, "Ακύρωση διπλοτύπων είσπραξης"),
    (REQUEST_REGISTER, "Καταχώριση αιτημάτων"),
    (REQUEST_HANDLE, "Χειρισμός και χρέωση αιτημάτων"),
    (REQUEST_DECIDE, "Διεκπεραίωση και απόρριψη αιτημάτων"),
    (PROTOCOL_WRITE, "Πρωτόκολλο και έγγραφα χωριού"),
    (PROTOCOL_CONFIDENTIAL, "Εμπιστευτικό πρωτόκολλο"),
    (PROTOCOL_BACKDATE, "Πρωτοκόλληση με προηγούμενη ημερομηνία"),
    (READING_TAKE, "Ενδείξεις άρδευσης, βάρδιες και αναφορές"),
    (READING_DECIDE, "Απόφαση για ενδείξεις σε έλεγχο"),
];

/// Greek name of a right of this crate; the code itself for any other.
pub fn greek(right: &'static str) -> &'static str {
    ALL.iter()
        .find(|(code, _)| *code == right)
        .map_or(right, |(_, greek)| greek)
}
