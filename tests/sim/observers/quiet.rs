//! Quiet: after everything has come to rest, one session more moves nothing.

use super::takes_part;
use crate::world::{World, moves};

/// A second sync moves nothing.
pub fn look(world: &mut World) -> Vec<String> {
    let mut objections = Vec::new();
    for at in 0..world.offices.len() {
        if !takes_part(world, at) {
            continue;
        }
        let summary = world.meet(at);
        if moves(&summary) {
            let who = world.offices[at].post.name;
            objections.push(format!("{who} at rest still moves {summary:?}"));
        }
    }
    objections
}
