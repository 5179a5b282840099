//! The screens of the registry: register what comes in, print its slip, charge, answer, cancel; the papers of a village.

mod acts;
mod list;
mod new;
mod paper;
mod record;
mod senders;

use crate::pages::menu::{Branch, CaseWords, Line};
use crate::server::routes::{Door, Routes};
use loggia_cases::protocol::Stage;
use loggia_cases::{CaseKind, rights};

/// What the protocol adds to the frame.
pub(super) static BRANCH: Branch = Branch {
    title: "Πρωτόκολλο",
    lines: &[
        Line::holding(rights::PROTOCOL_WRITE, "Νέα εγγραφή", "/protocol/new").on_home(),
        Line::holding(rights::PROTOCOL_WRITE, "Βιβλίο πρωτοκόλλου", "/protocol"),
        Line::holding(rights::PROTOCOL_WRITE, "Έγγραφα χωριού", "/protocol/papers").on_home(),
    ],
    case: Some(CaseWords {
        kind: CaseKind::PROTOCOL,
        word: "εγγραφή πρωτοκόλλου",
        path: "/protocol",
        about: &["their", "folder", "unit"],
        stage: |name| Stage::parse(name).map(Stage::greek),
    }),
};

/// The routes of the protocol.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/protocol", Door::Seat, list::page)
        .post("/protocol", Door::Seat, new::register)
        .get("/protocol/new", Door::Seat, new::page)
        .post("/protocol/senders", Door::Seat, senders::options)
        .get("/protocol/papers", Door::Seat, paper::choices)
        .get("/protocol/papers/new", Door::Seat, paper::page)
        .post("/protocol/papers/new", Door::Seat, paper::issue)
        .get("/protocol/{doc}", Door::Seat, record::page)
        .get("/protocol/{doc}/route", Door::Seat, acts::route_page)
        .post("/protocol/{doc}/route", Door::Seat, acts::route)
        .get("/protocol/{doc}/answer", Door::Seat, acts::answer_page)
        .post("/protocol/{doc}/answer", Door::Seat, acts::answer)
        .get("/protocol/{doc}/cancel", Door::Seat, acts::cancel_page)
        .post("/protocol/{doc}/cancel", Door::Seat, acts::cancel)
}
