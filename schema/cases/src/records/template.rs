//! Texts of papers as dated data: a body with named places in braces (πρότυπα εγγράφων).

use super::Record;
use jiff::civil::Date;
use loggia_schema::message::{Finding, protocol};
use serde::{Deserialize, Serialize};

/// Names that programs fill by themselves; every other place is asked at the desk.
pub const FILLED: &[&str] = &[
    "όνομα",
    "ΑΦΜ",
    "διεύθυνση",
    "ταυτότητα",
    "θέμα",
    "ημερομηνία",
    "αριθμός",
    "γραφείο",
    "δήμος",
    "αντίτυπα",
    "ανάρτηση από",
    "ανάρτηση έως",
    "υπόθεση",
    "προθεσμία",
];

/// The text of one kind of paper (πρότυπο).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRecord {
    /// Code, short and stable.
    pub code: String,
    /// Kind of paper: `letter`, `slip`, or the code name of a register (`attestation`, `signature`, `copy`, `posting`).
    pub paper: String,
    /// Title of the paper and of the choice at the desk.
    pub title: String,
    /// The text: paragraphs separated by line ends, named places in braces: «Βεβαιώνεται ότι ο/η {όνομα} …».
    pub body: String,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Law or decision it follows.
    pub legal_basis: String,
    /// Whether somebody in charge has confirmed the text.
    pub verified: bool,
}

impl Record for TemplateRecord {
    const TABLE: &'static str = "template";
    fn key(&self) -> String {
        format!("{}/{}", self.code, self.valid_from)
    }
}

impl TemplateRecord {
    /// The named places of the text, each once, in the order of the text. A brace without its pair is plain text.
    pub fn places(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for piece in pieces(&self.body) {
            if let Piece::Place(name) = piece
                && !found.contains(&name)
            {
                found.push(name);
            }
        }
        found
    }

    /// The places that are asked at the desk.
    pub fn asked(&self) -> Vec<&str> {
        let mut places = self.places();
        places.retain(|name| !FILLED.contains(name));
        places
    }

    /// The paragraphs with every place filled; what stands in a value is text and never a place again.
    ///
    /// Errors: [`protocol::TEMPLATE_PLACE_EMPTY`] for a place without a value.
    pub fn fill(&self, value: impl Fn(&str) -> Option<String>) -> Result<Vec<String>, Finding> {
        let mut text = String::with_capacity(self.body.len());
        for piece in pieces(&self.body) {
            match piece {
                Piece::Text(words) => text.push_str(words),
                Piece::Place(name) => {
                    let given = value(name).filter(|given| !given.trim().is_empty());
                    let missing = || {
                        Finding::new(protocol::TEMPLATE_PLACE_EMPTY)
                            .on("fields")
                            .with("place", name)
                    };
                    text.push_str(&given.ok_or_else(missing)?);
                }
            }
        }
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        Ok(lines.map(str::to_owned).collect())
    }
}

enum Piece<'a> {
    Text(&'a str),
    Place(&'a str),
}

fn pieces(body: &str) -> Vec<Piece<'_>> {
    let (mut rest, mut found) = (body, Vec::new());
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}').filter(|(name, _)| is_name(name)) else {
            let end = before.len() + 1;
            found.push(Piece::Text(&rest[..end]));
            rest = after;
            continue;
        };
        found.push(Piece::Text(before));
        found.push(Piece::Place(name.trim()));
        rest = behind;
    }
    found.push(Piece::Text(rest));
    found
}

fn is_name(name: &str) -> bool {
    let letters = name.trim();
    !letters.is_empty()
        && letters.chars().count() <= 40
        && letters.chars().all(|c| c.is_alphanumeric() || c == ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(body: &str) -> TemplateRecord {
        TemplateRecord {
            code: "ΒΕΒ-1".into(),
            paper: "attestation".into(),
            title: "Βεβαίωση".into(),
            body: body.into(),
            valid_from: "2026-01-01".parse().unwrap(),
            valid_to: None,
            legal_basis: "ν. δοκιμής".into(),
            verified: false,
        }
    }

    #[test]
    fn places_are_filled_once_and_a_value_is_never_a_place() {
        let text = template("Βεβαιώνεται ότι ο/η {όνομα}\n\nκατοικεί στην {οδός}. {όνομα}");
        assert_eq!(text.places(), ["όνομα", "οδός"]);
        assert_eq!(text.asked(), ["οδός"]);
        let filled = text
            .fill(|name| Some(format!("<{name}> {{οδός}}")))
            .unwrap();
        assert_eq!(
            filled,
            [
                "Βεβαιώνεται ότι ο/η <όνομα> {οδός}",
                "κατοικεί στην <οδός> {οδός}. <όνομα> {οδός}"
            ]
        );
    }

    #[test]
    fn an_empty_place_is_refused_and_a_lone_brace_is_text() {
        let refused = template("{όνομα}").fill(|_| Some("  ".into())).unwrap_err();
        assert_eq!(refused.code, protocol::TEMPLATE_PLACE_EMPTY);
        for body in ["{", "}", "{}", "{ }", "α { β", "{α;β}", "{{", "a}b{c"] {
            let text = template(body);
            assert!(text.places().is_empty(), "{body}");
            assert_eq!(text.fill(|_| None).unwrap().concat(), body.trim());
        }
        assert_eq!(
            template("{{α}}").fill(|_| Some("β".into())).unwrap(),
            ["{β}"]
        );
    }
}
