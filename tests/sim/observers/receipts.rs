//! Receipts of the town hall: none is ever stored for something that it does not have.
//!
//! The quick look runs after every session, the thorough one at rest.

use super::{takes_part, timeline};
use crate::world::World;
use loggia_node::commands::Which;
use loggia_node::queries::Badge;
use loggia_schema::ids::Height;
use loggia_sync::store::SyncStore as _;
use std::collections::BTreeSet;

/// The sum over the laptop's own feeds: what is signed for is not more than what is there.
pub fn no_receipt_for_nothing(world: &mut World, at: usize) -> Option<String> {
    let office = &mut world.offices[at];
    let (who, scopes, device) = (office.post.name, office.scopes.clone(), office.device);
    let node = office.node.as_ref()?;
    let waiting = node.status().ok()?.waiting_for_centre;
    let (mut written, mut there) = (0, 0);
    for scope in &scopes {
        let centre = world.hall.store().frontier(scope).ok()?;
        for (feed, tip) in node
            .frontier(scope)
            .ok()?
            .iter()
            .filter(|(feed, _)| feed.device == device)
        {
            let held = centre.get(feed).map_or(Height(0), |tip| tip.height);
            written += tip.height.0;
            there += held.0.min(tip.height.0);
        }
    }
    (written.saturating_sub(waiting) > there).then(|| {
        format!(
            "receipts: {who} has receipts for {} entries, the centre has {there}",
            written - waiting
        )
    })
}

/// Every line that a laptop shows as «στο Κέντρο» is at the town hall under the same link.
pub fn look(world: &mut World) -> Vec<String> {
    let mut objections = Vec::new();
    for at in 0..world.offices.len() {
        if !takes_part(world, at) {
            continue;
        }
        for row in super::list(world, at) {
            let there: BTreeSet<String> = timeline(world, row.doc)
                .into_iter()
                .map(|judged| {
                    loggia_sync::feed::EntryTag::of(&loggia_sync::feed::Link(judged.link))
                        .to_string()
                })
                .collect();
            let session = world.offices[at].session().expect("a running node");
            let shown = session
                .expect("a session")
                .show(&Which::Doc(row.doc))
                .expect("a case");
            for line in shown.timeline {
                if line.badge >= Badge::Received && !there.contains(&line.tag) {
                    objections.push(format!("{} shows {} as received", row.number, line.tag));
                }
            }
        }
    }
    objections
}
