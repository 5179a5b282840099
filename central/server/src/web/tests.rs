//! Through the front door: every route without rights, approval pressed twice, pages that are drawn.

use super::*;
use crate::testing::{Hall, on_sqlite};
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use loggia_core::access::{self, sessions::NewSession};
use loggia_core::testing;
use loggia_core::web::COOKIE;
use loggia_revenue::{lists, persons};
use tower::ServiceExt as _;

/// A path with something in place of each variable.
fn filled(path: &str) -> String {
    path.replace("{*path}", "x")
        .split('/')
        .map(|part| if part.starts_with('{') { "1" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// A signed-in session of a demo user.
fn sign_in(hall: &Hall, login: &str) -> NewSession {
    let user = hall
        .app
        .db()
        .read(|tx| access::user_by_login(tx, login))
        .unwrap()
        .unwrap();
    access::set_password(&hall.app, &testing::ctx(77), &user, "ένας καλός κωδικός").unwrap();
    access::login(&hall.app, login, "ένας καλός κωδικός").unwrap()
}

fn send(
    hall: &Hall,
    method: Method,
    path: &str,
    session: Option<&NewSession>,
    form: &str,
) -> (StatusCode, String) {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(session) = session {
        request = request.header(header::COOKIE, format!("{COOKIE}={}", session.token));
    }
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = request.body(Body::from(form.to_owned())).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let answer = router(&hall.app).oneshot(request).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1 << 22).await.unwrap();
        (status, String::from_utf8_lossy(&body).into_owned())
    })
}

#[test]
fn no_route_opens_without_a_session_or_without_its_right() {
    on_sqlite(|hall| {
        // A police officer of the street holds no right of the back office.
        let nobody = sign_in(hall, "astynomos1");
        let mut walked = 0;
        for route in all_routes(&hall.app).list() {
            let path = filled(route.path);
            let form = format!("csrf={}", nobody.csrf);
            let strange = send(hall, route.method.clone(), &path, None, &form).0;
            match route.access {
                Access::Public(_) => continue,
                Access::SignedIn => assert!(is_away(strange), "{} {path}: {strange}", route.method),
                Access::Holding(_) => {
                    assert!(is_away(strange), "{} {path}: {strange}", route.method);
                    let weak = send(hall, route.method.clone(), &path, Some(&nobody), &form).0;
                    assert_eq!(weak, StatusCode::FORBIDDEN, "{} {path}", route.method);
                }
            }
            walked += 1;
        }
        assert!(walked > 20, "only {walked} routes were walked");
    });
}

/// To the login page, or 401.
fn is_away(status: StatusCode) -> bool {
    status == StatusCode::SEE_OTHER || status == StatusCode::UNAUTHORIZED
}

#[test]
fn approval_needs_the_token_and_posts_once_however_often_it_is_pressed() {
    on_sqlite(|hall| {
        let person = hall
            .app
            .db()
            .read(|tx| persons::by_code(tx, "Π-00001"))
            .unwrap()
            .unwrap();
        let mut police = hall.laptop("ΔΑ-1", 11);
        let when = "2026-09-10T10:00";
        let afm = person.afm.unwrap();
        let (doc, ticket) = police.ticket(hall, "astynomos1", when, "Ρ-69", Some(afm.as_str()));
        police.serve(hall, "astynomos1", doc, &ticket, when);
        police.hand_in(hall);
        let head = sign_in(hall, "esoda.proist");
        let token = format!("csrf={}", head.csrf);
        let (status, page) = send(hall, Method::GET, "/lists/new", Some(&head), "");
        assert!(status.is_success() && page.contains("30,00"), "{page}");
        assert_eq!(
            send(hall, Method::POST, "/lists/new", Some(&head), "").0,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            send(hall, Method::POST, "/lists/new", Some(&head), &token).0,
            StatusCode::SEE_OTHER
        );
        for _ in 0..3 {
            let pressed = send(hall, Method::POST, "/lists/1/approve", Some(&head), &token).0;
            assert_eq!(pressed, StatusCode::SEE_OTHER);
        }
        assert_eq!(hall.balance(loggia_books::RECEIVABLES), 3_000);
        let list = hall
            .app
            .db()
            .read(|tx| lists::find(tx, 1))
            .unwrap()
            .unwrap();
        assert_eq!(list.state, loggia_revenue::model::ListState::Approved);
        let (status, page) = send(hall, Method::POST, "/lists/1/discard", Some(&head), &token);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Σ-735"), "{page}");
        let clerk = sign_in(hall, "esoda1");
        let refused = send(
            hall,
            Method::POST,
            "/lists/1/approve",
            Some(&clerk),
            &format!("csrf={}", clerk.csrf),
        );
        assert_eq!(
            refused.0,
            StatusCode::FORBIDDEN,
            "a clerk drafts, the head approves"
        );
    });
}

#[test]
fn pages_of_a_case_a_debtor_and_the_books_say_what_happened() {
    on_sqlite(|hall| {
        let mut police = hall.laptop("ΔΑ-1", 11);
        let (doc, ticket) = police.issue(hall, "astynomos1", "2026-11-20T10:00", "Ρ-69");
        police.hand_in(hall);
        let head = sign_in(hall, "esoda.proist");
        let page = |path: &str| {
            let (status, page) = send(hall, Method::GET, path, Some(&head), "");
            assert_eq!(status, StatusCode::OK, "{path}: {page}");
            assert!(
                page.contains("ΕΚΠΑΙΔΕΥΣΗ"),
                "{path} does not say that this is training"
            );
            assert_eq!(page.matches("<h1").count(), 1, "{path}");
            page
        };
        assert!(page(&format!("/cases/{doc}")).contains("Καταχωρίστηκε"));
        assert!(
            page("/fines?q=%CE%97%CE%9A%CE%91").contains(&ticket.number.to_string()),
            "found by its plate"
        );
        for wrong in [
            "/fines?from=31%2F2%2F2026",
            "/fines?stage=nonsense",
            "/journal?to=x",
            "/trial-balance?day=x",
            "/reference?day=x",
            "/payments?show=x",
            "/fines?from=2%2F1%2F2026&to=1%2F1%2F2026",
        ] {
            let (status, page) = send(hall, Method::GET, wrong, Some(&head), "");
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(
                page.contains("data-errors") && page.contains("Σφάλμα: "),
                "{wrong}: {page}"
            );
        }
        assert!(!page("/fines?from=21%2F11%2F2026").contains(&ticket.number.to_string()));
        assert!(
            page("/debtors").contains(&ticket.number.to_string()),
            "the queue of unknown debtors"
        );
        let named = format!("csrf={}&afm=000000013", head.csrf);
        let (status, answer) = send(
            hall,
            Method::POST,
            &format!("/lines/{doc}/debtor"),
            Some(&head),
            &named,
        );
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            answer.contains("Σ-101"),
            "a wrong ΑΦΜ is told with its code"
        );
        for path in [
            "/journal",
            "/trial-balance",
            "/payments",
            "/numbers",
            "/reference",
            "/lists",
            "/",
        ] {
            page(path);
        }
        assert_eq!(
            send(hall, Method::GET, "/cases/zz", Some(&head), "").0,
            StatusCode::NOT_FOUND
        );
    });
}

#[test]
fn every_list_is_a_file_too_with_the_rows_of_its_page() {
    on_sqlite(|hall| {
        let mut police = hall.laptop("ΔΑ-1", 11);
        let (_, ticket) = police.issue(hall, "astynomos1", "2026-11-20T10:00", "Ρ-69");
        police.hand_in(hall);
        let user = |login| sign_in(hall, login);
        let (head, admin) = (user("esoda.proist"), user("diaxeiristis"));
        let number = ticket.number.to_string();
        let block = format!("{}-2026", ticket.number.prefix());
        let lists: &[(&NewSession, &str, &str)] = &[
            (&head, "/fines", &number),
            (&head, "/debtors", &number),
            (&head, "/lists/new", &number),
            (&head, "/numbers", &block),
            (&head, "/reference", "Ρ-69"),
            (&admin, "/users", "esoda.proist"),
            (&admin, "/devices", "Ενεργή"),
            (&admin, "/audit", "Σύνδεση"),
        ];
        for (session, path, row) in lists {
            let (_, page) = send(hall, Method::GET, path, Some(session), "");
            let links: Vec<String> = page
                .split("href=\"")
                .filter_map(|rest| rest.split('"').next())
                .filter(|href| href.contains("file=") && href.contains("as=csv"))
                .map(|href| href.replace("&amp;", "&"))
                .collect();
            assert!(!links.is_empty(), "{path} offers no file: {page}");
            let files: Vec<String> = links
                .iter()
                .map(|link| send(hall, Method::GET, link, Some(session), "").1)
                .collect();
            for file in &files {
                assert!(
                    file.starts_with('\u{feff}') && !file.contains("<html"),
                    "{path}"
                );
            }
            assert!(
                files.iter().any(|file| file.contains(row)),
                "{path}: {files:?}"
            );
        }
        assert_eq!(
            send(
                hall,
                Method::GET,
                "/export?list=%2Faudit&file=ichni&as=csv",
                Some(&head),
                ""
            )
            .0,
            StatusCode::UNPROCESSABLE_ENTITY,
            "a file needs the right of its list"
        );
        let (status, page) = send(
            hall,
            Method::GET,
            "/export?list=%2F&file=x&as=csv",
            Some(&head),
            "",
        );
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Σ-472"), "no list is there: {page}");
    });
}

#[test]
fn the_desk_of_a_user_keeps_views_finds_by_letters_and_draws_what_was_collected() {
    on_sqlite(|hall| {
        let mut police = hall.laptop("ΔΑ-1", 11);
        let (_, ticket) = police.issue(hall, "astynomos1", "2026-11-20T10:00", "Ρ-69");
        police.hand_in(hall);
        let head = sign_in(hall, "esoda.proist");
        let nobody = sign_in(hall, "astynomos1");
        let get = |path: &str| send(hall, Method::GET, path, Some(&head), "");
        let found = get("/palette?q=%CE%BF%CF%86%CE%B5%CE%B9%CE%BB").1;
        assert!(found.contains("data-href=\"/debtors\""), "{found}");
        let number = ticket.number.to_string();
        let by_number = format!("/palette?q={}", loggia_ui::query::encode(&number));
        assert!(
            get(&by_number).1.contains("data-href=\"/cases/"),
            "{number}"
        );
        let hidden = send(hall, Method::GET, &by_number, Some(&nobody), "").1;
        assert!(
            !hidden.contains("/cases/"),
            "nobody finds what he may not see"
        );

        let form = format!(
            "csrf={}&list=%2Ffines&view=%3Fstage%3Dissued&name=%CE%9D%CE%AD%CE%B5%CF%82&usual=1",
            head.csrf
        );
        let kept = send(hall, Method::POST, "/views", Some(&head), &form).0;
        assert_eq!(kept, StatusCode::SEE_OTHER);
        assert_eq!(
            get("/fines").0,
            StatusCode::SEE_OTHER,
            "the usual view opens"
        );
        assert_eq!(get("/fines?all=1").0, StatusCode::OK);
        assert!(get("/views?list=%2Ffines").1.contains("Νέες"));
        assert_eq!(
            get("/views?list=%2F%2Fevil.example").0,
            StatusCode::NOT_FOUND
        );
        let plots = get("/plots").1;
        assert!(plots.contains("role=\"img\""), "{plots}");
        for title in [
            "Εισπράξεις ανά ημέρα",
            "Αιτήματα ανά εβδομάδα",
            "Αιτήματα ανά κοινότητα",
        ] {
            assert!(plots.contains(title), "{title}: {plots}");
        }
        let (status, long) = get("/plots?from=1%2F1%2F2024&to=1%2F1%2F2026");
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(long.contains("Σ-488") && !long.contains("<svg"), "{long}");
    });
}

#[test]
fn a_long_list_is_written_by_a_job_of_whoever_asked_and_seen_by_nobody_else() {
    on_sqlite(|hall| {
        let (head, other) = (sign_in(hall, "esoda.proist"), sign_in(hall, "esoda1"));
        let form =
            |list: &str, token: &str| format!("csrf={token}&list={list}&file=paravaseis&as=csv");
        let bad = form("%2F%2Fevil.example", &head.csrf);
        let refused = send(hall, Method::POST, "/export", Some(&head), &bad).0;
        assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY);
        let good = form("%2Freference", &head.csrf);
        let asked = send(hall, Method::POST, "/export", Some(&head), &good).0;
        assert_eq!(asked, StatusCode::SEE_OTHER);
        let job = hall
            .app
            .db()
            .read(|tx| loggia_core::jobs::newest(tx, 1))
            .unwrap();
        let path = format!("/jobs/{}", data_encoding::HEXLOWER.encode(&job[0].id));
        assert!(
            send(hall, Method::GET, &path, Some(&head), "")
                .1
                .contains("περιμένει")
        );
        // As the server does it: on a blocking thread of its runtime.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let app = hall.app.clone();
        let ran = runtime.block_on(async move {
            tokio::task::spawn_blocking(move || loggia_core::jobs::run_next(&app))
                .await
                .unwrap()
        });
        assert_eq!(ran, Ok(true));
        let page = send(hall, Method::GET, &path, Some(&head), "").1;
        assert!(page.contains("Λήψη του αρχείου"), "{page}");
        let file = send(hall, Method::GET, &format!("{path}/file"), Some(&head), "").1;
        assert!(
            file.starts_with('\u{feff}') && file.contains("Ρ-69"),
            "{file}"
        );
        for path in [path.clone(), format!("{path}/file")] {
            let foreign = send(hall, Method::GET, &path, Some(&other), "").0;
            assert_eq!(foreign, StatusCode::NOT_FOUND, "{path}");
        }
        let stop = |who: &NewSession| {
            let (path, token) = (format!("{path}/stop"), format!("csrf={}", who.csrf));
            send(hall, Method::POST, &path, Some(who), &token).0
        };
        assert_eq!(stop(&other), StatusCode::NOT_FOUND);
        assert_eq!(stop(&head), StatusCode::SEE_OTHER, "it has ended already");
        assert!(
            send(hall, Method::GET, "/jobs", Some(&head), "")
                .1
                .contains("paravaseis")
        );
    });
}

#[test]
fn lists_are_approved_together_after_a_preview_that_says_what_stays_out() {
    on_sqlite(|hall| {
        let mut police = hall.laptop("ΔΑ-1", 11);
        let person = hall
            .app
            .db()
            .read(|tx| persons::by_code(tx, "Π-00001"))
            .unwrap()
            .unwrap();
        let (when, afm) = ("2026-09-10T10:00", person.afm.unwrap());
        let (doc, ticket) = police.ticket(hall, "astynomos1", when, "Ρ-69", Some(afm.as_str()));
        police.serve(hall, "astynomos1", doc, &ticket, when);
        police.hand_in(hall);
        let head = sign_in(hall, "esoda.proist");
        let token = format!("csrf={}", head.csrf);
        send(hall, Method::POST, "/lists/new", Some(&head), &token);
        let rows = format!("{token}&row=1&row=77");
        let preview = send(hall, Method::POST, "/lists/preview", Some(&head), &rows).1;
        assert!(
            preview.contains("Θα γίνει 1 ενέργεια.") && preview.contains("Σ-734"),
            "{preview}"
        );
        assert_eq!(
            hall.balance(loggia_books::RECEIVABLES),
            0,
            "a preview does nothing"
        );
        let done = send(hall, Method::POST, "/lists/approve", Some(&head), &rows).1;
        assert!(
            done.contains("Εγκρίθηκαν και βεβαιώθηκαν") && done.contains("Σ-734"),
            "{done}"
        );
        assert_eq!(hall.balance(loggia_books::RECEIVABLES), 3_000);
        let again = send(hall, Method::POST, "/lists/preview", Some(&head), &rows).1;
        assert!(
            again.contains("Δεν θα γίνει καμία ενέργεια") && again.contains("Σ-735"),
            "{again}"
        );
    });
}

#[test]
fn the_token_is_stamped_into_posting_forms_only() {
    let html = "<form method=\"get\" action=\"/a\"><input></form><form class=\"x\" method=\"post\"><b></b></form>";
    let stamped = frame::stamp(html, "t0k");
    assert_eq!(stamped.matches("t0k").count(), 1);
    assert!(
        stamped.contains("method=\"post\"><input type=\"hidden\" name=\"csrf\" value=\"t0k\"><b>")
    );
    assert_eq!(frame::stamp("<form", "t"), "<form");
}
