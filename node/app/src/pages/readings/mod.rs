//! The screens of the water keeper: the walk (digits, Enter, next), the books, what he does beside readings.

mod acts;
mod book;
mod list;
mod new;

use crate::pages::menu::{Branch, CaseWords, Line};
use crate::server::routes::{Door, Routes};
use loggia_cases::CaseKind;
use loggia_cases::irrigation::Stage;
use loggia_cases::records::Desk;

/// What the reading book adds to the frame.
pub(super) static BRANCH: Branch = Branch {
    title: "Άρδευση",
    lines: &[
        Line::at(Desk::Water, "Ενδείξεις", "/readings/new").on_home(),
        Line::at(Desk::Water, "Βιβλία ενδείξεων", "/readings").on_home(),
        Line::at(Desk::Water, "Διαδρομή δικτύου", "/readings/walk"),
        Line::at(Desk::Water, "Από χάρτινο βιβλίο", "/readings/paper"),
    ],
    case: Some(CaseWords {
        kind: CaseKind::IRRIGATION_BOOK,
        word: "βιβλίο ενδείξεων",
        path: "/readings",
        about: &["connection", "network"],
        stage: |name| Stage::parse(name).map(Stage::greek),
    }),
};

/// The routes of the reading book.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/readings", Door::Seat, list::page)
        .get("/readings/walk", Door::Seat, list::walk)
        .get("/readings/new", Door::Seat, new::page)
        .post("/readings/new", Door::Seat, new::take)
        .get("/readings/paper", Door::Seat, new::paper_page)
        .post("/readings/paper", Door::Seat, new::paper)
        .get("/readings/correct", Door::Seat, acts::correct_page)
        .post("/readings/correct", Door::Seat, acts::correct)
        .get("/readings/turn", Door::Seat, acts::turn_page)
        .post("/readings/turn", Door::Seat, acts::turn)
        .get("/readings/no-water", Door::Seat, acts::no_water_page)
        .post("/readings/no-water", Door::Seat, acts::no_water)
        .get("/readings/transfer", Door::Seat, acts::transfer_page)
        .post("/readings/transfer", Door::Seat, acts::transfer)
        .get("/readings/replace", Door::Seat, acts::replace_page)
        .post("/readings/replace", Door::Seat, acts::replace)
        .get("/readings/note", Door::Seat, acts::note_page)
        .post("/readings/note", Door::Seat, acts::note)
        .get("/readings/{doc}", Door::Seat, book::page)
        .get("/readings/{doc}/decide", Door::Seat, book::decide_page)
        .post("/readings/{doc}/decide", Door::Seat, book::decide)
}
