//! Steps that several stories take.

use loggia_tests::{Program, Town};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Answers one check of a story and prints its answer; a check that fails says so before its panic ends the story.
pub fn check<T>(what: &str, answer: impl FnOnce() -> T) -> T {
    struct Told<'a>(&'a str);
    impl Drop for Told<'_> {
        fn drop(&mut self) {
            let failed = std::thread::panicking();
            let answer = if failed { "FAILED" } else { "ok" };
            eprintln!("check: {} … {answer}", self.0);
        }
    }
    let _told = Told(what);
    answer()
}

/// The form of a ticket put under the wiper at half past eight.
pub fn fine(day: &str, plate: &str, code: &str) -> Value {
    json!({
        "date": day, "time": "08:30", "plate": plate, "vehicle": "ΙΧΕ, λευκό", "street": "25ης Αυγούστου", "street_no": "1",
        "community": "01", "violations": [{ "code": code }], "service": { "kind": "windscreen", "date": day },
    })
}

/// Starts `save` up to `times` times and kills it with -9 at another moment each time, spread over the time a whole save
/// takes; answers how many kills hit a process that was still running. Stops when a save was quicker than its kill.
pub fn killed_while(save: impl Fn() -> Program, times: u32) -> u32 {
    let mut hits = 0;
    let mut longest = Duration::from_millis(400);
    for n in 0..times {
        let began = Instant::now();
        let mut running = save().spawn();
        let delay = longest * (n % 20) / 20;
        if running.wait(delay).is_some() {
            longest = began.elapsed();
            continue;
        }
        running.kill9();
        hits += 1;
    }
    hits
}

/// ΑΦΜ of the first invented persons of the demonstration.
pub fn persons(town: &Town, count: usize) -> Vec<String> {
    let text = std::fs::read_to_string(town.sandbox.join("demo/persons.csv")).unwrap();
    let mut lines = text.lines();
    let heading = lines.next().unwrap();
    let column = heading.split(';').position(|name| name == "ΑΦΜ").unwrap();
    let numbers: Vec<String> = lines
        .map(|line| line.split(';').nth(column).unwrap().to_owned())
        .filter(|afm| !afm.is_empty())
        .take(count)
        .collect();
    assert_eq!(numbers.len(), count);
    numbers
}

/// Balance of an account in a trial balance, in cents; debit is positive.
pub fn account(trial: &Value, account: &str) -> i64 {
    let rows = trial["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["account"] == account);
    row.unwrap_or_else(|| panic!("no account {account} in {trial}"))["balance"]
        .as_i64()
        .unwrap()
}

/// What a debtor card says is owed for one number, in cents.
pub fn owed(card: &Value, number: &str) -> i64 {
    let lines = card["lines"].as_array().unwrap();
    let line = lines.iter().find(|line| line["number"] == number);
    line.unwrap_or_else(|| panic!("no {number} in {card}"))["owed"]
        .as_i64()
        .unwrap()
}
