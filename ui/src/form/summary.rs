//! The error summary: first on the page after a refusal, takes the focus, each line leads to its field. Its lines stand in
//! the order of the fields; what speaks of no field comes first.

use super::{Field, Form, on};
use crate::words;
use loggia_schema::message::Finding;
use maud::{Markup, html};

/// Where a line of the summary can lead: fields, and inputs beside them by their ids.
type Targets<'t> = (&'t [&'t Field], &'t [String]);

/// The summary of a form, or nothing when nothing was found.
pub(super) fn render(form: &Form) -> Markup {
    let fields: Vec<&Field> = form.fields().collect();
    block(&form.prefix, (&fields, &form.anchors), &form.findings)
}

/// The summary of findings about fields whose ids begin with `prefix`.
pub(crate) fn block(prefix: &str, targets: Targets<'_>, findings: &[Finding]) -> Markup {
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
            ul.govgr-list { @for finding in in_order(targets.0, findings) { li { (line(prefix, targets, finding)) } } }
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

fn line(prefix: &str, (fields, anchors): Targets<'_>, finding: &Finding) -> Markup {
    let target = fields.iter().find(|field| on(finding, field.name()));
    let anchor = anchors.iter().find(|id| on(finding, id));
    html! {
        @match (target, anchor) {
            (Some(field), _) => a.govgr-link href={ "#" (prefix) (field.name()) } { (finding.greek()) },
            (None, Some(id)) => a.govgr-link href={ "#" (id) } { (finding.greek()) },
            (None, None) => (finding.greek()),
        }
    }
}
