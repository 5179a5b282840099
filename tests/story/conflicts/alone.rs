//! Three days on which nobody knows what the others do.

use super::{Alone, METER, Story};
use loggia_tests::Laptop;
use serde_json::{Value, json};

impl Story {
    pub(super) fn without_a_line(&self) -> Alone {
        let (day, first) = self.first_day();
        self.town.at("2026-12-02T09:00");
        let second = takes(&self.desks[1], &self.debt, 1_500);
        let book = self.reads(0, 100);
        let letter = self.registers_the_letter(0);
        self.charges_the_request(0, "ΚΑΘ");
        self.town.at("2026-12-02T11:00");
        self.reads(1, 104);
        let letters = [letter, self.registers_the_letter(1)];
        self.is_struck_off();
        self.town.at("2026-12-03T10:00");
        let late = takes(&self.desks[1], &self.struck, 15_000);
        self.charges_the_request(1, "ΤΕΧ");
        Alone {
            day,
            paid: [first, second],
            late,
            letters,
            book,
        }
    }

    /// The box of desk 1, from its opening to a count that is one euro short.
    fn first_day(&self) -> (Value, Value) {
        let desk = &self.desks[0];
        let refused = desk.program(&["sync"]).run();
        assert_eq!(desk.refused(&refused)["code"], "Σ-461", "no line");
        desk.write(&["cash", "open"], &json!({ "float": "50,00" }));
        let paid = takes(desk, &self.debt, 1_500);
        let fee = json!({ "lines": [{ "fee": "ΠΑΡΚ", "quantity": "1" }] });
        assert_eq!(desk.write(&["receipt", "issue"], &fee)["total"], 500);
        let piles = [(5_000, "1"), (1_000, "1"), (500, "1"), (200, "2")];
        let piles = piles.map(|(piece, n)| json!({ "piece": piece, "n": n }));
        let mut close = json!({ "count": piles, "deposit": "19,00" });
        let refused = desk.writing(&["cash", "close"], &close).run();
        let finding = desk.refused(&refused);
        assert_eq!(finding["field"], "reason", "one euro is missing: {finding}");
        close["reason"] = json!("Λάθος ρέστα");
        (desk.write(&["cash", "close"], &close), paid)
    }

    fn reads(&self, keeper: usize, more: u64) -> Value {
        let keeper = &self.keepers[keeper];
        let stop = stop(keeper);
        let value = stop["meter"]["start"]["value"].as_u64().unwrap() + more;
        let input = json!({ "meter": METER, "value": value.to_string() });
        keeper.write(&["reading", "take"], &input)
    }

    fn registers_the_letter(&self, village: usize) -> Value {
        let mut letter = json!({
            "subject": "Αίτημα κοπής δέντρων", "name": "Σύλλογος Δοκιμής", "their_number": "ΑΠ 77/2026", "channel": "post",
        });
        if village == 1 {
            letter["scope"] = json!(self.kerasia);
        }
        self.villages[village].write(&["protocol", "register"], &letter)
    }

    fn charges_the_request(&self, village: usize, office: &str) {
        let which = json!({ "doc": self.request["doc"] });
        let act = json!({ "which": which, "act": { "assign": { "office": office } } });
        self.villages[village].write(&["request", "act"], &act);
    }

    fn is_struck_off(&self) {
        let number = self.struck["number"].as_str().unwrap();
        let words = ["strike-off", number, "12/2026", "02/12/2026"];
        let words = [&words[..], &["--user", "esoda.proist"]].concat();
        let struck = self.town.centre.run(&words);
        assert_eq!(struck["amount"], 15_000, "{struck}");
    }
}

/// The meter of the story in the walk of a keeper.
pub(super) fn stop(keeper: &Laptop) -> Value {
    let walk = keeper.run(&["reading", "walk", "ΔΙΚ-2"]);
    let mut stops = walk["walk"].as_array().unwrap().iter();
    let stop = stops.find(|stop| stop["meter"]["no"] == METER);
    stop.unwrap().clone()
}

/// A desk takes what a debt that it knows costs today.
fn takes(desk: &Laptop, debt: &Value, amount: i64) -> Value {
    let form = json!({ "lines": [{ "code": debt["rf"] }] });
    let receipt = desk.write(&["receipt", "issue"], &form);
    assert_eq!(receipt["total"], amount, "{}: {receipt}", desk.name);
    receipt
}
