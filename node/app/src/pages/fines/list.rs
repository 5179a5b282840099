//! «Κλήσεις»: filters in the address, pages, CSV of all pages.

use crate::pages::lists::{every_page, filter};
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
            let found = desk.session.list(&filter(desk, &query, CaseKind::FINE))?;
            let (total, behind) = (found.total, found.behind);
            let list = list(&query, found)?.found(total).behind(behind);
            let page = desk.titled("Κλήσεις").crumb("Οι εργασίες μου", "/");
            Ok(Answer::Page(page.body(&list).render()))
        })
        .await
}

/// The file: the same filters, all pages.
pub async fn csv(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let filter = filter(desk, &query, CaseKind::FINE);
            let list = list(&query, every_page(desk, filter)?)?;
            Ok(Answer::csv("kliseis", &list))
        })
        .await
}

fn list(query: &Query, found: ListPage) -> Result<List<'_>, NodeError> {
    let mut list = List::new("Κλήσεις", "/fines", query)
        .export("/fines.csv")
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
