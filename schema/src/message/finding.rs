//! A code with its values: what a check found.

use super::{Code, Fault, find};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// What a check found: a code, the field it speaks of, the values of its sentence (εύρημα).
///
/// ```text
/// Finding::new(input::AFM_CHECK_DIGIT).on("afm").with("value", typed)
/// ```
///
/// `Display` and `Debug` never show a value, because values are personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The message.
    pub code: Code,
    /// Name of the form field or data field, if the finding belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Cow<'static, str>>,
    /// Values of the sentence, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<(Cow<'static, str>, String)>,
}

impl Finding {
    /// A finding without field and values.
    pub const fn new(code: Code) -> Finding {
        Finding {
            code,
            field: None,
            params: Vec::new(),
        }
    }

    /// Names the field it belongs to.
    #[must_use]
    pub fn on(mut self, field: impl Into<Cow<'static, str>>) -> Finding {
        self.field = Some(field.into());
        self
    }

    /// Gives one value of the sentence.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl fmt::Display) -> Finding {
        self.params.push((name.into(), value.to_string()));
        self
    }

    /// The Greek sentence with its values and its code at the end, for the screen.
    ///
    /// A code this program does not know (written by a newer one) says so and keeps the number.
    pub fn greek(&self) -> String {
        let text = find(self.code).map_or(
            "Το μήνυμα ανήκει σε νεότερη έκδοση του προγράμματος. Ενημερώστε το πρόγραμμα.",
            |row| row.greek,
        );
        format!("{} ({})", self.fill(text), self.code)
    }

    /// The English sentence with its values and its code.
    pub fn english(&self) -> String {
        let text = find(self.code).map_or("A message of a newer program.", |row| row.english);
        format!("{} ({})", self.fill(text), self.code)
    }

    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        self.code.fault()
    }

    /// True when it only asks for a tick.
    pub fn is_warning(&self) -> bool {
        self.code.is_warning()
    }

    /// One value by its name.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    fn fill(&self, template: &str) -> String {
        let mut out = String::with_capacity(template.len() + 16);
        let mut rest = template;
        while let Some((before, hole, after)) = next_hole(rest) {
            out.push_str(before);
            let mut parts = hole.split('|');
            let value = self.param(parts.next().unwrap_or_default()).unwrap_or("–");
            out.push_str(value);
            if let (Some(one), Some(many)) = (parts.next(), parts.next()) {
                out.push(' ');
                out.push_str(if value == "1" { one } else { many });
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// The names of the values a sentence takes.
#[cfg(test)]
pub(super) fn placeholders(template: &str) -> impl Iterator<Item = &str> {
    let mut rest = template;
    std::iter::from_fn(move || {
        let (_, hole, after) = next_hole(rest)?;
        rest = after;
        hole.split('|').next()
    })
}

fn next_hole(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (hole, after) = rest.split_once('}')?;
    Some((before, hole, after))
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(field) = &self.field {
            write!(f, " on {field}")?;
        }
        match find(self.code) {
            Some(row) => write!(f, ": {}", row.english),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Finding({self})")
    }
}

impl std::error::Error for Finding {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::input;

    #[test]
    fn a_sentence_is_filled_and_carries_its_code() {
        let finding = Finding::new(input::AFM_CHECK_DIGIT)
            .on("afm")
            .with("value", "000000013");
        assert_eq!(
            finding.greek(),
            "Το ΑΦΜ 000000013 δεν είναι έγκυρο. Ελέγξτε το τελευταίο ψηφίο. (Σ-101)"
        );
        assert_eq!(finding.fault(), Fault::User);
        assert!(!finding.is_warning());
    }

    #[test]
    fn logs_never_see_the_value() {
        let finding = Finding::new(input::AFM_CHECK_DIGIT)
            .on("afm")
            .with("value", "000000013");
        assert!(!format!("{finding} {finding:?}").contains("000000013"));
        assert!(finding.to_string().starts_with("Σ-101 on afm: "));
    }

    #[test]
    fn a_counted_noun_follows_its_number() {
        let with = |n: u32| {
            Finding::new(Code::new(1))
                .with("n", n)
                .fill("Βρέθηκαν {n|οφειλή|οφειλές}.")
        };
        assert_eq!(with(1), "Βρέθηκαν 1 οφειλή.");
        assert_eq!(with(2), "Βρέθηκαν 2 οφειλές.");
        assert_eq!(Finding::new(Code::new(1)).fill("{άγνωστο} {"), "– {");
    }

    #[test]
    fn a_value_cannot_open_a_new_hole() {
        let finding = Finding::new(input::AFM_CHECK_DIGIT).with("value", "{value}{code}");
        assert!(finding.greek().starts_with("Το ΑΦΜ {value}{code} δεν"));
    }

    #[test]
    fn a_code_of_a_newer_program_is_shown_and_kept() {
        let json = r#"{"code":998,"field":"x","params":[["n","2"]]}"#;
        let finding: Finding = serde_json::from_str(json).unwrap();
        assert!(finding.greek().ends_with("(Σ-998)"));
        assert_eq!(finding.fault(), Fault::Us);
        assert_eq!(serde_json::to_string(&finding).unwrap(), json);
    }
}
