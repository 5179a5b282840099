//! The cash desks on the command line: JSON in, JSON out.

use super::model::ListedDay;
use super::{COUNTERSIGN, DEPOSIT, READ, days, store};
use jiff::civil::Date;
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::subsystem::CliCommand;
use loggia_core::{Fail, Outcome};
use loggia_schema::calendar::parse_greek_date;
use loggia_schema::ids::DocId;
use loggia_schema::message::{Finding, cash};
use serde_json::{Value, json};

/// The commands of the desks.
pub(super) const COMMANDS: &[CliCommand] = &[
    CliCommand {
        name: "collected",
        help: "εισπράξεις ανά κωδικό και ταμία: [ημέρα [έως]]",
        right: READ,
        run: collected,
    },
    CliCommand {
        name: "direct-revenue",
        help: "οίκοθεν έσοδα: [από [έως]]",
        right: READ,
        run: direct,
    },
    CliCommand {
        name: "cash-days",
        help: "ταμειακές ημέρες: [από [έως]]",
        right: READ,
        run: all,
    },
    CliCommand {
        name: "countersign",
        help: "προσυπογραφή ακύρωσης διπλοτύπου: ID",
        right: COUNTERSIGN,
        run: countersign,
    },
    CliCommand {
        name: "deposited",
        help: "η κατάθεση της ταμειακής ημέρας βρέθηκε στην τράπεζα: ID",
        right: DEPOSIT,
        run: deposited,
    },
];

fn day(args: &[String], at: usize, ctx: &Ctx) -> Outcome<Option<Date>> {
    let typed = args.get(at);
    let parsed = typed.map(|text| parse_greek_date(text, ctx.today));
    Ok(parsed.transpose()?)
}

fn collected(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let from = day(args, 0, ctx)?.unwrap_or(ctx.today);
    let to = day(args, 1, ctx)?.unwrap_or(from);
    let rows = app
        .db()
        .read(|tx| store::collected(tx, from, to).map_err(Fail::from))?;
    let rows = rows.iter().map(|row| {
        json!({ "code": row.code, "cashier": row.cashier, "card": row.card, "lines": row.lines, "amount": row.amount.get() })
    });
    Ok(json!({ "from": from.to_string(), "to": to.to_string(), "rows": rows.collect::<Vec<_>>() }))
}

fn direct(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let from = day(args, 0, ctx)?.unwrap_or(ctx.today.first_of_month());
    let to = day(args, 1, ctx)?.unwrap_or(from.last_of_month());
    let rows = app
        .db()
        .read(|tx| store::direct(tx, from, to, 100_000).map_err(Fail::from))?;
    let rows = rows.iter().map(|row| {
        json!({ "number": row.number, "day": row.paid_on.to_string(), "code": row.code, "text": row.text, "amount": row.amount.get() })
    });
    Ok(json!({ "from": from.to_string(), "to": to.to_string(), "rows": rows.collect::<Vec<_>>() }))
}

fn all(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let range = (day(args, 0, ctx)?, day(args, 1, ctx)?);
    let found = app
        .db()
        .read(|tx| store::days(tx, range, None, 10_000).map_err(Fail::from))?;
    Ok(json!({ "days": found.iter().map(day_json).collect::<Vec<_>>() }))
}

fn day_json(day: &ListedDay) -> Value {
    json!({ "doc": day.doc, "scope": day.scope, "row": day.row, "deposited_at": day.deposited_at })
}

fn document(args: &[String]) -> Outcome<DocId> {
    let text = args.first().map(String::as_str).unwrap_or_default();
    text.parse()
        .map_err(|_| Fail::Refused(Finding::new(cash::DAY_UNKNOWN)))
}

fn countersign(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let doc = document(args)?;
    app.db().write(|tx| days::countersign(tx, ctx, doc))?;
    Ok(json!({ "doc": doc, "signed": true }))
}

fn deposited(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let doc = document(args)?;
    app.db().write(|tx| days::confirm_deposit(tx, ctx, doc))?;
    Ok(json!({ "doc": doc, "deposited": true }))
}
