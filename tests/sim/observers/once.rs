//! Nothing twice: one command key is one paper, one number is one paper, one source is one entry of the journal.

use super::{documents_at_centre, store, timeline};
use crate::ledger::{Fact, Told};
use crate::world::World;
use loggia_books::{EntryId, JournalFilter, journal};
use loggia_cases::CaseKind;
use loggia_core::Fail;
use loggia_schema::ids::DocId;
use std::collections::{BTreeMap, BTreeSet};

/// Everything is there once, and nothing is there that nobody was told.
pub fn look(world: &mut World) -> Vec<String> {
    let mut objections = commands(world);
    objections.extend(papers(world));
    objections.extend(sources(world));
    objections
}

fn commands(world: &World) -> Vec<String> {
    let mut objections = Vec::new();
    let (mut keys, mut numbers) = (BTreeMap::new(), BTreeMap::new());
    for told in &world.ledger.told {
        // A replace writes in two papers; the old one is told under the number it always had.
        if let Fact::Replaced(_) = told.fact {
            continue;
        }
        // Nor is the answer that leaves under a number of its own the paper of the command that closed the request.
        let answers = matches!(told.fact, Fact::Entered(Some(_)));
        if !answers
            && keys
                .insert(&told.key, told.doc)
                .is_some_and(|other| other != told.doc)
        {
            objections.push(format!("the command {} made two papers", told.key));
        }
        // A request may wait for its number.
        if !told.number.is_empty()
            && numbers
                .insert(&told.number, told.doc)
                .is_some_and(|other| other != told.doc)
        {
            objections.push(format!("the number {} is on two papers", told.number));
        }
    }
    objections
}

/// Each event of each document at the town hall belongs to one acknowledged command.
fn papers(world: &World) -> Vec<String> {
    let mut objections = Vec::new();
    let mut left: BTreeMap<(DocId, [u8; 10], String), i64> = BTreeMap::new();
    for told in &world.ledger.told {
        *left
            .entry((told.doc, told.life.0, told.event().to_owned()))
            .or_default() += 1;
    }
    for row in documents_at_centre(world) {
        if row.kind == CaseKind::CASH_DAY.0 {
            objections.extend(box_of_receipts(world, row.id));
            continue;
        }
        for judged in timeline(world, row.id) {
            let (life, name) = (judged.event.key.incarnation, judged.event.t);
            // A store that was put back says by itself which numbers are lost.
            if name == "lost" {
                continue;
            }
            let left = left.entry((row.id, life.0, name.clone())).or_default();
            *left -= 1;
            if *left < 0 {
                objections.push(format!(
                    "{name} of {} was written and nobody was told",
                    row.id
                ));
            }
        }
    }
    objections
}

/// The first receipt of a day opens its box, and nobody does anything else with it here.
fn box_of_receipts(world: &World, doc: DocId) -> Option<String> {
    let events = timeline(world, doc);
    let [opened] = events.as_slice() else {
        return Some(format!("the cash day {doc} has {} events", events.len()));
    };
    let life = opened.event.key.incarnation;
    let took = |told: &Told| told.life == life && matches!(told.fact, Fact::Paid { .. });
    let right = opened.event.t == "opened" && world.ledger.told.iter().any(took);
    (!right).then(|| format!("the cash day {doc} was opened and nobody took money"))
}

/// All entries of the journal.
pub fn entries(world: &World) -> Vec<loggia_books::Entry> {
    world.hall.read(|tx| {
        let mut all: Vec<loggia_books::Entry> = Vec::new();
        loop {
            let after: Option<EntryId> = all.last().map(|entry| entry.id);
            let filter = JournalFilter {
                after,
                limit: 500,
                ..JournalFilter::default()
            };
            let page = store(journal::list(tx, &filter))?;
            if page.is_empty() {
                return Ok::<_, Fail>(all);
            }
            all.extend(page);
        }
    })
}

fn sources(world: &mut World) -> Vec<String> {
    let all = entries(world);
    for _ in &all {
        world.trace.count("journal entries");
    }
    let mut seen = BTreeSet::new();
    let twice = all
        .iter()
        .filter(|entry| !seen.insert((entry.source.kind.clone(), entry.source.key.clone())));
    twice
        .map(|entry| {
            format!(
                "{} {} was posted twice",
                entry.source.kind, entry.source.key
            )
        })
        .collect()
}
