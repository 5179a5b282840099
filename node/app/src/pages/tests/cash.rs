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
    let (key, code) = (page.value("key"), page.value("rf"));
    let typed = [
        ("key", key.as_str()),
        ("rf", code.as_str()),
        ("pay", code.as_str()),
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

#[tokio::test]
async fn several_debts_of_one_plate_are_taken_with_one_receipt_and_an_unticked_one_is_left() {
    let mut browser = Browser::with_numbers(5);
    let codes: Vec<String> = (77..80)
        .map(|n| {
            let code = loggia_schema::identifiers::Rf::generate(&format!("904261200{n:04}"));
            code.unwrap().as_str().to_owned()
        })
        .collect();
    for (code, n) in codes.iter().zip(77..) {
        let number = format!("Κ9-2026-{n:06}");
        browser
            .town
            .owes(code, &number, "ΗΚΑ-1234", "Δοκιμή Παραδείγματος");
    }
    browser.town.owes(
        loggia_schema::identifiers::Rf::generate("9042612001000")
            .unwrap()
            .as_str(),
        "Κ9-2026-001000",
        "ΗΚΒ-9999",
        "Άλλη Παραδείγματος",
    );
    let office = browser.app.office().clone();
    office.with(|node| browser.town.meet(node));
    let page = browser.get("/receipts/new?q=ΗΚΑ1234").await.text();
    assert_eq!(page.matches("name=\"pay\"").count(), 3);
    assert!(page.contains("45,00"), "all three are ticked: {page}");
    let people = browser.get("/receipts/new?q=παραδ").await.text();
    assert!(
        people.contains("περισσότερων προσώπων") && people.contains(">0,00"),
        "{people}"
    );
    let mut typed = vec![("key", "k1"), ("means", "cash")];
    for code in &codes {
        typed.extend([("rf", code.as_str()), ("amount", "15,00")]);
    }
    typed.extend([("pay", codes[0].as_str()), ("pay", codes[2].as_str())]);
    let done = browser.post("/receipts", &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let record = browser.get(done.location()).await.text();
    assert!(
        record.contains("30,00") && !record.contains("Κ9-2026-000078"),
        "{record}"
    );

    // Nothing ticked, and a wrong amount in the second row: told beside it, everything typed is still there.
    let none: Vec<_> = typed
        .iter()
        .filter(|(name, _)| !matches!(*name, "pay" | "key"))
        .copied()
        .collect();
    let refused = browser
        .post("/receipts", &[none.as_slice(), &[("key", "k2")]].concat())
        .await;
    assert!(refused.text().contains("Σ-270"), "{}", refused.text());
    let mut wrong = none;
    wrong.push(("key", "k3"));
    wrong.push(("pay", codes[1].as_str()));
    for (name, value) in &mut wrong {
        if *name == "amount" {
            *value = "7,00";
        }
    }
    let refused = browser.post("/receipts", &wrong).await.text();
    assert!(
        refused.contains("href=\"#amount-1\"") && refused.contains("value=\"7,00\""),
        "{refused}"
    );
}

#[tokio::test]
async fn the_box_is_opened_counted_and_closed_on_one_screen() {
    let browser = desk().await;
    let page = browser.get("/cash").await;
    assert!(page.text().contains("Άνοιγμα ταμείου"), "{}", page.text());
    let key = page.value("key");
    let opened = browser
        .post("/cash/open", &[("key", key.as_str()), ("float", "20")])
        .await;
    assert_eq!(opened.location(), "/receipts/new", "{}", opened.text());
    let subject = rf();
    let typed = [
        ("key", "k1"),
        ("subject", subject.as_str()),
        ("amount", "15,00"),
        ("means", "cash"),
    ];
    assert_eq!(
        browser.post("/receipts", &typed).await.status,
        StatusCode::SEE_OTHER
    );
    let page = browser.get("/cash").await;
    let text = page.text();
    assert!(text.contains("35,00") && text.contains("σε ουρά"), "{text}");
    let (key, day, seen) = (page.value("key"), page.value("day"), page.value("seen"));
    let mut count = vec![
        ("key", key.as_str()),
        ("day", day.as_str()),
        ("seen", seen.as_str()),
        ("n1000", "3"),
    ];
    let short = browser.post("/cash/close", &count).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        short.text().contains("Σ-1160") && short.value("n1000") == "3",
        "{}",
        short.text()
    );
    count.push(("reason", "Λάθος ρέστα"));
    let closed = browser.post("/cash/close", &count).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
    let record = browser.get(closed.location()).await.text();
    assert!(
        record.contains("έκλεισε")
            && record.contains("sheet=day")
            && record.contains("sheet=deposit"),
        "{record}"
    );
    for sheet in ["day", "deposit"] {
        let paper = browser
            .get(&format!("/cases/{day}/print?sheet={sheet}"))
            .await;
        assert!(paper.bytes.starts_with(b"%PDF-"), "{sheet}");
    }
    let refused = browser
        .post(
            "/receipts",
            &[
                ("key", "k2"),
                ("subject", "Κ3-2026-000009"),
                ("amount", "1"),
                ("means", "cash"),
            ],
        )
        .await;
    assert!(
        refused.text().contains("Σ-1150"),
        "a closed day takes no money: {}",
        refused.text()
    );
    let days = browser.get("/cash/days?from=31/02/2026").await;
    assert_eq!(
        days.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a day that is none is told"
    );
    let days = browser.get("/cash/days?stage=zzz").await;
    assert_eq!(
        days.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nor is a state"
    );
    assert!(
        browser
            .get("/cash/days")
            .await
            .text()
            .contains("23/11/2026")
    );
}
