//! The forms of the protocol: what came in, the papers of a village, charging, answering, cancelling.
//!
//! The first form is for a queue: who, what, Enter. Day, direction, channel and desk are set already; everything else
//! stands below and is asked of nobody who does not need it.

use crate::form::{Choice, Field, Form, Values};
use loggia_cases::protocol::{Channel, Direction, Register};
use loggia_cases::records::TemplateRecord;
use loggia_schema::message::Finding;

/// Before the name of a template's place stands this, in the names of fields.
pub const PLACE: &str = "place.";

/// Where the sender is searched for while it is typed.
const SENDERS: &str = "/protocol/senders";

/// The form of an entry. `confidential`: the person may write in that book. `desks`: several desks to choose from.
pub fn register(
    action: &str,
    confidential: bool,
    desks: Vec<Choice>,
    values: &Values,
    findings: &[Finding],
) -> Form {
    let ways = Direction::ALL.map(|way| Choice::new(way.name(), way.greek()));
    let mut form = Form::new(action, "Πρωτοκόλληση")
        .field(
            Field::person("sender", "Από / προς", SENDERS)
                .required()
                .focused(),
        )
        .field(Field::text("subject", "Θέμα").required())
        .group("Προσυμπληρωμένα")
        .field(Field::select("direction", "Κατεύθυνση", ways.into()).required())
        .field(Field::date("on", "Ημερομηνία παραλαβής ή αποστολής"))
        .field(Field::select("channel", "Τρόπος", channels()).required());
    if desks.len() > 1 {
        form = form.field(Field::select("scope", "Γραφείο", desks).required());
    }
    if confidential {
        let books = [Register::Protocol, Register::Confidential];
        let books = books.map(|book| Choice::new(book.name(), book.greek()));
        form = form.field(Field::select("register", "Βιβλίο", books.into()).required());
    }
    form.group("Περισσότερα στοιχεία")
        .field(Field::text("their_number", "Αριθμός εγγράφου αποστολέα"))
        .field(Field::date("their_date", "Ημερομηνία εγγράφου"))
        .field(Field::text("unit", "Χρέωση σε υπηρεσία ή υπάλληλο"))
        .field(Field::text("folder", "Φάκελος"))
        .field(Field::text("related", "Αριθμός σχετικής υπόθεσης"))
        .field(Field::afm("afm", "ΑΦΜ"))
        .field(Field::text("address", "Διεύθυνση"))
        .field(Field::text("phone", "Τηλέφωνο"))
        .field(
            Field::text("counters", "Διορθώνει την εγγραφή με αριθμό")
                .hint("Μόνο για αντιεγγραφή: η παλιά εγγραφή μένει με τον αριθμό της"),
        )
        .field(Field::text("counter_reason", "Τι ήταν λάθος εκεί"))
        .values(values)
        .findings(findings)
}

fn channels() -> Vec<Choice> {
    Channel::ALL
        .into_iter()
        .map(|channel| Choice::new(channel.name(), channel.greek()))
        .collect()
}

/// The form of a village paper of one book; `template`, when one was chosen, names what must be filled in.
pub fn paper(
    action: &str,
    register: Register,
    templates: Vec<Choice>,
    template: Option<&TemplateRecord>,
    values: &Values,
    findings: &[Finding],
) -> Form {
    let mut form = Form::new(action, "Έκδοση")
        .hidden("register", register.name())
        .field(Field::person("sender", "Ονοματεπώνυμο", SENDERS).focused());
    if templates.len() > 1 {
        form = form.field(Field::select("template", "Κείμενο", templates).required());
    } else if let Some(only) = templates.first() {
        form = form.hidden("template", only.value.as_str());
    }
    form = match register {
        Register::Signature => form
            .field(
                Field::text("id_document", "Ταυτότητα")
                    .hint("Είδος και αριθμός, όπως «ΑΔΤ ΑΒ 123456»"),
            )
            .field(Field::text("subject", "Έγγραφο που υπογράφεται")),
        Register::Copy => form
            .field(Field::text("subject", "Έγγραφο που αντιγράφεται"))
            .field(Field::number("copies", "Αντίτυπα")),
        Register::Posting => form
            .field(Field::text("subject", "Έγγραφο που αναρτήθηκε").required())
            .field(Field::date("posted_from", "Αναρτήθηκε από").required())
            .field(Field::date("posted_to", "έως").required()),
        _ => form.field(Field::text("subject", "Θέμα")),
    };
    for place in template.map(TemplateRecord::asked).unwrap_or_default() {
        form = form.field(Field::text(format!("{PLACE}{place}"), place).required());
    }
    form.group("Περισσότερα στοιχεία")
        .field(Field::afm("afm", "ΑΦΜ"))
        .field(Field::text("address", "Διεύθυνση"))
        .field(Field::text("related", "Αριθμός σχετικής υπόθεσης"))
        .values(values)
        .findings(findings)
}

/// The form of charging an entry. Fields: `unit`, `action`.
pub fn route(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Χρέωση")
        .field(
            Field::text("unit", "Υπηρεσία ή υπάλληλος")
                .required()
                .focused(),
        )
        .field(Field::checkbox("info", "Μόνο για ενημέρωση"))
        .values(values)
        .findings(findings)
}

/// The form of answering an entry. Fields: `by`, `note`.
pub fn answer(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Διεκπεραίωση")
        .field(Field::text("by", "Αριθμός του εξερχομένου που απαντά").focused())
        .field(
            Field::textarea("note", "Πώς τελείωσε, αν δεν έφυγε έγγραφο")
                .hint("Όπως «τέθηκε στο αρχείο»"),
        )
        .values(values)
        .findings(findings)
}

/// The form of cancelling an entry. Field: `reason`.
pub fn cancel(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Ακύρωση εγγραφής")
        .note("Ο αριθμός μένει στο βιβλίο με την αιτία και δεν δίνεται ξανά.")
        .field(
            Field::textarea("reason", "Αιτία ακύρωσης")
                .required()
                .focused(),
        )
        .values(values)
        .findings(findings)
}
