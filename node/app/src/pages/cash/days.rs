//! «Προηγούμενες ημέρες»: the cash days of this desk, with filters, pages and files.

use crate::pages::lists::filter;
use crate::pages::shown::badge_of_row;
use crate::server::answer::Answer;
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::CaseKind;
use loggia_cases::cash::CashDayRow;
use loggia_node::NodeError;
use loggia_node::queries::ListPage;
use loggia_ui::cases::cash as screens;
use loggia_ui::{List, Query};

/// The page.
pub async fn page(window: Window) -> Response {
    window
        .page(|desk| {
            let query = desk.query.clone();
            let (filter, findings) = filter(desk, &query, CaseKind::CASH_DAY);
            let found = desk.session.list(&filter)?;
            let (total, behind) = (found.total, found.behind);
            let list = list(desk, &query, found)?;
            let list = list.found(total).behind(behind).findings(findings);
            let page = desk
                .titled("Ταμειακές ημέρες")
                .crumb("Ταμειακή ημέρα", "/cash");
            Ok(Answer::list(page, &list))
        })
        .await
}

fn list<'q>(desk: &mut Desk<'_>, query: &'q Query, found: ListPage) -> Result<List<'q>, NodeError> {
    let users = desk.session.users()?;
    let mut list = List::new("Ταμειακές ημέρες", "/cash/days", query)
        .file("tameiakes-imeres")
        .empty("Δεν έχει ανοίξει ακόμη ταμειακή ημέρα σε αυτή τη συσκευή.");
    for column in screens::columns(true) {
        list = list.column(column);
    }
    for field in screens::filters() {
        list = list.filter(field);
    }
    for row in found.rows {
        let badge = badge_of_row(&row);
        let href = format!("/cash/{}", row.doc);
        let typed: CashDayRow = serde_json::from_value(row.row)
            .map_err(|_| NodeError::Us("a row that is not its kind's"))?;
        let holder = users.iter().find(|user| Some(user.id) == typed.holder);
        let holder = holder.map(|user| user.name.as_str()).unwrap_or_default();
        list = list.row(screens::row(&typed, holder, href, Some(badge)));
    }
    Ok(list)
}
