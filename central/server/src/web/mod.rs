//! The back office in a browser: login, the frame around every screen, and the pages that belong to no subsystem.
//!
//! Every route is registered with its right ([`Routes`]); the door in front of it checks session, right, origin and
//! token. [`layout`] puts header and menu around a screen and stamps the token into every form that posts. Security
//! headers, size limits and a net for panics lie around everything ([`router`]).

mod audit;
mod book;
mod books;
mod cases;
mod checks;
mod conflicts;
mod devices;
mod export;
mod files;
mod frame;
mod home;
mod jobs;
mod login;
mod numbers;
mod palette;
mod people;
mod plots;
mod reference;
mod templates;
#[cfg(test)]
mod tests;
mod views;

pub use frame::{denied, layout};

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use loggia_core::Fail;
use loggia_core::app::App;
use loggia_core::rights::{ADMINISTER, AUDIT_READ, TASKS_READ};
use loggia_core::subsystem::{MenuItem, Subsystem};
use loggia_core::web::{Access, Routes};
use loggia_intake::{DEVICES_READ, NUMBERS_READ, REFERENCE_READ};
use loggia_schema::message::{Finding, web};
use loggia_ui::{assets, headers};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// Largest request of the back office; files to import come over the command line.
const BODY_LIMIT: usize = 1 << 20;

/// The pages of the server as a subsystem, so that they stand in the same list and keep the same contract.
pub static SUBSYSTEM: Subsystem = Subsystem {
    title: "Διαχείριση",
    routes,
    menu: &[
        MenuItem {
            title: "Ημερολόγιο",
            path: "/journal",
            right: loggia_books::JOURNAL_READ,
        },
        MenuItem {
            title: "Ισοζύγιο",
            path: "/trial-balance",
            right: loggia_books::JOURNAL_READ,
        },
        MenuItem {
            title: "Συσκευές",
            path: "/devices",
            right: DEVICES_READ,
        },
        MenuItem {
            title: "Αριθμοί και κενά",
            path: "/numbers",
            right: NUMBERS_READ,
        },
        MenuItem {
            title: "Παραβάσεις και ποσά",
            path: "/reference",
            right: REFERENCE_READ,
        },
        MenuItem {
            title: "Πρότυπα εγγράφων",
            path: "/templates",
            right: REFERENCE_READ,
        },
        MenuItem {
            title: "Διενέξεις",
            path: "/conflicts",
            right: TASKS_READ,
        },
        MenuItem {
            title: "Χρήστες",
            path: "/users",
            right: ADMINISTER,
        },
        MenuItem {
            title: "Ίχνη ελέγχου",
            path: "/audit",
            right: AUDIT_READ,
        },
    ],
    jobs: &[export::JOB],
    conflicts: &[conflicts::EDITED],
    ..Subsystem::new("office")
};

fn routes() -> Routes {
    Routes::new()
        .get(
            "/assets/{*path}",
            Access::Public("style sheet, scripts and fonts: no data"),
            asset,
        )
        .merge(login::routes())
        .merge(home::routes())
        .merge(cases::routes())
        .merge(checks::routes())
        .merge(conflicts::routes())
        .merge(devices::routes())
        .merge(export::routes())
        .merge(jobs::routes())
        .merge(palette::routes())
        .merge(plots::routes())
        .merge(views::routes())
        .merge(numbers::routes())
        .merge(people::routes())
        .merge(reference::routes())
        .merge(templates::routes())
        .merge(book::routes())
        .merge(books::routes())
        .merge(audit::routes())
}

/// Every route of every subsystem.
pub fn all_routes(app: &App) -> Routes {
    app.subsystems()
        .iter()
        .fold(Routes::new(), |all, subsystem| {
            all.merge((subsystem.routes)())
        })
}

/// The whole back office.
pub fn router(app: &App) -> Router {
    let mut router = all_routes(app)
        .into_router(app)
        .fallback(|| async { Fail::Refused(Finding::new(web::PAGE_MISSING)) })
        .layer(from_fn_with_state(app.clone(), frame::refusals))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(CatchPanicLayer::new());
    for (name, value) in headers::PAGE
        .iter()
        .filter(|(name, _)| *name != "content-type")
    {
        let (name, value) = (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, value));
    }
    router
}

async fn asset(Path(path): Path<String>) -> Response {
    match assets::get(&path) {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.content_type),
                (header::CACHE_CONTROL, assets::CACHE_CONTROL),
                (header::ETAG, asset.etag),
            ],
            asset.bytes,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
