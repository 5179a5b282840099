//! The cash desk: found by any of its names, taken once, cancelled on its day.

use super::issued;
use crate::testing::Browser;
use axum::http::StatusCode;

fn rf() -> String {
    loggia_schema::identifiers::Rf::generate("9042612000077")
        .unwrap()
        .as_str()
        .to_owned()
}

async fn desk() -> Browser {
    let mut browser = Browser::with_numbers(5);
    browser
        .town
        .owes(&rf(), "Κ9-2026-000077", "ΗΚΑ-1234", "Δοκιμή Παραδείγματος");
    let office = browser.app.office().clone();
    office.with(|node| browser.town.meet(node));
    browser
}

#[tokio::test]
async fn a_debt_is_found_by_code_number_plate_and_name_and_taken_with_enter() {
    let browser = desk().await;
    for words in [rf().as_str(), "Κ9-2026-000077", "ηκα 1234", "παραδειγ"] {
        let page = browser
            .get(&format!(
                "/receipts/new?q={}",
                loggia_ui::query::encode(words)
            ))
            .await;
        assert!(
            page.text().contains("Πληρωτέο") && page.text().contains("έως 23/11/2026"),
            "{words}: {}",
            page.text()
        );
        assert_eq!(page.value("amount"), "15,00", "{words}");
    }
    let page = browser.get("/receipts/new?q=ΗΚΑ1234").await;
    let (key, subject) = (page.value("key"), page.value("subject"));
    let typed = [
        ("key", key.as_str()),
        ("subject", subject.as_str()),
        ("amount", "15,00"),
        ("means", "cash"),
    ];
    let (first, second) = (
        browser.post("/receipts", &typed).await,
        browser.post("/receipts", &typed).await,
    );
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
    assert_eq!(
        first.location(),
        second.location(),
        "two receipts for one press"
    );
    let record = browser.get(first.location()).await.text();
    assert!(record.contains("Διπλότυπο Δ7-2026-000001") && record.contains("15,00"));
    let again = browser.get("/receipts/new?q=ΗΚΑ1234").await.text();
    assert!(again.contains("έχει ήδη εκδοθεί εδώ το διπλότυπο Δ7-2026-000001"));
}

#[tokio::test]
async fn wrong_money_is_refused_and_stays_on_the_page() {
    let browser = desk().await;
    let subject = rf();
    for (amount, code) in [
        ("7,00", "Σ-2"),
        ("1.2.3", "Σ-111"),
        ("-5", "Σ-11"),
        ("0", "Σ-117"),
    ] {
        let typed = [
            ("key", "k1"),
            ("subject", subject.as_str()),
            ("amount", amount),
            ("means", "cash"),
            ("payer", "Δοκιμή"),
        ];
        let refused = browser.post("/receipts", &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
        assert!(
            refused.text().contains(code),
            "{amount}: {}",
            refused.text()
        );
        assert_eq!(
            (refused.value("amount"), refused.value("payer")),
            (amount.to_owned(), "Δοκιμή".to_owned())
        );
    }
    let card = [
        ("key", "k1"),
        ("subject", subject.as_str()),
        ("amount", "15,00"),
        ("means", "card"),
        ("approval", "1"),
        ("last4", "12"),
    ];
    assert_eq!(
        browser.post("/receipts", &card).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let list = browser.get("/receipts").await.text();
    assert!(list.contains("Δεν έχει εκδοθεί ακόμη διπλότυπο"), "{list}");
}

#[tokio::test]
async fn a_debt_unknown_here_is_taken_from_its_paper_with_a_tick() {
    let browser = desk().await;
    let nobody = browser.get("/receipts/new?q=κανένας").await.text();
    assert!(nobody.contains("Σ-470"));
    let page = browser.get("/receipts/new?q=Κ3-2026-000003").await;
    assert!(page.text().contains("δεν είναι γνωστή"));
    let mut typed = vec![
        ("key", "k1"),
        ("subject", "Κ3-2026-000003"),
        ("amount", "30,00"),
        ("means", "cash"),
    ];
    let warned = browser.post("/receipts", &typed).await;
    assert_eq!(warned.status, StatusCode::UNPROCESSABLE_ENTITY);
    let tick = warned.value("confirm");
    typed.push(("confirm", &tick));
    assert_eq!(
        browser.post("/receipts", &typed).await.status,
        StatusCode::SEE_OTHER
    );
    let again = browser.get("/receipts/new?q=Κ3-2026-000003").await.text();
    assert!(again.contains("έχει ήδη εκδοθεί εδώ"));
}

#[tokio::test]
async fn the_qr_of_a_notice_fills_the_form_in() {
    let browser = desk().await;
    issued(&browser, "ΗΚΑ-5000").await;
    let actor = browser.app.office().seat().unwrap();
    let stub = browser.app.office().with(|node| {
        let mut session = node.session(&actor).unwrap();
        session
            .paper(&loggia_node::commands::Which::Number(
                "Κ12-2026-000001".into(),
            ))
            .unwrap()
            .stub
    });
    let page = browser
        .get(&format!(
            "/receipts/new?q={}",
            loggia_ui::query::encode(&stub)
        ))
        .await;
    assert_eq!(page.value("amount"), "15,00", "{}", page.text());
    assert!(page.value("subject").starts_with("RF"));
    let forged = stub.replace(&stub[12..14], "ZZ");
    let refused = browser
        .get(&format!(
            "/receipts/new?q={}",
            loggia_ui::query::encode(&forged)
        ))
        .await
        .text();
    assert!(
        refused.contains("Σ-54") && !refused.contains("name=\"amount\""),
        "a forged paper was believed"
    );
}

#[tokio::test]
async fn a_receipt_is_cancelled_on_its_day_with_a_reason() {
    let browser = desk().await;
    let subject = rf();
    let typed = [
        ("key", "k1"),
        ("subject", subject.as_str()),
        ("amount", "15,00"),
        ("means", "cash"),
    ];
    let done = browser.post("/receipts", &typed).await;
    let record = done.location().trim_end_matches("?new=1").to_owned();
    let cancel = format!("{record}/cancel");
    assert!(browser.get(&record).await.text().contains(&cancel));
    assert_eq!(
        browser
            .post(&cancel, &[("key", "c1"), ("reason", "")])
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        browser
            .post(&cancel, &[("key", "c2"), ("reason", "λάθος ποσό")])
            .await
            .location(),
        record
    );
    let shown = browser.get(&record).await.text();
    assert!(shown.contains("ακυρώθηκε") && !shown.contains(&cancel));
    assert_eq!(
        browser
            .post(&cancel, &[("key", "c3"), ("reason", "ξανά")])
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}
