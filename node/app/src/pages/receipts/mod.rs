//! The screens of the cash desk: find what is owed, take the money, the receipt, its cancelling on the same day.

mod acts;
mod fee;
mod list;
mod new;
mod paper;
mod record;

use crate::pages::menu::{Branch, CaseWords, Line};
use crate::pages::slips;
use crate::server::routes::{Door, Routes};
use loggia_cases::CaseKind;
use loggia_cases::receipt::Stage;
use loggia_cases::records::Desk as DeskKind;

/// What the cash desk adds to the frame.
pub(super) static BRANCH: Branch = Branch {
    title: "Ταμείο",
    lines: &[
        Line::at(DeskKind::Counter, "Είσπραξη", "/receipts/new").on_home(),
        Line::at(DeskKind::Counter, "Διπλότυπα", "/receipts").on_home(),
        Line::at(DeskKind::Counter, "Χάρτινα διπλότυπα", "/receipts/paper"),
    ],
    case: Some(CaseWords {
        kind: CaseKind::RECEIPT,
        word: "διπλότυπο",
        path: "/receipts",
        about: &["subjects"],
        stage: |name| Stage::parse(name).map(Stage::greek),
    }),
};

/// The routes of the receipt.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/receipts", Door::Seat, list::page)
        .post("/receipts", Door::Seat, new::issue)
        .get("/receipts/new", Door::Seat, new::page)
        .get("/receipts/fee", Door::Seat, fee::page)
        .post("/receipts/fee", Door::Seat, fee::issue)
        .get("/receipts/spoil", Door::Seat, acts::spoil_page)
        .post("/receipts/spoil", Door::Seat, acts::spoil)
        .get(
            "/receipts/paper",
            Door::Seat,
            slips::list::<paper::Handwritten>,
        )
        .get(
            "/receipts/paper/type",
            Door::Seat,
            slips::page::<paper::Handwritten>,
        )
        .post(
            "/receipts/paper/type",
            Door::Seat,
            slips::save::<paper::Handwritten>,
        )
        .get("/receipts/{doc}", Door::Seat, record::page)
        .get("/receipts/{doc}/cancel", Door::Seat, acts::cancel_page)
        .post("/receipts/{doc}/cancel", Door::Seat, acts::cancel)
}
