//! One conflict after the other, as the person whose duty it is decides it on the page.

use super::{Alone, METER, Story};
use crate::clerk::{Clerk, Window};
use crate::steps::check;
use serde_json::{Value, json};

/// Who signs in at the town hall.
pub(super) const CLERKS: [&str; 4] = ["esoda1", "esoda.proist", "ardeysi1", "diaxeiristis"];

const PAID_TWICE: &str = "revenue.paid-twice";
const AFTER_STRIKE: &str = "revenue.after-strike";
const SAME_PERSON: &str = "revenue.same-person";
const SAME_LETTER: &str = "protocol.same-letter";
const TWO_KEEPERS: &str = "irrigation.two-keepers";
const EDITED: &str = "requests.edited-twice";

impl Story {
    pub(super) fn each_stands_once(&self) {
        let find = || {
            self.town
                .centre
                .run(&["person-duplicates", "--user", "esoda1"])
        };
        assert_eq!(find()["proposals"], 1, "the one pair");
        assert_eq!(find()["proposals"], 0, "asked about once");
        for kind in [
            PAID_TWICE,
            AFTER_STRIKE,
            SAME_PERSON,
            SAME_LETTER,
            TWO_KEEPERS,
            EDITED,
        ] {
            assert_eq!(self.open(kind), 1, "{kind}: {}", self.tasks());
        }
    }

    fn tasks(&self) -> Value {
        self.town.centre.run(&["status"])["tasks"].clone()
    }

    fn open(&self, kind: &str) -> usize {
        let tasks = self.tasks();
        let tasks = tasks.as_array().unwrap().iter();
        tasks.filter(|task| task["kind"] == kind).count()
    }

    pub(super) fn each_is_decided(&self, alone: &Alone) {
        check(
            "the same debt paid at two desks: both receipts shown, decided, 15,00 stay the debtor's credit",
            || self.paid_twice(alone),
        );
        check(
            "a receipt after the strike-off: decision and receipt shown, decided, 150,00 stay revenue",
            || self.after_strike(alone),
        );
        check(
            "the same person twice: both entries shown, decided, one card",
            || self.same_person(),
        );
        check(
            "the same letter at two desks: both numbers shown, decided, one cancelled as double, both kept",
            || self.same_letter(alone),
        );
        check(
            "two keepers at one meter: held twice, decided, counted once",
            || self.two_keepers(),
        );
        check(
            "a request edited in two offices: both charges shown, decided in the office, closed at the town hall",
            || self.edited(),
        );
    }

    fn paid_twice(&self, alone: &Alone) {
        let clerk = Clerk::sign_in(&self.town, "esoda1");
        let at = clerk.conflict("Διπλή πληρωμή της ίδιας οφειλής");
        let numbers = alone.paid.each_ref().map(text);
        let cashiers = ["Δοκιμαστική Ταμίας", "Πλασματικός Ταμίας"];
        clerk.shows(&at, &[&numbers[..], &cashiers].concat());
        clerk.is_asked_why(&at, "left");
        let done = clerk.decides(&at, "left", "δεν ζήτησε επιστροφή");
        for words in [&numbers[..], &["Πίστωση 15,00"]].concat() {
            assert!(done.contains(words), "no «{words}» in {done}");
        }
        assert_eq!(self.open(PAID_TWICE), 0);
    }

    fn after_strike(&self, alone: &Alone) {
        let clerk = Clerk::sign_in(&self.town, "esoda1");
        let at = clerk.conflict("Πληρωμή διαγραμμένης οφειλής");
        clerk.shows(&at, &["Απόφαση 12/2026", text(&alone.late)]);
        let done = clerk.decides(&at, "right", "πλήρωσε οικειοθελώς");
        assert!(done.contains("Έμειναν έσοδο 150,00"), "{done}");
        assert_eq!(self.open(AFTER_STRIKE), 0);
    }

    fn same_person(&self) {
        let clerk = Clerk::sign_in(&self.town, "esoda1");
        let at = clerk.conflict("Ίσως το ίδιο πρόσωπο δύο φορές");
        clerk.shows(&at, &[&self.person, super::TWIN]);
        // The ids are random: the entry with the ΑΦΜ, the only one that may stay, stands on either side.
        let page = clerk.page(&at);
        let stays = ["left", "right"].map(|side| page.contains(&format!("value=\"{side}\"")));
        assert!(stays[0] != stays[1], "the entry with the ΑΦΜ stays: {page}");
        let choice = if stays[0] { "left" } else { "right" };
        clerk.decides(&at, choice, "ίδια ταυτότητα");
        assert_eq!(self.open(SAME_PERSON), 0);
        let find = ["person-duplicates", "--user", "esoda1"];
        assert_eq!(self.town.centre.run(&find)["proposals"], 0);
        let card = |who: &str| self.town.centre.run(&["debtor", who])["lines"].clone();
        assert_eq!(card(&self.person), card(super::TWIN), "one card");
    }

    fn same_letter(&self, alone: &Alone) {
        let clerk = Clerk::sign_in(&self.town, "diaxeiristis");
        let at = clerk.conflict("Ίσως το ίδιο έγγραφο πρωτοκολλημένο δύο φορές");
        clerk.shows(&at, &alone.letters.each_ref().map(text));
        clerk.decides(&at, "left", "ήρθε πρώτα εκεί");
        assert_eq!(self.open(SAME_LETTER), 0);
        let double =
            json!({ "which": { "doc": alone.letters[1]["doc"] }, "reason": "Διπλή εγγραφή" });
        self.villages[1].write(&["protocol", "cancel"], &double);
        self.villages[1].sync();
        assert_eq!(self.open(SAME_LETTER), 0, "never asked again");
    }

    fn two_keepers(&self) {
        let holds = || self.town.centre.run(&["reading-holds", "ΔΙΚ-2"])["holds"].clone();
        assert_eq!(holds().as_array().unwrap().len(), 2, "{}", holds());
        let row = self.book();
        assert_eq!((&row["readings"], &row["volume"]), (&json!(2), &json!(0)));
        let clerk = Clerk::sign_in(&self.town, "ardeysi1");
        let at = clerk.conflict("Δύο υδρονόμοι στον ίδιο μετρητή");
        let people = ["Δοκιμαστικός Υδρονόμος", "Εικονική Υδρονόμος"];
        clerk.shows(&at, &[&[METER, "745", "749"][..], &people].concat());
        clerk.decides(&at, "right", "με φωτογραφία");
        assert_eq!(self.open(TWO_KEEPERS), 0);
        assert_eq!(holds(), json!([]));
        let row = self.book();
        let counted = (&row["readings"], &row["volume"]);
        assert_eq!(
            counted,
            (&json!(2), &json!(104_000)),
            "kept both, counted one"
        );
    }

    fn edited(&self) {
        let [one, two] = ["Διεύθυνση Καθαριότητας", "Διεύθυνση Τεχνικών Έργων"];
        let sides = [one, two, "Πλασματικός Ταμίας", "Υποθετικός Κοινότητας"];
        let clerk = Clerk::sign_in(&self.town, "esoda.proist");
        let at = clerk.conflict("Αίτημα που άλλαξε σε δύο γραφεία");
        clerk.shows(&at, &sides);
        // Neither saw the other, so either may stand on the left.
        let page = clerk.page(&at);
        let table = page.split_once("lg-sides").unwrap().1;
        let stands = if table.find(one) < table.find(two) {
            "right"
        } else {
            "left"
        };
        let doc = text_of(&self.request["doc"]);
        let office = &self.villages[0];
        office.sync();
        let shown = office.run(&["show", doc]);
        assert_eq!(
            shown["conflicts"].as_array().map(Vec::len),
            Some(1),
            "{shown}"
        );
        Window::unlocked(office).settles(doc, &sides, stands, "είναι έργο");
        office.sync();
        assert_eq!(self.open(EDITED), 0, "{}", self.tasks());
        let requests = self.town.centre.run(&["requests"])["requests"].clone();
        assert_eq!(requests[0]["row"]["office"], "ΤΕΧ", "{requests}");
    }
}

/// The number of a paper.
fn text(paper: &Value) -> &str {
    text_of(&paper["number"])
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}
