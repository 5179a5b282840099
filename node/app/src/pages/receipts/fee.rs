//! «Έσοδα χωρίς οφειλή»: copies, permits, the hall. The catalogue of the day, units or amounts beside each fee, the total, Enter.

use super::new::{common, finished, left, line, paid};
use crate::pages::refusal::attempt;
use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::records::Desk as DeskKind;
use loggia_node::NodeError;
use loggia_node::commands::{LineInput, ReceiptIssue};
use loggia_schema::message::Finding;
use loggia_schema::text::fold;
use loggia_ui::cases::receipt::counter;
use loggia_ui::{Form, Values};

/// The page: the whole catalogue.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let values = desk.fresh()?.with("means", "cash");
            let codes = matching(desk, "")?;
            let form = form(desk, &codes, &values, &[])?;
            let page = desk
                .titled("Έσοδα χωρίς οφειλή")
                .crumb("Διπλότυπα", "/receipts");
            Ok(Answer::Page(page.body(&form).render()))
        })
        .await
}

/// Takes the money.
pub async fn issue(window: Window, Typed(values): Typed) -> Response {
    window
        .save(move |desk| {
            let (input, rows) = read(&values);
            let key = values.get("key").to_owned();
            let rename = |finding| rename(finding, &rows);
            let done = attempt(&values, rename, |confirmed| {
                let input = ReceiptIssue {
                    confirmed,
                    ..input.clone()
                };
                desk.session.receipt_issue(&key, &input)
            })?;
            match done {
                Ok(issued) => Ok(Answer::See(format!("/receipts/{}?new=1", issued.doc))),
                Err(findings) => {
                    let codes: Vec<String> = values.all("fee").map(str::to_owned).collect();
                    let form = form(desk, &codes, &values, &findings)?;
                    let page = desk
                        .titled("Έσοδα χωρίς οφειλή")
                        .crumb("Διπλότυπα", "/receipts")
                        .failed(true);
                    Ok(Answer::Refused(page.body(&form).render()))
                }
            }
        })
        .await
}

/// Codes of the fees whose code or title has a word that begins like what was typed.
pub(super) fn matching(desk: &mut Desk<'_>, typed: &str) -> Result<Vec<String>, NodeError> {
    let scope = desk.session.scope_for(DeskKind::Counter, None)?;
    let reference = desk.session.reference(&scope)?;
    let wanted = fold(typed);
    let begins = |text: &str| {
        let text = fold(text);
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        words.any(|word| word.starts_with(wanted.as_str()))
    };
    let fees = reference.fees_on(desk.today());
    let found = fees.filter(|fee| begins(&fee.code) || begins(&fee.title));
    Ok(found.map(|fee| fee.code.clone()).collect())
}

/// The form of the fees with these codes, with what was typed.
pub(super) fn form(
    desk: &mut Desk<'_>,
    codes: &[String],
    values: &Values,
    findings: &[Finding],
) -> Result<Form, NodeError> {
    let scope = desk.session.scope_for(DeskKind::Counter, None)?;
    let reference = desk.session.reference(&scope)?;
    let (quantities, amounts): (Vec<&str>, Vec<&str>) = (
        values.all("quantity").collect(),
        values.all("amount").collect(),
    );
    let mut rows = Vec::new();
    for (at, code) in codes.iter().enumerate() {
        let Ok(record) = reference.fee(code, desk.today()) else {
            continue;
        };
        // One fee with one fixed amount needs no figure typed.
        let alone = codes.len() == 1 && record.amount.is_some() && record.unit.is_empty();
        let usual = if alone { "1" } else { "" };
        rows.push(counter::Fee {
            record,
            quantity: quantities.get(at).copied().unwrap_or(usual).to_owned(),
            amount: amounts.get(at).copied().unwrap_or_default().to_owned(),
        });
    }
    let left = left(desk);
    let form = counter::fees("/receipts/fee", &rows, left, values, findings);
    Ok(finished(desk, form, left, values))
}

/// The command, and which row of the form each of its lines came from: rows with nothing typed are not bought.
fn read(values: &Values) -> (ReceiptIssue, Vec<usize>) {
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    let typed = values
        .all("fee")
        .zip(values.all("quantity"))
        .zip(values.all("amount"));
    for (at, ((fee, quantity), amount)) in typed.enumerate() {
        if !quantity.trim().is_empty() || !amount.trim().is_empty() {
            lines.push(LineInput {
                fee: fee.to_owned(),
                quantity: quantity.to_owned(),
                amount: amount.to_owned(),
                ..LineInput::default()
            });
            rows.push(at);
        }
    }
    let input = ReceiptIssue {
        lines,
        ..paid(values)
    };
    (input, rows)
}

/// The node's names of fields, as the form calls them.
fn rename(finding: Finding, rows: &[usize]) -> Finding {
    let field = match finding.field.as_deref() {
        Some("lines" | "quantity") => "fee-quantity".to_owned(),
        Some("amount" | "total") => "fee-amount".to_owned(),
        other => match line(other, rows) {
            Some((at, "amount")) => counter::id("fee-amount", at),
            Some((at, _)) => counter::id("fee-quantity", at),
            None => return common(finding),
        },
    };
    finding.on(field)
}
