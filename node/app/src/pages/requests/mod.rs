//! The screens of citizen requests: take one in, find it, say what happens to it.

mod acts;
pub(super) mod list;
mod new;
mod record;

use crate::pages::menu::{Branch, CaseWords, Line};
use crate::server::routes::{Door, Routes};
use loggia_cases::CaseKind;
use loggia_cases::records::Desk as DeskKind;
use loggia_cases::request::Stage;

/// What requests add to the frame.
pub(super) static BRANCH: Branch = Branch {
    title: "Πολίτες",
    lines: &[
        Line::at(DeskKind::Counter, "Νέο αίτημα", "/requests/new").on_home(),
        Line::at(DeskKind::Counter, "Αιτήματα", "/requests").on_home(),
    ],
    case: Some(CaseWords {
        kind: CaseKind::REQUEST,
        word: "αίτημα",
        path: "/requests",
        about: &["title", "community_name", "spot"],
        stage: |name| Stage::parse(name).map(Stage::greek),
    }),
};

/// The routes of the request.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/requests", Door::Seat, list::page)
        .post("/requests", Door::Seat, new::register)
        .get("/requests/new", Door::Seat, new::page)
        .get("/requests/{doc}", Door::Seat, record::page)
        .get("/requests/{doc}/act/{act}", Door::Seat, acts::page)
        .post("/requests/{doc}/act/{act}", Door::Seat, acts::perform)
}
