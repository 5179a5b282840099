//! Files: a photo that was acknowledged is at the town hall to the byte, never shown as arrived before it is, and comes to
//! whoever of the same desk asks for it.

use super::takes_part;
use crate::ledger::{Fact, Told};
use crate::world::World;
use loggia_intake::blobs;
use loggia_node::commands::Which;
use loggia_node::queries::FileStand;
use loggia_schema::ids::BlobId;
use loggia_sync::blob::{BlobKey, BlobList};
use std::collections::BTreeSet;

/// Everything that was attached is where it must be, as it was.
pub fn look(world: &mut World) -> Vec<String> {
    let mut objections = Vec::new();
    let attached: Vec<(Told, Vec<u8>)> = world
        .ledger
        .told
        .iter()
        .filter_map(|told| match &told.fact {
            Fact::Attached(content) => Some((told.clone(), content.clone())),
            _ => None,
        })
        .collect();
    let mut asked = BTreeSet::new();
    for (told, content) in &attached {
        let blob = BlobList::of(content).expect("a blob").id();
        let key = BlobKey {
            doc: told.doc,
            blob,
        };
        let who = world.offices[told.office].post.name;
        match at_centre(world, &key) {
            Some(found) if found == *content => {}
            Some(_) => objections.push(format!(
                "a file of {} is another one at the centre",
                told.number
            )),
            None if told.at_risk => {}
            // a revoked laptop hands in entries and no files
            None if !takes_part(world, told.office) => {}
            None => objections.push(format!("a file of {} is not at the centre", told.number)),
        }
        for at in 0..world.offices.len() {
            if !takes_part(world, at) {
                continue;
            }
            let there = at_centre(world, &key).is_some();
            let Some(stand) = stand(world, at, told, blob) else {
                continue;
            };
            if stand == FileStand::Both && !there {
                objections.push(format!(
                    "a laptop shows a file of {} as arrived",
                    told.number
                ));
            }
            // A store that was put back has forgotten its files; the town hall has them.
            let forgotten =
                world.offices[at].was_put_back && there && stand == FileStand::Elsewhere;
            if at == told.office && stand != FileStand::Both && !told.at_risk && !forgotten {
                objections.push(format!(
                    "{who} shows the file of {} as {stand:?}",
                    told.number
                ));
            }
            if stand == FileStand::Elsewhere && there {
                let session = world.offices[at].session().expect("a running node");
                let wanted = session.expect("a session").file_want(&told.doc, &blob);
                wanted.expect("a file that can be asked for");
                asked.insert(at);
            }
        }
    }
    for at in asked {
        // fetched in the first, vouched for in the second
        world.converse(at);
        world.converse(at);
        for (told, content) in &attached {
            let blob = BlobList::of(content).expect("a blob").id();
            let session = world.offices[at].session().expect("a running node");
            let mut session = session.expect("a session");
            let shown = session.show(&Which::Doc(told.doc));
            let named =
                shown.is_ok_and(|shown| shown.files.iter().any(|line| line.file.blob == blob));
            let here = session.file(&told.doc, &blob).map(|file| file.bytes);
            let there = || {
                let key = BlobKey {
                    doc: told.doc,
                    blob,
                };
                at_centre(world, &key).is_some()
            };
            if named && here.as_ref().ok() != Some(content) && there() {
                objections.push(format!(
                    "a file of {} did not come when asked for",
                    told.number
                ));
            }
        }
    }
    objections
}

fn at_centre(world: &World, key: &BlobKey) -> Option<Vec<u8>> {
    world
        .hall
        .read(|tx| Ok(blobs::content(tx, key).ok().map(|(_, bytes)| bytes)))
}

fn stand(world: &mut World, at: usize, told: &Told, blob: BlobId) -> Option<FileStand> {
    let session = world.offices[at].session()?.ok();
    let shown = session?.show(&Which::Doc(told.doc)).ok()?;
    let line = shown
        .files
        .into_iter()
        .find(|line| line.file.blob == blob)?;
    Some(line.stand)
}
