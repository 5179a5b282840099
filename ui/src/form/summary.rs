//! The error summary: first on the page after a refusal, takes the focus, each line leads to its field. Its lines stand in
//! the order of the fields; what speaks of no field comes first.

use super::{Field, Form, on};
use crate::words;
use loggia_schema::message::Finding;
use maud::{Markup, html};

/// The summary of a form, or nothing when nothing was found.
pub(super) fn render(form: &Form) -> Markup {
    let fields: Vec<&Field> = form.fields().collect();
    block(&form.prefix, &fields, &form.findings)
}

/// The summary of findings about fields whose ids begin with `prefix`.
pub(crate) fn block(prefix: &str, fields: &[&Field], findings: &[Finding]) -> Markup {
    if findings.is_empty() {
        return html! {};
    }
    let only_warnings = findings.iter().all(Finding::is_warning);
    let title = if only_warnings {
        "Ελέγξτε και επιβεβαιώστε"
    } else {
        words::PROBLEM
    };
    let id = format!("{prefix}errors");
    html! {
        div.govgr-error-summary.lg-errors role="alert" tabindex="-1" id=(id) data-errors=""
            aria-labelledby={ (id) "-title" } {
            h2.govgr-heading-s id={ (id) "-title" } { (title) }
            ul.govgr-list { @for finding in in_order(fields, findings) { li { (line(prefix, fields, finding)) } } }
        }
    }
}

fn in_order<'f>(fields: &[&Field], findings: &'f [Finding]) -> Vec<&'f Finding> {
    let mut findings: Vec<&Finding> = findings.iter().collect();
    findings.sort_by_key(|finding| {
        let place = fields.iter().position(|field| on(finding, field.name()));
        place.map_or(0, |at| at + 1)
    });
    findings
}

fn line(prefix: &str, fields: &[&Field], finding: &Finding) -> Markup {
    let target = fields.iter().find(|field| on(finding, field.name()));
    html! {
        @match target {
            Some(field) => a.govgr-link href={ "#" (prefix) (field.name()) } { (finding.greek()) },
            None => (finding.greek()),
        }
    }
}
