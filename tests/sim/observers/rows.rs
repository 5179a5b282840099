//! Rows equal a rebuild: at each laptop by its own `rebuild --check`, at the town hall by folding every document again.

use super::convergence::row_at_centre;
use super::{documents_at_centre, registry, store, timeline};
use crate::world::World;
use loggia_cases::CaseKind;
use loggia_cases::case::{Case, fold};
use loggia_cases::cash::CashDay;
use loggia_cases::document::RawEvent;
use loggia_cases::fine::Fine;
use loggia_cases::receipt::Receipt;
use loggia_intake::{documents, waiting_entries};

/// No row says anything that its entries do not say.
pub fn look(world: &mut World) -> Vec<String> {
    let mut objections = Vec::new();
    for office in &world.offices {
        let node = office.node.as_ref().expect("a running node");
        let report = node.check_rows().expect("a check of rows");
        if !report.is_clean() {
            objections.push(format!("{}: {report:?}", office.post.name));
        }
        let status = node.status().expect("a status");
        if status.rows_behind > 0 || status.waiting_for_others > 0 {
            objections.push(format!("{}: rows are behind at rest", office.post.name));
        }
    }
    for row in documents_at_centre(world) {
        world.trace.count("documents");
        let events: Vec<RawEvent> = timeline(world, row.id)
            .into_iter()
            .map(|judged| judged.event)
            .collect();
        let effects = world
            .hall
            .read(|tx| store(documents::effects_of(tx, row.id)));
        let kind = CaseKind(row.kind);
        let json = |row: serde_json::Result<serde_json::Value>| row.expect("a row as JSON");
        let again = match kind {
            CaseKind::FINE => json(serde_json::to_value(Fine::row(&fold::<Fine>(
                &events, &effects,
            )))),
            CaseKind::CASH_DAY => json(serde_json::to_value(CashDay::row(&fold::<CashDay>(
                &events, &effects,
            )))),
            CaseKind::RECEIPT => json(serde_json::to_value(Receipt::row(&fold::<Receipt>(
                &events, &effects,
            )))),
            _ => registry::folded(kind, &events, &effects),
        };
        let first_counts = events.iter().any(|event| effects.off(event.key).is_none());
        match row_at_centre(world, kind, row.id) {
            None if !first_counts => {}
            Some(kept) if registry::same(kind, &kept, &again) => {}
            kept => objections.push(format!(
                "centre: {} is {kept:?}, its entries give {again}",
                row.id
            )),
        }
    }
    let waiting = world.hall.read(|tx| store(waiting_entries(tx, None)));
    for entry in waiting {
        objections.push(format!(
            "centre: an entry of {} waits for {}",
            entry.doc, entry.waits_for
        ));
    }
    objections
}
