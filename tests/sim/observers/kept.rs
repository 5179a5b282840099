//! Acknowledged is kept: whatever a person was told is in the store of that laptop and at the town hall, and signed for.

use super::{takes_part, timeline};
use crate::ledger::Told;
use crate::world::World;
use loggia_node::commands::Which;
use std::collections::BTreeSet;

/// Everything told is everywhere where it must be.
pub fn look(world: &mut World) -> Vec<String> {
    let mut objections = Vec::new();
    for told in world.ledger.told.clone() {
        let who = world.offices[told.office].post.name;
        let here = at_laptop(world, &told);
        let there: BTreeSet<(String, u64)> = timeline(world, told.doc)
            .into_iter()
            .filter(|judged| judged.event.key.incarnation == told.life)
            .map(|judged| (judged.event.t, judged.event.key.n))
            .collect();
        let event = told.event();
        let this = (event.to_owned(), told.n);
        if told.at_risk && !there.contains(&this) {
            continue;
        }
        if !here.contains(&this) && takes_part(world, told.office) {
            objections.push(format!(
                "{who} lost {event} of {} ({})",
                told.number, told.key
            ));
        }
        if !there.contains(&this) {
            let what = format!(
                "{event} of {} ({}) is not at the centre",
                told.number, told.key
            );
            objections.push(what);
        }
    }
    for at in 0..world.offices.len() {
        if !takes_part(world, at) {
            continue;
        }
        let who = world.offices[at].post.name;
        let session = world.offices[at].session().expect("a running node");
        let outbox = session.expect("a session").outbox().expect("an outbox");
        if outbox.waiting > 0 {
            objections.push(format!(
                "{who} has {} entries nobody signed for",
                outbox.waiting
            ));
        }
        if !world.offices[at].unanswered.is_empty() {
            objections.push(format!("{who} has commands without an answer"));
        }
    }
    objections
}

/// Names and places of the events of this life in the laptop's own timeline of the paper.
fn at_laptop(world: &mut World, told: &Told) -> BTreeSet<(String, u64)> {
    let Some(Ok(mut session)) = world.offices[told.office].session() else {
        return BTreeSet::new();
    };
    let Ok(shown) = session.show(&Which::Doc(told.doc)) else {
        return BTreeSet::new();
    };
    let own = shown
        .timeline
        .into_iter()
        .filter(|line| line.key.incarnation == told.life);
    own.map(|line| (line.event, line.key.n)).collect()
}
