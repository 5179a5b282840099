//! The command line: open the installation, check the right, call, print one JSON line.
//!
//! A command of a subsystem needs no line here: it comes with the subsystem ([`loggia_core::subsystem::CliCommand`]).
//! Exit status: 0 done, 1 refused or wrong (JSON with code and Greek sentence on standard error), 2 wrong words.

mod args;
mod devices;
mod folder;
mod users;

pub use args::{Cli, Command};

use crate::install::{Install, InstallError, New, Place};
use crate::serve;
use clap::error::{ContextKind, ErrorKind};
use loggia_books::{JournalFilter, journal};
use loggia_core::ctx::{Actor, Ctx};
use loggia_core::rights::{self, Right};
use loggia_core::{Fail, access};
use loggia_intake::judge;
use loggia_schema::calendar::parse_greek_date;
use loggia_schema::ids::MunicipalityId;
use loggia_schema::message::{Finding, access as access_says, us, web};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Why a command ended badly.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The installation.
    #[error(transparent)]
    Install(#[from] InstallError),
    /// A rule or the store.
    #[error(transparent)]
    Fail(#[from] Fail),
    /// An import folder with errors: the whole report.
    #[error("the folder has errors")]
    Report(Value),
    /// The server could not start.
    #[error(transparent)]
    Start(#[from] serve::StartError),
}

impl From<Finding> for CliError {
    fn from(finding: Finding) -> Self {
        CliError::Fail(finding.into())
    }
}

impl From<loggia_core::db::DbError> for CliError {
    fn from(error: loggia_core::db::DbError) -> Self {
        CliError::Fail(error.into())
    }
}

impl From<loggia_core::entropy::NoEntropy> for CliError {
    fn from(error: loggia_core::entropy::NoEntropy) -> Self {
        CliError::Fail(error.into())
    }
}

impl CliError {
    fn json(&self) -> Value {
        let finding = match self {
            CliError::Install(error) => error.finding(),
            CliError::Fail(fail) => fail.finding(),
            CliError::Start(error) => error.finding(),
            CliError::Report(report) => return report.clone(),
        };
        told(&finding)
    }
}

fn told(finding: &Finding) -> Value {
    json!({ "error": finding.greek(), "code": finding.code.to_string() })
}

/// The command as typed. Words that are none are answered like any refusal, below clap's own explanation.
pub fn words() -> Result<Cli, ExitCode> {
    Cli::read(std::env::args_os()).map_err(|error| {
        let _ = error.print();
        if error.use_stderr() && error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        {
            let word = error.get(ContextKind::InvalidArg);
            let word = word.or_else(|| error.get(ContextKind::InvalidSubcommand));
            let word = word.map_or_else(|| "–".to_owned(), ToString::to_string);
            let finding = Finding::new(web::WORDS).with("word", word);
            return print(&mut std::io::stderr(), &told(&finding), ExitCode::from(2));
        }
        ExitCode::from(u8::from(error.use_stderr()) * 2)
    })
}

/// Runs one command and prints its answer.
pub fn run(cli: Cli) -> ExitCode {
    match answer(cli) {
        Ok(value) => print(&mut std::io::stdout(), &value, ExitCode::SUCCESS),
        Err(error) => {
            tracing::debug!(%error, "the command was refused");
            if matches!(
                &error,
                CliError::Install(InstallError::Keys(_) | InstallError::Disk(_))
                    | CliError::Start(_)
            ) {
                tracing::warn!(%error, "the installation does not open");
            }
            print(&mut std::io::stderr(), &error.json(), ExitCode::FAILURE)
        }
    }
}

/// One line; a reader who went away is not an error of the command.
fn print(out: &mut impl std::io::Write, value: &Value, code: ExitCode) -> ExitCode {
    let _ = writeln!(out, "{value}").and_then(|()| out.flush());
    code
}

fn answer(cli: Cli) -> Result<Value, CliError> {
    let place = place(&cli);
    match cli.command {
        Command::Init {
            municipality,
            name,
            training,
        } => init(&place, municipality, name, training),
        Command::Demo {
            folder,
            seed,
            size,
            dirt,
        } => folder::demo(&folder, seed, size, dirt),
        Command::Restore { folder } => folder::restore(&place, &folder),
        command => {
            let install = place.open()?;
            let by = Operator::find(&install, cli.options.user.as_deref())?;
            command_of(&install, &by, command)
        }
    }
}

fn place(cli: &Cli) -> Place {
    let beside = || {
        let mut name = cli.options.dir.clone().into_os_string();
        name.push(".keys.json");
        PathBuf::from(name)
    };
    Place {
        folder: cli.options.dir.clone(),
        keys: cli.options.keys.clone().unwrap_or_else(beside),
        postgres: cli.options.postgres.clone(),
        now: cli.options.now.clone(),
    }
}

fn init(place: &Place, municipality: u32, name: String, training: bool) -> Result<Value, CliError> {
    let new = New {
        municipality: MunicipalityId(municipality),
        name,
        training,
    };
    let install = place.create(&new)?;
    Ok(json!({
        "municipality": municipality, "training": training, "dir": place.folder, "keys": place.keys,
        "root": install.keys.root_fingerprint(), "centre": install.keys.centre.public(),
    }))
}

/// Who gives the command.
struct Operator {
    actor: Actor,
    rights: Option<rights::RightSet>,
}

impl Operator {
    fn find(install: &Install, login: Option<&str>) -> Result<Operator, CliError> {
        let Some(login) = login else {
            return Ok(Operator {
                actor: Actor::System("cli"),
                rights: None,
            });
        };
        let found = install.app.db().read(|tx| -> Result<_, Fail> {
            let user = access::user_by_login(tx, login)?.filter(|user| user.active);
            let user = user
                .ok_or_else(|| Finding::new(access_says::ACCOUNT_UNKNOWN).with("login", login))?;
            Ok((user.id, rights::rights_of(tx, user.id)?))
        })?;
        Ok(Operator {
            actor: Actor::User(found.0),
            rights: Some(found.1),
        })
    }

    /// The administrator with the key file may everything; a user what his roles say.
    fn must_hold(&self, right: Right) -> Result<(), CliError> {
        match &self.rights {
            Some(held) if !held.has(right) => Err(Finding::new(access_says::NO_RIGHT)
                .with("right", right.title)
                .into()),
            _ => Ok(()),
        }
    }

    fn ctx(&self, install: &Install) -> Result<Ctx, CliError> {
        Ok(install.app.ctx(self.actor.clone())?)
    }
}

fn command_of(install: &Install, by: &Operator, command: Command) -> Result<Value, CliError> {
    match command {
        Command::Serve { quic, http } => Ok(serve::run(install, quic, http)?),
        Command::Import {
            folder,
            dry_run,
            report,
        } => folder::import(install, by, &folder, dry_run, report.as_deref()),
        Command::Enrol { name, scopes } => devices::enrol(install, by, &name, &scopes),
        Command::Revoke { device, reason } => devices::revoke(install, by, &device, &reason),
        Command::Users(users) => users::run(install, by, users),
        Command::Line { what } => devices::line(install, by, &what),
        Command::Status => devices::status(install, by),
        Command::Numbers => devices::numbers(install, by),
        Command::Journal { from, limit } => journal_of(install, by, from.as_deref(), limit),
        Command::Judge => {
            let judged = judge::judge_all(&install.app, &install.centre)?;
            Ok(
                json!({ "judged": judged.judged, "not_accepted": judged.not_accepted, "waiting": judged.waiting }),
            )
        }
        Command::Backup { folder } => folder::backup(install, by, &folder),
        Command::Of(command, words) => {
            by.must_hold(command.right)?;
            Ok((command.run)(&install.app, &by.ctx(install)?, &words)?)
        }
        Command::Resume => devices::resume(install, by),
        Command::Init { .. } | Command::Demo { .. } | Command::Restore { .. } => {
            Err(Finding::new(us::UNEXPECTED).into())
        }
    }
}

fn journal_of(
    install: &Install,
    by: &Operator,
    from: Option<&str>,
    limit: u32,
) -> Result<Value, CliError> {
    by.must_hold(loggia_books::JOURNAL_READ)?;
    let today = by.ctx(install)?.today;
    let from = from.map(|text| parse_greek_date(text, today)).transpose()?;
    let entries = install.app.db().read(|tx| -> Result<Vec<Value>, Fail> {
        let filter = JournalFilter { from, limit, ..JournalFilter::default() };
        let mut out = Vec::new();
        for entry in journal::list(tx, &filter)? {
            let lines = journal::lines_of(tx, entry.id)?;
            out.push(json!({
                "entry": entry.id.to_string(), "no": entry.id.no, "event": entry.event_date.to_string(),
                "accounting": entry.accounting_date.to_string(), "source": entry.source.kind, "key": entry.source.key,
                "text": entry.text, "lines": lines.iter().map(line_json).collect::<Vec<_>>(),
            }));
        }
        Ok(out)
    })?;
    Ok(json!({ "entries": entries }))
}

fn line_json(line: &journal::Line) -> Value {
    json!({
        "ledger": line.ledger.text(), "account": line.account, "side": line.side, "amount": line.amount.get(),
        "budget": line.budget_code, "document": line.document,
    })
}
