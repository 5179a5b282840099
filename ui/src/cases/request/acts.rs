//! What is done with a request after it was taken in: one short form each, the first field focused.

use super::form::PAPER;
use crate::form::{Choice, Field, Form, Values};
use loggia_cases::records::Reference;
use loggia_cases::request::Paper;
use loggia_schema::message::Finding;

/// Charging it to an office and one of its people. Fields: `office`, `officer`.
pub fn assign(
    action: &str,
    reference: &Reference,
    people: Vec<Choice>,
    values: &Values,
    findings: &[Finding],
) -> Form {
    Form::new(action, "Χρέωση")
        .field(offices(reference).required().focused())
        .field(Field::select("officer", "Χειριστής", people))
        .values(values)
        .findings(findings)
}

/// A comment. Field: `text`.
pub fn comment(action: &str, values: &Values, findings: &[Finding]) -> Form {
    words(action, "Καταχώριση σχολίου", "Σχόλιο", values, findings)
}

/// Asking the citizen. Fields: `text`, a new paper in `paper`, and a tick for each paper that is not here.
pub fn ask_citizen(action: &str, papers: &[Paper], values: &Values, findings: &[Finding]) -> Form {
    let mut form = Form::new(action, "Αποστολή στον πολίτη και αναστολή προθεσμίας")
        .field(Field::textarea("text", "Τι ζητείται").focused());
    for paper in papers.iter().filter(|paper| !paper.brought) {
        let tick = Field::checkbox(format!("{PAPER}{}", paper.code), paper.title.as_str());
        form = form.field(tick);
    }
    form.field(Field::text("paper", "Άλλο δικαιολογητικό"))
        .values(values)
        .findings(findings)
}

/// Papers that came: a tick for each that is waited for.
pub fn bring(action: &str, papers: &[Paper], values: &Values, findings: &[Finding]) -> Form {
    let mut form = Form::new(action, "Παραλαβή δικαιολογητικών");
    let open = papers.iter().filter(|paper| !paper.brought);
    for (at, paper) in open.enumerate() {
        let tick = Field::checkbox(format!("{PAPER}{}", paper.code), paper.title.as_str());
        form = form.field(if at == 0 { tick.focused() } else { tick });
    }
    form.field(Field::checkbox(
        "answered",
        "Ο πολίτης έδωσε ό,τι ζητήθηκε με λόγια",
    ))
    .values(values)
    .findings(findings)
}

/// A question to another office. Fields: `office`, `text`.
pub fn ask_office(
    action: &str,
    reference: &Reference,
    values: &Values,
    findings: &[Finding],
) -> Form {
    Form::new(action, "Αποστολή ερωτήματος")
        .field(offices(reference).required().focused())
        .field(Field::textarea("text", "Ερώτημα").required())
        .values(values)
        .findings(findings)
}

/// The outcome. Fields: `text`, `decision`.
pub fn complete(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Διεκπεραίωση")
        .field(
            Field::textarea("text", "Απάντηση προς τον πολίτη")
                .required()
                .focused(),
        )
        .field(Field::text("decision", "Αριθμός απόφασης ή εγγράφου"))
        .values(values)
        .findings(findings)
}

/// The refusal. Fields: `text`, `law`.
pub fn reject(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Απόρριψη")
        .note("Η απάντηση τυπώνεται με την αιτιολογία, τη διάταξη και τα ένδικα μέσα του πολίτη.")
        .field(Field::textarea("text", "Αιτιολογία").required().focused())
        .field(
            Field::text("law", "Διάταξη")
                .required()
                .hint("Παράδειγμα: ν. 2690/1999 άρθ. 4"),
        )
        .values(values)
        .findings(findings)
}

/// Sending it to another authority. Field: `authority`.
pub fn forward(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Διαβίβαση")
        .field(
            Field::text("authority", "Αρμόδιος φορέας")
                .required()
                .focused()
                .hint("Παράδειγμα: ΔΕΥΑΗ"),
        )
        .values(values)
        .findings(findings)
}

/// Opening it once more. Field: `text`.
pub fn reopen(action: &str, values: &Values, findings: &[Finding]) -> Form {
    words(action, "Επανάνοιγμα", "Λόγος", values, findings)
}

/// Putting it into the archive. Field: `folder`.
pub fn archive(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Αρχειοθέτηση")
        .field(Field::text("folder", "Φάκελος").focused())
        .values(values)
        .findings(findings)
}

fn words(action: &str, submit: &str, label: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, submit)
        .field(Field::textarea("text", label).required().focused())
        .values(values)
        .findings(findings)
}

fn offices(reference: &Reference) -> Field {
    let offices = reference
        .offices()
        .map(|office| Choice::new(&*office.code, &*office.name))
        .collect();
    Field::select("office", "Υπηρεσία", offices)
}
