//! The conflict: two columns, what differs, three keys (διένεξη). The same screen in every office and in the town hall.
//!
//! Marked by words, never by colour alone; decided with the keyboard alone: `1`, `2` and `3` choose, and where law or money
//! hangs on it the focus goes to the reason and Ctrl+Enter decides. Without a script the same choices are radio buttons.
//! A decided conflict is shown with both of its sides, here and in timelines ([`decided`], [`told`]).

use crate::form::{Choice, Field, Form, Values};
use crate::format;
use crate::timeline::Moment;
use jiff::civil::DateTime;
use loggia_schema::dispute::{Dispute, Side, Stands};
use loggia_schema::message::Finding;
use maud::{Markup, Render, html};

/// Names of the fields of the screen.
pub const STANDS: &str = "stands";
/// See [`STANDS`].
pub const REASON: &str = "reason";
/// See [`STANDS`].
pub const PICK: &str = "pick";

/// The screen on which a conflict is decided.
#[derive(Debug)]
pub struct Decide<'a> {
    dispute: &'a Dispute,
    form: Form,
}

impl<'a> Decide<'a> {
    /// From a dispute and the address the decision is sent to.
    pub fn new(
        dispute: &'a Dispute,
        action: impl Into<String>,
        values: &Values,
        findings: &[Finding],
    ) -> Decide<'a> {
        let choices = dispute.offers.iter().map(|offer| {
            let label = format!("{} · {}", offer.stands.key(), offer.label);
            Choice::new(offer.stands.name(), label)
        });
        let keys = dispute
            .offers
            .iter()
            .map(|offer| offer.stands.key().to_string());
        let hint = format!("Πλήκτρα: {}", keys.collect::<Vec<_>>().join(", "));
        let mut form = Form::new(action, "Απόφαση").field(
            Field::radios(STANDS, "Τι ισχύει", choices.collect())
                .required()
                .hint(hint),
        );
        if let Some(pick) = &dispute.pick {
            let choices = pick
                .choices
                .iter()
                .map(|(value, label)| Choice::new(value, label));
            let hint = format!("Μόνο με το {}", pick.stands.key());
            form = form.field(Field::select(PICK, &pick.label, choices.collect()).hint(hint));
        }
        let reason = Field::textarea(REASON, "Αιτιολογία");
        form = form.field(match &dispute.reason {
            Some(why) => reason.required().hint(why),
            None => reason,
        });
        Decide {
            dispute,
            form: form.values(values).findings(findings),
        }
    }

    /// A value the person does not see.
    #[must_use]
    pub fn hidden(mut self, name: &str, value: &str) -> Self {
        self.form = self.form.hidden(name, value);
        self
    }

    /// The way out without deciding.
    #[must_use]
    pub fn back(mut self, words: &str, href: impl Into<String>) -> Self {
        self.form = self.form.back(words, href);
        self
    }
}

impl Render for Decide<'_> {
    fn render(&self) -> Markup {
        html! {
            section.lg-conflict data-conflict="" aria-label="Διένεξη" {
                (compared(self.dispute, None))
                (self.form)
            }
        }
    }
}

/// A conflict that is decided elsewhere: both sides, and who decides.
pub fn elsewhere(dispute: &Dispute, who: &str) -> Markup {
    html! {
        section.lg-conflict aria-label="Διένεξη" {
            (compared(dispute, None))
            p { (who) }
        }
    }
}

/// A conflict that was decided: both sides and which of them stands.
pub fn decided(dispute: &Dispute, stands: Stands) -> Markup {
    html! {
        section.lg-conflict aria-label="Διένεξη που τακτοποιήθηκε" {
            (compared(dispute, Some(stands)))
        }
    }
}

/// The line of a timeline for a decision, with both values.
pub fn told(
    dispute: &Dispute,
    stands: Stands,
    reason: &str,
    (at, by): (DateTime, String),
) -> Moment {
    let mut changes = dispute.lines(stands);
    if !reason.is_empty() {
        changes.push(format!("Αιτιολογία: {reason}"));
    }
    Moment {
        what: "Τακτοποίηση διένεξης".to_owned(),
        at,
        by,
        device: None,
        changes,
        standing: None,
    }
}

/// The two columns.
fn compared(dispute: &Dispute, stands: Option<Stands>) -> Markup {
    let (left, right) = (&dispute.left, &dispute.right);
    let places = [
        ("Ποιος", left.who.clone(), right.who.clone()),
        ("Πότε", at(left), at(right)),
        ("Πού", left.place.clone(), right.place.clone()),
    ];
    html! {
        p.lg-conflict__question { (dispute.question) }
        div.govgr-table-container.lg-scroll tabindex="0" role="region" aria-label="Οι δύο πλευρές" {
            table.govgr-table.lg-sides {
                caption.govgr-visually-hidden { "Οι δύο πλευρές και όσα διαφέρουν" }
                thead.govgr-table__head {
                    tr.govgr-table__row {
                        th.govgr-table__header scope="col" { "Τι" }
                        (heading(Stands::Left, left, stands))
                        (heading(Stands::Right, right, stands))
                    }
                }
                tbody.govgr-table__body {
                    @for (what, left, right) in &places {
                        @if !left.is_empty() || !right.is_empty() { (row(what, left, right, false)) }
                    }
                    @for line in &dispute.differences { (row(&line.what, &line.left, &line.right, true)) }
                }
            }
        }
    }
}

fn heading(of: Stands, side: &Side, stands: Option<Stands>) -> Markup {
    html! {
        th.govgr-table__header scope="col" {
            (of.key()) " · " (side.title)
            @if stands == Some(of) { " " span.lg-tag { "ισχύει" } }
        }
    }
}

fn row(what: &str, left: &str, right: &str, differs: bool) -> Markup {
    html! {
        tr.govgr-table__row {
            th.govgr-table__cell scope="row" {
                (what)
                @if differs { " " span.lg-tag { "διαφέρει" } }
            }
            @for value in [left, right] {
                td.govgr-table__cell { @if value.is_empty() { "κενό" } @else { (value) } }
            }
        }
    }
}

fn at(side: &Side) -> String {
    side.at.map(format::date_time).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use loggia_schema::dispute::{Offer, Pick};

    fn dispute() -> Dispute {
        Dispute {
            question: "Δύο ημερομηνίες επίδοσης για την ίδια κλήση.".into(),
            left: Side {
                title: "Υπήρχε".into(),
                who: "Δοκιμή Α".into(),
                at: Some(jiff::civil::date(2026, 6, 3).at(9, 5, 0, 0)),
                place: "Φορητός 1".into(),
            },
            right: Side {
                title: "Γράφτηκε μετά".into(),
                who: "Δοκιμή Β".into(),
                ..Side::default()
            },
            offers: vec![
                Offer::new(Stands::Left, "Ισχύει η αριστερή."),
                Offer::new(Stands::Third, "Συμψηφισμός."),
            ],
            reason: Some("Αφορά χρήματα.".into()),
            pick: Some(Pick {
                stands: Stands::Third,
                label: "Οφειλή".into(),
                choices: vec![("K1".into(), "Κ1 · 10,00 €".into())],
            }),
            ..Dispute::default()
        }
        .differ("Ημερομηνία επίδοσης", "03/06/2026", "")
    }

    #[test]
    fn both_sides_stand_beside_each_other_in_words() {
        let dispute = dispute();
        let values = Values::default().with(REASON, "κατά το <αποδεικτικό>");
        let html = Decide::new(&dispute, "/x", &values, &[])
            .render()
            .into_string();
        for words in [
            "1 · Υπήρχε",
            "2 · Γράφτηκε μετά",
            "διαφέρει",
            "κενό",
            "03/06/2026 09:05",
            "value=\"left\"",
            "value=\"third\"",
            "κατά το &lt;αποδεικτικό&gt;",
            "data-conflict",
            "Μόνο με το 3",
        ] {
            assert!(html.contains(words), "no «{words}» in {html}");
        }
        assert!(!html.contains("value=\"right\""), "it is not offered");
    }

    #[test]
    fn a_decided_conflict_says_which_side_stands() {
        let shown = decided(&dispute(), Stands::Left).into_string();
        assert_eq!(shown.matches("ισχύει").count(), 1);
        let at = jiff::civil::date(2026, 6, 4).at(9, 0, 0, 0);
        let moment = told(&dispute(), Stands::Left, "λόγος", (at, "Δοκιμή".into()));
        assert_eq!(moment.changes.len(), 3, "{:?}", moment.changes);
        assert!(moment.changes[0].contains("03/06/2026") && moment.changes[0].contains("κενό"));
    }
}
