//! The protocol: every series is gapless or its holes are registered, and no number stands on two documents. And how
//! rows of counters and water are read at the town hall.

use super::{documents_at_centre, store};
use crate::ledger::{Fact, Told};
use crate::world::World;
use loggia_cases::CaseKind;
use loggia_cases::case::{Case as _, Effects, fold};
use loggia_cases::document::RawEvent;
use loggia_cases::irrigation::ReadingBook;
use loggia_cases::protocol::{Protocol, ProtocolNumber};
use loggia_cases::request::Request;
use loggia_casework::protocol::model::Series;
use loggia_casework::{protocol, requests};
use loggia_core::Fail;
use loggia_core::db::Tx;
use loggia_revenue::irrigation;
use loggia_schema::ids::DocId;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What a book of readings says of itself alone; the rest is the review of whoever shows it.
const OF_BOOKS: [&str; 8] = [
    "number",
    "meter",
    "season",
    "connection",
    "network",
    "taken_at",
    "last",
    "readings",
];

/// The registry is whole.
pub fn look(world: &mut World) -> Vec<String> {
    let mut objections = twice(world);
    let series = world.hall.read(|tx| store(protocol::store::all_series(tx)));
    let mut printed: BTreeMap<String, BTreeMap<i64, &Told>> = BTreeMap::new();
    for told in &world.ledger.told {
        let numbered = matches!(told.fact, Fact::Requested(_) | Fact::Entered(_));
        if numbered && !told.number.is_empty() {
            let number = ProtocolNumber::parse(&told.number).expect("a protocol number");
            let of = printed.entry(name(&number)).or_default();
            of.insert(number.no().into(), told);
        }
    }
    for (name, told) in &printed {
        let known = series.iter().find(|known| name_of(known) == *name);
        objections.extend(holes(world, name, told, known));
    }
    let (requests, entries) =
        world
            .ledger
            .told
            .iter()
            .fold((0, 0), |(r, e), told| match told.fact {
                Fact::Requested(_) => (r + 1, e),
                Fact::Entered(_) => (r, e + 1),
                _ => (r, e),
            });
    let gaps = series.iter().map(|series| series.gaps.len()).sum();
    for (what, n) in [
        ("requests", requests),
        ("protocol entries", entries),
        ("protocol gaps", gaps),
    ] {
        (0..n).for_each(|_| world.trace.count(what));
    }
    objections
}

/// A series as the town hall names it.
fn name(number: &ProtocolNumber) -> String {
    format!(
        "{}-{}/{}/{}",
        number.desk(),
        number.mark(),
        number.register().name(),
        number.year()
    )
}

fn name_of(series: &Series) -> String {
    format!(
        "{}-{}/{}/{}",
        series.desk, series.mark, series.register, series.year
    )
}

/// Numbers of a series that nobody has and nobody explains.
fn holes(
    world: &World,
    name: &str,
    told: &BTreeMap<i64, &Told>,
    known: Option<&Series>,
) -> Vec<String> {
    let mut objections = Vec::new();
    let last_told = told.keys().next_back().copied().unwrap_or_default();
    let last = known.map_or(0, |series| series.last).max(last_told);
    for no in 1..=last {
        let gap = known.is_some_and(|series| {
            let mut gaps = series.gaps.iter();
            gaps.any(|gap| (gap.first..=gap.last).contains(&no))
        });
        match told.get(&no) {
            None if gap => {}
            None => objections.push(format!("{name}: {no} is a hole without an explanation")),
            Some(told) if !gap && told.at_risk && is_gone(world, told) && said(world, told) => {
                objections.push(format!("{name}: {no} is lost and not registered as lost"));
            }
            Some(told) if gap && !is_gone(world, told) && !refused(world, told) => {
                objections.push(format!("{name}: {no} is registered as a gap and is there"));
            }
            Some(_) => {}
        }
    }
    objections
}

fn is_gone(world: &World, told: &Told) -> bool {
    super::timeline(world, told.doc).is_empty()
}

/// A refused document takes no part in its series.
fn refused(world: &World, told: &Told) -> bool {
    let judged = super::timeline(world, told.doc);
    judged
        .iter()
        .any(|judged| judged.outcome.as_deref() != Some("accepted"))
}

/// Whether a later life of this store has written in the protocol of the desk: its first entry says what was lost.
fn said(world: &World, lost: &Told) -> bool {
    let desk = |told: &Told| {
        let number = ProtocolNumber::parse(&told.number).ok();
        number.map(|number| number.desk().clone())
    };
    let lives = &world.offices[lost.office].lives;
    let age = |told: &Told| lives.iter().position(|life| *life == told.life);
    !world.offices[lost.office].revoked
        && world.ledger.told.iter().any(|told| {
            told.office == lost.office
                && !told.at_risk
                && matches!(told.fact, Fact::Entered(_) | Fact::Requested(_))
                && age(told) > age(lost)
                && desk(told) == desk(lost)
        })
}

/// Documents of the town hall that bear one number.
fn twice(world: &World) -> Vec<String> {
    let mut bearers: BTreeMap<String, BTreeSet<DocId>> = BTreeMap::new();
    for document in documents_at_centre(world) {
        let kind = CaseKind(document.kind);
        if ![CaseKind::REQUEST, CaseKind::PROTOCOL].contains(&kind) {
            continue;
        }
        let row = world.hall.read(|tx| row(tx, kind, document.id));
        let Some(row) = row.filter(|row| row["stage"] != "lost") else {
            continue;
        };
        let number = row["number"].as_str().unwrap_or_default().to_owned();
        if !number.is_empty() {
            bearers.entry(number).or_default().insert(document.id);
        }
    }
    bearers
        .into_iter()
        .filter(|(_, docs)| docs.len() > 1)
        .map(|(number, docs)| format!("{number} stands on {} documents", docs.len()))
        .collect()
}

/// The town hall's row of a request, an entry or a book of readings, as JSON.
pub fn row(tx: &mut Tx<'_>, kind: CaseKind, doc: DocId) -> Result<Option<Value>, Fail> {
    let json = |row: serde_json::Result<Value>| row.expect("a row as JSON");
    Ok(match kind {
        CaseKind::REQUEST => {
            let (all, _) = store(requests::store::search(
                tx,
                &requests::store::Wanted::default(),
            ))?;
            let found = all.into_iter().find(|found| found.doc == doc);
            found.map(|found| json(serde_json::to_value(found.row)))
        }
        CaseKind::PROTOCOL => {
            let (all, _) = store(protocol::store::search(
                tx,
                &protocol::store::Wanted::default(),
            ))?;
            let found = all.into_iter().find(|found| found.doc == doc);
            found.map(|found| json(serde_json::to_value(found.row)))
        }
        _ => {
            let (all, _) = store(irrigation::store::search(
                tx,
                &irrigation::store::Wanted::default(),
            ))?;
            let found = all.into_iter().find(|found| found.doc == doc);
            found.map(|found| json(serde_json::to_value(found.row)))
        }
    })
}

/// The row that the entries of a document give.
pub fn folded(kind: CaseKind, events: &[RawEvent], effects: &Effects) -> Value {
    let row = match kind {
        CaseKind::REQUEST => serde_json::to_value(Request::row(&fold::<Request>(events, effects))),
        CaseKind::PROTOCOL => {
            serde_json::to_value(Protocol::row(&fold::<Protocol>(events, effects)))
        }
        _ => serde_json::to_value(ReadingBook::row(&fold::<ReadingBook>(events, effects))),
    };
    row.expect("a row as JSON")
}

/// Whether two rows say the same. Readings are reviewed by each with what he knows: see [`super::readings`].
pub fn same(kind: CaseKind, one: &Value, other: &Value) -> bool {
    match kind {
        CaseKind::IRRIGATION_BOOK => OF_BOOKS.iter().all(|name| one[name] == other[name]),
        _ => one == other,
    }
}
