//! The keeper's walk on screen: one field, Enter, the next meter; a doubt aside; nothing typed is lost.

use crate::testing::Browser;
use axum::http::StatusCode;

fn encoded(text: &str) -> String {
    loggia_ui::query::encode(text)
}

async fn send(browser: &Browser, value: &str) -> crate::testing::Page {
    let page = browser.get("/readings/new?network=%CE%941").await;
    let fields = ["key", "network", "meter"].map(|name| (name, page.value(name)));
    let mut typed: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    typed.push(("value", value));
    browser.post("/readings/new", &typed).await
}

#[tokio::test]
async fn digits_and_enter_lead_to_the_next_meter_until_the_walk_is_done() {
    let browser = Browser::with_numbers(1);
    let page = browser.get("/readings/new").await;
    assert_eq!(page.value("meter"), "Υ1");
    let text = page.text();
    assert!(
        text.contains("1.200 στις 20/11/2025") && text.contains("1ος από 3"),
        "{text}"
    );
    let done = send(&browser, "1650").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let next = browser.get(done.location()).await;
    assert_eq!(
        (next.value("meter"), next.value("value")),
        ("Υ2".to_owned(), String::new())
    );
    assert!(
        next.text()
            .contains("Υ1: 1.650 στις 23/11/2026, κατανάλωση περιόδου 450"),
        "{}",
        next.text()
    );
    send(&browser, "1300").await;
    let last = send(&browser, "1400").await;
    let end = browser.get(last.location()).await;
    assert!(end.text().contains("ολοκληρώθηκε"), "{}", end.text());
    let list = browser.get("/readings").await.text();
    assert!(list.contains("Υ1/2026") && list.contains("Υ3/2026"));
    let walk = browser.get("/readings/walk?network=%CE%941").await.text();
    assert!(walk.contains("770001") && walk.contains("1.400"), "{walk}");
    for (list, name) in [
        ("/readings", "endeixeis"),
        ("/readings/walk?network=%CE%941", "diadromi"),
    ] {
        let asked = format!(
            "/export?list={}&file={name}&as=csv",
            loggia_ui::query::encode(list)
        );
        let file = browser.get(&asked).await.text();
        assert!(file.contains("Υ2"), "{name}: {file}");
    }
}

#[tokio::test]
async fn a_second_press_is_the_same_reading() {
    let browser = Browser::with_numbers(1);
    let page = browser.get("/readings/new").await;
    let key = page.value("key");
    let typed = [
        ("key", key.as_str()),
        ("network", "Δ1"),
        ("meter", "Υ1"),
        ("value", "1650"),
    ];
    let (first, second) = (
        browser.post("/readings/new", &typed).await,
        browser.post("/readings/new", &typed).await,
    );
    assert_eq!(first.location(), second.location());
    // A page that was loaded again has another key; in the same minute the same digits are still one reading.
    let again = browser
        .post(
            "/readings/new",
            &[("key", "other"), ("meter", "Υ1"), ("value", "1650")],
        )
        .await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let walk = browser.get("/readings?q=%CE%A51").await.text();
    assert!(walk.contains("450"), "{walk}");
}

#[tokio::test]
async fn a_doubt_is_told_above_the_next_meter_and_digits_that_are_none_come_back() {
    let browser = Browser::with_numbers(1);
    let held = send(&browser, "1100").await;
    assert_eq!(held.status, StatusCode::SEE_OTHER, "a doubt stops nobody");
    let next = browser.get(held.location()).await;
    assert_eq!(next.value("meter"), "Υ2");
    assert!(
        next.text().contains("σε έλεγχο") && next.text().contains("1.100"),
        "{}",
        next.text()
    );
    for (typed, code) in [
        ("123456", "Σ-1101"),
        ("12,5", "Σ-1102"),
        ("-5", "Σ-1103"),
        ("1.234", "Σ-1100"),
    ] {
        let refused = send(&browser, typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(code), "{typed}: {}", refused.text());
        assert_eq!(
            (refused.value("value"), refused.value("meter")),
            (typed.to_owned(), "Υ2".to_owned())
        );
    }
}

#[tokio::test]
async fn a_page_of_the_paper_book_presets_day_and_keeper() {
    let browser = Browser::with_numbers(1);
    let empty = browser.post("/readings/paper", &[("network", "Δ1")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = [
        ("network", "Δ1"),
        ("date", "01/06/2026"),
        ("keeper", "dokimi"),
        ("paper", "ΒΥ-3/12"),
    ];
    let preset = browser.post("/readings/paper", &form).await;
    let page = browser.get(preset.location()).await;
    assert_eq!(
        (
            page.value("date"),
            page.value("keeper"),
            page.value("meter")
        ),
        (
            "01/06/2026".to_owned(),
            "dokimi".to_owned(),
            "Υ1".to_owned()
        )
    );
    let key = page.value("key");
    let mut typed = vec![("key", key.as_str()), ("meter", "Υ1"), ("value", "1500")];
    typed.extend(form);
    let done = browser.post("/readings/new", &typed).await;
    assert!(
        done.location().contains(&encoded("ΒΥ-3/12")),
        "the page stays: {}",
        done.location()
    );
    let next = browser.get(done.location()).await;
    assert_eq!(next.value("date"), "01/06/2026");
}

#[tokio::test]
async fn what_is_done_at_a_meter_beside_readings() {
    let browser = Browser::with_numbers(1);
    let meter = |path: &str, no: &str| format!("/readings/{path}?meter={}", encoded(no));
    for (path, fields) in [
        ("turn", vec![("minutes", "90")]),
        ("no-water", vec![("text", "Από το πρωί")]),
        (
            "transfer",
            vec![("value", "1650"), ("holder", "Νέος Δοκιμαστής")],
        ),
        ("note", vec![("text", "Σκύλος")]),
        ("replace", vec![("last", "1700"), ("new_meter", "Υ9")]),
    ] {
        let page = browser.get(&meter(path, "Υ1")).await;
        let key = page.value("key");
        let mut typed = vec![("key", key.as_str()), ("meter", "Υ1")];
        typed.extend(fields);
        let done = browser.post(&format!("/readings/{path}"), &typed).await;
        assert_eq!(
            done.status,
            StatusCode::SEE_OTHER,
            "{path}: {}",
            done.text()
        );
        assert!(
            browser
                .get(done.location())
                .await
                .text()
                .contains("Καταχωρίστηκε"),
            "{path}"
        );
    }
    let list = browser.get("/readings?q=%CE%A51").await.text();
    let doc = list
        .split("href=\"/readings/")
        .filter_map(|rest| rest.split('"').next())
        .find(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .unwrap_or_else(|| panic!("no book in {list}"));
    let book = browser.get(&format!("/readings/{doc}")).await.text();
    for told in [
        "Νέος Δοκιμαστής",
        "Από το πρωί",
        "Σκύλος",
        "90 λεπτά",
        "Νέος μετρητής Υ9",
    ] {
        assert!(book.contains(told), "{told} in {book}");
    }
    let debt = browser
        .post(
            "/readings/turn",
            &[("key", "d"), ("meter", "Υ3"), ("minutes", "90")],
        )
        .await;
    assert!(
        debt.text().contains("Σ-1114") && debt.value("minutes") == "90",
        "{}",
        debt.text()
    );
}

#[tokio::test]
async fn a_supervisor_decides_on_the_page_of_the_book() {
    let browser = Browser::with_numbers(1);
    let held = send(&browser, "1100").await;
    let next = browser.get(held.location()).await.text();
    let at = next
        .find("href=\"/readings/")
        .map(|_| next.find("id=\"row-0\" href=\"/readings/").unwrap() + 27)
        .unwrap();
    let doc = &next[at..at + 32];
    let book = browser.get(&format!("/readings/{doc}")).await.text();
    let at = book.find("/decide?reading=").unwrap() + 16;
    let reading = book[at..].split('"').next().unwrap().replace("%2F", "/");
    let path = format!("/readings/{doc}/decide");
    let page = browser
        .get(&format!("{path}?reading={}", encoded(&reading)))
        .await;
    let key = page.value("key");
    let mut typed = vec![
        ("key", key.as_str()),
        ("reading", reading.as_str()),
        ("outcome", "correct"),
        ("reason", "φωτογραφία"),
    ];
    let refused = browser.post(&path, &typed).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "another value must be typed"
    );
    typed.push(("value", "1300"));
    let done = browser.post(&path, &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let book = browser.get(done.location()).await.text();
    assert!(
        book.contains("1.300 (ελήφθη 1.100)") && book.contains("διορθώθηκε: φωτογραφία"),
        "{book}"
    );
}
