//! Two desks at once, and the row that comes out of it.

use super::*;
use crate::case::{self, Case, Clash, Effects, Off};
use crate::row::{Row, SqlValue};
use crate::sample::Paper as Sheet;
use loggia_schema::dispute::Stands;
use loggia_schema::ids::UserId;
use proptest::prelude::*;

/// Two devices that write beside each other after the same first event.
fn beside(mine: &Event, yours: &Event) -> (Sheet<Request>, Sheet<Request>) {
    let mut first = Sheet::<Request>::new();
    let opening = first.add(1, &registered(true));
    let mut second = Sheet::<Request>::new();
    second.doc.apply_change(&opening.change).unwrap();
    let (a, b) = (first.add(1, mine), second.add(2, yours));
    first.doc.apply_change(&b.change).unwrap();
    second.doc.apply_change(&a.change).unwrap();
    (first, second)
}

#[test]
fn charged_twice_at_once_is_a_task_and_not_silence() {
    let (first, second) = beside(&assigned("ΤΕΧ", "ΕΣΟ"), &assigned("ΠΡΑ", "ΕΣΟ"));
    assert_eq!(first.folded(), second.folded());
    let folded = first.folded();
    assert_eq!(folded.state.office, "ΠΡΑ", "the later of the fold stands");
    let clashes: Vec<&Clash> = folded.conflicts.iter().map(|c| &c.clash).collect();
    assert_eq!(
        clashes,
        [&Clash::Field {
            field: "charge".into(),
            saw: "ΕΣΟ".into(),
            found: "ΤΕΧ".into(),
            wrote: "ΠΡΑ".into(),
        }]
    );
    let (same, _) = beside(&assigned("ΤΕΧ", "ΕΣΟ"), &assigned("ΤΕΧ", "ΕΣΟ"));
    assert!(same.folded().conflicts.is_empty(), "both meant the same");
}

#[test]
fn decided_twice_at_once_is_a_task() {
    let (first, second) = beside(&completed("2026-10-01"), &rejected("ν. 1/2026"));
    assert_eq!(first.folded(), second.folded());
    let clash = Clash::Transition {
        state: "completed".into(),
        event: "rejected".into(),
    };
    let folded = first.folded();
    assert_eq!(
        folded
            .open_conflicts()
            .map(|c| &c.clash)
            .collect::<Vec<_>>(),
        [&clash]
    );
    let mut settled = first;
    settled.add(
        1,
        &Event::Settled(Settled {
            conflict: folded.conflicts[0].event.key,
            stands: Stands::Right,
            reason: "μίλησαν".into(),
        }),
    );
    assert_eq!(settled.folded().open_conflicts().count(), 0);
}

#[test]
fn comments_of_several_offices_all_stay() {
    let comment = |byte| {
        Event::Commented(Commented {
            text: PartId([byte; 16]),
        })
    };
    let (first, _) = beside(&comment(1), &comment(2));
    let parts: Vec<_> = first
        .state()
        .comments
        .iter()
        .map(|(_, part)| *part)
        .collect();
    assert_eq!(parts, [PartId([1; 16]), PartId([2; 16])]);
    assert!(first.folded().conflicts.is_empty());
}

#[test]
fn the_wait_for_the_citizen_ends_where_it_began() {
    let mut sheet = Sheet::<Request>::new();
    sheet.add(1, &registered(true));
    sheet.add(
        1,
        &Event::TakenUp(TakenUp {
            officer: OFFICER,
            saw_officer: None,
        }),
    );
    sheet.add(1, &asked("2026-09-30"));
    let waits = sheet.state();
    assert_eq!(
        (waits.stage, waits.stopped_on),
        (Stage::AwaitingCitizen, Some(date("2026-09-30")))
    );
    assert_eq!(
        Request::row(&sheet.folded()).due,
        None,
        "the clock stands still"
    );
    sheet.add(1, &bring("2026-10-10", &[], Some("2026-11-23")));
    let state = sheet.state();
    assert_eq!(state.stage, Stage::InProgress);
    assert_eq!(
        (state.due, state.stopped_on),
        (Some(date("2026-11-23")), None)
    );
    assert_eq!(state.stops.len(), 1);
    // Charged while it waits: then it goes back to the charge and not to nobody.
    let mut sheet = Sheet::<Request>::new();
    sheet.add(1, &registered(false));
    sheet.add(1, &assigned("ΕΣΟ", "ΕΣΟ"));
    assert_eq!(sheet.state().stage, Stage::AwaitingCitizen);
    sheet.add(1, &bring("2026-10-10", &["bill"], Some("2026-11-30")));
    assert_eq!(sheet.state().stage, Stage::Assigned);
    assert!(sheet.state().missing().next().is_none());
}

#[test]
fn the_row_tells_the_last_step_and_is_whole() {
    let mut sheet = Sheet::<Request>::new();
    sheet.add(1, &registered(true));
    let first = sheet.doc.events()[0].key;
    sheet.add(1, &assigned("ΤΕΧ", "ΕΣΟ"));
    let row = Request::row(&sheet.folded());
    assert_eq!(
        (row.last_step.as_str(), row.office.as_str()),
        ("χρέωση", "ΤΕΧ")
    );
    assert_eq!(row.due, Some(date("2026-11-12")));
    assert!(row.search.contains("δαφνων") && row.search.contains("οδοσ δοκιμησ 1"));
    assert_eq!(RequestRow::COLUMNS.len(), row.values().len());
    let json = serde_json::to_value(&row).unwrap();
    for (column, value) in RequestRow::COLUMNS.iter().zip(row.values()) {
        assert!(json.get(column.name).is_some(), "{}", column.name);
        assert!(!column.sql_type().contains("NOT NULL") || value != SqlValue::Null);
    }
    // A registration the centre refused stays visible: its slip is out there.
    let effects = Effects([(first, Off::Refused)].into());
    let row = Request::row(&case::fold::<Request>(&sheet.doc.events(), &effects));
    assert_eq!(
        (row.off, row.title.as_str()),
        (true, "Διόρθωση τετραγωνικών")
    );
    assert_eq!(row.due, None);
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(assigned("ΤΕΧ", "ΕΣΟ")),
        Just(assigned("ΠΡΑ", "ΤΕΧ")),
        Just(Event::TakenUp(TakenUp {
            officer: UserId([4; 16]),
            saw_officer: None
        })),
        Just(asked("2026-09-30")),
        Just(bring("2026-10-10", &["bill"], Some("2026-11-23"))),
        Just(completed("2026-10-11")),
        Just(rejected("ν. 1")),
        Just(reopened("2026-10-12")),
        Just(Event::Withdrawn(Withdrawn {
            on: date("2026-10-01")
        })),
        Just(Event::Commented(Commented { text: text() })),
        Just(registered(false)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_order_things_arrive_in_the_state_is_one(
        mine in proptest::collection::vec(any_event(), 0..6),
        yours in proptest::collection::vec(any_event(), 0..6),
    ) {
        let mut first = Sheet::<Request>::new();
        let opening = first.add(1, &registered(false));
        let mut second = Sheet::<Request>::new();
        second.doc.apply_change(&opening.change).unwrap();
        let a: Vec<_> = mine.iter().map(|event| first.add(1, event).change).collect();
        let b: Vec<_> = yours.iter().map(|event| second.add(2, event).change).collect();
        for change in &b { first.doc.apply_change(change).unwrap(); }
        for change in &a { second.doc.apply_change(change).unwrap(); }
        prop_assert_eq!(first.folded(), second.folded());
        let state = first.state();
        let waits = state.stage == Stage::AwaitingCitizen;
        prop_assert!(!waits || state.stopped_on.is_some(), "who waits stops the clock");
        let mut sorted = state.stops.clone();
        sorted.sort_by_key(|stop| stop.from);
        prop_assert!(sorted.iter().all(|stop| stop.from <= stop.to));
    }
}
