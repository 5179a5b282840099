//! The index: whose series a number is of, gaps and their closing, numbers that stand twice, what was lost; on both engines.

use super::store::{self, Wanted};
use super::*;
use crate::MATTERS;
use crate::testing::*;
use loggia_cases::private::{Letter, PrivatePart};
use loggia_cases::protocol::{
    Cancelled, DeskCode, Lost, ProtocolNumber, Register, SeriesMark, Their,
};
use loggia_core::app::App;
use loggia_core::conflicts;
use loggia_core::tasks;
use loggia_core::{parts, testing};
use loggia_schema::dispute::Stands;
use loggia_schema::ids::{DocId, Incarnation, PartId};
use loggia_schema::message::Code;
use loggia_schema::message::conflicts as says;
use loggia_schema::message::protocol as messages;

fn hand_in(app: &App, doc: u8, life: Incarnation, events: &[Event]) -> Result<(), Code> {
    let accepted = delivery::<Protocol>(doc, life, events);
    let verdict = app
        .db()
        .write(|tx| take(tx, &accepted, &testing::ctx(doc)))
        .unwrap();
    match verdict {
        Verdict::Accepted { .. } => Ok(()),
        Verdict::Refused(finding) | Verdict::Quarantined(finding) => Err(finding.code),
    }
}

fn gaps(app: &App) -> Vec<(i64, i64)> {
    let all = app.db().read(store::all_series).unwrap();
    let gaps = all.iter().flat_map(|series| &series.gaps);
    gaps.map(|gap| (gap.first, gap.last)).collect()
}

fn open_tasks(app: &App) -> Vec<Code> {
    let open = app.db().read(|tx| tasks::list_open(tx, 50)).unwrap();
    open.iter().map(|task| task.finding.code).collect()
}

#[test]
fn a_series_goes_on_by_one_and_a_gap_closes_when_its_entries_come() {
    testing::with_tables(MATTERS, |app| {
        town(app);
        let entry = |no| registered(number(ONE, Register::Protocol, no));
        hand_in(app, 1, ONE, &[entry(1)]).unwrap();
        // The same delivery again, as after a restore of the centre.
        hand_in(app, 1, ONE, &[entry(1)]).unwrap();
        assert_eq!((gaps(app), open_tasks(app)), (vec![], vec![]));
        hand_in(app, 5, ONE, &[entry(5)]).unwrap();
        assert_eq!(gaps(app), [(2, 4)]);
        assert_eq!(open_tasks(app), [messages::PROTOCOL_GAP]);
        hand_in(app, 3, ONE, &[entry(3)]).unwrap();
        assert_eq!(gaps(app), [(2, 2), (4, 4)]);
        for no in [2u8, 4] {
            hand_in(app, no, ONE, &[entry(no.into())]).unwrap();
        }
        assert_eq!(gaps(app), []);
        let (rows, found) = app
            .db()
            .read(|tx| store::search(tx, &Wanted::default()))
            .unwrap();
        let numbers: Vec<String> = rows.into_iter().map(|one| one.row.number).collect();
        let expected: Vec<String> = (1..=5)
            .map(|no| number(ONE, Register::Protocol, no).to_string())
            .collect();
        assert_eq!((numbers, found), (expected, 5), "ordered by number");
    });
}

#[test]
fn a_number_of_another_life_or_another_desk_is_refused_and_stays_in_the_index() {
    testing::with_tables(MATTERS, |app| {
        town(app);
        let foreign = registered(number(OTHER, Register::Protocol, 1));
        assert_eq!(
            hand_in(app, 1, ONE, &[foreign]),
            Err(messages::FOREIGN_SERIES)
        );
        let desk = DeskCode::parse("ΤΑ-03").unwrap();
        let elsewhere =
            ProtocolNumber::new(desk, SeriesMark::of(ONE), Register::Protocol, 2026, 1).unwrap();
        assert_eq!(
            hand_in(app, 2, ONE, &[registered(elsewhere)]),
            Err(messages::FOREIGN_SERIES)
        );
        // A second life whose mark is the same by chance: its first bits are.
        let mut twin = ONE.0;
        twin[9] = 0x99;
        let twin = Incarnation(twin);
        hand_in(
            app,
            3,
            ONE,
            &[registered(number(ONE, Register::Protocol, 1))],
        )
        .unwrap();
        let shared = registered(number(twin, Register::Protocol, 1));
        assert_eq!(
            hand_in(app, 4, twin, &[shared]),
            Err(messages::FOREIGN_SERIES)
        );
        let (rows, _) = app
            .db()
            .read(|tx| store::search(tx, &Wanted::default()))
            .unwrap();
        assert_eq!(rows.len(), 4);
        assert_eq!(rows.iter().filter(|one| one.row.off).count(), 3);
        assert_eq!(gaps(app), []);
    });
}

#[test]
fn a_number_on_two_entries_is_a_task_and_both_stay() {
    testing::with_tables(MATTERS, |app| {
        town(app);
        let entry = || registered(number(ONE, Register::Protocol, 1));
        hand_in(app, 1, ONE, &[entry()]).unwrap();
        hand_in(app, 2, ONE, &[entry()]).unwrap();
        assert_eq!(open_tasks(app), [messages::PROTOCOL_NUMBER_USED]);
        let (rows, found) = app
            .db()
            .read(|tx| store::search(tx, &Wanted::default()))
            .unwrap();
        assert_eq!((rows.len(), found), (2, 2));
    });
}

#[test]
fn lost_numbers_are_explained_and_what_came_before_is_no_gap() {
    testing::with_tables(MATTERS, |app| {
        town(app);
        hand_in(
            app,
            1,
            ONE,
            &[registered(number(ONE, Register::Protocol, 1))],
        )
        .unwrap();
        let lost = Event::Lost(Lost {
            first: number(ONE, Register::Protocol, 1),
            last: 4,
        });
        hand_in(app, 2, OTHER, &[lost]).unwrap();
        hand_in(
            app,
            3,
            OTHER,
            &[registered(number(OTHER, Register::Protocol, 1))],
        )
        .unwrap();
        let all = app.db().read(store::all_series).unwrap();
        assert_eq!(all.len(), 2, "the desk goes on under a new mark");
        let gap = all.iter().flat_map(|series| &series.gaps).next().unwrap();
        assert_eq!((gap.first, gap.last), (2, 4));
        assert!(gap.reason.contains("αντίγραφο"));
        assert_eq!(open_tasks(app), [], "an explained gap asks nobody");
    });
}

#[test]
fn lost_numbers_of_a_series_that_never_came_are_listed_too() {
    testing::with_tables(MATTERS, |app| {
        town(app);
        let lost = Event::Lost(Lost {
            first: number(ONE, Register::Protocol, 1),
            last: 2,
        });
        hand_in(app, 1, OTHER, &[lost]).unwrap();
        let all = app.db().read(store::all_series).unwrap();
        assert_eq!((all.len(), all[0].last), (1, 0));
        assert_eq!((all[0].gaps[0].first, all[0].gaps[0].last), (1, 2));
    });
}

#[test]
fn a_cancelled_entry_keeps_its_row_and_the_confidential_book_is_read_with_its_right_only() {
    testing::with_tables(MATTERS, |app| {
        town(app);
        let entry = registered(number(ONE, Register::Confidential, 1));
        let letter = PrivatePart::Letter(Letter {
            subject: "Μυστικό".into(),
            name: "Δοκιμή".into(),
            confidential: true,
            ..Letter::default()
        });
        let body = letter.write().unwrap();
        app.db()
            .write(|tx| parts::put(tx, DocId([1; 16]), PartId([9; 16]), &body))
            .unwrap();
        hand_in(app, 1, ONE, std::slice::from_ref(&entry)).unwrap();
        let cancel = Event::Cancelled(Cancelled {
            reason: "διπλή".into(),
        });
        hand_in(app, 1, ONE, &[entry, cancel]).unwrap();
        let read = |confidential| {
            let wanted = Wanted {
                register: Some(Register::Confidential),
                stage: Some("cancelled".into()),
                desk: "ΤΑ02".into(),
                year: Some(2026),
                typed: "1/2026".into(),
                confidential,
                ..Wanted::default()
            };
            app.db().read(|tx| store::search(tx, &wanted)).unwrap().0
        };
        assert_eq!(read(false)[0].letter, None);
        let shown = read(true);
        assert_eq!(shown[0].letter.as_ref().unwrap().subject, "Μυστικό");
        assert_eq!(shown[0].row.ending, "διπλή");
        let none = Wanted {
            typed: "100% αλλού".into(),
            ..Wanted::default()
        };
        let found = app.db().read(|tx| store::search(tx, &none)).unwrap();
        assert_eq!(found.1, 0);
    });
}

/// A letter that came in, with the sender's words as a clerk wrote them.
fn letter_in(app: &App, doc: u8, life: Incarnation, name: &str, their: &str) -> Vec<Event> {
    let letter = PrivatePart::Letter(Letter {
        subject: "Αίτηση για βεβαίωση".into(),
        name: name.into(),
        ..Letter::default()
    });
    let (id, part) = (DocId([doc; 16]), PartId([doc; 16]));
    app.db()
        .write(|tx| parts::put(tx, id, part, &letter.write().unwrap()))
        .unwrap();
    let mut event = registered(number(life, Register::Protocol, 1));
    if let Event::Registered(entry) = &mut event {
        entry.letter = part;
        entry.their = Some(Their {
            number: their.into(),
            date: None,
        });
    }
    hand_in(app, doc, life, std::slice::from_ref(&event)).unwrap();
    vec![event]
}

/// The open conflict about a letter, if there is one.
fn conflict(app: &App) -> Option<tasks::Task> {
    let open = app.db().read(|tx| tasks::list_open(tx, 50)).unwrap();
    open.into_iter().find(|task| task.kind == twins::TASK)
}

fn decide(app: &App, n: u8, stands: Stands, reason: &str) -> Outcome<conflicts::Decided> {
    let task = conflict(app).unwrap();
    let chosen = (Some(stands), reason, "");
    app.db()
        .write(|tx| conflicts::decide(tx, &testing::ctx(n), &twins::KIND, task.id, chosen))
}

#[test]
fn the_same_letter_protocolled_twice_is_decided_once_and_both_entries_stay() {
    testing::with_tables(MATTERS, |app| {
        town(app);
        let first = letter_in(app, 1, ONE, "Δοκιμή Παραδείγματος", "Α.Π. 512/2026");
        assert_eq!(conflict(app), None);
        letter_in(app, 2, OTHER, "ΠΑΡΑΔΕΙΓΜΑΤΟΣ δοκιμη", "απ 512-2026");
        let task = conflict(app).unwrap();
        let dispute = app
            .db()
            .read(|tx| (twins::KIND.draw)(tx, &testing::ctx(40), &task))
            .unwrap();
        let numbers = (
            number(ONE, Register::Protocol, 1).to_string(),
            number(OTHER, Register::Protocol, 1).to_string(),
        );
        let differs = &dispute.differences[0];
        assert_eq!((&differs.left, &differs.right), (&numbers.0, &numbers.1));
        assert_eq!(dispute.offers.len(), 3);
        let refused = decide(app, 41, Stands::Left, " ").unwrap_err();
        assert_eq!(refused.finding().code, says::REASON_ASKED);
        let decided = decide(app, 42, Stands::Left, "ήρθε και με το ταχυδρομείο").unwrap();
        assert!(decided.done.contains(&numbers.1), "{}", decided.done);
        for doc in [1, 2] {
            let about = DocId([doc; 16]).to_string();
            let told = app.db().read(|tx| conflicts::about(tx, &about)).unwrap();
            assert_eq!(told.len(), 1, "both values stay with both entries");
        }
        hand_in(app, 1, ONE, &first).unwrap();
        assert_eq!(conflict(app), None, "never asked again");
        let (rows, _) = app
            .db()
            .read(|tx| store::search(tx, &Wanted::default()))
            .unwrap();
        assert_eq!(rows.len(), 2);
    });
}

#[test]
fn letters_of_others_are_no_twins_and_a_cancelled_entry_ends_the_conflict() {
    testing::with_tables(MATTERS, |app| {
        town(app);
        letter_in(app, 1, ONE, "Δοκιμή Παραδείγματος", "512");
        letter_in(app, 2, OTHER, "Άλλος Αποστολέας", "512");
        let third = Incarnation([0x33; 10]);
        letter_in(app, 3, third, "Δοκιμή Παραδείγματος", "513");
        assert_eq!(conflict(app), None);
        let fourth = Incarnation([0x44; 10]);
        let mut again = letter_in(app, 4, fourth, "Δοκιμή Παραδείγματος", "513");
        assert!(conflict(app).is_some());
        again.push(Event::Cancelled(Cancelled {
            reason: "διπλή εγγραφή".into(),
        }));
        hand_in(app, 4, fourth, &again).unwrap();
        assert_eq!(conflict(app), None);
    });
}
