//! «Διπλότυπα»: filters in the address, the total of all pages, the file of them.

use crate::pages::bulk;
use crate::pages::lists::filter;
use crate::pages::shown::badge_of_row;
use crate::server::answer::Answer;
use crate::server::window::Window;
use axum::response::Response;
use loggia_cases::CaseKind;
use loggia_cases::receipt::ReceiptRow;
use loggia_node::NodeError;
use loggia_node::queries::ListPage;
use loggia_ui::cases::receipt;
use loggia_ui::{List, Query};

/// The page.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let (filter, findings) = filter(desk, &query, CaseKind::RECEIPT);
            let found = desk.session.list(&filter)?;
            let (total, behind) = (found.total, found.behind);
            let list = list(&query, found)?;
            let list = list.found(total).behind(behind).findings(findings);
            let page = desk
                .titled("Διπλότυπα είσπραξης")
                .crumb("Οι εργασίες μου", "/");
            Ok(Answer::list(page, &list))
        })
        .await
}

fn list(query: &Query, found: ListPage) -> Result<List<'_>, NodeError> {
    let mut list = List::new("Διπλότυπα είσπραξης", "/receipts", query)
        .file("diplotypa")
        .bulk(bulk::print())
        .create("Είσπραξη", "/receipts/new")
        .empty("Δεν έχει εκδοθεί ακόμη διπλότυπο σε αυτή τη συσκευή.");
    for column in receipt::columns(true) {
        list = list.column(column);
    }
    for field in receipt::filters() {
        list = list.filter(field);
    }
    for row in found.rows {
        let badge = badge_of_row(&row);
        let href = format!("/receipts/{}", row.doc);
        let typed: ReceiptRow = serde_json::from_value(row.row)
            .map_err(|_| NodeError::Us("a row that is not its kind's"))?;
        list = list.row(receipt::row(&typed, href, Some(badge)));
    }
    Ok(list)
}
