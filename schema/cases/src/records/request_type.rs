//! The catalogue of requests (τύποι αιτημάτων): what each asks for, how long it may take, who answers.

use super::Record;
use jiff::civil::Date;
use loggia_schema::calendar::Unit;
use loggia_schema::message::{Finding, requests};
use serde::{Deserialize, Serialize};

/// A type of request, for a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestTypeRecord {
    /// Code, by whose first two letters it is chosen.
    pub code: String,
    /// Greek title.
    pub title: String,
    /// Greek title of its group: τεχνικά, έσοδα, έγγραφα.
    pub group: String,
    /// Questions beside the usual ones.
    #[serde(default)]
    pub fields: Vec<FieldDef>,
    /// Papers it asks for.
    #[serde(default)]
    pub papers: Vec<PaperDef>,
    /// How many units the term has.
    pub term: u32,
    /// What the term counts.
    pub unit: Unit,
    /// Whether a last day on a holiday moves to the next working day.
    pub roll: bool,
    /// Code of the office that answers.
    pub office: String,
    /// Usual steps, in Greek, as the citizen is told.
    #[serde(default)]
    pub steps: Vec<String>,
    /// Who may issue what it asks for.
    #[serde(default)]
    pub issue: IssueAt,
    /// Code of the template of the answer.
    #[serde(default)]
    pub template: String,
    /// Code of the fee it costs, if any.
    #[serde(default)]
    pub fee: Option<String>,
    /// Years it is kept after it was closed.
    pub retention_years: u16,
    /// Whether an applicant must be named.
    #[serde(default)]
    pub named: bool,
    /// Whether it speaks of a place.
    #[serde(default)]
    pub placed: bool,
    /// Days after completion in which it may be opened once more.
    #[serde(default)]
    pub reopen_days: u16,
    /// When another of its type is probably the same one.
    #[serde(default)]
    pub twins: TwinRule,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Law or decision behind the term.
    pub legal_basis: String,
}

impl Record for RequestTypeRecord {
    const TABLE: &'static str = "request_type";
    fn key(&self) -> String {
        format!("{}/{}", self.code, self.valid_from)
    }
}

/// Who may issue what a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueAt {
    /// It ends with an answer or an act, not with a certificate.
    #[default]
    Nobody,
    /// The desk, from what it holds itself.
    Desk,
    /// Only the centre, from registers of today.
    Centre,
}

/// When two requests of a type are probably one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TwinRule {
    /// By what they are compared.
    pub by: TwinBy,
    /// Most days between them; 0: never compared.
    pub days: u16,
}

/// By what two requests are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TwinBy {
    /// Community and spot.
    Place,
    /// The applicant.
    #[default]
    Person,
}

/// A question of a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDef {
    /// Code inside the type, Latin letters.
    pub code: String,
    /// Greek question.
    pub label: String,
    /// What is answered.
    pub kind: FieldKind,
    /// Whether it must be answered.
    pub required: bool,
}

/// What a question is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A line of text.
    Text,
    /// A whole number.
    Number,
    /// An amount in euro.
    Amount,
    /// A date.
    Date,
    /// A tax number.
    Afm,
    /// A number of electricity supply.
    Supply,
}

impl FieldKind {
    /// The kind of the word in a file: `αριθμός`.
    pub fn named(word: &str) -> Option<FieldKind> {
        Some(match word {
            "κείμενο" => FieldKind::Text,
            "αριθμός" => FieldKind::Number,
            "ποσό" => FieldKind::Amount,
            "ημερομηνία" => FieldKind::Date,
            "αφμ" => FieldKind::Afm,
            "παροχή" => FieldKind::Supply,
            _ => return None,
        })
    }
}

/// A paper of a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperDef {
    /// Code inside the type, Latin letters.
    pub code: String,
    /// Greek title.
    pub title: String,
    /// Whether the request waits for it.
    pub required: bool,
}

/// Questions as a file writes them: `m2!:Εμβαδόν σε τ.μ.:αριθμός | note:Παρατήρηση:κείμενο`; `!` must be answered.
///
/// # Errors
/// [`requests::FIELDS_FORM`], which names the piece.
pub fn parse_fields(text: &str) -> Result<Vec<FieldDef>, Finding> {
    pieces(text)
        .map(|piece| {
            let wrong = || Finding::new(requests::FIELDS_FORM).with("value", piece);
            let mut parts = piece.split(':').map(str::trim);
            let (Some(code), Some(label), Some(kind), None) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            else {
                return Err(wrong());
            };
            let (code, required) = code_of(code).ok_or_else(wrong)?;
            Ok(FieldDef {
                code,
                label: label.to_owned(),
                kind: FieldKind::named(kind).ok_or_else(wrong)?,
                required,
            })
        })
        .collect()
}

/// Papers as a file writes them: `id!:Ταυτότητα | plan:Τοπογραφικό`; the request waits for those with `!`.
///
/// # Errors
/// [`requests::FIELDS_FORM`], which names the piece.
pub fn parse_papers(text: &str) -> Result<Vec<PaperDef>, Finding> {
    pieces(text)
        .map(|piece| {
            let wrong = || Finding::new(requests::FIELDS_FORM).with("value", piece);
            let (code, title) = piece.split_once(':').ok_or_else(wrong)?;
            let (code, required) = code_of(code.trim()).ok_or_else(wrong)?;
            let title = title.trim().to_owned();
            (!title.is_empty())
                .then_some(PaperDef {
                    code,
                    title,
                    required,
                })
                .ok_or_else(wrong)
        })
        .collect()
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').map(str::trim).filter(|p| !p.is_empty())
}

/// A code of Latin letters and digits, and whether `!` stands behind it.
fn code_of(text: &str) -> Option<(String, bool)> {
    let code = text.trim_end_matches('!');
    let clean = !code.is_empty()
        && code.len() <= 20
        && code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    clean.then(|| (code.to_owned(), code.len() != text.len()))
}
