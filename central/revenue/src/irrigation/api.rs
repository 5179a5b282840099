//! Irrigation on the command line: JSON in, JSON out.

use super::decide::{self, Decision, Wish};
use super::{BILL, DECIDE, READ, SEASON, bills, seasons, store};
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::subsystem::CliCommand;
use loggia_core::{Fail, Outcome};
use loggia_schema::message::{Finding, irrigation};
use serde_json::{Value, json};

/// The commands of this source.
pub(super) const COMMANDS: &[CliCommand] = &[
    CliCommand {
        name: "readings",
        help: "βιβλία ενδείξεων: [λέξεις αναζήτησης]",
        right: READ,
        run: list,
    },
    CliCommand {
        name: "reading-holds",
        help: "ενδείξεις σε έλεγχο: [ΔΙΚΤΥΟ]",
        right: READ,
        run: holds,
    },
    CliCommand {
        name: "reading-decide",
        help: "απόφαση: ΒΙΒΛΙΟ ΕΝΔΕΙΞΗ accept|reject|ΨΗΦΙΑ ΑΙΤΙΟΛΟΓΙΑ",
        right: DECIDE,
        run: decide_one,
    },
    CliCommand {
        name: "water-bill",
        help: "λογαριασμός σύνδεσης: ΠΕΡΙΟΔΟΣ ΣΥΝΔΕΣΗ [ΛΕΠΤΑ]",
        right: BILL,
        run: bill,
    },
    CliCommand {
        name: "water-bills",
        help: "λογαριασμοί περιόδου: ΠΕΡΙΟΔΟΣ [ΔΙΚΤΥΟ]",
        right: BILL,
        run: run_bills,
    },
    CliCommand {
        name: "water-networks",
        help: "νερό ανά δίκτυο και απώλειες: ΠΕΡΙΟΔΟΣ",
        right: READ,
        run: networks,
    },
    CliCommand {
        name: "water-season",
        help: "επόμενο στάδιο περιόδου: ΠΕΡΙΟΔΟΣ",
        right: SEASON,
        run: season,
    },
];

const LIMIT: u32 = 500;

fn word(args: &[String], at: usize) -> &str {
    args.get(at).map_or("", String::as_str)
}

fn list(app: &App, _: &Ctx, args: &[String]) -> Outcome<Value> {
    let wanted = store::Wanted {
        typed: args.join(" "),
        ..store::Wanted::default()
    };
    let (books, found) = app
        .db()
        .read(|tx| store::search(tx, &wanted).map_err(Fail::from))?;
    let rows = books
        .iter()
        .map(|book| json!({ "doc": book.doc, "scope": book.scope, "row": book.row }));
    Ok(json!({ "found": found, "books": rows.collect::<Vec<_>>() }))
}

fn holds(app: &App, _: &Ctx, args: &[String]) -> Outcome<Value> {
    let network = args.first().map(String::as_str);
    let holds = app
        .db()
        .read(|tx| store::holds(tx, network, LIMIT).map_err(Fail::from))?;
    let row = |hold: &super::model::Hold| {
        json!({
            "book": hold.doc, "reading": hold.reading.to_string(), "meter": hold.meter, "network": hold.network,
            "taken_at": hold.taken_at, "value": hold.value, "why": hold.why,
        })
    };
    Ok(json!({ "holds": holds.iter().map(row).collect::<Vec<_>>() }))
}

fn decide_one(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let unknown = || Finding::new(irrigation::READING_UNKNOWN);
    let decision = Decision {
        book: word(args, 0).parse().map_err(|_| unknown())?,
        reading: word(args, 1).parse().map_err(|_| unknown())?,
        outcome: match word(args, 2) {
            "accept" => Wish::Accept,
            "reject" => Wish::Reject,
            digits => Wish::Correct(digits.to_owned()),
        },
        reason: args.iter().skip(3).cloned().collect::<Vec<_>>().join(" "),
    };
    app.db().write(|tx| decide::decide(tx, ctx, &decision))?;
    Ok(json!({ "decided": decision.reading.to_string() }))
}

fn bill(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let minutes = word(args, 2).parse().unwrap_or(0);
    let made = app
        .db()
        .write(|tx| bills::make(tx, ctx, word(args, 1), word(args, 0), minutes))?;
    Ok(json!({
        "number": made.number, "connection": made.connection, "due": made.due.get(), "litres": made.volume,
        "why": made.explained.greek(),
    }))
}

fn run_bills(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let network = args.get(1).map(String::as_str);
    let run = app
        .db()
        .write(|tx| bills::run(tx, ctx, word(args, 0), network))?;
    let left = run
        .left
        .iter()
        .map(|(connection, why)| json!({ "connection": connection, "why": why.greek() }));
    Ok(json!({ "made": run.made, "total": run.total.get(), "left": left.collect::<Vec<_>>() }))
}

fn networks(app: &App, _: &Ctx, args: &[String]) -> Outcome<Value> {
    let water = app
        .db()
        .read(|tx| store::per_network(tx, word(args, 0)).map_err(Fail::from))?;
    let row = |network: &super::model::NetworkWater| {
        json!({
            "network": network.network, "meters": network.meters, "measured": network.measured,
            "produced": network.produced, "lost": network.lost(),
        })
    };
    Ok(json!({ "networks": water.iter().map(row).collect::<Vec<_>>() }))
}

fn season(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let season = app.db().write(|tx| seasons::step(tx, ctx, word(args, 0)))?;
    Ok(json!({ "season": season.code, "state": season.state.name() }))
}
