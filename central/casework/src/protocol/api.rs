//! The protocol on the command line: JSON out.

use super::READ;
use super::store::{self, Wanted};
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::subsystem::CliCommand;
use loggia_core::{Fail, Outcome};
use serde_json::{Value, json};

/// The commands of the protocol.
pub(super) const COMMANDS: &[CliCommand] = &[
    CliCommand {
        name: "protocol",
        help: "ευρετήριο πρωτοκόλλου: [λέξεις αναζήτησης]",
        right: READ,
        run: list,
    },
    CliCommand {
        name: "protocol-series",
        help: "σειρές πρωτοκόλλου και κενά",
        right: READ,
        run: series,
    },
];

fn list(app: &App, _: &Ctx, args: &[String]) -> Outcome<Value> {
    let wanted = Wanted {
        typed: args.join(" "),
        ..Wanted::default()
    };
    let (entries, found) = app
        .db()
        .read(|tx| store::search(tx, &wanted).map_err(Fail::from))?;
    let rows = entries
        .iter()
        .map(|entry| json!({ "doc": entry.doc, "scope": entry.scope, "row": entry.row }));
    Ok(json!({ "found": found, "entries": rows.collect::<Vec<_>>() }))
}

fn series(app: &App, _: &Ctx, _: &[String]) -> Outcome<Value> {
    let all = app
        .db()
        .read(|tx| store::all_series(tx).map_err(Fail::from))?;
    let rows = all.iter().map(|series| {
        let gaps = series
            .gaps
            .iter()
            .map(|gap| json!({ "first": gap.first, "last": gap.last, "reason": gap.reason }));
        json!({
            "desk": series.desk, "mark": series.mark, "register": series.register, "year": series.year,
            "last": series.last, "gaps": gaps.collect::<Vec<_>>(),
        })
    });
    Ok(json!({ "series": rows.collect::<Vec<_>>() }))
}
