//! The screens of the fine: list, new, record, and the small forms of what may still happen to one.

mod acts;
mod amounts;
pub(super) mod list;
mod new;
mod paper;
mod record;

use crate::pages::menu::{Branch, CaseWords, Line};
use crate::pages::slips;
use crate::server::routes::{Door, Routes};
use loggia_cases::CaseKind;
use loggia_cases::fine::Stage;
use loggia_cases::records::Desk as DeskKind;

/// What the fine adds to the frame.
pub(super) static BRANCH: Branch = Branch {
    title: "Κλήσεις",
    lines: &[
        Line::at(DeskKind::Police, "Νέα κλήση", "/fines/new").on_home(),
        Line::at(DeskKind::Police, "Κλήσεις", "/fines").on_home(),
        Line::at(DeskKind::Police, "Χάρτινες κλήσεις", "/fines/paper"),
    ],
    case: Some(CaseWords {
        kind: CaseKind::FINE,
        word: "κλήση",
        path: "/fines",
        about: &["plate", "place"],
        stage: |name| Stage::parse(name).map(Stage::greek),
    }),
};

/// The routes of the fine.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/fines", Door::Seat, list::page)
        .post("/fines", Door::Seat, new::issue)
        .get("/fines/new", Door::Seat, new::page)
        .post("/fines/amounts", Door::Seat, amounts::fragment)
        .get("/fines/spoil", Door::Seat, acts::spoil_next_page)
        .post("/fines/spoil", Door::Seat, acts::spoil_next)
        .get(
            "/fines/paper",
            Door::Seat,
            slips::list::<paper::Handwritten>,
        )
        .get(
            "/fines/paper/type",
            Door::Seat,
            slips::page::<paper::Handwritten>,
        )
        .post(
            "/fines/paper/type",
            Door::Seat,
            slips::save::<paper::Handwritten>,
        )
        .get("/fines/{doc}", Door::Seat, record::page)
        .get("/fines/{doc}/serve", Door::Seat, acts::serve_page)
        .post("/fines/{doc}/serve", Door::Seat, acts::serve)
        .get("/fines/{doc}/spoil", Door::Seat, acts::spoil_page)
        .post("/fines/{doc}/spoil", Door::Seat, acts::spoil)
        .get("/fines/{doc}/note", Door::Seat, acts::note_page)
        .post("/fines/{doc}/note", Door::Seat, acts::note)
        .get("/fines/{doc}/replace", Door::Seat, new::replace_page)
        .post("/fines/{doc}/replace", Door::Seat, new::replace)
}
