//! Fines on the command line: JSON in, JSON out.

use super::READ;
use super::store::{self, Wanted};
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::subsystem::CliCommand;
use loggia_core::{Fail, Outcome};
use serde_json::{Value, json};

/// The commands of this source.
pub(super) const COMMANDS: &[CliCommand] = &[CliCommand {
    name: "fines",
    help: "κλήσεις: [λέξεις αναζήτησης]",
    right: READ,
    run: list,
}];

fn list(app: &App, _: &Ctx, args: &[String]) -> Outcome<Value> {
    let wanted = Wanted {
        typed: args.join(" "),
        ..Wanted::default()
    };
    let (fines, found) = app
        .db()
        .read(|tx| store::search(tx, &wanted).map_err(Fail::from))?;
    let rows = fines.iter().map(|fine| {
        json!({ "doc": fine.doc, "scope": fine.scope, "collected": fine.collected.get(), "row": fine.row })
    });
    Ok(json!({ "found": found, "fines": rows.collect::<Vec<_>>() }))
}
