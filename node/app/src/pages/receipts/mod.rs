//! The screens of the cash desk: find what is owed, take the money, the receipt, its cancelling on the same day.

mod acts;
mod fee;
mod list;
mod new;
mod record;

use crate::server::routes::{Door, Routes};

/// The routes of the receipt.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/receipts", Door::Seat, list::page)
        .get("/receipts.csv", Door::Seat, list::csv)
        .post("/receipts", Door::Seat, new::issue)
        .get("/receipts/new", Door::Seat, new::page)
        .get("/receipts/fee", Door::Seat, fee::page)
        .post("/receipts/fee", Door::Seat, fee::issue)
        .get("/receipts/spoil", Door::Seat, acts::spoil_page)
        .post("/receipts/spoil", Door::Seat, acts::spoil)
        .get("/receipts/{doc}", Door::Seat, record::page)
        .get("/receipts/{doc}/cancel", Door::Seat, acts::cancel_page)
        .post("/receipts/{doc}/cancel", Door::Seat, acts::cancel)
}
