//! Sheets of paper blocks: right rows leave the grid, wrong ones stay in it, and block control counts.

use crate::testing::Browser;
use axum::http::StatusCode;

/// A desk that holds a block of ten sheets of each kind, and a debt.
async fn desk() -> (Browser, String) {
    let mut browser = Browser::with_numbers(9);
    let rf = loggia_schema::identifiers::Rf::generate("9042612000077").unwrap();
    let rf = rf.as_str().to_owned();
    browser.town.paper_blocks();
    browser
        .town
        .owes(&rf, "Κ9-2026-000077", "ΗΚΑ-1234", "Δοκιμή Παραδείγματος");
    let office = browser.app.office().clone();
    office.with(|node| browser.town.meet(node));
    (browser, rf)
}

const TYPE: &str = "/receipts/paper/type";
const BLOCK: &str = "/receipts/paper/type?block=%CE%A7%CE%91/1";

#[tokio::test]
async fn right_rows_are_recorded_and_wrong_ones_lose_nothing() {
    let (browser, rf) = desk().await;
    let list = browser.get("/receipts/paper").await.text();
    assert!(
        list.contains("ΧΑ 1–10") && list.contains("Δεύτερη Δοκιμή"),
        "{list}"
    );
    let page = browser.get(BLOCK).await;
    assert_eq!(page.value("no-0"), "1");
    assert_eq!(page.value("no-9"), "10");
    assert!(!page.text().contains("no-10"), "the block has ten sheets");
    let key = page.value("key");
    let typed = [
        ("key", key.as_str()),
        ("block", "ΧΑ/1"),
        ("no-0", "1"),
        ("date-0", "20/11/2026"),
        ("code-0", &rf),
        ("no-1", "2"),
        ("code-1", "ΑΝΥΠΑΡΚΤΟ"),
        ("amount-1", "7,00"),
        ("payer-1", "Τρίτη Δοκιμή"),
        ("no-2", "3"),
        ("spoiled-2", "1"),
        ("no-3", "11"),
        ("code-3", &rf),
        ("no-4", "3"),
        ("code-4", &rf),
        ("no-5", "6"),
    ];
    let refused = browser.post(TYPE, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(text.contains("Καταχωρίστηκαν 2 φύλλα."), "{text}");
    for (name, value) in [
        ("no-0", "2"),
        ("date-0", "20/11/2026"),
        ("code-0", "ΑΝΥΠΑΡΚΤΟ"),
        ("amount-0", "7,00"),
        ("payer-0", "Τρίτη Δοκιμή"),
        ("no-1", "11"),
        ("no-2", "3"),
        ("no-3", "4"),
    ] {
        assert_eq!(refused.value(name), value, "{name}");
    }
    for told in ["Σ-1176", "Σ-1177", "href=\"#code-0\"", "Λείπουν", "2"] {
        assert!(text.contains(told), "no {told} in {text}");
    }

    // The same page sent twice records nothing twice.
    let again = browser.post(TYPE, &typed).await;
    assert!(again.text().contains("Καταχωρίστηκαν 2 φύλλα."));
    let list = browser.get("/receipts/paper").await.text();
    assert!(list.contains(">1<"), "one typed, one spoiled: {list}");

    // Mended, the row leaves the grid; the receipt is its writer's.
    let key = refused.value("key");
    let mended = [
        ("key", key.as_str()),
        ("block", "ΧΑ/1"),
        ("no-0", "2"),
        ("date-0", "20/11/2026"),
        ("code-0", &rf),
        ("amount-0", "15,00"),
    ];
    let done = browser.post(TYPE, &mended).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = browser.get(done.location()).await;
    assert!(page.text().contains("Καταχωρίστηκε 1 φύλλο."));
    assert_eq!(page.value("no-0"), "4");
}

#[tokio::test]
async fn a_ticket_of_a_block_is_its_holders_and_asks_for_its_time() {
    let (browser, _) = desk().await;
    let page = browser.get("/fines/paper/type?block=%CE%9A%CE%91/1").await;
    let key = page.value("key");
    let mut typed = vec![
        ("key", key.as_str()),
        ("block", "ΚΑ/1"),
        ("no-0", "1"),
        ("date-0", "20/11/2026"),
        ("plate-0", "ηκα 1234"),
        ("violation-0", "ρ-69"),
        ("street-0", "Οδός Δοκιμής"),
        ("left-0", "1"),
    ];
    let refused = browser.post("/fines/paper/type", &typed).await;
    assert!(
        refused.text().contains("href=\"#time-0\""),
        "{}",
        refused.text()
    );
    typed.push(("time-0", "10:30"));
    let done = browser.post("/fines/paper/type", &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let fines = browser.get("/fines").await.text();
    assert!(fines.contains("HKA-1234"), "{fines}");
    let found = browser.get("/search?q=%CE%9A%CE%91-000001").await.text();
    assert!(found.contains("HKA-1234"), "{found}");
}

#[tokio::test]
async fn a_block_that_nobody_registered_is_told_so() {
    let (browser, _) = desk().await;
    let page = browser.get("/receipts/paper/type?block=zzz").await;
    assert!(page.text().contains("Σ-1178"), "{}", page.text());
}
