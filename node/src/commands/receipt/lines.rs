//! The lines of a receipt as they are typed: a debt by any of its names, or a fee of the catalogue.

use super::LineInput;
use crate::commands::input::Form;
use crate::commands::work::given;
use crate::session::Moment;
use loggia_cases::number::DocNumber;
use loggia_cases::receipt::{Line, Subject, fees};
use loggia_cases::records::{PayableKind, PayableRecord, Reference};
use loggia_schema::identifiers::Rf;
use loggia_schema::message::{Finding, cash, input as typed_input};
use loggia_schema::money::Cents;
use loggia_schema::text::normalise_input;

/// One line as typed, under the names of its own fields.
pub(super) fn read_line(
    form: &mut Form,
    at: usize,
    input: &LineInput,
    known: &[PayableRecord],
    reference: &Reference,
    moment: &Moment,
) -> Option<Line> {
    let field = |name: &str| format!("lines.{at}.{name}");
    let amount = form.maybe(field("amount"), Some(&input.amount), Cents::parse_positive);
    if !input.fee.trim().is_empty() {
        return fee_line(form, at, input, amount, reference, moment);
    }
    let subject = form.take(field("code"), read_subject(&input.code))?;
    let payable = known.iter().find(|payable| match &subject {
        Subject::Rf { rf, .. } => payable.rf == *rf,
        other => payable.number == other.name(),
    });
    let Some(payable) = payable else {
        let amount = required(form, field("amount"), input, amount)?;
        let text = given(&input.text).unwrap_or_else(|| format!("Οφειλή {}", subject.name()));
        return Some(Line {
            subject,
            text,
            amount,
            reduced: input.reduced,
            quantity: None,
        });
    };
    let due = form.take(field("amount"), payable.due(moment.now.date(), reference))?;
    let amount = amount.unwrap_or(due.value);
    let reduced = payable.kind == PayableKind::Fine
        && payable.reduced == Some(amount)
        && amount != payable.amount;
    let subject = Subject::Rf {
        rf: payable.rf.clone(),
        number: payable.number.clone(),
        budget_code: payable.budget_code.clone(),
    };
    let usual = match payable.kind {
        PayableKind::Fine => format!("Πρόστιμο {}", payable.number),
        PayableKind::Debt => format!("Οφειλή {}", payable.number),
    };
    Some(Line {
        subject,
        text: given(&input.text).unwrap_or(usual),
        amount,
        reduced,
        quantity: None,
    })
}

/// A payment code or the number on a fine's paper.
fn read_subject(code: &str) -> Result<Subject, Finding> {
    if let Ok(number) = DocNumber::parse(code) {
        return Ok(Subject::FineNumber { number });
    }
    Rf::parse(code).map(|rf| Subject::Rf {
        rf,
        number: String::new(),
        budget_code: String::new(),
    })
}

/// A fee: its amount is the catalogue's, by unit where it counts units, or typed.
fn fee_line(
    form: &mut Form,
    at: usize,
    input: &LineInput,
    amount: Option<Cents>,
    reference: &Reference,
    moment: &Moment,
) -> Option<Line> {
    let field = |name: &str| format!("lines.{at}.{name}");
    let code = normalise_input(&input.fee);
    let fee = form.take(field("fee"), reference.fee(&code, moment.now.date()))?;
    let quantity = form.maybe(field("quantity"), Some(&input.quantity), quantity);
    if quantity.is_none() && !input.quantity.trim().is_empty() {
        return None;
    }
    let due = form.take(field("quantity"), fees::due(fee, quantity))?;
    let amount = match (amount, due) {
        (Some(typed), _) => typed,
        (None, Some(due)) => due.value,
        (None, None) => required(form, field("amount"), input, None)?,
    };
    Some(Line {
        text: given(&input.text).unwrap_or_else(|| fees::text(fee, quantity)),
        subject: Subject::Fee {
            code,
            budget_code: fee.budget_code.clone(),
        },
        amount,
        reduced: false,
        quantity,
    })
}

fn quantity(typed: &str) -> Result<u32, Finding> {
    let form = || Finding::new(cash::QUANTITY_FORM).with("most", fees::MOST);
    let digits = typed.bytes().all(|b| b.is_ascii_digit());
    let parsed = typed.parse().ok().filter(|_| digits);
    parsed.ok_or_else(form)
}

/// An amount that nobody else knows must be typed.
fn required(
    form: &mut Form,
    field: String,
    input: &LineInput,
    amount: Option<Cents>,
) -> Option<Cents> {
    if amount.is_none() && input.amount.trim().is_empty() {
        form.add(Finding::new(typed_input::AMOUNT_EMPTY).on(field));
    }
    amount
}
