//! «Κλήσεις»: filters in the address, pages, CSV of all pages.

use crate::pages::shown::badge_of_row;
use crate::server::answer::{Answer, File};
use crate::server::window::{Desk, Window};
use axum::response::Response;
use loggia_cases::CaseKind;
use loggia_cases::fine::FineRow;
use loggia_node::NodeError;
use loggia_node::queries::{ListFilter, ListPage, SortBy};
use loggia_schema::calendar::parse_greek_date;
use loggia_ui::cases::fine;
use loggia_ui::{Direction, List, Query};

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
            let bytes = list.csv();
            Ok(Answer::File(File {
                bytes,
                content_type: "text/csv; charset=utf-8",
                name: "kliseis.csv".into(),
                inline: false,
            }))
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

/// The address of a list, as the node's filter: what cannot be read is not filtered by.
pub(in crate::pages) fn filter(desk: &Desk<'_>, query: &Query, kind: CaseKind) -> ListFilter {
    let day = |name: &str| {
        query
            .filter(name)
            .and_then(|typed| parse_greek_date(typed, desk.today()).ok())
    };
    let (sort, ascending) = match query.sort() {
        Some(("number", way)) => (SortBy::Number, way == Direction::Ascending),
        Some(("amount" | "total", way)) => (SortBy::Amount, way == Direction::Ascending),
        Some(("stage", way)) => (SortBy::State, way == Direction::Ascending),
        Some((_, way)) => (SortBy::Time, way == Direction::Ascending),
        None => (SortBy::Time, false),
    };
    ListFilter {
        kind: Some(kind),
        scope: None,
        states: query
            .filter("stage")
            .map(str::to_owned)
            .into_iter()
            .collect(),
        from: day("from"),
        to: day("to"),
        words: query.filter("q").unwrap_or_default().to_owned(),
        conflicts: query.filter("conflicts").is_some(),
        sort,
        ascending,
        offset: u32::try_from(query.offset()).unwrap_or(u32::MAX),
        limit: u32::try_from(query.size()).unwrap_or(u32::MAX),
    }
}

/// All pages of a list, one after the other.
pub(in crate::pages) fn every_page(
    desk: &mut Desk<'_>,
    filter: ListFilter,
) -> Result<ListPage, NodeError> {
    const STEP: u32 = 500;
    let mut all = ListPage {
        rows: Vec::new(),
        total: 0,
        behind: 0,
    };
    loop {
        let offset = u32::try_from(all.rows.len()).unwrap_or(u32::MAX);
        let page = desk.session.list(&ListFilter {
            offset,
            limit: STEP,
            ..filter.clone()
        })?;
        let last = page.rows.len() < STEP as usize;
        (all.total, all.behind) = (page.total, page.behind);
        all.rows.extend(page.rows);
        if last {
            return Ok(all);
        }
    }
}
