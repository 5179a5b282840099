//! What is done with a box: opened, handed over, taken over, given back, closed.

use super::desk::draw;
use crate::pages::refusal::attempt;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::cash::PIECES;
use loggia_cases::records::Desk as DeskKind;
use loggia_node::NodeError;
use loggia_node::commands::{CashClose, CashHand, CashOpen, CashReturn, CashTake, Done, PileInput};
use loggia_schema::message::Finding;
use loggia_ui::{Choice, Field, Form, Values};

/// Opens a box.
pub async fn open(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let input = CashOpen {
                float: values.get("float").to_owned(),
                ..CashOpen::default()
            };
            let done = attempt(&values, same, |confirmed| {
                let input = CashOpen {
                    confirmed,
                    ..input.clone()
                };
                desk.session.cash_open(values.get("key"), &input)
            })?;
            answered(desk, &values, done, "/receipts/new")
        })
        .await
}

/// Counts and closes the box.
pub async fn close(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let text = |name: &str| values.get(name).to_owned();
            let pile = |piece: &loggia_schema::money::Cents| PileInput {
                piece: piece.get(),
                n: text(&format!("n{}", piece.get())),
            };
            let input = CashClose {
                scope: None,
                day: values.get("day").parse().ok(),
                count: PIECES.iter().map(pile).collect(),
                deposit: text("deposit"),
                slip: text("slip"),
                reason: text("reason"),
                seen: values.get("seen").parse().ok(),
            };
            let key = values.get("key");
            let done = attempt(&values, same, |_| desk.session.cash_close(key, &input))?;
            match done {
                Ok(done) => Ok(Answer::See(format!("/cash/{}?new=1", done.doc))),
                Err(findings) => draw(desk, &values, &findings),
            }
        })
        .await
}

/// The form of handing over.
pub async fn handover_page(window: Window) -> Response {
    window
        .page(|desk| {
            let values = desk.fresh()?;
            handing(desk, &values, &[])
        })
        .await
}

/// Hands the box over.
pub async fn handover(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let text = |name: &str| values.get(name).to_owned();
            let input = CashHand {
                scope: None,
                to: text("to"),
                counted: text("counted"),
                reason: text("reason"),
            };
            let key = values.get("key");
            match attempt(&values, same, |_| desk.session.cash_hand(key, &input))? {
                Ok(_) => Ok(Answer::See("/cash".to_owned())),
                Err(findings) => handing(desk, &values, &findings),
            }
        })
        .await
}

/// Takes the box over.
pub async fn take(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let input = CashTake::default();
            let key = values.get("key");
            let done = attempt(&values, same, |_| desk.session.cash_take(key, &input))?;
            answered(desk, &values, done, "/cash")
        })
        .await
}

/// Gives the box back to its holder.
pub async fn give_back(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let input = CashReturn {
                scope: None,
                reason: values.get("reason").to_owned(),
            };
            let key = values.get("key");
            let done = attempt(&values, same, |_| desk.session.cash_return(key, &input))?;
            answered(desk, &values, done, "/cash")
        })
        .await
}

fn same(finding: Finding) -> Finding {
    finding
}

/// On to the next screen, or the desk's own with what was refused.
fn answered(
    desk: &mut Desk<'_>,
    values: &Values,
    done: Result<Done, Vec<Finding>>,
    next: &str,
) -> Result<Answer, NodeError> {
    match done {
        Ok(_) => Ok(Answer::See(next.to_owned())),
        Err(findings) => draw(desk, values, &findings),
    }
}

fn handing(
    desk: &mut Desk<'_>,
    values: &Values,
    findings: &[Finding],
) -> Result<Answer, NodeError> {
    let scope = desk.session.scope_for(DeskKind::Counter, None)?;
    let colleagues = desk.session.cashiers(&scope)?;
    let choices = colleagues
        .into_iter()
        .map(|user| Choice::new(user.login, user.name))
        .collect();
    let form = Form::new("/cash/handover", "Παράδοση")
        .note("Μετρήστε τα μετρητά. Ως την παραλαβή δεν γίνονται εισπράξεις από αυτό το ταμείο.")
        .field(
            Field::select("to", "Παραλαμβάνει", choices)
                .required()
                .focused(),
        )
        .field(Field::amount("counted", "Μετρητά που μετρήθηκαν").required())
        .field(Field::text("reason", "Αιτία διαφοράς").hint("Μόνο όταν η καταμέτρηση διαφέρει"))
        .values(values)
        .findings(findings)
        .hidden("key", values.get("key"))
        .back("Επιστροφή", "/cash");
    let page = desk
        .titled("Παράδοση ταμείου")
        .crumb("Ταμειακή ημέρα", "/cash");
    Ok(Answer::form(page.body(&form), findings))
}
