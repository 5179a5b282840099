//! Screens of a counter with citizens: requests and their acts, the protocol and its papers.

use super::{Walk, doc};
use loggia_tests::Laptop;
use loggia_tests::browser::Browser;
use serde_json::json;

pub(super) fn walk_requests(walk: &Walk, browser: &Browser, desk: &Laptop) {
    let request = crate::requests::square(desk, json!({ "papers": [] }));
    for (path, name) in [
        ("/requests", "requests"),
        ("/requests?late=1", "requests-empty"),
        ("/requests/new", "requests-new"),
        ("/requests/new?type=%CE%A4%CE%9C", "requests-new-chosen"),
        ("/search?q=%CF%80%CE%B1%CF%81%CE%B1", "search-request"),
    ] {
        walk.see(browser, path, name);
    }
    let record = format!("/requests/{}", doc(&request));
    walk.see(browser, &record, "request");
    for act in ["bring", "assign", "ask", "complete", "reject", "withdraw"] {
        let page = format!("{record}/act/{act}");
        walk.see(browser, &page, &format!("request-{act}"));
    }
    let attach = format!("/cases/{}/attach", doc(&request));
    walk.see(browser, &attach, "request-attach");
}

pub(super) fn walk_registry(walk: &Walk, desk: &Laptop, browser: &Browser) {
    let entry = desk.write(
        &["protocol", "register"],
        &json!({ "subject": "Αίτηση δοκιμής", "name": "Δοκιμή Παραδείγματος", "their_number": "7/Α" }),
    );
    let entry = format!("/protocol/{}", doc(&entry));
    walk.see(browser, &entry, "protocol-entry");
    for (path, name) in [
        ("/protocol", "protocol"),
        ("/protocol?register=signature", "protocol-signatures"),
        ("/protocol/new", "protocol-new"),
        ("/protocol/papers", "protocol-papers"),
        ("/protocol/papers/new?register=posting", "protocol-posting"),
    ] {
        walk.see(browser, path, name);
    }
    for act in ["route", "answer", "cancel"] {
        walk.see(
            browser,
            &format!("{entry}/{act}"),
            &format!("protocol-{act}"),
        );
    }
}
