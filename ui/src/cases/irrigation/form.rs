//! The keeper's forms. Fields are named as the node's commands name them.

use crate::form::{Choice, Field, Form, Values};
use loggia_cases::irrigation::{NoteCode, ReadingKind};
use loggia_cases::records::{ConnectionRecord, Mark, MeterRecord};
use loggia_schema::irrigation::Volume;
use loggia_schema::message::Finding;
use maud::{Markup, html};

/// The form of a reading: one field.
pub fn take(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Καταχώριση και επόμενος")
        .field(Field::number("value", "Ένδειξη").required().focused())
        .values(values)
        .findings(findings)
}

/// The same with what is rare: a note, an estimate, another kind, another day.
pub fn take_more(action: &str, values: &Values, findings: &[Finding]) -> Form {
    let notes = NoteCode::ALL
        .into_iter()
        .map(|note| Choice::new(note.name(), note.greek()))
        .collect();
    let kinds = [
        ReadingKind::Actual,
        ReadingKind::SelfRead,
        ReadingKind::Photo,
        ReadingKind::Final,
    ];
    let kinds = kinds
        .into_iter()
        .map(|kind| Choice::new(kind.name(), kind.greek()))
        .collect();
    Form::new(action, "Καταχώριση και επόμενος")
        .field(
            Field::number("value", "Ένδειξη")
                .focused()
                .hint("Κενή όταν ο μετρητής δεν διαβάζεται"),
        )
        .field(Field::select("note", "Παρατήρηση", notes))
        .field(
            Field::short("estimate", "Εκτίμηση σε m³")
                .hint("Κενή: όσο η προηγούμενη περίοδος ή η νόρμα της καλλιέργειας"),
        )
        .field(Field::select("kind", "Είδος ένδειξης", kinds))
        .values(values)
        .findings(findings)
}

/// From which page of the paper book readings are typed: day and keeper stay for the whole page.
pub fn paper(
    networks: Vec<Choice>,
    keepers: Vec<Choice>,
    values: &Values,
    findings: &[Finding],
) -> Form {
    Form::new("/readings/paper", "Έναρξη πληκτρολόγησης")
        .field(
            Field::select("network", "Δίκτυο", networks)
                .required()
                .focused(),
        )
        .field(Field::date("date", "Ημερομηνία της σελίδας").required())
        .field(Field::select("keeper", "Υδρονόμος που έγραψε", keepers).required())
        .field(Field::short("paper", "Σελίδα χάρτινου βιβλίου").required())
        .values(values)
        .findings(findings)
}

/// Mends the newest own reading before it is sent.
pub fn correct(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Διόρθωση ένδειξης")
        .note("Διορθώνεται μόνο ένδειξη που δεν έχει σταλεί ακόμη.")
        .field(Field::number("value", "Σωστή ένδειξη").required().focused())
        .values(values)
        .findings(findings)
}

/// Decides about a held reading.
pub fn decide(action: &str, values: &Values, findings: &[Finding]) -> Form {
    let outcomes = vec![
        Choice::new("accept", "Μετρά όπως ελήφθη"),
        Choice::new("correct", "Μετρά με άλλη τιμή"),
        Choice::new("reject", "Δεν μετρά"),
    ];
    Form::new(action, "Καταχώριση απόφασης")
        .field(Field::radios("outcome", "Απόφαση", outcomes).required())
        .field(Field::number("value", "Τιμή που μετρά").hint("Μόνο όταν μετρά άλλη τιμή"))
        .field(Field::text("reason", "Αιτιολογία").required())
        .values(values)
        .findings(findings)
}

/// Transfers the connection; the shared reading comes first.
pub fn transfer(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Μεταβίβαση")
        .field(
            Field::number("value", "Κοινή τελική ένδειξη")
                .required()
                .focused(),
        )
        .field(Field::text("holder", "Νέος δικαιούχος").required())
        .field(Field::text("phone", "Τηλέφωνο"))
        .values(values)
        .findings(findings)
}

/// Asks for a turn of water.
pub fn turn(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Καταχώριση βάρδιας")
        .field(
            Field::number("minutes", "Διάρκεια σε λεπτά")
                .required()
                .focused(),
        )
        .field(Field::date("date", "Ημέρα"))
        .values(values)
        .findings(findings)
}

/// Reports that no water comes.
pub fn no_water(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Καταχώριση αναφοράς")
        .field(Field::text("text", "Τι αναφέρθηκε").focused())
        .field(Field::date("date", "Από ημέρα"))
        .field(Field::time("time", "Από ώρα"))
        .values(values)
        .findings(findings)
}

/// Replaces a meter.
pub fn replace(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Αντικατάσταση μετρητή")
        .group("Παλιός μετρητής")
        .field(Field::number("last", "Τελική ένδειξη").focused())
        .field(
            Field::short("estimate", "Εκτίμηση σε m³")
                .hint("Μόνο από προϊστάμενο, όταν δεν υπάρχει τελική ένδειξη"),
        )
        .field(Field::short("old_seal", "Αριθμός σφραγίδας"))
        .group("Νέος μετρητής")
        .field(Field::short("new_meter", "Αριθμός μετρητή").required())
        .field(Field::number("new_start", "Αρχική ένδειξη").hint("Κενή: 0"))
        .field(Field::short("new_digits", "Ψηφία").hint("Κενό: όσα ο παλιός"))
        .field(Field::short("new_seal", "Αριθμός σφραγίδας"))
        .values(values)
        .findings(findings)
}

/// A note on a meter.
pub fn note(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Καταχώριση σημείωσης")
        .field(Field::textarea("text", "Σημείωση").required().focused())
        .values(values)
        .findings(findings)
}

/// What stands beside the field: whose meter it is, the last reading, what is plausible, the debt with its day.
pub fn beside(
    meter: &MeterRecord,
    connection: Option<&ConnectionRecord>,
    last: Mark,
    most: Option<u64>,
    season: Volume,
) -> Markup {
    let mut lines = vec![
        (
            "Μετρητής".to_owned(),
            format!("{} {}", meter.no, meter.serial),
        ),
        ("Θέση".to_owned(), meter.place.clone()),
        (
            "Προηγούμενη ένδειξη".to_owned(),
            format!(
                "{} στις {}",
                meter.dial.shown(last.value),
                crate::format::date(last.on)
            ),
        ),
        (
            "Εύλογη έως".to_owned(),
            most.map_or_else(
                || "χωρίς στοιχεία σύγκρισης".to_owned(),
                |most| meter.dial.shown(most),
            ),
        ),
        ("Κατανάλωση περιόδου".to_owned(), season.to_string()),
    ];
    if let Some(connection) = connection {
        let phone = connection
            .phone
            .as_ref()
            .map(|phone| phone.national().to_owned())
            .unwrap_or_default();
        lines.push((
            "Δικαιούχος".to_owned(),
            format!("{} {phone} · σύνδεση {}", connection.holder, connection.no),
        ));
        if let Some(debt) = connection.debt.filter(|debt| debt.bars()) {
            lines.push((
                "Οφειλή".to_owned(),
                format!("ληξιπρόθεσμη στις {}", crate::format::date(debt.as_of)),
            ));
        }
    }
    html! {
        dl.govgr-summary-list.lg-summary {
            @for (key, value) in lines.iter().filter(|(_, value)| !value.trim().is_empty()) {
                div.govgr-summary-list__row {
                    dt.govgr-summary-list__key { (key) }
                    dd.govgr-summary-list__value { (value.trim()) }
                }
            }
        }
    }
}
