//! «Κλήσεις»: filters in the address, pages, the file of all pages.

use crate::pages::bulk;
use crate::pages::lists::filter;
use crate::pages::shown::badge_of_row;
use crate::server::answer::Answer;
use crate::server::window::Window;
use axum::response::Response;
use loggia_cases::CaseKind;
use loggia_cases::fine::FineRow;
use loggia_node::NodeError;
use loggia_node::queries::ListPage;
use loggia_ui::cases::fine;
use loggia_ui::{List, Query};

/// The page.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let (filter, findings) = filter(desk, &query, CaseKind::FINE);
            let found = desk.session.list(&filter)?;
            let (total, behind) = (found.total, found.behind);
            let list = list(&query, found)?;
            let list = list.found(total).behind(behind).findings(findings);
            let page = desk.titled("Κλήσεις").crumb("Οι εργασίες μου", "/");
            Ok(Answer::list(page, &list))
        })
        .await
}

fn list(query: &Query, found: ListPage) -> Result<List<'_>, NodeError> {
    let mut list = List::new("Κλήσεις", "/fines", query)
        .file("kliseis")
        .bulk(bulk::print())
        .create("Νέα κλήση", "/fines/new")
        .empty("Δεν έχει εκδοθεί ακόμη κλήση σε αυτή τη συσκευή.");
    for column in fine::columns(true) {
        list = list.column(column);
    }
    for field in fine::filters() {
        list = list.filter(field);
    }
    for row in found.rows {
        let badge = badge_of_row(&row);
        let href = format!("/fines/{}", row.doc);
        let typed: FineRow = serde_json::from_value(row.row)
            .map_err(|_| NodeError::Us("a row that is not its kind's"))?;
        list = list.row(fine::row(&typed, href, Some(badge)));
    }
    Ok(list)
}
