//! «Επαλήθευση εγγράφου»: the text of a paper's QR, checked without a line.

use super::tasks::case;
use crate::papers::{Verified, verify as check};
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_node::NodeError;
use loggia_schema::message::{Finding, input};
use loggia_schema::money::Cents;
use loggia_ui::record::Action;
use loggia_ui::{Cell, Field, Form, Notice, Record, Values};

/// The page.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| draw(desk, &Values::default(), &[], None))
        .await
}

/// Checks what was scanned or pasted.
pub async fn verify(window: Window, Typed(values): Typed) -> Response {
    window
        .page(move |desk| {
            let Some(text) = values.filled("stub") else {
                return draw(
                    desk,
                    &values,
                    &[Finding::new(input::EMPTY).on("stub")],
                    None,
                );
            };
            match check(&mut desk.session, text) {
                Ok(verified) => draw(desk, &values, &[], Some(&verified)),
                Err(NodeError::Refused(findings)) => draw(desk, &values, &findings, None),
                Err(error) => Err(error),
            }
        })
        .await
}

fn draw(
    desk: &mut Desk<'_>,
    values: &Values,
    findings: &[Finding],
    found: Option<&Verified>,
) -> Result<Answer, NodeError> {
    let form = Form::new("/verify", "Επαλήθευση")
        .field(
            Field::textarea("stub", "Κείμενο του QR")
                .hint("Αρχίζει από LGS1:. Σαρώστε ή επικολλήστε το")
                .required()
                .focused(),
        )
        .values(values)
        .findings(findings);
    let mut page = desk
        .titled("Επαλήθευση εγγράφου")
        .crumb("Οι εργασίες μου", "/");
    if let Some(verified) = found {
        page = page.notices(notices(verified)).body(record(verified));
    }
    Ok(Answer::form(page.body(&form), findings))
}

fn notices(verified: &Verified) -> Vec<Notice> {
    let mut notices = vec![Notice::success(
        "Η υπογραφή ισχύει: το έγγραφο εκδόθηκε από συσκευή του Δήμου και δεν έχει αλλοιωθεί.",
    )];
    if verified.revoked {
        notices.push(Notice::warning(
            "Η συσκευή που το υπέγραψε έχει ανακληθεί. Ρωτήστε το Κέντρο πριν το δεχτείτε.",
        ));
    }
    if verified.training {
        notices.push(Notice::warning(
            "Είναι έγγραφο εκπαίδευσης και δεν παράγει έννομα αποτελέσματα.",
        ));
    }
    notices
}

fn record(verified: &Verified) -> Record {
    let amount = |cents: Option<i64>| cents.map_or(Cell::Empty, |cents| Cell::Amount(Cents(cents)));
    let kind = match verified.kind.as_str() {
        "fine" => "Βεβαίωση παράβασης",
        "receipt" => "Διπλότυπο είσπραξης",
        _ => "Έγγραφο νεότερης έκδοσης",
    };
    let record = Record::new()
        .line("Έγγραφο", kind)
        .line("Αριθμός", verified.number.as_str())
        .line("Ημερομηνία", verified.issued)
        .line("Ποσό", amount(verified.amount))
        .line("Μειωμένο ποσό", amount(verified.reduced))
        .line("Μειωμένο έως", verified.reduced_until)
        .line("Κωδικός πληρωμής", verified.rf.as_str())
        .line("Σήμα εγγραφής", verified.tag.as_str())
        .line("Συσκευή", verified.device.as_str());
    match &verified.doc {
        Some(doc) => record.action(Action::link("Άνοιγμα υπόθεσης", case(doc))),
        None => record.no_actions("Η υπόθεση δεν βρίσκεται σε αυτή τη συσκευή."),
    }
}
