//! Irrigation in the back office: holds with their decision, books, bills with their reasons, water of networks, seasons.

mod bills;
mod books;
mod holds;

use super::{BILL, DECIDE, READ, SEASON};
use loggia_core::web::Routes;

/// The pages of this source.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/irrigation/books", READ, books::list)
        .get("/irrigation/networks", READ, books::networks)
        .get("/irrigation/seasons", READ, books::seasons)
        .post("/irrigation/seasons/{code}/step", SEASON, books::step)
        .get("/irrigation/holds", READ, holds::list)
        .get(
            "/irrigation/holds/{doc}/{incarnation}/{n}",
            DECIDE,
            holds::show,
        )
        .post(
            "/irrigation/holds/{doc}/{incarnation}/{n}",
            DECIDE,
            holds::decide,
        )
        .get("/irrigation/bills", READ, bills::list)
        .get("/irrigation/bills/new", BILL, bills::preview)
        .post("/irrigation/bills/new", BILL, bills::make)
        .post("/irrigation/bills/run", BILL, bills::run)
        .get("/irrigation/bills/{connection}/{season}", READ, bills::show)
}
