//! What the lists of every case kind share: the address as a filter, and all pages for a file.

use crate::server::window::Desk;
use loggia_cases::CaseKind;
use loggia_node::NodeError;
use loggia_node::queries::{ListFilter, ListPage, SortBy};
use loggia_schema::calendar::parse_greek_date;
use loggia_ui::{Direction, Query};

/// The address of a list, as the node's filter: what cannot be read is not filtered by.
pub(super) fn filter(desk: &Desk<'_>, query: &Query, kind: CaseKind) -> ListFilter {
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
pub(super) fn every_page(desk: &mut Desk<'_>, filter: ListFilter) -> Result<ListPage, NodeError> {
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
