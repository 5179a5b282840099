//! Unlocking, locking, passwords, colleagues, the first pages of a device without a municipality.

use crate::testing::{Browser, LOGIN, PASSWORD};

#[tokio::test]
async fn the_window_opens_with_the_password_and_goes_where_the_person_wanted() {
    let browser = Browser::locked();
    let page = browser.get("/unlock?next=/fines?q=x").await;
    assert!(page.text().contains("Ξεκλείδωμα") && page.text().contains("ΕΚΠΑΙΔΕΥΣΗ"));
    let wrong = browser
        .post("/unlock", &[("user", LOGIN), ("password", "λάθος κωδικός")])
        .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("Σ-400") && wrong.text().contains("<title>Σφάλμα: "));
    assert!(
        !wrong.text().contains("λάθος κωδικός"),
        "a password came back"
    );
    let empty = browser
        .post("/unlock", &[("user", ""), ("password", "")])
        .await;
    assert_eq!(empty.status, 422);
    let right = browser
        .post(
            "/unlock?next=%2Ffines%3Fq%3Dx",
            &[("user", LOGIN), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(
        (right.status.as_u16(), right.location()),
        (303, "/fines?q=x")
    );
    let elsewhere = browser.get("/unlock?next=//evil.example").await;
    assert_eq!(elsewhere.location(), "/");
}

#[tokio::test]
async fn a_device_without_a_municipality_asks_for_its_code() {
    let browser = Browser::locked();
    browser
        .post("/unlock", &[("user", LOGIN), ("password", PASSWORD)])
        .await;
    assert_eq!(browser.get("/").await.location(), "/enrol");
    assert!(
        browser
            .get("/enrol")
            .await
            .text()
            .contains("Κωδικός εγγραφής")
    );
    let typed = [
        ("centre", "κέντρο"),
        ("code", "ABCD"),
        ("name", "Φορητός 9"),
    ];
    let refused = browser.post("/enrol", &typed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Σ-463") && refused.text().contains("Φορητός 9"));
    let code = browser
        .post(
            "/enrol",
            &[("centre", "127.0.0.1:9"), ("code", "ABCD"), ("name", "Φ")],
        )
        .await;
    assert!(code.text().contains("Σ-529"), "{}", code.text());
}

#[tokio::test]
async fn locking_shuts_the_store() {
    let browser = Browser::with_numbers(0);
    assert_eq!(browser.get("/").await.status, 200);
    assert_eq!(browser.post("/lock", &[]).await.location(), "/unlock");
    assert!(!browser.app.office().with(|node| node.is_unlocked()));
    assert!(browser.get("/").await.location().starts_with("/unlock"));
}

#[tokio::test]
async fn a_colleague_gets_a_slot_and_must_choose_a_password_of_their_own() {
    let browser = Browser::with_numbers(0);
    let weak = browser
        .post("/users", &[("login", "synadelfos"), ("password", "1")])
        .await;
    assert_eq!(weak.status, 422);
    let first = "πρώτος κωδικός 7";
    let added = browser
        .post("/users", &[("login", "synadelfos"), ("password", first)])
        .await;
    assert_eq!(added.status, 303, "{}", added.text());
    browser.post("/lock", &[]).await;
    browser
        .post("/unlock", &[("user", "synadelfos"), ("password", first)])
        .await;
    assert_eq!(browser.get("/fines/new").await.location(), "/password");
    let differ = browser
        .post(
            "/password",
            &[
                ("password", first),
                ("new", "κύμα στον βράχο"),
                ("again", "κύμα"),
            ],
        )
        .await;
    assert!(differ.text().contains("Σ-466"));
    let own = [
        ("password", first),
        ("new", "κύμα στον βράχο"),
        ("again", "κύμα στον βράχο"),
    ];
    assert_eq!(browser.post("/password", &own).await.location(), "/");
    assert!(browser.get("/").await.text().contains("Δεύτερη Δοκιμή"));
}

#[tokio::test]
async fn the_status_line_is_sent_only_when_it_says_something_new() {
    let browser = Browser::with_numbers(1);
    let line = browser.get("/status/line?seen=x").await;
    assert_eq!(line.status, 200);
    assert!(
        line.text().contains("Χωρίς σύνδεση · 0 αναμένουν"),
        "{}",
        line.text()
    );
    let text = line.text();
    let said = text
        .split("</span>")
        .nth(1)
        .unwrap()
        .split("</a>")
        .next()
        .unwrap()
        .trim();
    let again = browser
        .get(&format!(
            "/status/line?seen={}",
            loggia_ui::query::encode(said)
        ))
        .await;
    assert_eq!(again.status, 204, "{said}");
}

#[tokio::test]
async fn every_page_of_the_menu_opens() {
    let browser = Browser::with_numbers(3);
    let home = browser.get("/").await.text();
    for path in [
        "/",
        "/search",
        "/fines/new",
        "/fines",
        "/receipts/new",
        "/receipts",
        "/outbox",
        "/tasks",
        "/numbers",
        "/jobs",
        "/prints",
        "/printers",
        "/pin",
        "/verify",
        "/status",
        "/users",
    ] {
        assert!(
            home.contains(&format!("href=\"{path}\"")),
            "{path} is not in the menu"
        );
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        assert_eq!(page.text().matches("<h1").count(), 1, "{path}");
        assert!(
            page.text().contains("<html lang=\"el\">") && !page.text().contains(" style="),
            "{path}"
        );
    }
}
