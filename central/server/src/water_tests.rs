//! From the keeper's laptop to the books of irrigation, through the real gates, on both engines.

mod season_bills;

use crate::testing::{Hall, Laptop, at, on_both, on_sqlite};
use loggia_books::{
    BUDGET_ASSESSED, IRRIGATION_REVENUE, RECEIVABLES, THIRD_PARTY_REVENUE, VAT_COLLECTED, verify,
};
use loggia_cases::document::EventKey;
use loggia_cases::irrigation::{
    Book, Captured, Event, MeterReplaced, NoWater, ReadingBook, ReadingKind, Transferred, TurnAsked,
};
use loggia_cases::private::{Holder, PrivatePart};
use loggia_cases::records::{ConnectionRecord, Mark, MeterRecord, Record, SeasonState};
use loggia_core::{Fail, Outcome, records, testing};
use loggia_revenue::irrigation::decide::{self, Decision, Wish};
use loggia_revenue::irrigation::model::Hold;
use loggia_revenue::irrigation::{bills, keepers, seasons, store};
use loggia_revenue::{lists, store as lines};
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{DocId, PartId};
use loggia_schema::irrigation::{Limits, Volume};
use loggia_schema::message::{cases, conflicts, irrigation as says};
use loggia_schema::money::Cents;

const JUNE: &str = "2026-06-01T09:00";
const JULY: &str = "2026-07-01T09:00";

fn record<R: Record>(hall: &Hall, key: &str) -> R {
    let stored = hall
        .app
        .db()
        .read(|tx| records::find(tx, R::TABLE, key).map_err(Fail::from))
        .unwrap()
        .unwrap();
    R::from_value(&serde_json::from_str(&stored.value.unwrap()).unwrap()).unwrap()
}

fn book(meter: &str) -> Book {
    Book {
        meter: meter.to_owned(),
        season: "2026".to_owned(),
    }
}

/// A keeper before a meter of the demo: `by` more than the season's start.
fn reading(
    hall: &Hall,
    laptop: &Laptop,
    keeper: &str,
    meter: &str,
    when: &str,
    by: u64,
) -> Captured {
    let known: MeterRecord = record(hall, meter);
    Captured {
        book: book(meter),
        connection: known.connection.clone().unwrap_or_default(),
        network: known.network.clone(),
        dial: known.dial,
        start: known.start,
        saw: known.start,
        limits: Limits {
            top_percent: 10,
            most: None,
        },
        value: known.start.value + by,
        kind: ReadingKind::Actual,
        taken_at: at(when),
        keeper: hall.user(keeper),
        device: laptop.keys.public(),
        note: None,
        estimate: None,
        paper: None,
        clock_doubt: false,
    }
}

fn write(hall: &Hall, laptop: &mut Laptop, keeper: &str, event: &Event, when: &str) -> DocId {
    let doc = event.book().unwrap().doc();
    laptop.write::<ReadingBook>(doc, hall.user(keeper), at(when).timestamp(), event);
    doc
}

fn take(hall: &Hall, laptop: &mut Laptop, keeper: &str, meter: &str, when: &str, by: u64) -> DocId {
    let event = Event::Captured(Box::new(reading(hall, laptop, keeper, meter, when, by)));
    write(hall, laptop, keeper, &event, when)
}

fn holds(hall: &Hall) -> Vec<Hold> {
    hall.app
        .db()
        .read(|tx| store::holds(tx, None, 100).map_err(Fail::from))
        .unwrap()
}

fn decide(hall: &Hall, n: u8, hold: &Hold, outcome: Wish, reason: &str) -> Outcome<()> {
    let decision = Decision {
        book: hold.doc,
        reading: hold.reading,
        outcome,
        reason: reason.to_owned(),
    };
    hall.app
        .db()
        .write(|tx| decide::decide(tx, &testing::ctx(n), &decision))
}

fn water(hall: &Hall, connection: &str) -> Volume {
    hall.app
        .db()
        .read(|tx| store::season_water(tx, connection, "2026").map_err(Fail::from))
        .unwrap()
        .volume
}

fn any_hold(doc: DocId) -> Hold {
    Hold {
        doc,
        reading: EventKey {
            incarnation: loggia_schema::ids::Incarnation([0; 10]),
            n: 1,
        },
        meter: String::new(),
        network: String::new(),
        season: String::new(),
        taken_at: String::new(),
        keeper: loggia_schema::ids::UserId([0; 16]),
        value: String::new(),
        why: String::new(),
    }
}

/// Neither had met the centre when both opened the book of one meter on one day.
#[test]
fn two_keepers_who_opened_the_book_offline_are_both_held_and_a_person_decides() {
    on_both(|hall| {
        let (mut one, mut two) = (hall.laptop("ΥΔ-1", 21), hall.laptop("ΥΔ-1", 22));
        let doc = take(hall, &mut one, "ydronomos1", "Υ0033", JUNE, 100);
        let same = take(
            hall,
            &mut two,
            "ydronomos2",
            "Υ0033",
            "2026-06-01T17:00",
            104,
        );
        assert_eq!(doc, same, "the book's id is derived");
        assert_eq!(one.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        assert!(holds(hall).is_empty(), "one reading alone is fine");
        assert_eq!(two.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        let waiting = holds(hall);
        let values: Vec<&str> = waiting.iter().map(|hold| hold.value.as_str()).collect();
        assert_eq!(
            values,
            ["745", "749"],
            "both wait, in the order they were taken"
        );
        assert!(
            waiting
                .iter()
                .all(|hold| hold.why.contains("δύο υδρονόμοι"))
        );
        assert_eq!(hall.tasks(), [keepers::TASK], "one conflict for the two");
        assert_eq!(
            (
                water(hall, "Σ0033"),
                record::<MeterRecord>(hall, "Υ0033").last
            ),
            (Volume::ZERO, None)
        );

        let refused = decide(hall, 31, &waiting[1], Wish::Accept, " ").unwrap_err();
        assert_eq!(refused.finding().code, cases::REASON_MISSING);
        decide(hall, 32, &waiting[1], Wish::Accept, "με φωτογραφία").unwrap();
        assert_eq!(
            hall.tasks(),
            ["irrigation.held"],
            "the other one waits alone"
        );
        decide(hall, 33, &waiting[0], Wish::Reject, "λάθος μετρητής").unwrap();
        let again = decide(hall, 34, &waiting[0], Wish::Accept, "ξανά").unwrap_err();
        assert_eq!(again.finding().code, says::READING_DECIDED);
        assert_eq!(water(hall, "Σ0033"), Volume::m3(104));
        let last = record::<MeterRecord>(hall, "Υ0033").last;
        assert_eq!(
            last,
            Some(Mark {
                value: 749,
                on: "2026-06-01".parse().unwrap()
            })
        );
        assert!(hall.tasks().is_empty(), "{:?}", hall.tasks());
        let kept = hall
            .app
            .db()
            .read(|tx| loggia_intake::documents::timeline(tx, doc).map_err(Fail::from))
            .unwrap();
        assert_eq!(kept.len(), 2, "both values stay in the book");
    });
}

#[test]
fn two_keepers_at_one_meter_are_one_conflict_with_three_keys() {
    on_both(|hall| {
        let (mut one, mut two) = (hall.laptop("ΥΔ-1", 21), hall.laptop("ΥΔ-1", 22));
        let doc = take(hall, &mut one, "ydronomos1", "Υ0033", JUNE, 100);
        let later = "2026-06-01T17:00";
        take(hall, &mut two, "ydronomos2", "Υ0033", later, 104);
        one.hand_in(hall);
        two.hand_in(hall);
        let (task, dispute) = hall.conflict(keepers::TASK).unwrap();
        let differs = &dispute.differences[0];
        assert_eq!(
            (differs.left.as_str(), differs.right.as_str()),
            ("745", "749")
        );
        assert!(!dispute.left.who.is_empty() && dispute.left.who != dispute.right.who);
        assert_eq!(dispute.offers.len(), 3);
        let refused = hall.decide(31, &task, Stands::Right, " ").unwrap_err();
        assert_eq!(refused.finding().code, conflicts::REASON_ASKED);
        assert_eq!(holds(hall).len(), 2, "nothing was decided");
        let decided = hall
            .decide(32, &task, Stands::Right, "με φωτογραφία")
            .unwrap();
        assert_eq!(decided.done, "Μετρά η 749 και όχι η 745");
        assert_eq!(
            (water(hall, "Σ0033"), holds(hall)),
            (Volume::m3(104), vec![])
        );
        assert!(hall.tasks().is_empty(), "{:?}", hall.tasks());
        assert_eq!(hall.told(doc), 1, "both values stay with the book");
        let again = hall.decide(33, &task, Stands::Left, "ξανά").unwrap_err();
        assert_eq!(again.finding().code, conflicts::DECIDED_ALREADY);
    });
}

#[test]
fn what_cannot_be_a_reading_is_refused_at_the_centre_too() {
    on_sqlite(|hall| {
        let mut laptop = hall.laptop("ΥΔ-1", 21);
        let refuse = |laptop: &mut Laptop, change: &dyn Fn(&mut Captured)| {
            let mut one = reading(hall, laptop, "ydronomos1", "Υ0001", JUNE, 100);
            change(&mut one);
            let event = Event::Captured(Box::new(one));
            write(hall, laptop, "ydronomos1", &event, JUNE);
            let judged = laptop.hand_in(hall);
            assert_eq!((judged.judged, judged.not_accepted), (1, 1), "{event:?}");
        };
        // ΔΙΚ-3 is the other keeper's.
        refuse(&mut laptop, &|r| r.book.meter = "Υ0063".into());
        refuse(&mut laptop, &|r| r.network = "ΔΙΚ-3".into());
        refuse(&mut laptop, &|r| r.value = 100_000);
        refuse(&mut laptop, &|r| r.book.season = "2027".into());
        refuse(&mut laptop, &|r| {
            (r.taken_at, r.book.season) = (at("2025-06-01T09:00"), "2025".into())
        });
        refuse(&mut laptop, &|r| r.saw.on = "2026-06-02".parse().unwrap());
        refuse(&mut laptop, &|r| r.keeper = hall.user("ydronomos2"));
        // A document that is not the book it says it is.
        let event = Event::Captured(Box::new(reading(
            hall,
            &laptop,
            "ydronomos1",
            "Υ0001",
            JUNE,
            100,
        )));
        laptop.write::<ReadingBook>(
            DocId([5; 16]),
            hall.user("ydronomos1"),
            at(JUNE).timestamp(),
            &event,
        );
        assert_eq!(laptop.hand_in(hall).not_accepted, 1);
        // Somebody who may not read meters.
        write(hall, &mut laptop, "tamias1", &event, JUNE);
        assert_eq!(laptop.hand_in(hall).not_accepted, 1);
        assert_eq!(water(hall, "Σ0001"), Volume::ZERO);
    });
}

#[test]
fn a_day_that_had_not_begun_when_it_came_waits() {
    on_sqlite(|hall| {
        let mut laptop = hall.laptop("ΥΔ-1", 21);
        take(
            hall,
            &mut laptop,
            "ydronomos1",
            "Υ0001",
            "2026-12-10T09:00",
            100,
        );
        assert_eq!(laptop.hand_in(hall).not_accepted, 0);
        assert!(holds(hall)[0].why.contains("ρολόι"), "{:?}", holds(hall));
        decide(
            hall,
            31,
            &holds(hall)[0],
            Wish::Correct("1230".into()),
            "η ημερομηνία ήταν λάθος",
        )
        .unwrap();
        assert_eq!(water(hall, "Σ0001"), Volume::m3(101));
    });
}

#[test]
fn a_replaced_meter_a_new_holder_and_what_was_asked() {
    on_sqlite(|hall| {
        let mut laptop = hall.laptop("ΥΔ-1", 21);
        let keeper = "ydronomos1";
        let last = Captured {
            kind: ReadingKind::Final,
            ..reading(hall, &laptop, keeper, "Υ0033", JUNE, 117)
        };
        write(
            hall,
            &mut laptop,
            keeper,
            &Event::Captured(Box::new(last)),
            JUNE,
        );
        let old: MeterRecord = record(hall, "Υ0033");
        let replaced = MeterReplaced {
            book: book("Υ0033"),
            connection: "Σ0033".into(),
            at: at(JUNE),
            new_meter: "Υ901".into(),
            new_dial: old.dial,
            new_start: 4,
            old_seal: String::new(),
            new_seal: "555".into(),
        };
        write(
            hall,
            &mut laptop,
            keeper,
            &Event::MeterReplaced(Box::new(replaced)),
            JUNE,
        );
        assert_eq!(laptop.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        let (old, new): (MeterRecord, MeterRecord) = (record(hall, "Υ0033"), record(hall, "Υ901"));
        assert!(!old.active && new.active);
        assert_eq!(
            (new.connection.as_deref(), new.route, new.start.value),
            (Some("Σ0033"), old.route, 4)
        );
        let next = Captured {
            value: 99,
            ..reading(hall, &laptop, keeper, "Υ901", JULY, 0)
        };
        write(
            hall,
            &mut laptop,
            keeper,
            &Event::Captured(Box::new(next)),
            JULY,
        );
        assert_eq!(laptop.hand_in(hall).not_accepted, 0);
        assert_eq!(
            water(hall, "Σ0033"),
            Volume::m3(117 + 95),
            "the season goes on over both meters"
        );

        let shared = reading(hall, &laptop, keeper, "Υ0034", JULY, 50);
        let to = PartId([7; 16]);
        let transferred = Transferred {
            book: book("Υ0034"),
            connection: "Σ0034".into(),
            on: "2026-07-01".parse().unwrap(),
            shared: shared.value,
            to,
        };
        let doc = write(
            hall,
            &mut laptop,
            keeper,
            &Event::Captured(Box::new(shared)),
            JULY,
        );
        write(
            hall,
            &mut laptop,
            keeper,
            &Event::Transferred(transferred),
            JULY,
        );
        let holder = Holder {
            name: "Νέος Δοκιμαστής".into(),
            phone: None,
        };
        laptop.write_part(doc, to, &PrivatePart::Holder(holder));
        let turn = TurnAsked {
            book: book("Υ0034"),
            connection: "Σ0034".into(),
            on: "2026-07-02".parse().unwrap(),
            minutes: 90,
        };
        write(hall, &mut laptop, keeper, &Event::TurnAsked(turn), JULY);
        let report = NoWater {
            book: book("Υ0034"),
            connection: "Σ0034".into(),
            since: at(JULY).timestamp(),
            text: None,
        };
        write(hall, &mut laptop, keeper, &Event::NoWater(report), JULY);
        assert_eq!(laptop.hand_in(hall).not_accepted, 0, "{:?}", hall.tasks());
        assert_eq!(
            record::<ConnectionRecord>(hall, "Σ0034").holder,
            "Νέος Δοκιμαστής"
        );
        let mut tasks = hall.tasks();
        tasks.sort();
        assert_eq!(
            tasks,
            [
                "irrigation.holder",
                "irrigation.no-water",
                "irrigation.turn"
            ]
        );
        let unknown = EventKey {
            incarnation: laptop.feed.incarnation,
            n: 99,
        };
        let hold = Hold {
            reading: unknown,
            ..any_hold(doc)
        };
        assert_eq!(
            decide(hall, 61, &hold, Wish::Accept, "ναι")
                .unwrap_err()
                .finding()
                .code,
            says::READING_UNKNOWN
        );
    });
}
