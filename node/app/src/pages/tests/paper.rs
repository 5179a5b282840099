//! Papers: laid out once, kept, handed out again as a copy; checked without a line.

use super::issued;
use crate::papers::{Prepared, Sheet, prepare};
use crate::testing::Browser;
use axum::http::StatusCode;
use loggia_node::commands::Which;

fn doc_of(record: &str) -> String {
    record.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_paper_is_laid_out_once_and_survives_what_changes_later() {
    let browser = Browser::with_numbers(5);
    let doc = doc_of(&issued(&browser, "ΗΚΑ-1000").await);
    let first = browser.get(&format!("/cases/{doc}/print")).await;
    assert_eq!(
        (
            first.status,
            first.headers["content-type"].to_str().unwrap()
        ),
        (StatusCode::OK, "application/pdf")
    );
    assert!(
        first.bytes.starts_with(b"%PDF") && !first.headers.contains_key("content-security-policy")
    );
    browser
        .post(
            &format!("/fines/{doc}/note"),
            &[("key", "n"), ("text", "αργότερα")],
        )
        .await;
    let second = browser.get(&format!("/cases/{doc}/print")).await;
    assert!(
        second.bytes == first.bytes,
        "the viewer's second request is not the first print"
    );
    let roll = browser.get(&format!("/cases/{doc}/print?sheet=roll")).await;
    assert!(roll.bytes.starts_with(b"%PDF") && roll.bytes != first.bytes);
    let kept = browser.app.office().with(|node| {
        let actor = browser.app.office().seat().unwrap();
        let mut session = node.session(&actor).unwrap();
        session
            .kept_paper(&doc.parse().unwrap(), Sheet::Page.name())
            .unwrap()
            .unwrap()
    });
    assert!(kept.original == first.bytes && kept.copy != kept.original);
}

#[tokio::test]
async fn a_spoiled_number_has_no_paper() {
    let browser = Browser::with_numbers(5);
    let done = browser
        .post("/fines/spoil", &[("key", "s"), ("reason", "δοκιμή")])
        .await;
    let doc = doc_of(done.location());
    assert_eq!(
        browser.get(&format!("/cases/{doc}/print")).await.status,
        StatusCode::NOT_FOUND
    );
    let actor = browser.app.office().seat().unwrap();
    browser.app.office().with(|node| {
        let prepared = prepare(
            &mut node.session(&actor).unwrap(),
            &Which::parse(&doc),
            Sheet::Roll,
        );
        assert!(!matches!(prepared, Ok(Prepared::New(_))));
    });
}

#[tokio::test]
async fn a_paper_is_verified_by_its_stub_alone() {
    let browser = Browser::with_numbers(5);
    issued(&browser, "ΗΚΑ-1000").await;
    let actor = browser.app.office().seat().unwrap();
    let stub = browser.app.office().with(|node| {
        node.session(&actor)
            .unwrap()
            .paper(&Which::Number("Κ12-2026-000001".into()))
            .unwrap()
            .stub
    });
    let good = browser
        .post("/verify", &[("stub", &format!(" {stub}\n"))])
        .await
        .text();
    for words in [
        "Η υπογραφή ισχύει",
        "Κ12-2026-000001",
        "30,00",
        "15,00",
        "03/12/2026",
        "Φορητός 1",
        "εκπαίδευσης",
    ] {
        assert!(good.contains(words), "no «{words}»");
    }
    for (bad, code) in [
        ("", "Σ-100"),
        ("LGS1:.", "Σ-540"),
        ("https://example.org", "Σ-540"),
    ] {
        let refused = browser.post("/verify", &[("stub", bad)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        assert!(refused.text().contains(code), "{bad}: {}", refused.text());
    }
}
