//! Amounts that explain themselves, line by line and in Greek, offline and at the centre alike.
//!
//! An [`Explained`] keeps the value, the version of the rule that gave it, the inputs and the steps. It is stored
//! with the amount: years later the paper can say why 130,09 € and not 129,34 €, although the rule has changed.

use crate::money::Cents;
use serde::{Deserialize, Serialize};

/// A computed amount with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The result.
    pub value: Cents,
    /// Which rule, in which version, with its legal basis.
    pub rule: String,
    /// What went in, by Greek name, in the order the rule asks for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<(String, String)>,
    /// The steps, in the order they were taken.
    pub lines: Vec<ExplainLine>,
}

/// One step of a calculation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainLine {
    /// What was done, as a Greek sentence without a full stop.
    pub text: String,
    /// The amount of the step, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Cents>,
}

/// An explanation while the calculation runs.
///
/// ```text
/// Explanation::of("Προσαύξηση, ν.4978/2022")
///     .input("Κεφάλαιο", principal)
///     .line("33 αρχόμενοι μήνες × 0,73 %")
///     .amount("Προσαύξηση", surcharge)
///     .give(surcharge)
/// ```
#[derive(Debug, Clone)]
pub struct Explanation {
    rule: String,
    inputs: Vec<(String, String)>,
    lines: Vec<ExplainLine>,
}

impl Explanation {
    /// Starts the explanation of a rule.
    pub fn of(rule: impl Into<String>) -> Explanation {
        Explanation {
            rule: rule.into(),
            inputs: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Records an input.
    #[must_use]
    pub fn input(mut self, name: &str, value: impl std::fmt::Display) -> Explanation {
        self.inputs.push((name.to_owned(), value.to_string()));
        self
    }

    /// Records a step without an amount.
    #[must_use]
    pub fn line(mut self, text: impl Into<String>) -> Explanation {
        self.lines.push(ExplainLine {
            text: text.into(),
            amount: None,
        });
        self
    }

    /// Records a step with its amount.
    #[must_use]
    pub fn amount(mut self, text: impl Into<String>, amount: Cents) -> Explanation {
        self.lines.push(ExplainLine {
            text: text.into(),
            amount: Some(amount),
        });
        self
    }

    /// Closes it with the result.
    pub fn give(self, value: Cents) -> Explained {
        Explained {
            value,
            rule: self.rule,
            inputs: self.inputs,
            lines: self.lines,
        }
    }
}

impl Explained {
    /// The whole explanation as plain lines, for the timeline and the command line.
    pub fn greek(&self) -> Vec<String> {
        let inputs = self
            .inputs
            .iter()
            .map(|(name, value)| format!("{name}: {value}"));
        let steps = self.lines.iter().map(|line| match line.amount {
            Some(amount) => format!("{}: {amount}", line.text),
            None => line.text.clone(),
        });
        std::iter::once(self.rule.clone())
            .chain(inputs)
            .chain(steps)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_explanation_reads_from_top_to_bottom_and_survives_storage() {
        let explained = Explanation::of("Μισό πρόστιμο, ν.2696/1999")
            .input("Ποσό", Cents(3_001))
            .line("Πληρωμή εντός 10 ημερών")
            .amount("Το μισό", Cents(1_501))
            .give(Cents(1_501));
        assert_eq!(
            explained.greek(),
            [
                "Μισό πρόστιμο, ν.2696/1999",
                "Ποσό: 30,01\u{a0}€",
                "Πληρωμή εντός 10 ημερών",
                "Το μισό: 15,01\u{a0}€"
            ]
        );
        let json = serde_json::to_string(&explained).unwrap();
        assert_eq!(serde_json::from_str::<Explained>(&json).unwrap(), explained);
    }
}
