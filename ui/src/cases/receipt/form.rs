//! A debt that is taken from its paper, because this store does not know it; and cancelling a receipt on its day.
//!
//! `subject` takes what the paper shows: a payment code or the number of a fine. What the store knows stands on the
//! [counter](super::counter).

use crate::form::{Choice, Field, Form, Values};
use crate::words;
use loggia_cases::number::DocNumber;
use loggia_cases::private::Payer;
use loggia_cases::receipt::event::{Means, Subject};
use loggia_schema::identifiers::{Afm, Rf};
use loggia_schema::message::{Finding, input};
use loggia_schema::money::Cents;
use loggia_schema::text::normalise_input;

/// What was typed at the counter, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// What is paid.
    pub subject: Subject,
    /// How much.
    pub amount: Cents,
    /// How.
    pub means: Means,
    /// Who pays, when he gave a name.
    pub payer: Option<Payer>,
}

/// The form of money taken from a paper.
///
/// Fields: `subject`, `amount`, `means` (`cash`, `card`), `approval`, `last4`, `payer`, `afm`.
pub fn issue(action: &str, numbers_left: u64, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Είσπραξη και εκτύπωση")
        .note(words::numbers_left(numbers_left))
        .field(
            Field::text("subject", "Κωδικός πληρωμής (RF) ή αριθμός κλήσης")
                .required()
                .focused(),
        )
        .field(Field::amount("amount", "Ποσό").required())
        .field(
            Field::radios(
                "means",
                "Τρόπος",
                vec![Choice::new("cash", "μετρητά"), Choice::new("card", "κάρτα")],
            )
            .required(),
        )
        .field(
            Field::text("approval", "Κωδικός έγκρισης")
                .hint("Για κάρτα, από το απόκομμα του τερματικού"),
        )
        .field(Field::text("last4", "Τελευταία 4 ψηφία κάρτας"))
        .field(Field::text("payer", "Καταβάλλων"))
        .field(Field::afm("afm", "ΑΦΜ καταβάλλοντος"))
        .values(values)
        .findings(findings)
}

/// Reads the form of the counter; errors are all that was found, in the order of the form.
pub fn read(values: &Values) -> Result<Input, Vec<Finding>> {
    let mut found = Vec::new();
    let mut keep = |finding: Finding| found.push(finding);
    let subject = subject(values.get("subject")).map_err(&mut keep).ok();
    let amount = Cents::parse_greek(values.get("amount"))
        .map_err(|f| keep(f.on("amount")))
        .ok();
    let means = means(values).map_err(&mut keep).ok();
    let payer = payer(values).map_err(&mut keep).ok().flatten();
    match (subject, amount, means, found.is_empty()) {
        (Some(subject), Some(amount), Some(means), true) => Ok(Input {
            subject,
            amount,
            means,
            payer,
        }),
        _ => Err(found),
    }
}

/// A payment code, or else the number of a fine.
fn subject(typed: &str) -> Result<Subject, Finding> {
    let typed = normalise_input(typed);
    if typed.is_empty() {
        return Err(Finding::new(input::EMPTY).on("subject"));
    }
    let code = typed.to_uppercase().starts_with("RF");
    if code {
        Rf::parse(&typed).map(|rf| Subject::Rf {
            rf,
            number: String::new(),
            budget_code: String::new(),
        })
    } else {
        DocNumber::parse(&typed).map(|number| Subject::FineNumber { number })
    }
    .map_err(|finding| finding.on("subject"))
}

fn means(values: &Values) -> Result<Means, Finding> {
    match values.get("means") {
        "cash" => Ok(Means::Cash),
        "card" => Ok(Means::Card {
            approval: normalise_input(values.get("approval")),
            last4: normalise_input(values.get("last4")),
        }),
        _ => Err(Finding::new(input::EMPTY).on("means")),
    }
}

fn payer(values: &Values) -> Result<Option<Payer>, Finding> {
    let (name, afm) = (values.filled("payer"), values.filled("afm"));
    if name.is_none() && afm.is_none() {
        return Ok(None);
    }
    let afm = afm
        .map(Afm::parse)
        .transpose()
        .map_err(|finding| finding.on("afm"))?;
    Ok(Some(Payer {
        name: name.map(normalise_input).unwrap_or_default(),
        afm,
    }))
}

/// The form of cancelling a receipt on its day. Field: `reason`.
pub fn cancel(action: &str, values: &Values, findings: &[Finding]) -> Form {
    Form::new(action, "Ακύρωση διπλοτύπου")
        .note("Τα χρήματα επιστρέφονται και ο αριθμός δεν δίνεται ξανά.")
        .field(
            Field::textarea("reason", "Αιτία ακύρωσης")
                .required()
                .focused(),
        )
        .values(values)
        .findings(findings)
}
