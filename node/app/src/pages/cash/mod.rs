//! The screens of the cash box: one for the whole day (open, what came in, count and close), the handover, the days before.

mod acts;
mod days;
mod desk;
mod record;

use crate::pages::menu::{Branch, CaseWords, Line};
use crate::server::routes::{Door, Routes};
use loggia_cases::CaseKind;
use loggia_cases::cash::Stage;
use loggia_cases::records::Desk as DeskKind;

pub(super) use desk::open_tasks;

/// What the cash box adds to the frame.
pub(super) static BRANCH: Branch = Branch {
    title: "",
    lines: &[
        Line::at(DeskKind::Counter, "Ταμειακή ημέρα", "/cash").on_home(),
        Line::at(DeskKind::Counter, "Προηγούμενες ημέρες", "/cash/days"),
    ],
    case: Some(CaseWords {
        kind: CaseKind::CASH_DAY,
        word: "ταμειακή ημέρα",
        path: "/cash",
        about: &[],
        stage: |name| Stage::parse(name).map(Stage::greek),
    }),
};

/// The routes of the cash box.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/cash", Door::Seat, desk::page)
        .post("/cash/open", Door::Seat, acts::open)
        .post("/cash/close", Door::Seat, acts::close)
        .get("/cash/handover", Door::Seat, acts::handover_page)
        .post("/cash/handover", Door::Seat, acts::handover)
        .post("/cash/take", Door::Seat, acts::take)
        .post("/cash/return", Door::Seat, acts::give_back)
        .get("/cash/days", Door::Seat, days::page)
        .get("/cash/{doc}", Door::Seat, record::page)
}
