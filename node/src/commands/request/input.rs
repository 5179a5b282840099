//! What a clerk types for a request, and what the clerk's screen gets back.

use crate::commands::Which;
use loggia_cases::request::{Channel, MandateKind};
use loggia_schema::calendar::Date;
use loggia_schema::ids::{DocId, ScopeId, UserId};
use loggia_schema::message::Code;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a clerk types for a request. Empty texts mean «not given». It has no field for a protocol number: numbers come
/// from the desk's series and are not typed by hand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestRegister {
    /// The scope, if the clerk has several.
    pub scope: Option<ScopeId>,
    /// Code of the type.
    pub kind: String,
    /// How it came.
    pub channel: Channel,
    /// Code of the community.
    pub community: String,
    /// Street, number, spot.
    pub spot: String,
    /// The words of the citizen.
    pub text: String,
    /// Name of the applicant.
    pub name: String,
    /// Telephone of the applicant.
    pub phone: String,
    /// ΑΦΜ of the applicant.
    pub afm: String,
    /// Address of the applicant.
    pub address: String,
    /// Name of the person it is for, if it is for another.
    pub behalf: String,
    /// What gives the right to act for that person.
    pub mandate: Option<MandateKind>,
    /// Number and authority of that document.
    pub mandate_proof: String,
    /// Last day of that document.
    pub mandate_until: String,
    /// Answers to the questions of the type, by code.
    pub fields: BTreeMap<String, String>,
    /// Codes of the papers that are here.
    pub papers: Vec<String>,
    /// Warnings that were ticked.
    pub confirmed: Vec<Code>,
}

/// Something done with a request that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestAct {
    /// Which request.
    pub which: Which,
    /// What.
    pub act: Act,
}

/// What can be done. Dates are those of the day; texts become private parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// Charge it.
    Assign {
        /// Code of the office.
        office: String,
        /// A person of the office.
        #[serde(default)]
        officer: Option<UserId>,
    },
    /// Give it the protocol number that could not be given when it came.
    Number,
    /// Work on it.
    TakeUp,
    /// Write a comment.
    Comment {
        /// The comment.
        text: String,
    },
    /// Ask the citizen; the clock stops.
    AskCitizen {
        /// What is asked.
        #[serde(default)]
        text: String,
        /// Codes of known papers that are missing.
        #[serde(default)]
        papers: Vec<String>,
        /// Title of another paper.
        #[serde(default)]
        paper: String,
    },
    /// Papers came.
    Bring {
        /// Their codes.
        #[serde(default)]
        papers: Vec<String>,
        /// The citizen gave what was asked in words.
        #[serde(default)]
        answered: bool,
    },
    /// Ask another office.
    AskOffice {
        /// Code of the office.
        office: String,
        /// The question.
        text: String,
    },
    /// The other office's answer.
    AnswerOffice {
        /// The answer.
        text: String,
    },
    /// Done.
    Complete {
        /// The answer to the citizen.
        text: String,
        /// Number of a decision.
        #[serde(default)]
        decision: String,
    },
    /// Refused.
    Reject {
        /// Why.
        text: String,
        /// The provision.
        law: String,
    },
    /// Sent to the competent authority.
    Forward {
        /// Which.
        authority: String,
    },
    /// The citizen took it back.
    Withdraw,
    /// The term passed in silence.
    Tacit,
    /// Opened once more.
    Reopen {
        /// Why.
        text: String,
    },
    /// Into the archive.
    Archive {
        /// Folder of the archive plan.
        #[serde(default)]
        folder: String,
    },
}

/// A request that now exists: what the clerk's screen shows and the slip prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredRequest {
    /// The case.
    pub doc: DocId,
    /// Its protocol number; empty while it has none.
    pub number: String,
    /// The short tag of its entry.
    pub tag: String,
    /// Code name of its stage.
    pub state: String,
    /// Last day of the term.
    pub due: Date,
    /// Name of the office that answers.
    pub office: String,
    /// Titles of the papers that are waited for.
    pub missing: Vec<String>,
}
