//! The protocol at the town hall: one index over the registers of every desk (ευρετήριο πρωτοκόλλου).
//!
//! ```text
//! laptop ─events─▶ intake ─▶ [take] ─▶ series: next, jump or below ─▶ gap, task
//!                                └──▶ row of the index
//! ```
//!
//! The centre gives no numbers and changes none. It checks that a number belongs to the life of the store that wrote
//! it, that each series goes on by one, and that no number stands on two entries; what does not fit is registered and
//! becomes a task. A refused entry keeps its number in the index: its slip is in somebody's hands.
//!
//! * `model.rs`: entries, series, gaps. * `rules.rs`: what a number means beside its series. Pure.
//! * `store.rs`: rows in and out. * `pages.rs`, `api.rs`: the index and the series for people and the command line.

pub mod api;
pub mod model;
pub mod pages;
mod rules;
pub mod store;
#[cfg(test)]
mod tests;

use loggia_cases::case::{Case, Decoded};
use loggia_cases::protocol::{DeskCode, Event, Lost, Protocol, ProtocolNumber, ProtocolRow};
use loggia_core::cases::{self, Looked};
use loggia_core::ctx::Ctx;
use loggia_core::db::Tx;
use loggia_core::migrations::Migration;
use loggia_core::rights::Right;
use loggia_core::subsystem::{Accepted, MenuItem, Subsystem, Verdict};
use loggia_core::{Fail, Outcome, tasks};
use loggia_schema::message::{Finding, protocol as messages};
use rules::Step;

/// See the index of the protocol (ευρετήριο πρωτοκόλλου).
pub const READ: Right = Right::read("protocol.read", "Προβολή πρωτοκόλλου όλων των γραφείων");
/// Read what entries of the confidential protocol say.
pub const READ_CONFIDENTIAL: Right = Right::read(
    "protocol.read.confidential",
    "Ανάγνωση εμπιστευτικού πρωτοκόλλου",
);

/// The index as a subsystem: one line in the server's list.
pub static SUBSYSTEM: Subsystem = Subsystem {
    title: "Πρωτόκολλο",
    migrations: &[Migration {
        name: "001-protocol",
        sql: include_str!("tables.sql"),
    }],
    intake: &[(Protocol::KIND.0, take)],
    routes: pages::routes,
    rights: &[READ, READ_CONFIDENTIAL],
    menu: &[
        MenuItem {
            title: "Ευρετήριο πρωτοκόλλου",
            path: "/protocol",
            right: READ,
        },
        MenuItem {
            title: "Σειρές και κενά πρωτοκόλλου",
            path: "/protocol/series",
            right: READ,
        },
    ],
    cli: api::COMMANDS,
    ..Subsystem::new("protocol")
};

/// Takes in what a laptop wrote about one entry. Runs again with the same result.
///
/// # Errors
/// The store's. A refusal of the protocol's own rules is a verdict, not an error.
pub fn take(tx: &mut Tx<'_>, accepted: &Accepted, ctx: &Ctx) -> Outcome<Verdict> {
    let looked: Looked<Protocol> = cases::look(accepted)?;
    let state = &looked.folded.state;
    let Some(number) = state.number().cloned() else {
        return Ok(Verdict::Accepted { journal: None });
    };
    let checked = looked.check(tx, accepted, None);
    let mut refused = match checked {
        Ok(()) => None,
        Err(Fail::Refused(finding)) => Some(finding),
        Err(error) => return Err(error),
    };
    for raw in looked.fresh() {
        match Protocol::decode(raw) {
            Decoded::Event(Event::Registered(entry)) => {
                let foreign = note(tx, ctx, accepted, &entry.number)?;
                refused = foreign.or(refused);
            }
            Decoded::Event(Event::Lost(lost)) => note_lost(tx, ctx, &lost)?,
            _ => {}
        }
    }
    let row = ProtocolRow {
        off: accepted.off || refused.is_some(),
        ..Protocol::row(&looked.folded)
    };
    store::put(tx, accepted, &number, &row)?;
    Ok(refused.map_or(Verdict::Accepted { journal: None }, Verdict::Refused))
}

/// Puts a number into its series; the finding when it is not the author's to give.
fn note(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    accepted: &Accepted,
    number: &ProtocolNumber,
) -> Outcome<Option<Finding>> {
    let desk = cases::scope(tx, accepted.scope)?.and_then(|s| DeskCode::parse(&s.code).ok());
    let known = store::series_of(tx, number)?;
    let stranger = known.is_some_and(|(life, _)| life != accepted.incarnation);
    if !number.is_of(accepted.incarnation) || desk.as_ref() != Some(number.desk()) || stranger {
        let finding = Finding::new(messages::FOREIGN_SERIES).with("number", number);
        task(tx, ctx, "protocol-series", number, &finding)?;
        return Ok(Some(finding));
    }
    let no = i64::from(number.no());
    match rules::step(known.map_or(0, |(_, last)| last), no) {
        Step::Next => store::advance(tx, ctx, accepted, number)?,
        Step::Jump(first, last) => {
            store::note_gap(tx, ctx, number, (first, last), "")?;
            store::advance(tx, ctx, accepted, number)?;
            let finding = Finding::new(messages::PROTOCOL_GAP)
                .with("series", format!("{}-{}", number.desk(), number.mark()))
                .with("year", number.year())
                .with("from", first - 1)
                .with("to", no);
            task(tx, ctx, "protocol-gap", number, &finding)?;
        }
        Step::Below => below(tx, ctx, accepted, number)?,
    }
    Ok(None)
}

/// A number below the last one closes its gap; one that stands on another entry is a task, and both stay.
fn below(tx: &mut Tx<'_>, ctx: &Ctx, accepted: &Accepted, number: &ProtocolNumber) -> Outcome<()> {
    if let Some(gap) = store::gap_with(tx, number)? {
        store::drop_gap(tx, number, gap.first)?;
        for rest in rules::without((gap.first, gap.last), number.no().into()) {
            store::note_gap(tx, ctx, number, rest, &gap.reason)?;
        }
    }
    if store::other(tx, accepted.doc, number)?.is_some() {
        let finding = Finding::new(messages::PROTOCOL_NUMBER_USED).with("number", number);
        task(tx, ctx, "protocol-twice", number, &finding)?;
    }
    Ok(())
}

/// Numbers that a store had shown before it was put back from a copy: their entries will not come.
fn note_lost(tx: &mut Tx<'_>, ctx: &Ctx, lost: &Lost) -> Outcome<()> {
    let (first, last) = (i64::from(lost.first.no()), i64::from(lost.last));
    let known = store::series_of(tx, &lost.first)?.map_or(0, |(_, last)| last);
    // What came before the store was lost is no gap.
    let from = first.max(known + 1);
    if from <= last {
        let reason =
            "Η αποθήκη επανήλθε από αντίγραφο: οι εγγραφές χάθηκαν πριν φτάσουν στο Κέντρο";
        store::note_gap(tx, ctx, &lost.first, (from, last), reason)?;
    }
    Ok(())
}

fn task(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    kind: &str,
    number: &ProtocolNumber,
    finding: &Finding,
) -> Outcome<()> {
    tasks::open(tx, ctx, kind, &number.to_string(), finding, READ)?;
    Ok(())
}
