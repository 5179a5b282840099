//! The machine on the command line: lists, approval, debtor card, naming a debtor. JSON in, JSON out.

use super::lists::{self, MoneyList};
use super::{
    LISTS_APPROVE, LISTS_DRAFT, PERSONS_MERGE, READ, SETTLE, STRIKE_OFF, card, claims, duplicates,
    merges, persons, strikes,
};
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::subsystem::CliCommand;
use loggia_core::{Fail, Outcome};
use loggia_schema::calendar::parse_greek_date;
use loggia_schema::identifiers::Afm;
use loggia_schema::ids::PersonId;
use loggia_schema::message::{Finding, books};
use serde_json::{Value, json};

/// The commands of the machine.
pub(super) const COMMANDS: &[CliCommand] = &[
    CliCommand {
        name: "lists",
        help: "χρηματικοί κατάλογοι",
        right: READ,
        run: all,
    },
    CliCommand {
        name: "list-preview",
        help: "προεπισκόπηση καταλόγου: ΠΗΓΗ (fines, irrigation)",
        right: READ,
        run: preview,
    },
    CliCommand {
        name: "list-draft",
        help: "σύνταξη καταλόγου: ΠΗΓΗ (fines, irrigation)",
        right: LISTS_DRAFT,
        run: draft,
    },
    CliCommand {
        name: "list-discard",
        help: "απόρριψη σχεδίου: ΑΡΙΘΜΟΣ",
        right: LISTS_DRAFT,
        run: discard,
    },
    CliCommand {
        name: "approve",
        help: "έγκριση και βεβαίωση καταλόγου: ΑΡΙΘΜΟΣ",
        right: LISTS_APPROVE,
        run: approve,
    },
    CliCommand {
        name: "debtor",
        help: "καρτέλα οφειλέτη: ΑΦΜ ή id [ημερομηνία]",
        right: READ,
        run: debtor,
    },
    CliCommand {
        name: "assign-debtor",
        help: "ορισμός οφειλέτη: ΑΡΙΘΜΟΣ-ΚΛΗΣΗΣ ΑΦΜ ή id",
        right: SETTLE,
        run: assign,
    },
    CliCommand {
        name: "strike-off",
        help: "διαγραφή οφειλής: ΑΡΙΘΜΟΣ ΑΠΟΦΑΣΗ ΗΜΕΡΟΜΗΝΙΑ",
        right: STRIKE_OFF,
        run: strike,
    },
    CliCommand {
        name: "person-merge",
        help: "συγχώνευση προσώπων: ΜΕΝΕΙ ΑΛΛΟ (ΑΦΜ, κωδικός ή id) ΑΙΤΙΟΛΟΓΙΑ",
        right: PERSONS_MERGE,
        run: merge,
    },
    CliCommand {
        name: "person-unmerge",
        help: "αναίρεση συγχώνευσης: ΑΛΛΟ (ΑΦΜ, κωδικός ή id) ΑΙΤΙΟΛΟΓΙΑ",
        right: PERSONS_MERGE,
        run: unmerge,
    },
    CliCommand {
        name: "person-duplicates",
        help: "εύρεση διπλών εγγραφών προσώπων",
        right: PERSONS_MERGE,
        run: find_duplicates,
    },
];

const LIMIT: u32 = 500;

fn all(app: &App, _: &Ctx, _: &[String]) -> Outcome<Value> {
    let lists = app
        .db()
        .read(|tx| lists::all(tx, LIMIT).map_err(Fail::from))?;
    Ok(json!({ "lists": lists.iter().map(list_json).collect::<Vec<_>>() }))
}

fn list_json(list: &MoneyList) -> Value {
    json!({
        "list": list.id, "year": list.year, "source": list.source, "state": list.state.code(), "lines": list.lines,
        "total": list.total.get(), "created_at": list.created_at, "approved_at": list.approved_at, "entry": list.entry,
        "seal": list.seal.map(|seal| seal.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
    })
}

fn preview(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let source = source(args);
    let preview = app.db().read(|tx| lists::preview(tx, source, ctx.today))?;
    let lines = preview
        .lines
        .iter()
        .map(|line| json!({ "number": line.claim.number, "amount": line.claim.principal.get() }));
    let out = preview
        .exceptions
        .iter()
        .map(|(line, why)| json!({ "number": line.claim.number, "why": why.greek() }));
    Ok(json!({
        "total": preview.total.get(), "lines": lines.collect::<Vec<_>>(), "exceptions": out.collect::<Vec<_>>(),
    }))
}

fn source(args: &[String]) -> &str {
    args.first().map_or("fines", String::as_str)
}

fn draft(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    app.db()
        .write(|tx| lists::draft(tx, ctx, source(args)))
        .map(|list| list_json(&list))
}

fn discard(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let id = list_id(args)?;
    app.db().write(|tx| lists::discard(tx, ctx, id))?;
    Ok(json!({ "list": id, "state": "discarded" }))
}

fn approve(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let id = list_id(args)?;
    app.db()
        .write(|tx| lists::approve(tx, ctx, id))
        .map(|list| list_json(&list))
}

fn list_id(args: &[String]) -> Outcome<i64> {
    let text = args.first().map(String::as_str).unwrap_or_default();
    text.parse()
        .map_err(|_| Fail::Refused(Finding::new(books::LIST_UNKNOWN).with("list", text)))
}

/// A person by ΑΦΜ or by id.
fn person(app: &App, text: &str) -> Outcome<PersonId> {
    if let Ok(id) = text.parse::<PersonId>() {
        return Ok(id);
    }
    let known = app.db().read(|tx| -> Outcome<Option<persons::Person>> {
        // A code of the old system may look like anything; an ΑΦΜ that is no code must be a right one.
        match persons::by_code(tx, text)? {
            Some(person) => Ok(Some(person)),
            None => Ok(persons::by_afm(tx, &Afm::parse(text)?)?),
        }
    })?;
    known
        .map(|person| person.id)
        .ok_or_else(|| Finding::new(books::PERSON_UNKNOWN).into())
}

fn debtor(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let id = person(app, args.first().map(String::as_str).unwrap_or_default())?;
    let day = match args.get(1) {
        Some(text) => parse_greek_date(text, ctx.today)?,
        None => ctx.today,
    };
    let card = app.db().read(|tx| card::card(tx, id, day))?;
    let lines = card.lines.iter().map(|line| {
        json!({
            "number": line.line.claim.number, "state": line.line.state.code(), "principal": line.line.claim.principal.get(),
            "collected": line.line.collected.get(), "surcharge": line.surcharge.as_ref().map(|s| s.value.get()),
            "owed": line.balance.value.get(), "why": line.balance.greek(),
        })
    });
    Ok(json!({
        "person": card.person.id, "day": card.day.to_string(), "owed": card.owed.value.get(), "credit": card.credit.value.get(),
        "lines": lines.collect::<Vec<_>>(),
    }))
}

fn assign(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let number = args.first().map(String::as_str).unwrap_or_default();
    let id = person(app, args.get(1).map(String::as_str).unwrap_or_default())?;
    app.db().write(|tx| claims::assign(tx, ctx, number, id))?;
    Ok(json!({ "number": number, "person": id }))
}

fn word(args: &[String], at: usize) -> &str {
    args.get(at).map(String::as_str).unwrap_or_default()
}

fn strike(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let day = parse_greek_date(word(args, 2), ctx.today)?;
    let struck = app
        .db()
        .write(|tx| strikes::strike_off(tx, ctx, word(args, 0), (word(args, 1), day)))?;
    Ok(json!({ "number": word(args, 0), "amount": struck.amount.get(), "class": struck.class }))
}

fn merge(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let pair = (person(app, word(args, 0))?, person(app, word(args, 1))?);
    let figures = app
        .db()
        .write(|tx| merges::merge(tx, ctx, pair, word(args, 2)))?;
    Ok(json!({ "kept": pair.0, "other": pair.1, "figures": figures }))
}

fn unmerge(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let other = person(app, word(args, 0))?;
    let fresh = app
        .db()
        .write(|tx| merges::unmerge(tx, ctx, other, word(args, 1)))?;
    Ok(json!({ "other": other, "fresh": fresh }))
}

fn find_duplicates(app: &App, ctx: &Ctx, _: &[String]) -> Outcome<Value> {
    let fresh = app.db().write(|tx| -> Outcome<u64> {
        persons::index_all(tx)?;
        duplicates::propose(tx, ctx)
    })?;
    Ok(json!({ "proposals": fresh }))
}
