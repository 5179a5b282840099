//! The screens of an office: one file a screen, the kit's blocks only, every word in Greek.
//!
//! A handler takes a [`crate::server::window::Window`], does its work at the desk of the person, and answers a page, a
//! 303 after something was saved, or 422 with everything that was typed when it was refused. A form that issues a paper
//! carries a key given by the server: sent twice, it issues once.

mod account;
mod checks;
mod drafts;
mod enrol;
mod export;
mod fines;
pub(crate) mod frame;
mod home;
mod lists;
mod menu;
mod numbers;
mod outbox;
mod print;
mod receipts;
mod refusal;
mod requests;
mod search;
mod shown;
mod status;
mod tasks;
#[cfg(test)]
mod tests;
mod unlock;
mod users;
mod verify;

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
        .get("/verify", Door::Seat, verify::page)
        .post("/verify", Door::Seat, verify::verify)
        .get("/cases/{doc}", Door::Seat, search::case)
        .get("/cases/{doc}/print", Door::Seat, print::print)
        .post("/check/{kind}", Door::Seat, checks::check)
        .post("/draft/{form}", Door::Seat, drafts::keep)
        .post("/draft/{form}/drop", Door::Seat, drafts::drop_it);
    requests::routes(receipts::routes(fines::routes(routes)))
}
