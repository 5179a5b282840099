//! The books as a subsystem: rights, the nightly check, commands. Their pages stand in the server's back office.

use crate::model::Ledger;
use crate::{publication, trial_balance, verify};
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::jobs::{JobKind, JobRun};
use loggia_core::migrations::Migration;
use loggia_core::rights::Right;
use loggia_core::subsystem::{CliCommand, Subsystem};
use loggia_core::{Fail, Outcome};
use loggia_schema::calendar::parse_greek_date;
use loggia_schema::message::Finding;
use serde_json::{Value, json};

/// Read journal, trial balance, cards (ανάγνωση βιβλίων).
pub const JOURNAL_READ: Right = Right::read(
    "books.journal.read",
    "Ανάγνωση ημερολογίου, ισοζυγίου και καρτελών",
);
/// Keep chart, roles and mappings.
pub const ACCOUNTS_WRITE: Right = Right::write(
    "books.accounts.write",
    "Τήρηση σχεδίου λογαριασμών και ρόλων",
);
/// Open years, lock and close periods, grant exceptions.
pub const PERIODS_WRITE: Right = Right::write(
    "books.periods.write",
    "Άνοιγμα ετών, κλείδωμα και κλείσιμο περιόδων",
);

/// The tables of the books.
const MIGRATIONS: &[Migration] = &[Migration {
    name: "001-books",
    sql: include_str!("../migrations/001-books.sql"),
}];

/// The books.
pub static SUBSYSTEM: Subsystem = Subsystem {
    title: "Λογιστικά βιβλία",
    migrations: MIGRATIONS,
    rights: &[JOURNAL_READ, ACCOUNTS_WRITE, PERIODS_WRITE],
    jobs: &[JobKind {
        name: "books.verify",
        title: "Έλεγχος βιβλίων",
        daily: false,
        run: verify_job,
    }],
    cli: &[
        CliCommand {
            name: "verify",
            help: "έλεγχος αλυσίδας, κενών και υπολοίπων",
            right: JOURNAL_READ,
            run: verify_command,
        },
        CliCommand {
            name: "trial-balance",
            help: "ισοζύγιο: [ημερομηνία] [general|budget]",
            right: JOURNAL_READ,
            run: trial_command,
        },
        CliCommand {
            name: "heads",
            help: "κεφαλές του ημερολογίου",
            right: JOURNAL_READ,
            run: heads_command,
        },
    ],
    ..Subsystem::new("books")
};

fn verify_job(app: &App, _: &JobRun<'_>) -> Outcome<Value> {
    check(app)
}

fn verify_command(app: &App, _: &Ctx, _: &[String]) -> Outcome<Value> {
    check(app)
}

/// The check as JSON: counts and Greek findings.
fn check(app: &App) -> Outcome<Value> {
    let report = app.db().read(verify)?;
    Ok(json!({
        "clean": report.is_clean(),
        "entries": report.entries,
        "lines": report.lines,
        "findings": report.findings.iter().map(Finding::greek).collect::<Vec<_>>(),
    }))
}

fn trial_command(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let day = match args.first() {
        Some(text) => parse_greek_date(text, ctx.today)?,
        None => ctx.today,
    };
    let ledger = if args.get(1).is_some_and(|arg| arg == Ledger::Budget.text()) {
        Ledger::Budget
    } else {
        Ledger::General
    };
    let trial = app.db().read(|tx| trial_balance(tx, ledger, day, false))?;
    let (debit, credit) = trial.totals();
    let rows = trial.rows.iter().map(|row| {
        json!({ "account": row.account, "name": row.name, "debit": row.opening.0.get() + row.movement.0.get(),
                "credit": row.opening.1.get() + row.movement.1.get(), "balance": row.balance().get() })
    });
    Ok(json!({
        "ledger": ledger.text(), "as_of": day.to_string(), "rows": rows.collect::<Vec<_>>(),
        "debit": debit.get(), "credit": credit.get(), "difference": trial.difference().get(),
    }))
}

fn heads_command(app: &App, _: &Ctx, _: &[String]) -> Outcome<Value> {
    let heads = app
        .db()
        .read(|tx| publication::heads(tx).map_err(Fail::from))?;
    let rows = heads
        .iter()
        .map(|head| json!({ "entry": head.id.to_string(), "link": head.printed() }));
    Ok(json!({ "heads": rows.collect::<Vec<_>>() }))
}
