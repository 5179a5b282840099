//! An amount that can say how it came about: the figure, and behind it the lines of its calculation.

use loggia_schema::explain::Explained;
use maud::{Markup, html};

/// The amount with its explanation, folded.
pub fn explained(amount: &Explained) -> Markup {
    html! {
        details.lg-explained {
            summary.lg-explained__summary {
                span.lg-amount { (amount.value.greek()) } " "
                span.lg-explained__how { "Πώς προκύπτει" }
            }
            p.lg-explained__rule { "Κανόνας: " (amount.rule) }
            @if !amount.inputs.is_empty() {
                dl.lg-explained__inputs {
                    @for (name, value) in &amount.inputs { div { dt { (name) } dd { (value) } } }
                }
            }
            ol.lg-explained__lines {
                @for line in &amount.lines {
                    li {
                        (line.text)
                        @if let Some(step) = line.amount { ": " span.lg-amount { (step.greek()) } }
                    }
                }
            }
        }
    }
}
