//! kill -9 in the middle of everything: a laptop that saves, a laptop that hands in, the centre that takes in, a clerk
//! who approves. `LOGGIA_KILLS` says how many kills must have hit a running process (10; 200 in `make soak`).
//!
//! What was acknowledged is a line of JSON that a process printed before it ended with exit 0. Whatever was killed is
//! simply given again, as a person would: the same form with the same key. At the end every acknowledged paper is at the
//! centre once, every euro is in the journal once, and rows still follow from entries everywhere.

use crate::steps::{account, fine, killed_while, persons};
use loggia_tests::{Laptop, Program, Town, wait};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

const DAY: &str = "2026-09-07T09:00";
const APPROVAL: &str = "2026-12-01T09:00";
/// A process is let live at most this long before its kill.
const LONGEST: Duration = Duration::from_secs(4);

struct Ground {
    town: Town,
    police: Laptop,
    desk: Laptop,
    /// Key of the form → number on the paper, as acknowledged.
    fines: BTreeMap<String, String>,
    receipts: BTreeMap<String, String>,
    kills: u32,
    turn: u32,
}

#[test]
#[ignore = "many processes: make test"]
fn crash_kill_9_loses_nothing_acknowledged_and_posts_nothing_twice() {
    let wanted: u32 = std::env::var("LOGGIA_KILLS").map_or(10, |text| text.parse().unwrap());
    let mut ground = Ground::begin();
    while ground.kills < wanted {
        ground.round();
        assert!(
            ground.turn < 20 * wanted + 20,
            "{} kills in {} turns: the kills come too late",
            ground.kills,
            ground.turn
        );
    }
    eprintln!(
        "{} kills, {} fines and {} receipts acknowledged",
        ground.kills,
        ground.fines.len(),
        ground.receipts.len()
    );
    ground.everything_meets();
    ground.approval_is_killed_and_posts_once();
    ground.books_are_true();
}

impl Ground {
    fn begin() -> Ground {
        let town = Town::new(DAY);
        let police = town.laptop("Π1", "astynomos1", &["ΔΑ-1"]);
        let desk = town.laptop("Τ1", "tamias1", &["ΤΑ-01"]);
        let (fines, receipts) = (BTreeMap::new(), BTreeMap::new());
        Ground {
            town,
            police,
            desk,
            fines,
            receipts,
            kills: 0,
            turn: 0,
        }
    }

    /// One kill in each of the places where it hurts, and then the same work once more without one.
    fn round(&mut self) {
        self.turn += 1;
        let key = format!("fine-{}", self.turn);
        let form = fine("07/09/2026", &plate(self.turn), "Ρ-69");
        let police = self.police.clone();
        let save = move || keyed(&police, &["fine", "issue"], &form, &key);
        self.killed_once(&save);
        let issued = save().json();
        let number = issued["number"].as_str().unwrap().to_owned();
        self.fines.insert(format!("fine-{}", self.turn), number);

        let key = format!("receipt-{}", self.turn);
        let line = json!({ "code": issued["rf"], "amount": "15,00", "reduced": true });
        let form = json!({ "lines": [line], "confirmed": [290] });
        let desk = self.desk.clone();
        let pay = move || keyed(&desk, &["receipt", "issue"], &form, &key);
        self.killed_once(&pay);
        let number = pay().json()["number"].as_str().unwrap().to_owned();
        self.receipts
            .insert(format!("receipt-{}", self.turn), number);

        let laptop = if self.turn.is_multiple_of(2) {
            &self.police
        } else {
            &self.desk
        }
        .clone();
        self.killed_once(&|| laptop.program(&["sync"]));
        self.centre_is_killed_while(&laptop);
        laptop.sync();
    }

    /// Starts a program and kills it a little later at every turn, so that the kills walk through its life.
    fn killed_once(&mut self, start: &dyn Fn() -> Program) {
        let mut running = start().spawn();
        if running.wait(self.moment()).is_none() {
            running.kill9();
            self.kills += 1;
        }
    }

    fn centre_is_killed_while(&mut self, laptop: &Laptop) {
        let mut syncing = laptop.program(&["sync"]).spawn();
        let began = Instant::now();
        let ended = syncing.wait(self.moment()).is_some();
        self.town.centre.kill9();
        self.kills += u32::from(!ended);
        // The laptop notices by itself, one way or the other, and loses nothing.
        assert!(
            syncing.wait(Duration::from_secs(60)).is_some(),
            "a laptop waits for a dead centre since {:?}",
            began.elapsed()
        );
        self.town.centre.serve_again();
    }

    fn moment(&self) -> Duration {
        LONGEST * (self.turn * 7 % 40) / 40
    }

    fn everything_meets(&self) {
        for laptop in [&self.desk, &self.police, &self.desk] {
            laptop.sync();
            let status = laptop.run(&["status"]);
            assert_eq!(status["waiting_for_centre"], 0, "{}", laptop.name);
            assert_eq!(laptop.run(&["rebuild", "--check"])["clean"], true);
        }
        let centre = &self.town.centre;
        wait::until(Duration::from_secs(30), "the centre to judge all", || {
            (centre.run(&["status"])["waiting"] == 0).then_some(())
        });
        let page = centre.run(&["fines"]);
        assert_eq!(page["found"], self.fines.len(), "none twice");
        let mut held = numbers(&page["fines"]);
        let told: BTreeSet<String> = self.fines.values().cloned().collect();
        // The long version has more than a page of them.
        for older in told.difference(&held.clone()) {
            held.extend(numbers(&centre.run(&["fines", older])["fines"]));
        }
        assert_eq!(held, told, "the centre holds what was acknowledged");
    }

    /// The clerk's approval, killed until a kill comes too late: the list is certified and posted once.
    fn approval_is_killed_and_posts_once(&mut self) {
        self.turn_clock("2026-09-08T09:00");
        let unpaid = fine("08/09/2026", "ΗΚΧ-9999", "ΠΕΖΟΔΡΟΜΙΟ");
        let unpaid = self.police.write(&["fine", "issue"], &unpaid);
        self.police.sync();
        self.turn_clock(APPROVAL);
        let centre = &self.town.centre;
        let number = unpaid["number"].as_str().unwrap();
        let person = &persons(&self.town, 1)[0];
        centre.run(&["assign-debtor", number, person, "--user", "esoda1"]);
        let list = centre.run(&["list-draft", "fines", "--user", "esoda1"]);
        let id = list["list"].to_string();
        let approve = || centre.program(&["approve", &id, "--user", "esoda.proist"]);
        assert!(killed_while(approve, 20) > 0, "not one kill hit");
        // Approved by this try, or by one that was killed after its commit: one entry either way.
        let entry = approve().json()["entry"].clone();
        assert_eq!(approve().json()["entry"], entry);
        let card = centre.run(&["debtor", person]);
        assert_eq!(card["owed"], 15_000, "certified once: {card}");
    }

    /// A server keeps the time it was started with: it starts anew for another one.
    fn turn_clock(&mut self, now: &str) {
        self.town.at(now);
        self.town.centre.stop();
        self.town.centre.serve_again();
    }

    fn books_are_true(&self) {
        let centre = &self.town.centre;
        let verified = centre.run(&["verify"]);
        assert_eq!(verified["clean"], true, "{verified}");
        let trial = centre.run(&["trial-balance", "2026-12-01"]);
        assert_eq!(trial["difference"], 0, "{trial}");
        let taken = 1_500 * i64::try_from(self.receipts.len()).unwrap();
        assert_eq!(
            account(&trial, "4299001001"),
            taken,
            "each receipt once in the cash account"
        );
        assert_eq!(account(&trial, "4899001001"), 15_000, "one certified debt");
        for laptop in [&self.police, &self.desk] {
            laptop.sync();
            let still = json!({ "sent": 0, "received": 0, "records": 0, "receipts": 0 });
            assert_eq!(
                laptop.sync(),
                still,
                "{}: nothing moves any more",
                laptop.name
            );
        }
    }
}

fn keyed(laptop: &Laptop, words: &[&str], form: &Value, key: &str) -> Program {
    laptop.writing(words, form).args(["--key", key])
}

fn plate(n: u32) -> String {
    format!("ΗΚΡ-{}", 1000 + n)
}

fn numbers(rows: &Value) -> BTreeSet<String> {
    let rows = rows.as_array().unwrap();
    rows.iter()
        .map(|row| row["row"]["number"].as_str().unwrap().to_owned())
        .collect()
}
