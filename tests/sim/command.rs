//! A command with its key, what was meant by it, and what the person was told.
//!
//! What is read back into the ledger are numbers, ids and the days printed on the paper.

use crate::ledger::{Fact, Fine, Told, Violation};
use crate::office::Office;
use crate::told;
use jiff::civil::Date;
use loggia_node::NodeError;
use loggia_node::commands::{
    Act, FileAttach, FineIssue, FineReplace, FineServe, FineSpoil, ProtocolRegister, ReadingTake,
    ReceiptIssue, ReceiptSpoil, RequestAct, RequestRegister, Which,
};
use loggia_node::queries::TimelineLine;
use loggia_schema::ids::DocId;
use loggia_schema::message::{Code, access, cases, irrigation, numbers, requests};

/// What an honest person may hear: no numbers, no rights any more, somebody else was faster, the centre knows better.
pub fn may_be_refused(code: Code) -> bool {
    [
        numbers::NO_LEASE,
        numbers::NUMBERS_EXHAUSTED,
        numbers::SERIES_FROZEN,
        access::NOT_ENROLLED,
        access::USER_UNKNOWN,
        access::SCOPE_FOREIGN,
        access::DEVICE_REVOKED,
        cases::NOT_IN_THIS_STATE,
        // the line broke before the catalogue of this desk had come
        cases::VIOLATION_UNKNOWN,
        // written by a clock that ran ahead, served by one that does not
        cases::SERVED_BEFORE_OFFENCE,
        // the catalogue of requests, offices or meters has not come yet
        requests::TYPE_UNKNOWN,
        requests::COMMUNITY_MISSING,
        requests::OFFICE_MISSING,
        irrigation::METER_UNKNOWN,
        irrigation::SEASON_UNKNOWN,
        irrigation::NETWORK_FOREIGN,
        // opened again before, or too long ago
        requests::REOPENED_BEFORE,
        requests::REOPEN_LATE,
        // taken by a clock that was put back
        irrigation::READING_BEFORE_PREVIOUS,
    ]
    .contains(&code)
}

/// A command as typed.
#[derive(Debug, Clone)]
pub enum Command {
    /// A new fine.
    Issue(FineIssue),
    /// A fine in place of another.
    Replace(FineReplace),
    /// Service of a fine.
    Serve(FineServe),
    /// A spoiled number or fine.
    Spoil(FineSpoil),
    /// A photo of a fine.
    Attach(FileAttach),
    /// Money.
    Take(ReceiptIssue),
    /// A spoiled number of a receipt.
    SpoilReceipt(ReceiptSpoil),
    /// A request of a citizen.
    Register(RequestRegister),
    /// Something done with a request.
    Act(RequestAct),
    /// An entry of the protocol.
    Enter(ProtocolRegister),
    /// A reading of a meter.
    Read(ReadingTake),
}

/// What the person had in mind, for the ledger.
#[derive(Debug, Clone)]
pub enum Meant {
    /// A fine for this violation.
    Fine {
        /// The violation.
        violation: &'static Violation,
        /// The debtor.
        debtor: Option<usize>,
        /// Document and number of the fine it replaces.
        replaces: Option<(DocId, String)>,
    },
    /// Service.
    Service,
    /// Spoiling.
    Spoiling,
    /// A photo with these bytes.
    Photo(Vec<u8>),
    /// Money for the fine with this number.
    Money {
        /// Number of the fine.
        fine: String,
    },
    /// A request about this place or by this person.
    Request(String),
    /// An act that leaves this event in a request.
    Act(&'static str),
    /// An entry of the protocol.
    Entry,
    /// A reading of a meter whose season starts from this value.
    Reading {
        /// Where the season starts.
        start: u64,
    },
    /// What the rules of the trade forbid, and why.
    Wrong(&'static str),
}

/// A command with its key: repeated as it is until it is answered.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The key.
    pub key: String,
    /// The command.
    pub command: Command,
    /// What it is meant to be.
    pub meant: Meant,
}

/// How a command was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The document.
    pub doc: DocId,
    /// Its number.
    pub number: String,
    rf: String,
    /// The same was there already, and nothing was written.
    pub repeated: bool,
}

impl Attempt {
    /// In the trace.
    pub fn name(&self) -> String {
        match &self.command {
            Command::Issue(_) => "fine".to_owned(),
            Command::Replace(replace) => format!("replace {}", which(&replace.which)),
            Command::Serve(serve) => format!("serve {}", which(&serve.which)),
            Command::Spoil(FineSpoil {
                which: Some(fine), ..
            }) => format!("spoil {}", which(fine)),
            Command::Spoil(_) => "spoil a number".to_owned(),
            Command::Attach(attach) => format!(
                "attach {} bytes to {}",
                attach.file.content.len(),
                which(&attach.which)
            ),
            Command::Take(take) => {
                format!("take {:?} for {}", take.lines[0].amount, take.lines[0].code)
            }
            Command::SpoilReceipt(_) => "spoil a receipt's number".to_owned(),
            Command::Register(request) => format!("request {} {}", request.kind, request.spot),
            Command::Act(RequestAct { which: of, act }) => {
                format!("{} {}", act_name(act), which(of))
            }
            Command::Enter(entry) => format!("enter {:?}", entry.direction),
            Command::Read(reading) => format!("read {:?} at {}", reading.value, reading.meter),
        }
    }

    /// Sends it.
    pub fn send(&self, office: &mut Office) -> Result<Answer, NodeError> {
        let mut session = office.session().expect("a running node")?;
        let key = self.key.as_str();
        let done = |doc: DocId, number: String, rf: String| Answer {
            doc,
            number,
            rf,
            repeated: false,
        };
        Ok(match &self.command {
            Command::Issue(input) => {
                let told = session.fine_issue(key, input)?;
                done(told.doc, told.number, told.rf)
            }
            Command::Replace(input) => {
                let told = session.fine_replace(key, input)?;
                done(told.doc, told.number, told.rf)
            }
            Command::Serve(input) => {
                let told = session.fine_serve(key, input)?;
                done(told.doc, told.number, String::new())
            }
            Command::Spoil(input) => {
                let told = session.fine_spoil(key, input)?;
                done(told.doc, told.number, String::new())
            }
            Command::Attach(input) => {
                let told = session.file_attach(key, input)?;
                done(told.doc, told.number, String::new())
            }
            Command::Take(input) => {
                let told = session.receipt_issue(key, input)?;
                done(told.doc, told.number, String::new())
            }
            Command::SpoilReceipt(input) => {
                let told = session.receipt_spoil(key, input)?;
                done(told.doc, told.number, String::new())
            }
            Command::Register(input) => {
                let told = session.request_register(key, input)?;
                done(told.doc, told.number, String::new())
            }
            Command::Act(input) => {
                let told = session.request_act(key, input)?;
                done(told.doc, told.number, String::new())
            }
            Command::Enter(input) => {
                let told = session.protocol_register(key, input)?;
                done(told.doc, told.number, String::new())
            }
            Command::Read(input) => {
                let told = session.reading_take(key, input)?;
                let repeated = told.repeated;
                Answer {
                    repeated,
                    ..done(told.doc, told.meter, String::new())
                }
            }
        })
    }
}

/// In the trace, and the event that it leaves.
pub fn act_name(act: &Act) -> &'static str {
    match act {
        Act::Assign { .. } => "assigned",
        Act::TakeUp => "taken_up",
        Act::Comment { .. } => "commented",
        Act::AskCitizen { .. } => "citizen_asked",
        Act::Bring { .. } => "papers_brought",
        Act::Complete { .. } => "completed",
        Act::Reject { .. } => "rejected",
        Act::Reopen { .. } => "reopened",
        _ => "other",
    }
}

fn which(which: &Which) -> &str {
    match which {
        Which::Number(number) => number,
        Which::Doc(_) => "a paper",
    }
}

/// Reads the paper of an answer back and writes down what was told.
pub fn acknowledge(
    office: &mut Office,
    at: usize,
    attempt: &Attempt,
    answer: &Answer,
) -> Vec<Told> {
    // A series of protocol numbers may notice inside a command that its store is older than what it showed.
    office.note_life();
    let (skew, life) = (office.skew, office.life());
    let mut session = office
        .session()
        .expect("a running node")
        .expect("a session that has just answered");
    let mut show = |doc| {
        let shown = session.show(&Which::Doc(doc));
        shown.expect("what was acknowledged can be shown")
    };
    let shown = show(answer.doc);
    let mut tell = |doc: DocId, number: &str, fact: Fact| {
        let mut told = Told {
            key: attempt.key.clone(),
            office: at,
            life,
            doc,
            n: 0,
            number: number.to_owned(),
            fact,
            skew,
            at_risk: false,
        };
        let of_this =
            |line: &&TimelineLine| line.event == told.event() && line.key.incarnation == life;
        let paper = show(doc).timeline;
        let newest = paper.iter().filter(of_this).map(|line| line.key.n).max();
        told.n = newest.expect("the event of what was acknowledged");
        told
    };
    let served = shown
        .timeline
        .iter()
        .rfind(|line| line.event == "served" && line.key.incarnation == life)
        .map(|line| day(&line.data["on"]));
    match &attempt.meant {
        Meant::Fine {
            violation,
            debtor,
            replaces,
        } => {
            let fine = Fine {
                rf: answer.rf.clone(),
                whole: violation.whole,
                half: violation.half,
                served,
                debtor: *debtor,
            };
            let mut told = vec![tell(answer.doc, &answer.number, Fact::Fined(fine))];
            told.extend(served.map(|on| tell(answer.doc, &answer.number, Fact::Served(on))));
            if let Some((old, number)) = replaces {
                told.push(tell(*old, number, Fact::Replaced(answer.number.clone())));
            }
            told
        }
        Meant::Service => {
            let on = served.expect("a service that was acknowledged");
            vec![tell(answer.doc, &answer.number, Fact::Served(on))]
        }
        Meant::Spoiling => vec![tell(answer.doc, &answer.number, Fact::Spoiled)],
        Meant::Photo(content) => {
            let fact = Fact::Attached(content.clone());
            vec![tell(answer.doc, &answer.number, fact)]
        }
        Meant::Money { fine } => {
            let (amount, on) = (
                shown.row["total"].as_i64().expect("cents"),
                day(&shown.row["issued_on"]),
            );
            let fine = fine.clone();
            vec![tell(
                answer.doc,
                &answer.number,
                Fact::Paid { fine, amount, on },
            )]
        }
        Meant::Request(_) | Meant::Act(_) | Meant::Entry | Meant::Reading { .. } => {
            told::of_counters_and_water(attempt, answer, &shown, &mut tell)
        }
        Meant::Wrong(_) => Vec::new(),
    }
}

/// A day as a paper has it.
pub fn day(value: &serde_json::Value) -> Date {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .expect("a day on the paper")
}
