//! What a kind brings to the conflict screen: names of its fields, who made what was found, and how a decision is written.
//!
//! The fold keeps clashes ([`crate::case::Conflict`]); a person settles them on one screen, the same for every kind and on both
//! sides. A kind implements [`Disputed`] beside [`Case`], adds a `settled` event that keeps [`Stands`], and its `apply` puts the
//! earlier value back when the left side stands. The fine is the model: `fine/dispute.rs`.

use crate::case::{Case, Clash};
use crate::document::EventKey;
use loggia_schema::dispute::{Offer, Stands};
use loggia_schema::ids::{PartId, UserId};

/// What a value in a clash is, so that a screen can show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Words as they stand.
    Text(String),
    /// A person in a private part.
    Person(PartId),
    /// A free text in a private part.
    Note(PartId),
    /// A member of staff.
    User(UserId),
    /// An office by its code, and one of its people.
    Charge(String, Option<UserId>),
}

/// Why a reason is asked where law or money hangs on the choice.
pub const LAW_OR_MONEY: &str =
    "Η απόφαση αλλάζει προθεσμίες ή ποσά. Ο λόγος μένει στο ιστορικό της υπόθεσης.";

/// A kind whose conflicts a person can settle.
pub trait Disputed: Case {
    /// Greek name of a field that clashed.
    fn field(name: &str) -> &'static str;

    /// What a value of the field is; usually the words that stand there.
    fn shown(field: &str, value: &str) -> Shown {
        let _ = field;
        Shown::Text(value.to_owned())
    }

    /// The name of an office, if this event says it beside the code.
    fn office(event: &Self::Event, code: &str) -> Option<String> {
        let _ = (event, code);
        None
    }

    /// True if this event made what the clash found. Of several the last before the clash is shown.
    fn made(event: &Self::Event, clash: &Clash) -> bool;

    /// What may be chosen.
    fn offers(clash: &Clash) -> Vec<Offer> {
        usual_offers(clash)
    }

    /// Why the reason must be written, if it must.
    fn reason(clash: &Clash) -> Option<&'static str> {
        let _ = clash;
        Some(LAW_OR_MONEY)
    }

    /// The event that says the decision.
    fn settled(conflict: EventKey, stands: Stands, reason: String) -> Self::Event;

    /// What a settling event decided.
    fn decided(event: &Self::Event) -> Option<Stands>;
}

/// The choices that fit every kind: one of two values; or a deed that did not fit, which stays out or is done again.
pub fn usual_offers(clash: &Clash) -> Vec<Offer> {
    match clash {
        Clash::Field { .. } => vec![
            Offer::new(
                Stands::Left,
                "Ισχύει η τιμή αριστερά, όπως υπήρχε. Η δεξιά μένει μόνο στο ιστορικό.",
            ),
            Offer::new(
                Stands::Right,
                "Ισχύει η τιμή δεξιά, που γράφτηκε μετά. Η αριστερή μένει μόνο στο ιστορικό.",
            ),
        ],
        Clash::Transition { .. } => vec![
            Offer::new(
                Stands::Left,
                "Η υπόθεση μένει όπως είναι. Η ενέργεια δεξιά δεν ισχύει.",
            ),
            Offer::new(
                Stands::Third,
                "Η υπόθεση μένει όπως είναι και η ενέργεια δεξιά θα γίνει ξανά από την αρχή.",
            ),
        ],
    }
}
