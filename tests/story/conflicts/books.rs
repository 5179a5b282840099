//! The sums of the story, each computed by hand; and that everybody holds the same.

use super::{Alone, METER, Story};
use crate::steps::{account, check, owed};
use loggia_tests::Laptop;
use serde_json::{Value, json};

const CASH: &str = "4299001001";
const BANK: &str = "4299002001";
const IN_TRANSIT: &str = "4299004001";
const RECEIVABLES: &str = "4899001001";
const SHORTAGES: &str = "4899007001";
const FINES: &str = "1599001001";
const FEES: &str = "1499003001";
const CREDITS: &str = "5899008001";
const UNALLOCATED: &str = "5899009001";

impl Story {
    pub(super) fn books_before(&self) {
        let collected = ["collected", "01/12/2026", "04/12/2026"];
        let collected = self.town.centre.run(&collected);
        let rows = collected["rows"].as_array().unwrap();
        let sum = |name: &str| {
            rows.iter()
                .map(|row| row[name].as_i64().unwrap())
                .sum::<i64>()
        };
        assert_eq!((sum("lines"), sum("amount")), (4, 18_500), "{collected}");
        self.balances(&[
            (CASH, 18_500 - 100 - 1_900),
            (IN_TRANSIT, 1_900),
            (SHORTAGES, 100),
            (RECEIVABLES, 0),
            (FINES, -1_500),
            (FEES, -500),
            (CREDITS, -1_500),
            (UNALLOCATED, -15_000),
        ]);
    }

    pub(super) fn books_after(&self) {
        self.balances(&[
            (CASH, 18_500 - 100 - 1_900),
            (IN_TRANSIT, 0),
            (BANK, 1_900),
            (SHORTAGES, 100),
            (RECEIVABLES, 0),
            (FINES, -1_500 - 15_000),
            (FEES, -500),
            (CREDITS, -1_500),
            (UNALLOCATED, 0),
        ]);
    }

    fn balances(&self, wanted: &[(&str, i64)]) {
        let centre = &self.town.centre;
        for ledger in ["general", "budget"] {
            let trial = centre.run(&["trial-balance", "2026-12-04", ledger]);
            assert_eq!(trial["difference"], 0, "{trial}");
        }
        let trial = centre.run(&["trial-balance", "2026-12-04"]);
        for (name, balance) in wanted {
            assert_eq!(account(&trial, name), *balance, "{name} in {trial}");
        }
        let verified = centre.run(&["verify"]);
        assert_eq!(verified["clean"], true, "{verified}");
    }

    /// The difference of the count and the money on its way to the bank.
    pub(super) fn cash_day_is_posted(&self, alone: &Alone) {
        check(
            "the cash day: counted 69,00 of 70,00, 1,00 posted as missing, 19,00 found at the bank",
            || {
                let centre = &self.town.centre;
                let day = alone.day["doc"].as_str().unwrap();
                let days = centre.run(&["cash-days"])["days"].clone();
                let row = &listed(&days, day)["row"];
                let counted = ["counted", "difference", "deposit", "left"].map(|name| &row[name]);
                assert_eq!(counted, [6_900, -100, 1_900, 5_000], "{row}");
                let words = ["deposited", day, "--user", "logistirio1"];
                assert_eq!(centre.run(&words)["deposited"], true);
                centre.refused(&words);
            },
        );
    }

    pub(super) fn card_is_as_computed(&self) {
        let card = self.town.centre.run(&["debtor", &self.person]);
        for debt in [&self.struck, &self.debt] {
            assert_eq!(owed(&card, debt["number"].as_str().unwrap()), 0, "{card}");
        }
        assert_eq!(
            (&card["owed"], &card["credit"]),
            (&json!(0), &json!(1_500)),
            "{card}"
        );
    }

    pub(super) fn everybody_holds_the_same(&self, alone: &Alone) {
        for _ in 0..2 {
            self.laptops().for_each(|laptop| drop(laptop.sync()));
        }
        let centre = |command: &str, name: &str| self.town.centre.run(&[command])[name].clone();
        let fines = centre("fines", "fines");
        for fine in [&self.struck, &self.debt] {
            one(&fines, &fine["doc"], &[&self.police]);
        }
        let days = centre("cash-days", "days");
        assert_eq!(days.as_array().unwrap().len(), 3, "two opened by receipts");
        one(
            &days,
            &alone.day["doc"],
            &self.desks[..1].iter().collect::<Vec<_>>(),
        );
        let villages: Vec<&Laptop> = self.villages.iter().collect();
        one(
            &centre("requests", "requests"),
            &self.request["doc"],
            &villages,
        );
        // The request took its number from the same series, so it stands in the book too.
        let lines = centre("protocol", "entries");
        assert_eq!(
            lines.as_array().unwrap().len(),
            3,
            "no number was taken back"
        );
        let line = listed(&lines, self.request["doc"].as_str().unwrap());
        assert_eq!(line["row"]["number"], self.request["number"]);
        one(&lines, &alone.letters[0]["doc"], &villages);
        one(&lines, &alone.letters[1]["doc"], &villages[1..]);
        self.keepers_walk_on_from(&alone.book);
        for (desk, receipts) in [
            (&self.desks[0], vec![&alone.paid[0]]),
            (&self.desks[1], vec![&alone.paid[1], &alone.late]),
        ] {
            assert_eq!(desk.run(&["list", "receipt"])["total"], 2, "{}", desk.name);
            for receipt in receipts {
                let shown = desk.run(&["show", receipt["doc"].as_str().unwrap()]);
                assert_eq!(shown["number"], receipt["number"]);
            }
        }
    }

    /// Both keepers hold one book, and the next walk begins where the town hall's decision left the dial.
    fn keepers_walk_on_from(&self, book: &Value) {
        let doc = book["doc"].as_str().unwrap();
        let shown = self.keepers.each_ref().map(|at| at.run(&["show", doc]));
        assert_eq!(shown[0]["folded"], shown[1]["folded"], "one book");
        let book = self.book();
        for keeper in &self.keepers {
            let stop = super::alone::stop(keeper);
            assert_eq!(stop["meter"]["last"]["value"], 749, "{}", keeper.name);
            assert_eq!(stop["book"], book, "{} and the centre", keeper.name);
            let listed = keeper.run(&["list", "reading"]);
            assert_eq!(listed["rows"][0]["row"], book, "{}", keeper.name);
        }
    }

    /// What the book of the meter says at the town hall.
    pub(super) fn book(&self) -> Value {
        let books = self.town.centre.run(&["readings", METER])["books"].clone();
        assert_eq!(books.as_array().unwrap().len(), 1, "two keepers, one book");
        books[0]["row"].clone()
    }

    pub(super) fn a_second_sync_moves_nothing(&self) {
        let still = json!({ "sent": 0, "received": 0, "records": 0, "receipts": 0 });
        for laptop in self.laptops() {
            assert_eq!(laptop.sync(), still, "{}", laptop.name);
        }
    }

    pub(super) fn rows_follow_from_entries(&self) {
        for laptop in self.laptops() {
            let rebuilt = laptop.run(&["rebuild", "--check"]);
            assert_eq!(rebuilt["clean"], true, "{}: {rebuilt}", laptop.name);
        }
    }
}

/// The line of a document in a list of the town hall; it is there once.
fn listed<'a>(list: &'a Value, doc: &str) -> &'a Value {
    let all = list.as_array().unwrap().iter();
    let found: Vec<&Value> = all.filter(|one| one["doc"] == doc).collect();
    assert_eq!(found.len(), 1, "{doc} in {list}");
    found[0]
}

/// A document is one at the town hall and on every laptop that holds it, with nothing left to decide.
fn one(list: &Value, doc: &Value, holders: &[&Laptop]) {
    let doc = doc.as_str().unwrap();
    let held = &listed(list, doc)["row"];
    let shown: Vec<Value> = holders.iter().map(|at| at.run(&["show", doc])).collect();
    for (theirs, laptop) in shown.iter().zip(holders) {
        assert_eq!(theirs["row"], *held, "{} and the centre", laptop.name);
        assert_eq!(theirs["folded"], shown[0]["folded"], "{}", laptop.name);
        assert_eq!(theirs["conflicts"], json!([]), "{}", laptop.name);
    }
}
