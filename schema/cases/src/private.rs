//! Private parts: identity and free text, kept outside Automerge so that they can be erased alone.
//!
//! An event holds only the part's id. The part travels as an entry of its own (JSON of [`PrivatePart`]); after an erasure the
//! case still tells what happened and what is owed, and nobody's name.

use loggia_schema::identifiers::{Afm, Phone, Postcode};
use loggia_schema::message::{Finding, cases};
use serde::{Deserialize, Serialize};

/// Bytes of one private part's JSON.
pub const MAX_PART: usize = 16 * 1024;

/// What a private part holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum PrivatePart {
    /// The person a fine is addressed to (υπαίτιος).
    LiablePerson(LiablePerson),
    /// The person who paid at the desk (καταβάλλων).
    Payer(Payer),
    /// The person who makes a request, or for whom it is made (αιτών, αντιπροσωπευόμενος).
    Applicant(Applicant),
    /// Answers to the questions of a type of request (στοιχεία αιτήματος).
    Details {
        /// In the order of the questions.
        values: Vec<Detail>,
    },
    /// The new holder of a connection (νέος δικαιούχος).
    Holder(Holder),
    /// Free text of a note, an objection or a decision (κείμενο).
    Text {
        /// The text.
        text: String,
    },
    /// What a document of the protocol says about people: subject, sender or receiver, text (στοιχεία εγγράφου).
    Letter(Letter),
    /// Name of an attached file, as its sender called it (όνομα αρχείου); see [`crate::attachment`].
    File {
        /// The name.
        name: String,
    },
}

/// The person a fine is addressed to; everything that is not known stays empty (υπαίτιος).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiablePerson {
    /// Name as on the document shown, or the firm's name.
    pub name: String,
    /// ΑΦΜ, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afm: Option<Afm>,
    /// Street and number, town.
    #[serde(default)]
    pub address: String,
    /// Postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Postcode>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Identity document as shown: kind and number, e.g. «ΑΔΤ ΑΒ 123456».
    #[serde(default)]
    pub id_document: String,
}

/// The person who paid, as the receipt names him (καταβάλλων).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payer {
    /// Name as he gave it.
    pub name: String,
    /// ΑΦΜ, if he gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afm: Option<Afm>,
}

/// The person who makes a request; everything but the name may be missing (αιτών).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Name as he gave it, or the firm's name.
    pub name: String,
    /// ΑΦΜ, if he gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afm: Option<Afm>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Street and number, town.
    #[serde(default)]
    pub address: String,
}

/// One answer to a question of a type of request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    /// Code of the question.
    pub code: String,
    /// The question, as it was asked.
    pub label: String,
    /// The answer, as people write it.
    pub value: String,
}

/// A document of the protocol as far as it speaks of people (στοιχεία εγγράφου).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Letter {
    /// What it is about (θέμα).
    pub subject: String,
    /// Sender or receiver: a person or a service.
    pub name: String,
    /// ΑΦΜ, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub afm: Option<Afm>,
    /// Street and number, town.
    pub address: String,
    /// Telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Identity document as shown, where a signature is certified.
    pub id_document: String,
    /// Of the confidential book: it is not found by its words.
    pub confidential: bool,
    /// Title of the paper, where a text was made.
    pub title: String,
    /// The paragraphs of the text.
    pub text: Vec<String>,
}

impl Letter {
    /// What a part says about the other side of a line of the protocol: an entry's letter, or the applicant of a request.
    pub fn of(part: PrivatePart) -> Option<Letter> {
        match part {
            PrivatePart::Letter(letter) => Some(letter),
            PrivatePart::Applicant(applicant) => Some(Letter {
                name: applicant.name,
                afm: applicant.afm,
                address: applicant.address,
                phone: applicant.phone,
                ..Letter::default()
            }),
            _ => None,
        }
    }
}

/// The new holder of a water connection (δικαιούχος).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// Name as he gave it.
    pub name: String,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
}

impl PrivatePart {
    /// The bytes that stand in the PRIVATE entry.
    ///
    /// Errors: [`cases::PART_TOO_LONG`].
    pub fn write(&self) -> Result<Vec<u8>, Finding> {
        let bytes = serde_json::to_vec(self).map_err(|_| Finding::new(cases::PART_UNREADABLE))?;
        if bytes.len() > MAX_PART {
            Err(Finding::new(cases::PART_TOO_LONG))
        } else {
            Ok(bytes)
        }
    }

    /// Reads the bytes of a PRIVATE entry.
    ///
    /// Errors: [`cases::PART_TOO_LONG`], [`cases::PART_UNREADABLE`] (the peer's fault).
    pub fn read(bytes: &[u8]) -> Result<Self, Finding> {
        if bytes.len() > MAX_PART {
            return Err(Finding::new(cases::PART_TOO_LONG));
        }
        serde_json::from_slice(bytes).map_err(|_| Finding::new(cases::PART_UNREADABLE))
    }

    /// The words by which the part is found: names, ΑΦΜ and subjects, never the free text.
    pub fn search_words(&self) -> String {
        let (name, afm) = match self {
            PrivatePart::LiablePerson(person) => (&person.name, &person.afm),
            PrivatePart::Payer(payer) => (&payer.name, &payer.afm),
            PrivatePart::Applicant(person) => (&person.name, &person.afm),
            PrivatePart::Details { values } => {
                let answers: Vec<&str> = values.iter().map(|d| d.value.as_str()).collect();
                return answers.join(" ");
            }
            // A document is looked for by what it is about; its text is not.
            PrivatePart::Letter(letter) if letter.confidential => return String::new(),
            PrivatePart::Letter(letter) => {
                let afm = letter.afm.as_ref().map(Afm::as_str).unwrap_or_default();
                return format!("{} {afm} {}", letter.name, letter.subject);
            }
            PrivatePart::Holder(holder) => (&holder.name, &None),
            PrivatePart::Text { .. } | PrivatePart::File { .. } => return String::new(),
        };
        match afm {
            Some(afm) => format!("{name} {}", afm.as_str()),
            None => name.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_reads_what_it_writes_and_refuses_the_rest() {
        let part = PrivatePart::LiablePerson(LiablePerson {
            name: "Δοκιμή Παραδείγματος".into(),
            afm: None,
            address: "Οδός Δοκιμής 1".into(),
            postcode: None,
            phone: None,
            id_document: String::new(),
        });
        assert_eq!(PrivatePart::read(&part.write().unwrap()).unwrap(), part);
        assert_eq!(part.search_words(), "Δοκιμή Παραδείγματος");
        assert_eq!(
            PrivatePart::read(b"{\"kind\":\"payer\"}").unwrap_err().code,
            cases::PART_UNREADABLE
        );
        let long = PrivatePart::Text {
            text: "α".repeat(MAX_PART),
        };
        assert_eq!(long.write().unwrap_err().code, cases::PART_TOO_LONG);
        assert_eq!(
            PrivatePart::Text {
                text: "μυστικό".into()
            }
            .search_words(),
            ""
        );
    }
}
