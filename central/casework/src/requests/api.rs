//! Requests on the command line: JSON in, JSON out.

use super::READ;
use super::store::{self, Wanted};
use loggia_core::app::App;
use loggia_core::ctx::Ctx;
use loggia_core::subsystem::CliCommand;
use loggia_core::{Fail, Outcome, cases};
use serde_json::{Value, json};

/// The commands of this matter.
pub(super) const COMMANDS: &[CliCommand] = &[
    CliCommand {
        name: "requests",
        help: "αιτήματα πολιτών: [λέξεις αναζήτησης]",
        right: READ,
        run: list,
    },
    CliCommand {
        name: "requests-late",
        help: "εκπρόθεσμα αιτήματα ανά υπηρεσία",
        right: READ,
        run: late,
    },
    CliCommand {
        name: "requests-weeks",
        help: "αιτήματα ανά κοινότητα και εβδομάδα: [από ΕΕΕΕ-ΜΜ-ΗΗ] [έως]",
        right: READ,
        run: weeks,
    },
];

fn list(app: &App, _: &Ctx, args: &[String]) -> Outcome<Value> {
    let wanted = Wanted {
        typed: args.join(" "),
        ..Wanted::default()
    };
    let (requests, found) = app
        .db()
        .read(|tx| store::search(tx, &wanted).map_err(Fail::from))?;
    let rows = requests
        .iter()
        .map(|one| json!({ "doc": one.doc, "scope": one.scope, "row": one.row }));
    Ok(json!({ "found": found, "requests": rows.collect::<Vec<_>>() }))
}

fn late(app: &App, ctx: &Ctx, _: &[String]) -> Outcome<Value> {
    let (late, reference) = app
        .db()
        .read(|tx| Ok::<_, Fail>((store::late_by_office(tx, ctx.today)?, cases::reference(tx)?)))?;
    let offices = late.iter().map(|(office, count)| {
        let place = reference.place(office);
        json!({
            "office": office, "name": place.map(|p| &p.name), "phone": place.and_then(|p| p.phone.as_ref()),
            "late": count
        })
    });
    Ok(json!({ "today": ctx.today, "offices": offices.collect::<Vec<_>>() }))
}

fn weeks(app: &App, ctx: &Ctx, args: &[String]) -> Outcome<Value> {
    let day = |at: usize| args.get(at).and_then(|text| text.parse().ok());
    let year = jiff::civil::date(ctx.today.year(), 1, 1);
    let (from, to) = (day(0).unwrap_or(year), day(1).unwrap_or(ctx.today));
    let counts = app
        .db()
        .read(|tx| store::per_week(tx, from, to).map_err(Fail::from))?;
    let rows = counts
        .iter()
        .map(|one| json!({ "week": one.week, "community": one.community, "count": one.count }));
    Ok(json!({ "from": from, "to": to, "weeks": rows.collect::<Vec<_>>() }))
}
