//! Citizen requests through the front door: keys, checklist, refusals that keep what was typed, acts, search.

use crate::testing::{Browser, Page};
use axum::http::StatusCode;

async fn desk() -> Browser {
    let mut browser = Browser::with_numbers(1);
    browser.town.catalogue();
    let office = browser.app.office().clone();
    office.with(|node| browser.town.meet(node));
    browser
}

/// A lamp that is out, as the form sends it.
fn lamp(key: &str) -> Vec<(&str, &str)> {
    vec![
        ("key", key),
        ("type", "ΦΩ"),
        ("community", "her"),
        ("spot", "Οδός Έβανς 12"),
        ("channel", "phone"),
    ]
}

/// An application; the questions of its type were on the page.
fn square(key: &str) -> Vec<(&str, &str)> {
    vec![
        ("key", key),
        ("type", "ΤΜ"),
        ("asked", "ΤΜ"),
        ("name", "Δοκιμή Παραδείγματος"),
        ("field-m2", "87"),
        ("paper-bill", "1"),
    ]
}

async fn registered(browser: &Browser, typed: &[(&str, &str)]) -> String {
    let done = browser.post("/requests", typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    done.location().trim_end_matches("?new=1").to_owned()
}

async fn act(browser: &Browser, request: &str, act: &str, typed: &[(&str, &str)]) -> Page {
    browser.post(&format!("{request}/act/{act}"), typed).await
}

#[tokio::test]
async fn a_complaint_is_one_page_and_a_second_press_is_harmless() {
    let browser = desk().await;
    let page = browser.get("/requests/new").await;
    let (key, text) = (page.value("key"), page.text());
    assert!(
        text.contains("ΦΩ · Φωτισμός δρόμου") && text.contains("data-focus"),
        "{text}"
    );
    let first = registered(&browser, &lamp(&key)).await;
    assert_eq!(registered(&browser, &lamp(&key)).await, first);
    let record = browser.get(&format!("{first}?new=1")).await.text();
    for words in [
        "καταχωρίστηκε. Απάντηση έως 30/11/2026",
        "Τεχνική Υπηρεσία",
        "Οδός Έβανς 12",
        "τηλέφωνο",
        "/2026/000001",
    ] {
        assert!(record.contains(words), "{words} is not in {record}");
    }
    let list = browser.get("/requests").await.text();
    assert!(
        list.contains("χρέωση, 23/11/2026") && list.contains("2810000311"),
        "{list}"
    );
    for (filter, found) in [
        ("type=ΦΩ", true),
        ("type=ΤΜ", false),
        ("late=1", false),
        ("office=ΤΕΧ", true),
        ("type=ΧΧ", false),
    ] {
        let list = browser.get(&format!("/requests?{filter}")).await.text();
        assert_eq!(list.contains("Έβανς 12"), found, "{filter}");
    }
}

#[tokio::test]
async fn a_type_that_asks_more_shows_its_checklist_and_loses_nothing() {
    let browser = desk().await;
    let key = browser.get("/requests/new").await.value("key");
    let begun = [
        ("key", key.as_str()),
        ("type", "ΤΜ"),
        ("name", "Δοκιμή Παραδείγματος"),
        ("text", "Λάθος τετραγωνικά"),
    ];
    let asked = browser.post("/requests", &begun).await;
    assert_eq!(asked.status, StatusCode::OK);
    let text = asked.text();
    for words in [
        "Λογαριασμός ρεύματος",
        "Ορθό εμβαδόν",
        "Λάθος τετραγωνικά",
        "paper-bill",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert_eq!(asked.value("key"), key);
    // Something cannot be read, something is missing: the form comes back with everything.
    let mut wrong = square(&key);
    wrong.extend([("afm", "000000018"), ("phone", "2810 000123")]);
    let refused = browser.post("/requests", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        (refused.value("afm"), refused.value("field-m2")),
        ("000000018".into(), "87".into())
    );
    assert!(
        refused.text().contains("checked"),
        "the tick of the paper stays"
    );
    let done = registered(&browser, &square(&key)).await;
    let record = browser.get(&done).await.text();
    assert!(
        record.contains("Ορθό εμβαδόν") && record.contains("προσκομίστηκε"),
        "{record}"
    );
    // The person is found; whatever happens next is answered in the search itself.
    let found = browser.get("/search?q=παραδειγματοσ").await.text();
    for words in ["χρέωση, 23/11/2026", "Τεχνική Υπηρεσία, 2810000311"] {
        assert!(found.contains(words), "{words} is not in {found}");
    }
}

#[tokio::test]
async fn a_warning_asks_for_its_tick_and_what_is_missing_waits() {
    let browser = desk().await;
    let mut bare = square("k1");
    bare.retain(|(name, _)| *name != "field-m2" && *name != "paper-bill");
    let refused = browser.post("/requests", &bare).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(text.contains("Δεν συμπληρώθηκε: Ορθό εμβαδόν"), "{text}");
    let tick = refused.value("confirm");
    bare.push(("confirm", &tick));
    let request = registered(&browser, &bare).await;
    let record = browser.get(&format!("{request}?new=1")).await.text();
    assert!(
        record.contains("περιμένει από τον πολίτη: Λογαριασμός ρεύματος, Ορθό εμβαδόν"),
        "{record}"
    );
    assert!(record.contains("σε αναστολή από 23/11/2026") && record.contains("/act/bring"));
    let brought = [("key", "b1"), ("paper-bill", "1"), ("paper-answer_m2", "1")];
    let done = act(&browser, &request, "bring", &brought).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert!(
        browser
            .get(&request)
            .await
            .text()
            .contains("Νέα λήξη προθεσμίας")
    );
}

#[tokio::test]
async fn every_act_has_its_page_and_says_what_it_lacks() {
    let browser = desk().await;
    let request = registered(&browser, &lamp("k1")).await;
    for path in [
        "assign",
        "comment",
        "ask",
        "ask-office",
        "complete",
        "reject",
        "forward",
        "withdraw",
        "tacit",
        "reopen",
        "archive",
        "answer",
        "bring",
        "take-up",
    ] {
        let page = browser.get(&format!("{request}/act/{path}")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
    }
    assert_eq!(
        browser.get(&format!("{request}/act/erase")).await.status,
        StatusCode::NOT_FOUND
    );
    let long = "α".repeat(201);
    for (path, typed, code) in [
        (
            "complete",
            vec![("key", "x1"), ("decision", "12")],
            "Σ-1012",
        ),
        (
            "reject",
            vec![("key", "x2"), ("text", "Όχι"), ("law", "")],
            "Σ-1014",
        ),
        (
            "forward",
            vec![("key", "x3"), ("authority", long.as_str())],
            "Σ-206",
        ),
        ("ask", vec![("key", "x4")], "Σ-1008"),
        ("tacit", vec![("key", "x5")], "Σ-1017"),
        ("reopen", vec![("key", "x6"), ("text", "α")], "Σ-202"),
        ("assign", vec![("key", "x7"), ("office", "??")], "Σ-1007"),
    ] {
        let refused = act(&browser, &request, path, &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(refused.text().contains(code), "{path}: {}", refused.text());
    }
    let kept = act(
        &browser,
        &request,
        "reject",
        &[("key", "x8"), ("text", "Με το χέρι")],
    )
    .await;
    assert!(kept.text().contains("Με το χέρι"), "what was typed is kept");
    let taken = act(&browser, &request, "take-up", &[]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    let done = [
        ("key", "c1"),
        ("text", "Άλλαξε η λάμπα"),
        ("decision", "12/2026"),
    ];
    act(&browser, &request, "complete", &done).await;
    let record = browser.get(&request).await.text();
    assert!(
        record.contains("διεκπεραιωμένο") && record.contains("Άλλαξε η λάμπα"),
        "{record}"
    );
    assert!(
        record.contains("/act/reopen") && !record.contains("/act/reject"),
        "only what may be done"
    );
}

#[tokio::test]
async fn a_draft_comes_back_and_goes_with_the_request() {
    let browser = desk().await;
    let key = browser.get("/requests/new").await.value("key");
    let kept = browser.post("/draft/request", &lamp(&key)).await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);
    let page = browser.get("/requests/new").await;
    assert_eq!(page.value("spot"), "Οδός Έβανς 12");
    registered(&browser, &lamp(&page.value("key"))).await;
    assert_eq!(browser.get("/requests/new").await.value("spot"), "");
}
