//! Passwords and JSON on their way in: from files, or one of them from standard input.

use super::args::{
    Cash, Command, FileKind, Fine, Input, Kind, Protocol, Reading, Receipt, Request, Users, Who,
};
use crate::server::random_hex;
use crate::work::{Attach, Handed, Keyed, Work};
use loggia_cases::CaseKind;
use loggia_cases::attachment::What;
use loggia_node::NodeError;
use loggia_node::queries::ListFilter;
use loggia_schema::message::{Finding, us, web};
use serde::de::DeserializeOwned;
use std::io::Read as _;
use std::path::Path;

/// Longest input read, in bytes.
const LONGEST: u64 = 1 << 20;

/// Where a command's texts come from; standard input gives one of them only.
#[derive(Debug, Default)]
pub(super) struct Sources {
    standard_input_used: bool,
}

impl Sources {
    /// The text of a file, or of standard input for `-`.
    pub fn text(&mut self, path: &Path) -> Result<String, NodeError> {
        let unreadable =
            || NodeError::from(Finding::new(web::FILE_UNREADABLE).with("path", path.display()));
        let mut text = String::new();
        let read = if path == Path::new("-") {
            if std::mem::replace(&mut self.standard_input_used, true) {
                return Err(NodeError::refuse(web::ARGUMENTS));
            }
            std::io::stdin().take(LONGEST).read_to_string(&mut text)
        } else {
            let file = std::fs::File::open(path).map_err(|_| unreadable())?;
            file.take(LONGEST).read_to_string(&mut text)
        };
        read.map(|_| text).map_err(|_| unreadable())
    }

    /// A password: the first line, without its end.
    pub fn password(&mut self, path: &Path) -> Result<String, NodeError> {
        Ok(self
            .text(path)?
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned())
    }

    fn json<T: DeserializeOwned>(&mut self, path: &Path) -> Result<T, NodeError> {
        let text = self.text(path)?;
        serde_json::from_str(&text).map_err(|error| {
            // The place, and the name of a field that is none: the reader's own message may quote what was typed.
            let place = format!("γραμμή {}, θέση {}", error.line(), error.column());
            let said = error.to_string();
            let name = said
                .strip_prefix("unknown field `")
                .and_then(|rest| rest.split('`').next());
            let why = name.map_or_else(
                || place.clone(),
                |name| format!("{place}, άγνωστο πεδίο «{name}»"),
            );
            Finding::new(web::INPUT_NOT_JSON).with("why", why).into()
        })
    }
}

/// The command as data, with who gives it.
pub(super) fn handed(command: Command) -> Result<Handed, NodeError> {
    let mut from = Sources::default();
    let (who, work) = match command {
        Command::Fine(Fine::Issue(input)) => keyed(&mut from, input, Work::FineIssue)?,
        Command::Fine(Fine::Spoil(input)) => keyed(&mut from, input, Work::FineSpoil)?,
        Command::Fine(Fine::Replace(input)) => keyed(&mut from, input, Work::FineReplace)?,
        Command::Fine(Fine::Serve(input)) => keyed(&mut from, input, Work::FineServe)?,
        Command::Receipt(Receipt::Issue(input)) => keyed(&mut from, input, Work::ReceiptIssue)?,
        Command::Receipt(Receipt::Cancel(input)) => keyed(&mut from, input, Work::ReceiptCancel)?,
        Command::Receipt(Receipt::Spoil(input)) => keyed(&mut from, input, Work::ReceiptSpoil)?,
        Command::Request(Request::Register(input)) => {
            keyed(&mut from, input, Work::RequestRegister)?
        }
        Command::Request(Request::Act(input)) => keyed(&mut from, input, Work::RequestAct)?,
        Command::Protocol(Protocol::Register(input)) => {
            keyed(&mut from, input, Work::ProtocolRegister)?
        }
        Command::Protocol(Protocol::Route(input)) => keyed(&mut from, input, Work::ProtocolRoute)?,
        Command::Protocol(Protocol::Answer(input)) => {
            keyed(&mut from, input, Work::ProtocolAnswer)?
        }
        Command::Protocol(Protocol::Cancel(input)) => {
            keyed(&mut from, input, Work::ProtocolCancel)?
        }
        Command::Reading(reading) => reading_work(&mut from, reading)?,
        Command::Cash(Cash::Open(input)) => keyed(&mut from, input, Work::CashOpen)?,
        Command::Cash(Cash::Hand(input)) => keyed(&mut from, input, Work::CashHand)?,
        Command::Cash(Cash::Take(input)) => keyed(&mut from, input, Work::CashTake)?,
        Command::Cash(Cash::Return(input)) => keyed(&mut from, input, Work::CashReturn)?,
        Command::Cash(Cash::Close(input)) => keyed(&mut from, input, Work::CashClose)?,
        Command::Cash(Cash::Show { who }) => (who, Work::CashShow),
        Command::Enrol {
            centre,
            code_file,
            name,
            who,
        } => {
            let code = from.text(&code_file)?.trim().to_owned();
            (who, Work::Enrol { centre, code, name })
        }
        Command::Attach {
            case,
            file,
            what,
            key,
            who,
        } => {
            let unreadable =
                || NodeError::from(Finding::new(web::FILE_UNREADABLE).with("path", file.display()));
            let input = Attach {
                case,
                what: match what {
                    FileKind::Photo => What::Photo,
                    FileKind::Scan => What::Scan,
                    FileKind::Document => What::Document,
                },
                file: std::fs::canonicalize(&file).map_err(|_| unreadable())?,
            };
            let key = key_or_fresh(key)?;
            (who, Work::Attach(Keyed { key, input }))
        }
        Command::List {
            kind,
            state,
            limit,
            offset,
            who,
        } => {
            let kind = match kind {
                Kind::Fine => CaseKind::FINE,
                Kind::Receipt => CaseKind::RECEIPT,
                Kind::Request => CaseKind::REQUEST,
                Kind::Protocol => CaseKind::PROTOCOL,
                Kind::Reading => CaseKind::IRRIGATION_BOOK,
                Kind::CashDay => CaseKind::CASH_DAY,
            };
            let states = state.into_iter().collect();
            (
                who,
                Work::List(ListFilter {
                    kind: Some(kind),
                    states,
                    limit,
                    offset,
                    ..ListFilter::default()
                }),
            )
        }
        Command::Users(Users::Add {
            name,
            new_password_file,
            who,
        }) => {
            let password = from.password(&new_password_file)?;
            (
                who,
                Work::AddUser {
                    login: name,
                    password,
                },
            )
        }
        Command::Users(Users::Password {
            new_password_file,
            who,
        }) => {
            let new = from.password(&new_password_file)?;
            (who, Work::ChangePassword { new })
        }
        Command::Show { what, who } => (who, Work::Show { what }),
        Command::Search { text, who } => (who, Work::Search { text }),
        Command::Status { who } => (who, Work::Status),
        Command::Sync { who } => (who, Work::Sync),
        Command::Numbers { who } => (who, Work::Numbers),
        Command::Verify { stub, who } => (who, Work::Verify { stub }),
        Command::Rebuild { check, who } => (who, Work::Rebuild { check }),
        Command::Init { .. } | Command::Serve { .. } => {
            return Err(NodeError::Us("a command that stays here"));
        }
    };
    let password = from.password(&who.password_file)?;
    Ok(Handed {
        user: who.user,
        password,
        work,
    })
}

fn reading_work(from: &mut Sources, reading: Reading) -> Result<(Who, Work), NodeError> {
    match reading {
        Reading::Take(input) => keyed(from, input, Work::ReadingTake),
        Reading::Correct(input) => keyed(from, input, Work::ReadingCorrect),
        Reading::Decide(input) => keyed(from, input, Work::ReadingDecide),
        Reading::Replace(input) => keyed(from, input, Work::MeterReplace),
        Reading::Transfer(input) => keyed(from, input, Work::HolderTransfer),
        Reading::NoWater(input) => keyed(from, input, Work::NoWater),
        Reading::Turn(input) => keyed(from, input, Work::WaterTurn),
        Reading::Note(input) => keyed(from, input, Work::MeterNote),
        Reading::Walk { network, who } => Ok((who, Work::Walk { network })),
    }
}

fn keyed<I: DeserializeOwned>(
    from: &mut Sources,
    input: Input,
    work: fn(Keyed<I>) -> Work,
) -> Result<(Who, Work), NodeError> {
    let typed = from.json(&input.input)?;
    let key = key_or_fresh(input.key)?;
    Ok((input.who, work(Keyed { key, input: typed })))
}

fn key_or_fresh(key: Option<String>) -> Result<String, NodeError> {
    match key {
        Some(key) => Ok(key),
        None => random_hex().map_err(|_| NodeError::refuse(us::UNEXPECTED)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::args::Cli;
    use super::*;
    use clap::Parser as _;

    fn refusal(words: &[&str]) -> NodeError {
        let cli = Cli::try_parse_from(std::iter::once("loggia-node").chain(words.iter().copied()))
            .unwrap();
        handed(cli.command).err().unwrap()
    }

    #[test]
    fn what_does_not_read_is_said_with_its_place_and_not_quoted() {
        let folder = tempfile::tempdir().unwrap();
        let (password, form) = (folder.path().join("p"), folder.path().join("f"));
        std::fs::write(&password, "ψάρι\n").unwrap();
        std::fs::write(&form, "{\"plate\": ΗΚΑ-1000}").unwrap();
        let words = |form: &Path| {
            ["fine", "issue", "--user", "dokimi", "--input"]
                .map(str::to_owned)
                .into_iter()
                .chain([
                    form.display().to_string(),
                    "--password-file".into(),
                    password.display().to_string(),
                ])
                .collect::<Vec<_>>()
        };
        let text = |words: Vec<String>| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            refusal(&words).findings().remove(0).greek()
        };
        let bad = text(words(&form));
        assert!(bad.contains("γραμμή 1") && !bad.contains("ΗΚΑ"), "{bad}");
        std::fs::write(&form, "{\"palte\": \"ΗΚΑ-1000\"}").unwrap();
        let misspelt = text(words(&form));
        assert!(
            misspelt.contains("«palte»") && !misspelt.contains("ΗΚΑ"),
            "a field that nobody reads is not dropped silently: {misspelt}"
        );
        assert!(text(words(Path::new("δεν υπάρχει"))).contains("δεν διαβάζεται"));
    }

    #[test]
    fn standard_input_gives_one_text_only() {
        let mut from = Sources {
            standard_input_used: true,
        };
        assert_eq!(
            from.password(Path::new("-")).unwrap_err().code(),
            web::ARGUMENTS
        );
    }

    #[test]
    fn the_end_of_the_line_is_no_part_of_a_password() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p");
        std::fs::write(&file, "με κενά στο τέλος \r\nάλλη γραμμή").unwrap();
        assert_eq!(
            Sources::default().password(&file).unwrap(),
            "με κενά στο τέλος "
        );
    }
}
