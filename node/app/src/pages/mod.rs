//! The screens of an office: one file a screen, the kit's blocks only, every word in Greek.
//!
//! A handler takes a [`crate::server::window::Window`], does its work at the desk of the person, and answers a page, a
//! 303 after something was saved, or 422 with everything that was typed when it was refused. A form that issues a paper
//! carries a key given by the server: sent twice, it issues once.

mod account;
mod bulk;
mod cash;
mod checks;
mod conflicts;
mod drafts;
mod enrol;
mod export;
mod files;
mod fines;
pub(crate) mod frame;
mod home;
mod jobs;
mod lists;
mod menu;
mod numbers;
mod outbox;
mod palette;
mod pin;
mod print;
mod printers;
mod protocol;
mod readings;
mod receipts;
mod refusal;
mod requests;
mod search;
mod shown;
mod slips;
mod status;
mod tasks;
#[cfg(test)]
mod tests;
mod unlock;
mod users;
mod verify;
mod views;

use crate::server::routes::{Door, Routes};

/// The routes of every screen.
pub(crate) fn routes(routes: Routes) -> Routes {
    let routes = routes
        .get("/", Door::Seat, home::page)
        .get("/unlock", Door::Cookie, unlock::page)
        .post("/unlock", Door::Cookie, unlock::unlock)
        .post("/lock", Door::Seat, unlock::lock)
        .get("/password", Door::Seat, account::page)
        .post("/password", Door::Seat, account::change)
        .get("/enrol", Door::Seat, enrol::page)
        .post("/enrol", Door::Seat, enrol::enrol)
        .get("/search", Door::Seat, search::page)
        .get("/outbox", Door::Seat, outbox::page)
        .post("/outbox/retry", Door::Seat, outbox::retry)
        .get("/status", Door::Seat, status::page)
        .get("/status/line", Door::Seat, status::line)
        .get("/numbers", Door::Seat, numbers::page)
        .get("/tasks", Door::Seat, tasks::page)
        .post("/tasks/{id}/close", Door::Seat, tasks::close)
        .get("/users", Door::Seat, users::page)
        .post("/users", Door::Seat, users::add)
        .get("/export", Door::Seat, export::now)
        .post("/export", Door::Seat, export::later)
        .get("/jobs", Door::Seat, jobs::list)
        .get("/jobs/{no}", Door::Seat, jobs::show)
        .get("/jobs/{no}/file", Door::Seat, jobs::file)
        .post("/jobs/{no}/stop", Door::Seat, jobs::stop)
        .get("/palette", Door::Seat, palette::found)
        .get("/views", Door::Seat, views::page)
        .post("/views", Door::Seat, views::keep)
        .post("/views/drop", Door::Seat, views::drop_one)
        .get("/prints", Door::Seat, printers::queue)
        .post("/prints/retry", Door::Seat, printers::retry)
        .post("/prints/last", Door::Seat, print::last)
        .post("/prints/preview", Door::Seat, bulk::preview)
        .post("/prints/many", Door::Seat, bulk::many)
        .get("/printers", Door::Seat, printers::page)
        .post("/printers", Door::Seat, printers::set)
        .get("/pin", Door::Seat, pin::page)
        .post("/pin", Door::Seat, pin::set)
        .post("/pause", Door::Seat, pin::pause)
        .post("/unlock/pin", Door::Cookie, unlock::resume)
        .get("/verify", Door::Seat, verify::page)
        .post("/verify", Door::Seat, verify::verify)
        .get("/cases/{doc}", Door::Seat, search::case)
        .get("/cases/{doc}/print", Door::Seat, print::print)
        .post("/cases/{doc}/print", Door::Seat, print::send)
        .post("/check/{kind}", Door::Seat, checks::check)
        .post("/draft/{form}", Door::Seat, drafts::keep)
        .post("/draft/{form}/drop", Door::Seat, drafts::drop_it);
    let routes = cash::routes(requests::routes(receipts::routes(fines::routes(routes))));
    let routes = readings::routes(protocol::routes(routes));
    files::routes(conflicts::routes(routes))
}
