//! What the search of a person answers while it is typed: the rows of the list box.

use maud::{Markup, html};

/// One person found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What the form will send.
    pub id: String,
    /// The name as shown and put into the field.
    pub name: String,
    /// What tells two of the same name apart: ΑΦΜ, father's name, address.
    pub detail: String,
}

/// The fewest characters that are searched for.
pub const SHORTEST: usize = 2;

/// The rows of the list box for a field (`list` is the field's id followed by `-l`).
pub fn options(list: &str, hits: &[Hit]) -> Markup {
    let none = "Δεν βρέθηκε πρόσωπο. Γράψτε περισσότερα γράμματα ή το ΑΦΜ.";
    rows(list, hits, none)
}

/// The same for people who may also be new: nobody has to be found.
pub fn remembered(list: &str, hits: &[Hit]) -> Markup {
    let none = "Δεν υπάρχει σε πρόσφατες εγγραφές: μένει όπως το γράψατε.";
    rows(list, hits, none)
}

fn rows(list: &str, hits: &[Hit], none: &str) -> Markup {
    html! {
        @for (at, hit) in hits.iter().enumerate() {
            li.lg-person__hit role="option" id={ (list) "-" (at) } aria-selected="false"
                data-id=(hit.id) data-name=(hit.name) {
                strong { (hit.name) } " " span { (hit.detail) }
            }
        }
        @if hits.is_empty() {
            li.lg-person__none role="option" aria-disabled="true" id={ (list) "-none" } {
                (none)
            }
        }
    }
}
