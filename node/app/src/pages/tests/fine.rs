//! The fine: issued once however often it is sent, refused with everything that was typed, served, spoiled, replaced.

use super::{fine, issued};
use crate::testing::Browser;
use axum::http::StatusCode;

#[tokio::test]
async fn a_fine_is_issued_and_its_record_says_so() {
    let browser = Browser::with_numbers(20);
    let form = browser.get("/fines/new").await;
    assert!(form.text().contains("Απομένουν 20 αριθμοί"));
    assert_eq!(
        (form.value("offence_at"), form.value("offence_time")),
        ("23/11/2026".into(), "10:00".into())
    );
    let done = browser
        .post("/fines", &fine(&form.value("key"), "ηκα 1000"))
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let record = browser.get(done.location()).await.text();
    for words in [
        "Κλήση Κ12-2026-000001",
        "εκδόθηκε και είναι αποθηκευμένη",
        "15,00",
        "σε ουρά",
        "Φορητός 1",
        "Ιστορικό",
    ] {
        assert!(record.contains(words), "no «{words}»");
    }
    assert!(
        browser
            .get("/outbox")
            .await
            .text()
            .contains("Κ12-2026-000001")
    );
    assert!(
        browser
            .get("/fines?q=ηκα1000")
            .await
            .text()
            .contains("Κ12-2026-000001")
    );
    assert!(
        browser
            .get("/search?q=ΔΟΚΙΜΗΣ")
            .await
            .text()
            .contains("Κ12-2026-000001")
    );
}

#[tokio::test]
async fn the_badge_changes_only_behind_a_receipt_of_the_centre() {
    let mut browser = Browser::with_numbers(5);
    let record = issued(&browser, "ΗΚΑ-1000").await;
    assert!(browser.get(&record).await.text().contains("σε ουρά"));
    let office = browser.app.office().clone();
    office.with(|node| browser.town.meet(node));
    let shown = browser.get(&record).await.text();
    assert!(shown.contains("καταχωρίστηκε") && !shown.contains("σε ουρά"));
    assert!(
        browser
            .get("/outbox")
            .await
            .text()
            .contains("βρίσκονται στο Κέντρο")
    );
}

#[tokio::test]
async fn a_double_press_issues_once() {
    let browser = Browser::with_numbers(5);
    let key = browser.get("/fines/new").await.value("key");
    let (first, second) = (
        browser.post("/fines", &fine(&key, "ΗΚΑ-1000")).await,
        browser.post("/fines", &fine(&key, "ΗΚΑ-1000")).await,
    );
    assert_eq!(
        (first.status, first.location()),
        (second.status, second.location())
    );
    assert!(browser.get("/fines").await.text().contains("1 εγγραφή"));
    let other = browser.post("/fines", &fine(&key, "ΗΚΑ-1001")).await;
    assert!(
        !other.status.is_redirection(),
        "one key was used for two fines"
    );
    let none = browser.post("/fines", &fine("", "ΗΚΑ-1002")).await;
    assert!(!none.status.is_redirection(), "a fine without a key");
}

#[tokio::test]
async fn a_refused_fine_keeps_everything_and_takes_no_number() {
    let browser = Browser::with_numbers(5);
    let form = browser.get("/fines/new").await;
    let mut typed = fine("", "ΗΚΑ-10000000");
    typed[0].1 = "k1";
    typed.retain(|(name, _)| *name != "street");
    typed.extend([
        ("liable", "Δοκιμή <b>Παραδείγματος</b>"),
        ("afm", "000000014"),
        ("offence_time", "25:99"),
    ]);
    let refused = browser.post("/fines", &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(text.contains("<title>Σφάλμα: Νέα κλήση"));
    for code in ["Σ-160", "Σ-101"] {
        assert!(text.contains(code), "{code} is not on the page");
    }
    assert_eq!(refused.value("key"), "k1");
    assert_eq!(refused.value("plate"), "ΗΚΑ-10000000");
    assert!(text.contains("Δοκιμή &lt;b&gt;Παραδείγματος&lt;/b&gt;"));
    assert!(text.contains("href=\"#afm\"") && text.contains("href=\"#plate\""));
    assert!(form.text().contains("Απομένουν 5 αριθμοί") && text.contains("Απομένουν 5 αριθμοί"));
}

#[tokio::test]
async fn dates_that_cannot_be_are_refused_under_the_fields_of_the_form() {
    let browser = Browser::with_numbers(5);
    let with = |name: &'static str, value: &'static str| {
        let mut typed = fine("k1", "ΗΚΑ-1000");
        typed.retain(|(field, _)| *field != name);
        typed.push((name, value));
        typed
    };
    for (name, value, code) in [
        ("offence_at", "31/02/2026", "Σ-122"),
        ("offence_at", "24/11/2026", "Σ-2"),
        ("offence_at", "01/01/2020", "Σ-1"),
        ("offence_time", "25:00", "Σ-124"),
        ("street", "", "Σ-230"),
        ("violation", "Χ-0/1", "Σ-2"),
    ] {
        let refused = browser.post("/fines", &with(name, value)).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{name}={value}: {}",
            refused.text()
        );
        assert!(refused.text().contains(code), "{name}={value}");
    }
    let list = browser.get("/fines").await.text();
    assert!(list.contains("Δεν έχει εκδοθεί ακόμη κλήση"), "{list}");
}

#[tokio::test]
async fn a_warning_asks_for_a_tick_and_takes_it() {
    let browser = Browser::with_numbers(5);
    issued(&browser, "ΗΚΑ-1000").await;
    let again = browser.post("/fines", &fine("k2", "ΗΚΑ-1000")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("Σ-251") && again.text().contains("Το έλεγξα και είναι σωστό"));
    let tick = again.value("confirm");
    let mut ticked = fine("k2", "ΗΚΑ-1000");
    ticked.push(("confirm", &tick));
    let done = browser.post("/fines", &ticked).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
}

#[tokio::test]
async fn without_numbers_the_form_says_so_before_anything_is_typed() {
    let browser = Browser::with_numbers(1);
    issued(&browser, "ΗΚΑ-1000").await;
    let form = browser.get("/fines/new").await.text();
    assert!(form.contains("Σ-301") && !form.contains("data-submit"));
    let refused = browser.post("/fines", &fine("k2", "ΗΚΑ-1001")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("Σ-301") && refused.text().contains("ΗΚΑ-1001"));
}

#[tokio::test]
async fn the_amounts_are_explained_before_signing() {
    let browser = Browser::with_numbers(5);
    let fragment = browser
        .post("/fines/amounts", &fine("k", "ΗΚΑ-1000"))
        .await
        .text();
    for words in [
        "30,00",
        "15,00",
        "03/12/2026",
        "Ρ-69 (κατηγορία Ε1Α, βαθμίδα 1)",
        "ν. 5209/2025",
    ] {
        assert!(fragment.contains(words), "no «{words}» in {fragment}");
    }
    let nothing = browser.post("/fines/amounts", &[("offence_at", "σ")]).await;
    assert!(nothing.text().contains("Επιλέξτε παράβαση"));
}

#[tokio::test]
async fn a_fine_is_served_noted_spoiled_or_replaced() {
    let browser = Browser::with_numbers(9);
    let mut typed = fine("k1", "ΗΚΑ-1000");
    typed.retain(|(name, _)| *name != "service");
    let done = browser.post("/fines", &typed).await;
    let record = done.location().trim_end_matches("?new=1").to_owned();
    assert!(browser.get(&record).await.text().contains("Αχρήστευση"));
    let key = browser.get(&format!("{record}/serve")).await.value("key");
    let empty = browser
        .post(
            &format!("{record}/serve"),
            &[("key", &key), ("served_on", "σ")],
        )
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let serve = [
        ("key", key.as_str()),
        ("service", "in_hand"),
        ("served_on", "23/11/2026"),
    ];
    assert_eq!(
        browser
            .post(&format!("{record}/serve"), &serve)
            .await
            .location(),
        record
    );
    let shown = browser.get(&record).await.text();
    assert!(shown.contains("επιδόθηκε") && !shown.contains(&format!("{record}/spoil")));
    let note = browser
        .post(
            &format!("{record}/note"),
            &[("key", "n1"), ("text", "Το όχημα <i>μετακινήθηκε</i>.")],
        )
        .await;
    assert_eq!(note.status, StatusCode::SEE_OTHER);
    assert!(
        browser
            .get(&record)
            .await
            .text()
            .contains("Το όχημα &lt;i&gt;μετακινήθηκε&lt;/i&gt;.")
    );
    let form = browser.get(&format!("{record}/replace")).await;
    assert_eq!(form.value("plate"), "ΗΚΑ-1000");
    let mut new = fine("r1", "ΗΚΑ-1001");
    let unexplained = browser.post(&format!("{record}/replace"), &new).await;
    assert_eq!(unexplained.status, StatusCode::UNPROCESSABLE_ENTITY);
    new.push(("reason", "λάθος πινακίδα"));
    new[0].1 = "r2";
    let replaced = browser.post(&format!("{record}/replace"), &new).await;
    assert_eq!(
        replaced.status,
        StatusCode::SEE_OTHER,
        "{}",
        replaced.text()
    );
    assert!(
        browser
            .get(&record)
            .await
            .text()
            .contains("Αντικαταστάθηκε από")
    );
    assert!(
        browser
            .get("/numbers")
            .await
            .text()
            .contains("αντικαταστάθηκε")
    );
}

#[tokio::test]
async fn a_spoiled_number_stands_in_the_gap_list() {
    let browser = Browser::with_numbers(5);
    let key = browser.get("/fines/spoil").await.value("key");
    let silent = browser
        .post("/fines/spoil", &[("key", &key), ("reason", " ")])
        .await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = browser
        .post(
            "/fines/spoil",
            &[("key", &key), ("reason", "σκίστηκε το χαρτί")],
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let numbers = browser.get("/numbers").await.text();
    assert!(
        numbers.contains("Κ12-2026-000001")
            && numbers.contains("αχρηστεύθηκε")
            && numbers.contains("Απομένουν 4 αριθμοί")
    );
}

#[tokio::test]
async fn a_draft_is_kept_offered_and_dropped() {
    let browser = Browser::with_numbers(5);
    let typed = fine("k1", "ΗΚΑ-1000");
    assert_eq!(
        browser.post("/draft/fine", &typed).await.status,
        StatusCode::NO_CONTENT
    );
    let form = browser.get("/fines/new").await;
    assert_eq!(
        (form.value("plate"), form.value("key")),
        ("ΗΚΑ-1000".into(), "k1".into())
    );
    assert!(form.text().contains("Συνεχίζετε ένα πρόχειρο"));
    assert_eq!(
        browser.post("/draft/fine/drop", &[]).await.location(),
        "/fines/new"
    );
    assert_eq!(browser.get("/fines/new").await.value("plate"), "");
    browser.post("/draft/fine", &typed).await;
    browser.post("/fines", &typed).await;
    assert_eq!(
        browser.get("/fines/new").await.value("plate"),
        "",
        "the draft of an issued fine came back"
    );
    assert_eq!(
        browser.post("/draft/other", &typed).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_file_of_the_list_runs_no_formula() {
    let browser = Browser::with_numbers(5);
    let mut typed = fine("k1", "ΗΚΑ-1000");
    typed.retain(|(name, _)| *name != "street");
    typed.push(("street", "=HYPERLINK(\"http://evil.example\")"));
    let done = browser.post("/fines", &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let file = browser
        .get("/export?list=%2Ffines&file=kliseis&as=csv")
        .await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert!(
        file.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    assert!(
        file.text().contains("'=HYPERLINK")
            && !file.text().contains(";=HYPERLINK")
            && !file.text().contains(";\"=HYPERLINK")
    );
}

#[tokio::test]
async fn a_plate_is_checked_while_it_is_typed() {
    let browser = Browser::with_numbers(0);
    assert!(
        browser
            .post("/check/plate", &[("plate", "ηκα 1000")])
            .await
            .text()
            .contains("Σωστό")
    );
    assert!(
        browser
            .post("/check/plate", &[("plate", "ΨΨΨ-1")])
            .await
            .text()
            .contains("Σ-16")
    );
    assert_eq!(
        browser.post("/check/shoe", &[("x", "1")]).await.status,
        StatusCode::NOT_FOUND
    );
}
