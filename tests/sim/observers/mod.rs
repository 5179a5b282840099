//! Observers: they look at a world at rest, from outside, and say what is not as it was promised.
//!
//! Each is a function from a world to objections and knows nothing of the others. They read through the programs' own
//! windows (lists, timelines, journal, registers) and compare with the ledger of what people were told.

mod books;
mod convergence;
mod files;
mod kept;
mod numbers;
mod once;
mod quiet;
mod readings;
mod receipts;
mod registry;
mod rows;

pub use receipts::no_receipt_for_nothing;

use crate::world::World;
use loggia_cases::CaseKind;
use loggia_core::Fail;
use loggia_intake::documents::{self, DocumentRow, JudgedEvent};
use loggia_node::queries::{ListFilter, ListRow};
use loggia_schema::ids::DocId;

/// An observer: its name and its look.
pub type Observer = (&'static str, fn(&mut World) -> Vec<String>);

/// All of them, in the order in which they look. The second session comes last: it may change what the others see.
pub const ALL: &[Observer] = &[
    ("kept", kept::look),
    ("convergence", convergence::look),
    ("once", once::look),
    ("numbers", numbers::look),
    ("registry", registry::look),
    ("readings", readings::look),
    ("books", books::look),
    ("rows", rows::look),
    ("receipts", receipts::look),
    ("files", files::look),
    ("quiet", quiet::look),
];

/// Everything that any of them objects to, each line led by its name.
pub fn all(world: &mut World) -> Vec<String> {
    let mut objections = Vec::new();
    for (name, look) in ALL {
        objections.extend(
            look(world)
                .into_iter()
                .map(|what| format!("{name}: {what}")),
        );
    }
    objections
}

/// What worlds play.
const KINDS: [CaseKind; 6] = [
    CaseKind::FINE,
    CaseKind::RECEIPT,
    CaseKind::REQUEST,
    CaseKind::PROTOCOL,
    CaseKind::IRRIGATION_BOOK,
    CaseKind::CASH_DAY,
];

/// The documents of every kind at the town hall.
fn documents_at_centre(world: &World) -> Vec<DocumentRow> {
    world.hall.read(|tx| {
        let mut all = Vec::new();
        for kind in KINDS {
            all.extend(documents::documents(tx, kind.0, 10_000)?);
        }
        Ok(all)
    })
}

/// The events of a document at the town hall with their judgements.
fn timeline(world: &World, doc: DocId) -> Vec<JudgedEvent> {
    world.hall.read(|tx| store(documents::timeline(tx, doc)))
}

/// Whether a laptop takes part in the common knowledge: a revoked one hands in and receives nothing.
fn takes_part(world: &World, at: usize) -> bool {
    !world.offices[at].revoked && world.offices[at].is_enrolled()
}

/// All rows of a laptop, by document, without what only this laptop can say.
fn list(world: &mut World, at: usize) -> Vec<ListRow> {
    let filter = ListFilter {
        limit: 500,
        ..ListFilter::default()
    };
    let session = world.offices[at].session().expect("a running node");
    let page = session.expect("a session").list(&filter).expect("a list");
    let mut rows = page.rows;
    for row in &mut rows {
        row.badge = None;
    }
    rows.sort_by_key(|row| row.doc);
    rows
}

/// A failure of the store is nothing an observer can look past.
fn store<T>(result: Result<T, loggia_core::db::DbError>) -> Result<T, Fail> {
    result.map_err(Fail::from)
}
