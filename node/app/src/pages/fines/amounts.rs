//! What the fine being typed will cost: both amounts with their last days, explained before anything is signed.

use crate::server::answer::Answer;
use crate::server::typed::Typed;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::fine::calculator;
use loggia_cases::fine::{Terms, Violation};
use loggia_cases::records::{Desk as DeskKind, Reference, Start};
use loggia_node::NodeError;
use loggia_schema::calendar::{Date, greek_date, parse_greek_date};
use loggia_schema::explain::{Explained, Explanation};
use loggia_schema::message::Finding;
use loggia_ui::{Markup, Values, explained, html};

/// `POST /fines/amounts` with the values of the form.
pub async fn fragment(window: Window, Typed(values): Typed) -> Response {
    window
        .page(move |desk| Ok(Answer::Fragment(preview(desk, &values)?)))
        .await
}

/// The block inside the form, asked anew when violation, date or service change.
pub(super) fn block(desk: &mut Desk<'_>, values: &Values) -> Result<Markup, NodeError> {
    let shown = preview(desk, values)?;
    Ok(html! {
        div id="amounts" role="status" hx-post="/fines/amounts" hx-include="closest form"
            hx-trigger="change from:closest form delay:100ms" { (shown) }
    })
}

fn preview(desk: &mut Desk<'_>, values: &Values) -> Result<Markup, NodeError> {
    let scope = desk
        .session
        .scope_for(DeskKind::Police, super::new::scope(values))?;
    let reference = desk.session.reference(&scope)?;
    let picks = super::new::picks(values);
    let today = desk.today();
    if picks.is_empty() {
        return Ok(html! { p.govgr-hint { "Επιλέξτε παράβαση για να δείτε το πρόστιμο." } });
    }
    let Ok(day) = parse_greek_date(values.get("offence_at"), today) else {
        return Ok(html! {});
    };
    let shown = calculator::write(&reference, day, &picks).and_then(|(terms, violations)| {
        let served = values.filled("service").map(|_| today);
        both(&terms, &violations, day, served, &reference)
    });
    Ok(match shown {
        Ok(markup) => markup,
        Err(finding) => html! { p.govgr-error-message { (finding.greek()) } },
    })
}

/// The whole amount, and the reduced one with its last day, each with its reasons.
fn both(
    terms: &Terms,
    violations: &[Violation],
    offence: Date,
    served: Option<Date>,
    reference: &Reference,
) -> Result<Markup, Finding> {
    let whole = explain(
        terms,
        violations,
        offence,
        false,
        calculator::whole(violations)?,
    );
    let reduced = if terms.reduced_days == 0 {
        None
    } else {
        calculator::reduced(violations)?
    };
    let until = match terms.reduced_from {
        Start::Offence => terms.reduced_until,
        Start::Service => served
            .map(|on| {
                calculator::reduced_until(on, terms.reduced_days, terms.roll, &reference.holidays())
            })
            .transpose()?,
    };
    let words = until.map_or_else(
        || format!("μέσα σε {} ημέρες από την επίδοση", terms.reduced_days),
        |until| format!("έως {}", greek_date(until)),
    );
    Ok(html! {
        p.lg-total { span { "Πρόστιμο" } " " output { (whole.value.greek()) } }
        (explained(&whole))
        @if let Some(amount) = reduced {
            p { "Μειωμένο ποσό " (words) ": " strong { (amount.greek()) } }
            (explained(&explain(terms, violations, offence, true, amount)))
        } @else {
            p { "Δεν προβλέπεται μειωμένο ποσό." }
        }
    })
}

fn explain(
    terms: &Terms,
    violations: &[Violation],
    offence: Date,
    half: bool,
    total: loggia_schema::money::Cents,
) -> Explained {
    let mut why = Explanation::of(format!("{} ({})", terms.legal_basis, terms.rule_version))
        .input("Ημερομηνία παράβασης", greek_date(offence));
    for violation in violations {
        let (amount, words) = match (half, violation.reduced_allowed) {
            (true, true) => (violation.amount.half(), "το μισό"),
            (true, false) => (violation.amount, "χωρίς δικαίωμα μειωμένου ποσού"),
            (false, _) => (violation.amount, "ολόκληρο"),
        };
        why = why.amount(
            format!(
                "{} (κατηγορία {}, βαθμίδα {}): {words}",
                violation.code, violation.class, violation.step
            ),
            amount,
        );
    }
    why.give(total)
}
