//! The screens of the fine: list, new, record, and the small forms of what may still happen to one.

mod acts;
mod amounts;
pub(super) mod list;
mod new;
mod record;

use crate::server::routes::{Door, Routes};

/// The routes of the fine.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/fines", Door::Seat, list::page)
        .get("/fines.csv", Door::Seat, list::csv)
        .post("/fines", Door::Seat, new::issue)
        .get("/fines/new", Door::Seat, new::page)
        .post("/fines/amounts", Door::Seat, amounts::fragment)
        .get("/fines/spoil", Door::Seat, acts::spoil_next_page)
        .post("/fines/spoil", Door::Seat, acts::spoil_next)
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
