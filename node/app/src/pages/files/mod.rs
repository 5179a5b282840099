//! Files of cases: attach, show, ask for, join into one PDF; and the scanner's folder of this device.
//!
//! The same screens for every kind of case. Alt+A on a case leads to [`attach`]: the newest file of the scanner's folder is
//! shown with its name and its time, and Enter attaches it. Whatever comes in is recognised by its content, cleaned and
//! bounded before the store is touched; whatever goes out is sent so that nothing in it can run.

mod attach;
mod scanner;
pub(super) mod section;
mod show;
mod upload;

use crate::server::routes::{Door, Routes};
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;

/// Most bytes of one upload: several files at once.
const MAX_UPLOAD: usize = 64 << 20;

/// The routes.
pub(super) fn routes(routes: Routes) -> Routes {
    let upload = attach::upload.layer(DefaultBodyLimit::max(MAX_UPLOAD));
    routes
        .get("/cases/{doc}/attach", Door::Seat, attach::page)
        .post("/cases/{doc}/attach", Door::Seat, upload)
        .post("/cases/{doc}/attach/newest", Door::Seat, attach::newest)
        .get("/cases/{doc}/files.pdf", Door::Seat, show::joined)
        .get("/cases/{doc}/files/{blob}", Door::Seat, show::file)
        .post("/cases/{doc}/files/{blob}/want", Door::Seat, show::want)
        .get("/scanner", Door::Seat, scanner::page)
        .post("/scanner", Door::Seat, scanner::save)
        .get("/scanner/newest", Door::Seat, scanner::preview)
}
