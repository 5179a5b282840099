//! «Βιβλίο πρωτοκόλλου»: the entries of every book by filter, as a file too; a register of village papers is this list with its book.
//!
//! Requests take their numbers from the same series, so each has its line here: a book without them would have holes.

use crate::pages::lists::filter;
use crate::pages::menu::CaseWords;
use crate::pages::shown::badge_of_row;
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::CaseKind;
use loggia_cases::protocol::{ProtocolRow, Register};
use loggia_cases::request::RequestRow;
use loggia_node::NodeError;
use loggia_node::queries::{ListFilter, ListPage, ListRow};
use loggia_ui::cases::protocol;
use loggia_ui::{List, Query};

/// The page.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let (filter, findings) = filter(desk, &query, CaseKind::PROTOCOL);
            let found = desk.session.list(&ListFilter {
                book: true,
                ..filter
            })?;
            let (total, behind) = (found.total, found.behind);
            let list = list(desk, &query, found)?;
            let list = list.found(total).behind(behind).findings(findings);
            let page = desk.titled(title(&query)).crumb("Οι εργασίες μου", "/");
            Ok(Answer::list(page, &list))
        })
        .await
}

fn title(query: &Query) -> &'static str {
    let book = query.filter("register").and_then(Register::parse);
    book.map_or("Βιβλίο πρωτοκόλλου", Register::greek)
}

fn list<'a>(desk: &mut Desk<'_>, query: &'a Query, found: ListPage) -> Result<List<'a>, NodeError> {
    let mut list = List::new(title(query), "/protocol", query)
        .file("protokollo")
        .create("Νέα εγγραφή", "/protocol/new")
        .empty("Δεν υπάρχει ακόμη εγγραφή σε αυτό το βιβλίο.");
    for column in protocol::columns(true) {
        list = list.column(column);
    }
    for field in protocol::filters() {
        list = list.filter(field);
    }
    for row in found.rows {
        let badge = badge_of_row(&row);
        let path = CaseWords::of(row.kind).map_or("/protocol", |words| words.path);
        let href = format!("{path}/{}", row.doc);
        let letter = desk.session.letter(&row.doc)?;
        let line = line(row)?;
        list = list.row(protocol::row(&line, letter.as_ref(), href, Some(badge)));
    }
    Ok(list)
}

/// What stands in the book: an entry, or a request under the number it took.
fn line(row: ListRow) -> Result<ProtocolRow, NodeError> {
    let foreign = NodeError::Us("a row that is not its kind's");
    if row.kind == CaseKind::REQUEST {
        let request = serde_json::from_value::<RequestRow>(row.row).ok();
        return request.and_then(|row| row.in_the_book()).ok_or(foreign);
    }
    serde_json::from_value(row.row).map_err(|_| foreign)
}
