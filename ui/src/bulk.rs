//! Before many things are done at once: how many, what they come to, and what is left out with its reason (μαζική ενέργεια).
//!
//! A list sends the rows that were ticked; nothing is done yet. The preview says «θα γίνουν N ενέργειες», shows what is
//! refused beside, and only its own button does it. What is then left out is asked again when it is done.

use crate::words;
use loggia_schema::message::Finding;
use loggia_schema::money::Cents;
use maud::{Markup, Render, html};

/// Most rows that are taken at once: those of the largest page.
pub const MOST: usize = 500;

/// One row of a preview.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// What the form sends for it.
    pub key: String,
    /// Its number or name.
    pub title: String,
    /// Its amount, where it has one.
    pub amount: Option<Cents>,
    /// Why it is left out.
    pub refused: Option<Finding>,
}

/// The preview of an action on many rows.
#[derive(Debug)]
pub struct Preview<'a> {
    action: String,
    verb: String,
    back: String,
    chosen: &'a [Chosen],
    hidden: Vec<(String, String)>,
}

impl<'a> Preview<'a> {
    /// The address that does it (POST, field `row`), the verb on its button, the list to go back to.
    pub fn new(
        action: impl Into<String>,
        verb: impl Into<String>,
        back: impl Into<String>,
        chosen: &'a [Chosen],
    ) -> Preview<'a> {
        Preview {
            action: action.into(),
            verb: verb.into(),
            back: back.into(),
            chosen,
            hidden: Vec::new(),
        }
    }

    /// A value that goes along, such as the key of the form.
    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Preview<'a> {
        self.hidden.push((name.into(), value.into()));
        self
    }

    fn split(&self) -> (Vec<&Chosen>, Vec<(&Chosen, &Finding)>) {
        let done = self.chosen.iter().filter(|one| one.refused.is_none());
        let refused = self
            .chosen
            .iter()
            .filter_map(|one| Some((one, one.refused.as_ref()?)));
        (done.collect(), refused.collect())
    }
}

impl Render for Preview<'_> {
    fn render(&self) -> Markup {
        let (done, refused) = self.split();
        let amounts = done.iter().filter_map(|one| one.amount);
        let total = amounts.fold(0_i64, |sum, amount| sum.saturating_add(amount.get()));
        html! {
            p role="status" {
                strong { (words::will_be_done(done.len())) }
                @if total != 0 { " Σύνολο: " strong { (Cents(total).greek()) } "." }
                @if !refused.is_empty() { " " (words::left_out(refused.len())) }
            }
            div.lg-preview {
                (table("Θα γίνουν", "Ποσό", &done, |one| html! { @if let Some(amount) = one.amount { (amount.greek()) } }))
                @if !refused.is_empty() {
                    (table("Μένουν έξω", "Αιτία", &refused, |(_, why)| html! { (why.greek()) }))
                }
            }
            @if done.is_empty() {
                p { a.govgr-link href=(self.back) { "Επιστροφή στη λίστα" } }
            } @else {
                form method="post" action=(self.action) {
                    @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                    @for one in &done { input type="hidden" name="row" value=(one.key); }
                    div.govgr-button-group.lg-buttons {
                        button.govgr-btn.govgr-btn-primary data-submit="" { (self.verb) }
                        a.govgr-link href=(self.back) { "Ακύρωση" }
                    }
                }
            }
        }
    }
}

/// What a row of either table is about.
trait Titled {
    fn title(&self) -> &str;
}

impl Titled for &Chosen {
    fn title(&self) -> &str {
        &self.title
    }
}

impl Titled for (&Chosen, &Finding) {
    fn title(&self) -> &str {
        &self.0.title
    }
}

fn table<T: Titled>(
    caption: &str,
    second: &str,
    rows: &[T],
    cell: impl Fn(&T) -> Markup,
) -> Markup {
    html! {
        div.govgr-table-container.lg-scroll tabindex="0" role="region" aria-label=(caption) {
            table.govgr-table.govgr-table--dense {
                caption.govgr-table__caption.govgr-table__caption--s { (caption) " (" (rows.len()) ")" }
                thead.govgr-table__head {
                    tr.govgr-table__row {
                        th.govgr-table__header scope="col" { "Εγγραφή" }
                        th.govgr-table__header scope="col" { (second) }
                    }
                }
                tbody.govgr-table__body {
                    @for row in rows {
                        tr.govgr-table__row {
                            th.govgr-table__cell.lg-first scope="row" { (row.title()) }
                            td.govgr-table__cell { (cell(row)) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof;
    use loggia_schema::message::web;

    #[test]
    fn only_what_will_be_done_is_sent_and_the_rest_says_why() {
        let one = |key: &str, refused: Option<Finding>| Chosen {
            key: key.into(),
            title: format!("Κ{key}"),
            amount: Some(Cents(1_050)),
            refused,
        };
        let why = Finding::new(web::NOTHING_PRINTED);
        let chosen = [one("1", None), one("2", Some(why.clone())), one("3", None)];
        let html = Preview::new("/fines/print", "Εκτύπωση", "/fines", &chosen)
            .render()
            .0;
        assert!(
            html.contains("Θα γίνουν 2 ενέργειες.") && html.contains("21,00\u{a0}€"),
            "{html}"
        );
        assert!(html.contains(&why.greek()));
        for (key, sent) in [("1", 1), ("2", 0), ("3", 1)] {
            let field = format!("name=\"row\" value=\"{key}\"");
            assert_eq!(html.matches(&field).count(), sent, "{key}");
        }
        let page = format!(
            "<!DOCTYPE html><html lang=\"el\"><body><main><h1>Π</h1>{html}</main></body></html>"
        );
        assert_eq!(proof::broken(&page), Vec::<String>::new());
        let nothing = [one("2", Some(why))];
        let html = Preview::new("/fines/print", "Εκτύπωση", "/fines", &nothing)
            .render()
            .0;
        assert!(!html.contains("<form") && html.contains("Επιστροφή στη λίστα"));
    }
}
