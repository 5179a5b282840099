//! Convergence: every holder of a scope has equal entries, equal timelines and equal rows, the town hall included.

use super::{list, registry, store, takes_part};
use crate::world::World;
use loggia_cases::CaseKind;
use loggia_node::commands::Which;
use loggia_node::queries::{ListRow, TimelineLine};
use loggia_revenue::{fines, receipts};
use loggia_schema::ids::{DocId, ScopeId};
use loggia_sync::store::SyncStore as _;
use std::collections::BTreeMap;

/// All holders agree.
pub fn look(world: &mut World) -> Vec<String> {
    let mut objections = Vec::new();
    let mut first: BTreeMap<ScopeId, (usize, Vec<ListRow>, String)> = BTreeMap::new();
    for at in 0..world.offices.len() {
        if !takes_part(world, at) {
            continue;
        }
        let who = world.offices[at].post.name;
        let rows = list(world, at);
        for scope in world.offices[at].scopes.clone() {
            if let Some(what) = frontier_differs(world, at, &scope) {
                objections.push(format!("{who}: {what}"));
            }
            let mine: Vec<ListRow> = rows
                .iter()
                .filter(|row| row.scope == scope)
                .cloned()
                .collect();
            let told = timelines(world, at, &mine);
            match first.get(&scope) {
                None => drop(first.insert(scope, (at, mine, told))),
                Some((other, theirs, said)) => {
                    let other = world.offices[*other].post.name;
                    let odd = theirs.iter().zip(&mine).find(|(a, b)| a != b);
                    if *theirs != mine {
                        objections.push(format!("{who} and {other} show other rows: {odd:?}"));
                    }
                    let odd = said.lines().zip(told.lines()).find(|(a, b)| a != b);
                    if *said != told {
                        objections.push(format!("{who} and {other} tell other stories: {odd:?}"));
                    }
                }
            }
        }
        for row in rows {
            if let Some(what) = centre_differs(world, &row) {
                objections.push(format!("{who}: {what}"));
            }
        }
    }
    objections
}

fn frontier_differs(world: &World, at: usize, scope: &ScopeId) -> Option<String> {
    let node = world.offices[at].node.as_ref().expect("a running node");
    let here = node.frontier(scope).expect("a frontier");
    let there = world.hall.store().frontier(scope).expect("a frontier");
    (here != there).then(|| format!("holds other entries than the centre: {here:?} and {there:?}"))
}

/// The timelines of these rows, without what only one laptop can say.
fn timelines(world: &mut World, at: usize, rows: &[ListRow]) -> String {
    let session = world.offices[at].session().expect("a running node");
    let mut session = session.expect("a session");
    let mut story = String::new();
    for row in rows {
        let shown = session.show(&Which::Doc(row.doc)).expect("a case");
        for line in shown.timeline {
            story.push_str(&plain(&line));
        }
    }
    story
}

fn plain(line: &TimelineLine) -> String {
    format!(
        "{:?} {} {} {:?} {:?} {:?} {}\n",
        line.key, line.event, line.data, line.off, line.reason, line.journal, line.tag
    )
}

/// The town hall's row of a case, as JSON; `None` if it has none.
pub fn row_at_centre(world: &World, kind: CaseKind, doc: DocId) -> Option<serde_json::Value> {
    world.hall.read(|tx| {
        let json = |row: serde_json::Result<serde_json::Value>| row.expect("a row as JSON");
        if kind == CaseKind::FINE {
            let found = store(fines::store::find(tx, doc))?;
            return Ok(found.map(|found| json(serde_json::to_value(found.row))));
        }
        if kind == CaseKind::CASH_DAY {
            let found = store(receipts::store::day(tx, doc))?;
            return Ok(found.map(|found| json(serde_json::to_value(found.row))));
        }
        if kind != CaseKind::RECEIPT {
            return registry::row(tx, kind, doc);
        }
        let wanted = receipts::store::Wanted {
            limit: 10_000,
            ..Default::default()
        };
        let (all, _) = store(receipts::store::search(tx, &wanted))?;
        let found = all.into_iter().find(|found| found.doc == doc);
        Ok(found.map(|found| json(serde_json::to_value(found.row))))
    })
}

fn centre_differs(world: &World, row: &ListRow) -> Option<String> {
    let there = row_at_centre(world, row.kind, row.doc);
    match there {
        Some(there) if registry::same(row.kind, &there, &row.row) => None,
        // A refused first event leaves no row at the town hall; the laptop shows the paper as refused.
        None if row.off => None,
        there => Some(format!(
            "{} is {} here and {there:?} at the centre",
            row.number, row.row
        )),
    }
}
