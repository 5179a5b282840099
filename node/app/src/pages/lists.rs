//! What the lists of every case kind share: the address as a filter, read or refused.

use crate::pages::menu::CaseWords;
use crate::server::window::Desk;
use loggia_cases::CaseKind;
use loggia_cases::protocol::Register;
use loggia_node::queries::{ListFilter, SortBy};
use loggia_schema::message::Finding;
use loggia_ui::{Direction, Query};

/// The address of a list as the node's filter, and what of it nobody can read: for [`loggia_ui::List::findings`].
pub(super) fn filter(desk: &Desk<'_>, query: &Query, kind: CaseKind) -> (ListFilter, Vec<Finding>) {
    let mut typed = query.read(desk.today());
    let (from, to) = typed.days("from", "to");
    let known = |name: &str| (CaseWords::of(kind)?.stage)(name).map(|_| name.to_owned());
    let states = typed.choice("stage", known).into_iter().collect();
    let register = typed.choice("register", Register::parse);
    let (sort, ascending) = match query.sort() {
        Some(("number", way)) => (SortBy::Number, way == Direction::Ascending),
        Some(("amount" | "total", way)) => (SortBy::Amount, way == Direction::Ascending),
        Some(("due", way)) => (SortBy::Due, way == Direction::Ascending),
        Some(("stage", way)) => (SortBy::State, way == Direction::Ascending),
        Some((_, way)) => (SortBy::Time, way == Direction::Ascending),
        None => (SortBy::Time, false),
    };
    let filter = ListFilter {
        kind: Some(kind),
        scope: None,
        states,
        from,
        to,
        overdue_on: query.filter("late").map(|_| desk.today()),
        place: None,
        office: None,
        words: query.filter("q").unwrap_or_default().to_owned(),
        conflicts: query.filter("conflicts").is_some(),
        register,
        book: false,
        sort,
        ascending,
        offset: u32::try_from(query.offset()).unwrap_or(u32::MAX),
        limit: u32::try_from(query.size()).unwrap_or(u32::MAX),
    };
    (filter, typed.findings())
}
