//! The front door: every route without what its door asks for, hostile requests, headers on every answer.

use super::*;
use crate::testing::{Browser, PASSWORD, SECRET, host, origin};
use axum::body::Body;
use axum::http::{Method, header};

/// A path of the pattern, with something in every hole.
fn path_of(pattern: &str) -> String {
    let doc = "00000000000000000000000000000001";
    pattern
        .replace("{doc}", doc)
        .replace("{id}", "1")
        .replace("{kind}", "afm")
        .replace("{form}", "fine")
        .replace("{*path}", "x/y.css")
}

#[tokio::test]
async fn no_route_answers_another_host() {
    let browser = Browser::locked();
    for route in routes().list() {
        let headers = [
            (header::HOST, "loggia.example"),
            origin(),
            (header::COOKIE, "s4000=c0ffee"),
        ];
        let answer = browser
            .raw(
                route.method.clone(),
                &path_of(route.path),
                &headers,
                Body::empty(),
            )
            .await;
        assert_eq!(answer.status, 421, "{} {}", route.method, route.path);
    }
}

#[tokio::test]
async fn no_route_that_changes_something_obeys_another_site() {
    let browser = Browser::locked();
    for route in routes().list().filter(|route| route.method == Method::POST) {
        for foreign in [
            None,
            Some("http://evil.example"),
            Some("null"),
            Some("http://127.0.0.1:4001"),
        ] {
            let mut headers = vec![host(), (header::COOKIE, "s4000=c0ffee")];
            headers.extend(foreign.map(|foreign| (header::ORIGIN, foreign)));
            let answer = browser
                .raw(Method::POST, &path_of(route.path), &headers, Body::empty())
                .await;
            assert_eq!(answer.status, 403, "{} from {foreign:?}", route.path);
        }
    }
}

#[tokio::test]
async fn no_route_but_the_open_ones_answers_without_its_cookie() {
    let browser = Browser::with_numbers(0);
    for route in routes().list() {
        let path = path_of(route.path);
        for cookie in [None, Some("s4000=c0ffed"), Some("s4001=c0ffee")] {
            let mut headers = vec![host(), origin()];
            headers.extend(cookie.map(|cookie| (header::COOKIE, cookie)));
            let answer = browser
                .raw(route.method.clone(), &path, &headers, Body::empty())
                .await;
            match route.door {
                Door::Open(why) => assert!(
                    !why.is_empty() && !answer.text().contains("Δοκιμή"),
                    "{path}"
                ),
                _ => assert_eq!(answer.status, 401, "{} {path}", route.method),
            }
        }
    }
}

#[tokio::test]
async fn a_locked_window_shows_nothing_but_the_way_to_unlock() {
    let browser = Browser::locked();
    for route in routes().list().filter(|route| route.door == Door::Seat) {
        let path = path_of(route.path);
        let answer = match route.method {
            Method::GET => browser.get(&path).await,
            _ => browser.post(&path, &[("key", "k")]).await,
        };
        assert_eq!(answer.status, 303, "{} {path}", route.method);
        assert!(
            answer.location().starts_with("/unlock"),
            "{path} leads to {}",
            answer.location()
        );
    }
}

#[tokio::test]
async fn the_command_line_needs_its_secret_and_the_cookie_is_none() {
    let browser = Browser::locked();
    let json = (header::CONTENT_TYPE, "application/json");
    let body = format!(r#"{{"user":"dokimi","password":"{PASSWORD}","work":"status"}}"#);
    let right = format!("Bearer {SECRET}");
    for bad in ["Bearer ", "Bearer 5ec7e8", "5ec7e7", "Basic 5ec7e7"] {
        let headers = [
            host(),
            origin(),
            json.clone(),
            (header::AUTHORIZATION, bad),
            (header::COOKIE, "s4000=c0ffee"),
        ];
        assert_eq!(
            browser
                .raw(Method::POST, "/local", &headers, body.clone())
                .await
                .status,
            401,
            "{bad}"
        );
    }
    let headers = [
        host(),
        origin(),
        json,
        (header::AUTHORIZATION, right.as_str()),
    ];
    let answer = browser
        .raw(Method::POST, "/local", &headers, body.clone())
        .await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("\"exit\":0") && answer.text().contains("\"enrolled\":false"));
    let wrong = browser
        .raw(
            Method::POST,
            "/local",
            &headers,
            body.replace(PASSWORD, "λάθος"),
        )
        .await;
    assert!(wrong.text().contains("\"exit\":2") && wrong.text().contains("Σ-400"));
    assert!(
        !browser.app.office().with(|node| node.is_unlocked()),
        "the store stayed open"
    );
    let nonsense = browser.raw(Method::POST, "/local", &headers, "{").await;
    assert!(nonsense.text().contains("Σ-458"));
}

#[tokio::test]
async fn the_login_link_gives_the_cookie_once() {
    let browser = Browser::locked();
    let first = browser
        .raw(Method::GET, "/login?t=t0ken", &[host()], Body::empty())
        .await;
    assert_eq!(
        (first.status, first.location()),
        (StatusCode::SEE_OTHER, "/")
    );
    let cookie = first.headers[header::SET_COOKIE].to_str().unwrap();
    for word in ["s4000=c0ffee", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    for spent in ["t0ken", "", "t0ken2"] {
        let again = browser
            .raw(
                Method::GET,
                &format!("/login?t={spent}"),
                &[host()],
                Body::empty(),
            )
            .await;
        assert_eq!(again.status, 401);
        assert!(again.text().contains("Σ-450") && !again.headers.contains_key(header::SET_COOKIE));
    }
}

#[tokio::test]
async fn every_answer_carries_the_policy() {
    let browser = Browser::with_numbers(1);
    for path in [
        "/",
        "/fines",
        "/fines/new",
        "/unlock",
        "/nothing",
        "/status/line?seen=x",
        "/cases/x",
        "/login?t=x",
    ] {
        let answer = browser.get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{path}"
        );
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        assert_eq!(
            answer.headers["x-content-type-options"], "nosniff",
            "{path}"
        );
    }
}

#[tokio::test]
async fn hostile_requests_get_a_sentence_and_nothing_else() {
    let browser = Browser::with_numbers(2);
    let large = browser.post_body("/fines", vec![b'a'; MAX_BODY + 1]).await;
    assert_eq!(large.status, 413);
    assert!(large.text().contains("Σ-454"), "{}", large.text());
    let binary = browser.post_body("/fines", vec![0xff; 100]).await;
    assert!(binary.status.is_client_error(), "{}", binary.status);
    let method = browser
        .raw(
            Method::DELETE,
            "/fines",
            &[host(), origin(), (header::COOKIE, "s4000=c0ffee")],
            Body::empty(),
        )
        .await;
    assert_eq!(method.status, 405);
    for path in [
        "/fines/%00",
        "/fines/..%2f..%2fetc",
        "/cases/%ff",
        "/tasks/x/close",
        "/assets/../lib.rs",
        "/fines?page=-1&size=99999999999999999999&sort='--",
    ] {
        let answer = browser.get(path).await;
        assert!(
            !answer.status.is_server_error(),
            "{path}: {}",
            answer.status
        );
    }
    let script = "<script>alert(1)</script>";
    let found = browser
        .get(&format!("/search?q={}", loggia_ui::query::encode(script)))
        .await;
    assert!(found.text().contains("&lt;script&gt;") && !found.text().contains(script));
}

#[tokio::test]
async fn a_panic_is_a_page_and_not_the_end() {
    let router = Router::<App>::new()
        .route(
            "/panic",
            axum::routing::get(|| async { panic!("a test panics") as () }),
        )
        .layer(CatchPanicLayer::custom(
            |_: Box<dyn std::any::Any + Send>| answer::panicked(),
        ));
    let browser = Browser::locked();
    let request = Request::builder()
        .uri("/panic")
        .body(Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(router.with_state(browser.app.clone()), request)
        .await
        .unwrap();
    assert_eq!(response.status(), 500);
    // A page that panics while it has the node: the next one works.
    let caught = browser
        .app
        .office()
        .run(|_| -> Result<(), _> { panic!("a test panics with the node") })
        .await;
    assert!(caught.is_err());
    assert_eq!(browser.get("/unlock").await.status, 200);
}
