//! Numbers: every number of every block is explained by the register, and a printed one by its own paper.

use super::store;
use crate::ledger::Told;
use crate::world::World;
use loggia_cases::number::DocNumber;
use loggia_core::numbers::{self, Explained, Fate, Lease, LeaseState};
use std::collections::BTreeMap;

/// The register explains everything.
pub fn look(world: &mut World) -> Vec<String> {
    let blocks: Vec<(Lease, Vec<Explained>)> = world.hall.read(|tx| {
        let leases = store(numbers::leases(tx, None))?;
        let mut blocks = Vec::new();
        for lease in leases {
            let runs = store(numbers::explained(tx, &lease))?;
            blocks.push((lease, runs));
        }
        Ok(blocks)
    });
    let mut printed: BTreeMap<&str, &Told> = BTreeMap::new();
    for told in &world.ledger.told {
        if told.takes_number(&world.ledger) {
            printed.insert(&told.number, told);
        }
    }
    let mut objections = Vec::new();
    for (lease, runs) in &blocks {
        objections.extend(block(world, &printed, lease, runs));
    }
    let outside = printed
        .values()
        .filter(|told| !blocks.iter().any(|(lease, _)| holds(lease, told)));
    objections.extend(outside.map(|told| format!("{} is of no block", told.number)));
    for _ in &blocks {
        world.trace.count("blocks of numbers");
    }
    objections
}

fn holds(lease: &Lease, told: &Told) -> bool {
    DocNumber::parse(&told.number).is_ok_and(|number| {
        lease.prefix == number.prefix()
            && (lease.first..=lease.last).contains(&i64::from(number.no()))
    })
}

fn block(
    world: &World,
    printed: &BTreeMap<&str, &Told>,
    lease: &Lease,
    runs: &[Explained],
) -> Vec<String> {
    let mut objections = Vec::new();
    let living = world
        .offices
        .iter()
        .any(|office| office.device == lease.device && office.life() == lease.incarnation);
    for run in runs {
        for no in run.first..=run.last {
            let number = format!("{}-{:04}-{no:06}", lease.prefix, lease.year);
            let told = printed.get(number.as_str()).copied();
            if let Some(what) = number_is_wrong(world, (lease, living), run, told) {
                objections.push(format!("{number}: {what}"));
            }
        }
    }
    let first_pending = runs.iter().find(|run| run.fate.is_none());
    let last_used = runs.iter().rfind(|run| run.doc.is_some());
    if let (Some(pending), Some(used)) = (first_pending, last_used)
        && pending.first < used.first
    {
        objections.push(format!(
            "{}-{} has a hole before {}",
            lease.prefix, pending.first, used.first
        ));
    }
    objections
}

fn number_is_wrong(
    world: &World,
    (lease, living): (&Lease, bool),
    run: &Explained,
    told: Option<&Told>,
) -> Option<String> {
    let revoked = |told: &Told| world.offices[told.office].revoked;
    match (run.fate, told) {
        (None, Some(told)) if told.at_risk || revoked(told) => None,
        (None, Some(told)) => Some(format!("printed by {} and not explained", told.key)),
        (None, None) if living && lease.state == LeaseState::Active => None,
        (None, None) => Some("waits for a life that is over".to_owned()),
        (Some(Fate::Issued | Fate::Spoiled | Fate::Replaced), Some(told)) => {
            (run.doc != Some(told.doc)).then(|| "explained by another paper".to_owned())
        }
        (Some(Fate::Issued | Fate::Spoiled | Fate::Replaced), None) => {
            Some("explained as used and nobody was told".to_owned())
        }
        (Some(Fate::Returned | Fate::Lost), Some(told)) if told.at_risk || revoked(told) => None,
        (Some(Fate::Returned | Fate::Lost), Some(told)) => {
            Some(format!("printed by {} and written off", told.key))
        }
        (Some(Fate::Returned | Fate::Lost), None) => None,
    }
}
