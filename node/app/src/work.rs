//! What the command line can do, as data: performed in this process, or handed to the running server.
//!
//! Both ways end in [`perform`], so a command means the same wherever it runs, and answers with the same JSON. Who acts
//! proves a password for each command; with a server running, the window keeps its own person.

use crate::line::Line;
use crate::office::Office;
use crate::scanner;
use loggia_cases::attachment::What;
use loggia_node::commands::{
    CashClose, CashHand, CashOpen, CashReturn, CashTake, Clean, Done, FileAttach, FineIssue,
    FineReplace, FineServe, FineSpoil, HolderTransfer, MeterNote, MeterReplace, NoWaterReport,
    ProtocolAnswer, ProtocolCancel, ProtocolRegister, ProtocolRoute, ReadingCorrect, ReadingDecide,
    ReadingTake, ReceiptCancel, ReceiptIssue, ReceiptSpoil, RequestAct, RequestRegister, WaterTurn,
    Which,
};
use loggia_node::queries::ListFilter;
use loggia_node::{Actor, Node, NodeError, Session};
use loggia_schema::message::{Fault, Finding, storage, web};
use loggia_schema::text::normalise_input;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::PathBuf;

/// A command with who gives it.
#[derive(Serialize, Deserialize)]
pub struct Handed {
    /// Login name.
    pub user: String,
    /// Their password.
    pub password: String,
    /// What to do.
    pub work: Work,
}

/// A command.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Joins the municipality, then meets the centre once.
    Enrol {
        /// Address of the centre.
        centre: SocketAddr,
        /// The one-time code.
        code: String,
        /// Name of the device.
        name: String,
    },
    /// Meets the centre once.
    Sync,
    /// Issues a fine.
    FineIssue(Keyed<FineIssue>),
    /// Spoils a fine or the next number.
    FineSpoil(Keyed<FineSpoil>),
    /// Replaces a fine.
    FineReplace(Keyed<FineReplace>),
    /// Serves a fine.
    FineServe(Keyed<FineServe>),
    /// Takes money.
    ReceiptIssue(Keyed<ReceiptIssue>),
    /// Cancels a receipt.
    ReceiptCancel(Keyed<ReceiptCancel>),
    /// Spoils the next number of the receipts.
    ReceiptSpoil(Keyed<ReceiptSpoil>),
    /// Takes a citizen's request in.
    RequestRegister(Keyed<RequestRegister>),
    /// Does something with a request.
    RequestAct(Keyed<RequestAct>),
    /// Registers a document.
    ProtocolRegister(Keyed<ProtocolRegister>),
    /// Charges an entry to a unit.
    ProtocolRoute(Keyed<ProtocolRoute>),
    /// Answers or files an entry.
    ProtocolAnswer(Keyed<ProtocolAnswer>),
    /// Cancels an entry.
    ProtocolCancel(Keyed<ProtocolCancel>),
    /// Takes an irrigation reading.
    ReadingTake(Keyed<ReadingTake>),
    /// Mends an irrigation reading.
    ReadingCorrect(Keyed<ReadingCorrect>),
    /// Decides about a held reading.
    ReadingDecide(Keyed<ReadingDecide>),
    /// Replaces a meter.
    MeterReplace(Keyed<MeterReplace>),
    /// Transfers a connection.
    HolderTransfer(Keyed<HolderTransfer>),
    /// Reports that no water comes.
    NoWater(Keyed<NoWaterReport>),
    /// Asks for a turn of water.
    WaterTurn(Keyed<WaterTurn>),
    /// Writes a note on a meter.
    MeterNote(Keyed<MeterNote>),
    /// Shows the walk of a network.
    Walk {
        /// Its code.
        network: String,
    },
    /// Attaches a file to a case.
    Attach(Keyed<Attach>),
    /// Opens a cash box.
    CashOpen(Keyed<CashOpen>),
    /// Hands a cash box over.
    CashHand(Keyed<CashHand>),
    /// Takes a cash box over.
    CashTake(Keyed<CashTake>),
    /// Gives a cash box back.
    CashReturn(Keyed<CashReturn>),
    /// Closes a cash box.
    CashClose(Keyed<CashClose>),
    /// The open cash boxes.
    CashShow,
    /// Lists cases.
    List(ListFilter),
    /// Shows one case.
    Show {
        /// Number or id.
        what: String,
    },
    /// Searches cases and debts.
    Search {
        /// The words.
        text: String,
    },
    /// How the office stands.
    Status,
    /// The number blocks and what is left.
    Numbers,
    /// Lets a colleague log in.
    AddUser {
        /// Their login name.
        login: String,
        /// Their first password.
        password: String,
    },
    /// Chooses another password.
    ChangePassword {
        /// The new one.
        new: String,
    },
    /// Checks the stub of a paper.
    Verify {
        /// The text of its QR.
        stub: String,
    },
    /// Compares rows with entries, or makes them anew.
    Rebuild {
        /// Only compare.
        check: bool,
    },
}

/// A command that is executed once under its key.
#[derive(Serialize, Deserialize)]
pub struct Keyed<I> {
    /// The caller's key.
    pub key: String,
    /// What was typed.
    pub input: I,
}

/// A file of this machine for a case.
#[derive(Serialize, Deserialize)]
pub struct Attach {
    /// Number or id of the case.
    pub case: String,
    /// What it is to the case.
    pub what: What,
    /// Where it is: a whole path, because the server may run in another folder.
    pub file: PathBuf,
}

/// How a command ended: what is printed, and the exit status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// 0 done and durable, 1 a check found differences, 2 the user's, 3 the peer's or the line's, 4 the disk's, 5 ours.
    pub exit: u8,
    /// The JSON of the answer or of the refusal.
    pub answer: Value,
}

impl Outcome {
    /// From what a command answered.
    pub fn of(answer: Result<Value, NodeError>) -> Outcome {
        match answer {
            Ok(answer) => Outcome {
                exit: u8::from(answer.get("clean") == Some(&Value::Bool(false))),
                answer,
            },
            Err(error) => {
                if error.fault() == Fault::Us {
                    tracing::error!(%error, "a command failed");
                }
                Outcome::refused(&error.findings())
            }
        }
    }

    /// From findings; the first decides the exit status.
    pub fn refused(findings: &[Finding]) -> Outcome {
        let fault = findings.first().map_or(Fault::Us, Finding::fault);
        let exit = match fault {
            Fault::User => 2,
            Fault::Peer | Fault::Authority => 3,
            Fault::Disk => 4,
            Fault::Us => 5,
        };
        let shown: Vec<Value> = findings.iter().map(shown).collect();
        Outcome {
            exit,
            answer: json!({ "error": { "fault": fault, "findings": shown } }),
        }
    }
}

fn shown(finding: &Finding) -> Value {
    json!({
        "code": finding.code.to_string(),
        "field": finding.field,
        "warning": finding.is_warning(),
        "text": finding.greek(),
    })
}

impl Handed {
    /// Does it.
    ///
    /// # Errors
    /// Whatever the command refuses, a wrong password first of all.
    pub async fn perform(self, office: &Office, line: &Line) -> Result<Value, NodeError> {
        let Handed {
            user,
            password,
            work,
        } = self;
        match work {
            Work::Enrol { centre, code, name } => {
                let hold = office
                    .blocking(move |office| office.hold(&user, &password))
                    .await?;
                line.enrol(centre, &code, &normalise_input(&name)).await?;
                // Enrolled is enrolled; what is missing still comes with the next meeting.
                let met = line.meet().await;
                drop(hold);
                let why = met
                    .as_ref()
                    .err()
                    .map(|error| error.findings().iter().map(shown).collect::<Vec<_>>());
                Ok(json!({ "enrolled": true, "moved": met.ok(), "not_yet": why }))
            }
            Work::Sync => {
                let hold = office
                    .blocking(move |office| office.hold(&user, &password))
                    .await?;
                let moved = line.meet().await;
                drop(hold);
                Ok(json!({ "moved": moved? }))
            }
            Work::ChangePassword { new } => {
                let change = move |office: &Office| {
                    let actor = office.as_person(&user, &password, |_, actor| Ok(actor.clone()))?;
                    let _hold = office.hold(&user, &password)?;
                    office.change_password(&actor, &password, &new)
                };
                office.blocking(change).await?;
                Ok(json!({ "changed": true }))
            }
            work => {
                let writes = work.writes();
                let done = move |office: &Office| {
                    office.as_person(&user, &password, |node, actor| work.run(node, actor))
                };
                let answer = office.blocking(done).await?;
                if writes {
                    line.wake();
                }
                Ok(answer)
            }
        }
    }
}

impl Work {
    /// Writes entries that the centre wants to have.
    const fn writes(&self) -> bool {
        matches!(
            self,
            Work::FineIssue(_)
                | Work::Attach(_)
                | Work::FineSpoil(_)
                | Work::FineReplace(_)
                | Work::FineServe(_)
                | Work::ReceiptIssue(_)
                | Work::ReceiptCancel(_)
                | Work::ReceiptSpoil(_)
                | Work::RequestRegister(_)
                | Work::RequestAct(_)
                | Work::ProtocolRegister(_)
                | Work::ProtocolRoute(_)
                | Work::ProtocolAnswer(_)
                | Work::ProtocolCancel(_)
                | Work::ReadingTake(_)
                | Work::ReadingCorrect(_)
                | Work::ReadingDecide(_)
                | Work::MeterReplace(_)
                | Work::HolderTransfer(_)
                | Work::NoWater(_)
                | Work::WaterTurn(_)
                | Work::MeterNote(_)
                | Work::CashOpen(_)
                | Work::CashHand(_)
                | Work::CashTake(_)
                | Work::CashReturn(_)
                | Work::CashClose(_)
        )
    }

    /// The commands that need nothing but the node.
    fn run(self, node: &mut Node, actor: &Actor) -> Result<Value, NodeError> {
        match self {
            Work::Status => return json(node.status()?),
            Work::Rebuild { check } => return rebuild(node, check),
            _ => {}
        }
        let series = node.status()?.numbers;
        let mut session = node.session(actor)?;
        match self {
            Work::FineIssue(with) => json(session.fine_issue(&with.key, &with.input)?),
            Work::FineSpoil(with) => json(session.fine_spoil(&with.key, &with.input)?),
            Work::FineReplace(with) => json(session.fine_replace(&with.key, &with.input)?),
            Work::FineServe(with) => json(session.fine_serve(&with.key, &with.input)?),
            Work::ReceiptIssue(with) => json(session.receipt_issue(&with.key, &with.input)?),
            Work::ReceiptCancel(with) => json(session.receipt_cancel(&with.key, &with.input)?),
            Work::ReceiptSpoil(with) => json(session.receipt_spoil(&with.key, &with.input)?),
            Work::RequestRegister(with) => json(session.request_register(&with.key, &with.input)?),
            Work::RequestAct(with) => json(session.request_act(&with.key, &with.input)?),
            Work::ProtocolRegister(with) => {
                json(session.protocol_register(&with.key, &with.input)?)
            }
            Work::ProtocolRoute(with) => json(session.protocol_route(&with.key, &with.input)?),
            Work::ProtocolAnswer(with) => json(session.protocol_answer(&with.key, &with.input)?),
            Work::ProtocolCancel(with) => json(session.protocol_cancel(&with.key, &with.input)?),
            Work::ReadingTake(with) => json(session.reading_take(&with.key, &with.input)?),
            Work::ReadingCorrect(with) => json(session.reading_correct(&with.key, &with.input)?),
            Work::ReadingDecide(with) => json(session.reading_decide(&with.key, &with.input)?),
            Work::MeterReplace(with) => json(session.meter_replace(&with.key, &with.input)?),
            Work::HolderTransfer(with) => json(session.holder_transfer(&with.key, &with.input)?),
            Work::NoWater(with) => json(session.no_water(&with.key, &with.input)?),
            Work::WaterTurn(with) => json(session.water_turn(&with.key, &with.input)?),
            Work::MeterNote(with) => json(session.meter_note(&with.key, &with.input)?),
            Work::Walk { network } => Ok(json!({ "walk": json(session.walk(&network)?)? })),
            Work::Attach(with) => json(attach(&mut session, &with)?),
            Work::CashOpen(with) => json(session.cash_open(&with.key, &with.input)?),
            Work::CashHand(with) => json(session.cash_hand(&with.key, &with.input)?),
            Work::CashTake(with) => json(session.cash_take(&with.key, &with.input)?),
            Work::CashReturn(with) => json(session.cash_return(&with.key, &with.input)?),
            Work::CashClose(with) => json(session.cash_close(&with.key, &with.input)?),
            Work::CashShow => {
                let scope = session.scope_for(loggia_cases::records::Desk::Counter, None)?;
                let desk = session.cash_desk(&scope)?;
                let mut sheets = Vec::new();
                for held in &desk.open {
                    sheets.extend(session.cash_sheet(&held.doc)?);
                }
                Ok(json!({ "open": sheets, "left": desk.left, "today": desk.today }))
            }
            Work::List(filter) => json(session.list(&filter)?),
            Work::Show { what } => {
                let paper = session.paper(&Which::parse(&what)).ok();
                let mut shown = json(session.show(&Which::parse(&what))?)?;
                shown["stub"] = paper.map_or(Value::Null, |paper| Value::String(paper.stub));
                Ok(shown)
            }
            Work::Search { text } => {
                if text.trim().chars().count() < 2 {
                    return Err(NodeError::refuse(web::SEARCH_SHORT));
                }
                let (cases, debts) = (session.search(&text)?, session.payables(&text)?);
                Ok(json!({ "cases": cases, "debts": debts }))
            }
            Work::Numbers => {
                let blocks = session.blocks()?;
                let spoiled = session.list(&ListFilter {
                    states: vec!["spoiled".to_owned()],
                    ..ListFilter::default()
                })?;
                Ok(json!({ "series": series, "blocks": blocks, "spoiled": spoiled.rows }))
            }
            Work::AddUser { login, password } => {
                session.add_user(&login, &password)?;
                Ok(json!({ "added": login }))
            }
            Work::Verify { stub } => json(crate::papers::verify(&mut session, &stub)?),
            Work::Enrol { .. }
            | Work::Sync
            | Work::ChangePassword { .. }
            | Work::Status
            | Work::Rebuild { .. } => Err(NodeError::Us("a command that was performed before")),
        }
    }
}

fn attach(session: &mut Session<'_>, with: &Keyed<Attach>) -> Result<Done, NodeError> {
    let Keyed { key, input } = with;
    let cleaned = loggia_papers::clean(&scanner::read(&input.file)?)?;
    let name = input.file.file_name().unwrap_or_default();
    let command = FileAttach {
        which: Which::parse(&input.case),
        what: input.what,
        name: name.to_string_lossy().into_owned(),
        file: Clean {
            media: cleaned.media,
            pages: cleaned.pages,
            content: cleaned.content,
        },
    };
    session.file_attach(key, &command)
}

fn rebuild(node: &mut Node, check: bool) -> Result<Value, NodeError> {
    let report = if check {
        node.check_rows()?
    } else {
        node.repair_rows()?
    };
    let clean = report.is_clean() || report.repaired;
    let rows = report.differences();
    let mut answer = json(report)?;
    answer["clean"] = Value::Bool(clean);
    if !clean {
        let finding = Finding::new(storage::ROWS_DIFFER).with("rows", rows);
        answer["message"] = Value::String(finding.greek());
    }
    Ok(answer)
}

fn json<T: Serialize>(answer: T) -> Result<Value, NodeError> {
    serde_json::to_value(answer).map_err(|_| NodeError::Us("an answer that is not JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use loggia_schema::message::{access, sync, us};

    #[test]
    fn the_exit_status_says_whose_fault_it_is() {
        let exit = |code| Outcome::of(Err(NodeError::refuse(code))).exit;
        assert_eq!(exit(access::WRONG_PASSWORD), 2);
        assert_eq!(exit(sync::CHAIN_BROKEN), 3);
        assert_eq!(exit(storage::DISK_FULL), 4);
        assert_eq!(exit(us::UNEXPECTED), 5);
        assert_eq!(Outcome::of(Ok(json!({ "clean": false }))).exit, 1);
        assert_eq!(Outcome::of(Ok(json!({ "doc": 1 }))).exit, 0);
    }

    #[test]
    fn a_refusal_names_code_field_and_sentence() {
        let finding = Finding::new(access::WRONG_PASSWORD).on("password");
        let answer = Outcome::refused(&[finding]).answer;
        let first = &answer["error"]["findings"][0];
        assert_eq!(
            (first["code"].as_str(), first["field"].as_str()),
            (Some("Σ-400"), Some("password"))
        );
        assert!(
            first["text"]
                .as_str()
                .is_some_and(|text| text.contains("Λάθος"))
        );
        assert_eq!(answer["error"]["fault"], "user");
    }
}
