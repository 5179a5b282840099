//! «Είσπραξη τέλους»: money with no debt behind it (copies, permits, the hall), from the fee catalogue of the day.

use super::new::{left, obstacle, paid, rename};
use crate::pages::refusal::attempt;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::records::Desk as DeskKind;
use loggia_node::NodeError;
use loggia_node::commands::{LineInput, ReceiptIssue};
use loggia_schema::message::Finding;
use loggia_ui::{Choice, Field, Form, Values, words};

/// The page.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let values = desk.fresh()?.with("means", "cash");
            let form = form(desk, &values, &[])?;
            let page = desk
                .titled("Είσπραξη τέλους")
                .crumb("Διπλότυπα", "/receipts");
            Ok(Answer::Page(page.body(&form).render()))
        })
        .await
}

/// Takes the money.
pub async fn issue(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let text = |name: &str| values.get(name).to_owned();
            let line = LineInput {
                fee: text("fee"),
                amount: text("amount"),
                ..LineInput::default()
            };
            let input = ReceiptIssue {
                lines: vec![line],
                ..paid(&values)
            };
            let key = text("key");
            let done = attempt(&values, rename, |confirmed| {
                desk.session.receipt_issue(
                    &key,
                    &ReceiptIssue {
                        confirmed,
                        ..input.clone()
                    },
                )
            })?;
            match done {
                Ok(issued) => Ok(Answer::See(format!("/receipts/{}?new=1", issued.doc))),
                Err(findings) => {
                    let form = form(desk, &values, &findings)?;
                    let page = desk
                        .titled("Είσπραξη τέλους")
                        .crumb("Διπλότυπα", "/receipts")
                        .failed(true);
                    Ok(Answer::Refused(page.body(&form).render()))
                }
            }
        })
        .await
}

fn form(desk: &mut Desk<'_>, values: &Values, findings: &[Finding]) -> Result<Form, NodeError> {
    let scope = desk.session.scope_for(DeskKind::Counter, None)?;
    let reference = desk.session.reference(&scope)?;
    let fees = reference.fees_on(desk.today()).map(|fee| {
        let amount = fee
            .amount
            .map_or_else(|| "ποσό με το χέρι".to_owned(), |amount| amount.greek());
        Choice::new(
            fee.code.as_str(),
            format!("{} · {} · {amount}", fee.code, fee.title),
        )
    });
    let left = left(desk);
    let mut form =
        Form::new("/receipts/fee", "Είσπραξη και εκτύπωση").note(words::numbers_left(left));
    if let Some(obstacle) = obstacle(desk, left) {
        form = form.note(obstacle.greek()).enabled(false);
    }
    Ok(form
        .field(
            Field::select("fee", "Τέλος", fees.collect())
                .required()
                .focused(),
        )
        .field(Field::amount("amount", "Ποσό").hint("Κενό: το ποσό του καταλόγου"))
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
        .hidden("key", values.get("key"))
        .back("Ακύρωση", "/receipts"))
}
