//! The error summary: first on the page after a refusal, takes the focus, each line leads to its field. Its lines stand in
//! the order of the fields; what speaks of no field comes first.

use super::{Form, on};
use crate::words;
use loggia_schema::message::Finding;
use maud::{Markup, html};

/// The summary, or nothing when nothing was found.
pub(super) fn render(form: &Form) -> Markup {
    if form.findings.is_empty() {
        return html! {};
    }
    let only_warnings = form.findings.iter().all(Finding::is_warning);
    let title = if only_warnings {
        "Ελέγξτε και επιβεβαιώστε"
    } else {
        words::PROBLEM
    };
    let id = format!("{}errors", form.prefix);
    html! {
        div.govgr-error-summary.lg-errors role="alert" tabindex="-1" id=(id) data-errors=""
            aria-labelledby={ (id) "-title" } {
            h2.govgr-heading-s id={ (id) "-title" } { (title) }
            ul.govgr-list { @for finding in in_order(form) { li { (line(form, finding)) } } }
        }
    }
}

fn in_order(form: &Form) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = form.findings.iter().collect();
    findings.sort_by_key(|finding| {
        let place = form.fields().position(|field| on(finding, field.name()));
        place.map_or(0, |at| at + 1)
    });
    findings
}

fn line(form: &Form, finding: &Finding) -> Markup {
    let target = form.fields().find(|field| on(finding, field.name()));
    html! {
        @match target {
            Some(field) => a.govgr-link href={ "#" (form.prefix) (field.name()) } { (finding.greek()) },
            None => (finding.greek()),
        }
    }
}
