//! «Χάρτινα μπλοκ»: who holds which, how far it is typed, which sheets are missing.

use super::{Kind, blocks, runs};
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::records::Record as _;
use loggia_node::NodeError;
use loggia_node::queries::BlockControl;
use loggia_schema::calendar::greek_date;
use loggia_ui::query::encode;
use loggia_ui::{Column, List, Query, Row};

/// The page.
pub async fn list<K: Kind>(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let controls = blocks::<K>(desk)?;
            let list = drawn::<K>(desk, &query, &controls)?;
            let page = desk.titled(K::TITLE).crumb(K::ABOVE.0, K::ABOVE.1);
            Ok(Answer::list(page, &list))
        })
        .await
}

fn drawn<'q, K: Kind>(
    desk: &mut Desk<'_>,
    query: &'q Query,
    controls: &[BlockControl],
) -> Result<List<'q>, NodeError> {
    let users = desk.session.users()?;
    let mut list = List::new(K::TITLE, K::PATH, query)
        .column(Column::text("block", "Μπλοκ"))
        .column(Column::text("holder", "Κάτοχος"))
        .column(Column::text("given", "Παραδόθηκε"))
        .column(Column::amount("typed", "Καταχωρισμένα"))
        .column(Column::amount("spoiled", "Άκυρα"))
        .column(Column::text("gaps", "Λείπουν"))
        .empty("Δεν έχει καταχωριστεί χάρτινο μπλοκ αυτού του είδους.");
    for control in controls {
        let block = &control.block;
        let holder = users.iter().find(|user| user.id == block.holder);
        let holder = holder.map(|user| user.name.clone()).unwrap_or_default();
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let href = format!("{}/type?block={}", K::PATH, encode(&block.key()));
        let row = Row::new(
            format!("{} {}–{}", block.series, block.first, block.last),
            href,
        )
        .cell(holder)
        .cell(greek_date(block.given_on))
        .cell(count(control.typed()))
        .cell(count(control.spoiled()))
        .cell(runs(&control.gaps()));
        list = list.row(row);
    }
    Ok(list)
}
