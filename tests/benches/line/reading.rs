//! `reading_entry`: what a water keeper waits for between two meters.
//!
//! One reading is the whole of it as the program serves it: the form that Enter sends (parsing, rules, entry, change, book, row,
//! search words, COMMIT), the redirection, and the page of the next meter to its last byte. A round walks two networks of
//! the demonstration twice; its value is the time that 99 of 100 readings stay below.

use crate::figure::{Figure, RUNS, millis, timed};
use crate::serve::at_work;
use crate::setting::Setting;
use loggia_tests::http::Http;

/// Networks of the keeper who reads.
const NETWORKS: [&str; 2] = ["ΔΙΚ-1", "ΔΙΚ-2"];
/// Walks of a round.
const WALKS: u64 = 2;

pub fn reading_entry(setting: &mut Setting) -> Vec<Figure> {
    let laptop = setting.town.laptop("Υ1", "ydronomos1", &["ΥΔ-1"]);
    let walks: Vec<Vec<(String, u64)>> = NETWORKS
        .iter()
        .map(|network| {
            let told = laptop.run(&["reading", "walk", network]);
            let meters = told["walk"].as_array().unwrap().iter();
            let meter = |line: &serde_json::Value| {
                let start = line["meter"]["start"]["value"].as_u64().unwrap();
                (line["meter"]["no"].as_str().unwrap().to_owned(), start)
            };
            meters
                .filter(|line| line["meter"]["connection"].is_string())
                .map(meter)
                .collect()
        })
        .collect();
    let (running, http) = at_work(&laptop);
    let mut more = 0;
    let rounds: Vec<f64> = (0..=RUNS)
        .map(|round| {
            let mut times = Vec::new();
            for _ in 0..WALKS {
                more += 1;
                for (network, meters) in NETWORKS.iter().zip(&walks) {
                    for (meter, start) in meters {
                        let key = format!("bench {more} {meter}");
                        times.push(one(&http, network, meter, start + more, &key));
                    }
                }
            }
            assert!(
                times.len() >= 100,
                "{} readings of round {round}",
                times.len()
            );
            times.sort_by(f64::total_cmp);
            times[times.len() * 99 / 100]
        })
        .skip(1) // the first fills the caches of a program that has just begun
        .collect();
    running.stop();
    vec![Figure::new("reading_entry", "ms", &rounds)]
}

/// Digits, Enter, and the next meter's page.
fn one(http: &Http, network: &str, meter: &str, value: u64, key: &str) -> f64 {
    let value = (value % 100_000).to_string();
    let fields = [
        ("key", key),
        ("network", network),
        ("meter", meter),
        ("value", &value),
    ];
    let ((), took) = timed(|| {
        let sent = http.post("/readings/new", &fields);
        assert_eq!(sent.status, 303, "{meter}: {}", sent.text());
        let next = sent.header("location").unwrap().to_owned();
        let page = http.get(&next);
        assert_eq!(page.status, 200, "{next}: {}", page.text());
    });
    millis(took)
}
