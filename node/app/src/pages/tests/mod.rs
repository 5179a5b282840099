//! The jobs of an officer and of a cashier, through the front door.

mod cash;
mod desk;
mod door;
mod files;
mod fine;
mod kit;
mod paper;
mod readings;
mod requests;
mod slips;

use crate::testing::Browser;

/// A fine as an officer types it, with the key of the form.
pub(super) fn fine<'a>(key: &'a str, plate: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("key", key),
        ("plate", plate),
        ("violation", "Ρ-69/1"),
        ("offence_at", "23/11/2026"),
        ("offence_time", "09:30"),
        ("street", "Οδός Δοκιμής"),
        ("street_no", "12"),
        ("community", "her"),
        ("service", "windscreen"),
    ]
}

/// Issues a fine and gives the address of its record.
pub(super) async fn issued(browser: &Browser, plate: &str) -> String {
    let key = browser.get("/fines/new").await.value("key");
    let done = browser.post("/fines", &fine(&key, plate)).await;
    assert_eq!(done.status, 303, "{}", done.text());
    done.location().trim_end_matches("?new=1").to_owned()
}
