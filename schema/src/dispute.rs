//! A conflict as a person decides it: two sides, what differs, what may be chosen (διένεξη).
//!
//! Every conflict of the municipality has this one shape, whether two devices wrote into one case or the same debt was
//! paid at two desks: who, when and where of both sides, only what differs, and at most three choices on the keys 1, 2
//! and 3. The kind that found the conflict fills it in, one screen shows it, and the decision keeps it whole: nothing of
//! either side is lost.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// What a person chose, by the key that chooses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// Key 1: the left side, what was there first.
    Left,
    /// Key 2: the right side, what came later.
    Right,
    /// Key 3: both, or something else, as the kind says.
    Third,
}

impl Stands {
    /// Every choice, in the order of its keys.
    pub const ALL: [Stands; 3] = [Stands::Left, Stands::Right, Stands::Third];

    /// The key that chooses it.
    pub const fn key(self) -> u8 {
        match self {
            Stands::Left => 1,
            Stands::Right => 2,
            Stands::Third => 3,
        }
    }

    /// Code name, as in forms, tables and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Stands::Left => "left",
            Stands::Right => "right",
            Stands::Third => "third",
        }
    }

    /// The choice of a code name.
    pub fn parse(name: &str) -> Option<Stands> {
        Stands::ALL.into_iter().find(|stands| stands.name() == name)
    }
}

/// One side: who, when, where (πλευρά).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Side {
    /// What stands over its column: «Υπήρχε», «1ο διπλότυπο».
    pub title: String,
    /// Who; empty when nobody is known.
    pub who: String,
    /// When, local time.
    pub at: Option<DateTime>,
    /// Where: device, desk, office; empty when not known.
    pub place: String,
}

/// One thing in which the sides differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What it is: «Ημερομηνία επίδοσης».
    pub what: String,
    /// Its value on the left.
    pub left: String,
    /// Its value on the right.
    pub right: String,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Its key.
    pub stands: Stands,
    /// What it means and what follows from it, in one sentence.
    pub label: String,
}

impl Offer {
    /// A choice with its sentence.
    pub fn new(stands: Stands, label: impl Into<String>) -> Offer {
        Offer {
            stands,
            label: label.into(),
        }
    }
}

/// Something that one choice still needs: which debt, which case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// The choice that asks for it.
    pub stands: Stands,
    /// The question.
    pub label: String,
    /// Value and words of each answer.
    pub choices: Vec<(String, String)>,
}

/// A conflict that waits for a decision (διένεξη).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Dispute {
    /// What is to be decided, in a sentence.
    pub question: String,
    /// What was there first.
    pub left: Side,
    /// What came later.
    pub right: Side,
    /// Only what differs.
    pub differences: Vec<Difference>,
    /// What may be chosen, in the order of the keys.
    pub offers: Vec<Offer>,
    /// Why the reason must be written (law or money); `None`: it may be left out.
    pub reason: Option<String>,
    /// What a choice still asks.
    #[serde(default)]
    pub pick: Option<Pick>,
}

impl Dispute {
    /// Adds what differs; equal values are left out.
    #[must_use]
    pub fn differ(
        mut self,
        what: impl Into<String>,
        left: impl Into<String>,
        right: impl Into<String>,
    ) -> Dispute {
        let (left, right) = (left.into(), right.into());
        if left != right {
            self.differences.push(Difference {
                what: what.into(),
                left,
                right,
            });
        }
        self
    }

    /// The sentence of a choice, if it is offered.
    pub fn offer(&self, stands: Stands) -> Option<&str> {
        let offer = self.offers.iter().find(|offer| offer.stands == stands)?;
        Some(&offer.label)
    }

    /// Both values of everything that differed and what was chosen, line by line, for a timeline.
    pub fn lines(&self, stands: Stands) -> Vec<String> {
        let both = self.differences.iter().map(|difference| {
            let shown = |value: &str| {
                if value.is_empty() {
                    "κενό".to_owned()
                } else {
                    format!("«{value}»")
                }
            };
            format!(
                "{}: 1 {} · 2 {}",
                difference.what,
                shown(&difference.left),
                shown(&difference.right)
            )
        });
        let chosen = self
            .offer(stands)
            .map(|label| format!("Απόφαση {}: {label}", stands.key()));
        both.chain(chosen).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_kept_and_both_values_are_told() {
        let dispute = Dispute {
            offers: vec![Offer::new(Stands::Right, "Ισχύει η δεύτερη.")],
            ..Dispute::default()
        }
        .differ("Ποσό", "10,00 €", "10,00 €")
        .differ("Ημέρα", "", "04/06/2026");
        assert_eq!(dispute.differences.len(), 1);
        let told = dispute.lines(Stands::Right);
        assert_eq!(
            told,
            [
                "Ημέρα: 1 κενό · 2 «04/06/2026»",
                "Απόφαση 2: Ισχύει η δεύτερη."
            ]
        );
        assert_eq!(dispute.lines(Stands::Left).len(), 1, "not offered");
    }

    #[test]
    fn names_and_keys_are_read_back() {
        for stands in Stands::ALL {
            assert_eq!(Stands::parse(stands.name()), Some(stands));
            let json = serde_json::to_string(&stands).unwrap();
            assert_eq!(json, format!("\"{}\"", stands.name()));
        }
        assert_eq!(Stands::ALL.map(Stands::key), [1, 2, 3]);
        assert_eq!(Stands::parse("4"), None);
    }
}
